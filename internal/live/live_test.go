package live_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

func open(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func emit(t *testing.T, s store.Store, h brush.HouseholdID, n int) {
	t.Helper()
	for range n {
		err := s.Update(context.Background(), h, func(tx store.Tx) error {
			_, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: "d"})
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// follower follows until it has heard a number.
type follower struct {
	heard   []store.Seq
	present int
}

var errEnough = errors.New("heard enough")

func (f *follower) follow(t *testing.T, hub *live.Hub, h brush.HouseholdID, after, until store.Seq, slow time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	err := hub.Follow(ctx, h, after, func(n live.News) error {
		for _, c := range n.Changes {
			f.heard = append(f.heard, c.Seq)
		}
		if n.Present {
			f.present++
		}
		if len(f.heard) > 0 && f.heard[len(f.heard)-1] >= until {
			return errEnough
		}
		time.Sleep(slow)
		return nil
	})
	if !errors.Is(err, errEnough) {
		t.Errorf("follow after %d: %v, heard %d", after, err, len(f.heard))
	}
	for i, seq := range f.heard {
		if seq != after+store.Seq(i)+1 {
			t.Errorf("follow after %d: number %d comes as the %dth", after, seq, i+1)
			return
		}
	}
}

// Many followers from different cursors, a slow one and one that comes back among them: each hears everything after its cursor, once and in
// order, with wakes and, where every wake is lost, without.
func TestFollow(t *testing.T) {
	for name, wake := range map[string]bool{"woken": true, "not woken": false} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			every := time.Hour // only wakes help
			if !wake {
				every = 5 * time.Millisecond
			}
			hub := live.NewHub(s, every)
			emit(t, s, "home", 600) // more than a page of the past
			const all = 900
			var wg sync.WaitGroup
			for i := range 12 {
				wg.Go(func() {
					var f follower
					slow := time.Duration(0)
					if i == 0 {
						slow = 20 * time.Millisecond
					}
					f.follow(t, hub, "home", store.Seq(i*50), all, slow)
					if f.present < 1 {
						t.Error("the present was not announced to one that came late")
					}
				})
			}
			wg.Go(func() { // hangs up now and then, and comes back with its cursor
				for after := store.Seq(0); after < all; after += 90 {
					var f follower
					f.follow(t, hub, "home", after, after+90, 0)
				}
			})
			for range 4 {
				wg.Go(func() {
					for range 75 {
						emit(t, s, "home", 1)
						if wake {
							hub.Wake("home")
						}
						emit(t, s, "other", 1)
						hub.Wake("other")
					}
				})
			}
			wg.Wait()
			if n := hub.Followers(); n != 0 {
				t.Errorf("%d households are still looked at", n)
			}
		})
	}
}

// The present moves with the open session, and only then.
func TestPresent(t *testing.T) {
	s := open(t)
	hub := live.NewHub(s, time.Hour)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	news := make(chan live.News)
	done := make(chan error, 1)
	go func() {
		done <- hub.Follow(ctx, "home", 0, func(n live.News) error {
			news <- n
			return nil
		})
	}()
	if n := <-news; !n.Present || len(n.Changes) != 0 {
		t.Errorf("the first news is %+v", n)
	}
	begin := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	for i := range 3 {
		x := store.Session{ID: "s", Updated: begin.Add(time.Duration(i) * time.Second)}
		x.Device, x.Start, x.End, x.LastHeard, x.State = "d", begin, begin, begin, session.Running
		if err := s.Update(ctx, "home", func(tx store.Tx) error { return tx.PutSession(x) }); err != nil {
			t.Fatal(err)
		}
		hub.Wake("home")
		if n := <-news; !n.Present || len(n.Changes) != 0 {
			t.Errorf("news %+v, want the present alone", n)
		}
	}
	emit(t, s, "home", 1)
	hub.Wake("home")
	if n := <-news; n.Present || len(n.Changes) != 1 {
		t.Errorf("news %+v, want a change alone", n)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("followed to the end: %v", err)
	}
}

// A store that fails ends the follower with its error instead of leaving it in silence.
func TestStoreFails(t *testing.T) {
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	hub := live.NewHub(s, time.Millisecond)
	started := make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- hub.Follow(context.Background(), "home", 0, func(live.News) error { close(started); return nil })
	}()
	<-started
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("the follower ended with %v", err)
	}
}

// A cursor from before a backup was played back goes on from where the feed is.
func TestCursorFromTheFuture(t *testing.T) {
	s := open(t)
	hub := live.NewHub(s, 2*time.Millisecond)
	emit(t, s, "home", 5)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var heard []store.Seq
	err := hub.Follow(ctx, "home", 812, func(n live.News) error {
		for _, c := range n.Changes {
			heard = append(heard, c.Seq)
		}
		if len(heard) > 0 {
			return errEnough
		}
		emit(t, s, "home", 1)
		return nil
	})
	if !errors.Is(err, errEnough) || len(heard) != 1 || heard[0] != 6 {
		t.Errorf("heard %v, %v", heard, err)
	}
}
