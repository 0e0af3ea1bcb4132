package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// ways: passkeys, codes, identities and attempts come back whole, are used up once, and go with their account.
func ways(t *testing.T, s store.Store) {
	ctx := context.Background()
	ada := store.Account{ID: "ada", Email: "ada@example.org", Name: "Ada", Created: at(0)}
	k1 := store.Passkey{ID: []byte{1, 0, 255}, Account: "ada", Label: "phone", Key: []byte{9}, Flags: 0x1d, Count: 1<<32 - 1, Created: at(1), LastUsed: at(2), Copied: at(3)}
	k2 := store.Passkey{ID: []byte{2}, Account: "ada", Label: "key", Key: []byte{8}, Created: at(2)}
	f := store.SecondFactor{Account: "ada", Secret: []byte{7, 7}, Step: 50, Created: at(4)}
	i1 := store.Identity{Issuer: "https://id.example.org", Subject: "s1", Account: "ada", Name: "ada", Created: at(5), LastUsed: at(6)}
	i2 := store.Identity{Issuer: "proxy", Subject: "s1", Account: "ada", Created: at(6)}
	a1 := store.Attempt{Hash: [32]byte{1}, Kind: "k", Account: "ada", Bound: "b", Data: []byte{5}, Tries: 2, Expires: at(60)}
	a2 := store.Attempt{Hash: [32]byte{2}, Kind: "k", Expires: at(30)}
	codes := [][32]byte{{1}, {2}, {3}}
	mustKeys(t, s, func(tx store.KeysTx) error {
		err := errors.Join(tx.PutAccount(ada), tx.PutPasskey(k1), tx.PutPasskey(k2), tx.PutSecondFactor(f), tx.PutIdentity(i1), tx.PutIdentity(i2),
			tx.PutAttempt(a1, at(0)), tx.PutAttempt(a2, at(0)), tx.PutRecoveryCodes("ada", [][32]byte{{9}}), tx.PutRecoveryCodes("ada", codes),
			tx.PutRecoveryCodes("bo", codes[:1]))
		got, e := tx.HoldAccount("ada")
		equal(t, "account held", got, ada, e)
		ks, e := tx.Passkeys("ada")
		equal(t, "passkeys inside", ks, []store.Passkey{k1, k2}, e)
		sf, e := tx.SecondFactor("ada")
		equal(t, "second factor inside", sf, f, e)
		is, e := tx.Identities("ada")
		equal(t, "identities inside", is, []store.Identity{i1, i2}, e)
		i, e := tx.Identity(i1.Issuer, "s1")
		equal(t, "identity inside", i, i1, e)
		none, e := tx.HoldAccount("nobody")
		absent(t, "an account that is not there", none, e)
		return err
	})
	k, err := s.Passkey(ctx, k1.ID)
	equal(t, "passkey", k, k1, err)
	k, err = s.Passkey(ctx, []byte{1, 0})
	absent(t, "no passkey", k, err)
	ks, err := s.Passkeys(ctx, "ada")
	equal(t, "passkeys", ks, []store.Passkey{k1, k2}, err)
	ks, err = s.Passkeys(ctx, "bo")
	equal(t, "nobody's passkeys", ks, nil, err)
	sf, err := s.SecondFactor(ctx, "ada")
	equal(t, "second factor", sf, f, err)
	sf, err = s.SecondFactor(ctx, "bo")
	absent(t, "no second factor", sf, err)
	n, err := s.CountRecoveryCodes(ctx, "ada")
	equal(t, "recovery codes", n, 3, err)
	i, err := s.Identity(ctx, "proxy", "s1")
	equal(t, "identity", i, i2, err)
	i, err = s.Identity(ctx, "proxy", "s2")
	absent(t, "no identity", i, err)
	is, err := s.Identities(ctx, "ada")
	equal(t, "identities", is, []store.Identity{i1, i2}, err)
	a, err := s.Attempt(ctx, a1.Hash, at(59))
	equal(t, "attempt", a, a1, err)
	a, err = s.Attempt(ctx, a1.Hash, at(60))
	absent(t, "an attempt that has expired", a, err)

	used := func(what string, want bool, fn func(store.KeysTx) (bool, error)) {
		t.Helper()
		mustKeys(t, s, func(tx store.KeysTx) error {
			got, err := fn(tx)
			equal(t, what, got, want, nil)
			return err
		})
	}
	used("a count that stays", false, func(tx store.KeysTx) (bool, error) { return tx.UsePasskey(k1.ID, k1.Count, at(9)) })
	used("a count that goes back", false, func(tx store.KeysTx) (bool, error) { return tx.UsePasskey(k1.ID, 7, at(9)) })
	used("one that does not count", true, func(tx store.KeysTx) (bool, error) { return tx.UsePasskey(k2.ID, 0, at(9)) })
	used("one that counts", true, func(tx store.KeysTx) (bool, error) { return tx.UsePasskey(k2.ID, 5, at(10)) })
	used("one that counted once", false, func(tx store.KeysTx) (bool, error) { return tx.UsePasskey(k2.ID, 0, at(11)) })
	used("no passkey's use", false, func(tx store.KeysTx) (bool, error) { return tx.UsePasskey([]byte{3}, 1, at(11)) })
	used("a used step", false, func(tx store.KeysTx) (bool, error) { return tx.UseStep("ada", 50) })
	used("a new step", true, func(tx store.KeysTx) (bool, error) { return tx.UseStep("ada", 51) })
	used("it again", false, func(tx store.KeysTx) (bool, error) { return tx.UseStep("ada", 51) })
	used("a code", true, func(tx store.KeysTx) (bool, error) { return tx.UseRecoveryCode("ada", codes[1]) })
	used("it once more", false, func(tx store.KeysTx) (bool, error) { return tx.UseRecoveryCode("ada", codes[1]) })
	used("a code of before", false, func(tx store.KeysTx) (bool, error) { return tx.UseRecoveryCode("ada", [32]byte{9}) })
	k2.Count, k2.LastUsed = 5, at(10)
	k, err = s.Passkey(ctx, k2.ID)
	equal(t, "passkey after use", k, k2, err)

	mustKeys(t, s, func(tx store.KeysTx) error {
		if a, err := tx.TakeAttempt(a1.Hash, at(60)); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("an expired attempt is taken: %v %v", a, err)
		}
		a, err := tx.TakeAttempt(a1.Hash, at(10))
		equal(t, "attempt taken", a, a1, err)
		if a, err := tx.TakeAttempt(a1.Hash, at(10)); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("an attempt is taken twice: %v %v", a, err)
		}
		return tx.PutAttempt(store.Attempt{Hash: [32]byte{3}, Kind: "k", Account: "ada", Expires: at(90)}, at(31))
	})
	a, err = s.Attempt(ctx, a2.Hash, at(0))
	absent(t, "an attempt that was forgotten", a, err)
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.DeletePasskey(k1.ID), tx.DeleteIdentity("proxy", "s1"), tx.DeleteSecondFactor("ada"))
	})
	ks, err = s.Passkeys(ctx, "ada")
	equal(t, "passkeys left", ks, []store.Passkey{k2}, err)
	is, err = s.Identities(ctx, "ada")
	equal(t, "identities left", is, []store.Identity{i1}, err)
	sf, err = s.SecondFactor(ctx, "ada")
	absent(t, "a deleted second factor", sf, err)
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.ForgetAccount("ada") })
	ks, err = s.Passkeys(ctx, "ada")
	equal(t, "passkeys of a deleted account", ks, nil, err)
	is, err = s.Identities(ctx, "ada")
	equal(t, "identities of a deleted account", is, nil, err)
	n, err = s.CountRecoveryCodes(ctx, "ada")
	equal(t, "recovery codes of a deleted account", n, 0, err)
	n, err = s.CountRecoveryCodes(ctx, "bo")
	equal(t, "recovery codes of another one", n, 1, err)
	a, err = s.Attempt(ctx, [32]byte{3}, at(40))
	absent(t, "an attempt of a deleted account", a, err)
}

// usedOnce: of many who use the same thing at once, one does.
func usedOnce(t *testing.T, s store.Store) {
	const many = 8
	for name, use := range map[string]func(store.KeysTx) (bool, error){
		"step":  func(tx store.KeysTx) (bool, error) { return tx.UseStep("ada", 2) },
		"count": func(tx store.KeysTx) (bool, error) { return tx.UsePasskey([]byte{1}, 2, at(1)) },
		"code":  func(tx store.KeysTx) (bool, error) { return tx.UseRecoveryCode("ada", [32]byte{1}) },
		"attempt": func(tx store.KeysTx) (bool, error) {
			_, err := tx.TakeAttempt([32]byte{1}, at(1))
			if errors.Is(err, brush.ErrNotFound) {
				return false, nil
			}
			return err == nil, err
		},
	} {
		mustKeys(t, s, func(tx store.KeysTx) error {
			return errors.Join(tx.PutSecondFactor(store.SecondFactor{Account: "ada", Secret: []byte{1}, Step: 1}), tx.PutPasskey(store.Passkey{ID: []byte{1}, Account: "ada", Key: []byte{1}, Count: 1}),
				tx.PutRecoveryCodes("ada", [][32]byte{{1}}), tx.PutAttempt(store.Attempt{Hash: [32]byte{1}, Kind: "k", Expires: at(600)}, at(0)))
		})
		var all sync.WaitGroup
		var n atomic.Int32
		for range many {
			all.Go(func() {
				ctx, stop := context.WithTimeout(context.Background(), time.Minute)
				defer stop()
				var used bool
				err := s.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
					used, err = use(tx)
					return err
				})
				if err != nil {
					t.Errorf("%s: %v", name, err)
				} else if used {
					n.Add(1)
				}
			})
		}
		all.Wait()
		if n.Load() != 1 {
			t.Errorf("%s: %d of %d used it", name, n.Load(), many)
		}
	}
}
