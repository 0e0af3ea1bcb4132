package gather

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// asks lets many ask at once and waits until they wait.
func (s *shop) asks(all *sync.WaitGroup, ctx context.Context, from, to int) {
	for i := from; i < to; i++ {
		all.Go(func() { _ = s.q.Do(ctx, "keep", i) })
	}
	synctest.Wait()
}

// Who is waited for finds one short commit of patient ones in the way, however many of these there are, and those go on when nobody is waited for.
func TestPatientOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(4*time.Millisecond, nil)
		var all sync.WaitGroup
		s.asks(&all, store.Patient(t.Context()), 0, 200)
		time.Sleep(time.Millisecond)
		begun := time.Now()
		if err := s.q.Do(t.Context(), "keep", 1000); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 8*time.Millisecond {
			t.Errorf("who is waited for waits %v behind patient ones; a commit takes 4ms", took)
		}
		all.Wait()
		s.q.Close()
		if len(s.kept) != 201 || slices.Max(s.sizes) > mostMild+1 {
			t.Errorf("%d are kept, in commits of %v", len(s.kept), s.sizes)
		}
	})
}

// Patient ones are put off for so long, whatever comes meanwhile.
func TestPutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(5*time.Millisecond, nil)
		end, stop := context.WithCancel(t.Context())
		var flood sync.WaitGroup
		for range 8 { // one of them is always there
			flood.Go(func() {
				for i := 0; end.Err() == nil; i++ {
					_ = s.q.Do(t.Context(), "keep", i)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		begun := time.Now()
		for i := range 5 {
			if err := s.q.Do(store.Patient(t.Context()), "keep", 1000+i); err != nil {
				t.Fatal(err)
			}
		}
		if took, most := time.Since(begun), 5*(putOff+20*time.Millisecond); took > most {
			t.Errorf("five of them, one after the other, took %v, want at most %v", took, most)
		}
		stop()
		flood.Wait()
		s.q.Close()
	})
}

// A commit of patient ones is not kept open for those who come meanwhile.
func TestMildPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &Queue[int]{jobs: make(chan *Job[int], queued), mild: make(chan *Job[int], queued), gentle: true}
		for range 3 {
			q.mild <- &Job[int]{}
		}
		if q.More(time.Now(), 1) == nil {
			t.Error("who waits is not taken")
		}
		if q.More(time.Now().Add(-mildPatience), 1) != nil || q.More(time.Now(), mostMild) != nil {
			t.Error("a commit that has been open for long, or has many, takes one more")
		}
		q.jobs <- &Job[int]{}
		if q.More(time.Now().Add(-mildPatience), mostMild) == nil || q.gentle {
			t.Error("who is waited for does not go along")
		}
		if q.More(time.Now(), 1) != nil {
			t.Error("a patient one goes along with somebody who is waited for")
		}
	})
}
