package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

// house is what it takes to show a household's sessions: its calendar and the names of its things. It is shared, and not to be changed.
type house struct {
	store.House
	calendar session.Calendar
	brands   brand.Set
	asked    atomic.Pointer[asked]  // of reminders, once somebody asked
	cards    atomic.Pointer[cards]  // of Today, once somebody asked
	reach    map[brush.PersonID]int // how far back cards looked before; nil: nobody asked
}

// readHouse reads it from the store.
func (s *server) readHouse(ctx context.Context, id brush.HouseholdID) (*house, error) {
	all, err := s.Store.House(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the household: %w", err)
	}
	return s.houseOf(all)
}

func (s *server) houseOf(all store.House) (*house, error) {
	zone, err := s.zones.load(all.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("load the household's time zone: %w", err)
	}
	return &house{House: all, brands: s.Brands, calendar: session.Calendar{Zone: zone, Turns: time.Duration(all.DayTurns) * time.Minute}}, nil
}

// zones remembers time zones, whose files would be read for each request otherwise. Only what this machine knows is remembered, so it stays
// small.
type zones struct{ known sync.Map }

func (z *zones) load(name string) (*time.Location, error) {
	if l, ok := z.known.Load(name); ok {
		return l.(*time.Location), nil
	}
	l, err := time.LoadLocation(name)
	if err == nil {
		z.known.Store(name, l)
	}
	return l, err
}

func (h *house) person(id brush.PersonID) (store.Person, bool) {
	i := slices.IndexFunc(h.People, func(p store.Person) bool { return p.ID == id })
	if i < 0 || id == "" {
		return store.Person{}, false
	}
	return h.People[i], true
}

// brushing returns the form of a session. A person who is gone is nobody.
func (h *house) brushing(s *store.Session, withRuns bool) Brushing {
	modeName := func(m brush.Mode) string { return fmt.Sprintf("mode %d", m.Code()) }
	maker := h.brands.ByID(s.Brand)
	if maker != nil {
		modeName = maker.ModeName
	}
	b := Brushing{Session: wire.FromSession(&s.Session, modeName, withRuns), ID: string(s.ID), Guest: s.Guest, Note: s.Note, UpdatedAt: s.Updated.UTC(), Version: s.Version()}
	b.Session.ID = b.ID
	b.TellsLive = maker == nil || maker.Tells.Live
	if s.Amended != nil {
		b.Amended = amendedOf(s.Amended, modeName)
	}
	if len(s.Slots) == 0 {
		// The list is read without the seconds; how many were heard is kept beside them.
		b.HeardSeconds, b.HeardShare = s.Heard, 0
		if s.Duration > 0 {
			b.HeardShare = float64(min(s.Heard, s.Duration)) / float64(s.Duration)
		}
	}
	for i := range b.Sources {
		b.Sources[i].Name = h.Sources[brush.SourceID(b.Sources[i].Source)]
	}
	if p, ok := h.person(s.Person); ok {
		b.PersonID, b.How = string(p.ID), string(s.How)
	}
	if p, ok := h.person(s.Suggested); ok && b.PersonID == "" && !s.Guest {
		b.Suggested = string(p.ID)
	}
	if s.Score.OK && s.State == session.Ended {
		score := wire.FromScore(s.Score.V, s.Origin())
		b.Score = &score
	}
	b.BrushName = h.Brushes[s.Device]
	if maker != nil {
		b.BrandName = maker.Name
	}
	date, part := h.calendar.Place(s.Start)
	b.Date, b.Slot = date.String(), part.String()
	return b
}

// amendedOf returns the form of what was amended; modeName gives the maker's words for a mode.
func amendedOf(a *store.Amendment, modeName func(brush.Mode) string) *Amended {
	mode := func(m brush.Opt[brush.Mode]) string {
		if !m.OK {
			return ""
		}
		return modeName(m.V)
	}
	out := &Amended{At: a.At.UTC(), Duration: changed(a.Before.Duration, a.After.Duration), Ended: changed(a.Before.Ending.String(), a.After.Ending.String()),
		Mode: changed(mode(a.Before.Mode), mode(a.After.Mode)), Zones: changed(a.Before.Zones, a.After.Zones),
		Pressure: changed(a.Before.Pressure, a.After.Pressure)}
	if a.Before.Score != a.After.Score {
		out.Score = &Changed[*uint8]{pointer(a.Before.Score), pointer(a.After.Score)}
	}
	return out
}

// changed is nil for a value that is as it was.
func changed[T comparable](before, after T) *Changed[T] {
	if before == after {
		return nil
	}
	return &Changed[T]{before, after}
}

func (h *house) brushings(ss []store.Session, withRuns bool) []Brushing {
	out := make([]Brushing, 0, len(ss))
	for i := range ss {
		if shown(&ss[i]) {
			out = append(out, h.brushing(&ss[i], withRuns))
		}
	}
	return out
}

// shown reports whether a session is shown anywhere: a short visit to the menu is evidence and nothing more.
func shown(s *store.Session) bool {
	return !s.Removed && !(s.Fleeting && s.State == session.Ended)
}

// today returns the household's day of a moment.
func (h *house) today(now time.Time) session.Date {
	d, _ := h.calendar.Place(now)
	return d
}

// personOf returns the form of a person on a day of the household.
func personOf(p store.Person, today session.Date) Person {
	coach := Coach{Way: cmp.Or(p.Coach.Way, "quarters"), Nu: p.Coach.Nu, Sounds: p.Coach.Sounds, Mirror: !p.Coach.Chart}
	return Person{ID: string(p.ID), Name: p.Name, Glaze: p.Glaze, MilkTeeth: p.MilkTeeth, BirthYear: p.BirthYear, Target: int(p.Plan().On(today)), Grow: growOf(p.Plan()),
		Morning: p.Morning, Evening: p.Evening, Order: p.Order, Language: p.Language, Coach: coach, Version: p.Version()}
}

func growOf(p session.Plan) *Grow {
	if p.Grow == (session.Growth{}) {
		return nil
	}
	reached, _ := p.Reached()
	return &Grow{Start: int(p.Target), Step: int(p.Grow.Step), Aim: int(p.Grow.Aim), Since: p.Grow.Since.String(), Reached: reached.String()}
}

func brushOf(b *store.Brush, brands brand.Set) Brush {
	out := Brush{Device: string(b.Device), Brand: string(b.Brand), Name: b.Name, Model: b.Model, People: []string{}, Virtual: b.Virtual,
		FirstHeard: b.FirstHeard.UTC(), LastHeard: b.LastHeard.UTC(), Frames: b.Frames, Unknown: b.Unknown,
		Version: b.Version(), HasKey: len(b.Key) > 0, Locked: string(b.Locked),
		Battery: pointer(b.Battery), Firmware: pointer(b.Firmware), Protocol: pointer(b.Protocol)}
	for _, p := range b.People {
		out.People = append(out.People, string(p))
	}
	if maker := brands.ByID(b.Brand); maker != nil {
		out.BrandName = maker.Name
		t := maker.Tells
		out.Tells = Tells{Live: t.Live, Pressure: t.Pressure, Zones: t.Zones, Pacer: t.Pacer, Battery: t.Battery, Records: t.Records, Settings: t.Settings}
		if t.Settings {
			out.Settings = settingsOf(b)
		}
		if b.ModelID.OK {
			out.ModelByHandle = maker.Models[b.ModelID.V]
		}
	}
	return out
}

func pointer[T any](o brush.Opt[T]) *T {
	if !o.OK {
		return nil
	}
	return &o.V
}

// daysOf returns the form of days. Their texts and numbers lie together in memory: a year would ask for it three thousand times.
func daysOf(days []session.Day) []DaySlots {
	n := 0
	for i := range days {
		for k := range days[i].Slots {
			n += len(days[i].Slots[k].IDs)
		}
	}
	f := slotForms{ids: make([]string, 0, n), scores: make([]int, 0, 2*len(days)), times: make([]time.Time, 0, 2*len(days))}
	const date = len("2026-11-22")
	dates := make([]byte, 0, date*len(days))
	for i := range days {
		dates = days[i].Date.Append(dates)
	}
	text := string(dates)
	out := make([]DaySlots, len(days))
	for i := range days {
		d := &days[i]
		out[i] = DaySlots{Morning: f.slot(&d.Slots[session.Morning]), Evening: f.slot(&d.Slots[session.Evening])}
		if len(text) == date*len(days) {
			out[i].Date = text[date*i : date*(i+1)]
		} else {
			out[i].Date = d.Date.String() // of years with more or fewer digits
		}
	}
	return out
}

// slotForms makes the forms of slots; what they point at is in memory that is long enough.
type slotForms struct {
	ids    []string
	scores []int
	times  []time.Time
}

func (f *slotForms) slot(d *session.DaySlot) Slot {
	out := Slot{State: d.State.String(), Seconds: int(d.Seconds), Target: int(d.Target)}
	first := len(f.ids)
	for _, id := range d.IDs {
		f.ids = append(f.ids, string(id))
	}
	if out.SessionIDs = f.ids[first:len(f.ids):len(f.ids)]; len(d.IDs) > 0 {
		out.Origin = d.Origin.String()
	}
	if d.Score.OK {
		f.scores = append(f.scores, int(d.Score.V.Total))
		out.Score, out.Word = &f.scores[len(f.scores)-1], d.Score.V.Word()
	}
	if !d.Started.IsZero() {
		f.times = append(f.times, d.Started.UTC())
		out.StartedAt = &f.times[len(f.times)-1]
	}
	return out
}
