package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
)

// operation is one call of the document.
type operation struct {
	method, path string
	scopes       []string // of which a token needs one
	open         bool
}

func operations(t *testing.T) []operation {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string
		}
	}
	if err := json.Unmarshal(httpapi.Document("test"), &doc); err != nil {
		t.Fatal(err)
	}
	var ops []operation
	for path, methods := range doc.Paths {
		for method, op := range methods {
			o := operation{method: strings.ToUpper(method), path: "/api/v1" + path, open: len(op.Security) == 0}
			for _, s := range op.Security {
				if sc, ok := s["token"]; ok && len(sc) == 1 {
					o.scopes = append(o.scopes, sc[0])
				}
			}
			ops = append(ops, o)
		}
	}
	if len(ops) < 20 {
		t.Fatalf("the document has only %d calls", len(ops))
	}
	return ops
}

func TestEveryCallIsGuarded(t *testing.T) {
	r := settled(t)
	openToAll := []string{"GET /api/v1/healthz", "GET /api/v1/setup", "POST /api/v1/setup", "POST /api/v1/login",
		"POST /api/v1/join", "POST /api/v1/join/look", "GET /api/v1/login/ways", "POST /api/v1/login/passkey/options", "POST /api/v1/login/passkey",
		"POST /api/v1/login/new-passkey/options", "POST /api/v1/login/second", "POST /api/v1/login/provider", "GET /api/v1/login/provider/callback",
		"POST /api/v1/login/recover", "POST /api/v1/shared/report", "POST /api/v1/shared/report/{format}", // whoever has a link's secret
		"POST /api/v1/devices/credential", "POST /api/v1/devices/certificate"} // whoever has a device's
	for _, o := range operations(t) {
		path := strings.NewReplacer("{id}", "x", "{device}", "x").Replace(o.path)
		name := o.method + " " + o.path
		if slices.Contains(openToAll, name) != o.open {
			t.Errorf("%s: open is %v", name, o.open)
		}
		if o.open {
			continue
		}
		for _, h := range []map[string]string{nil, {"Authorization": "Bearer enamel_wrong"}, {"Authorization": "Basic YTpi"}, {"Cookie": "enamel_session=wrong"},
			{"Authorization": "Bearer ", "Cookie": "enamel_session=" + r.owner}} {
			w := r.do(o.method, path, "{}", h)
			if w.Code != http.StatusUnauthorized || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s with %v: %d %s", name, h, w.Code, w.Body)
			}
		}
		if o.scopes == nil {
			continue
		}
		others := slices.DeleteFunc(account.Scopes(), func(s string) bool { return slices.Contains(o.scopes, s) })
		if w := r.as(r.token(r.household, "", others...), o.method, path, "{}"); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), o.scopes[0]) {
			t.Errorf("%s with every scope but its own: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestHouseholdsAreApart(t *testing.T) {
	r := settled(t)
	frames := r.token(r.household, "hall", account.FramesWrite)
	if w := r.as(frames, "POST", "/api/v1/frames", brushed("AA:BB:CC:DD:EE:01", r.clock().Add(-3*60e9), 120)); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var sessions httpapi.List[httpapi.Brushing]
	decode(t, r.as("owner", "GET", "/api/v1/sessions", "").Body, &sessions)
	if len(sessions.Items) != 1 {
		t.Fatalf("%d sessions", len(sessions.Items))
	}
	stranger := r.token(r.otherHousehold(), "spy", account.Scopes()...)
	s, device := "/api/v1/sessions/"+sessions.Items[0].ID, "/api/v1/brushes/AA:BB:CC:DD:EE:01"
	scenario{
		{name: "own", who: "owner", method: "GET", path: s, status: 200},
		{name: "session", who: stranger, method: "GET", path: s, status: 404},
		{name: "change session", who: stranger, method: "PATCH", path: s, body: `{"note":"ha"}`, status: 404},
		{name: "remove session", who: stranger, method: "DELETE", path: s, status: 404},
		{name: "sessions", who: stranger, method: "GET", path: "/api/v1/sessions", status: 200, has: []string{`"items":[]`}},
		{name: "sessions of a person", who: stranger, method: "GET", path: "/api/v1/sessions?person=" + r.person, status: 200, has: []string{`"items":[]`}},
		{name: "days", who: stranger, method: "GET", path: "/api/v1/days?from=2026-05-01&to=2026-05-02&person=" + r.person, status: 404},
		{name: "people", who: stranger, method: "GET", path: "/api/v1/people", status: 200, has: []string{`"items":[]`}},
		{name: "change person", who: stranger, method: "PATCH", path: "/api/v1/people/" + r.person, body: `{"name":"X"}`, status: 404},
		{name: "remove person", who: stranger, method: "DELETE", path: "/api/v1/people/" + r.person, status: 404},
		{name: "brushes", who: stranger, method: "GET", path: "/api/v1/brushes", status: 200, has: []string{`"items":[]`}},
		{name: "change brush", who: stranger, method: "PATCH", path: device, body: `{"name":"X"}`, status: 404},
		{name: "frames of a brush", who: stranger, method: "GET", path: device + "/frames", status: 404},
		{name: "sources", who: stranger, method: "GET", path: "/api/v1/sources", status: 200, has: []string{`"items":[]`}},
		{name: "today", who: stranger, method: "GET", path: "/api/v1/today", status: 200, has: []string{`"people":[]`}},
		{name: "own still there", who: "owner", method: "GET", path: s, status: 200, hasNot: []string{`"note"`}},
	}.run(t, r)
}

func TestOtherSitesAreRefused(t *testing.T) {
	r := settled(t)
	note := `{"name":"Bo"}`
	scenario{
		{name: "cross-site", who: "owner", method: "POST", path: "/api/v1/people", body: note, header: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: 403},
		{name: "same site, other origin", who: "owner", method: "POST", path: "/api/v1/people", body: note, header: map[string]string{"Sec-Fetch-Site": "same-site"}, status: 403},
		{name: "foreign origin", who: "owner", method: "POST", path: "/api/v1/people", body: note, header: map[string]string{"Origin": "https://evil.example"}, status: 403},
		{name: "log-in by another page", method: "POST", path: "/api/v1/login", body: `{"email":"a","password":"b"}`, header: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: 403},
		{name: "the app's own page", who: "owner", method: "POST", path: "/api/v1/people", body: note, header: map[string]string{"Sec-Fetch-Site": "same-origin"}, status: 201},
		{name: "own origin", who: "owner", method: "POST", path: "/api/v1/people", body: note, header: map[string]string{"Origin": "http://example.com"}, status: 201},
		{name: "a form of text", who: "owner", method: "POST", path: "/api/v1/people", body: note, header: map[string]string{"Content-Type": "text/plain"}, status: 415},
	}.run(t, r)
}

func TestProblems(t *testing.T) {
	r := settled(t)
	scenario{
		{name: "no such call", method: "GET", path: "/api/v1/nothing", status: 404, has: []string{`"type":"about:blank"`, `"title":"Not Found"`}},
		{name: "no such version", method: "POST", path: "/api/v9/people", status: 404},
		{name: "method", method: "PUT", path: "/api/v1/people", status: 405},
		{name: "no JSON", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name": hunter2`, status: 400, has: []string{"no JSON"}, hasNot: []string{"hunter2", "invalid character"}},
		{name: "wrong type", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name": 77342}`, status: 422, has: []string{`"location":"body.name"`}, hasNot: []string{"77342"}},
		{name: "unknown field", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"B","colour":"s3cret"}`, status: 422, hasNot: []string{"s3cret"}},
		{name: "nobody", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"  "}`, status: 422, has: []string{`"location":"body.name"`}},
		{name: "control character", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"a\u0000b"}`, status: 422},
		{name: "glaze", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"B","glaze":"mauve"}`, status: 422, has: []string{"body.glaze"}},
		{name: "target", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"B","target_s":1e9}`, status: 422, has: []string{"body.target_s"}},
		{name: "year", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"B","birth_year":2100}`, status: 422, has: []string{"body.birth_year"}},
		{name: "language", who: "owner", method: "PATCH", path: "/api/v1/people/" + r.person, body: `{"language":"not a tag"}`, status: 422, has: []string{"body.language"}},
		{name: "too large", who: "owner", method: "POST", path: "/api/v1/people", body: `{"name":"` + strings.Repeat("x", 70000) + `"}`, status: 413},
		{name: "deep", who: "owner", method: "POST", path: "/api/v1/people", body: strings.Repeat("[", 30000), status: 400},
		{name: "cursor", who: "owner", method: "GET", path: "/api/v1/sessions?cursor=abc", status: 422, has: []string{"query.cursor"}},
		{name: "limit", who: "owner", method: "GET", path: "/api/v1/sessions?limit=100000", status: 422, has: []string{"query.limit"}},
		{name: "time", who: "owner", method: "GET", path: "/api/v1/sessions?from=yesterday", status: 422, has: []string{"query.from"}, hasNot: []string{"yesterday"}},
		{name: "day that is none", who: "owner", method: "GET", path: "/api/v1/days?person=x&from=2026-02-30&to=2026-03-01", status: 422, has: []string{"query.from"}},
		{name: "too many days", who: "owner", method: "GET", path: "/api/v1/days?person=" + r.person + "&from=2024-01-01&to=2026-03-01", status: 422, has: []string{"query.to"}},
		{name: "backward", who: "owner", method: "GET", path: "/api/v1/days?person=" + r.person + "&from=2026-03-02&to=2026-03-01", status: 422},
		{name: "brush", who: "owner", method: "PATCH", path: "/api/v1/brushes/none", body: `{"name":"x"}`, status: 404},
		{name: "session", who: "owner", method: "GET", path: "/api/v1/sessions/none", status: 404},
		{name: "export time", who: "owner", method: "GET", path: "/api/v1/brushes/none/frames?from=1", status: 422, has: []string{"query.from"}},
		{name: "stream place", who: "owner", method: "GET", path: "/api/v1/live?after=minus", status: 422},
		{name: "virtual person", who: "owner", method: "POST", path: "/api/v1/virtual-brush", body: `{}`, status: 404},
	}.run(t, r)
	for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"} {
		for _, p := range []string{"/", "/api/v1/nothing", "/healthz", "/assets/app-1a2b.js"} {
			if r.do("GET", p, "", nil).Header().Get(h) == "" {
				t.Errorf("%s: no %s", p, h)
			}
		}
	}
	if p := r.do("GET", "/", "", nil).Header().Get("Content-Security-Policy"); strings.Contains(p, "unsafe") {
		t.Errorf("policy %s", p)
	}
}

func TestFiles(t *testing.T) {
	r := newRig(t)
	page := map[string]string{"Accept": "text/html,*/*"}
	for _, c := range []struct {
		name, path string
		header     map[string]string
		status     int
		body       string
		want       map[string]string
	}{
		{"page", "/", page, 200, "<!doctype html><title>Enamel</title>", map[string]string{"Cache-Control": "no-cache", "Content-Type": "text/html; charset=utf-8"}},
		{"a place in the app", "/sessions/abc", page, 200, "<!doctype html><title>Enamel</title>", map[string]string{"Cache-Control": "no-cache"}},
		{"plain asset", "/assets/app-1a2b.js", nil, 200, "plain script, long enough", map[string]string{"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}},
		{"brotli", "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": "gzip, br"}, 200, "br", map[string]string{"Content-Encoding": "br", "Content-Type": "text/javascript; charset=utf-8"}},
		{"gzip", "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": "gzip, br;q=0"}, 200, "gz", map[string]string{"Content-Encoding": "gzip"}},
		{"packed alone", "/assets/decoders-1a2b.wasm", map[string]string{"Accept-Encoding": "gzip, br"}, 200, "packed", map[string]string{"Content-Encoding": "br", "Content-Type": "application/wasm", "Vary": "Accept-Encoding"}},
		{"packed alone, and nothing said", "/assets/decoders-1a2b.wasm", nil, 200, "packed", map[string]string{"Content-Encoding": "br"}},
		{"packed alone, and not taken", "/assets/decoders-1a2b.wasm", map[string]string{"Accept-Encoding": "gzip"}, 406, "", map[string]string{"Content-Encoding": ""}},
		{"lean, brotli", "/assets/lean-1a2b.js", map[string]string{"Accept-Encoding": "gzip, br"}, 200, "br", map[string]string{"Content-Encoding": "br", "Content-Type": "text/javascript; charset=utf-8", "Vary": "Accept-Encoding"}},
		{"lean, gzip", "/assets/lean-1a2b.js", map[string]string{"Accept-Encoding": "gzip"}, 200, zipped("plain script that is there packed alone"), map[string]string{"Content-Encoding": "gzip"}},
		{"lean, neither", "/assets/lean-1a2b.js", map[string]string{"Accept-Encoding": "identity"}, 200, "plain script that is there packed alone", map[string]string{"Content-Encoding": "", "Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}},
		{"lean, and nothing said", "/assets/lean-1a2b.js", nil, 200, "plain script that is there packed alone", map[string]string{"Content-Encoding": ""}},
		{"torn", "/assets/torn-1a2b.js", map[string]string{"Accept-Encoding": "identity"}, 500, "", map[string]string{"Content-Encoding": ""}},
		{"packed by name", "/assets/app-1a2b.js.br", page, 404, "", nil},
		{"old asset", "/assets/app-old.js", page, 404, "", nil},
		{"missing picture", "/no.png", map[string]string{"Sec-Fetch-Mode": "no-cors"}, 404, "", nil},
		{"placeholder", "/.gitkeep", nil, 404, "", nil},
		{"upwards", "/../../etc/passwd", nil, 301, "", nil},
		{"the API is no page", "/api/v1/nothing", page, 404, "", nil},
	} {
		w := r.do("GET", c.path, "", c.header)
		if w.Code != c.status && (c.status != 301 || w.Code == 200) || c.body != "" && w.Body.String() != c.body {
			t.Errorf("%s: %d %q", c.name, w.Code, w.Body)
		}
		for k, v := range c.want {
			if w.Header().Get(k) != v {
				t.Errorf("%s: %s is %q, want %q", c.name, k, w.Header().Get(k), v)
			}
		}
	}
	for _, c := range []struct{ path, cookie, want string }{
		{"/", "", ""},
		{"/", "x", "</api/v1/me>; rel=preload; as=fetch; crossorigin, </api/v1/today>; rel=preload; as=fetch; crossorigin"},
		{"/history", "x", "</api/v1/me>; rel=preload; as=fetch; crossorigin"},
		{"/r", "x", ""},
		{"/assets/app-1a2b.js", "x", ""},
	} {
		head := map[string]string{"Accept": "text/html,*/*"}
		if c.cookie != "" {
			head["Cookie"] = "enamel_session=" + c.cookie
		}
		w := r.do("GET", c.path, "", head)
		if got := w.Header().Get("Link"); got != c.want {
			t.Errorf("%s, logged in %v: Link is %q, want %q", c.path, c.cookie != "", got, c.want)
		}
		if page := c.path == "/" || c.path == "/history"; page && !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Cookie") {
			t.Errorf("%s: a page kept for one may be given to another: Vary is %q", c.path, w.Header().Values("Vary"))
		}
	}
	tag := r.do("GET", "/", "", nil).Header().Get("ETag")
	if w := r.do("GET", "/", "", map[string]string{"If-None-Match": tag}); tag == "" || w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("same page again: %d", w.Code)
	}
	if w := r.do("POST", "/", "", nil); w.Code != 405 {
		t.Errorf("POST to a file: %d", w.Code)
	}
}
