package httpapi_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
)

const hooksPath = "/api/v1/household/hooks"

// outside is a program that is told things.
type outside struct {
	*httptest.Server
	mu   sync.Mutex
	got  []*http.Request
	said []string
}

func newOutside(t *testing.T) *outside {
	o := &outside{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, err := io.ReadAll(q.Body)
		if err != nil {
			return
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.got, o.said = append(o.got, q), append(o.said, string(b))
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *outside) heard() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.said...)
}

func (r *rig) note(t *testing.T, person, id string, ago time.Duration) httpapi.Brushing {
	t.Helper()
	w := r.as("owner", "POST", "/api/v1/people/"+person+"/notes", `{"id":"`+id+`","started_at":"`+r.clock().Add(-ago).Format(time.RFC3339)+`","duration_s":120}`)
	if w.Code != 201 {
		t.Fatalf("note: %d %s", w.Code, w.Body)
	}
	var n httpapi.TakenNote
	decode(t, w.Body, &n)
	return n.Session
}

func TestHooksOverHTTP(t *testing.T) {
	r := settled(t)
	o := newOutside(t)
	other := r.otherHousehold()
	reader, writer, next := r.token(r.household, "reader", account.SessionsRead), r.token(r.household, "writer", account.HooksWrite), r.token(other, "next", account.HooksWrite)
	body := `{"name":"Shelf","url":"` + o.URL + `/h?marker","kinds":["session_ended","session_amended"],"people":["` + r.person + `"],"agreed":"1"}`
	w := r.as("owner", "POST", hooksPath, body)
	if w.Code != 201 {
		t.Fatalf("add: %d %s", w.Code, w.Body)
	}
	var added httpapi.AddedHook
	decode(t, w.Body, &added)
	one := hooksPath + "/" + added.Hook.ID
	with := func(old, new string) string { return strings.Replace(body, old, new, 1) }
	calls := []step{
		{method: "GET", path: hooksPath, status: 200},
		{method: "POST", path: hooksPath, body: body, status: 201},
		{method: "PATCH", path: one, body: `{"name":"Tree"}`, status: 200},
		{method: "POST", path: one + "/secret", status: 200},
		{method: "POST", path: one + "/test", status: 200},
		{method: "GET", path: one + "/tries", status: 200},
		{method: "GET", path: one + "/dead", status: 200},
		{method: "POST", path: one + "/replay", body: `{}`, status: 202},
		{method: "DELETE", path: one, status: 204},
	}
	var refused scenario
	for _, c := range calls {
		for who, status := range map[string]int{"": 401, reader: 403, next: 404} {
			if who == next && c.path == hooksPath {
				continue
			}
			c := c
			c.name, c.who, c.status = "not for "+who, who, status
			refused = append(refused, c)
		}
	}
	refused.run(t, r)
	scenario{
		{name: "list", who: "owner", method: "GET", path: hooksPath, status: 200, has: []string{`"state":"on"`, `"name":"Shelf"`, r.person, `"words":"1"`}, hasNot: []string{"whsec_", added.Secret}},
		{name: "another's list", who: next, method: "GET", path: hooksPath, status: 200, has: []string{`"items":[]`}},
		{name: "a token agrees to nothing", who: writer, method: "POST", path: hooksPath, body: body, status: 422, has: []string{"body.people"}},
		{name: "a token adds one that speaks of nobody", who: writer, method: "POST", path: hooksPath, body: `{"name":"T","url":"` + o.URL + `","kinds":["household_changed"]}`, status: 201, has: []string{"whsec_"}},
		{name: "not agreed", who: "owner", method: "POST", path: hooksPath, body: with(`"agreed":"1"`, `"agreed":"0"`), status: 422, has: []string{"body.agreed"}},
		{name: "a stranger", who: "owner", method: "POST", path: hooksPath, body: with(r.person, "stranger"), status: 422, has: []string{"body.people"}},
		{name: "kinds", who: "owner", method: "POST", path: hooksPath, body: with("session_ended", "everything"), status: 422, has: []string{"body.kinds"}, hasNot: []string{"everything"}},
		{name: "no kinds", who: "owner", method: "POST", path: hooksPath, body: with(`"session_ended","session_amended"`, ""), status: 422, has: []string{"kinds"}},
		{name: "url", who: "owner", method: "POST", path: hooksPath, body: with(o.URL, "https://a:secret@example.org"), status: 422, has: []string{"body.url"}, hasNot: []string{"secret"}},
		{name: "header injection", who: "owner", method: "POST", path: hooksPath, body: with(o.URL, `https://example.org/\r\nX: 1`), status: 422, has: []string{"body.url"}},
		{name: "name", who: "owner", method: "POST", path: hooksPath, body: with("Shelf", `a\nb`), status: 422, has: []string{"body.name"}},
		{name: "test", who: "owner", method: "POST", path: one + "/test", status: 200, has: []string{`"outcome":"delivered"`, `"status":200`}},
		{name: "tries", who: "owner", method: "GET", path: one + "/tries", status: 200, has: []string{`"kind":"test"`}},
		{name: "no such message", who: "owner", method: "POST", path: one + "/replay", body: `{"seq":99}`, status: 404},
		{name: "nothing to replay", who: "owner", method: "POST", path: one + "/replay", body: `{}`, status: 202, has: []string{`"messages":0`}},
	}.run(t, r)
	if strings.Contains(r.log.String(), added.Secret) || strings.Contains(r.log.String(), "marker") {
		t.Error("the log holds a secret or an address")
	}

	// What is sent is what the live stream says, of whom was agreed to and of nobody else.
	var people httpapi.List[httpapi.Person]
	decode(t, r.as("owner", "GET", "/api/v1/people", "").Body, &people)
	server := httptest.NewServer(r.handler)
	defer server.Close()
	l := listen(t, server.URL, r.owner, "")
	mine, ctx := r.note(t, r.person, "n1", time.Hour), context.Background()
	r.note(t, people.Items[1].ID, "n2", 5*time.Hour)
	run, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); r.hooks.Run(run) }()
	for begun := time.Now(); len(o.heard()) < 2 && time.Since(begun) < 10*time.Second; time.Sleep(10 * time.Millisecond) {
	}
	var live httpapi.Change
	for live.Session == nil || live.Session.ID != mine.ID || live.Kind != "session_ended" {
		if e := l.next(); e.name == "change" {
			live = httpapi.Change{}
			decode(t, strings.NewReader(e.data), &live)
		}
	}
	l.close()
	// Assigned to somebody else, it is spoken of no more; removed, only who may be told hears it.
	scenario{
		{name: "another's", who: "owner", method: "PATCH", path: "/api/v1/sessions/" + mine.ID, body: `{"person_id":"` + people.Items[1].ID + `"}`, status: 200},
		{name: "a note", who: "owner", method: "PATCH", path: "/api/v1/sessions/" + mine.ID, body: `{"note":"secret words"}`, status: 200},
	}.run(t, r)
	looked := r.looked(t, added.Hook.ID)
	stop()
	<-ended
	if !looked {
		t.Error("not everything was looked at")
	}
	said := o.heard()
	if len(said) != 2 {
		t.Fatalf("heard %d: %q", len(said), said)
	}
	var m struct {
		Type      string
		Timestamp time.Time
		Data      httpapi.Change
	}
	decode(t, strings.NewReader(said[1]), &m)
	if m.Type != live.Kind || !m.Timestamp.Equal(live.At) || !reflect.DeepEqual(asJSON(t, m.Data), asJSON(t, live)) {
		t.Errorf("sent %s, and the stream says %s", said[1], asJSON(t, live))
	}
	v, err := standardwebhooks.NewWebhook(added.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.VerifyIgnoringTimestamp([]byte(said[1]), o.got[1].Header); err != nil {
		t.Error(err)
	}
	for i := range calls {
		calls[i].who = "owner"
	}
	scenario(calls).run(t, r)
	scenario{{name: "gone", who: "owner", method: "GET", path: one + "/tries", status: 404}}.run(t, r)
}

// looked reports whether a webhook has come, in a while, to where nothing waits for it.
func (r *rig) looked(t *testing.T, id string) bool {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < 10*time.Second; time.Sleep(20 * time.Millisecond) {
		n, _, err := r.st.HookCount(t.Context(), r.household, id)
		if err != nil {
			t.Fatal(err)
		}
		k, err := r.st.Hook(t.Context(), r.household, id)
		if err != nil {
			t.Fatal(err)
		}
		last, err := r.st.Last(t.Context(), r.household)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 && last == k.Seen {
			return true
		}
	}
	return false
}

// Who a webhook is told of stands where all consents stand; taken back there, it hears nothing more.
func TestHookConsentIsWithdrawn(t *testing.T) {
	r := settled(t)
	o := newOutside(t)
	var added httpapi.AddedHook
	decode(t, r.as("owner", "POST", hooksPath, `{"name":"Shelf","url":"`+o.URL+`","kinds":["session_ended"],"people":["`+r.person+`"],"agreed":"1"}`).Body, &added)
	held := func() (hold, over []httpapi.Consent) {
		t.Helper()
		var all httpapi.Consents
		decode(t, r.as("owner", "GET", "/api/v1/household/consents", "").Body, &all)
		for _, c := range all.Items {
			if c.WithdrawnAt == nil {
				hold = append(hold, c)
			} else {
				over = append(over, c)
			}
		}
		return hold, over
	}
	hold, _ := held()
	if len(hold) != 1 || hold[0].PersonID != r.person || hold[0].Receiver != (httpapi.Receiver{Kind: "webhook", ID: added.Hook.ID, Name: "Shelf"}) || hold[0].TextVersion != "1" || hold[0].GivenBy == "" {
		t.Fatalf("%+v", hold)
	}
	run, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); r.hooks.Run(run) }()
	defer func() { stop(); <-ended }()
	r.note(t, r.person, "n1", time.Hour)
	if !r.looked(t, added.Hook.ID) || len(o.heard()) != 1 {
		t.Fatalf("heard %q", o.heard())
	}
	if w := r.as("owner", "DELETE", "/api/v1/household/consents/"+hold[0].ID, ""); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	r.note(t, r.person, "n2", 5*time.Hour)
	if !r.looked(t, added.Hook.ID) || len(o.heard()) != 1 {
		t.Errorf("after it was taken back it heard %q", o.heard())
	}
	var hooks httpapi.List[httpapi.Hook]
	decode(t, r.as("owner", "GET", hooksPath, "").Body, &hooks)
	if len(hooks.Items[0].People) != 0 {
		t.Errorf("%+v", hooks)
	}
	// Agreed to again it is another consent, which goes with the webhook.
	one := hooksPath + "/" + added.Hook.ID
	scenario{
		{who: "owner", method: "PATCH", path: one, body: `{"people":["` + r.person + `"]}`, status: 422},
		{who: "owner", method: "PATCH", path: one, body: `{"people":["` + r.person + `"],"agreed":"1"}`, status: 200},
	}.run(t, r)
	if hold, over := held(); len(hold) != 1 || len(over) != 1 || hold[0].ID == over[0].ID {
		t.Errorf("%+v %+v", hold, over)
	}
	scenario{{who: "owner", method: "DELETE", path: one, status: 204}}.run(t, r)
	if hold, over := held(); len(hold) != 0 || len(over) != 2 {
		t.Errorf("%+v %+v", hold, over)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
