package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// workshop is a store and, beside it, another program's connection to the same file, which changes the tables under it.
type workshop struct {
	t    *testing.T
	s    *sqlite.Store
	side *sql.DB
}

func newWorkshop(t *testing.T) *workshop {
	path := filepath.Join(t.TempDir(), "enamel.db")
	w := &workshop{t: t, s: open(t, path)}
	side, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	w.side = side
	t.Cleanup(func() {
		if err := errors.Join(side.Close(), w.s.Close()); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *workshop) change(statement string) {
	w.t.Helper()
	if _, err := w.side.Exec(statement); err != nil {
		w.t.Fatal(err)
	}
}

func person(id brush.PersonID) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.PutPerson(store.Person{ID: id}) }
}

// kept returns who is there, as one word.
func (w *workshop) kept() (who string) {
	w.t.Helper()
	ps, err := w.s.People(context.Background(), "home")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range ps {
		who += string(p.ID)
	}
	return who
}

// inOneCommit lets two updates work in one transaction, one after the other, and returns what their callers are told; ok is false when a busy
// machine parted them.
func (w *workshop) inOneCommit(first, second func(store.Tx) error) (one, two error, ok bool) {
	w.t.Helper()
	var answered, alone atomic.Bool
	begun, release := make(chan struct{}), make(chan struct{})
	ones, twos := make(chan error, 1), make(chan error, 1)
	update := func(answer chan<- error, fn func(store.Tx) error) {
		err := errors.New("the update panicked in its caller")
		defer func() {
			_ = recover() // the store panics again where the caller stands
			answer <- err
		}()
		err = w.s.Update(context.Background(), "home", fn)
	}
	var once sync.Once // it runs again where the second fails
	go func() {
		update(ones, func(tx store.Tx) error {
			once.Do(func() { close(begun) })
			<-release
			return first(tx)
		})
	}()
	<-begun
	go update(twos, func(tx store.Tx) error {
		time.Sleep(5 * time.Millisecond)
		alone.Store(answered.Load())
		return second(tx)
	})
	time.Sleep(10 * time.Millisecond) // the second waits in the queue by now
	close(release)
	one = <-ones
	answered.Store(true)
	two = <-twos
	return one, two, !alone.Load()
}

// TestWriterGuards: what one update does wrong is that update's alone, as long as the database undid nothing else. Where the transaction can
// no longer be trusted, everybody in it is told that nothing is kept, and nothing is. In either case the store goes on.
func TestWriterGuards(t *testing.T) {
	swallow := func(fn func(store.Tx) error) func(store.Tx) error {
		return func(tx store.Tx) error {
			_ = fn(tx)
			return nil
		}
	}
	const trigger = "CREATE TRIGGER bad BEFORE INSERT ON person WHEN NEW.id = 'x' BEGIN SELECT RAISE("
	for _, c := range []struct {
		name          string
		before, after string // another program's statements
		fn            func(store.Tx) error
		lost          bool // the whole transaction
	}{
		{"an update that panics", "", "", func(tx store.Tx) error {
			if err := person("y")(tx); err != nil {
				return err
			}
			panic("boom")
		}, false},
		{"an update that ends its goroutine", "", "", func(tx store.Tx) error {
			if err := person("y")(tx); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		}, true},
		{"a statement that breaks a rule", trigger + "ABORT, 'no'); END", "DROP TRIGGER bad", person("x"), false},
		{"a broken rule that the update does not tell", trigger + "ABORT, 'no'); END", "DROP TRIGGER bad", swallow(person("x")), false},
		{"a database that rolled everything back", trigger + "ROLLBACK, 'no'); END", "DROP TRIGGER bad", person("x"), true},
		{"a roll-back that the update does not tell", trigger + "ROLLBACK, 'no'); END", "DROP TRIGGER bad", swallow(person("x")), true},
		{"a roll-back, and the update works on", trigger + "ROLLBACK, 'no'); END", "DROP TRIGGER bad", func(tx store.Tx) error {
			_ = person("x")(tx)
			return person("y")(tx) // outside of any transaction
		}, true},
		{"a table that is gone", "ALTER TABLE source RENAME TO away", "ALTER TABLE away RENAME TO source", swallow(func(tx store.Tx) error {
			return tx.PutSource(store.Source{ID: "x"})
		}), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w *workshop
			var one, two error
			for try, ok := 0, false; !ok; try++ {
				if try == 50 {
					t.Fatal("the updates were never in one commit")
				}
				w = newWorkshop(t)
				if c.before != "" {
					w.change(c.before)
				}
				one, two, ok = w.inOneCommit(person("a"), c.fn)
			}
			if two == nil {
				t.Error("yes to an update that did not do what it should")
			}
			want := "ab"
			if c.lost {
				want = "b"
				if !errors.Is(one, brush.ErrUnavailable) || !errors.Is(two, brush.ErrUnavailable) {
					t.Errorf("the others are told %v, itself %v", one, two)
				}
			} else if one != nil {
				t.Errorf("the others are told %v", one)
			}
			if c.after != "" {
				w.change(c.after)
			}
			if err := w.s.Update(context.Background(), "home", person("b")); err != nil {
				t.Errorf("afterwards: %v", err)
			}
			if got := w.kept(); got != want {
				t.Errorf("kept is %q, want %q", got, want)
			}
		})
	}
}
