package session

import (
	"cmp"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Times of the fold that are facts of handles rather than settings.
const (
	pauseMax   = int64(5 * 60_000)  // no handle keeps its timer longer than this without running
	resetAfter = int64(27_000)      // a handle at rest sets its timer to zero after about this long
	clockSlack = int64(3_000)       // sources' clocks and radios differ by this much
	carry      = int64(10 * 60_000) // a value that was notified holds this long at most
)

// What Rules say that say nothing.
const (
	usualLeast  = 10 * time.Second
	UsualCut    = 90 * time.Second // a silence after which a session is over
	usualRejoin = 60 * time.Second
)

// run is the points of one advance of the handle's timer.
type run struct {
	start   int64  // at minus timer, the earliest
	lastAt  int64  // when its largest running timer was first heard
	last    int64  // when anything of it was heard last
	ranMax  uint32 // the largest timer heard with the motor on
	max     uint32 // the largest timer heard at all
	over    brush.Activity
	stopped bool // the last that was heard is not running
	face    brush.Opt[uint8]
	points  []point
}

// Fold returns the sessions that the evidence tells of, in order of their start, as they stand at asOf. It is a pure function of the set of
// observations: the same evidence gives the same sessions however it came together. Fleeting ones are among them, and marked.
func Fold(e *Evidence, asOf time.Time, rules Rules) []Session {
	if e.Empty() {
		return nil
	}
	least, cut, rejoin := cmp.Or(rules.Least, usualLeast), cmp.Or(rules.Cut, UsualCut), cmp.Or(rules.Rejoin, usualRejoin)
	runs := join(gather(points(e)))
	table := e.table()
	out := make([]Session, 0, len(runs)+len(e.records))
	for i := range runs {
		s := e.session(&runs[i], table)
		r := &runs[i]
		silent := asOf.UnixMilli()-r.last > cut.Milliseconds()
		switch {
		case r.stopped && r.over.Over():
			s.Ending = Heard
		case i+1 < len(runs):
			s.Ending = Reconstructed
		case r.stopped && silent:
			s.Ending = Heard // it paused, and that was the end
		case r.stopped:
			s.State = Paused
		case silent:
			s.Ending = CutOff
		default:
			s.State = Running
		}
		out = append(out, s)
	}
	out = e.settle(e.withEvents(out, asOf, cut), table)
	var before brush.Opt[time.Time]
	for i := range out {
		s := &out[i]
		if s.Origin() == Noted {
			continue // somebody said that it was a brushing; and its minute is not so sure that another could continue it
		}
		s.Fleeting = time.Duration(s.Duration)*time.Second < least
		s.Continues = before.OK && s.Start.Sub(before.V) <= rejoin
		if !s.Fleeting {
			before = brush.Some(s.End) // what is shown nowhere is nothing that could go on
		}
	}
	return out
}

// gather deals the points out to runs of the timer.
func gather(ps []point) []run {
	var runs []run
	for i := range ps {
		p := &ps[i]
		if !p.known && p.running && len(runs) == 0 {
			continue // a motor that runs, with no timer yet
		}
		anchor := p.at - int64(p.elapsed)*1000
		r := -1
		if p.running && p.known {
			r = place(runs, p, anchor)
			if r < 0 {
				runs = append(runs, run{start: anchor, lastAt: p.at, last: p.at, ranMax: p.elapsed, max: p.elapsed})
				r = len(runs) - 1
				if r == 0 {
					runs[0].points = make([]point, 0, len(ps)-i) // there is mostly one
				}
			}
		} else {
			r = rest(runs, p, anchor)
			if r < 0 {
				continue
			}
		}
		runs[r].add(p, anchor)
	}
	return runs
}

// place returns the run to which a running timer belongs, -1 for a new one.
func place(runs []run, p *point, anchor int64) int {
	for i := len(runs) - 1; i >= 0; i-- {
		r := &runs[i]
		if older(runs, i, anchor) {
			continue
		}
		paused := p.at - r.lastAt - (int64(p.elapsed)-int64(r.max))*1000
		switch {
		case p.elapsed > r.max:
			if paused <= 5_000 {
				return i
			}
			// It stood still for a while. A handle resumes where it paused; a run of which the beginning was not heard starts somewhere.
			if paused <= pauseMax && (p.elapsed-r.max <= 3 || anchor < r.lastAt+resetAfter) {
				return i
			}
		case p.elapsed+1 >= r.max && r.max > 3:
			if paused <= pauseMax {
				return i
			}
		case anchor < r.lastAt-2_000, anchor <= r.start+clockSlack:
			return i // it would have begun while this run was going on, or with it: late news, or another source's
		}
		return -1 // the timer dropped: a new run
	}
	return -1
}

// older reports whether a timer that would have begun at anchor is late news of a run before i: it would have begun not only before i did,
// but while the one before i was still going on.
func older(runs []run, i int, anchor int64) bool {
	return i > 0 && anchor < runs[i].start-clockSlack && anchor < runs[i-1].lastAt-2_000
}

// rest returns the run that a standing timer, or a value without a timer, belongs to; -1 for none.
func rest(runs []run, p *point, anchor int64) int {
	for i := len(runs) - 1; i >= 0; i-- {
		r := &runs[i]
		if p.at < r.start-clockSlack {
			continue
		}
		if p.at-r.lastAt > tail.Milliseconds() {
			return -1
		}
		if !p.known {
			return i
		}
		if older(runs, i, anchor) {
			continue
		}
		if p.elapsed > r.max && int64(p.elapsed-r.max)*1000 > p.at-r.lastAt+5_000 {
			return -1 // more than can have been brushed since
		}
		if p.elapsed+1 < r.max && anchor >= r.lastAt-2_000 {
			return -1 // it dropped: what stands here is not this run's timer
		}
		return i
	}
	return -1
}

func (r *run) add(p *point, anchor int64) {
	r.points = append(r.points, *p)
	late := p.known && p.elapsed+1 < r.max
	r.last = max(r.last, p.at)
	if p.running {
		if p.known {
			r.start = min(r.start, anchor)
			if p.elapsed > r.ranMax || p.elapsed == r.ranMax && p.at < r.lastAt {
				r.ranMax, r.lastAt = p.elapsed, p.at
			}
			r.max = max(r.max, p.elapsed)
		}
		if p.known && !late {
			r.stopped = false // a motor that runs says no more than that until its timer does
		}
		return
	}
	r.max = max(r.max, p.elapsed)
	if late || p.o.has&hasActivity == 0 && !p.known {
		return
	}
	if p.over == brush.Unknown {
		return
	}
	// A pause says less than an end that was heard before it; of ends the last counts.
	if !r.stopped || p.over.Over() || !r.over.Over() {
		r.over = p.over
	}
	r.stopped = true
	if p.o.has&hasFace != 0 && p.o.face != 0 {
		r.face = brush.Some(p.o.face)
	}
}

// join puts runs in order and makes one of those that overlap: a handle has one motor.
func join(runs []run) []run {
	slices.SortStableFunc(runs, func(a, b run) int {
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		return cmp.Compare(a.lastAt, b.lastAt)
	})
	out := runs[:0]
	for _, r := range runs {
		if n := len(out); n > 0 && r.start < out[n-1].lastAt-2_000 {
			out[n-1].absorb(&r)
			continue
		}
		out = append(out, r)
	}
	return out
}

func (r *run) absorb(o *run) {
	if o.last > r.last {
		r.stopped, r.over = o.stopped, o.over
	}
	if o.face.OK {
		r.face = o.face
	}
	if o.ranMax > r.ranMax {
		r.ranMax, r.lastAt = o.ranMax, o.lastAt
	}
	r.start, r.max, r.last = min(r.start, o.start), max(r.max, o.max), max(r.last, o.last)
	r.points = append(r.points, o.points...)
	slices.SortStableFunc(r.points, func(a, b point) int { return cmp.Compare(a.at, b.at) })
}

// table returns the mode table that the handle's evidence names, 0 for none.
func (e *Evidence) table() uint8 {
	var t uint8
	for i := range e.obs {
		o := &e.obs[i]
		if o.has&hasTable != 0 {
			t = max(t, o.table)
		}
		if o.has&hasMode != 0 {
			t = max(t, o.mode.Table())
		}
	}
	return t
}

// session makes the session of a run.
func (e *Evidence) session(r *run, table uint8) Session {
	s := Session{
		Device: e.Device, Brand: e.Brand,
		Start:     time.UnixMilli(r.start).UTC(),
		End:       time.UnixMilli(r.lastAt + int64(r.max-r.ranMax)*1000).UTC(),
		LastHeard: time.UnixMilli(r.last).UTC(),
		Duration:  r.max,
		Over:      brush.Unknown,
		Face:      r.face,
		Slots:     make([]Slot, r.max),
	}
	if s.End.After(s.LastHeard) {
		s.End = s.LastHeard
	}
	if r.stopped {
		s.Over = r.over
	}

	// Sources in order of their id, so that the result does not depend on who was heard first.
	var heard [MaxSources]bool
	for i := range r.points {
		heard[r.points[i].o.src] = true
	}
	var bit [MaxSources]uint64
	for i, id := range e.sources {
		if heard[i] {
			s.Sources = append(s.Sources, Share{Source: id})
		}
	}
	slices.SortFunc(s.Sources, func(a, b Share) int { return cmp.Compare(a.Source, b.Source) })
	for i, id := range e.sources {
		for k := range s.Sources {
			if s.Sources[k].Source == id {
				bit[i] = 1 << k
			}
		}
	}

	var starting brush.Opt[brush.Mode]
	for i := range r.points {
		p := &r.points[i]
		if p.o.has&hasSectors != 0 && p.running {
			s.Sectors = brush.Some(p.o.sectors)
		}
		if p.target != 0 && p.running {
			s.Target = brush.Some(p.target)
		}
		if p.o.has&hasBattery != 0 {
			s.Battery = brush.Some(p.o.battery)
		}
		mode := p.mode
		if mode.Table() == 0 {
			mode = brush.NewMode(table, mode.Code())
		}
		if p.elapsed == 0 || p.elapsed > r.max {
			if p.running && p.hasMode {
				starting = brush.Some(mode)
			}
			continue
		}
		slot := &s.Slots[p.elapsed-1]
		if p.known {
			slot.Heard |= bit[p.o.src]
		}
		if !p.running || slot.Heard == 0 {
			continue
		}
		if p.hasMode {
			slot.Mode, slot.HasMode = mode, true
		}
		if p.sector != 0 {
			slot.Sector = p.sector
		}
		slot.Pressure = max(slot.Pressure, p.pressure)
		if p.zones != 0 {
			slot.Zones = p.zones
		}
	}
	s.sum(starting)
	return s
}

// sum fills in what follows from the slots.
func (s *Session) sum(starting brush.Opt[brush.Mode]) {
	s.Pressure, s.High = false, 0
	for k := range s.Sources {
		s.Sources[k].Heard = 0
	}
	type count struct {
		mode brush.Mode
		n    int
	}
	var modes []count
	for i := range s.Slots {
		t := &s.Slots[i]
		if t.Pressure != 0 {
			s.Pressure = true
		}
		if t.Pressure == brush.PressureHigh {
			s.High++
		}
		for k := range s.Sources {
			if t.Heard&(1<<k) != 0 {
				s.Sources[k].Heard++
			}
		}
		if !t.HasMode {
			continue
		}
		k := slices.IndexFunc(modes, func(c count) bool { return c.mode == t.Mode })
		if k < 0 {
			modes = append(modes, count{mode: t.Mode})
			k = len(modes) - 1
		}
		modes[k].n++
	}
	s.Mode = starting
	if len(modes) > 0 {
		best := slices.MaxFunc(modes, func(a, b count) int {
			if a.n != b.n {
				return cmp.Compare(a.n, b.n)
			}
			return cmp.Compare(b.mode, a.mode)
		})
		s.Mode = brush.Some(best.mode)
	}
}
