package ingest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// BenchmarkIngest keeps real brushings as they happen, by several callers at once, and BenchmarkCeiling writes the same rows in the same
// updates with nothing decoded, folded or read: what the store itself can do. The ratio of the two is what counts.
func BenchmarkIngest(b *testing.B) {
	each(b, func(b *testing.B, s store.Store, load [][]call) {
		run(b, load, func(c call) error {
			g := ingester(s)
			g.Now = func() time.Time { return c.now }
			return g.Accept(context.Background(), c.home, c.frames)
		})
	})
}

// BenchmarkCeiling is BenchmarkIngest's other half.
func BenchmarkCeiling(b *testing.B) {
	each(b, func(b *testing.B, s store.Store, load [][]call) {
		// What ingest writes is learned from a run over a store of its own.
		learn := openStore(b, filepath.Join(b.TempDir(), "learn.db"))
		defer learn.Close()
		r := &recorder{Store: learn}
		g := ingester(r)
		for _, calls := range load {
			for i := range calls {
				c := &calls[i]
				r.writes = nil
				g.Now = func() time.Time { return c.now }
				if err := g.Accept(context.Background(), c.home, c.frames); err != nil {
					b.Fatal(err)
				}
				c.writes = r.writes
			}
		}
		run(b, load, func(c call) error {
			return s.Update(context.Background(), c.home, func(tx store.Tx) error {
				for _, w := range c.writes {
					if err := w(tx); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
}

// call is one call of a sender: what was heard, and when it is.
type call struct {
	home   brush.HouseholdID
	now    time.Time
	frames []brush.Frame
	writes []func(store.Tx) error
}

// each runs a benchmark for single frames by 16 callers and for 100 frames a call by 4.
func each(b *testing.B, fn func(*testing.B, store.Store, [][]call)) {
	for _, p := range places {
		for _, shape := range []struct{ frames, callers int }{{1, 16}, {100, 4}} {
			b.Run(fmt.Sprintf("%s/frames=%d/callers=%d", p.name, shape.frames, shape.callers), func(b *testing.B) {
				s := openStore(b, p.fresh(b))
				defer s.Close()
				shaped(b, s, shape.frames, shape.callers, fn)
			})
		}
	}
}

func shaped(b *testing.B, s store.Store, frames, callers int, fn func(*testing.B, store.Store, [][]call)) {
	capture := sinktest.Capture(b)
	// b.N counts frames; every caller brushes the whole capture again and again, each time with another handle.
	load := make([][]call, callers)
	for n, k := 0, 0; n < b.N; k++ {
		w := k % callers
		for i := 0; i < len(capture) && n < b.N; i += frames {
			fs := append([]brush.Frame(nil), capture[i:min(i+frames, len(capture))]...)
			for j := range fs {
				fs[j].Device = brush.DeviceID("02:00:00:00:00:" + strconv.Itoa(k))
			}
			load[w] = append(load[w], call{home: brush.HouseholdID("home-" + strconv.Itoa(w)), now: fs[len(fs)-1].At, frames: fs})
			n += len(fs)
		}
	}
	fn(b, s, load)
}

func run(b *testing.B, load [][]call, do func(call) error) {
	n := 0
	for _, calls := range load {
		for _, c := range calls {
			n += len(c.frames)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for _, calls := range load {
		wg.Go(func() {
			for _, c := range calls {
				if err := do(c); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "frames/s")
}

// recorder remembers what an update writes.
type recorder struct {
	ingest.Store
	writes []func(store.Tx) error
}

func (r *recorder) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	return r.Store.Update(ctx, h, func(tx store.Tx) error { return fn(&recorded{tx, r}) })
}

type recorded struct {
	store.Tx
	r *recorder
}

func (t *recorded) write(w func(store.Tx) error) error {
	t.r.writes = append(t.r.writes, w)
	return w(t.Tx)
}

func (t *recorded) KeepFrames(d brush.DeviceID, fs []brush.Frame) error {
	return t.write(func(tx store.Tx) error { return tx.KeepFrames(d, fs) })
}

func (t *recorded) PutEvidence(e store.Evidence) error {
	return t.write(func(tx store.Tx) error { return tx.PutEvidence(e) })
}

func (t *recorded) DeleteEvidence(d brush.DeviceID, id string) error {
	return t.write(func(tx store.Tx) error { return tx.DeleteEvidence(d, id) })
}

func (t *recorded) PutSession(s store.Session) error {
	return t.write(func(tx store.Tx) error { return tx.PutSession(s) })
}

func (t *recorded) DeleteSession(id brush.SessionID) error {
	return t.write(func(tx store.Tx) error { return tx.DeleteSession(id) })
}

func (t *recorded) PutBrush(v store.Brush) error {
	return t.write(func(tx store.Tx) error { return tx.PutBrush(v) })
}

func (t *recorded) PutSource(v store.Source) error {
	return t.write(func(tx store.Tx) error { return tx.PutSource(v) })
}

func (t *recorded) Emit(c store.Change) (seq store.Seq, err error) {
	err = t.write(func(tx store.Tx) error { seq, err = tx.Emit(c); return err })
	return seq, err
}
