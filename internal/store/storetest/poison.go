package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// poisonFailsAlone: among many updates at once, of one household and of many, those that fail take nobody with them, however they fail: in
// their own words, by a panic, or by something that a database will not take and may only say when the statements of others are on their way.
func poisonFailsAlone(t *testing.T, s store.Store) {
	const n = 240
	poisons := []func(store.Tx) error{
		func(store.Tx) error { return errors.New("boom") },
		func(store.Tx) error { panic("boom") },
		func(tx store.Tx) error { return tx.KeepFrames("d", []brush.Frame{{Device: "other"}}) },
		func(tx store.Tx) error { return tx.PutPerson(store.Person{ID: "zero\x00byte", Name: "\xff"}) },
		func(tx store.Tx) error {
			return tx.PutPerson(store.Person{ID: "far", Target: math.MaxInt64, Name: strings.Repeat("x", 100)})
		},
		func(tx store.Tx) error {
			_ = tx.PutPerson(store.Person{ID: "zero\x00byte", Name: "\xff"}) // not told
			return nil
		},
	}
	home := func(i int) brush.HouseholdID {
		if i%2 == 0 {
			return "hot"
		}
		return brush.HouseholdID("h" + strconv.Itoa(i%7))
	}
	said := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					said[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			said[i] = s.Update(context.Background(), home(i), func(tx store.Tx) error {
				if err := tx.PutPerson(store.Person{ID: brush.PersonID(strconv.Itoa(i))}); err != nil {
					return err
				}
				if _, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: strconv.Itoa(i), At: at(0)}); err != nil {
					return err
				}
				if i%4 == 3 {
					return poisons[i/4%len(poisons)](tx)
				}
				return nil
			})
		})
	}
	all.Wait()
	changes := map[brush.HouseholdID]map[string]int{}
	for i := range n {
		h := home(i)
		if changes[h] == nil {
			changes[h] = map[string]int{}
			cs, err := s.Changes(context.Background(), h, 0, 1000)
			ok(t, err)
			for k, c := range cs {
				changes[h][c.Subject]++
				if c.Seq != store.Seq(k+1) {
					t.Errorf("change %d of %s has number %d", k+1, h, c.Seq)
				}
			}
		}
		poison := -1
		if i%4 == 3 {
			poison = i / 4 % len(poisons)
		}
		if poison < 0 && said[i] != nil {
			t.Errorf("update %d, in which nothing is wrong: %v", i, said[i])
		}
		if poison >= 0 && poison < 3 && said[i] == nil {
			t.Errorf("update %d got a yes in spite of poison %d", i, poison)
		}
		if want := said[i] == nil; want != (changes[h][strconv.Itoa(i)] == 1) {
			t.Errorf("update %d, with poison %d, was told %v and is kept %d times", i, poison, said[i], changes[h][strconv.Itoa(i)])
		}
	}
}
