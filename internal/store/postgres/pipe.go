package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// statement is one that waits to be sent.
type statement struct {
	text string
	args []any
}

// pipe is a connection in a transaction that speaks as seldom as it can: statements whose answer nobody needs travel with the next one whose
// answer somebody does. It is a rows.Runner of one goroutine.
//
// A savepoint is set only when something of an update must be sent before the update has ended: what was not sent needs no way back.
type pipe struct {
	conn  *pgx.Conn
	wait  []statement
	mark  int  // where those of the running update begin; outside: none runs
	saved bool // the running update has a savepoint
}

const outside = -1

// most is how many statements wait before they are sent all the same.
const most = 1000

// check refuses what the database cannot hold.
func check(args []any) error {
	for _, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return fmt.Errorf("a text holds a zero byte or is no UTF-8: %w", brush.ErrInvalid)
		}
	}
	return nil
}

// begin begins an update. One that is watched has a savepoint from the first, whatever comes of it.
func (p *pipe) begin(watched bool) {
	if watched {
		p.wait = append(p.wait, statement{text: "SAVEPOINT one"})
	}
	p.mark, p.saved = len(p.wait), watched
}

// keep ends an update that goes well.
func (p *pipe) keep() {
	if p.saved {
		p.wait = append(p.wait, statement{text: "RELEASE SAVEPOINT one"})
	}
	p.mark, p.saved = outside, false
}

// drop ends an update of which nothing stays.
func (p *pipe) drop() {
	clear(p.wait[p.mark:])
	p.wait = p.wait[:p.mark]
	if p.saved {
		p.wait = append(p.wait, statement{text: "ROLLBACK TO SAVEPOINT one"}, statement{text: "RELEASE SAVEPOINT one"})
	}
	p.mark, p.saved = outside, false
}

// Later is rows.Runner's.
func (p *pipe) Later(ctx context.Context, query string, args ...any) error {
	if err := check(args); err != nil {
		return err
	}
	p.wait = append(p.wait, statement{query, args})
	if len(p.wait) >= most {
		return p.send(ctx)
	}
	return nil
}

// Exec is rows.Runner's.
func (p *pipe) Exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	if err := check(args); err != nil {
		return 0, err
	}
	tag, err := p.last(ctx, query, args)
	return tag.RowsAffected(), err
}

// last sends what waits and then a statement, and returns what that did.
func (p *pipe) last(ctx context.Context, query string, args []any) (tag pgconn.CommandTag, err error) {
	p.wait = append(p.wait, statement{query, args})
	err = p.through(ctx, func(r pgx.BatchResults, n int) error {
		for range n {
			var err error
			if tag, err = r.Exec(); err != nil {
				return err
			}
		}
		return nil
	})
	return tag, err
}

// send sends what waits.
func (p *pipe) send(ctx context.Context) error {
	if len(p.wait) == 0 {
		return nil
	}
	return p.through(ctx, func(r pgx.BatchResults, n int) error {
		for range n {
			if _, err := r.Exec(); err != nil {
				return err
			}
		}
		return nil
	})
}

// Query is rows.Runner's.
func (p *pipe) Query(ctx context.Context, query string, args []any, row func([]any) error) error {
	if err := check(args); err != nil {
		return err
	}
	p.wait = append(p.wait, statement{query, args})
	return p.through(ctx, func(r pgx.BatchResults, n int) error {
		for range n - 1 {
			if _, err := r.Exec(); err != nil {
				return err
			}
		}
		rs, err := r.Query()
		if err != nil {
			return err
		}
		return each(rs, row)
	})
}

// Aside is rows.Aside's: one round for all questions, and what the running update wrote stays where it waits. What waits of others goes first
// where it is of the same household.
func (p *pipe) Aside(ctx context.Context, all []rows.Question) error {
	if len(all) == 0 {
		return nil
	}
	before := max(p.mark, 0)
	if p.mark == outside {
		before = len(p.wait)
	}
	first := 0
	for i, s := range p.wait[:before] {
		if s.text == "BEGIN" || slices.ContainsFunc(all, func(q rows.Question) bool { return meets(q.Args, s) }) {
			first = i + 1
		}
	}
	var b pgx.Batch
	for _, s := range joined(p.wait[:first]) {
		b.Queue(s.text, s.args...)
	}
	writes := b.Len()
	for _, q := range all {
		if err := check(q.Args); err != nil {
			return err
		}
		b.Queue(q.Text, q.Args...)
	}
	p.wait = slices.Delete(p.wait, 0, first)
	if p.mark != outside {
		p.mark -= first
	}
	return p.ask(ctx, &b, func(r pgx.BatchResults) error {
		for range writes {
			if _, err := r.Exec(); err != nil {
				return err
			}
		}
		for _, q := range all {
			rs, err := r.Query()
			if err != nil {
				return err
			}
			if err := each(rs, q.Row); err != nil {
				return err
			}
		}
		return nil
	})
}

// meets reports whether a question and a statement may be about the same household, which is the first argument of both.
func meets(question []any, statement statement) bool {
	if len(statement.args) == 0 {
		return false // of the transaction itself
	}
	if key, keyed := rows.Keyed(statement.text); keyed && key == 0 {
		return false // of nobody's household, and of no update's questions
	}
	if len(question) == 0 {
		return true
	}
	q, ok := question[0].(string)
	s, ok2 := statement.args[0].(string)
	return !ok || !ok2 || q == s
}

// ask sends a batch and lets fn take the answers.
func (p *pipe) ask(ctx context.Context, b *pgx.Batch, fn func(pgx.BatchResults) error) (err error) {
	r := p.conn.SendBatch(ctx, b)
	defer func() {
		if cerr := r.Close(); err == nil {
			err = kind(cerr)
		}
	}()
	return kind(fn(r))
}

// through sends everything that waits in one go and lets fn take the answers.
func (p *pipe) through(ctx context.Context, fn func(pgx.BatchResults, int) error) error {
	var b pgx.Batch
	final := len(p.wait) - 1 // whose answer is asked for
	queue := func(ss []statement) {
		for _, s := range joined(ss) {
			b.Queue(s.text, s.args...)
		}
	}
	if writes := !strings.HasPrefix(p.wait[final].text, "SELECT "); p.mark >= 0 && !p.saved && (p.mark < final || p.mark == final && writes) {
		queue(p.wait[:p.mark])
		b.Queue("SAVEPOINT one")
		p.saved = true
		queue(p.wait[p.mark:final])
	} else {
		queue(p.wait[:final])
	}
	b.Queue(p.wait[final].text, p.wait[final].args...)
	clear(p.wait)
	p.wait = p.wait[:0]
	if p.mark != outside {
		p.mark = 0
	}
	return p.ask(ctx, &b, func(r pgx.BatchResults) error { return fn(r, b.Len()) })
}

// kind makes what a statement was given, and no server will take, brush.ErrInvalid.
func kind(err error) error {
	if ofStatement(err) && !errors.Is(err, brush.ErrInvalid) {
		return fmt.Errorf("%w: %w", brush.ErrInvalid, err)
	}
	return err
}

// asked answers questions on a pool. It is a rows.Runner that does not write.
type asked struct {
	pool     *pgxpool.Pool
	patience time.Duration // from row to row
}

var errReads = errors.New("questions change nothing")

// Exec is rows.Runner's, and refuses.
func (asked) Exec(context.Context, string, ...any) (int64, error) { return 0, errReads }

// Later is rows.Runner's, and refuses.
func (asked) Later(context.Context, string, ...any) error { return errReads }

var errSilent = errors.New("the database says nothing")

// Query is rows.Runner's. A connection that broke before a row came is replaced once: a question may be asked again. A database that says
// nothing for too long is given up; the time that row takes does not count.
func (a asked) Query(ctx context.Context, query string, args []any, row func([]any) error) error {
	if err := check(args); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(a.patience, func() { cancel(errSilent) })
	defer watch.Stop()
	given := false // a row
	ask := func() error {
		rs, err := a.pool.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		return each(rs, func(values []any) error {
			given = true
			watch.Stop()
			defer watch.Reset(a.patience)
			return row(values)
		})
	}
	err := ask()
	var said *pgconn.PgError
	if err != nil && !given && ctx.Err() == nil && (!errors.As(err, &said) || gone(said)) {
		a.pool.Reset() // what ended one connection ended the others
		err = ask()
	}
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return err
}

// gone reports whether an answer of the server says that the connection or the server ends, or that the server is no longer the one that
// takes writes.
func gone(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08") || e.Code == "25006"
}
