package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store/rows"
	"github.com/enamel-home/enamel/internal/store/storetest"
)

// TestSecondsComeHome: of a database whose sessions have their seconds apart, in partitions of both, every session comes out with its own.
func TestSecondsComeHome(t *testing.T) {
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
		if step.Number < 52 {
			do(step.Text+step.After, pgx.QueryExecModeSimpleProtocol)
			do("INSERT INTO schema_step (number, name) VALUES ($1, $2)", step.Number, step.Name)
		}
	}
	for _, table := range []string{"session", "session_slots"} {
		do("CREATE TABLE " + table + "_20260427 PARTITION OF " + table + " FOR VALUES FROM (1777248000000000) TO (1785110400000000)")
	}
	check := storetest.Apart(t, do)
	was := where(t, address, "session")
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
	if left := ask(t, address, "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname LIKE 'session_slots%'"); len(left) > 0 {
		t.Errorf("what is left of before: %v", left)
	}
}
