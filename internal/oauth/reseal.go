package oauth

import (
	"context"
	"errors"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Reseal seals anew the signing keys that are under an older key of the key file. again returns a secret sealed under the key that seals now, and whether
// that is news; found is told of each that was sealed anew (nil), and of each that cannot be opened, and why. It may be stopped at any time and
// begun anew.
func Reseal(ctx context.Context, st store.Store, again func(sealed []byte, about string) ([]byte, bool, error), found func(shut error)) error {
	ks, err := st.SigningKeys(ctx)
	if err != nil {
		return fmt.Errorf("seal the signing keys: %w", err)
	}
	for i := range ks {
		_, news, shut := again(ks[i].Sealed, aboutKey(ks[i].ID))
		if shut != nil {
			found(shut)
			continue
		}
		if !news {
			continue
		}
		err := st.UpdateKeys(ctx, func(tx store.KeysTx) error {
			now, err := tx.SigningKeys()
			if err != nil {
				return err
			}
			for _, k := range now {
				if k.ID != ks[i].ID {
					continue
				}
				if k.Sealed, _, err = again(k.Sealed, aboutKey(k.ID)); err != nil {
					return err
				}
				return tx.PutSigningKey(k)
			}
			return brush.ErrNotFound // forgotten meanwhile
		})
		switch {
		case errors.Is(err, brush.ErrNotFound):
		case err != nil:
			return fmt.Errorf("seal the signing keys: %w", err)
		default:
			found(nil)
		}
	}
	return nil
}
