package enamel

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Service is the service of the GATT profile, which also stands in its advertisements, and its characteristics [enamel-11].
var (
	Service      = profile(1)
	CharAbout    = profile(2)
	CharLive     = profile(3)
	CharControl  = profile(4)
	CharSessions = profile(5)
	CharSettings = profile(6)
	CharMotion   = profile(7)
)

func profile(n byte) brush.UUID {
	u := brush.MustUUID("787d0000-e3d9-459c-a025-87e5d2ed5ba5")
	u[3] = n
	return u
}

// inProfile reports whether a frame is of the profile: an advertisement of the service, or a value of one of the characteristics.
func inProfile(f *brush.Frame) bool {
	u := f.UUID
	n := u[3]
	if u[3] = 0; u != (brush.UUID{0x78, 0x7d, 0, 0, 0xe3, 0xd9, 0x45, 0x9c, 0xa0, 0x25, 0x87, 0xe5, 0xd2, 0xed, 0x5b, 0xa5}) {
		return false
	}
	switch f.Kind {
	case brush.Advert:
		return n == 1
	case brush.Notify, brush.Read:
		return n >= 2 && n <= 7
	}
	return false
}

// value reads what an advertisement or a characteristic says.
func value(f *brush.Frame, r *brush.Reading) bool {
	b := f.Payload
	switch f.UUID {
	case Service:
		return liveValue(b, r)
	case CharLive:
		r.Polled = f.Kind == brush.Read
		return liveValue(b, r)
	case CharAbout:
		return whole(b, r)
	case CharSessions: // one value alone says something when the report fits into it
		if len(b) <= firstHead {
			return false
		}
		p := fragment(b)
		return p.n == 0 && p.length == len(p.data) && p.sum == crc32(p.data) && whole(p.data, r)
	case CharSettings:
		v, ok := ParseSettings(b, true)
		if !ok {
			return false
		}
		kept := v
		r.Settings = &kept
		return true
	case CharMotion:
		return motionValue(b, r)
	}
	return false
}

// whole reads a report in CBOR.
func whole(b []byte, r *brush.Reading) bool {
	f := brush.Frame{Kind: brush.Report, Format: FormatCBOR, Payload: b}
	return decode(&f, r) == brand.Understood
}

// What stands in a live value [enamel-12].
const (
	liveLen     = 10
	liveVersion = 1
	notSaid     = 0xFF
	notSaid16   = 0xFFFF
	modeSaid    = 1 << 5
)

// layouts are the layouts by their numbers in a live value.
var layouts = [...]layout{0, 3, 4, 6, 8, 12, 16}

// liveValue reads a live value [enamel-12]. What stands behind the fields that are known is left to later versions.
func liveValue(b []byte, r *brush.Reading) bool {
	if len(b) < liveLen || b[0]>>4 != liveVersion || int(b[0]&15) >= len(layouts) {
		return false
	}
	lay := layouts[b[0]&15]
	if state := b[1] & 7; state != 0 {
		r.Activity = brush.Some(activities[state-1])
	}
	if p := brush.Pressure(b[1] >> 3 & 3); p != 0 {
		r.Pressure = brush.Some(p)
	}
	if b[2] != notSaid {
		r.Battery = brush.Some(b[2])
	}
	if t := binary.LittleEndian.Uint16(b[3:]); t != notSaid16 {
		r.Elapsed = brush.Some(uint32(t))
	}
	if b[1]&modeSaid != 0 {
		r.Mode = brush.Some(brush.NewMode(Table, b[5]))
	}
	zones := uint32(binary.LittleEndian.Uint16(b[6:]))
	if t := binary.LittleEndian.Uint16(b[8:]); t != 0 {
		r.Target = brush.Some(t)
	}
	if len(b) >= liveLen+2 {
		if force := binary.LittleEndian.Uint16(b[10:]); force != notSaid16 {
			if force > 1<<15-1 {
				return false
			}
			r.Force = brush.Some(int16(force))
		}
	}
	if r.Battery.V > 100 || r.Elapsed.V > most || uint32(r.Target.V) > most || zones>>lay != 0 {
		return false
	}
	mark(r, lay, zones)
	return *r != brush.Reading{Polled: r.Polled}
}

// encode is the voice of a virtual brush: an advertisement of the service, and for settings a report of nothing else. What a live value cannot
// say is not said.
func encode(r *brush.Reading) (brush.Frame, bool) {
	if r.Settings != nil {
		if *r != (brush.Reading{Settings: r.Settings}) {
			return brush.Frame{}, false
		}
		b := append(AppendSettings([]byte(`{"settings":`), r.Settings), '}')
		return brush.Frame{Kind: brush.Report, Format: Format, Payload: b}, true
	}
	var b [liveLen + 2]byte
	b[0] = liveVersion << 4
	if r.Activity.OK {
		for i, a := range activities {
			if a == r.Activity.V {
				b[1] |= byte(i + 1)
			}
		}
	}
	b[1] |= byte(r.Pressure.V&3) << 3
	b[2] = r.Battery.Or(notSaid)
	binary.LittleEndian.PutUint16(b[3:], uint16(min(r.Elapsed.Or(notSaid16), notSaid16)))
	if r.Mode.OK {
		b[1], b[5] = b[1]|modeSaid, r.Mode.V.Code()
	}
	if r.Zones.OK {
		kind, labels := labelsOf(r)
		b[0] |= kind
		binary.LittleEndian.PutUint16(b[6:], labels)
	}
	binary.LittleEndian.PutUint16(b[8:], r.Target.V)
	n := liveLen
	if r.Force.OK {
		n = len(b)
		binary.LittleEndian.PutUint16(b[10:], uint16(r.Force.V))
	}
	f := brush.Frame{Kind: brush.Advert, UUID: Service, Payload: b[:n:n]}
	var heard brush.Reading
	if !liveValue(f.Payload, &heard) || heard != *r {
		return brush.Frame{}, false
	}
	return f, true
}

// labelsOf returns a layout's number, and the zones of it, that say where the reading is.
func labelsOf(r *brush.Reading) (kind byte, labels uint16) {
	if !r.Zone.OK {
		return byte(len(layouts) - 1), uint16(r.Zones.V)
	}
	for k, lay := range layouts {
		if i := int(r.Zone.V) - 1; i >= 0 && i < int(lay) {
			if set, _ := lay.zone(i); set == r.Zones.V {
				return byte(k), 1 << i
			}
		}
	}
	return 0, 0
}

// virtual is a resting reading of a brush that speaks the profile.
func virtual() brush.Reading {
	return brush.Reading{Activity: brush.Some(brush.Idle), Elapsed: brush.Some(uint32(0)), Mode: brush.Some(brush.NewMode(Table, 0)),
		Target: brush.Some(uint16(120)), Pressure: brush.Some(brush.PressureNormal), Battery: brush.Some(uint8(87))}
}

// motionValue reads a value of raw motion [enamel-14]: of it only the timer is understood.
func motionValue(b []byte, r *brush.Reading) bool {
	const head = 8
	if len(b) <= head || (len(b)-head)%sampleLen != 0 || b[0] == 0 || b[0] > 2 || b[2] == 0 && b[3] == 0 {
		return false
	}
	t := uint32(binary.LittleEndian.Uint16(b[4:]))
	if rate := binary.LittleEndian.Uint16(b[2:]); rate > 1000 || t > most {
		return false
	}
	r.Elapsed = brush.Some(t)
	return true
}
