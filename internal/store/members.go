package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Members keeps who belongs to a household, and who is invited: the questions. They are part of Keys; the changes are KeysTx's.
type Members interface {
	// Members returns who belongs to a household, oldest first, expired memberships among them.
	Members(ctx context.Context, h brush.HouseholdID) ([]Member, error)
	// Logins returns the log-ins of an account, newest first, without those that have expired by now.
	Logins(ctx context.Context, account string, now time.Time) ([]Login, error)
	// Invitation returns the open invitation with that hash; brush.ErrNotFound, also when it has expired by now.
	Invitation(ctx context.Context, hash [32]byte, now time.Time) (Invitation, error)
	// Invitations returns a household's invitations, oldest first, expired ones among them.
	Invitations(ctx context.Context, h brush.HouseholdID) ([]Invitation, error)
}

// MembersTx changes what Members tells, in one update of the keys. Whoever decides by what it reads of a household asks for KeysTx.Household of
// it first: that lets one update at a time at it.
type MembersTx interface {
	// Account is Keys' inside the update.
	Account(id string) (Account, error)
	// Members is Members' inside the update.
	Members(h brush.HouseholdID) ([]Member, error)
	// Memberships is Keys' inside the update.
	Memberships(account string) ([]Membership, error)
	DeleteMembership(account string, h brush.HouseholdID) error
	// Logins returns every log-in of an account, newest first.
	Logins(account string) ([]Login, error)
	// Tokens is Keys' inside the update.
	Tokens(h brush.HouseholdID) ([]Token, error)
	DeleteToken(hash [32]byte) error
	// Invitation returns the invitation with that hash, expired or not; brush.ErrNotFound.
	Invitation(hash [32]byte) (Invitation, error)
	// Invitations is Members' inside the update.
	Invitations(h brush.HouseholdID) ([]Invitation, error)
	PutInvitation(Invitation) error
	DeleteInvitation(id string) error
}

// Member is a membership with what its account is called.
type Member struct {
	Membership
	Name, Email string
}

// Invitation lets one person into a household, once.
type Invitation struct {
	ID          string
	Hash        [32]byte // SHA-256 of the code
	Household   brush.HouseholdID
	Account     string // who invites
	Role        Role
	People      []brush.PersonID // whom the new member may see; nil: everybody
	MemberUntil time.Time        // when the membership ends; zero: never
	Created     time.Time
	Expires     time.Time
}
