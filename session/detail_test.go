package session_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// knows is what a handle knows of one second.
type knows struct {
	mode     brush.Mode
	pressure brush.Pressure
	zones    brush.ZoneSet
}

// minutes makes what a handle knows of n seconds: it moves on every few seconds and presses now and then.
func minutes(chance *rand.Rand, n int) (ts []knows) {
	t := knows{daily, brush.PressureNormal, brush.UpperRightOuter.Set()}
	for range n {
		if chance.IntN(6) == 0 {
			t.zones = brush.Zone(chance.IntN(int(brush.Zones))).Set()
		}
		if chance.IntN(5) == 0 {
			t.pressure = brush.Pressure(1 + chance.IntN(3))
		}
		if chance.IntN(40) == 0 {
			t.mode = gum
		}
		ts = append(ts, t)
	}
	return ts
}

// lived makes what a source hears of those seconds, live.
func lived(src brush.SourceID, ts []knows) (hs []heard) {
	for i, t := range ts {
		h := at(int64(i+1)*1000, brush.Running, uint32(i+1))
		h.src = src
		h.r.Mode, h.r.Pressure, h.r.Zones = brush.Some(t.mode), brush.Some(t.pressure), brush.Some(t.zones)
		hs = append(hs, h)
	}
	return hs
}

// runs tells the same seconds as a handle stores them: equal ones together when whole, else in parts.
func runs(chance *rand.Rand, ts []knows) (rs []brush.Run) {
	for i, t := range ts {
		if n := len(rs); i > 0 && t == ts[i-1] && chance.IntN(10) > 0 {
			rs[n-1].For++
			continue
		}
		rs = append(rs, brush.Run{For: 1, Mode: brush.Some(t.mode), Pressure: t.pressure, Zones: t.zones})
	}
	return rs
}

// TestSecondsAsIfLive: seconds that are told at the end make the session that they would have made live, and the same score.
func TestSecondsAsIfLive(t *testing.T) {
	for seed := range uint64(100) {
		chance := rand.New(rand.NewPCG(seed, 7))
		n := 20 + chance.IntN(200)
		ts := minutes(chance, n)
		rec := &brush.Record{ID: brush.Some(uint32(9)), Duration: uint32(n)}
		live := evidence(lived("hall", ts))
		live.AddRecord("hall", morning, "x", rec)
		detailed := *rec
		detailed.Seconds = runs(chance, ts)
		var end session.Evidence
		end.Device = "D"
		if !end.AddRecord("hall", morning, "x", &detailed) {
			t.Fatal("not taken")
		}
		a, b := session.Fold(&live, forever, noRules), session.Fold(&end, forever, noRules)
		if len(a) != 1 || !reflect.DeepEqual(a, b) {
			t.Fatalf("seed %d: live\n%+v\nat the end\n%+v", seed, a, b)
		}
		if x, y := session.ScoreOf(&a[0], 0), session.ScoreOf(&b[0], 0); x != y || !x.Coverage.OK || !x.Pressure.OK || x.Pressure.V.Of != uint32(n) {
			t.Fatalf("seed %d: scores %+v and %+v", seed, x, y)
		}
		// Both, in any order, again and in other runs, are still that one session.
		again := detailed
		again.Seconds = runs(chance, ts)
		size := len(end.AppendBinary(nil))
		if end.AddRecord("hall", morning, "x", &again) || len(end.AppendBinary(nil)) != size {
			t.Fatalf("seed %d: told again, it is news", seed)
		}
		end.Merge(&live)
		if got := session.Fold(&end, forever, noRules); !reflect.DeepEqual(got, a) {
			t.Fatalf("seed %d: live and told at the end:\n%+v", seed, got)
		}
		// Half of it heard by somebody else: both heard it, and the seconds are the handle's.
		half := evidence(lived("attic", ts[:n/2]))
		half.AddRecord("hall", morning.Add(2*time.Second), "x", &detailed)
		got := session.Fold(&half, forever, noRules)
		if len(got) != 1 || got[0].HeardSeconds() != uint32(n) || len(got[0].Sources) != 2 || got[0].Sources[0].Heard != uint32(n/2) || got[0].Sources[1].Heard != uint32(n) {
			t.Fatalf("seed %d: %+v", seed, got)
		}
		for i := range got[0].Slots {
			s, w := got[0].Slots[i], a[0].Slots[i]
			if w.Heard = 2; i < n/2 {
				w.Heard = 3
			}
			if s != w {
				t.Fatalf("seed %d: second %d is %+v, want %+v", seed, i+1, s, w)
			}
		}
	}
}

// TestSecondsWithGaps: what the handle does not know stays not heard, and what was heard of it stays.
func TestSecondsWithGaps(t *testing.T) {
	rec := &brush.Record{Duration: 60, Off: brush.Some(uint32(15)), Mode: brush.Some(brush.NewMode(0, 2)), Seconds: []brush.Run{
		{For: 10, Pressure: brush.PressureHigh}, {For: 20}, {For: 5, Mode: brush.Some(brush.NewMode(0, 0)), Zones: brush.UpperLeftOuter.Set()}, {For: 20},
	}}
	var e session.Evidence
	e.AddRecord("phone", morning, "x", rec)
	s := session.Fold(&e, forever, noRules)[0]
	if s.HeardSeconds() != 15 || s.High != 10 || !s.Pressure || s.Mode.V != brush.NewMode(0, 0) || s.Slots[9].Pressure != brush.PressureHigh || s.Slots[10] != (session.Slot{}) ||
		s.Slots[30].Zones != brush.UpperLeftOuter.Set() || s.Slots[59] != (session.Slot{}) || !s.End.Equal(morning.Add(75*time.Second)) {
		t.Errorf("%+v", s)
	}
	for _, h := range brushed(0, 60) {
		e.Add(h.src, h.at, "x", &h.r)
	}
	s = session.Fold(&e, forever, noRules)[0]
	if s.HeardSeconds() != 60 || s.Slots[40].Pressure != brush.PressureNormal || s.Slots[5].Pressure != brush.PressureHigh || s.High != 10 {
		t.Errorf("with what was heard: %+v", s)
	}
}

// TestSecondsAreRefused: seconds that cannot be of the session say nothing, and the session stands without them.
func TestSecondsAreRefused(t *testing.T) {
	for name, rs := range map[string][]brush.Run{
		"none":              {},
		"empty runs":        {{For: 0, Pressure: 1}},
		"nothing known":     {{For: 30}},
		"too many":          {{For: 50, Pressure: 1}, {For: 11, Pressure: 2}},
		"too many at once":  {{For: 61, Pressure: 1}},
		"no such pressure":  {{For: 10, Pressure: 4}},
		"too many in parts": {{For: 40, Pressure: 1}, {For: 40, Pressure: 1}},
	} {
		var e session.Evidence
		if !e.AddRecord("phone", morning, "x", &brush.Record{Duration: 60, Seconds: rs}) {
			t.Errorf("%s: the session is not taken", name)
		}
		if s := session.Fold(&e, forever, noRules); len(s) != 1 || s[0].HeardSeconds() != 0 || s[0].Pressure {
			t.Errorf("%s: %+v", name, s)
		}
	}
	// However much is told, a stretch stays bounded.
	var e session.Evidence
	long := make([]brush.Run, 7200)
	for i := range long {
		long[i] = brush.Run{For: 1, Zones: brush.ZoneSet(i%2000 + 300), Pressure: brush.Pressure(1 + i%3)}
	}
	for id := range uint32(512) {
		e.AddRecord("phone", morning, "x", &brush.Record{ID: brush.Some(id), Duration: 7200, Seconds: long})
	}
	if n := len(e.AppendBinary(nil)); n > 1<<18+100*512 || n < 1<<17 || e.Len() != 512 {
		t.Errorf("%d bytes of %d records", n, e.Len())
	}
}

// TestSecondsStay: they survive the binary form, in a few hundred bytes, and what was written before there were any is still read.
func TestSecondsStay(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 7))
	rec := &brush.Record{ID: brush.Some(uint32(9)), Duration: 120, Seconds: runs(chance, minutes(chance, 120))}
	e := session.Evidence{Device: "D"}
	e.AddRecord("hall", morning, "x", rec)
	b := e.AppendBinary(nil)
	again, err := session.ParseEvidence(b)
	if err != nil || !bytes.Equal(again.AppendBinary(nil), b) || len(b) > 300 || !reflect.DeepEqual(session.Fold(&again, forever, noRules), session.Fold(&e, forever, noRules)) {
		t.Errorf("%v, %d bytes", err, len(b))
	}
	old := *rec
	old.Seconds = nil
	e = session.Evidence{Device: "D"}
	e.AddRecord("hall", morning, "x", &old)
	b = e.AppendBinary(nil)
	b[0] = 3 // such evidence had this form
	if again, err = session.ParseEvidence(b); err != nil || !bytes.Equal(again.AppendBinary(nil)[1:], b[1:]) || again.Len() != 1 {
		t.Error("version 3:", err)
	}
}
