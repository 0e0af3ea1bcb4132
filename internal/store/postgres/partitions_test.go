package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/session"
)

// noon is now, for the stores of these tests.
var noon = time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)

// ask reads one column of text from the database behind the store's back.
func ask(t testing.TB, address, text string, args ...any) []string {
	t.Helper()
	c, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(context.Background()) }()
	rs, err := c.Query(context.Background(), text, args...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rs, pgx.RowTo[string])
	if err != nil {
		t.Fatal(text, err)
	}
	return all
}

func openAt(t testing.TB, address string, now time.Time) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(context.Background(), address, postgres.Settings{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func update(t testing.TB, s store.Keeper, h brush.HouseholdID, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), h, fn); err != nil {
		t.Fatal(err)
	}
}

func sessionAt(id int, start time.Time) store.Session {
	s := store.Session{ID: brush.SessionID(fmt.Sprintf("s%06d", id)), Person: "p"}
	s.Session = session.Session{Device: "d", Start: start, End: start.Add(time.Minute), LastHeard: start, Duration: 60,
		Slots: []session.Slot{{Heard: 1, Mode: brush.NewMode(2, 1), HasMode: true}}}
	return s
}

// where returns the partitions that hold rows of a table, with how many.
func where(t testing.TB, address, table string) string {
	return strings.Join(ask(t, address, "SELECT tableoid::regclass::text || ' ' || count(*) FROM "+table+" GROUP BY tableoid ORDER BY 1"), ", ")
}

// TestPartitions: rows of now go where their time is kept, what comes years late is moved there when it is much, and dropping a stretch of
// time takes what is wholly in it and nothing else.
func TestPartitions(t *testing.T) {
	address := pgtest.Schema(t)
	s := openAt(t, address, noon)
	ctx := context.Background()
	frameAt := func(seq int, at time.Time) brush.Frame {
		return brush.Frame{Source: "hall", Seq: uint64(seq), Device: "d", At: at, Kind: brush.Advert, Payload: []byte{1}}
	}
	old := noon.AddDate(-3, 0, 0)
	const many = postgres.MinMoved + 10
	update(t, s, "home", func(tx store.Tx) error {
		err := errors.Join(tx.PutSession(sessionAt(0, noon)), tx.PutSession(sessionAt(1, old.AddDate(-5, 0, 0))),
			tx.KeepFrames("d", []brush.Frame{frameAt(1, noon)}), tx.KeepFrames("d", []brush.Frame{frameAt(2, noon.AddDate(0, 0, 7))}),
			tx.KeepFrames("d", []brush.Frame{frameAt(3, old)}))
		for i := range many {
			err = errors.Join(err, tx.PutSession(sessionAt(10+i, old.Add(time.Duration(i)*time.Minute))))
		}
		return err
	})
	if got, want := where(t, address, "session"), fmt.Sprintf("session_20261026 1, session_rest %d", many+1); got != want {
		t.Errorf("sessions are in %s, want %s", got, want)
	}
	if got, want := where(t, address, "frame_row"), "frame_row_20261116 1, frame_row_20261123 1, frame_row_rest 1"; got != want {
		t.Errorf("frames are in %s, want %s", got, want)
	}
	everything := func() (n int) {
		q := store.SessionQuery{Limit: 1000, WithSlots: true}
		for {
			ss, err := s.Sessions(ctx, "home", q)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range ss {
				if len(x.Slots) != 1 {
					t.Fatalf("session %s has lost its seconds", x.ID)
				}
			}
			if n += len(ss); len(ss) < 1000 {
				return n
			}
			q.Before, q.BeforeID = ss[len(ss)-1].Start, ss[len(ss)-1].ID
		}
	}
	before := everything()
	if before != many+2 {
		t.Fatalf("%d sessions come back, want %d", before, many+2)
	}

	// Writers go on meanwhile.
	going, done := make(chan struct{}), make(chan error)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-going:
				done <- nil
				return
			default:
			}
			if err := s.Update(ctx, "home", func(tx store.Tx) error { return tx.PutSession(sessionAt(0, noon)) }); err != nil {
				done <- err
				return
			}
		}
	}()
	if err := s.Tend(ctx); err != nil {
		t.Fatal(err)
	}
	close(going)
	if err := <-done; err != nil {
		t.Errorf("an update while partitions were made: %v", err)
	}
	if got, want := where(t, address, "session"), fmt.Sprintf("session_20231030 %d, session_20261026 1, session_rest 1", many); got != want {
		t.Errorf("sessions are in %s, want %s", got, want)
	}
	if n := everything(); n != before {
		t.Errorf("%d sessions after their move, want %d", n, before)
	}

	// Moving a session's start into another partition leaves one session.
	update(t, s, "home", func(tx store.Tx) error { return tx.PutSession(sessionAt(0, old)) })
	if n := everything(); n != before {
		t.Errorf("%d sessions after one moved in time, want %d", n, before)
	}
	update(t, s, "home", func(tx store.Tx) error { return tx.PutSession(sessionAt(0, noon)) })

	if n, err := s.DropBefore(ctx, noon, time.Time{}); err != nil || n != 0 {
		t.Errorf("dropped %d partitions of frames, %v: the week of that day must stay", n, err)
	}
	if n, err := s.DropBefore(ctx, noon.AddDate(0, 0, 6), noon.AddDate(-1, 0, 0)); err != nil || n != 3 {
		t.Errorf("dropped %d partitions, %v, want a week of both tables of frames and a quarter of sessions", n, err)
	}
	if got, want := where(t, address, "session"), "session_20261026 1, session_rest 1"; got != want {
		t.Errorf("sessions are in %s, want %s", got, want)
	}
	if got, want := where(t, address, "frame_row"), "frame_row_20261123 1, frame_row_rest 1"; got != want {
		t.Errorf("frames are in %s, want %s", got, want)
	}
	if n := everything(); n != 2 {
		t.Errorf("%d sessions are left, want 2", n)
	}

	// Months later another replica makes what is needed then.
	openAt(t, address, noon.AddDate(1, 0, 0))
	update(t, s, "home", func(tx store.Tx) error { return tx.KeepFrames("d", []brush.Frame{frameAt(9, noon.AddDate(1, 0, 0))}) })
	if got, want := where(t, address, "frame_row"), "frame_row_20261123 1, frame_row_20271115 1, frame_row_rest 1"; got != want {
		t.Errorf("frames are in %s, want %s", got, want)
	}
}
