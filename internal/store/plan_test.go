package store

import (
	"math"
	"testing"

	"github.com/enamel-home/enamel/session"
)

// TestPlans: a person's plans are what was set, and a target that no door lets in does no harm.
func TestPlans(t *testing.T) {
	d := session.Date{Year: 2026, Month: 11, Day: 2}
	p := Person{Morning: true, Target: 60}
	version := p.Version()
	ps := p.Plans().Change(session.Plan{Evening: true, Target: 90, Grow: session.Growth{Since: d, Step: 5, Aim: 120}}, d)
	p.SetPlans(ps)
	if got := p.Plans(); len(got) != 2 || got[0] != ps[0] || got[1] != ps[1] || p.Morning || !p.Evening || p.Target != 90 || p.Since != d {
		t.Errorf("%+v", p)
	}
	if p.Version() == version {
		t.Error("another plan has the same version")
	}
	if p.SetPlans(ps[:1]); p.Earlier != nil || p.Version() != version {
		t.Errorf("%+v", p)
	}
	for target, want := range map[int]uint32{math.MinInt: 0, 0: 0, maxTarget: maxTarget, math.MaxInt: maxTarget} {
		if p.Target = target; p.Plan().Target != want {
			t.Errorf("%d is %d", target, p.Plan().Target)
		}
	}
}
