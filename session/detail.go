package session

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/enamel-home/enamel/brush"
)

// MaxDetail is how many bytes of stored seconds one stretch of evidence holds. A record that would go beyond is kept without its seconds.
const MaxDetail = 1 << 18

// The flags of a run in the binary form of a record's seconds: what it tells, and which of zones and mode follow because they are not as in
// the run before. Pressure stands in the two bits at detailPressure.
const (
	detailTold     = 1 << 0
	detailPressure = 1
	detailZones    = 1 << 3
	detailMode     = 1 << 4
	detailBits     = 1 << 5
)

// detailOf returns the binary form of a handle's own seconds: runs, each its length, flags, and what is new. Equal seconds have one form
// however they were told. It is "" when they tell nothing, and when they are no seconds of a session of that length.
func detailOf(runs []brush.Run, duration uint32) string {
	var room [512]byte
	b := room[:0]
	var zones brush.ZoneSet
	var mode brush.Opt[brush.Mode]
	var sum uint32
	told := 0 // b is worth keeping up to here
	for i := 0; i < len(runs); {
		run := runs[i]
		n := uint32(run.For)
		for i++; i < len(runs) && sum+n <= duration && sameRun(&runs[i], &run); i++ {
			n += uint32(runs[i].For)
		}
		if sum += n; n == 0 || sum > duration || run.Pressure > brush.PressureHigh {
			return ""
		}
		b = binary.AppendUvarint(b, uint64(n))
		if !run.Told() {
			b = append(b, 0)
			continue
		}
		flags := byte(detailTold) | byte(run.Pressure)<<detailPressure
		if run.Zones != zones {
			flags |= detailZones
		}
		if run.Mode != mode {
			flags |= detailMode
		}
		b = append(b, flags)
		if run.Zones != zones {
			b = binary.AppendUvarint(b, uint64(run.Zones))
		}
		if run.Mode != mode {
			b = binary.AppendUvarint(b, optional(run.Mode))
		}
		zones, mode, told = run.Zones, run.Mode, len(b)
	}
	return string(b[:told])
}

func sameRun(a, b *brush.Run) bool {
	return a.For != 0 && a.Mode == b.Mode && a.Pressure == b.Pressure && a.Zones == b.Zones
}

// run is the next run of the binary form.
func (r *seconds) run() (n uint32, told bool) {
	v, k := binary.Uvarint(r.b)
	if k <= 0 || k == len(r.b) || v == 0 || v > MaxElapsed || r.b[k] >= detailBits {
		r.bad, r.b = true, nil
		return 0, false
	}
	flags := r.b[k]
	r.b = r.b[k+1:]
	if flags&detailTold == 0 {
		r.bad = r.bad || flags != 0
		return uint32(v), false
	}
	r.pressure = brush.Pressure(flags >> detailPressure & 3)
	if flags&detailZones != 0 {
		z := r.number(1<<brush.Zones - 1)
		r.bad = r.bad || brush.ZoneSet(z) == r.zones
		r.zones = brush.ZoneSet(z)
	}
	if flags&detailMode != 0 {
		m := given[brush.Mode](r.number(1 << 16))
		r.bad = r.bad || m == r.mode
		r.mode = m
	}
	r.bad = r.bad || r.pressure == 0 && r.zones == 0 && !r.mode.OK
	return uint32(v), true
}

// seconds reads what detailOf wrote; bad stays set once something was not of its making.
type seconds struct {
	b        []byte
	bad      bool
	pressure brush.Pressure
	zones    brush.ZoneSet
	mode     brush.Opt[brush.Mode]
}

func (r *seconds) number(most uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > most {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// detailFits reports whether these are seconds of a session of that length, and not none.
func detailFits(detail string, duration uint32) bool {
	r := seconds{b: []byte(detail)}
	var sum uint32
	for len(r.b) > 0 {
		n, _ := r.run()
		if sum += n; r.bad || sum > duration {
			return false
		}
	}
	return sum > 0
}

// detailed returns how many bytes of stored seconds there are.
func (e *Evidence) detailed() (n int) {
	for i := range e.records {
		n += len(e.records[i].detail)
	}
	return n
}

// detail fills in the seconds that the handle itself tells, which were heard by the source that read them. Where both are there, the handle's
// own word counts: what was heard may lag behind by a second or two.
func (s *Session) detail(detail string, src brush.SourceID, table uint8) {
	bit := s.hears(src)
	r := seconds{b: []byte(detail)}
	at := 0
	for len(r.b) > 0 && !r.bad {
		n, told := r.run()
		to := min(at+int(n), len(s.Slots))
		if told {
			mode := r.mode.V
			if mode.Table() == 0 {
				mode = brush.NewMode(table, mode.Code())
			}
			for i := at; i < to; i++ {
				slot := &s.Slots[i]
				slot.Heard |= bit
				if r.mode.OK {
					slot.Mode, slot.HasMode = mode, true
				}
				if r.pressure != 0 {
					slot.Pressure = r.pressure
				}
				if r.zones != 0 {
					slot.Zones = r.zones
				}
			}
		}
		at = to
	}
	s.sum(s.Mode)
}

// hears returns the bit of a source in Slot.Heard, adding it to those that heard the session.
func (s *Session) hears(src brush.SourceID) uint64 {
	k, found := slices.BinarySearchFunc(s.Sources, src, func(have Share, want brush.SourceID) int { return cmp.Compare(have.Source, want) })
	if !found {
		s.Sources = slices.Insert(s.Sources, k, Share{Source: src})
		below := uint64(1)<<k - 1
		for i := range s.Slots {
			h := &s.Slots[i].Heard
			*h = *h&below | *h&^below<<1
		}
	}
	return 1 << k
}
