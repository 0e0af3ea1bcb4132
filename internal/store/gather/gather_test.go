package gather

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// shop is a committer whose every commit takes a while, or until it may go on.
type shop struct {
	q     *Queue[int]
	takes time.Duration
	gate  chan struct{} // nil: open
	mu    sync.Mutex
	sizes []int
	kept  map[int]int
	batch []*Job[int]
}

func newShop(takes time.Duration, gate chan struct{}) *shop {
	s := &shop{takes: takes, gate: gate, kept: map[int]int{}}
	s.q = NewQueue(s)
	return s
}

func (s *shop) Commit(first *Job[int]) {
	began := time.Now()
	s.batch = []*Job[int]{first}
	for j := s.q.More(began, 1); j != nil; j = s.q.More(began, len(s.batch)) {
		s.batch = append(s.batch, j)
	}
	if s.gate != nil {
		<-s.gate
	}
	time.Sleep(s.takes)
	s.q.Had(len(s.batch))
	s.mu.Lock()
	s.sizes = append(s.sizes, len(s.batch))
	for _, j := range s.batch {
		s.kept[j.Work]++
	}
	s.mu.Unlock()
	for _, j := range s.batch {
		j.Answer(nil)
	}
}

func (s *shop) Abandon(err error) {
	for _, j := range s.batch {
		j.Answer(err)
	}
}

// Two thousand come at once to a slow disk: no commit is larger than Together, no more wait in the queue than it holds, everybody is answered, and
// what was answered with yes is kept once.
func TestCrowd(t *testing.T) { synctest.Test(t, crowd) }

func crowd(t *testing.T) {
	s := newShop(20*time.Millisecond, nil)
	const n = 2000
	var yes atomic.Int32
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if err := s.q.Do(context.Background(), "keep", i); err == nil {
				yes.Add(1)
			}
		})
	}
	most := 0
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	for waiting := true; waiting; {
		select {
		case <-done:
			waiting = false
		default:
			most = max(most, len(s.q.jobs))
			time.Sleep(time.Millisecond)
		}
	}
	s.q.Close()
	largest := 0
	for _, n := range s.sizes {
		largest = max(largest, n)
	}
	if yes.Load() != n || len(s.kept) != n || largest > Together || largest < Together/2 || most > queued {
		t.Errorf("%d yes, %d kept, the largest commit has %d, at most %d waited", yes.Load(), len(s.kept), largest, most)
	}
	for i, k := range s.kept {
		if k != 1 {
			t.Errorf("%d is kept %d times", i, k)
		}
	}
}

// While the disk hangs, those who give up are told so and never kept; those whose commit has begun get its true end; nobody else is let in than
// the queue holds, and all others wait where their context reaches them.
func TestPatienceEnds(t *testing.T) { synctest.Test(t, patienceEnds) }

func patienceEnds(t *testing.T) {
	gate := make(chan struct{})
	s := newShop(0, gate)
	begun := make(chan error, 1)
	go func() { begun <- s.q.Do(context.Background(), "keep", -1) }()
	synctest.Wait() // nobody goes with it any more
	ctx, give := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer give()
	const n = 2 * queued
	told := make(chan error, n)
	for i := range n {
		go func() { told <- s.q.Do(ctx, "keep", i) }()
	}
	for range n {
		if err := <-told; !errors.Is(err, brush.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("one who gave up is told %v", err)
		}
	}
	close(gate)
	if err := <-begun; err != nil {
		t.Errorf("whose commit had begun is told %v", err)
	}
	s.q.Close()
	if len(s.kept) != 1 || s.kept[-1] != 1 {
		t.Errorf("kept is %v", s.kept)
	}
	if err := s.q.Do(context.Background(), "keep", 1); !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("after the end: %v", err)
	}
}

// When the line is idle nobody waits for company. Where company is usual a commit waits for it a moment and no longer, and for newcomers without end
// it stays open no longer than its patience.
func TestWaitForCompany(t *testing.T) { synctest.Test(t, waitForCompany) }

func waitForCompany(t *testing.T) {
	q := &Queue[int]{jobs: make(chan *Job[int], queued), closing: make(chan struct{})}
	began := time.Now()
	if q.More(began, 1) != nil || time.Since(began) != 0 {
		t.Errorf("alone it waits %v", time.Since(began))
	}
	q.Had(10)
	began = time.Now()
	if q.More(began, 1) != nil || time.Since(began) != moment {
		t.Errorf("where ten are usual it waits %v", time.Since(began))
	}
	for range 20 {
		q.Had(1)
	}
	began = time.Now()
	if q.More(began, 1) != nil || time.Since(began) != 0 {
		t.Errorf("when nobody comes any more it waits %v", time.Since(began))
	}
	q.jobs <- &Job[int]{}
	if q.More(time.Now(), Together) != nil {
		t.Error("a full commit takes one more")
	}
	if q.More(time.Now().Add(-patience), 1) != nil {
		t.Error("a commit that has been open for so long takes one more")
	}
	if q.More(time.Now(), 1) == nil {
		t.Error("who waits is not taken")
	}
	j := &Job[int]{}
	j.state.Store(givenUp)
	q.jobs <- j
	if q.More(time.Now(), 1) != nil {
		t.Error("one who gave up is taken")
	}
}
