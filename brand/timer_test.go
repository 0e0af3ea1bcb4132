package brand_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/timer"
	"github.com/enamel-home/enamel/brush"
)

// FuzzNote: what a note says as a frame is read again as it was meant, and the frame is the same however often it is made.
func FuzzNote(f *testing.F) {
	f.Add(uint32(0), uint32(1782930600), uint32(120), false)
	f.Add(uint32(1<<32-1), uint32(1<<32-1), uint32(7200), true)
	f.Fuzz(func(t *testing.T, id, start, seconds uint32, electric bool) {
		n := timer.Note{Person: "p", ID: id, Start: time.Unix(int64(start), 0), Seconds: seconds%7200 + 1, Brush: timer.Manual}
		if electric {
			n.Brush = timer.Electric
		}
		fr := n.Frame()
		if p, ok := fr.Device.Person(); !ok || p != n.Person {
			t.Errorf("device %q", fr.Device)
		}
		var r brush.Reading
		if v := timer.Spec.Decode(&fr, &r); v != brand.Understood || r.Record == nil {
			t.Fatalf("verdict %d for %s", v, fr.Payload)
		}
		if rec := r.Record; rec.ID.V != id || rec.Unix != brush.Some(int64(start)) || rec.Duration != n.Seconds ||
			timer.Spec.ModeName(rec.Mode.V) != string(n.Brush)+" brush" {
			t.Errorf("%+v for %+v", *rec, n)
		}
		if end := n.Start.Add(time.Duration(n.Seconds) * time.Second); !fr.At.Equal(end) {
			t.Errorf("at %v, want %v", fr.At, end)
		}
	})
}
