package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

func mustKeys(t testing.TB, s store.Store, fn func(store.KeysTx) error) {
	t.Helper()
	if err := s.UpdateKeys(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func absent[T any](t testing.TB, what string, v T, err error) {
	t.Helper()
	if !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("%s: %+v, %v, want not found", what, v, err)
	}
}

func keys(t *testing.T, s store.Store) {
	ctx := context.Background()
	now := at(100)
	acc := store.Account{ID: "acc", Email: "a@example.org", Name: "A", Password: "$argon2id$x", Locale: "de", Created: at(0)}
	m1 := store.Membership{Account: "acc", Household: home, Role: store.Owner, Created: at(1)}
	m2 := store.Membership{Account: "acc", Household: other, Role: store.Viewer, Expires: at(1e6), Created: at(0)}
	login := store.Login{Hash: [32]byte{1}, Account: "acc", Household: home, Created: at(0), LastUsed: at(1), Expires: at(1000), Agent: "Firefox"}
	login2 := store.Login{Hash: [32]byte{2}, Account: "acc", Household: other, Created: at(0), LastUsed: at(1), Expires: at(1000)}
	token := store.Token{Hash: [32]byte{3}, ID: "tok", Household: home, Account: "acc", Name: "hall", Scopes: []string{"frames:write", "sessions:read"}, Source: "hall", Device: "D1", Created: at(0), LastUsed: at(1)}
	link := store.SetupLink{Hash: [32]byte{4, 31: 9}, Created: at(0), Expires: at(3600)}

	_, err := s.SetupLink(ctx)
	absent(t, "set-up link", link, err)
	mustKeys(t, s, func(tx store.KeysTx) error {
		if n, err := tx.CountAccounts(); n != 0 || err != nil {
			t.Errorf("%d accounts, %v", n, err)
		}
		if _, err := tx.SetupLink(); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("set-up link: %v", err)
		}
		err := errors.Join(tx.PutAccount(acc), tx.PutMembership(m1), tx.PutMembership(m2), tx.PutLogin(login), tx.PutLogin(login2), tx.PutToken(token),
			tx.PutSetupLink(store.SetupLink{Hash: [32]byte{9}}), tx.PutSetupLink(link))
		if n, err := tx.CountAccounts(); n != 1 || err != nil {
			t.Errorf("%d accounts, %v", n, err)
		}
		if l, err := tx.SetupLink(); err != nil || l != link {
			t.Errorf("set-up link %v, %v", l, err)
		}
		return err
	})
	gotA, err := s.AccountByEmail(ctx, "a@example.org")
	equal(t, "account", gotA, acc, err)
	gotA, err = s.Account(ctx, "acc")
	equal(t, "account", gotA, acc, err)
	ms, err := s.Memberships(ctx, "acc")
	equal(t, "memberships", ms, []store.Membership{m2, m1}, err)
	gotL, err := s.Login(ctx, login.Hash, now)
	equal(t, "login", gotL, login, err)
	entry, err := s.Entry(ctx, login2.Hash, now)
	equal(t, "entry", entry, store.Entry{Login: login2, Account: acc, Membership: m2}, err)
	gotT, err := s.Token(ctx, token.Hash, now)
	equal(t, "token", gotT, token, err)
	ts, err := s.Tokens(ctx, home)
	equal(t, "tokens", ts, []store.Token{token}, err)
	if ts, err := s.Tokens(ctx, other); err != nil || len(ts) != 0 {
		t.Errorf("another household's tokens: %v, %v", ts, err)
	}
	gotS, err := s.SetupLink(ctx)
	equal(t, "set-up link", gotS, link, err)

	// An e-mail address belongs to one account; its own may keep it.
	err = s.UpdateKeys(ctx, func(tx store.KeysTx) error {
		return tx.PutAccount(store.Account{ID: "two", Email: acc.Email})
	})
	if !errors.Is(err, brush.ErrConflict) {
		t.Errorf("a second account with the address: %v", err)
	}
	acc.Name = "B"
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.PutAccount(acc) })
	gotA, err = s.AccountByEmail(ctx, acc.Email)
	equal(t, "account", gotA, acc, err)
	_, err = s.Account(ctx, "two")
	absent(t, "the second account", acc, err)

	// Touching writes two times and nothing else, and makes nothing.
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.TouchLogin(login.Hash, at(50), at(2000)), tx.TouchLogin([32]byte{77}, at(50), at(2000)), tx.TouchToken(token.Hash, at(60)), tx.TouchToken([32]byte{78}, at(60)))
	})
	login.LastUsed, login.Expires, token.LastUsed = at(50), at(2000), at(60)
	gotL, err = s.Login(ctx, login.Hash, now)
	equal(t, "touched login", gotL, login, err)
	gotT, err = s.Token(ctx, token.Hash, now)
	equal(t, "touched token", gotT, token, err)
	gotL, err = s.Login(ctx, [32]byte{77}, now)
	absent(t, "a login that was touched", gotL, err)
	gotT, err = s.Token(ctx, [32]byte{78}, now)
	absent(t, "a token that was touched", gotT, err)

	mustKeys(t, s, func(tx store.KeysTx) error { return errors.Join(tx.DeleteLogin(login.Hash), tx.DeleteSetupLink()) })
	gotL, err = s.Login(ctx, login.Hash, now)
	absent(t, "a deleted login", gotL, err)
	entry, err = s.Entry(ctx, login.Hash, now)
	absent(t, "the entry of a deleted login", entry, err)
	if _, err := s.Login(ctx, login2.Hash, now); err != nil {
		t.Error(err)
	}
	gotS, err = s.SetupLink(ctx)
	absent(t, "the deleted link", gotS, err)
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.DeleteLogins("acc") })
	gotL, err = s.Login(ctx, login2.Hash, now)
	absent(t, "a login of an account whose logins were deleted", gotL, err)
}

func keysExpire(t *testing.T, s store.Store) {
	ctx := context.Background()
	login := store.Login{Hash: [32]byte{1}, Account: "acc", Household: home, Expires: at(10)}
	token := store.Token{Hash: [32]byte{2}, ID: "t", Household: home, Expires: at(10)}
	revoked := store.Token{Hash: [32]byte{3}, ID: "r", Household: home, Revoked: true}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.PutLogin(login), tx.PutToken(token), tx.PutToken(revoked))
	})
	entry, err := s.Entry(ctx, login.Hash, at(0))
	absent(t, "the entry of nobody's login", entry, err)
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.PutAccount(store.Account{ID: "acc", Email: "a@example.org"}) })
	entry, err = s.Entry(ctx, login.Hash, at(0))
	absent(t, "the entry of who is no member", entry, err)
	for _, m := range []store.Membership{{Account: "acc", Household: other}, {Account: "acc", Household: home, Expires: at(5)}} {
		mustKeys(t, s, func(tx store.KeysTx) error { return tx.PutMembership(m) })
		entry, err = s.Entry(ctx, login.Hash, at(5))
		absent(t, "the entry of who is a member elsewhere, or no more", entry, err)
	}
	if _, err := s.Entry(ctx, login.Hash, at(4.999)); err != nil {
		t.Errorf("the entry of who is still a member: %v", err)
	}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return tx.PutMembership(store.Membership{Account: "acc", Household: home})
	})
	for _, c := range []struct {
		now   time.Time
		there bool
	}{{at(9.999), true}, {at(10), false}, {at(11), false}} {
		if _, err := s.Login(ctx, login.Hash, c.now); (err == nil) != c.there || err != nil && !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("login at %v: %v", c.now, err)
		}
		if _, err := s.Entry(ctx, login.Hash, c.now); (err == nil) != c.there || err != nil && !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("entry at %v: %v", c.now, err)
		}
		if _, err := s.Token(ctx, token.Hash, c.now); (err == nil) != c.there || err != nil && !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("token at %v: %v", c.now, err)
		}
	}
	v, err := s.Token(ctx, revoked.Hash, at(0))
	absent(t, "a revoked token", v, err)
	if ts, err := s.Tokens(ctx, home); err != nil || len(ts) != 2 {
		t.Errorf("the list of tokens shows %v, %v, and should show all", ts, err)
	}
}

func keysWhole(t *testing.T, s store.Store) {
	ctx := context.Background()
	boom := errors.New("boom")
	make := func(tx store.KeysTx) error {
		in := tx.Household(home)
		if err := in.PutHousehold(store.Household{ID: home, Name: "Home"}); err != nil {
			return err
		}
		if err := in.PutPerson(store.Person{ID: "p"}); err != nil {
			return err
		}
		if err := tx.PutAccount(store.Account{ID: "acc", Email: "a@example.org"}); err != nil {
			return err
		}
		_, err := in.Emit(store.Change{Kind: store.HouseholdChanged, Subject: string(home), At: at(0)})
		return err
	}
	err := s.UpdateKeys(ctx, func(tx store.KeysTx) error {
		if err := make(tx); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Error(err)
	}
	if n := count(t, s, home); n != 0 {
		t.Errorf("%d things are kept of an update that failed", n)
	}
	if _, err := s.Household(ctx, home); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("the household of an update that failed: %v", err)
	}
	mustKeys(t, s, make)
	if n := count(t, s, home); n != 2 {
		t.Errorf("%d things are kept, want a person and a change", n)
	}
	if _, err := s.AccountByEmail(ctx, "a@example.org"); err != nil {
		t.Error(err)
	}
}

// leases: one holder at a time, until it gives it back or its time is over.
func leases(t *testing.T, s store.Store) {
	for _, c := range []struct {
		what, holder string
		now, until   float64
		drop, taken  bool
	}{
		{"free", "a", 0, 10, false, true},
		{"held by another", "b", 5, 20, false, false},
		{"renewed", "a", 6, 16, false, true},
		{"still held", "b", 15.9, 30, false, false},
		{"over", "b", 16, 30, false, true},
		{"lost", "a", 17, 40, false, false},
		{"dropped by who has lost it", "a", 17, 0, true, false},
		{"still the other's", "a", 18, 40, false, false},
		{"dropped", "b", 19, 0, true, false},
		{"free again", "a", 19, 40, false, true},
		{"of a server whose clock is a little ahead", "b", 21, 20.1, false, false},
		{"of a server whose clock was a minute ahead", "a", 19, 101, false, true},
		{"which holds nobody up", "b", 20, 40, false, true},
	} {
		mustKeys(t, s, func(tx store.KeysTx) error {
			if c.drop {
				return tx.DropLease("slot", c.holder)
			}
			taken, err := tx.TakeLease(store.Lease{Name: "slot", Holder: c.holder, Until: at(c.until)}, at(c.now))
			if taken != c.taken {
				t.Errorf("%s: taken %v", c.what, taken)
			}
			return err
		})
	}
	mustKeys(t, s, func(tx store.KeysTx) error {
		if taken, err := tx.TakeLease(store.Lease{Name: "other", Holder: "b", Until: at(9)}, at(1)); !taken || err != nil {
			t.Errorf("another name: %v, %v", taken, err)
		}
		return nil
	})
}
