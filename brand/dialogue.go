package brand

import (
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Dialogue tells whoever holds the radio what to do next. It holds no radio itself, ends by itself, and is the same on a Linux gateway,
// behind a relay and in the browser.
type Dialogue interface {
	Step(Event, time.Time) []Action
}

// EventKind says what happened on the connection.
type EventKind uint8

// The events.
const (
	Connected EventKind = iota + 1
	Value               // a notification or the answer to a read: Frame
	Written             // a write was acknowledged
	Refused             // the peer refused a read, a write or a bond
	Elapsed             // a Wait is over
	Disconnected
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
	Subscribe ActionKind = iota + 1
	ReadValue
	WriteValue
	Wait
	Emit
	HangUp
)

// Action is one thing for the holder of the radio to do.
type Action struct {
	Kind  ActionKind
	Char  brush.UUID
	Data  []byte
	After time.Duration
	Frame brush.Frame
}
