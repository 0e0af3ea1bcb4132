package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
		tx := rows.NewRememberingTx(ctx, run, h, s.memory)
		err := fn(tx)
		if err == nil {
			err = tx.Finish()
		}
		if err != nil || tx.Fault() != nil {
			s.memory.Drop(h)
		}
		return tx.Fault(), err
	})
}

// UpdateKeys is store.Keys'.
func (s *Store) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	return s.queue.Do(ctx, "update keys", func(ctx context.Context, run rows.Runner) (error, error) {
		tx := rows.NewKeysTx(ctx, run, nil).Remember(s.memory)
		err := fn(tx)
		if err == nil {
			err = tx.Finish()
		}
		if err != nil || tx.Fault() != nil {
			tx.Drop()
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

// writer takes what waits, commits once and answers all. As long as nothing fails, updates follow each other with nothing between them: a
// savepoint for each would copy every page that it touches. When one fails that has written, the others begin again, each in a savepoint of its own.
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
	s.scrub(ctx)
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		s.Abandon(err)
		return
	}
	if err := s.lookAround(ctx); err != nil {
		s.Abandon(err)
		return
	}
	begin := time.Now()
	had := 0
	for j := first; j != nil; j = s.queue.More(begin, had) {
		if j != first {
			s.batch = append(s.batch, j)
		}
		had++
		before := s.hand.writes
		err, lost := s.attempt(ctx, j)
		if lost {
			s.Abandon(err)
			return
		}
		if err == nil {
			continue
		}
		if s.hand.writes == before { // nothing of it is there, so its answer need not wait
			s.batch = s.batch[:len(s.batch)-1]
			j.Answer(err)
			continue
		}
		if err := s.again(ctx, err); err != nil {
			s.Abandon(err)
			return
		}
		break
	}
	if err := s.putParts(ctx); err != nil {
		s.Abandon(err)
		return
	}
	if err := s.exec(ctx, "COMMIT"); err != nil {
		s.Abandon(err)
		return
	}
	s.queue.Had(had)
	for _, j := range s.batch {
		j.Answer(nil)
	}
	clear(s.batch)
	s.batch = s.batch[:0]
}

// lookAround forgets what is remembered when another connection has written since.
func (s writer) lookAround(ctx context.Context) error {
	err := s.hand.Query(ctx, "PRAGMA data_version", nil, func(v []any) error {
		if n, _ := v[0].(int64); n != s.others {
			s.others = n
			s.memory.Forget()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for what others wrote: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}

// attempt runs one update. lost says that the whole transaction can no longer be trusted.
func (s writer) attempt(ctx context.Context, j *job) (err error, lost bool) {
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
	return err, false
}

// again takes everything back, answers the update that failed, the batch's last, and runs the others once more. Those that fail by then are
// answered too. An error of its own says that the transaction can no longer be trusted.
func (s writer) again(ctx context.Context, failed error) error {
	s.memory.Undo()
	if err := s.exec(ctx, "ROLLBACK"); err != nil {
		return err
	}
	last := len(s.batch) - 1
	s.batch[last].Answer(failed)
	s.batch = s.batch[:last]
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i := 0; i < len(s.batch); {
		j := s.batch[i]
		if err := s.exec(ctx, "SAVEPOINT one"); err != nil {
			return err
		}
		err, lost := s.attempt(ctx, j)
		if lost {
			return err
		}
		if err != nil {
			s.memory.Undo()
			if err := s.exec(ctx, "ROLLBACK TO one"); err != nil {
				return err
			}
		} else if err := s.putParts(ctx); err != nil {
			return err
		}
		if err := s.exec(ctx, "RELEASE one"); err != nil {
			return err
		}
		if err == nil {
			i++
			continue
		}
		s.batch = slices.Delete(s.batch, i, i+1)
		j.Answer(err)
	}
	return nil
}

// putParts writes what the updates so far add to the fleet's count.
func (s writer) putParts(ctx context.Context) error {
	if err := s.memory.PutParts(ctx, s.hand); err != nil {
		return fmt.Errorf("%w: %w", brush.ErrUnavailable, err)
	}
	return nil
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
	s.memory.Undo()
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
