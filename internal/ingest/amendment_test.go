package ingest

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// TestAmendment: what one reading changes and takes back was no change; another reading tells its own.
func TestAmendment(t *testing.T) {
	now := time.Date(2026, 5, 5, 8, 0, 0, 0, time.UTC)
	lasting := func(seconds uint32, had *store.Amendment) *store.Session {
		s := &store.Session{Amended: had}
		s.Duration = seconds
		return s
	}
	a := amendment(lasting(100, nil), lasting(120, nil), now)
	if a == nil || a.Before.Duration != 100 || a.After.Duration != 120 || !a.At.Equal(now) {
		t.Fatalf("%+v", a)
	}
	if got := amendment(lasting(120, a), lasting(120, a), now); got != a {
		t.Errorf("nothing changed: %+v", got)
	}
	if got := amendment(lasting(120, a), lasting(100, a), now.Add(time.Second)); got != nil {
		t.Errorf("taken back: %+v", got)
	}
	if got := amendment(lasting(120, a), lasting(130, a), now.Add(time.Second)); got == nil || got.Before.Duration != 100 || got.After.Duration != 130 {
		t.Errorf("in one reading: %+v", got)
	}
	if got := amendment(lasting(120, a), lasting(130, a), now.Add(time.Hour)); got == nil || got.Before.Duration != 120 {
		t.Errorf("in another reading: %+v", got)
	}
	if got := amendment(lasting(125, a), lasting(130, a), now.Add(time.Second)); got == nil || got.Before.Duration != 125 {
		t.Errorf("after late evidence: %+v", got)
	}
}
