package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// OAuth keeps which apps may ask for what, and what people granted them. Codes and tokens are kept only as hashes. What changes it is in
// KeysTx.
type OAuth interface {
	OAuthClient(ctx context.Context, id string) (OAuthClient, error) // brush.ErrNotFound
	// OAuthClients returns the clients that a household registered, oldest first.
	OAuthClients(ctx context.Context, h brush.HouseholdID) ([]OAuthClient, error)
	// Grants returns the grants of a household that are not revoked, oldest first.
	Grants(ctx context.Context, h brush.HouseholdID) ([]Grant, error)
	// GrantEntry returns the access token with that hash with its grant, who gave it and what they may do there now, in one question;
	// brush.ErrNotFound when one of these is not there, is revoked or has expired by now.
	GrantEntry(ctx context.Context, hash [32]byte, now time.Time) (GrantEntry, error)
	// GrantSecret returns a code or token, used or expired ones too; brush.ErrNotFound.
	GrantSecret(ctx context.Context, hash [32]byte) (GrantSecret, error)
	Grant(ctx context.Context, id string) (Grant, error) // revoked ones too; brush.ErrNotFound
	// Ask returns an open question by the hash of its name; brush.ErrNotFound, also when it has expired by now.
	Ask(ctx context.Context, hash [32]byte, now time.Time) (Ask, error)
	// AskByCode returns an open question by the hash of the code that a person types; brush.ErrNotFound, also when it has expired by now.
	AskByCode(ctx context.Context, code [32]byte, now time.Time) (Ask, error)
	// SigningKeys returns the keys that are not forgotten, oldest first.
	SigningKeys(ctx context.Context) ([]SigningKey, error)
}

// OAuthTx is the part of a KeysTx that changes what OAuth reads. Updates of the keys come one after the other, so what is read here stays true
// until the commit.
type OAuthTx interface {
	PutOAuthClient(OAuthClient) error
	DeleteOAuthClient(id string) error
	// CountOAuthClients counts the clients of a household; "": those that registered themselves.
	CountOAuthClients(h brush.HouseholdID) (int, error)
	Grant(id string) (Grant, error) // revoked ones too; brush.ErrNotFound
	PutGrant(Grant) error
	// Grants returns those of a household that are not revoked, oldest first.
	Grants(h brush.HouseholdID) ([]Grant, error)
	// CountGrants counts the grants of an account that are not revoked.
	CountGrants(account string) (int, error)
	// TouchGrant writes when a grant was last used and nothing else; it does nothing when there is none.
	TouchGrant(id string, used time.Time) error
	GrantSecret(hash [32]byte) (GrantSecret, error) // brush.ErrNotFound; used and expired ones too
	PutGrantSecret(GrantSecret) error
	DeleteGrantSecret(hash [32]byte) error
	Ask(hash [32]byte) (Ask, error) // expired ones too; brush.ErrNotFound
	PutAsk(Ask) error
	CountAsks() (int, error)
	SigningKeys() ([]SigningKey, error)
	PutSigningKey(SigningKey) error
	// ForgetOAuth takes away what ended before a moment: codes, tokens, questions, revoked grants, keys; and clients that registered
	// themselves before unused and were never granted anything.
	ForgetOAuth(before, unused time.Time) error
}

// OAuthClient is an app that may ask for grants.
type OAuthClient struct {
	ID        string
	Household brush.HouseholdID // whose owner registered it, and the only one it may ask; "": it registered itself and may ask any
	Account   string            // who registered it
	Name      string
	Secret    [32]byte // SHA-256; zero: a public client
	Redirects []string
	Scopes    []string // the most it may ask for
	Flows     []string // its OAuth grant types
	Created   time.Time
}

// Grant is what a person granted an app in a household.
type Grant struct {
	ID         string
	Account    string
	Household  brush.HouseholdID
	Client     string
	ClientName string
	Scopes     []string
	People     []brush.PersonID // nil: everybody
	Source     brush.SourceID   // what frames sent with it were heard by
	Device     brush.DeviceID   // the only one that it may speak of; "": any
	Created    time.Time
	LastUsed   time.Time // written at most once a minute
	Revoked    time.Time // zero: it holds
}

// SecretKind says what a GrantSecret is.
type SecretKind string

// The kinds.
const (
	CodeSecret    SecretKind = "code"
	AccessSecret  SecretKind = "access"
	RefreshSecret SecretKind = "refresh"
)

// GrantSecret is a code or a token of a grant.
type GrantSecret struct {
	Hash    [32]byte // of 256 bits of chance
	Kind    SecretKind
	Grant   string
	Scopes  []string
	Created time.Time
	Expires time.Time
	Used    time.Time // a code or refresh token that was used cannot be again; zero: not yet
	Body    []byte    // of a code: what it is bound to, in the form of whoever keeps it
}

// GrantEntry is an access token with its grant, and whose it is and what they may do there.
type GrantEntry struct {
	Secret     GrantSecret
	Grant      Grant
	Account    Account
	Membership Membership
}

// Verdict is what a person said to an Ask.
type Verdict string

// The verdicts.
const (
	NotYet   Verdict = ""
	Approved Verdict = "approved"
	Denied   Verdict = "denied"
	Spent    Verdict = "spent" // its answer was fetched
)

// Ask is a question of an app that a person has not answered yet, or whose answer was not fetched yet.
type Ask struct {
	Hash     [32]byte // of its name, or of the device code
	Code     [32]byte // of the code that a person types; of an ask without one equal to Hash
	Typed    bool     // it is a device's, and Code is what a person types
	Client   string
	Browser  [32]byte // the one it was asked in: the hash of its mark; zero: any
	Account  string   // who looked at it first, and alone may answer it; "": nobody yet
	Login    string   // in which log-in
	Verdict  Verdict
	Grant    string
	Body     []byte // the question, in the form of whoever keeps it
	Created  time.Time
	Expires  time.Time
	Polled   time.Time     // when its answer was last asked for
	Interval time.Duration // s; how long to wait between
}

// SigningKey signs what says who somebody is.
type SigningKey struct {
	ID      string
	Public  []byte // as a JSON Web Key
	Sealed  []byte // the private key, sealed
	Created time.Time
	Retires time.Time // nothing is signed with it from then on
	Ends    time.Time // nothing signed with it is good from then on
}
