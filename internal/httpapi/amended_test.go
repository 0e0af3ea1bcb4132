package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// TestAmendedIsTold: a session says what reading its frames again changed, and nothing of what stayed.
func TestAmendedIsTold(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite, account.SessionsRead)
	if w := r.as(token, "POST", "/api/v1/frames", brushed("AA:00:00:00:00:02", r.clock().Add(-2*time.Hour), 125)); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var list httpapi.List[httpapi.Brushing]
	decode(t, r.as(token, "GET", "/api/v1/sessions", "").Body, &list)
	path := "/api/v1/sessions/" + list.Items[0].ID
	if got := r.as(token, "GET", path, "").Body.String(); strings.Contains(got, `"amended"`) || !strings.Contains(got, `"tells_live":true`) {
		t.Errorf("never read again: %.300s", got)
	}
	at := time.Date(2026, 5, 5, 8, 0, 0, 0, time.UTC)
	if err := r.st.Update(t.Context(), r.household, func(tx store.Tx) error {
		s, err := tx.Session(brush.SessionID(list.Items[0].ID))
		if err != nil {
			return err
		}
		s.Amended = &store.Amendment{At: at, Before: store.Figures{Duration: 108, Ending: session.CutOff, Score: brush.Some[uint8](85)},
			After: store.Figures{Duration: 125, Ending: session.CutOff, Mode: brush.Some(brush.NewMode(2, 0)), Pressure: true}}
		return tx.PutSession(s)
	}); err != nil {
		t.Fatal(err)
	}
	got := r.as(token, "GET", path, "").Body.String()
	want := `"amended":{"at":"2026-05-05T08:00:00Z","duration_s":{"before":108,"after":125},"mode":{"before":"","after":"daily clean"},` +
		`"pressure":{"before":false,"after":true},"score":{"before":85,"after":null}}`
	if !strings.Contains(got, want) {
		t.Errorf("no %s in %.1500s", want, got)
	}
}

// TestTellsLive: a brush that tells only when it starts and stops says so, and so do its sessions.
func TestTellsLive(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite, account.SessionsRead, account.BrushesRead)
	line := func(ago time.Duration, hex string) string {
		return `{"device":"E6:71:43:17:5B:11","at":"` + r.clock().Add(-ago).UTC().Format(time.RFC3339) + `","kind":"advert","service":"fe95","hex":"` + hex + `"}` + "\n"
	}
	if w := r.as(token, "POST", "/api/v1/frames", line(time.Hour, "71308904"+"37"+"115b174371e609"+"1000020003")+line(time.Hour-2*time.Minute, "71308904"+"38"+"115b174371e609"+"1000020151")); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for path, want := range map[string]string{"/api/v1/sessions": `"tells_live":false`, "/api/v1/brushes": `"tells":{"live":false`} {
		if got := r.as(token, "GET", path, "").Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s: no %s in %.800s", path, want, got)
		}
	}
}
