package notify

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// emits many changes of one kind at a time.
func (h *house) emits(n int, at time.Time) {
	h.t.Helper()
	h.update(func(tx store.Tx) error {
		for i := range n {
			if _, err := tx.Emit(store.Change{Kind: store.SessionEnded, Subject: fmt.Sprint("mia-", i), At: at}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) counted(id string) (waiting, dead int) {
	h.t.Helper()
	waiting, dead, err := h.st.HookCount(h.t.Context(), home, id)
	fatal(h.t, err)
	return waiting, dead
}

// A hook's changes are read two hundred at a time, and a thousand of its messages wait; of those that were given up five hundred are kept.
func TestWhatAHookKeeps(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, func(w http.ResponseWriter, n int) { w.WriteHeader(503) })
	id, _ := h.add(s, r.URL, mia)
	h.emits(600, h.Now().Add(-8*24*time.Hour))
	h.emits(1300, h.Now())
	for _, want := range [][2]int{{0, 200}, {0, 400}, {0, 500}, {200, 500}} {
		look(s)
		h.pass(time.Second)
		if w, d := h.counted(id); w != want[0] || d != want[1] {
			t.Errorf("%d wait and %d are given up, want %v", w, d, want)
		}
	}
	for range 10 {
		h.pass(10 * time.Second)
		look(s)
	}
	if w, _ := h.counted(id); w != 1000 {
		t.Errorf("%d wait at last", w)
	}
}

// Fifty messages go to one receiver before it is another's turn.
func TestRoundsAreShort(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	h.add(s, r.URL, mia)
	h.emits(120, h.Now())
	for _, want := range []int{50, 100, 120} {
		look(s)
		if n := len(r.heard()); n != want {
			t.Errorf("heard %d, want %d", n, want)
		}
		h.pass(time.Second)
	}
}

// A hundred tries of a hook are kept.
func TestMostTries(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	id, _ := h.add(s, r.URL, mia)
	for range 105 {
		h.pass(2 * time.Second)
		if _, err := s.Test(t.Context(), home, id); err != nil {
			t.Fatal(err)
		}
	}
	// The store is asked for more than the bound.
	if all, err := h.st.HookTries(t.Context(), home, id, 1000); err != nil || len(all) != 100 {
		t.Errorf("%d tries are kept, %v", len(all), err)
	}
}

// A hook's name has sixty characters.
func TestLongestName(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	for n, want := range map[int]bool{60: true, 61: false} {
		_, _, err := s.Add(t.Context(), home, NewHook{Name: strings.Repeat("ä", n), URL: "https://example.org/", Kinds: Kinds()})
		if (err == nil) != want {
			t.Errorf("%d characters: %v", n, err)
		}
	}
}

// door is a store whose updates of keys are counted, and wait for somebody to open it.
type door struct {
	store.Store
	open   chan struct{} // nil: it is
	leases atomic.Int64
	until  atomic.Int64 // of the newest lease, ns
	looks  atomic.Int64
}

func (d *door) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	if d.leases.Add(1); d.open != nil {
		select {
		case <-d.open:
			return fmt.Errorf("shut: %w", brush.ErrUnavailable)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return d.Store.UpdateKeys(ctx, func(tx store.KeysTx) error { return fn(leases{tx, d}) })
}

func (d *door) HooksDue(ctx context.Context, now time.Time, limit int) ([]store.HookName, error) {
	if d.looks.Add(1); d.Store == nil {
		return nil, nil
	}
	return d.Store.HooksDue(ctx, now, limit)
}

type leases struct {
	store.KeysTx
	d *door
}

func (l leases) TakeLease(o store.Lease, now time.Time) (bool, error) {
	l.d.until.Store(o.Until.UnixNano())
	return l.KeysTx.TakeLease(o, now)
}

// However many hooks are due, 256 are worked for at once.
func TestMostAtOnce(t *testing.T) {
	h := newHouse(t)
	d := &door{Store: h.st, open: make(chan struct{})}
	s := h.server(true, func(c *Config) { c.Store = d })
	h.update(func(tx store.Tx) error {
		for n := range 300 {
			if err := tx.PutHook(store.Hook{ID: fmt.Sprint("hook", n), Name: "x", URL: "https://example.org/", Kinds: Kinds(), Secret: store.Secret("x"), Created: h.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	h.brushed(mia, 1)
	s.pass(t.Context())
	s.mu.Lock()
	n := len(s.busy)
	s.mu.Unlock()
	close(d.open)
	s.work.Wait()
	if n != 256 {
		t.Errorf("%d at once", n)
	}
}

// A lease is for thirty seconds, used until less of it is left than a try may take and five seconds, and asked for again by others every five
// seconds.
func TestLeases(t *testing.T) {
	h := newHouse(t)
	d, e := &door{Store: h.st}, &door{Store: h.st}
	s, other := h.server(true, func(c *Config) { c.Store = d }), h.server(true, func(c *Config) { c.Store = e })
	n := store.HookName{Household: home, ID: "hook"}
	begun := h.Now()
	take := func(s *Service, d *door, want bool, asked int64) {
		t.Helper()
		ours, err := s.take(t.Context(), n)
		if err != nil || ours != want || d.leases.Load() != asked {
			t.Errorf("after %v: %v, %v, asked %d times, want %d", h.Now().Sub(begun), ours, err, d.leases.Load(), asked)
		}
	}
	take(s, d, true, 1)
	if lasts := time.Unix(0, d.until.Load()).Sub(begun); lasts != 30*time.Second {
		t.Errorf("it lasts %v", lasts)
	}
	take(other, e, false, 1)
	if rest := other.away[n].Sub(begun); rest != 5*time.Second {
		t.Errorf("the other asks again after %v", rest)
	}
	h.pass(10 * time.Second)
	take(s, d, true, 1)
	h.pass(1)
	take(s, d, true, 2)
}

// A hook's dead messages are looked through once an hour.
func TestTidyEvery(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	n := store.HookName{Household: home, ID: "hook"}
	if !s.tidyDue(n, h.Now()) {
		t.Error("not at first")
	}
	if s.tidyDue(n, h.Now().Add(time.Hour-1)) || !s.tidyDue(n, h.Now().Add(time.Hour)) {
		t.Error("not once an hour")
	}
}

// A receiver that fails is left alone for longer and longer, up to five minutes.
func TestRests(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, func(w http.ResponseWriter, n int) { w.WriteHeader(503) })
	id, _ := h.add(s, r.URL, mia)
	h.emits(20, h.Now())
	var rests []time.Duration
	for range 8 {
		look(s)
		k, err := h.st.Hook(t.Context(), home, id)
		fatal(t, err)
		rests = append(rests, k.Rest.Sub(h.Now()))
		h.pass(rests[len(rests)-1])
	}
	const s1, m = time.Second, time.Minute
	if want := []time.Duration{5 * s1, 10 * s1, 20 * s1, 40 * s1, 80 * s1, 160 * s1, 5 * m, 5 * m}; !slices.Equal(rests, want) {
		t.Errorf("rested %v, want %v", rests, want)
	}
}

// roundTrip is a way to receivers.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(q *http.Request) (*http.Response, error) { return f(q) }

// stuck answers nothing until the request is taken back.
func stuck(q *http.Request) (*http.Response, error) {
	<-q.Context().Done()
	return nil, q.Context().Err()
}

// A try takes fifteen seconds at most, a server that stops waits two more for its answer, and somebody who looks at the screen eleven in all.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		s := h.server(true, func(c *Config) { c.Patience, c.Now = time.Hour, time.Now })
		s.client.Transport = roundTrip(stuck)
		id, _ := h.add(s, "https://example.org/", mia)
		k, err := h.st.Hook(t.Context(), home, id)
		fatal(t, err)
		begun := time.Now()
		if y, _ := s.send(t.Context(), home, &k, "msg", store.Change{Kind: TestKind, At: begun}, []byte("{}")); y.Outcome != tooSlow || time.Since(begun) != 15*time.Second {
			t.Errorf("%+v after %v", y, time.Since(begun))
		}
		begun = time.Now()
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
		defer stop()
		if s.send(ctx, home, &k, "msg", store.Change{Kind: TestKind, At: begun}, []byte("{}")); time.Since(begun) != 5*time.Second {
			t.Errorf("a server that stops after three seconds waits %v", time.Since(begun))
		}
		begun = time.Now()
		if _, err := s.Test(t.Context(), home, id); err != nil || time.Since(begun) != 11*time.Second {
			t.Errorf("a test: %v after %v", err, time.Since(begun))
		}
	})
}

// Hooks that are due are looked for once a second, and a server that stops gives its leases back within five.
func TestRunLooksEachSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, clock: &clock{now: time.Now()}}
		d := &door{open: make(chan struct{})}
		s := h.server(true, func(c *Config) { c.Store = d })
		s.held[store.HookName{Household: home, ID: "hook"}] = h.Now().Add(time.Hour)
		ctx, stop := context.WithTimeout(t.Context(), 9500*time.Millisecond)
		defer stop()
		begun := time.Now()
		s.Run(ctx)
		if n := d.looks.Load(); n != 10 {
			t.Errorf("looked %d times in nine seconds and a half", n)
		}
		if took := time.Since(begun); took != 14500*time.Millisecond {
			t.Errorf("over after %v", took)
		}
	})
}

// endless is a body without an end that counts what is read of it.
type endless struct{ read int }

func (b *endless) Read(p []byte) (int, error) {
	b.read += len(p)
	return len(p), nil
}

func (b *endless) Close() error { return nil }

// Of an answer 64 KiB are read.
func TestAnswersAreReadALittle(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	body := &endless{}
	s.client.Transport = roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: body}, nil
	})
	id, _ := h.add(s, "https://example.org/", mia)
	if y, err := s.Test(t.Context(), home, id); err != nil || y.Outcome != delivered {
		t.Errorf("%+v, %v", y, err)
	}
	if body.read != 64<<10 {
		t.Errorf("%d bytes were read", body.read)
	}
}

// piped makes a service whose receivers are at the other end of pipes; how long each connection was kept after its answer goes to kept.
func piped(h *house, all *sync.WaitGroup, head int, kept func(after time.Duration)) *Service {
	s := h.server(true)
	s.client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		all.Go(func() {
			defer there.Close()
			r := bufio.NewReader(there)
			q, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, q.Body)
			time.Sleep(time.Second) // so that all are asked at once
			if _, err := fmt.Fprintf(there, "HTTP/1.1 200 OK\r\nX-Long: %s\r\nContent-Length: 0\r\n\r\n", strings.Repeat("a", head)); err != nil {
				return
			}
			answered := time.Now()
			if _, err := r.ReadByte(); err == nil {
				h.t.Error("a second question came")
			}
			kept(time.Since(answered))
		})
		return here, nil
	}
	return s
}

// Connections that nobody uses are kept for twenty seconds: two to a receiver, and 64 of all.
func TestIdleConnections(t *testing.T) {
	for hosts, want := range map[int]int{1: 2, 100: 64} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var times []time.Duration
			var conns, asks sync.WaitGroup
			s := piped(&house{t: t, clock: &clock{now: time.Now()}}, &conns, 8<<10, func(after time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				times = append(times, after)
			})
			for n := range 100 {
				asks.Go(func() {
					q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprintf("http://host%d.example/", n%hosts), strings.NewReader("{}"))
					fatal(t, err)
					r, err := s.client.Do(q)
					fatal(t, err)
					_ = r.Body.Close()
				})
			}
			asks.Wait()
			conns.Wait()
			kept := 0
			for _, d := range times {
				if d == 20*time.Second {
					kept++
				} else if d != 0 {
					t.Errorf("one was kept for %v", d)
				}
			}
			if kept != want || len(times) != 100 {
				t.Errorf("%d receivers: %d of %d were kept, want %d", hosts, kept, len(times), want)
			}
		})
	}
}
