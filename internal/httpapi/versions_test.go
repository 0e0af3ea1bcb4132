package httpapi_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/enamel-home/enamel/internal/httpapi"
)

func (r *rig) matching(method, path, body, tag string) *httptest.ResponseRecorder {
	h := r.credential("owner")
	h["If-Match"] = tag
	return r.do(method, path, body, h)
}

// Two caregivers edit the same thing: the second, who has not seen what the first did, is refused with the version there is, and nothing of
// theirs is done. With that version it is.
func TestTwoEdit(t *testing.T) {
	r, session, device := hasBrushed(t)
	const hooks = "/api/v1/household/hooks"
	var hook httpapi.AddedHook
	decode(t, r.as("owner", "POST", hooks, `{"name":"Shelf","url":"https://example.org/a","kinds":["household_changed"]}`).Body, &hook)
	for _, c := range []struct{ path, first, second string }{
		{"/people/" + r.person, `{"name":"Mia Maria"}`, `{"target_s":60}`},
		{"/brushes/" + device, `{"name":"blue"}`, `{"name":"red"}`},
		{"/household", `{"name":"Lake"}`, `{"day_turns_min":60}`},
		{"/sessions/" + session, `{"note":"tired"}`, `{"note":"awake"}`},
		{"/household/hooks/" + hook.Hook.ID, `{"name":"Attic"}`, `{"paused":true}`},
	} {
		path := "/api/v1" + c.path
		w := r.as("owner", "PATCH", path, `{}`)
		tag := w.Header().Get("ETag")
		if w.Code != 200 || tag == "" {
			t.Fatalf("%s: %d, ETag %q: %s", path, w.Code, tag, w.Body)
		}
		var had struct{ Version string }
		decode(t, w.Body, &had)
		if !strings.HasPrefix(tag, `"`+had.Version+`.`) {
			t.Errorf("%s: version %q and ETag %s", path, had.Version, tag)
		}
		if w := r.matching("PATCH", path, c.first, tag); w.Code != 200 {
			t.Errorf("%s: the first: %d %s", path, w.Code, w.Body)
		}
		w = r.matching("PATCH", path, c.second, `"`+had.Version+`"`)
		current := w.Header().Get("ETag")
		if w.Code != 412 || current == "" || current == tag || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: the second: %d, ETag %q: %s", path, w.Code, current, w.Body)
		}
		for _, never := range []string{`W/` + current, `"x"`, `"x", "y"`} {
			if w := r.matching("PATCH", path, c.second, never); w.Code != 412 {
				t.Errorf("%s: If-Match %s: %d", path, never, w.Code)
			}
		}
		for _, nonsense := range []string{"x", `"x`, `"a" "b"`, "\"a\tb\"", ","} {
			if w := r.matching("PATCH", path, c.second, nonsense); w.Code != 400 {
				t.Errorf("%s: If-Match %s: %d", path, nonsense, w.Code)
			}
		}
		if w := r.matching("DELETE", path, "", tag); c.path != "/household" && c.path[:8] != "/brushes" && w.Code != 412 {
			t.Errorf("%s: delete what was changed: %d %s", path, w.Code, w.Body)
		}
		if w := r.matching("PATCH", path, c.second, `"other", `+current); w.Code != 200 {
			t.Errorf("%s: with the version there is: %d %s", path, w.Code, w.Body)
		}
		if w := r.matching("PATCH", path, `{}`, "*"); w.Code != 200 {
			t.Errorf("%s: any version: %d %s", path, w.Code, w.Body)
		}
	}
}

// Whatever a brush says meanwhile is no change of what people say of it.
func TestBrushInUseIsNotStale(t *testing.T) {
	r, session, device := hasBrushed(t)
	one := func(path, id string) (version string) {
		t.Helper()
		var all httpapi.List[struct{ ID, Device, Version string }]
		decode(t, r.as("owner", "GET", path, "").Body, &all)
		for _, x := range all.Items {
			if x.ID == id || x.Device == id {
				return x.Version
			}
		}
		t.Fatal("not there")
		return ""
	}
	brushed, heard := one("/api/v1/brushes", device), one("/api/v1/sessions", session)
	token := r.token(r.household, "hall", "frames:write")
	frame := `{"device":"` + device + `","at":"2026-06-01T09:59:00Z","kind":"advert","company":220,"hex":"0632700308000501010004"}`
	if w := r.do("POST", "/api/v1/frames", "["+frame+"]", map[string]string{"Authorization": "Bearer " + token}); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	if one("/api/v1/brushes", device) != brushed || one("/api/v1/sessions", session) != heard {
		t.Error("a frame changed a version")
	}
}

// Many change a thing from the same version at once: one does.
func TestOneOfManyChanges(t *testing.T) {
	r := settled(t)
	tag := r.as("owner", "PATCH", "/api/v1/people/"+r.person, `{}`).Header().Get("ETag")
	var all sync.WaitGroup
	var yes, no atomic.Int32
	for i := range 12 {
		all.Go(func() {
			switch w := r.matching("PATCH", "/api/v1/people/"+r.person, `{"target_s":`+string(rune('1'+i%5))+`00}`, tag); w.Code {
			case 200:
				yes.Add(1)
			case 412:
				no.Add(1)
			default:
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	all.Wait()
	if yes.Load() != 1 || no.Load() != 11 {
		t.Errorf("%d changed it, %d were refused", yes.Load(), no.Load())
	}
}

// Every call that says it takes If-Match refuses a version that there is not, and every other that it gets one at all.
func TestIfMatchEverywhere(t *testing.T) {
	g := invited(t)
	takes := map[string]bool{}
	var doc struct {
		Paths map[string]map[string]struct{ Parameters []struct{ Name string } }
	}
	if err := json.Unmarshal(httpapi.Document("test"), &doc); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			for _, p := range op.Parameters {
				if p.Name == "If-Match" {
					takes[strings.ToUpper(method)+" "+path] = true
				}
			}
		}
	}
	if len(takes) < 11 {
		t.Errorf("only %d calls take If-Match", len(takes))
	}
	checked := 0
	for _, p := range permissions {
		method, path, _ := strings.Cut(p.call, " ")
		if method == "GET" || p.may == "all" || p.may == "p" || strings.Contains(path, "/frames") || strings.Contains(path, "/relays") {
			continue // read by hand: their bodies are no things with a version
		}
		h := map[string]string{"If-Match": `"nothing"`}
		for k, v := range g.creds["o"] {
			h[k] = v
		}
		w := g.call(&p, h)
		if !takes[method+" "+pathOf(path)] {
			if w.Code != 400 || !strings.Contains(w.Body.String(), "If-Match") {
				t.Errorf("%s knows no versions, and answers %d %.200s", p.call, w.Code, w.Body)
			}
			continue
		}
		if checked++; w.Code != 412 && w.Code != p.want || w.Code < 300 {
			t.Errorf("%s: %d %.200s", p.call, w.Code, w.Body)
		}
	}
	if checked < 9 {
		t.Errorf("only %d calls were checked", checked)
	}
}

// Who has an answer already is told so, and nothing else; when a thing has changed, the answer and its tag are new.
func TestIfNoneMatch(t *testing.T) {
	r, session, device := hasBrushed(t)
	for _, path := range []string{"/me", "/people", "/brushes", "/brushes/" + device + "/frames", "/sources", "/sessions", "/sessions/" + session, "/household/members", "/tokens",
		"/days?person=" + r.person + "&from=2026-05-01&to=2026-06-01", "/household/hooks"} {
		path = "/api/v1" + path
		w := r.as("owner", "GET", path, "")
		tag := w.Header().Get("ETag")
		if strings.HasSuffix(path, "/frames") {
			if tag != "" {
				t.Errorf("%s is a stream, and has the tag %s", path, tag)
			}
			continue
		}
		if w.Code != 200 || tag == "" || strings.HasPrefix(tag, "W/") {
			t.Errorf("%s: %d, ETag %q", path, w.Code, tag)
			continue
		}
		for _, has := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			h := r.credential("owner")
			h["If-None-Match"] = has
			if w := r.do("GET", path, "", h); w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
				t.Errorf("%s with If-None-Match %s: %d, %d bytes", path, has, w.Code, w.Body.Len())
			}
		}
		h := r.credential("owner")
		h["If-None-Match"] = `"x"`
		if w := r.do("GET", path, "", h); w.Code != 200 || w.Body.Len() == 0 {
			t.Errorf("%s with another tag: %d", path, w.Code)
		}
	}
	before := r.as("owner", "GET", "/api/v1/people", "").Header().Get("ETag")
	r.as("owner", "PATCH", "/api/v1/people/"+r.person, `{"name":"Mia Maria"}`)
	if after := r.as("owner", "GET", "/api/v1/people", "").Header().Get("ETag"); after == before {
		t.Error("the list has changed, and its tag has not")
	}
}
