package session

import "math"

// Plan is what somebody means to do each day.
type Plan struct {
	Morning, Evening bool
	Target           uint32 // s; 0: DefaultTarget
	Grow             Growth
}

// Growth lets a target grow slowly. The zero value lets it stay.
type Growth struct {
	Since Date   // the first day of its first week, which has the plan's own target
	Step  uint32 // s more in each week that follows
	Aim   uint32 // s; it grows no further
}

// Has reports whether a part of the day is planned.
func (p Plan) Has(part PartOfDay) bool {
	return part == Morning && p.Morning || part == Evening && p.Evening
}

// On returns how long a brushing of a day should take, in seconds.
func (p Plan) On(d Date) uint32 { return p.on(d.number()) }

func (p Plan) on(day int) uint32 {
	target := p.Target
	if target == 0 {
		target = DefaultTarget
	}
	if p.Grow.Step == 0 || p.Grow.Aim <= target {
		return target
	}
	weeks := (day - p.Grow.Since.number()) / week
	if weeks <= 0 {
		return target
	}
	return uint32(min(uint64(p.Grow.Aim), uint64(target)+uint64(weeks)*uint64(p.Grow.Step)))
}

// Reached returns the first day on which a growing target is what it aims at; ok is false for one that stays.
func (p Plan) Reached() (d Date, ok bool) {
	first := p.on(math.MinInt32)
	if p.Grow.Step == 0 || p.Grow.Aim <= first {
		return Date{}, false
	}
	weeks := (p.Grow.Aim-first-1)/p.Grow.Step + 1
	return p.Grow.Since.Add(week * int(weeks)), true
}

// Dated is a plan with the day of brushing from which it holds.
type Dated struct {
	Since Date
	Plan
}

// Plans are what somebody meant to do in the course of time, in order of their days. The first holds for every day before as well, whatever its
// own day is. No days are counted by a plan that came later.
//
// Of the day on which a plan takes another's place both hold, and what was brushed on it counts by the one that asks for less: nobody knows at
// which minute of the day a handle that is read tomorrow was brushed with, and a child who did what was asked keeps what that earned.
type Plans []Dated

// Always returns plans of which one holds for ever.
func Always(p Plan) Plans { return Plans{{Plan: p}} }

// At returns the plan that holds at the end of a day.
func (ps Plans) At(d Date) Plan {
	c := planCursor{plans: ps}
	p, _ := c.to(d.number())
	return p
}

// Changed reports whether a plan takes another's place on a day.
func (ps Plans) Changed(d Date) bool {
	c := planCursor{plans: ps}
	_, before := c.to(d.number())
	return before != nil
}

// Target returns how many seconds a brushing that began on a day is scored by.
func (ps Plans) Target(d Date) uint32 {
	c := planCursor{plans: ps}
	n := d.number()
	p, before := c.to(n)
	target := p.on(n)
	if before != nil {
		target = min(target, before.on(n))
	}
	return target
}

// Change returns plans of which another one holds from a day on. What was changed on that same day or is to hold later goes: of a day the plan that
// it began with counts, and the one that it ended with. They share no memory with ps.
func (ps Plans) Change(p Plan, from Date) Plans {
	out := make(Plans, 0, len(ps)+1)
	for i := range ps {
		if i == 0 || ps[i].Since.Compare(from) < 0 {
			out = append(out, ps[i])
		}
	}
	if n := len(out); n == 0 || out[n-1].Plan != p {
		out = append(out, Dated{from, p})
	}
	return out
}

// planCursor finds the plans of days that are asked for in order.
type planCursor struct {
	plans Plans
	k     int
	next  int // the day on which the one after k begins
	known bool
}

// to returns the plan that holds at the end of a day, and the one that the day began with when that is another; nil otherwise.
func (c *planCursor) to(day int) (p Plan, before *Plan) {
	if len(c.plans) == 0 {
		return Plan{}, nil
	}
	for c.k+1 < len(c.plans) {
		if !c.known {
			c.next, c.known = c.plans[c.k+1].Since.number(), true
		}
		if c.next > day {
			break
		}
		if c.k++; c.next == day {
			before = &c.plans[c.k-1].Plan
		}
		c.known = false
	}
	return c.plans[c.k].Plan, before
}
