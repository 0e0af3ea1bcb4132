package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// reads measures what a dashboard reads, over HTTP and as the household's owner with their cookie: each request asks for another household and
// person, by chance. The fleet's days have no call of their own and are read from the same store in this process.
func reads(ctx context.Context, binary, dir string, places stores, households, days int, span time.Duration) error {
	if dir == "" {
		tmp, err := os.MkdirTemp("", "enamel-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	dir = filepath.Join(dir, fmt.Sprintf("w3-%d-%d", households, days))
	p, now := past{households, days}, time.Now().UTC()
	if err := p.prepare(ctx, dir, now); err != nil {
		return fmt.Errorf("make the past: %w", err)
	}
	d := data{dir: dir}
	if places.server != nil {
		var err error
		if d, err = places.at(ctx, "reads"); err != nil {
			return err
		}
		if err := os.MkdirAll(d.dir, 0o700); err != nil {
			return err
		}
		if err := copied(ctx, dir, d); err != nil {
			return err
		}
	}
	s, err := start(ctx, binary, d)
	if err != nil {
		return err
	}
	defer s.end()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	rnd := rand.New(rand.NewPCG(1, 2))
	today := now.Format(time.DateOnly)
	month, year := now.AddDate(0, 0, -30).Format(time.RFC3339), now.AddDate(-1, 0, 1).Format(time.DateOnly)
	fmt.Printf("reading, %d households of 3 people, %d days; one request after the other, %v; ms\n", households, days, places)
	fmt.Printf("%-34s %8s %8s %8s %10s %8s %10s\n", "", "least", "p50", "p99", "requests", "bytes", "of server")
	for _, q := range []struct{ name, path string }{
		{"a person's last 30 days", "/api/v1/sessions?limit=100&from=" + month + "&person=%s"},
		{"a person's year by day", "/api/v1/days?from=" + year + "&to=" + today + "&person=%s"},
		{"a household's Today", "/api/v1/today?%.0s"},
	} {
		var took []float64
		size := 0
		warm := time.Now()
		busy, all := s.busy(), 0
		for begin := warm; time.Since(begin) < span; {
			n := rnd.IntN(households)
			at := time.Now()
			size, err = s.get(ctx, client, fmt.Sprintf(q.path, p.person(n, rnd.IntN(peopleEach))), p.cookie(n))
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			all++
			if time.Since(warm) > span/5 { // the first ones open connections and statements
				took = append(took, time.Since(at).Seconds()*1000)
			}
		}
		tell(q.name, took, size, (s.busy()-busy).Seconds()*1000/float64(all))
	}
	st, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	var took []float64
	n := 0
	for begin := time.Now(); time.Since(begin) < span; {
		at := time.Now()
		ds, err := st.FleetDays(ctx, store.DayOf(now)-364, store.DayOf(now))
		if err != nil {
			return err
		}
		took, n = append(took, time.Since(at).Seconds()*1000), len(ds)
	}
	tell(fmt.Sprintf("the fleet, %d days (in process)", n), took, 0, 0)
	return nil
}

// tell prints a line. The last figure is what a request costs the server's processors, which does not depend on who else is at work.
func tell(name string, took []float64, size int, cost float64) {
	slices.Sort(took)
	at := func(share float64) float64 { return took[min(int(share*float64(len(took))), len(took)-1)] }
	fmt.Printf("%-34s %8.2f %8.2f %8.2f %10d %8d %10.2f\n", name, took[0], at(0.5), at(0.99), len(took), size, cost)
}

// prepare makes the past that is not there yet, and folds the fleet's count.
func (p past) prepare(ctx context.Context, dir string, now time.Time) error {
	st, err := sqlite.Open(ctx, filepath.Join(dir, "enamel.db"))
	if err != nil {
		return err
	}
	begin := time.Now()
	err = p.make(ctx, st, now, func(done int) {
		if done%100 == 0 {
			fmt.Fprintf(os.Stderr, "%d households, %v\n", done, time.Since(begin).Round(time.Second))
		}
	})
	for n := 1; err == nil && n > 0; {
		n, err = st.FoldFleet(ctx, 1, 5000)
	}
	if err == nil {
		err = p.enter(ctx, st, now)
	}
	if cerr := st.Close(); err == nil {
		err = cerr
	}
	return err
}

// get reads an answer to its end and returns its length.
func (s *server) get(ctx context.Context, c *http.Client, path, cookie string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return 0, err
	}
	req.AddCookie(&http.Cookie{Name: "enamel_session", Value: cookie})
	r, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	n, err := io.Copy(io.Discard, r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s", r.Status)
	}
	return int(n), err
}
