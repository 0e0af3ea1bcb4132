// Package live lets any number of followers hear what happens in a household, in order and without missing anything.
package live

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// page is how many changes are read at once.
const page = 256

// Store is what this room needs of a store.
type Store interface {
	store.Feed
	Sessions(ctx context.Context, h brush.HouseholdID, q store.SessionQuery) ([]store.Session, error)
}

// News is what a follower hears at once. Present says that the open sessions are not what they were: follow it by reading them. It is set
// in the first news, so that whoever comes late sees what is going on.
type News struct {
	Changes []store.Change // in order, after everything heard before
	Present bool
}

// Hub wakes followers. It holds no changes: each follower reads the feed from its own cursor, so that a slow one slows nobody, and one that
// comes back with its cursor misses nothing. It is safe for concurrent use.
type Hub struct {
	store Store
	every time.Duration
	mu    sync.Mutex
	tails map[brush.HouseholdID]*tail
	heeds []func(brush.HouseholdID)
}

// NewHub returns a hub over a store. Each followed household is looked at when it is woken, and every so often anyway (0: each second), so
// that a wake that was lost costs that long and never a change.
func NewHub(s Store, every time.Duration) *Hub {
	if every <= 0 {
		every = time.Second
	}
	return &Hub{store: s, every: every, tails: map[brush.HouseholdID]*tail{}}
}

// Heed lets fn know of every wake of any household, before Wake returns; fn must be quick. It is for what remembers something of households, and
// is not undone.
func (b *Hub) Heed(fn func(brush.HouseholdID)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heeds = append(b.heeds, fn)
}

// Wake says that a household has changed. It never blocks.
func (b *Hub) Wake(h brush.HouseholdID) {
	b.mu.Lock()
	t, heeds := b.tails[h], b.heeds
	b.mu.Unlock()
	for _, fn := range heeds {
		fn(h)
	}
	if t == nil {
		return
	}
	select {
	case t.wake <- struct{}{}:
	default: // it is about to look already
	}
}

// Follow calls fn with every change after a number, and whenever the present moves, until the context ends, fn returns an error or the
// store fails; it returns that error. fn may take its time. The first call comes at once, also when there is no change.
func (b *Hub) Follow(ctx context.Context, h brush.HouseholdID, after store.Seq, fn func(News) error) error {
	t := b.join(h)
	defer b.leave(h, t)
	// A cursor from the future is one from before a backup was played back: it goes on from here instead of waiting for years.
	last, err := b.store.Last(ctx, h)
	if err != nil {
		return fmt.Errorf("follow household: %w", err)
	}
	after = min(after, last)
	moved := uint64(0) // below the tail's first
	for {
		now, err := t.wait(ctx, after, moved)
		if err != nil {
			return err
		}
		// One more look at the feed than needed is cheaper than a change that is shown a moment late.
		for first := true; ; first = false {
			cs, err := b.store.Changes(ctx, h, after, page)
			if err != nil {
				return fmt.Errorf("follow household: %w", err)
			}
			if len(cs) == 0 && !first {
				break
			}
			if len(cs) > 0 {
				after = cs[len(cs)-1].Seq
			}
			n := News{Changes: cs, Present: first && now.moved != moved}
			if len(cs) > 0 || n.Present {
				if err := fn(n); err != nil {
					return err
				}
			}
			if len(cs) < page {
				break
			}
		}
		after, moved = max(after, now.last), now.moved
	}
}

// Followed reports whether somebody follows a household here. Those who follow it at another server of the same store are not known.
func (b *Hub) Followed(h brush.HouseholdID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tails[h] != nil
}

// Followers returns how many households are followed.
func (b *Hub) Followers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.tails)
}

func (b *Hub) join(h brush.HouseholdID) *tail {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tails[h]
	if t == nil {
		ctx, stop := context.WithCancel(context.Background())
		t = &tail{wake: make(chan struct{}, 1), stop: stop, changed: make(chan struct{})}
		b.tails[h] = t
		go t.run(ctx, b.store, h, b.every)
	}
	t.followers++
	return t
}

func (b *Hub) leave(h brush.HouseholdID, t *tail) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t.followers--; t.followers == 0 {
		t.stop()
		delete(b.tails, h)
	}
}

// tail looks at one household for all its followers.
type tail struct {
	wake      chan struct{}
	stop      context.CancelFunc
	followers int // under Hub.mu

	mu      sync.Mutex
	now     state
	changed chan struct{} // closed when now changes
}

// state is what a tail saw last.
type state struct {
	last  store.Seq
	moved uint64 // counts the moves of the present from 1; 0: not looked yet
	err   error
}

// mark is what tells one present from another.
type mark struct {
	id      brush.SessionID
	updated time.Time
}

func (t *tail) run(ctx context.Context, s Store, h brush.HouseholdID, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var present []mark
	for {
		next, seen, err := look(ctx, s, h)
		if ctx.Err() != nil {
			return
		}
		t.mu.Lock()
		now := t.now
		now.err = err
		if err == nil {
			now.last = next
			if now.moved == 0 || !equal(present, seen) {
				now.moved++
				present = seen
			}
		}
		if now != t.now {
			t.now = now
			close(t.changed)
			t.changed = make(chan struct{})
		}
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-t.wake:
		case <-tick.C:
		}
	}
}

func look(ctx context.Context, s Store, h brush.HouseholdID) (store.Seq, []mark, error) {
	// The present first: a change that comes in between is then announced by its number.
	open, err := s.Sessions(ctx, h, store.SessionQuery{OpenOnly: true, Limit: 1000})
	if err != nil {
		return 0, nil, fmt.Errorf("look at household: %w", err)
	}
	last, err := s.Last(ctx, h)
	if err != nil {
		return 0, nil, fmt.Errorf("look at household: %w", err)
	}
	marks := make([]mark, len(open))
	for i := range open {
		marks[i] = mark{open[i].ID, open[i].Updated}
	}
	return last, marks, nil
}

func equal(a, b []mark) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].id != b[i].id || !a[i].updated.Equal(b[i].updated) {
			return false
		}
	}
	return true
}

// wait returns the state once it holds something that a follower has not heard.
func (t *tail) wait(ctx context.Context, after store.Seq, moved uint64) (state, error) {
	for {
		t.mu.Lock()
		now, changed := t.now, t.changed
		t.mu.Unlock()
		if now.err != nil {
			return now, now.err
		}
		if now.moved != 0 && (now.last > after || now.moved != moved) {
			return now, nil
		}
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-changed:
		}
	}
}
