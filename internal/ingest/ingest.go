// Package ingest is the way in: decode frames, fold them into sessions, keep both in one update, and only then say yes.
package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

// Store is what this room needs of a store.
type Store interface {
	store.Keeper
	store.Book
}

// Ingester accepts frames and people's words about sessions. It remembers nothing between two calls, so any number of them may work on
// one store. It is safe for concurrent use.
type Ingester struct {
	Store  Store
	Brands brand.Set
	Rules  session.Rules
	Now    func() time.Time
	Wake   func(brush.HouseholdID) // told after a commit that changed something; must not block; nil: nobody
	Log    *slog.Logger            // of Run; nil: none
}

// sink is a household's way in.
type sink struct {
	g *Ingester
	h brush.HouseholdID
}

// Sink returns the household's way in.
func (g *Ingester) Sink(h brush.HouseholdID) wire.Sink { return sink{g, h} }

// Accept is wire.Sink's.
func (s sink) Accept(ctx context.Context, fs []brush.Frame) error { return s.g.Accept(ctx, s.h, fs) }

// Accept keeps frames and what they mean, all of them or none. See wire.Sink. Frames may come in any order, late and more than once.
func (g *Ingester) Accept(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
	if h == "" {
		return fmt.Errorf("accept frames: %w", &brush.FieldError{Field: "household", Reason: "is missing"})
	}
	for i := range fs {
		if err := check(&fs[i]); err != nil {
			return fmt.Errorf("accept frames: frame %d: %w", i+1, err)
		}
	}
	if len(fs) == 0 {
		return nil
	}
	heard := g.listen(fs)
	now := g.Now().UTC()
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		for i := range heard.devices {
			if err := g.take(tx, h, &heard.devices[i], now); err != nil {
				return err
			}
		}
		for _, s := range heard.sources {
			if err := keepSource(tx, s, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("accept frames: %w", err)
	}
	g.wake(h)
	return nil
}

func (g *Ingester) wake(h brush.HouseholdID) {
	if g.Wake != nil {
		g.Wake(h)
	}
}

// maxSource is the longest id of a source: a sender, and one of its ears.
const maxSource = 2*brush.MaxID + 1

// check refuses what is no frame, whoever sends it.
func check(f *brush.Frame) error {
	switch {
	case f.Source == "" || len(f.Source) > maxSource:
		return &brush.FieldError{Field: "source", Reason: fmt.Sprintf("must have 1 to %d bytes", maxSource)}
	case f.Device == "" || len(f.Device) > brush.MaxID:
		return &brush.FieldError{Field: "device", Reason: fmt.Sprintf("must have 1 to %d bytes", brush.MaxID)}
	case f.At.IsZero() || f.At.Year() < 2000 || f.At.Year() > 9999:
		return &brush.FieldError{Field: "at", Reason: "must be a time since the year 2000"}
	case f.Kind.String() == "":
		return &brush.FieldError{Field: "kind", Reason: "is not known"}
	case len(f.Format) > brush.MaxID:
		return &brush.FieldError{Field: "format", Reason: fmt.Sprintf("must have at most %d bytes", brush.MaxID)}
	case len(f.Payload) > brush.MaxPayload:
		return &brush.FieldError{Field: "hex", Reason: fmt.Sprintf("must be at most %d bytes", brush.MaxPayload)}
	}
	return nil
}

// heard is what frames say, decoded before the update begins, which must be quick and may run twice.
type heard struct {
	devices []device
	sources []ear // in order of their id
}

// ear is when a source was heard.
type ear struct {
	id   brush.SourceID
	last time.Time
}

// device is what the frames of one handle say.
type device struct {
	id          brush.DeviceID
	frames      []brush.Frame
	stretches   []session.Evidence // parted by session.Stretch, in order of time, none empty
	unknown     int64
	sealed      bool                  // some of it is encrypted
	lock        brush.Opt[store.Lock] // what the newest encrypted frame was
	isBrush     bool                  // not only a charger or a dock
	brand       brush.BrandID
	model       brush.Opt[uint16]
	protocol    brush.Opt[uint8]
	firmware    brush.Opt[uint16]
	battery     brush.Opt[uint8]
	settings    *brush.Preferences // as it said them last; nil: not at all
	clocks      []session.Clock
	records     []read
	first, last time.Time
}

// read is a stored session that a source read from a handle.
type read struct {
	source brush.SourceID
	at     time.Time
	record *brush.Record
}

// listen decodes frames and groups them by handle.
func (g *Ingester) listen(fs []brush.Frame) heard {
	var out heard
	order := make([]int, len(fs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if fs[a].Device != fs[b].Device {
			if fs[a].Device < fs[b].Device {
				return -1
			}
			return 1
		}
		return fs[a].At.Compare(fs[b].At)
	})
	for len(order) > 0 {
		n := 1
		for n < len(order) && fs[order[n]].Device == fs[order[0]].Device {
			n++
		}
		out.devices = append(out.devices, g.device(fs, order[:n], nil))
		order = order[n:]
	}
	for i := range fs {
		f := &fs[i]
		k, found := slices.BinarySearchFunc(out.sources, f.Source, func(e ear, id brush.SourceID) int {
			if e.id < id {
				return -1
			} else if e.id > id {
				return 1
			}
			return 0
		})
		if !found {
			out.sources = slices.Insert(out.sources, k, ear{id: f.Source})
		}
		if f.At.After(out.sources[k].last) {
			out.sources[k].last = f.At
		}
	}
	return out
}

// device decodes the frames of one handle, which order names in order of time, with its key, nil for none.
func (g *Ingester) device(fs []brush.Frame, order []int, key []byte) device {
	d := device{id: fs[order[0]].Device, frames: make([]brush.Frame, 0, len(order))}
	d.first, d.last = fs[order[0]].At, fs[order[len(order)-1]].At
	var heardAt time.Time
	for _, i := range order {
		f := &fs[i]
		d.frames = append(d.frames, *f)
		var r brush.Reading
		spec, verdict := g.Brands.Decode(f, &r)
		if verdict == brand.NotABrush {
			continue
		}
		d.isBrush = true
		if spec != nil {
			d.brand = spec.ID
		}
		if verdict == brand.Locked {
			d.sealed = true
			r = brush.Reading{}
			_, verdict = g.Brands.DecodeWith(f, key, &r)
			d.lock = brush.Some(lockOf(verdict))
		}
		if verdict != brand.Understood {
			d.unknown++
			continue
		}
		later(&d.model, r.ModelID)
		later(&d.protocol, r.Protocol)
		later(&d.firmware, r.Firmware)
		later(&d.battery, r.Battery)
		if r.Settings != nil {
			d.settings = r.Settings
		}
		if r.Clock.OK {
			d.clocks = append(d.clocks, session.Clock{Source: f.Source, At: f.At, Value: r.Clock.V})
		}
		if r.Record != nil {
			d.records = append(d.records, read{f.Source, f.At, r.Record})
		}
		e := session.Evidence{Device: d.id}
		n := len(d.stretches)
		if n > 0 && f.At.Sub(heardAt) <= session.Stretch {
			if d.stretches[n-1].Add(f.Source, f.At, spec.ID, &r) {
				heardAt = f.At
			}
		} else if e.Add(f.Source, f.At, spec.ID, &r) {
			d.stretches = append(d.stretches, e)
			heardAt = f.At
		}
	}
	return d
}

// later lets a value that is there replace an older one.
func later[T any](have *brush.Opt[T], v brush.Opt[T]) {
	if v.OK {
		*have = v
	}
}

// take keeps what was heard of one handle.
func (g *Ingester) take(tx store.Tx, h brush.HouseholdID, d *device, now time.Time) error {
	if err := tx.KeepFrames(d.id, d.frames); err != nil {
		return err
	}
	if !d.isBrush {
		return nil
	}
	if err := g.unlock(tx, d); err != nil {
		return err
	}
	b, err := keepBrush(tx, d, now)
	if err != nil {
		return err
	}
	for i := range d.stretches {
		if err := g.merge(tx, h, &b, &d.stretches[i], now); err != nil {
			return err
		}
	}
	return g.takeRecords(tx, h, &b, d, now)
}

// takeRecords adds what the handle had stored, each where its brushing was. A record of which nobody can say when it was stays a kept frame.
func (g *Ingester) takeRecords(tx store.Tx, h brush.HouseholdID, b *store.Brush, d *device, now time.Time) error {
	if len(d.records) == 0 {
		return nil
	}
	var clocks session.Clocks
	if b.Clock.Source != "" {
		clocks.Set(b.Clock)
	}
	for _, k := range d.clocks {
		clocks.Set(k)
	}
	var zone *time.Location // read once, and only for those who keep the household's wall clock
	for _, r := range d.records {
		if r.record.Local && zone == nil {
			cal, err := calendar(tx)
			if err != nil {
				return err
			}
			zone = cal.Zone
		}
		start, ok := clocks.Start(r.source, r.at, r.record, zone)
		if !ok {
			continue
		}
		fresh := session.Evidence{Device: d.id}
		if !fresh.AddRecord(r.source, start, d.brand, r.record) {
			continue
		}
		if err := g.merge(tx, h, b, &fresh, now); err != nil {
			return err
		}
	}
	return nil
}

// Run sweeps each second until the context ends. A sweep that fails is logged, and the next one tries again.
func (g *Ingester) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
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

// Sweep looks at every open session again: those that have been silent for too long end.
func (g *Ingester) Sweep(ctx context.Context) error {
	open, err := g.Store.OpenHouseholds(ctx)
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
	cut := g.Rules.Cut
	if cut == 0 {
		cut = 90 * time.Second
	}
	return now.Sub(s.LastHeard) > cut
}
