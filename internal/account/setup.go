package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// LinkLasts is how long a one-time link can be opened.
const LinkLasts = 24 * time.Hour

// dayTurns is when a day of brushing begins unless somebody says otherwise: a brushing at 00:20 belongs to the evening before it.
const dayTurns = 4 * 60

// ErrSetupCode says that the one-time code is wrong, used or too old. It is of kind brush.ErrForbidden.
var ErrSetupCode = fmt.Errorf("%w: the one-time code is wrong, used or too old", brush.ErrForbidden)

// Setup is what makes the first account.
type Setup struct {
	Name, Email, Password string
	Household             string
	TimeZone              string // IANA name
	People                []NewPerson
	Passkey               FirstPasskey // instead of a password
	Code                  string       // of the one-time link, to which the passkey is bound
	Address, Agent        string       // of the browser
}

// SetupNeeded reports whether there is no account yet.
func (s *Service) SetupNeeded(ctx context.Context) (bool, error) {
	if s.isSetUp.Load() {
		return false, nil
	}
	// The first household comes to be with the first account.
	hs, err := s.store.Households(ctx)
	if err != nil {
		return false, fmt.Errorf("count the households: %w", err)
	}
	needed := len(hs) == 0
	s.isSetUp.Store(!needed)
	return needed, nil
}

// NewLink makes the one-time code while there is no account; the link before it stops working. It returns "" when there is an account.
func (s *Service) NewLink(ctx context.Context) (code string, err error) {
	// Every start asks for a link, and only the first one needs it: a start that writes nothing cannot fail for a store that cannot write.
	if needed, err := s.SetupNeeded(ctx); err != nil || !needed {
		return "", err
	}
	code, err = s.secret()
	if err != nil {
		return "", err
	}
	now, needed := s.now(), false
	if err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		n, err := tx.CountAccounts()
		if needed = n == 0; err != nil || !needed {
			return err
		}
		return tx.PutSetupLink(store.SetupLink{Hash: hashOf(code), Created: now, Expires: now.Add(LinkLasts)})
	}); err != nil {
		return "", fmt.Errorf("make the one-time link: %w", err)
	}
	if !needed {
		return "", nil
	}
	return code, nil
}

// SetupByLink opens the one-time link: account, household, people and log-in come to be in one update, which also uses up the link.
func (s *Service) SetupByLink(ctx context.Context, code string, in Setup) (cookie string, p *Principal, err error) {
	// Who has no code shall not make us hash passwords.
	if err := s.looksAtLink(ctx, code, in.Address); err != nil {
		return "", nil, err
	}
	in.Code = code
	return s.setup(ctx, in, func(tx store.KeysTx) error {
		l, err := tx.SetupLink()
		if errors.Is(err, brush.ErrNotFound) || err == nil && !s.fits(l, code) {
			return ErrSetupCode
		}
		return err
	})
}

// looksAtLink compares a code with the one-time link's, and uses nothing up.
func (s *Service) looksAtLink(ctx context.Context, code, address string) error {
	l, err := s.store.SetupLink(ctx)
	if errors.Is(err, brush.ErrNotFound) || err == nil && !s.fits(l, code) {
		if wait := s.throttle.try("one-time link", address, s.now()); wait > 0 {
			return &WaitError{For: wait}
		}
		return ErrSetupCode
	}
	if err != nil {
		return fmt.Errorf("find the one-time link: %w", err)
	}
	return nil
}

// FirstPasskey is what a browser made of an account to be, asked for by BeginFirstPasskey.
type FirstPasskey struct {
	Secret string // ends the attempt; "": there is none
	Answer []byte
}

// newcomer gives an account to be its id and its first way in: a passkey when one was made, else a password.
func (s *Service) newcomer(ctx context.Context, a *store.Account, password, code string, f FirstPasskey, now time.Time) (key *store.Passkey, err error) {
	if f.Secret != "" {
		k, err := s.firstPasskey(ctx, f.Secret, code, f.Answer)
		if err != nil {
			return nil, err
		}
		a.ID = k.Account
		return &k, nil
	}
	if err = checkPassword(password, a.Email); err != nil {
		return nil, err
	}
	if a.Password, err = s.hashPassword(ctx, password); err != nil {
		return nil, err
	}
	a.ID, err = s.newID(now)
	return nil, err
}

// SetupHere makes the first account from the machine itself. brush.ErrConflict when there is one.
func (s *Service) SetupHere(ctx context.Context, in Setup) (*Principal, error) {
	_, p, err := s.setup(ctx, in, func(store.KeysTx) error { return nil })
	return p, err
}

func (s *Service) fits(l store.SetupLink, code string) bool {
	h := hashOf(code)
	return subtle.ConstantTimeCompare(h[:], l.Hash[:]) == 1 && s.now().Before(l.Expires)
}

func (s *Service) setup(ctx context.Context, in Setup, allowed func(store.KeysTx) error) (string, *Principal, error) {
	now := s.now()
	a, h, people, err := s.checkSetup(in, now)
	if err != nil {
		return "", nil, err
	}
	key, err := s.newcomer(ctx, &a, in.Password, in.Code, in.Passkey, now)
	if err != nil {
		return "", nil, err
	}
	cookie, l, err := s.newLogin(a.ID, h.ID, in.Agent, now)
	if err != nil {
		return "", nil, err
	}
	m := store.Membership{Account: a.ID, Household: h.ID, Role: store.Owner, Created: now}
	err = s.updateKeys(ctx, func(tx store.KeysTx) error {
		if n, err := tx.CountAccounts(); err != nil {
			return err
		} else if n > 0 {
			return fmt.Errorf("there is an account already: %w", brush.ErrConflict)
		}
		if err := allowed(tx); err != nil {
			return err
		}
		house := tx.Household(h.ID)
		steps := []func() error{
			func() error { return house.PutHousehold(h) },
			func() error { return tx.PutAccount(a) },
			func() error { return tx.PutMembership(m) },
			func() error { return tx.PutLogin(l) },
			func() error { return putFirst(tx, key, a.ID, l.Hash, now) },
			tx.DeleteSetupLink,
			func() error {
				_, err := house.Emit(store.Change{Kind: store.HouseholdChanged, Subject: string(h.ID), At: now})
				return err
			},
		}
		for _, p := range people {
			steps = append(steps, func() error { return putPerson(house, p, now) })
		}
		steps = append(steps, func() error { return audit(ctx, house, now, store.ActSetup, a.ID, "") })
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", nil, fmt.Errorf("set up: %w", err)
	}
	return cookie, principalOf(a, m, &l).with(&Around{h, []Home{{m, h.Name}}}), nil
}

// putFirst keeps the passkey that an account came to be with, nil for none: whoever made it just now has shown who they are.
func putFirst(tx store.KeysTx, key *store.Passkey, account string, login [32]byte, now time.Time) error {
	if key == nil {
		return nil
	}
	return errors.Join(tx.PutPasskey(*key), prove(tx, account, login, now, provedLasts))
}

func (s *Service) checkSetup(in Setup, now time.Time) (a store.Account, h store.Household, people []store.Person, err error) {
	if a.Name, err = cleanName("name", in.Name, 100); err != nil {
		return a, h, nil, err
	}
	if a.Email, err = cleanEmail(in.Email); err != nil {
		return a, h, nil, err
	}
	if in.Passkey.Secret == "" { // before anything is hashed
		if err = checkPassword(in.Password, a.Email); err != nil {
			return a, h, nil, err
		}
	}
	if h.Name, err = cleanName("household", in.Household, 100); err != nil {
		return a, h, nil, err
	}
	if err = checkZone("time_zone", in.TimeZone); err != nil {
		return a, h, nil, err
	}
	h.TimeZone, h.DayTurns, h.Created, a.Created = in.TimeZone, dayTurns, now, now
	if len(in.People) > MostPeople {
		return a, h, nil, bad("people", fmt.Sprintf("are more than %d", MostPeople))
	}
	for i, n := range in.People {
		p, err := s.newPerson(n, people, h.Calendar(), now)
		if err != nil {
			return a, h, nil, prefixed(fmt.Sprintf("people[%d].", i), err)
		}
		people = append(people, p)
	}
	id, err := s.newID(now)
	if err != nil {
		return a, h, nil, err
	}
	h.ID = brush.HouseholdID(id)
	return a, h, people, nil
}

// checkZone says what is wrong with the name of a time zone. "Local" would mean the server's, which may move.
func checkZone(field, name string) error {
	if name == "" {
		return bad(field, "is missing")
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return bad(field, "is no time zone that this machine knows; send an IANA name such as Europe/Berlin")
	}
	return nil
}

// prefixed puts a field's error below another field.
func prefixed(prefix string, err error) error {
	var f *brush.FieldError
	if errors.As(err, &f) {
		return &brush.FieldError{Field: prefix + f.Field, Reason: f.Reason}
	}
	return err
}
