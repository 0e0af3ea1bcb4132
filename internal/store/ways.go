package store

import (
	"context"
	"time"
)

// Ways keeps how an account gets in besides its password: the questions. They are part of Keys; the changes are KeysTx's.
type Ways interface {
	// Passkey returns the passkey with that credential id; brush.ErrNotFound.
	Passkey(ctx context.Context, id []byte) (Passkey, error)
	// Passkeys returns an account's passkeys, oldest first.
	Passkeys(ctx context.Context, account string) ([]Passkey, error)
	// SecondFactor returns what an account is asked for after its password; brush.ErrNotFound for nothing.
	SecondFactor(ctx context.Context, account string) (SecondFactor, error)
	// CountRecoveryCodes returns how many recovery codes of an account are left.
	CountRecoveryCodes(ctx context.Context, account string) (int, error)
	// Identity returns whose an identity elsewhere is; brush.ErrNotFound.
	Identity(ctx context.Context, issuer, subject string) (Identity, error)
	// Identities returns an account's identities elsewhere, oldest first.
	Identities(ctx context.Context, account string) ([]Identity, error)
	// Attempt returns an attempt that is under way; brush.ErrNotFound, also when it has expired by now.
	Attempt(ctx context.Context, hash [32]byte, now time.Time) (Attempt, error)
}

// WaysTx changes what Ways tells, in one update of the keys.
type WaysTx interface {
	// HoldAccount returns an account, and lets one update at a time at it: whoever decides by what it reads of an account's ways asks for this first.
	HoldAccount(id string) (Account, error)
	// Passkeys is Ways' inside the update.
	Passkeys(account string) ([]Passkey, error)
	PutPasskey(Passkey) error
	// UsePasskey writes a new sign count and when; used is false, and nothing is written, unless the count is higher than the one before, or both are 0.
	UsePasskey(id []byte, count uint32, at time.Time) (used bool, err error)
	DeletePasskey(id []byte) error
	// SecondFactor is Ways' inside the update.
	SecondFactor(account string) (SecondFactor, error)
	PutSecondFactor(SecondFactor) error
	// UseStep uses a time step's code up; used is false when that one or a later one was used before.
	UseStep(account string, step int64) (used bool, err error)
	DeleteSecondFactor(account string) error
	// PutRecoveryCodes replaces an account's recovery codes; none takes them all away.
	PutRecoveryCodes(account string, hashes [][32]byte) error
	// UseRecoveryCode uses a code up; used is false when there is none.
	UseRecoveryCode(account string, hash [32]byte) (used bool, err error)
	// Identities is Ways' inside the update.
	Identities(account string) ([]Identity, error)
	// Identity is Ways' inside the update.
	Identity(issuer, subject string) (Identity, error)
	PutIdentity(Identity) error
	DeleteIdentity(issuer, subject string) error
	// PutAttempt keeps an attempt in place of one with its hash, and forgets those that have expired by now.
	PutAttempt(a Attempt, now time.Time) error
	// TakeAttempt takes an attempt away and returns it: of two who take it, one gets brush.ErrNotFound, and so does who comes after it expired.
	TakeAttempt(hash [32]byte, now time.Time) (Attempt, error)
}

// Passkey is a WebAuthn credential of an account.
type Passkey struct {
	ID       []byte // the credential's
	Account  string
	Label    string
	Key      []byte // the public one, COSE
	Flags    uint8  // of its authenticator data at the last use
	Count    uint32 // sign count; 0: it does not count
	Created  time.Time
	LastUsed time.Time // zero: never
	Copied   time.Time // when it was seen with a sign count that went back; zero: never
}

// SecondFactor is the secret of an account's one-time codes.
type SecondFactor struct {
	Account string
	Secret  []byte // sealed
	Step    int64  // of the last code that was used
	Created time.Time
}

// Identity is an account of another provider, or a name that a trusted proxy says, that belongs to an account here.
type Identity struct {
	Issuer, Subject string
	Account         string
	Name            string // what it is called there, for people
	Created         time.Time
	LastUsed        time.Time // zero: never
}

// Attempt is something under way that ends by a secret which only who began it has: a challenge, a password that waits for its second factor, a
// one-time link.
type Attempt struct {
	Hash    [32]byte // SHA-256 of the secret
	Kind    string
	Account string // whose; "": not known yet
	Bound   string // what else must be the same at its end
	Data    []byte
	Tries   int // how often it has gone wrong
	Expires time.Time
}
