package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// LoginLasts is how long a browser stays logged in after it was last used.
const LoginLasts = 30 * 24 * time.Hour

// renewAfter is how old the last use must be before it is written again: a page asks many times a minute.
const renewAfter = time.Hour

// ErrPassword says that the e-mail address or the password is not right; never which.
var ErrPassword = errors.New("the e-mail address or the password is not right")

// Credentials are what somebody logs in with.
type Credentials struct {
	Email, Password string
	Address         string // the peer's, host or host:port
	Agent           string // User-Agent
}

// Login checks a password and opens a session of the browser. The cookie is told once. *WaitError when tries come too fast, ErrPassword
// when it does not fit, *SecondError when a one-time code is asked for besides.
func (s *Service) Login(ctx context.Context, c Credentials) (cookie string, p *Principal, err error) {
	now := s.now()
	email := foldEmail(c.Email)
	if wait := s.throttle.try(email, c.Address, now); wait > 0 {
		return "", nil, &WaitError{For: wait}
	}
	a, err := s.store.AccountByEmail(ctx, email)
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return "", nil, fmt.Errorf("find the account: %w", err)
	}
	// An unknown address costs the same time as a known one.
	ok, err := s.verifyPassword(ctx, a.Password, c.Password)
	if err != nil {
		return "", nil, err
	}
	if !ok || a.ID == "" {
		s.failures.add(a.ID)
		return "", nil, ErrPassword
	}
	m, err := s.membership(ctx, a.ID, now)
	if errors.Is(err, ErrUnauthorized) {
		return "", nil, ErrPassword
	}
	if err != nil {
		return "", nil, err
	}
	s.throttle.worked(email, c.Address)
	if err := s.asksSecond(ctx, a.ID); err != nil {
		return "", nil, err
	}
	cookie, l, err := s.newLogin(a.ID, m.Household, c.Agent, now)
	if err != nil {
		return "", nil, err
	}
	seen, err := s.around(ctx, m)
	if err != nil {
		return "", nil, err
	}
	if err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		if err := s.tellLogin(ctx, tx, &l, "password", false); err != nil {
			return err
		}
		return tx.PutLogin(l)
	}); err != nil {
		return "", nil, fmt.Errorf("keep the log-in: %w", err)
	}
	return cookie, principalOf(a, m, &l).with(seen), nil
}

// Logout ends the session of the browser that asks. It does nothing for a token.
func (s *Service) Logout(ctx context.Context, p *Principal) error {
	if !p.Browser() {
		return nil
	}
	err := s.rule(ctx, p.Household, func(tx store.KeysTx, house store.Tx) error {
		if err := tx.DeleteLogin(p.login); err != nil {
			return err
		}
		return audit(ctx, house, s.now(), store.ActLogout, p.Account.ID, "")
	})
	if err != nil {
		return fmt.Errorf("end the log-in: %w", err)
	}
	return nil
}

func (s *Service) newLogin(account string, h brush.HouseholdID, agent string, now time.Time) (string, store.Login, error) {
	cookie, err := s.secret()
	if err != nil {
		return "", store.Login{}, err
	}
	if len(agent) > 200 {
		agent = strings.ToValidUTF8(agent[:200], "")
	}
	return cookie, store.Login{Hash: hashOf(cookie), Account: account, Household: h, Created: now, LastUsed: now,
		Expires: now.Add(LoginLasts), Agent: agent}, nil
}

func (s *Service) byLogin(ctx context.Context, cookie string) (*Principal, error) {
	c, now := credential{hash: hashOf(cookie)}, s.now()
	return s.known.find(ctx, c, now, func() (*Principal, time.Time, error) { return s.askLogin(ctx, c.hash, now) })
}

// askLogin asks the store, and says when log-in or membership ends.
func (s *Service) askLogin(ctx context.Context, hash [32]byte, now time.Time) (*Principal, time.Time, error) {
	e, err := s.store.Entry(ctx, hash, now)
	if err != nil {
		return nil, time.Time{}, unknown("find the log-in", err)
	}
	l := &e.Login
	p := principalOf(e.Account, e.Membership, l)
	if now.Sub(l.LastUsed) > renewAfter {
		// A store that cannot write now may still be read: the log-in is extended another time.
		p.Renewed = s.store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.TouchLogin(l.Hash, now, now.Add(LoginLasts)) }) == nil
	}
	until := l.Expires
	if m := e.Membership.Expires; !m.IsZero() && m.Before(until) {
		until = m
	}
	return p, until, nil
}

// membership returns the account's oldest membership that holds.
func (s *Service) membership(ctx context.Context, account string, now time.Time) (store.Membership, error) {
	ms, err := s.store.Memberships(ctx, account)
	if err != nil {
		return store.Membership{}, unknown("find the household", err)
	}
	return holding(ms, now)
}

// foldEmail is the form in which e-mail addresses are compared.
func foldEmail(e string) string { return strings.ToLower(strings.TrimSpace(e)) }

// cleanEmail returns the folded address, or says what is wrong with it. Whether it can be reached is not our question.
func cleanEmail(e string) (string, error) {
	e = foldEmail(e)
	local, domain, ok := strings.Cut(e, "@")
	switch {
	case e == "":
		return "", bad("email", "is missing")
	case len(e) > 254:
		return "", bad("email", "is longer than 254 characters")
	case !ok || local == "" || domain == "" || strings.Contains(domain, "@") || strings.ContainsFunc(e, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\ufffd' }):
		return "", bad("email", "is no e-mail address")
	}
	return e, nil
}
