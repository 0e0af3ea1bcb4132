package store

import (
	"time"

	"github.com/enamel-home/enamel/session"
)

// Calendar returns the household's. A zone that this machine does not know is taken for UTC: it must not keep frames out.
func (h *Household) Calendar() session.Calendar {
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return session.Calendar{Zone: zone, Turns: time.Duration(h.DayTurns) * time.Minute}
}

// Plan returns the plan that holds now; of a target that grows it has the one that it began with.
func (p *Person) Plan() session.Plan {
	return session.Plan{Morning: p.Morning, Evening: p.Evening, Target: uint32(min(max(0, p.Target), maxTarget)), Grow: p.Grow}
}

const maxTarget = 24 * 60 * 60 // s: what is kept beyond it was never let in

// Plans returns what the person meant to do in the course of time, with the plan that holds now as the last.
func (p *Person) Plans() session.Plans {
	out := make(session.Plans, len(p.Earlier)+1)
	copy(out, p.Earlier)
	out[len(p.Earlier)] = session.Dated{Since: p.Since, Plan: p.Plan()}
	return out
}

// SetPlans makes these what Plans returns. There is at least one.
func (p *Person) SetPlans(ps session.Plans) {
	last := ps[len(ps)-1]
	p.Earlier = nil
	if len(ps) > 1 {
		p.Earlier = ps[:len(ps)-1]
	}
	p.Since, p.Morning, p.Evening, p.Target, p.Grow = last.Since, last.Morning, last.Evening, int(last.Target), last.Grow
}
