package rows

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Tx is one household inside one update, over a connection that is in a transaction. It is store.Tx.
type Tx struct {
	*asker
	h     brush.HouseholdID
	last  *store.Seq                 // the newest change, where whoever runs the update counts; nil: the row counts
	house brush.Opt[store.Household] // as it stands in this update, once it was read: one call may ask for it many times
	roll  roll
	desk  desk
	mem   *memories // nil: nothing is remembered
	wrote wrote
	loose []loose // rows of frames that may have to be packed
}

// NewTx returns a household's part of the transaction that the connection is in.
func NewTx(ctx context.Context, run Runner, h brush.HouseholdID) *Tx {
	return &Tx{asker: &asker{ctx: ctx, run: run}, h: h}
}

// NewRememberingTx is NewTx for a writer that is alone with its database.
func NewRememberingTx(ctx context.Context, run Runner, h brush.HouseholdID, m *Memory) *Tx {
	t := NewTx(ctx, run, h)
	t.mem = m.house(h)
	return t
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
	putChange    = insert("feed", "household, seq, kind, subject, at")
)

// countFrames writes what every frame changes of a brush, three columns that stand together, where all else is as it was.
const countFrames = "UPDATE brush SET last_heard = $1, frames = $2, unknown = $3 WHERE household = $4 AND device = $5"

var lastHeardAt = slices.Index(strings.Split(brushCols, ", "), "last_heard")

const askBrush = "SELECT " + brushCols + " FROM brush WHERE household = $1 AND device = $2"

const askSource = "SELECT " + sourceCols + " FROM source WHERE household = $1 AND id = $2"

// ask is list for a question about what this update wrote only if wrote says so.
func ask[T any](t *Tx, wrote bool, verb, text string, args []any, read func(*record) (T, error)) ([]T, error) {
	if wrote {
		return list(t.asker, verb, text, args, read)
	}
	var all []T
	err := t.aside(verb, into(t.asker, &all, verb, text, args, read))
	return all, err
}

// askOne is ask for one row; brush.ErrNotFound when there is none.
func askOne[T any](t *Tx, wrote bool, verb, text string, args []any, read func(*record) (T, error)) (v T, err error) {
	all, err := ask(t, wrote, verb, text, args, read)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: %w", verb, brush.ErrNotFound)
	}
	if err != nil {
		return v, err
	}
	return all[0], nil
}

const askEvidence = "SELECT id, device, first_at, last_at, body FROM evidence WHERE household = $1 AND device = $2 AND last_at >= $3 AND first_at <= $4 ORDER BY first_at, id"

func readEvidence(r *record) (store.Evidence, error) {
	return store.Evidence{ID: r.str(), Device: brush.DeviceID(r.str()), First: r.time(), Last: r.time(), Blob: r.bytes()}, nil
}

// Evidence is store.Tx's.
func (t *Tx) Evidence(d brush.DeviceID, from, to time.Time) ([]store.Evidence, error) {
	if in, ok := t.desk.ahead[d].evidenceIn(span{from, to}); ok {
		return in, nil
	}
	if in, ok, err := t.evidenceNear(d, from, to); ok || err != nil {
		return in, err
	}
	return ask(t, t.wrote.has("evidence", string(d)), "read evidence", askEvidence, []any{string(t.h), string(d), micros(from), micros(to)}, readEvidence)
}

// PutEvidence is store.Tx's.
func (t *Tx) PutEvidence(e store.Evidence) error {
	if e.Blob == nil {
		e.Blob = []byte{}
	}
	t.desk.ahead[e.Device].putEvidence(&e)
	t.mem.putEvidence(&e)
	t.wrote.add("evidence", string(e.Device))
	return t.later("put evidence", putEvidence, string(t.h), string(e.Device), e.ID, micros(e.First), micros(e.Last), e.Blob)
}

// DeleteEvidence is store.Tx's.
func (t *Tx) DeleteEvidence(d brush.DeviceID, id string) error {
	t.desk.ahead[d].touchEvidence(id)
	t.mem.deleteEvidence(d, id)
	t.wrote.add("evidence", string(d))
	return t.later("delete evidence", "DELETE FROM evidence WHERE household = $1 AND device = $2 AND id = $3", string(t.h), string(d), id)
}

// SessionsOf is store.Tx's.
func (t *Tx) SessionsOf(d brush.DeviceID, from, to time.Time) ([]store.Session, error) {
	if in, ok := t.desk.ahead[d].sessionsIn(span{from, to}); ok {
		return in, nil
	}
	if in, ok, err := t.sessionsNear(d, from, to); ok || err != nil {
		return t.known(in, err)
	}
	return t.known(ask(t, t.wrote.has("session", string(d)), "read sessions of a brush", askSessionsOf, []any{string(t.h), string(d), micros(from.Add(-longest)), micros(to), micros(from)}, sessionReader()))
}

// Session is store.Tx's.
func (t *Tx) Session(id brush.SessionID) (store.Session, error) {
	_, seen := t.roll.seen[id]
	s, err := askOne(t, seen || t.wrote.has("session", ""), "read session", askSession, []any{string(t.h), string(id)}, sessionReader())
	if err == nil {
		t.roll.know(tallyOf(&s))
	}
	return s, err
}

const askSession = withSlots + " WHERE s.household = $1 AND s.id = $2"

func (q *asker) session(h brush.HouseholdID, id brush.SessionID) (store.Session, error) {
	return single(q, "read session", askSession, []any{string(h), string(id)}, sessionReader())
}

const dropSession = "DELETE FROM session WHERE household = $1 AND id = $2"

// PutSession is store.Tx's. A session that is in another place of the tree, or may be, is taken away from there first.
func (t *Tx) PutSession(s store.Session) error {
	was, there := tally{id: s.ID}, false
	if _, seen := t.roll.seen[s.ID]; seen || !t.desk.ahead[s.Device].wouldKnow(&s) && !t.mem.lacks(&s) {
		var err error
		if was, there, err = t.tally(s.ID); err != nil {
			return err
		}
	}
	t.desk.ahead[s.Device].putSession(&s)
	t.wrote.add("session", string(s.Device))
	is := tallyOf(&s)
	if there {
		t.wrote.add("session", "") // it may have been another device's
	}
	if err := t.noteDay(was, is); err != nil {
		return err
	}
	if there && (was.person != is.person || was.start != is.start) {
		if err := t.later("put session", dropSession, string(t.h), string(s.ID)); err != nil {
			return err
		}
	}
	args := append(sessionArgs(t.h, &s), session.AppendSlots(nil, s.Slots))
	if err := t.later("put session", putSession, args...); err != nil {
		return err
	}
	t.mem.putSession(&s, there, args)
	t.roll.know(is)
	t.count(was, is)
	return nil
}

// DeleteSession is store.Tx's.
func (t *Tx) DeleteSession(id brush.SessionID) error {
	was, there, err := t.tally(id)
	if err != nil || !there {
		return err
	}
	if err := t.deleteSession(id); err != nil {
		return err
	}
	t.count(was, tally{id: id})
	return nil
}

func (t *Tx) deleteSession(id brush.SessionID) error {
	for _, a := range t.desk.ahead {
		a.touchSession(id)
	}
	t.mem.deleteSession(id)
	t.roll.forget(id)
	t.wrote.add("session", "")
	return t.later("delete session", dropSession, string(t.h), string(id))
}

// OpenSessions is store.Tx's.
func (t *Tx) OpenSessions() ([]store.Session, error) {
	return t.known(list(t.asker, "read open sessions", askOpenSessions, []any{string(t.h)}, sessionReader()))
}

// Household is store.Tx's.
func (t *Tx) Household() (store.Household, error) {
	if t.house.OK {
		return t.house.V, nil
	}
	var h store.Household
	var err error
	if t.mem != nil && t.mem.household != nil {
		h, err = remembered(t.mem.household, readHousehold)
	} else if h, err = askOne(t, t.wrote.has("household", ""), "read household", askHousehold, []any{string(t.h)}, readHousehold); err == nil {
		t.mem.putHousehold(householdArgs(&h))
	}
	if err == nil {
		t.house = brush.Some(h)
	}
	return h, err
}

// PutHousehold is store.Tx's.
func (t *Tx) PutHousehold(h store.Household) error {
	if h.ID != t.h {
		return fmt.Errorf("put household: %w", &brush.FieldError{Field: "id", Reason: "is another household's"})
	}
	t.house = brush.Opt[store.Household]{}
	t.wrote.add("household", "")
	args := householdArgs(&h)
	t.mem.putHousehold(args)
	return t.later("put household", putHousehold, args...)
}

// People is store.Tx's.
func (t *Tx) People() ([]store.Person, error) { return t.people(t.h) }

// Person is store.Tx's.
func (t *Tx) Person(id brush.PersonID) (store.Person, error) {
	return askOne(t, t.wrote.has("person", string(id)), "read person", "SELECT "+personCols+" FROM person WHERE household = $1 AND id = $2", []any{string(t.h), string(id)}, readPerson)
}

// PutPerson is store.Tx's.
func (t *Tx) PutPerson(p store.Person) error {
	t.wrote.add("person", string(p.ID))
	return t.later("put person", putPerson, personArgs(t.h, &p)...)
}

// DeletePerson is store.Tx's.
func (t *Tx) DeletePerson(id brush.PersonID) error {
	t.wrote.add("person", string(id))
	if err := t.blankAnswers(); err != nil { // they may speak of the person
		return err
	}
	return t.later("delete person", "DELETE FROM person WHERE household = $1 AND id = $2", string(t.h), string(id))
}

// Brush is store.Tx's.
func (t *Tx) Brush(d brush.DeviceID) (store.Brush, error) {
	if b, ahead := t.desk.brushes[d]; ahead {
		if !b.OK {
			return store.Brush{}, fmt.Errorf("read brush: %w", brush.ErrNotFound)
		}
		return b.V, nil
	}
	if b := t.mem.brush(d); b != nil && b.row != nil {
		return remembered(b.row, readBrush)
	}
	b, err := askOne(t, t.wrote.has("brush", string(d)), "read brush", askBrush, []any{string(t.h), string(d)}, readBrush)
	if err == nil && t.mem != nil {
		var row []any
		if row, err = brushArgs(t.h, &b); err == nil {
			t.mem.putBrush(d, row)
		}
	}
	return b, err
}

// PutBrush is store.Tx's.
func (t *Tx) PutBrush(b store.Brush) error {
	args, err := brushArgs(t.h, &b)
	if err != nil {
		return fmt.Errorf("put brush: %w", err)
	}
	t.touchBrush(b.Device)
	heard := args[lastHeardAt : lastHeardAt+3]
	counted := t.mem.sameBut(b.Device, args, lastHeardAt, lastHeardAt+len(heard))
	t.mem.putBrush(b.Device, args)
	if counted {
		return t.later("count frames", countFrames, heard[0], heard[1], heard[2], args[0], args[1])
	}
	return t.later("put brush", putBrush, args...)
}

// touchBrush notes that a brush's row is no longer as it was read ahead.
func (t *Tx) touchBrush(d brush.DeviceID) {
	t.wrote.add("brush", string(d))
	delete(t.desk.brushes, d)
}

// DeleteBrush is store.Tx's.
func (t *Tx) DeleteBrush(d brush.DeviceID) error {
	t.mem.putBrush(d, nil)
	t.touchBrush(d)
	if err := t.later("delete a head", "DELETE FROM brush_head WHERE household = $1 AND device = $2", string(t.h), string(d)); err != nil {
		return err
	}
	return t.later("delete brush", "DELETE FROM brush WHERE household = $1 AND device = $2", string(t.h), string(d))
}

// Source is store.Tx's.
func (t *Tx) Source(id brush.SourceID) (store.Source, error) {
	if s, ahead := t.desk.sources[id]; ahead {
		if !s.OK {
			return store.Source{}, fmt.Errorf("read source: %w", brush.ErrNotFound)
		}
		return s.V, nil
	}
	if t.mem != nil && t.mem.sources[id] != nil {
		return remembered(t.mem.sources[id], readSource)
	}
	s, err := askOne(t, t.wrote.has("source", string(id)), "read source", askSource, []any{string(t.h), string(id)}, readSource)
	if err == nil {
		t.mem.putSource(id, sourceArgs(t.h, &s))
	}
	return s, err
}

// PutSource is store.Tx's.
func (t *Tx) PutSource(s store.Source) error {
	t.wrote.add("source", string(s.ID))
	delete(t.desk.sources, s.ID)
	args := sourceArgs(t.h, &s)
	t.mem.putSource(s.ID, args)
	return t.later("put source", putSource, args...)
}

// Emit is store.Tx's. The counter is a row that this transaction holds until its end: numbers become visible in their order. Where nobody
// counts or remembers, the row is raised by one here and by the rest in Finish.
func (t *Tx) Emit(c store.Change) (store.Seq, error) {
	switch {
	case t.last != nil || t.desk.told > 0:
	case t.mem != nil && t.mem.last.OK:
		t.desk.newest = t.mem.last.V
	default:
		err := t.one("number a change", "INSERT INTO feed_last (household, seq) VALUES ($1, 1) ON CONFLICT (household) DO UPDATE SET seq = feed_last.seq + 1 RETURNING seq",
			[]any{string(t.h)}, func(r *record) error {
				t.desk.newest = store.Seq(r.int()) - 1
				return nil
			})
		if err != nil {
			if errors.Is(err, brush.ErrNotFound) {
				err = t.failed("number a change", errors.New("the counter gave no number"))
			}
			return 0, err
		}
		t.desk.raised = 1
	}
	last := t.last
	if last == nil {
		last = &t.desk.newest
		t.desk.told++
	}
	*last++
	return *last, t.later("append a change", putChange,
		string(t.h), int64(*last), string(c.Kind), c.Subject, micros(c.At))
}

// putLast writes the counter, where several changes were numbered and nobody else counts.
func (t *Tx) putLast() error {
	told, raised := t.desk.told, t.desk.raised
	t.desk.told, t.desk.raised = 0, 0
	if told > 0 && t.mem != nil {
		t.mem.last = brush.Some(t.desk.newest)
	}
	if told == raised {
		return nil
	}
	if err := SetLast(t.ctx, t.run, t.h, t.desk.newest); err != nil {
		return t.failed("number the changes", err)
	}
	return nil
}
