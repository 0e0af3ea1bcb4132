package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
)

// slowDisk is a store whose every update of a household holds everything up for a while.
type slowDisk struct {
	store.Store
	takes  time.Duration
	inside atomic.Int32
	most   atomic.Int32 // updates at once
}

func (s *slowDisk) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	if n := s.inside.Add(1); n > s.most.Load() {
		s.most.Store(n)
	}
	defer s.inside.Add(-1)
	return s.Store.Update(ctx, h, func(tx store.Tx) error {
		time.Sleep(s.takes)
		return fn(tx)
	})
}

// TestCrowdBeforeASlowDisk: two thousand requests at once before a disk that needs 40 ms for each. Everybody gets yes, or 503 and when to come
// again; what was answered with yes is there, and nothing else is asked of memory than what the bound lets in.
func TestCrowdBeforeASlowDisk(t *testing.T) {
	r := settled(t)
	key := r.token(r.household, "hall", account.FramesWrite)
	disk := &slowDisk{Store: r.st, takes: 40 * time.Millisecond}
	c := r.config("")
	c.Ingest = &ingest.Ingester{Store: disk, Brands: c.Brands, Now: r.clock}
	handler, err := httpapi.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	const n, lines = 2000, 100
	body := func(i int) string {
		var b strings.Builder
		for k := range lines {
			b.WriteString(line(fmt.Sprintf("AA:00:00:00:%02X:%02X", i/256, i%256), r.clock().Add(-time.Hour+time.Duration(k)*time.Second), 2, k))
			b.WriteByte('\n')
		}
		return b.String()
	}
	bodies := make([]string, n)
	for i := range bodies {
		bodies[i] = body(i)
	}
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	answers := make([]*httptest.ResponseRecorder, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			req := httptest.NewRequest(http.MethodPost, "/api/v1/frames", strings.NewReader(bodies[i]))
			req.Header.Set("Authorization", "Bearer "+key)
			answers[i] = httptest.NewRecorder()
			handler.ServeHTTP(answers[i], req)
		})
	}
	time.Sleep(time.Second)
	runtime.GC()
	runtime.ReadMemStats(&during)
	all.Wait()
	yes, no := 0, 0
	for i, w := range answers {
		d := brush.DeviceID(fmt.Sprintf("AA:00:00:00:%02X:%02X", i/256, i%256))
		kept := 0
		if err := r.st.Frames(t.Context(), r.household, d, r.clock().Add(-2*time.Hour), r.clock(), func(*brush.Frame) error {
			kept++
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		switch {
		case w.Code == http.StatusOK && kept == lines:
			yes++
		case w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") != "" && kept == 0:
			no++
		default:
			t.Errorf("request %d is answered with %d, and %d frames are kept", i, w.Code, kept)
		}
	}
	grown := int64(during.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d yes, %d later, %d updates at once, %d KiB for what is under way", yes, no, disk.most.Load(), grown>>10)
	if yes == 0 || no == 0 || disk.most.Load() > 64 || grown > 48<<20 {
		t.Errorf("%d yes, %d later, %d updates at once, %d KiB", yes, no, disk.most.Load(), grown>>10)
	}
}
