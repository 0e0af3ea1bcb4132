package httpapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire/httpsink"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// The whole way from a sender over HTTP to the file, with a store that breaks at every operation.
func TestSinkOverHTTP(t *testing.T) {
	sinktest.Run(t, func(t *testing.T) sinktest.Rig {
		r := newRig(t)
		const home = "home"
		err := r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
			return tx.Household(home).PutHousehold(store.Household{ID: home, Name: "Home", TimeZone: "UTC", DayTurns: 240, Created: r.clock()})
		})
		if err != nil {
			t.Fatal(err)
		}
		token := r.token(home, "hall", account.FramesWrite)
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.handler.ServeHTTP(w, q) }))
		t.Cleanup(srv.Close)
		sink, err := httpsink.New(srv.URL, token, srv.Client())
		if err != nil {
			t.Fatal(err)
		}
		return sinktest.Rig{
			Sink:   sink,
			FailAt: func(n int) func() bool { return r.st.FailAt(n) },
			Kept:   func(t testing.TB) ([]brush.Frame, []session.Session) { return r.kept(t, home) },
			Source: func(s brush.SourceID) brush.SourceID {
				if s == "" || s == "hall" {
					return "hall"
				}
				return "hall/" + s
			},
			Restart: func(t testing.TB) {
				r.stop()
				if err := r.st.Close(); err != nil {
					t.Error(err)
				}
				r.open(t)
			},
		}
	})
}

// kept reads everything back, after ending what is silent.
func (r *rig) kept(t testing.TB, h brush.HouseholdID) (fs []brush.Frame, ss []session.Session) {
	t.Helper()
	ctx := context.Background()
	if err := r.ingest.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	bs, err := r.st.Brushes(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bs {
		err := r.st.Frames(ctx, h, b.Device, time.Unix(0, 0), r.clock().AddDate(1, 0, 0), func(f *brush.Frame) error {
			fs = append(fs, *f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	stored, err := r.st.Sessions(ctx, h, store.SessionQuery{Limit: 1000, WithSlots: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range stored {
		ss = append(ss, stored[i].Session)
	}
	return fs, ss
}
