// Package rows turns the house's values into rows of SQL and back; the text is the same for every database, which only opens and commits.
package rows

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// asker runs statements in one context. In an update it remembers the first error of the database, so that an fn that swallows one cannot
// commit half of its work; and after it does nothing more, since the database may have left the transaction, and what is written then would stand
// alone.
type asker struct {
	ctx   context.Context
	run   Runner
	fault error
}

// failed says what was being done, gives the error its kind and remembers it. What the database cannot hold is brush.ErrInvalid, and the
// runner says so; all else is that it is not there.
func (q *asker) failed(verb string, err error) error {
	if errors.Is(err, brush.ErrInvalid) {
		err = fmt.Errorf("%s: %w", verb, err)
	} else {
		err = fmt.Errorf("%s: %w: %w", verb, brush.ErrUnavailable, err)
	}
	if q.fault == nil {
		q.fault = err
	}
	return err
}

// exec runs a statement and returns how many rows it changed.
func (q *asker) exec(verb, query string, args ...any) (int64, error) {
	if q.fault != nil {
		return 0, q.fault
	}
	n, err := q.run.Exec(q.ctx, query, args...)
	if err != nil {
		return 0, q.failed(verb, err)
	}
	return n, nil
}

// later runs a statement whose answer nobody needs: a database far away is told with the next question, or with the commit.
func (q *asker) later(verb, query string, args ...any) error {
	if q.fault != nil {
		return q.fault
	}
	if err := q.run.Later(q.ctx, query, args...); err != nil {
		return q.failed(verb, err)
	}
	return nil
}

// each calls fn with every row; fn reads the row's columns in order. An error of fn ends it and is returned as it is.
func (q *asker) each(verb, query string, args []any, fn func(*record) error) error {
	if q.fault != nil {
		return q.fault
	}
	var rec record
	own := false // the error is fn's
	err := q.run.Query(q.ctx, query, args, func(values []any) error {
		rec.v, rec.i, rec.bad = values, 0, nil
		if err := fn(&rec); err != nil {
			own = true
			return err
		}
		return rec.bad
	})
	if err != nil && !own {
		return q.failed(verb, err)
	}
	return err
}

// question is one of several that are asked together.
type question struct {
	text string
	args []any
	fn   func(*record) error
}

// aside asks questions whose answers nothing that this update has written can change: a database far away need not be told of that first, and
// is asked all of them at once.
func (q *asker) aside(verb string, all ...question) error {
	run, ok := q.run.(Aside)
	if !ok {
		for _, one := range all {
			if err := q.each(verb, one.text, one.args, one.fn); err != nil {
				return err
			}
		}
		return nil
	}
	if q.fault != nil {
		return q.fault
	}
	own := false // the error is an fn's
	asked := make([]Question, len(all))
	for i, one := range all {
		var rec record
		asked[i] = Question{one.text, one.args, func(values []any) error {
			rec.v, rec.i, rec.bad = values, 0, nil
			if err := one.fn(&rec); err != nil {
				own = true
				return err
			}
			return rec.bad
		}}
	}
	err := run.Aside(q.ctx, asked)
	if err != nil && !own {
		return q.failed(verb, err)
	}
	return err
}

// into is a question whose rows are appended to a list.
func into[T any](q *asker, to *[]T, verb, text string, args []any, read func(*record) (T, error)) question {
	return question{text, args, func(r *record) error {
		v, err := read(r)
		if err != nil {
			return q.failed(verb, err)
		}
		*to = append(*to, v)
		return nil
	}}
}

// one calls fn with the first row; brush.ErrNotFound when there is none.
func (q *asker) one(verb, query string, args []any, fn func(*record) error) error {
	found := false
	err := q.each(verb, query, args, func(r *record) error {
		if found {
			return nil
		}
		found = true
		return fn(r)
	})
	if err == nil && !found {
		return fmt.Errorf("%s: %w", verb, brush.ErrNotFound)
	}
	return err
}

// list collects what read makes of every row.
func list[T any](q *asker, verb, query string, args []any, read func(*record) (T, error)) ([]T, error) {
	return listOf(q, 0, verb, query, args, read)
}

// listOf is list, with room for about so many when there is one: growing moves what is there, and a session is large.
func listOf[T any](q *asker, about int, verb, query string, args []any, read func(*record) (T, error)) ([]T, error) {
	var all []T
	err := q.each(verb, query, args, func(r *record) error {
		v, err := read(r)
		if err != nil {
			return q.failed(verb, err)
		}
		if all == nil && about > 0 {
			all = make([]T, 0, about)
		}
		all = append(all, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// single returns what read makes of the first row; brush.ErrNotFound when there is none.
func single[T any](q *asker, verb, query string, args []any, read func(*record) (T, error)) (T, error) {
	var v T
	err := q.one(verb, query, args, func(r *record) (err error) {
		if v, err = read(r); err != nil {
			return q.failed(verb, err)
		}
		return nil
	})
	return v, err
}

// record is a row whose columns are taken in order. Taking a column of another type than was written is remembered in bad.
type record struct {
	v   []any
	i   int
	bad error
}

func (r *record) next() any {
	v := r.v[r.i]
	r.i++
	return v
}

func (r *record) wrong(v any, want string) {
	if r.bad == nil {
		r.bad = fmt.Errorf("column %d is a %T where %s was written", r.i, v, want)
	}
}

func (r *record) int() int64 {
	switch v := r.next().(type) {
	case int64:
		return v
	default:
		r.wrong(v, "a number")
		return 0
	}
}

func (r *record) float() float64 {
	switch v := r.next().(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	default:
		r.wrong(v, "a number")
		return 0
	}
}

func (r *record) str() string {
	switch v := r.next().(type) {
	case string:
		return v
	case []byte:
		return string(v)
	default:
		r.wrong(v, "text")
		return ""
	}
}

// bytes returns a column that may be absent: nil.
func (r *record) bytes() []byte {
	switch v := r.next().(type) {
	case []byte:
		return v
	case nil:
		return nil
	default:
		r.wrong(v, "bytes")
		return nil
	}
}

func (r *record) hash() (h [32]byte) {
	b := r.bytes()
	if len(b) != len(h) {
		r.wrong(b, "a hash")
		return h
	}
	copy(h[:], b)
	return h
}

func (r *record) flag() bool      { return r.int() != 0 }
func (r *record) time() time.Time { return fromMicros(r.int()) }

// absent reports whether the next column is null, and passes it by if so.
func (r *record) absent() bool {
	if r.v[r.i] != nil {
		return false
	}
	r.i++
	return true
}

type small interface {
	~uint8 | ~uint16 | ~uint32
}

// some returns a number that may be absent.
func some[T small](r *record) brush.Opt[T] {
	if r.absent() {
		return brush.Opt[T]{}
	}
	return brush.Some(T(r.int()))
}

// opt is the column of a number that may be absent.
func opt[T small](o brush.Opt[T]) any {
	if !o.OK {
		return nil
	}
	return int64(o.V)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// The zero time is its own value, so that "never" survives the way there and back.
const zeroMicros = math.MinInt64

func micros(t time.Time) int64 {
	if t.IsZero() {
		return zeroMicros
	}
	return t.UnixMicro()
}

func fromMicros(v int64) time.Time {
	if v == zeroMicros {
		return time.Time{}
	}
	return time.UnixMicro(v).UTC()
}

// lines keeps a list of ids in one column. No id holds a line feed: joined checks it.
func lines[T ~string](field string, ids []T) (string, error) {
	var b strings.Builder
	for i, id := range ids {
		if strings.ContainsAny(string(id), "\n") || id == "" {
			return "", &brush.FieldError{Field: field, Reason: "holds an empty entry or one with a line feed"}
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(id))
	}
	return b.String(), nil
}

func split[T ~string](s string) []T {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, "\n")
	ids := make([]T, len(parts))
	for i, p := range parts {
		ids[i] = T(p)
	}
	return ids
}

// insert is the text that inserts a row of these columns: $1 and on.
func insert(table, cols string) string {
	return "INSERT INTO " + table + " (" + cols + ") VALUES (" + marks(strings.Count(cols, ",")+1) + ")"
}

// upsert is insert, or an update of everything else when a row with these key columns is there.
func upsert(table, key, cols string) string {
	keys := strings.Split(key, ", ")
	var set []string
next:
	for _, c := range strings.Split(cols, ", ") {
		for _, k := range keys {
			if c == k {
				continue next
			}
		}
		set = append(set, c+" = excluded."+c)
	}
	return insert(table, cols) + " ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// most is a LIMIT's argument as an expression. SQLite looks at an argument that stands there alone when it plans, and so would plan anew for
// each call: a third of what a short list costs.
func most(arg string) string { return "CAST(" + arg + " AS BIGINT)" }

func marks(n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		if i > 1 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i)
	}
	return b.String()
}
