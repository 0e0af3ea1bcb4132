package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// BrushPatch changes what it holds of what an owner says of a brush.
type BrushPatch struct {
	Name, Model *string // "": none
	People      *[]brush.PersonID
	Virtual     *bool // it does not exist: a simulator speaks for it
}

// ChangeBrush changes what the owner says of a brush. Who uses it counts for later sessions; earlier ones stay as they are.
func (s *Service) ChangeBrush(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, c BrushPatch) (store.Brush, error) {
	now := s.now()
	var b store.Brush
	err := s.store.Update(ctx, h, func(tx store.Tx) error {
		var err error
		if b, err = tx.Brush(d); err != nil {
			return err
		}
		for _, f := range []struct {
			field string
			to    *string
			from  *string
		}{{"name", &b.Name, c.Name}, {"model", &b.Model, c.Model}} {
			if f.from == nil {
				continue
			}
			if *f.to = strings.TrimSpace(*f.from); *f.to == "" {
				continue
			}
			if *f.to, err = cleanName(f.field, *f.from, 60); err != nil {
				return err
			}
		}
		if c.People != nil {
			if b.People, err = knownPeople(tx, *c.People); err != nil {
				return err
			}
		}
		if c.Virtual != nil {
			b.Virtual = *c.Virtual
		}
		if err := putBrush(tx, b, now); err != nil {
			return err
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActBrushChanged, About: store.Named{Kind: store.NameBrush, ID: string(d)}, Detail: fields(
			field{"name", c.Name != nil}, field{"model", c.Model != nil}, field{"people", c.People != nil}, field{"virtual", c.Virtual != nil})})
	})
	if err != nil {
		return store.Brush{}, fmt.Errorf("change a brush: %w", err)
	}
	return b, nil
}

// AddVirtualBrush makes the row of a virtual brush before it is heard, with its person when one is named.
func (s *Service) AddVirtualBrush(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, brand brush.BrandID, name string, person brush.PersonID) error {
	now := s.now()
	err := s.store.Update(ctx, h, func(tx store.Tx) error {
		b, err := tx.Brush(d)
		if errors.Is(err, brush.ErrNotFound) {
			b, err = store.Brush{Device: d, Brand: brand, Name: name, FirstHeard: now, LastHeard: now, Created: now}, nil
		}
		if err != nil {
			return err
		}
		b.Virtual, b.People = true, nil
		if person != "" {
			if b.People, err = knownPeople(tx, []brush.PersonID{person}); err != nil {
				return err
			}
		}
		return putBrush(tx, b, now)
	})
	if err != nil {
		return fmt.Errorf("add a virtual brush: %w", err)
	}
	return nil
}

func knownPeople(tx store.Tx, ids []brush.PersonID) ([]brush.PersonID, error) {
	if len(ids) > MostPeople {
		return nil, bad("people", fmt.Sprintf("are more than %d", MostPeople))
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for _, id := range ids {
		if _, err := tx.Person(id); errors.Is(err, brush.ErrNotFound) {
			return nil, bad("people", "name somebody who is not in this household")
		} else if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func putBrush(tx store.Tx, b store.Brush, now time.Time) error {
	if err := tx.PutBrush(b); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: string(b.Device), At: now})
	return err
}
