// Package report says what a person's brushings of a period say, for the person and for a dentist: as values, a PDF, a FHIR bundle and a table; and lends it by link.
package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Bounds of a report.
const (
	// MostDays is how many days one report speaks of.
	MostDays = 400
	// mostBrushings is how many brushings one report reads: eight a day.
	mostBrushings = 8 * MostDays
	// readAtOnce is how many of them, with their seconds, are in memory at once.
	readAtOnce = 250
	// headLasts is after how many days a head is changed.
	headLasts = 90
)

// Service makes reports. Its methods may be called at once.
type Service struct {
	Store  store.Store
	Maker  func(brush.BrandID) string // a maker's name; nil: the id
	Now    func() time.Time
	Random io.Reader // nil: crypto/rand
}

// Report is what there is to say.
type Report struct {
	Person    store.Person
	Named     bool // the report may say what the person is called
	Zone      *time.Location
	Made      time.Time
	Brushings []Brushing // oldest first
	Brushes   []Brush    // in order of how often they were used
	Gateways  int        // how many heard something
	Phones    int
	Cut       bool // there are more brushings than one report speaks of; the oldest are left out
	Score     uint8
	session.Insights
}

// Brushing is one brushing of a report.
type Brushing struct {
	session.Told
	ID   brush.SessionID
	Date session.Date
	Part session.PartOfDay

	Target uint32 // s, what it is scored by
}

// Brush is a brush that a person used in the period.
type Brush struct {
	Device    brush.DeviceID
	Name      string // the owner's own; "": none
	Model     string // "": not known
	Maker     string
	Brushings int
	Zones     bool // measured some
	Pressure  bool // told it
	Entry     bool // no brush at all, but what the timer counted or a person wrote down
	Head      brush.Opt[Head]
}

// Head is what is known of the head on a brush.
type Head struct {
	Since   time.Time
	Days    int    // since then
	Seconds uint64 // brushed with it, by everybody
	Lasts   int    // days
}

// checkPeriod refuses a period that no report speaks of.
func checkPeriod(from, to session.Date) error {
	switch {
	case to.Compare(from) < 0:
		return &brush.FieldError{Field: "to", Reason: "lies before the first day"}
	case from.Add(MostDays).Compare(to) <= 0:
		return &brush.FieldError{Field: "to", Reason: "lies too far behind the first day; at most 400 days"}
	}
	return nil
}

// Of makes the report of a person's days, both included. brush.ErrNotFound for nobody of this household, a field error for a period that cannot be.
func (s *Service) Of(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to session.Date) (*Report, error) {
	if err := checkPeriod(from, to); err != nil {
		return nil, err
	}
	house, err := s.Store.House(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("report: read the household: %w", err)
	}
	i := slices.IndexFunc(house.People, func(o store.Person) bool { return o.ID == p })
	if i < 0 || p == "" {
		return nil, fmt.Errorf("report: find the person: %w", brush.ErrNotFound)
	}
	r := &Report{Person: house.People[i], Named: true, Made: s.Now().UTC(), Score: 1}
	if r.Zone, err = time.LoadLocation(house.TimeZone); err != nil {
		return nil, fmt.Errorf("report: load the household's time zone: %w", err)
	}
	calendar := session.Calendar{Zone: r.Zone, Turns: time.Duration(house.DayTurns) * time.Minute}
	if err := s.brushings(ctx, h, r, calendar, from, to); err != nil {
		return nil, err
	}
	if err := s.brushes(ctx, h, r); err != nil {
		return nil, err
	}
	habit := from
	if month := to.Add(-29); month.Compare(from) < 0 {
		habit = month
	}
	bs, err := s.Store.Brushings(ctx, h, p, calendar.Begin(habit.Monday()), calendar.Begin(to.Add(1)))
	if err != nil {
		return nil, fmt.Errorf("report: read a person's brushings: %w", err)
	}
	told := make([]session.Told, len(r.Brushings))
	for i := range r.Brushings {
		told[i] = r.Brushings[i].Told
	}
	r.Insights = session.InsightsOf(calendar, r.Person.Plans(), from, to, r.Made, bs, told)
	return r, nil
}

// brushings reads the brushings of a period: those of which lists speak.
func (s *Service) brushings(ctx context.Context, h brush.HouseholdID, r *Report, c session.Calendar, from, to session.Date) error {
	q := store.SessionQuery{Person: brush.Some(r.Person.ID), From: c.Begin(from), To: c.Begin(to.Add(1)), Limit: readAtOnce, WithSlots: true}
	sources := map[brush.SourceID]bool{}
	plans := r.Person.Plans()
	for {
		some, err := s.Store.Sessions(ctx, h, q)
		if err != nil {
			return fmt.Errorf("report: read the sessions: %w", err)
		}
		for i := range some {
			one := &some[i]
			if one.State != session.Ended || one.Removed || one.Fleeting {
				continue
			}
			if len(r.Brushings) == mostBrushings {
				r.Cut = true
				break
			}
			date, part := c.Place(one.Start)
			r.Brushings = append(r.Brushings, Brushing{session.Tell(&one.Session, one.Score, one.Heard), one.ID, date, part, plans.Target(date)})
			for _, share := range one.Sources {
				sources[share.Source] = true
			}
		}
		if len(some) < q.Limit || r.Cut {
			break
		}
		last := &some[len(some)-1]
		q.Before, q.BeforeID = last.Start, last.ID
	}
	slices.Reverse(r.Brushings)
	for id := range sources {
		if strings.HasPrefix(string(id), "app:") {
			r.Phones++
		} else {
			r.Gateways++
		}
	}
	return nil
}

// brushes says with what somebody brushed.
func (s *Service) brushes(ctx context.Context, h brush.HouseholdID, r *Report) error {
	used := map[brush.DeviceID]*Brush{}
	for i := range r.Brushings {
		t := &r.Brushings[i].Told
		b := used[t.Device]
		if b == nil {
			b = &Brush{Device: t.Device}
			_, b.Entry = t.Device.Person()
			used[t.Device] = b
		}
		b.Brushings++
		b.Zones = b.Zones || len(t.Areas) > 0
		b.Pressure = b.Pressure || t.Score.OK && t.Score.V.Pressure.OK
	}
	all, err := s.Store.Brushes(ctx, h)
	if err != nil {
		return fmt.Errorf("report: read the brushes: %w", err)
	}
	heads, err := s.Store.Heads(ctx, h)
	if err != nil {
		return fmt.Errorf("report: read the heads: %w", err)
	}
	for i := range all {
		b := used[all[i].Device]
		if b == nil {
			if !slices.Contains(all[i].People, r.Person.ID) {
				continue
			}
			b = &Brush{Device: all[i].Device} // theirs, and not used in this period: its head is still of interest
			used[b.Device] = b
		}
		b.Name, b.Model, b.Maker = all[i].Name, all[i].Model, string(all[i].Brand)
		if s.Maker != nil {
			b.Maker = s.Maker(all[i].Brand)
		}
		since, known := heads[b.Device]
		if !known || b.Entry {
			continue
		}
		head := Head{Since: since, Days: max(0, int(r.Made.Sub(since)/(24*time.Hour))), Lasts: headLasts}
		if head.Seconds, err = s.worn(ctx, h, b.Device, since); err != nil {
			return err
		}
		b.Head = brush.Some(head)
	}
	for _, b := range used {
		r.Brushes = append(r.Brushes, *b)
	}
	slices.SortFunc(r.Brushes, func(a, b Brush) int {
		if a.Brushings != b.Brushings {
			return b.Brushings - a.Brushings
		}
		return strings.Compare(string(a.Device), string(b.Device))
	})
	return nil
}

// worn returns how many seconds a brush ran since a moment.
func (s *Service) worn(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, since time.Time) (n uint64, err error) {
	q := store.SessionQuery{Device: d, From: since, Limit: 1000}
	for {
		some, err := s.Store.Sessions(ctx, h, q)
		if err != nil {
			return 0, fmt.Errorf("report: read a brush's sessions: %w", err)
		}
		for i := range some {
			n += uint64(some[i].Duration)
		}
		if len(some) < q.Limit {
			return n, nil
		}
		last := &some[len(some)-1]
		q.Before, q.BeforeID = last.Start, last.ID
	}
}

// NewHead says that a brush got a new head at a moment. brush.ErrNotFound for no brush of the household.
func (s *Service) NewHead(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, at time.Time) error {
	now := s.Now().UTC()
	if at.IsZero() {
		at = now
	}
	if at.After(now.Add(time.Minute)) || at.Before(now.AddDate(-2, 0, 0)) {
		return &brush.FieldError{Field: "at", Reason: "is not within the last two years"}
	}
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		if _, err := tx.Brush(d); err != nil {
			return err
		}
		if err := tx.PutHead(d, at.UTC().Truncate(time.Microsecond)); err != nil {
			return err
		}
		if _, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: string(d), At: now}); err != nil {
			return err
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActBrushChanged, About: store.Named{Kind: store.NameBrush, ID: string(d)}, Detail: "head"})
	})
	if err != nil {
		return fmt.Errorf("note a new head: %w", err)
	}
	return nil
}

var errLink = errors.New("the link opens nothing")

// ErrLink says that a link is wrong, revoked, too old, or was for somebody who is gone; never which. It is of kind brush.ErrNotFound.
var ErrLink = fmt.Errorf("%w: %w", brush.ErrNotFound, errLink)
