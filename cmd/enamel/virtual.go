package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/sim"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

const (
	// virtualMaker is whose bytes a virtual brush speaks unless somebody wants others.
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
	brands   brand.Set
	log      *slog.Logger

	mu      sync.Mutex
	running map[brush.HouseholdID]map[brush.DeviceID]bool
}

// Start is httpapi.Virtual's. A person has one virtual brush of a maker, whatever the seed, so that trying again makes no second one. A brush
// that can be told something obeys what is wished of it, and brushes as long as its settings say.
func (v *virtualBrushes) Start(ctx context.Context, h brush.HouseholdID, maker brush.BrandID, person brush.PersonID, seconds int, seed int64) (brush.DeviceID, error) {
	name := string(h) + " " + string(person)
	if maker == "" {
		maker = virtualMaker
	}
	if maker != virtualMaker {
		name += " " + string(maker)
	}
	m := v.brands.ByID(maker)
	if m == nil || m.Virtual == nil {
		return "", fmt.Errorf("find a maker: %w", &brush.FieldError{Field: "brand", Reason: "has no virtual brush"})
	}
	d := sim.Device(0, name)
	if err := v.begin(h, d); err != nil {
		return "", err
	}
	if err := v.accounts.AddVirtualBrush(ctx, h, d, m.ID, "", person); err != nil {
		v.end(h, d)
		return "", err
	}
	if seed == 0 {
		seed = int64(rand.Uint64())
	}
	rnd := rand.New(rand.NewPCG(uint64(seed), 0))
	said, ok, err := v.obey(ctx, h, m, d)
	if err != nil {
		v.end(h, d)
		return "", err
	}
	if ok {
		seconds = int(said.Settings.Target.Or(uint16(seconds)))
	}
	plan := sim.Adult(seconds).Plan(rnd).Lasting(seconds)
	sink := wire.Patient{Sink: v.ingest.Sink(h), Wait: wire.Sleep, Tell: func(err error, wait time.Duration) {
		v.log.Warn("a virtual brush waits", "for", wait, "error", err)
	}}
	v.rooms.Go(func() {
		defer v.end(h, d)
		err := sim.Brush(v.ctx, sink, sim.Wall, rnd, m, d, plan, sim.Ear{Source: "virtual", Loss: .03, RSSI: -52})
		if err != nil && v.ctx.Err() == nil {
			v.log.Error("a virtual brush stopped", "error", err)
		}
	})
	return d, nil
}

// obey lets a virtual brush that can be told something do what is wished, and say so; ok is false for those that cannot.
func (v *virtualBrushes) obey(ctx context.Context, h brush.HouseholdID, m *brand.Spec, d brush.DeviceID) (said brush.Reading, ok bool, err error) {
	if m.Tell == nil {
		return said, false, nil
	}
	bs, err := v.ingest.Store.Brushes(ctx, h)
	if err != nil {
		return said, false, fmt.Errorf("read the wish: %w", err)
	}
	for i := range bs {
		if bs[i].Device == d {
			said.Settings = sim.Obey(bs[i].Reported, bs[i].Desired)
		}
	}
	f, ok := m.Encode(&said)
	if !ok || said.Settings == nil {
		return said, false, nil
	}
	f.Source, f.Device, f.At = "virtual", d, time.Now().UTC().Truncate(time.Millisecond)
	if err := v.ingest.Accept(ctx, h, []brush.Frame{f}); err != nil {
		return said, false, fmt.Errorf("report settings: %w", err)
	}
	return said, true, nil
}

// Say is httpapi.Virtual's. A person has one brush of a maker that is driven, beside the one that brushes by itself.
func (v *virtualBrushes) Say(ctx context.Context, h brush.HouseholdID, maker brush.BrandID, person brush.PersonID, now httpapi.Driving, keep bool) (brush.Frame, error) {
	m := v.brands.ByID(maker)
	if m == nil || m.Virtual == nil {
		return brush.Frame{}, fmt.Errorf("find a maker: %w", &brush.FieldError{Field: "brand", Reason: "has no virtual brush"})
	}
	d := sim.Device(0, "driven "+string(h)+" "+string(person)+" "+string(maker))
	f, ok := sim.Say(m, d, "virtual", time.Now(), sim.Driven(now))
	if !ok {
		return brush.Frame{}, fmt.Errorf("say it: %w", &brush.FieldError{Field: "zones", Reason: "are more than such a brush says at once"})
	}
	if !keep {
		return f, nil
	}
	if err := v.addDriven(ctx, h, d, m.ID, person); err != nil {
		return brush.Frame{}, err
	}
	if err := v.ingest.Accept(ctx, h, []brush.Frame{f}); err != nil {
		return brush.Frame{}, fmt.Errorf("hear it: %w", err)
	}
	return f, nil
}

// addDriven makes the row of a brush that is driven, unless it is there.
func (v *virtualBrushes) addDriven(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, maker brush.BrandID, person brush.PersonID) error {
	bs, err := v.ingest.Store.Brushes(ctx, h)
	if err != nil {
		return fmt.Errorf("read the brushes: %w", err)
	}
	if slices.ContainsFunc(bs, func(b store.Brush) bool { return b.Device == d && b.Virtual }) {
		return nil
	}
	return v.accounts.AddVirtualBrush(ctx, h, d, maker, "", person)
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
