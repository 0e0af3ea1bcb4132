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

// Tx is one household inside one update, over the statements of a connection that is in a transaction. It is store.Tx.
type Tx struct {
	*asker
	h    brush.HouseholdID
	desk desk
}

// NewTx returns a household's part of the transaction that the statements' connection is in.
func NewTx(ctx context.Context, st *Statements, h brush.HouseholdID) *Tx {
	return &Tx{asker: &asker{ctx: ctx, st: st}, h: h}
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

const askEvidence = "SELECT id, device, first_at, last_at, body FROM evidence WHERE household = $1 AND device = $2 AND last_at >= $3 AND first_at <= $4 ORDER BY first_at, id"

func readEvidence(r *record) (store.Evidence, error) {
	return store.Evidence{ID: r.str(), Device: brush.DeviceID(r.str()), First: r.time(), Last: r.time(), Blob: r.bytes()}, nil
}

// Evidence is store.Tx's.
func (t *Tx) Evidence(d brush.DeviceID, from, to time.Time) ([]store.Evidence, error) {
	if in, ok := t.desk.ahead[d].evidenceIn(span{from, to}); ok {
		return in, nil
	}
	return list(t.asker, "read evidence", askEvidence, []any{string(t.h), string(d), micros(from), micros(to)}, readEvidence)
}

// PutEvidence is store.Tx's.
func (t *Tx) PutEvidence(e store.Evidence) error {
	if e.Blob == nil {
		e.Blob = []byte{}
	}
	if a := t.desk.ahead[e.Device]; a != nil {
		a.wroteEvidence(e.ID)
		a.written.evidence = append(a.written.evidence, span{e.First, e.Last})
	}
	_, err := t.exec("put evidence", putEvidence, string(t.h), string(e.Device), e.ID, micros(e.First), micros(e.Last), e.Blob)
	return err
}

// DeleteEvidence is store.Tx's.
func (t *Tx) DeleteEvidence(d brush.DeviceID, id string) error {
	t.desk.ahead[d].wroteEvidence(id)
	_, err := t.exec("delete evidence", "DELETE FROM evidence WHERE household = $1 AND device = $2 AND id = $3", string(t.h), string(d), id)
	return err
}

// SessionsOf is store.Tx's.
func (t *Tx) SessionsOf(d brush.DeviceID, from, to time.Time) ([]store.Session, error) {
	if in, ok := t.desk.ahead[d].sessionsIn(span{from, to}); ok {
		return in, nil
	}
	return list(t.asker, "read sessions of a brush", askSessionsOf, []any{string(t.h), string(d), micros(from.Add(-longest)), micros(to), micros(from)}, t.readSession)
}

// Session is store.Tx's.
func (t *Tx) Session(id brush.SessionID) (store.Session, error) {
	s, err := t.session(t.h, id)
	if err == nil {
		t.know(&s)
	}
	return s, err
}

func (q *asker) session(h brush.HouseholdID, id brush.SessionID) (store.Session, error) {
	return single(q, "read session", withSlots+" WHERE s.household = $1 AND s.id = $2", []any{string(h), string(id)}, readSession)
}

// PutSession is store.Tx's.
func (t *Tx) PutSession(s store.Session) error {
	where := span{s.Start, s.End}
	a := t.desk.ahead[s.Device]
	if a != nil {
		a.wroteSession(s.ID)
		a.written.sessions = append(a.written.sessions, where)
	}
	if err := t.putSession(&s, a != nil && a.whole.touches(where)); err != nil {
		return err
	}
	t.know(&s)
	_, err := t.exec("put slots", putSlots, string(t.h), string(s.ID), session.AppendSlots(nil, s.Slots))
	return err
}

// putSession writes a session's own row. fresh says that a row of it would be known.
func (t *Tx) putSession(s *store.Session, fresh bool) error {
	args := sessionArgs(t.h, s)
	old, known := t.desk.known[s.ID]
	if known && old == placeOf(s) || !known && !fresh {
		n, err := t.exec("put session", updateSession, args...)
		if err != nil || n > 0 {
			return err
		}
	}
	if !known && fresh {
		n, err := t.exec("put session", insertSession+" ON CONFLICT DO NOTHING", args...)
		if err != nil || n > 0 {
			return err
		}
	}
	// Its key has moved, or it is new.
	if _, err := t.exec("put session", "DELETE FROM session WHERE household = $1 AND id = $2", string(t.h), string(s.ID)); err != nil {
		return err
	}
	_, err := t.exec("put session", insertSession, args...)
	return err
}

// DeleteSession is store.Tx's.
func (t *Tx) DeleteSession(id brush.SessionID) error {
	for _, a := range t.desk.ahead {
		a.wroteSession(id)
	}
	delete(t.desk.known, id)
	if _, err := t.exec("delete session", "DELETE FROM session WHERE household = $1 AND id = $2", string(t.h), string(id)); err != nil {
		return err
	}
	_, err := t.exec("delete slots", "DELETE FROM session_slots WHERE household = $1 AND id = $2", string(t.h), string(id))
	return err
}

// OpenSessions is store.Tx's.
func (t *Tx) OpenSessions() ([]store.Session, error) {
	return list(t.asker, "read open sessions", askOpenSessions, []any{string(t.h)}, t.readSession)
}

// Household is store.Tx's.
func (t *Tx) Household() (store.Household, error) { return t.household(t.h) }

// PutHousehold is store.Tx's.
func (t *Tx) PutHousehold(h store.Household) error {
	if h.ID != t.h {
		return fmt.Errorf("put household: %w", &brush.FieldError{Field: "id", Reason: "is another household's"})
	}
	_, err := t.exec("put household", putHousehold, householdArgs(&h)...)
	return err
}

// People is store.Tx's.
func (t *Tx) People() ([]store.Person, error) { return t.people(t.h) }

// Person is store.Tx's.
func (t *Tx) Person(id brush.PersonID) (store.Person, error) {
	return single(t.asker, "read person", "SELECT "+personCols+" FROM person WHERE household = $1 AND id = $2", []any{string(t.h), string(id)}, readPerson)
}

// PutPerson is store.Tx's.
func (t *Tx) PutPerson(p store.Person) error {
	_, err := t.exec("put person", putPerson, personArgs(t.h, &p)...)
	return err
}

// DeletePerson is store.Tx's.
func (t *Tx) DeletePerson(id brush.PersonID) error {
	_, err := t.exec("delete person", "DELETE FROM person WHERE household = $1 AND id = $2", string(t.h), string(id))
	return err
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
	_, err = t.exec("put brush", putBrush, args...)
	return err
}

// DeleteBrush is store.Tx's.
func (t *Tx) DeleteBrush(d brush.DeviceID) error {
	_, err := t.exec("delete brush", "DELETE FROM brush WHERE household = $1 AND device = $2", string(t.h), string(d))
	return err
}

// Source is store.Tx's.
func (t *Tx) Source(id brush.SourceID) (store.Source, error) {
	return single(t.asker, "read source", "SELECT "+sourceCols+" FROM source WHERE household = $1 AND id = $2", []any{string(t.h), string(id)}, readSource)
}

// PutSource is store.Tx's.
func (t *Tx) PutSource(s store.Source) error {
	_, err := t.exec("put source", putSource, string(t.h), string(s.ID), s.Name, micros(s.LastHeard), micros(s.Created))
	return err
}

// Emit is store.Tx's. The counter is a row that this transaction holds until its end: numbers become visible in their order. It is raised
// by one here and by the rest in Finish.
func (t *Tx) Emit(c store.Change) (store.Seq, error) {
	if t.desk.told == 0 {
		err := t.one("number a change", "INSERT INTO feed_last (household, seq) VALUES ($1, 1) ON CONFLICT (household) DO UPDATE SET seq = feed_last.seq + 1 RETURNING seq",
			[]any{string(t.h)}, func(r *record) error {
				t.desk.first = r.int()
				return nil
			})
		if err != nil {
			if errors.Is(err, brush.ErrNotFound) {
				err = t.failed("number a change", errors.New("the counter gave no number"))
			}
			return 0, err
		}
	}
	seq := t.desk.first + t.desk.told
	t.desk.told++
	_, err := t.exec("append a change", "INSERT INTO feed (household, seq, kind, subject, at) VALUES ($1, $2, $3, $4, $5)",
		string(t.h), seq, string(c.Kind), c.Subject, micros(c.At))
	return store.Seq(seq), err
}

// Finish writes what an update owes at its end. It must be called, once, before the update is committed.
func (t *Tx) Finish() error {
	if t.desk.told < 2 {
		return nil
	}
	_, err := t.exec("number the changes", "UPDATE feed_last SET seq = $2 WHERE household = $1", string(t.h), t.desk.first+t.desk.told-1)
	return err
}
