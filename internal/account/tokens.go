package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// tokenPrefix makes a token that lies around recognisable.
const tokenPrefix = "enamel_"

// longestSource leaves room behind a token's source for an ear of the sender: "source/ear".
const longestSource = 40

// appSource begins the name of a log-in's source: what an account's browsers and phones hear or enter. No token may have such a name.
const appSource = "app:"

// NewToken says what token to make.
type NewToken struct {
	Household brush.HouseholdID
	By        *Principal // who makes it, and cannot give more than they have; nil: the machine's own command line
	Name      string
	Scopes    []string
	Source    brush.SourceID   // "": the name, or "token-" and its id
	Device    brush.DeviceID   // the only one that it may speak of; "": any
	People    []brush.PersonID // whom it lets see; nil: as many as who makes it
	Lasts     time.Duration    // 0: for ever, or for as long as who makes it may come in

	instead string // the token whose place it takes; "": it is one more
}

// MadeToken is a token with its secret, which is told once.
type MadeToken struct {
	store.Token
	Secret string
}

// MostTokens is how many tokens a household may have.
const MostTokens = 100

// TokenOverlap is how long a token is good behind the one that takes its place, so that nothing is lost while a gateway is told of it.
const TokenOverlap = 24 * time.Hour

// RotateToken makes a token that may what another may, of the same source, and ends that one in TokenOverlap. It is then who asks' own, who cannot give
// more than they have. brush.ErrNotFound for a token that is not theirs to take back; the secret is told once.
func (s *Service) RotateToken(ctx context.Context, p *Principal, id string) (MadeToken, error) {
	ts, err := s.Tokens(ctx, p)
	if err != nil {
		return MadeToken{}, err
	}
	i := slices.IndexFunc(ts, func(t store.Token) bool { return t.ID == id })
	if i < 0 {
		return MadeToken{}, fmt.Errorf("rotate a token: %w", brush.ErrNotFound)
	}
	t := &ts[i]
	n := NewToken{Household: p.Household, By: p, Name: t.Name, Scopes: t.Scopes, Source: t.Source, Device: t.Device, People: t.People, instead: id}
	if !t.Expires.IsZero() {
		if n.Lasts = t.Expires.Sub(s.now()); n.Lasts <= 0 {
			return MadeToken{}, fmt.Errorf("rotate a token: %w", brush.ErrNotFound) // it has ended meanwhile
		}
	}
	secret, made, err := s.MakeToken(ctx, n)
	return MadeToken{Token: made, Secret: secret}, err
}

// MakeToken makes a token. The secret is told once.
func (s *Service) MakeToken(ctx context.Context, n NewToken) (secret string, t store.Token, err error) {
	now := s.now()
	if len(n.Scopes) == 0 {
		return "", t, bad("scopes", "are missing; there are "+strings.Join(Scopes(), ", "))
	}
	for _, sc := range n.Scopes {
		if !KnownScope(sc) {
			return "", t, bad("scopes", "name one that does not exist; there are "+strings.Join(Scopes(), ", "))
		}
	}
	if len(n.Device) > brush.MaxID {
		return "", t, bad("device", fmt.Sprintf("is longer than %d bytes", brush.MaxID))
	}
	if n.Device != "" && !slices.Equal(n.Scopes, []string{FramesWrite}) {
		return "", t, bad("scopes", "of a token that is for one device can only be "+FramesWrite)
	}
	if n.Lasts < 0 {
		return "", t, bad("expires", "lies in the past")
	}
	account, people, until := "", n.People, time.Time{}
	if n.Lasts > 0 {
		until = now.Add(n.Lasts)
	}
	if by := n.By; by != nil {
		account = by.maker
		if by.Household != n.Household {
			return "", t, fmt.Errorf("make a token: %w", brush.ErrForbidden)
		}
		for _, sc := range n.Scopes {
			if !by.May(sc) {
				return "", t, bad("scopes", "name one that you do not have yourself")
			}
		}
		if people == nil {
			people = by.People
		}
		if !within(by.People, people) {
			return "", t, bad("people", "name somebody whom you do not see yourself")
		}
		if !by.expires.IsZero() && (until.IsZero() || until.After(by.expires)) {
			until = by.expires
		}
	}
	if people != nil && slices.ContainsFunc(n.Scopes, unnarrowed) {
		return "", t, bad("scopes", "name one that cannot be for some people only: a brush may be anybody's, and so may a household's rules")
	}
	id, err := s.newID(now)
	if err != nil {
		return "", t, err
	}
	t = store.Token{ID: id, Household: n.Household, Account: account, Source: n.Source, Device: n.Device, Created: now, LastUsed: now, Expires: until}
	t.Scopes = slices.Compact(slices.Sorted(slices.Values(n.Scopes)))
	if n.Name != "" {
		if t.Name, err = cleanName("name", n.Name, 60); err != nil {
			return "", t, err
		}
	}
	if t.Source == "" && t.Name != "" {
		t.Source = brush.SourceID(t.Name)
	}
	if t.Source == "" {
		t.Source = brush.SourceID("token-" + id[len(id)-8:])
	}
	if len(t.Source) > longestSource || strings.ContainsFunc(string(t.Source), func(r rune) bool { return r < ' ' || r == 0x7f || r == '/' || r == '\ufffd' }) {
		field := "source"
		if n.Source == "" {
			field = "name"
		}
		return "", t, bad(field, fmt.Sprintf("cannot name a source: at most %d bytes, without a slash; give a source of its own", longestSource))
	}
	if strings.HasPrefix(string(t.Source), appSource) {
		field := "source"
		if n.Source == "" {
			field = "name"
		}
		return "", t, bad(field, "cannot begin with "+appSource+": such names are those of log-ins")
	}
	if secret, err = s.secret(); err != nil {
		return "", t, err
	}
	secret = tokenPrefix + secret
	t.Hash = hashOf(secret)
	if err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		house := tx.Household(n.Household)
		if _, err := house.Household(); err != nil {
			return err
		}
		if people != nil {
			if t.People, err = knownPeople(house, people); err != nil {
				return err
			}
		}
		if n.By == nil {
			return putToken(ctx, tx, house, t)
		}
		all, err := tx.Tokens(n.Household)
		if err != nil {
			return err
		}
		if len(all) >= MostTokens {
			return &RuleError{Says: fmt.Sprintf("A household has at most %d tokens. Take one back first.", MostTokens), kind: brush.ErrConflict}
		}
		if n.instead != "" {
			if err := outgoing(tx, n.By, all, n.instead, now); err != nil {
				return err
			}
		} else if slices.Contains(t.Scopes, FramesWrite) && slices.ContainsFunc(all, func(o store.Token) bool { return o.Source == t.Source }) {
			return bad("source", "is another token's: what was heard could not be told apart")
		}
		if err := putToken(ctx, tx, house, t); err != nil {
			return err
		}
		return store.Made(ctx, house, MadeToken{Token: t, Secret: secret})
	}); err != nil {
		return "", t, fmt.Errorf("keep the token: %w", err)
	}
	return secret, t, nil
}

// outgoing lets a token end in TokenOverlap, or when it would have ended anyway.
func outgoing(tx store.KeysTx, by *Principal, all []store.Token, id string, now time.Time) error {
	i := slices.IndexFunc(all, func(t store.Token) bool { return t.ID == id && by.rules(t) })
	if i < 0 {
		return brush.ErrNotFound
	}
	old := all[i]
	if end := now.Add(TokenOverlap); old.Expires.IsZero() || old.Expires.After(end) {
		old.Expires = end
	}
	return tx.PutToken(old)
}

// putToken keeps a token, and says so in the log.
func putToken(ctx context.Context, tx store.KeysTx, house store.Tx, t store.Token) error {
	if err := tx.PutToken(t); err != nil {
		return err
	}
	return store.Audit(ctx, house, store.AuditEntry{At: t.Created, Act: store.ActTokenMade, About: store.Named{Kind: store.NameToken, ID: t.ID}})
}

// dropToken takes a token away, and says so in the log.
func (s *Service) dropToken(ctx context.Context, tx store.KeysTx, house store.Tx, t store.Token) error {
	e := store.AuditEntry{At: s.now(), Act: store.ActTokenRevoked, About: store.Named{Kind: store.NameToken, ID: t.ID}}
	return errors.Join(tx.DeleteToken(t.Hash), store.Audit(ctx, house, e))
}

func (s *Service) byToken(ctx context.Context, secret string) (*Principal, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return nil, ErrUnauthorized
	}
	c, now := credential{hashOf(secret), true}, s.now()
	return s.known.find(ctx, c, now, func() (*Principal, time.Time, error) { return s.askToken(ctx, c.hash, now) })
}

// askToken asks the store, and says when the token ends.
func (s *Service) askToken(ctx context.Context, hash [32]byte, now time.Time) (*Principal, time.Time, error) {
	t, err := s.store.Token(ctx, hash, now)
	if err != nil {
		return nil, time.Time{}, unknown("find the token", err)
	}
	if now.Sub(t.LastUsed) > time.Minute {
		// When it was last used is a comfort; a store that cannot write it now does not shut the door.
		_ = s.store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.TouchToken(t.Hash, now) })
	}
	return &Principal{Household: t.Household, Scopes: t.Scopes, Source: t.Source, Device: t.Device, TokenID: t.ID, TokenName: t.Name,
		People: t.People, Client: t.Name, maker: t.Account, expires: t.Expires}, t.Expires, nil
}

// GoodTokens returns which tokens of a household are good now, by their ids: neither revoked nor expired.
func (s *Service) GoodTokens(ctx context.Context, h brush.HouseholdID) (map[string]bool, error) {
	ts, err := s.store.Tokens(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("look at the tokens: %w", err)
	}
	good := make(map[string]bool, len(ts))
	for _, t := range ts {
		if !t.Revoked && (t.Expires.IsZero() || t.Expires.After(s.now())) {
			good[t.ID] = true
		}
	}
	for _, b := range s.bearers {
		ids, err := b.of.Good(ctx, h)
		if err != nil {
			return nil, fmt.Errorf("look at the tokens that begin with %s: %w", b.prefix, err)
		}
		for _, id := range ids {
			good[id] = true
		}
	}
	return good, nil
}

// unnarrowed reports whether a scope can only be for everybody.
func unnarrowed(scope string) bool {
	switch scope {
	case FramesWrite, BrushesWrite, PeopleWrite, HouseholdWrite, MembersWrite, TokensWrite, HooksWrite, AuditRead, ExportRead, EraseWrite:
		return true
	}
	return false
}

// Tokens returns the tokens that who is asking may take back, oldest first: an owner every one of the household, others their own.
func (s *Service) Tokens(ctx context.Context, p *Principal) ([]store.Token, error) {
	all, err := s.store.Tokens(ctx, p.Household)
	if err != nil {
		return nil, fmt.Errorf("read the tokens: %w", err)
	}
	return slices.DeleteFunc(all, func(t store.Token) bool { return !p.rules(t) }), nil
}

// rules reports whether a token is who is asking's to see and to take back.
func (p *Principal) rules(t store.Token) bool {
	return p.May(MembersWrite) || p.maker != "" && t.Account == p.maker
}

// RevokeToken takes a token back. It is good for nothing from now on, also where it is in use.
func (s *Service) RevokeToken(ctx context.Context, p *Principal, id string) error {
	err := s.rule(ctx, p.Household, func(tx store.KeysTx, house store.Tx) error {
		all, err := tx.Tokens(p.Household)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t store.Token) bool { return t.ID == id && p.rules(t) })
		if i < 0 {
			return brush.ErrNotFound
		}
		return s.dropToken(ctx, tx, house, all[i])
	})
	if err != nil {
		return fmt.Errorf("take a token back: %w", err)
	}
	return nil
}
