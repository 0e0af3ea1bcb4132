package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// TestLooseRows: about 64 rows of a brush's frames wait to be packed, and not many more.
func TestLooseRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "enamel.db")
	s := open(t, path)
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	most := 0
	for i := range 700 {
		f := brush.Frame{Source: "hall", Seq: uint64(i + 1), Device: "d", At: start.Add(time.Duration(i) * time.Second), Kind: brush.Advert, Payload: []byte{1}}
		if err := s.Update(context.Background(), "home", func(tx store.Tx) error { return tx.KeepFrames("d", []brush.Frame{f}) }); err != nil {
			t.Fatal(err)
		}
		n := 0
		if err := db.QueryRow("SELECT count(*) FROM frame_row").Scan(&n); err != nil {
			t.Fatal(err)
		}
		most = max(most, n)
	}
	if most < 63 || most > 200 {
		t.Errorf("up to %d rows waited", most)
	}
}

// TestLongestSession: a session that touches a span is found when it began up to a day before.
func TestLongestSession(t *testing.T) {
	for before, want := range map[time.Duration]int{24*time.Hour - time.Minute: 1, 24*time.Hour + time.Minute: 0} {
		s := open(t, filepath.Join(t.TempDir(), fmt.Sprint(want, ".db"))).Forgetful()
		one := store.Session{ID: "long"}
		one.Device, one.Start, one.End, one.LastHeard, one.Duration = "d", start.Add(-before), start.Add(time.Minute), start.Add(time.Minute), 120
		if err := s.Update(context.Background(), "home", func(tx store.Tx) error { return tx.PutSession(one) }); err != nil {
			t.Fatal(err)
		}
		err := s.Update(context.Background(), "home", func(tx store.Tx) error {
			got, err := tx.SessionsOf("d", start, start.Add(time.Hour))
			if len(got) != want {
				t.Errorf("begun %v before: %d sessions", before, len(got))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
