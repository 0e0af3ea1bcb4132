package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// counting is a rig whose questions to the store are counted.
func counting(t *testing.T, r *rig) *asked {
	t.Helper()
	a := &asked{Store: r.st}
	c := r.config("")
	c.Store = a
	var err error
	if r.handler, err = httpapi.New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return a
}

func (r *rig) update(fn func(store.Tx) error) {
	r.t.Helper()
	if err := r.st.Update(context.Background(), r.household, fn); err != nil {
		r.t.Fatal(err)
	}
}

// today asks for Today twice, and returns what the second time was asked of the store.
func (r *rig) today(a *asked) (houses, lists, habits int64) {
	r.t.Helper()
	for range 2 {
		a.houses.Store(0)
		a.lists.Store(0)
		a.habits.Store(0)
		if w := r.as("owner", "GET", "/api/v1/today", ""); w.Code != 200 {
			r.t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	return a.houses.Load(), a.lists.Load(), a.habits.Load()
}

// Today is remembered of a household of eight people, and of four sessions without a name; a larger one is worked out each time.
func TestHowMuchOfTodayIsRemembered(t *testing.T) {
	for people, want := range map[int]int64{8: 0, 9: 9} {
		r := settled(t)
		a := counting(t, r)
		r.update(func(tx store.Tx) error {
			for n := range people - 2 {
				if err := tx.PutPerson(store.Person{ID: brush.PersonID(fmt.Sprint("p", n)), Name: "One more", Glaze: "sky", Target: 120, Created: r.clock()}); err != nil {
					return err
				}
			}
			return nil
		})
		if _, _, habits := r.today(a); habits != want {
			t.Errorf("%d people: %d habits are read again", people, habits)
		}
	}
	for waiting, want := range map[int]int64{4: 1, 5: 2} {
		r := settled(t)
		a := counting(t, r)
		r.update(func(tx store.Tx) error {
			for n := range waiting {
				at := r.clock().Add(-time.Duration(n+1) * time.Hour)
				s := store.Session{ID: brush.SessionID(fmt.Sprint("s", n))}
				s.Device, s.Start, s.End, s.LastHeard, s.Duration = "AA", at, at.Add(2*time.Minute), at.Add(2*time.Minute), 120
				if err := tx.PutSession(s); err != nil {
					return err
				}
			}
			return nil
		})
		if _, lists, _ := r.today(a); lists != want {
			t.Errorf("%d sessions without a name: %d lists are read again, want %d", waiting, lists, want)
		}
	}
}

// A household of two hundred names is remembered, and a larger one is read each time.
func TestMostNames(t *testing.T) {
	for names, want := range map[int]int64{200: 0, 201: 1} {
		r := settled(t)
		a := counting(t, r)
		r.update(func(tx store.Tx) error {
			for n := range names - 2 { // there are two people
				if err := tx.PutSource(store.Source{ID: brush.SourceID(fmt.Sprint("ear", n)), Created: r.clock(), LastHeard: r.clock()}); err != nil {
					return err
				}
			}
			return nil
		})
		if houses, _, _ := r.today(a); houses != want {
			t.Errorf("%d names: read again %d times", names, houses)
		}
	}
}

// daily is a store in which everybody has brushed every morning and evening since the beginning of time.
type daily struct{ *asked }

func (d daily) Brushings(_ context.Context, _ brush.HouseholdID, _ brush.PersonID, from, to time.Time) (out []session.Brushing, err error) {
	d.habits.Add(1)
	first := from.Truncate(24 * time.Hour).Add(-24 * time.Hour)
	for at := first; at.Before(to); at = at.Add(24 * time.Hour) {
		for _, h := range []time.Duration{6, 20} {
			if s := at.Add(h * time.Hour); s.Before(to) {
				out = append(out, session.Brushing{Start: s, Seconds: 120})
			}
		}
	}
	return out, nil
}

// A card of who never missed a day costs five reads, and that of a young streak one.
func TestLongestStreak(t *testing.T) {
	r := settled(t)
	a := counting(t, r)
	if _, _, habits := r.today(a); habits != 0 {
		t.Fatalf("%d habits are read again", habits)
	}
	c := r.config("")
	c.Store = daily{a}
	var err error
	if r.handler, err = httpapi.New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	a.habits.Store(0)
	var got httpapi.Today
	decode(t, r.as("owner", "GET", "/api/v1/today", "").Body, &got)
	if n := a.habits.Load(); n != 2*5 || got.People[0].Streak.Days < 3660 {
		t.Errorf("two cards cost %d reads, and the streak is %d days", n, got.People[0].Streak.Days)
	}
}

// Streaks are looked for in the last four weeks at first.
func TestShortestReach(t *testing.T) {
	r := settled(t)
	from := atomic.Int64{}
	c := r.config("")
	c.Store = spans{r.st, &from}
	var err error
	if r.handler, err = httpapi.New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if w := r.as("owner", "GET", "/api/v1/today", ""); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	// It is Monday.
	if days := r.clock().Sub(time.Unix(0, from.Load())).Hours() / 24; days < 28 || days > 29 {
		t.Errorf("read from %.1f days ago", days)
	}
}

// spans is a store that notes from when habits are read.
type spans struct {
	store.Store
	from *atomic.Int64
}

func (s spans) Brushings(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to time.Time) ([]session.Brushing, error) {
	s.from.Store(from.UnixNano())
	return s.Store.Brushings(ctx, h, p, from, to)
}

// A stream of only some people remembers a thousand sessions that it told of, and then begins anew.
func TestMostTold(t *testing.T) {
	for n, want := range map[int]int{1000: 1000, 1001: 1} {
		if got := httpapi.ToldAfter(n); got != want {
			t.Errorf("of %d it remembers %d", n, got)
		}
	}
}

// The memory of an answer of 200 KB is kept for the next, and that of a longer one is not.
func TestLongAnswersAreNotKept(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection would empty the pool
	answer := func(kb int) {
		l := httpapi.List[httpapi.Brushing]{Items: make([]httpapi.Brushing, kb)}
		for i := range l.Items {
			l.Items[i].Note = strings.Repeat("x", 500)
		}
		var b bytes.Buffer
		if err := httpapi.Answer(&b, l); err != nil || b.Len() < kb*500 {
			t.Fatalf("%d bytes, %v", b.Len(), err)
		}
	}
	httpapi.LargestKept()
	kept := 0
	for n := 0; n < 100 && kept < 100<<10; n++ { // a pool may forget, now and then
		answer(150)
		kept = httpapi.LargestKept()
	}
	if kept < 100<<10 {
		t.Errorf("%d bytes are kept", kept)
	}
	for range 10 {
		answer(1500)
		if kept := httpapi.LargestKept(); kept > 256<<10 {
			t.Fatalf("%d bytes are kept", kept)
		}
	}
}

// Sixty-four calls of frames are worked for at once. One more waits for a place, and then is told to come again.
func TestMostIntakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := settled(t)
		token := r.token(r.household, "hall", account.FramesWrite)
		hold := make(chan struct{})
		codes := make(chan int, 64)
		for range 64 {
			body, write := io.Pipe()
			go func() {
				<-hold
				_ = write.Close()
			}()
			go func() {
				q := r.request("POST", "/api/v1/frames", "", r.credential(token))
				q.Body, q.ContentLength = body, -1
				q.Header.Set("Content-Type", "application/x-ndjson")
				w := httptest.NewRecorder()
				r.handler.ServeHTTP(w, q)
				codes <- w.Code
			}()
		}
		synctest.Wait()
		begun := time.Now()
		if w := r.as(token, "POST", "/api/v1/frames", line("AA:00:00:00:00:07", r.clock(), 3, 1)); w.Code != 503 || time.Since(begun) != 2*time.Second {
			t.Errorf("one more: %d after %v: %s", w.Code, time.Since(begun), w.Body)
		}
		close(hold)
		for range 64 {
			if code := <-codes; code == 503 {
				t.Error("one of 64 has no place")
			}
		}
		if w := r.as(token, "POST", "/api/v1/frames", line("AA:00:00:00:00:07", r.clock(), 3, 1)); w.Code != 200 {
			t.Errorf("afterwards: %d %s", w.Code, w.Body)
		}
	})
}

// A brushing of somebody may have begun a day before a note of theirs, and is told beside it.
func TestHeardMeanwhile(t *testing.T) {
	for before, want := range map[time.Duration]int{24*time.Hour - time.Minute: 1, 24*time.Hour + time.Minute: 0} {
		r := settled(t)
		at := r.clock().Add(-time.Hour)
		r.update(func(tx store.Tx) error {
			s := store.Session{ID: "long", Person: brush.PersonID(r.person)}
			s.Device, s.Start, s.End, s.LastHeard, s.Duration = "AA", at.Add(-before), at.Add(time.Minute), at.Add(time.Minute), 120
			return tx.PutSession(s)
		})
		w := r.as("owner", "POST", "/api/v1/people/"+r.person+"/notes", fmt.Sprintf(`{"id":"one","started_at":%q,"duration_s":120}`, at.Format(time.RFC3339)))
		var got httpapi.TakenNote
		decode(t, w.Body, &got)
		if w.Code/100 != 2 || len(got.Overlaps) != want {
			t.Errorf("begun %v before: %d, %d beside it", before, w.Code, len(got.Overlaps))
		}
	}
}

// noPresent is a store that cannot say who brushes.
type noPresent struct {
	store.Store
	n *atomic.Int64
}

func (s noPresent) Sessions(_ context.Context, _ brush.HouseholdID, q store.SessionQuery) ([]store.Session, error) {
	s.n.Add(1)
	return nil, errors.Join(errors.New("not now"), brush.ErrUnavailable)
}

// A store that cannot say the present is asked again each second.
func TestPresentIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := settled(t)
		var n atomic.Int64
		c := r.config("")
		c.Store = noPresent{r.st, &n}
		var err error
		if r.handler, err = httpapi.New(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 9500*time.Millisecond)
		defer stop()
		r.handler.ServeHTTP(&heard{head: http.Header{}}, r.request("GET", "/api/v1/live", "", r.credential("owner")).WithContext(ctx))
		// Whoever begins to watch asks as well, and each of these goes on.
		if got := n.Load(); got < 10 || got > 30 {
			t.Errorf("asked %d times in nine seconds and a half", got)
		}
		synctest.Wait()
	})
}

// The log hears of clocks that differ once a minute.
func TestClocksAreToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := settled(t)
		token := r.token(r.household, "hall", account.FramesWrite)
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{0, 1}, {59 * time.Second, 1}, {2 * time.Second, 2}, {59 * time.Second, 2}} {
			time.Sleep(c.after)
			if w := r.as(token, "POST", "/api/v1/frames", line("AA:00:00:00:00:07", r.clock().Add(time.Hour), 3, 1)); w.Code != 503 || w.Header().Get("Retry-After") != "30" {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			if n := strings.Count(r.log.String(), "is this server's clock right?"); n != c.want {
				t.Errorf("%v later: told %d times, want %d", c.after, n, c.want)
			}
		}
	})
}

// piped is a listener of one connection.
type piped struct{ conns chan net.Conn }

func (p piped) Accept() (net.Conn, error) {
	if c, ok := <-p.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p piped) Close() error   { close(p.conns); return nil }
func (p piped) Addr() net.Addr { return &net.UnixAddr{} }

// serving has a server answer one connection.
func serving(t *testing.T, h http.HandlerFunc) (ours net.Conn, stop func(), ended <-chan error) {
	ctx, cancel := context.WithCancel(t.Context())
	p := piped{make(chan net.Conn, 1)}
	over := make(chan error, 1)
	go func() { over <- httpapi.Serve(ctx, p, h, slog.New(slog.DiscardHandler)) }()
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours, cancel, over
}

// What runs when a server stops has ten seconds to end.
func TestServeStopsWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, stop, ended := serving(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		_, err := io.WriteString(ours, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		begun := time.Now()
		stop()
		if err := <-ended; err != nil || time.Since(begun) != 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		_ = ours.Close()
	})
}

// An answer may be read for nearly a minute.
func TestAnswersMayTakeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, stop, ended := serving(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 1<<20)) })
		if _, err := io.WriteString(ours, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(58 * time.Second)
		if b, err := io.ReadAll(ours); err != nil || len(b) < 1<<20 {
			t.Errorf("%d bytes, %v", len(b), err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
