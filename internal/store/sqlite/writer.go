package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// job is an update on its way. It is given up only as long as it waits: once begun, its caller gets the real answer.
type job struct {
	run    func(context.Context, *rows.Statements) (fault error, err error)
	state  atomic.Int32
	answer chan error // one answer
	panics any        // what fn panicked with; set before the answer
}

const (
	waiting int32 = iota
	begun
	givenUp
)

var (
	errClosed   = fmt.Errorf("the store is closed: %w", brush.ErrUnavailable)
	errPanicked = errors.New("the update panicked")
	errExited   = fmt.Errorf("an update ended the writer's goroutine: %w", brush.ErrUnavailable)
)

// Update is store.Keeper's.
func (s *Store) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	return s.update(ctx, "update household", func(ctx context.Context, st *rows.Statements) (error, error) {
		tx := rows.NewTx(ctx, st, h)
		err := fn(tx)
		if err == nil {
			err = tx.Finish()
		}
		return tx.Fault(), err
	})
}

// UpdateKeys is store.Keys'.
func (s *Store) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	return s.update(ctx, "update keys", func(ctx context.Context, st *rows.Statements) (error, error) {
		tx := rows.NewKeysTx(ctx, st)
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

func (s *Store) update(ctx context.Context, verb string, run func(context.Context, *rows.Statements) (error, error)) error {
	gone := func() error { return fmt.Errorf("%s: %w: %w", verb, brush.ErrUnavailable, context.Cause(ctx)) }
	if ctx.Err() != nil {
		return gone()
	}
	select {
	case <-s.closing:
		return fmt.Errorf("%s: %w", verb, errClosed)
	default:
	}
	j := &job{run: run, answer: make(chan error, 1)}
	select {
	case s.queue <- j:
	case <-ctx.Done():
		return gone()
	case <-s.closing:
		return fmt.Errorf("%s: %w", verb, errClosed)
	}
	var err error
	select {
	case err = <-j.answer:
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, givenUp) {
			return gone()
		}
		err = <-j.answer
	case <-s.stopped:
		if j.state.CompareAndSwap(waiting, givenUp) {
			return fmt.Errorf("%s: %w", verb, errClosed)
		}
		err = <-j.answer
	}
	if j.panics != nil {
		panic(j.panics) // where the caller's own stack can be seen
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
}

// write is the writer: it takes what waits, lets each update work inside a savepoint of its own, commits once and answers all.
func (s *Store) write() {
	defer func() {
		if s.done {
			close(s.stopped)
			return
		}
		// An fn called runtime.Goexit, as a failing test does. Nothing of the batch is kept, and the store goes on.
		s.abandon(errExited)
		go s.write()
	}()
	for {
		select {
		case j := <-s.queue:
			s.commit(j)
		case <-s.closing:
			for {
				select {
				case j := <-s.queue:
					s.commit(j)
				default:
					s.done = true
					return
				}
			}
		}
	}
}

// commit runs a first update and those that wait behind it in one transaction.
func (s *Store) commit(first *job) {
	// The writer is no caller's: what it has begun it brings to an end.
	ctx := context.Background()
	s.batch = s.batch[:0]
	if !first.state.CompareAndSwap(waiting, begun) {
		return
	}
	s.batch = append(s.batch, first)
	if s.conn == nil {
		if err := s.connect(ctx); err != nil {
			s.abandon(err)
			return
		}
	}
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		s.abandon(err)
		return
	}
	begin := time.Now()
	failed := 0
	for j := first; j != nil; j = s.more(begin, len(s.batch)+failed) {
		if j != first {
			s.batch = append(s.batch, j)
		}
		err, lost := s.attempt(ctx, j)
		if lost {
			s.abandon(err)
			return
		}
		if err != nil { // nothing of it is left, so its answer need not wait
			s.batch = s.batch[:len(s.batch)-1]
			failed++
			j.answer <- err
		}
		if len(s.batch)+failed == together {
			break
		}
	}
	if err := s.exec(ctx, "COMMIT"); err != nil {
		s.abandon(err)
		return
	}
	n := len(s.batch) + failed
	s.usual = max(n, (s.usual+n)/2)
	for _, j := range s.batch {
		j.answer <- nil
	}
	clear(s.batch)
	s.batch = s.batch[:0]
}

// more returns an update that goes with this commit, nil for none. While others usually come, it waits a moment for them: those who were
// answered together come back one after the other, and without that the first would be alone with its commit.
func (s *Store) more(begin time.Time, have int) *job {
	var late <-chan time.Time
	for time.Since(begin) < patience {
		select {
		case j := <-s.queue:
			if j.state.CompareAndSwap(waiting, begun) {
				return j
			}
			continue
		default:
		}
		if have >= s.usual {
			return nil
		}
		if late == nil {
			late = time.After(moment)
		}
		select {
		case j := <-s.queue:
			if j.state.CompareAndSwap(waiting, begun) {
				return j
			}
		case <-late:
			return nil
		case <-s.closing:
			return nil
		}
	}
	return nil
}

// attempt runs one update inside a savepoint. lost says that the whole transaction can no longer be trusted.
func (s *Store) attempt(ctx context.Context, j *job) (err error, lost bool) {
	if err := s.exec(ctx, "SAVEPOINT one"); err != nil {
		return err, true
	}
	fault, err := s.guard(ctx, j)
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

func (s *Store) guard(ctx context.Context, j *job) (fault, err error) {
	defer func() {
		if p := recover(); p != nil {
			j.panics, err = p, errPanicked
		}
	}()
	return j.run(ctx, s.st)
}

func (s *Store) exec(ctx context.Context, text string) error {
	if err := s.st.Exec(ctx, text); err != nil {
		return fmt.Errorf("%s: %w: %w", text, brush.ErrUnavailable, err)
	}
	return nil
}

// abandon gives up the transaction and its connection, which may no longer be in one: SQLite rolls back by itself when the disk is full or
// fails. The next update connects anew. Nothing of the batch is kept, and all of it is told so.
func (s *Store) abandon(err error) {
	if !errors.Is(err, brush.ErrUnavailable) {
		err = fmt.Errorf("%w: %w", brush.ErrUnavailable, err)
	}
	if s.conn != nil {
		// Closing rolls back whatever is open. An error here adds nothing to the one that led here.
		_ = s.st.Exec(context.Background(), "ROLLBACK")
		_ = s.st.Close()
		_ = s.conn.Raw(func(any) error { return errBad })
		_ = s.conn.Close()
		s.conn, s.st = nil, nil
	}
	for _, j := range s.batch {
		j.answer <- err
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
