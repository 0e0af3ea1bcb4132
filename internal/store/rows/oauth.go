package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	clientCols = "id, household, account, name, secret, redirects, scopes, flows, created"
	grantCols  = "id, account, household, client, client_name, scopes, people, source, device, created, last_used, revoked"
	secretCols = "hash, kind, grant_id, scopes, created, expires, used, body"
	askCols    = "hash, code, typed, client, browser, account, login, verdict, grant_id, body, created, expires, polled, pause"
	keyCols    = "id, public, sealed, created, retires, ends"
)

var (
	putClient = upsert("oauth_client", "id", clientCols)
	putGrant  = upsert("oauth_grant", "id", grantCols)
	putSecret = upsert("oauth_secret", "hash", secretCols)
	putAsk    = upsert("oauth_ask", "hash", askCols)
	putKey    = upsert("oauth_key", "id", keyCols)
)

func readClient(r *record) (store.OAuthClient, error) {
	return store.OAuthClient{ID: r.str(), Household: brush.HouseholdID(r.str()), Account: r.str(), Name: r.str(), Secret: r.hash(),
		Redirects: split[string](r.str()), Scopes: split[string](r.str()), Flows: split[string](r.str()), Created: r.time()}, nil
}

func readGrant(r *record) (store.Grant, error) {
	return store.Grant{ID: r.str(), Account: r.str(), Household: brush.HouseholdID(r.str()), Client: r.str(), ClientName: r.str(),
		Scopes: split[string](r.str()), People: split[brush.PersonID](r.str()), Source: brush.SourceID(r.str()), Device: brush.DeviceID(r.str()),
		Created: r.time(), LastUsed: r.time(), Revoked: r.time()}, nil
}

func readSecret(r *record) (store.GrantSecret, error) {
	return store.GrantSecret{Hash: r.hash(), Kind: store.SecretKind(r.str()), Grant: r.str(), Scopes: split[string](r.str()), Created: r.time(),
		Expires: r.time(), Used: r.time(), Body: r.bytes()}, nil
}

func readAsk(r *record) (store.Ask, error) {
	return store.Ask{Hash: r.hash(), Code: r.hash(), Typed: r.flag(), Client: r.str(), Browser: r.hash(), Account: r.str(), Login: r.str(),
		Verdict: store.Verdict(r.str()), Grant: r.str(), Body: r.bytes(), Created: r.time(), Expires: r.time(), Polled: r.time(),
		Interval: time.Duration(r.int()) * time.Second}, nil
}

func readKey(r *record) (store.SigningKey, error) {
	return store.SigningKey{ID: r.str(), Public: r.bytes(), Sealed: r.bytes(), Created: r.time(), Retires: r.time(), Ends: r.time()}, nil
}

func (q *asker) grant(id string) (store.Grant, error) {
	return single(q, "read grant", "SELECT "+grantCols+" FROM oauth_grant WHERE id = $1", []any{id}, readGrant)
}

func (q *asker) grantSecret(hash [32]byte) (store.GrantSecret, error) {
	return single(q, "read code or token", "SELECT "+secretCols+" FROM oauth_secret WHERE hash = $1", []any{hash[:]}, readSecret)
}

func (q *asker) askBy(column string, hash [32]byte) (store.Ask, error) {
	return single(q, "read question", "SELECT "+askCols+" FROM oauth_ask WHERE "+column+" = $1", []any{hash[:]}, readAsk)
}

func (q *asker) signingKeys() ([]store.SigningKey, error) {
	return list(q, "read signing keys", "SELECT "+keyCols+" FROM oauth_key ORDER BY created, id", nil, readKey)
}

func (q *asker) count(verb, query string, args ...any) (n int, err error) {
	err = q.one(verb, query, args, func(r *record) error {
		n = int(r.int())
		return nil
	})
	return n, err
}

// OAuthClient is store.OAuth's.
func (b Reader) OAuthClient(ctx context.Context, id string) (store.OAuthClient, error) {
	return single(b.ask(ctx), "read client", "SELECT "+clientCols+" FROM oauth_client WHERE id = $1", []any{id}, readClient)
}

// OAuthClients is store.OAuth's.
func (b Reader) OAuthClients(ctx context.Context, h brush.HouseholdID) ([]store.OAuthClient, error) {
	return list(b.ask(ctx), "read clients", "SELECT "+clientCols+" FROM oauth_client WHERE household = $1 ORDER BY created, id", []any{string(h)}, readClient)
}

// Grants is store.OAuth's.
func (b Reader) Grants(ctx context.Context, h brush.HouseholdID) ([]store.Grant, error) {
	return grants(b.ask(ctx), h)
}

// Grants is store.OAuthTx's.
func (t *KeysTx) Grants(h brush.HouseholdID) ([]store.Grant, error) {
	return grants(t.asker, h)
}

func grants(q *asker, h brush.HouseholdID) ([]store.Grant, error) {
	return list(q, "read grants", "SELECT "+grantCols+" FROM oauth_grant WHERE household = $1 AND revoked = $2 ORDER BY created, id",
		[]any{string(h), int64(zeroMicros)}, readGrant)
}

// Grant is store.OAuth's.
func (b Reader) Grant(ctx context.Context, id string) (store.Grant, error) {
	return b.ask(ctx).grant(id)
}

// GrantSecret is store.OAuth's.
func (b Reader) GrantSecret(ctx context.Context, hash [32]byte) (store.GrantSecret, error) {
	return b.ask(ctx).grantSecret(hash)
}

const askGrantEntry = "SELECT s.hash, s.kind, s.grant_id, s.scopes, s.created, s.expires, s.used, s.body, " +
	"g.id, g.account, g.household, g.client, g.client_name, g.scopes, g.people, g.source, g.device, g.created, g.last_used, g.revoked, " +
	"a.id, a.email, a.name, a.password, a.locale, a.created, m.account, m.household, m.role, m.expires, m.created, m.people " +
	"FROM oauth_secret s JOIN oauth_grant g ON g.id = s.grant_id JOIN account a ON a.id = g.account " +
	"JOIN membership m ON m.account = g.account AND m.household = g.household WHERE s.hash = $1"

// GrantEntry is store.OAuth's.
func (b Reader) GrantEntry(ctx context.Context, hash [32]byte, now time.Time) (store.GrantEntry, error) {
	e, err := single(b.ask(ctx), "read access token", askGrantEntry, []any{hash[:]}, func(r *record) (e store.GrantEntry, err error) {
		if e.Secret, err = readSecret(r); err != nil {
			return e, err
		}
		if e.Grant, err = readGrant(r); err != nil {
			return e, err
		}
		if e.Account, err = readAccount(r); err != nil {
			return e, err
		}
		e.Membership, err = readMembership(r)
		return e, err
	})
	if err != nil {
		return store.GrantEntry{}, err
	}
	if e.Secret.Kind != store.AccessSecret || !e.Secret.Expires.After(now) || !e.Grant.Revoked.IsZero() ||
		!e.Membership.Expires.IsZero() && !e.Membership.Expires.After(now) {
		return store.GrantEntry{}, fmt.Errorf("read access token: expired or revoked: %w", brush.ErrNotFound)
	}
	return e, nil
}

// Ask is store.OAuth's.
func (b Reader) Ask(ctx context.Context, hash [32]byte, now time.Time) (store.Ask, error) {
	return unexpired(now)(b.ask(ctx).askBy("hash", hash))
}

// AskByCode is store.OAuth's.
func (b Reader) AskByCode(ctx context.Context, code [32]byte, now time.Time) (store.Ask, error) {
	return unexpired(now)(b.ask(ctx).askBy("code", code))
}

func unexpired(now time.Time) func(store.Ask, error) (store.Ask, error) {
	return func(a store.Ask, err error) (store.Ask, error) {
		if err == nil && !a.Expires.After(now) {
			return store.Ask{}, fmt.Errorf("read question: expired: %w", brush.ErrNotFound)
		}
		return a, err
	}
}

// SigningKeys is store.OAuth's.
func (b Reader) SigningKeys(ctx context.Context) ([]store.SigningKey, error) {
	return b.ask(ctx).signingKeys()
}

// PutOAuthClient is store.OAuthTx's.
func (t *KeysTx) PutOAuthClient(c store.OAuthClient) error {
	redirects, err := lines("redirects", c.Redirects)
	if err != nil {
		return fmt.Errorf("put client: %w", err)
	}
	scopes, err := lines("scopes", c.Scopes)
	if err != nil {
		return fmt.Errorf("put client: %w", err)
	}
	flows, err := lines("flows", c.Flows)
	if err != nil {
		return fmt.Errorf("put client: %w", err)
	}
	return t.later("put client", putClient, c.ID, string(c.Household), c.Account, c.Name, c.Secret[:], redirects, scopes, flows, micros(c.Created))
}

// DeleteOAuthClient is store.OAuthTx's.
func (t *KeysTx) DeleteOAuthClient(id string) error {
	return t.later("delete client", "DELETE FROM oauth_client WHERE id = $1", id)
}

// CountOAuthClients is store.OAuthTx's.
func (t *KeysTx) CountOAuthClients(h brush.HouseholdID) (int, error) {
	return t.count("count clients", "SELECT count(*) FROM oauth_client WHERE household = $1", string(h))
}

// Grant is store.OAuthTx's.
func (t *KeysTx) Grant(id string) (store.Grant, error) { return t.grant(id) }

// PutGrant is store.OAuthTx's.
func (t *KeysTx) PutGrant(g store.Grant) error {
	if g.People != nil && len(g.People) == 0 { // it would be read as everybody
		return fmt.Errorf("put grant: %w", &brush.FieldError{Field: "people", Reason: "are none"})
	}
	scopes, err := lines("scopes", g.Scopes)
	if err != nil {
		return fmt.Errorf("put grant: %w", err)
	}
	people, err := lines("people", g.People)
	if err != nil {
		return fmt.Errorf("put grant: %w", err)
	}
	return t.later("put grant", putGrant, g.ID, g.Account, string(g.Household), g.Client, g.ClientName, scopes, people, string(g.Source),
		string(g.Device), micros(g.Created), micros(g.LastUsed), micros(g.Revoked))
}

// CountGrants is store.OAuthTx's.
func (t *KeysTx) CountGrants(account string) (int, error) {
	return t.count("count grants", "SELECT count(*) FROM oauth_grant WHERE account = $1 AND revoked = $2", account, int64(zeroMicros))
}

// TouchGrant is store.OAuthTx's.
func (t *KeysTx) TouchGrant(id string, used time.Time) error {
	return t.later("touch grant", "UPDATE oauth_grant SET last_used = $2 WHERE id = $1", id, micros(used))
}

// GrantSecret is store.OAuthTx's.
func (t *KeysTx) GrantSecret(hash [32]byte) (store.GrantSecret, error) { return t.grantSecret(hash) }

// PutGrantSecret is store.OAuthTx's.
func (t *KeysTx) PutGrantSecret(s store.GrantSecret) error {
	scopes, err := lines("scopes", s.Scopes)
	if err != nil {
		return fmt.Errorf("put code or token: %w", err)
	}
	return t.later("put code or token", putSecret, s.Hash[:], string(s.Kind), s.Grant, scopes, micros(s.Created), micros(s.Expires), micros(s.Used), s.Body)
}

// DeleteGrantSecret is store.OAuthTx's.
func (t *KeysTx) DeleteGrantSecret(hash [32]byte) error {
	return t.later("delete token", "DELETE FROM oauth_secret WHERE hash = $1", hash[:])
}

// Ask is store.OAuthTx's.
func (t *KeysTx) Ask(hash [32]byte) (store.Ask, error) { return t.askBy("hash", hash) }

// PutAsk is store.OAuthTx's.
func (t *KeysTx) PutAsk(a store.Ask) error {
	return t.later("put question", putAsk, a.Hash[:], a.Code[:], flag(a.Typed), a.Client, a.Browser[:], a.Account, a.Login, string(a.Verdict), a.Grant,
		a.Body, micros(a.Created), micros(a.Expires), micros(a.Polled), int64(a.Interval/time.Second))
}

// CountAsks is store.OAuthTx's.
func (t *KeysTx) CountAsks() (int, error) {
	return t.count("count questions", "SELECT count(*) FROM oauth_ask")
}

// SigningKeys is store.OAuthTx's.
func (t *KeysTx) SigningKeys() ([]store.SigningKey, error) { return t.signingKeys() }

// PutSigningKey is store.OAuthTx's.
func (t *KeysTx) PutSigningKey(k store.SigningKey) error {
	return t.later("put signing key", putKey, k.ID, k.Public, k.Sealed, micros(k.Created), micros(k.Retires), micros(k.Ends))
}

// ForgetOAuth is store.OAuthTx's.
func (t *KeysTx) ForgetOAuth(before, unused time.Time) error {
	at := micros(before)
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"DELETE FROM oauth_secret WHERE expires < $1", []any{at}},
		{"DELETE FROM oauth_ask WHERE expires < $1", []any{at}},
		{"DELETE FROM oauth_key WHERE ends < $1", []any{at}},
		{"DELETE FROM oauth_grant WHERE revoked < $1 AND revoked <> $2", []any{at, int64(zeroMicros)}},
		{"DELETE FROM oauth_client WHERE household = '' AND created < $1 AND NOT EXISTS (SELECT 1 FROM oauth_grant g WHERE g.client = oauth_client.id)", []any{micros(unused)}},
	} {
		if err := t.later("forget what ended", step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}
