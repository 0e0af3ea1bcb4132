package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Reader answers the questions of store.Feed, store.Book and the questions of store.Keys, over a pool. It is safe for concurrent use when
// its runner is.
type Reader struct {
	run Runner
}

// NewReader returns a reader over a pool.
func NewReader(run Runner) Reader { return Reader{run} }

func (b Reader) ask(ctx context.Context) *asker { return &asker{ctx: ctx, run: b.run} }

// Changes is store.Feed's.
func (b Reader) Changes(ctx context.Context, h brush.HouseholdID, after store.Seq, limit int) ([]store.Change, error) {
	return list(b.ask(ctx), "read changes", "SELECT seq, kind, subject, at FROM feed WHERE household = $1 AND seq > $2 ORDER BY seq LIMIT "+most("$3"),
		[]any{string(h), int64(after), int64(max(limit, 0))}, func(r *record) (store.Change, error) {
			return store.Change{Seq: store.Seq(r.int()), Kind: store.ChangeKind(r.str()), Subject: r.str(), At: r.time()}, nil
		})
}

// Last is store.Feed's.
func (b Reader) Last(ctx context.Context, h brush.HouseholdID) (store.Seq, error) {
	var seq store.Seq
	err := b.ask(ctx).each("read the newest change", "SELECT seq FROM feed_last WHERE household = $1", []any{string(h)}, func(r *record) error {
		seq = store.Seq(r.int())
		return nil
	})
	return seq, err
}

// Household is store.Book's.
func (b Reader) Household(ctx context.Context, h brush.HouseholdID) (store.Household, error) {
	return b.ask(ctx).household(h)
}

// Sessions is store.Book's.
func (b Reader) Sessions(ctx context.Context, h brush.HouseholdID, q store.SessionQuery) ([]store.Session, error) {
	text, args := querySessions(h, q)
	return listOf(b.ask(ctx), min(limitOf(&q), usualList), "read sessions", text, args, sessionReader())
}

// Session is store.Book's.
func (b Reader) Session(ctx context.Context, h brush.HouseholdID, id brush.SessionID) (store.Session, error) {
	return b.ask(ctx).session(h, id)
}

// People is store.Book's.
func (b Reader) People(ctx context.Context, h brush.HouseholdID) ([]store.Person, error) {
	return b.ask(ctx).people(h)
}

// Brushes is store.Book's.
func (b Reader) Brushes(ctx context.Context, h brush.HouseholdID) ([]store.Brush, error) {
	return list(b.ask(ctx), "read brushes", "SELECT "+brushCols+" FROM brush WHERE household = $1 ORDER BY created, device", []any{string(h)}, readBrush)
}

// Sources is store.Book's.
func (b Reader) Sources(ctx context.Context, h brush.HouseholdID) ([]store.Source, error) {
	return list(b.ask(ctx), "read sources", "SELECT "+sourceCols+" FROM source WHERE household = $1 ORDER BY created, id", []any{string(h)}, readSource)
}

const askOpenHouseholds = "SELECT DISTINCT household FROM session WHERE state <> 0 AND last_heard < $1 ORDER BY household"

// OpenHouseholds is store.Book's.
func (b Reader) OpenHouseholds(ctx context.Context, before time.Time) ([]brush.HouseholdID, error) {
	return list(b.ask(ctx), "read open households", askOpenHouseholds, []any{micros(before)},
		func(r *record) (brush.HouseholdID, error) { return brush.HouseholdID(r.str()), nil })
}

// Frames is store.Book's.
func (b Reader) Frames(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error {
	return b.ask(ctx).frames(h, d, from, to, fn)
}

// Frames is store.Tx's.
func (t *Tx) Frames(d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error {
	return t.frames(t.h, d, from, to, fn)
}

// frames reads rows in the order of their first frame; a frame is given out when no row that is still to come can hold an earlier one.
func (q *asker) frames(h brush.HouseholdID, d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error {
	const part = " WHERE household = $1 AND device = $2 AND first_at >= $3 AND first_at <= $4 AND last_at >= $5"
	const text = "SELECT first_at, digest, body FROM frame_row" + part + " UNION ALL SELECT first_at, digest, body FROM frame_block" + part + " ORDER BY first_at, digest"
	m := merge{from: micros(from), to: micros(to), fn: fn}
	err := q.each("read frames", text, []any{string(h), string(d), micros(from.Add(-rowSpan)), micros(to), micros(from)}, func(r *record) error {
		first := r.int()
		r.bytes() // digest
		fs, err := parseFrames(d, r.bytes())
		if err != nil {
			return q.failed("read frames", err)
		}
		if err := m.until(first); err != nil {
			return fmt.Errorf("read frames: %w", err)
		}
		m.add(fs)
		return nil
	})
	if err != nil {
		return err
	}
	if err := m.rest(); err != nil {
		return fmt.Errorf("read frames: %w", err)
	}
	return nil
}
