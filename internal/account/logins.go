package account

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// LoginInfo is a browser that is logged in, as a list shows it.
type LoginInfo struct {
	ID                string
	Agent             string // User-Agent at log-in
	Created, LastUsed time.Time
	Playing, This     bool
}

// Logins returns the log-ins of who is asking, newest first.
func (s *Service) Logins(ctx context.Context, p *Principal) ([]LoginInfo, error) {
	all, err := s.store.Logins(ctx, p.Account.ID, s.now())
	if err != nil {
		return nil, fmt.Errorf("read the log-ins: %w", err)
	}
	out := make([]LoginInfo, 0, len(all))
	for _, l := range all {
		out = append(out, LoginInfo{ID: loginID(l.Hash), Agent: l.Agent, Created: l.Created, LastUsed: l.LastUsed, Playing: l.Pin != "", This: l.Hash == p.login})
	}
	return out, nil
}

// EndLogin ends one log-in of who is asking, or with id "" all but this one. brush.ErrNotFound for none of theirs.
func (s *Service) EndLogin(ctx context.Context, p *Principal, id string) error {
	var houses []brush.HouseholdID
	err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		houses = nil
		all, err := tx.Logins(p.Account.ID)
		if err != nil {
			return err
		}
		for _, l := range all {
			if id == "" && l.Hash != p.login || id != "" && loginID(l.Hash) == id {
				if err := tx.DeleteLogin(l.Hash); err != nil {
					return err
				}
				if !slices.Contains(houses, l.Household) {
					houses = append(houses, l.Household)
				}
			}
		}
		if id != "" && houses == nil {
			return brush.ErrNotFound
		}
		slices.Sort(houses) // always in one order: two who end log-ins at once do not wait for each other
		for _, h := range houses {
			house := tx.Household(h)
			if err := errors.Join(announce(house, h, s.now()), audit(ctx, house, s.now(), store.ActLoginRevoked, p.Account.ID, "")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end a log-in: %w", err)
	}
	for _, h := range houses {
		s.changed(h)
	}
	return nil
}

// SelfPatch changes what it holds of one's own account. A new e-mail address needs the password.
type SelfPatch struct {
	Name, Email, Locale, Password *string
	Address                       string // of the browser
}

var localeForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// ChangeSelf changes the account of who is asking.
func (s *Service) ChangeSelf(ctx context.Context, p *Principal, c SelfPatch) (*Principal, error) {
	var name, email string
	var err error
	if c.Name != nil {
		if name, err = cleanName("name", *c.Name, 100); err != nil {
			return nil, err
		}
	}
	if c.Locale != nil && *c.Locale != "" && !localeForm.MatchString(*c.Locale) {
		return nil, bad("locale", "is no language tag such as en or de-CH")
	}
	if c.Email != nil {
		if email, err = cleanEmail(*c.Email); err != nil {
			return nil, err
		}
		if err = s.confirm(ctx, p, c.Password, c.Address); err != nil {
			return nil, err
		}
	}
	var a store.Account
	err = s.updateKeys(ctx, func(tx store.KeysTx) error {
		var err error
		if a, err = tx.Account(p.Account.ID); err != nil {
			return err
		}
		if c.Name != nil {
			a.Name = name
		}
		if c.Email != nil {
			a.Email = email
		}
		set(&a.Locale, c.Locale)
		err = tx.PutAccount(a)
		if errors.Is(err, brush.ErrConflict) {
			return bad("email", "cannot be used here")
		}
		if err != nil || c.Email == nil {
			return err
		}
		return s.tell(ctx, tx, a.ID, "email")
	})
	if err != nil {
		return nil, fmt.Errorf("change the account: %w", err)
	}
	next := *p
	next.Account = a
	return &next, nil
}

// confirm asks for the password of who is asking again, or that they have just shown who they are.
func (s *Service) confirm(ctx context.Context, p *Principal, password *string, address string) error {
	if password == nil || *password == "" || p.Account.Password == "" {
		err := s.proved(ctx, p)
		if errors.Is(err, ErrProve) && p.Account.Password != "" {
			return bad("password", "is needed for this")
		}
		return err
	}
	return s.tryPassword(ctx, p, *password, address)
}

// tryPassword compares a password with that of who is asking.
func (s *Service) tryPassword(ctx context.Context, p *Principal, password, address string) error {
	key := "confirm " + p.LoginID()
	if wait := s.throttle.try(key, address, s.now()); wait > 0 {
		return &WaitError{For: wait}
	}
	ok, err := s.verifyPassword(ctx, p.Account.Password, password)
	if err != nil {
		return err
	}
	if !ok {
		s.failures.add(p.Account.ID)
		return bad("password", "is not right")
	}
	s.throttle.worked(key, address)
	return nil
}

// DeleteSelf takes the account of who is asking away, with its log-ins, memberships and tokens. A *RuleError while it is the last owner of a
// household. The people and their brushings stay: they are the households'.
func (s *Service) DeleteSelf(ctx context.Context, p *Principal, password *string, address string) error {
	if err := s.confirm(ctx, p, password, address); err != nil {
		return err
	}
	var ms []store.Membership
	err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		var err error
		if ms, err = tx.Memberships(p.Account.ID); err != nil {
			return err
		}
		slices.SortFunc(ms, byHousehold)
		for _, m := range ms {
			house := tx.Household(m.Household)
			if err := s.expel(ctx, tx, m.Household, p.Account.ID); err != nil {
				return err
			}
			if err := announce(house, m.Household, s.now()); err != nil {
				return err
			}
		}
		return tx.ForgetAccount(p.Account.ID)
	})
	if err != nil {
		return fmt.Errorf("delete the account: %w", err)
	}
	for _, m := range ms {
		s.changed(m.Household)
	}
	return nil
}

var pinForm = regexp.MustCompile(`^[0-9]{4,8}$`)

// StartPlay lets the log-in that asks play for some people: from now on it sees only them, until somebody gives the PIN or ends the log-in.
func (s *Service) StartPlay(ctx context.Context, p *Principal, people []brush.PersonID, pin string) (*Principal, error) {
	if !pinForm.MatchString(pin) {
		return nil, bad("pin", "must be 4 to 8 digits")
	}
	if len(people) == 0 {
		return nil, bad("people", "are missing: who is going to play?")
	}
	if !within(p.People, people) {
		return nil, bad("people", "name somebody who is not in this household")
	}
	hash, err := s.hashPassword(ctx, pin)
	if err != nil {
		return nil, err
	}
	var next *Principal
	err = s.rule(ctx, p.Household, func(tx store.KeysTx, house store.Tx) error {
		l, err := ownLogin(tx, p)
		if err != nil {
			return err
		}
		if l.Play, err = knownPeople(house, people); err != nil {
			return err
		}
		l.Pin = hash
		next = principalOf(p.Account, store.Membership{Household: p.Household, Role: p.Role, People: p.People}, &l)
		next.Source = p.Source
		return tx.PutLogin(l)
	})
	if err != nil {
		return nil, fmt.Errorf("start to play: %w", err)
	}
	return next, nil
}

// EndPlay leads out of play. *WaitError when tries come too fast: each wrong one makes the next wait longer, by log-in, so that nobody else is
// kept waiting.
func (s *Service) EndPlay(ctx context.Context, p *Principal, pin string) (*Principal, error) {
	if wait := s.pins.try(p.LoginID(), s.now()); wait > 0 {
		return nil, &WaitError{For: wait}
	}
	now := s.now()
	e, err := s.store.Entry(ctx, p.login, now)
	if err != nil {
		return nil, unknown("find the log-in", err)
	}
	ok, err := s.verifyPassword(ctx, e.Login.Pin, pin)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, bad("pin", "is not right")
	}
	err = s.rule(ctx, p.Household, func(tx store.KeysTx, _ store.Tx) error {
		l, err := ownLogin(tx, p)
		if err != nil {
			return err
		}
		l.Play, l.Pin = nil, ""
		e.Login = l
		return tx.PutLogin(l)
	})
	if err != nil {
		return nil, fmt.Errorf("end play: %w", err)
	}
	s.pins.forget(p.LoginID())
	return principalOf(e.Account, e.Membership, &e.Login), nil
}

// freePin is how many PINs may be tried without delay.
const freePin = 4

// pins slows guessing by one name: PINs by log-in.
type pins struct {
	mu *sync.Mutex
	l  ledger
}

func newPins(free int) pins { return pins{mu: &sync.Mutex{}, l: newLedger(free)} }

func (p *pins) try(login string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait := p.l.wait(login, now); wait > 0 {
		return wait
	}
	p.l.count(login, now)
	return 0
}

func (p *pins) forget(login string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.l.forget(login)
}
