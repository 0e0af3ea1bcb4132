package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
)

// Today is worked out again when something of it changed, and is the same as when it is always worked out.
func TestTodayIsWorkedOutWhenItChanged(t *testing.T) {
	r, a := watched(t)
	const device = "AA:00:00:00:00:05"
	token := r.token(r.household, "hall", account.FramesWrite)
	today := func(what string, lists, habits int64) (got httpapi.Today) {
		t.Helper()
		a.lists.Store(0)
		a.habits.Store(0)
		w := r.as("owner", "GET", "/api/v1/today", "")
		if l, h := a.lists.Load(), a.habits.Load(); l != lists || h != habits {
			t.Errorf("%s: %d lists and %d habits were read, want %d and %d", what, l, h, lists, habits)
		}
		// A door that remembers nothing says the same.
		fresh, err := httpapi.New(t.Context(), r.config(""))
		if err != nil {
			t.Fatal(err)
		}
		was := r.handler
		r.handler = fresh
		want := r.as("owner", "GET", "/api/v1/today", "")
		r.handler = was
		if w.Body.String() != want.Body.String() {
			t.Errorf("%s: %s\nwant %s", what, w.Body, want.Body)
		}
		decode(t, w.Body, &got)
		return got
	}
	today("at first", 2, 2)
	today("again", 1, 0)
	r.pass(20 * time.Second)
	today("a moment later", 1, 0)

	// Somebody of theirs brushes: only that card moves, each time.
	begin := r.clock().Add(-20 * time.Second)
	running := brushed(device, begin, 20)
	running = running[:strings.LastIndex(strings.TrimSpace(running), "\n")+1]
	send := func(lines string) {
		t.Helper()
		if w := r.as(token, "POST", "/api/v1/frames", lines); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	send(running)
	got := today("somebody brushes", 2, 2)
	if len(got.Open) != 1 {
		t.Fatalf("%+v", got)
	}
	if w := r.as("owner", "PATCH", "/api/v1/sessions/"+got.Open[0].ID, `{"person_id":"`+r.person+`"}`); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got = today("it is theirs", 2, 3); got.People[0].Morning.Seconds != 20 {
		t.Errorf("%+v", got.People[0].Morning)
	}
	send(line(device, begin.Add(21*time.Second), 3, 21))
	if got = today("it goes on", 1, 1); got.People[0].Morning.Seconds != 21 || len(got.Open) != 1 {
		t.Errorf("%+v", got.People[0].Morning)
	}
	send(line(device, begin.Add(22*time.Second), 2, 21))
	if got = today("it has ended", 2, 2); got.People[0].Morning.Seconds != 21 || len(got.Open) != 0 {
		t.Errorf("%+v", got.People[0].Morning)
	}
	// Nobody's is shown, and no longer when it is long ago.
	send(brushed("AA:00:00:00:00:06", r.clock().Add(-5*time.Minute), 60))
	if got = today("nobody's", 2, 2); len(got.Unassigned) == 0 {
		t.Error("it does not wait for a name")
	}
	n := len(got.Unassigned)
	r.pass(5 * time.Hour)
	if got = today("in the afternoon", 2, 2); got.Part != "evening" || got.People[0].Evening.State != "open" {
		t.Errorf("%+v", got.People[0])
	}
	r.pass(30*24*time.Hour - 5*time.Hour - 5*time.Minute - 10*time.Second)
	today("a month later", 2, 2)
	r.pass(20 * time.Second)
	if got = today("when it is out", 1, 0); len(got.Unassigned) >= n {
		t.Errorf("%d of %d wait", len(got.Unassigned), n)
	}
}

// A streak that was long is looked for that far back at once, and every card is the one of a streak that is always counted whole.
func TestCardsOfLongStreaks(t *testing.T) {
	for _, days := range []int{1, 26, 27, 28, 30, 110, 113, 500} {
		r := settled(t)
		r.brushed(r.person, days)
		a := &asked{Store: r.st}
		c := r.config("")
		c.Store = a
		var err error
		if r.handler, err = httpapi.New(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		var streaks []int
		for range 2 {
			var got httpapi.Today
			decode(t, r.as("owner", "GET", "/api/v1/today", "").Body, &got)
			streaks = append(streaks, got.People[0].Streak.Days)
			a.habits.Store(0)
			if w := r.as("owner", "PATCH", "/api/v1/household", `{"name":"`+got.Date+"-"+got.People[0].Morning.State+strings.Repeat("x", len(streaks))+`"}`); w.Code != 200 {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		decode(t, r.as("owner", "GET", "/api/v1/today", "").Body, &httpapi.Today{})
		if n := a.habits.Load(); n != 2 {
			t.Errorf("%d days: %d questions for two cards", days, n)
		}
		if streaks[0] != streaks[1] || streaks[0] < days-1 || streaks[0] > days+1 {
			t.Errorf("%d days: streaks of %v", days, streaks)
		}
	}
}
