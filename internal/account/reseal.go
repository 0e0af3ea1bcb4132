package account

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Reseal seals the secrets of one-time codes of the households' members anew where the key is not the first. found hears of each that it met
// which was not as it should be: nil for one that was sealed anew, else why it stays shut. An error is the store's, and then it may be called again.
func Reseal(ctx context.Context, st store.Store, hs []store.Household, again func(sealed []byte, about string) ([]byte, bool, error), found func(shut error)) error {
	seen := map[string]bool{}
	for i := range hs {
		ms, err := st.Members(ctx, hs[i].ID)
		if err != nil {
			return fmt.Errorf("seal one-time codes: %w", err)
		}
		for _, m := range ms {
			if seen[m.Account] {
				continue
			}
			seen[m.Account] = true
			if err := reseal(ctx, st, m.Account, again, found); err != nil {
				return fmt.Errorf("seal one-time codes: %w", err)
			}
		}
	}
	return nil
}

func reseal(ctx context.Context, st store.Store, account string, again func([]byte, string) ([]byte, bool, error), found func(error)) error {
	was, err := st.SecondFactor(ctx, account)
	if errors.Is(err, brush.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sealed, news, shut := again(was.Secret, aboutCodes(account))
	switch {
	case shut != nil:
		found(shut)
		return nil
	case !news:
		return nil
	}
	err = st.UpdateKeys(ctx, func(tx store.KeysTx) error {
		if _, err := tx.HoldAccount(account); err != nil {
			return err
		}
		f, err := tx.SecondFactor(account)
		if err != nil {
			return err
		}
		if !bytes.Equal(f.Secret, was.Secret) {
			return nil // replaced meanwhile, under the newest key
		}
		f.Secret = sealed
		return tx.PutSecondFactor(f)
	})
	if errors.Is(err, brush.ErrNotFound) { // gone meanwhile
		return nil
	}
	if err == nil {
		found(nil)
	}
	return err
}
