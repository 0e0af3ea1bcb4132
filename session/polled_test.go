package session_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// notified and polled make what a source hears of a handle that tells one value at a time.
func notified(ms int64, r brush.Reading) heard {
	return heard{src: noSource, at: morning.Add(time.Duration(ms) * time.Millisecond), r: r}
}

func polled(ms int64, r brush.Reading) heard {
	r.Polled = true
	return notified(ms, r)
}

func timer(s uint32) brush.Reading         { return brush.Reading{Elapsed: brush.Some(s)} }
func doing(a brush.Activity) brush.Reading { return brush.Reading{Activity: brush.Some(a)} }
func coded(table, code uint8) brush.Reading {
	return brush.Reading{Mode: brush.Some(brush.NewMode(table, code))}
}
func target(s uint16) brush.Reading { return brush.Reading{Target: brush.Some(s)} }
func run(start int64, n uint32) (hs []heard) {
	hs = append(hs, notified(start, doing(brush.Running)), notified(start, timer(0)))
	for t := uint32(1); t <= n; t++ {
		hs = append(hs, notified(start+int64(t)*1000, timer(t)))
	}
	return hs
}

// TestPolledAlone: a timer left over from the brushing before is no brushing.
func TestPolledAlone(t *testing.T) {
	for name, hs := range map[string][]heard{
		"the timer alone":        {polled(0, timer(120))},
		"at rest":                {polled(0, doing(brush.Idle)), polled(100, timer(120)), polled(200, target(120))},
		"the timer first":        {polled(0, timer(120)), polled(100, doing(brush.Idle))},
		"again and again":        {polled(0, timer(120)), polled(5_000, timer(120)), polled(60_000, timer(120))},
		"faster than time":       {polled(0, timer(60)), polled(5_000, timer(120))},
		"just as it is put on":   {polled(0, timer(120)), notified(10, doing(brush.Running))},
		"a moment too early":     {polled(0, doing(brush.Idle)), notified(1_000, doing(brush.Running)), polled(1_000, timer(120))},
		"a target and a table":   {notified(0, target(120)), notified(0, brush.Reading{Table: brush.Some(uint8(1))})},
		"over and over at rest":  {polled(0, doing(brush.Idle)), polled(1, timer(120)), polled(90_000, doing(brush.Idle)), polled(90_001, timer(120))},
		"a code and no brushing": {polled(0, coded(0, 1)), notified(1, doing(brush.Idle))},
	} {
		if got := fold(hs); len(got) != 0 {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

// TestPolledStart: the stale timer that is read in the moment of the start neither starts the session early nor shows its time.
func TestPolledStart(t *testing.T) {
	hs := append([]heard{polled(-9_000, timer(120))}, run(0, 3)...)
	hs = append(hs, polled(0, timer(120)), polled(1_500, timer(0)))
	e := evidence(hs)
	got := session.Fold(&e, morning.Add(3*time.Second), noRules)
	if len(got) != 1 || got[0].Duration != 3 || !got[0].Start.Equal(morning) || got[0].State != session.Running {
		t.Fatalf("%+v", got)
	}
}

// TestPolledOnly: a source that only asks is believed from the second answer on.
func TestPolledOnly(t *testing.T) {
	var hs []heard
	for s := uint32(5); s <= 120; s += 5 {
		hs = append(hs, polled(int64(s)*1000+300, timer(s)))
	}
	hs = append(hs, polled(122_000, doing(brush.Idle)))
	got := fold(hs)
	if len(got) != 1 || got[0].Duration != 120 || got[0].Ending != session.Heard || got[0].HeardSeconds() != 23 {
		t.Fatalf("%+v", got)
	}
}

// TestPolledEnd: a link that was lost and found again reads how far the timer came.
func TestPolledEnd(t *testing.T) {
	hs := append(run(0, 100), polled(125_000, doing(brush.Idle)), polled(125_200, timer(120)))
	got := fold(hs)
	if len(got) != 1 || got[0].Duration != 120 || got[0].Ending != session.Heard {
		t.Fatalf("%+v", got)
	}
}

// TestEndInOneInstant: a handle that says its last second, its end and its timer's fall to zero all at once, in any order.
func TestEndInOneInstant(t *testing.T) {
	end := []brush.Reading{doing(brush.Summary), timer(120), doing(brush.Idle), timer(0)}
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 1))
		hs := append([]heard{polled(-2_000, coded(0, 0)), polled(-1_900, coded(192, 1)), polled(-1_800, coded(0, 0)), polled(-1_700, target(120))}, run(0, 119)...)
		for _, i := range r.Perm(len(end)) {
			hs = append(hs, notified(120_000, end[i]))
		}
		got := fold(hs)
		if len(got) != 1 || got[0].Duration != 120 || got[0].Ending != session.Heard || !got[0].Over.Over() ||
			got[0].Mode.V != brush.NewMode(192, 1) || got[0].Target != brush.Some(uint16(120)) {
			t.Fatalf("seed %d: %d sessions, %+v", seed, len(got), got)
		}
	}
}

// TestPolledNeverBeatsNotified: whatever is read beside what is notified, be it late, left over or repeated, changes nothing of the session.
func TestPolledNeverBeatsNotified(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		n := uint32(30 + r.IntN(150))
		hs := append([]heard{notified(-200, coded(1, 0))}, run(0, n)...)
		hs = append(hs, notified(int64(n)*1000+500, doing(brush.Idle)))
		want := fold(hs)
		left := uint32(r.IntN(300))
		for range r.IntN(12) {
			ms := int64(r.IntN(int(n)*1000 + 60_000))
			now := min(uint32(ms/1000), n)
			v := polled(ms, timer(left)) // left over from before: only in the moment of the start
			switch r.IntN(4) {
			case 0:
				v.at = morning
			case 1, 2:
				v.r.Elapsed.V = now - min(now, uint32(r.IntN(3)))
			case 3:
				// An activity that lags: at rest at the start, running at the end.
				v = polled(int64(r.IntN(900)), doing(brush.Idle))
				if r.IntN(2) == 0 {
					v = polled(int64(n)*1000+500+int64(r.IntN(900)), doing(brush.Running))
				}
			}
			hs = append(hs, v)
		}
		got := fold(hs)
		if len(got) != 1 {
			t.Fatalf("seed %d: %d sessions", seed, len(got))
		}
		g, w := got[0], want[0]
		if g.Duration != w.Duration || !g.Start.Equal(w.Start) || g.Ending != w.Ending || g.Over != w.Over || g.Mode != w.Mode || g.HeardSeconds() != w.HeardSeconds() || g.State != w.State {
			t.Fatalf("seed %d:\n got %+v\nwant %+v", seed, g, w)
		}
	}
}
