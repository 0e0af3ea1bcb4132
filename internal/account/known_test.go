package account

import (
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// counted is a real store that counts how often it is asked who may come in.
type counted struct {
	store.Store
	asked atomic.Int64
}

func (c *counted) Entry(ctx context.Context, hash [32]byte, now time.Time) (store.Entry, error) {
	c.asked.Add(1)
	return c.Store.Entry(ctx, hash, now)
}

func (c *counted) Token(ctx context.Context, hash [32]byte, now time.Time) (store.Token, error) {
	c.asked.Add(1)
	return c.Store.Token(ctx, hash, now)
}

// door is a service over a real file, with a clock of its own, and the owner's cookie.
type door struct {
	*Service
	st     *counted
	path   string
	at     atomic.Int64 // ns
	cookie string
	owner  *Principal
}

func (d *door) clock() time.Time           { return time.Unix(0, d.at.Load()).UTC() }
func (d *door) pass(by time.Duration)      { d.at.Add(int64(by)) }
func (d *door) since(was int64) (n int64)  { return d.st.asked.Load() - was }
func (d *door) open(t *testing.T) *counted { return openAt(t, d.path) }

func openAt(t *testing.T, path string) *counted {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return &counted{Store: st}
}

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{path: filepath.Join(t.TempDir(), "enamel.db")}
	d.at.Store(time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC).UnixNano())
	d.st = d.open(t)
	d.Service = New(d.st, d.clock, nil)
	code, err := d.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.cookie, d.owner, err = d.SetupByLink(t.Context(), code, Setup{Name: "Ada", Email: "ada@example.org", Password: "four words by chance",
		Household: "Mill Lane", TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *door) token(t *testing.T, n NewToken) string {
	t.Helper()
	n.Household, n.Scopes = d.owner.Household, []string{FramesWrite}
	secret, _, err := d.MakeToken(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func (d *door) comes(t *testing.T, cookie, token string, want error) *Principal {
	t.Helper()
	p, err := d.Authenticate(t.Context(), cookie, token)
	if !errors.Is(err, want) {
		t.Fatalf("%v, want %v", err, want)
	}
	return p
}

func TestACredentialIsLookedUpOnceASecond(t *testing.T) {
	d := newDoor(t)
	token := d.token(t, NewToken{Name: "hall"})
	was := d.st.asked.Load()
	for range 50 {
		if p := d.comes(t, d.cookie, "", nil); !p.Browser() || p.Household != d.owner.Household || p.Account.Email != "ada@example.org" {
			t.Fatalf("%+v", p)
		}
		if p := d.comes(t, "", token, nil); p.Browser() || p.TokenName != "hall" || !p.May(FramesWrite) || p.May(SessionsRead) {
			t.Fatalf("%+v", p)
		}
		d.pass(time.Millisecond)
	}
	if n := d.since(was); n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
	d.pass(time.Second - 50*time.Millisecond)
	d.comes(t, d.cookie, "", nil)
	d.comes(t, "", token, nil)
	if n := d.since(was); n != 4 {
		t.Errorf("a second later: asked %d times, want 4", n)
	}
	// A clock that was put back says nothing of how old an answer is.
	d.pass(-time.Hour)
	d.comes(t, "", token, nil)
	if n := d.since(was); n != 5 {
		t.Errorf("after the clock was put back: asked %d times, want 5", n)
	}
}

func TestWhatEndsHereEndsAtOnce(t *testing.T) {
	d := newDoor(t)
	p := d.comes(t, d.cookie, "", nil)
	if err := d.Logout(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	d.comes(t, d.cookie, "", ErrUnauthorized)

	// A refusal is not remembered: what is made now counts now.
	token := d.token(t, NewToken{Name: "hall"})
	d.comes(t, "", token, nil)
	if err := d.revoke(t, d.updateKeys); err != nil {
		t.Fatal(err)
	}
	d.comes(t, "", token, ErrUnauthorized)
}

// revoke takes every token back.
func (d *door) revoke(t *testing.T, update func(context.Context, func(store.KeysTx) error) error) error {
	t.Helper()
	ts, err := d.st.Tokens(t.Context(), d.owner.Household)
	if err != nil {
		t.Fatal(err)
	}
	return update(t.Context(), func(tx store.KeysTx) error {
		for _, k := range ts {
			k.Revoked = true
			if err := tx.PutToken(k); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestWhatEndsElsewhereEndsWithinASecond(t *testing.T) {
	d := newDoor(t)
	token := d.token(t, NewToken{Name: "hall"})
	d.comes(t, d.cookie, "", nil)
	d.comes(t, "", token, nil)
	other := d.open(t)
	if err := d.revoke(t, other.UpdateKeys); err != nil {
		t.Fatal(err)
	}
	if err := other.UpdateKeys(t.Context(), func(tx store.KeysTx) error { return tx.DeleteLogin(hashOf(d.cookie)) }); err != nil {
		t.Fatal(err)
	}
	d.pass(freshFor)
	d.comes(t, d.cookie, "", ErrUnauthorized)
	d.comes(t, "", token, ErrUnauthorized)
}

func TestWhatExpiresWhileItIsKnown(t *testing.T) {
	d := newDoor(t)
	token := d.token(t, NewToken{Name: "guest", Lasts: freshFor / 2})
	d.comes(t, "", token, nil)
	d.pass(freshFor/2 - 1)
	d.comes(t, "", token, nil)
	d.pass(1)
	d.comes(t, "", token, ErrUnauthorized)

	ends := d.clock().Add(freshFor / 2)
	err := d.updateKeys(t.Context(), func(tx store.KeysTx) error {
		return tx.PutMembership(store.Membership{Account: d.owner.Account.ID, Household: d.owner.Household, Role: store.Viewer, Expires: ends, Created: d.clock()})
	})
	if err != nil {
		t.Fatal(err)
	}
	if p := d.comes(t, d.cookie, "", nil); p.Role != store.Viewer {
		t.Errorf("%+v", p)
	}
	d.pass(freshFor / 2)
	d.comes(t, d.cookie, "", ErrUnauthorized)
}

// When a credential was last used is written as seldom as before, and the cookie is sent again once.
func TestUseIsWrittenOnce(t *testing.T) {
	d := newDoor(t)
	token := d.token(t, NewToken{Name: "hall"})
	d.pass(2 * renewAfter)
	renewed := 0
	for range 5 {
		if d.comes(t, d.cookie, "", nil).Renewed {
			renewed++
		}
		d.comes(t, "", token, nil)
		d.pass(freshFor)
	}
	if renewed != 1 {
		t.Errorf("renewed %d times", renewed)
	}
	ts, err := d.st.Tokens(t.Context(), d.owner.Household)
	if err != nil || len(ts) != 1 || !ts[0].LastUsed.Equal(d.clock().Add(-5*freshFor)) {
		t.Errorf("%+v %v", ts, err)
	}
}

func TestKnownIsBounded(t *testing.T) {
	var k known
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	many, most := 5*4096, 0
	for i := range many {
		var c credential
		binary.LittleEndian.PutUint64(c.hash[:], uint64(i))
		p := &Principal{TokenID: "x"}
		if got, err := k.find(t.Context(), c, now, func() (*Principal, time.Time, error) { return p, time.Time{}, nil }); got != p || err != nil {
			t.Fatalf("%v %v", got, err)
		}
		most = max(most, k.size())
	}
	if most != 2*4096 {
		t.Errorf("of %d, %d are known at once", many, most)
	}
}

// A cookie and a token whose hashes are the same are two credentials; so are two that differ in one bit.
func TestNobodyComesAsAnother(t *testing.T) {
	var k known
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	for _, c := range []credential{{token: true}, {}, {hash: [32]byte{31: 1}, token: true}, {hash: [32]byte{31: 1}}} {
		p := &Principal{}
		for range 2 {
			if got, err := k.find(t.Context(), c, now, func() (*Principal, time.Time, error) { return p, time.Time{}, nil }); got != p || err != nil {
				t.Errorf("%v: %v %v", c, got, err)
			}
		}
	}
}

func TestManyAtOnceAskOnce(t *testing.T) {
	var k known
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	asked, asking, answer := atomic.Int64{}, make(chan struct{}), make(chan error)
	ask := func() (*Principal, time.Time, error) {
		if asked.Add(1) == 1 {
			close(asking)
			if err := <-answer; err != nil {
				return nil, time.Time{}, err
			}
		}
		return &Principal{}, time.Time{}, nil
	}
	var all sync.WaitGroup
	first := make(chan error, 1)
	all.Go(func() {
		_, err := k.find(t.Context(), credential{}, now, ask)
		first <- err
	})
	<-asking
	for range 20 {
		all.Go(func() {
			if _, err := k.find(t.Context(), credential{}, now, ask); err != nil {
				t.Error(err)
			}
		})
	}
	// One who waits may go before there is an answer.
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := k.find(gone, credential{}, now, ask); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	// The first one gives up: that is no answer to the others, of whom one asks again.
	answer <- context.Canceled
	all.Wait()
	if err := <-first; !errors.Is(err, context.Canceled) || asked.Load() != 2 {
		t.Errorf("%v, asked %d times", err, asked.Load())
	}
}

// A look that began before a change is no answer to who comes after it; a failure is none to anybody later.
func TestALookFromBeforeAChangeDoesNotCount(t *testing.T) {
	var k known
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	old, fresh := &Principal{}, &Principal{TokenID: "new"}
	_, err := k.find(t.Context(), credential{}, now, func() (*Principal, time.Time, error) {
		k.forget()
		if got, err := k.find(t.Context(), credential{}, now, func() (*Principal, time.Time, error) { return fresh, time.Time{}, nil }); got != fresh || err != nil {
			t.Errorf("%v %v", got, err)
		}
		return old, time.Time{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.find(t.Context(), credential{}, now, nil); got != fresh || err != nil {
		t.Errorf("%v %v", got, err)
	}
	k.forget()
	for _, want := range []error{brush.ErrUnavailable, ErrUnauthorized, nil} {
		if _, err := k.find(t.Context(), credential{}, now, func() (*Principal, time.Time, error) { return fresh, time.Time{}, want }); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}
