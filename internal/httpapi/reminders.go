package httpapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/remind"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Reminders are what a household is reminded of, and when nothing is said.
type Reminders struct {
	Quiet     QuietHours `json:"quiet" doc:"When nothing is said"`
	Reminders []Reminder `json:"reminders" nullable:"false" doc:"Those of the people whom one may see"`
	Version   string     `json:"version" doc:"Of all of it: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
}

// ReminderSettings replace a household's.
type ReminderSettings struct {
	Quiet     QuietHours `json:"quiet" doc:"When nothing is said"`
	Reminders []Reminder `json:"reminders" nullable:"false" maxItems:"64" doc:"One that is left out is switched off"`
}

// QuietHours are when nothing is said, by the household's wall clock.
type QuietHours struct {
	On   bool `json:"on" doc:"False: there are none"`
	From int  `json:"from_min" doc:"Minutes after midnight, 0 to 1439"`
	To   int  `json:"to_min" doc:"Minutes after midnight, from which on there is something said again. Before from_min it is the next day's; the same is the whole day"`
}

// Reminder is a slot of somebody's day of which the household is reminded when it is still open.
type Reminder struct {
	PersonID string `json:"person_id" minLength:"1" maxLength:"64"`
	Part     string `json:"part" enum:"morning,evening" doc:"Of the day"`
	On       bool   `json:"on" doc:"False: it is said to nobody"`
	At       int    `json:"at_min" doc:"Minutes after midnight, 0 to 1439, by the household's wall clock; within the part of the day"`
	Days     []int  `json:"days" nullable:"false" maxItems:"7" doc:"Of the week, 1 is Monday and 7 Sunday. What is after midnight belongs to the day before"`
}

// Pushes are one's own browsers that are told of reminders.
type Pushes struct {
	Available bool          `json:"available" doc:"False: this server has no key file and can tell no browser"`
	ServerKey string        `json:"server_key,omitempty" doc:"What a browser needs to know of the server (RFC 8292), in base64url"`
	Browsers  []PushBrowser `json:"browsers" nullable:"false" doc:"At most 10"`
}

// PushBrowser is a browser that is told of reminders.
type PushBrowser struct {
	ID      string     `json:"id"`
	Agent   string     `json:"agent" doc:"What the browser calls itself"`
	Created time.Time  `json:"created_at"`
	Told    *time.Time `json:"told_at,omitempty" doc:"When it was told last"`
	This    bool       `json:"this,omitempty" doc:"The one that asks"`
}

// PushSubscription is where a browser is told, as the browser itself says it.
type PushSubscription struct {
	Endpoint string `json:"endpoint" minLength:"1" maxLength:"2048" doc:"https://, not inside a network"`
	P256dh   string `json:"p256dh" maxLength:"200" doc:"The browser's public key, in base64url"`
	Auth     string `json:"auth" maxLength:"200" doc:"The secret that it shares with us, in base64url"`
}

// TodayReminder is a slot that is still open after the time at which somebody wanted to be reminded of it.
type TodayReminder struct {
	PersonID string `json:"person_id"`
	Part     string `json:"part" enum:"morning,evening" doc:"Of the day"`
}

func (r *Reminders) versionOf() string { return r.Version }

func (s *server) reminderRoutes() {
	register(s, door{id: "reminders", method: "GET", path: "/household/reminders", scope: account.HouseholdRead, tag: "people", summary: "Reminders, and quiet hours"}, reminded(s, s.reminders))
	register(s, door{id: "changeReminders", versioned: true, method: "PUT", path: "/household/reminders", scope: account.HouseholdWrite, tag: "people", summary: "Change reminders and quiet hours",
		description: "All of it. A reminder is said once a slot, at its time or up to 15 minutes later, while the slot is open and nobody brushes; never in quiet hours."}, reminded(s, s.changeReminders))
	register(s, door{id: "pushes", method: "GET", path: "/me/push", scope: browser, tag: "account", summary: "One's own browsers that are told of reminders, oldest first"}, reminded(s, s.pushes))
	register(s, door{id: "switchPush", method: "PUT", path: "/me/push", scope: browser, tag: "account", errors: []int{404}, summary: "Let this browser be told of reminders",
		description: "By Web Push (RFC 8030), through the maker of the browser, who can read nothing of it (RFC 8291). It ends with the log-in. At most 10 of an account. 404: the server has no key file."}, reminded(s, s.switchPush))
	register(s, door{id: "endPush", method: "DELETE", path: "/me/push/{id}", scope: browser, tag: "account", status: 204, errors: []int{404}, summary: "Tell a browser no more"}, reminded(s, s.endPush))
}

// reminded is a handler for a server that may remind nobody.
func reminded[I, O any](s *server, handler func(context.Context, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		if s.Remind == nil {
			return nil, fmt.Errorf("find the reminders: there are none: %w", brush.ErrNotFound)
		}
		return handler(ctx, in)
	}
}

func (s *server) reminders(ctx context.Context, _ *none) (*body[Reminders], error) {
	p := principal(ctx)
	c, err := s.Remind.Settings(ctx, p.Household)
	if err != nil {
		return nil, err
	}
	out := remindersOf(&c)
	out.Reminders = slices.DeleteFunc(out.Reminders, func(r Reminder) bool { return !p.Sees(brush.PersonID(r.PersonID)) })
	return &body[Reminders]{out}, nil
}

func remindersOf(c *remind.Settings) Reminders {
	out := Reminders{Quiet: QuietHours{c.Quiet.On, c.Quiet.From, c.Quiet.To}, Reminders: make([]Reminder, 0, len(c.Reminders)), Version: c.Version()}
	for _, r := range c.Reminders {
		one := Reminder{PersonID: string(r.Person), Part: r.Part.String(), On: r.On, At: r.At, Days: []int{}}
		for day := range 7 {
			if r.Days>>day&1 == 1 {
				one.Days = append(one.Days, day+1)
			}
		}
		out.Reminders = append(out.Reminders, one)
	}
	return out
}

func (s *server) changeReminders(ctx context.Context, in *body[ReminderSettings]) (*body[Reminders], error) {
	p := principal(ctx)
	if p.Narrowed() {
		return nil, errNarrowed()
	}
	b := &in.Body
	c := remind.Settings{Quiet: session.Quiet{On: b.Quiet.On, From: b.Quiet.From, To: b.Quiet.To}}
	for i, r := range b.Reminders {
		one := store.Reminder{Person: brush.PersonID(r.PersonID), Reminder: session.Reminder{On: r.On, At: r.At}}
		if r.Part == session.Evening.String() {
			one.Part = session.Evening
		}
		for _, day := range r.Days {
			if day < 1 || day > 7 {
				return nil, &brush.FieldError{Field: fmt.Sprintf("reminders[%d].days", i), Reason: "name a day that is not between 1, Monday, and 7, Sunday"}
			}
			one.Days |= 1 << (day - 1)
		}
		c.Reminders = append(c.Reminders, one)
	}
	now, err := s.Remind.Change(ctx, p.Household, c)
	if err != nil {
		return nil, err
	}
	return &body[Reminders]{remindersOf(&now)}, nil
}

func (s *server) pushes(ctx context.Context, _ *none) (*body[Pushes], error) {
	p := principal(ctx)
	key, err := s.Remind.Key(ctx)
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return nil, err
	}
	all, err := s.Remind.Browsers(ctx, p.Household, p.Account.ID, p.LoginHash())
	if err != nil {
		return nil, err
	}
	return &body[Pushes]{Pushes{Available: key != "", ServerKey: key, Browsers: each(all, pushOf)}}, nil
}

func pushOf(b remind.Browser) PushBrowser {
	return PushBrowser{ID: b.ID, Agent: b.Agent, Created: b.Created.UTC(), Told: atOrNil(b.Told), This: b.This}
}

func (s *server) switchPush(ctx context.Context, in *body[PushSubscription]) (*body[PushBrowser], error) {
	p := principal(ctx)
	b, err := s.Remind.Switch(ctx, p.Household, p.Account.ID, p.LoginHash(), remind.Subscription{Endpoint: in.Body.Endpoint, P256dh: in.Body.P256dh, Auth: in.Body.Auth})
	if err != nil {
		return nil, err
	}
	b.Agent = p.Client
	return &body[PushBrowser]{pushOf(b)}, nil
}

func (s *server) endPush(ctx context.Context, in *byID) (*none, error) {
	p := principal(ctx)
	return nil, s.Remind.Remove(ctx, p.Household, p.Account.ID, in.ID)
}

// asked is what a household is reminded of, as one reading of the store has it.
type asked struct {
	reminders []store.Reminder // that are on
	quiet     session.Quiet
}

// askedOf returns what a household is reminded of; it is remembered with the household.
func (s *server) askedOf(ctx context.Context, h *house) (*asked, error) {
	if a := h.asked.Load(); a != nil {
		return a, nil
	}
	all, err := s.Store.Reminders(ctx, h.ID)
	if err != nil {
		return nil, fmt.Errorf("read the reminders: %w", err)
	}
	a := &asked{reminders: slices.DeleteFunc(all, func(r store.Reminder) bool { return !r.On })}
	if len(a.reminders) > 0 {
		if a.quiet, err = s.Store.Quiet(ctx, h.ID); err != nil {
			return nil, fmt.Errorf("read the quiet hours: %w", err)
		}
	}
	h.asked.Store(a)
	return a, nil
}

// remindersNow returns what stands on Today: slots that are still open after their time, of which nobody can be told that they are being done.
func (s *server) remindersNow(ctx context.Context, h *house, t *Today, now time.Time) ([]TodayReminder, error) {
	a, err := s.askedOf(ctx, h)
	if err != nil {
		return nil, err
	}
	out := []TodayReminder{}
	for _, r := range a.reminders {
		if _, _, ok := h.calendar.Asked(r.Reminder, a.quiet, now); !ok {
			continue
		}
		i := slices.IndexFunc(t.People, func(p TodayPerson) bool { return p.Person.ID == string(r.Person) })
		if i < 0 {
			continue
		}
		person, _ := h.person(r.Person)
		slot, planned := &t.People[i].Morning, person.Morning
		if r.Part == session.Evening {
			slot, planned = &t.People[i].Evening, person.Evening
		}
		if !planned || slot.Seconds > 0 && slot.Seconds*2 >= slot.Target ||
			slices.ContainsFunc(t.Open, func(b Brushing) bool { return b.PersonID == string(r.Person) || b.PersonID == "" && !b.Guest }) ||
			slices.ContainsFunc(t.Unassigned, func(b Brushing) bool {
				return b.Suggested == string(r.Person) && b.Date == t.Date && b.Slot == r.Part.String()
			}) {
			continue
		}
		out = append(out, TodayReminder{PersonID: string(r.Person), Part: r.Part.String()})
	}
	return out, nil
}
