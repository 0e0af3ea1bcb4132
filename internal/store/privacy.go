package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Consenting says what a receiver may get.
type Consenting interface {
	// ConsentsTo returns the consents of a receiver that hold, in order of Person.
	ConsentsTo(ctx context.Context, h brush.HouseholdID, kind, id string) ([]Consent, error)
}

// Privacy is what a household can look up about its own data: who did what, what was allowed, what is being erased.
type Privacy interface {
	Consenting
	AuditLines(ctx context.Context, h brush.HouseholdID, q AuditQuery) ([]AuditLine, error)
	// AuditChain returns at most limit lines with numbers above after, oldest first.
	AuditChain(ctx context.Context, h brush.HouseholdID, after Seq, limit int) ([]AuditLine, error)
	// AuditNames returns at most limit names with numbers above after, in order.
	AuditNames(ctx context.Context, h brush.HouseholdID, after int64, limit int) ([]AuditName, error)
	// AuditHead returns how a log ends; of an empty one AuditStart.
	AuditHead(ctx context.Context, h brush.HouseholdID) (AuditHead, error)
	// Consents returns what was allowed for a person ("": for everybody), withdrawn ones included, oldest first.
	Consents(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]Consent, error)
	// Erasures returns what is being erased in all households, oldest first; of what is gone and was not scrubbed yet, only ScrubOnly and when.
	Erasures(ctx context.Context) ([]Erasure, error)
	// Scrub makes what was deleted before unreadable in the store's own files, as far as the database can.
	Scrub(ctx context.Context) error
}

// PrivacyTx is the part of an update that Privacy reads.
type PrivacyTx interface {
	// Audit appends an entry to the household's log, in this same update.
	Audit(AuditEntry) error
	// AuditOnce is Audit unless the same actor did the same with the same person's data at or after since.
	AuditOnce(e AuditEntry, since time.Time) (written bool, err error)
	Consents(p brush.PersonID) ([]Consent, error)
	// ConsentsTo is Consenting's inside the update.
	ConsentsTo(kind, id string) ([]Consent, error)
	// PutConsent keeps a consent. What was given or withdrawn once is never another's, or at another time: brush.ErrConflict.
	PutConsent(Consent) error
	// BeginErasure takes a person out of the house, off every brush, and their name out of the names of brushes and sources, and remembers
	// that all that is kept of them is to go; brush.ErrNotFound for no such person.
	BeginErasure(Erasure) error
	// Erase takes one bounded step of an erasure that was begun: at most about limit sessions, rows of frames or the like. p is "" for the
	// household's own. done says that nothing is left but what EndErasure takes.
	Erase(p brush.PersonID, limit int) (done bool, err error)
	// EndErasure takes the rest away, puts ErasedSubject or nothing where an id stood, and leaves no more of the erasure than that the store
	// is still to be scrubbed.
	EndErasure(p brush.PersonID) error
}

// PrivacyKeysTx is the part of an update of the keys that erases.
type PrivacyKeysTx interface {
	// ForgetAccount erases an account with its logins and memberships, and its id from every log and consent.
	ForgetAccount(id string) error
	// ForgetKeys erases a household's tokens and memberships, the accounts that were members of nothing else, and their logins.
	ForgetKeys(h brush.HouseholdID) error
	// EraseHousehold is ForgetKeys, and remembers that everything else of the household is to go.
	EraseHousehold(Erasure) error
	// Scrubbed forgets that the store was to be scrubbed, for what ended before at.
	Scrubbed(at time.Time) error
}

// Consent says that somebody allowed a receiver to get a person's data.
type Consent struct {
	ID           string
	Person       brush.PersonID // "": erased
	ReceiverKind string         // of ReceiverKinds
	ReceiverID   string
	ReceiverName string
	Scopes       []string
	Text         string   // the version of what was agreed to
	TextHash     [32]byte // SHA-256 of its words
	GivenBy      string   // an account's id
	Given        time.Time
	WithdrawnBy  string
	Withdrawn    time.Time // zero: it holds
	Erased       time.Time // zero: not; else nothing is left of it but that there was one
}

// Holds reports whether a consent stands.
func (c *Consent) Holds() bool { return c.Withdrawn.IsZero() && c.Erased.IsZero() }

// Erasure is what is on its way out.
type Erasure struct {
	Household brush.HouseholdID
	Person    brush.PersonID // "": the whole household
	Asked     time.Time
	By        string // the account's id
	Step      int64  // how far it is
}

// ScrubOnly stands for whoever was erased from everything but the free space of the store's files.
const ScrubOnly brush.PersonID = "(scrub)"

// ErasedSubject stands in the feed where the id of something stood that was erased.
const ErasedSubject = "erased"
