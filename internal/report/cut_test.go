package report_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// TestReportCut: a report of more brushings than it may have leaves the oldest out, and says so.
func TestReportCut(t *testing.T) {
	r := newRig(t)
	const most = 8 * 400
	first := evening.Add(-most * time.Hour)
	put := func(from, to int) {
		must(t, r.st.Update(context.Background(), home, func(tx store.Tx) error {
			for i := from; i < to; i++ {
				if err := tx.PutSession(brushing(fmt.Sprintf("s%d", i), "anna", "dio", first.Add(time.Duration(i)*time.Hour), 12, false, false)); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	put(1, most+1)
	whole := r.of(t, "anna", "2026-06-01")
	if whole.Cut || len(whole.Brushings) != most {
		t.Fatalf("%d brushings, cut: %v", len(whole.Brushings), whole.Cut)
	}
	for i := 1; i < most; i++ {
		if !whole.Brushings[i].Start.Equal(whole.Brushings[i-1].Start.Add(time.Hour)) {
			t.Fatalf("the brushing %d began at %v", i, whole.Brushings[i].Start)
		}
	}
	put(0, 1)
	cut := r.of(t, "anna", "2026-06-01")
	if !cut.Cut || len(cut.Brushings) != most || !cut.Brushings[0].Start.Equal(first.Add(time.Hour)) {
		t.Errorf("%d brushings from %v, cut: %v", len(cut.Brushings), cut.Brushings[0].Start, cut.Cut)
	}
}
