package wire_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

type answers []error

func (a *answers) Accept(context.Context, []brush.Frame) error {
	err := (*a)[0]
	*a = (*a)[1:]
	return err
}

type busy struct{ after time.Duration }

func (busy) Error() string               { return "busy" }
func (busy) Unwrap() error               { return brush.ErrUnavailable }
func (b busy) RetryAfter() time.Duration { return b.after }

func TestPatient(t *testing.T) {
	no := fmt.Errorf("commit: %w", brush.ErrUnavailable)
	never := errors.New("stopped")
	for _, c := range []struct {
		name    string
		answers answers
		waits   []time.Duration // the last is cut short when stop
		stop    bool
		want    error
	}{
		{"yes", answers{nil}, nil, false, nil},
		{"yes in the end", answers{no, no, no, nil}, []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond}, false, nil},
		{"the server says when", answers{busy{3 * time.Second}, no, nil}, []time.Duration{3 * time.Second, 200 * time.Millisecond}, false, nil},
		{"the server says next year", answers{busy{8760 * time.Hour}, nil}, []time.Duration{2 * time.Minute}, false, nil},
		{"pauses stop growing", answers{no, no, no, no, no, no, no, no, nil}, []time.Duration{1e8, 2e8, 4e8, 8e8, 16e8, 32e8, 5e9, 5e9}, false, nil},
		{"final", answers{no, brush.ErrInvalid}, []time.Duration{100 * time.Millisecond}, false, brush.ErrInvalid},
		{"forbidden", answers{brush.ErrForbidden}, nil, false, brush.ErrForbidden},
		{"stopped", answers{no, no}, []time.Duration{100 * time.Millisecond, 200 * time.Millisecond}, true, never},
	} {
		t.Run(c.name, func(t *testing.T) {
			var waits []time.Duration
			told := 0
			p := wire.Patient{Sink: &c.answers, Tell: func(error, time.Duration) { told++ }, Wait: func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				if c.stop && len(waits) == len(c.waits) {
					return never
				}
				return nil
			}}
			err := p.Accept(t.Context(), nil)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if fmt.Sprint(waits) != fmt.Sprint(c.waits) || told != len(waits) || len(c.answers) != 0 {
				t.Errorf("waited %v, want %v; told %d times; %d answers left", waits, c.waits, told, len(c.answers))
			}
		})
	}
}

func TestSleep(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if err := wire.Sleep(ctx, time.Millisecond); err != nil {
		t.Error(err)
	}
	cancel()
	if err := wire.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := wire.Sleep(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Error("no time to wait is no reason to go on after the end")
	}
}
