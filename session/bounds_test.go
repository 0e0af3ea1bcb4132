package session_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// TestSourcesAreBounded: of more sources than are told apart the later ones count as one, and the evidence can still be read.
func TestSourcesAreBounded(t *testing.T) {
	var e session.Evidence
	for _, h := range brushed(0, 600) {
		e.Add(brush.SourceID(fmt.Sprintf("ear-%03d", h.at.Sub(morning)/time.Second%300)), h.at, "x", &h.r)
	}
	blob := e.AppendBinary(nil)
	if _, err := session.ParseEvidence(blob); err != nil {
		t.Errorf("what was written cannot be read: %v", err)
	}
	got := session.Fold(&e, forever, noRules)
	if len(got) != 1 || len(got[0].Sources) != 64 || got[0].Duration != 600 {
		t.Errorf("%d sessions, the first of %d s and %d sources", len(got), got[0].Duration, len(got[0].Sources))
	}
}

// TestTimesAreBounded: evidence with an event so far away that differences overflow is refused.
func TestTimesAreBounded(t *testing.T) {
	for at, want := range map[int64]bool{1 << 50: true, 1<<50 + 1: false, -1 << 50: true, -1<<50 - 1: false} {
		h := begun(0, number(1))
		var e session.Evidence
		e.Add(h.src, time.UnixMilli(at), "x", &h.r)
		if e.Len() != 1 {
			t.Fatalf("%d: not added", at)
		}
		if _, err := session.ParseEvidence(e.AppendBinary(nil)); (err == nil) != want {
			t.Errorf("%d ms: %v", at, err)
		}
	}
}

// TestClocksAreBounded: ten thousand readings of a handle's clock are remembered, and then the oldest goes.
func TestClocksAreBounded(t *testing.T) {
	for more, want := range map[int]bool{9_999: true, 10_000: false} {
		var c session.Clocks
		c.Set(session.Clock{Source: "hall", At: morning, Value: 1000})
		for n := range more {
			c.Set(session.Clock{Source: "hall", At: morning.Add(time.Hour + time.Duration(n)*time.Second), Value: 4600 + uint32(n)})
		}
		if _, ok := c.Start("hall", morning.Add(time.Minute), &brush.Record{Start: 900, Duration: 60}, time.UTC); ok != want {
			t.Errorf("behind %d others the first is known: %v", more, ok)
		}
	}
}

// TestRecallEnds: an encrypted word is known again for thirty days. Later its counter may have come round.
func TestRecallEnds(t *testing.T) {
	for after, want := range map[time.Duration]int{30*24*time.Hour - 2*time.Minute: 1, 30*24*time.Hour + 2*time.Minute: 2} {
		word := func(n uint32) brush.Event { return brush.Event{Number: brush.Some(uint8(n)), Counter: brush.Some(n)} }
		ms := after.Milliseconds()
		hs := []heard{begun(0, word(10)), ended(100_000, word(11)), begun(ms, word(10)), ended(ms+100_000, word(11))}
		if got := session.Fold(ref(evidence(hs)), forever, noRules); len(got) != want {
			t.Errorf("again after %v: %d sessions, want %d", after, len(got), want)
		}
	}
}

func ref[T any](v T) *T { return &v }

// TestClockGoodEnds: a clock that was read ten minutes from a record tells when the record was, and one read longer before or after does not.
func TestClockGoodEnds(t *testing.T) {
	for apart, want := range map[time.Duration]bool{10 * time.Minute: true, -10 * time.Minute: true, 10*time.Minute + time.Second: false, -10*time.Minute - time.Second: false} {
		var c session.Clocks
		c.Set(session.Clock{Source: "hall", At: morning.Add(apart), Value: 10_000})
		if _, ok := c.Start("hall", morning, &brush.Record{Start: 9_000, Duration: 60}, time.UTC); ok != want {
			t.Errorf("%v apart: known is %v", apart, ok)
		}
	}
}
