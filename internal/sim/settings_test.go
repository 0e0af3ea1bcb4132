package sim_test

import (
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/sim"
)

// TestObey: a virtual brush does what is wished of it, leaves the rest, says so, and is heard to.
func TestObey(t *testing.T) {
	new := sim.Obey(nil, nil)
	wish := &brush.Preferences{Version: brush.Some(uint32(1)), Target: brush.Some(uint16(40)), Modes: []brush.ModeName{{Code: 2, Name: "gums"}}}
	does := sim.Obey(new, wish)
	if new.Obeys(wish) || !does.Obeys(wish) || does.Sounds != new.Sounds || does.Version != wish.Version {
		t.Errorf("%+v becomes %+v", new, does)
	}
	does.Target = brush.Some(uint16(90)) // somebody turned it on the brush itself
	if again := sim.Obey(does, wish); again.Target.V != 90 {
		t.Errorf("an old wish is obeyed again: %+v", again)
	}
	m := all.Set().ByID("enamel")
	f, ok := m.Encode(&brush.Reading{Settings: does})
	var heard brush.Reading
	if _, v := all.Set().Decode(&f, &heard); !ok || v != brand.Understood || heard.Settings == nil || !heard.Settings.Obeys(does) || heard.Settings.Version != does.Version {
		t.Errorf("says %s", f.Payload)
	}
	for _, moment := range (sim.Brushing{Target: 40, Length: 40}).Moments(m) {
		if moment.Reading.Target.V != 40 {
			t.Fatalf("brushes for %d s", moment.Reading.Target.V)
		}
	}
}
