package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/httpsink"
)

// manner is how a sender sends.
type manner struct {
	lanes  int  // requests at once
	most   int  // frames in a request
	any    bool // in any order, and not the oldest first
	counts bool // its frames have numbers
	again  int  // one in so many requests carries frames that were answered with yes before
}

// manners are what gateways do, the good and the bad. Senders take them in turn.
var manners = []manner{
	{lanes: 1, most: 1, counts: true, again: 20},
	{lanes: 2, most: 6, any: true, counts: true, again: 5},
	{lanes: 1, most: 40, again: 10},
	{lanes: 3, most: 4, any: true, again: 4},
	{lanes: 1, most: 12, counts: true, again: 1000},
}

// item is a frame in a spool.
type item struct {
	id uint64
	f  brush.Frame
}

// sender is something that hears handles: it keeps what it heard in a spool, and forgets it only after yes.
type sender struct {
	source brush.SourceID
	manner
	sink wire.Sink
	far  bool // its yes is another broker's
	c    *campaign

	mu    sync.Mutex
	spool []item
	ids   uint64
	seq   uint64
	past  []brush.Frame // some of what was answered with yes
	fed   time.Time     // when it heard a brushing last
}

// appetite is how often a sender hears a brushing, at most.
const appetite = 500 * time.Millisecond

// hear puts frames into the spool.
func (s *sender) hear(fs []brush.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range fs {
		f.Source = s.source
		if s.counts {
			s.seq++
			f.Seq = s.seq
		}
		if s.c.ledger.add(f) {
			s.ids++
			s.spool = append(s.spool, item{s.ids, f})
		}
	}
}

func (s *sender) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.spool)
}

// hungry reports whether the sender has room for another brushing.
func (s *sender) hungry() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.spool) > 60 || time.Since(s.fed) < appetite {
		return false
	}
	s.fed = time.Now()
	return true
}

// pick chooses what to send next.
func (s *sender) pick(rnd *rand.Rand) (batch []item, old []brush.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(1+rnd.IntN(s.most), len(s.spool))
	from, shuffle, again := rnd.IntN(1<<20), rnd.IntN(2) == 0, rnd.IntN(s.again) == 0
	if n > 0 {
		if s.any {
			from %= len(s.spool) - n + 1
		} else {
			from = 0
		}
		batch = slices.Clone(s.spool[from : from+n])
		if s.any && shuffle {
			rnd.Shuffle(n, func(i, k int) { batch[i], batch[k] = batch[k], batch[i] })
		}
	}
	if again && len(s.past) > 0 {
		at := rnd.IntN(len(s.past))
		old = slices.Clone(s.past[at:min(at+1+rnd.IntN(20), len(s.past))])
	}
	return batch, old
}

// forget drops what was answered with yes.
func (s *sender) forget(batch []item) {
	done := make(map[uint64]bool, len(batch))
	for _, it := range batch {
		done[it.id] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spool = slices.DeleteFunc(s.spool, func(it item) bool { return done[it.id] })
	for _, it := range batch {
		s.past = append(s.past, it.f)
	}
	if len(s.past) > 400 {
		s.past = slices.Delete(s.past, 0, len(s.past)-200)
	}
}

// lane sends from the spool until the campaign is over and the spool is empty.
func (s *sender) lane(ctx context.Context, rnd *rand.Rand) {
	for ctx.Err() == nil {
		if !s.c.calm.Load() && s.hungry() {
			s.c.produce(s)
		}
		batch, old := s.pick(rnd)
		pause := time.Duration(rnd.IntN(25)) * time.Millisecond
		if s.c.calm.Load() {
			pause /= 20
			if len(batch) == 0 {
				return
			}
		}
		if len(batch)+len(old) > 0 {
			s.send(ctx, batch, old)
		}
		_ = wire.Sleep(ctx, pause) // the loop's condition sees that it ended
	}
}

func (s *sender) send(ctx context.Context, batch []item, old []brush.Frame) {
	fs := make([]brush.Frame, 0, len(batch)+len(old))
	for _, it := range batch {
		fs = append(fs, it.f)
	}
	fs = append(fs, old...)
	patience := 800 * time.Millisecond
	if s.c.calm.Load() {
		patience = 20 * time.Second
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.sink.Accept(within, fs)
	if err == nil {
		s.c.ledger.answered(fs, s.far)
		s.forget(batch)
		return
	}
	var no *httpsink.Refusal
	switch {
	case errors.As(err, &no) && no.Status != 0:
		s.c.answers.count(strconv.Itoa(no.Status))
	case errors.Is(err, brush.ErrInvalid):
		s.c.answers.count("never")
	default:
		s.c.answers.count("none")
	}
	switch {
	case errors.Is(err, brush.ErrUnavailable) || within.Err() != nil:
		if no != nil && no.Status == 500 {
			s.c.wrong("%s: a fault of the server instead of an answer: %v", s.source, err)
		}
	default:
		s.c.wrong("%s: a final no for frames that are in order: %v", s.source, err)
	}
	_ = wire.Sleep(ctx, 15*time.Millisecond)
}

// tally counts by name.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (t *tally) count(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil {
		t.n = map[string]int{}
	}
	t.n[k]++
}

// liar says yes without having sent anything, one time in so many. The oracle must find it.
type liar struct {
	wire.Sink
	one   int64
	calls atomic.Int64
}

// Accept is wire.Sink's.
func (l *liar) Accept(ctx context.Context, fs []brush.Frame) error {
	if l.calls.Add(1)%l.one == 0 {
		return nil
	}
	return l.Sink.Accept(ctx, fs)
}

// forger keeps frames under another name than theirs as well, one time in so many. The oracle must find it.
type forger struct {
	wire.Sink
	one   int64
	calls atomic.Int64
}

// Accept is wire.Sink's.
func (l *forger) Accept(ctx context.Context, fs []brush.Frame) error {
	err := l.Sink.Accept(ctx, fs)
	if err == nil && l.calls.Add(1)%l.one == 0 {
		again := slices.Clone(fs)
		for i := range again {
			again[i].Seq += 1 << 40
		}
		return l.Sink.Accept(ctx, again)
	}
	return err
}
