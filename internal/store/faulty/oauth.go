package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// OAuthClient is store.OAuth's.
func (s *Store) OAuthClient(ctx context.Context, id string) (store.OAuthClient, error) {
	if err := s.hit("OAuthClient"); err != nil {
		return store.OAuthClient{}, err
	}
	return s.Store.OAuthClient(ctx, id)
}

// OAuthClients is store.OAuth's.
func (s *Store) OAuthClients(ctx context.Context, h brush.HouseholdID) ([]store.OAuthClient, error) {
	if err := s.hit("OAuthClients"); err != nil {
		return nil, err
	}
	return s.Store.OAuthClients(ctx, h)
}

// Grants is store.OAuth's.
func (s *Store) Grants(ctx context.Context, h brush.HouseholdID) ([]store.Grant, error) {
	if err := s.hit("Grants"); err != nil {
		return nil, err
	}
	return s.Store.Grants(ctx, h)
}

// GrantEntry is store.OAuth's.
func (s *Store) GrantEntry(ctx context.Context, hash [32]byte, now time.Time) (store.GrantEntry, error) {
	if err := s.hit("GrantEntry"); err != nil {
		return store.GrantEntry{}, err
	}
	return s.Store.GrantEntry(ctx, hash, now)
}

// GrantSecret is store.OAuth's.
func (s *Store) GrantSecret(ctx context.Context, hash [32]byte) (store.GrantSecret, error) {
	if err := s.hit("GrantSecret"); err != nil {
		return store.GrantSecret{}, err
	}
	return s.Store.GrantSecret(ctx, hash)
}

// Grant is store.OAuth's.
func (s *Store) Grant(ctx context.Context, id string) (store.Grant, error) {
	if err := s.hit("Grant"); err != nil {
		return store.Grant{}, err
	}
	return s.Store.Grant(ctx, id)
}

// Ask is store.OAuth's.
func (s *Store) Ask(ctx context.Context, hash [32]byte, now time.Time) (store.Ask, error) {
	if err := s.hit("Ask"); err != nil {
		return store.Ask{}, err
	}
	return s.Store.Ask(ctx, hash, now)
}

// AskByCode is store.OAuth's.
func (s *Store) AskByCode(ctx context.Context, code [32]byte, now time.Time) (store.Ask, error) {
	if err := s.hit("AskByCode"); err != nil {
		return store.Ask{}, err
	}
	return s.Store.AskByCode(ctx, code, now)
}

// SigningKeys is store.OAuth's.
func (s *Store) SigningKeys(ctx context.Context) ([]store.SigningKey, error) {
	if err := s.hit("SigningKeys"); err != nil {
		return nil, err
	}
	return s.Store.SigningKeys(ctx)
}

func (t *keysTx) PutOAuthClient(c store.OAuthClient) error {
	if err := t.hit("PutOAuthClient"); err != nil {
		return err
	}
	return t.KeysTx.PutOAuthClient(c)
}

func (t *keysTx) DeleteOAuthClient(id string) error {
	if err := t.hit("DeleteOAuthClient"); err != nil {
		return err
	}
	return t.KeysTx.DeleteOAuthClient(id)
}

func (t *keysTx) CountOAuthClients(h brush.HouseholdID) (int, error) {
	if err := t.hit("CountOAuthClients"); err != nil {
		return 0, err
	}
	return t.KeysTx.CountOAuthClients(h)
}

func (t *keysTx) Grant(id string) (store.Grant, error) {
	if err := t.hit("Grant"); err != nil {
		return store.Grant{}, err
	}
	return t.KeysTx.Grant(id)
}

func (t *keysTx) PutGrant(g store.Grant) error {
	if err := t.hit("PutGrant"); err != nil {
		return err
	}
	return t.KeysTx.PutGrant(g)
}

func (t *keysTx) CountGrants(account string) (int, error) {
	if err := t.hit("CountGrants"); err != nil {
		return 0, err
	}
	return t.KeysTx.CountGrants(account)
}

func (t *keysTx) TouchGrant(id string, used time.Time) error {
	if err := t.hit("TouchGrant"); err != nil {
		return err
	}
	return t.KeysTx.TouchGrant(id, used)
}

func (t *keysTx) GrantSecret(hash [32]byte) (store.GrantSecret, error) {
	if err := t.hit("GrantSecret"); err != nil {
		return store.GrantSecret{}, err
	}
	return t.KeysTx.GrantSecret(hash)
}

func (t *keysTx) PutGrantSecret(k store.GrantSecret) error {
	if err := t.hit("PutGrantSecret"); err != nil {
		return err
	}
	return t.KeysTx.PutGrantSecret(k)
}

func (t *keysTx) DeleteGrantSecret(hash [32]byte) error {
	if err := t.hit("DeleteGrantSecret"); err != nil {
		return err
	}
	return t.KeysTx.DeleteGrantSecret(hash)
}

func (t *keysTx) Ask(hash [32]byte) (store.Ask, error) {
	if err := t.hit("Ask"); err != nil {
		return store.Ask{}, err
	}
	return t.KeysTx.Ask(hash)
}

func (t *keysTx) PutAsk(a store.Ask) error {
	if err := t.hit("PutAsk"); err != nil {
		return err
	}
	return t.KeysTx.PutAsk(a)
}

func (t *keysTx) CountAsks() (int, error) {
	if err := t.hit("CountAsks"); err != nil {
		return 0, err
	}
	return t.KeysTx.CountAsks()
}

func (t *keysTx) SigningKeys() ([]store.SigningKey, error) {
	if err := t.hit("SigningKeys"); err != nil {
		return nil, err
	}
	return t.KeysTx.SigningKeys()
}

func (t *keysTx) PutSigningKey(k store.SigningKey) error {
	if err := t.hit("PutSigningKey"); err != nil {
		return err
	}
	return t.KeysTx.PutSigningKey(k)
}

func (t *keysTx) ForgetOAuth(before, unused time.Time) error {
	if err := t.hit("ForgetOAuth"); err != nil {
		return err
	}
	return t.KeysTx.ForgetOAuth(before, unused)
}
