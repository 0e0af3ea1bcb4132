package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// A change of the present is sent at once, and so many in a row, so that a screen shows what a brush says as it says it. Beyond that there is one
// in each presentEvery: a household that is flooded costs no more.
const (
	presentRow   = 10
	presentEvery = 50 * time.Millisecond
)

// presentRetryEvery is how often a store that cannot say the present is asked again.
const presentRetryEvery = time.Second

// presents keeps the present of every household that somebody watches: worked out once, however many screens show it.
type presents struct {
	s  *server
	mu sync.Mutex
	of map[brush.HouseholdID]*present
}

// present is who brushes in a household now, as the live stream says it.
type present struct {
	watchers int
	stop     context.CancelFunc
	moved    chan struct{} // holds at most one: look again

	mu      sync.Mutex
	now     *state        // nil before the first
	changed chan struct{} // closed when now is replaced
}

// state is one present: the event's data, and what it was made of.
type state struct {
	body []byte
	now  Now
}

// tellSome writes of a present what is of the people whom who listens may see, unless that is as it was before.
func (t *state) tellSome(out *stream, p *account.Principal, before *state) {
	theirs := func(t *state) []Brushing {
		some := []Brushing{}
		for _, b := range t.now.Open {
			if p.Sees(brush.PersonID(b.PersonID)) {
				some = append(some, b)
			}
		}
		return some
	}
	now := theirs(t)
	if before != nil && bytes.Equal(encode(now), encode(theirs(before))) {
		return
	}
	out.event("now", "", encode(Now{At: t.now.At, Open: now}))
}

func newPresents(s *server) *presents {
	return &presents{s: s, of: map[brush.HouseholdID]*present{}}
}

// watch returns the household's present; release must be called once.
func (ps *presents) watch(h brush.HouseholdID) (p *present, release func()) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p, ok := ps.of[h]
	if !ok {
		ctx, stop := context.WithCancel(context.Background())
		p = &present{stop: stop, moved: make(chan struct{}, 1), changed: make(chan struct{})}
		ps.of[h] = p
		go p.keep(ctx, ps.s, h)
	}
	p.watchers++
	return p, func() {
		ps.mu.Lock()
		defer ps.mu.Unlock()
		if p.watchers--; p.watchers == 0 {
			p.stop()
			delete(ps.of, h)
		}
	}
}

// look asks for the present to be worked out again; it never blocks.
func (p *present) look() {
	select {
	case p.moved <- struct{}{}:
	default:
	}
}

// latest returns the newest present, nil before the first, and what is closed when there is a newer one.
func (p *present) latest() (*state, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now, p.changed
}

// keep works the present out at once and whenever it may have moved.
func (p *present) keep(ctx context.Context, s *server, h brush.HouseholdID) {
	var last []byte
	var pace pace
	for {
		begun := time.Now()
		open, err := s.openNow(ctx, h)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.WarnContext(ctx, "work out the present", "error", err)
			time.AfterFunc(presentRetryEvery, p.look)
		default:
			if body := encode(open); last == nil || !bytes.Equal(body, last) {
				last = body
				now := Now{At: s.Now().UTC(), Open: open}
				p.put(&state{body: encode(now), now: now})
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pace.rest(begun, time.Now())):
		}
		select {
		case <-ctx.Done():
			return
		case <-p.moved:
		}
	}
}

// pace bounds how often something is done, from when the next would be due if each were presentEvery apart.
type pace struct{ due time.Time }

// rest says how long to wait after a time that was begun and ended then. It is never shorter than that took, so that a slow store is asked half
// the time at most.
func (p *pace) rest(begun, ended time.Time) time.Duration {
	if p.due.Before(begun) {
		p.due = begun
	}
	p.due = p.due.Add(presentEvery)
	return max(p.due.Add(-presentRow*presentEvery).Sub(ended), min(ended.Sub(begun), presentEvery*5))
}

func (p *present) put(now *state) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = now
	close(p.changed)
	p.changed = make(chan struct{})
}

// openNow reads who brushes now.
func (s *server) openNow(ctx context.Context, id brush.HouseholdID) ([]Brushing, error) {
	ss, err := s.Store.Sessions(ctx, id, store.SessionQuery{OpenOnly: true, WithSlots: true})
	if err != nil || len(ss) == 0 {
		return []Brushing{}, err
	}
	h, err := s.house(ctx, id)
	if err != nil {
		return nil, err
	}
	return h.brushings(ss, true), nil
}

// encode returns JSON on one line, without escaping for HTML.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // our own types: a fault of the program
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
