package brand

import (
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
)

// Known is what is known of a handle before one of its frames is read; the zero value: nothing.
type Known struct {
	Brand brush.BrandID // whose it is; "": nobody knows yet
	Key   []byte        // of makers who encrypt; nil: none
}

// The attributes that the Bluetooth SIG has defined for every maker, and that say something of a handle.
const (
	sigBattery = 0x2A19
	sigModel   = 0x2A24 // to 0x2A29, the maker's name: text
	sigMaker   = 0x2A29
)

// Standard reports whether a frame is an attribute that every maker has, and that therefore does not say whose it is: battery, and the
// numbers and names that a handle gives itself. What it means is for the maker of whom the handle is known to be.
func Standard(f *brush.Frame) bool {
	n, ok := standard(f)
	return ok && (n == sigBattery || n >= sigModel && n <= sigMaker)
}

func standard(f *brush.Frame) (n uint16, ok bool) {
	if f.Kind != brush.Notify && f.Kind != brush.Read {
		return 0, false
	}
	n = uint16(f.UUID[2])<<8 | uint16(f.UUID[3])
	return n, f.UUID == brush.UUID16(n)
}

// DecodeWith is Decode for a handle of which something is known. A frame that a maker claims is read by that maker, whoever made the handle;
// one that every maker has and none claims is the handle's own maker's, and read as the Bluetooth SIG defines it.
func (s Set) DecodeWith(f *brush.Frame, k Known, r *brush.Reading) (*Spec, Verdict) {
	b := s.Find(f)
	if b == nil {
		return s.ofEveryMaker(f, k, r)
	}
	v := b.Decode(f, r)
	if v == Locked && len(k.Key) > 0 && b.Unlock != nil {
		*r = brush.Reading{}
		v = b.Unlock(f, k.Key, r)
	}
	return b, v
}

func (s Set) ofEveryMaker(f *brush.Frame, k Known, r *brush.Reading) (*Spec, Verdict) {
	if k.Brand == "" || !Standard(f) {
		return nil, Unknown
	}
	b := s.ByID(k.Brand)
	if n, _ := standard(f); b == nil || n != sigBattery || len(f.Payload) != 1 || f.Payload[0] > 100 {
		return b, Unknown
	}
	r.Battery = brush.Some(f.Payload[0])
	return b, Understood
}

// Handles decodes the frames of many handles and remembers whose they are, for those who read lines and keep nothing. Not safe for
// concurrent use.
type Handles struct {
	Makers Set
	known  map[brush.DeviceID]Known
}

// maxHandles is how many handles are remembered; of later ones only keys are.
const maxHandles = 4096

// SetKey gives a handle its key.
func (h *Handles) SetKey(d brush.DeviceID, key []byte) {
	k := h.known[d]
	k.Key = slices.Clone(key)
	h.put(d, k)
}

func (h *Handles) put(d brush.DeviceID, k Known) {
	if h.known == nil {
		h.known = map[brush.DeviceID]Known{}
	}
	h.known[d] = k
}

// Decode is Set.DecodeWith with what is known of the frame's handle.
func (h *Handles) Decode(f *brush.Frame, r *brush.Reading) (*Spec, Verdict) {
	k, have := h.known[f.Device]
	b, v := h.Makers.DecodeWith(f, k, r)
	if k.Brand == "" && b != nil && (v == Understood || v == Locked || v == WrongKey) && (have || len(h.known) < maxHandles) {
		k.Brand = b.ID
		h.put(brush.DeviceID(strings.Clone(string(f.Device))), k)
	}
	return b, v
}
