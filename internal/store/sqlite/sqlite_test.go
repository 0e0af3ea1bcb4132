package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/internal/store/storetest"
)

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place {
		// A path that needs escaping in the driver's address.
		path := filepath.Join(t.TempDir(), "a folder #1?x=%41", "enamel.db")
		return func(t testing.TB) store.Store { return open(t, path) }
	})
}

func TestOthersCannotRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, filepath.Join(dir, "enamel.db"))
	defer s.Close()
	err := s.Update(context.Background(), "home", func(tx store.Tx) error { return tx.PutPerson(store.Person{ID: "p"}) })
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{".": 0o700, "enamel.db": 0o600, "enamel.db-wal": 0o600, "enamel.db-shm": 0o600}
	for name, mode := range want {
		i, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if i.Mode().Perm() != mode {
			t.Errorf("%s has mode %v, want %v", name, i.Mode().Perm(), mode)
		}
	}
}

func TestNewerDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "enamel.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 7000"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(context.Background(), path)
	if err == nil {
		s.Close()
		t.Fatal("a database from the future was opened")
	}
	if !errors.Is(err, brush.ErrConflict) || !strings.Contains(err.Error(), "this database was written by a newer Enamel (schema 7000, this one knows ") {
		t.Errorf("the error is %v", err)
	}
}

func TestNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "enamel.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("this is no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := sqlite.Open(context.Background(), path); err == nil {
		s.Close()
		t.Fatal("a text file was opened as a database")
	}
}

// TestTwoOpen: the server and a command on the same machine use one file at the same time.
func TestTwoOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "enamel.db")
	a, b := open(t, path), open(t, path)
	defer a.Close()
	defer b.Close()
	errs := make(chan error)
	for _, s := range []*sqlite.Store{a, b} {
		go func() {
			for range 100 {
				err := s.Update(context.Background(), "home", func(tx store.Tx) error {
					_, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: "d"})
					return err
				})
				if err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range 2 {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []*sqlite.Store{a, b} {
		cs, err := s.Changes(context.Background(), "home", 0, 1000)
		if err != nil || len(cs) != 200 || cs[199].Seq != 200 {
			t.Errorf("%d changes, %v", len(cs), err)
		}
	}
}

// TestCountedWhenOpened: a database that is older than the count is counted when it is opened, once.
func TestCountedWhenOpened(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "enamel.db")
	s := open(t, path)
	start := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	err := s.Update(ctx, "home", func(tx store.Tx) error {
		for i := range 40 {
			one := store.Session{ID: brush.SessionID(strconv.Itoa(i)), Person: "p"}
			one.Device, one.Start, one.End, one.Duration = "d", start.AddDate(0, 0, i), start.AddDate(0, 0, i), 100
			if err := tx.PutSession(one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	read := func(s *sqlite.Store) (string, int) {
		t.Helper()
		bs, err := s.Brushings(ctx, "home", "p", start, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		ds, err := s.FleetDays(ctx, 0, 1e6)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(bs, ds), len(bs)
	}
	want, n := read(s)
	if n != 40 {
		t.Fatalf("%d brushings", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	// As the file is left by an Enamel that did not count, after its tables were made.
	if _, err := db.Exec("DELETE FROM brushed; DELETE FROM fleet_part; INSERT INTO uncounted SELECT DISTINCT household FROM session"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s = open(t, path)
		if got, _ := read(s); got != want {
			t.Errorf("after opening: %s; want %s", got, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
