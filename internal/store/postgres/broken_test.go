package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
)

// patient opens a store that waits only so long.
func patient(t testing.TB, address string, patience time.Duration) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(context.Background(), address, postgres.Settings{Patience: patience})
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

// person is an update that keeps a person and says so in the feed. It reads what it wrote, so that it is sent before the update ends.
func person(id string) func(store.Tx) error {
	return func(tx store.Tx) error {
		if err := tx.PutPerson(store.Person{ID: brush.PersonID(id)}); err != nil {
			return err
		}
		if _, err := tx.Person(brush.PersonID(id)); err != nil {
			return err
		}
		_, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: id})
		return err
	}
}

// once checks that a household has exactly these people, each with one change, numbered without a gap.
func once(t testing.TB, s store.Store, h brush.HouseholdID, want map[string]bool) {
	t.Helper()
	ctx := context.Background()
	ps, err := s.People(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, p := range ps {
		have[string(p.ID)] = true
	}
	for id := range want {
		if !have[id] {
			t.Errorf("%s: %s was answered with yes, and is not kept", h, id)
		}
	}
	changes := map[string]int{}
	var seen store.Seq
	for {
		cs, err := s.Changes(ctx, h, seen, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(cs) == 0 {
			break
		}
		for _, c := range cs {
			if seen++; c.Seq != seen {
				t.Fatalf("%s: change %d has number %d", h, seen, c.Seq)
			}
			changes[c.Subject]++
		}
	}
	for id := range have {
		if changes[id] == 0 {
			t.Errorf("%s: %s is kept, and the feed does not say so", h, id)
		}
	}
	if last, err := s.Last(ctx, h); err != nil || last != seen {
		t.Errorf("%s: the newest change is %d, %v, want %d", h, last, err, seen)
	}
}

func always(f pgtest.Fate) func() pgtest.Fate { return func() pgtest.Fate { return f } }

// TestConnectionKilled: a connection that breaks in the middle of an update, or while nobody uses it, costs the caller nothing.
func TestConnectionKilled(t *testing.T) {
	address := pgtest.Emptied(t)
	s := patient(t, address, 5*time.Second)
	kill := func() {
		ask(t, address, "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE application_name = 'enamel' AND pid <> pg_backend_pid()")
	}
	runs := 0
	update(t, s, "home", func(tx store.Tx) error {
		if err := person("a")(tx); err != nil {
			return err
		}
		if runs++; runs == 1 {
			kill()
		}
		_, err := tx.People()
		return err
	})
	if runs != 2 {
		t.Errorf("the update ran %d times, want 2", runs)
	}
	kill()
	if _, err := s.People(context.Background(), "home"); err != nil {
		t.Errorf("a question after all connections broke: %v", err)
	}
	kill()
	update(t, s, "home", person("b"))
	once(t, s, "home", map[string]bool{"a": true, "b": true})
}

// TestFailover: of several servers in the address the one that takes writes is used; a connection to one that no longer does is given up.
func TestFailover(t *testing.T) {
	address := pgtest.Schema(t)
	several := strings.Replace(address, "host=", "host=%2Fnowhere,", 1)
	s := patient(t, several, 5*time.Second)
	update(t, s, "home", person("a"))
	// The server of every connection that is open now begins to say that it is read-only.
	for _, text := range []string{
		"CREATE TABLE demoted AS SELECT pid FROM pg_stat_activity WHERE application_name = 'enamel'",
		`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF pg_backend_pid() IN (SELECT pid FROM demoted) THEN RAISE SQLSTATE '25006'; END IF; RETURN NEW; END $$`,
		"CREATE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION refuse()",
	} {
		ask(t, address, text)
	}
	update(t, s, "home", person("b"))
	once(t, s, "home", map[string]bool{"a": true, "b": true})
}

// TestCommitLost: when the connection breaks around a COMMIT nobody knows whether it was done. It is not answered with yes, is not tried again
// behind the sender's back, and is kept once after the sender tried again.
func TestCommitLost(t *testing.T) {
	for name, what := range map[string]pgtest.Fate{"the commit never arrives": pgtest.NeverArrives, "the answer never arrives": pgtest.NeverAnswered} {
		t.Run(name, func(t *testing.T) {
			server := pgtest.Shared(t)
			direct := server.Schema(t)
			var fate atomic.Int32
			p, address := server.Through(t, direct, func() pgtest.Fate { return pgtest.Fate(fate.Load()) })
			s := patient(t, address, 5*time.Second)
			plain := patient(t, direct, 5*time.Second)
			update(t, s, "home", person("a"))
			for i := range 5 {
				id := fmt.Sprintf("p%d", i)
				fate.Store(int32(what))
				met := p.Met()
				runs := 0
				err := s.Update(context.Background(), "home", func(tx store.Tx) error { runs++; return person(id)(tx) })
				fate.Store(int32(pgtest.Passes))
				if !errors.Is(err, brush.ErrUnavailable) {
					t.Errorf("the answer is %v, want unavailable", err)
				}
				if runs != 1 || p.Met() == met { // a hint's commit may be lost with it
					t.Errorf("the update ran %d times, and %d commits were lost, want one each", runs, p.Met()-met)
				}
				ps, err := plain.People(context.Background(), "home")
				if err != nil {
					t.Fatal(err)
				}
				if kept := len(ps) == i+2; kept != (what == pgtest.NeverAnswered) {
					t.Errorf("%d people are kept after commit %d", len(ps), i)
				}
				// The sender sends again; what is there already is found, as ingest does.
				update(t, s, "home", func(tx store.Tx) error {
					if _, err := tx.Person(brush.PersonID(id)); err == nil {
						return nil
					}
					return person(id)(tx)
				})
			}
			once(t, plain, "home", map[string]bool{"a": true, "p0": true, "p1": true, "p2": true, "p3": true, "p4": true})
			if last, err := plain.Last(context.Background(), "home"); err != nil || last != 6 {
				t.Errorf("%d changes, %v, want 6", last, err)
			}
		})
	}
}

// TestDatabaseHangs: a database that says nothing any more is given up in bounded time, by writers, readers and pings, and found again when it
// comes back.
func TestDatabaseHangs(t *testing.T) {
	server := pgtest.Shared(t)
	p, address := server.Through(t, server.Schema(t), always(pgtest.Passes))
	const patience = 700 * time.Millisecond
	s := patient(t, address, patience)
	update(t, s, "home", person("a"))
	once(t, s, "home", map[string]bool{"a": true}) // so that readers have a connection too
	p.Silent(true)
	for _, c := range []struct {
		name string
		fn   func(context.Context) error
	}{
		{"question", func(ctx context.Context) error { _, err := s.People(ctx, "home"); return err }},
		{"update", func(ctx context.Context) error { return s.Update(ctx, "home", person("b")) }},
		{"another update", func(ctx context.Context) error { return s.Update(ctx, "home", person("b")) }},
		{"keys", func(ctx context.Context) error { return s.UpdateKeys(ctx, func(store.KeysTx) error { return nil }) }},
		{"ping", s.Ping},
	} {
		begun := time.Now()
		err := c.fn(context.Background())
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("%s: %v, want unavailable", c.name, err)
		}
		if took := time.Since(begun); took > 3*patience+time.Second {
			t.Errorf("%s: took %v", c.name, took)
		}
	}
	p.Silent(false)
	p.HangUp()
	for range 20 {
		if err := s.Update(context.Background(), "home", person("c")); err == nil {
			once(t, s, "home", map[string]bool{"a": true, "c": true})
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the database came back, and was not found")
}

// TestServer needs a server that it may stop and set.
func TestServer(t *testing.T) {
	server := pgtest.New(t)
	t.Run("crashes", func(t *testing.T) { serverCrashes(t, server) })
	t.Run("standby not waited for", func(t *testing.T) { standbyNotWaitedFor(t, server) })
	t.Run("forgetful", func(t *testing.T) { forgetful(t, server) })
}

// serverCrashes: many write while the server is stopped hard and started again, twice. What was answered with yes is there, the feed has no
// gap, and writers come through again by themselves.
func serverCrashes(t *testing.T, server *pgtest.Server) {
	s := patient(t, server.Schema(t), 3*time.Second)
	var mu sync.Mutex
	yes := map[brush.HouseholdID]map[string]bool{}
	var stop atomic.Bool
	var late atomic.Int64 // answered with yes since the last start
	var refused atomic.Int64
	var all sync.WaitGroup
	for w := range 8 {
		h := brush.HouseholdID(fmt.Sprintf("h%d", w%5))
		all.Go(func() {
			for i := 0; !stop.Load(); i++ {
				id := fmt.Sprintf("w%d-%d", w, i)
				switch err := s.Update(context.Background(), h, person(id)); {
				case err == nil:
					mu.Lock()
					if yes[h] == nil {
						yes[h] = map[string]bool{}
					}
					yes[h][id] = true
					mu.Unlock()
					late.Add(1)
				case errors.Is(err, brush.ErrUnavailable):
					refused.Add(1)
					time.Sleep(20 * time.Millisecond)
				default:
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		time.Sleep(400 * time.Millisecond)
		server.Stop(t)
		time.Sleep(200 * time.Millisecond)
		server.Start(t)
		late.Store(0)
		for begun := time.Now(); late.Load() < 50; time.Sleep(10 * time.Millisecond) {
			if time.Since(begun) > 20*time.Second {
				t.Fatal("writers do not come through again")
			}
		}
	}
	stop.Store(true)
	all.Wait()
	if refused.Load() == 0 {
		t.Error("nobody noticed that the server was gone")
	}
	for h, want := range yes {
		once(t, s, h, want)
	}
}

// set sets a server's setting, "" for what it was.
func set(t *testing.T, server *pgtest.Server, name, value string) {
	t.Helper()
	text := "ALTER SYSTEM SET " + name + " = '" + value + "'"
	if value == "" {
		text = "ALTER SYSTEM RESET " + name
	}
	server.Do(t, text)
	server.Do(t, "SELECT pg_reload_conf()")
	time.Sleep(200 * time.Millisecond) // the server tells its own processes
}

// standbyNotWaitedFor: a commit that is on this server's disk but not, as the operator asked, on the other's is no yes.
func standbyNotWaitedFor(t *testing.T, server *pgtest.Server) {
	address := server.Schema(t)
	s := patient(t, address, 3*time.Second)
	update(t, s, "home", person("a"))
	set(t, server, "synchronous_standby_names", "another")
	done := make(chan error)
	go func() { done <- s.Update(context.Background(), "home", person("b")) }()
	time.Sleep(300 * time.Millisecond)
	server.Do(t, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
	if err := <-done; !errors.Is(err, brush.ErrUnavailable) || !strings.Contains(fmt.Sprint(err), "warning") {
		t.Errorf("the answer is %v, want unavailable because of the server's warning", err)
	}
	set(t, server, "synchronous_standby_names", "")
	update(t, s, "home", person("c"))
}

// forgetful: a server that does not wait for its disk is refused, and one that was told not to wait for commits is told otherwise.
func forgetful(t *testing.T, server *pgtest.Server) {
	address := server.Schema(t)
	set(t, server, "synchronous_commit", "off")
	set(t, server, "wal_writer_delay", "10s")
	s := patient(t, address, 5*time.Second)
	update(t, s, "home", person("a"))
	server.Stop(t) // as a power cut
	server.Start(t)
	once(t, s, "home", map[string]bool{"a": true})
	set(t, server, "fsync", "off")
	if _, err := postgres.Open(context.Background(), address, postgres.Settings{}); !errors.Is(err, brush.ErrConflict) || !strings.Contains(err.Error(), "fsync") {
		t.Errorf("a server without fsync: %v", err)
	}
}

// TestInEachOthersWay: two replicas change several households at once in transactions that lock them in opposite order. The database ends one of
// them; it is tried again, and nobody hears of it.
func TestInEachOthersWay(t *testing.T) {
	address := pgtest.Emptied(t)
	stores := []*postgres.Store{patient(t, address, 10*time.Second), patient(t, address, 10*time.Second)}
	hs := []brush.HouseholdID{"a", "b", "c", "d"}
	var all sync.WaitGroup
	for n, s := range stores {
		for i, h := range hs {
			all.Go(func() {
				for k := range 40 {
					if err := s.Update(context.Background(), h, person(fmt.Sprintf("%d-%d-%d", n, i, k))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			for k := range 10 {
				err := s.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
					for i := range hs { // in the order that no other has
						if err := person(fmt.Sprintf("k%d-%d", n, k))(tx.Household(hs[len(hs)-1-i])); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, h := range hs {
		last, err := stores[0].Last(context.Background(), h)
		if err != nil || last != 2*(40+10) {
			t.Errorf("%s has %d changes, %v, want %d", h, last, err, 2*(40+10))
		}
		once(t, stores[1], h, nil)
	}
}
