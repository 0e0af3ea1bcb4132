package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
)

// TestManyHints: a hint that is longer than the database's messages may be goes in several, and all of it arrives.
func TestManyHints(t *testing.T) {
	address := pgtest.Emptied(t)
	var stores [2]*Store
	for i := range stores {
		s, err := Open(t.Context(), address, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		stores[i] = s
	}
	const n = 400
	heard := make(chan brush.HouseholdID, 4*n)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { stores[0].Hints(ctx, func(h brush.HouseholdID) { heard <- h }) })
	defer all.Wait()
	defer stop()
	name := func(i int) brush.HouseholdID {
		return brush.HouseholdID(fmt.Sprintf("%04d-%s", i, strings.Repeat("h", brush.MaxID-5)))
	}
	// In one go, as after a commit of many: together they are three times a message.
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		stores[1].hints.mu.Lock()
		for i := range n {
			stores[1].hints.some[name(i)] = struct{}{}
		}
		stores[1].hints.mu.Unlock()
		if err := stores[1].Update(ctx, name(0), func(tx store.Tx) error { return tx.PutPerson(store.Person{ID: "a"}) }); err != nil {
			t.Fatal(err)
		}
		got := map[brush.HouseholdID]bool{}
		quiet := time.After(500 * time.Millisecond)
		for waiting := true; waiting && len(got) < n; {
			select {
			case h := <-heard:
				got[h] = true
			case <-quiet:
				waiting = false
			}
		}
		if len(got) == n {
			return
		}
		if time.Since(begun) > 10*time.Second { // the listener may not have listened at once
			t.Fatalf("%d of %d hints arrived", len(got), n)
		}
	}
}

// TestHintsAreBounded: while nobody can be told, what waits does not grow without end.
func TestHintsAreBounded(t *testing.T) {
	var x hints
	x.init()
	for i := range 3 * maxHints {
		x.add(brush.HouseholdID(fmt.Sprint(i)))
	}
	if n := len(x.take()); n != maxHints {
		t.Errorf("%d wait", n)
	}
	if n := len(x.take()); n != 0 {
		t.Errorf("%d wait after they were taken", n)
	}
}
