package ingest_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/sinktest"
)

const home brush.HouseholdID = "home"

// noon is a moment after every capture.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func openStore(t testing.TB, place string) store.Store {
	t.Helper()
	s, err := openPlace(place)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// openPlace opens the file or the PostgreSQL that a place is.
func openPlace(place string) (store.Store, error) {
	if strings.HasPrefix(place, "postgres:") {
		return postgres.Open(context.Background(), place, postgres.Settings{})
	}
	return sqlite.Open(context.Background(), place)
}

// places are where tests keep things: each call is a new one.
var places = []struct {
	name  string
	fresh func(testing.TB) string
}{
	{"a file", func(t testing.TB) string { return filepath.Join(t.TempDir(), "enamel.db") }},
	{"PostgreSQL", pgtest.Emptied},
}

func ingester(s ingest.Store) *ingest.Ingester {
	return &ingest.Ingester{Store: s, Brands: all.Set(), Seal: box, Now: func() time.Time { return noon }}
}

// rig is an ingester over a real file whose store is broken on purpose.
type rig struct {
	path string
	s    *faulty.Store
	g    *ingest.Ingester
}

func (r *rig) open(t testing.TB) {
	r.s = faulty.New(openStore(t, r.path))
	r.g = ingester(r.s)
}

func (r *rig) Accept(ctx context.Context, fs []brush.Frame) error { return r.g.Accept(ctx, home, fs) }

func TestSink(t *testing.T) {
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) { sinkOn(t, p.fresh) })
	}
}

func sinkOn(t *testing.T, fresh func(testing.TB) string) {
	sinktest.Run(t, func(t *testing.T) sinktest.Rig {
		r := &rig{path: fresh(t)}
		r.open(t)
		t.Cleanup(func() {
			if err := r.s.Close(); err != nil {
				t.Error(err)
			}
		})
		return sinktest.Rig{
			Sink:   wire.Sink(r),
			FailAt: func(n int) func() bool { return r.s.FailAt(n) },
			Kept:   func(t testing.TB) ([]brush.Frame, []session.Session) { return kept(t, r.g, r.s) },
			Restart: func(t testing.TB) {
				if err := r.s.Close(); err != nil {
					t.Error(err)
				}
				r.open(t)
			},
		}
	})
}

// kept reads everything back, after ending what is silent.
func kept(t testing.TB, g *ingest.Ingester, s store.Store) (fs []brush.Frame, ss []session.Session) {
	t.Helper()
	ctx := context.Background()
	if err := g.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	bs, err := s.Brushes(ctx, home)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bs {
		err := s.Frames(ctx, home, b.Device, time.Unix(0, 0), noon.AddDate(10, 0, 0), func(f *brush.Frame) error {
			fs = append(fs, *f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	stored, err := s.Sessions(ctx, home, store.SessionQuery{Limit: 1000, WithSlots: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range stored {
		if stored[i].State != session.Ended {
			t.Errorf("session %s is %s after the sweep", stored[i].ID, stored[i].State)
		}
		ss = append(ss, stored[i].Session)
	}
	return fs, ss
}
