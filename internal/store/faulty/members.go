package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Members is store.Members'.
func (s *Store) Members(ctx context.Context, h brush.HouseholdID) ([]store.Member, error) {
	if err := s.hit("Members"); err != nil {
		return nil, err
	}
	return s.Store.Members(ctx, h)
}

// Logins is store.Members'.
func (s *Store) Logins(ctx context.Context, account string, now time.Time) ([]store.Login, error) {
	if err := s.hit("Logins"); err != nil {
		return nil, err
	}
	return s.Store.Logins(ctx, account, now)
}

// Invitation is store.Members'.
func (s *Store) Invitation(ctx context.Context, hash [32]byte, now time.Time) (store.Invitation, error) {
	if err := s.hit("Invitation"); err != nil {
		return store.Invitation{}, err
	}
	return s.Store.Invitation(ctx, hash, now)
}

// Invitations is store.Members'.
func (s *Store) Invitations(ctx context.Context, h brush.HouseholdID) ([]store.Invitation, error) {
	if err := s.hit("Invitations"); err != nil {
		return nil, err
	}
	return s.Store.Invitations(ctx, h)
}

func (t *keysTx) Account(id string) (store.Account, error) {
	if err := t.hit("Account"); err != nil {
		return store.Account{}, err
	}
	return t.KeysTx.Account(id)
}

func (t *keysTx) Members(h brush.HouseholdID) ([]store.Member, error) {
	if err := t.hit("Members"); err != nil {
		return nil, err
	}
	return t.KeysTx.Members(h)
}

func (t *keysTx) Memberships(account string) ([]store.Membership, error) {
	if err := t.hit("Memberships"); err != nil {
		return nil, err
	}
	return t.KeysTx.Memberships(account)
}

func (t *keysTx) DeleteMembership(account string, h brush.HouseholdID) error {
	if err := t.hit("DeleteMembership"); err != nil {
		return err
	}
	return t.KeysTx.DeleteMembership(account, h)
}

func (t *keysTx) Logins(account string) ([]store.Login, error) {
	if err := t.hit("Logins"); err != nil {
		return nil, err
	}
	return t.KeysTx.Logins(account)
}

func (t *keysTx) Tokens(h brush.HouseholdID) ([]store.Token, error) {
	if err := t.hit("Tokens"); err != nil {
		return nil, err
	}
	return t.KeysTx.Tokens(h)
}

func (t *keysTx) DeleteToken(hash [32]byte) error {
	if err := t.hit("DeleteToken"); err != nil {
		return err
	}
	return t.KeysTx.DeleteToken(hash)
}

func (t *keysTx) Invitation(hash [32]byte) (store.Invitation, error) {
	if err := t.hit("Invitation"); err != nil {
		return store.Invitation{}, err
	}
	return t.KeysTx.Invitation(hash)
}

func (t *keysTx) Invitations(h brush.HouseholdID) ([]store.Invitation, error) {
	if err := t.hit("Invitations"); err != nil {
		return nil, err
	}
	return t.KeysTx.Invitations(h)
}

func (t *keysTx) PutInvitation(i store.Invitation) error {
	if err := t.hit("PutInvitation"); err != nil {
		return err
	}
	return t.KeysTx.PutInvitation(i)
}

func (t *keysTx) DeleteInvitation(id string) error {
	if err := t.hit("DeleteInvitation"); err != nil {
		return err
	}
	return t.KeysTx.DeleteInvitation(id)
}
