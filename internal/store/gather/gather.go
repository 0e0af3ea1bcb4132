// Package gather lets updates that come at the same time share one commit, whatever database commits it.
package gather

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Bounds of a queue.
const (
	Together = 256                    // updates in one commit
	queued   = 256                    // updates that wait
	patience = 50 * time.Millisecond  // how long a commit may be kept open by the updates that go with it
	moment   = 300 * time.Microsecond // how long it waits for one that usually comes; less than a disk needs
)

// Bounds of updates whose answer nobody waits for; see store.Patient. Who is waited for finds at most a short commit of theirs under way, and
// they are never put off for ever.
const (
	mostMild     = 16                     // of them in one commit
	mildPatience = 3 * time.Millisecond   // how long they keep one open
	putOff       = 100 * time.Millisecond // how long others may go before them
)

// ErrPanicked is the error of an update whose fn panicked. Its caller sees the panic instead.
var ErrPanicked = errors.New("the update panicked")

var (
	errClosed = fmt.Errorf("the store is closed: %w", brush.ErrUnavailable)
	errExited = fmt.Errorf("an update ended the writer's goroutine: %w", brush.ErrUnavailable)
)

// Job is an update on its way. It is given up only as long as it waits: once begun, its caller gets the real answer.
type Job[W any] struct {
	Work   W
	state  atomic.Int32
	answer chan error // one answer
	panics any        // what fn panicked with; set before the answer
}

const (
	waiting int32 = iota
	begun
	givenUp
)

// Answer tells the caller how it ended: nil once everything is on disk. Every job that was begun is answered once.
func (j *Job[W]) Answer(err error) { j.answer <- err }

// Guard runs fn; a panic of it becomes ErrPanicked, and is raised again where the update was asked for.
func (j *Job[W]) Guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			j.panics, err = p, ErrPanicked
		}
	}()
	return fn()
}

// Committer commits what a queue holds. Its methods are called by one goroutine at a time.
type Committer[W any] interface {
	// Commit runs a first update and those that Queue.More gives, and answers each.
	Commit(first *Job[W])
	// Abandon answers, with err, every update that Commit has begun and not answered: one of them ended the goroutine.
	Abandon(err error)
}

// Queue is a line of updates before one committer. It is safe for concurrent use.
type Queue[W any] struct {
	to      Committer[W]
	jobs    chan *Job[W]
	mild    chan *Job[W]  // patient ones
	closing chan struct{} // no more updates are taken
	stopped chan struct{} // the committer has ended
	once    sync.Once     // of Close

	// Of the committer alone.
	usual  int       // updates in a commit, of late
	gentle bool      // the commit under way was begun for a patient one
	last   time.Time // when a patient one was begun, or none waited
	done   bool
}

// NewQueue returns a queue, and starts the goroutine that commits.
func NewQueue[W any](to Committer[W]) *Queue[W] {
	q := &Queue[W]{to: to, jobs: make(chan *Job[W], queued), mild: make(chan *Job[W], queued), closing: make(chan struct{}), stopped: make(chan struct{})}
	go q.serve()
	return q
}

// Close takes no more updates and waits for those it has. Closing again only waits.
func (q *Queue[W]) Close() {
	q.once.Do(func() { close(q.closing) })
	<-q.stopped
}

// Closed reports whether no more updates are taken.
func (q *Queue[W]) Closed() bool {
	select {
	case <-q.closing:
		return true
	default:
		return false
	}
}

// Waiting returns how many updates wait for the next commit, or for the one that gathers.
func (q *Queue[W]) Waiting() int { return len(q.jobs) + len(q.mild) }

// Do queues an update and returns its answer, with verb before it. A context that ends gives it up while it waits, as brush.ErrUnavailable.
// Of a context that is store.Patient's it lets others go first.
func (q *Queue[W]) Do(ctx context.Context, verb string, work W) error {
	gone := func() error { return fmt.Errorf("%s: %w: %w", verb, brush.ErrUnavailable, context.Cause(ctx)) }
	if ctx.Err() != nil {
		return gone()
	}
	if q.Closed() {
		return fmt.Errorf("%s: %w", verb, errClosed)
	}
	j := &Job[W]{Work: work, answer: make(chan error, 1)}
	line := q.jobs
	if store.IsPatient(ctx) {
		line = q.mild
	}
	select {
	case line <- j:
	case <-ctx.Done():
		return gone()
	case <-q.closing:
		return fmt.Errorf("%s: %w", verb, errClosed)
	}
	var err error
	select {
	case err = <-j.answer:
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, givenUp) {
			return gone()
		}
		err = <-j.answer
	case <-q.stopped:
		if j.state.CompareAndSwap(waiting, givenUp) {
			return fmt.Errorf("%s: %w", verb, errClosed)
		}
		err = <-j.answer
	}
	if j.panics != nil {
		panic(j.panics) // where the caller's own stack can be seen
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
}

// serve gives the committer what waits, until the queue is closed and empty.
func (q *Queue[W]) serve() {
	defer func() {
		if q.done {
			close(q.stopped)
			return
		}
		// An fn called runtime.Goexit, as a failing test does. Nothing of the batch is kept, and the store goes on.
		q.to.Abandon(errExited)
		go q.serve()
	}()
	for {
		if len(q.mild) > 0 && time.Since(q.last) > putOff {
			q.begin(<-q.mild, true)
			continue
		}
		select {
		case j := <-q.jobs:
			q.begin(j, false)
			continue
		default:
		}
		if len(q.mild) == 0 {
			q.last = time.Now()
		}
		select {
		case j := <-q.jobs:
			q.begin(j, false)
		case j := <-q.mild:
			q.begin(j, true)
		case <-q.closing:
			if len(q.jobs)+len(q.mild) == 0 {
				q.done = true
				return
			}
		}
	}
}

func (q *Queue[W]) begin(j *Job[W], patient bool) {
	if patient {
		q.last = time.Now()
	}
	q.gentle = patient
	if j.state.CompareAndSwap(waiting, begun) {
		q.to.Commit(j)
	}
}

// More returns an update that goes with the commit that began at that time and has so many, nil for none. While others usually come, it
// waits a moment for them: those who were answered together come back one after the other, and without that the first would be alone with
// its commit.
func (q *Queue[W]) More(began time.Time, have int) *Job[W] {
	if have >= Together {
		return nil
	}
	if q.gentle {
		return q.gently(began, have)
	}
	var late <-chan time.Time
	for time.Since(began) < patience {
		select {
		case j := <-q.jobs:
			if j.state.CompareAndSwap(waiting, begun) {
				return j
			}
			continue
		default:
		}
		if have >= q.usual {
			return nil
		}
		if late == nil {
			late = time.After(moment)
		}
		select {
		case j := <-q.jobs:
			if j.state.CompareAndSwap(waiting, begun) {
				return j
			}
		case <-late:
			return nil
		case <-q.closing:
			return nil
		}
	}
	return nil
}

// gently is More for a commit of patient ones: it waits for nobody, and one that is waited for ends it, taken along.
func (q *Queue[W]) gently(began time.Time, have int) *Job[W] {
	for {
		select {
		case j := <-q.jobs:
			if j.state.CompareAndSwap(waiting, begun) {
				q.gentle = false
				return j
			}
			continue
		default:
		}
		if have >= mostMild || time.Since(began) >= mildPatience {
			return nil
		}
		select {
		case j := <-q.mild:
			if j.state.CompareAndSwap(waiting, begun) {
				return j
			}
		default:
			return nil
		}
	}
}

// Had says how many updates a commit had, so that the next waits for as many.
func (q *Queue[W]) Had(n int) {
	if !q.gentle {
		q.usual = max(n, (q.usual+n)/2)
	}
}
