package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	passkeyCols  = "id, account, label, public_key, flags, sign_count, created, last_used, copied"
	secondCols   = "account, secret, step, created"
	identityCols = "issuer, subject, account, name, created, last_used"
	attemptCols  = "hash, kind, account, bound, data, tries, expires"
)

var (
	putPasskey  = upsert("passkey", "id", passkeyCols)
	putSecond   = upsert("second_factor", "account", secondCols)
	putRecovery = insert("recovery_code", "account, hash")
	putIdentity = upsert("identity", "issuer, subject", identityCols)
	putAttempt  = upsert("attempt", "hash", attemptCols)
)

func readPasskey(r *record) (store.Passkey, error) {
	return store.Passkey{ID: r.bytes(), Account: r.str(), Label: r.str(), Key: r.bytes(), Flags: uint8(r.int()), Count: uint32(r.int()),
		Created: r.time(), LastUsed: r.time(), Copied: r.time()}, nil
}

func readSecond(r *record) (store.SecondFactor, error) {
	return store.SecondFactor{Account: r.str(), Secret: r.bytes(), Step: r.int(), Created: r.time()}, nil
}

func readIdentity(r *record) (store.Identity, error) {
	return store.Identity{Issuer: r.str(), Subject: r.str(), Account: r.str(), Name: r.str(), Created: r.time(), LastUsed: r.time()}, nil
}

func readAttempt(r *record) (store.Attempt, error) {
	return store.Attempt{Hash: r.hash(), Kind: r.str(), Account: r.str(), Bound: r.str(), Data: r.bytes(), Tries: int(r.int()), Expires: r.time()}, nil
}

func (q *asker) passkeys(account string) ([]store.Passkey, error) {
	return list(q, "read passkeys", "SELECT "+passkeyCols+" FROM passkey WHERE account = $1 ORDER BY created, id", []any{account}, readPasskey)
}

func (q *asker) secondFactor(account string) (store.SecondFactor, error) {
	return single(q, "read second factor", "SELECT "+secondCols+" FROM second_factor WHERE account = $1", []any{account}, readSecond)
}

func (q *asker) identity(issuer, subject string) (store.Identity, error) {
	return single(q, "read identity", "SELECT "+identityCols+" FROM identity WHERE issuer = $1 AND subject = $2", []any{issuer, subject}, readIdentity)
}

func (q *asker) identities(account string) ([]store.Identity, error) {
	return list(q, "read identities", "SELECT "+identityCols+" FROM identity WHERE account = $1 ORDER BY created, issuer, subject", []any{account}, readIdentity)
}

func (q *asker) attempt(hash [32]byte, now time.Time) (store.Attempt, error) {
	a, err := single(q, "read attempt", "SELECT "+attemptCols+" FROM attempt WHERE hash = $1", []any{hash[:]}, readAttempt)
	if err == nil && !a.Expires.After(now) {
		return store.Attempt{}, fmt.Errorf("read attempt: expired: %w", brush.ErrNotFound)
	}
	return a, err
}

// Passkey is store.Ways'.
func (b Reader) Passkey(ctx context.Context, id []byte) (store.Passkey, error) {
	return single(b.ask(ctx), "read passkey", "SELECT "+passkeyCols+" FROM passkey WHERE id = $1", []any{id}, readPasskey)
}

// Passkeys is store.Ways'.
func (b Reader) Passkeys(ctx context.Context, account string) ([]store.Passkey, error) {
	return b.ask(ctx).passkeys(account)
}

// SecondFactor is store.Ways'.
func (b Reader) SecondFactor(ctx context.Context, account string) (store.SecondFactor, error) {
	return b.ask(ctx).secondFactor(account)
}

// CountRecoveryCodes is store.Ways'.
func (b Reader) CountRecoveryCodes(ctx context.Context, account string) (n int, err error) {
	err = b.ask(ctx).one("count recovery codes", "SELECT count(*) FROM recovery_code WHERE account = $1", []any{account}, func(r *record) error {
		n = int(r.int())
		return nil
	})
	return n, err
}

// Identity is store.Ways'.
func (b Reader) Identity(ctx context.Context, issuer, subject string) (store.Identity, error) {
	return b.ask(ctx).identity(issuer, subject)
}

// Identities is store.Ways'.
func (b Reader) Identities(ctx context.Context, account string) ([]store.Identity, error) {
	return b.ask(ctx).identities(account)
}

// Attempt is store.Ways'.
func (b Reader) Attempt(ctx context.Context, hash [32]byte, now time.Time) (store.Attempt, error) {
	return b.ask(ctx).attempt(hash, now)
}

// HoldAccount is store.WaysTx's. A write is what holds a row in both databases.
func (t *KeysTx) HoldAccount(id string) (store.Account, error) {
	if _, err := t.exec("hold account", "UPDATE account SET email = email WHERE id = $1", id); err != nil {
		return store.Account{}, err
	}
	return t.account(id)
}

// Passkeys is store.WaysTx's.
func (t *KeysTx) Passkeys(account string) ([]store.Passkey, error) { return t.passkeys(account) }

// PutPasskey is store.WaysTx's.
func (t *KeysTx) PutPasskey(p store.Passkey) error {
	return t.later("put passkey", putPasskey, p.ID, p.Account, p.Label, p.Key, int64(p.Flags), int64(p.Count), micros(p.Created), micros(p.LastUsed), micros(p.Copied))
}

// UsePasskey is store.WaysTx's.
func (t *KeysTx) UsePasskey(id []byte, count uint32, at time.Time) (bool, error) {
	if count == 0 {
		n, err := t.exec("use passkey", "UPDATE passkey SET last_used = $2 WHERE id = $1 AND sign_count = 0", id, micros(at))
		return n == 1, err
	}
	n, err := t.exec("use passkey", "UPDATE passkey SET sign_count = $2, last_used = $3 WHERE id = $1 AND sign_count < $4", id, int64(count), micros(at), int64(count))
	return n == 1, err
}

// DeletePasskey is store.WaysTx's.
func (t *KeysTx) DeletePasskey(id []byte) error {
	return t.later("delete passkey", "DELETE FROM passkey WHERE id = $1", id)
}

// SecondFactor is store.WaysTx's.
func (t *KeysTx) SecondFactor(account string) (store.SecondFactor, error) {
	return t.secondFactor(account)
}

// PutSecondFactor is store.WaysTx's.
func (t *KeysTx) PutSecondFactor(f store.SecondFactor) error {
	return t.later("put second factor", putSecond, f.Account, f.Secret, f.Step, micros(f.Created))
}

// UseStep is store.WaysTx's.
func (t *KeysTx) UseStep(account string, step int64) (bool, error) {
	n, err := t.exec("use a step", "UPDATE second_factor SET step = $2 WHERE account = $1 AND step < $3", account, step, step)
	return n == 1, err
}

// DeleteSecondFactor is store.WaysTx's.
func (t *KeysTx) DeleteSecondFactor(account string) error {
	return t.later("delete second factor", "DELETE FROM second_factor WHERE account = $1", account)
}

// PutRecoveryCodes is store.WaysTx's.
func (t *KeysTx) PutRecoveryCodes(account string, hashes [][32]byte) error {
	if err := t.later("delete recovery codes", "DELETE FROM recovery_code WHERE account = $1", account); err != nil {
		return err
	}
	for _, h := range hashes {
		if err := t.later("put recovery code", putRecovery, account, h[:]); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode is store.WaysTx's.
func (t *KeysTx) UseRecoveryCode(account string, hash [32]byte) (bool, error) {
	n, err := t.exec("use recovery code", "DELETE FROM recovery_code WHERE account = $1 AND hash = $2", account, hash[:])
	return n == 1, err
}

// Identities is store.WaysTx's.
func (t *KeysTx) Identities(account string) ([]store.Identity, error) { return t.identities(account) }

// Identity is store.WaysTx's.
func (t *KeysTx) Identity(issuer, subject string) (store.Identity, error) {
	return t.identity(issuer, subject)
}

// PutIdentity is store.WaysTx's.
func (t *KeysTx) PutIdentity(i store.Identity) error {
	return t.later("put identity", putIdentity, i.Issuer, i.Subject, i.Account, i.Name, micros(i.Created), micros(i.LastUsed))
}

// DeleteIdentity is store.WaysTx's.
func (t *KeysTx) DeleteIdentity(issuer, subject string) error {
	return t.later("delete identity", "DELETE FROM identity WHERE issuer = $1 AND subject = $2", issuer, subject)
}

// PutAttempt is store.WaysTx's.
func (t *KeysTx) PutAttempt(a store.Attempt, now time.Time) error {
	if err := t.later("forget attempts", "DELETE FROM attempt WHERE expires <= $1", micros(now)); err != nil {
		return err
	}
	return t.later("put attempt", putAttempt, a.Hash[:], a.Kind, a.Account, a.Bound, a.Data, int64(a.Tries), micros(a.Expires))
}

// TakeAttempt is store.WaysTx's. Who deletes the row is who took it.
func (t *KeysTx) TakeAttempt(hash [32]byte, now time.Time) (store.Attempt, error) {
	a, err := t.attempt(hash, now)
	if err != nil {
		return store.Attempt{}, err
	}
	n, err := t.exec("take attempt", "DELETE FROM attempt WHERE hash = $1", hash[:])
	if err == nil && n != 1 {
		err = fmt.Errorf("take attempt: %w", brush.ErrNotFound)
	}
	if err != nil {
		return store.Attempt{}, err
	}
	return a, nil
}
