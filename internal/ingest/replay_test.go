package ingest_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// by returns what another source heard at another moment of the same frame.
func by(f brush.Frame, s brush.SourceID, at time.Time) brush.Frame {
	f.Source, f.At = s, at
	return f
}

// brushed is what a T700 says of a brushing: that it began, twice, and that it ended. clock is its own time of the beginning.
func brushed(t *testing.T, begin, clock time.Time, seconds int, number byte) []brush.Frame {
	length := time.Duration(seconds) * time.Second
	return []brush.Frame{
		sealed(t, begin, number, word(clock, false)...),
		sealed(t, begin.Add(700*time.Millisecond), number, word(clock, false)...),
		sealed(t, begin.Add(length), number+1, word(clock.Add(length), true)...),
	}
}

// withKey is a house that has the key of the handle.
func withKey(t *testing.T, now time.Time) *house {
	x := newHouse(t)
	x.now = now
	x.update(func(tx store.Tx) error {
		return tx.PutBrush(store.Brush{Device: handle, Brand: "xiaomi", Key: rightKey, FirstHeard: now, LastHeard: now, Created: now})
	})
	return x
}

// TestPlayedAgain: encrypted frames that were recorded and are played again make no session, whether the house heard the true ones or not,
// and whatever comes first; what relays deliver late is no repetition, and neither is a counter that began anew.
func TestPlayedAgain(t *testing.T) {
	begin := time.Date(2026, 3, 7, 19, 0, 0, 0, time.UTC)
	evening := brushed(t, begin, begin, 125, 20)
	var fs []brush.Frame
	add := func(more []brush.Frame, s brush.SourceID, after time.Duration) {
		for _, f := range more {
			fs = append(fs, by(f, s, f.At.Add(after)))
		}
	}
	add(evening, "hall", 0)
	add(evening, "garden", 400*time.Millisecond)
	add(evening, "street", 3*time.Hour)    // within the day in which its own time could still be true
	add(evening, "street", 14*time.Minute) // in the same stretch
	unheard := begin.Add(-12 * time.Hour)  // nobody of the house heard it
	add(brushed(t, unheard, unheard, 95, 10), "street", 13*time.Hour)
	tomorrow := begin.Add(12 * time.Hour)
	add(brushed(t, tomorrow, tomorrow, 121, 30), "hall", 0)
	anew := begin.Add(24 * time.Hour) // its counter began anew; its clock went on
	add(brushed(t, anew, anew, 118, 1), "hall", 0)
	want := []uint32{125, 121, 118}
	heard := []time.Time{begin, tomorrow, anew}

	var first []store.Session
	for seed := range uint64(12) {
		chance := rand.New(rand.NewPCG(seed, 7))
		x := withKey(t, anew.Add(2*time.Hour))
		todo := append([]brush.Frame(nil), fs...)
		switch {
		case seed == 1: // what was played again is heard of first
			slices.SortFunc(todo, func(a, b brush.Frame) int { return b.At.Compare(a.At) })
		case seed > 1:
			chance.Shuffle(len(todo), func(i, k int) { todo[i], todo[k] = todo[k], todo[i] })
		}
		for len(todo) > 0 {
			n := min(1+chance.IntN(6), len(todo))
			x.ok(x.g.Accept(x.ctx, home, todo[:n]))
			if todo = todo[n:]; seed%2 == 0 && chance.IntN(3) == 0 {
				x.ok(x.g.Accept(x.ctx, home, fs[:chance.IntN(len(fs))]))
			}
		}
		x.later(time.Hour)
		got := said(x.sessions())
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d sessions, want %d: %+v", seed, len(got), len(want), got)
		}
		for i, s := range got {
			if s.Duration != want[i] || !s.Start.Equal(heard[i]) || s.Ending != session.Heard {
				t.Errorf("seed %d: %d s from %s, %s", seed, s.Duration, s.Start, s.Ending)
			}
		}
		for i := range got {
			got[i].ID = "" // a name follows from the start that was known first, and stays
		}
		if first == nil {
			first = got
		} else if !reflect.DeepEqual(got, first) {
			t.Errorf("seed %d:\ngot  %+v\nwant %+v", seed, got, first)
		}
	}
}

// TestCounterWithoutClock: a handle whose clock was never set and whose counter begins anew is heard again after 26 hours at the latest.
func TestCounterWithoutClock(t *testing.T) {
	begin := time.Date(2026, 3, 7, 19, 0, 0, 0, time.UTC)
	unset := time.Unix(5000, 0)
	for _, c := range []struct {
		after  time.Duration
		number byte
		want   int
	}{
		{12 * time.Hour, 90, 2}, // its counter went on
		{12 * time.Hour, 1, 1},  // it began anew, and nobody can tell it from what was recorded
		{26 * time.Hour, 1, 1},
		{27 * time.Hour, 1, 2},
	} {
		x := withKey(t, begin.Add(72*time.Hour))
		x.ok(x.g.Accept(x.ctx, home, brushed(t, begin, unset, 120, 80)))
		x.ok(x.g.Accept(x.ctx, home, brushed(t, begin.Add(c.after), unset.Add(time.Hour), 100, c.number)))
		if got := x.sessions(); len(got) != c.want {
			t.Errorf("%s later with number %d: %d sessions, want %d", c.after, c.number, len(got), c.want)
		}
		// The very same frames again, days later.
		x.ok(x.g.Accept(x.ctx, home, brushed(t, begin.Add(60*time.Hour), unset, 120, 80)))
		if got := x.sessions(); len(got) != c.want {
			t.Errorf("%s later with number %d, and the first once more: %d sessions, want %d", c.after, c.number, len(got), c.want)
		}
	}
}
