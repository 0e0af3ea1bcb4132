package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	sqlite "modernc.org/sqlite"

	"github.com/enamel-home/enamel/internal/store/rows"
)

// hand is a connection, the writer's or one that answers questions, spoken to without database/sql, whose locks and conversions cost a small statement as much as the statement
// itself does. It is a rows.Runner of one goroutine.
type hand struct {
	conn driver.Conn
	kept map[string]*prepared // by the text as rows has it: constants, and few

	writes int // statements so far that may have changed something
}

// prepared is a statement, with room for its arguments and its rows.
type prepared struct {
	stmt   driver.Stmt
	args   []driver.NamedValue
	values []driver.Value
	row    []any
}

func newHand(dsn string) (*hand, error) {
	c, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &hand{conn: c, kept: map[string]*prepared{}}, nil
}

// close rolls back what is open.
func (h *hand) close() error {
	var all error
	for _, p := range h.kept {
		all = errors.Join(all, p.stmt.Close())
	}
	clear(h.kept)
	return errors.Join(all, h.conn.Close())
}

// script runs a text of many statements, which is needed once.
func (h *hand) script(ctx context.Context, text string) error {
	_, err := h.conn.(driver.ExecerContext).ExecContext(ctx, text, nil)
	return err
}

// prepare returns a statement with its arguments in place.
func (h *hand) prepare(query string, args []any) (*prepared, error) {
	p := h.kept[query]
	if p == nil {
		st, err := h.conn.Prepare(rows.Positional(query))
		if err != nil {
			return nil, err
		}
		p = &prepared{stmt: st}
		h.kept[query] = p
	}
	p.args = p.args[:0]
	for i, a := range args {
		switch a.(type) {
		case int64, string, []byte, float64, nil:
		default:
			var err error
			if a, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
				return nil, fmt.Errorf("argument %d: %w", i+1, err)
			}
		}
		p.args = append(p.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return p, nil
}

// Exec is rows.Runner's.
func (h *hand) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	p, err := h.prepare(query, args)
	if err != nil {
		return 0, err
	}
	h.writes++
	defer clear(p.args) // they may be large
	r, err := p.stmt.(driver.StmtExecContext).ExecContext(ctx, p.args)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Later is rows.Runner's: a database in this very process is told at once.
func (h *hand) Later(ctx context.Context, query string, args ...any) error {
	_, err := h.Exec(ctx, query, args...)
	return err
}

// Query is rows.Runner's.
func (h *hand) Query(ctx context.Context, query string, args []any, row func([]any) error) (err error) {
	p, err := h.prepare(query, args)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(query, "SELECT ") {
		h.writes++
	}
	defer clear(p.args)
	rs, err := p.stmt.(driver.StmtQueryContext).QueryContext(ctx, p.args)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := rs.Close(); err == nil {
			err = cerr
		}
	}()
	if p.values == nil {
		n := len(rs.Columns())
		p.values, p.row = make([]driver.Value, n), make([]any, n)
	}
	defer clear(p.values)
	for {
		if err := rs.Next(p.values); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		for i, v := range p.values {
			p.row[i] = v
		}
		if err := row(p.row); err != nil {
			return err
		}
	}
}
