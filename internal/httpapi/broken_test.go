package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// hasBrushed returns a settled rig whose household has brushed, and the newest session and its brush.
func hasBrushed(t *testing.T) (r *rig, session, device string) {
	t.Helper()
	r = settled(t)
	if err := r.ingest.Accept(t.Context(), r.household, sinktest.Capture(t)); err != nil {
		t.Fatal(err)
	}
	if err := r.ingest.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	var list httpapi.List[httpapi.Brushing]
	decode(t, r.as("owner", "GET", "/api/v1/sessions", "").Body, &list)
	if len(list.Items) == 0 {
		t.Fatal("nobody has brushed")
	}
	return r, list.Items[0].ID, list.Items[0].Device
}

// ask asks, and reports whether the connection was broken off instead of an answer.
func (r *rig) ask(who, path string) (w *httptest.ResponseRecorder, aborted bool) {
	w = httptest.NewRecorder()
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			aborted = true
		} else if p != nil {
			panic(p)
		}
	}()
	r.handler.ServeHTTP(w, r.request("GET", path, "", r.credential(who)))
	return w, false
}

// Every operation of the store under every question fails in turn: the answer is that nothing can be read just now, and not that something
// is not there, that somebody is not signed in, or that all is well.
func TestQuestionsWhenTheStoreBreaks(t *testing.T) {
	r, session, device := hasBrushed(t)
	token := r.token(r.household, "reader", account.PeopleRead, account.BrushesRead, account.SessionsRead)
	for _, path := range []string{"/me", "/people", "/brushes", "/sources", "/sessions", "/sessions?person=unassigned", "/sessions/" + session, "/today",
		"/days?person=" + r.person + "&from=2026-05-01&to=2026-06-01", "/brushes/" + device + "/frames",
		"/household/members", "/household/invitations", "/me/logins", "/tokens"} {
		for _, who := range []string{"owner", token} {
			if who == token && (path == "/me" || path == "/me/logins" || path == "/tokens" || strings.HasPrefix(path, "/household")) {
				continue
			}
			// What was read before is looked at again after a while, and read anew after another.
			for _, while := range []time.Duration{2 * time.Second, 2 * time.Minute} {
				r.breakQuestion(t, who, path, while)
			}
		}
	}
}

// breakQuestion lets each operation of the store under a question fail, each time a while after the last.
func (r *rig) breakQuestion(t *testing.T, who, path string, while time.Duration) {
	want := r.as(who, "GET", "/api/v1"+path, "")
	if want.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, want.Code, want.Body)
	}
	for n := 1; ; n += stride {
		r.pass(while)
		reached := r.st.FailAt(n)
		got, aborted := r.ask(who, "/api/v1"+path)
		broken := r.st.Reached()
		r.st.FailAt(0)
		if !reached() && broken == "" {
			if n == 1 {
				t.Errorf("GET %s asks nothing of the store", path)
			}
			break
		}
		comfort := strings.HasPrefix(broken, "Touch") || strings.HasSuffix(broken, " keys") // when a key was last used
		if aborted && broken == "Book.Frames" {
			continue // a stream that ends without its end does not look like a whole one
		}
		if got.Code != http.StatusServiceUnavailable && !(comfort && got.Code == http.StatusOK) {
			t.Errorf("GET %s: %s fails and the answer is %d %.200s", path, broken, got.Code, got.Body)
		}
		if got.Code == http.StatusServiceUnavailable && got.Header().Get("Retry-After") == "" {
			t.Errorf("GET %s: does not say when to ask again", path)
		}
	}
}

// Every operation of the store under every change fails in turn: either it is answered with yes and is there, or it is unavailable and
// nothing of it is there, unless all of it was kept and only the answer failed. Sent again it is done.
func TestChangesWhenTheStoreBreaks(t *testing.T) {
	r, session, device := hasBrushed(t)
	state := func() string {
		t.Helper()
		var all strings.Builder
		for _, path := range []string{"/people", "/brushes", "/sessions", "/sessions/" + session} {
			w := r.as("owner", "GET", "/api/v1"+path, "")
			if w.Code != http.StatusOK && w.Code != http.StatusNotFound {
				t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
			}
			all.WriteString(w.Body.String())
		}
		return all.String()
	}
	for _, c := range []struct{ name, method, path, body, undo string }{
		{"add a person", "POST", "/people", `{"name":"Otto"}`, ""},
		{"change a person", "PATCH", "/people/" + r.person, `{"name":"Mia Maria"}`, `{"name":"Mia"}`},
		{"name a brush", "PATCH", "/brushes/" + device, `{"name":"blue","people":["` + r.person + `"]}`, `{"name":"","people":[]}`},
		{"whose session", "PATCH", "/sessions/" + session, `{"person_id":"` + r.person + `","note":"tired"}`, `{"person_id":null,"note":""}`},
		{"remove a person", "DELETE", "/people/" + r.person, "", ""},
		{"remove a session", "DELETE", "/sessions/" + session, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for n := 1; ; n += stride {
				if c.undo != "" {
					if w := r.as("owner", c.method, "/api/v1"+c.path, c.undo); w.Code != http.StatusOK {
						t.Fatalf("undo: %d %s", w.Code, w.Body)
					}
				}
				before := state()
				reached := r.st.FailAt(n)
				w := r.as("owner", c.method, "/api/v1"+c.path, c.body)
				broken := r.st.Reached()
				was := reached()
				r.st.FailAt(0)
				after := state()
				yes := w.Code >= 200 && w.Code < 300
				switch {
				case !was && !yes:
					t.Fatalf("nothing is broken, and the answer is %d %.300s", w.Code, w.Body)
				case yes && before == after:
					t.Fatalf("%s fails: answered %d, and nothing of it is there", broken, w.Code)
				case !yes && w.Code != http.StatusServiceUnavailable:
					t.Fatalf("%s fails: the answer is %d %.300s", broken, w.Code, w.Body)
				case !yes && before != after && !strings.HasPrefix(broken, "answer") && broken != "Last" && !strings.HasPrefix(broken, "Book."): // read again for the answer
					t.Fatalf("%s fails: answered %d, and something of it is there", broken, w.Code)
				}
				if !was {
					t.Logf("broke each of %d operations", n-1)
					return
				}
				if yes && c.undo == "" && c.method == "DELETE" || strings.HasPrefix(broken, "answer") && c.method == "DELETE" {
					// It is gone, and cannot go again.
					t.Logf("broke each of %d operations, and %s", n-1, broken)
					return
				}
			}
		})
	}
}
