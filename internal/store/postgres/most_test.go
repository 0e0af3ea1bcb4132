package postgres

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/enamel-home/enamel/internal/pgtest"
)

// Hints are gathered for two milliseconds, so that a commit of many is one message.
func TestHintsAreGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{refuse: errNobody}
		s := x.store(t, time.Second)
		c, err := pgxpool.ParseConfig("")
		if err != nil {
			t.Fatal(err)
		}
		c.ConnConfig = s.config
		if s.pool, err = pgxpool.NewWithConfig(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			s.tell(t.Context())
			close(ended)
		}()
		s.hints.add("home")
		time.Sleep(1900 * time.Microsecond)
		synctest.Wait()
		if n := x.dialed(); n != 0 {
			t.Error("told at once")
		}
		s.hints.add("next")
		time.Sleep(200 * time.Microsecond)
		synctest.Wait()
		s.hints.mu.Lock()
		left := len(s.hints.some)
		s.hints.mu.Unlock()
		if n := x.dialed(); n == 0 || left != 0 {
			t.Errorf("not told after two milliseconds, %d households wait", left)
		}
		s.pool.Close()
	})
}

// A partition of fifty thousand rows is one that the planner knows well enough.
func TestPoolAndPartitions(t *testing.T) {
	s, err := Open(t.Context(), pgtest.Emptied(t), Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if c := s.pool.Config(); c.MaxConnIdleTime != 5*time.Minute || c.MaxConnLifetime != time.Hour {
		t.Errorf("connections are kept for %v unused, and for %v", c.MaxConnIdleTime, c.MaxConnLifetime)
	}
	for rows, want := range map[int]bool{49_999: true, 50_000: false} {
		if _, err := s.pool.Exec(t.Context(), "UPDATE pg_class SET reltuples = $1 WHERE relname = 'household' AND relnamespace = $2::text::regnamespace", float32(rows), s.schema); err != nil {
			t.Fatal(err)
		}
		if err := s.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n float32
		if err := s.pool.QueryRow(t.Context(), "SELECT reltuples FROM pg_class WHERE relname = 'household' AND relnamespace = $1::text::regnamespace", s.schema).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if (int(n) != rows) != want {
			t.Errorf("a table of %d rows: looked at, it has %v", rows, n)
		}
	}
}
