package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// The bounds of invitations.
const (
	LongestInvitation = 7 * 24 * time.Hour
	MostInvitations   = 20 // open at once in a household
)

// ErrInvitation says that an invitation is wrong, used, taken back or too old; never which. It is of kind brush.ErrForbidden.
var ErrInvitation = fmt.Errorf("%w: the invitation is wrong, used or too old", brush.ErrForbidden)

// NewInvitation says whom to let in.
type NewInvitation struct {
	Role        store.Role
	People      []brush.PersonID // whom a viewer may see; empty: everybody
	Lasts       time.Duration    // of the link; 0: LongestInvitation
	MemberUntil time.Time        // when the membership ends; zero: never
}

// MadeInvitation is an invitation with its code, which is told once.
type MadeInvitation struct {
	store.Invitation
	Code string
}

// Invite makes an invitation. The code is told once.
func (s *Service) Invite(ctx context.Context, p *Principal, n NewInvitation) (code string, i store.Invitation, err error) {
	now := s.now()
	if n.Lasts == 0 {
		n.Lasts = LongestInvitation
	}
	if n.Lasts < time.Minute || n.Lasts > LongestInvitation {
		return "", i, bad("lasts_s", "is not between a minute and seven days")
	}
	id, err := s.newID(now)
	if err != nil {
		return "", i, err
	}
	if code, err = s.secret(); err != nil {
		return "", i, err
	}
	err = s.updateKeys(ctx, func(tx store.KeysTx) error {
		house := tx.Household(p.Household)
		m := store.Membership{Role: n.Role, Expires: n.MemberUntil, People: n.People}
		if err := checkMembership(house, &m, now); err != nil {
			return err
		}
		there, err := tx.Invitations(p.Household)
		if err != nil {
			return err
		}
		open := 0
		for _, o := range there {
			if o.Expires.After(now) {
				open++
			} else if err := tx.DeleteInvitation(o.ID); err != nil {
				return err
			}
		}
		if open >= MostInvitations {
			return &RuleError{Says: fmt.Sprintf("At most %d invitations are open at once. Take one back first.", MostInvitations), kind: brush.ErrConflict}
		}
		i = store.Invitation{ID: id, Hash: hashOf(code), Household: p.Household, Account: p.maker, Role: m.Role, People: m.People, MemberUntil: m.Expires,
			Created: now, Expires: now.Add(n.Lasts)}
		if err := errors.Join(tx.PutInvitation(i), tellInvited(ctx, house, id, now, string(i.Role))); err != nil {
			return err
		}
		return store.Made(ctx, house, MadeInvitation{Invitation: i, Code: code})
	})
	if err != nil {
		return "", store.Invitation{}, fmt.Errorf("invite: %w", err)
	}
	return code, i, nil
}

// Invitations returns a household's open invitations, oldest first.
func (s *Service) Invitations(ctx context.Context, h brush.HouseholdID) ([]store.Invitation, error) {
	all, err := s.store.Invitations(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the invitations: %w", err)
	}
	return slices.DeleteFunc(all, func(i store.Invitation) bool { return !i.Expires.After(s.now()) }), nil
}

// Uninvite takes an invitation back; brush.ErrNotFound for none.
func (s *Service) Uninvite(ctx context.Context, h brush.HouseholdID, id string) error {
	err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		all, err := tx.Invitations(h)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(i store.Invitation) bool { return i.ID == id }) {
			return brush.ErrNotFound
		}
		return errors.Join(tx.DeleteInvitation(id), tellInvited(ctx, tx.Household(h), id, s.now(), "taken_back"))
	})
	if err != nil {
		return fmt.Errorf("take an invitation back: %w", err)
	}
	return nil
}

func tellInvited(ctx context.Context, house store.Tx, id string, now time.Time, detail string) error {
	return store.Audit(ctx, house, store.AuditEntry{At: now, Act: store.ActMemberInvited, About: store.Named{Kind: store.NameInvite, ID: id}, Detail: detail})
}

// Invited is what an invitation says to who holds it.
type Invited struct {
	Household   string // its name
	By          string // who invites
	Role        store.Role
	MemberUntil time.Time // zero: never
}

// Invited reads an invitation without using it. ErrInvitation for every code that is not good, *WaitError when such come too fast.
func (s *Service) Invited(ctx context.Context, code, address string) (v Invited, err error) {
	i, err := s.invitation(ctx, code, address)
	if err != nil {
		return v, err
	}
	h, err := s.store.Household(ctx, i.Household)
	if err != nil {
		return v, fmt.Errorf("read the household of an invitation: %w", err)
	}
	a, err := s.store.Account(ctx, i.Account)
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return v, fmt.Errorf("read who invites: %w", err)
	}
	return Invited{Household: h.Name, By: a.Name, Role: i.Role, MemberUntil: i.MemberUntil}, nil
}

// invitation finds an invitation. Whoever guesses is slowed, by address; a good code is never kept waiting by the bad ones of others there
// until those are many.
func (s *Service) invitation(ctx context.Context, code, address string) (store.Invitation, error) {
	now := s.now()
	if wait := s.throttle.try("invitation", address, now); wait > 0 {
		return store.Invitation{}, &WaitError{For: wait}
	}
	i, err := s.store.Invitation(ctx, hashOf(code), now)
	if errors.Is(err, brush.ErrNotFound) || err == nil && !i.MemberUntil.IsZero() && !i.MemberUntil.After(now) {
		return i, ErrInvitation
	}
	if err != nil {
		return i, fmt.Errorf("find an invitation: %w", err)
	}
	s.throttle.worked("invitation", address)
	return i, nil
}

// Join is what somebody says of themselves who comes by an invitation.
type Join struct {
	Code, Name, Email, Password string
	Passkey                     FirstPasskey // instead of a password
	Address, Agent              string       // of the browser
}

// JoinNew lets somebody in who is not logged in: a new account, or theirs when there is one with that e-mail address and the password fits.
// The invitation is used up by it. ErrInvitation, ErrPassword, *WaitError, *RuleError; a field error for what cannot be.
func (s *Service) JoinNew(ctx context.Context, in Join) (cookie string, p *Principal, err error) {
	i, err := s.invitation(ctx, in.Code, in.Address)
	if err != nil {
		return "", nil, err
	}
	now := s.now()
	a := store.Account{Created: now}
	if a.Email, err = cleanEmail(in.Email); err != nil {
		return "", nil, err
	}
	if wait := s.throttle.try(a.Email, in.Address, now); wait > 0 {
		return "", nil, &WaitError{For: wait}
	}
	var key *store.Passkey
	there, err := s.store.AccountByEmail(ctx, a.Email)
	switch {
	case err == nil:
		ok, err := s.verifyPassword(ctx, there.Password, in.Password)
		if err != nil {
			return "", nil, err
		}
		if !ok {
			s.failures.add(there.ID)
			return "", nil, ErrPassword
		}
		if _, err := s.store.SecondFactor(ctx, there.ID); err == nil {
			return "", nil, &RuleError{Says: "Log in first, with your one-time code, and open the invitation again.", kind: brush.ErrConflict}
		} else if !errors.Is(err, brush.ErrNotFound) {
			return "", nil, fmt.Errorf("look for a second factor: %w", err)
		}
		a = there
	case !errors.Is(err, brush.ErrNotFound):
		return "", nil, fmt.Errorf("find the account: %w", err)
	default:
		if a.Name, err = cleanName("name", in.Name, 100); err != nil {
			return "", nil, err
		}
		if key, err = s.newcomer(ctx, &a, in.Password, in.Code, in.Passkey, now); err != nil {
			return "", nil, err
		}
	}
	cookie, l, err := s.newLogin(a.ID, i.Household, in.Agent, now)
	if err != nil {
		return "", nil, err
	}
	seen, err := s.around(ctx, s.membershipBy(&i, a.ID))
	if err != nil {
		return "", nil, err
	}
	m, err := s.join(ctx, i, a.ID, func(tx store.KeysTx) error {
		if err := putFirst(tx, key, a.ID, l.Hash, now); err != nil {
			return err
		}
		if there.ID == "" {
			if err := tx.PutAccount(a); err != nil {
				return err
			}
		}
		way := "password"
		if key != nil {
			way = "passkey"
		}
		return errors.Join(s.tellLogin(ctx, tx, &l, way, false), tx.PutLogin(l))
	})
	if err != nil {
		return "", nil, err
	}
	s.throttle.worked(a.Email, in.Address)
	return cookie, principalOf(a, m, &l).with(seen), nil
}

// JoinToo adds a household to the account that is logged in, and lets its log-in look there.
func (s *Service) JoinToo(ctx context.Context, p *Principal, code, address string) (*Principal, error) {
	i, err := s.invitation(ctx, code, address)
	if err != nil {
		return nil, err
	}
	seen, err := s.around(ctx, s.membershipBy(&i, p.Account.ID))
	if err != nil {
		return nil, err
	}
	var l store.Login
	m, err := s.join(ctx, i, p.Account.ID, func(tx store.KeysTx) error {
		var err error
		if l, err = ownLogin(tx, p); err != nil {
			return err
		}
		l.Household = i.Household
		if err := tx.PutLogin(l); err != nil || i.Household == p.Household {
			return err
		}
		return announce(tx.Household(p.Household), p.Household, s.now()) // what is open looks at the wrong one now
	})
	if err != nil {
		return nil, err
	}
	s.changed(p.Household)
	return principalOf(p.Account, m, &l).with(seen), nil
}

// membershipBy is what an invitation makes an account.
func (s *Service) membershipBy(i *store.Invitation, account string) store.Membership {
	return store.Membership{Account: account, Household: i.Household, Role: i.Role, Expires: i.MemberUntil, People: i.People, Created: s.now()}
}

// join uses an invitation up: whoever comes second finds it gone.
func (s *Service) join(ctx context.Context, i store.Invitation, account string, enter func(store.KeysTx) error) (m store.Membership, err error) {
	now := s.now()
	m = s.membershipBy(&i, account)
	err = s.rule(ctx, i.Household, func(tx store.KeysTx, house store.Tx) error {
		if again, err := tx.Invitation(i.Hash); errors.Is(err, brush.ErrNotFound) || err == nil && again.ID != i.ID {
			return ErrInvitation
		} else if err != nil {
			return err
		}
		all, err := tx.Members(i.Household)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Account == account && (o.Expires.IsZero() || o.Expires.After(now)) {
				return &RuleError{Says: "You belong to this household already.", kind: brush.ErrConflict}
			}
		}
		of, err := tx.Memberships(account)
		if err != nil {
			return err
		}
		if len(all) >= MostMembers || len(of) >= MostHouseholds {
			return &RuleError{Says: fmt.Sprintf("A household has at most %d members, and an account at most %d households.", MostMembers, MostHouseholds), kind: brush.ErrConflict}
		}
		return errors.Join(tx.DeleteInvitation(i.ID), tx.PutMembership(m), audit(ctx, house, now, store.ActMemberJoined, account, string(m.Role)), enter(tx))
	})
	if err != nil {
		return m, fmt.Errorf("join: %w", err)
	}
	return m, nil
}
