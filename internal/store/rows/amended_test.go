package rows

import (
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// FuzzAmendment: bytes that no amendment makes are refused, and what parses is the same after another round.
func FuzzAmendment(f *testing.F) {
	at := time.Date(2026, 5, 5, 8, 0, 0, 1000, time.UTC)
	f.Add(appendAmendment(nil, &store.Amendment{At: at}))
	f.Add(appendAmendment(nil, &store.Amendment{At: at, Before: store.Figures{Duration: 108, Ending: session.CutOff, Zones: true},
		After: store.Figures{Duration: 1<<32 - 1, Mode: brush.Some(brush.NewMode(255, 255)), Score: brush.Some[uint8](100), Pressure: true}}))
	f.Add([]byte{2, 0})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseAmendment(b)
		if err != nil {
			return
		}
		again, err := parseAmendment(appendAmendment(nil, a))
		if err != nil || !reflect.DeepEqual(again, a) {
			t.Errorf("%x: %+v, then %+v, %v", b, a, again, err)
		}
	})
}
