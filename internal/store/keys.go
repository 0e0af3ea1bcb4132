package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Keys keeps who may come in. Secrets are kept only as hashes. Accounts stand above households, so this face has updates of its own, with
// the same promise as Keeper.
type Keys interface {
	UpdateKeys(ctx context.Context, fn func(KeysTx) error) error
	// AccountByEmail finds an account by its folded e-mail address; brush.ErrNotFound.
	AccountByEmail(ctx context.Context, email string) (Account, error)
	Account(ctx context.Context, id string) (Account, error)
	// Memberships returns the households of an account, oldest first.
	Memberships(ctx context.Context, account string) ([]Membership, error)
	// Login returns the login with that hash; brush.ErrNotFound, also when it has expired by now.
	Login(ctx context.Context, hash [32]byte, now time.Time) (Login, error)
	// Entry returns the login with that hash, whose it is and what they may do in the household that it looks at, in one question;
	// brush.ErrNotFound when one of these is not there, and when login or membership have expired by now.
	Entry(ctx context.Context, hash [32]byte, now time.Time) (Entry, error)
	// Token returns the token with that hash; brush.ErrNotFound, also when it is revoked or has expired by now.
	Token(ctx context.Context, hash [32]byte, now time.Time) (Token, error)
	Tokens(ctx context.Context, h brush.HouseholdID) ([]Token, error)
	// Households returns every household, oldest first: for commands on the machine itself.
	Households(ctx context.Context) ([]Household, error)
	// SetupLink returns the hash of the one-time link that is open; brush.ErrNotFound for none.
	SetupLink(ctx context.Context) (SetupLink, error)
	Members
	Ways
}

// KeysTx is one update of Keys. It reads its own writes.
type KeysTx interface {
	PrivacyKeysTx
	OAuthTx
	DevicesTx
	// PutAccount keeps an account; brush.ErrConflict when another has its e-mail address.
	PutAccount(Account) error
	PutMembership(Membership) error
	PutLogin(Login) error
	DeleteLogin(hash [32]byte) error
	DeleteLogins(account string) error // all of an account
	// TouchLogin writes when a login was last used and when it expires; it does nothing when there is none, so that one which is being
	// ended stays ended.
	TouchLogin(hash [32]byte, used, expires time.Time) error
	PutToken(Token) error
	// TouchToken writes when a token was last used and nothing else; it does nothing when there is none.
	TouchToken(hash [32]byte, used time.Time) error
	// Household returns the same household's Tx inside this very update, so that an account and its household come to be at once.
	Household(h brush.HouseholdID) Tx
	CountAccounts() (int, error)
	// TakeLease takes or renews what only one may hold at a time: l is kept, and taken is true, unless somebody else holds l.Name beyond now.
	// What somebody holds for more than a minute longer than l was taken by a clock that was wrong, and holds nobody up.
	TakeLease(l Lease, now time.Time) (taken bool, err error)
	// DropLease gives a lease back; it does nothing when somebody else holds it.
	DropLease(name, holder string) error
	SetupLink() (SetupLink, error)
	PutSetupLink(SetupLink) error // replaces the one before
	DeleteSetupLink() error
	MembersTx
	AnswersKeysTx
	RemindersKeysTx
	WaysTx
}

// Account is a person who can log in.
type Account struct {
	ID       string
	Email    string // folded to lower case
	Name     string
	Password string // argon2id in PHC string form; "": none
	Locale   string
	Created  time.Time
}

// Role is what an account may do in a household.
type Role string

// The roles.
const (
	Owner     Role = "owner"
	Caregiver Role = "caregiver"
	Viewer    Role = "viewer"
)

// Membership joins an account and a household.
type Membership struct {
	Account   string
	Household brush.HouseholdID
	Role      Role
	Expires   time.Time // zero: never
	Created   time.Time
	People    []brush.PersonID // whom it lets see; nil: everybody
}

// Login is a browser that is logged in; the cookie holds what Hash is the SHA-256 of.
type Login struct {
	Hash      [32]byte
	Account   string
	Household brush.HouseholdID // the one it looks at
	Created   time.Time
	LastUsed  time.Time
	Expires   time.Time
	Agent     string           // User-Agent at log-in, for the list of logins
	Play      []brush.PersonID // for whom it plays; nil: it does not
	Pin       string           // what leads out of play: argon2id in PHC string form; "": it does not play
}

// Entry is a browser that is logged in, with whose it is and what they may do there.
type Entry struct {
	Login      Login
	Account    Account
	Membership Membership
}

// Token is a key for a program: a gateway, a script.
type Token struct {
	Hash      [32]byte
	ID        string
	Household brush.HouseholdID
	Account   string // who made it; "": the machine's own command line
	Name      string
	Scopes    []string
	Source    brush.SourceID // what frames sent with it were heard by
	Device    brush.DeviceID // the only one that it may speak of; "": any of the household
	Created   time.Time
	LastUsed  time.Time // written at most once a minute
	Expires   time.Time // zero: never
	Revoked   bool
	People    []brush.PersonID // whom it lets see and speak of; nil: everybody
}

// Lease says who holds a name.
type Lease struct {
	Name, Holder string
	Until        time.Time
}

// SetupLink is the one-time link printed at the first start.
type SetupLink struct {
	Hash    [32]byte // SHA-256 of the code
	Created time.Time
	Expires time.Time
}
