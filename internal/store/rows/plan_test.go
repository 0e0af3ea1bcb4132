package rows

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// TestPlans asks the database how it would answer what is asked often: each by the index made for it, and none by sorting. A history of years
// must cost a list no more than a week does.
func TestPlans(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "plans.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	steps, err := Steps(SQLite)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if _, err := db.Exec(step.Text + step.After); err != nil {
			t.Fatal(step.Name, err)
		}
	}
	q := func(q store.SessionQuery) string { text, _ := querySessions("h", q); return text }
	p := brush.Some[brush.PersonID]("p")
	for _, c := range []struct{ name, text, want string }{
		{"a person's month", q(store.SessionQuery{Person: p, From: time.Now()}), "s USING PRIMARY KEY (household=? AND person=? AND start_at>?)"},
		{"a person's page", q(store.SessionQuery{Person: p, Before: time.Now()}), "s USING PRIMARY KEY (household=? AND person=? AND start_at<?)"},
		{"everybody's newest", q(store.SessionQuery{}), "s USING INDEX session_newest (household=?)"},
		{"everybody's page", q(store.SessionQuery{Before: time.Now()}), "s USING INDEX session_newest (household=? AND start_at<?)"},
		{"a brush's sessions", q(store.SessionQuery{Device: "d"}), "s USING INDEX session_device (household=? AND device=?)"},
		{"open sessions", q(store.SessionQuery{OpenOnly: true}), "s USING INDEX session_open (household=?)"},
		{"silent households", strings.ReplaceAll(askOpenHouseholds, "$1", "$2"), "SCAN session USING INDEX session_open"}, // all that are open, and no more
		{"open sessions in an update", askOpenSessions, "s USING INDEX session_open (household=?)"},
		{"a brush's sessions in an update", askSessionsOf, "s USING INDEX session_device (household=? AND device=? AND start_at>? AND start_at<?)"},
		{"a person's 30 days", q(store.SessionQuery{Person: p, From: time.Now(), To: time.Now(), Limit: 101}), "SEARCH s USING PRIMARY KEY (household=? AND person=? AND start_at>? AND start_at<?)"},
		{"a person's year", askBrushings, "SEARCH brushed USING PRIMARY KEY (household=? AND person=? AND week>? AND week<?)"},
		{"a person's week in an update", askWeek, "SEARCH brushed USING PRIMARY KEY (household=? AND person=? AND week=?)"},
		{"whether a day has a session", askDays + most("$4"), "SEARCH session USING INDEX session_newest (household=? AND start_at>? AND start_at<?)"},
		{"what a session counts", askTally + " AND id = $2", "SEARCH session USING INDEX session_id (household=? AND id=?)"},
		{"a crowded week", askTally + " AND person = $2 AND start_at >= $3 AND start_at < $4 ORDER BY start_at, id", "SEARCH session USING PRIMARY KEY (household=? AND person=? AND start_at>? AND start_at<?)"},
		{"old frames", fmt.Sprintf(oldFrames, "frame_block"), "SEARCH frame_block USING PRIMARY KEY (household=? AND device=? AND first_at<?)"},
		{"old evidence", oldEvidence, "SEARCH evidence USING COVERING INDEX evidence_last (household=? AND device=? AND last_at<?)"},
		{"old sessions", oldSessions, "SEARCH session USING INDEX session_newest (household=? AND start_at<?)"},
		{"the next brush", fmt.Sprintf(nextDevice, "frame_row"), "SEARCH frame_row USING PRIMARY KEY (household=? AND device>?)"},
		{"who comes in", askEntry, "SEARCH l USING PRIMARY KEY (hash=?); SEARCH a USING PRIMARY KEY (id=?); SEARCH m USING PRIMARY KEY (account=? AND household=?)"},
		{"one session", withSlots + " WHERE s.household = $1 AND s.id = $2", "s USING INDEX session_id (household=? AND id=?)"},
	} {
		rs, err := db.Query("EXPLAIN QUERY PLAN "+c.text, "h", 1, 2, 3, 4)
		if err != nil {
			t.Fatal(err)
		}
		var steps []string
		for rs.Next() {
			var a, b, n int
			var step string
			if err := rs.Scan(&a, &b, &n, &step); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, step)
		}
		if err := rs.Close(); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(steps, "; ")
		if c.name == "a person's 30 days" && len(steps) != 1 {
			t.Errorf("%s reads more than one stretch of one table: %s", c.name, all)
		}
		if !strings.Contains(all, c.want) || strings.Contains(all, "TEMP B-TREE") || strings.Contains(all, "SCAN") && !strings.HasPrefix(c.want, "SCAN") {
			t.Errorf("%s: %s; want %s", c.name, all, c.want)
		}
	}
}
