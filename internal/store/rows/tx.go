package rows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Tx is one household inside one update, over a connection that is in a transaction. It is store.Tx.
type Tx struct {
	*asker
	h    brush.HouseholdID
	last *store.Seq                    // the newest change, where whoever runs the update counts; nil: the row counts
	seen map[brush.SessionID]sessionAt // where the sessions are that this update has read or put
}

// sessionAt is the part of a session's key that may move.
type sessionAt struct {
	person brush.PersonID
	start  int64 // µs
}

// NewTx returns a household's part of the transaction that the connection is in.
func NewTx(ctx context.Context, run Runner, h brush.HouseholdID) *Tx {
	return &Tx{asker: &asker{ctx: ctx, run: run}, h: h}
}

// NewCountedTx is NewTx for a caller who holds the household's counter: last is the newest number, and is raised with each change. The
// caller writes it back, with SetLast, in the same transaction, or forgets it with the update.
func NewCountedTx(ctx context.Context, run Runner, h brush.HouseholdID, last *store.Seq) *Tx {
	t := NewTx(ctx, run, h)
	t.last = last
	return t
}

// SetLast writes the counter of a household whose row is there and held by this transaction.
func SetLast(ctx context.Context, run Runner, h brush.HouseholdID, last store.Seq) error {
	return run.Later(ctx, "UPDATE feed_last SET seq = $2 WHERE household = $1", string(h), int64(last))
}

// Fault returns the first error that the database itself gave in this update, nil for none. An update with a fault must not be committed.
func (t *Tx) Fault() error { return t.fault }

var (
	putEvidence  = upsert("evidence", "household, device, id", "household, device, id, first_at, last_at, body")
	putHousehold = upsert("household", "id", householdCols)
	putPerson    = upsert("person", "household, id", personCols)
	putBrush     = upsert("brush", "household, device", brushCols)
	putSource    = upsert("source", "household, id", sourceCols)
)

// Evidence is store.Tx's.
func (t *Tx) Evidence(d brush.DeviceID, from, to time.Time) ([]store.Evidence, error) {
	return list(t.asker, "read evidence", "SELECT id, device, first_at, last_at, body FROM evidence WHERE household = $1 AND device = $2 AND last_at >= $3 AND first_at <= $4 ORDER BY first_at, id",
		[]any{string(t.h), string(d), micros(from), micros(to)}, func(r *record) (store.Evidence, error) {
			return store.Evidence{ID: r.str(), Device: brush.DeviceID(r.str()), First: r.time(), Last: r.time(), Blob: r.bytes()}, nil
		})
}

// PutEvidence is store.Tx's.
func (t *Tx) PutEvidence(e store.Evidence) error {
	if e.Blob == nil {
		e.Blob = []byte{}
	}
	return t.later("put evidence", putEvidence, string(t.h), string(e.Device), e.ID, micros(e.First), micros(e.Last), e.Blob)
}

// DeleteEvidence is store.Tx's.
func (t *Tx) DeleteEvidence(d brush.DeviceID, id string) error {
	return t.later("delete evidence", "DELETE FROM evidence WHERE household = $1 AND device = $2 AND id = $3", string(t.h), string(d), id)
}

// SessionsOf is store.Tx's.
func (t *Tx) SessionsOf(d brush.DeviceID, from, to time.Time) ([]store.Session, error) {
	return t.saw(list(t.asker, "read sessions of a brush", askSessionsOf, []any{string(t.h), string(d), micros(from.Add(-longest)), micros(to), micros(from)}, readSession))
}

// saw remembers where sessions are.
func (t *Tx) saw(ss []store.Session, err error) ([]store.Session, error) {
	if t.seen == nil {
		t.seen = map[brush.SessionID]sessionAt{}
	}
	for i := range ss {
		t.seen[ss[i].ID] = sessionAt{ss[i].Person, micros(ss[i].Start)}
	}
	return ss, err
}

// Session is store.Tx's.
func (t *Tx) Session(id brush.SessionID) (store.Session, error) {
	s, err := t.session(t.h, id)
	if err == nil {
		_, _ = t.saw([]store.Session{s}, nil)
	}
	return s, err
}

func (q *asker) session(h brush.HouseholdID, id brush.SessionID) (store.Session, error) {
	return single(q, "read session", withSlots+" WHERE s.household = $1 AND s.id = $2", []any{string(h), string(id)}, readSession)
}

// PutSession is store.Tx's. A session that is in another place of the tree, or may be, is taken away from there first.
func (t *Tx) PutSession(s store.Session) error {
	here := sessionAt{s.Person, micros(s.Start)}
	if was, ok := t.seen[s.ID]; !ok || was != here {
		err := t.later("put session", "DELETE FROM session WHERE household = $1 AND id = $2 AND (person <> $3 OR start_at <> $4)", string(t.h), string(s.ID), string(here.person), here.start)
		if err == nil {
			err = t.later("put slots", "DELETE FROM session_slots WHERE household = $1 AND id = $2 AND start_at <> $3", string(t.h), string(s.ID), here.start)
		}
		if err != nil {
			return err
		}
	}
	if err := t.later("put session", putSession, sessionArgs(t.h, &s)...); err != nil {
		return err
	}
	_, _ = t.saw([]store.Session{s}, nil)
	return t.later("put slots", putSlots, string(t.h), string(s.ID), here.start, session.AppendSlots(nil, s.Slots))
}

// DeleteSession is store.Tx's.
func (t *Tx) DeleteSession(id brush.SessionID) error {
	if err := t.later("delete session", "DELETE FROM session WHERE household = $1 AND id = $2", string(t.h), string(id)); err != nil {
		return err
	}
	return t.later("delete slots", "DELETE FROM session_slots WHERE household = $1 AND id = $2", string(t.h), string(id))
}

// OpenSessions is store.Tx's.
func (t *Tx) OpenSessions() ([]store.Session, error) {
	return t.saw(list(t.asker, "read open sessions", askOpenSessions, []any{string(t.h)}, readSession))
}

// Household is store.Tx's.
func (t *Tx) Household() (store.Household, error) { return t.household(t.h) }

// PutHousehold is store.Tx's.
func (t *Tx) PutHousehold(h store.Household) error {
	if h.ID != t.h {
		return fmt.Errorf("put household: %w", &brush.FieldError{Field: "id", Reason: "is another household's"})
	}
	return t.later("put household", putHousehold, householdArgs(&h)...)
}

// People is store.Tx's.
func (t *Tx) People() ([]store.Person, error) { return t.people(t.h) }

// Person is store.Tx's.
func (t *Tx) Person(id brush.PersonID) (store.Person, error) {
	return single(t.asker, "read person", "SELECT "+personCols+" FROM person WHERE household = $1 AND id = $2", []any{string(t.h), string(id)}, readPerson)
}

// PutPerson is store.Tx's.
func (t *Tx) PutPerson(p store.Person) error {
	return t.later("put person", putPerson, personArgs(t.h, &p)...)
}

// DeletePerson is store.Tx's.
func (t *Tx) DeletePerson(id brush.PersonID) error {
	return t.later("delete person", "DELETE FROM person WHERE household = $1 AND id = $2", string(t.h), string(id))
}

// Brush is store.Tx's.
func (t *Tx) Brush(d brush.DeviceID) (store.Brush, error) {
	return single(t.asker, "read brush", "SELECT "+brushCols+" FROM brush WHERE household = $1 AND device = $2", []any{string(t.h), string(d)}, readBrush)
}

// PutBrush is store.Tx's.
func (t *Tx) PutBrush(b store.Brush) error {
	args, err := brushArgs(t.h, &b)
	if err != nil {
		return fmt.Errorf("put brush: %w", err)
	}
	return t.later("put brush", putBrush, args...)
}

// DeleteBrush is store.Tx's.
func (t *Tx) DeleteBrush(d brush.DeviceID) error {
	return t.later("delete brush", "DELETE FROM brush WHERE household = $1 AND device = $2", string(t.h), string(d))
}

// Source is store.Tx's.
func (t *Tx) Source(id brush.SourceID) (store.Source, error) {
	return single(t.asker, "read source", "SELECT "+sourceCols+" FROM source WHERE household = $1 AND id = $2", []any{string(t.h), string(id)}, readSource)
}

// PutSource is store.Tx's.
func (t *Tx) PutSource(s store.Source) error {
	return t.later("put source", putSource, string(t.h), string(s.ID), s.Name, micros(s.LastHeard), micros(s.Created))
}

// Emit is store.Tx's. The counter is a row that this transaction holds until its end: numbers become visible in their order.
func (t *Tx) Emit(c store.Change) (store.Seq, error) {
	var seq store.Seq
	if t.last != nil {
		*t.last++
		seq = *t.last
	} else {
		err := t.one("number a change", "INSERT INTO feed_last (household, seq) VALUES ($1, 1) ON CONFLICT (household) DO UPDATE SET seq = feed_last.seq + 1 RETURNING seq",
			[]any{string(t.h)}, func(r *record) error {
				seq = store.Seq(r.int())
				return nil
			})
		if err != nil {
			if errors.Is(err, brush.ErrNotFound) {
				err = t.failed("number a change", errors.New("the counter gave no number"))
			}
			return 0, err
		}
	}
	return seq, t.later("append a change", "INSERT INTO feed (household, seq, kind, subject, at) VALUES ($1, $2, $3, $4, $5)",
		string(t.h), int64(seq), string(c.Kind), c.Subject, micros(c.At))
}
