package httpapi

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The most that Today shows of what waits for a name.
const (
	unassignedDays = 30
	unassignedMost = 20
)

// What of Today is remembered with a household: no more than this.
const (
	mostCards   = 8
	mostWaiting = 4
)

// cards is Today without who brushes now. It follows from the household's newest change and the slot of the day, and is not to be changed.
type cards struct {
	date    session.Date
	part    session.PartOfDay
	people  []TodayPerson // in the order of the household's
	reach   map[brush.PersonID]int
	waiting []Brushing
}

func (s *server) today(ctx context.Context, _ *none) (*body[Today], error) {
	id, now := principal(ctx).Household, s.Now()
	h, err := s.house(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.saw(ctx, h.seenBy(principal(ctx))...); err != nil {
		return nil, err
	}
	date, part := h.calendar.Place(now)
	open, err := s.Store.Sessions(ctx, id, store.SessionQuery{OpenOnly: true, WithSlots: true, People: principal(ctx).People})
	if err != nil {
		return nil, fmt.Errorf("read the open sessions: %w", err)
	}
	c := h.cards.Load()
	if c == nil || c.date != date || c.part != part {
		if c, err = s.cards(ctx, h, date, part, now); err != nil {
			return nil, err
		}
		if len(c.people) <= mostCards && len(c.waiting) <= mostWaiting {
			h.cards.Store(c)
		}
	}
	t := Today{Now: now.UTC(), Date: date.String(), Part: part.String(), People: c.people, Open: h.brushings(open, true), Unassigned: c.waiting}
	for i, p := range h.People {
		if !slices.ContainsFunc(open, func(o store.Session) bool { return o.Person == p.ID }) {
			continue
		}
		if &t.People[0] == &c.people[0] {
			t.People = slices.Clone(c.people)
		}
		if t.People[i], _, err = s.card(ctx, h, p, open, date, now, c.reach[p.ID]); err != nil {
			return nil, err
		}
	}
	// They are few, and the oldest come last.
	for n := len(t.Unassigned); n > 0 && t.Unassigned[n-1].StartedAt.Before(unassignedSince(now)); n-- {
		t.Unassigned = t.Unassigned[:n-1]
	}
	if t.Reminders, err = s.remindersNow(ctx, h, &t, now); err != nil {
		return nil, err
	}
	if who := principal(ctx); who.Narrowed() {
		t.Reminders = slices.DeleteFunc(t.Reminders, func(r TodayReminder) bool { return !who.Sees(brush.PersonID(r.PersonID)) })
		t.People = slices.DeleteFunc(slices.Clone(t.People), func(p TodayPerson) bool { return !who.Sees(brush.PersonID(p.Person.ID)) })
		t.Unassigned = []Brushing{} // they may be anybody's
	}
	return &body[Today]{t}, nil
}

// seenBy is whom of the people somebody may see.
func (h *house) seenBy(p *account.Principal) []brush.PersonID {
	ids := make([]brush.PersonID, 0, len(h.People))
	for i := range h.People {
		if p.Sees(h.People[i].ID) {
			ids = append(ids, h.People[i].ID)
		}
	}
	return ids
}

func unassignedSince(now time.Time) time.Time { return now.AddDate(0, 0, -unassignedDays) }

func (s *server) cards(ctx context.Context, h *house, date session.Date, part session.PartOfDay, now time.Time) (*cards, error) {
	c := &cards{date: date, part: part, people: make([]TodayPerson, 0, len(h.People)), reach: make(map[brush.PersonID]int, len(h.People)), waiting: []Brushing{}}
	for _, p := range h.People {
		card, reach, err := s.card(ctx, h, p, nil, date, now, h.reach[p.ID])
		if err != nil {
			return nil, err
		}
		c.people, c.reach[p.ID] = append(c.people, card), reach
	}
	waiting, err := s.Store.Sessions(ctx, h.ID, store.SessionQuery{Person: brush.Some[brush.PersonID](""), From: unassignedSince(now), Limit: 2 * unassignedMost})
	if err != nil {
		return nil, fmt.Errorf("read the unassigned sessions: %w", err)
	}
	for i := range waiting {
		if w := &waiting[i]; w.State == session.Ended && shown(w) && len(c.waiting) < unassignedMost {
			c.waiting = append(c.waiting, h.brushing(w, false))
		}
	}
	return c, nil
}

// A streak is looked for in spans of days, each four times as long as the one before, so that a card costs at most five reads of weeks, and one
// for whose streak is young.
const (
	shortestReach = 28
	longestStreak = 3660
)

// card looks back as far as the streak needs and no further. It begins with a reach, 0 for the shortest, and returns the one that it needed.
func (s *server) card(ctx context.Context, h *house, p store.Person, open []store.Session, today session.Date, now time.Time, reach int) (TodayPerson, int, error) {
	monday := today.Monday()
	c := TodayPerson{Person: personOf(p, today)}
	var bs []session.Brushing
	until := h.calendar.Begin(monday.Add(7))
	for back := max(reach, shortestReach); ; back *= 4 {
		from := monday.Add(-back)
		begin := h.calendar.Begin(from)
		older, err := s.brushingsOf(ctx, h, p.ID, open, begin, until)
		if err != nil {
			return c, 0, err
		}
		bs = before(older, bs, until)
		days, streak := session.HabitSince(h.calendar, p.Plans(), from, monday, monday.Add(6), now, bs)
		if streak.Days >= back-1 && back < longestStreak {
			until = begin
			continue
		}
		c.Week = daysOf(days)
		for i := range days {
			if days[i].Date == today {
				c.Morning, c.Evening = c.Week[i].Morning, c.Week[i].Evening
			}
		}
		c.Streak = Streak{Days: streak.Days, Mended: streak.Mended > 0}
		for reach = shortestReach; streak.Days >= reach-1 && reach < longestStreak; {
			reach *= 4
		}
		return c, reach, nil
	}
}

// before joins older brushings with those from a moment on, of whose front the newest one before that moment is taken: older has it as well.
func before(older, bs []session.Brushing, from time.Time) []session.Brushing {
	bs = slices.DeleteFunc(bs, func(b session.Brushing) bool { return b.Start.Before(from) })
	return append(older, bs...)
}

// brushingsOf reads what the habit needs to know of a person's sessions in [from, to), those that are open among them, and of the one before
// them, which tells that the person had begun.
func (s *server) brushingsOf(ctx context.Context, h *house, p brush.PersonID, open []store.Session, from, to time.Time) ([]session.Brushing, error) {
	out, err := s.Store.Brushings(ctx, h.ID, p, from, to)
	if err != nil {
		return nil, fmt.Errorf("read a person's brushings: %w", err)
	}
	for i := range open {
		if o := &open[i]; o.Person == p && shown(o) && !o.Start.Before(from) && o.Start.Before(to) {
			out = append(out, session.Brushing{ID: o.ID, Start: o.Start, Seconds: o.Duration, Origin: o.Origin()})
		}
	}
	return out, nil
}
