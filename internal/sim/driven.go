package sim

import (
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Driven is what a virtual brush does while somebody drives it.
type Driven struct {
	Activity brush.Activity
	Elapsed  int  // s on its timer
	Hard     bool // pressed too hard
	Zones    brush.ZoneSet
}

// Say returns the frame in which a maker's typical handle says what it does; ok is false for what it cannot say. What the maker does not measure is left
// out: an Oral-B says no zones.
func Say(m *brand.Spec, d brush.DeviceID, source brush.SourceID, at time.Time, now Driven) (f brush.Frame, ok bool) {
	if m.Virtual == nil {
		return f, false
	}
	r := m.Virtual()
	r.Activity, r.Elapsed = brush.Some(now.Activity), brush.Some(uint32(now.Elapsed))
	running := now.Activity == brush.Running
	if n := int(r.Sectors.Or(0)); running && n > 0 {
		const routine = 120 // s, of handles that do not say it
		each := max(int(r.Target.Or(routine))/n, 1)
		r.Sector = brush.Some(uint8(min(now.Elapsed/each, n-1) + 1))
	}
	if running && now.Hard && r.Pressure.OK {
		r.Pressure = brush.Some(brush.PressureHigh)
	}
	if running && now.Zones != 0 && m.Tells.Zones {
		r.Zones = brush.Some(now.Zones)
		for z := range brush.Zones {
			if now.Zones == z.Set() {
				r.Zone = brush.Some(uint8(z) + 1)
			}
		}
	}
	f, ok = m.Encode(&r)
	f.Source, f.Device, f.At = source, d, at.UTC().Truncate(time.Millisecond)
	return f, ok
}
