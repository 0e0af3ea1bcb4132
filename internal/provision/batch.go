package provision

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// NewBatch says which devices a maker makes.
type NewBatch struct {
	Brand  brush.BrandID // the format that they speak
	Model  string        // "": not said
	Count  int
	IDs    []string // the devices' own ids, Count of them; nil: they are drawn
	Prefix string   // of drawn ids; "": the brand and a dash
}

// Printed is what a maker puts into a device and onto its box. Code and secret are told once.
type Printed struct {
	Device brush.DeviceID
	Code   string
	Secret string
}

// rowsAtOnce is how many devices one commit holds.
const rowsAtOnce = 500

// reserved are the last parts of the API's paths, which no device may be called.
var reserved = []string{"self", "claim", "credential", "certificate"}

// CheckDevice returns an id as it is kept, or says why no device can be called so. The field is named device.
func CheckDevice(id string) (brush.DeviceID, error) {
	d, err := wire.ParseDevice(id)
	if err != nil {
		return "", err
	}
	if _, ok := d.Person(); ok || slices.Contains(reserved, id) {
		return "", bad("device", "is a name that devices cannot have")
	}
	if strings.ContainsAny(id, "/+#\n\\ \"%?&=,;'") { // it is part of topics, paths, addresses and lists
		return "", bad("device", "holds a character that no topic or address can")
	}
	return d, account.CheckSource("device", brush.SourceID(d)) // it is its own source
}

// MakeBatch makes devices that can be claimed, and gives what is printed of each, in order. Of a batch that fails half way nothing is told; what
// was kept of it can be claimed by nobody.
func (s *Service) MakeBatch(ctx context.Context, n NewBatch) (id string, made []Printed, err error) {
	if n.Brand == "" {
		return "", nil, bad("brand", "is missing")
	}
	if n.IDs != nil {
		n.Count = len(n.IDs)
	}
	if n.Count < 1 || n.Count > MostInBatch {
		return "", nil, bad("count", fmt.Sprintf("must be from 1 to %d", MostInBatch))
	}
	if len(n.Model) > 60 || strings.ContainsFunc(n.Model, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }) {
		return "", nil, bad("model", "is longer than 60 bytes, or no text")
	}
	if n.Prefix == "" {
		n.Prefix = string(n.Brand) + "-"
	}
	if id, err = s.newID("batch-"); err != nil {
		return "", nil, err
	}
	had := map[brush.DeviceID]bool{}
	rows := make([]store.MadeDevice, 0, n.Count)
	for i := range n.Count {
		name := ""
		if n.IDs != nil {
			name = n.IDs[i]
		} else {
			drawn, err := drawDigits(s.Random, 10)
			if err != nil {
				return "", nil, err
			}
			name = n.Prefix + strings.ToLower(drawn)
		}
		var p Printed
		if p.Device, err = CheckDevice(name); err != nil {
			return "", nil, fmt.Errorf("device %d of the batch: %w", i+1, err)
		}
		if had[p.Device] {
			return "", nil, fmt.Errorf("device %d of the batch: %w", i+1, bad("device", "is there twice"))
		}
		had[p.Device] = true
		if p.Code, err = drawCode(s.Random); err != nil {
			return "", nil, err
		}
		if p.Secret, err = s.secret(); err != nil {
			return "", nil, err
		}
		made = append(made, p)
		rows = append(rows, store.MadeDevice{Device: p.Device, Batch: id, Code: codeHash(p.Code), Secret: secretHash(p.Secret)})
	}
	batch := store.DeviceBatch{ID: id, Brand: n.Brand, Model: n.Model, Count: n.Count, Created: s.Now()}
	if err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.PutDeviceBatch(batch) }); err != nil {
		return "", nil, fmt.Errorf("keep a batch: %w", err)
	}
	for part := range slices.Chunk(rows, rowsAtOnce) {
		err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
			for _, m := range part {
				if _, err := tx.MadeDevice(m.Device); err == nil {
					return fmt.Errorf("%s was made before: %w", m.Device, brush.ErrConflict)
				} else if !errors.Is(err, brush.ErrNotFound) {
					return err
				}
				if err := tx.PutMadeDevice(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return "", nil, fmt.Errorf("keep the devices of a batch: %w", err)
		}
	}
	return id, made, nil
}
