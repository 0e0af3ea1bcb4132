package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// TestStartTogether: five replicas start at once on an empty schema. Each step is applied once, and all of them work.
func TestStartTogether(t *testing.T) {
	address := pgtest.Schema(t)
	var all sync.WaitGroup
	for n := range 5 {
		all.Go(func() {
			s, err := postgres.Open(context.Background(), address, postgres.Settings{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Update(context.Background(), "home", person(string(rune('a'+n)))); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	steps, err := rows.Steps(rows.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, step := range steps {
		names = append(names, step.Name)
	}
	if have := ask(t, address, "SELECT name FROM schema_step ORDER BY number"); !slices.Equal(have, names) {
		t.Errorf("applied were %v, want %v", have, names)
	}
	once(t, open(t, address), "home", map[string]bool{"a": true, "b": true, "c": true, "d": true, "e": true})
}

func TestNewerDatabase(t *testing.T) {
	address := pgtest.Schema(t)
	if err := open(t, address).Close(); err != nil {
		t.Fatal(err)
	}
	ask(t, address, "INSERT INTO schema_step (number, name) VALUES (7000, 'x') RETURNING name")
	_, err := postgres.Open(context.Background(), address, postgres.Settings{})
	if !errors.Is(err, brush.ErrConflict) || !strings.Contains(err.Error(), "this database was written by a newer Enamel (schema 7000, this one knows ") {
		t.Errorf("the error is %v", err)
	}
}

// TestTextByBytes: a database that sorts as people do would give out pages in another order than the store promises.
func TestTextByBytes(t *testing.T) {
	address := pgtest.Schema(t)
	openAt(t, address, noon)
	bad := ask(t, address, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'schema_step'`)
	if len(bad) > 0 {
		t.Errorf("not compared by their bytes: %v", bad)
	}
}

// TestZeroByte: what PostgreSQL cannot hold is refused as what it is, harms no other update, and is not tried for ever.
func TestZeroByte(t *testing.T) {
	s := openAt(t, pgtest.Schema(t), noon)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			id := string(rune('a' + i))
			err := s.Update(context.Background(), "home", func(tx store.Tx) error {
				if err := person(id)(tx); err != nil {
					return err
				}
				if i%4 == 0 {
					return tx.PutSource(store.Source{ID: "a\x00b"})
				}
				return nil
			})
			if i%4 == 0 && !errors.Is(err, brush.ErrInvalid) || i%4 != 0 && err != nil {
				t.Errorf("update %d: %v", i, err)
			}
		})
	}
	all.Wait()
	ps, err := s.People(context.Background(), "home")
	if err != nil || len(ps) != 15 {
		t.Errorf("%d people, %v, want 15", len(ps), err)
	}
}

// TestHints: a replica hears of what another did, at once, not of what it did itself, and also after its connection broke.
func TestHints(t *testing.T) {
	address := pgtest.Schema(t)
	here, there := openAt(t, address, noon), openAt(t, address, noon)
	heard := make(chan brush.HouseholdID, 100)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { here.Hints(ctx, func(h brush.HouseholdID) { heard <- h }) })
	defer all.Wait()
	defer stop()
	listens := func() {
		t.Helper()
		for begun := time.Now(); len(ask(t, address, "SELECT pid::text FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'")) == 0; time.Sleep(10 * time.Millisecond) {
			if time.Since(begun) > 10*time.Second {
				t.Fatal("nobody listens")
			}
		}
	}
	wait := func(want brush.HouseholdID) {
		t.Helper()
		select {
		case h := <-heard:
			if h != want {
				t.Errorf("heard of %s, want %s", h, want)
			}
		case <-time.After(900 * time.Millisecond):
			t.Errorf("did not hear of %s", want)
		}
	}
	listens()
	update(t, here, "own", person("a"))
	update(t, there, "home", person("a"))
	wait("home")
	ask(t, address, "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()")
	time.Sleep(100 * time.Millisecond)
	listens()
	update(t, there, "other", person("a"))
	wait("other")
}

// TestOneHouseholdTwoReplicas: what two replicas do to one household is done one after the other, and a follower sees every change in order
// while they do it.
func TestOneHouseholdTwoReplicas(t *testing.T) {
	address := pgtest.Schema(t)
	stores := []*postgres.Store{openAt(t, address, noon), openAt(t, address, noon)}
	const writers, each = 6, 40
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for range each {
				err := stores[w%2].Update(context.Background(), "home", func(tx store.Tx) error {
					h, err := tx.Household()
					if err != nil && !errors.Is(err, brush.ErrNotFound) {
						return err
					}
					h.ID, h.DayTurns = "home", h.DayTurns+1 // is lost when two do it at once
					if err := tx.PutHousehold(h); err != nil {
						return err
					}
					_, err = tx.Emit(store.Change{Kind: store.HouseholdChanged, Subject: "home"})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	var seen store.Seq
	for last := false; !last; {
		select {
		case <-done:
			last = true
		default:
		}
		cs, err := stores[0].Changes(context.Background(), "home", seen, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			if seen++; c.Seq != seen {
				t.Fatalf("after %d comes %d", seen-1, c.Seq)
			}
		}
	}
	h, err := stores[1].Household(context.Background(), "home")
	if err != nil || h.DayTurns != writers*each || seen != writers*each {
		t.Errorf("counted %d and followed %d, %v, want %d", h.DayTurns, seen, err, writers*each)
	}
}
