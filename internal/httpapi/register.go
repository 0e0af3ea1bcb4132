package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// base is where the API stands.
const base = "/api/v1"

// maxBody limits the body of every call but POST /frames.
const maxBody = 64 << 10

// open is the scope of the calls that everybody may make.
const open = ""

// door is one call, as every registration says it.
type door struct {
	id, method, path string
	scope            string // open, signedIn, browser, playing, or scopes of package account with spaces between: one is enough
	tag, summary     string
	description      string
	status           int
	errors           []int
	versioned        bool                               // what it changes has a version: it takes If-Match
	makes            bool                               // something: it takes Idempotency-Key; set by making
	secret           bool                               // its answer tells a secret that is told once
	again            func(context.Context) (any, error) // the answer of a call that makes something, read anew; nil: it is kept
}

func newAPI(mux *http.ServeMux, version string) huma.API {
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Enamel",
				Version:     version,
				Description: "A home for smart toothbrushes. Errors are problem details (RFC 9457) and never repeat what was sent.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Tags: groups(),
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"cookie": {Type: "apiKey", In: "cookie", Name: cookieName},
					"token":  {Type: "http", Scheme: "bearer"},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": answers, "json": answers},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{quiet},
	}
	return humago.NewWithPrefix(mux, base, cfg)
}

// groups are what calls are grouped by.
func groups() (all []*huma.Tag) {
	for _, g := range [][2]string{
		{"server", "The server itself."},
		{"account", "One's own account, and coming in."},
		{"apps", "Other programs that were allowed something, and those that may ask."},
		{"brushes", "Brushes, what hears them, and what is wished of them."},
		{"devices", "Brushes and gateways with a claim code, and what they come in with."},
		{"frames", "What brushes, gateways and relays send."},
		{"live", "What happens, as it happens."},
		{"members", "Who belongs to the household, and who is invited."},
		{"people", "Whose teeth."},
		{"play", "A browser that is lent to children."},
		{"privacy", "What is kept of whom, who saw it, and how it goes."},
		{"reports", "What brushings of a period say, on a screen, on paper and by link."},
		{"sessions", "Brushings, and the days they make."},
		{"tokens", "Keys for programs and gateways."},
		{"webhooks", "Programs outside that are told of changes."},
	} {
		all = append(all, &huma.Tag{Name: g[0], Description: g[1]})
	}
	return all
}

// told says in the document what is told in the heads of answers.
func told(api huma.API) {
	text := &huma.Schema{Type: huma.TypeString}
	etag := &huma.Param{Schema: text, Description: "Names this answer; of a thing that can be changed it begins with its version"}
	for _, item := range api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			header := func(r *huma.Response, name string, p *huma.Param) {
				if r.Headers == nil {
					r.Headers = map[string]*huma.Param{}
				}
				r.Headers[name] = p
			}
			for code, r := range op.Responses {
				switch {
				case code == "200" && op.Method == http.MethodGet && r.Content["application/json"] != nil && op.Metadata["plain"] == nil:
					header(r, "ETag", etag)
				case code == "412":
					header(r, "ETag", &huma.Param{Schema: text, Description: "The version that there is now"})
				case code == "429", code == "503":
					header(r, "Retry-After", &huma.Param{Schema: &huma.Schema{Type: huma.TypeInteger}, Description: "Seconds to wait"})
				}
			}
		}
	}
}

func (d door) operation() huma.Operation {
	if d.versioned {
		d.errors = append(d.errors, http.StatusPreconditionFailed, http.StatusBadRequest)
	}
	if d.makes {
		d.errors = append(d.errors, http.StatusConflict, http.StatusBadRequest, http.StatusTooManyRequests)
	}
	op := huma.Operation{
		OperationID: d.id, Method: d.method, Path: d.path,
		Summary: d.summary, Description: d.description, Tags: []string{d.tag},
		DefaultStatus: d.status, MaxBodyBytes: maxBody,
		Errors:   append([]int{http.StatusServiceUnavailable}, d.errors...),
		Metadata: map[string]any{"scope": d.scope},
	}
	if d.versioned {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "If-Match", In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "Change only this version, as ETag or the field version told it; else 412, whose ETag says which there is"})
	}
	if d.makes {
		op.Parameters = append(op.Parameters, &huma.Param{Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "A name of your own for this request, such as a UUID: asked again with it within 24 hours, the answer is the same and nothing is made twice. 422: it was another request's; 409: that is being done, or its answer is kept no longer"})
	}
	slices.Sort(op.Errors)
	op.Errors = slices.Compact(op.Errors)
	if d.scope != open {
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
		op.Security = []map[string][]string{{"cookie": {}}}
		switch d.scope {
		case browser, playing:
		case signedIn:
			op.Security = append(op.Security, map[string][]string{"token": {}})
		default:
			for _, sc := range strings.Fields(d.scope) {
				op.Security = append(op.Security, map[string][]string{"token": {sc}})
			}
		}
	}
	return op
}

// register adds a call with its handler behind the guard of its scope. Every error leaves through problem.
func register[I, O any](s *server, d door, handler func(context.Context, *I) (*O, error)) {
	op := d.operation()
	op.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if !s.admit(w, r, d.scope) {
			return
		}
		if err := spoken(r); err != nil {
			s.writeProblem(w, r, err)
			return
		}
		switch {
		case d.makes:
			s.doneBefore(ctx, &d, next)
		default:
			next(ctx)
		}
	}}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		// The deadline was the body's: it must not fire while the store commits.
		_ = http.NewResponseController(requestOf(ctx).w).SetReadDeadline(time.Time{}) // a recorder in a test has none
		q := requestOf(ctx)
		ctx, err := conditioned(ctx, q.r, d.versioned)
		if err != nil {
			return nil, err
		}
		out, err := handler(ctx, in)
		if d.method != http.MethodGet && d.scope != open {
			s.houses.doubt(principal(ctx).Household) // also when it failed: something of it may have been done
		}
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		if v, ok := any(out).(versioned); ok {
			q.version = v.versionOf()
		}
		q.tagged = d.method == http.MethodGet || q.version != ""
		return out, nil
	})
}

// registerPlain adds a call whose body or answer is a stream: documented like the others, read and written by hand.
func (s *server) registerPlain(d door, request map[string]reflect.Type, answer map[string]reflect.Type, params []*huma.Param, handler http.HandlerFunc) {
	op := d.operation()
	op.Parameters = params
	op.Metadata["plain"] = true
	reg := s.api.OpenAPI().Components.Schemas
	if request != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for ct, t := range request {
			op.RequestBody.Content[ct] = &huma.MediaType{Schema: reg.Schema(t, true, "")}
		}
	}
	ok := &huma.Response{Description: d.summary, Content: map[string]*huma.MediaType{}}
	for ct, t := range answer {
		ok.Content[ct] = &huma.MediaType{Schema: reg.Schema(t, true, "")}
	}
	op.Responses = map[string]*huma.Response{"200": ok}
	problem := reg.Schema(reflect.TypeFor[huma.ErrorModel](), true, "")
	for _, code := range op.Errors {
		op.Responses[statusText(code)] = &huma.Response{Description: http.StatusText(code),
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
	}
	s.api.OpenAPI().AddOperation(&op)
	s.mux.HandleFunc(d.method+" "+base+d.path, func(w http.ResponseWriter, r *http.Request) {
		if s.admit(w, r, d.scope) {
			handler(w, r)
		}
	})
}

// neverNull takes null out of every array of the document: our lists are empty, never null.
func neverNull(api huma.API) {
	seen := map[*huma.Schema]bool{}
	var walk func(*huma.Schema)
	walk = func(s *huma.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		if s.Type == huma.TypeArray {
			s.Nullable = false
		}
		walk(s.Items)
		for _, p := range s.Properties {
			walk(p)
		}
	}
	for _, s := range api.OpenAPI().Components.Schemas.Map() {
		walk(s)
	}
}

// document returns the OpenAPI document, made once when first asked for.
func document(api huma.API) func() []byte {
	return sync.OnceValue(func() []byte {
		b, err := json.MarshalIndent(api.OpenAPI(), "", "  ")
		if err != nil {
			panic(err) // the document is made of our own types: a fault of the program
		}
		return append(b, '\n')
	})
}
