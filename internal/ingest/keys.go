package ingest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
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

func inOrder(fs []brush.Frame) []int {
	order := make([]int, len(fs))
	for i := range order {
		order[i] = i
	}
	return order
}

// SetKey keeps the key of a handle whose maker encrypts, nil to remove it, and reads again with it every frame that is kept of the handle.
// What was understood with another key stays. An error means that not all of it was done; doing it again does the rest. brush.ErrNotFound for
// no such brush; a field error for no such key.
func (g *Ingester) SetKey(ctx context.Context, h brush.HouseholdID, id brush.DeviceID, key []byte) error {
	if len(key) != 0 && len(key) != KeyLen {
		return fmt.Errorf("set the key of a brush: %w", &brush.FieldError{Field: "key", Reason: "must have 16 bytes"})
	}
	now := g.Now().UTC()
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		b, err := tx.Brush(id)
		if err != nil {
			return err
		}
		b.Key = slices.Clone(key)
		if len(key) == 0 {
			b.Key = nil
		}
		if err := putBrush(tx, b, now); err != nil {
			return err
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActBrushChanged, About: store.Named{Kind: store.NameBrush, ID: string(id)}, Detail: "key"})
	})
	if err == nil {
		// With another key the handle's words about itself are news.
		at := Rereading{Filled: Filled{Model: true, Protocol: true, Firmware: true, Battery: true}}
		_, err = g.Reread(ctx, h, id, at, now.Add(24*time.Hour), func(Rereading) error { return nil })
	}
	if err != nil {
		return fmt.Errorf("set the key of a brush: %w", err)
	}
	g.wake(h)
	return nil
}

func putBrush(tx store.Tx, b store.Brush, now time.Time) error {
	if err := tx.PutBrush(b); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: string(b.Device), At: now})
	return err
}
