package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

const hands = 4

// exported is a store with an hour of frames, a row for each.
func exported(t *testing.T) *sqlite.Store {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "enamel.db"))
	for i := range 30 {
		f := brush.Frame{Source: "hall", Seq: uint64(i + 1), Device: "d", At: start.Add(time.Duration(i) * time.Minute), Kind: brush.Advert, Payload: []byte{1}}
		if err := s.Update(context.Background(), "home", func(tx store.Tx) error { return tx.KeepFrames("d", []brush.Frame{f}) }); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

var start = time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)

func frames(ctx context.Context, s *sqlite.Store, fn func(*brush.Frame) error) error {
	return s.Frames(ctx, "home", "d", start, start.Add(time.Hour), fn)
}

// TestGoneCallersLetGo: whoever goes, fails or panics in the middle of an answer leaves nothing behind: many times as many as there are hands do
// so, and questions are answered.
func TestGoneCallersLetGo(t *testing.T) {
	s := exported(t)
	defer s.Close()
	boom := errors.New("boom")
	for range 3 * hands {
		ctx, cancel := context.WithCancel(context.Background())
		given := 0
		err := frames(ctx, s, func(*brush.Frame) error {
			given++
			cancel()
			return nil
		})
		if !errors.Is(err, brush.ErrUnavailable) || !errors.Is(err, context.Canceled) || given == 30 {
			t.Fatalf("who has gone is given %d frames, and %v", given, err)
		}
		if err := frames(ctx, s, func(*brush.Frame) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Fatalf("who has gone before: %v", err)
		}
		if err := frames(context.Background(), s, func(*brush.Frame) error { return boom }); !errors.Is(err, boom) {
			t.Fatalf("who fails is told %v", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Fatal("a panic was swallowed")
				}
			}()
			_ = frames(context.Background(), s, func(*brush.Frame) error { panic(boom) })
		}()
		n := 0
		if err := frames(context.Background(), s, func(*brush.Frame) error { n++; return nil }); err != nil || n != 30 {
			t.Fatalf("%d frames, %v", n, err)
		}
	}
}

// TestAllHandsBusy: while every hand is in the middle of an answer, a question waits as long as its context lasts, and is answered when one is
// free again.
func TestAllHandsBusy(t *testing.T) {
	s := exported(t)
	defer s.Close()
	release, done := make(chan struct{}), make(chan error, hands)
	begun := make(chan struct{}, hands)
	for range hands {
		go func() {
			first := true
			done <- frames(context.Background(), s, func(*brush.Frame) error {
				if first {
					first = false
					begun <- struct{}{}
					<-release
				}
				return nil
			})
		}()
	}
	for range hands {
		<-begun
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.People(ctx, "home"); !errors.Is(err, brush.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while all are busy: %v", err)
	}
	waits := make(chan error)
	go func() {
		_, err := s.People(context.Background(), "home")
		waits <- err
	}()
	close(release)
	if err := <-waits; err != nil {
		t.Errorf("who waited: %v", err)
	}
	for range hands {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestClosedAnswersNothing: a closed store says so; what it was answering is answered to its end.
func TestClosedAnswersNothing(t *testing.T) {
	s := exported(t)
	n := 0
	err := frames(context.Background(), s, func(*brush.Frame) error {
		if n++; n == 2 {
			return s.Close()
		}
		return nil
	})
	if err != nil || n != 30 {
		t.Errorf("the answer that was on its way has %d frames, %v", n, err)
	}
	if _, err := s.People(context.Background(), "home"); !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("afterwards: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}
