package session

import (
	"cmp"
	"slices"

	"github.com/enamel-home/enamel/brush"
)

// point is an observation with what its source had said before.
type point struct {
	at       int64
	elapsed  uint32
	running  bool
	over     brush.Activity // not running: what it is instead
	o        *obs
	mode     brush.Mode
	hasMode  bool
	sector   uint8
	pressure brush.Pressure
	zones    brush.ZoneSet
	target   uint16 // 0: not said
	known    bool   // elapsed is said by this very observation
}

// points puts the observations in the order in which they were heard and fills in what each source had said before.
func points(e *Evidence) []point {
	rank := make([]uint8, len(e.sources))
	order := make([]uint8, len(e.sources))
	for i := range order {
		order[i] = uint8(i)
	}
	slices.SortFunc(order, func(a, b uint8) int { return cmp.Compare(e.sources[a], e.sources[b]) })
	for i, s := range order {
		rank[s] = uint8(i)
	}
	ps := make([]point, len(e.obs))
	for i := range e.obs {
		ps[i] = point{at: e.obs[i].at, o: &e.obs[i]}
	}
	cmpHeard := func(a, b *point) int {
		if a.at != b.at {
			return cmp.Compare(a.at, b.at)
		}
		if x, y := rank[a.o.src], rank[b.o.src]; x != y {
			return cmp.Compare(x, y)
		}
		if x, y := a.o.turn(), b.o.turn(); x != y {
			return cmp.Compare(x, y)
		}
		if a.o.elapsed != b.o.elapsed {
			return cmp.Compare(a.o.elapsed, b.o.elapsed)
		}
		return cmpContent(a.o, b.o)
	}
	// The order of the timer is mostly that in which it was heard.
	for i := 1; i < len(ps); i++ {
		if cmpHeard(&ps[i-1], &ps[i]) > 0 {
			slices.SortFunc(ps, func(a, b point) int { return cmpHeard(&a, &b) })
			break
		}
	}

	// What each source said last, and when.
	type said struct {
		activity              brush.Activity
		elapsed               uint32
		mode                  brush.Mode
		sector                uint8
		pressure              brush.Pressure
		zones                 brush.ZoneSet
		activityAt, elapsedAt int64
		modeAt, sectorAt      int64
		pressureAt, zonesAt   int64
		target                uint16
		targetAt              int64
		polled                uint32 // the timer when it was last read
		polledAt              int64
		modePolled            bool
		activityPolled        bool
	}
	const never = -1 << 62
	prior := make([]said, len(e.sources))
	for i := range prior {
		prior[i] = said{activityAt: never, elapsedAt: never, modeAt: never, sectorAt: never, pressureAt: never, zonesAt: never, targetAt: never, polledAt: never}
	}
	keep := ps[:0]
	for _, p := range ps {
		o, s := p.o, &prior[p.o.src]
		polled := o.has&wasPolled != 0
		activity, heard := s.activity, p.at-s.activityAt <= carry
		// What is read lags behind what is notified, and does not beat it.
		if o.has&hasActivity != 0 && !(polled && !s.activityPolled && p.at-s.activityAt <= clockSlack) {
			activity, heard = o.activity, true
			s.activity, s.activityAt, s.activityPolled = activity, p.at, polled
		}
		before, timed := s.elapsed, p.at-s.elapsedAt <= carry
		p.elapsed = before
		if o.has&hasElapsed != 0 {
			// A timer that was read may be left over from the brushing before: while the motor runs, or may run, it counts when it was seen
			// to advance as time does.
			counts := true
			if polled {
				counts = heard && activity != brush.Running && activity != brush.Unknown ||
					p.at-s.polledAt <= carry && o.elapsed > s.polled && int64(o.elapsed-s.polled)*1000 <= p.at-s.polledAt+clockSlack
				s.polled, s.polledAt = o.elapsed, p.at
			}
			if !counts && o.has&^(hasElapsed|wasPolled) == 0 {
				continue
			}
			if counts {
				p.elapsed, p.known = o.elapsed, true
				s.elapsed, s.elapsedAt = o.elapsed, p.at
			}
		}
		// A code that was read says less than a mode with its table.
		lesser := polled && (!s.modePolled && p.at-s.modeAt <= clockSlack || p.at-s.modeAt <= carry && o.mode.Table() == 0 && s.mode.Table() != 0)
		if o.has&hasMode != 0 && !lesser {
			s.mode, s.modeAt, s.modePolled = o.mode, p.at, polled
		}
		if o.has&hasTarget != 0 {
			s.target, s.targetAt = o.target, p.at
		}
		if o.has&hasSector != 0 {
			s.sector, s.sectorAt = o.sector, p.at
		}
		if o.has&hasPressure != 0 {
			s.pressure, s.pressureAt = o.pressure, p.at
		}
		if o.has&hasZones != 0 {
			s.zones, s.zonesAt = o.zones, p.at
		}
		p.mode, p.hasMode = s.mode, p.at-s.modeAt <= carry
		if p.at-s.targetAt <= carry {
			p.target = s.target
		}
		if p.at-s.sectorAt <= carry {
			p.sector = s.sector
		}
		if p.at-s.pressureAt <= clockSlack {
			p.pressure = s.pressure
		}
		if p.at-s.zonesAt <= clockSlack {
			p.zones = s.zones
		}
		switch {
		case o.has&hasActivity != 0 && activity == brush.Menu && p.known && o.elapsed > 0:
			p.running = timed && o.elapsed > before // some firmware stays in the menu while it runs: the timer tells
			p.over = activity
		case p.known && o.has&hasActivity == 0:
			// A timer alone: it runs unless its source said otherwise and it stands still. One that was read may just catch up.
			p.running = !heard || activity == brush.Running || activity == brush.Unknown || timed && !polled && o.elapsed > before
			p.over = activity
		case !p.known && !timed && activity != brush.Running:
			continue // at rest, with no timer: says nothing about a brushing
		default:
			p.running, p.over = activity == brush.Running, activity
			if !heard {
				continue // a value that belongs to no brushing
			}
		}
		keep = append(keep, p)
	}
	return keep
}

// turn orders what one source heard at one instant, when values are notified one at a time: a timer alone is of what was before, unless it
// is zero, which is of what comes after.
func (o *obs) turn() uint8 {
	switch {
	case o.has&(hasElapsed|hasActivity) != hasElapsed:
		return 1
	case o.elapsed == 0:
		return 2
	}
	return 0
}
