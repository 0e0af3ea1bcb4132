package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/gather"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// work is what an update does on the writer's connection: fault is an error of the database, err what fn says.
type work func(context.Context, rows.Runner) (fault, err error)

type job = gather.Job[work]

// Update is store.Keeper's.
func (s *Store) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	return s.queue.Do(ctx, "update household", func(ctx context.Context, run rows.Runner) (error, error) {
		tx := rows.NewTx(ctx, run, h)
		err := fn(tx)
		if err == nil {
			err = tx.Finish()
		}
		return tx.Fault(), err
	})
}

// UpdateKeys is store.Keys'.
func (s *Store) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	return s.queue.Do(ctx, "update keys", func(ctx context.Context, run rows.Runner) (error, error) {
		tx := rows.NewKeysTx(ctx, run, nil)
		err := fn(tx)
		if err == nil {
			err = tx.Finish()
		}
		return tx.Fault(), err
	})
}

// FoldFleet is store.Fleet's.
func (s *Store) FoldFleet(ctx context.Context, least, limit int) (n int, err error) {
	err = s.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		n, err = tx.(*rows.KeysTx).FoldFleet(least, limit)
		return err
	})
	return n, err
}

// writer takes what waits, lets each update work inside a savepoint of its own, commits once and answers all.
type writer struct{ *Store }

// Commit runs a first update and those that wait behind it in one transaction.
func (s writer) Commit(first *job) {
	// The writer is no caller's: what it has begun it brings to an end.
	ctx := context.Background()
	s.batch = append(s.batch[:0], first)
	if s.hand == nil {
		if err := s.connect(); err != nil {
			s.Abandon(err)
			return
		}
	}
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		s.Abandon(err)
		return
	}
	begin := time.Now()
	failed := 0
	for j := first; j != nil; j = s.queue.More(begin, len(s.batch)+failed) {
		if j != first {
			s.batch = append(s.batch, j)
		}
		err, lost := s.attempt(ctx, j)
		if lost {
			s.Abandon(err)
			return
		}
		if err != nil { // nothing of it is left, so its answer need not wait
			s.batch = s.batch[:len(s.batch)-1]
			failed++
			j.Answer(err)
		}
	}
	if err := s.exec(ctx, "COMMIT"); err != nil {
		s.Abandon(err)
		return
	}
	s.queue.Had(len(s.batch) + failed)
	for _, j := range s.batch {
		j.Answer(nil)
	}
	clear(s.batch)
	s.batch = s.batch[:0]
}

// attempt runs one update inside a savepoint. lost says that the whole transaction can no longer be trusted.
func (s writer) attempt(ctx context.Context, j *job) (err error, lost bool) {
	if err := s.exec(ctx, "SAVEPOINT one"); err != nil {
		return err, true
	}
	var fault error
	err = j.Guard(func() (err error) {
		fault, err = j.Work(ctx, s.hand)
		return err
	})
	if fault != nil && !ofStatement(fault) {
		return fault, true
	}
	if fault != nil && err == nil {
		err = fault // fn swallowed it
	}
	if err != nil {
		if rerr := s.exec(ctx, "ROLLBACK TO one"); rerr != nil {
			return rerr, true
		}
	}
	if rerr := s.exec(ctx, "RELEASE one"); rerr != nil {
		return rerr, true
	}
	return err, false
}

func (s writer) exec(ctx context.Context, text string) error {
	if _, err := s.hand.Exec(ctx, text); err != nil {
		return fmt.Errorf("%s: %w: %w", text, brush.ErrUnavailable, err)
	}
	return nil
}

// Abandon gives up the transaction and its connection, which may no longer be in one: SQLite rolls back by itself when the disk is full or
// fails. The next update connects anew. Nothing of the batch is kept, and all of it is told so.
func (s writer) Abandon(err error) {
	if !errors.Is(err, brush.ErrUnavailable) {
		err = fmt.Errorf("%w: %w", brush.ErrUnavailable, err)
	}
	if s.hand != nil {
		// Closing rolls back whatever is open. An error here adds nothing to the one that led here.
		_, _ = s.hand.Exec(context.Background(), "ROLLBACK")
		_ = s.hand.close()
		s.hand = nil
	}
	for _, j := range s.batch {
		j.Answer(err)
	}
	clear(s.batch)
	s.batch = s.batch[:0]
}

// ofStatement reports whether an error of the database undid its own statement and nothing else.
func ofStatement(err error) bool {
	var e *driver.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case codes.SQLITE_CONSTRAINT, codes.SQLITE_TOOBIG, codes.SQLITE_MISMATCH, codes.SQLITE_RANGE:
		return true
	}
	return false
}
