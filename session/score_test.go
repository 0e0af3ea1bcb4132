package session_test

import (
	"math/bits"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// made makes a session of n heard seconds; fill says more of each.
func made(n int, fill func(i int, s *session.Slot)) *session.Session {
	s := &session.Session{Duration: uint32(n), Slots: make([]session.Slot, n)}
	for i := range s.Slots {
		s.Slots[i].Heard = 1
		if fill != nil {
			fill(i, &s.Slots[i])
		}
		if s.Slots[i].Pressure == brush.PressureHigh {
			s.High++
		}
	}
	return s
}

func TestScore(t *testing.T) {
	press := func(high int) func(int, *session.Slot) {
		return func(i int, s *session.Slot) {
			s.Pressure = brush.PressureNormal
			if i < high {
				s.Pressure = brush.PressureHigh
			}
		}
	}
	zoned := func(zones int) func(int, *session.Slot) {
		return func(i int, s *session.Slot) { s.Zones = brush.Zone(i % zones).Set() }
	}
	for _, c := range []struct {
		name   string
		s      *session.Session
		target uint32
		total  uint8
		parts  int
	}{
		{"time alone, whole", made(120, nil), 120, 100, 1},
		{"time alone, half", made(60, nil), 120, 50, 1},
		{"longer is not better", made(300, nil), 120, 100, 1},
		{"a child's target", made(60, nil), 60, 100, 1},
		{"no target is two minutes", made(120, nil), 0, 100, 1},
		{"nothing", made(0, nil), 120, 0, 1},
		{"time and pressure", made(120, press(0)), 120, 100, 2},
		{"a quarter too hard", made(120, press(30)), 120, 86, 2}, // (50 + 10) of 70
		{"half too hard", made(120, press(60)), 120, 71, 2},      // (50 + 0) of 70
		{"all too hard is no less", made(120, press(120)), 120, 71, 2},
		{"every zone", made(120, zoned(16)), 120, 100, 2},
		{"outer and inner faces only", made(120, zoned(12)), 120, 100, 2},
		{"half of the faces", made(120, zoned(6)), 120, 81, 2}, // (50 + 15) of 80
	} {
		got := session.ScoreOf(c.s, c.target)
		parts := 1
		if got.Coverage.OK {
			parts++
		}
		if got.Pressure.OK {
			parts++
		}
		if got.Total != c.total || parts != c.parts || got.Version != 1 {
			t.Errorf("%s: %d of %d parts, want %d of %d: %+v", c.name, got.Total, parts, c.total, c.parts, got)
		}
	}
}

func TestScoreWords(t *testing.T) {
	for total, want := range map[uint8]string{100: "very good", 90: "very good", 89: "good", 75: "good", 74: "a start", 50: "a start", 49: "short", 0: "short"} {
		if got := (session.Score{Total: total}).Word(); got != want {
			t.Errorf("%d is %q, want %q", total, got, want)
		}
	}
}

// TestLayouts: every layout covers the faces of the whole mouth, and says nothing of zones it does not have.
func TestLayouts(t *testing.T) {
	for _, l := range []session.Layout{session.Arches, session.Quadrants, session.Sextants, session.Eighths, session.Twelfths, session.Sixteenths} {
		var all brush.ZoneSet
		for i := range l.Zones() {
			set, sure, ok := l.Zone(i)
			if !ok || set == 0 || sure <= 0 || sure > 1 {
				t.Errorf("layout %d zone %d: %b %v %v", l, i, set, sure, ok)
			}
			all |= set
		}
		if all&^session.Chewing != session.All&^session.Chewing {
			t.Errorf("layout %d covers %016b", l, all)
		}
		for _, i := range []int{-1, l.Zones()} {
			if _, _, ok := l.Zone(i); ok {
				t.Errorf("layout %d has a zone %d", l, i)
			}
		}
	}
	if set, _, _ := session.Eighths.Zone(0); bits.OnesCount16(uint16(set)) != 2 || !set.Has(brush.UpperRightOuter) || !set.Has(brush.UpperFrontOuter) {
		t.Errorf("the first eighth is %016b", set)
	}
	if session.Layout(0).Zones() != 0 {
		t.Error("no layout has no zones")
	}
}

func TestZoneSecondsShared(t *testing.T) {
	s := made(10, func(_ int, s *session.Slot) { s.Zones = brush.UpperLeftInner.Set() | brush.UpperLeftOuter.Set() })
	got, ok := s.ZoneSeconds()
	if !ok || got[brush.UpperLeftInner] != 5 || got[brush.UpperLeftOuter] != 5 {
		t.Errorf("%v %v", got, ok)
	}
	if _, ok := made(10, nil).ZoneSeconds(); ok {
		t.Error("nothing was measured")
	}
}
