package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/rows"
	"github.com/enamel-home/enamel/internal/store/storetest"
)

// TestSessionsArePacked: a database of before comes out as it went in, its rows in the partitions that they were in. One of whose rows one does
// not parse is refused with that row's name, and left as it was.
func TestSessionsArePacked(t *testing.T) {
	ctx := context.Background()
	address := pgtest.Schema(t)
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	do := func(text string, args ...any) {
		t.Helper()
		if _, err := c.Exec(ctx, text, args...); err != nil {
			t.Fatal(text, err)
		}
	}
	steps, err := rows.Steps(rows.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	do("CREATE TABLE schema_step (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied TIMESTAMPTZ NOT NULL DEFAULT now())")
	for _, step := range steps {
		if step.Number < 12 {
			do(step.Text, pgx.QueryExecModeSimpleProtocol)
			do("INSERT INTO schema_step (number, name) VALUES ($1, $2)", step.Number, step.Name)
		}
	}
	do("CREATE TABLE session_20260427 PARTITION OF session FOR VALUES FROM (1777248000000000) TO (1785110400000000)")
	check := storetest.Wide(t, do)
	was := where(t, address, "session")
	if !strings.HasPrefix(was, "session_20260427 ") || !strings.Contains(was, "session_rest ") {
		t.Fatalf("sessions are in %s", was)
	}

	do("UPDATE session SET sources = $1 WHERE id = 'm1100'", []byte{9})
	if s, err := postgres.Open(ctx, address, postgres.Settings{}); !errors.Is(err, brush.ErrUnavailable) || !strings.Contains(fmt.Sprint(err), "session m1100 of household a-house") {
		t.Fatalf("opened as %v, %v", s, err)
	}
	if is := where(t, address, "session"); is != was {
		t.Fatalf("sessions are in %s and were in %s", is, was)
	}
	do("UPDATE session SET sources = NULL WHERE id = 'm1100'")
	for range 2 {
		s := openAt(t, address, noon)
		check(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// The partitions of now were made since.
	if is, first := where(t, address, "session"), strings.Split(was, ",")[0]; !strings.HasPrefix(is, first+",") {
		t.Errorf("sessions are in %s and were in %s", is, was)
	}
	if left := ask(t, address, "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname LIKE '%wide%'"); len(left) > 0 {
		t.Errorf("what is left of before: %v", left)
	}
}
