package oauth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// effective is what an access token opens at this moment: what it was given, as far as who gave it may do that still.
func effective(e *store.GrantEntry) []string {
	return within(e.Secret.Scopes, account.ScopesOf(e.Membership.Role))
}

// entry finds an access token that is good now; account.ErrUnauthorized.
func (p *Provider) entry(ctx context.Context, bearer string) (e store.GrantEntry, err error) {
	e, err = p.Store.GrantEntry(ctx, hashOf(bearer), p.Now())
	if errors.Is(err, brush.ErrNotFound) {
		return e, account.ErrUnauthorized
	}
	if err != nil {
		return e, fmt.Errorf("find the access token: %w", err)
	}
	return e, nil
}

// Access is account.Bearers'. A membership that was lost and a role that was lowered count at once: both are looked at each time.
func (p *Provider) Access(ctx context.Context, bearer string) (*account.Principal, error) {
	e, err := p.entry(ctx, bearer)
	if err != nil {
		return nil, err
	}
	g := &e.Grant
	if now := p.Now(); now.Sub(g.LastUsed) > time.Minute {
		// When it was last used is a comfort; a store that cannot write it now does not shut the door.
		_ = p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.TouchGrant(g.ID, now) })
	}
	return account.Granted(*g, e.Membership, e.Secret.Scopes), nil
}

// Good is account.Bearers': the grants of a household whose givers may still do all that they granted.
func (p *Provider) Good(ctx context.Context, h brush.HouseholdID) ([]string, error) {
	gs, err := p.Store.Grants(ctx, h)
	if err != nil {
		return nil, err
	}
	now := p.Now()
	roles := map[string]store.Role{}
	var good []string
	for _, g := range gs {
		role, ok := roles[g.Account]
		if !ok {
			ms, err := p.Store.Memberships(ctx, g.Account)
			if err != nil {
				return nil, err
			}
			for _, m := range ms {
				if m.Household == h && (m.Expires.IsZero() || m.Expires.After(now)) {
					role = m.Role
				}
			}
			roles[g.Account] = role
		}
		if holds(append(slices.Clone(identity), account.ScopesOf(role)...), g.Scopes) && role != "" {
			good = append(good, g.ID)
		}
	}
	return good, nil
}

// Granted is a grant as people see it.
type Granted struct {
	store.Grant
	By   string // who gave it, by name
	Mine bool
}

// Sends reports whether a grant lets frames in.
func (g *Granted) Sends() bool { return slices.Contains(g.Scopes, account.FramesWrite) }

// Grants returns what who asks has granted in their household; an owner sees what everybody has.
func (p *Provider) Grants(ctx context.Context, who *account.Principal) ([]Granted, error) {
	if !who.Browser() {
		return nil, errBrowser
	}
	gs, err := p.Store.Grants(ctx, who.Household)
	if err != nil {
		return nil, fmt.Errorf("read the grants: %w", err)
	}
	names := map[string]string{who.Account.ID: who.Account.Name}
	var out []Granted
	for _, g := range gs {
		mine := g.Account == who.Account.ID
		if !mine && who.Role != store.Owner {
			continue
		}
		name, ok := names[g.Account]
		if !ok {
			a, err := p.Store.Account(ctx, g.Account)
			if err != nil && !errors.Is(err, brush.ErrNotFound) {
				return nil, fmt.Errorf("read who granted: %w", err)
			}
			name = a.Name
			names[g.Account] = name
		}
		out = append(out, Granted{Grant: g, By: name, Mine: mine})
	}
	return out, nil
}

// End takes a grant back: who gave it may, and an owner of the household. Everything that came from it is no longer good at once.
func (p *Provider) End(ctx context.Context, who *account.Principal, id string) error {
	if !who.Browser() {
		return errBrowser
	}
	g, err := p.Store.Grant(ctx, id)
	if err == nil && (g.Household != who.Household || !g.Revoked.IsZero() || g.Account != who.Account.ID && who.Role != store.Owner) {
		err = brush.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("find the grant: %w", err)
	}
	return p.end(ctx, id, "")
}

func (p *Provider) end(ctx context.Context, id, why string) error {
	now := p.Now()
	var h brush.HouseholdID
	err := p.Store.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		h, err = revoke(ctx, tx, id, now, why)
		return err
	})
	if err != nil {
		return fmt.Errorf("end the grant: %w", err)
	}
	if h != "" {
		p.Ended(h)
	}
	return nil
}
