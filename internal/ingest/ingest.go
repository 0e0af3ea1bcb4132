// Package ingest is the way in: decode frames, fold them into sessions, keep both in one update, and only then say yes.
package ingest

import (
	"context"
	"errors"
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
	Seal   Sealer // for the keys of handles; nil: none can be kept
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
	about, sources := heard.about()
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		if err := tx.Expect(about, sources...); err != nil {
			return err
		}
		for i := range heard.devices {
			d := heard.devices[i] // what is learned of it below is this run's
			if err := admit(tx, d.id); err != nil {
				return err
			}
			if err := g.take(tx, h, &d, now); err != nil {
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
	case isEntries(f.Device) != (f.Kind == brush.Entry):
		return &brush.FieldError{Field: "device", Reason: "must be timer: and the id of a person for an entry, and for nothing else"}
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
	brands      []brush.BrandID       // of which some frame must be: it was understood, or is encrypted; in order of the first
	brandAt     time.Time             // when such a frame was heard last
	claimed     brush.BrandID         // whose form the first frame has that has somebody's, understood or not
	several     bool                  // frames of more than one brand
	standard    bool                  // attributes that every maker has, which wait for the brand to be known
	model       brush.Opt[uint16]
	protocol    brush.Opt[uint8]
	firmware    brush.Opt[uint16]
	battery     brush.Opt[uint8]
	settings    *brush.Preferences // as it said them last; nil: not at all
	clocks      []session.Clock
	clockWas    session.Clock // the handle's, as it was known before
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
		out.devices = append(out.devices, g.device(fs, order[:n], brand.Known{}))
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

// device decodes the frames of one handle, which order names in order of time, with what is known of it. Where its brand is known, frames
// of another are not understood: they are another handle's, or forged.
func (g *Ingester) device(fs []brush.Frame, order []int, known brand.Known) device {
	d := device{id: fs[order[0]].Device, frames: make([]brush.Frame, 0, len(order))}
	d.first, d.last = fs[order[0]].At, fs[order[len(order)-1]].At
	var heardAt time.Time
	for _, i := range order {
		f := &fs[i]
		d.frames = append(d.frames, *f)
		var r brush.Reading
		spec, verdict := g.Brands.DecodeWith(f, known, &r)
		if verdict == brand.NotABrush {
			continue
		}
		d.isBrush = true
		d.standard = d.standard || spec == nil && brand.Standard(f)
		if spec != nil && !d.belongs(spec, f, verdict, known.Brand) {
			d.unknown++
			continue
		}
		if verdict == brand.Locked || verdict == brand.WrongKey {
			r = brush.Reading{}
			spec.Who(f, &r)
			later(&d.model, r.ModelID)
			later(&d.protocol, r.Protocol)
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

// belongs notes whose a frame is, and reports whether it may be of the handle whose brand is known, "" for not yet.
func (d *device) belongs(spec *brand.Spec, f *brush.Frame, verdict brand.Verdict, known brush.BrandID) bool {
	if d.claimed == "" {
		d.claimed = spec.ID
	}
	if spec.ID != d.claimed || known != "" && spec.ID != known {
		d.several = true
	}
	if known != "" && spec.ID != known {
		return false
	}
	sealed := verdict == brand.Locked || verdict == brand.WrongKey || verdict == brand.Understood && isSealed(spec, f)
	if sealed {
		d.sealed, d.lock = true, brush.Some(lockOf(verdict))
	}
	if sealed || verdict == brand.Understood && spec.Claims(f) {
		if !slices.Contains(d.brands, spec.ID) {
			d.brands = append(d.brands, spec.ID)
		}
		d.brandAt = f.At
	}
	return true
}

// isSealed reports whether a frame that was understood is encrypted.
func isSealed(spec *brand.Spec, f *brush.Frame) bool {
	if spec.Unlock == nil {
		return false
	}
	var r brush.Reading
	return spec.Decode(f, &r) == brand.Locked
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
	if isEntries(d.id) {
		b := entriesOf(d.id, d.first)
		g.recognise(h, &b, d)
		return g.mergeAll(tx, h, &b, d, now)
	}
	b, err := tx.Brush(d.id)
	fresh := errors.Is(err, brush.ErrNotFound)
	if fresh {
		b = store.Brush{Device: d.id, FirstHeard: d.first, Created: now}
	} else if err != nil {
		return err
	}
	g.recognise(h, &b, d)
	d.clockWas = b.Clock
	if err := keepBrush(tx, &b, fresh, d, now); err != nil {
		return err
	}
	return g.mergeAll(tx, h, &b, d, now)
}

// mergeAll merges what was heard of a handle, and what it had stored.
func (g *Ingester) mergeAll(tx store.Tx, h brush.HouseholdID, b *store.Brush, d *device, now time.Time) error {
	fresh, err := g.recorded(tx, h, b, d)
	if err != nil {
		return err
	}
	fresh = append(d.stretches[:len(d.stretches):len(d.stretches)], fresh...)
	if err := expect(tx, d.id, fresh); err != nil {
		return err
	}
	for i := range fresh {
		if err := g.merge(tx, h, b, &fresh[i], now); err != nil {
			return err
		}
	}
	return nil
}

// recorded returns what the handle had stored, each where its brushing was, and what it had told before of which nobody could say until now
// when it was. A record of which nobody can say it yet stays a kept frame.
func (g *Ingester) recorded(tx store.Tx, h brush.HouseholdID, b *store.Brush, d *device) ([]session.Evidence, error) {
	if len(d.records) == 0 && len(d.clocks) == 0 {
		return nil, nil
	}
	var clocks session.Clocks
	if b.Clock.Source != "" {
		clocks.Set(b.Clock)
	}
	for _, k := range d.clocks {
		clocks.Set(k)
	}
	p := placing{tx: tx, b: b}
	strangers, err := p.place(&clocks, d.records)
	if err != nil {
		return nil, err
	}
	more, earlier, err := g.beside(tx, h, b, d, strangers)
	if err != nil || len(earlier) == 0 {
		return p.all, err
	}
	for _, k := range more {
		clocks.Set(k)
	}
	_, err = p.place(&clocks, earlier) // these frames' own are among them
	return p.all, err
}

// placing puts a handle's stored sessions where they were.
type placing struct {
	tx   store.Tx
	b    *store.Brush
	zone *time.Location // read once, and only for those who keep the household's wall clock
	all  []session.Evidence
}

// place puts records where they were, and returns those on a counter of which the clocks do not tell it.
func (p *placing) place(clocks *session.Clocks, rs []read) (strangers []read, err error) {
	for _, r := range rs {
		if r.record.Local && p.zone == nil {
			cal, err := calendar(p.tx)
			if err != nil {
				return nil, err
			}
			p.zone = cal.Zone
		}
		start, ok := clocks.Start(r.source, r.at, r.record, p.zone)
		if !ok {
			if !r.record.Unix.OK {
				strangers = append(strangers, r)
			}
			continue
		}
		fresh := session.Evidence{Device: p.b.Device}
		if fresh.AddRecord(r.source, start, p.b.Brand, r.record) {
			p.all = append(p.all, fresh)
		}
	}
	return strangers, nil
}
