package session

import (
	"math/bits"

	"github.com/enamel-home/enamel/brush"
)

// Layout is how finely a maker's handles divide the mouth. Its zones map to sets of canonical zones; the maker's own label is kept beside.
type Layout uint8

// The layouts, each with the order of its zones.
const (
	Arches     Layout = iota + 1 // upper, lower, both: U-shaped brushes that clean a whole arch at once
	Quadrants                    // upper right, upper left, lower left, lower right: the order of ISO 3950
	Sextants                     // upper right, upper front, upper left, lower left, lower front, lower right
	Eighths                      // the quadrants' outer faces, then their inner faces
	Twelfths                     // the sextants' outer faces, then their inner faces
	Sixteenths                   // the canonical zones in their own order
)

// All is the whole mouth; Chewing its four chewing surfaces.
const (
	All     brush.ZoneSet = 1<<brush.Zones - 1
	Chewing brush.ZoneSet = 1<<brush.UpperRightChewing | 1<<brush.UpperLeftChewing | 1<<brush.LowerRightChewing | 1<<brush.LowerLeftChewing
)

type area struct{ outer, inner, chewing brush.ZoneSet }

func (a area) all() brush.ZoneSet { return a.outer | a.inner | a.chewing }

func areaOf(outer, inner brush.Zone) area { return area{outer: outer.Set(), inner: inner.Set()} }

func (a area) chews(z brush.Zone) area { a.chewing = z.Set(); return a }

func (a area) with(b area) area {
	return area{a.outer | b.outer, a.inner | b.inner, a.chewing | b.chewing}
}

// sextants in the order of ISO 3950: from the upper right round to the lower right.
var sextants = [6]area{
	areaOf(brush.UpperRightOuter, brush.UpperRightInner).chews(brush.UpperRightChewing),
	areaOf(brush.UpperFrontOuter, brush.UpperFrontInner),
	areaOf(brush.UpperLeftOuter, brush.UpperLeftInner).chews(brush.UpperLeftChewing),
	areaOf(brush.LowerLeftOuter, brush.LowerLeftInner).chews(brush.LowerLeftChewing),
	areaOf(brush.LowerFrontOuter, brush.LowerFrontInner),
	areaOf(brush.LowerRightOuter, brush.LowerRightInner).chews(brush.LowerRightChewing),
}

// quadrants take their half of the front, so both quadrants of a jaw hold its front.
var quadrants = [4]area{
	sextants[0].with(sextants[1]), sextants[2].with(sextants[1]), sextants[3].with(sextants[4]), sextants[5].with(sextants[4]),
}

// Zones returns how many zones the layout has; 0 for one that is not known.
func (l Layout) Zones() int {
	switch l {
	case Arches:
		return 3
	case Quadrants:
		return 4
	case Sextants:
		return 6
	case Eighths:
		return 8
	case Twelfths:
		return 12
	case Sixteenths:
		return 16
	}
	return 0
}

// Zone returns the canonical zones of the layout's zone i (from 0), and how sure one can be, from 0 to 1, that each of them was brushed while
// the handle reported that zone. ok is false when the layout has no such zone.
func (l Layout) Zone(i int) (set brush.ZoneSet, confidence float64, ok bool) {
	if i < 0 || i >= l.Zones() {
		return 0, 0, false
	}
	switch l {
	case Arches:
		upper := sextants[0].with(sextants[1]).with(sextants[2]).all()
		lower := sextants[3].with(sextants[4]).with(sextants[5]).all()
		return [3]brush.ZoneSet{upper, lower, upper | lower}[i], 0.9, true // it touches all of it at once
	case Quadrants:
		return quadrants[i].all(), 0.4, true
	case Sextants:
		return sextants[i].all(), 0.5, true
	case Eighths:
		if i < 4 {
			return quadrants[i].outer, 0.7, true
		}
		return quadrants[i-4].inner, 0.7, true
	case Twelfths:
		if i < 6 {
			return sextants[i].outer, 1, true
		}
		return sextants[i-6].inner, 1, true
	default:
		return brush.Zone(i).Set(), 1, true
	}
}

// ZoneSeconds returns for each canonical zone how many seconds were measured there. A second that was measured in several zones at once is
// shared out among them; where no second was, the handle's own record counts. measured is false when the handle measures no zones: then nothing may be shown as coverage.
func (s *Session) ZoneSeconds() (seconds [brush.Zones]float64, measured bool) {
	for i := range s.Slots {
		set := s.Slots[i].Zones & All
		if set == 0 {
			continue
		}
		measured = true
		share := 1 / float64(bits.OnesCount16(uint16(set)))
		for rest := uint16(set); rest != 0; rest &= rest - 1 {
			seconds[bits.TrailingZeros16(rest)] += share
		}
	}
	if !measured && s.Recorded != nil && s.Recorded.Measured {
		return s.Recorded.Zones, true
	}
	return seconds, measured
}
