package ingest_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/sim"
	"github.com/enamel-home/enamel/session"
)

// A gateway that was alone for hours may send the end of a brushing before its beginning: the end is not forgotten as that of a handle that
// merely lies there.
func TestEndComesBeforeTheBeginning(t *testing.T) {
	start := noon.Add(-30 * time.Hour)
	maker := all.Set().ByID("oralb")
	fs := sim.Heard(rand.New(rand.NewPCG(1, 2)), maker, "VIRTUAL-1", start, sim.Brushing{Target: 120, Length: 40}.Moments(maker), []sim.Ear{sim.Hall})
	_, want := ingested(t, filepath.Join(t.TempDir(), "enamel.db"), fs)
	if len(want) != 1 || want[0].Ending != session.Heard {
		t.Fatalf("in order: %+v", want)
	}
	beginning, _ := slices.BinarySearchFunc(fs, start.Add(40200*time.Millisecond), func(f brush.Frame, t time.Time) int { return f.At.Compare(t) })
	path := filepath.Join(t.TempDir(), "enamel.db")
	ingested(t, path, fs[beginning:])
	if _, got := ingested(t, path, fs[:beginning]); !reflect.DeepEqual(got, want) {
		t.Errorf("the end first:\n got %+v\nwant %+v", got, want)
	}
}

// A brushing of which the beginning was heard, and the rest read from the handle's own record by which it began a moment earlier, is one
// brushing, also when another ear tells later what it heard.
func TestRecordAndALateEarAreOneBrushing(t *testing.T) {
	start := noon.Add(-30 * time.Hour)
	report := func(source brush.SourceID, after time.Duration, payload string) brush.Frame {
		return brush.Frame{Source: source, Device: "OPEN-1", At: start.Add(after), Kind: brush.Report, Format: "enamel/1", Payload: []byte(payload)}
	}
	live := func(source brush.SourceID, second int, late time.Duration) brush.Frame {
		return report(source, time.Duration(second)*time.Second+late, fmt.Sprintf(`{"live":{"state":"running","t":%d}}`, second))
	}
	var near, far []brush.Frame
	for s := 1; s <= 20; s++ {
		near = append(near, live("hall", s, 900*time.Millisecond))
	}
	record := report("hall", 5*time.Minute, fmt.Sprintf(`{"session":{"id":7,"start":%d,"duration_s":46}}`, start.Unix()))
	for s := 3; s <= 12; s++ {
		far = append(far, live("bathroom", s, 300*time.Millisecond))
	}
	path := filepath.Join(t.TempDir(), "enamel.db")
	ingested(t, path, near)
	ingested(t, path, []brush.Frame{record})
	_, got := ingested(t, path, far)
	if len(got) != 1 || got[0].Duration != 46 || len(got[0].Sources) != 2 {
		t.Errorf("there are %d sessions: %+v", len(got), got)
	}
}
