package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// What handles say comes late, twice and in any order, to servers whose clocks jump: the sessions are those of what came once and in order.
// No process dies here, so that many orders are tried in a moment.
func TestDisorder(t *testing.T) {
	root, err := rootOf()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			handles, err := household(seed, root, 4)
			if err != nil {
				t.Fatal(err)
			}
			rnd := rand.New(rand.NewPCG(seed, 7))
			asOf := time.Now().Add(2 * time.Hour)
			var fs []brush.Frame
			for _, h := range handles {
				for range 3 {
					if h.live {
						break
					}
					for e, heard := range h.next(time.Now()) {
						for _, f := range heard {
							f.Source = brush.SourceID(fmt.Sprint("ear-", e))
							fs = append(fs, f)
						}
					}
				}
			}
			// Handle by handle, so that what comes late has passed its neighbours and not a whole year.
			slices.SortStableFunc(fs, func(a, b brush.Frame) int { return cmp.Or(cmp.Compare(a.Device, b.Device), a.At.Compare(b.At)) })
			clock := func() time.Time { return asOf }
			jumping := func() time.Time { return asOf.Add(time.Duration(rnd.Int64N(int64(6*time.Hour))) - 3*time.Hour) }
			want := told(t, handles, slices.Collect(slices.Chunk(fs, 250)), clock, asOf)
			got := told(t, handles, disorder(rnd, fs), jumping, asOf)
			if len(want) < 10 {
				t.Errorf("there are only %d sessions", len(want))
			}
			for _, d := range differences(got, want) {
				t.Error(d)
			}
		})
	}
}

// disorder deals frames out to batches of which some come late, some twice, and some backwards.
func disorder(rnd *rand.Rand, fs []brush.Frame) (batches [][]brush.Frame) {
	for rest := fs; len(rest) > 0; {
		n := min(1+rnd.IntN(30), len(rest))
		b := slices.Clone(rest[:n])
		rest = rest[n:]
		if rnd.IntN(3) == 0 {
			rnd.Shuffle(len(b), func(i, k int) { b[i], b[k] = b[k], b[i] })
		}
		batches = append(batches, b)
		if rnd.IntN(4) == 0 {
			batches = append(batches, b)
		}
	}
	for i := range batches {
		k := min(len(batches)-1, i+rnd.IntN(25))
		batches[i], batches[k] = batches[k], batches[i]
	}
	return batches
}

// told gives batches to a fresh store and returns the sessions.
func told(t *testing.T, handles []*handle, batches [][]brush.Frame, now func() time.Time, asOf time.Time) []store.Session {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	home, err := settleIn(t.Context(), st, handles)
	if err != nil {
		t.Fatal(err)
	}
	g := &ingest.Ingester{Store: st, Brands: all.Set(), Now: now}
	for _, b := range batches {
		if err := g.Accept(t.Context(), home, b); err != nil {
			t.Fatal(err)
		}
	}
	g.Now = func() time.Time { return asOf }
	if err := g.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	ss, err := sessions(t.Context(), st, home)
	if err != nil {
		t.Fatal(err)
	}
	return ss
}

// A seed says the same again: what handles say, and what befalls a connection.
func TestSeedRepeats(t *testing.T) {
	root, err := rootOf()
	if err != nil {
		t.Fatal(err)
	}
	say := func(seed uint64) (out []brush.Frame) {
		handles, err := household(seed, root, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range handles {
			for range 3 {
				if h.live {
					break // that is the clock's
				}
				for _, fs := range h.next(begun.AddDate(1, 0, 0)) {
					out = append(out, fs...)
				}
			}
		}
		return out
	}
	first := say(11)
	if !reflect.DeepEqual(first, say(11)) {
		t.Error("the same seed says something else")
	}
	if reflect.DeepEqual(first, say(12)) || len(first) < 1000 {
		t.Error("another seed says the same, or next to nothing")
	}
	for i := range uint64(50) {
		one, same := drawn(rand.New(rand.NewPCG(3, i))), drawn(rand.New(rand.NewPCG(3, i)))
		if one != same {
			t.Error("the same connection meets another fate")
		}
	}
}
