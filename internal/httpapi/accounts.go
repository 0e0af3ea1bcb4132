package httpapi

import (
	"context"
	"fmt"
	"net/http"

	"github.com/enamel-home/enamel/internal/account"
)

func (s *server) health(ctx context.Context, _ *none) (*body[Health], error) {
	if err := s.Store.Ping(ctx); err != nil {
		return nil, fmt.Errorf("ask the store: %w", err)
	}
	return &body[Health]{Health{Status: "ok", Version: s.Version}}, nil
}

func (s *server) setupState(ctx context.Context, _ *none) (*body[SetupState], error) {
	needed, err := s.Accounts.SetupNeeded(ctx)
	if err != nil {
		return nil, err
	}
	return &body[SetupState]{SetupState{Needed: needed}}, nil
}

func (s *server) setup(ctx context.Context, in *body[SetupRequest]) (*withCookie[Me], error) {
	b, q := in.Body, requestOf(ctx)
	set := account.Setup{Name: b.Name, Email: b.Email, Password: b.Password, Household: b.Household, TimeZone: b.TimeZone,
		Passkey: firstPasskey(q.r, b.Passkey), Address: q.peer, Agent: q.r.UserAgent()}
	for _, p := range b.People {
		set.People = append(set.People, newPerson(p))
	}
	cookie, p, err := s.Accounts.SetupByLink(ctx, b.Code, set)
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, cookie, p)
}

func (s *server) login(ctx context.Context, in *body[LoginRequest]) (*withCookie[Me], error) {
	q := requestOf(ctx)
	cookie, p, err := s.Accounts.Login(ctx, account.Credentials{Email: in.Body.Email, Password: in.Body.Password, Address: q.peer, Agent: q.r.UserAgent()})
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, cookie, p)
}

func (s *server) entered(ctx context.Context, cookie string, p *account.Principal) (*withCookie[Me], error) {
	me, err := s.meOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return &withCookie[Me]{Cookie: s.cookie(requestOf(ctx).r, cookie), Body: *me}, nil
}

func (s *server) logout(ctx context.Context, _ *none) (*justCookie, error) {
	if principal(ctx).Playing() {
		return nil, says(http.StatusForbidden, "This browser plays. The PIN leads out.")
	}
	if err := s.Accounts.Logout(ctx, principal(ctx)); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return &justCookie{Cookie: s.cookie(requestOf(ctx).r, "")}, nil
}

func (s *server) me(ctx context.Context, _ *none) (*body[Me], error) {
	me, err := s.meOf(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	return &body[Me]{*me}, nil
}

func (s *server) meOf(ctx context.Context, p *account.Principal) (*Me, error) {
	seen := p.Around
	if seen == nil {
		h, err := s.Store.Household(ctx, p.Household)
		if err != nil {
			return nil, fmt.Errorf("read the household: %w", err)
		}
		seen = &account.Around{Household: h}
	}
	me := &Me{Version: s.Version, Household: householdOf(&seen.Household)}
	me.Scopes, me.People = p.Scopes, idsOf(p.People)
	me.Account = Account{ID: p.Account.ID, Email: p.Account.Email, Name: p.Account.Name, Role: string(p.Role), Locale: p.Account.Locale}
	if !p.Browser() {
		me.Account = Account{ID: p.TokenID, Name: p.TokenName, Role: "token"}
		if p.Device != "" {
			me.Household.Name = "" // what a family calls itself is none of a device's business
		}
		return me, nil
	}
	if p.Around == nil {
		var err error
		if seen.Homes, err = s.Accounts.Homes(ctx, p); err != nil {
			return nil, err
		}
	}
	for _, o := range seen.Homes {
		me.Households = append(me.Households, Home{ID: string(o.Household), Name: o.Name, Role: string(o.Role), Here: o.Household == p.Household})
	}
	return me, nil
}
