// Package enamel reads the open format, for brushes that speak for themselves; the numbered clauses that its comments cite are in README.md.
package enamel

import (
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// The names of the reports of version 1: the same fields in JSON and in CBOR [enamel-1].
const (
	Format     = "enamel/1"
	FormatCBOR = "enamel/1+cbor"
)

// MaxReport is the longest report, in bytes [enamel-1].
const MaxReport = brush.MaxPayload

// Table is the one mode table [enamel-4].
const Table = 1

const (
	longest = 2 * time.Hour
	most    = uint32(longest / time.Second)
)

// Spec is what the house knows of brushes that speak the open format.
var Spec = brand.Spec{
	ID:      "enamel",
	Name:    "Open format",
	Claims:  claims,
	Decode:  decode,
	Explain: explain,
	Encode:  encode,
	Tell:    tell,
	Tells:   brand.Tells{Live: true, Pressure: true, Zones: true, Battery: true, Records: true, Settings: true},
	Modes:   modes,
	Limit:   longest,

	Dialogue: func([]byte) brand.Dialogue { return NewDialogue(Options{}) },
	Virtual:  virtual,
	Air:      brand.Air{Services: []brush.UUID{Service}, Talks: []brush.UUID{Service, brush.UUID16(0x180A), brush.UUID16(0x180F)}},
}

// modes are the modes that have a name of their own [enamel-4].
var modes = map[brush.Mode]string{
	brush.NewMode(Table, 0): "daily clean",
	brush.NewMode(Table, 1): "sensitive",
	brush.NewMode(Table, 2): "gum care",
	brush.NewMode(Table, 3): "whitening",
	brush.NewMode(Table, 4): "deep clean",
	brush.NewMode(Table, 5): "tongue cleaning",
	brush.NewMode(Table, 6): "kids",
}

func claims(f *brush.Frame) bool {
	return f.Kind == brush.Report && (f.Format == Format || f.Format == FormatCBOR) || inProfile(f)
}

// decode reads a report. Either all of it can be true, or it is not understood: a maker then notices, and the bytes are kept [enamel-2].
func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	if !claims(f) || len(f.Payload) > MaxReport {
		return brand.Unknown
	}
	if f.Kind != brush.Report {
		var said brush.Reading
		if !value(f, &said) {
			return brand.Unknown
		}
		*r = said
		return brand.Understood
	}
	s := scan{b: f.Payload, cbor: f.Format == FormatCBOR}
	if s.cbor {
		s.selfDescribed()
	}
	var said brush.Reading
	report(&s, &said)
	if !s.done() || said == (brush.Reading{}) {
		return brand.Unknown
	}
	*r = said
	return brand.Understood
}

// report reads the whole object [enamel-3].
func report(s *scan, r *brush.Reading) {
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "model":
			r.ModelID = brush.Some(uint16(s.number(0xFFFF)))
		case "firmware":
			r.Firmware = brush.Some(uint16(s.number(0xFFFF)))
		case "battery":
			r.Battery = brush.Some(uint8(s.number(100)))
		case "clock":
			r.Clock = brush.Some(s.number(1<<32 - 1))
		case "at":
			s.number(1<<32 - 1) // for whoever takes the report: MadeAt
		case "live":
			live(s, r)
		case "session":
			stored(s, r)
		case "head":
			head(s, r)
		case "settings":
			r.Settings = settings(s)
		default:
			s.skip()
		}
	}
}

// activities are the states by their names on the wire [enamel-4].
var activities = [...]brush.Activity{brush.Running, brush.Paused, brush.Idle, brush.Summary, brush.Menu, brush.Charging, brush.Sleeping}

func live(s *scan, r *brush.Reading) {
	var lay layout
	var labels uint32 // a bit each, from zone 1 in bit 0
	moved := false
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "state":
			name := s.str()
			for _, a := range activities {
				if string(name) == a.String() {
					r.Activity = brush.Some(a)
				}
			}
			s.bad = s.bad || !r.Activity.OK
		case "t":
			r.Elapsed = brush.Some(s.number(uint32(longest / time.Second)))
		case "mode":
			r.Mode = mode(s)
		case "target_s":
			r.Target = target(s)
		case "pressure":
			name := s.str()
			for p := brush.PressureLow; p <= brush.PressureHigh; p++ {
				if string(name) == p.String() {
					r.Pressure = brush.Some(p)
				}
			}
			s.bad = s.bad || !r.Pressure.OK
		case "force_mn":
			r.Force = brush.Some(int16(s.number(1<<15 - 1)))
		case "layout":
			lay = layoutOf(s)
		case "zones":
			for s.open('['); s.more(']'); {
				n := s.number(16)
				s.bad = s.bad || n == 0
				labels |= 1 << n >> 1
			}
		case "motion":
			motion(s)
			moved = true
		default:
			s.skip()
		}
	}
	if labels>>lay != 0 || moved && !r.Elapsed.OK {
		s.bad = true // zones without a layout, or beyond it; motion of nobody knows when
		return
	}
	mark(r, lay, labels)
}

// mark says where the brush is: the zones of its layout that are labelled, a bit each.
func mark(r *brush.Reading, lay layout, labels uint32) {
	for i := range 16 {
		if labels>>i&1 == 0 {
			continue
		}
		set, _ := lay.zone(i)
		if r.Zones.OK {
			r.Zone = brush.Opt[uint8]{} // several at once have no label
		} else {
			r.Zone = brush.Some(uint8(i + 1))
		}
		r.Zones = brush.Some(r.Zones.V | set)
	}
}

func mode(s *scan) brush.Opt[brush.Mode] {
	return brush.Some(brush.NewMode(Table, uint8(s.number(255))))
}

// target reads a target, which is never 0.
func target(s *scan) brush.Opt[uint16] {
	n := s.number(uint32(longest / time.Second))
	s.bad = s.bad || n == 0
	return brush.Some(uint16(n))
}

// layoutOf reads a layout: its number of zones, or the word for the arches [enamel-5].
func layoutOf(s *scan) layout {
	if s.text() {
		s.bad = string(s.str()) != "arches" || s.bad
		return 3
	}
	n := s.number(16)
	s.bad = s.bad || !known(n)
	return layout(n)
}

// stored reads a session that the brush finished [enamel-6].
func stored(s *scan, r *brush.Reading) {
	var rec brush.Record
	var lay layout
	var zones [16]uint64 // tenths of a second
	var high, sum uint64
	var each detail
	n, placed := 0, false
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "id":
			rec.ID = brush.Some(s.number(1<<32 - 1))
		case "start":
			rec.Unix, placed = brush.Some(int64(s.number(1<<32-1))), true
		case "start_clock":
			rec.Start, placed = s.number(1<<32-1), true
		case "duration_s":
			rec.Duration = s.number(uint32(longest / time.Second))
		case "target_s":
			rec.Target = target(s)
		case "mode":
			rec.Mode = mode(s)
		case "high_s":
			high = s.tenths(uint32(longest / time.Second))
			rec.High = brush.Some(time.Duration(high) * time.Second / 10)
		case "high_times":
			rec.HighTimes = brush.Some(uint8(s.number(255)))
		case "complete":
			rec.Complete = brush.Some(s.truth())
		case "score":
			rec.Score = brush.Some(uint8(s.number(100)))
		case "battery":
			rec.Battery = brush.Some(uint8(s.number(100)))
		case "seconds":
			each = seconds(s)
		case "layout":
			lay = layoutOf(s)
		case "zones":
			n, sum = 0, 0
			for s.open('['); s.more(']'); n++ {
				v := s.tenths(uint32(longest / time.Second))
				if n == len(zones) {
					s.bad = true
					return
				}
				zones[n] = v
				sum += v
			}
		default:
			s.skip()
		}
	}
	whole := uint64(rec.Duration) * 10
	if s.bad || !placed || whole == 0 || high > whole || sum > whole+10 || n != 0 && n != int(lay) {
		s.bad = true
		return
	}
	var ok bool
	if rec.Seconds, ok = each.runs(s, lay, rec.Duration); !ok {
		s.bad = true
		return
	}
	rec.Off = each.off
	if n > 0 {
		rec.Zones = make([]brush.ZoneTime, n)
	}
	for i := range rec.Zones {
		set, confidence := lay.zone(i)
		rec.Zones[i] = brush.ZoneTime{Label: uint8(i + 1), Zones: set, Confidence: confidence, Seconds: float32(zones[i]) / 10}
	}
	kept := rec
	r.Record = &kept
}

// head reads what is left of the brush head [enamel-3].
func head(s *scan, r *brush.Reading) {
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "days":
			r.HeadDays = brush.Some(uint16(s.number(0xFFFF)))
		case "seconds":
			r.HeadSeconds = brush.Some(s.number(1<<32 - 1))
		default:
			s.skip()
		}
	}
}
