package wire

import (
	"context"
	"errors"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Patient is a Sink that sends to another until it says yes: an answer of kind brush.ErrUnavailable is no answer, and the same frames are
// sent again, however long it takes. Whatever else goes wrong is final and comes back.
type Patient struct {
	Sink Sink
	// Wait waits, or ends early with the context's error.
	Wait func(ctx context.Context, d time.Duration) error
	// Tell is called before each wait, with what went wrong; nil: nobody is told.
	Tell func(err error, wait time.Duration)
}

// The pauses between two tries: the first, and the longest that the pauses grow to. A server that names a longer one is heeded.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
	heedAtMost   = 2 * time.Minute
)

// Accept implements Sink.
func (p Patient) Accept(ctx context.Context, frames []brush.Frame) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := p.Sink.Accept(ctx, frames)
		if err == nil || !errors.Is(err, brush.ErrUnavailable) {
			return err
		}
		wait := pause
		var named interface{ RetryAfter() time.Duration }
		if errors.As(err, &named) {
			wait = max(wait, min(named.RetryAfter(), heedAtMost))
		}
		if p.Tell != nil {
			p.Tell(err, wait)
		}
		if waitErr := p.Wait(ctx, wait); waitErr != nil {
			return &gaveUp{waitErr, err}
		}
	}
}

// gaveUp is the end of patience: why waiting ended, and what the sink had said. Written without fmt, which the browser's decoders do not load.
type gaveUp struct{ wait, last error }

// Error is error's.
func (e *gaveUp) Error() string {
	return "send frames: " + e.wait.Error() + "; the last answer was: " + e.last.Error()
}

// Unwrap lets errors.Is see both.
func (e *gaveUp) Unwrap() []error { return []error{e.wait, e.last} }

// Sleep waits by the machine's clock; it is a Patient's usual Wait.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
