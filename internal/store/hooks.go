package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// HookAhead is further ahead than anything of a hook is ever due: what is kept as due later than that was kept by a clock that was wrong, and is due.
const HookAhead = 48 * time.Hour

// Hooks are read by whoever tells other programs of a household what happens in it.
type Hooks interface {
	// Hooks returns the webhooks of a household, oldest first.
	Hooks(ctx context.Context, h brush.HouseholdID) ([]Hook, error)
	Hook(ctx context.Context, h brush.HouseholdID, id string) (Hook, error) // brush.ErrNotFound
	// HooksDue returns, of all households and at most limit of them, the hooks that are not off, do not rest at now, and have a change behind
	// their cursor or a waiting message that is due. Who has rested longest comes first. HookAhead says what else is due, here and in HookWaiting.
	HooksDue(ctx context.Context, now time.Time, limit int) ([]HookName, error)
	// HookWaiting returns at most limit of a hook's waiting messages that are due at now, in order of when they became so.
	HookWaiting(ctx context.Context, h brush.HouseholdID, hook string, now time.Time, limit int) ([]HookMessage, error)
	// HookDead returns at most limit of the messages that a hook was given up on, the newest first.
	HookDead(ctx context.Context, h brush.HouseholdID, hook string, limit int) ([]HookMessage, error)
	// HookCount returns how many messages of a hook wait, and how many it was given up on.
	HookCount(ctx context.Context, h brush.HouseholdID, hook string) (waiting, dead int, err error)
	// HookTries returns at most limit of a hook's tries, newest first.
	HookTries(ctx context.Context, h brush.HouseholdID, hook string, limit int) ([]HookTry, error)
}

// HooksTx is the part of an update that is about webhooks.
type HooksTx interface {
	Hook(id string) (Hook, error) // brush.ErrNotFound
	CountHooks() (int, error)
	PutHook(Hook) error
	// DeleteHook takes a hook away with its messages and tries; it does nothing when there is none.
	DeleteHook(id string) error
	HookMessage(hook string, seq Seq) (HookMessage, error) // brush.ErrNotFound
	PutHookMessage(HookMessage) error
	DeleteHookMessage(hook string, seq Seq) error
	CountHookMessages(hook string) (waiting, dead int, err error)
	// ReviveHookMessages makes every message that a hook was given up on wait again, as if it were new and due at a time; it returns how many.
	ReviveHookMessages(hook string, due time.Time) (int, error)
	// ForgetHookMessages takes away, of what a hook was given up on, what died before a time, and all but the newest keep.
	ForgetHookMessages(hook string, before time.Time, keep int) error
	// PutHookTry keeps a try, and of the hook's tries the newest keep.
	PutHookTry(t HookTry, keep int) error
	// ForgetHooksOf takes away what webhooks keep of a person: the messages about them and about every change whose entry in the feed no longer
	// names what it was about. With "" it takes away everything that webhooks keep of the household.
	ForgetHooksOf(p brush.PersonID) error
}

// HookName names a hook among all households.
type HookName struct {
	Household brush.HouseholdID
	ID        string
}

// Hook is an address outside that is told of changes of its household.
type Hook struct {
	ID       string
	Name     string
	URL      string
	Kinds    []ChangeKind // what it is told of
	Off      HookOff      // "": it is on
	Secret   Secret       // sealed
	Before   Secret       // the secret before, sealed; nil: none. What is sent carries both signatures until BeforeUntil
	Seen     Seq          // changes up to it have become messages, or needed none
	Failures int          // tries that failed since the last that did not
	Rest     time.Time    // nothing is sent before; when it was looked at last, for one that works

	BeforeUntil, Created time.Time
	Account              string // who made it; "": a token
}

// HookOff says why a hook is off.
type HookOff string

// The reasons.
const (
	HookOn     HookOff = ""
	HookPaused HookOff = "paused" // the owner said so
	HookGone   HookOff = "gone"   // its address answered 410
)

// HookMessage is a change on its way to a hook. It holds no more than the change: what it is about is read when it is sent.
type HookMessage struct {
	Hook string
	Change
	Tries  int
	Due    time.Time // of one that waits
	Dead   bool      // given up
	Died   time.Time // when; zero: it waits
	Reason string    // how its last try ended, as HookTry.Outcome
}

// HookTry is one try to send something.
type HookTry struct {
	Hook    string
	At      time.Time
	Seq     Seq // of the change; 0: a test
	Kind    ChangeKind
	Status  int           // of the answer; 0: there was none
	Took    time.Duration // in milliseconds
	Outcome string        // a word: delivered, or why not
}
