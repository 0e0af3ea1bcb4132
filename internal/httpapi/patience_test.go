package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
)

// stuck is a store in which an erasure is begun and comes to no end.
type stuck struct{ store.Store }

func (s stuck) UpdateKeys(ctx context.Context, _ func(store.KeysTx) error) error {
	<-ctx.Done()
	return fmt.Errorf("%w: %w", brush.ErrUnavailable, ctx.Err())
}

// Whoever has somebody erased is answered after ten seconds, done or not: it goes on without them.
func TestEraseAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := settled(t)
		c := r.config("")
		c.Privacy = &privacy.Service{Store: stuck{r.st}, Brands: c.Brands, Now: r.clock}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		h, err := httpapi.New(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		w := newRecorder()
		began := time.Now()
		h.ServeHTTP(w, r.request("POST", "/api/v1/people/"+r.person+"/erase", `{"name":"Mia"}`, r.credential("owner")))
		if took := time.Since(began); w.Code != http.StatusAccepted || took != 10*time.Second {
			t.Errorf("%d %s after %v", w.Code, w.Body, took)
		}
	})
}

// Failed log-ins are in the log a minute later, counted, and neither sooner nor each for itself.
func TestFailuresAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := settled(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go r.accounts.Run(ctx)
		synctest.Wait()
		for range 3 {
			if w := r.do("POST", "/api/v1/login", `{"email":"`+email+`","password":"not this one at all"}`, nil); w.Code != http.StatusUnauthorized {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		told := func() string { return r.as("owner", "GET", "/api/v1/household/audit", "").Body.String() }
		time.Sleep(time.Minute - time.Millisecond)
		if strings.Contains(told(), "login_failed") {
			t.Errorf("told before its minute: %s", told())
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if log := told(); strings.Count(log, "login_failed") != 1 || !strings.Contains(log, `"detail":"3"`) {
			t.Errorf("after a minute: %s", log)
		}
	})
}
