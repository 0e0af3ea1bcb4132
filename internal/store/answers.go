package store

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// AnswersLast is how long answers are kept for whoever asks the same again.
const AnswersLast = 25 * time.Hour

// ErrAnswered says that somebody has done meanwhile what was asked, with the same key. It is of kind brush.ErrConflict.
var ErrAnswered = fmt.Errorf("it was done already: %w", brush.ErrConflict)

// Answer is what a credential was told when it asked for something to be made. It is kept in the update that makes it, so that asking again
// with the same key makes no second one.
type Answer struct {
	Credential string   // who asked
	Key        [32]byte // SHA-256 of the key that they chose
	Household  brush.HouseholdID
	At         time.Time
	Print      [32]byte // SHA-256 of what was asked
	Status     int
	Body       []byte // sealed; nil: it is not kept, or no longer
}

// Answers are read by a door before it does what it is asked.
type Answers interface {
	// Answer returns what a credential was told since a time; brush.ErrNotFound.
	Answer(ctx context.Context, credential string, key [32]byte, since time.Time) (Answer, error)
	// CountAnswers returns how many are kept of a credential since a time.
	CountAnswers(ctx context.Context, credential string, since time.Time) (int, error)
}

// AnswersKeysTx is the part of an update of the keys that is about answers.
type AnswersKeysTx interface {
	// ForgetAnswers takes away at most limit of those from before a time, of all households, and returns how many.
	ForgetAnswers(before time.Time, limit int) (int, error)
}

// AnswersTx is the part of an update that keeps answers.
type AnswersTx interface {
	// PutAnswer keeps an answer under this household; ErrAnswered when one is there that is not older than AnswersLast. Removing a person takes the bodies of all
	// answers of the household away: they may speak of them.
	PutAnswer(Answer) error
}

type makingKey struct{}

// Making returns a context in which fn is told, inside the update that makes a thing, of the thing: what fn does is kept with it or not at all.
// fn may be called more than once, as an update may be run again.
func Making(ctx context.Context, fn func(tx Tx, made any) error) context.Context {
	return context.WithValue(ctx, makingKey{}, fn)
}

// Made is what an update says last that makes a thing of which its caller is told.
func Made(ctx context.Context, tx Tx, made any) error {
	fn, ok := ctx.Value(makingKey{}).(func(Tx, any) error)
	if !ok {
		return nil
	}
	return fn(tx, made)
}
