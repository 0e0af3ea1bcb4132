package ingest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// sweepEvery is how often what has ended is looked for.
const sweepEvery = time.Second

// Run sweeps each second until the context ends. A sweep that fails is logged, and the next one tries again.
func (g *Ingester) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := g.Sweep(ctx); err != nil && ctx.Err() == nil && g.Log != nil {
			g.Log.Error("sweep open sessions", "error", err)
		}
	}
}

// Sweep looks at every open session again that has been silent for too long: it ends.
func (g *Ingester) Sweep(ctx context.Context) error {
	open, err := g.Store.OpenHouseholds(ctx, g.Now().Add(-g.cut()))
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, h := range open {
		if err := g.sweep(ctx, h); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}

func (g *Ingester) sweep(ctx context.Context, h brush.HouseholdID) error {
	now := g.Now().UTC()
	open, err := g.Store.Sessions(ctx, h, store.SessionQuery{OpenOnly: true, Removed: true, Limit: 1000})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(s store.Session) bool { return g.silent(&s, now) }) {
		return nil
	}
	err = g.Store.Update(ctx, h, func(tx store.Tx) error {
		open, err := tx.OpenSessions()
		if err != nil {
			return err
		}
		for i := range open {
			if g.silent(&open[i], now) {
				if err := g.again(tx, h, &open[i], now); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	g.wake(h)
	return nil
}

// silent reports whether an open session's state may have changed by the passing of time alone.
func (g *Ingester) silent(s *store.Session, now time.Time) bool {
	return now.Sub(s.LastHeard) > g.cut()
}

// cut is how long a silence ends an open session.
func (g *Ingester) cut() time.Duration {
	if g.Rules.Cut != 0 {
		return g.Rules.Cut
	}
	return session.UsualCut
}
