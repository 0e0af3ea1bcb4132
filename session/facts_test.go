package session_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// counts folds and tells how many sessions there are.
func counts(hs []heard) int { return len(fold(hs)) }

// running makes a timer that runs from one second to another, and is heard from a millisecond on.
func running(ms int64, from, to uint32) (hs []heard) {
	for e := from; e <= to; e++ {
		hs = append(hs, at(ms+int64(e-from)*1000, brush.Running, e))
	}
	return hs
}

// TestCutByDefault: a minute and a half of silence end a session.
func TestCutByDefault(t *testing.T) {
	hs := brushed(0, 60)[:50]
	for after, want := range map[time.Duration]session.State{89 * time.Second: session.Running, 91 * time.Second: session.Ended} {
		e := evidence(hs)
		if got := session.Fold(&e, hs[49].at.Add(after), noRules); len(got) != 1 || got[0].State != want {
			t.Errorf("after %v: %+v", after, got)
		}
	}
}

// TestLongestPause: a handle that goes on after up to five minutes goes on with the same brushing.
func TestLongestPause(t *testing.T) {
	for pause, want := range map[int64]int{299_000: 1, 301_000: 2} {
		for _, first := range []uint32{60, 61, 63} { // it resumes where it stood, or is heard a little later
			hs := append(running(0, 0, 60), at(60_700, brush.Paused, 60))
			hs = append(hs, running(60_000+pause+int64(first-60)*1000, first, 80)...)
			if got := counts(hs); got != want {
				t.Errorf("resumed at %d s after %d ms: %d sessions, want %d", first, pause, got, want)
			}
		}
	}
}

// TestResetAfter: a timer that could have begun anew within 27 s of what was heard last is the same brushing; later the handle has set it to zero.
func TestResetAfter(t *testing.T) {
	for began, want := range map[int64]int{26_000: 1, 28_000: 2} {
		hs := append(running(0, 0, 60), running(60_000+began+80_000, 80, 90)...)
		if got := counts(hs); got != want {
			t.Errorf("as if begun %d ms after the end: %d sessions, want %d", began, got, want)
		}
	}
}

// TestClockSlack: two ears whose clocks differ by up to three seconds hear one brushing from its beginning.
func TestClockSlack(t *testing.T) {
	for apart, want := range map[int64]int{2_900: 1, 3_200: 2} {
		late := at(apart+2_000, brush.Running, 2)
		late.src = "bath"
		if got := counts([]heard{at(0, brush.Running, 0), at(4_000, brush.Running, 4), late}); got != want {
			t.Errorf("%d ms apart: %d sessions, want %d", apart, got, want)
		}
	}
}

// TestCarry: a value that was notified holds for ten minutes.
func TestCarry(t *testing.T) {
	for after, want := range map[int64]bool{599_000: true, 601_000: false} {
		h := heard{src: noSource, at: morning}
		h.r.Mode, h.r.Target = brush.Some(gum), brush.Some[uint16](90)
		hs := []heard{h}
		for s := range uint32(20) {
			r := heard{src: noSource, at: morning.Add(time.Duration(after+int64(s)*1000) * time.Millisecond)}
			r.r.Activity, r.r.Elapsed = brush.Some(brush.Running), brush.Some(s)
			hs = append(hs, r)
		}
		got := fold(hs)
		if len(got) != 1 || got[0].Target.OK != want {
			t.Errorf("after %d ms: %+v", after, got)
		}
	}
}

// hearings counts the observations that are kept of something that one source hears again and again.
func hearings(every, span int64, r func(ms int64) brush.Reading) int {
	e := session.Evidence{Device: "D"}
	for ms := int64(0); ms < span; ms += every {
		v := r(ms)
		e.Add(noSource, morning.Add(time.Duration(ms)*time.Millisecond), "x", &v)
	}
	return e.Len()
}

// TestBuckets: what is heard again and again is kept once in eight seconds of a timer that runs, once in 32 of one that stands, once in a second of
// a value, and once in a second of an event.
func TestBuckets(t *testing.T) {
	for name, c := range map[string]struct {
		span        int64
		least, most int
		r           func(int64) brush.Reading
	}{
		"a timer that runs": {80_000, 10, 11, func(ms int64) brush.Reading {
			return brush.Reading{Activity: brush.Some(brush.Running), Elapsed: brush.Some[uint32](5)}
		}},
		"a timer that stands": {320_000, 10, 11, func(int64) brush.Reading {
			return brush.Reading{Activity: brush.Some(brush.Idle), Elapsed: brush.Some[uint32](60)}
		}},
		"a value": {20_000, 20, 21, func(int64) brush.Reading { return brush.Reading{Pressure: brush.Some(brush.PressureHigh)} }},
		"an event": {20_000, 20, 21, func(int64) brush.Reading {
			return brush.Reading{Event: brush.Some(brush.Event{Number: brush.Some[uint8](7)})}
		}},
	} {
		if got := hearings(100, c.span, c.r); got < c.least || got > c.most {
			t.Errorf("%s: %d hearings are kept of %d ms, want %d", name, got, c.span, c.least)
		}
	}
}

// TestUnnamedGap: events that nothing tells apart are one when they are heard within ten seconds.
func TestUnnamedGap(t *testing.T) {
	for apart, want := range map[int64]int{9_000: 1, 11_000: 2} {
		if got := counts([]heard{begun(0, brush.Event{}), begun(apart, brush.Event{}), ended(120_000, brush.Event{})}); got != want {
			t.Errorf("%d ms apart: %d sessions, want %d", apart, got, want)
		}
	}
}

// TestStaleAfter: an event whose own time is more than 26 hours ago is of a frame that was played again.
func TestStaleAfter(t *testing.T) {
	for hours, want := range map[int64]int{25: 1, 27: 0} {
		unix := func(ms int64) brush.Event {
			return brush.Event{Number: brush.Some[uint8](3), Unix: brush.Some(uint32(morning.Unix() + ms/1000 - hours*3600))}
		}
		if got := fold([]heard{begun(0, unix(0)), ended(100_000, unix(100_000))}); len(got) != want {
			t.Errorf("%d hours ago: %+v", hours, got)
		}
	}
}

// TestShorterRecord: a record that is up to five seconds shorter than the timer that was heard settles it.
func TestShorterRecord(t *testing.T) {
	for seconds, want := range map[uint32]int{115: 1, 114: 2} {
		e := evidence(brushed(0, 120))
		if !e.AddRecord("phone", morning, "x", stored(seconds)) {
			t.Fatal("not taken")
		}
		if got := session.Fold(&e, forever, noRules); len(got) != want {
			t.Errorf("a record of %d s: %d sessions, want %d", seconds, len(got), want)
		}
	}
}
