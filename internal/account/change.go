package account

import (
	"context"
	"errors"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// SetPassword gives the account of who is asking another password, or its first one; every other log-in of it ends. ErrProve.
func (s *Service) SetPassword(ctx context.Context, p *Principal, password string) error {
	if err := s.proved(ctx, p); err != nil {
		return err
	}
	if err := checkPassword(password, p.Account.Email); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.changeWays(ctx, p, "set a password", "password_set", func(_ store.KeysTx, a *store.Account) error {
		a.Password = hash
		return nil
	})
}

// RemovePassword lets the account of who is asking have none, and so no one-time codes; every other log-in of it ends. ErrProve; a *RuleError
// without a passkey.
func (s *Service) RemovePassword(ctx context.Context, p *Principal) error {
	return s.changeWays(ctx, p, "remove the password", "password_removed", func(tx store.KeysTx, a *store.Account) error {
		keys, err := tx.Passkeys(a.ID)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return &RuleError{Says: "Add a passkey first: without one and without a password nobody could come in.", kind: brush.ErrConflict}
		}
		a.Password = ""
		return errors.Join(tx.DeleteSecondFactor(a.ID), tx.PutRecoveryCodes(a.ID, nil))
	})
}
