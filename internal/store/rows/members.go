package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const invitationCols = "id, hash, household, account, role, people, member_until, created, expires"

var putInvitation = upsert("invitation", "id", invitationCols)

func readInvitation(r *record) (store.Invitation, error) {
	return store.Invitation{ID: r.str(), Hash: r.hash(), Household: brush.HouseholdID(r.str()), Account: r.str(), Role: store.Role(r.str()),
		People: split[brush.PersonID](r.str()), MemberUntil: r.time(), Created: r.time(), Expires: r.time()}, nil
}

func readMember(r *record) (store.Member, error) {
	m, err := readMembership(r)
	return store.Member{Membership: m, Name: r.str(), Email: r.str()}, err
}

func (q *asker) account(id string) (store.Account, error) {
	return single(q, "read account", "SELECT "+accountCols+" FROM account WHERE id = $1", []any{id}, readAccount)
}

func (q *asker) memberships(account string) ([]store.Membership, error) {
	return list(q, "read memberships", "SELECT "+membershipCols+" FROM membership WHERE account = $1 ORDER BY created, household", []any{account}, readMembership)
}

func (q *asker) members(h brush.HouseholdID) ([]store.Member, error) {
	return list(q, "read members", "SELECT m.account, m.household, m.role, m.expires, m.created, m.people, a.name, a.email FROM membership m JOIN account a ON a.id = m.account "+
		"WHERE m.household = $1 ORDER BY m.created, m.account", []any{string(h)}, readMember)
}

func (q *asker) logins(account string) ([]store.Login, error) {
	return list(q, "read logins", "SELECT "+loginCols+" FROM login WHERE account = $1 ORDER BY created DESC, hash", []any{account}, readLogin)
}

func (q *asker) tokens(h brush.HouseholdID) ([]store.Token, error) {
	return list(q, "read tokens", "SELECT "+tokenCols+" FROM token WHERE household = $1 ORDER BY created, id", []any{string(h)}, readToken)
}

func (q *asker) invitation(hash [32]byte) (store.Invitation, error) {
	return single(q, "read invitation", "SELECT "+invitationCols+" FROM invitation WHERE hash = $1", []any{hash[:]}, readInvitation)
}

func (q *asker) invitations(h brush.HouseholdID) ([]store.Invitation, error) {
	return list(q, "read invitations", "SELECT "+invitationCols+" FROM invitation WHERE household = $1 ORDER BY created, id", []any{string(h)}, readInvitation)
}

// Members is store.Members'.
func (b Reader) Members(ctx context.Context, h brush.HouseholdID) ([]store.Member, error) {
	return b.ask(ctx).members(h)
}

// Logins is store.Members'.
func (b Reader) Logins(ctx context.Context, account string, now time.Time) ([]store.Login, error) {
	all, err := b.ask(ctx).logins(account)
	var good []store.Login
	for _, l := range all {
		if l.Expires.After(now) {
			good = append(good, l)
		}
	}
	return good, err
}

// Invitation is store.Members'.
func (b Reader) Invitation(ctx context.Context, hash [32]byte, now time.Time) (store.Invitation, error) {
	i, err := b.ask(ctx).invitation(hash)
	if err == nil && !i.Expires.After(now) {
		return store.Invitation{}, fmt.Errorf("read invitation: expired: %w", brush.ErrNotFound)
	}
	return i, err
}

// Invitations is store.Members'.
func (b Reader) Invitations(ctx context.Context, h brush.HouseholdID) ([]store.Invitation, error) {
	return b.ask(ctx).invitations(h)
}

// Account is store.MembersTx's.
func (t *KeysTx) Account(id string) (store.Account, error) { return t.account(id) }

// Members is store.MembersTx's.
func (t *KeysTx) Members(h brush.HouseholdID) ([]store.Member, error) { return t.members(h) }

// Memberships is store.MembersTx's.
func (t *KeysTx) Memberships(account string) ([]store.Membership, error) {
	return t.memberships(account)
}

// DeleteMembership is store.MembersTx's.
func (t *KeysTx) DeleteMembership(account string, h brush.HouseholdID) error {
	return t.later("delete membership", "DELETE FROM membership WHERE account = $1 AND household = $2", account, string(h))
}

// Logins is store.MembersTx's.
func (t *KeysTx) Logins(account string) ([]store.Login, error) { return t.logins(account) }

// Tokens is store.MembersTx's.
func (t *KeysTx) Tokens(h brush.HouseholdID) ([]store.Token, error) { return t.tokens(h) }

// DeleteToken is store.MembersTx's.
func (t *KeysTx) DeleteToken(hash [32]byte) error {
	return t.later("delete token", "DELETE FROM token WHERE hash = $1", hash[:])
}

// Invitation is store.MembersTx's.
func (t *KeysTx) Invitation(hash [32]byte) (store.Invitation, error) { return t.invitation(hash) }

// Invitations is store.MembersTx's.
func (t *KeysTx) Invitations(h brush.HouseholdID) ([]store.Invitation, error) {
	return t.invitations(h)
}

// PutInvitation is store.MembersTx's.
func (t *KeysTx) PutInvitation(i store.Invitation) error {
	people, err := lines("people", i.People)
	if err != nil {
		return fmt.Errorf("put invitation: %w", err)
	}
	return t.later("put invitation", putInvitation, i.ID, i.Hash[:], string(i.Household), i.Account, string(i.Role), people, micros(i.MemberUntil),
		micros(i.Created), micros(i.Expires))
}

// DeleteInvitation is store.MembersTx's.
func (t *KeysTx) DeleteInvitation(id string) error {
	return t.later("delete invitation", "DELETE FROM invitation WHERE id = $1", id)
}
