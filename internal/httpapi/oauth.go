package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// AppQuestion names what an app asks: by the page it sent the browser to, or by the code that a device shows.
type AppQuestion struct {
	Request string `json:"request,omitempty" maxLength:"64" doc:"Of the consent page's address"`
	Code    string `json:"code,omitempty" maxLength:"64" doc:"What the device shows, however it is typed"`
}

// AppRequest is what a person is asked.
type AppRequest struct {
	App            string    `json:"app" doc:"What the app calls itself"`
	Vouched        string    `json:"vouched" enum:"enamel,household,nobody" doc:"Who says that the app is what it says: it is Enamel's own, an owner registered it, or it registered itself"`
	Host           string    `json:"host,omitempty" doc:"Where the answer goes; absent: to a program on the machine of the browser, or to a device"`
	Device         bool      `json:"device" doc:"A device asks, which shows a code"`
	Scopes         []string  `json:"scopes" nullable:"false" doc:"What is asked for and you may give"`
	Withheld       []string  `json:"withheld" nullable:"false" doc:"What is asked for and you may not give"`
	LogIn          bool      `json:"log_in" doc:"The app wants you to log in anew before you answer"`
	Expires        time.Time `json:"expires"`
	Suggested      string    `json:"suggested_source,omitempty" doc:"A name for the source that it would be"`
	Household      string    `json:"household"`
	ChoosesPersons bool      `json:"chooses_people" doc:"It can be narrowed to single people"`
	Text           string    `json:"text" doc:"What is agreed to by a yes, for each of the people whom the app learns of"`
}

// AppAnswer is what a person says to an app.
type AppAnswer struct {
	AppQuestion
	Allow  bool     `json:"allow"`
	Scopes []string `json:"scopes,omitempty" nullable:"false" maxItems:"50" doc:"Only these of what is asked for; absent: all"`
	People []string `json:"people,omitempty" nullable:"false" maxItems:"30" doc:"Only these people, by id; absent: everybody"`
	Source string   `json:"source,omitempty" maxLength:"64" doc:"What frames are heard by; needed with frames:write"`
	Device string   `json:"device,omitempty" maxLength:"64" doc:"The only brush that it may speak of, with frames:write alone"`
	Text   string   `json:"text_version,omitempty" maxLength:"40" doc:"Of the words that were shown, as /consent-texts tells them; absent: those of the question, in English"`
}

// AppAnswered says where the browser goes.
type AppAnswered struct {
	Redirect string `json:"redirect,omitempty" doc:"Absent for a device: it asks by itself"`
}

// Grant is what somebody granted an app.
type Grant struct {
	ID       string     `json:"id"`
	App      string     `json:"app"`
	Client   string     `json:"client_id"`
	Scopes   []string   `json:"scopes" nullable:"false"`
	People   []string   `json:"people,omitempty" nullable:"false" doc:"Only these people; absent: everybody"`
	Source   string     `json:"source,omitempty" doc:"What its frames are heard by"`
	Device   string     `json:"device,omitempty"`
	By       string     `json:"by" doc:"Who said yes"`
	Mine     bool       `json:"mine" doc:"One's own grant"`
	Created  time.Time  `json:"created"`
	LastUsed *time.Time `json:"last_used,omitempty"`
}

// NewApp registers an app that a household made or runs itself.
type NewApp struct {
	Name         string   `json:"name" maxLength:"100"`
	Redirects    []string `json:"redirect_uris,omitempty" nullable:"false" maxItems:"10" doc:"Where answers may go, letter by letter; of a loopback address the port may be another"`
	Scopes       []string `json:"scopes,omitempty" nullable:"false" maxItems:"50" doc:"The most that it may ask for; absent: what reading needs"`
	Flows        []string `json:"grant_types,omitempty" nullable:"false" maxItems:"3" doc:"Absent: authorization_code and refresh_token"`
	Confidential bool     `json:"confidential,omitempty" doc:"It runs where nobody can read its secret, so it gets one"`
}

// App is an app that a household registered.
type App struct {
	ID        string    `json:"client_id"`
	Name      string    `json:"name"`
	Redirects []string  `json:"redirect_uris" nullable:"false"`
	Scopes    []string  `json:"scopes" nullable:"false"`
	Flows     []string  `json:"grant_types" nullable:"false"`
	Secret    string    `json:"client_secret,omitempty" doc:"Told once"`
	HasSecret bool      `json:"confidential"`
	Created   time.Time `json:"created"`
}

func (s *server) oauthRoutes() {
	register(s, door{id: "appQuestion", method: "POST", path: "/oauth/questions", scope: browser, tag: "apps", errors: []int{404, 429},
		summary: "What does an app ask?", description: "Only for a person's browser. From then on only this account can answer."}, s.appQuestion)
	register(s, door{id: "appAnswer", method: "POST", path: "/oauth/answers", scope: browser, tag: "apps", errors: []int{404, 429},
		summary: "Say yes or no to an app", description: "Only for a person's browser, and only in the log-in that looked at the question."}, s.appAnswer)
	register(s, door{id: "grants", method: "GET", path: "/me/grants", scope: browser, tag: "apps", summary: "Connected apps",
		description: "Only for a person's browser. An owner sees those of the whole household."}, s.grants)
	register(s, door{id: "endGrant", method: "DELETE", path: "/me/grants/{id}", scope: browser, tag: "apps", status: 204, errors: []int{404},
		summary: "Disconnect an app", description: "Its tokens are no longer good at once, and what it has open is closed."}, s.endGrant)
	register(s, door{id: "apps", method: "GET", path: "/oauth/clients", scope: account.HouseholdWrite, tag: "apps", summary: "Apps that the household registered"}, s.apps)
	making(s, door{id: "addApp", secret: true, method: "POST", path: "/oauth/clients", scope: account.HouseholdWrite, tag: "apps", status: 201, summary: "Register an app"}, s.addApp, s.addedApp)
	register(s, door{id: "removeApp", method: "DELETE", path: "/oauth/clients/{id}", scope: account.HouseholdWrite, tag: "apps", status: 204, errors: []int{404},
		summary: "Remove an app", description: "What people granted it ends."}, s.removeApp)
}

// openOAuth opens the provider's own endpoints. They take no cookie of a log-in for a yes, so pages of other sites may send forms to them.
func (s *server) openOAuth(cross *http.CrossOriginProtection) {
	s.OAuth.KnowSignedIn(func(r *http.Request) bool {
		p, err := s.Accounts.Authenticate(r.Context(), s.cookieOf(r), "")
		return err == nil && p.Browser() && !p.Playing()
	})
	h := s.OAuth.Handler()
	for _, path := range []string{oauth.Root, oauth.Metadata, oauth.OpenIDMetadata} {
		s.mux.Handle(path, h)
	}
	cross.AddInsecureBypassPattern("POST " + oauth.Root)
}

// noApps answers where apps cannot be connected.
func (s *server) noApps() error {
	if s.OAuth == nil {
		return fmt.Errorf("apps cannot be connected here: %w", brush.ErrNotFound)
	}
	return nil
}

func (s *server) asker(ctx context.Context) oauth.Asker {
	q := requestOf(ctx)
	by := oauth.Asker{Who: principal(ctx), Address: q.peer, Issuer: s.OAuth.IssuerFor(q.r)}
	if c, err := q.r.Cookie(oauth.MarkCookie); err == nil {
		by.Mark = c.Value
	}
	return by
}

// named returns which question is meant.
func (q *AppQuestion) named() (name string, typed bool, err error) {
	if (q.Request == "") == (q.Code == "") {
		return "", false, &brush.FieldError{Field: "request", Reason: "or code, one of the two, is needed"}
	}
	if q.Code != "" {
		return q.Code, true, nil
	}
	return q.Request, false, nil
}

func (s *server) appQuestion(ctx context.Context, in *body[AppQuestion]) (*body[AppRequest], error) {
	name, typed, err := in.Body.named()
	if err == nil {
		err = s.noApps()
	}
	if err != nil {
		return nil, err
	}
	r, err := s.OAuth.Look(ctx, s.asker(ctx), name, typed)
	if err != nil {
		return nil, err
	}
	h, err := s.Store.Household(ctx, r.Household)
	if err != nil {
		return nil, fmt.Errorf("read the household: %w", err)
	}
	out := AppRequest{App: r.Client.Name, Vouched: "household", Host: r.Host, Device: r.Device, Scopes: emptyNotNil(r.Scopes), Withheld: emptyNotNil(r.Withheld), LogIn: r.LogIn,
		Expires: r.Expires.UTC(), Household: h.Name, Suggested: r.Suggested(), ChoosesPersons: r.Narrowable(), Text: store.CurrentText().Words}
	switch {
	case r.Client.BuiltIn:
		out.Vouched = "enamel"
	case r.Client.SelfRegistered():
		out.Vouched = "nobody"
	}
	return &body[AppRequest]{out}, nil
}

func (s *server) appAnswer(ctx context.Context, in *body[AppAnswer]) (*body[AppAnswered], error) {
	b := in.Body
	name, typed, err := b.named()
	if err == nil {
		err = s.noApps()
	}
	if err != nil {
		return nil, err
	}
	if b.Text != "" && !store.SameText(b.Text, store.AppText) {
		return nil, &brush.FieldError{Field: "text_version", Reason: "is none that was shown"}
	}
	d := oauth.Decision{Allow: b.Allow, Scopes: b.Scopes, Source: brush.SourceID(b.Source), Text: b.Text}
	for _, id := range b.People {
		d.People = append(d.People, brush.PersonID(id))
	}
	if b.People != nil && d.People == nil {
		d.People = []brush.PersonID{}
	}
	if b.Device != "" {
		if d.Device, err = wire.ParseDevice(b.Device); err != nil {
			return nil, err
		}
	}
	to, err := s.OAuth.Decide(ctx, s.asker(ctx), name, typed, d)
	if err != nil {
		return nil, err
	}
	return &body[AppAnswered]{AppAnswered{Redirect: to}}, nil
}

func (s *server) grants(ctx context.Context, _ *none) (*body[List[Grant]], error) {
	if err := s.noApps(); err != nil {
		return nil, err
	}
	gs, err := s.OAuth.Grants(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	out := List[Grant]{Items: []Grant{}}
	for _, g := range gs {
		form := Grant{ID: g.ID, App: g.ClientName, Client: g.Client, Scopes: emptyNotNil(g.Scopes), Device: string(g.Device), By: g.By, Mine: g.Mine,
			Created: g.Created.UTC(), LastUsed: atOrNil(g.LastUsed)}
		if g.Sends() {
			form.Source = string(g.Source)
		}
		for _, id := range g.People {
			form.People = append(form.People, string(id))
		}
		out.Items = append(out.Items, form)
	}
	return &body[List[Grant]]{out}, nil
}

func (s *server) endGrant(ctx context.Context, in *byID) (*none, error) {
	if err := s.noApps(); err != nil {
		return nil, err
	}
	return nil, s.OAuth.End(ctx, principal(ctx), in.ID)
}

func (s *server) apps(ctx context.Context, _ *none) (*body[List[App]], error) {
	if err := s.noApps(); err != nil {
		return nil, err
	}
	cs, err := s.OAuth.Clients(ctx, principal(ctx).Household)
	if err != nil {
		return nil, err
	}
	out := List[App]{Items: []App{}}
	for i := range cs {
		out.Items = append(out.Items, appOf(&cs[i]))
	}
	return &body[List[App]]{out}, nil
}

func (s *server) addApp(ctx context.Context, in *body[NewApp]) (made oauth.MadeClient, err error) {
	if err := s.noApps(); err != nil {
		return made, err
	}
	b := in.Body
	made.OAuthClient, made.Secret, err = s.OAuth.Register(ctx, principal(ctx), oauth.NewClient{Name: b.Name, Redirects: b.Redirects, Scopes: b.Scopes, Flows: b.Flows, Confidential: b.Confidential})
	return made, err
}

func (s *server) addedApp(_ context.Context, c oauth.MadeClient) (App, error) {
	out := appOf(&c.OAuthClient)
	out.Secret = c.Secret
	return out, nil
}

func (s *server) removeApp(ctx context.Context, in *byID) (*none, error) {
	if err := s.noApps(); err != nil {
		return nil, err
	}
	return nil, s.OAuth.Unregister(ctx, principal(ctx).Household, in.ID)
}

func appOf(c *store.OAuthClient) App {
	return App{ID: c.ID, Name: c.Name, Redirects: emptyNotNil(c.Redirects), Scopes: emptyNotNil(c.Scopes), Flows: emptyNotNil(c.Flows),
		HasSecret: c.Secret != [32]byte{}, Created: c.Created.UTC()}
}

// emptyNotNil keeps null out of answers.
func emptyNotNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
