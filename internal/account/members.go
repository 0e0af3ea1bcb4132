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

// MostMembers is how many accounts may belong to a household.
const MostMembers = 50

// lastOwner is what stands against a household that nobody would own.
func lastOwner() error {
	return &RuleError{Says: "A household needs an owner, and this is the last one. Make somebody else an owner first.", kind: brush.ErrConflict}
}

// rule changes who may come into a household, in one update: one at a time, and whoever is inside is asked again behind it.
func (s *Service) rule(ctx context.Context, h brush.HouseholdID, fn func(store.KeysTx, store.Tx) error) error {
	now := s.now()
	err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		house := tx.Household(h)
		if err := fn(tx, house); err != nil {
			return err
		}
		return announce(house, h, now)
	})
	if err != nil {
		return err
	}
	s.changed(h)
	return nil
}

// announce tells everybody who follows the household that it has changed who may come in.
func announce(house store.Tx, h brush.HouseholdID, now time.Time) error {
	_, err := house.Emit(store.Change{Kind: store.AccessChanged, Subject: string(h), At: now})
	return err
}

// Members returns who belongs to a household, oldest first. Who sees only some people sees of the members only themselves; addresses are for
// those who may change members, and everybody's own is theirs.
func (s *Service) Members(ctx context.Context, p *Principal) ([]store.Member, error) {
	all, err := s.store.Members(ctx, p.Household)
	if err != nil {
		return nil, fmt.Errorf("read the members: %w", err)
	}
	var out []store.Member
	for _, m := range all {
		self := p.maker != "" && m.Account == p.maker
		if p.Narrowed() && !self {
			continue
		}
		if !p.May(MembersWrite) && !(self && p.Browser()) {
			m.Email = ""
		}
		out = append(out, m)
	}
	return out, nil
}

// MemberPatch changes what it holds.
type MemberPatch struct {
	Role    *store.Role
	Expires *time.Time        // zero: never
	People  *[]brush.PersonID // empty: everybody
}

// checkMembership says what of a membership cannot be.
func checkMembership(house store.Tx, m *store.Membership, now time.Time) (err error) {
	switch {
	case ScopesOf(m.Role) == nil || m.Role == Play:
		return bad("role", "is none of owner, caregiver, viewer")
	case !m.Expires.IsZero() && m.Role == store.Owner:
		return bad("expires_at", "cannot be said of an owner, who stays until they leave")
	case !m.Expires.IsZero() && !m.Expires.After(now):
		return bad("expires_at", "lies in the past")
	case len(m.People) > 0 && m.Role != store.Viewer:
		return bad("people", "can be chosen for a viewer only")
	}
	if len(m.People) == 0 {
		m.People = nil
		return nil
	}
	m.People, err = knownPeople(house, m.People)
	return err
}

// ChangeMember changes what a member may do, and until when. What they gave to programs is never more than what they have: tokens that are go.
// A *RuleError when nobody would own the household; brush.ErrNotFound for no such member.
func (s *Service) ChangeMember(ctx context.Context, p *Principal, id string, c MemberPatch) (m store.Member, err error) {
	now := s.now()
	err = s.rule(ctx, p.Household, func(tx store.KeysTx, house store.Tx) error {
		all, err := tx.Members(p.Household)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(m store.Member) bool { return m.Account == id })
		if i < 0 {
			return brush.ErrNotFound
		}
		m = all[i]
		if err := store.Match(ctx, m.Version()); err != nil {
			return err
		}
		set(&m.Role, c.Role)
		set(&m.Expires, c.Expires)
		set(&m.People, c.People)
		if owns(all, id) && (m.Role != store.Owner || !m.Expires.IsZero()) && !owned(all, id) {
			return lastOwner()
		}
		if err := checkMembership(house, &m.Membership, now); err != nil {
			return err
		}
		if err := tx.PutMembership(m.Membership); err != nil {
			return err
		}
		err = store.Audit(ctx, house, store.AuditEntry{At: now, Act: store.ActMemberChanged, About: store.Named{Kind: store.NameAccount, ID: id}, Detail: fields(
			field{"role", m.Role != all[i].Role}, field{"expires", !m.Expires.Equal(all[i].Expires)}, field{"people", !slices.Equal(m.People, all[i].People)})})
		if err != nil {
			return err
		}
		return s.fitTokens(ctx, tx, house, &m.Membership)
	})
	if err != nil {
		return store.Member{}, fmt.Errorf("change a member: %w", err)
	}
	return m, nil
}

// owns reports whether an account is an owner.
func owns(all []store.Member, id string) bool {
	return slices.ContainsFunc(all, func(m store.Member) bool { return m.Account == id && m.Role == store.Owner })
}

// owned reports whether somebody is an owner besides an account.
func owned(all []store.Member, besides string) bool {
	return slices.ContainsFunc(all, func(m store.Member) bool { return m.Account != besides && m.Role == store.Owner })
}

// fitTokens takes back the tokens of a member that allow more than the member has, and lets none outlive the membership.
func (s *Service) fitTokens(ctx context.Context, tx store.KeysTx, house store.Tx, m *store.Membership) error {
	all, err := tx.Tokens(m.Household)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Account != m.Account {
			continue
		}
		more := slices.ContainsFunc(t.Scopes, func(sc string) bool { return !slices.Contains(ScopesOf(m.Role), sc) })
		switch {
		case more || !within(m.People, t.People):
			err = s.dropToken(ctx, tx, house, t)
		case !m.Expires.IsZero() && (t.Expires.IsZero() || t.Expires.After(m.Expires)):
			t.Expires = m.Expires
			err = tx.PutToken(t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveMember ends a membership: log-ins that look at the household look at another one of the account or end, and what the member made for
// programs and sent to others is good for nothing. A *RuleError for the last owner; brush.ErrNotFound for no such member.
func (s *Service) RemoveMember(ctx context.Context, p *Principal, id string) error {
	err := s.rule(ctx, p.Household, func(tx store.KeysTx, _ store.Tx) error { return s.expel(ctx, tx, p.Household, id) })
	if err != nil {
		return fmt.Errorf("remove a member: %w", err)
	}
	return nil
}

// Leave is RemoveMember of oneself.
func (s *Service) Leave(ctx context.Context, p *Principal) error {
	if p.Account.ID == "" {
		return fmt.Errorf("leave: %w", brush.ErrForbidden)
	}
	return s.RemoveMember(ctx, p, p.Account.ID)
}

func (s *Service) expel(ctx context.Context, tx store.KeysTx, h brush.HouseholdID, id string) error {
	all, err := tx.Members(h)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m store.Member) bool { return m.Account == id })
	if i < 0 {
		return brush.ErrNotFound
	}
	if err := store.Match(ctx, all[i].Version()); err != nil {
		return err
	}
	if owns(all, id) && !owned(all, id) {
		return lastOwner()
	}
	tokens, err := tx.Tokens(h)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if t.Account == id {
			if err := s.dropToken(ctx, tx, tx.Household(h), t); err != nil {
				return err
			}
		}
	}
	invitations, err := tx.Invitations(h)
	if err != nil {
		return err
	}
	for _, i := range invitations {
		if i.Account == id {
			if err := tx.DeleteInvitation(i.ID); err != nil {
				return err
			}
		}
	}
	gone := store.AuditEntry{At: s.now(), Act: store.ActMemberRemoved, About: store.Named{Kind: store.NameAccount, ID: id}}
	if err := errors.Join(tx.DeleteMembership(id, h), store.Audit(ctx, tx.Household(h), gone)); err != nil {
		return err
	}
	return s.moveLogins(tx, id, h)
}

// moveLogins lets the log-ins of an account look away from a household: at another of its own, or at nothing. One that plays ends: where it
// looks was chosen for it.
func (s *Service) moveLogins(tx store.KeysTx, account string, from brush.HouseholdID) error {
	now := s.now()
	left, err := tx.Memberships(account)
	if err != nil {
		return err
	}
	logins, err := tx.Logins(account)
	if err != nil {
		return err
	}
	to, err := holding(left, now)
	for _, l := range logins {
		if l.Household != from {
			continue
		}
		var e error
		if err != nil || l.Pin != "" {
			e = tx.DeleteLogin(l.Hash)
		} else {
			l.Household = to.Household
			e = tx.PutLogin(l)
		}
		if e != nil {
			return e
		}
	}
	return nil
}

// holding returns the oldest membership that holds; ErrUnauthorized for none.
func holding(ms []store.Membership, now time.Time) (store.Membership, error) {
	for _, m := range ms {
		if m.Expires.IsZero() || now.Before(m.Expires) {
			return m, nil
		}
	}
	return store.Membership{}, ErrUnauthorized
}

// MostHouseholds is how many households an account may belong to.
const MostHouseholds = 20

// Home is one of the households of an account.
type Home struct {
	store.Membership
	Name string
}

// Homes returns the households of who is asking whose membership holds, oldest first; none for a program, and none in play.
func (s *Service) Homes(ctx context.Context, p *Principal) ([]Home, error) {
	if p.Account.ID == "" {
		return nil, nil
	}
	ms, err := s.store.Memberships(ctx, p.Account.ID)
	if err != nil {
		return nil, fmt.Errorf("read the memberships: %w", err)
	}
	var out []Home
	for _, m := range ms {
		if !m.Expires.IsZero() && !m.Expires.After(s.now()) {
			continue
		}
		h, err := s.store.Household(ctx, m.Household)
		if err != nil {
			return nil, fmt.Errorf("read a household: %w", err)
		}
		out = append(out, Home{m, h.Name})
	}
	return out, nil
}

// around reads what an account is going to see around it in the household of a membership, which may be one that is to be.
func (s *Service) around(ctx context.Context, m store.Membership) (*Around, error) {
	homes, err := s.Homes(ctx, &Principal{Account: store.Account{ID: m.Account}})
	if err != nil {
		return nil, err
	}
	h, err := s.store.Household(ctx, m.Household)
	if err != nil {
		return nil, fmt.Errorf("read the household: %w", err)
	}
	homes = slices.DeleteFunc(homes, func(o Home) bool { return o.Household == m.Household })
	homes = append(homes, Home{m, h.Name})
	slices.SortStableFunc(homes, func(a, b Home) int { return a.Created.Compare(b.Created) })
	return &Around{h, homes}, nil
}

// Look lets a log-in look at another household of its account. brush.ErrNotFound for one that it does not belong to.
func (s *Service) Look(ctx context.Context, p *Principal, h brush.HouseholdID) (*Principal, error) {
	now := s.now()
	var next *Principal
	err := s.rule(ctx, p.Household, func(tx store.KeysTx, _ store.Tx) error {
		ms, err := tx.Memberships(p.Account.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(ms, func(m store.Membership) bool {
			return m.Household == h && (m.Expires.IsZero() || m.Expires.After(now))
		})
		if i < 0 {
			return brush.ErrNotFound
		}
		l, err := ownLogin(tx, p)
		if err != nil {
			return err
		}
		l.Household = h
		next = principalOf(p.Account, ms[i], &l)
		return tx.PutLogin(l)
	})
	if err != nil {
		return nil, fmt.Errorf("look at a household: %w", err)
	}
	return next, nil
}

// ownLogin returns the log-in that is asking. It may have been ended meanwhile: ErrUnauthorized.
func ownLogin(tx store.KeysTx, p *Principal) (store.Login, error) {
	all, err := tx.Logins(p.maker)
	if err != nil {
		return store.Login{}, err
	}
	i := slices.IndexFunc(all, func(l store.Login) bool { return l.Hash == p.login })
	if i < 0 {
		return store.Login{}, ErrUnauthorized
	}
	return all[i], nil
}

// AddHousehold makes another household, of which who is asking is the owner, and lets their log-in look at it.
func (s *Service) AddHousehold(ctx context.Context, p *Principal, name, zone string) (*Principal, error) {
	now := s.now()
	h := store.Household{TimeZone: zone, DayTurns: dayTurns, Created: now}
	var err error
	if h.Name, err = cleanName("name", name, 100); err != nil {
		return nil, err
	}
	if err = checkZone("time_zone", zone); err != nil {
		return nil, err
	}
	id, err := s.newID(now)
	if err != nil {
		return nil, err
	}
	h.ID = brush.HouseholdID(id)
	m := store.Membership{Account: p.Account.ID, Household: h.ID, Role: store.Owner, Created: now}
	var next *Principal
	err = s.rule(ctx, p.Household, func(tx store.KeysTx, _ store.Tx) error {
		ms, err := tx.Memberships(p.Account.ID)
		if err != nil {
			return err
		}
		if len(ms) >= MostHouseholds {
			return &RuleError{Says: fmt.Sprintf("An account belongs to at most %d households.", MostHouseholds), kind: brush.ErrConflict}
		}
		l, err := ownLogin(tx, p)
		if err != nil {
			return err
		}
		l.Household = h.ID
		house := tx.Household(h.ID)
		_, emit := house.Emit(store.Change{Kind: store.HouseholdChanged, Subject: string(h.ID), At: now})
		next = principalOf(p.Account, m, &l)
		return errors.Join(house.PutHousehold(h), tx.PutMembership(m), tx.PutLogin(l), emit, audit(ctx, house, now, store.ActSetup, p.Account.ID, ""), store.Made(ctx, house, next))
	})
	if err != nil {
		return nil, fmt.Errorf("add a household: %w", err)
	}
	return next, nil
}
