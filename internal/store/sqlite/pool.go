package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/enamel-home/enamel/brush"
)

// pool is the hands that answer questions. It is a rows.Runner that does not write, and safe for concurrent use.
type pool struct {
	dsn  string
	free chan struct{} // one for each hand that nobody has

	mu     sync.Mutex
	hands  []*hand // connected, and nobody's; the one used last is the next, whose pages are in memory
	closed bool
}

func newPool(dsn string) *pool {
	p := &pool{dsn: dsn, free: make(chan struct{}, readers)}
	for range readers {
		p.free <- struct{}{}
	}
	return p
}

var (
	errReads  = errors.New("questions change nothing")
	errClosed = fmt.Errorf("the store is closed: %w", brush.ErrUnavailable)
)

// Exec is rows.Runner's, and refuses.
func (p *pool) Exec(context.Context, string, ...any) (int64, error) { return 0, errReads }

// Later is rows.Runner's, and refuses.
func (p *pool) Later(context.Context, string, ...any) error { return errReads }

// take returns a hand, and waits for one as long as the context lasts.
func (p *pool) take(ctx context.Context) (*hand, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.free:
	default:
		select {
		case <-p.free:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mu.Lock()
	closed := p.closed
	var h *hand
	if n := len(p.hands); n > 0 {
		h, p.hands = p.hands[n-1], p.hands[:n-1]
	}
	p.mu.Unlock()
	var err error
	switch {
	case closed:
		err = errClosed
	case h == nil:
		h, err = newHand(p.dsn)
	}
	if err != nil {
		p.free <- struct{}{}
		return nil, err
	}
	return h, nil
}

// give takes a hand back. One that met an error of the database is not used again: the next question connects anew.
func (p *pool) give(h *hand, good bool) {
	p.mu.Lock()
	if good = good && !p.closed; good {
		p.hands = append(p.hands, h)
	}
	p.mu.Unlock()
	if !good {
		_ = h.close() // it has only read; an error adds nothing to the one that led here
	}
	p.free <- struct{}{}
}

// Query is rows.Runner's. The database does not watch the context, which would cost a goroutine for each question, most of which are over sooner
// than that is started: who has gone is noticed at the next row.
func (p *pool) Query(ctx context.Context, query string, args []any, row func([]any) error) error {
	h, err := p.take(ctx)
	if err != nil {
		return err
	}
	own, whole := false, false // the error is row's or the context's; nothing panicked
	defer func() { p.give(h, whole && (err == nil || own)) }()
	watched := ctx.Done() != nil
	err = h.Query(context.WithoutCancel(ctx), query, args, func(values []any) error {
		if watched {
			if err := ctx.Err(); err != nil {
				own = true
				return err
			}
		}
		err := row(values)
		own = err != nil
		return err
	})
	whole = true
	return err
}

// close closes the hands that nobody has; the others follow when they come back.
func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var all error
	for _, h := range p.hands {
		all = errors.Join(all, h.close())
	}
	p.hands = nil
	return all
}
