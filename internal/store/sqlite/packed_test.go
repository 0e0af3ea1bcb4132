package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store/rows"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/internal/store/storetest"
)

// TestSessionsArePacked: a file of before comes out as it went in. One of whose rows one does not parse is refused with that row's name, and left
// as it was: it opens when that is put right.
func TestSessionsArePacked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "enamel.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	do := func(text string, args ...any) {
		t.Helper()
		if _, err := db.Exec(text, args...); err != nil {
			t.Fatal(text, err)
		}
	}
	steps, err := rows.Steps(rows.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if step.Number < 12 {
			do(step.Text)
		}
	}
	do("PRAGMA user_version = 11")
	check := storetest.Wide(t, do)

	do("UPDATE session SET sources = $1 WHERE id = 'm1100'", []byte{9})
	if s, err := sqlite.Open(context.Background(), path); !errors.Is(err, brush.ErrUnavailable) || !strings.Contains(fmt.Sprint(err), "session m1100 of household a-house") {
		t.Fatalf("opened as %v, %v", s, err)
	}
	n := 0
	if err := db.QueryRow("SELECT count(*) FROM session WHERE brand <> 'packed'").Scan(&n); err != nil || n != 1204 {
		t.Fatalf("%d rows are left as they were, %v", n, err)
	}
	do("UPDATE session SET sources = NULL WHERE id = 'm1100'")
	for range 2 {
		s := open(t, path)
		check(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
