package ingest_test

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// TestScoresFollowTheirDays: while plans change and grow, and brushings come late, in pieces and twice, every session is scored by the plan of its
// own day, what is counted is what the sessions say, and no day before a change looks otherwise after it.
func TestScoresFollowTheirDays(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 3))
	x := &house{t: t, s: openStore(t, filepath.Join(t.TempDir(), "enamel.db")), ctx: t.Context()}
	defer func() { x.ok(x.s.Close()) }()
	x.g = ingester(x.s)
	x.now = time.Date(2026, 3, 20, 4, 0, 0, 0, time.UTC) // the clocks change within these weeks
	x.g.Now = func() time.Time { return x.now }
	accounts := account.New(x.s, func() time.Time { return x.now }, nil)
	h := store.Household{ID: home, TimeZone: "Europe/Berlin", DayTurns: 240}
	x.update(func(tx store.Tx) error { return tx.PutHousehold(h) })
	c := h.Calendar()
	mia, err := accounts.AddPerson(x.ctx, home, account.NewPerson{Name: "Mia", Evening: true, Target: 60})
	x.ok(err)
	x.ok(x.g.BrushPeople(x.ctx, home, known(x, []brush.DeviceID{"AA"}), []brush.PersonID{mia.ID}))
	number := func(from, to int) *int { n := from + rnd.IntN(to-from+1); return &n }
	days := func(p store.Person) []session.Day {
		today, _ := c.Place(x.now)
		bs, err := x.s.Brushings(x.ctx, home, p.ID, time.Time{}, time.Time{})
		x.ok(err)
		all, _ := session.Habit(c, p.Plans(), today.Add(-60), today, x.now, bs)
		return all
	}
	var late [][]brush.Frame
	scored, changes := 0, 0
	for range 130 {
		x.now = x.now.Add(time.Duration(rnd.IntN(9*3600)) * time.Second)
		switch rnd.IntN(5) {
		default:
			long := 15 + rnd.IntN(140)
			var fs []brush.Frame
			for s := 0; s <= long; s += 1 + rnd.IntN(9) {
				fs = append(fs, spoken(t, "AA", x.now.Add(time.Duration(s)*time.Second), s, false))
			}
			fs = append(fs, spoken(t, "AA", x.now.Add(time.Duration(long+1)*time.Second), long, true))
			x.now = x.now.Add(time.Duration(long+2) * time.Second)
			x.ok(x.g.Accept(x.ctx, home, fs[:1+rnd.IntN(len(fs))]))
			late = append(late, fs)
		case 0:
			if len(late) > 0 {
				x.ok(x.g.Accept(x.ctx, home, slices.Clone(late[rnd.IntN(len(late))])))
			}
		case 1:
			before := days(mia)
			var patch account.PersonPatch
			switch rnd.IntN(4) {
			case 0:
				patch.Target = number(30, 180)
			case 1:
				patch.Grow = account.GrowPatch{Start: number(30, 90), Step: number(1, 60), Aim: number(91, 200)}
			case 2:
				patch.Grow.Step = new(int)
			default:
				morning, evening := rnd.IntN(2) == 0, rnd.IntN(2) == 0
				patch.Morning, patch.Evening = &morning, &evening
			}
			mia, err = accounts.ChangePerson(x.ctx, home, mia.ID, patch)
			x.ok(err)
			changes++
			after := days(mia)
			for i := range len(after) - 1 {
				for k := range after[i].Slots {
					a, b := &before[i].Slots[k], &after[i].Slots[k]
					if a.State != b.State || a.Planned != b.Planned || a.Target != b.Target || a.Kept != b.Kept || a.Score != b.Score {
						t.Fatalf("%v was %+v and is %+v", after[i].Date, *a, *b)
					}
				}
			}
		}
		x.later(time.Duration(rnd.IntN(300)) * time.Second)
		ss, err := x.s.Sessions(x.ctx, home, store.SessionQuery{Limit: 1000, WithSlots: true})
		x.ok(err)
		for i := range ss {
			s := &ss[i]
			if s.State != session.Ended || s.Person == "" {
				continue
			}
			day, _ := c.Place(s.Start)
			if want := brush.Some(session.ScoreOf(&s.Session, mia.Plans().Target(day))); s.Score != want {
				t.Fatalf("a session of %v is scored %+v, want %+v", day, s.Score, want)
			}
			scored++
		}
		checkCounted(x, []brush.PersonID{mia.ID})
	}
	if scored == 0 || changes < 5 {
		t.Fatalf("%d scores and %d changes", scored, changes)
	}
	x.update(func(tx store.Tx) error {
		wrong, err := tx.Recount()
		if wrong != 0 {
			t.Errorf("%d weeks were not right", wrong)
		}
		return err
	})
}
