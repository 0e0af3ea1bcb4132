package sim

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brand/oralb"
	"github.com/enamel-home/enamel/brush"
)

// TestSay drives a brush of each maker through its whole timer and through every zone: what is driven is heard, and no more.
func TestSay(t *testing.T) {
	at := time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC)
	for z := range brush.Zones {
		for _, hard := range []bool{false, true} {
			now := Driven{Activity: brush.Running, Elapsed: int(z) * 20, Hard: hard, Zones: z.Set()}
			f, ok := Say(&enamel.Spec, "D", "virtual", at, now)
			var r brush.Reading
			enamel.Spec.Decode(&f, &r)
			if !ok || r.Zones.V != z.Set() || r.Elapsed.V != uint32(now.Elapsed) || (r.Pressure.V == brush.PressureHigh) != hard || r.Activity.V != brush.Running {
				t.Errorf("%v: %t %+v", now, ok, r)
			}
			f, ok = Say(&oralb.Spec, "D", "virtual", at, now)
			r = brush.Reading{}
			oralb.Spec.Decode(&f, &r)
			if !ok || r.Zones.OK || r.Elapsed.V != uint32(now.Elapsed) || (r.Pressure.V == brush.PressureHigh) != hard || r.Sector.V == 0 {
				t.Errorf("%v: %t %+v", now, ok, r)
			}
		}
	}
	for _, a := range []brush.Activity{brush.Paused, brush.Idle} {
		f, ok := Say(&oralb.Spec, "D", "virtual", at, Driven{Activity: a, Elapsed: 90, Hard: true})
		var r brush.Reading
		oralb.Spec.Decode(&f, &r)
		if !ok || r.Activity.V != a || r.Sector.OK || r.Pressure.V == brush.PressureHigh {
			t.Errorf("%v: %t %+v", a, ok, r)
		}
	}
	if _, ok := Say(&oralb.Spec, "D", "virtual", at, Driven{Activity: brush.Running, Elapsed: 1 << 20}); ok {
		t.Error("says what it cannot")
	}
}
