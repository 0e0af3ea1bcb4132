package ingest

import (
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Settled is how long a handle stays of its brand after the last frame that could only be of that brand. Frames of another brand under its
// address are meanwhile kept, counted as not understood, and no more: addresses get mixed up, and anybody can forge an advertisement. A
// name that is given to another brush, or that a forged frame came upon first, is the other brush's after that time.
const Settled = 24 * time.Hour

// recognise decodes the frames again with what is known of their handle, its brand and its key, where that makes a difference. It runs
// inside the update, so that no frame falls between a key that is being set and the frames that are read again for it.
func (g *Ingester) recognise(h brush.HouseholdID, b *store.Brush, d *device) {
	as := brand.Known{Brand: brandOf(b, d), Key: g.keyOf(h, b)}
	if as.Brand == "" {
		return
	}
	strange := d.several || d.claimed != "" && d.claimed != as.Brand
	if strange || d.standard || d.sealed && len(as.Key) > 0 {
		*d = g.device(d.frames, inOrder(d.frames), as)
	}
}

// brandOf says of which brand the handle of these frames is, "" when nothing says so.
func brandOf(b *store.Brush, d *device) brush.BrandID {
	switch {
	case b.Brand != "" && (len(d.brands) == 0 || slices.Contains(d.brands, b.Brand) || !b.BrandAt.IsZero() && d.first.Sub(b.BrandAt) <= Settled):
		return b.Brand
	case len(d.brands) > 0:
		return d.brands[0]
	}
	return d.claimed
}

// keepBrand takes the brand, and reports whether it is news. What was known of a handle of another brand is not true of this one.
func keepBrand(b *store.Brush, d *device) bool {
	is := brandOf(b, d)
	if d.brandAt.After(b.BrandAt) {
		b.BrandAt = d.brandAt
	}
	if is == b.Brand {
		return false
	}
	if b.Brand != "" {
		*b = store.Brush{Device: b.Device, BrandAt: b.BrandAt, Name: b.Name, People: b.People, Key: b.Key, Virtual: b.Virtual,
			FirstHeard: b.FirstHeard, LastHeard: b.LastHeard, Frames: b.Frames, Unknown: b.Unknown, Created: b.Created}
	}
	b.Brand = is
	return true
}
