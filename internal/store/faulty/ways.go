package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// Passkey is store.Ways'.
func (s *Store) Passkey(ctx context.Context, id []byte) (store.Passkey, error) {
	if err := s.hit("Passkey"); err != nil {
		return store.Passkey{}, err
	}
	return s.Store.Passkey(ctx, id)
}

// Passkeys is store.Ways'.
func (s *Store) Passkeys(ctx context.Context, account string) ([]store.Passkey, error) {
	if err := s.hit("Passkeys"); err != nil {
		return nil, err
	}
	return s.Store.Passkeys(ctx, account)
}

// SecondFactor is store.Ways'.
func (s *Store) SecondFactor(ctx context.Context, account string) (store.SecondFactor, error) {
	if err := s.hit("SecondFactor"); err != nil {
		return store.SecondFactor{}, err
	}
	return s.Store.SecondFactor(ctx, account)
}

// CountRecoveryCodes is store.Ways'.
func (s *Store) CountRecoveryCodes(ctx context.Context, account string) (int, error) {
	if err := s.hit("CountRecoveryCodes"); err != nil {
		return 0, err
	}
	return s.Store.CountRecoveryCodes(ctx, account)
}

// Identity is store.Ways'.
func (s *Store) Identity(ctx context.Context, issuer, subject string) (store.Identity, error) {
	if err := s.hit("Identity"); err != nil {
		return store.Identity{}, err
	}
	return s.Store.Identity(ctx, issuer, subject)
}

// Identities is store.Ways'.
func (s *Store) Identities(ctx context.Context, account string) ([]store.Identity, error) {
	if err := s.hit("Identities"); err != nil {
		return nil, err
	}
	return s.Store.Identities(ctx, account)
}

// Attempt is store.Ways'.
func (s *Store) Attempt(ctx context.Context, hash [32]byte, now time.Time) (store.Attempt, error) {
	if err := s.hit("Attempt"); err != nil {
		return store.Attempt{}, err
	}
	return s.Store.Attempt(ctx, hash, now)
}

func (t *keysTx) HoldAccount(id string) (store.Account, error) {
	if err := t.hit("HoldAccount"); err != nil {
		return store.Account{}, err
	}
	return t.KeysTx.HoldAccount(id)
}

func (t *keysTx) Passkeys(account string) ([]store.Passkey, error) {
	if err := t.hit("Passkeys"); err != nil {
		return nil, err
	}
	return t.KeysTx.Passkeys(account)
}

func (t *keysTx) PutPasskey(v store.Passkey) error {
	if err := t.hit("PutPasskey"); err != nil {
		return err
	}
	return t.KeysTx.PutPasskey(v)
}

func (t *keysTx) UsePasskey(id []byte, count uint32, at time.Time) (bool, error) {
	if err := t.hit("UsePasskey"); err != nil {
		return false, err
	}
	return t.KeysTx.UsePasskey(id, count, at)
}

func (t *keysTx) DeletePasskey(id []byte) error {
	if err := t.hit("DeletePasskey"); err != nil {
		return err
	}
	return t.KeysTx.DeletePasskey(id)
}

func (t *keysTx) SecondFactor(account string) (store.SecondFactor, error) {
	if err := t.hit("SecondFactor"); err != nil {
		return store.SecondFactor{}, err
	}
	return t.KeysTx.SecondFactor(account)
}

func (t *keysTx) PutSecondFactor(v store.SecondFactor) error {
	if err := t.hit("PutSecondFactor"); err != nil {
		return err
	}
	return t.KeysTx.PutSecondFactor(v)
}

func (t *keysTx) UseStep(account string, step int64) (bool, error) {
	if err := t.hit("UseStep"); err != nil {
		return false, err
	}
	return t.KeysTx.UseStep(account, step)
}

func (t *keysTx) DeleteSecondFactor(account string) error {
	if err := t.hit("DeleteSecondFactor"); err != nil {
		return err
	}
	return t.KeysTx.DeleteSecondFactor(account)
}

func (t *keysTx) PutRecoveryCodes(account string, hashes [][32]byte) error {
	if err := t.hit("PutRecoveryCodes"); err != nil {
		return err
	}
	return t.KeysTx.PutRecoveryCodes(account, hashes)
}

func (t *keysTx) UseRecoveryCode(account string, hash [32]byte) (bool, error) {
	if err := t.hit("UseRecoveryCode"); err != nil {
		return false, err
	}
	return t.KeysTx.UseRecoveryCode(account, hash)
}

func (t *keysTx) Identities(account string) ([]store.Identity, error) {
	if err := t.hit("Identities"); err != nil {
		return nil, err
	}
	return t.KeysTx.Identities(account)
}

func (t *keysTx) Identity(issuer, subject string) (store.Identity, error) {
	if err := t.hit("Identity"); err != nil {
		return store.Identity{}, err
	}
	return t.KeysTx.Identity(issuer, subject)
}

func (t *keysTx) PutIdentity(v store.Identity) error {
	if err := t.hit("PutIdentity"); err != nil {
		return err
	}
	return t.KeysTx.PutIdentity(v)
}

func (t *keysTx) DeleteIdentity(issuer, subject string) error {
	if err := t.hit("DeleteIdentity"); err != nil {
		return err
	}
	return t.KeysTx.DeleteIdentity(issuer, subject)
}

func (t *keysTx) PutAttempt(a store.Attempt, now time.Time) error {
	if err := t.hit("PutAttempt"); err != nil {
		return err
	}
	return t.KeysTx.PutAttempt(a, now)
}

func (t *keysTx) TakeAttempt(hash [32]byte, now time.Time) (store.Attempt, error) {
	if err := t.hit("TakeAttempt"); err != nil {
		return store.Attempt{}, err
	}
	return t.KeysTx.TakeAttempt(hash, now)
}
