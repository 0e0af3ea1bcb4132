// Package rows turns the house's values into rows of SQL and back; the text is the same for every database, which only opens and commits.
package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Preparer prepares statements: a *sql.DB, a *sql.Conn or a *sql.Tx.
type Preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// Statements keeps the prepared statements of one connection or pool. The texts are constants of this package and few, so it stays small.
// It is safe for concurrent use.
type Statements struct {
	from Preparer
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

// NewStatements returns an empty set of statements of a connection or pool.
func NewStatements(from Preparer) *Statements {
	return &Statements{from: from, kept: map[string]*sql.Stmt{}}
}

func (s *Statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	st := s.kept[query]
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	st, err := s.from.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.kept[query]; old != nil {
		_ = st.Close() // another goroutine was first; a statement that was never run has nothing to say at its end
		return old, nil
	}
	s.kept[query] = st
	return st, nil
}

// Close closes every statement.
func (s *Statements) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all error
	for _, st := range s.kept {
		all = errors.Join(all, st.Close())
	}
	clear(s.kept)
	return all
}

// asker runs statements in one context. In an update it remembers the first error of the database, so that an fn that swallows one cannot
// commit half of its work.
type asker struct {
	ctx   context.Context
	st    *Statements
	fault error
}

// failed says what was being done, gives the error its kind and remembers it.
func (q *asker) failed(verb string, err error) error {
	err = fmt.Errorf("%s: %w: %w", verb, brush.ErrUnavailable, err)
	if q.fault == nil {
		q.fault = err
	}
	return err
}

// exec runs a statement and returns how many rows it changed.
func (q *asker) exec(verb, query string, args ...any) (int64, error) {
	st, err := q.st.get(q.ctx, query)
	if err != nil {
		return 0, q.failed(verb, err)
	}
	r, err := st.ExecContext(q.ctx, args...)
	if err != nil {
		return 0, q.failed(verb, err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return 0, q.failed(verb, err)
	}
	return n, nil
}

// each calls fn with every row; fn reads the row's columns in order. An error of fn ends it and is returned as it is.
func (q *asker) each(verb, query string, args []any, fn func(*record) error) (err error) {
	st, err := q.st.get(q.ctx, query)
	if err != nil {
		return q.failed(verb, err)
	}
	rs, err := st.QueryContext(q.ctx, args...)
	if err != nil {
		return q.failed(verb, err)
	}
	defer func() {
		if cerr := rs.Close(); err == nil && cerr != nil {
			err = q.failed(verb, cerr)
		}
	}()
	cols, err := rs.Columns()
	if err != nil {
		return q.failed(verb, err)
	}
	rec := record{v: make([]any, len(cols))}
	into := make([]any, len(cols))
	for i := range into {
		into[i] = &rec.v[i]
	}
	for rs.Next() {
		if err := rs.Scan(into...); err != nil {
			return q.failed(verb, err)
		}
		rec.i, rec.bad = 0, nil
		if err := fn(&rec); err != nil {
			return err
		}
		if rec.bad != nil {
			return q.failed(verb, rec.bad)
		}
	}
	if err := rs.Err(); err != nil {
		return q.failed(verb, err)
	}
	return nil
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
	var all []T
	err := q.each(verb, query, args, func(r *record) error {
		v, err := read(r)
		if err != nil {
			return q.failed(verb, err)
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

// Exec runs a statement without arguments, such as COMMIT. Its error is the database's own.
func (s *Statements) Exec(ctx context.Context, query string) error {
	st, err := s.get(ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(ctx)
	return err
}
