package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// Answer is store.Answers'.
func (s *Store) Answer(ctx context.Context, credential string, key [32]byte, since time.Time) (store.Answer, error) {
	if err := s.hit("Answer"); err != nil {
		return store.Answer{}, err
	}
	return s.Store.Answer(ctx, credential, key, since)
}

// CountAnswers is store.Answers'.
func (s *Store) CountAnswers(ctx context.Context, credential string, since time.Time) (int, error) {
	if err := s.hit("CountAnswers"); err != nil {
		return 0, err
	}
	return s.Store.CountAnswers(ctx, credential, since)
}

func (t *tx) PutAnswer(a store.Answer) error {
	if err := t.hit("PutAnswer"); err != nil {
		return err
	}
	return t.Tx.PutAnswer(a)
}

func (t *keysTx) ForgetAnswers(before time.Time, limit int) (int, error) {
	if err := t.hit("ForgetAnswers"); err != nil {
		return 0, err
	}
	return t.KeysTx.ForgetAnswers(before, limit)
}
