package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	pingEvery   = 15 * time.Second
	writeWithin = 10 * time.Second // a listener that takes longer is gone
	streamAfter = 5 * time.Second  // may come again who has too many streams
	mostStreams = 16               // for one log-in or token
)

// streams counts the open streams of each credential.
type streams struct {
	mu sync.Mutex
	of map[string]int
}

func (t *streams) take(key string) (release func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[key] >= mostStreams {
		return nil, false
	}
	t.of[key]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.of[key]--; t.of[key] == 0 {
			delete(t.of, key)
		}
	}, true
}

// live is the live stream: the household's changes from a number on without a gap, and the present as state.
func (s *server) live(w http.ResponseWriter, r *http.Request) {
	p := principal(r.Context())
	release, ok := s.streaming.take(p.Key())
	if !ok {
		s.writeProblem(w, r, &account.WaitError{For: streamAfter})
		return
	}
	defer release()
	after, reset, err := s.startOf(r, p.Household)
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	if err := s.sawAll(r.Context()); err != nil {
		s.writeProblem(w, r, err)
		return
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()

	control := http.NewResponseController(w)
	// A stream is open as long as somebody listens: the deadlines of the whole request must not end it.
	_ = control.SetReadDeadline(time.Time{})
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := &stream{w: w, control: control}
	if reset {
		out.event("reset", "", []byte("{}"))
	}
	// An id without data: whoever is cut off before the first change still knows where to go on.
	out.place(after)

	news := make(chan live.News)
	ended := make(chan error, 1)
	go func() {
		ended <- s.Hub.Follow(ctx, p.Household, after, func(n live.News) error {
			select {
			case news <- n:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	now, leave := s.now.watch(p.Household)
	defer leave()
	f := &follower{p: p, after: after}
	if p.Narrowed() {
		f.told = map[string]bool{}
	}
	err = s.stream(ctx, r, out, now, news, ended, f)
	_ = control.SetWriteDeadline(time.Now().Add(writeWithin)) // for the end itself: the last word may be long ago
	if err != nil && r.Context().Err() == nil {
		s.log.InfoContext(ctx, "live stream ended", "request", requestID(ctx), "error", err)
	}
}

// startOf returns the number behind which a stream goes on: the one asked for, or the newest. reset: the one asked for is no longer kept.
func (s *server) startOf(r *http.Request, h brush.HouseholdID) (after store.Seq, reset bool, err error) {
	last, err := s.Store.Last(r.Context(), h)
	if err != nil {
		return 0, false, fmt.Errorf("read the newest change: %w", err)
	}
	asked, field := r.Header.Get("Last-Event-ID"), "header.Last-Event-ID"
	if asked == "" {
		asked, field = r.URL.Query().Get("after"), "query.after"
	}
	if asked == "" {
		return last, false, nil
	}
	n, err := strconv.ParseInt(asked, 10, 64)
	if err != nil || n < 0 {
		return 0, false, &brush.FieldError{Field: field, Reason: "is no number of a change"}
	}
	after = store.Seq(n)
	if after > last {
		// A number that was never given: the data is older than the listener, as after a restore.
		return last, true, nil
	}
	if after < last {
		next, err := s.Store.Changes(r.Context(), h, after, 1)
		if err != nil {
			return 0, false, fmt.Errorf("read the changes: %w", err)
		}
		if len(next) == 0 || next[0].Seq != after+1 {
			return last, true, nil
		}
	}
	return after, false, nil
}

// follower is who listens, and what they heard.
type follower struct {
	p     *account.Principal
	after store.Seq
	told  map[string]bool // of who sees only some people: the sessions that they heard of
}

// mostTold bounds what is remembered of one who listens.
const mostTold = 1000

// stream writes what comes until the listener or the server goes.
func (s *server) stream(ctx context.Context, r *http.Request, out *stream, now *present, news <-chan live.News, ended <-chan error, f *follower) error {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	now.look()
	var told *state
	for {
		state, moved := now.latest()
		if state != nil && state != told {
			if f.p.Narrowed() {
				state.tellSome(out, f.p, told)
			} else {
				out.event("now", "", state.body)
			}
			told = state
		}
		if err := out.flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.done:
			return nil
		case err := <-ended:
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		case <-moved:
		case n := <-news:
			if slices.ContainsFunc(n.Changes, func(c store.Change) bool { return c.Kind == store.AccessChanged }) {
				s.Accounts.Doubt() // another server may have changed it
				if !s.stays(ctx, r, f.p) {
					return nil
				}
			}
			if err := s.tell(ctx, out, f, n.Changes); err != nil {
				return err
			}
			if n.Present || len(n.Changes) > 0 {
				now.look()
			}
		case <-ping.C:
			if !s.stays(ctx, r, f.p) { // a log-in or a membership that has expired
				return nil
			}
			out.ping()
		}
	}
}

// stays reports whether who listens may go on: a log-in that has ended meanwhile, or a token taken back, hears no more, and one that may see
// something else than before has to come again. A store that cannot say just now ends nothing.
func (s *server) stays(ctx context.Context, r *http.Request, p *account.Principal) bool {
	again, err := s.Accounts.Authenticate(ctx, s.cookieOf(r), tokenOf(r))
	if errors.Is(err, account.ErrUnauthorized) {
		return false
	}
	return err != nil || again.Same(p)
}

// tell writes changes with what they are about, as it is now. Who sees only some people hears of the others' nothing but that the number of the
// last change has grown.
func (s *server) tell(ctx context.Context, out *stream, f *follower, cs []store.Change) error {
	id := f.p.Household
	if len(cs) == 0 {
		return nil
	}
	h, err := s.houseSince(ctx, id, cs[len(cs)-1].Seq)
	if err != nil {
		return err
	}
	var brushes []store.Brush // read when the first of them changed
	for _, c := range cs {
		if c.Seq <= f.after {
			continue
		}
		f.after = c.Seq
		e := Change{Seq: int64(c.Seq), Kind: string(c.Kind), Subject: c.Subject, At: c.At.UTC()}
		seen := true
		switch c.Kind {
		case store.SessionOpened, store.SessionEnded, store.SessionAmended, store.SessionRemoved:
			one, err := s.Store.Session(ctx, id, brush.SessionID(c.Subject))
			if err != nil && !errors.Is(err, brush.ErrNotFound) {
				return fmt.Errorf("read the session: %w", err)
			}
			if seen = f.sees(&one, err == nil && shown(&one)); !seen && f.told[c.Subject] {
				// It was theirs a moment ago: for them it is gone.
				delete(f.told, c.Subject)
				e.Kind, seen = string(store.SessionRemoved), true
			} else if err == nil && shown(&one) && c.Kind != store.SessionRemoved {
				b := h.brushing(&one, false)
				e.Session = &b
			}
		case store.BrushChanged:
			if brushes == nil {
				if brushes, err = s.Store.Brushes(ctx, id); err != nil {
					return fmt.Errorf("read the brushes: %w", err)
				}
			}
			if i := slices.IndexFunc(brushes, func(b store.Brush) bool { return string(b.Device) == c.Subject }); i >= 0 {
				form := s.brushFor(f.p, &brushes[i])
				e.Brush = &form
				seen = f.p.SeesAny(brushes[i].People)
			} else {
				seen = !f.p.Narrowed()
			}
		case store.SourceChanged:
			seen = !f.p.Narrowed()
		case store.PersonChanged, store.MorningReminder, store.EveningReminder:
			seen = f.p.Sees(brush.PersonID(c.Subject))
			if p, ok := h.person(brush.PersonID(c.Subject)); ok {
				form := personOf(p, h.today(s.Now()))
				e.Person = &form
			}
		}
		if !seen {
			out.place(c.Seq)
			continue
		}
		out.event("change", strconv.FormatInt(e.Seq, 10), encode(e))
	}
	return nil
}

// sees reports whether a session is one of those that who listens may hear of. there: it is shown at all.
func (f *follower) sees(one *store.Session, there bool) bool {
	if !f.p.Narrowed() {
		return true
	}
	if !there || !f.p.Sees(one.Person) {
		return false
	}
	if len(f.told) >= mostTold {
		clear(f.told)
	}
	f.told[string(one.ID)] = true
	return true
}

// stream gathers events [HTML Living Standard 9.2] and writes them together.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	buf     []byte
}

func (o *stream) event(name, id string, data []byte) {
	if id != "" {
		o.buf = append(append(append(o.buf, "id: "...), id...), '\n')
	}
	o.buf = append(append(append(o.buf, "event: "...), name...), '\n')
	o.buf = append(append(append(o.buf, "data: "...), data...), "\n\n"...)
}

func (o *stream) place(after store.Seq) {
	o.buf = append(strconv.AppendInt(append(o.buf, "id: "...), int64(after), 10), "\n\n"...)
}

func (o *stream) ping() { o.buf = append(o.buf, ": ping\n\n"...) }

func (o *stream) flush() error {
	if len(o.buf) == 0 {
		return nil
	}
	_ = o.control.SetWriteDeadline(time.Now().Add(writeWithin)) // a recorder in a test has no deadlines
	if _, err := o.w.Write(o.buf); err != nil {
		return err
	}
	o.buf = o.buf[:0]
	return o.control.Flush()
}
