package account

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The bounds of a plan.
const (
	leastTarget = 30 // s
	mostTarget  = 600
	mostStep    = 60   // s a week
	mostPlans   = 1000 // of a person in the course of time, of which a day can add one
)

// GrowPatch changes what it holds of how somebody's target grows. A Step of 0 ends it: the target stays as long as it is by then.
type GrowPatch struct {
	Start, Step, Aim *int // s
}

func (g GrowPatch) on() bool { return g != (GrowPatch{}) && (g.Step == nil || *g.Step != 0) }

func followsFromGrow() error { return bad("target_s", "follows from grow; say only one of them") }

// replan changes what a patch says of somebody's plan, from a day on. Days before it keep the plan that they had.
func replan(p *store.Person, c PersonPatch, today session.Date) error {
	plan := p.Plan()
	set(&plan.Morning, c.Morning)
	set(&plan.Evening, c.Evening)
	if c.Target != nil {
		if c.Grow.on() {
			return followsFromGrow()
		}
		if *c.Target < leastTarget || *c.Target > mostTarget {
			return bad("target_s", "is not between 30 and 600 seconds")
		}
		plan.Target, plan.Grow = uint32(*c.Target), session.Growth{}
	} else if c.Grow != (GrowPatch{}) {
		var err error
		if plan, err = grow(plan, c.Grow, today); err != nil {
			return err
		}
	}
	if plan == p.Plan() {
		return nil
	}
	plans := p.Plans().Change(plan, today)
	if len(plans) > mostPlans {
		return bad("", fmt.Sprintf("A plan can be changed on at most %d days.", mostPlans-1))
	}
	p.SetPlans(plans)
	return nil
}

// grow returns a plan whose target grows as a patch says, from a day on.
func grow(plan session.Plan, g GrowPatch, today session.Date) (session.Plan, error) {
	now := plan.On(today)
	if !g.on() {
		plan.Target, plan.Grow = now, session.Growth{}
		return plan, nil
	}
	start, step, aim := int(now), int(plan.Grow.Step), int(plan.Grow.Aim)
	set(&start, g.Start)
	set(&step, g.Step)
	set(&aim, g.Aim)
	switch {
	case start < leastTarget || start > mostTarget:
		return plan, bad("grow.start_s", "is not between 30 and 600 seconds")
	case step < 1 || step > mostStep:
		return plan, bad("grow.step_s", "is not between 1 and 60 seconds; 0 ends it")
	case aim < leastTarget || aim > mostTarget:
		return plan, bad("grow.aim_s", "is not between 30 and 600 seconds")
	case aim <= start:
		return plan, bad("grow.aim_s", "is not longer than what it grows from")
	}
	next := plan
	next.Target, next.Grow = uint32(start), session.Growth{Since: plan.Grow.Since, Step: uint32(step), Aim: uint32(aim)}
	if next == plan && plan.Grow.Step != 0 {
		return plan, nil // said again: its weeks go on
	}
	next.Grow.Since = today
	return next, nil
}

// brushesFor returns what somebody may have brushed with, if a patch can change what a plan asks for.
func (s *Service) brushesFor(ctx context.Context, h brush.HouseholdID, c *PersonPatch) ([]store.Brush, error) {
	if c.Target == nil && c.Grow == (GrowPatch{}) {
		return nil, nil
	}
	return s.store.Brushes(ctx, h)
}

// rescore scores what somebody brushed on a day for the plans that they have by now. No other day's score changes with a plan.
func rescore(tx store.Tx, p *store.Person, brushes []store.Brush, c session.Calendar, day session.Date, now time.Time) error {
	target := p.Plans().Target(day)
	devices := []brush.DeviceID{brush.EntriesOf(p.ID)}
	for i := range brushes {
		devices = append(devices, brushes[i].Device)
	}
	for _, d := range devices {
		ss, err := tx.SessionsOf(d, c.Begin(day), c.Begin(day.Add(1)))
		if err != nil {
			return err
		}
		for i := range ss {
			s := &ss[i]
			if on, _ := c.Place(s.Start); on != day || s.Person != p.ID || s.Removed || s.State != session.Ended {
				continue
			}
			score := brush.Some(session.ScoreOf(&s.Session, target))
			if score == s.Score {
				continue
			}
			s.Score, s.Updated = score, now
			if err := tx.PutSession(*s); err != nil {
				return err
			}
			if _, err := tx.Emit(store.Change{Kind: store.SessionAmended, Subject: string(s.ID), At: now}); err != nil {
				return err
			}
		}
	}
	return nil
}
