package account_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// owner returns who set a household up.
func (r *rig) owner(t *testing.T) *account.Principal {
	t.Helper()
	cookie, _ := r.settled(t, 1)
	p, err := r.Authenticate(t.Context(), cookie, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (r *rig) keys(t *testing.T, fn func(store.KeysTx) error) {
	t.Helper()
	if err := r.st.UpdateKeys(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// joins makes an account that enters a household by an invitation.
func (r *rig) joins(t *testing.T, owner *account.Principal, n int) error {
	t.Helper()
	code, _, err := r.Invite(t.Context(), owner, account.NewInvitation{Role: store.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = r.JoinNew(t.Context(), account.Join{Code: code, Name: "Guest", Email: fmt.Sprintf("guest%d@example.org", n), Password: "four words by chance", Address: "192.0.2.2:5"})
	return err
}

// Twenty invitations are open at once; one that is over makes room. None lasts longer than a week.
func TestMostInvitations(t *testing.T) {
	r := newRig(t)
	p := r.owner(t)
	invite := func(lasts time.Duration) (store.Invitation, error) {
		_, i, err := r.Invite(t.Context(), p, account.NewInvitation{Role: store.Viewer, Lasts: lasts})
		return i, err
	}
	const week = 7 * 24 * time.Hour
	if _, err := invite(week + 1); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("longer than a week: %v", err)
	}
	for n := range 20 {
		i, err := invite([]time.Duration{0, week}[n%2])
		if err != nil {
			t.Fatalf("invitation %d: %v", n+1, err)
		}
		if lasts := i.Expires.Sub(r.now); lasts != week {
			t.Errorf("it lasts %v", lasts)
		}
	}
	if _, err := invite(0); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("the 21st: %v", err)
	}
	r.now = r.now.Add(week)
	if _, err := invite(0); err != nil {
		t.Errorf("when the others are over: %v", err)
	}
}

// A household has fifty members.
func TestMostMembers(t *testing.T) {
	r := newRig(t)
	p := r.owner(t)
	r.keys(t, func(tx store.KeysTx) error {
		for n := range 48 {
			id := fmt.Sprint("a", n)
			if err := errors.Join(tx.PutAccount(store.Account{ID: id, Name: id, Email: id + "@example.org", Created: r.now}),
				tx.PutMembership(store.Membership{Account: id, Household: p.Household, Role: store.Viewer, Created: r.now})); err != nil {
				return err
			}
		}
		return nil
	})
	if err := r.joins(t, p, 50); err != nil {
		t.Errorf("the 50th member: %v", err)
	}
	if err := r.joins(t, p, 51); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("the 51st: %v", err)
	}
}

// An account belongs to twenty households, whether it makes them or is invited.
func TestMostHouseholds(t *testing.T) {
	r := newRig(t)
	p := r.owner(t)
	other := brush.HouseholdID("other")
	r.keys(t, func(tx store.KeysTx) error {
		for n := range 18 {
			h := brush.HouseholdID(fmt.Sprint("h", n))
			if err := errors.Join(tx.PutMembership(store.Membership{Account: p.Account.ID, Household: h, Role: store.Owner, Created: r.now}),
				tx.Household(h).PutHousehold(store.Household{ID: h, Name: "House", TimeZone: "UTC", Created: r.now})); err != nil {
				return err
			}
		}
		return errors.Join(tx.Household(other).PutHousehold(store.Household{ID: other, Name: "Next door", TimeZone: "UTC", DayTurns: 240, Created: r.now}),
			tx.PutInvitation(store.Invitation{ID: "i", Hash: [32]byte{1}, Household: other, Role: store.Viewer, Created: r.now, Expires: r.now.Add(time.Hour)}))
	})
	if _, err := r.AddHousehold(t.Context(), p, "The twentieth", "UTC"); err != nil {
		t.Fatalf("the twentieth: %v", err)
	}
	if _, err := r.AddHousehold(t.Context(), p, "One more", "UTC"); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("one more: %v", err)
	}
	neighbour := *p
	neighbour.Household = other
	code, _, err := r.Invite(t.Context(), &neighbour, account.NewInvitation{Role: store.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.JoinToo(t.Context(), p, code, "192.0.2.1:5"); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("one more, by invitation: %v", err)
	}
}

// A household's members make a hundred tokens; a server's operator is not among them.
func TestMostTokens(t *testing.T) {
	r := newRig(t)
	p := r.owner(t)
	give := func(by *account.Principal, n int) error {
		_, _, err := r.MakeToken(t.Context(), account.NewToken{Household: p.Household, By: by, Name: fmt.Sprint("token ", n), Scopes: []string{account.SessionsRead}})
		return err
	}
	for n := range 99 {
		if err := give(nil, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := give(p, 100); err != nil {
		t.Errorf("the 100th: %v", err)
	}
	if err := give(p, 101); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("the 101st: %v", err)
	}
	if err := give(nil, 102); err != nil {
		t.Errorf("the operator's: %v", err)
	}
}

// Where nobody said otherwise frames are kept for thirty days.
func TestFramesAreKeptByDefault(t *testing.T) {
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	if e := (&store.Household{}).Expiry(now); !e.Frames.Equal(now.AddDate(0, 0, -30)) {
		t.Errorf("%+v", e)
	}
}

// What takes a token's place may no more than who asks for it, and the one before goes on for a day and no longer than it would have.
func TestRotatedTokens(t *testing.T) {
	r := newRig(t)
	p := r.owner(t)
	make := func(n account.NewToken) account.MadeToken {
		t.Helper()
		n.Household = p.Household
		secret, made, err := r.MakeToken(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		return account.MadeToken{Token: made, Secret: secret}
	}
	good := func(k account.MadeToken) bool {
		_, err := r.Authenticate(t.Context(), "", k.Secret)
		return err == nil
	}
	hall := make(account.NewToken{Name: "hall", Scopes: []string{account.FramesWrite}})
	guest := make(account.NewToken{By: p, Name: "guest", Scopes: []string{account.SessionsRead}, Lasts: time.Hour})
	if _, err := r.RotateToken(t.Context(), &account.Principal{Household: p.Household, Scopes: []string{account.MembersWrite}}, hall.ID); err == nil {
		t.Error("who may not write frames was given a token that may")
	}
	if _, err := r.RotateToken(t.Context(), &account.Principal{Household: p.Household, Scopes: []string{account.FramesWrite}}, hall.ID); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("a stranger to it: %v", err)
	}
	if _, err := r.RotateToken(t.Context(), &account.Principal{Household: "elsewhere", Scopes: account.Scopes()}, hall.ID); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household: %v", err)
	}
	next, err := r.RotateToken(t.Context(), p, hall.ID)
	if err != nil || next.Source != "hall" || next.ID == hall.ID || !next.Expires.IsZero() {
		t.Fatalf("%+v, %v", next, err)
	}
	third, err := r.RotateToken(t.Context(), p, next.ID)
	if err != nil {
		t.Fatal(err)
	}
	short, err := r.RotateToken(t.Context(), p, guest.ID)
	if err != nil || !short.Expires.Equal(guest.Expires) {
		t.Errorf("a guest's ends at %v, %v", short.Expires, err)
	}
	if !good(hall) || !good(next) || !good(third) || !good(guest) || !good(short) {
		t.Error("one ended at once")
	}
	r.now = r.now.Add(time.Hour)
	if good(guest) || good(short) {
		t.Error("a guest's lasts longer than it did")
	}
	r.now = r.now.Add(account.TokenOverlap - time.Hour)
	if good(hall) || good(next) || !good(third) {
		t.Error("after a day not only the last is good")
	}
}
