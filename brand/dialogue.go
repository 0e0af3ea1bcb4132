package brand

import (
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Dialogue tells whoever holds the radio what to do next. It holds no radio itself, ends by itself, and is the same on a Linux gateway,
// behind a relay and in the browser.
//
// The holder begins with Connected, does the actions in their order, and tells what came of each: one event for each Subscribe, ReadValue,
// WriteValue and Bond, one Elapsed for each Wait, and a Value for whatever is notified meanwhile. Emit is for the house: the frame is to be
// kept. After HangUp or Disconnected the dialogue is over and has nothing more to say.
//
// It is a function, and no interface: what hides in an interface can be asked for its fields and their methods, so a page would have to load
// how to spell every type that a dialogue remembers.
type Dialogue func(Event, time.Time) []Action

// Step tells the dialogue what happened, and when.
func (d Dialogue) Step(e Event, now time.Time) []Action { return d(e, now) }

// Call is what whoever holds a radio knows before it connects to a handle. The zero value allows nothing.
type Call struct {
	Allowed bool      // the owner allows it for this brush
	Busy    bool      // somebody else holds the handle's only slot, or awaits it
	Ended   time.Time // when its last brushing ended; zero: none is known, or one goes on
	Called  time.Time // when a connection to it began last; zero: never
	Now     time.Time
}

// MayCall reports whether a handle of this maker may be connected to now. Every holder of a radio asks it before each connection: a gateway, a
// relay, a page. It is false without the owner's word, while somebody else may need the handle, and for makers who need no connection.
func (s *Spec) MayCall(c Call) bool {
	return s.Dialogue != nil && c.Allowed && !c.Busy && !c.Now.IsZero() && (s.Due == nil || s.Due(c))
}

// EventKind says what happened on the connection.
type EventKind uint8

// The events.
const (
	Connected EventKind = iota + 1
	Value               // a notification or the answer to a read: Frame, whose Kind says which
	Written             // a write to Char was acknowledged
	Refused             // the peer refused what was asked of Char, or has no such characteristic; or the bond, then Char is zero
	Elapsed             // a Wait is over
	Disconnected
	Subscribed // Char notifies, or indicates, from now on
	NeedsBond  // the peer refused what was asked of Char because it wants to be bonded first
	Bonded     // the peer is bonded
)

// Event is what happened on the connection.
type Event struct {
	Kind  EventKind
	Char  brush.UUID
	Frame brush.Frame // of a Value
}

// ActionKind says what the holder of the radio shall do.
type ActionKind uint8

// The actions.
const (
	Subscribe  ActionKind = iota + 1 // to notifications of Char, or to indications where it has only those
	ReadValue                        // of Char
	WriteValue                       // Data to Char, with acknowledgement
	Wait                             // for After, while everything else goes on
	Emit                             // Frame
	HangUp
	Bond // pair with the peer; a person may have to agree
)

// Action is one thing for the holder of the radio to do.
type Action struct {
	Kind  ActionKind
	Char  brush.UUID
	Data  []byte
	After time.Duration
	Frame brush.Frame
}
