package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

const subscription = `{"endpoint":"https://push.example.org/%s","p256dh":"BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM","auth":"tBHItJI5svbpez7KI4CCXg"}`

func (r *rig) remindEvening(at int) {
	r.t.Helper()
	body := fmt.Sprintf(`{"quiet":{"on":true,"from_min":1260,"to_min":420},"reminders":[{"person_id":%q,"part":"evening","on":true,"at_min":%d,"days":[1,2,3,4,5,6,7]}]}`, r.person, at)
	if w := r.as("owner", "PUT", "/api/v1/household/reminders", body); w.Code != http.StatusOK {
		r.t.Fatalf("%d %s", w.Code, w.Body)
	}
}

func (r *rig) remindersToday() []httpapi.TodayReminder {
	r.t.Helper()
	var t httpapi.Today
	decode(r.t, r.as("owner", "GET", "/api/v1/today", "").Body, &t)
	return t.Reminders
}

// Settings go in and come out, name the field that is wrong, and have a version.
func TestReminderSettings(t *testing.T) {
	r := settled(t)
	var c httpapi.Reminders
	decode(t, r.as("owner", "GET", "/api/v1/household/reminders", "").Body, &c)
	if !c.Quiet.On || c.Quiet.From != 1260 || c.Quiet.To != 420 || c.Reminders == nil || len(c.Reminders) != 0 {
		t.Errorf("at first %+v", c)
	}
	r.remindEvening(1200)
	decode(t, r.as("owner", "GET", "/api/v1/household/reminders", "").Body, &c)
	if len(c.Reminders) != 1 || c.Reminders[0].At != 1200 || len(c.Reminders[0].Days) != 7 || !c.Reminders[0].On {
		t.Errorf("kept %+v", c)
	}
	for body, field := range map[string]string{
		`{"quiet":{"on":true,"from_min":1440,"to_min":0},"reminders":[]}`:                                                                                                                           "quiet.from_min",
		`{"quiet":{"on":true,"from_min":0,"to_min":0},"reminders":[{"person_id":"` + r.person + `","part":"noon","on":true,"at_min":1200,"days":[1]}]}`:                                             "reminders[0].part",
		`{"quiet":{"on":true,"from_min":0,"to_min":0},"reminders":[{"person_id":"` + r.person + `","part":"evening","on":true,"at_min":1200,"days":[8]}]}`:                                          "reminders[0].days",
		`{"quiet":{"on":true,"from_min":0,"to_min":0},"reminders":[{"person_id":"` + r.person + `","part":"evening","on":true,"at_min":600,"days":[1]}]}`:                                           "reminders[0].at_min",
		`{"quiet":{"on":true,"from_min":0,"to_min":0},"reminders":[{"person_id":"x","part":"evening","on":true,"at_min":1200,"days":[1]}]}`:                                                         "reminders[0].person_id",
		`{"quiet":{"on":true,"from_min":0,"to_min":0},"reminders":[` + strings.TrimSuffix(strings.Repeat(`{"person_id":"x","part":"evening","on":true,"at_min":1200,"days":[1]},`, 65), ",") + `]}`: "reminders",
	} {
		w := r.as("owner", "PUT", "/api/v1/household/reminders", body)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), field) {
			t.Errorf("%s: %d %s", field, w.Code, w.Body)
		}
	}
	if w := r.do("PUT", "/api/v1/household/reminders", `{"quiet":{"on":false,"from_min":0,"to_min":0},"reminders":[]}`,
		map[string]string{"Cookie": "enamel_session=" + r.owner, "If-Match": `"0000"`}); w.Code != http.StatusPreconditionFailed {
		t.Errorf("a stale version: %d %s", w.Code, w.Body)
	}
}

// Today says what is still open once its time has come, and no more when it is done, being done, or quiet.
func TestTodayReminds(t *testing.T) {
	r := settled(t) // Europe/Berlin: 20:00 is 18:00
	r.remindEvening(1200)
	for _, c := range []struct {
		at   string
		want int
	}{{"17:59", 0}, {"18:00", 1}, {"18:40", 1}, {"19:00", 0} /* quiet */} {
		clock, err := time.Parse("15:04", c.at)
		if err != nil {
			t.Fatal(err)
		}
		r.now = time.Date(2026, 6, 1, clock.Hour(), clock.Minute(), 0, 0, time.UTC)
		if got := r.remindersToday(); len(got) != c.want || c.want == 1 && (got[0].PersonID != r.person || got[0].Part != "evening") {
			t.Errorf("at %s: %+v", c.at, got)
		}
	}
	r.now = time.Date(2026, 6, 1, 18, 30, 0, 0, time.UTC)
	keep := func(state session.State, seconds uint32, person, suggested brush.PersonID) {
		t.Helper()
		s := store.Session{ID: "s1", Person: person, Suggested: suggested}
		s.Device, s.Start, s.End, s.LastHeard, s.Duration, s.State = "02:00:00:00:60:01", r.now.Add(-10*time.Minute), r.now, r.now, seconds, state
		if err := r.st.Update(t.Context(), r.household, func(tx store.Tx) error {
			if err := tx.PutSession(s); err != nil {
				return err
			}
			_, err := tx.Emit(store.Change{Kind: store.SessionAmended, Subject: "s1", At: r.now})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		r.now = r.now.Add(2 * time.Second) // another process wrote it
	}
	mia := brush.PersonID(r.person)
	for _, c := range []struct {
		name    string
		state   session.State
		seconds uint32
		person  brush.PersonID
		may     brush.PersonID
		want    int
	}{
		{"brushes now", session.Running, 20, mia, "", 0},
		{"somebody brushes now", session.Running, 20, "", "", 0},
		{"a moment of it", session.Ended, 20, mia, "", 1},
		{"perhaps theirs", session.Ended, 120, "", mia, 0},
		{"not theirs", session.Ended, 120, "", "", 1},
		{"half of it", session.Ended, 45, mia, "", 0}, // of 90
	} {
		keep(c.state, c.seconds, c.person, c.may)
		if got := r.remindersToday(); len(got) != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// A browser is told for as long as it is logged in; the list is one's own, and what is in it no secret.
func TestPushBrowsers(t *testing.T) {
	r := settled(t)
	list := func() (p httpapi.Pushes) {
		t.Helper()
		w := r.as("owner", "GET", "/api/v1/me/push", "")
		if strings.Contains(w.Body.String(), "push.example.org") {
			t.Errorf("it tells where: %s", w.Body)
		}
		decode(t, w.Body, &p)
		return p
	}
	if p := list(); !p.Available || len(p.ServerKey) != 87 || len(p.Browsers) != 0 {
		t.Errorf("at first %+v", p)
	}
	if w := r.as("owner", "PUT", "/api/v1/me/push", fmt.Sprintf(subscription, "a")); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	p := list()
	if len(p.Browsers) != 1 || !p.Browsers[0].This {
		t.Fatalf("one: %+v", p)
	}
	for body, field := range map[string]string{
		strings.Replace(fmt.Sprintf(subscription, "a"), "https://push.example.org", "ftp://push.example.org", 1): "endpoint",
		strings.Replace(fmt.Sprintf(subscription, "a"), "BNcR", "BNcS", 1):                                       "p256dh",
		strings.Replace(fmt.Sprintf(subscription, "a"), "CCXg", "CC", 1):                                         "auth",
	} {
		if w := r.as("owner", "PUT", "/api/v1/me/push", body); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), field) {
			t.Errorf("%s: %d %s", field, w.Code, w.Body)
		}
	}
	if w := r.as("owner", "DELETE", "/api/v1/me/push/"+p.Browsers[0].ID, ""); w.Code != http.StatusNoContent {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if p := list(); len(p.Browsers) != 0 {
		t.Errorf("removed: %+v", p)
	}
	if w := r.as("owner", "PUT", "/api/v1/me/push", fmt.Sprintf(subscription, "b")); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := r.as("owner", "POST", "/api/v1/logout", ""); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	left, err := r.st.Pushes(t.Context(), r.household, "", r.now)
	if err != nil || len(left) != 0 {
		t.Errorf("logged out, and %d browsers are told, %v", len(left), err)
	}
}

// The live stream and webhooks are told of a reminder; a webhook that comes late, or in quiet hours, is not.
func TestReminderIsShown(t *testing.T) {
	r := settled(t)
	r.remindEvening(1200)
	r.now = time.Date(2026, 6, 1, 18, 0, 0, 0, time.UTC)
	if err := r.remind.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	cs, err := r.st.Changes(t.Context(), r.household, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var said []store.Change
	for _, c := range cs {
		if c.Kind == store.EveningReminder {
			said = append(said, c)
		}
	}
	if len(said) != 1 {
		t.Fatalf("the feed says %v", cs)
	}
	show := httpapi.Show(r.st, r.ingest.Brands, r.clock)
	one, err := show(t.Context(), r.household, said[0])
	if err != nil || len(one.Of) != 1 || string(one.Of[0]) != r.person || !strings.Contains(string(one.Data), `"evening_reminder"`) {
		t.Errorf("shown as %s of %v, %v", one.Data, one.Of, err)
	}
	r.now = r.now.Add(session.RemindLate + time.Second)
	if _, err := show(t.Context(), r.household, said[0]); err == nil {
		t.Error("shown late")
	}
	said[0].At, r.now = r.now.Add(45*time.Minute), r.now.Add(46*time.Minute)
	if _, err := show(t.Context(), r.household, said[0]); err == nil {
		t.Error("shown in quiet hours")
	}
}
