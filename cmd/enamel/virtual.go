package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/sim"
	"github.com/enamel-home/enamel/wire"
)

const (
	// virtualMaker is whose bytes a virtual brush speaks.
	virtualMaker = "oralb"
	// mostVirtual is how many brush at once in one household.
	mostVirtual = 2
)

// virtualBrushes lets virtual brushes brush inside the server, through the same way in as every frame.
type virtualBrushes struct {
	ctx      context.Context // the server's: its end stops them
	rooms    *sync.WaitGroup
	ingest   *ingest.Ingester
	accounts *account.Service
	maker    *brand.Spec
	log      *slog.Logger

	mu      sync.Mutex
	running map[brush.HouseholdID]map[brush.DeviceID]bool
}

// Start is httpapi.Virtual's. A person has one virtual brush, whatever the seed, so that trying again makes no second one.
func (v *virtualBrushes) Start(ctx context.Context, h brush.HouseholdID, person brush.PersonID, seconds int, seed int64) (brush.DeviceID, error) {
	d := sim.Device(0, string(h)+" "+string(person))
	if err := v.begin(h, d); err != nil {
		return "", err
	}
	if err := v.accounts.AddVirtualBrush(ctx, h, d, v.maker.ID, "Virtual brush", person); err != nil {
		v.end(h, d)
		return "", err
	}
	if seed == 0 {
		seed = int64(rand.Uint64())
	}
	rnd := rand.New(rand.NewPCG(uint64(seed), 0))
	plan := sim.Adult(seconds).Plan(rnd).Lasting(seconds)
	sink := wire.Patient{Sink: v.ingest.Sink(h), Wait: wire.Sleep, Tell: func(err error, wait time.Duration) {
		v.log.Warn("a virtual brush waits", "for", wait, "error", err)
	}}
	v.rooms.Go(func() {
		defer v.end(h, d)
		err := sim.Brush(v.ctx, sink, sim.Wall, rnd, v.maker, d, plan, sim.Ear{Source: "virtual", Loss: .03, RSSI: -52})
		if err != nil && v.ctx.Err() == nil {
			v.log.Error("a virtual brush stopped", "error", err)
		}
	})
	return d, nil
}

func (v *virtualBrushes) begin(h brush.HouseholdID, d brush.DeviceID) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.running[h]) >= mostVirtual || v.running[h][d] {
		return fmt.Errorf("it brushes already, or %d others do: %w", mostVirtual, brush.ErrConflict)
	}
	if v.running[h] == nil {
		v.running[h] = map[brush.DeviceID]bool{}
	}
	v.running[h][d] = true
	return nil
}

func (v *virtualBrushes) end(h brush.HouseholdID, d brush.DeviceID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if delete(v.running[h], d); len(v.running[h]) == 0 {
		delete(v.running, h)
	}
}
