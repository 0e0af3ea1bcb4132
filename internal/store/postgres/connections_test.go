package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
)

// TestConnections: however much is asked of a store, it takes four connections for updates and eight for questions from a database that
// others need too.
func TestConnections(t *testing.T) {
	address := pgtest.Emptied(t)
	s := patient(t, address+"&application_name=counted", 30*time.Second)
	var inside atomic.Int32
	free := make(chan struct{})
	var all sync.WaitGroup
	for n := range 60 {
		all.Go(func() {
			err := s.Update(context.Background(), brush.HouseholdID(fmt.Sprint("h", n)), func(tx store.Tx) error {
				inside.Add(1)
				<-free
				return tx.PutPerson(store.Person{ID: "a"})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for begun := time.Now(); inside.Load() < 4 && time.Since(begun) < 20*time.Second; {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // for one more
	if n := inside.Load(); n != 4 {
		t.Errorf("%d updates at once", n)
	}
	close(free)
	for range 60 {
		all.Go(func() {
			for range 30 {
				if _, err := s.People(context.Background(), "h1"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := ask(t, address, "SELECT count(*)::text FROM pg_stat_activity WHERE application_name = 'counted'"); n[0] != "12" {
		t.Errorf("%s connections", n[0])
	}
}
