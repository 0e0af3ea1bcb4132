package session_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// TestEntries: of a person's entries the timer's and each note are sessions of their own, which say what they are, however the evidence
// came together; what a handle said is measured.
func TestEntries(t *testing.T) {
	note := func(id, n uint32) *brush.Record { return &brush.Record{ID: brush.Some(id), Duration: n} }
	timer := evidence(brushed(0, 60))
	timer.Device = brush.EntriesOf("mia")
	for _, c := range []struct {
		id, n uint32
		start time.Duration
	}{{1, 120, 10 * time.Second}, {1, 120, 10 * time.Second}, {2, 5, 65 * time.Second}} {
		timer.AddRecord("app", morning.Add(c.start), "timer", note(c.id, c.n))
	}
	got := session.Fold(&timer, forever, noRules)
	if len(got) != 3 {
		t.Fatalf("%d sessions", len(got))
	}
	for i, want := range []struct {
		origin   session.Origin
		number   uint32
		duration uint32
	}{{session.Timed, 0, 60}, {session.Noted, 1, 120}, {session.Noted, 2, 5}} {
		s := &got[i]
		if s.Origin() != want.origin || s.Duration != want.duration || s.Fleeting || s.Continues || want.number != 0 && s.Recorded.Number != want.number {
			t.Errorf("%d: %v of %d s, fleeting %t, continues %t, %+v", i, s.Origin(), s.Duration, s.Fleeting, s.Continues, s.Recorded)
		}
	}

	handle := evidence(brushed(0, 60))
	handle.AddRecord("app", morning.Add(10*time.Second), "x", note(1, 120))
	if got := session.Fold(&handle, forever, noRules); len(got) != 1 || got[0].Origin() != session.Measured {
		t.Errorf("of a handle: %+v", got)
	}
}

// TestRecordedOfVersion1 reads what was written before records had a number.
func TestRecordedOfVersion1(t *testing.T) {
	b := session.AppendRecorded(nil, &session.Recorded{Start: morning, Duration: 120, Target: brush.Some(uint16(120)), Score: brush.Some(uint8(88))})
	b = b[:len(b)-1] // the number was the last, and one byte
	b[0] = 1
	r, err := session.ParseRecorded(b)
	if err != nil || r.Duration != 120 || r.Number != 0 || r.Score.V != 88 || r.Target.V != 120 {
		t.Errorf("%+v, %v", r, err)
	}
}
