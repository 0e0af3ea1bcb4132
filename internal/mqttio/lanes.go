package mqttio

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// The most that one household commits at once. The store runs one update after the other, so the neighbours wait for as long as that takes, and
// the disk's part of a commit is small from a few dozen messages on. Who has had no neighbours of late keeps nobody waiting, and the more of its
// brushes' messages go together, the less each of them costs.
const (
	mostTogether  = 64          // messages, while there are neighbours
	neighbourly   = time.Minute // how long somebody is a neighbour after a message
	mostFrames    = 512         // of messages together, unless one has more
	householdPart = 8           // a household may have so much of what may wait: 1/8
)

// Live readings that nobody was promised anything of, of a household at which nobody looks, may wait for more of theirs while the store is busy with
// others: what a commit of a household costs hardly grows with its readings. Where nothing else is to be kept they never wait.
const (
	lingerEach = time.Second     // for each other household whose messages are being kept
	lingerMost = 5 * time.Second // and no longer: a crash loses as much of them
)

// Watched reports whether somebody looks at a household now. It must be quick.
type Watched func(brush.HouseholdID) bool

// job is a message on its way to the store. settle is called once, in the order in which a household's messages came.
type job struct {
	frames []brush.Frame
	size   int64
	loose  bool // nothing was promised
	settle func(error)
}

// lanes bring messages to the store: one commit at a time for each household, and in it whatever came during the one before. So nothing
// waits while the line is idle, and a hot household waits for itself alone.
type lanes struct {
	accept  Accept
	watched Watched // nil: somebody looks at every one
	log     *slog.Logger
	within  time.Duration       // of a commit
	all     *semaphore.Weighted // bytes
	most    int64               // bytes of all
	part    int64               // of a household

	mu      sync.Mutex
	of      map[brush.HouseholdID]*lane
	latest  brush.HouseholdID // whose message came last
	mixed   time.Time         // when that was another household's than the message before
	held    int64             // bytes that wait
	busy    int               // lanes at work
	closing bool              // nothing lingers any more
	running sync.WaitGroup    // lanes at work, and those that linger
}

type lane struct {
	h       brush.HouseholdID
	room    *semaphore.Weighted // bytes
	users   int                 // who holds or awaits a place
	queue   []job
	urgent  int         // of the queue, those that are not loose
	working bool        // at work, or lingering
	linger  *time.Timer // begins the work; nil: it does not linger
}

func newLanes(pending int64, within time.Duration, accept Accept, watched Watched, log *slog.Logger) *lanes {
	pending = max(pending, maxPacket)
	return &lanes{accept: accept, watched: watched, log: log, within: within, all: semaphore.NewWeighted(pending), most: pending, part: max(pending/householdPart, maxPacket), of: map[brush.HouseholdID]*lane{}}
}

// errNoRoom says that too much waits already.
var errNoRoom = errors.New("too much waits for its commit")

// put hands a job over. It waits for room until ctx is done; with wait false it does not wait. After an error the job is not settled.
func (ls *lanes) put(ctx context.Context, h brush.HouseholdID, j job, wait bool) error {
	ls.mu.Lock()
	l := ls.of[h]
	if l == nil {
		l = &lane{h: h, room: semaphore.NewWeighted(ls.part)}
		ls.of[h] = l
	}
	l.users++
	ls.mu.Unlock()
	if err := ls.roomFor(ctx, l, j.size, wait); err != nil {
		ls.leave(l)
		return err
	}
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if h != ls.latest {
		if ls.latest != "" {
			ls.mixed = time.Now()
		}
		ls.latest = h
	}
	l.queue = append(l.queue, j)
	ls.held += j.size
	if !j.loose {
		l.urgent++
	}
	switch {
	case !l.working:
		l.working = true
		ls.running.Add(1)
		ls.begin(l)
	case l.linger != nil && ls.patience(l) == 0 && l.linger.Stop():
		l.linger = nil
		ls.busy++
		go ls.work(l)
	}
	return nil
}

// begin sets a lane to work, at once or when more may have come; ls.mu is held, and running counts it.
func (ls *lanes) begin(l *lane) {
	wait := ls.patience(l)
	if wait == 0 {
		ls.busy++
		go ls.work(l)
		return
	}
	l.linger = time.AfterFunc(wait, func() {
		ls.mu.Lock()
		l.linger = nil
		ls.busy++
		ls.mu.Unlock()
		ls.work(l)
	})
}

// patience returns how long what waits in a lane may wait for more of it; ls.mu is held.
func (ls *lanes) patience(l *lane) time.Duration {
	if l.urgent > 0 || ls.busy < 2 || ls.closing || len(l.queue) >= mostTogether || ls.held > ls.most/2 || ls.looked(l.h) {
		return 0
	}
	return min(time.Duration(ls.busy-1)*lingerEach, lingerMost)
}

func (ls *lanes) looked(h brush.HouseholdID) bool { return ls.watched == nil || ls.watched(h) }

func (ls *lanes) roomFor(ctx context.Context, l *lane, size int64, wait bool) error {
	if !wait {
		if !l.room.TryAcquire(size) {
			return errNoRoom
		}
		if !ls.all.TryAcquire(size) {
			l.room.Release(size)
			return errNoRoom
		}
		return nil
	}
	if err := l.room.Acquire(ctx, size); err != nil {
		return err
	}
	if err := ls.all.Acquire(ctx, size); err != nil {
		l.room.Release(size)
		return err
	}
	return nil
}

func (ls *lanes) leave(l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.users--; l.users == 0 {
		delete(ls.of, l.h)
	}
}

// work commits what waits in a lane until nothing does, or what is left may wait.
func (ls *lanes) work(l *lane) {
	defer ls.running.Done()
	for first := true; ; first = false {
		ls.mu.Lock()
		if len(l.queue) == 0 {
			l.working = false
			ls.busy--
			ls.mu.Unlock()
			return
		}
		if !first && ls.patience(l) > 0 {
			ls.busy--
			ls.running.Add(1)
			ls.begin(l)
			ls.mu.Unlock()
			return
		}
		n, frames, most := 0, 0, mostFrames
		if time.Since(ls.mixed) < neighbourly {
			most = mostTogether
		}
		loose := true
		for n < len(l.queue) && n < most && (n == 0 || frames+len(l.queue[n].frames) <= mostFrames) {
			frames += len(l.queue[n].frames)
			if !l.queue[n].loose {
				loose = false
				l.urgent--
			}
			n++
		}
		batch := slices.Clone(l.queue[:n])
		l.queue = slices.Delete(l.queue, 0, n)
		ls.mu.Unlock()
		ls.commit(l.h, batch, frames, loose && !ls.looked(l.h))
		var size int64
		for i := range batch {
			size += batch[i].size
			l.room.Release(batch[i].size)
			ls.all.Release(batch[i].size)
			ls.leave(l)
		}
		ls.mu.Lock()
		ls.held -= size
		ls.mu.Unlock()
	}
}

// commit keeps a batch. When one of its messages is what nobody can keep, the others do not suffer for it.
func (ls *lanes) commit(h brush.HouseholdID, batch []job, n int, patient bool) {
	fs := batch[0].frames
	if len(batch) > 1 {
		fs = make([]brush.Frame, 0, n)
		for i := range batch {
			fs = append(fs, batch[i].frames...)
		}
	}
	var err error
	if len(fs) > 0 {
		ctx, stop := context.WithTimeout(context.Background(), ls.within)
		if patient {
			ctx = store.Patient(ctx)
		}
		err = ls.keep(ctx, h, fs)
		stop()
	}
	if err == nil || len(batch) == 1 || !final(err) {
		for i := range batch {
			batch[i].settle(err)
		}
		return
	}
	for i := range batch {
		ls.commit(h, batch[i:i+1], len(batch[i].frames), patient)
	}
}

// keep keeps frames. One who panics inside takes nobody with it.
func (ls *lanes) keep(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) (err error) {
	defer func() {
		if p := recover(); p != nil {
			ls.log.Error("panic", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("keep MQTT messages: %w", brush.ErrUnavailable)
		}
	}()
	return ls.accept(ctx, h, fs)
}

// final reports whether sending the same again is worth nothing.
func final(err error) bool { return errors.Is(err, brush.ErrInvalid) }

// wait waits until everything is settled, but not for longer. Nothing lingers behind it.
func (ls *lanes) wait(atMost time.Duration) {
	ls.mu.Lock()
	ls.closing = true
	for _, l := range ls.of {
		if l.linger != nil && l.linger.Stop() {
			l.linger = nil
			ls.busy++
			go ls.work(l)
		}
	}
	ls.mu.Unlock()
	done := make(chan struct{})
	go func() {
		ls.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(atMost):
	}
}
