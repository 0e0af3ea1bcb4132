package ingest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
)

// TestSecondsAreKept: a brushing that was told live for a while, and at its end second by second, twice, is one session with all its seconds, and
// the same as one that was told at its end alone.
func TestSecondsAreKept(t *testing.T) {
	x := newHouse(t)
	began := time.Date(2026, 5, 4, 6, 30, 0, 0, time.UTC)
	seq := uint64(0)
	say := func(d brush.DeviceID, at time.Time, text string) {
		t.Helper()
		x.now = at
		seq++
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{{Source: "cup", Seq: seq, Device: d, At: at, Kind: brush.Report, Format: enamel.Format, Payload: []byte(text)}}))
	}
	whole := fmt.Sprintf(`{"session":{"id":5,"start":%d,"duration_s":60,"layout":4,"seconds":{"zone":[1,15,2,15,3,15,4,15],"pressure":[2,50,3,10],"mode":[0,60]}}}`, began.Unix())
	for s := 1; s <= 40; s++ {
		say("live", began.Add(time.Duration(s)*time.Second), fmt.Sprintf(`{"live":{"state":"running","t":%d,"mode":0,"pressure":"normal","layout":4,"zones":[%d]}}`, s, (s-1)/15+1))
	}
	for i := range 2 {
		say("live", began.Add(time.Duration(70+i)*time.Second), whole)
	}
	say("late", began.Add(26*time.Hour), whole)
	got := x.sessions()
	if len(got) != 2 || got[0].Heard != 60 || got[1].Heard != 60 || got[0].High != 10 || got[1].Score != got[0].Score || !got[0].Score.V.Coverage.OK {
		t.Fatalf("%d sessions: %+v", len(got), got)
	}
	a, err := x.s.Session(x.ctx, home, got[0].ID)
	x.ok(err)
	b, err := x.s.Session(x.ctx, home, got[1].ID)
	x.ok(err)
	for i := range a.Slots {
		if a.Slots[i] != b.Slots[i] || a.Slots[i].Zones == 0 || a.Slots[i].Heard != 1 {
			t.Fatalf("second %d: %+v and %+v", i+1, a.Slots[i], b.Slots[i])
		}
	}
	if !a.Start.Equal(b.Start) || a.Ending != b.Ending {
		t.Errorf("%+v\n%+v", a, b)
	}
}
