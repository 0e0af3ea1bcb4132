package ingest_test

import (
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
