package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// brushesEach is how many brushes a household of the fleet has.
const brushesEach = 10

// fleet is many households with brushes that are connected all day.
type fleet struct {
	secrets []string // of each brush
	watcher string   // token of who follows the first household
}

func (fleet) household(n int) brush.HouseholdID {
	return brush.HouseholdID(fmt.Sprintf("fleet-%05d", n/brushesEach))
}

func (fleet) device(n int) string { return fmt.Sprintf("brush-%05d", n) }

// make founds the households of n brushes, each brush with a token that is for it alone.
func (f *fleet) make(ctx context.Context, d data, n int) error {
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return err
	}
	st, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	accounts := account.New(st, time.Now, nil)
	f.secrets = make([]string, n)
	var next atomic.Int64
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for {
				h := int(next.Add(1)) - 1
				if h*brushesEach >= n {
					return
				}
				if err := f.found(ctx, st, accounts, h, n); err != nil {
					once.Do(func() { failed = err })
					return
				}
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	f.watcher, _, err = accounts.MakeToken(ctx, account.NewToken{Household: f.household(0), Name: "screen", Scopes: []string{account.LiveRead}})
	return err
}

func (f *fleet) found(ctx context.Context, st store.Store, accounts *account.Service, h, n int) error {
	id := f.household(h * brushesEach)
	now := time.Now()
	err := st.Update(ctx, id, func(tx store.Tx) error {
		return tx.PutHousehold(store.Household{ID: id, Name: string(id), TimeZone: "UTC", DayTurns: 240, Created: now})
	})
	for k := h * brushesEach; err == nil && k < min(n, (h+1)*brushesEach); k++ {
		f.secrets[k], _, err = accounts.MakeToken(ctx, account.NewToken{Household: id, Name: f.device(k), Device: brush.DeviceID(f.device(k)), Scopes: []string{account.FramesWrite}})
	}
	return err
}

// connect opens the connections of the first n brushes.
func (f *fleet) connect(at string, n int) (cs []*client, err error) {
	cs = make([]*client, n)
	var next atomic.Int64
	var once sync.Once
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for k := int(next.Add(1)) - 1; k < n; k = int(next.Add(1)) - 1 {
				c, e := dial(at, f.device(k), f.device(k), f.secrets[k], true)
				if e != nil {
					once.Do(func() { err = fmt.Errorf("connection %d: %w", k, e) })
					return
				}
				cs[k] = c
			}
		})
	}
	wg.Wait()
	return cs, err
}

func hangUp(cs []*client) {
	for _, c := range cs {
		if c != nil {
			_ = c.Close()
		}
	}
}

// connections measures what connected brushes cost while they say nothing, and how late a screen hears of those that brush.
func (b *bench) connections(ctx context.Context) error {
	if err := allowFiles(uint64(b.brushes) + 1000); err != nil {
		return err
	}
	d, err := b.places.at(ctx, "fleet")
	if err != nil {
		return err
	}
	var f fleet
	if err := f.make(ctx, d, b.brushes); err != nil {
		return fmt.Errorf("make the fleet: %w", err)
	}
	more := map[string]string{"ENAMEL_MQTT_MAX_CONNECTIONS": "20000", "ENAMEL_MQTT_MAX_PER_ADDRESS": "20000"}
	s, at, err := broker(ctx, start, b.binary, d, more)
	if err != nil {
		return err
	}
	defer s.end()
	time.Sleep(time.Second)
	before, err := resident(s.cmd.Process.Pid)
	if err != nil {
		return err
	}
	begin := time.Now()
	cs, err := f.connect(at, b.brushes)
	defer func() { hangUp(cs) }()
	if err != nil {
		return err
	}
	took := time.Since(begin)
	time.Sleep(b.rest)
	after, err := resident(s.cmd.Process.Pid)
	if err != nil {
		return err
	}
	fmt.Printf("%d idle MQTT connections, %v, each with a token of its own: %.1f kB of resident memory each (%.0f MB before, %.0f MB with them), connected in %.1f s, measured %v later\n",
		b.brushes, b.places, (after-before)*1000/float64(b.brushes), before, after, took.Seconds(), b.rest)

	fmt.Printf("brushes that report once a second at quality of service 0, %d to a household; from the report to the line on a screen that follows one household, ms\n", brushesEach)
	fmt.Printf("%-18s %10s %10s %10s %10s %12s %10s %12s\n", "brushes", "p50", "p99", "worst", "heard", "sent a s", "behind", "processor")
	for _, n := range []int{1000, 5000, 10_000} {
		if n > b.brushes {
			break
		}
		if err := f.live(ctx, s, cs[:n], b.span); err != nil {
			return fmt.Errorf("%d brushes: %w", n, err)
		}
	}
	return nil
}

// saying is what a brush said last: the second of its timer, and when.
type saying struct {
	mu sync.Mutex
	at map[uint32]time.Time
}

// waiting counts what no screen has shown yet.
func waiting(said map[string]*saying) (n int) {
	for _, s := range said {
		s.mu.Lock()
		n += len(s.at)
		s.mu.Unlock()
	}
	return n
}

// live lets brushes report once a second, spread over the second, and a screen follow the first household. The brushes begin a brushing of
// their own in each round.
func (f *fleet) live(ctx context.Context, s *server, cs []*client, span time.Duration) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	said := make(map[string]*saying, brushesEach)
	for k := range brushesEach {
		said[f.device(k)] = &saying{at: map[uint32]time.Time{}}
	}
	var took []float64
	followed := make(chan error, 1)
	ready := make(chan struct{})
	go func() { followed <- f.follow(ctx, s, said, &took, ready) }()
	select {
	case <-ready:
	case err := <-followed:
		return err
	}
	// Few goroutines send for many brushes: each wakes for its next brush, so that the sender itself is not what is measured.
	const senders = 4
	var sent atomic.Int64
	var late atomic.Int64 // microseconds that the sender was behind its own clock
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	busy := s.busy()
	begin := time.Now()
	seconds := max(int(span/time.Second), 2)
	for part := range senders {
		wg.Go(func() {
			for second := range seconds {
				for k := part; k < len(cs); k += senders {
					due := begin.Add(time.Duration(second)*time.Second + time.Duration(k)*time.Second/time.Duration(len(cs)))
					if d := time.Until(due); d > 500*time.Microsecond {
						time.Sleep(d)
					}
					now := time.Now()
					if by := now.Sub(due).Microseconds(); by > late.Load() {
						late.Store(by)
					}
					if say := said[f.device(k)]; say != nil {
						say.mu.Lock()
						say.at[uint32(second)] = now
						say.mu.Unlock()
					}
					payload := fmt.Appendf(nil, `{"battery":87,"live":{"state":"running","t":%d,"mode":0,"pressure":"normal","layout":4,"zones":[%d]}}`, second, second/30%4+1)
					if _, err := cs[k].Write(publication(0, 0, "enamel/v1/"+f.device(k)+"/report", payload)); err != nil {
						once.Do(func() { failed = err })
						return
					}
					sent.Add(1)
				}
			}
		})
	}
	wg.Wait()
	all := time.Since(begin).Seconds()
	load := (s.busy() - busy).Seconds() / all
	// What is under way is waited for: a report that is late counts with how late it is.
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end) && waiting(said) > 0; {
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	if err := errors.Join(<-followed, failed); err != nil {
		return err
	}
	if len(took) == 0 {
		return errors.New("the screen heard nothing")
	}
	p50, p99, worst := quantiles(took)
	fmt.Printf("%-18d %10.2f %10.2f %10.2f %6d/%d %12.0f %7.1f ms %10.0f %%\n", len(cs), p50, p99, worst, len(took), seconds*brushesEach,
		float64(sent.Load())/all, float64(late.Load())/1000, load*100)
	// The brushes stop, so that the next round is a new brushing.
	for k, c := range cs {
		if _, err := c.Write(publication(0, 0, "enamel/v1/"+f.device(k)+"/report", fmt.Appendf(nil, `{"live":{"state":"idle","t":%d}}`, seconds))); err != nil {
			return err
		}
	}
	time.Sleep(2 * time.Second)
	return nil
}

// follow reads the live stream of the first household and notes how late each report is first seen.
func (f *fleet) follow(ctx context.Context, s *server, said map[string]*saying, took *[]float64, ready chan<- struct{}) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/v1/live", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+f.watcher)
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("follow: %s", r.Status)
	}
	close(ready)
	lines := bufio.NewReaderSize(r.Body, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		data, ok := bytes.CutPrefix(line, []byte("data: "))
		if !ok {
			continue
		}
		at := time.Now()
		var now struct {
			Open []struct {
				Device   string `json:"device"`
				Duration uint32 `json:"duration_s"`
			} `json:"open"`
		}
		if err := json.Unmarshal(data, &now); err != nil {
			return err
		}
		for _, o := range now.Open {
			say := said[o.Device]
			if say == nil {
				continue
			}
			say.mu.Lock()
			// A report that was passed by a newer one is seen with it.
			for t, when := range say.at {
				if t <= o.Duration {
					*took = append(*took, at.Sub(when).Seconds()*1000)
					delete(say.at, t)
				}
			}
			say.mu.Unlock()
		}
	}
}

func quantiles(v []float64) (p50, p99, worst float64) {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2], s[min(len(s)-1, len(s)*99/100)], s[len(s)-1]
}
