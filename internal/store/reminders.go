package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// Reminders are read by whoever reminds people.
type Reminders interface {
	// Reminders returns what a household is reminded of, on and off, in order of person and part.
	Reminders(ctx context.Context, h brush.HouseholdID) ([]Reminder, error)
	// Quiet returns a household's quiet hours, session.UsualQuiet where it said nothing.
	Quiet(ctx context.Context, h brush.HouseholdID) (session.Quiet, error)
	// RemindersOn returns the reminders that are on, of at most limit households behind one, in the households' order, with what it takes to say whether
	// they are due.
	RemindersOn(ctx context.Context, after brush.HouseholdID, limit int) ([]ReminderHouse, error)
	// Pushes returns the browsers of a household that are told of reminders, oldest first; of an account, "": of everybody. Only those are there whose
	// log-in and membership hold at now.
	Pushes(ctx context.Context, h brush.HouseholdID, account string, now time.Time) ([]Push, error)
	// ServerKey returns a key of the server's own; brush.ErrNotFound.
	ServerKey(ctx context.Context, name string) (ServerKey, error)
}

// RemindersTx is the part of an update that is about reminders.
type RemindersTx interface {
	// Reminders is Reminders' inside the update.
	Reminders() ([]Reminder, error)
	// PutReminder keeps a reminder. Told stays as it is kept.
	PutReminder(Reminder) error
	// Quiet is Reminders' inside the update.
	Quiet() (session.Quiet, error)
	PutQuiet(session.Quiet) error
	// Remind writes down that a person is reminded of a slot of a day. first is false, and nothing is written, when that was done before, or when the reminder
	// is off by now: of all who ask for one day, one is first.
	Remind(p brush.PersonID, part session.PartOfDay, day session.Date) (first bool, err error)
	// PutPush keeps a browser. What else was kept of the same log-in in this household, and of the same endpoint with any other log-in, goes.
	PutPush(Push) error
	// TouchPush writes when a browser was last told; it does nothing when there is none.
	TouchPush(id string, told time.Time) error
	DeletePush(id string) error
	// SealPush replaces what is sealed of a browser, unless it is another by now.
	SealPush(id string, was, again Secret) error
	// CountPushes counts the browsers of an account in the household whose log-in holds at now.
	CountPushes(account string, now time.Time) (int, error)
}

// RemindersKeysTx is the part of an update of the keys that is about reminders.
type RemindersKeysTx interface {
	// ServerKey is Reminders' inside the update.
	ServerKey(name string) (ServerKey, error)
	PutServerKey(ServerKey) error
}

// Reminder is a slot of a person's day of which somebody may be reminded.
type Reminder struct {
	Person brush.PersonID
	session.Reminder
	Told string // the last day of brushing for which it was said, as ISO 8601; "": never
}

// ReminderHouse is a household with its reminders that are on.
type ReminderHouse struct {
	ID        brush.HouseholdID
	TimeZone  string
	DayTurns  int // minutes after midnight
	Quiet     session.Quiet
	Reminders []Reminder
}

// Push is a browser that is told of reminders.
type Push struct {
	ID       string
	Account  string
	Login    [32]byte // the hash of the log-in with which it ends
	Endpoint [32]byte // SHA-256 of where it is told
	Sealed   Secret   // where, and its keys
	Created  time.Time
	Told     time.Time        // zero: never
	Agent    string           // of the log-in; only read
	People   []brush.PersonID // whom the membership lets see, nil: everybody; only read
}

// ServerKey is a key of the server's own.
type ServerKey struct {
	Name    string
	Public  []byte
	Sealed  []byte
	Created time.Time
}
