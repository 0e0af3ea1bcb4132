package session

import "time"

// RemindLate is how late a reminder may be. What could not be said by then is not said: a word about the evening is no use at midnight.
const RemindLate = 15 * time.Minute

// minutesADay is how many minutes the wall clock has.
const minutesADay = 24 * 60

// EveryDay are all days of the week.
const EveryDay Weekdays = 1<<7 - 1

// Weekdays is a set of days of the week: bit 0 is Monday.
type Weekdays uint8

// Has reports whether a date's day of the week is in the set.
func (w Weekdays) Has(d Date) bool { return w>>d.sinceMonday()&1 == 1 }

// Quiet is when nothing is said, by the wall clock: from From up to To, over midnight when From is the later one. The zero value is never.
type Quiet struct {
	On       bool
	From, To int // minutes after midnight
}

// UsualQuiet is what a household has that said nothing.
var UsualQuiet = Quiet{On: true, From: 21 * 60, To: 7 * 60}

// Quiet reports whether a moment lies in quiet hours. From equal to To is the whole day.
func (c Calendar) Quiet(q Quiet, t time.Time) bool {
	if !q.On {
		return false
	}
	l := t.In(c.Zone)
	at := l.Hour()*60 + l.Minute()
	if q.From < q.To {
		return at >= q.From && at < q.To
	}
	return at >= q.From || at < q.To
}

// Reminder says that somebody may be reminded of a slot.
type Reminder struct {
	On   bool
	Part PartOfDay
	At   int      // minutes after midnight by the wall clock
	Days Weekdays // of brushing: an evening's after midnight is the day before
}

// Fits reports whether a reminder's time lies in its slot.
func (c Calendar) Fits(r Reminder) bool {
	if r.At < 0 || r.At >= minutesADay {
		return false
	}
	clock := time.Duration(r.At) * time.Minute
	morning := clock >= c.Turns && clock < noonish
	return morning == (r.Part == Morning)
}

// at is the moment of a reminder on a day of brushing. On the night when the clocks go forward, one that does not exist is the moment at which they do.
func (c Calendar) at(r Reminder, d Date) time.Time {
	if time.Duration(r.At)*time.Minute < c.Turns {
		d = d.Add(1)
	}
	t := time.Date(d.Year, d.Month, d.Day, 0, r.At, 0, 0, c.Zone)
	if l := t.In(c.Zone); l.Hour()*60+l.Minute() != r.At {
		// Such a time is taken by either side's clock: the change lies between the two.
		if from, to := l.ZoneBounds(); !to.IsZero() && to.Sub(t) < 2*time.Hour {
			t = to
		} else if !from.IsZero() {
			t = from
		}
	}
	return t
}

// Asked returns the reminder that stands at a moment: the day of brushing whose slot it is, and when it was to be said. ok is false when there is none: it
// is off, not for that day, not yet, or to be said in quiet hours, which are over everything: it is not made up for afterwards either.
func (c Calendar) Asked(r Reminder, q Quiet, now time.Time) (d Date, at time.Time, ok bool) {
	d, part := c.Place(now)
	if !r.On || part != r.Part || !r.Days.Has(d) || !c.Fits(r) {
		return d, at, false
	}
	at = c.at(r, d)
	if now.Before(at) || c.Quiet(q, at) || c.Quiet(q, now) {
		return d, at, false
	}
	return d, at, true
}

// Due is Asked for a reminder that is sent out: only up to RemindLate after its time.
func (c Calendar) Due(r Reminder, q Quiet, now time.Time) (d Date, at time.Time, ok bool) {
	d, at, ok = c.Asked(r, q, now)
	return d, at, ok && now.Sub(at) <= RemindLate
}

// Wants reports whether a slot is still to be reminded of: it is planned, and less than half of what it wants was brushed.
func (s *DaySlot) Wants() bool { return s.Planned && !s.Kept }
