package account

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// freshFor is how long the answer of who a credential belongs to counts. What this process changes of log-ins and tokens counts at once; what
// another process on the same store changes is seen within this time.
const freshFor = time.Second

// mostKnown is how many credentials one generation of known holds; there are two.
const mostKnown = 4096

// credential is a log-in's or a token's hash. The two are apart, as their tables are.
type credential struct {
	hash  [32]byte
	token bool
}

// known remembers for a moment who credentials belong to: a page asks many things at once, and a brush speaks each second. Whoever asks while
// the store is being asked waits for that answer. Refusals and failures are not remembered. It holds at most two generations; the older one is
// forgotten as a whole.
type known struct {
	mu         sync.Mutex
	young, old map[credential]*visit
	turned     time.Time // when the generations moved on
}

// visit is one look at a credential. All but ready is set before ready is closed, and not changed after.
type visit struct {
	asked time.Time // before the store was
	ready chan struct{}
	who   *Principal
	until time.Time // when the credential itself expires; zero: never
	err   error
}

// find returns who a credential belongs to, from memory or by ask, which also says when that ends.
func (k *known) find(ctx context.Context, c credential, now time.Time, ask func() (who *Principal, until time.Time, err error)) (*Principal, error) {
	for {
		v, mine := k.look(c, now)
		if mine {
			return k.fill(c, v, ask)
		}
		select {
		case <-v.ready:
		default:
			select {
			case <-v.ready:
			case <-ctx.Done():
				return nil, fmt.Errorf("look for the credential: %w", ctx.Err())
			}
		}
		if v.err == nil && (v.until.IsZero() || v.until.After(now)) {
			return v.who, nil
		}
		if v.err != nil && !errors.Is(v.err, context.Canceled) && !errors.Is(v.err, context.DeadlineExceeded) {
			return nil, v.err
		}
		// Who asked has gone, which says nothing of the credential; or it has just expired, and the store says so.
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("look for the credential: %w", err)
		}
		k.drop(c, v)
	}
}

// look returns the visit to wait for, or a new one, which is then the caller's to fill.
func (k *known) look(c credential, now time.Time) (v *visit, mine bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.young[c]
	if !ok {
		v, ok = k.old[c]
	}
	if ok {
		if age := now.Sub(v.asked); age >= 0 && age < freshFor {
			return v, false
		}
	}
	if age := now.Sub(k.turned); len(k.young) >= mostKnown || age < 0 || age >= freshFor {
		k.young, k.old, k.turned = k.old, k.young, now
		clear(k.young)
		if k.young == nil {
			k.young = map[credential]*visit{}
		}
	}
	v = &visit{asked: now, ready: make(chan struct{})}
	k.young[c] = v
	return v, true
}

// fill asks, and lets those who wait know.
func (k *known) fill(c credential, v *visit, ask func() (*Principal, time.Time, error)) (*Principal, error) {
	v.err = fmt.Errorf("look for the credential: %w", brush.ErrUnavailable) // stands only when ask panics
	defer func() {
		if v.err != nil {
			k.drop(c, v)
		}
		close(v.ready)
	}()
	who, until, err := ask()
	if err == nil && who.Renewed {
		// The cookie is sent again once: others who come with it are told nothing.
		same := *who
		same.Renewed = false
		v.who = &same
	} else {
		v.who = who
	}
	v.until, v.err = until, err
	return who, err
}

// drop forgets a visit, unless there is another one of the credential already.
func (k *known) drop(c credential, v *visit) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.young[c] == v {
		delete(k.young, c)
	}
	if k.old[c] == v {
		delete(k.old, c)
	}
}

// forget forgets everything, so that whoever asks from now on asks the store. Looks that are under way are answered to those who wait for
// them already, and to nobody else.
func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.young, k.old = nil, nil
	k.turned = time.Time{}
}

// size is how many credentials are remembered.
func (k *known) size() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.young) + len(k.old)
}

// updateKeys changes log-ins and tokens, after which nothing that was known before counts: also when it failed, because what became of it may
// not be known then. That a credential was used is not such a change.
func (s *Service) updateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	defer s.known.forget()
	return s.store.UpdateKeys(ctx, fn)
}
