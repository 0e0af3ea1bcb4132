package httpapi_test

import (
	"context"
	"github.com/enamel-home/enamel/internal/store"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// heard is what a listener has read so far.
type heard struct {
	mu   sync.Mutex
	head http.Header
	b    strings.Builder
}

func (h *heard) Header() http.Header { return h.head }
func (h *heard) WriteHeader(int)     {}
func (h *heard) Flush()              {}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

func (h *heard) pings() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Count(h.b.String(), ": ping\n\n")
}

// Where nothing happens a live stream says so four times a minute: whoever stands between sees that it lives, and a log-in that has ended hears no
// more.
func TestPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := settled(t)
		h := &heard{head: http.Header{}}
		q := r.request("GET", "/api/v1/live", "", r.credential("owner"))
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			r.handler.ServeHTTP(h, q.WithContext(ctx))
		}()
		synctest.Wait()
		time.Sleep(time.Minute + time.Second)
		if n := h.pings(); n != 4 {
			t.Errorf("%d pings in a minute", n)
		}
		// Another server's word: this one is not told of it.
		err := r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error { return tx.DeleteLogin(hashed(r.owner)) })
		if err != nil {
			t.Fatal(err)
		}
		r.pass(2 * time.Second) // what was known is known no more
		out := time.Now()
		<-ended
		if took, n := time.Since(out), h.pings(); took != 14*time.Second || n != 4 {
			t.Errorf("who has gone hears for %v more, and %d pings", took, n)
		}
	})
}
