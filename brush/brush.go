// Package brush is the vocabulary of the house: frames as heard, readings as understood, ids, units and kinds of error.
package brush

import "time"

type (
	// HouseholdID names a tenant. Every row belongs to one.
	HouseholdID string
	// SourceID names what heard a brush: a gateway, a phone, a relay, the brush itself or a person's own entry. A sender with several
	// ears of its own is written "sender/ear".
	SourceID string
	// DeviceID names a handle as its source names it: a Bluetooth address in upper case, or the brush's own id. At most MaxID bytes.
	DeviceID string
	// BrandID names a maker's folder, such as "oralb".
	BrandID string
	// SessionID names a brushing for ever (UUID version 7, RFC 9562).
	SessionID string
	// PersonID names a brusher: whose teeth.
	PersonID string
)

// MaxID is the longest id a source may send, in bytes.
const MaxID = 64

// MaxPayload is the longest payload of one frame, in bytes: an ATT attribute is at most 512 bytes [Bluetooth Core 5.4 Vol 3 Part F 3.2.9];
// a report in the open format may be longer.
const MaxPayload = 16 << 10

// FrameKind says how the bytes came.
type FrameKind uint8

// The kinds of frame, with their names on the wire.
const (
	Advert FrameKind = iota + 1 // "advert": manufacturer data (Company) or service data (UUID) of an advertisement
	Notify                      // "notify": a value notified or indicated by a characteristic (UUID)
	Read                        // "read": a value read from a characteristic (UUID)
	Report                      // "report": a brush that speaks for itself over Wi-Fi (Format)
	Entry                       // "entry": a person, or the coach's timer (Format)
)

// String returns the kind's name on the wire, or "" for a kind that is not known.
func (k FrameKind) String() string {
	switch k {
	case Advert:
		return "advert"
	case Notify:
		return "notify"
	case Read:
		return "read"
	case Report:
		return "report"
	case Entry:
		return "entry"
	}
	return ""
}

// Frame is what a source heard: bytes, and how they came. All meaning is computed from it by pure functions.
type Frame struct {
	Source  SourceID // with Seq the frame's name for ever
	Seq     uint64   // counts the source's frames; 0: the source does not count, the content is the name
	Device  DeviceID
	At      time.Time   // when the source heard it, UTC
	Kind    FrameKind   // decides which of the next three says where the bytes belong
	Company Opt[uint16] // Advert with manufacturer data: Bluetooth SIG company identifier
	UUID    UUID        // Advert with service data: the service; Notify and Read: the characteristic
	Format  string      // Report and Entry: the format's name, such as "enamel-session"
	RSSI    Opt[int8]   // dBm
	Payload []byte      // without the company id or the service UUID
}

// Opt is a value that may be absent. Absent is not zero.
type Opt[T any] struct {
	V  T
	OK bool
}

// Some returns a value that is there.
func Some[T any](v T) Opt[T] { return Opt[T]{V: v, OK: true} }

// Or returns the value, or d when it is absent.
func (o Opt[T]) Or(d T) T {
	if o.OK {
		return o.V
	}
	return d
}
