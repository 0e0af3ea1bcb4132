package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
)

var errNobody = errors.New("nobody is there")

// A listener whose connection says nothing asks after half a minute whether it is still there, and without an answer makes another a second
// later: a hint that is lost on a dead connection must not be the last.
func TestListenerNoticesSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		deaf := false
		x := &scripted{answer: func(text string) said { return said{silent: deaf && text == "-- ping"} }}
		const patience = 8 * time.Second
		s := x.store(t, patience)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.Hints(ctx, func(brush.HouseholdID) {})
		}()
		// is lets time pass and then counts connections and pings, a moment before and a moment behind what is due.
		is := func(after time.Duration, dials, pings int) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if d, p := x.dialed(), x.heard("-- ping"); d != dials || p != pings {
				t.Errorf("%d connections and %d pings, want %d and %d", d, p, dials, pings)
			}
		}
		const moment = time.Millisecond
		is(30*time.Second-moment, 1, 0)
		is(2*moment, 1, 1)
		is(30*time.Second, 1, 2) // answered: the connection stays
		x.mu.Lock()
		deaf = true
		x.mu.Unlock()
		is(30*time.Second, 1, 3)
		is(patience+time.Second-2*moment, 1, 3)
		is(3*moment, 2, 3)
		stop()
		<-ended
	})
}

// A listener that finds nobody tries once a second.
func TestListenerTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{refuse: errNobody}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute+time.Millisecond)
		defer stop()
		x.store(t, 8*time.Second).Hints(ctx, func(brush.HouseholdID) {})
		if n := x.dialed(); n != 61 {
			t.Errorf("%d times in a minute", n)
		}
	})
}

// The whole of bringing tables up to date ends, also behind another replica that never does.
func TestMigrationEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{answer: func(text string) said {
			switch {
			case strings.HasPrefix(text, "SELECT current_setting"):
				return said{row: []any{int32(150000), "on", "public"}}
			case strings.HasPrefix(text, "SELECT pg_advisory_lock"):
				return said{silent: true}
			}
			return said{}
		}}
		begun := time.Now()
		err := x.store(t, 8*time.Second).migrate(t.Context())
		if !errors.Is(err, brush.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the error is %v", err)
		}
		if took := time.Since(begun).Round(time.Millisecond); took != time.Hour {
			t.Errorf("it ends after %v", took)
		}
	})
}

// The house is kept once an hour, whether that goes well or not.
func TestHouseIsKeptHourly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{refuse: errNobody}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		s := x.store(t, 8*time.Second)
		go func() {
			defer close(ended)
			s.keepHouse(ctx)
		}()
		time.Sleep(24*time.Hour + time.Minute)
		if n := x.dialed(); n != 24 {
			t.Errorf("tended %d times in 24 hours", n)
		}
		stop()
		<-ended
	})
}

// A database that says nothing in the middle of it does not stop the house from being kept an hour later.
func TestTendingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{answer: func(text string) said {
			return said{silent: strings.HasPrefix(text, "SELECT pg_try_advisory_lock"), row: []any{true}}
		}}
		begun := time.Now()
		if err := x.store(t, 8*time.Second).Tend(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the error is %v", err)
		}
		if took := time.Since(begun).Round(time.Millisecond); took != 10*time.Minute {
			t.Errorf("it ends after %v", took)
		}
	})
}

// A lock that stops everybody is waited for only shortly, and asked for again and again, but not for ever.
func TestPoliteness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{answer: func(text string) said {
			if text == "DROP TABLE a" {
				return said{code: codeLockNotGiven}
			}
			return said{}
		}}
		conn, err := x.store(t, 8*time.Second).connect(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if err := politely(t.Context(), conn, []string{"DROP TABLE a"}); !isBusy(err) {
			t.Errorf("the error is %v", err)
		}
		if n, took := x.heard("DROP TABLE a"), time.Since(begun); n != 20 || took != 20*300*time.Millisecond {
			t.Errorf("%d attempts in %v", n, took)
		}
		if n := x.heard("SET LOCAL lock_timeout = 300"); n != 20 {
			t.Errorf("the wait for the lock was bounded %d times", n)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// A database that cannot be reached is not dialled for every update: for a quarter of a second the answer is what it was.
func TestDownIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &scripted{refuse: errNobody}
		w := &writer{s: x.store(t, 8*time.Second)}
		for range 100 {
			if err := w.dial(t.Context()); !errors.Is(err, brush.ErrUnavailable) {
				t.Fatalf("the error is %v", err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if n := x.dialed(); n != 4 {
			t.Errorf("dialled %d times in a second", n)
		}
	})
}

// opened opens a store on a real server.
func opened(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(context.Background(), address, Settings{})
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

// A server of ours that stops in the middle of an update, as a machine that goes to sleep does, does not hold its households for ever: the
// database takes them back.
func TestSilentTransaction(t *testing.T) {
	address := pgtest.Emptied(t)
	usually := opened(t, address)
	conn, err := usually.connect(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var is string
	if err := conn.QueryRow(t.Context(), "SELECT current_setting('idle_in_transaction_session_timeout')").Scan(&is); err != nil || is != "1min" {
		t.Errorf("a silent transaction may stay for %s, %v", is, err)
	}
	asleep := opened(t, address+"&idle_in_transaction_session_timeout=200")
	begun, wake, ended := make(chan struct{}, 9), make(chan struct{}), make(chan error, 1)
	put := func(tx store.Tx) error { return tx.PutPerson(store.Person{ID: "a"}) }
	go func() {
		ended <- asleep.Update(context.Background(), "home", func(tx store.Tx) error {
			begun <- struct{}{}
			<-wake
			return put(tx)
		})
	}()
	<-begun
	// Its patience is eight seconds, and a lock is waited for half of that.
	if err := usually.Update(t.Context(), "home", put); err != nil {
		t.Errorf("beside a server that sleeps: %v", err)
	}
	close(wake)
	if err := <-ended; err != nil && !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("the one that slept: %v", err)
	}
}

// What waits to be sent is sent when it is much, so that memory is bounded, and not before, so that the way to the database is gone seldom.
func TestPipeSendsWhenMuchWaits(t *testing.T) {
	conn, err := opened(t, pgtest.Emptied(t)).connect(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	p := &pipe{conn: conn, mark: outside}
	longest := 0
	for n := range 2500 {
		if err := p.Later(t.Context(), "SELECT $1::bigint", int64(n)); err != nil {
			t.Fatal(err)
		}
		longest = max(longest, len(p.wait))
	}
	if longest != 999 || len(p.wait) != 500 {
		t.Errorf("up to %d statements wait, and %d at the end", longest, len(p.wait))
	}
}

// An update that the database refuses each time for another's sake is given up after a while.
func TestAloneEnds(t *testing.T) {
	s := opened(t, pgtest.Schema(t))
	conn, err := s.connect(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	for _, text := range []string{"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '40001'; END $$",
		"CREATE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION refuse()"} {
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	runs := 0
	err = s.Update(t.Context(), "home", func(tx store.Tx) error {
		runs++
		return tx.PutPerson(store.Person{ID: "a"})
	})
	// Once with all, once with each marked, and eight times alone.
	if !errors.Is(err, brush.ErrUnavailable) || runs != 10 {
		t.Errorf("%d attempts, and then %v", runs, err)
	}
}

// A first import from long ago is put in order a few partitions at a time: making one stops writers.
func TestFewMovesAtOnce(t *testing.T) {
	s := opened(t, pgtest.Schema(t))
	const quarters = 11
	err := s.Update(t.Context(), "home", func(tx store.Tx) error {
		for q := range quarters {
			one := store.Session{ID: brush.SessionID(fmt.Sprintf("s%d-0", q)), Person: "p"}
			one.Device, one.Start, one.Duration = "d", time.Date(2001+q, 1, 15, 0, 0, 0, 0, time.UTC), 60
			one.End, one.LastHeard = one.Start.Add(time.Minute), one.Start
			if err := tx.PutSession(one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := s.connect(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), `INSERT INTO session SELECT (jsonb_populate_record(s, jsonb_build_object('id', s.id || n))).* FROM session s, generate_series(1, $1::int) n`, MinMoved); err != nil {
		t.Fatal(err)
	}
	count := func() int {
		have, err := parts(t.Context(), conn, "session")
		if err != nil {
			t.Fatal(err)
		}
		return len(have)
	}
	before := count()
	for pass, want := range []int{8, quarters, quarters} {
		if err := s.Tend(t.Context()); err != nil {
			t.Fatal(err)
		}
		if made := count() - before; made != want {
			t.Errorf("after pass %d there are %d partitions more, want %d", pass+1, made, want)
		}
	}
}
