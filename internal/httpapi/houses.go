package httpapi

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	// houseFresh is how long a household that was read counts without a look at its feed. What this process changes counts at once; what
	// another process on the same store changes is seen within this time.
	houseFresh = time.Second
	// houseReread is when it is read anew, whatever its feed says.
	houseReread = time.Minute
	mostHouses  = 1024 // of one generation; there are two
	mostNames   = 200  // of a household that is remembered
)

// houses remembers what households and their things are called, which changes seldom and is asked for by every screen. A household is as it
// was while its newest change is the one that it was. It holds at most two generations; the older one is forgotten as a whole.
type houses struct {
	mu         sync.Mutex
	young, old map[brush.HouseholdID]*lodging
}

// lodging is one household's place. It is only touched under houses.mu.
type lodging struct {
	h      *house    // nil: being read
	read   time.Time // before it was
	asked  time.Time // before its newest change was known to be h.Last; zero: ask
	doubts int       // how often something may have changed
}

// look returns a household's place, and what is in it.
func (k *houses) look(id brush.HouseholdID) (*lodging, lodging) {
	k.mu.Lock()
	defer k.mu.Unlock()
	l := k.young[id]
	if l == nil {
		if l = k.old[id]; l == nil {
			l = &lodging{}
		}
		if len(k.young) >= mostHouses {
			k.young, k.old = k.old, k.young
			clear(k.young)
		}
		if k.young == nil {
			k.young = map[brush.HouseholdID]*lodging{}
		}
		k.young[id] = l
	}
	return l, *l
}

// doubt says that a household may have changed: its feed is looked at before it is shown again.
func (k *houses) doubt(id brush.HouseholdID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, l := range [...]*lodging{k.young[id], k.old[id]} {
		if l != nil {
			l.asked = time.Time{}
			l.doubts++
		}
	}
}

// keep puts what was seen in a place, unless it was doubted while it was looked at, or read by somebody else meanwhile.
func (k *houses) keep(l *lodging, seen lodging) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l.doubts == seen.doubts && !seen.read.Before(l.read) {
		*l = seen
	}
}

// house returns a household as it is: what this process changed before is in it.
func (s *server) house(ctx context.Context, id brush.HouseholdID) (*house, error) {
	return s.houseSince(ctx, id, 0)
}

// houseSince returns a household as it was after one of its changes, or later.
func (s *server) houseSince(ctx context.Context, id brush.HouseholdID, least store.Seq) (*house, error) {
	now := s.Now()
	place, l := s.houses.look(id)
	if l.h != nil && l.h.Last >= least {
		if recent(l.asked, now, houseFresh) {
			return l.h, nil
		}
		if recent(l.read, now, houseReread) {
			last, err := s.Store.Last(ctx, id)
			if err != nil {
				return nil, fmt.Errorf("look at the household's feed: %w", err)
			}
			if last == l.h.Last {
				l.asked = now
				s.houses.keep(place, l)
				return l.h, nil
			}
		}
	}
	h, err := s.readHouse(ctx, id)
	if err != nil {
		return nil, err
	}
	if l.h != nil {
		if c := l.h.cards.Load(); c != nil {
			h.reach = c.reach
		}
	}
	if len(h.People)+len(h.Brushes)+len(h.Sources) <= mostNames {
		l.h, l.read, l.asked = h, now, now
		s.houses.keep(place, l)
	}
	return h, nil
}

// recent reports whether a moment lies less than some time back. A clock that was put back makes nothing recent.
func recent(at, now time.Time, within time.Duration) bool {
	age := now.Sub(at)
	return !at.IsZero() && age >= 0 && age < within
}
