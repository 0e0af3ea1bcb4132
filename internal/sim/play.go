package sim

import (
	"context"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// maxBatch is how many frames are sent at once, at most.
const maxBatch = 2000

// Clock tells the time and waits.
type Clock struct {
	Now  func() time.Time
	Wait func(context.Context, time.Duration) error
}

// Wall is the machine's clock.
var Wall = Clock{time.Now, wire.Sleep}

// Player sends frames when they are due.
type Player struct {
	Sink  wire.Sink // for a replay that must lose nothing, a wire.Patient
	Clock Clock
	Speed float64       // 1: as fast as recorded; 0: without waiting
	Shift time.Duration // added to each frame's time
}

// Play sends the frames in their order, in batches of those that are due, and returns how many were answered yes. The first is due at
// once, and each later one when as much time has passed as lies between their recorded times, divided by the speed.
func (p *Player) Play(ctx context.Context, frames iter.Seq2[brush.Frame, error]) (kept int, err error) {
	begun := p.Clock.Now()
	var first time.Time
	var batch []brush.Frame
	send := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := p.Sink.Accept(ctx, batch); err != nil {
			return err
		}
		kept += len(batch)
		batch = batch[:0]
		return nil
	}
	for f, err := range frames {
		if err != nil {
			if sendErr := send(); sendErr != nil {
				return kept, sendErr
			}
			return kept, err
		}
		if first.IsZero() {
			first = f.At
		}
		if p.Speed > 0 {
			due := begun.Add(time.Duration(float64(f.At.Sub(first)) / p.Speed))
			if wait := due.Sub(p.Clock.Now()); wait > 0 {
				if err := send(); err != nil {
					return kept, err
				}
				if err := p.Clock.Wait(ctx, due.Sub(p.Clock.Now())); err != nil {
					return kept, err
				}
			}
		}
		f.At = f.At.Add(p.Shift)
		if batch = append(batch, f); len(batch) == maxBatch {
			if err := send(); err != nil {
				return kept, err
			}
		}
	}
	return kept, send()
}

// ToNow returns the shift that makes a recording end now: its last frame is heard at the moment at which it is sent, and none in the
// future.
func ToNow(first, last, now time.Time, speed float64) time.Duration {
	switch {
	case speed == 0:
		return now.Sub(last)
	case speed < 1:
		return now.Sub(first)
	}
	return now.Sub(last) + time.Duration(float64(last.Sub(first))/speed)
}

// Lines returns the frames of recorded lines. A line that is no frame ends them, with an error that names it.
func Lines(r io.Reader) iter.Seq2[brush.Frame, error] {
	return func(yield func(brush.Frame, error) bool) {
		for lines := wire.NewLines(r, 0); ; {
			line, n, err := lines.Next()
			if err == io.EOF {
				return
			}
			var f brush.Frame
			if err == nil {
				err = wire.ParseFrame(line, &f)
			}
			if err != nil {
				yield(brush.Frame{}, &LineError{n, err})
				return
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// LineError says which recorded line is no frame.
type LineError struct {
	Line int
	Err  error
}

func (e *LineError) Error() string { return "line " + strconv.Itoa(e.Line) + ": " + e.Err.Error() }

// Unwrap returns what was wrong with the line.
func (e *LineError) Unwrap() error { return e.Err }

// Each returns the frames of a slice.
func Each(fs []brush.Frame) iter.Seq2[brush.Frame, error] {
	return func(yield func(brush.Frame, error) bool) {
		for i := range fs {
			if !yield(fs[i], nil) {
				return
			}
		}
	}
}

// Brush brushes once, now and in real time, and returns when the handle has come to rest.
func Brush(ctx context.Context, sink wire.Sink, clock Clock, rnd *rand.Rand, m *brand.Spec, d brush.DeviceID, plan Brushing, ears ...Ear) error {
	fs := Heard(rnd, m, d, clock.Now(), plan.Moments(m), ears)
	if len(fs) > 0 { // heard a moment ago, not in a moment
		lag := fs[0].At.Sub(clock.Now())
		for i := range fs {
			fs[i].At = fs[i].At.Add(-max(0, lag))
		}
	}
	p := Player{Sink: sink, Clock: clock, Speed: 1}
	_, err := p.Play(ctx, Each(fs))
	return err
}

// History returns what is heard of several brushers, day by day from a day of its location's calendar on: every brushing that is over, and
// its handle at rest, before until.
func History(seed uint64, m *brand.Spec, people []Brusher, from, until time.Time) iter.Seq2[brush.Frame, error] {
	return func(yield func(brush.Frame, error) bool) {
		y, mo, d := from.Date()
		for i := 0; ; i++ {
			day := time.Date(y, mo, d+i, 0, 0, 0, 0, from.Location())
			if day.After(until) {
				return
			}
			var fs []brush.Frame
			dy, dm, dd := day.Date()
			for _, b := range people {
				for _, one := range Day(seed, m, b, dy, dm, dd, from.Location()) {
					if one[len(one)-1].At.Before(until) {
						fs = append(fs, one...)
					}
				}
			}
			slices.SortStableFunc(fs, func(a, b brush.Frame) int { return a.At.Compare(b.At) })
			for _, f := range fs {
				if !yield(f, nil) {
					return
				}
			}
		}
	}
}
