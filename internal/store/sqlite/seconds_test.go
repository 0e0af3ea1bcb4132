package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/enamel-home/enamel/internal/store/rows"
	"github.com/enamel-home/enamel/internal/store/storetest"
)

// TestSecondsComeHome: of a file whose sessions have their seconds apart, every session comes out with its own.
func TestSecondsComeHome(t *testing.T) {
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
		if step.Number < 52 {
			do(step.Text + step.After)
		}
	}
	do("PRAGMA user_version = 51")
	check := storetest.Apart(t, do)
	for range 2 {
		s := open(t, path)
		check(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var left int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'session_slots%'").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d tables are left of before, %v", left, err)
	}
}
