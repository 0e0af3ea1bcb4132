package httpapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
)

// One call for days asks for four hundred at most.
func TestMostDays(t *testing.T) {
	r := settled(t)
	for to, want := range map[string]int{"2026-02-04": 200, "2026-02-05": 422} { // the 400th day, and the one behind it
		if w := r.as("owner", "GET", "/api/v1/days?person="+r.person+"&from=2025-01-01&to="+to, ""); w.Code != want {
			t.Errorf("to %s: %d %.200s", to, w.Code, w.Body)
		}
	}
}

// Today asks whose the newest twenty sessions were, and not about a whole holiday at once.
func TestMostUnassigned(t *testing.T) {
	r := settled(t)
	err := r.st.Update(t.Context(), r.household, func(tx store.Tx) error {
		for n := range 30 {
			at := r.clock().Add(-time.Duration(n+1) * time.Hour)
			one := store.Session{ID: brush.SessionID(fmt.Sprintf("s%02d", n))}
			one.Device, one.Start, one.End, one.LastHeard, one.Duration = "AA", at, at.Add(2*time.Minute), at.Add(2*time.Minute), 120
			if err := tx.PutSession(one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var today httpapi.Today
	w := r.as("owner", "GET", "/api/v1/today", "")
	decode(t, strings.NewReader(w.Body.String()), &today)
	if n := len(today.Unassigned); n != 20 || today.Unassigned[0].ID != "s00" {
		t.Errorf("%d sessions: %.300s", n, w.Body)
	}
}
