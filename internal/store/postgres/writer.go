package postgres

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/gather"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// work is an update: of a household, or of the keys.
type work struct {
	household brush.HouseholdID
	house     func(store.Tx) error
	keys      func(store.KeysTx) error // of the keys when it is there
}

type job = gather.Job[work]

// Update is store.Keeper's. A household always goes through the same line of this replica, so that two lines never wait for each other.
func (s *Store) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	if err := check([]any{string(h)}); err != nil {
		return fmt.Errorf("update household: %w", err)
	}
	line := s.lines[maphash.String(s.seed, string(h))%writers]
	return line.Do(ctx, "update household", work{household: h, house: fn})
}

// UpdateKeys is store.Keys'.
func (s *Store) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	return s.lines[0].Do(ctx, "update keys", work{keys: fn})
}

// FoldFleet is store.Fleet's.
func (s *Store) FoldFleet(ctx context.Context, least, limit int) (n int, err error) {
	err = s.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		n, err = tx.(*rows.KeysTx).FoldFleet(least, limit)
		return err
	})
	return n, err
}

// writer takes what waits in one line and commits it on a connection of its own.
type writer struct {
	s    *Store
	line *gather.Queue[work]

	p      *pipe // nil: not connected
	warned bool  // by the server, since the commit was sent
	down   error // why it could not connect
	until  time.Time

	batch []*job // begun and not answered
	next  *job   // begun, and of another transaction

	// The households that an update of the keys turned out to touch: tried again, it locks them first and in order as everybody does.
	wanted []string
}

// alone is how often an update that others were in the way of is tried by itself.
const alone = 8

// pause is how long a database that could not be reached is left alone; updates are answered at once meanwhile.
const pause = 250 * time.Millisecond

// keysLock is the advisory lock of whoever updates the keys: among all replicas one at a time, so that "there is no account yet" stays true.
const keysLock = 0x656e616d656c01

// Commit is gather.Committer's. Locks are taken when all that goes together is there, and never held while more is waited for. An update of
// the keys, which may touch any household, has a transaction of its own.
func (w *writer) Commit(first *job) {
	for j := first; j != nil; {
		w.batch = append(w.batch[:0], j)
		w.next, w.wanted = nil, nil
		began := time.Now()
		for j.Work.keys == nil && w.next == nil {
			more := w.line.More(began, len(w.batch))
			if more == nil {
				break
			}
			if more.Work.keys != nil {
				w.next = more
			} else {
				w.batch = append(w.batch, more)
			}
		}
		w.line.Had(len(w.batch))
		w.run()
		j = w.next
	}
}

// Abandon is gather.Committer's.
func (w *writer) Abandon(err error) {
	w.hangUp()
	for len(w.batch) > 0 {
		w.answer(w.batch[0], err)
	}
	if w.next != nil {
		w.next.Answer(err)
		w.next = nil
	}
}

func (w *writer) answer(j *job, err error) {
	w.batch = slices.DeleteFunc(w.batch, func(b *job) bool { return b == j })
	j.Answer(err)
}

// run brings every update of the batch to its answer.
func (w *writer) run() {
	// The writer is no caller's: what it has begun it brings to an end.
	ctx, cancel := context.WithTimeout(context.Background(), 2*w.s.patience)
	defer cancel()
	err, again := w.attempt(ctx, slices.Clone(w.batch), false)
	if err != nil && again {
		// Nothing was kept. Who is to blame shows when each has a savepoint of its own; a connection that broke is made anew.
		err, _ = w.attempt(ctx, slices.Clone(w.batch), true)
	}
	if isBusy(err) {
		// Somebody else was in the way of one of them. Alone each has its own luck.
		for _, j := range slices.Clone(w.batch) {
			for n := 1; ; n++ {
				err, again := w.attempt(ctx, []*job{j}, true)
				if err == nil {
					break
				}
				if !again || !isBusy(err) || n == alone {
					w.answer(j, err)
					break
				}
			}
		}
	}
	for len(w.batch) > 0 {
		w.answer(w.batch[0], err)
	}
}

// attempt runs updates in one transaction and answers those that are kept, and those that failed by themselves. For the others err says why,
// and again that certainly nothing of them was kept, and that another attempt may go better.
func (w *writer) attempt(ctx context.Context, jobs []*job, watched bool) (err error, again bool) {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", brush.ErrUnavailable, ctx.Err()), false
	}
	if err := w.dial(ctx); err != nil {
		return err, false
	}
	ctx, cancel := context.WithTimeout(ctx, w.s.patience)
	defer cancel()
	last, err := w.begin(ctx, jobs)
	if err != nil {
		return w.failed(ctx, "begin", err)
	}
	was := map[brush.HouseholdID]store.Seq{}
	for h, seq := range last {
		was[h] = *seq
	}
	kept := make([]*job, 0, len(jobs))
	for _, j := range jobs {
		ok, err := w.one(ctx, j, last[j.Work.household], watched)
		if err != nil {
			return w.failed(ctx, "update", err)
		}
		if ok {
			kept = append(kept, j)
		}
	}
	for h, seq := range last {
		if *seq != was[h] {
			if err := rows.SetLast(ctx, w.p, h, *seq); err != nil {
				return w.failed(ctx, "count changes", err)
			}
		}
	}
	if err, again := w.commit(ctx); err != nil {
		return err, again
	}
	w.s.filled(len(kept))
	for _, j := range kept {
		if j.Work.keys == nil {
			w.s.hints.add(j.Work.household)
		}
		for _, h := range w.wanted { // of an update of the keys, which is alone
			w.s.hints.add(brush.HouseholdID(h))
		}
		w.answer(j, nil)
	}
	return nil, false
}

// begin begins a transaction and locks every household that it is about, always in the same order, so that replicas do not wait for each
// other in a circle. It returns the households' newest numbers.
func (w *writer) begin(ctx context.Context, jobs []*job) (map[brush.HouseholdID]*store.Seq, error) {
	w.p.wait = append(w.p.wait[:0], statement{text: "BEGIN"})
	w.p.mark, w.p.saved = outside, false
	if jobs[0].Work.keys != nil {
		_, err := w.p.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", int64(keysLock))
		if err == nil && len(w.wanted) > 0 {
			slices.Sort(w.wanted)
			w.wanted = slices.Compact(w.wanted)
			_, err = w.lock(ctx, w.wanted)
		}
		return nil, err
	}
	var hs []string
	for _, j := range jobs {
		hs = append(hs, string(j.Work.household))
	}
	slices.Sort(hs)
	return w.lock(ctx, slices.Compact(hs))
}

// lock locks households, which are sorted, until the transaction ends.
func (w *writer) lock(ctx context.Context, hs []string) (map[brush.HouseholdID]*store.Seq, error) {
	last := make(map[brush.HouseholdID]*store.Seq, len(hs))
	held := func() error {
		return w.p.Query(ctx, "SELECT household, seq FROM feed_last WHERE household = ANY($1) ORDER BY household FOR UPDATE", []any{hs}, func(v []any) error {
			h, ok := v[0].(string)
			n, ok2 := v[1].(int64)
			if !ok || !ok2 {
				return fmt.Errorf("a counter is a %T", v[1])
			}
			seq := store.Seq(n)
			last[brush.HouseholdID(h)] = &seq
			return nil
		})
	}
	if err := held(); err != nil || len(last) == len(hs) {
		return last, err
	}
	// Some are new. Whoever makes such a row at the same time waits here, in the same order.
	if err := w.p.Later(ctx, "INSERT INTO feed_last (household, seq) SELECT h, 0 FROM unnest($1::text[]) AS h ORDER BY h COLLATE \"C\" ON CONFLICT DO NOTHING", hs); err != nil {
		return nil, err
	}
	if err := held(); err != nil {
		return nil, err
	}
	if len(last) != len(hs) {
		return nil, errors.New("a household's counter could not be made")
	}
	return last, nil
}

// one runs one update. ok says that it is part of the transaction; when it is not, it was answered. An error is the end of the transaction.
func (w *writer) one(ctx context.Context, j *job, last *store.Seq, watched bool) (ok bool, err error) {
	var was store.Seq
	if last != nil {
		was = *last
	}
	w.p.begin(watched)
	var fault error
	err = j.Guard(func() (err error) {
		if j.Work.keys != nil {
			tx := rows.NewKeysTx(ctx, w.p, func(ctx context.Context, h brush.HouseholdID) error {
				w.wanted = append(w.wanted, string(h))
				_, err := w.lock(ctx, []string{string(h)})
				return err
			})
			if err = j.Work.keys(tx); err == nil {
				err = tx.Finish()
			}
			fault = tx.Fault()
		} else {
			tx := rows.NewCountedTx(ctx, w.p, j.Work.household, last)
			if err = j.Work.house(tx); err == nil {
				err = tx.Finish()
			}
			fault = tx.Fault()
		}
		return err
	})
	if fault == nil && err == nil && watched {
		w.p.keep()
		if fault = w.p.send(ctx); fault == nil {
			return true, nil
		}
		w.p.mark, w.p.saved = 0, true // the way back is still there
	}
	if fault != nil {
		var said *pgconn.PgError
		if !ofStatement(fault) || errors.As(fault, &said) && !watched {
			return false, fault
		}
		if err == nil {
			err = fault // fn swallowed it, or it came late
		}
	}
	if err != nil {
		w.p.drop()
		if last != nil {
			*last = was
		}
		w.answer(j, err)
		return false, nil
	}
	w.p.keep()
	return true, nil
}

// commit commits. A yes is the server's own word and nothing less: not a COMMIT that says ROLLBACK, not one with a warning, such as that of a
// replication that was not waited for. When the connection breaks nobody knows what became of it, and then it is not tried again here: whoever
// sent the frames sends them again, and they are kept once.
func (w *writer) commit(ctx context.Context) (err error, again bool) {
	w.warned = false
	tag, err := w.p.last(ctx, "COMMIT", nil)
	switch {
	case err == nil && tag.String() == "COMMIT" && !w.warned:
		return nil, false
	case err == nil && tag.String() == "COMMIT":
		return fmt.Errorf("commit: the server kept it with a warning: %w", brush.ErrUnavailable), false
	case err == nil:
		return w.failed(ctx, "commit", fmt.Errorf("the server answers %s", tag))
	}
	var said *pgconn.PgError
	if errors.As(err, &said) && said.Severity == "ERROR" {
		return w.failed(ctx, "commit", err)
	}
	w.hangUp()
	return fmt.Errorf("commit: what became of it is not known: %w: %w", brush.ErrUnavailable, err), false
}

// failed gives up a transaction of which nothing is kept.
func (w *writer) failed(ctx context.Context, verb string, err error) (error, bool) {
	again := ctx.Err() == nil
	var said *pgconn.PgError
	if w.p.conn.IsClosed() || !errors.As(err, &said) || gone(said) || !again {
		w.hangUp()
	} else if _, rerr := w.p.conn.Exec(ctx, "ROLLBACK"); rerr != nil {
		w.hangUp()
	}
	if !errors.Is(err, brush.ErrUnavailable) && !errors.Is(err, brush.ErrInvalid) {
		err = fmt.Errorf("%w: %w", brush.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", verb, err), again
}

// dial connects when there is no connection.
func (w *writer) dial(ctx context.Context) error {
	if w.p != nil && !w.p.conn.IsClosed() {
		return nil
	}
	if w.down != nil && time.Now().Before(w.until) {
		return w.down
	}
	conn, err := w.s.connect(ctx, func(n *pgconn.Notice) {
		if n.Severity == "WARNING" {
			w.warned = true
		}
	})
	if w.down = err; err != nil {
		w.until = time.Now().Add(pause)
		return err
	}
	w.p = &pipe{conn: conn}
	return nil
}

// hangUp gives the connection back; what was not committed is gone with it.
func (w *writer) hangUp() {
	if w.p == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = w.p.conn.Close(ctx) // an error adds nothing to the one that led here
	w.p = nil
}
