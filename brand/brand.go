// Package brand says what a maker's folder offers, and finds the maker of a frame.
package brand

import (
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Verdict is what a maker says of a frame that it claims.
type Verdict uint8

// The verdicts.
const (
	Unknown    Verdict = iota // claimed, not understood: the frame is kept all the same
	Understood                // the Reading says what it means
	NotABrush                 // recognised, and no brush: a charger, a dock
	Locked                    // encrypted, and no key was given
	WrongKey                  // encrypted, and not with the key that was given
)

// Tells says what a maker's handles can say at all; the screen hides what they cannot.
type Tells struct {
	Live     bool // a timer, while it brushes; else when it starts and stops, what it stored, or nothing at all
	Pressure bool // too hard is reported
	Zones    bool // position is measured
	Pacer    bool // a sector clock is reported
	Battery  bool // without a connection
	Records  bool // handles store sessions themselves
	Settings bool // handles say what they do of what they can be told, and can be told
}

// Spec is a maker: functions of values, nil where the maker has nothing to say. It holds no state and no radio.
type Spec struct {
	ID   brush.BrandID
	Name string
	// Claims reports whether the frame's form (company, service, characteristic, format) is this maker's.
	Claims func(*brush.Frame) bool
	// Decode fills the zero Reading that r points at. It allocates nothing unless the frame holds a stored record or tells of a head or of settings, and
	// never panics.
	Decode func(f *brush.Frame, r *brush.Reading) Verdict
	// Unlock is Decode for makers who encrypt, with the handle's key; nil: nothing is encrypted. Decode answers Locked for such a frame.
	Unlock func(f *brush.Frame, key []byte, r *brush.Reading) Verdict
	// Who reads what an encrypted frame says in clear of who speaks, ModelID and Protocol alone, into the zero Reading; nil where nothing is.
	Who func(f *brush.Frame, r *brush.Reading)
	// Explain says which bytes of a frame say what, for a frame that Decode understands, or Unlock with that key; form is the clause that describes the
	// frame's form, and holds for the bytes that no field names. Set.Explain completes it.
	Explain func(f *brush.Frame, key []byte) (fields []Field, form string)
	// Encode is the simulator's voice: an advertisement or report that says the reading; ok is false when this maker cannot say it.
	// Decode(Encode(r)) is r for every reading that Encode takes.
	Encode func(r *brush.Reading) (f brush.Frame, ok bool)
	// Dialogue drives a connection; nil: advertisements are enough.
	Dialogue func(secret []byte) Dialogue
	// Follow drives a connection that somebody holds open to be there while it brushes, as a person at a page does; nil: Dialogue does that, too.
	Follow func(secret []byte) Dialogue
	Air    Air // how it is found and reached
	// Due reports whether it is the time for a connection, to handles of makers for whom not every time is; nil: any. See MayCall.
	Due func(Call) bool
	// Tell appends what a brush is told when it is to do something else, as JSON or as CBOR; nil: it cannot be told anything.
	Tell    func(dst []byte, wish *brush.Preferences, cbor bool) []byte
	Tells   Tells
	Modes   map[brush.Mode]string // in the maker's own English words, lower case, such as "daily clean"
	Models  map[uint16]string     // model or platform by number
	Virtual func() brush.Reading  // a resting reading with the model, protocol and tables of a typical handle, for the simulator; nil: none
	Limit   time.Duration         // nothing of this maker brushes longer; 0: 2 hours
}

// ModeName returns the maker's name of a mode; "mode 17" when the maker's folder has no name for it.
func (s *Spec) ModeName(m brush.Mode) string {
	if n, ok := s.Modes[m]; ok {
		return n
	}
	return "mode " + strconv.Itoa(int(m.Code()))
}

// Set is an explicit list of makers, asked in order.
type Set []*Spec

// Find returns the maker that claims the frame, nil for none.
func (s Set) Find(f *brush.Frame) *Spec {
	for _, b := range s {
		if b.Claims(f) {
			return b
		}
	}
	return nil
}

// ByID returns the maker of that id, nil for none.
func (s Set) ByID(id brush.BrandID) *Spec {
	for _, b := range s {
		if b.ID == id {
			return b
		}
	}
	return nil
}

// Decode finds the frame's maker and lets it fill the zero Reading that r points at. The maker is nil when nobody claims the frame. Who
// knows something of the handle asks DecodeWith.
func (s Set) Decode(f *brush.Frame, r *brush.Reading) (*Spec, Verdict) {
	b := s.Find(f)
	if b == nil {
		return nil, Unknown
	}
	return b, b.Decode(f, r)
}
