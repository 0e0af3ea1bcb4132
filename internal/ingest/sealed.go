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

// Sealer keeps secrets so that a copy of the database gives none away. about names where a secret stands.
type Sealer interface {
	Seal(plain []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
	// Again returns a secret sealed under the key that seals now, and whether that is news.
	Again(sealed []byte, about string) (again []byte, news bool, err error)
}

// errNoSeal is what a server without a key file answers to who wants a handle's key kept.
var errNoSeal = &brush.FieldError{Field: "key", Reason: "cannot be kept: this server has no key to keep secrets under. Its operator gives one with --seal-file"}

// aboutKey is where a handle's key stands, for the seal.
func aboutKey(h brush.HouseholdID, d brush.DeviceID) string {
	return "key of brush " + string(h) + "/" + string(d)
}

// plainKey reports whether a handle's key is kept as it is, from before they were sealed: what is sealed is longer.
func plainKey(kept []byte) bool { return len(kept) == KeyLen }

// keyOf returns the key of a handle; nil when there is none, or when it was sealed under a key that is not at hand. Then what the handle says is
// kept like that of one whose key nobody has told, and read when the key is there again.
func (g *Ingester) keyOf(h brush.HouseholdID, b *store.Brush) []byte {
	if len(b.Key) == 0 || plainKey(b.Key) {
		return b.Key
	}
	if g.Seal == nil {
		return nil
	}
	key, err := g.Seal.Open(b.Key, aboutKey(h, b.Device))
	if err != nil {
		return nil
	}
	return key
}

// sealKey returns a handle's key as it is kept, nil for none.
func (g *Ingester) sealKey(h brush.HouseholdID, d brush.DeviceID, key []byte) (store.Secret, error) {
	if len(key) == 0 {
		return nil, nil
	}
	if g.Seal == nil {
		return nil, errNoSeal
	}
	kept, err := g.Seal.Seal(key, aboutKey(h, d))
	if err != nil {
		if g.Log != nil {
			g.Log.Error("seal the key of a brush", "error", err)
		}
		return nil, errNoSeal
	}
	return kept, nil
}

// sealPause is between the households of a pass, so that others get their turn.
const sealPause = time.Millisecond

// SealKeys goes through the handles of households, each in an update of its own: keys from before they were sealed are sealed, and those under an
// older key anew. A handle whose key cannot be opened says that it needs one; of one that said so while its key was not at hand, what is kept is
// read again. It may be stopped at any time and begun anew, and changes nothing that is as it should be. found is told of each key that was sealed
// (nil), and of each that cannot be, and why.
func (g *Ingester) SealKeys(ctx context.Context, hs []store.Household, found func(shut error)) error {
	if g.Seal == nil {
		return nil
	}
	for _, h := range hs {
		bs, err := g.Store.Brushes(ctx, h.ID)
		if err != nil {
			return fmt.Errorf("seal the keys of brushes: %w", err)
		}
		for i := range bs {
			if len(bs[i].Key) == 0 {
				continue
			}
			if err := g.sealBrush(ctx, h.ID, &bs[i], found); err != nil {
				return fmt.Errorf("seal the keys of brushes: %w", err)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("seal the keys of brushes: %w", context.Cause(ctx))
		case <-time.After(sealPause):
		}
	}
	return nil
}

// keyAgain returns a handle's key as it should be kept now, and whether that is news.
func (g *Ingester) keyAgain(h brush.HouseholdID, b *store.Brush) (kept store.Secret, news bool, err error) {
	about := aboutKey(h, b.Device)
	if plainKey(b.Key) {
		kept, err = g.Seal.Seal(b.Key, about)
		return kept, err == nil, err
	}
	return g.Seal.Again(b.Key, about)
}

// sealBrush does for one handle what SealKeys does.
func (g *Ingester) sealBrush(ctx context.Context, h brush.HouseholdID, b *store.Brush, found func(error)) error {
	kept, news, shut := g.keyAgain(h, b)
	now := g.Now().UTC()
	if shut != nil {
		found(shut)
		if plainKey(b.Key) || b.Locked == store.NeedsKey {
			return nil // it can be read as it is; or it says so already
		}
	}
	changed := false
	if news || shut != nil {
		err := g.Store.Update(ctx, h, func(tx store.Tx) error {
			changed = false
			is, err := tx.Brush(b.Device)
			if err != nil {
				return err
			}
			if !bytes.Equal(is.Key, b.Key) {
				return nil // another was told meanwhile
			}
			changed = true
			if shut != nil {
				is.Locked = store.NeedsKey
				return putBrush(tx, is, now)
			}
			is.Key = kept
			return tx.PutBrush(is) // nobody sees a difference
		})
		if err != nil && !errors.Is(err, brush.ErrNotFound) { // gone meanwhile
			return err
		}
	}
	switch {
	case shut != nil:
		if changed {
			g.wake(h)
		}
		return nil
	case changed:
		found(nil)
	}
	if b.Locked == store.NeedsKey {
		err := g.rereadWithKey(ctx, h, b.Device, now)
		if err != nil && !errors.Is(err, brush.ErrNotFound) {
			return err
		}
	}
	return nil
}
