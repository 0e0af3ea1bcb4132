package enamel

import "github.com/enamel-home/enamel/brush"

// layout is how finely a brush divides the mouth, by its number of zones [enamel-5]. 3 are the arches.
type layout uint8

// The parts of the mouth of which every layout is made.
const (
	upperRightOuter = 1 << brush.UpperRightOuter
	upperFrontOuter = 1 << brush.UpperFrontOuter
	upperLeftOuter  = 1 << brush.UpperLeftOuter
	lowerLeftOuter  = 1 << brush.LowerLeftOuter
	lowerFrontOuter = 1 << brush.LowerFrontOuter
	lowerRightOuter = 1 << brush.LowerRightOuter
	inner           = 1 // an inner face is the bit above its outer one

	upperRightChews = 1 << brush.UpperRightChewing
	upperLeftChews  = 1 << brush.UpperLeftChewing
	lowerRightChews = 1 << brush.LowerRightChewing
	lowerLeftChews  = 1 << brush.LowerLeftChewing
)

// sextants, quadrants: the outer faces, and the chewing surfaces that belong to them, from the upper right round to the lower right.
var (
	sextants = [6]struct{ outer, chewing brush.ZoneSet }{
		{upperRightOuter, upperRightChews}, {upperFrontOuter, 0}, {upperLeftOuter, upperLeftChews},
		{lowerLeftOuter, lowerLeftChews}, {lowerFrontOuter, 0}, {lowerRightOuter, lowerRightChews},
	}
	quadrants = [4]struct{ outer, chewing brush.ZoneSet }{
		{upperRightOuter | upperFrontOuter, upperRightChews}, {upperLeftOuter | upperFrontOuter, upperLeftChews},
		{lowerLeftOuter | lowerFrontOuter, lowerLeftChews}, {lowerRightOuter | lowerFrontOuter, lowerRightChews},
	}
)

func known(n uint32) bool { return n == 3 || n == 4 || n == 6 || n == 8 || n == 12 || n == 16 }

// zone returns the canonical zones of the layout's zone i, from 0, and how sure one can be that each of them was brushed. The layout must be
// known and have the zone.
func (l layout) zone(i int) (set brush.ZoneSet, confidence float32) {
	switch l {
	case 3:
		for j, s := range sextants {
			if i == 2 || (j < 3) == (i == 0) {
				set |= s.outer | s.outer<<inner | s.chewing
			}
		}
		return set, 0.9
	case 4:
		q := quadrants[i]
		return q.outer | q.outer<<inner | q.chewing, 0.4
	case 6:
		s := sextants[i]
		return s.outer | s.outer<<inner | s.chewing, 0.5
	case 8:
		return quadrants[i%4].outer << (i / 4 * inner), 0.7
	case 12:
		return sextants[i%6].outer << (i / 6 * inner), 1
	}
	return brush.Zone(i).Set(), 1
}
