package account

import (
	"container/list"
	"net/netip"
	"sync"
	"time"
)

// throttle slows guessing. It counts tries by account and address together, and by address alone; never by account alone, so that a
// stranger elsewhere cannot keep the owner out. Its memory is bounded: the entry used longest ago makes room.
type throttle struct {
	mu    sync.Mutex
	pairs ledger // an account from an address
	whole ledger // an address, whichever account
}

const (
	freePair  = 5                // tries without delay
	freeWhole = 30               // the same for an address, behind which a family may be
	longest   = 5 * time.Minute  // no delay is longer
	forgotten = 30 * time.Minute // after a quiet time so long an entry is as new
	entries   = 4096             // in each ledger
)

func newThrottle() *throttle {
	return &throttle{pairs: newLedger(freePair), whole: newLedger(freeWhole)}
}

// try counts a try before it is made, so that many at once gain nothing; it returns how long to wait when it comes too soon. A try that
// comes too soon is not counted.
func (t *throttle) try(account, address string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	address = network(address)
	wait := max(t.pairs.wait(account+" "+address, now), t.whole.wait(address, now))
	if wait > 0 {
		return wait
	}
	t.pairs.count(account+" "+address, now)
	t.whole.count(address, now)
	return 0
}

// worked forgets the tries of who got in, and lets their address try again at once; its other tries still count.
func (t *throttle) worked(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	address = network(address)
	t.pairs.forget(account + " " + address)
	t.whole.giveBack(address)
}

// network is what is counted as one address: an IPv4 address, or the /64 that one IPv6 household has to itself.
func network(address string) string {
	host := address
	if ap, err := netip.ParseAddrPort(address); err == nil {
		host = ap.Addr().String()
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// ledger counts tries by key, the key used longest ago first to go.
type ledger struct {
	free   int
	order  *list.List // of *tries, newest first
	byName map[string]*list.Element
}

type tries struct {
	key    string
	n      int
	last   time.Time
	notYet time.Time
}

func newLedger(free int) ledger {
	return ledger{free: free, order: list.New(), byName: map[string]*list.Element{}}
}

func (l *ledger) wait(key string, now time.Time) time.Duration {
	e, ok := l.byName[key]
	if !ok {
		return 0
	}
	return max(0, e.Value.(*tries).notYet.Sub(now))
}

func (l *ledger) count(key string, now time.Time) {
	e, ok := l.byName[key]
	if !ok {
		if l.order.Len() >= entries {
			oldest := l.order.Back()
			delete(l.byName, oldest.Value.(*tries).key)
			l.order.Remove(oldest)
		}
		e = l.order.PushFront(&tries{key: key})
		l.byName[key] = e
	}
	l.order.MoveToFront(e)
	t := e.Value.(*tries)
	if now.Sub(t.last) > forgotten {
		t.n = 0
	}
	t.n, t.last = t.n+1, now
	if over := t.n - l.free; over >= 0 {
		t.notYet = now.Add(min(longest, time.Second<<min(over, 10)))
	}
}

func (l *ledger) forget(key string) {
	if e, ok := l.byName[key]; ok {
		delete(l.byName, key)
		l.order.Remove(e)
	}
}

func (l *ledger) giveBack(key string) {
	if e, ok := l.byName[key]; ok {
		t := e.Value.(*tries)
		t.n, t.notYet = max(0, t.n-1), time.Time{}
	}
}
