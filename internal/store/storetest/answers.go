package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// answers: one is kept with what its update makes, once; it is forgotten by its age, and its words with a person.
func answers(t *testing.T, s store.Store) {
	ctx := context.Background()
	one := store.Answer{Credential: "token a", Key: [32]byte{1}, Household: home, At: at(1), Print: [32]byte{2}, Status: 201, Body: []byte("sealed")}
	must(t, s, home, func(tx store.Tx) error { return tx.PutAnswer(one) })
	got, err := s.Answer(ctx, "token a", [32]byte{1}, at(1))
	equal(t, "answer", got, one, err)
	for _, no := range []struct {
		credential string
		key        [32]byte
		since      time.Time
	}{{"token b", [32]byte{1}, at(1)}, {"token a", [32]byte{9}, at(1)}, {"token a", [32]byte{1}, at(1).Add(time.Second)}} {
		if _, err := s.Answer(ctx, no.credential, no.key, no.since); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("%v: %v", no, err)
		}
	}
	// The same key again: nothing of that update is kept, from whichever household.
	for _, h := range []brush.HouseholdID{home, other} {
		again := one
		again.At = at(2)
		err = s.Update(ctx, h, func(tx store.Tx) error {
			return errors.Join(tx.PutPerson(store.Person{ID: "twice", Name: "Twice", Created: at(1)}), tx.PutAnswer(again))
		})
		if !errors.Is(err, store.ErrAnswered) {
			t.Errorf("the same key again: %v", err)
		}
		if ps, err := s.People(ctx, h); err != nil || len(ps) != 0 {
			t.Errorf("what a refused update made: %v %v", ps, err)
		}
	}
	second := one
	second.Key, second.At, second.Body = [32]byte{3}, at(5), nil
	must(t, s, home, func(tx store.Tx) error { return tx.PutAnswer(second) })
	got, err = s.Answer(ctx, "token a", [32]byte{3}, at(1))
	equal(t, "answer without a body", got, second, err)
	for since, want := range map[time.Time]int{at(1): 2, at(2): 1, at(6): 0} {
		if n, err := s.CountAnswers(ctx, "token a", since); n != want || err != nil {
			t.Errorf("%d answers since %v, %v", n, since, err)
		}
	}
	// One that is too old is replaced.
	late := one
	late.At = one.At.Add(store.AnswersLast + time.Second)
	must(t, s, home, func(tx store.Tx) error { return tx.PutAnswer(late) })
	got, err = s.Answer(ctx, "token a", [32]byte{1}, at(1))
	equal(t, "answer in the place of an old one", got, late, err)
	// Another household's people take nothing away; this household's take the words.
	must(t, s, other, func(tx store.Tx) error { return tx.DeletePerson("mia") })
	got, err = s.Answer(ctx, "token a", [32]byte{1}, at(1))
	equal(t, "answer beside another household", got, late, err)
	must(t, s, home, func(tx store.Tx) error { return tx.DeletePerson("mia") })
	late.Body = nil
	got, err = s.Answer(ctx, "token a", [32]byte{1}, at(1))
	equal(t, "answer after a person has gone", got, late, err)
	for i, want := range []int{1, 1, 0} {
		n := 0
		if err := s.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
			n, err = tx.ForgetAnswers(late.At.Add(time.Second), 1)
			return err
		}); err != nil || n != want {
			t.Errorf("step %d: %d forgotten, %v", i, n, err)
		}
	}
}
