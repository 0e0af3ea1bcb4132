package upkeep

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// counted counts how often a store is asked.
type counted struct {
	Store
	folds, passes int
	more          int    // folds that find much
	parts         [2]int // of the last fold: at least, at most
}

func (c *counted) FoldFleet(ctx context.Context, least, limit int) (int, error) {
	c.folds++
	c.parts = [2]int{least, limit}
	if c.more--; c.more >= 0 {
		return limit, nil
	}
	return c.Store.FoldFleet(ctx, least, limit)
}

func (c *counted) Households(ctx context.Context) ([]store.Household, error) {
	c.passes++
	return c.Store.Households(ctx)
}

// The fleet's count is folded each five seconds, so that reading it stays cheap, and old things are looked for once an hour, so that a small
// machine's disk rests.
func TestTimesOfRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{Store: open(t)}
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Hour+time.Minute)
		defer stop()
		(&Upkeep{Store: c, Now: time.Now}).Run(ctx)
		if c.folds != 3*720+11 && c.folds != 3*720+12 || c.passes != 3 { // what is due at the end may be left
			t.Errorf("%d folds and %d passes in three hours and a minute", c.folds, c.passes)
		}
	})
}

// Others get their turn between two steps: long where something was taken, shortly where nothing was.
func TestPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		live(t, s, store.Household{ID: "much", SessionsDays: brush.Some[uint16](30), FramesDays: brush.Some[uint16](250)}, 200) // 170 sessions are too old
		live(t, s, store.Household{ID: "nothing", FramesDays: brush.Some[uint16](250)}, 10)
		u := &Upkeep{Store: s, Now: func() time.Time { return now.Add(time.Hour) }}
		begun := time.Now()
		if _, err := u.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took, want := time.Since(begun), 11*20*time.Millisecond+2*time.Millisecond; took != want {
			t.Errorf("a pass takes %v, want %v", took, want)
		}
		c := &counted{Store: s, more: 5}
		u.Store, begun = c, time.Now()
		if err := u.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 5*20*time.Millisecond || c.folds != 6 {
			t.Errorf("%d folds take %v", c.folds, took)
		}
		if c.parts != [2]int{100, 500} {
			t.Errorf("a fold is of at least and at most %v parts", c.parts)
		}
	})
}

// What one household forgets in a step is little, in rows of each kind.
func TestStepIsSmall(t *testing.T) {
	s := open(t)
	live(t, s, store.Household{ID: "home", SessionsDays: brush.Some[uint16](30), FramesDays: brush.Some[uint16](1)}, 100)
	f, err := keepUp(s).step(t.Context(), "home")
	if err != nil || f.Sessions > 32 || f.Frames > 32 || f.Evidence > 32 || f.Sessions+f.Frames+f.Evidence < 32 {
		t.Errorf("a step forgets %+v, %v", f, err)
	}
}

// A clock is steady within a quarter of an hour.
func TestQuarterOfAnHour(t *testing.T) {
	for by, want := range map[time.Duration]bool{15 * time.Minute: true, 15*time.Minute + 1: false, -15 * time.Minute: true, -15*time.Minute - 1: false} {
		if even(time.Hour+by, time.Hour) != want {
			t.Errorf("off by %v: steady is %v", by, !want)
		}
	}
}
