package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/enamel-home/enamel/internal/store"
)

// A step of an erasure looks at four thousand changes of the feed and no more: others wait behind it.
func TestFeedIsErasedInSteps(t *testing.T) {
	steps := func(changes int) (n int) {
		s := open(t, filepath.Join(t.TempDir(), "enamel.db"))
		defer s.Close()
		update := func(fn func(tx store.Tx) error) {
			t.Helper()
			if err := s.Update(context.Background(), "home", fn); err != nil {
				t.Fatal(err)
			}
		}
		update(func(tx store.Tx) error {
			if err := tx.PutHousehold(store.Household{ID: "home", Name: "Mill Lane", TimeZone: "UTC", Created: start}); err != nil {
				return err
			}
			if err := tx.PutPerson(store.Person{ID: "mia", Name: "Mia", Created: start}); err != nil {
				return err
			}
			for range changes {
				if _, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: "mia", At: start}); err != nil {
					return err
				}
			}
			return tx.BeginErasure(store.Erasure{Household: "home", Person: "mia", Asked: start})
		})
		for done := false; !done; n++ {
			update(func(tx store.Tx) (err error) {
				done, err = tx.Erase("mia", 100)
				return err
			})
		}
		cs, err := s.Changes(context.Background(), "home", 0, changes+1)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			if c.Subject != store.ErasedSubject {
				t.Fatalf("change %d still names %q", c.Seq, c.Subject)
			}
		}
		return n
	}
	// One change more is the erasure's own.
	few, full, over := steps(10), steps(3999), steps(4000)
	if full != few || over != few+1 {
		t.Errorf("%d steps for a few changes, %d for four thousand, %d for one more", few, full, over)
	}
}
