package brand_test

import (
	"testing"

	"github.com/enamel-home/enamel/brand/all"
)

// TestAir: whoever is connected to can be found, and its services are named; whoever is not has none.
func TestAir(t *testing.T) {
	for _, m := range all.Set() {
		a := m.Air
		if m.Dialogue == nil {
			if m.Follow != nil || len(a.Talks) > 0 {
				t.Errorf("%s is not connected to, and says how", m.ID)
			}
			continue
		}
		if len(a.Companies)+len(a.Services)+len(a.Names) == 0 || len(a.Talks) == 0 {
			t.Errorf("%s cannot be found, or not be talked to: %+v", m.ID, a)
		}
		for _, n := range a.Names {
			if n == "" || len(n) > 29 { // what a scan response carries
				t.Errorf("%s: a name %q", m.ID, n)
			}
		}
	}
}
