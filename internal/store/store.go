// Package store is the promise of whoever keeps a household: three faces of one store, and the face that keeps the keys.
package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/reward"
	"github.com/enamel-home/enamel/session"
)

// Seq numbers the changes of one household: 1, 2, 3 ... without gaps, and never visible out of order.
type Seq int64

// Store is everything a database keeps.
type Store interface {
	Keeper
	Feed
	Book
	Keys
	OAuth
	Devices
	Fleet
	Hooks
	Answers
	Privacy
	Reports
	Reminders
	// Ping reports whether the store can answer.
	Ping(ctx context.Context) error
	// Close waits for running updates and gives everything back.
	Close() error
}

// Hinter is a store that other processes write to as well, and that hears of it.
type Hinter interface {
	// Hints calls wake with households that another process has changed, until ctx ends. It is a hint: some may be lost, so followers also look
	// by themselves.
	Hints(ctx context.Context, wake func(brush.HouseholdID))
}

// Keeper changes what is kept. A nil error means that everything fn did is on disk; any error means that nothing is. Updates are
// serialised per household; the store gathers concurrent updates and commits many at once, so fn must be quick, must not block and must
// touch nothing but its Tx. fn may be run more than once. Errors of fn come back wrapped; a failing store is brush.ErrUnavailable.
type Keeper interface {
	Update(ctx context.Context, h brush.HouseholdID, fn func(Tx) error) error
}

// Tx is one household inside one update. It reads its own writes. What it is given (bytes, slots) must not be changed after.
type Tx interface {
	// KeepFrames keeps frames of one device as they were heard. Frames whose name (Source and Seq; without a Seq the content) is kept
	// already may be kept again: they come out of Book.Frames once.
	KeepFrames(d brush.DeviceID, fs []brush.Frame) error
	// Frames is Book.Frames of this household, with what this update kept. fn must not use the Tx.
	Frames(d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error
	// Evidence returns the stretches of evidence of a device that touch the closed span, oldest first.
	Evidence(d brush.DeviceID, from, to time.Time) ([]Evidence, error)
	PutEvidence(Evidence) error
	DeleteEvidence(d brush.DeviceID, id string) error

	// Expect says that brushes, evidence and sessions of theirs, and sources are about to be asked for. It changes nothing but the time that takes: said
	// once and first of everything that an update will ask for, a database far away is asked once.
	Expect(about []Stretch, sources ...brush.SourceID) error

	// SessionsOf returns a device's sessions that overlap the closed span, oldest first, removed ones (Session.Removed) included.
	SessionsOf(d brush.DeviceID, from, to time.Time) ([]Session, error)
	Session(brush.SessionID) (Session, error) // brush.ErrNotFound
	PutSession(Session) error
	DeleteSession(brush.SessionID) error
	// OpenSessions returns the sessions that are Running or Paused, oldest first.
	OpenSessions() ([]Session, error)
	// Recount works out anew, from the sessions themselves, what Book.Brushings reads, and returns how many rows of it were not right. None
	// ever should be: what an update does to sessions and to that is one commit.
	Recount() (wrong int, err error)
	// Forget takes away what is older than an Expiry says, oldest first and at most limit rows, and says what it took. It counts as done
	// when it took nothing. Brushings forgets with the sessions; FleetDays, which tells nothing of anybody, does not.
	Forget(e Expiry, limit int) (Forgotten, error)

	Household() (Household, error) // brush.ErrNotFound
	PutHousehold(Household) error
	People() ([]Person, error) // in order of Person.Order, then ID
	Person(brush.PersonID) (Person, error)
	PutPerson(Person) error
	DeletePerson(brush.PersonID) error
	Brush(brush.DeviceID) (Brush, error) // brush.ErrNotFound
	PutBrush(Brush) error
	DeleteBrush(brush.DeviceID) error
	Source(brush.SourceID) (Source, error)
	PutSource(Source) error

	PrivacyTx
	ReportsTx
	RemindersTx

	// Emit appends a change to the household's feed, in this same update, and returns its number.
	Emit(Change) (Seq, error)

	HooksTx
	AnswersTx
}

// Feed is read by followers with a cursor.
type Feed interface {
	// Changes returns at most limit changes with numbers above after, in order.
	Changes(ctx context.Context, h brush.HouseholdID, after Seq, limit int) ([]Change, error)
	// Last returns the number of the newest change, 0 for none.
	Last(ctx context.Context, h brush.HouseholdID) (Seq, error)
}

// Book is read by screens. Every question names its household.
type Book interface {
	Household(ctx context.Context, h brush.HouseholdID) (Household, error)
	// House returns a household with what its things are called, all at one moment and in one question; brush.ErrNotFound.
	House(ctx context.Context, h brush.HouseholdID) (House, error)
	Sessions(ctx context.Context, h brush.HouseholdID, q SessionQuery) ([]Session, error)
	// Brushings returns what the habit needs to know of a person's brushings that have ended, were not removed, are not too short to be shown
	// and began in [from, to), zero to: up to the last; in order of their start. Before them comes the
	// newest of those that began before from, if there is one: it tells that the person had begun. A year costs hardly more than a week: it is
	// kept beside the sessions, in the same commits.
	Brushings(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to time.Time) ([]session.Brushing, error)
	// SessionsBefore counts the sessions that began before a moment and were not removed, and says when the first of them began.
	SessionsBefore(ctx context.Context, h brush.HouseholdID, before time.Time) (n int64, first time.Time, err error)
	Session(ctx context.Context, h brush.HouseholdID, id brush.SessionID) (Session, error)
	People(ctx context.Context, h brush.HouseholdID) ([]Person, error)
	Brushes(ctx context.Context, h brush.HouseholdID) ([]Brush, error)
	Sources(ctx context.Context, h brush.HouseholdID) ([]Source, error)
	// Frames calls fn with the kept frames of a device in the closed span, in order of time, each once. It holds few of them at a time.
	Frames(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error
	// OpenHouseholds returns the households that have a session which is Running or Paused and was heard last before a moment.
	OpenHouseholds(ctx context.Context, before time.Time) ([]brush.HouseholdID, error)
}

// SessionQuery chooses sessions, newest first by Start, then by ID.
type SessionQuery struct {
	From, To  time.Time                 // Start in [From, To); zero: open
	Person    brush.Opt[brush.PersonID] // present and "": the unassigned ones (guests are not unassigned)
	People    []brush.PersonID          // only theirs; nil: everybody's, and nobody's
	Device    brush.DeviceID            // "": all
	OpenOnly  bool                      // Running or Paused
	Removed   bool                      // the removed ones too
	Before    time.Time                 // cursor: sessions older than (Before, BeforeID); zero: from the newest
	BeforeID  brush.SessionID
	Limit     int  // at most 1000; 0: 100
	WithSlots bool // with Session.Slots; without them that column is not read
}

// Stretch is a closed span of a device's time; without times it is the device alone.
type Stretch struct {
	Device   brush.DeviceID
	From, To time.Time
}

// Evidence is a stretch of evidence of one device: everything that may still be one brushing or several close ones.
type Evidence struct {
	ID          string // unique in its device
	Device      brush.DeviceID
	First, Last time.Time // when its first and last were heard
	Blob        []byte    // session.Evidence in its binary form
}

// Session is a kept brushing: what the evidence says, and what people said of it.
type Session struct {
	session.Session
	ID         brush.SessionID
	Person     brush.PersonID // "": nobody yet, or a guest
	Guest      bool           // somebody said: nobody of this household
	How        How            // why this person
	AssignedAt time.Time
	Suggested  brush.PersonID // "": no suggestion
	Score      brush.Opt[session.Score]
	Note       string
	Removed    bool   // a person deleted it; late evidence must not bring it back
	Heard      uint32 // s, kept beside the slots so that lists need not read them
	Updated    time.Time
	Amended    *Amendment // nil: reading frames again never changed it
}

// Amendment is what reading the frames of a session again changed of it: after a decoder learned something, or when a key was set.
type Amendment struct {
	At            time.Time
	Before, After Figures
}

// Figures is what a family sees of a session that has ended.
type Figures struct {
	Duration uint32 // s
	Ending   session.Ending
	Mode     brush.Opt[brush.Mode]
	Zones    bool // some were measured
	Pressure bool // the brush told it
	Score    brush.Opt[uint8]
}

// FiguresOf returns the figures of a session, whose slots or record say whether zones were measured.
func FiguresOf(s *Session) Figures {
	f := Figures{Duration: s.Duration, Ending: s.Ending, Mode: s.Mode, Pressure: s.Pressure}
	f.Zones = s.Recorded != nil && s.Recorded.Measured
	for i := range s.Slots {
		f.Zones = f.Zones || s.Slots[i].Zones != 0
	}
	if s.Score.OK {
		f.Score = brush.Some(s.Score.V.Total)
	}
	return f
}

// How says why a session belongs to its person.
type How string

// The reasons.
const (
	HowNobody How = ""
	HowOnly   How = "only_brusher" // the brush has one brusher
	HowPerson How = "person"       // somebody said so
	HowHandle How = "handle"       // the brush said so
	HowEntry  How = "entry"        // the timer, or the note, was this person's
	HowCoach  How = "coach"        // their coach was open when the brush started
)

// Household is a tenant.
type Household struct {
	ID       brush.HouseholdID
	Name     string
	TimeZone string // IANA name
	DayTurns int    // minutes after midnight at which a day of brushing begins; 240
	Created  time.Time

	FramesDays   brush.Opt[uint16] // how long frames are kept; absent: DefaultFramesDays; 0: until they are decoded
	SessionsDays brush.Opt[uint16] // how long sessions are kept; absent: for ever
}

// House is a household with what it takes to name what happened in it.
type House struct {
	Household
	People  []Person                  // in order of Person.Order, then ID
	Brushes map[brush.DeviceID]string // the owners' own names for them; "": none
	Sources map[brush.SourceID]string
	Last    Seq // the household's newest change: while it is that one, all of this is as it was
}

// DefaultFramesDays is how many days frames are kept unless a household says otherwise.
const DefaultFramesDays = 30

// ShortestSessionsDays is the least that a household can have its sessions kept: evidence may come that late, and must find its session.
const ShortestSessionsDays = 30

// Expiry says what of a household is too old to be kept. A zero time keeps everything.
type Expiry struct {
	Frames   time.Time // kept frames that were heard before
	Sessions time.Time // sessions heard last before, and evidence; evidence stays as long as any session that follows from it
}

// Forgotten is how many rows Forget took away.
type Forgotten struct {
	Frames, Evidence, Sessions int // Frames: rows, each with many frames
}

// Expiry returns what is too old for the household at now.
func (h *Household) Expiry(now time.Time) Expiry {
	days := uint16(DefaultFramesDays)
	if h.FramesDays.OK {
		days = h.FramesDays.V
	}
	e := Expiry{Frames: now.Add(-time.Duration(days) * dayLong)}
	if h.SessionsDays.OK {
		e.Sessions = now.Add(-time.Duration(h.SessionsDays.V) * dayLong)
	}
	return e
}

// Person is a brusher: whose teeth. Needs no account.
type Person struct {
	ID        brush.PersonID
	Name      string
	Glaze     string // coral, leaf, sky, sun, plum, clay: the colour of the cup
	BirthYear int    // 0: not said
	MilkTeeth bool   // which teeth to draw; asked, never guessed
	Target    int    // s
	Morning   bool   // planned
	Evening   bool
	Order     int
	Coach     Coach
	Created   time.Time
	Language  string // a tag such as de: what play screens speak to them; "": the browser's

	Grow    session.Growth // lets Target grow, which is then what it began with
	Since   session.Date   // the day of brushing from which Morning, Evening, Target and Grow hold; zero: they always did
	Earlier session.Plans  // what held before, oldest first; nil: nothing
	Earned  reward.Tally   // by days whose brushings may be forgotten; zero: none
}

// Coach is how a person's coach does; its zero value is as usual.
type Coach struct {
	Way    string `json:"way,omitempty"`    // round the mouth: quarters, lower_first, surfaces, sextants; "": quarters
	Nu     string `json:"nu,omitempty"`     // the creature's glaze; "": the cup's
	Sounds bool   `json:"sounds,omitempty"` // it makes sounds
	Chart  bool   `json:"chart,omitempty"`  // the mouth is drawn as a dentist charts it, not as a mirror shows it
}

// Brush is a handle as the household knows it.
type Brush struct {
	Device                brush.DeviceID
	Brand                 brush.BrandID // "": nobody understands it yet
	BrandAt               time.Time     // when a frame was heard last that could only be of that brand; zero: none was
	ModelID               brush.Opt[uint16]
	Protocol              brush.Opt[uint8]
	Firmware              brush.Opt[uint16]
	Name                  string           // the owner's own name for it; "": none
	Model                 string           // the owner's own model name; "": as the handle says
	People                []brush.PersonID // who uses it
	Battery               brush.Opt[uint8]
	Clock                 session.Clock // the handle\'s own clock as it was read last; zero: never
	Virtual               bool
	FirstHeard, LastHeard time.Time          // LastHeard is written at most once a minute unless something else changes
	Frames                int64              // taken, repetitions included: a frame that is sent again is kept once and counted twice
	Unknown               int64              // of those, not understood
	Key                   Secret             // of makers who encrypt, sealed; nil: none
	Locked                Lock               // what its newest encrypted frame was
	Desired               *brush.Preferences // settings that the household wishes of it; nil: none
	Reported              *brush.Preferences // settings as it said them last; nil: never
	Created               time.Time
}

// Lock says what is missing to understand a handle's encrypted frames.
type Lock string

// The locks.
const (
	Unlocked Lock = ""
	NeedsKey Lock = "needs_key"
	WrongKey Lock = "wrong_key"
)

// Secret is bytes that nobody prints: no answer, log or export shows them.
type Secret []byte

// String hides what it is.
func (Secret) String() string { return "(secret)" }

// GoString hides what it is.
func (Secret) GoString() string { return "(secret)" }

// MarshalText hides what it is.
func (Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

// Source is what hears brushes.
type Source struct {
	ID        brush.SourceID
	Name      string
	LastHeard time.Time // written at most once a minute
	Created   time.Time
}

// ChangeKind says what a change is about.
type ChangeKind string

// The kinds of change.
const (
	SessionOpened    ChangeKind = "session_opened"
	SessionEnded     ChangeKind = "session_ended"
	SessionAmended   ChangeKind = "session_amended" // late evidence, a person's word, a new score
	SessionRemoved   ChangeKind = "session_removed"
	SessionsExpired  ChangeKind = "sessions_expired" // retention forgot some; the subject is the household
	BrushChanged     ChangeKind = "brush_changed"    // seen first, renamed, assigned, battery
	PersonChanged    ChangeKind = "person_changed"
	HouseholdChanged ChangeKind = "household_changed"
	SourceChanged    ChangeKind = "source_changed"
	// The reminders of a slot that is still open; the subject is the person. Each comes once a slot.
	MorningReminder ChangeKind = "morning_reminder"
	EveningReminder ChangeKind = "evening_reminder"
	AccessChanged   ChangeKind = "access_changed" // who may come in: whoever listens is asked again
)

// Change is one entry of a household's feed. It names its subject; whoever follows reads the newest of it.
type Change struct {
	Seq     Seq // set by the store
	Kind    ChangeKind
	Subject string // a session's, device's, person's or source's id
	At      time.Time
}
