package session_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// TestGrow: what a target is on a day that grows by weeks, and when it is what it aims at. The app has the same table.
func TestGrow(t *testing.T) {
	for _, c := range []struct {
		since           string
		start, step, to uint32
		on              string
		want            uint32
		reached         string
	}{
		{"2026-11-02", 60, 10, 120, "2026-11-01", 60, "2026-12-14"},
		{"2026-11-02", 60, 10, 120, "2026-11-02", 60, "2026-12-14"},
		{"2026-11-02", 60, 10, 120, "2026-11-08", 60, "2026-12-14"},
		{"2026-11-02", 60, 10, 120, "2026-11-09", 70, "2026-12-14"},
		{"2026-11-02", 60, 10, 120, "2026-12-13", 110, "2026-12-14"},
		{"2026-11-02", 60, 10, 120, "2026-12-14", 120, "2026-12-14"},
		{"2026-11-02", 60, 10, 120, "2036-12-14", 120, "2026-12-14"},
		{"2026-02-25", 60, 25, 120, "2026-03-04", 85, "2026-03-18"},
		{"2026-02-25", 60, 25, 120, "2026-03-11", 110, "2026-03-18"},
		{"2026-02-25", 60, 25, 120, "2026-03-18", 120, "2026-03-18"},
		{"2026-03-28", 60, 60, 90, "2026-04-04", 90, "2026-04-04"}, // the clocks change in between
		{"2026-11-02", 60, 0, 120, "2027-11-02", 60, ""},           // it stays
		{"2026-11-02", 0, 0, 0, "2027-11-02", session.DefaultTarget, ""},
		{"2026-11-02", 120, 10, 60, "2027-11-02", 120, ""}, // it never shrinks
		{"2026-11-02", 60, 1 << 31, 1<<32 - 1, "9999-11-02", 1<<32 - 1, "2026-11-16"},
	} {
		p := session.Plan{Target: c.start, Grow: session.Growth{Since: dateAt(c.since), Step: c.step, Aim: c.to}}
		if got := p.On(dateAt(c.on)); got != c.want {
			t.Errorf("%+v on %s: %d, want %d", p, c.on, got, c.want)
		}
		got, ok := p.Reached()
		if ok != (c.reached != "") || ok && got.String() != c.reached {
			t.Errorf("%+v is reached on %v, %t; want %q", p, got, ok, c.reached)
		}
		if ok && (p.On(got) != c.to || p.On(got.Add(-1)) >= c.to) {
			t.Errorf("%+v: %d the day before %v, and then %d", p, p.On(got.Add(-1)), got, p.On(got))
		}
	}
}

// TestChange: what a change of plan leaves of the ones before.
func TestChange(t *testing.T) {
	a, b, c := session.Plan{Morning: true, Target: 60}, session.Plan{Evening: true, Target: 90}, session.Plan{Target: 120}
	d := dateAt("2026-11-10")
	ps := session.Always(a).Change(b, d)
	for _, s := range []struct {
		name string
		got  session.Plans
		want session.Plans
	}{
		{"another", ps, session.Plans{{Plan: a}, {Since: d, Plan: b}}},
		{"the same again", ps.Change(b, d.Add(5)), ps},
		{"again on that day", ps.Change(c, d), session.Plans{{Plan: a}, {Since: d, Plan: c}}},
		{"taken back on that day", ps.Change(a, d), session.Always(a)},
		{"later", ps.Change(a, d.Add(1)), session.Plans{{Plan: a}, {Since: d, Plan: b}, {Since: d.Add(1), Plan: a}}},
		{"a clock that went back", ps.Change(c, d.Add(-3)), session.Plans{{Plan: a}, {Since: d.Add(-3), Plan: c}}},
		{"from nothing", session.Plans(nil).Change(a, d), session.Plans{{Since: d, Plan: a}}},
	} {
		if !reflect.DeepEqual(s.got, s.want) {
			t.Errorf("%s: %v, want %v", s.name, s.got, s.want)
		}
	}
	for day, want := range map[int]uint32{-400: 60, -1: 60, 0: 60, 1: 90, 400: 90} {
		if got := ps.Target(d.Add(day)); got != want {
			t.Errorf("day %d is scored by %d, want %d", day, got, want)
		}
		if got := ps.Changed(d.Add(day)); got != (day == 0) {
			t.Errorf("day %d changed: %t", day, got)
		}
	}
	if got := ps.At(d); got != b {
		t.Errorf("at the end of its first day holds %v", got)
	}
}

// TestDayOfChange: on the day on which a plan takes another's place, what was brushed counts by the one that asks for less, and what was earned
// stays.
func TestDayOfChange(t *testing.T) {
	c := session.Calendar{Zone: time.UTC, Turns: 4 * time.Hour}
	d := dateAt("2026-11-11") // a Wednesday
	at := func(day, hour int, seconds uint32) session.Brushing {
		return session.Brushing{ID: brush.SessionID(rune('a' + day*2 + hour/14)), Start: c.Begin(d.Add(day)).Add(time.Duration(hour-4) * time.Hour), Seconds: seconds}
	}
	both, morning, evening := session.Plan{Morning: true, Evening: true, Target: 60}, session.Plan{Morning: true, Target: 60}, session.Plan{Evening: true, Target: 60}
	long := both
	long.Target = 180
	for _, s := range []struct {
		name          string
		before, after session.Plan
		brushed       []session.Brushing
		states        [2]session.SlotState
		targets       [2]uint32
		planned       [2]bool
		stays         bool
		streak        int // on the day after, before its morning is over
	}{
		{"more is asked for after the morning", both, long, []session.Brushing{at(0, 7, 60)}, [2]session.SlotState{session.SlotDone, session.SlotMended}, [2]uint32{60, 180}, [2]bool{true, true}, false, 1},
		{"more is asked for after both", both, long, []session.Brushing{at(0, 7, 60), at(0, 20, 30)}, [2]session.SlotState{session.SlotDone, session.SlotShort}, [2]uint32{60, 60}, [2]bool{true, true}, true, 1},
		{"less is asked for", long, both, []session.Brushing{at(0, 7, 60), at(0, 20, 60)}, [2]session.SlotState{session.SlotDone, session.SlotDone}, [2]uint32{60, 60}, [2]bool{true, true}, true, 1},
		{"the evening is asked for as well", morning, both, []session.Brushing{at(0, 7, 60)}, [2]session.SlotState{session.SlotDone, session.SlotOpen}, [2]uint32{60, 60}, [2]bool{true, true}, true, 1},
		{"the evening instead", morning, evening, []session.Brushing{at(0, 7, 60)}, [2]session.SlotState{session.SlotDone, session.SlotOpen}, [2]uint32{60, 60}, [2]bool{true, true}, true, 1},
		{"the evening no more, which was kept", both, morning, []session.Brushing{at(0, 7, 60), at(0, 20, 60)}, [2]session.SlotState{session.SlotDone, session.SlotDone}, [2]uint32{60, 60}, [2]bool{true, true}, true, 1},
		{"the evening no more, which was not", both, morning, []session.Brushing{at(0, 7, 60), at(0, 20, 20)}, [2]session.SlotState{session.SlotDone, session.SlotShort}, [2]uint32{60, 60}, [2]bool{true, false}, false, 1},
		{"nothing was earned", morning, both, []session.Brushing{at(0, 7, 20)}, [2]session.SlotState{session.SlotMended, session.SlotOpen}, [2]uint32{60, 60}, [2]bool{true, true}, false, 1},
	} {
		ps := session.Always(s.before).Change(s.after, d)
		days, streak := session.Habit(c, ps, d, d, c.Begin(d.Add(1)).Add(time.Hour), s.brushed)
		for k := range days[0].Slots {
			if got := days[0].Slots[k]; got.State != s.states[k] || got.Target != s.targets[k] || got.Planned != s.planned[k] {
				t.Errorf("%s: %v is %v of %d s, planned %t", s.name, session.PartOfDay(k), got.State, got.Target, got.Planned)
			}
		}
		if days[0].Stays != (s.stays) {
			t.Errorf("%s: stays %t", s.name, days[0].Stays)
		}
		if streak.Days != s.streak {
			t.Errorf("%s: a streak of %d", s.name, streak.Days)
		}
	}
}

// TestPlansKeepThePast: whatever is changed of a plan, and however often, no day before is counted otherwise; on its own day nothing that was done
// or kept is lost; and every day is counted as by its own plan alone.
func TestPlansKeepThePast(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 7))
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c := session.Calendar{Zone: zone, Turns: 4 * time.Hour}
	from := dateAt("2026-03-02") // a Monday; the clocks change within these weeks
	plan := func(on session.Date) session.Plan {
		p := session.Plan{Morning: rnd.IntN(3) > 0, Evening: rnd.IntN(4) > 0, Target: uint32(30 + 15*rnd.IntN(8))}
		if rnd.IntN(2) == 0 {
			p.Grow = session.Growth{Since: on.Add(-rnd.IntN(20)), Step: uint32(1 + rnd.IntN(60)), Aim: p.Target + uint32(rnd.IntN(200))}
		}
		return p
	}
	for range 300 {
		const n = 60
		var bs []session.Brushing
		ps := session.Always(plan(from))
		for day := range n {
			for hour := 7; hour < 24; hour += 13 {
				if rnd.IntN(4) > 0 {
					bs = append(bs, session.Brushing{ID: brush.SessionID(rune('a' + 2*day + hour/14)), Start: c.Begin(from.Add(day)).Add(time.Duration(hour-4) * time.Hour), Seconds: uint32(10 + rnd.IntN(200))})
				}
			}
			if rnd.IntN(6) > 0 {
				continue
			}
			today := from.Add(day)
			now := c.Begin(today).Add(time.Duration(rnd.IntN(23)) * time.Hour)
			was, streakWas := session.Habit(c, ps, from, today, now, bs)
			next := ps.Change(plan(today), today)
			is, streak := session.Habit(c, next, from, today, now, bs)
			if !reflect.DeepEqual(was[:day], is[:day]) {
				t.Fatalf("a plan of %v changed the days before", today)
			}
			first := !ps.Changed(today)
			ps = next
			if !first {
				continue // of a day the plan that it began with counts, and the last
			}
			for k := range is[day].Slots {
				w, i := &was[day].Slots[k], &is[day].Slots[k]
				if w.State == session.SlotDone && i.State != session.SlotDone || w.Kept && !i.Kept || w.Kept && w.Planned && !i.Planned {
					t.Fatalf("the %v of %v was %+v and is %+v", session.PartOfDay(k), today, *w, *i)
				}
			}
			if kept := func(d *session.Day) bool {
				a, b := d.Slots[0], d.Slots[1]
				return d.Stays || (a.Planned || b.Planned) && (a.Kept || !a.Planned) && (b.Kept || !b.Planned)
			}; kept(&was[day]) && !kept(&is[day]) {
				t.Fatalf("%v had earned its sticker: %+v, %+v", today, was[day], is[day])
			}
			if streak.Days < streakWas.Days && streakWas.Mended == 0 {
				t.Fatalf("%v: a streak of %d became one of %d", today, streakWas.Days, streak.Days)
			}
		}
		all, _ := session.Habit(c, ps, from, from.Add(n-1), c.Begin(from.Add(n)), bs)
		for i := range all {
			d := all[i].Date
			if ps.Changed(d) {
				continue
			}
			alone, _ := session.Habit(c, session.Always(ps.At(d)), d, d, c.Begin(from.Add(n)), bs)
			for k, s := range alone[0].Slots {
				if got := all[i].Slots[k]; got.Planned != s.Planned || got.Kept != s.Kept || got.Target != s.Target || got.Seconds != s.Seconds || got.Target != ps.Target(d) {
					t.Fatalf("the %v of %v is %+v, and by its own plan %+v", session.PartOfDay(k), d, got, s)
				}
			}
		}
	}
}
