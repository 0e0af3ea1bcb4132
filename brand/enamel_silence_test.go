package brand_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
)

// TestSilentOpenBrush: a brush that says nothing is waited for five seconds at each step, and a person who may have to agree to a bond half a
// minute; then the radio is free again.
func TestSilentOpenBrush(t *testing.T) {
	for _, c := range []struct {
		name string
		bond bool
		want time.Duration
	}{
		{"silent from the start", false, 25 * time.Second},    // its attributes, and four transfers of which nothing comes
		{"nobody agrees to the bond", true, 30 * time.Second}, // and then nothing more
	} {
		d := enamel.NewDialogue(enamel.Options{})
		begin := time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC)
		now, wake, over := begin, time.Time{}, false
		do := func(acts []brand.Action) {
			for _, a := range acts {
				switch a.Kind {
				case brand.Wait:
					wake = now.Add(a.After)
				case brand.HangUp:
					over = true
				}
			}
		}
		do(d.Step(brand.Event{Kind: brand.Connected}, now))
		if c.bond {
			do(d.Step(brand.Event{Kind: brand.NeedsBond, Char: enamel.CharSessions}, now))
		}
		for n := 0; !over && n < 100; n++ {
			now = wake
			do(d.Step(brand.Event{Kind: brand.Elapsed}, now))
		}
		if took := now.Sub(begin); !over || took != c.want {
			t.Errorf("%s: over is %v, after %v, want %v", c.name, over, took, c.want)
		}
	}
}
