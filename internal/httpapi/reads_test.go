package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// brushed fills the last days of a person with two brushings each, up to this morning's.
func (r *rig) brushed(person string, days int) {
	r.t.Helper()
	err := r.st.Update(context.Background(), r.household, func(tx store.Tx) error {
		for day := range days {
			for part, at := range []time.Duration{0, -14 * time.Hour} {
				start := r.clock().Add(-3*time.Hour+at).AddDate(0, 0, -day)
				s := store.Session{ID: brush.SessionID(fmt.Sprintf("01890000-0000-7000-8000-%06d%06d", part, day)), Person: brush.PersonID(person), How: store.HowOnly, Heard: 120}
				s.Session = session.Session{Device: "AA", Brand: "oralb", Start: start, End: start.Add(2 * time.Minute), LastHeard: start.Add(2 * time.Minute), Duration: 120,
					Ending: session.Heard, Mode: brush.Some(brush.NewMode(2, 0)), Pressure: true, Sources: []session.Share{{Source: "hall", Heard: 120}}}
				s.Score = brush.Some(session.ScoreOf(&s.Session, 120))
				if err := tx.PutSession(s); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestLongStreak: a streak of years is told whole, and the calendar of its year with it.
func TestLongStreak(t *testing.T) {
	r := settled(t)
	r.brushed(r.person, 1000)
	var today httpapi.Today
	decode(t, r.as("owner", "GET", "/api/v1/today", "").Body, &today)
	// Of this morning's day the evening is still to come, and before the first brushing ever nothing is asked for.
	if s := today.People[0].Streak; s.Days < 999 || s.Days > 1001 {
		t.Errorf("the streak is %d days", s.Days)
	}
	var year httpapi.List[httpapi.DaySlots]
	decode(t, r.as("owner", "GET", "/api/v1/days?person="+r.person+"&from=2025-06-01&to=2026-05-31", "").Body, &year)
	if len(year.Items) != 365 {
		t.Fatalf("%d days", len(year.Items))
	}
	for _, d := range year.Items {
		if d.Morning.State != "done" || d.Evening.State != "done" || d.Morning.Seconds != 120 || len(d.Evening.SessionIDs) != 1 || d.Morning.Score == nil {
			t.Fatalf("%+v", d)
		}
	}
	// Another time zone is another calendar of the same brushings, at once.
	if w := r.as("owner", "PATCH", "/api/v1/household", `{"time_zone":"Pacific/Kiritimati","day_turns_min":0}`); w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	decode(t, r.as("owner", "GET", "/api/v1/days?person="+r.person+"&from=2026-01-10&to=2026-01-10", "").Body, &year)
	// Morning brushings at 07:00 UTC are at 21:00 there, evening ones at 17:00 UTC at 07:00 of the next day.
	if d := year.Items[0]; d.Morning.Seconds != 120 || d.Evening.Seconds != 120 || d.Morning.StartedAt.Hour() != 17 || d.Evening.StartedAt.Hour() != 7 {
		t.Errorf("in Kiritimati the day is %+v", d)
	}
}

func TestRetention(t *testing.T) {
	r := settled(t)
	r.brushed(r.person, 100)
	viewer := r.token(r.household, "viewer", "people:read", "sessions:read", "people:write")
	scenario{
		{name: "as it is made", who: "owner", method: "GET", path: "/api/v1/me", status: 200, has: []string{`"frames_days":30`}, hasNot: []string{"sessions_days"}},
		{name: "not everybody's", who: viewer, method: "PATCH", path: "/api/v1/household", body: `{"sessions_days":60}`, status: 403, has: []string{"household:write"}},
		{name: "nor to look", who: viewer, method: "GET", path: "/api/v1/household/loss?sessions_days=60", status: 403},
		{name: "what would go", who: "owner", method: "GET", path: "/api/v1/household/loss?sessions_days=60&frames_days=0", status: 200,
			has: []string{`"sessions":80`, `"sessions_before":"2026-04-02T10:00:00Z"`, `"first_at":"2026-02-21T17:00:00Z"`, `"frames_before":"2026-06-01T10:00:00Z"`}},
		{name: "nothing would", who: "owner", method: "GET", path: "/api/v1/household/loss?sessions_days=0", status: 200, has: []string{`"sessions":0`}, hasNot: []string{"sessions_before", "first_at"}},
		{name: "too short", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"sessions_days":29}`, status: 422, has: []string{"sessions_days"}},
		{name: "too short to look", who: "owner", method: "GET", path: "/api/v1/household/loss?sessions_days=29", status: 422, has: []string{"sessions_days"}},
		{name: "too long", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"frames_days":36501}`, status: 422, has: []string{"frames_days"}},
		{name: "less than nothing", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"frames_days":-1}`, status: 422, has: []string{"frames_days"}},
		{name: "no zone", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"time_zone":"Atlantis/Centre"}`, status: 422, has: []string{"time_zone"}},
		{name: "no name", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"name":"  "}`, status: 422, has: []string{"name"}},
		{name: "no turn", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"day_turns_min":721}`, status: 422, has: []string{"day_turns_min"}},
		{name: "nothing of it was kept", who: "owner", method: "GET", path: "/api/v1/me", status: 200, has: []string{`"frames_days":30`, "Mill Lane", "Europe/Berlin"}, hasNot: []string{"sessions_days"}},
		{name: "changed", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"sessions_days":60,"frames_days":0,"name":" Mill Lane 2 "}`, status: 200,
			has: []string{`"sessions_days":60`, `"frames_days":0`, `"Mill Lane 2"`, "Europe/Berlin"}},
		{name: "kept", who: "owner", method: "GET", path: "/api/v1/me", status: 200, has: []string{`"sessions_days":60`, `"frames_days":0`}},
		{name: "for ever again", who: "owner", method: "PATCH", path: "/api/v1/household", body: `{"sessions_days":0}`, status: 200, hasNot: []string{"sessions_days"}, has: []string{`"frames_days":0`}},
	}.run(t, r)
	cs, err := r.st.Changes(context.Background(), r.household, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, c := range cs {
		if c.Kind == store.HouseholdChanged {
			told++
		}
	}
	if told != 3 { // made, changed, changed
		t.Errorf("the feed was told %s times: %v", strconv.Itoa(told), cs)
	}
}

func BenchmarkReads(b *testing.B) {
	r := settled(b)
	r.brushed(r.person, 400)
	for _, c := range []struct{ name, path string }{
		{"month", "/api/v1/sessions?limit=100&from=2026-05-02T00:00:00Z&person=" + r.person},
		{"year", "/api/v1/days?from=2025-06-02&to=2026-06-01&person=" + r.person},
		{"today", "/api/v1/today"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := r.as("owner", "GET", c.path, ""); w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}
