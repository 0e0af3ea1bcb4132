package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// TestHookConsentsMove: who a webhook could be told of before is agreed to afterwards, by the same account in the same words.
func TestHookConsentsMove(t *testing.T) {
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
		if step.Number < 38 {
			do(step.Text)
		}
	}
	do("PRAGMA user_version = 37")
	do("INSERT INTO hook VALUES ('home', 'shelf', 'Shelf', 'https://shelf.example', 'session_ended', '', x'01', NULL, 0, 0, 0, 0, 0, 'acc')")
	do("INSERT INTO hook_consent VALUES ('home', 'shelf', 'mia', 17000000, 'acc', '1'), ('home', 'shelf', 'leo', 18000000, 'acc', '1'), ('home', 'gone', 'leo', 18000000, 'acc', '1')")
	s := open(t, path)
	defer s.Close()
	all, err := s.Consents(t.Context(), "home", "")
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v %v", all, err)
	}
	words, _ := store.TextOf("1")
	for i, person := range []brush.PersonID{"mia", "leo"} {
		c := all[i]
		if !c.Holds() || c.Person != person || c.ReceiverKind != store.HookReceiver || c.ReceiverID != "shelf" || c.ReceiverName != "Shelf" || c.GivenBy != "acc" ||
			c.Given.Unix() != int64(17+i) || c.Text != "1" || c.TextHash != words.Hash() || len(c.Scopes) != 1 || c.Scopes[0] != "changes" {
			t.Errorf("%+v", c)
		}
	}
	if now, err := s.ConsentsTo(t.Context(), "home", store.HookReceiver, "shelf"); err != nil || len(now) != 2 {
		t.Errorf("%+v %v", now, err)
	}
}
