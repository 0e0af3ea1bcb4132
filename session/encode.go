package session

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// ErrEncoding is returned for bytes that no version of this package wrote.
var ErrEncoding = errors.New("session: not an encoding of this version")

const (
	evidenceVersion = 4 // 1 had no records, 2 no events, 3 no seconds of records
	slotsVersion    = 1
	recordedVersion = 1
	sameContent     = 1 << 15 // of an observation: all but timer, source, time and bucket is as in the one before
)

// AppendBinary appends the evidence's binary form: version, device, brand, sources, observations, records, events. Observations are in the order of their
// names, so most differ from the one before by a second or two; they take six bytes then.
func (e *Evidence) AppendBinary(b []byte) []byte {
	b = append(b, evidenceVersion)
	b = appendString(b, string(e.Device))
	b = appendString(b, string(e.Brand))
	b = binary.AppendUvarint(b, uint64(len(e.sources)))
	for _, s := range e.sources {
		b = appendString(b, string(s))
	}
	b = binary.AppendUvarint(b, uint64(len(e.obs)))
	var p obs
	for i := range e.obs {
		o := &e.obs[i]
		same := i > 0 && o.low() == p.low() && o.high() == p.high()
		has := uint64(o.has)
		if same {
			has = sameContent
		}
		b = binary.AppendUvarint(b, has)
		b = append(b, o.src)
		b = binary.AppendUvarint(b, uint64(o.elapsed-p.elapsed))
		b = binary.AppendVarint(b, o.at-p.at)
		b = binary.AppendVarint(b, int64(o.bucket)-int64(p.bucket))
		if !same {
			b = binary.AppendUvarint(b, o.low()>>16)
			b = binary.AppendUvarint(b, o.high())
		}
		p = *o
	}
	return e.appendEvents(appendRecords(b, e.records))
}

// ParseEvidence reads what AppendBinary wrote; ErrEncoding otherwise.
func ParseEvidence(b []byte) (Evidence, error) {
	r := reader{b: b}
	var e Evidence
	version := r.byte()
	if version == 0 || version > evidenceVersion {
		return e, ErrEncoding
	}
	e.Device, e.Brand = brush.DeviceID(r.string()), brush.BrandID(r.string())
	n := r.uvarint()
	if n > MaxSources {
		return Evidence{}, ErrEncoding
	}
	for range n {
		e.sources = append(e.sources, brush.SourceID(r.string()))
	}
	n = r.uvarint()
	if r.bad || n > uint64(len(r.b)) {
		return Evidence{}, ErrEncoding
	}
	e.obs = make([]obs, 0, n+8)
	var p obs
	for range n {
		has := r.uvarint()
		o := p
		o.src = r.byte()
		o.elapsed += uint32(r.uvarint())
		o.at += r.varint()
		o.bucket += int32(r.varint())
		if has != sameContent {
			low, high := r.uvarint(), r.uvarint()
			o.has = uint16(has)
			o.mode, o.zones, o.target = brush.Mode(low), brush.ZoneSet(low>>16), uint16(low>>32)
			o.activity, o.sector, o.sectors, o.pressure = brush.Activity(high), uint8(high>>8), uint8(high>>16), brush.Pressure(high>>24)
			o.face, o.table, o.battery = uint8(high>>32), uint8(high>>40), uint8(high>>48)
		}
		if r.bad || int(o.src) >= len(e.sources) || o.elapsed > MaxElapsed || o.activity >= brush.Activities || o.pressure > brush.PressureHigh {
			return Evidence{}, ErrEncoding
		}
		if len(e.obs) > 0 && cmpKey(&e.obs[len(e.obs)-1], &o) >= 0 {
			return Evidence{}, ErrEncoding
		}
		e.obs = append(e.obs, o)
		p = o
	}
	if version >= 2 {
		e.records = r.records(len(e.sources), version)
	}
	if version >= 3 && !e.parseEvents(&r) || r.bad || len(r.b) != 0 {
		return Evidence{}, ErrEncoding
	}
	return e, nil
}

// AppendSlots appends the binary form of slots: runs of equal seconds.
func AppendSlots(b []byte, slots []Slot) []byte {
	b = append(b, slotsVersion)
	b = binary.AppendUvarint(b, uint64(len(slots)))
	for i := 0; i < len(slots); {
		j := i + 1
		for j < len(slots) && slots[j] == slots[i] {
			j++
		}
		s := &slots[i]
		b = binary.AppendUvarint(b, uint64(j-i))
		b = binary.AppendUvarint(b, s.Heard)
		if s.Heard != 0 {
			mode := uint64(0)
			if s.HasMode {
				mode = uint64(s.Mode) + 1
			}
			b = binary.AppendUvarint(b, mode)
			b = append(b, s.Sector, byte(s.Pressure))
			b = binary.AppendUvarint(b, uint64(s.Zones))
		}
		i = j
	}
	return b
}

// ParseSlots reads what AppendSlots wrote; ErrEncoding otherwise. No bytes at all are no slots.
func ParseSlots(b []byte) ([]Slot, error) {
	if len(b) == 0 {
		return nil, nil
	}
	r := reader{b: b}
	if r.byte() != slotsVersion {
		return nil, ErrEncoding
	}
	n := r.uvarint()
	if r.bad || n > MaxElapsed {
		return nil, ErrEncoding
	}
	out := make([]Slot, 0, n)
	for uint64(len(out)) < n {
		k := r.uvarint()
		s := Slot{Heard: r.uvarint()}
		if s.Heard != 0 {
			m := r.uvarint()
			if m > 1<<16 {
				return nil, ErrEncoding
			}
			if m > 0 {
				s.Mode, s.HasMode = brush.Mode(m-1), true
			}
			s.Sector, s.Pressure = r.byte(), brush.Pressure(r.byte())
			s.Zones = brush.ZoneSet(r.uvarint())
		}
		if r.bad || k == 0 || k > n-uint64(len(out)) || s.Pressure > brush.PressureHigh {
			return nil, ErrEncoding
		}
		for range k {
			out = append(out, s)
		}
	}
	if len(r.b) != 0 {
		return nil, ErrEncoding
	}
	return out, nil
}

// AppendRecorded appends the binary form of what a handle stored.
func AppendRecorded(b []byte, r *Recorded) []byte {
	b = append(b, recordedVersion)
	b = binary.AppendVarint(b, r.Start.UnixMilli())
	b = binary.AppendUvarint(b, uint64(r.Duration))
	b = binary.AppendUvarint(b, optional(r.Target))
	b = binary.AppendUvarint(b, optional(r.High))
	complete := uint64(0)
	if r.Complete.OK {
		complete = 1
		if r.Complete.V {
			complete = 2
		}
	}
	b = binary.AppendUvarint(b, complete)
	b = binary.AppendUvarint(b, optional(r.Score))
	b = binary.AppendUvarint(b, optional(r.Battery))
	if r.Measured {
		for _, z := range r.Zones {
			b = binary.AppendUvarint(b, uint64(z*10+0.5))
		}
	}
	return b
}

// ParseRecorded reads what AppendRecorded wrote; ErrEncoding otherwise.
func ParseRecorded(b []byte) (*Recorded, error) {
	r := reader{b: b}
	if r.byte() != recordedVersion {
		return nil, ErrEncoding
	}
	out := &Recorded{Start: time.UnixMilli(r.varint()).UTC(), Duration: uint32(r.uvarint())}
	out.Target = given[uint16](r.uvarint())
	out.High = given[uint32](r.uvarint())
	if c := r.uvarint(); c > 0 {
		out.Complete = brush.Some(c == 2)
	}
	out.Score = given[uint8](r.uvarint())
	out.Battery = given[uint8](r.uvarint())
	if len(r.b) > 0 {
		out.Measured = true
		for z := range out.Zones {
			out.Zones[z] = float64(r.uvarint()) / 10
		}
	}
	if r.bad || len(r.b) != 0 || out.Duration > MaxElapsed {
		return nil, ErrEncoding
	}
	return out, nil
}

// optional is 0 for what is absent, else one more than the value.
func optional[T ~uint8 | ~uint16 | ~uint32](o brush.Opt[T]) uint64 {
	if !o.OK {
		return 0
	}
	return uint64(o.V) + 1
}

func given[T ~uint8 | ~uint16 | ~uint32](v uint64) brush.Opt[T] {
	if v == 0 {
		return brush.Opt[T]{}
	}
	return brush.Some(T(v - 1))
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// reader reads varints; bad stays set once something did not fit.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) string() string {
	n := r.uvarint()
	if r.bad || n > uint64(len(r.b)) {
		r.bad = true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}
