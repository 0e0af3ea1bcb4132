package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const answerCols = "credential, name, household, at, print, status, body"

// putAnswer replaces one that is too old to count, and no other.
var putAnswer = insert("answer", answerCols) + " ON CONFLICT (credential, name) DO UPDATE SET household = excluded.household, at = excluded.at, " +
	"print = excluded.print, status = excluded.status, body = excluded.body WHERE answer.at < $8"

// Answer is store.Answers'.
func (b Reader) Answer(ctx context.Context, credential string, key [32]byte, since time.Time) (store.Answer, error) {
	return single(b.ask(ctx), "read answer", "SELECT "+answerCols+" FROM answer WHERE credential = $1 AND name = $2 AND at >= $3",
		[]any{credential, key[:], micros(since)}, func(r *record) (store.Answer, error) {
			return store.Answer{Credential: r.str(), Key: r.hash(), Household: brush.HouseholdID(r.str()), At: r.time(), Print: r.hash(), Status: int(r.int()), Body: copied(r.bytes())}, nil
		})
}

// copied is bytes that stay good when the row has gone.
func copied(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// CountAnswers is store.Answers'.
func (b Reader) CountAnswers(ctx context.Context, credential string, since time.Time) (int, error) {
	n := 0
	err := b.ask(ctx).one("count answers", "SELECT count(*) FROM answer WHERE credential = $1 AND at >= $2", []any{credential, micros(since)}, func(r *record) error {
		n = int(r.int())
		return nil
	})
	return n, err
}

// PutAnswer is store.Tx's.
func (t *Tx) PutAnswer(a store.Answer) error {
	var body any
	if a.Body != nil {
		body = a.Body
	}
	n, err := t.exec("put answer", putAnswer, a.Credential, a.Key[:], string(t.h), micros(a.At), a.Print[:], int64(a.Status), body, micros(a.At.Add(-store.AnswersLast)))
	if err == nil && n == 0 {
		return fmt.Errorf("put answer: %w", store.ErrAnswered)
	}
	return err
}

// blankAnswers takes the bodies of a household's answers away.
func (t *Tx) blankAnswers() error {
	return t.later("forget answers", "UPDATE answer SET body = NULL WHERE household = $1", string(t.h))
}

// ForgetAnswers is store.KeysTx's.
func (t *KeysTx) ForgetAnswers(before time.Time, limit int) (int, error) {
	n, err := t.exec("forget answers", "DELETE FROM answer WHERE (credential, name) IN (SELECT credential, name FROM answer WHERE at < $1 ORDER BY at LIMIT "+most("$2")+")",
		micros(before), int64(limit))
	return int(n), err
}
