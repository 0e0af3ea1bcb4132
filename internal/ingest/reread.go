package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// A batch of a re-reading ends at the first quiet after rereadSome frames, so that a session is hardly ever seen in two halves, and after
// rereadMost in any case, so that its update stays quick.
const (
	rereadSome  = 256
	rereadMost  = 4096
	rereadQuiet = 2 * time.Minute
)

// Rereading is how far a re-reading of a handle's kept frames has come. Handed to Reread again it goes on from there; the zero value begins.
type Rereading struct {
	Next    time.Time `json:"next"`     // frames heard before are done
	Frames  int64     `json:"frames"`   // read
	Unknown int64     `json:"unknown"`  // of those, not understood
	Before  int64     `json:"before"`   // what was counted as not understood when it began
	New     int64     `json:"new"`      // sessions that appeared
	Amended int64     `json:"amended"`  // sessions that changed, in lists
	Removed int64     `json:"removed"`  // sessions that became part of others, or are none
	Begun   bool      `json:"begun"`    // Before is set
	Done    bool      `json:"finished"` // to the end
	Filled  Filled    `json:"filled"`
}

// Filled says which words of a handle about itself a re-reading took, because there were none; newer ones may replace them.
type Filled struct {
	Model    bool `json:"model"`
	Protocol bool `json:"protocol"`
	Firmware bool `json:"firmware"`
	Battery  bool `json:"battery"`
}

// Reread decodes the kept frames of a handle again, up to those heard at to, and merges what they say with what is kept: sessions are
// amended, never doubled, and what people said of them stays. It works in small updates of their own; progress is called after each, outside
// of it, and may wait, so that frames which come meanwhile find their turn. An error of progress ends it, and comes back. The frames
// themselves stay as they are. brush.ErrNotFound when there is no such handle (any more).
func (g *Ingester) Reread(ctx context.Context, h brush.HouseholdID, id brush.DeviceID, at Rereading, to time.Time, progress func(Rereading) error) (Rereading, error) {
	for !at.Done {
		fs, next, err := g.batch(ctx, h, id, at.Next, to)
		if err == nil {
			err = g.rereadBatch(ctx, h, id, fs, next, &at)
		}
		if err != nil {
			return at, fmt.Errorf("read the frames of %s again: %w", id, err)
		}
		g.wake(h)
		if err := progress(at); err != nil {
			return at, err
		}
	}
	return at, nil
}

var errBatchFull = errors.New("the batch is full")

// batch reads the next frames; next is zero when they are the last.
func (g *Ingester) batch(ctx context.Context, h brush.HouseholdID, id brush.DeviceID, from, to time.Time) (fs []brush.Frame, next time.Time, err error) {
	err = g.Store.Frames(ctx, h, id, from, to, func(f *brush.Frame) error {
		if n := len(fs); n > 0 {
			// Frames of one moment stay together: the next batch begins at a moment.
			silence := f.At.Sub(fs[n-1].At)
			if n >= rereadSome && silence >= rereadQuiet || n >= rereadMost && silence > 0 {
				next = f.At
				return errBatchFull
			}
		}
		kept := *f
		kept.Payload = bytes.Clone(f.Payload)
		fs = append(fs, kept)
		return nil
	})
	if errors.Is(err, errBatchFull) {
		err = nil
	}
	return fs, next, err
}

// rereadBatch merges what a batch says, and notes it in at.
func (g *Ingester) rereadBatch(ctx context.Context, h brush.HouseholdID, id brush.DeviceID, fs []brush.Frame, next time.Time, at *Rereading) error {
	var plain device
	if len(fs) > 0 {
		plain = g.listen(fs).devices[0]
	}
	now := g.Now().UTC()
	var after Rereading
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		after = *at // this may run more than once
		b := entriesOf(id, plain.first)
		if !isEntries(id) {
			var err error
			if b, err = tx.Brush(id); err != nil {
				return err
			}
		}
		d := plain
		g.recognise(h, &b, &d)
		if !after.Begun {
			after.Begun, after.Before = true, b.Unknown
		}
		after.Frames += int64(len(fs))
		after.Unknown += d.unknown
		after.Next, after.Done = next, next.IsZero()
		told := counted{Tx: amending{tx, now}, at: &after}
		if d.isBrush {
			if err := g.relearn(told, h, &b, &d, &after, now); err != nil {
				return err
			}
		}
		if !after.Done || isEntries(id) {
			return nil
		}
		// What came meanwhile was counted when it came.
		unknown := min(max(after.Unknown+b.Unknown-after.Before, 0), b.Frames)
		if unknown == b.Unknown {
			return nil
		}
		b.Unknown = unknown
		return putBrush(tx, b, now)
	})
	if err == nil {
		*at = after
	}
	return err
}

// relearn merges the evidence of one batch and fills in what nobody knew of the handle; what is known of it comes from news.
func (g *Ingester) relearn(tx store.Tx, h brush.HouseholdID, b *store.Brush, d *device, at *Rereading, now time.Time) error {
	if isEntries(b.Device) {
		return g.mergeAll(tx, h, b, d, now)
	}
	was := b.BrandAt
	d.clockWas = b.Clock
	learned := keepBrand(b, d) || !b.BrandAt.Equal(was)
	learned = fill(&at.Filled.Model, &b.ModelID, d.model) || learned
	learned = fill(&at.Filled.Protocol, &b.Protocol, d.protocol) || learned
	learned = fill(&at.Filled.Firmware, &b.Firmware, d.firmware) || learned
	learned = fill(&at.Filled.Battery, &b.Battery, d.battery) || learned
	learned = keepLock(b, d) || learned
	for _, k := range d.clocks {
		if k.At.After(b.Clock.At) {
			b.Clock, learned = k, true
		}
	}
	if learned {
		if err := putBrush(tx, *b, now); err != nil {
			return err
		}
	}
	return g.mergeAll(tx, h, b, d, now)
}

// fill takes a value where there was none, or where the same re-reading filled it with an older one.
func fill[T comparable](filled *bool, have *brush.Opt[T], v brush.Opt[T]) bool {
	if !v.OK || have.OK && !*filled {
		return false
	}
	*filled = true
	return news(have, v)
}

// counted is a Tx that counts what the feed is told of sessions.
type counted struct {
	store.Tx
	at *Rereading
}

// Emit is store.Tx's.
func (c counted) Emit(ch store.Change) (store.Seq, error) {
	switch ch.Kind {
	case store.SessionAmended:
		c.at.Amended++
	case store.SessionRemoved:
		c.at.Removed++
	case store.SessionEnded, store.SessionOpened:
		c.at.New++
	}
	return c.Tx.Emit(ch)
}
