package main

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// TestFleetAndRecount: two households brushed, and whoever runs the machine reads how much; what was spoilt behind the program's back is found
// and put right.
func TestFleetAndRecount(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(data, "enamel.db")
	st, err := sqlite.Open(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	for n, h := range []brush.HouseholdID{"one", "two"} {
		err := st.Update(context.Background(), h, func(tx store.Tx) error {
			if err := tx.PutHousehold(store.Household{ID: h, Name: "Number " + string(h), TimeZone: "UTC"}); err != nil {
				return err
			}
			for i := range 3 {
				s := store.Session{ID: brush.SessionID(string(rune('a' + i))), Person: "p"}
				s.Start, s.Duration = day.AddDate(0, 0, i*(n+1)), 100
				if err := tx.PutSession(s); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := enamel(t, append(args, "--data", data)...)
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v %s", args, err, &complaints)
		}
		return string(out)
	}
	table := run("fleet", "--from", "2026-05-23", "--to", "2026-05-25")
	for i, want := range []string{"day sessions seconds households", "2026-05-23 2 200 2", "2026-05-24 1 100 1", "2026-05-25 2 200 2"} {
		lines := strings.Split(strings.TrimSpace(table), "\n")
		if len(lines) != 4 || strings.Join(strings.Fields(lines[i]), " ") != want {
			t.Fatalf("line %d of\n%s\nwant %s", i+1, table, want)
		}
	}
	if got, want := run("fleet", "--from", "2026-05-24", "--to", "2026-05-24", "--json"), `{"day":"2026-05-24","households":1,"seconds":100,"sessions":1}`+"\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := run("recount"); got != "2 households counted, 0 weeks put right\n" {
		t.Error(got)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DELETE FROM brushed WHERE household = 'two'"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := run("recount"); !strings.HasSuffix(got, "2 households counted, 1 weeks put right\n") || !strings.HasPrefix(got, "two  Number two: 1 weeks") {
		t.Error(got)
	}
	if got := run("recount"); got != "2 households counted, 0 weeks put right\n" {
		t.Error(got)
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"nothing in that folder yet", []string{"fleet", "--data", t.TempDir()}},
		{"nothing in that folder yet", []string{"recount", "--data", t.TempDir()}},
		{"from: \"yesterday\" is no day", []string{"fleet", "--data", data, "--from", "yesterday"}},
	} {
		cmd := enamel(t, c.args...)
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		if err := cmd.Run(); err == nil || !strings.Contains(complaints.String(), c.says) {
			t.Errorf("%v: %v, %s", c.args, err, &complaints)
		}
	}
}
