package enamel

import (
	"time"

	"github.com/enamel-home/enamel/brush"
)

// The columns of a session's seconds, and the largest value of each; a zone's is its layout [enamel-8].
const (
	zoneColumn = iota
	pressureColumn
	modeColumn
	columns
)

// detail is where the seconds of a session stand in the report. They are read once the session's layout and length are known, because
// fields come in any order.
type detail struct {
	at  [columns]int // where the column's list begins; 0: absent, because no report begins with one
	off brush.Opt[uint32]
}

// seconds finds the columns, and adds up the time with the motor off.
func seconds(s *scan) (d detail) {
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "zone":
			d.at[zoneColumn] = s.i
			s.skip()
		case "pressure":
			d.at[pressureColumn] = s.i
			s.skip()
		case "mode":
			d.at[modeColumn] = s.i
			s.skip()
		case "off":
			d.off = off(s)
		default:
			s.skip()
		}
	}
	return d
}

// off reads pairs: after which second the motor went off, and for how long. The seconds rise.
func off(s *scan) brush.Opt[uint32] {
	var sum, last uint32
	for s.open('['); s.more(']'); {
		at := s.number(most)
		if s.bad || !s.more(']') {
			s.bad = true
			break
		}
		n := s.number(most)
		if sum += n; n == 0 || at <= last || sum > most {
			s.bad = true
		}
		last = at
	}
	return brush.Some(sum)
}

// column is one column while it is read: the run that it stands in.
type column struct {
	s     scan
	there bool
	left  uint32 // s of the run that are still to come
	value uint32
	known bool
}

// next goes on to the next run when the one before is used up; at the column's end there is none.
func (c *column) next(least, most uint32) {
	if !c.there || c.left > 0 {
		return
	}
	if !c.s.more(']') {
		c.there = false
		return
	}
	if c.known = !c.s.null(); c.known {
		c.value = c.s.number(most)
		c.s.bad = c.s.bad || c.value < least
	}
	if c.s.bad || !c.s.more(']') {
		c.s.bad = true
		return
	}
	c.left = c.s.number(uint32(longest / time.Second))
	c.s.bad = c.s.bad || c.left == 0
}

// runs puts the columns together to the runs of a session of that length and layout; ok is false when they cannot be of it.
func (d *detail) runs(s *scan, lay layout, duration uint32) (_ []brush.Run, ok bool) {
	var cs [columns]column
	for i := range cs {
		if d.at[i] > 0 {
			cs[i] = column{s: scan{b: s.b, i: d.at[i], cbor: s.cbor}, there: true}
			cs[i].s.open('[')
		}
	}
	var room [96]brush.Run // most sessions have fewer
	out := room[:0]
	least, most := [columns]uint32{1, uint32(brush.PressureLow), 0}, [columns]uint32{uint32(lay), uint32(brush.PressureHigh), 255}
	for sum := uint32(0); ; {
		n := uint32(0)
		for i := range cs {
			c := &cs[i]
			if c.next(least[i], most[i]); c.s.bad {
				return nil, false
			}
			if c.left > 0 && (n == 0 || c.left < n) {
				n = c.left
			}
		}
		if n == 0 {
			break
		}
		if sum += n; sum > duration {
			return nil, false
		}
		run := brush.Run{For: uint16(n)}
		for i := range cs {
			c := &cs[i]
			if c.left == 0 {
				continue // the column is at its end
			}
			if c.left -= n; !c.known {
				continue
			}
			switch i {
			case zoneColumn:
				run.Zones, _ = lay.zone(int(c.value) - 1)
			case pressureColumn:
				run.Pressure = brush.Pressure(c.value)
			case modeColumn:
				run.Mode = brush.Some(brush.NewMode(Table, uint8(c.value)))
			}
		}
		out = append(out, run)
	}
	if len(out) == 0 {
		return nil, true
	}
	kept := make([]brush.Run, len(out))
	copy(kept, out)
	return kept, true
}
