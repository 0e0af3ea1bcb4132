package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
)

func noteOf(id string, at time.Time, seconds int) string {
	return fmt.Sprintf(`{"id":%q,"started_at":%q,"duration_s":%d}`, id, at.UTC().Format(time.RFC3339), seconds)
}

func TestNotes(t *testing.T) {
	r := settled(t)
	at := r.clock().Add(-time.Hour)
	path := "/api/v1/people/" + r.person + "/notes"
	var first httpapi.TakenNote
	w := r.as("owner", "POST", path, noteOf("a", at, 90))
	if decode(t, w.Body, &first); w.Code != http.StatusCreated || !first.Added || first.Session.Origin != "noted" || first.Session.PersonID != r.person ||
		first.Session.How != "entry" || first.Session.Mode != "manual brush" || first.Session.Record != nil || first.Session.Score.Time.Why != "1:30 of 1:30, as noted." {
		t.Fatalf("%d %+v", w.Code, first)
	}
	id := first.Session.ID
	writer, reader := r.token(r.household, "writer", account.SessionsWrite), r.token(r.household, "reader", account.SessionsRead, account.FramesWrite)
	scenario{
		{name: "the same again", who: "owner", method: "POST", path: path, body: noteOf("a", at, 90), status: 201, has: []string{`"added":true`, id}},
		{name: "another at that time", who: writer, method: "POST", path: path, body: noteOf("b", at, 60), status: 201, has: []string{`"added":false`, id}},
		{name: "listed", who: "owner", method: "GET", path: "/api/v1/sessions", status: 200, has: []string{id, `"origin":"noted"`}},
		{name: "today", who: "owner", method: "GET", path: "/api/v1/today", status: 200, has: []string{`"state":"done","seconds":90,"target_s":90,"session_ids":["` + id + `"],"score":100,"word":"very good","origin":"noted"`}},
		{name: "days", who: "owner", method: "GET", path: "/api/v1/days?from=2026-06-01&to=2026-06-01&person=" + r.person, status: 200, has: []string{id, `"origin":"noted"`}},
		{name: "no brush of it", who: "owner", method: "GET", path: "/api/v1/brushes", status: 200, hasNot: []string{"timer:"}},
		{name: "exported", who: "owner", method: "GET", path: "/api/v1/brushes/timer:" + r.person + "/frames", status: 200, has: []string{"enamel-note/1", `"source":"app:`}},
		{name: "exported of nobody", who: "owner", method: "GET", path: "/api/v1/brushes/timer:eve/frames", status: 404},
		{name: "nobody asks", method: "POST", path: path, body: noteOf("c", at, 60), status: 401},
		{name: "may not", who: reader, method: "POST", path: path, body: noteOf("c", at, 60), status: 403},
		{name: "another site", who: "owner", method: "POST", path: path, body: noteOf("c", at, 60), header: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: 403},
		{name: "no such person", who: "owner", method: "POST", path: "/api/v1/people/eve/notes", body: noteOf("c", at, 60), status: 404},
		{name: "to come", who: "owner", method: "POST", path: path, body: noteOf("c", r.clock(), 120), status: 422, has: []string{"body.started_at", "not over yet"}},
		{name: "too long", who: "owner", method: "POST", path: path, body: noteOf("c", at, 7201), status: 422, has: []string{"duration_s"}},
		{name: "no length", who: "owner", method: "POST", path: path, body: noteOf("c", at, 0), status: 422, has: []string{"duration_s"}},
		{name: "no id", who: "owner", method: "POST", path: path, body: noteOf("", at, 60), status: 422, has: []string{"body.id"}},
		{name: "deleted", who: "owner", method: "DELETE", path: "/api/v1/sessions/" + id, status: 204},
		{name: "deleted, again", who: "owner", method: "POST", path: path, body: noteOf("a", at, 90), status: 409},
		{name: "anew", who: "owner", method: "POST", path: path, body: noteOf("d", at, 90), status: 201, has: []string{`"added":true`, `"overlaps":[]`}, hasNot: []string{id}},
	}.run(t, r)
}

// TestNoteOverlaps: what a brush heard of the same person at that time is told.
func TestNoteOverlaps(t *testing.T) {
	r := settled(t)
	at := r.clock().Add(-time.Hour)
	hall := r.token(r.household, "hall", account.FramesWrite)
	if w := r.as(hall, "POST", "/api/v1/frames", brushed("AA:00:00:00:00:01", at, 60)); w.Code != 200 {
		t.Fatal(w.Body)
	}
	var all httpapi.List[httpapi.Brushing]
	decode(t, r.as("owner", "GET", "/api/v1/sessions", "").Body, &all)
	heard := all.Items[0].ID
	r.as("owner", "PATCH", "/api/v1/sessions/"+heard, `{"person_id":"`+r.person+`"}`)
	var got httpapi.TakenNote
	decode(t, r.as("owner", "POST", "/api/v1/people/"+r.person+"/notes", noteOf("a", at.Add(30*time.Second), 60)).Body, &got)
	if !got.Added || len(got.Overlaps) != 1 || got.Overlaps[0].ID != heard || got.Overlaps[0].Origin != "measured" {
		t.Errorf("%+v", got)
	}
}

// TestFramesOfALogin: a browser sends frames as its own account, whatever it says of itself, and a viewer sends none.
func TestFramesOfALogin(t *testing.T) {
	r := settled(t)
	at := r.clock().Add(-time.Minute)
	entry := func(person, source string) string {
		b, _ := json.Marshal(map[string]any{"device": "timer:" + person, "source": source, "at": at, "kind": "entry", "format": "enamel-timer/1",
			"data": map[string]any{"state": "running", "t": 42}})
		return string(b)
	}
	const frames = "/api/v1/frames"
	scenario{
		{name: "own", who: "owner", method: "POST", path: frames, body: entry(r.person, ""), status: 200},
		{name: "as somebody else", who: "owner", method: "POST", path: frames, body: entry(r.person, "hall"), status: 200},
		{name: "of a stranger", who: "owner", method: "POST", path: frames, body: entry("eve", ""), status: 422, has: []string{"body.device"}},
		{name: "another site", who: "owner", method: "POST", path: frames, body: entry(r.person, ""), header: map[string]string{"Origin": "https://evil.example"}, status: 403},
		{name: "open", who: "owner", method: "GET", path: "/api/v1/today", status: 200, has: []string{`"origin":"timed"`, `"state":"running"`}},
	}.run(t, r)
	var sources httpapi.List[httpapi.Source]
	decode(t, r.as("owner", "GET", "/api/v1/sources", "").Body, &sources)
	var me httpapi.Me
	decode(t, r.as("owner", "GET", "/api/v1/me", "").Body, &me)
	if own := "app:" + me.Account.ID; len(sources.Items) != 2 || sources.Items[0].ID != own || sources.Items[1].ID != own+"/hall" {
		t.Errorf("%+v", sources.Items)
	}
	if _, _, err := r.accounts.MakeToken(context.Background(), account.NewToken{Household: r.household, Name: "app:x", Scopes: []string{account.FramesWrite}}); err == nil ||
		!strings.Contains(err.Error(), "name") {
		t.Errorf("a token that is called like a log-in: %v", err)
	}

	err := r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
		return tx.PutMembership(store.Membership{Account: me.Account.ID, Household: r.household, Role: store.Viewer, Created: r.clock()})
	})
	if err != nil {
		t.Fatal(err)
	}
	r.pass(time.Second) // as it is when another process did that
	scenario{
		{name: "a viewer's frames", who: "owner", method: "POST", path: frames, body: entry(r.person, ""), status: 403},
		{name: "a viewer's note", who: "owner", method: "POST", path: "/api/v1/people/" + r.person + "/notes", body: noteOf("a", at.Add(-time.Hour), 60), status: 403},
	}.run(t, r)
}
