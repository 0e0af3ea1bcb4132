package account

import (
	"errors"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

func pointed(n int) *int { return &n }

// TestReplan: what a patch makes of a plan, and from when.
func TestReplan(t *testing.T) {
	day := session.Date{Year: 2026, Month: 11, Day: 2}
	p := store.Person{Morning: true, Target: 120}
	off := false
	for _, s := range []struct {
		name  string
		after int // days
		c     PersonPatch
		field string // that is wrong
		want  session.Plan
		plans int
	}{
		{"nothing", 0, PersonPatch{}, "", session.Plan{Morning: true, Target: 120}, 1},
		{"grows", 1, PersonPatch{Grow: GrowPatch{Start: pointed(60), Step: pointed(10), Aim: pointed(120)}}, "", session.Plan{Morning: true, Target: 60, Grow: session.Growth{Since: day.Add(1), Step: 10, Aim: 120}}, 2},
		{"the same said later", 8, PersonPatch{Grow: GrowPatch{Start: pointed(60), Step: pointed(10), Aim: pointed(120)}}, "", session.Plan{Morning: true, Target: 60, Grow: session.Growth{Since: day.Add(1), Step: 10, Aim: 120}}, 2},
		{"slots only: its weeks go on", 9, PersonPatch{Morning: &off}, "", session.Plan{Target: 60, Grow: session.Growth{Since: day.Add(1), Step: 10, Aim: 120}}, 3},
		{"slower, from where it is", 15, PersonPatch{Grow: GrowPatch{Step: pointed(5)}}, "", session.Plan{Target: 80, Grow: session.Growth{Since: day.Add(15), Step: 5, Aim: 120}}, 4},
		{"both", 15, PersonPatch{Target: pointed(90), Grow: GrowPatch{Step: pointed(5)}}, "target_s", session.Plan{}, 4},
		{"no step", 15, PersonPatch{Grow: GrowPatch{Step: pointed(-1)}}, "grow.step_s", session.Plan{}, 4},
		{"a step too long", 15, PersonPatch{Grow: GrowPatch{Step: pointed(mostStep + 1)}}, "grow.step_s", session.Plan{}, 4},
		{"too short", 15, PersonPatch{Grow: GrowPatch{Start: pointed(leastTarget - 1)}}, "grow.start_s", session.Plan{}, 4},
		{"too long", 15, PersonPatch{Grow: GrowPatch{Aim: pointed(mostTarget + 1)}}, "grow.aim_s", session.Plan{}, 4},
		{"down", 15, PersonPatch{Grow: GrowPatch{Aim: pointed(80)}}, "grow.aim_s", session.Plan{}, 4},
		{"a length too short", 15, PersonPatch{Target: pointed(leastTarget - 1)}, "target_s", session.Plan{}, 4},
		{"a length too long", 15, PersonPatch{Target: pointed(mostTarget + 1)}, "target_s", session.Plan{}, 4},
		{"the longest", 15, PersonPatch{Grow: GrowPatch{Start: pointed(leastTarget), Step: pointed(mostStep), Aim: pointed(mostTarget)}}, "", session.Plan{Target: 30, Grow: session.Growth{Since: day.Add(15), Step: 60, Aim: 600}}, 4},
		{"ended: as long as it is", 30, PersonPatch{Grow: GrowPatch{Step: pointed(0)}}, "", session.Plan{Target: 150}, 5},
		{"ended again", 30, PersonPatch{Grow: GrowPatch{Step: pointed(0)}}, "", session.Plan{Target: 150}, 5},
		{"a length ends it", 31, PersonPatch{Target: pointed(90), Grow: GrowPatch{Step: pointed(0)}}, "", session.Plan{Target: 90}, 6},
	} {
		was := p.Plans()
		err := replan(&p, s.c, day.Add(s.after))
		if s.field != "" {
			var wrong *brush.FieldError
			if !errors.As(err, &wrong) || wrong.Field != s.field {
				t.Errorf("%s: %v, want a fault of %s", s.name, err, s.field)
			}
			if len(p.Plans()) != len(was) || p.Plan() != was[len(was)-1].Plan {
				t.Errorf("%s: changed to %v", s.name, p.Plan())
			}
			continue
		}
		if err != nil || p.Plan() != s.want || len(p.Plans()) != s.plans {
			t.Errorf("%s: %+v of %d, %v; want %+v of %d", s.name, p.Plan(), len(p.Plans()), err, s.want, s.plans)
		}
		for n := range s.after { // days before are as they were
			if d := day.Add(n); p.Plans().At(d) != was.At(d) {
				t.Errorf("%s: %v has another plan", s.name, d)
			}
		}
	}
}

// TestMostPlans: a plan is changed on a thousand days, and then no more; on the same day it may be changed again.
func TestMostPlans(t *testing.T) {
	p := store.Person{Target: 120}
	day := session.Date{Year: 2026, Month: 11, Day: 2}
	for n := 1; n < mostPlans; n++ {
		if err := replan(&p, PersonPatch{Target: pointed(60 + n%2)}, day.Add(n)); err != nil {
			t.Fatalf("change %d: %v", n, err)
		}
	}
	if err := replan(&p, PersonPatch{Target: pointed(90)}, day.Add(mostPlans-1)); err != nil {
		t.Errorf("again on the last day: %v", err)
	}
	if err := replan(&p, PersonPatch{Target: pointed(91)}, day.Add(mostPlans)); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("one more: %v", err)
	}
	if p.Target != 90 || len(p.Plans()) != mostPlans {
		t.Errorf("%d s of %d plans", p.Target, len(p.Plans()))
	}
}
