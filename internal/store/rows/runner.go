package rows

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"sync"
)

// Runner runs the statements of this package on a connection or a pool. Errors are the database's own.
type Runner interface {
	// Exec runs a statement and returns how many rows it changed.
	Exec(ctx context.Context, query string, args ...any) (int64, error)
	// Later runs a statement at once, or before the next Exec or Query, or with the commit: in that order, and its error may come then.
	// Arguments are not to be changed after.
	Later(ctx context.Context, query string, args ...any) error
	// Query calls row with each row's values, which are good until it returns: int64, float64, string, []byte or nil. An error of row ends it
	// and is returned as it is.
	Query(ctx context.Context, query string, args []any, row func(values []any) error) error
}

// Preparer prepares statements: a *sql.DB, a *sql.Conn or a *sql.Tx.
type Preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// Statements keeps the prepared statements of one connection or pool of database/sql. The texts are constants of this package and few, so it
// stays small. It is a Runner, and safe for concurrent use.
type Statements struct {
	from Preparer
	text func(string) string // a statement as the database likes it best
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

// NewStatements returns an empty set of statements of a connection or pool.
func NewStatements(from Preparer) *Statements {
	return &Statements{from: from, text: func(s string) string { return s }, kept: map[string]*sql.Stmt{}}
}

// Positional makes the statements of a database that looks up every $n by its name, at a tenth of the cost of a write, tell their arguments by
// their place, and returns them.
func (s *Statements) Positional() *Statements {
	s.text = Positional
	return s
}

// Positional writes ? for $1, $2 ... where they stand once each and in order. What else there is stays as it is.
func Positional(query string) string {
	var b strings.Builder
	rest := query
	for n := 1; ; n++ {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		mark := strconv.Itoa(n)
		if !strings.HasPrefix(after, mark) || len(after) > len(mark) && after[len(mark)] >= '0' && after[len(mark)] <= '9' {
			return query
		}
		b.WriteByte('?')
		rest = after[len(mark):]
	}
}

func (s *Statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	st := s.kept[query]
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	st, err := s.from.PrepareContext(ctx, s.text(query))
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

// Exec is Runner's.
func (s *Statements) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	st, err := s.get(ctx, query)
	if err != nil {
		return 0, err
	}
	r, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Later is Runner's: a database in this very process is told at once.
func (s *Statements) Later(ctx context.Context, query string, args ...any) error {
	st, err := s.get(ctx, query)
	if err == nil {
		_, err = st.ExecContext(ctx, args...)
	}
	return err
}

// Query is Runner's.
func (s *Statements) Query(ctx context.Context, query string, args []any, row func([]any) error) (err error) {
	st, err := s.get(ctx, query)
	if err != nil {
		return err
	}
	rs, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := rs.Close(); err == nil {
			err = cerr
		}
	}()
	cols, err := rs.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(cols))
	into := make([]any, len(cols))
	for i := range into {
		into[i] = &values[i]
	}
	for rs.Next() {
		if err := rs.Scan(into...); err != nil {
			return err
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return rs.Err()
}
