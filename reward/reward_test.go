package reward_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/reward"
	"github.com/enamel-home/enamel/session"
)

var (
	calendar = session.Calendar{Zone: time.UTC, Turns: 4 * time.Hour}
	monday   = session.Date{Year: 2026, Month: 11, Day: 2}
)

// story is a life of brushings under a plan.
type story struct {
	plan session.Plan
	days int
	all  []made
}

type made struct {
	start         time.Time
	seconds, high uint32
	zones         uint32 // of 12 that got their share
}

func (m made) score(target uint32) session.Score {
	return session.Score{
		Version: 1, Time: session.Part{Got: m.seconds, Of: target},
		Pressure: brush.Some(session.Part{Got: m.high, Of: m.seconds}), Coverage: brush.Some(session.Part{Got: m.zones, Of: 12}),
	}
}

func (s *story) read(n int) []session.Day {
	var bs []session.Brushing
	for i, m := range s.all {
		bs = append(bs, session.Brushing{ID: brush.SessionID(rune('a' + i)), Start: m.start, Seconds: m.seconds})
	}
	now := calendar.Begin(monday.Add(n))
	days, _ := session.Habit(calendar, session.Always(s.plan), monday, monday.Add(n-1), now, bs)
	return days
}

func (s *story) week(days []session.Day, k int) *reward.Week {
	w := &reward.Week{Monday: monday.Add(7 * k), Days: days[7*k : min(7*k+7, len(days))], Calendar: calendar}
	for _, m := range s.all {
		if d, _ := calendar.Place(m.start); d.Compare(w.Monday) >= 0 && d.Compare(w.Monday.Add(7)) < 0 {
			w.Brushings = append(w.Brushings, reward.Brushing{Start: m.start, Score: m.score(s.plan.Target)})
		}
	}
	slices.SortFunc(w.Brushings, func(a, b reward.Brushing) int { return a.Start.Compare(b.Start) })
	return w
}

func tell(rnd *rand.Rand) *story {
	s := &story{plan: session.Plan{Morning: rnd.IntN(4) > 0, Evening: true, Target: uint32(60 + 30*rnd.IntN(3))}, days: 7 * (1 + rnd.IntN(12))}
	for d := range s.days {
		for _, hour := range []int{7, 20} {
			if rnd.IntN(4) == 0 {
				continue
			}
			at := calendar.Begin(monday.Add(d)).Add(time.Duration(hour-4)*time.Hour + time.Duration(rnd.IntN(90))*time.Minute)
			s.all = append(s.all, made{start: at, seconds: uint32(20 + rnd.IntN(160)), high: uint32(rnd.IntN(12)), zones: uint32(rnd.IntN(13))})
		}
	}
	return s
}

func seeded(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// TestMoreEarnsNothing: whoever brushes again in a slot that is done, or in one that is not planned, or longer than the target, or harder,
// earns not one thing more.
func TestMoreEarnsNothing(t *testing.T) {
	rnd := seeded(t)
	for range 400 {
		s := tell(rnd)
		days := s.read(s.days)
		before := reward.Sum(days)
		more := &story{plan: s.plan, days: s.days, all: slices.Clone(s.all)}
		for i := range more.all { // longer than the target, and harder
			if m := &more.all[i]; m.seconds > s.plan.Target && rnd.IntN(2) == 0 {
				m.seconds += uint32(rnd.IntN(600))
				m.high += uint32(rnd.IntN(30))
			}
		}
		for i := range days {
			for part := range days[i].Slots {
				slot := &days[i].Slots[part]
				if slot.Planned && slot.State != session.SlotDone {
					continue
				}
				// Later in the same slot; a slot that is not planned may begin with it.
				at := calendar.Begin(days[i].Date).Add(time.Duration(9*part)*time.Hour + 9*time.Hour + 30*time.Minute)
				for range rnd.IntN(3) {
					more.all = append(more.all, made{start: at, seconds: uint32(10 + rnd.IntN(400)), zones: 12})
				}
			}
		}
		again := more.read(s.days)
		if after := reward.Sum(again); after != before {
			t.Fatalf("earned %+v, and for more %+v", before, after)
		}
		for k := range s.days / 7 {
			for _, c := range reward.All() {
				if a, b := c.Done(s.week(days, k)), c.Done(more.week(again, k)); b > a {
					t.Fatalf("week %d, %s: %d, and for more %d", k, c.ID, a, b)
				}
			}
		}
	}
}

// TestNothingIsLost: time that passes without a brushing, and the weeks after, take nothing away.
func TestNothingIsLost(t *testing.T) {
	rnd := seeded(t)
	for range 300 {
		s := tell(rnd)
		var last reward.Earned
		for n := 1; n <= s.days+30; n++ {
			e := reward.Sum(s.read(n))
			if e.Days < last.Days || e.Weeks < last.Weeks || e.Curls < last.Curls || e.Glazes < last.Glazes {
				t.Fatalf("day %d: %+v after %+v", n, e, last)
			}
			last = e
		}
	}
}

func TestSum(t *testing.T) {
	s := &story{plan: session.Plan{Evening: true, Target: 120}}
	for d := range 7 * 40 {
		if d%7 < 5 {
			s.all = append(s.all, made{start: calendar.Begin(monday.Add(d)).Add(16 * time.Hour), seconds: 120})
		}
	}
	for _, c := range []struct {
		days int
		want reward.Earned
	}{
		{4, reward.Earned{Days: 4, Glazes: 1, Next: 1}},
		{5, reward.Earned{Days: 5, Weeks: 1, Curls: 1, Glazes: 1, Next: 1}},
		{7 * 8, reward.Earned{Days: 40, Weeks: 8, Curls: 8, Glazes: 1, Next: 4}},
		{7 * 12, reward.Earned{Days: 60, Weeks: 12, Curls: 8, Glazes: 2, Next: 4}},
		{7*12 + 5, reward.Earned{Days: 65, Weeks: 13, Curls: 8, Glazes: 2, Next: 3}},
		{7 * 40, reward.Earned{Days: 200, Weeks: 40, Curls: 8, Glazes: 6}},
	} {
		if got := reward.Sum(s.read(c.days)); got != c.want {
			t.Errorf("%d days: %+v, want %+v", c.days, got, c.want)
		}
	}
}

func TestSticker(t *testing.T) {
	seen := map[int]bool{}
	for d := range reward.Stickers {
		k := reward.Sticker("mia", monday.Add(d))
		if k < 0 || k >= reward.Stickers || seen[k] {
			t.Fatalf("day %d earns sticker %d, which there was", d, k)
		}
		seen[k] = true
	}
	if got := reward.Sticker("mia", monday.Add(reward.Stickers)); got != reward.Sticker("mia", monday) {
		t.Error("the stickers do not begin anew")
	}
}

// TestChallengesChange: each week has another one, everybody can meet it, and in a year each is had.
func TestChallengesChange(t *testing.T) {
	all := []reward.Person{{Plan: session.Plan{Morning: true, Evening: true}, Zones: true, Pressure: true}, {Plan: session.Plan{Morning: true, Evening: true}, Zones: true, Pressure: true}}
	had, last := map[string]bool{}, ""
	for k := range 52 {
		c := reward.Of(monday.Add(7*k), all)
		for d := range 7 {
			if got := reward.Of(monday.Add(7*k+d), all); got.ID != c.ID {
				t.Fatalf("week %d: %s on Monday, %s on day %d", k, c.ID, got.ID, d)
			}
		}
		if c.ID == last {
			t.Errorf("%s twice in a row", c.ID)
		}
		had[c.ID], last = true, c.ID
	}
	if len(had) != len(reward.All()) || len(had) < 12 {
		t.Errorf("%d of %d challenges in a year", len(had), len(reward.All()))
	}
	for k := range 52 { // one person, evenings only, a brush that tells nothing
		switch c := reward.Of(monday.Add(7*k), []reward.Person{{Plan: session.Plan{Evening: true}}}); c.ID {
		case "gentle", "corners", "mornings", "both":
			t.Errorf("%s cannot be met", c.ID)
		default:
			if c.Together {
				t.Errorf("%s: together with nobody", c.ID)
			}
		}
	}
}

// TestChallengesCanBeMet: a week in which everything was as planned meets each, and an empty one none.
func TestChallengesCanBeMet(t *testing.T) {
	s := &story{plan: session.Plan{Morning: true, Evening: true, Target: 120}}
	empty := s.week(s.read(7), 0)
	for d := range 7 {
		for _, h := range []int{7, 20} {
			s.all = append(s.all, made{start: calendar.Begin(monday.Add(d)).Add(time.Duration(h-4) * time.Hour), seconds: 120, zones: 12})
		}
	}
	full := s.week(s.read(7), 0)
	for _, c := range reward.All() {
		if got := c.Done(full); got != c.Goal {
			t.Errorf("%s: %d of %d in the best of weeks", c.ID, got, c.Goal)
		}
		if got := c.Done(empty); got != 0 {
			t.Errorf("%s: %d for nothing", c.ID, got)
		}
	}
}
