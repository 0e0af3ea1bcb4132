package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// grants: clients, grants and their codes and tokens come back whole, and an access token is good while all that it hangs on is.
func grants(t *testing.T, s store.Store) {
	ctx := context.Background()
	client := store.OAuthClient{ID: "c1", Household: home, Account: "acc", Name: "Teeth chart", Secret: [32]byte{7}, Redirects: []string{"https://a.example/cb", "https://a.example/other"},
		Scopes: []string{"sessions:read"}, Flows: []string{"authorization_code"}, Created: at(1)}
	wild := store.OAuthClient{ID: "c0", Name: "By itself", Created: at(0)}
	acc := store.Account{ID: "acc", Email: "a@example.org", Name: "A", Created: at(0)}
	member := store.Membership{Account: "acc", Household: home, Role: store.Caregiver, Expires: at(500), Created: at(0)}
	grant := store.Grant{ID: "g1", Account: "acc", Household: home, Client: "c1", ClientName: "Teeth chart", Scopes: []string{"sessions:read", "frames:write"},
		People: []brush.PersonID{"p1", "p2"}, Source: "hall", Device: "D1", Created: at(1), LastUsed: at(2)}
	theirs := store.Grant{ID: "g2", Account: "acc", Household: other, Client: "c1", Created: at(1)}
	gone := store.Grant{ID: "g3", Account: "acc", Household: home, Client: "c1", Created: at(1), Revoked: at(3)}
	access := store.GrantSecret{Hash: [32]byte{1}, Kind: store.AccessSecret, Grant: "g1", Scopes: []string{"sessions:read"}, Created: at(2), Expires: at(100)}
	refresh := store.GrantSecret{Hash: [32]byte{2}, Kind: store.RefreshSecret, Grant: "g1", Created: at(2), Expires: at(100), Used: at(4), Body: []byte("{}")}
	ended := store.GrantSecret{Hash: [32]byte{3}, Kind: store.AccessSecret, Grant: "g3", Created: at(2), Expires: at(100)}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.PutOAuthClient(client), tx.PutOAuthClient(wild), tx.PutAccount(acc), tx.PutMembership(member), tx.PutGrant(grant),
			tx.PutGrant(theirs), tx.PutGrant(gone), tx.PutGrantSecret(access), tx.PutGrantSecret(refresh), tx.PutGrantSecret(ended))
	})
	gotC, err := s.OAuthClient(ctx, "c1")
	equal(t, "client", gotC, client, err)
	cs, err := s.OAuthClients(ctx, home)
	equal(t, "clients", cs, []store.OAuthClient{client}, err)
	gs, err := s.Grants(ctx, home)
	equal(t, "grants", gs, []store.Grant{grant}, err)
	gotG, err := s.Grant(ctx, "g3")
	equal(t, "a revoked grant", gotG, gone, err)
	gotS, err := s.GrantSecret(ctx, refresh.Hash)
	equal(t, "refresh token", gotS, refresh, err)
	entry, err := s.GrantEntry(ctx, access.Hash, at(50))
	equal(t, "entry", entry, store.GrantEntry{Secret: access, Grant: grant, Account: acc, Membership: member}, err)
	mustKeys(t, s, func(tx store.KeysTx) error {
		if n, err := tx.CountOAuthClients(home); n != 1 || err != nil {
			t.Errorf("%d clients, %v", n, err)
		}
		if n, err := tx.CountGrants("acc"); n != 2 || err != nil {
			t.Errorf("%d grants, %v", n, err)
		}
		got, err := tx.GrantSecret(access.Hash)
		equal(t, "access token inside", got, access, err)
		if _, err := tx.Grant("nobody"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("nobody's grant: %v", err)
		}
		return errors.Join(tx.TouchGrant("g1", at(60)), tx.TouchGrant("nobody", at(60)))
	})
	grant.LastUsed = at(60)
	gotG, err = s.Grant(ctx, "g1")
	equal(t, "a touched grant", gotG, grant, err)
	for what, hash := range map[string][32]byte{"a refresh token's": refresh.Hash, "a revoked grant's": ended.Hash, "nobody's": {9}} {
		entry, err := s.GrantEntry(ctx, hash, at(50))
		absent(t, what+" entry", entry, err)
	}
	entry, err = s.GrantEntry(ctx, access.Hash, at(100))
	absent(t, "an expired token's entry", entry, err)
	member.Expires = at(40)
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.PutMembership(member) })
	entry, err = s.GrantEntry(ctx, access.Hash, at(50))
	absent(t, "the entry of who is no member any more", entry, err)
	err = s.UpdateKeys(ctx, func(tx store.KeysTx) error {
		return tx.PutGrant(store.Grant{ID: "g4", People: []brush.PersonID{}})
	})
	if !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("a grant about nobody, which would be read as everybody: %v", err)
	}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.DeleteOAuthClient("c1"), tx.DeleteGrantSecret(access.Hash))
	})
	gotC, err = s.OAuthClient(ctx, "c1")
	absent(t, "a deleted client", gotC, err)
	gotS, err = s.GrantSecret(ctx, access.Hash)
	absent(t, "a deleted token", gotS, err)
}

func asks(t *testing.T, s store.Store) {
	ctx := context.Background()
	ask := store.Ask{Hash: [32]byte{1}, Code: [32]byte{2}, Typed: true, Client: "c", Browser: [32]byte{3}, Account: "acc", Login: "l", Verdict: store.Approved, Grant: "g",
		Body: []byte("body"), Created: at(0), Expires: at(10), Polled: at(5), Interval: 5 * time.Second}
	mustKeys(t, s, func(tx store.KeysTx) error {
		if err := tx.PutAsk(ask); err != nil {
			return err
		}
		got, err := tx.Ask(ask.Hash)
		equal(t, "question inside", got, ask, err)
		n, err := tx.CountAsks()
		equal(t, "questions", n, 1, err)
		return nil
	})
	got, err := s.Ask(ctx, ask.Hash, at(9))
	equal(t, "question", got, ask, err)
	got, err = s.AskByCode(ctx, ask.Code, at(9))
	equal(t, "question by its code", got, ask, err)
	got, err = s.Ask(ctx, ask.Hash, at(10))
	absent(t, "an expired question", got, err)
	got, err = s.AskByCode(ctx, ask.Code, at(10))
	absent(t, "an expired question by its code", got, err)
	got, err = s.AskByCode(ctx, ask.Hash, at(0))
	absent(t, "a question by what is not its code", got, err)
}

func oauthForgets(t *testing.T, s store.Store) {
	ctx := context.Background()
	key := func(id string, ends float64) store.SigningKey {
		return store.SigningKey{ID: id, Public: []byte("{}"), Sealed: []byte{1}, Created: at(0), Retires: at(1), Ends: at(ends)}
	}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(
			tx.PutOAuthClient(store.OAuthClient{ID: "unused", Created: at(0)}), tx.PutOAuthClient(store.OAuthClient{ID: "used", Created: at(0)}),
			tx.PutOAuthClient(store.OAuthClient{ID: "ours", Household: home, Created: at(0)}),
			tx.PutGrant(store.Grant{ID: "g", Household: home, Client: "used", Created: at(0)}), tx.PutGrant(store.Grant{ID: "old", Household: home, Client: "used", Revoked: at(1)}),
			tx.PutGrantSecret(store.GrantSecret{Hash: [32]byte{1}, Grant: "g", Expires: at(1)}), tx.PutGrantSecret(store.GrantSecret{Hash: [32]byte{2}, Grant: "g", Expires: at(100)}),
			tx.PutAsk(store.Ask{Hash: [32]byte{1}, Code: [32]byte{1}, Expires: at(1)}), tx.PutSigningKey(key("old", 1)), tx.PutSigningKey(key("new", 100)),
			tx.ForgetOAuth(at(50), at(20)))
	})
	for id, stays := range map[string]bool{"unused": false, "used": true, "ours": true} {
		if _, err := s.OAuthClient(ctx, id); (err == nil) != stays {
			t.Errorf("client %s: %v", id, err)
		}
	}
	for id, stays := range map[string]bool{"g": true, "old": false} {
		if _, err := s.Grant(ctx, id); (err == nil) != stays {
			t.Errorf("grant %s: %v", id, err)
		}
	}
	for b, stays := range map[byte]bool{1: false, 2: true} {
		if _, err := s.GrantSecret(ctx, [32]byte{b}); (err == nil) != stays {
			t.Errorf("token %d: %v", b, err)
		}
	}
	ks, err := s.SigningKeys(ctx)
	equal(t, "keys", ks, []store.SigningKey{key("new", 100)}, err)
	mustKeys(t, s, func(tx store.KeysTx) error {
		n, err := tx.CountAsks()
		equal(t, "questions", n, 0, err)
		inside, err := tx.SigningKeys()
		equal(t, "keys inside", inside, ks, err)
		return nil
	})
}
