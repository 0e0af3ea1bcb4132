// Package remind says that a slot of somebody's day is still open: once, never late, never in quiet hours, to the browsers that asked for it and to whoever
// follows the household's feed.
package remind

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The bounds of reminders.
const (
	MostBrowsers = 10 // of an account in a household
	mostChanges  = 20 // of browsers of an account in a minute
	mostHouses   = 200
	mostSending  = 16 // browsers that are told at once

	lookEvery     = 15 * time.Second
	changesWithin = time.Minute
	mostEndpoint  = 2048 // bytes
	mostAnswer    = 4 << 10
)

// delays are how long after each try that failed the next one comes. None comes once a reminder is too late.
var delays = []time.Duration{10 * time.Second, 30 * time.Second, 90 * time.Second, 4 * time.Minute}

// Sealer keeps secrets so that a copy of the database gives none away. about names where a secret stands.
type Sealer interface {
	Seal(plain []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
	// Again returns a secret sealed under the key that seals now, and whether that is news.
	Again(sealed []byte, about string) (again []byte, news bool, err error)
}

// Store is what this room needs of a store.
type Store interface {
	store.Keeper
	store.Reminders
	House(ctx context.Context, h brush.HouseholdID) (store.House, error)
	Sessions(ctx context.Context, h brush.HouseholdID, q store.SessionQuery) ([]store.Session, error)
	Brushings(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to time.Time) ([]session.Brushing, error)
	UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error
}

// Config is what a service works with.
type Config struct {
	Store Store
	Seal  Sealer
	// Client connects to nothing that Check would refuse, whatever a name leads to.
	Client *http.Client
	// Check refuses an address that nothing may be sent to.
	Check func(address string) error
	// Contact is whom the makers of browsers may write to about what this server sends: an https: or mailto: address.
	Contact string
	Wake    func(brush.HouseholdID) // the household's feed has grown; nil: nobody is told
	Now     func() time.Time
	Chance  func() float64 // in [0, 1), for times that should not meet
	Random  io.Reader      // fit for secrets; nil: crypto/rand
	Log     *slog.Logger
	// Wait waits, and is false when ctx ended before; nil: by the machine's clock.
	Wait func(ctx context.Context, d time.Duration) bool
}

// Service keeps reminders and says them. All its methods may be called at once.
type Service struct {
	Config
	work  sync.WaitGroup
	slots chan struct{} // of mostSending

	mu    sync.Mutex
	last  map[string][]time.Time // changes of an account's browsers in the last minute
	zones map[string]*time.Location
	own   *ownKey // nil: not read yet
}

// New returns a service. It says nothing by itself before Run.
func New(c Config) *Service {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	if c.Wake == nil {
		c.Wake = func(brush.HouseholdID) {}
	}
	return &Service{Config: c, slots: make(chan struct{}, mostSending), last: map[string][]time.Time{}, zones: map[string]*time.Location{}}
}

func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// Run says what is due until ctx is done. Several servers may run: each reminder is said by the one that writes it down first. What a server had written down
// and not sent when it was killed is not said: better none than two.
func (s *Service) Run(ctx context.Context) {
	if _, err := s.key(ctx); err != nil && ctx.Err() == nil {
		s.Log.Warn("browsers cannot be told of reminders", "error", err)
	}
	for ctx.Err() == nil {
		if err := s.Pass(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("look for reminders that are due", "error", err)
		}
		if !s.Wait(ctx, lookEvery) {
			break
		}
	}
	s.work.Wait()
}

// Pass says what is due now, and returns when it is written down: the browsers are told behind it.
func (s *Service) Pass(ctx context.Context) error {
	for after := brush.HouseholdID(""); ; {
		hs, err := s.Store.RemindersOn(ctx, after, mostHouses)
		if err != nil {
			return err
		}
		for i := range hs {
			if err := s.household(ctx, &hs[i]); err != nil {
				if ctx.Err() != nil {
					return err
				}
				s.Log.Warn("remind a household", "household", hs[i].ID, "error", err) // the others are not to wait for it
			}
		}
		if len(hs) < mostHouses {
			return nil
		}
		after = hs[len(hs)-1].ID
	}
}

func (s *Service) household(ctx context.Context, h *store.ReminderHouse) error {
	cal, err := s.calendar(h.TimeZone, h.DayTurns)
	if err != nil {
		return err
	}
	now := s.Now()
	var house *store.House // read when something is due
	for _, r := range h.Reminders {
		day, at, due := cal.Due(r.Reminder, h.Quiet, now)
		if !due || r.Told == day.String() {
			continue
		}
		if house == nil {
			all, err := s.Store.House(ctx, h.ID)
			if err != nil {
				return fmt.Errorf("read the household: %w", err)
			}
			house = &all
		}
		w := word{house: h.ID, cal: cal, quiet: h.Quiet, reminder: r, day: day, at: at}
		if err := s.remind(ctx, house, &w, now); err != nil {
			return err
		}
	}
	return nil
}

// word is a reminder on its way.
type word struct {
	house    brush.HouseholdID
	cal      session.Calendar
	quiet    session.Quiet
	reminder store.Reminder
	day      session.Date
	at       time.Time // when it was to be said
}

// until is when a word is worth nothing any more: it is too late, or quiet hours begin.
func (w *word) until() time.Time {
	end := w.at.Add(session.RemindLate)
	for t := w.at; t.Before(end); t = t.Add(time.Minute) {
		if d, _, due := w.cal.Due(w.reminder.Reminder, w.quiet, t); !due || d != w.day {
			return t
		}
	}
	return end
}

func (s *Service) remind(ctx context.Context, house *store.House, w *word, now time.Time) error {
	wanted, err := s.wanted(ctx, house, w, now)
	if err != nil || !wanted {
		return err
	}
	kind := store.MorningReminder
	if w.reminder.Part == session.Evening {
		kind = store.EveningReminder
	}
	first := false
	err = s.Store.Update(ctx, w.house, func(tx store.Tx) (err error) {
		if first, err = tx.Remind(w.reminder.Person, w.reminder.Part, w.day); err != nil || !first {
			return err
		}
		_, err = tx.Emit(store.Change{Kind: kind, Subject: string(w.reminder.Person), At: now})
		return err
	})
	if err != nil {
		return fmt.Errorf("write down a reminder: %w", err)
	}
	if !first {
		return nil // another server was first, or somebody switched it off
	}
	s.Wake(w.house)
	return s.tell(ctx, w)
}

// wanted reports whether a slot is still open: planned, hardly brushed, and nobody brushes just now who may be that person.
func (s *Service) wanted(ctx context.Context, house *store.House, w *word, now time.Time) (bool, error) {
	i := slices.IndexFunc(house.People, func(p store.Person) bool { return p.ID == w.reminder.Person })
	if i < 0 {
		return false, nil
	}
	p := &house.People[i]
	open, err := s.Store.Sessions(ctx, w.house, store.SessionQuery{OpenOnly: true})
	if err != nil {
		return false, fmt.Errorf("read the open sessions: %w", err)
	}
	for i := range open {
		if o := &open[i]; o.Person == p.ID || o.Person == "" && !o.Guest {
			return false, nil
		}
	}
	from, to := w.cal.Begin(w.day), w.cal.Begin(w.day.Add(1))
	waiting, err := s.Store.Sessions(ctx, w.house, store.SessionQuery{Person: brush.Some[brush.PersonID](""), From: from, To: to})
	if err != nil {
		return false, fmt.Errorf("read what waits for a name: %w", err)
	}
	for i := range waiting {
		if _, part := w.cal.Place(waiting[i].Start); part == w.reminder.Part && waiting[i].Suggested == p.ID {
			return false, nil // it may well be theirs
		}
	}
	bs, err := s.Store.Brushings(ctx, w.house, p.ID, from, to)
	if err != nil {
		return false, fmt.Errorf("read a person's brushings: %w", err)
	}
	return Open(w.cal, p, bs, w.day, w.reminder.Part, now), nil
}

// Open reports whether a slot of a person's day is to be reminded of, as far as what was brushed goes.
func Open(cal session.Calendar, p *store.Person, bs []session.Brushing, day session.Date, part session.PartOfDay, now time.Time) bool {

	days, _ := session.Habit(cal, p.Plans(), day, day, now, bs)
	return days[0].Slots[part].Wants()
}

func (s *Service) calendar(zone string, turns int) (c session.Calendar, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.zones[zone]
	if l == nil {
		if l, err = time.LoadLocation(zone); err != nil {
			return c, fmt.Errorf("load the household's time zone: %w", err)
		}
		s.zones[zone] = l // only what this machine knows: it stays small
	}
	return session.Calendar{Zone: l, Turns: time.Duration(turns) * time.Minute}, nil
}
