package upkeep

import (
	"context"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/reward"
	"github.com/enamel-home/enamel/session"
)

// earnedBy is what somebody has earned as the screens count it.
func earnedBy(t *testing.T, s *sqlite.Store, h brush.HouseholdID, p brush.PersonID, at time.Time) reward.Earned {
	t.Helper()
	all, err := s.House(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	c := all.Calendar()
	today, _ := c.Place(at)
	for _, one := range all.People {
		if one.ID != p {
			continue
		}
		from := today.Monday().Add(-3653)
		bs, err := s.Brushings(t.Context(), h, p, c.Begin(from), c.Begin(today.Add(1)))
		if err != nil {
			t.Fatal(err)
		}
		days, _ := session.Habit(c, one.Plans(), from, today, at, bs)
		return one.Earned.Add(days).Earned()
	}
	t.Fatalf("there is no %s", p)
	return reward.Earned{}
}

// TestForgettingKeepsWhatWasEarned: brushings go, day by day and in any order of plans, and nobody has earned less.
func TestForgettingKeepsWhatWasEarned(t *testing.T) {
	s := open(t)
	const id = "home"
	live(t, s, store.Household{ID: id, TimeZone: "Europe/Berlin", DayTurns: 240, SessionsDays: brush.Some[uint16](30)}, 200)
	day := func(n int) session.Date { return session.Date{Year: 2026, Month: 5, Day: 23}.Add(-n) }
	p := store.Person{ID: "p", Morning: true, Target: 120, Since: day(60),
		Earlier: session.Plans{{Plan: session.Plan{Morning: true, Target: 60}}, {Since: day(120), Plan: session.Plan{Morning: true, Target: 600}}}} // for a while nothing was kept
	put := func(p store.Person) {
		if err := s.Update(t.Context(), id, func(tx store.Tx) error { return tx.PutPerson(p) }); err != nil {
			t.Fatal(err)
		}
	}
	put(p)
	put(store.Person{ID: "q", Morning: true, Target: 120}) // never brushed
	u := keepUp(s)
	at := now
	u.Now = func() time.Time { return at }
	before := earnedBy(t, s, id, "p", at)
	if before.Days < 130 || before.Days > 141 || before.Weeks < 15 {
		t.Fatalf("earned %+v", before)
	}
	for range 40 {
		if _, err := u.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := earnedBy(t, s, id, "p", at); got != before {
			t.Fatalf("%v: %+v became %+v", at, before, got)
		}
		at = at.Add(25 * time.Hour)
	}
	if left, err := s.Sessions(t.Context(), id, store.SessionQuery{Limit: 1000}); err != nil || len(left) != 0 {
		t.Fatalf("%d sessions are left, %v", len(left), err)
	}
	if got := earnedBy(t, s, id, "q", at); got.Days != 0 {
		t.Errorf("who never brushed has %+v", got)
	}
	// Nothing but the plan and numbers is left of them.
	people, err := s.People(t.Context(), id)
	if err != nil || people[0].Earned.Days != before.Days || people[0].Earned.Weeks != before.Weeks {
		t.Errorf("kept %+v, %v", people[0].Earned, err)
	}
}

// TestNothingGoesUncounted: brushings of somebody who came while others were counted wait for the next pass.
func TestNothingGoesUncounted(t *testing.T) {
	s := open(t)
	const id = "home"
	live(t, s, store.Household{ID: id, TimeZone: "UTC", DayTurns: 240, FramesDays: brush.Some[uint16](65535), SessionsDays: brush.Some[uint16](30)}, 50)
	if err := s.Update(t.Context(), id, func(tx store.Tx) error { return tx.PutPerson(store.Person{ID: "p", Morning: true, Target: 120}) }); err != nil {
		t.Fatal(err)
	}
	u := keepUp(s)
	if f, err := u.step(context.Background(), id); err != nil || f.Sessions != 0 || f.Evidence != 0 {
		t.Fatalf("forgot %+v, %v", f, err)
	}
	if sum, err := u.Forget(context.Background()); err != nil || sum.Sessions != 20 {
		t.Fatalf("forgot %+v, %v", sum, err)
	}
}

// TestLongestTally: what was brushed longer ago than rewards look is not counted when it goes.
func TestLongestTally(t *testing.T) {
	s := open(t)
	const id = "home"
	live(t, s, store.Household{ID: id, TimeZone: "UTC", DayTurns: 240, SessionsDays: brush.Some[uint16](30)}, 0)
	err := s.Update(t.Context(), id, func(tx store.Tx) error {
		for n, ago := range []int{30 + longestTally - 1, 30 + longestTally} {
			if err := brushing(tx, n, now.Add(-time.Duration(ago)*24*time.Hour)); err != nil {
				return err
			}
		}
		return tx.PutPerson(store.Person{ID: "p", Morning: true, Target: 120})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keepUp(s).Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	people, err := s.People(t.Context(), id)
	if err != nil || people[0].Earned.Days != 1 {
		t.Errorf("%+v, %v", people[0].Earned, err)
	}
}
