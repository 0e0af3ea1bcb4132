package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// sealPause is between the households of a pass, so that others get their turn.
const sealPause = time.Millisecond

// Reseal goes through the webhooks of households, each in an update of its own, and seals anew what is under an older key. It may be stopped at any
// time and begun anew, and changes nothing that is as it should be. found is told of each secret that was sealed anew (nil), and of each that
// cannot be opened, and why.
func (s *Service) Reseal(ctx context.Context, hs []store.Household, found func(shut error)) error {
	for _, h := range hs {
		ks, err := s.Store.Hooks(ctx, h.ID)
		if err != nil {
			return fmt.Errorf("seal the secrets of webhooks: %w", err)
		}
		for _, k := range ks {
			if err := s.resealHook(ctx, h.ID, k.ID, found); err != nil && !errors.Is(err, brush.ErrNotFound) { // gone meanwhile
				return fmt.Errorf("seal the secrets of webhooks: %w", err)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("seal the secrets of webhooks: %w", context.Cause(ctx))
		case <-time.After(sealPause):
		}
	}
	return nil
}

func (s *Service) resealHook(ctx context.Context, h brush.HouseholdID, id string, found func(shut error)) error {
	var told []error
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		told = told[:0]
		k, err := tx.Hook(id)
		if err != nil {
			return err
		}
		changed := false
		for _, secret := range []*store.Secret{&k.Secret, &k.Before} {
			if len(*secret) == 0 {
				continue
			}
			again, news, err := s.Seal.Again(*secret, about(h, id))
			if err != nil {
				told = append(told, err)
				continue
			}
			if news {
				*secret, changed, told = again, true, append(told, nil)
			}
		}
		if !changed {
			return nil
		}
		return tx.PutHook(k)
	})
	if err == nil {
		for _, shut := range told {
			found(shut)
		}
	}
	return err
}
