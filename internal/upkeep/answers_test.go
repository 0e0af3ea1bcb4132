package upkeep

import (
	"errors"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Answers go when they are too old for whoever asks again, step by step, and no sooner.
func TestForgetAnswers(t *testing.T) {
	s := open(t)
	old, young := [32]byte{1}, [32]byte{2}
	if err := s.Update(t.Context(), "home", func(tx store.Tx) error {
		var errs []error
		for i := range 3 * stepRows {
			errs = append(errs, tx.PutAnswer(store.Answer{Credential: "a", Key: [32]byte{9, byte(i)}, At: now.Add(-store.AnswersLast - time.Second)}))
		}
		return errors.Join(append(errs, tx.PutAnswer(store.Answer{Credential: "a", Key: old, At: now.Add(-store.AnswersLast - time.Second)}),
			tx.PutAnswer(store.Answer{Credential: "a", Key: young, At: now.Add(-store.AnswersLast)}))...)
	}); err != nil {
		t.Fatal(err)
	}
	u := &Upkeep{Store: s, Now: func() time.Time { return now }}
	if err := u.ForgetAnswers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := s.CountAnswers(t.Context(), "a", time.Unix(0, 0)); n != 1 || err != nil {
		t.Errorf("%d are left, %v", n, err)
	}
	if _, err := s.Answer(t.Context(), "a", young, time.Unix(0, 0)); err != nil {
		t.Error(err)
	}
	if _, err := s.Answer(t.Context(), "a", old, time.Unix(0, 0)); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
}
