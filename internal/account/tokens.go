package account

import (
	"context"
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
	Account   string // who makes it; "": the machine's own command line
	Name      string
	Scopes    []string
	Source    brush.SourceID // "": the name, or "token-" and its id
	Device    brush.DeviceID // the only one that it may speak of; "": any
	Lasts     time.Duration  // 0: for ever
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
	id, err := s.newID(now)
	if err != nil {
		return "", t, err
	}
	t = store.Token{ID: id, Household: n.Household, Account: n.Account, Source: n.Source, Device: n.Device, Created: now, LastUsed: now}
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
	if n.Lasts > 0 {
		t.Expires = now.Add(n.Lasts)
	}
	if secret, err = s.secret(); err != nil {
		return "", t, err
	}
	secret = tokenPrefix + secret
	t.Hash = hashOf(secret)
	if err := s.store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		if _, err := tx.Household(n.Household).Household(); err != nil {
			return err
		}
		return tx.PutToken(t)
	}); err != nil {
		return "", t, fmt.Errorf("keep the token: %w", err)
	}
	return secret, t, nil
}

func (s *Service) byToken(ctx context.Context, secret string) (*Principal, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return nil, ErrUnauthorized
	}
	now := s.now()
	t, err := s.store.Token(ctx, hashOf(secret), now)
	if err != nil {
		return nil, unknown("find the token", err)
	}
	if now.Sub(t.LastUsed) > time.Minute {
		// When it was last used is a comfort; a store that cannot write it now does not shut the door.
		_ = s.store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.TouchToken(t.Hash, now) })
	}
	return &Principal{Household: t.Household, Scopes: t.Scopes, Source: t.Source, Device: t.Device, TokenID: t.ID, TokenName: t.Name}, nil
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
	if s.bearers != nil {
		ids, err := s.bearers.Good(ctx, h)
		if err != nil {
			return nil, fmt.Errorf("look at the grants: %w", err)
		}
		for _, id := range ids {
			good[id] = true
		}
	}
	return good, nil
}
