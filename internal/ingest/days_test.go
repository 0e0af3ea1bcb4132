package ingest_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/oralb"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// spoken returns the frame that an Oral-B handle sends so many seconds into a brushing; stop: the motor is off.
func spoken(t testing.TB, d brush.DeviceID, at time.Time, second int, stop bool) brush.Frame {
	t.Helper()
	r := oralb.Spec.Virtual()
	r.Activity, r.Elapsed = brush.Some(brush.Idle), brush.Some(uint32(second))
	if !stop {
		r.Activity, r.Sector = brush.Some(brush.Running), brush.Some(uint8(min(second/30, 3)+1))
	}
	f, ok := oralb.Spec.Encode(&r)
	if !ok {
		t.Fatal("Oral-B does not say this reading")
	}
	f.Source, f.Device, f.At = "hall", d, at
	return f
}

// TestDaysFollowSessions: a house lives through weeks of brushings that come late, twice, in pieces and in any order, while people assign,
// remove, change their minds, leave, and move to another time zone. What is counted is what the sessions say, always.
func TestDaysFollowSessions(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 2))
	x := &house{t: t, s: openStore(t, filepath.Join(t.TempDir(), "enamel.db")), ctx: t.Context()}
	defer func() { x.ok(x.s.Close()) }()
	x.g = ingester(x.s)
	x.now = time.Date(2026, 3, 20, 4, 0, 0, 0, time.UTC) // the clocks change within these weeks
	x.g.Now = func() time.Time { return x.now }
	accounts := account.New(x.s, func() time.Time { return x.now }, nil)
	people := []brush.PersonID{"ada", "ben", "cleo"}
	x.update(func(tx store.Tx) error {
		return errors.Join(tx.PutHousehold(store.Household{ID: home, TimeZone: "Europe/Berlin", DayTurns: 240}),
			tx.PutPerson(store.Person{ID: "ada", Target: 120}), tx.PutPerson(store.Person{ID: "ben", Target: 60}), tx.PutPerson(store.Person{ID: "cleo"}))
	})
	zones := []string{"Europe/Berlin", "Pacific/Kiritimati", "America/New_York", "Asia/Kathmandu"}
	devices := []brush.DeviceID{"AA", "BB"}
	var kept [][]brush.Frame                                        // brushings that were not sent yet, or may be sent again
	for n := 0; n < 120 || n < 400 && len(x.sessions()) < 20; n++ { // chance may begin few
		x.now = x.now.Add(time.Duration(rnd.IntN(6*3600)) * time.Second)
		switch rnd.IntN(12) {
		default: // somebody brushes
			d, long := devices[rnd.IntN(2)], 5+rnd.IntN(140)
			var fs []brush.Frame
			for s := 0; s <= long; s += 1 + rnd.IntN(9) {
				fs = append(fs, spoken(t, d, x.now.Add(time.Duration(s)*time.Second), s, false))
			}
			fs = append(fs, spoken(t, d, x.now.Add(time.Duration(long+1)*time.Second), long, true))
			kept = append(kept, fs)
			x.now = x.now.Add(time.Duration(long+2) * time.Second)
			if rnd.IntN(4) > 0 {
				x.ok(x.g.Accept(x.ctx, home, fs[:1+rnd.IntN(len(fs))]))
			}
		case 0: // a gateway that was away comes back
			if len(kept) > 0 {
				fs := slices.Clone(kept[rnd.IntN(len(kept))])
				rnd.Shuffle(len(fs), func(i, k int) { fs[i], fs[k] = fs[k], fs[i] })
				x.ok(x.g.Accept(x.ctx, home, fs))
			}
		case 1:
			x.ok(x.g.BrushPeople(x.ctx, home, known(x, devices), people[:rnd.IntN(len(people)+1)]))
		case 2, 3:
			if ss := x.sessions(); len(ss) > 0 {
				s := ss[rnd.IntN(len(ss))]
				p := people[rnd.IntN(len(people))]
				if rnd.IntN(4) == 0 {
					p = ""
				}
				x.ok(x.g.Assign(x.ctx, home, s.ID, p, p == "" && rnd.IntN(2) == 0))
			}
		case 4:
			if ss := x.sessions(); len(ss) > 0 && rnd.IntN(3) == 0 {
				x.ok(x.g.Remove(x.ctx, home, ss[rnd.IntN(len(ss))].ID))
			}
		case 5:
			zone, turns := zones[rnd.IntN(len(zones))], rnd.IntN(6)*60
			_, err := accounts.ChangeHousehold(x.ctx, home, account.HouseholdPatch{TimeZone: &zone, DayTurns: &turns})
			x.ok(err)
		case 6:
			if len(people) > 1 && rnd.IntN(6) == 0 {
				x.ok(accounts.RemovePerson(x.ctx, home, people[len(people)-1]))
				people = people[:len(people)-1]
			}
		}
		x.later(time.Duration(rnd.IntN(200)) * time.Second)
		if rnd.IntN(4) == 0 {
			_, err := x.s.FoldFleet(x.ctx, 1, 1+rnd.IntN(30))
			x.ok(err)
		}
		checkCounted(x, append(slices.Clone(people), "gone"))
	}
	if n := len(x.sessions()); n < 20 {
		t.Fatalf("only %d sessions came of it", n)
	}
	x.update(func(tx store.Tx) error {
		wrong, err := tx.Recount()
		if wrong != 0 {
			t.Errorf("%d weeks were not right", wrong)
		}
		return err
	})
}

func known(x *house, ds []brush.DeviceID) brush.DeviceID {
	x.update(func(tx store.Tx) error {
		for _, d := range ds {
			if _, err := tx.Brush(d); errors.Is(err, brush.ErrNotFound) {
				if err := tx.PutBrush(store.Brush{Device: d, Created: x.now}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return ds[0]
}

// checkCounted compares what is counted with the sessions.
func checkCounted(x *house, people []brush.PersonID) {
	x.t.Helper()
	ss, err := x.s.Sessions(x.ctx, home, store.SessionQuery{Limit: 1000})
	x.ok(err)
	slices.Reverse(ss)
	want := map[brush.PersonID][]session.Brushing{}
	days := map[store.Day]store.FleetDay{}
	for i := range ss {
		s := &ss[i]
		if s.State != session.Ended || s.Fleeting {
			continue
		}
		d := days[store.DayOf(s.Start)]
		days[store.DayOf(s.Start)] = store.FleetDay{Day: store.DayOf(s.Start), Sessions: d.Sessions + 1, Seconds: d.Seconds + int64(s.Duration), Households: 1}
		b := session.Brushing{ID: s.ID, Start: s.Start, Seconds: s.Duration}
		if s.Score.OK {
			b.Score = brush.Some(s.Score.V.Verdict())
		}
		want[s.Person] = append(want[s.Person], b)
	}
	for _, p := range people {
		got, err := x.s.Brushings(x.ctx, home, p, x.now.AddDate(-1, 0, 0), time.Time{})
		x.ok(err)
		if len(got)+len(want[p]) > 0 && !reflect.DeepEqual(got, want[p]) {
			x.t.Fatalf("brushings of %s:\n got %v\nwant %v", p, got, want[p])
		}
	}
	got, err := x.s.FleetDays(x.ctx, 0, 1e6)
	x.ok(err)
	if len(got) != len(days) {
		x.t.Fatalf("%d days of the fleet, want %d", len(got), len(days))
	}
	for _, d := range got {
		if d != days[d.Day] {
			x.t.Fatalf("the fleet's day is %v, want %v", d, days[d.Day])
		}
	}
}

// TestLateFramesOfForgottenTimes: what a household no longer has kept does not come back with a gateway that was away; what it has kept does.
func TestLateFramesOfForgottenTimes(t *testing.T) {
	x := newHouse(t)
	x.now = x.fs[len(x.fs)-1].At.Add(100 * 24 * time.Hour)
	days := func(n int) {
		t.Helper()
		_, err := account.New(x.s, func() time.Time { return x.now }, nil).ChangeHousehold(x.ctx, home, account.HouseholdPatch{SessionsDays: &n})
		x.ok(err)
	}
	days(90)
	x.ok(x.g.Accept(x.ctx, home, x.fs))
	if ss := x.sessions(); len(ss) != 0 {
		t.Fatalf("%d sessions of a forgotten time", len(ss))
	}
	n := 0
	x.ok(x.s.Frames(x.ctx, home, x.dev, x.fs[0].At, x.now, func(*brush.Frame) error { n++; return nil }))
	if n == 0 {
		t.Fatal("frames that were answered with yes are not kept")
	}
	days(120)
	x.ok(x.g.Accept(x.ctx, home, x.fs))
	if ss := x.sessions(); len(ss) == 0 {
		t.Fatal("no sessions of a time that is kept")
	}
	// Removed, then forgotten with its evidence, then heard of once more.
	for _, s := range x.sessions() {
		x.ok(x.g.Remove(x.ctx, home, s.ID))
	}
	days(90)
	x.update(func(tx store.Tx) error {
		h, err := tx.Household()
		if err != nil {
			return err
		}
		for took := true; took; {
			f, err := tx.Forget(h.Expiry(x.now), 5)
			if err != nil {
				return err
			}
			took = f != store.Forgotten{}
		}
		return nil
	})
	x.ok(x.g.Accept(x.ctx, home, x.fs))
	all, err := x.s.Sessions(x.ctx, home, store.SessionQuery{Removed: true})
	x.ok(err)
	if len(all) != 0 {
		t.Fatalf("%s sessions came back", strconv.Itoa(len(all)))
	}
}
