package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// ProxyIssuer is who vouches for the names that a trusted proxy says. No provider's issuer is called so: those are addresses.
const ProxyIssuer = "proxy"

// byProxy is the word of the log for who comes in because a trusted proxy says who they are.
const byProxy = "proxy"

// longestProxyUser is how long such a name may be, in bytes.
const longestProxyUser = 255

// LinkHere lets the name that a trusted proxy says be an account's, from the machine itself. brush.ErrNotFound for no account with that e-mail
// address; brush.ErrConflict when the name is another one's.
func (s *Service) LinkHere(ctx context.Context, email, user string) error {
	if user == "" || len(user) > longestProxyUser {
		return bad("proxy-user", fmt.Sprintf("is missing, or longer than %d bytes", longestProxyUser))
	}
	a, err := s.store.AccountByEmail(ctx, foldEmail(email))
	if err != nil {
		return fmt.Errorf("find the account: %w", err)
	}
	now := s.now()
	err = s.updateKeys(ctx, func(tx store.KeysTx) error {
		if _, err := tx.HoldAccount(a.ID); err != nil {
			return err
		}
		return errors.Join(s.link(tx, store.Identity{Issuer: ProxyIssuer, Subject: user, Account: a.ID, Name: user, Created: now}), s.tell(ctx, tx, a.ID, "linked"))
	})
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return nil
}

// mostProxied is how many log-ins of an account stay, besides those that are used, when a proxy makes another: a browser without cookies makes one
// each time.
const mostProxied = 50

// ByProxy finds who a trusted proxy speaks of: the log-in that came along when it is theirs, or else, where open says that there may be one, a new
// log-in, whose cookie is then told. ErrUnauthorized when the name belongs to no account.
func (s *Service) ByProxy(ctx context.Context, user, cookie, agent string, open bool) (p *Principal, fresh string, err error) {
	if user == "" || len(user) > longestProxyUser {
		return nil, "", ErrUnauthorized
	}
	i, err := s.store.Identity(ctx, ProxyIssuer, user)
	if err != nil {
		return nil, "", unknown("find the proxy's user", err)
	}
	if cookie != "" {
		p, err := s.byLogin(ctx, cookie)
		if err == nil && p.maker == i.Account {
			return p, "", nil
		}
		if err != nil && !errors.Is(err, ErrUnauthorized) {
			return nil, "", err
		}
	}
	if !open {
		return nil, "", ErrUnauthorized
	}
	now := s.now()
	fresh, p, err = s.enter(ctx, i.Account, agent, byProxy, provedLasts, func(tx store.KeysTx) error {
		all, err := tx.Logins(i.Account)
		if err != nil {
			return err
		}
		for _, l := range all[min(len(all), mostProxied-1):] {
			if !l.LastUsed.Equal(l.Created) {
				continue // somebody uses it
			}
			if err := tx.DeleteLogin(l.Hash); err != nil {
				return err
			}
		}
		i.LastUsed = now
		return tx.PutIdentity(i)
	})
	return p, fresh, err
}

// link keeps an identity of an account that the update holds. brush.ErrConflict when it is another's, a *RuleError when there are too many.
func (s *Service) link(tx store.KeysTx, i store.Identity) error {
	there, err := tx.Identity(i.Issuer, i.Subject)
	switch {
	case err == nil && there.Account != i.Account:
		return &RuleError{Says: "This identity belongs to another account here.", kind: brush.ErrConflict}
	case err == nil:
		return nil
	case !errors.Is(err, brush.ErrNotFound):
		return err
	}
	all, err := tx.Identities(i.Account)
	if err != nil {
		return err
	}
	if len(all) >= MostIdentities {
		return &RuleError{Says: fmt.Sprintf("An account is linked with at most %d others.", MostIdentities), kind: brush.ErrConflict}
	}
	return tx.PutIdentity(i)
}

// IdentityID names an identity in lists.
func IdentityID(i store.Identity) string { return shortName(i.Issuer + "\x00" + i.Subject) }

// Unlink takes an identity away from the account of who is asking. ErrProve; a *RuleError for the last way in; brush.ErrNotFound for none of theirs.
func (s *Service) Unlink(ctx context.Context, p *Principal, id string) error {
	return s.changeWays(ctx, p, "unlink", "unlinked", func(tx store.KeysTx, a *store.Account) error {
		all, err := tx.Identities(a.ID)
		if err != nil {
			return err
		}
		for _, i := range all {
			if IdentityID(i) == id {
				return tx.DeleteIdentity(i.Issuer, i.Subject)
			}
		}
		return brush.ErrNotFound
	})
}
