package ingest_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// Every operation of the store under the sweep fails in turn, in a household where several people share the brush: the sweep says so, the
// next one does it, and the feed tells of the end once.
func TestSweepWhenTheStoreBreaks(t *testing.T) {
	all := sinktest.Capture(t)
	fs := all[40:150] // it is still running
	for n := 1; ; n++ {
		r := &rig{path: filepath.Join(t.TempDir(), "enamel.db")}
		r.open(t)
		now := fs[len(fs)-1].At.Add(time.Second)
		r.g.Now = func() time.Time { return now }
		if err := r.s.Update(t.Context(), home, func(tx store.Tx) error {
			if err := tx.PutHousehold(store.Household{ID: home, Name: "Home", TimeZone: "Europe/Berlin", DayTurns: 240, Created: now}); err != nil {
				return err
			}
			for _, id := range []brush.PersonID{"anna", "mia"} {
				if err := tx.PutPerson(store.Person{ID: id, Name: string(id), Target: 120, Created: now}); err != nil {
					return err
				}
			}
			return tx.PutBrush(store.Brush{Device: fs[0].Device, People: []brush.PersonID{"anna", "mia"}, FirstHeard: now, LastHeard: fs[0].At, Created: now})
		}); err != nil {
			t.Fatal(err)
		}
		if err := r.g.Accept(t.Context(), home, fs); err != nil {
			t.Fatal(err)
		}
		open, err := r.s.Sessions(t.Context(), home, store.SessionQuery{OpenOnly: true})
		if err != nil || len(open) != 1 {
			t.Fatalf("%d sessions are open, %v", len(open), err)
		}
		now = now.Add(time.Hour)
		r.s.FailAt(n)
		err = r.g.Sweep(t.Context())
		broken := r.s.Reached()
		r.s.FailAt(0)
		if broken == "" {
			if err != nil {
				t.Fatal(err)
			}
			if n < 8 {
				t.Errorf("broke only %d operations", n-1)
			}
			t.Logf("broke each of %d operations", n-1)
			return
		}
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("%s fails, and the sweep says %v", broken, err)
		}
		if err := r.g.Sweep(t.Context()); err != nil {
			t.Fatalf("after %s failed: %v", broken, err)
		}
		s, err := r.s.Session(t.Context(), home, open[0].ID)
		if err != nil || s.State != session.Ended || !s.Score.OK {
			t.Errorf("after %s failed the session is %v, %v", broken, s.State, err)
		}
		changes, err := r.s.Changes(t.Context(), home, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		ends := 0
		for i, c := range changes {
			if c.Seq != store.Seq(i+1) {
				t.Errorf("after %s failed the feed has %d where %d should be", broken, c.Seq, i+1)
			}
			if c.Kind == store.SessionEnded && c.Subject == string(open[0].ID) {
				ends++
			}
		}
		if ends != 1 {
			t.Errorf("after %s failed the feed tells %d times that the session ended", broken, ends)
		}
		if err := r.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
