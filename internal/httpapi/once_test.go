package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
)

// makers are the calls that make something and take a key: a body each, and where what was made is counted.
var makers = map[string]struct{ body, list string }{
	"POST /api/v1/people":                      {`{"name":"Otto"}`, "/api/v1/people"},
	"POST /api/v1/tokens":                      {`{"name":"hall","scopes":["people:read"]}`, "/api/v1/tokens"},
	"POST /api/v1/tokens/{id}/secret":          {``, "/api/v1/tokens"},
	"POST /api/v1/household/invitations":       {`{"role":"viewer"}`, "/api/v1/household/invitations"},
	"POST /api/v1/household/hooks":             {`{"name":"Shelf","url":"https://example.org/a","kinds":["household_changed"]}`, "/api/v1/household/hooks"},
	"POST /api/v1/household/hooks/{id}/secret": {``, ""},
	"POST /api/v1/me/households":               {`{"name":"Lake","time_zone":"UTC"}`, ""},
	"POST /api/v1/oauth/clients":               {`{"name":"Shelf","redirect_uris":["https://example.org/back"],"confidential":true}`, "/api/v1/oauth/clients"},
	"POST /api/v1/household/consents":          {`{"person_id":"{person}","receiver":{"kind":"app","id":"x","name":"Shelf"},"scopes":["sessions:read"],"text_version":"{consent}"}`, "/api/v1/household/consents"},
}

// once are calls that take a key, and of which one thing can be made only once: TestAskedAgainOnce asks them again.
var once = []string{"POST /api/v1/devices/claim", "POST /api/v1/people/{id}/report-links"}

// natural are the calls that answer 201 or 202 and take no key, each with its reason.
var natural = map[string]string{
	"POST /api/v1/setup":                       "a one-time link makes one household",
	"POST /api/v1/join":                        "an invitation lets one person in",
	"POST /api/v1/people/{id}/notes":           "a note has an id of its sender's",
	"POST /api/v1/me/passkeys":                 "a challenge makes one passkey",
	"POST /api/v1/me/recovery-codes":           "new codes void the ones before, and nobody else's",
	"POST /api/v1/virtual-brush":               "it has the same name each time, and brushes once at a time",
	"POST /api/v1/household/hooks/{id}/replay": "what was sent again waits already",
}

// Every call that makes something takes a key, or says here why it need not.
func TestEveryMakerTakesAKey(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name string }
			Responses  map[string]any
		}
	}
	if err := json.Unmarshal(httpapi.Document("test"), &doc); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			name := strings.ToUpper(method) + " /api/v1" + path
			keyed := false
			for _, p := range op.Parameters {
				keyed = keyed || p.Name == "Idempotency-Key"
			}
			_, listed := makers[name]
			listed = listed || slices.Contains(once, name)
			if keyed != listed {
				t.Errorf("%s: takes a key %v, and stands among the makers %v", name, keyed, listed)
			}
			seen[name] = keyed
			if method == "post" && (op.Responses["201"] != nil || op.Responses["202"] != nil) && !keyed && natural[name] == "" {
				t.Errorf("%s makes something: register it with making, or say why it needs no key", name)
			}
		}
	}
	for name := range makers {
		if !seen[name] {
			t.Errorf("%s is no call", name)
		}
	}
}

// maker is a rig with what a call needs, and its path and body there.
func maker(t *testing.T, name string) (r *rig, path, body string) {
	t.Helper()
	r = settled(t)
	path = strings.TrimPrefix(name, "POST ")
	switch {
	case strings.Contains(path, "/tokens/{id}"):
		var made httpapi.MadeToken
		decode(t, r.as("owner", "POST", "/api/v1/tokens", makers["POST /api/v1/tokens"].body).Body, &made)
		path = strings.ReplaceAll(path, "{id}", made.ID)
	case strings.Contains(path, "{id}"):
		var added httpapi.AddedHook
		decode(t, r.as("owner", "POST", "/api/v1/household/hooks", makers["POST /api/v1/household/hooks"].body).Body, &added)
		path = strings.ReplaceAll(path, "{id}", added.Hook.ID)
	}
	var consents httpapi.Consents
	decode(t, r.as("owner", "GET", "/api/v1/household/consents", "").Body, &consents)
	return r, path, strings.NewReplacer("{person}", r.person, "{consent}", consents.Text.Version).Replace(makers[name].body)
}

func (r *rig) keyed(key, path, body string) *httptest.ResponseRecorder {
	return r.do("POST", path, body, map[string]string{"Cookie": "enamel_session=" + r.owner, "Idempotency-Key": key})
}

func (r *rig) count(t *testing.T, list string) int {
	t.Helper()
	if list == "" {
		return 0
	}
	var l httpapi.List[json.RawMessage]
	decode(t, r.as("owner", "GET", list, "").Body, &l)
	return len(l.Items)
}

// Asked again with its key a call answers the same, and makes nothing twice; another body with that key is refused.
func TestAskedAgain(t *testing.T) {
	for name, m := range makers {
		t.Run(name, func(t *testing.T) {
			r, path, body := maker(t, name)
			before := r.count(t, m.list)
			first := r.keyed("a-key", path, body)
			if first.Code >= 300 {
				t.Fatalf("%d %s", first.Code, first.Body)
			}
			r.pass(23 * time.Hour)
			again := r.keyed(`"a-key"`, path, body) // a structured field's quotes are the same key
			if again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
				t.Errorf("again: %d %q\nfirst: %d %q", again.Code, again.Body, first.Code, first.Body)
			}
			if m.list != "" && r.count(t, m.list) != before+1 {
				t.Errorf("%d were made", r.count(t, m.list)-before)
			}
			other := "{}"
			if body == "" {
				other = " "
			}
			if w := r.keyed("a-key", path, other); w.Code != 422 || !strings.Contains(w.Body.String(), "another request") {
				t.Errorf("another body: %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestAskedAgainOnce(t *testing.T) {
	r := settled(t)
	day := r.clock().Format(time.DateOnly)
	for path, body := range map[string]string{
		"/api/v1/devices/claim":                        fmt.Sprintf(`{"code":%q}`, r.made("my-brush-1")[0].Code),
		"/api/v1/people/" + r.person + "/report-links": `{"from":"` + day + `","to":"` + day + `","receiver":"Dr. Okafor","days":14,"named":false,"text_version":"` + store.CurrentText().Version + `"}`,
	} {
		first := r.keyed("key-"+path[8:12], path, body)
		if first.Code >= 300 {
			t.Fatalf("%s: %d %s", path, first.Code, first.Body)
		}
		if again := r.keyed("key-"+path[8:12], path, body); again.Code != first.Code || again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
			t.Errorf("%s again: %d %s\nfirst: %s", path, again.Code, again.Body, first.Body)
		}
		if w := r.keyed("key-"+path[8:12], path, "{}"); w.Code != 422 {
			t.Errorf("%s with another body: %d %s", path, w.Code, w.Body)
		}
	}
}

// Every operation of the store under a call with a key fails in turn, the commit and the answer among them. Sent again until it is yes, one
// thing was made.
func TestAskedAgainWhenTheStoreBreaks(t *testing.T) {
	for name, m := range makers {
		t.Run(name, func(t *testing.T) {
			r, path, body := maker(t, name)
			for n := 1; n < 60; n += stride {
				body := strings.Replace(strings.Replace(body, "hall", fmt.Sprint("hall", n), 1), `"id":"x"`, fmt.Sprintf(`"id":"x%d"`, n), 1)
				before := r.count(t, m.list)
				key := fmt.Sprint("key-", n)
				reached := r.st.FailAt(n)
				w := r.keyed(key, path, body)
				was := reached()
				broken := r.st.Reached()
				r.st.FailAt(0)
				if was && w.Code != 503 && w.Code >= 300 {
					t.Fatalf("%s fails: %d %s", broken, w.Code, w.Body)
				}
				for range 3 {
					if w.Code < 300 {
						break
					}
					w = r.keyed(key, path, body)
				}
				if w.Code >= 300 {
					t.Fatalf("%s failed: %d %s", broken, w.Code, w.Body)
				}
				if m.list != "" && r.count(t, m.list) != before+1 {
					t.Fatalf("%s failed: %d were made", broken, r.count(t, m.list)-before)
				}
				r.tidy(t, m.list, path)
				if !was {
					t.Logf("broke each of %d operations", n-1)
					return
				}
				if m.list == "" && strings.HasSuffix(path, "households") && n > 8 {
					return // an account belongs to at most so many
				}
			}
			t.Error("it does not end")
		})
	}
}

// tidy takes away what a list holds as far as it may, so that the next has room, but for what the call is about.
func (r *rig) tidy(t *testing.T, list, path string) {
	t.Helper()
	if list == "" || list == "/api/v1/household/consents" {
		return
	}
	var l httpapi.List[struct{ ID, Name string }]
	decode(t, r.as("owner", "GET", list, "").Body, &l)
	for _, one := range l.Items {
		if !strings.Contains(path, one.ID) && (list != "/api/v1/people" || one.Name == "Otto") {
			r.as("owner", "DELETE", list+"/"+one.ID, "")
		}
	}
}

func TestKeys(t *testing.T) {
	r := settled(t)
	const path, body = "/api/v1/people", `{"name":"Otto"}`
	for _, key := range []string{"", " ", "a b", "ä", "a\x01", strings.Repeat("k", 256), `"`, `a"b`} {
		if w := r.keyed(key, path, body); w.Code != 400 {
			t.Errorf("key %q: %d", key, w.Code)
		}
	}
	if w := r.keyed(strings.Repeat("k", 255), path, body); w.Code != 201 {
		t.Errorf("a long key: %d", w.Code)
	}
	// What was refused may be asked again.
	if w := r.keyed("refused", path, `{"name":""}`); w.Code != 422 {
		t.Errorf("%d", w.Code)
	}
	if w := r.keyed("refused", path, body); w.Code != 201 {
		t.Errorf("after a refusal: %d %s", w.Code, w.Body)
	}
	// A key is a credential's own.
	token := r.token(r.household, "writer", "people:write")
	if w := r.do("POST", path, body, map[string]string{"Authorization": "Bearer " + token, "Idempotency-Key": "refused"}); w.Code != 201 || w.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("another credential's key: %d", w.Code)
	}
	// For a day, and then it is a new one.
	first := r.keyed("day", path, body).Body.String()
	r.pass(25*time.Hour + time.Second)
	if w := r.keyed("day", path, body); w.Code != 201 || w.Body.String() == first {
		t.Errorf("a day later: %d %s", w.Code, w.Body)
	}
}

// No more keys are remembered of a credential than there may be; another one's are its own.
func TestMostAnswers(t *testing.T) {
	r := settled(t)
	if w := r.keyed("first", "/api/v1/people", `{"name":"Otto"}`); w.Code != 201 {
		t.Fatal(w.Code)
	}
	a, credential := store.Answer{At: r.clock()}, ""
	logins := httpapi.List[httpapi.LoggedIn]{}
	decode(t, r.as("owner", "GET", "/api/v1/me/logins", "").Body, &logins)
	credential = "login " + logins.Items[0].ID
	err := r.st.Update(t.Context(), r.household, func(tx store.Tx) error {
		for i := range 999 {
			a.Credential, a.Key = credential, [32]byte{1, byte(i), byte(i >> 8)}
			if err := tx.PutAnswer(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := r.keyed("one-more", "/api/v1/people", `{"name":"Otto"}`); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := r.keyed("first", "/api/v1/people", `{"name":"Otto"}`); w.Code != 201 {
		t.Errorf("one that is remembered: %d", w.Code)
	}
	r.pass(25 * time.Hour)
	if w := r.keyed("one-more", "/api/v1/people", `{"name":"Otto"}`); w.Code != 201 {
		t.Errorf("a day later: %d %s", w.Code, w.Body)
	}
}

// Many at once with one key: one thing is made, and whoever is not answered the same is told to ask again.
func TestAskedAtOnce(t *testing.T) {
	r := settled(t)
	before := r.count(t, "/api/v1/people")
	var all sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, 12)
	for i := range answers {
		all.Go(func() { answers[i] = r.keyed("at-once", "/api/v1/people", `{"name":"Otto"}`) })
	}
	all.Wait()
	for _, w := range answers {
		if w.Code == 409 && w.Header().Get("Retry-After") == "" || w.Code != 201 && w.Code != 409 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if n := r.count(t, "/api/v1/people"); n != before+1 {
		t.Errorf("%d were made", n-before)
	}
}

// What is kept of an answer is sealed; without a key to seal under a secret is not kept at all; and it goes with a person.
func TestKeptAnswersTellNothing(t *testing.T) {
	r := settled(t)
	kept := func(key string) store.Answer {
		t.Helper()
		logins := httpapi.List[httpapi.LoggedIn]{}
		decode(t, r.as("owner", "GET", "/api/v1/me/logins", "").Body, &logins)
		a, err := r.st.Answer(t.Context(), "login "+logins.Items[0].ID, hashed(key), r.clock().Add(-time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	const body = `{"name":"hall","scopes":["people:read"]}`
	w := r.keyed("t", "/api/v1/tokens", body)
	var made httpapi.MadeToken
	decode(t, strings.NewReader(w.Body.String()), &made)
	if a := kept("t"); made.Secret == "" || strings.Contains(string(a.Body), made.Secret) || strings.Contains(string(a.Body), "hall") {
		t.Errorf("kept: %q", a.Body)
	}
	r.keyed("p", "/api/v1/people", `{"name":"Otto"}`)
	if w := r.as("owner", "DELETE", "/api/v1/people/"+r.person, ""); w.Code != 204 {
		t.Fatal(w.Code)
	}
	if a := kept("p"); a.Body != nil {
		t.Error("an answer stays when a person has gone")
	}
	if w := r.keyed("p", "/api/v1/people", `{"name":"Otto"}`); w.Code != 409 || !strings.Contains(w.Body.String(), "no longer") {
		t.Errorf("an answer that is not kept: %d %s", w.Code, w.Body)
	}
	c := r.config("")
	c.Seal = seal.None()
	var err error
	if r.handler, err = httpapi.New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if w := r.keyed("n", "/api/v1/people", `{"name":"Anna"}`); w.Code != 201 {
		t.Fatal(w.Code)
	}
	if w := r.keyed("n", "/api/v1/people", `{"name":"Anna"}`); w.Code != 201 {
		t.Errorf("without a key file: %d %s", w.Code, w.Body)
	}
	if w := r.keyed("s", "/api/v1/tokens", strings.Replace(body, "hall", "shed", 1)); w.Code != 201 {
		t.Fatal(w.Code)
	}
	if w := r.keyed("s", "/api/v1/tokens", strings.Replace(body, "hall", "shed", 1)); w.Code != 409 || !strings.Contains(w.Body.String(), "secret") {
		t.Errorf("a secret without a key file: %d %s", w.Code, w.Body)
	}
}
