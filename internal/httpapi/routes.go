package httpapi

import (
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/wire/relay"
)

type (
	none struct{}
	byID struct {
		ID string `path:"id" maxLength:"64"`
	}
	body[T any] struct{ Body T }
	// withCookie answers with a body and opens or closes a session of the browser.
	withCookie[T any] struct {
		Cookie http.Cookie `header:"Set-Cookie"`
		Body   T
	}
	justCookie struct {
		Cookie http.Cookie `header:"Set-Cookie"`
	}
	patchOf[T any] struct {
		ID   string `path:"id" maxLength:"64"`
		Body T
	}
	brushPatchOf struct {
		Device string `path:"device" maxLength:"64"`
		Body   BrushPatch
	}
	byDevice struct {
		Device string `path:"device" maxLength:"64"`
	}
	settingsOfBrush struct {
		Device string `path:"device" maxLength:"64"`
		Body   Settings
	}
	sessionQuery struct {
		From   time.Time `query:"from" doc:"Started at or after"`
		To     time.Time `query:"to" doc:"Started before"`
		Person string    `query:"person" maxLength:"64" doc:"A person's id, or unassigned"`
		Device string    `query:"device" maxLength:"64"`
		Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"50"`
		Cursor string    `query:"cursor" maxLength:"200"`
	}
	dayQuery struct {
		Person string `query:"person" required:"true" maxLength:"64"`
		From   string `query:"from" required:"true" format:"date" doc:"First day"`
		To     string `query:"to" required:"true" format:"date" doc:"Last day; at most 400 days"`
	}
)

func (s *server) routes() {
	// Everybody.
	register(s, door{id: "health", method: "GET", path: "/healthz", scope: open, tag: "server", summary: "Does the server answer?"}, s.health)
	register(s, door{id: "setupState", method: "GET", path: "/setup", scope: open, tag: "account", summary: "Is set-up still to be done?"}, s.setupState)
	register(s, door{id: "setup", method: "POST", path: "/setup", scope: open, tag: "account", status: 201, errors: []int{403, 429},
		summary: "Make the owner, the household and its people", description: "Needs the code of the one-time link."}, s.setup)
	register(s, door{id: "login", method: "POST", path: "/login", scope: open, tag: "account", errors: []int{401, 429}, summary: "Sign in"}, s.login)

	// Who is asking.
	register(s, door{id: "logout", method: "POST", path: "/logout", scope: signedIn, tag: "account", status: 204, summary: "Sign out"}, s.logout)
	register(s, door{id: "me", method: "GET", path: "/me", scope: signedIn, tag: "account", summary: "Who am I?"}, s.me)

	register(s, door{id: "changeHousehold", versioned: true, method: "PATCH", path: "/household", scope: account.HouseholdWrite, tag: "account", summary: "Change the household: its name, its calendar, how long things are kept",
		description: "What is older than a household has things kept goes in the background, within the hour and for good."}, s.changeHousehold)
	register(s, door{id: "loss", method: "GET", path: "/household/loss", scope: account.HouseholdWrite, tag: "account", summary: "What another retention would take away"}, s.loss)

	// People, brushes, sources.
	register(s, door{id: "people", method: "GET", path: "/people", scope: account.PeopleRead, tag: "people", summary: "The people"}, s.people)
	making(s, door{id: "addPerson", method: "POST", path: "/people", scope: account.PeopleWrite, tag: "people", status: 201, summary: "Add a person"}, s.addPerson, s.addedPerson)
	register(s, door{id: "changePerson", versioned: true, method: "PATCH", path: "/people/{id}", scope: account.PeopleWrite, tag: "people", errors: []int{404}, summary: "Change a person"}, s.changePerson)
	register(s, door{id: "removePerson", versioned: true, method: "DELETE", path: "/people/{id}", scope: account.PeopleWrite, tag: "people", status: 204, errors: []int{404},
		summary: "Remove a person", description: "Their sessions stay and belong to nobody."}, s.removePerson)
	register(s, door{id: "addNote", method: "POST", path: "/people/{id}/notes", scope: account.SessionsWrite, tag: "sessions", status: 201, errors: []int{404, 409},
		summary: "Note that somebody brushed", description: "For a brush that says nothing. It becomes a session marked as noted; 409 when this very note was deleted before."}, s.addNote)
	register(s, door{id: "brushes", method: "GET", path: "/brushes", scope: account.BrushesRead, tag: "brushes", summary: "The brushes"}, s.brushes)
	register(s, door{id: "changeBrush", versioned: true, method: "PATCH", path: "/brushes/{device}", scope: account.BrushesWrite, tag: "brushes", errors: []int{404}, summary: "Name a brush, say who uses it"}, s.changeBrush)
	register(s, door{id: "brushSettings", method: "GET", path: "/brushes/{device}/settings", scope: account.BrushesRead, tag: "brushes", errors: []int{404, 409}, summary: "What is wished of a brush, and what it does"}, s.brushSettings)
	register(s, door{id: "wishSettings", versioned: true, method: "PUT", path: "/brushes/{device}/settings", scope: account.BrushesWrite, tag: "brushes", errors: []int{404, 409},
		summary: "Wish something of a brush", description: "The whole wish: what it does not name stays as the brush has it. Nothing at all takes the wish back. It is obeyed when the brush asks for it next."}, s.wishSettings)
	register(s, door{id: "sources", method: "GET", path: "/sources", scope: account.BrushesRead, tag: "brushes", summary: "What hears the brushes"}, s.sources)

	// Sessions.
	register(s, door{id: "sessions", method: "GET", path: "/sessions", scope: account.SessionsRead, tag: "sessions", summary: "The sessions, newest first, without runs"}, s.sessions)
	register(s, door{id: "session", method: "GET", path: "/sessions/{id}", scope: account.SessionsRead, tag: "sessions", errors: []int{404}, summary: "One session, with runs"}, s.session)
	register(s, door{id: "changeSession", versioned: true, method: "PATCH", path: "/sessions/{id}", scope: account.SessionsWrite, tag: "sessions", errors: []int{404}, summary: "Say who it was, leave a note"}, s.changeSession)
	register(s, door{id: "removeSession", versioned: true, method: "DELETE", path: "/sessions/{id}", scope: account.SessionsWrite, tag: "sessions", status: 204, errors: []int{404},
		summary: "Remove a session", description: "Late evidence does not bring it back."}, s.removeSession)
	register(s, door{id: "today", method: "GET", path: "/today", scope: account.SessionsRead, tag: "sessions", summary: "The first screen"}, s.today)
	register(s, door{id: "days", method: "GET", path: "/days", scope: account.SessionsRead, tag: "sessions", errors: []int{404}, summary: "A person's days, oldest first"}, s.days)

	// A brush without a brush.
	register(s, door{id: "virtualBrush", method: "POST", path: "/virtual-brush", scope: account.BrushesWrite, tag: "brushes", status: 202, errors: []int{404, 409},
		summary: "Let a virtual brush brush", description: "It starts at once; its frames go through the same door as any."}, s.virtualBrush)

	s.decodeRoutes()
	s.memberRoutes()
	s.selfRoutes()
	s.rewardRoutes()
	s.loginRoutes()
	s.wayRoutes()
	s.tokenRoutes()
	s.hookRoutes()
	s.reminderRoutes()
	s.privacyRoutes()
	s.reportRoutes()
	s.oauthRoutes()
	s.deviceRoutes()
	s.streams()
	neverNull(s.api)
	told(s.api)
}

// streams adds the calls whose body or answer is a stream.
func (s *server) streams() {
	reg := s.api.OpenAPI().Components.Schemas
	kinds := &huma.Schema{Type: huma.TypeString}
	for _, k := range relay.Kinds {
		kinds.Enum = append(kinds.Enum, string(k))
	}
	str := func(format string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Format: format} }
	s.registerPlain(door{id: "frames", method: "POST", path: "/frames", scope: account.FramesWrite + " " + account.TimerWrite, tag: "frames", errors: []int{400, 413, 415, 422, 429},
		summary: "Frames are kept",
		description: "The body is a JSON array of frames, or one frame a line; gzip is accepted. The answer comes after the commit: 200 means that every frame is on disk, and the same " +
			"frames may be sent again without harm. When one line is no frame, none of the request is kept. Limits: 4 MiB unpacked, 5,000 frames, 48 KiB a frame."},
		map[string]reflect.Type{"application/json": reflect.TypeFor[[]Frame](), "application/x-ndjson": reflect.TypeFor[Frame]()},
		map[string]reflect.Type{"application/json": reflect.TypeFor[Accepted]()}, nil, s.frames)
	s.registerPlain(door{id: "relayed", method: "POST", path: "/relays/{kind}", scope: account.FramesWrite, tag: "frames", errors: []int{400, 404, 413, 415, 422, 429},
		summary: "What other gateways send is kept as frames",
		description: "One message of that relay or many, in a JSON array or one behind the other; from ESPHome also its native protocol's raw batch. What is no toothbrush's is left out. " +
			"Limits and answers are those of frames; accepted counts the frames."},
		map[string]reflect.Type{"application/json": reflect.TypeFor[json.RawMessage](), "application/octet-stream": reflect.TypeFor[json.RawMessage]()},
		map[string]reflect.Type{"application/json": reflect.TypeFor[Accepted]()},
		[]*huma.Param{
			{Name: "kind", In: "path", Required: true, Schema: kinds},
			{Name: "topic", In: "query", Schema: str(""), Description: "The MQTT topic it came by: it may name the gateway, the brush or the entity"},
		}, s.relayed)
	s.registerPlain(door{id: "exportFrames", method: "GET", path: "/brushes/{device}/frames", scope: account.BrushesRead, tag: "brushes", errors: []int{404, 422},
		summary: "The kept frames of a brush, one a line, oldest first"},
		nil, map[string]reflect.Type{"application/x-ndjson": reflect.TypeFor[Frame]()},
		[]*huma.Param{
			{Name: "device", In: "path", Required: true, Schema: str("")},
			{Name: "from", In: "query", Schema: str("date-time"), Description: "Heard at or after"},
			{Name: "to", In: "query", Schema: str("date-time"), Description: "Heard at or before"},
		}, s.exportFrames)
	s.registerPlain(door{id: "desiredSettings", method: "GET", path: "/brushes/{device}/settings/desired", scope: account.FramesWrite, tag: "frames", errors: []int{404, 422},
		summary:     "What is wished of a brush, for the brush itself",
		description: "The settings object of the open format, in CBOR when Accept names it. 204: there is no wish, or the brush obeys it already."},
		nil, map[string]reflect.Type{"application/json": reflect.TypeFor[Settings](), "application/cbor": reflect.TypeFor[json.RawMessage]()},
		[]*huma.Param{
			{Name: "device", In: "path", Required: true, Schema: str("")},
			{Name: "version", In: "query", Schema: str(""), Description: "The version that the brush obeys: 204 when there is no other"},
		}, s.desiredSettings)
	s.registerPlain(door{id: "live", method: "GET", path: "/live", scope: account.LiveRead, tag: "live", errors: []int{429},
		summary: "The live stream",
		description: "Server-sent events. `event: change` has an id and a Change; `event: now` has no id and a Now: at once on connect and whenever the present moves, at most four a second; " +
			"`event: reset` says that the id asked for is no longer kept: read everything anew."},
		nil, nil, []*huma.Param{
			{Name: "Last-Event-ID", In: "header", Schema: str(""), Description: "Resume behind this change"},
			{Name: "after", In: "query", Schema: str(""), Description: "The same, for those who cannot set a header"},
		}, s.live)
	for _, p := range s.api.OpenAPI().Paths["/live"].Get.Responses {
		if p.Description == "The live stream" {
			p.Content["text/event-stream"] = &huma.MediaType{Schema: &huma.Schema{OneOf: []*huma.Schema{
				reg.Schema(reflect.TypeFor[Change](), true, ""), reg.Schema(reflect.TypeFor[Now](), true, "")}}}
		}
	}
}
