package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// A new key reads again what was heard this long before, at most so many frames that are encrypted.
const (
	againSpan = 30 * 24 * time.Hour
	againMost = 20_000
)

// KeyLen is the length of every maker's keys, in bytes.
const KeyLen = 16

func lockOf(v brand.Verdict) store.Lock {
	switch v {
	case brand.Locked:
		return store.NeedsKey
	case brand.WrongKey:
		return store.WrongKey
	}
	return store.Unlocked
}

// keepLock takes what the newest encrypted frame was, and reports whether that is news.
func keepLock(b *store.Brush, d *device) bool {
	if !d.lock.OK || b.Locked == d.lock.V {
		return false
	}
	b.Locked = d.lock.V
	return true
}

// unlock decodes the frames again with the handle's key, where some are encrypted and the key is there. It runs inside the update, so that
// no frame falls between a key that is being set and the frames that are read again for it.
func (g *Ingester) unlock(tx store.Tx, d *device) error {
	if !d.sealed {
		return nil
	}
	b, err := tx.Brush(d.id)
	if errors.Is(err, brush.ErrNotFound) || err == nil && len(b.Key) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	*d = g.device(d.frames, inOrder(d.frames), b.Key)
	return nil
}

func inOrder(fs []brush.Frame) []int {
	order := make([]int, len(fs))
	for i := range order {
		order[i] = i
	}
	return order
}

// SetKey keeps the key of a handle whose maker encrypts, nil to remove it, and reads again with it what was heard of the last 30 days. What
// was understood with another key stays. brush.ErrNotFound for no such brush; a field error for no such key.
func (g *Ingester) SetKey(ctx context.Context, h brush.HouseholdID, id brush.DeviceID, key []byte) error {
	if len(key) != 0 && len(key) != KeyLen {
		return fmt.Errorf("set the key of a brush: %w", &brush.FieldError{Field: "key", Reason: "must have 16 bytes"})
	}
	now := g.Now().UTC()
	var old []byte
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		b, err := tx.Brush(id)
		if err != nil {
			return err
		}
		old = b.Key
		b.Key = slices.Clone(key)
		if len(key) == 0 {
			b.Key = nil
		}
		return putBrush(tx, b, now)
	})
	if err == nil {
		err = g.readAgain(ctx, h, id, old, key, now)
	}
	if err != nil {
		return fmt.Errorf("set the key of a brush: %w", err)
	}
	g.wake(h)
	return nil
}

var errEnough = errors.New("enough frames")

// readAgain decodes the kept encrypted frames of a handle with its new key, and merges what they say. Doing it twice changes nothing more.
func (g *Ingester) readAgain(ctx context.Context, h brush.HouseholdID, id brush.DeviceID, old, key []byte, now time.Time) error {
	var fs []brush.Frame
	err := g.Store.Frames(ctx, h, id, now.Add(-againSpan), now.Add(24*time.Hour), func(f *brush.Frame) error {
		var r brush.Reading
		if _, v := g.Brands.Decode(f, &r); v != brand.Locked {
			return nil
		}
		kept := *f
		kept.Payload = bytes.Clone(f.Payload)
		if fs = append(fs, kept); len(fs) == againMost {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if len(fs) == 0 {
		return nil
	}
	before, d := g.device(fs, inOrder(fs), old), g.device(fs, inOrder(fs), key)
	return g.Store.Update(ctx, h, func(tx store.Tx) error {
		b, err := tx.Brush(id)
		if err != nil {
			return err
		}
		if !bytes.Equal(b.Key, key) {
			return nil // somebody set another meanwhile, and reads again for that
		}
		b.Unknown = min(max(b.Unknown+d.unknown-before.unknown, 0), b.Frames)
		news(&b.ModelID, d.model)
		news(&b.Protocol, d.protocol)
		news(&b.Battery, d.battery)
		keepLock(&b, &d)
		if err := putBrush(tx, b, now); err != nil {
			return err
		}
		return g.mergeAll(tx, h, &b, &d, now)
	})
}

func putBrush(tx store.Tx, b store.Brush, now time.Time) error {
	if err := tx.PutBrush(b); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: string(b.Device), At: now})
	return err
}
