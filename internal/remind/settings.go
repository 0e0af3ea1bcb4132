package remind

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Settings are a household's reminders and its quiet hours.
type Settings struct {
	Reminders []store.Reminder // in order of person and part
	Quiet     session.Quiet
}

// Version names them: equal for as long as nobody changes any of it.
func (c *Settings) Version() string { return store.RemindersVersion(c.Reminders, c.Quiet) }

func bad(field, reason string) error { return &brush.FieldError{Field: field, Reason: reason} }

// Settings returns a household's.
func (s *Service) Settings(ctx context.Context, h brush.HouseholdID) (c Settings, err error) {
	if c.Reminders, err = s.Store.Reminders(ctx, h); err != nil {
		return c, fmt.Errorf("read the reminders: %w", err)
	}
	if c.Quiet, err = s.Store.Quiet(ctx, h); err != nil {
		return c, fmt.Errorf("read the quiet hours: %w", err)
	}
	return c, nil
}

// Change replaces a household's settings. A reminder that is not among them is switched off. Said for a day already, none is said again that day.
func (s *Service) Change(ctx context.Context, h brush.HouseholdID, c Settings) (now Settings, err error) {
	if err := checkMinute("quiet.from_min", c.Quiet.From); err != nil {
		return now, err
	}
	if err := checkMinute("quiet.to_min", c.Quiet.To); err != nil {
		return now, err
	}
	for i, r := range c.Reminders {
		at := "reminders[" + strconv.Itoa(i) + "]"
		if err := checkMinute(at+".at_min", r.At); err != nil {
			return now, err
		}
		if r.Days == 0 && r.On || r.Days > session.EveryDay {
			return now, bad(at+".days", "name no day of the week")
		}
		if slices.ContainsFunc(c.Reminders[:i], func(o store.Reminder) bool { return same(o, r) }) {
			return now, bad(at, "is for the same person and part of the day as one before")
		}
	}
	at := s.Now()
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		was, err := tx.Reminders()
		if err != nil {
			return err
		}
		quiet, err := tx.Quiet()
		if err != nil {
			return err
		}
		if err := store.Match(ctx, store.RemindersVersion(was, quiet)); err != nil {
			return err
		}
		if err := fits(tx, c.Reminders); err != nil {
			return err
		}
		changed, err := put(tx, was, c.Reminders)
		if err != nil {
			return err
		}
		if quiet != c.Quiet {
			if err := tx.PutQuiet(c.Quiet); err != nil {
				return err
			}
			changed = true
		}
		if now.Reminders, err = tx.Reminders(); err != nil {
			return err
		}
		if now.Quiet = c.Quiet; !changed {
			return nil
		}
		return said(ctx, tx, h, at)
	})
	if err != nil {
		return now, fmt.Errorf("change the reminders: %w", err)
	}
	s.Wake(h)
	return now, nil
}

// said writes the change into the log and the feed.
func said(ctx context.Context, tx store.Tx, h brush.HouseholdID, at time.Time) error {
	if err := store.Audit(ctx, tx, store.AuditEntry{At: at, Act: store.ActHouseholdChanged, About: store.Named{Kind: store.NameHome, ID: string(h)}, Detail: "reminders"}); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.HouseholdChanged, Subject: string(h), At: at})
	return err
}

func same(a, b store.Reminder) bool { return a.Person == b.Person && a.Part == b.Part }

// fits refuses reminders of nobody, and at times that are in another slot.
func fits(tx store.Tx, rs []store.Reminder) error {
	house, err := tx.Household()
	if err != nil {
		return err
	}
	people, err := tx.People()
	if err != nil {
		return err
	}
	cal := session.Calendar{Turns: time.Duration(house.DayTurns) * time.Minute}
	for i, r := range rs {
		at := "reminders[" + strconv.Itoa(i) + "]"
		if !slices.ContainsFunc(people, func(p store.Person) bool { return p.ID == r.Person }) {
			return bad(at+".person_id", "names somebody who is not in this household")
		}
		if !cal.Fits(r.Reminder) {
			return bad(at+".at_min", "is no time of the "+r.Part.String()+", which here "+span(r.Part, house.DayTurns))
		}
	}
	return nil
}

func span(p session.PartOfDay, turns int) string {
	begin := fmt.Sprintf("%02d:%02d", turns/60, turns%60)
	if p == session.Morning {
		return "begins at " + begin + " and ends at 14:00"
	}
	return "begins at 14:00 and ends at " + begin
}

// put keeps what differs, and switches off what is not there any more.
func put(tx store.Tx, was, rs []store.Reminder) (changed bool, err error) {
	for _, o := range was {
		if o.On && !slices.ContainsFunc(rs, func(r store.Reminder) bool { return same(o, r) }) {
			o.On, changed = false, true
			if err := tx.PutReminder(o); err != nil {
				return false, err
			}
		}
	}
	for _, r := range rs {
		if r.Days == 0 {
			r.Days = session.EveryDay // it is off; what it had been is forgotten
		}
		i := slices.IndexFunc(was, func(o store.Reminder) bool { return same(o, r) })
		if i >= 0 && was[i].Reminder == r.Reminder {
			continue
		}
		changed = true
		if err := tx.PutReminder(r); err != nil {
			return false, err
		}
	}
	return changed, nil
}

func checkMinute(field string, m int) error {
	if m < 0 || m >= 24*60 {
		return bad(field, "is not between 0 and 1439 minutes after midnight")
	}
	return nil
}
