package mqttio

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/eclipse/paho.golang/paho"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

var quiet = slog.New(slog.DiscardHandler)

// A household's messages go together while a commit lasts, so many and of so many frames, and one that is larger goes alone.
func TestTogether(t *testing.T) {
	for _, c := range []struct {
		name   string
		ago    time.Duration // since a neighbour's message; 0: there was none
		frames []int         // of each message behind the first
		want   []int         // messages of each commit behind the first, as frames
	}{
		{"small ones", neighbourly - 1, slices.Repeat([]int{1}, 150), []int{64, 64, 22}},
		{"small ones alone", 0, slices.Repeat([]int{1}, 600), []int{512, 88}},
		{"small ones, alone again", neighbourly, slices.Repeat([]int{1}, 600), []int{512, 88}},
		{"large ones", 0, slices.Repeat([]int{100}, 12), []int{500, 500, 200}},
		{"one too large", 0, []int{10, 600, 10, 10}, []int{10, 600, 20}},
	} {
		synctest.Test(t, func(t *testing.T) {
			free := make(chan struct{})
			var got []int
			ls := newLanes(1<<20, time.Hour, func(_ context.Context, _ brush.HouseholdID, fs []brush.Frame) error {
				got = append(got, len(fs))
				<-free
				return nil
			}, nil, quiet)
			settled := 0
			if c.ago > 0 {
				ls.latest = "neighbour"
			}
			put := func(n int) {
				if err := ls.put(t.Context(), "home", job{frames: make([]brush.Frame, n), size: 1, settle: func(error) { settled++ }}, false); err != nil {
					t.Fatal(err)
				}
			}
			put(1)
			synctest.Wait()
			for _, n := range c.frames {
				put(n)
			}
			time.Sleep(c.ago)
			close(free)
			ls.running.Wait()
			if !slices.Equal(got[1:], c.want) || settled != 1+len(c.frames) {
				t.Errorf("%s: %v, want %v; %d settled", c.name, got[1:], c.want, settled)
			}
		})
	}
}

// One household has an eighth of the room at most.
func TestPartOfTheRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		ls := newLanes(16*maxPacket, time.Hour, func(context.Context, brush.HouseholdID, []brush.Frame) error { <-free; return nil }, nil, quiet)
		for h, want := range map[brush.HouseholdID]int{"home": 8, "other": 8} {
			n := 0
			for ls.put(t.Context(), h, job{frames: make([]brush.Frame, 1), size: maxPacket / 4, settle: func(error) {}}, false) == nil {
				n++
			}
			if n != want {
				t.Errorf("%s: %d messages have room, want %d", h, n, want)
			}
		}
		close(free)
		ls.running.Wait()
	})
}

// The wait for a commit that does not end is bounded.
func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		ls := newLanes(1<<20, time.Hour, func(context.Context, brush.HouseholdID, []brush.Frame) error { <-free; return nil }, nil, quiet)
		if err := ls.put(t.Context(), "home", job{frames: make([]brush.Frame, 1), settle: func(error) {}}, false); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		ls.wait(5 * time.Second)
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("waited for %v", took)
		}
		close(free)
	})
}

func report() paho.PublishReceived {
	return paho.PublishReceived{Packet: &paho.Publish{Topic: "enamel/home/v1/AA:00:00:00:00:01/report", Payload: []byte(`{"at":1780000000,"battery":5}`)}}
}

// right is a clock that is right for that message.
func right() time.Time { return time.Unix(1780000060, 0) }

// What was heard ahead of this server's clock is looked at again every ten seconds, or twice a lease where that is shorter.
func TestEarlyAgain(t *testing.T) {
	for lease, want := range map[time.Duration]int{time.Minute: 6, 20 * time.Second: 6, 2 * time.Second: 60} {
		synctest.Test(t, func(t *testing.T) {
			looked := 0
			u := &Upstream{Lease: lease, Brands: all.Set(), Log: quiet, Now: func() time.Time { looked++; return right().Add(-time.Hour) }}
			u.known.Store(brush.HouseholdID("home"), true)
			ctx, stop := context.WithTimeout(t.Context(), time.Minute-time.Millisecond)
			defer stop()
			u.receive(ctx, report())
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			if looked != want {
				t.Errorf("with a lease of %v it is looked at %d times a minute, want %d", lease, looked, want)
			}
		})
	}
}

// While the store is away a message of the upstream broker is tried again after a tenth of a second, and then more and more seldom.
func TestStoreAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var at []time.Duration
		ctx, stop := context.WithCancel(t.Context())
		u := &Upstream{Brands: all.Set(), Now: right, Log: quiet}
		u.lanes = newLanes(mostPending, commitWithin, func(context.Context, brush.HouseholdID, []brush.Frame) error {
			at = append(at, time.Since(begun))
			return brush.ErrUnavailable
		}, nil, quiet)
		u.known.Store(brush.HouseholdID("home"), true)
		u.receive(ctx, report())
		time.Sleep(time.Minute)
		stop()
		time.Sleep(time.Minute)
		synctest.Wait()
		var want []time.Duration
		for due, wait := time.Duration(0), 100*time.Millisecond; due < time.Minute; due, wait = due+wait, min(2*wait, 10*time.Second) {
			want = append(want, due)
		}
		if !slices.Equal(at[:min(len(at), len(want))], want) || len(at) > len(want)+1 {
			t.Errorf("tried after %v, want %v", at, want)
		}
	})
}

// away is a store that is not there, at once or after as long as it is waited for.
type away struct {
	hangs bool
	asked atomic.Int64
}

func (a *away) UpdateKeys(ctx context.Context, _ func(store.KeysTx) error) error {
	a.asked.Add(1)
	if a.hangs {
		<-ctx.Done()
	}
	return brush.ErrUnavailable
}

func (a *away) Household(context.Context, brush.HouseholdID) (store.Household, error) {
	a.asked.Add(1)
	return store.Household{}, brush.ErrUnavailable
}

// Whose a message is, is asked ten times a second until there is an answer.
func TestHouseholdsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := &away{}
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Second-time.Millisecond)
		defer stop()
		(&Upstream{Brands: all.Set(), Now: right, Log: quiet, Keys: keys}).receive(ctx, report())
		if n := keys.asked.Load(); n != 20 {
			t.Errorf("asked %d times in two seconds", n)
		}
	})
}

// A slot is asked for every few seconds also where the store hangs: no question to it waits for ever.
func TestLeaseOfAHangingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := &away{hangs: true}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		(&Upstream{Slots: 1, Keys: keys, Log: quiet, Now: time.Now}).Run(ctx)
		// Each question takes 5 s. The slot rests for a fifth of its lease of 20 s, so it asks at 0, 9, 18 … 54; the slots of another time rest for two
		// leases, so they ask at 0 and 45, and see at the end that it is the end.
		synctest.Wait()
		if n := keys.asked.Load(); n != 10 {
			t.Errorf("%d questions in a minute", n)
		}
	})
}

// A slot that is given up is empty when nothing came from it for three seconds, or when the broker knows nothing of it.
func TestEmptySlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := &Upstream{Log: quiet}
		in, up := make(chan paho.PublishReceived), make(chan *paho.Connack, 1)
		up <- &paho.Connack{SessionPresent: true}
		begun := time.Now()
		var all sync.WaitGroup
		all.Go(func() {
			if !u.drain(t.Context(), in, up, true) {
				t.Error("it is not empty")
			}
		})
		client := &paho.Client{}
		for range 3 {
			time.Sleep(2 * time.Second)
			in <- paho.PublishReceived{Packet: &paho.Publish{Topic: "else"}, Client: client}
		}
		all.Wait()
		if took := time.Since(begun); took != 9*time.Second {
			t.Errorf("empty after %v", took)
		}
		up <- &paho.Connack{}
		if begun = time.Now(); !u.drain(t.Context(), in, up, true) || time.Since(begun) != 0 {
			t.Errorf("one that nobody had: after %v", time.Since(begun))
		}
	})
}

func TestBoundsOfAnUpstream(t *testing.T) {
	for _, c := range []struct {
		slots int
		lease time.Duration
		good  bool
	}{{0, 0, false}, {1, 0, true}, {16, 0, true}, {17, 0, false}, {1, 499 * time.Millisecond, false}, {1, 500 * time.Millisecond, true}, {1, time.Minute, true}, {1, time.Minute + 1, false}} {
		if err := (&Upstream{Slots: c.slots, Lease: c.lease}).Check(); (err == nil) != c.good {
			t.Errorf("%d slots and a lease of %v: %v", c.slots, c.lease, err)
		}
	}
}

// wanted counts how often it is asked what a brush should do.
type wanted struct {
	mu    sync.Mutex
	asked atomic.Int64
}

func (w *wanted) Desired(context.Context, brush.HouseholdID, brush.DeviceID) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked.Add(1)
	return nil, fmt.Errorf("nobody wants anything: %w", brush.ErrNotFound)
}

// However often other servers change a household, what its brushes should do is looked at twice a second.
func TestLooksAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wanted{}
		b := &Broker{Config: Config{Settings: w, Log: quiet}, listeners: map[brush.HouseholdID]map[brush.DeviceID]map[*conn]struct{}{}, looking: map[brush.HouseholdID]bool{}}
		b.limits = b.limits.withDefaults()
		c := &conn{b: b, who: &account.Principal{Household: "home"}, ctx: t.Context()}
		c.cl.Store(&mqtt.Client{})
		if d, fresh := b.listen(c, packets.Subscription{Filter: "enamel/v1/AA:00:00:00:00:01/settings"}); d == "" || !fresh {
			t.Fatal("nobody listens")
		}
		for range 1000 {
			b.HouseholdChanged("home")
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.asked.Load() != 21 { // at once, and then each half second, for what came in the last one too
			t.Errorf("%d looks in ten seconds", w.asked.Load())
		}
	})
}

// Also without a hint of another server, what brushes should do is looked at once a minute.
func TestLooksAnyway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wanted{}
		b := &Broker{Config: Config{Settings: w, Log: quiet, Shared: true}, done: make(chan struct{}),
			listeners: map[brush.HouseholdID]map[brush.DeviceID]map[*conn]struct{}{}, looking: map[brush.HouseholdID]bool{}}
		b.limits = b.limits.withDefaults()
		c := &conn{b: b, who: &account.Principal{Household: "home"}, ctx: t.Context()}
		c.cl.Store(&mqtt.Client{})
		if d, fresh := b.listen(c, packets.Subscription{Filter: "enamel/v1/AA:00:00:00:00:01/settings"}); d == "" || !fresh {
			t.Fatal("nobody listens")
		}
		ended := make(chan struct{})
		go func() {
			b.recheck()
			close(ended)
		}()
		time.Sleep(10*time.Minute + time.Second)
		close(b.done)
		<-ended
		synctest.Wait()
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.asked.Load() != 10 {
			t.Errorf("%d looks in ten minutes", w.asked.Load())
		}
	})
}

// A second's worth is let through at once, and then so much in a second: of messages a thousand, of bytes four MiB.
func TestBucket(t *testing.T) {
	l := Limits{}.withDefaults()
	for what, c := range map[string]struct{ rate, want int }{"messages": {l.Messages, 1_000}, "bytes": {l.Bytes, 4 << 20}} {
		now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
		begun, b, through := now, bucket{rate: float64(c.rate)}, 0
		for now.Sub(begun) < 10*time.Second {
			through += c.want / 100
			now = now.Add(b.take(c.want/100, now))
		}
		if want := 11 * c.want; through < want-c.want/50 || through > want+c.want/50 {
			t.Errorf("%d %s in ten seconds, want %d", through, what, want)
		}
	}
}

// hangs is accounts whose store hangs, and how long they were asked.
type hangs struct {
	Accounts
	took chan time.Duration
}

func (h hangs) GoodTokens(ctx context.Context, _ brush.HouseholdID) (map[string]bool, error) {
	begun := time.Now()
	<-ctx.Done()
	h.took <- time.Since(begun)
	return nil, fmt.Errorf("hang: %w: %w", brush.ErrUnavailable, ctx.Err())
}

// A store that hangs is asked for five seconds, and has thirty to keep something.
func TestHangingStoreInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hangs{took: make(chan time.Duration, 1)}
		b := &Broker{Config: Config{Accounts: h, Log: quiet}, done: make(chan struct{}), conns: map[*conn]struct{}{}}
		b.limits = b.limits.withDefaults()
		c := &conn{b: b, who: &account.Principal{Household: "home"}, ctx: t.Context()}
		c.cl.Store(&mqtt.Client{})
		b.conns[c] = struct{}{}
		ended := make(chan struct{})
		go func() {
			b.recheck()
			close(ended)
		}()
		if took := <-h.took; took != 5*time.Second {
			t.Errorf("asked for %v", took)
		}
		close(b.done)
		<-ended

		begun, settled := time.Now(), make(chan error, 1)
		ls := newLanes(1<<20, b.limits.CommitWithin, func(ctx context.Context, _ brush.HouseholdID, _ []brush.Frame) error {
			<-ctx.Done()
			return fmt.Errorf("hang: %w: %w", brush.ErrUnavailable, ctx.Err())
		}, nil, quiet)
		if err := ls.put(t.Context(), "home", job{frames: make([]brush.Frame, 1), size: 1, settle: func(err error) { settled <- err }}, false); err != nil {
			t.Fatal(err)
		}
		if err := <-settled; err == nil || time.Since(begun) != 30*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		ls.running.Wait()
	})
}

// A household that sends as much as it can waits for itself: where the disk does one thing at a time, its neighbour's message waits for no more than
// what is being kept and what goes before it.
func TestHotHousehold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := make(chan struct{}, 1)
		ls := newLanes(64<<20, time.Hour, func(_ context.Context, _ brush.HouseholdID, fs []brush.Frame) error {
			disk <- struct{}{}
			time.Sleep(time.Duration(len(fs)) * 100 * time.Microsecond)
			<-disk
			return nil
		}, nil, quiet)
		kept := func(h brush.HouseholdID) time.Duration {
			done, begun := make(chan struct{}), time.Now()
			if err := ls.put(t.Context(), h, job{frames: make([]brush.Frame, 1), size: 1, settle: func(error) { close(done) }}, true); err != nil {
				t.Fatal(err)
			}
			<-done
			return time.Since(begun)
		}
		var all sync.WaitGroup
		longest := make(chan time.Duration, 512)
		for range 512 { // each sends again as soon as it has its answer
			all.Go(func() {
				var most time.Duration
				for range 20 {
					most = max(most, kept("hot"))
				}
				longest <- most
			})
		}
		time.Sleep(10 * time.Millisecond)
		// The first finds a commit under way that was begun for somebody without neighbours.
		if first := kept("calm"); first > (mostFrames+mostTogether)*100*time.Microsecond {
			t.Errorf("the neighbour's first message waits for %v", first)
		}
		own, worst := time.Duration(0), time.Duration(0)
		for range 30 {
			worst = max(worst, kept("calm"))
			time.Sleep(3 * time.Millisecond)
		}
		all.Wait()
		close(longest)
		for d := range longest {
			own = max(own, d)
		}
		const commit = mostTogether * 100 * time.Microsecond
		if worst > 2*commit || own < 7*commit {
			t.Errorf("the neighbour waits for up to %v, and who floods for %v; a commit takes %v", worst, own, commit)
		}
	})
}

// A broker that does not listen to a goodbye is left after two seconds.
func TestPartWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		part(t.Context(), func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("left after %v", took)
		}
	})
}
