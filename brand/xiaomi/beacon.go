package xiaomi

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

const (
	headerLen = 5   // control, product, counter [xiaomi-2]
	longest   = 255 // an advertisement holds no more
	macLen    = 6
)

// The frame control [xiaomi-2].
const (
	controlEncrypted  = 1 << 3
	controlMAC        = 1 << 4
	controlCapability = 1 << 5
	controlObject     = 1 << 6
	controlMesh       = 1 << 7

	capabilityIO = 0x20 // one byte more follows
)

// beacon is the outside of an advertisement.
type beacon struct {
	control uint16
	head    [headerLen]byte
	mac     [macLen]byte // in the order of the air, the last byte first
	known   bool         // mac is known
	rest    []byte       // objects, or what they were encrypted to
}

func (b *beacon) product() uint16 { return binary.LittleEndian.Uint16(b.head[2:]) }
func (b *beacon) version() uint8  { return uint8(b.control >> 12) }
func (b *beacon) encrypted() bool { return b.control&controlEncrypted != 0 }

// parse takes the outside apart; false for what is no toothbrush's, is cut short, or says of itself what nobody has described.
func (b *beacon) parse(f *brush.Frame) bool {
	if f.Kind != brush.Advert || f.UUID != service || len(f.Payload) < headerLen || len(f.Payload) > longest {
		return false
	}
	p := f.Payload
	b.control = binary.LittleEndian.Uint16(p)
	copy(b.head[:], p)
	p = p[headerLen:]
	if _, ours := models[b.product()]; !ours || b.control&controlMesh != 0 {
		return false
	}
	b.mac, b.known = address(f.Device)
	if b.control&controlMAC != 0 {
		if len(p) < macLen {
			return false
		}
		inside := [macLen]byte(p)
		if b.known && inside != b.mac {
			return false // another handle's frame under this one's address [xiaomi-10]
		}
		b.mac, b.known = inside, true
		p = p[macLen:]
	}
	if b.control&controlCapability != 0 {
		if len(p) == 0 {
			return false
		}
		more := p[0]&capabilityIO != 0
		if p = p[1:]; more {
			if len(p) == 0 {
				return false
			}
			p = p[1:]
		}
	}
	b.rest = p
	if b.encrypted() {
		v := b.version()
		return b.control&controlObject != 0 && (v == 4 || v == 5) && len(p) > sealLen && b.known // [xiaomi-8]
	}
	return true
}

// address reads a Bluetooth address in the order of the air; false for a device that is named otherwise.
func address(d brush.DeviceID) (mac [macLen]byte, ok bool) {
	if len(d) != 17 {
		return mac, false
	}
	for i := range mac {
		at := 3 * i
		if i > 0 && d[at-1] != ':' {
			return [macLen]byte{}, false
		}
		pair := [2]byte{d[at], d[at+1]}
		turned := macLen - 1 - i
		if _, ok := brush.ParseHex(mac[turned:turned], pair[:]); !ok {
			return [macLen]byte{}, false
		}
	}
	return mac, true
}

// read reads the objects, all of them: one that is cut short makes the whole no sense [xiaomi-4].
func (b *beacon) read(p []byte, r *brush.Reading) brand.Verdict {
	if b.control&controlObject == 0 {
		if len(p) != 0 {
			return brand.Unknown
		}
		b.identity(r) // a sign of life [xiaomi-7]
		return brand.Understood
	}
	understood := false
	for len(p) > 0 {
		if len(p) < 3 || len(p)-3 < int(p[2]) {
			*r = brush.Reading{}
			return brand.Unknown
		}
		kind, n := binary.LittleEndian.Uint16(p), int(p[2])
		understood = b.object(kind, p[3:3+n], r) || understood
		p = p[3+n:]
	}
	if !understood {
		*r = brush.Reading{}
		return brand.Unknown
	}
	b.identity(r)
	return brand.Understood
}

func (b *beacon) identity(r *brush.Reading) {
	r.Protocol, r.ModelID = brush.Some(b.version()), brush.Some(b.product())
}

// The objects of toothbrushes [xiaomi-5] [xiaomi-6].
const (
	objectBrushing = 0x0010
	objectTimed    = 0x3003
	objectBattery  = 0x100A
	objectHead     = 0x1013
)

// object reads one object; false for one that is not known or cannot be.
func (b *beacon) object(kind uint16, p []byte, r *brush.Reading) bool {
	switch {
	case kind == objectBrushing && (len(p) == 1 || len(p) == 2):
		e := brush.Event{Number: brush.Some(b.head[4])}
		if len(p) == 2 && p[0] == 0 { // of an end it is the score
			e.Count = brush.Some(p[1])
		}
		return event(e, p[0], p[1:], r)
	case kind == objectTimed && (len(p) == 5 || len(p) == 6):
		e := brush.Event{Number: brush.Some(b.head[4]), Unix: brush.Some(binary.LittleEndian.Uint32(p[1:]))}
		return event(e, p[0], p[5:], r)
	case kind == objectBattery && len(p) == 1 && p[0] <= 100:
		r.Battery = brush.Some(p[0])
		return true
	case kind == objectHead && len(p) == 1 && p[0] <= 100:
		r.HeadPercent = brush.Some(p[0])
		return true
	}
	return false
}

// event takes the state of a brushing, 0 for begun and 1 for ended, and of an end the score, which may be missing.
func event(e brush.Event, state uint8, score []byte, r *brush.Reading) bool {
	switch state {
	case 0:
		r.Activity = brush.Some(brush.Running)
	case 1:
		r.Activity, e.End = brush.Some(brush.Idle), true
		if len(score) == 1 && score[0] <= 100 {
			e.Score = brush.Some(score[0])
		}
	default:
		return false
	}
	r.Event = brush.Some(e)
	return true
}
