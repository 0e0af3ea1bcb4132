package mqttio

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Keys is what an upstream needs of the store: leases, and which households there are.
type Keys interface {
	UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error
	Household(ctx context.Context, h brush.HouseholdID) (store.Household, error)
}

// Upstream is the operator's own broker, of which this server is a client. Its servers share the work through numbered slots: each slot is
// one session on that broker with a fixed client id, and whoever holds the slot's lease inherits it. So what a server that died had not
// acknowledged comes to the next one, and nothing waits for a server that will never be back.
type Upstream struct {
	URL       *url.URL          // mqtt, mqtts, ws or wss, with user and password
	TLS       *tls.Config       // nil: the system's authorities
	Slots     int               // how many sessions share the work; the same on every server
	Household brush.HouseholdID // whose the topics are that name no household; "": they are not listened to
	Source    brush.SourceID    // what frames of this broker were heard by
	Holder    string            // this server, unlike every other
	Keys      Keys
	Accept    Accept
	Watched   Watched // nil: take it that somebody looks at every household
	Brands    brand.Set
	Log       *slog.Logger
	Now       func() time.Time
	Settings  Settings      // nil: brushes are told nothing
	Lease     time.Duration // how long a slot stays with a server that says nothing; 0: 20 s

	telling sync.Mutex // of settings, one at a time
	lanes   *lanes
	kept    atomic.Int64
	held    atomic.Int32
	known   sync.Map // households that were there, by id

	mu    sync.Mutex
	early map[brush.HouseholdID]int // messages that wait because they were heard ahead of our clock
	told  time.Time                 // when the log was told of such last
}

// The bounds of an upstream.
const (
	mostSlots   = 16
	atOnce      = 500        // messages of a slot that are not acknowledged
	mostEarly   = atOnce / 8 // of those, what one household may have that was heard ahead of our clock
	leastLease  = 500 * time.Millisecond
	mostLease   = time.Minute
	inheritable = 7 * 24 * time.Hour // how long the broker keeps a slot's session that nobody holds
	mostPending = 64 << 20           // bytes that wait for their commit
	leaseName   = "enamel-ingest-"
	group       = "enamel"
)

// Check says what of an upstream cannot be.
func (u *Upstream) Check() error {
	if u.Slots < 1 || u.Slots > mostSlots {
		return &brush.FieldError{Field: "mqtt-upstream-slots", Reason: "is not between 1 and " + strconv.Itoa(mostSlots)}
	}
	if u.Lease != 0 && (u.Lease < leastLease || u.Lease > mostLease) {
		return &brush.FieldError{Field: "mqtt-upstream-lease", Reason: "is not between 500ms and 1m"}
	}
	return nil
}

// Run holds as many slots as it can get until ctx is done, and then gives them to others. Check must have said nothing.
func (u *Upstream) Run(ctx context.Context) {
	if u.Lease == 0 {
		u.Lease = 20 * time.Second
	}
	u.lanes = newLanes(mostPending, commitWithin, u.Accept, u.Watched, u.Log)
	var slots sync.WaitGroup
	defer slots.Wait()
	for n := range u.Slots {
		slots.Go(func() { u.slot(ctx, n) })
	}
	slots.Go(func() { u.empty(ctx) })
}

// empty empties the slots of a time when there were more of them, each once.
func (u *Upstream) empty(ctx context.Context) {
	for left := mostSlots - u.Slots; left > 0; pause(ctx, 2*u.Lease) {
		for n := mostSlots - left; n < mostSlots; n++ {
			name := leaseName + strconv.Itoa(n)
			_, ok := u.take(ctx, name)
			if !ok {
				break // a server that is to be replaced works there still
			}
			working, stop := context.WithTimeout(ctx, u.Lease*9/10)
			drained := u.work(working, n)
			stop()
			u.give(name)
			if !drained {
				break
			}
			left--
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// Held returns how many slots this server holds, and Kept how many messages it acknowledged.
func (u *Upstream) Held() int   { return int(u.held.Load()) }
func (u *Upstream) Kept() int64 { return u.kept.Load() }

// slot waits for a lease and works for as long as it has it, again and again.
func (u *Upstream) slot(ctx context.Context, n int) {
	name := leaseName + strconv.Itoa(n)
	for ctx.Err() == nil {
		until, ok := u.take(ctx, name)
		if !ok {
			pause(ctx, u.Lease/5)
			continue
		}
		u.held.Add(1)
		working, stop := context.WithCancelCause(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			u.work(working, n)
		}()
		u.renew(ctx, name, until, ended)
		stop(errLease)
		<-ended
		u.held.Add(-1)
		u.give(name)
		if ctx.Err() == nil {
			pause(ctx, u.Lease/5)
		}
	}
}

var errLease = errors.New("the slot is another's now")

// renew keeps the lease until the work ends or the lease is lost.
func (u *Upstream) renew(ctx context.Context, name string, until time.Time, ended <-chan struct{}) {
	tick := time.NewTicker(u.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ended:
			return
		case <-tick.C:
		}
		switch next, ok := u.take(ctx, name); {
		case ok:
			until = next
		case !u.Now().Before(until):
			return // it may be another's; two at once would do no harm, but push each other off
		}
	}
}

// take takes or renews a lease.
func (u *Upstream) take(ctx context.Context, name string) (until time.Time, ok bool) {
	ctx, stop := context.WithTimeout(ctx, askWithin)
	defer stop()
	now := u.Now()
	until = now.Add(u.Lease)
	err := u.Keys.UpdateKeys(ctx, func(tx store.KeysTx) error {
		var err error
		ok, err = tx.TakeLease(store.Lease{Name: name, Holder: u.Holder, Until: until}, now)
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			u.Log.Warn("take an ingest slot", "slot", name, "error", err)
		}
		return until, false
	}
	return until, ok
}

// give gives a lease back, so that nobody has to wait for its end.
func (u *Upstream) give(name string) {
	ctx, stop := context.WithTimeout(context.Background(), askWithin)
	defer stop()
	if err := u.Keys.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.DropLease(name, u.Holder) }); err != nil {
		u.Log.Warn("give an ingest slot back", "slot", name, "error", err)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// householdOf returns whose a message is; "" for nobody's.
func (u *Upstream) householdOf(ctx context.Context, t topic) (brush.HouseholdID, error) {
	h := t.household
	if h == "" {
		h = u.Household
	}
	if h == "" || len(h) > brush.MaxID {
		return "", nil
	}
	if _, ok := u.known.Load(h); ok {
		return h, nil
	}
	_, err := u.Keys.Household(ctx, h)
	if errors.Is(err, brush.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find the household of a message: %w", err)
	}
	u.known.Store(h, true)
	return h, nil
}

// filters are what is listened to. One slot subscribes plainly: such a subscription outlives a restart of the broker everywhere, while Mosquitto (2.0.11)
// forgets a shared one, and with it what comes before the client is back. Several slots have to share.
func (u *Upstream) filters(shared bool) (fs []string) {
	roots := []string{root + "/+/" + first}
	if u.Household != "" {
		roots = append(roots, root+"/"+first)
		fs = append(fs, "home/+/BTtoMQTT/#")
	}
	for _, r := range roots {
		fs = append(fs, r+"/frames", r+"/relays/#", r+"/+/report", r+"/+/report/cbor")
	}
	for i := range fs {
		if shared {
			fs[i] = "$share/" + group + "/" + fs[i]
		}
	}
	return fs
}
