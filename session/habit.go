package session

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Date is a day of brushing in a household's calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String returns the ISO 8601 form, such as "2026-11-22".
func (d Date) String() string { return string(d.Append(make([]byte, 0, 10))) }

// Append appends the ISO 8601 form.
func (d Date) Append(b []byte) []byte {
	if d.Year < 0 || d.Year > 9999 {
		b = strconv.AppendInt(b, int64(d.Year), 10)
	} else {
		b = append(b, byte('0'+d.Year/1000), byte('0'+d.Year/100%10), byte('0'+d.Year/10%10), byte('0'+d.Year%10))
	}
	m := int(d.Month)
	return append(b, '-', byte('0'+m/10%10), byte('0'+m%10), '-', byte('0'+d.Day/10%10), byte('0'+d.Day%10))
}

// MarshalText returns the ISO 8601 form; its error is nil.
func (d Date) MarshalText() ([]byte, error) { return d.Append(make([]byte, 0, 10)), nil }

// UnmarshalText reads it.
func (d *Date) UnmarshalText(text []byte) error {
	v, ok := ParseDate(string(text))
	if !ok {
		return &brush.FieldError{Field: "date", Reason: "is no day"}
	}
	*d = v
	return nil
}

// ParseDate reads the ISO 8601 form; ok is false for days that do not exist.
func ParseDate(s string) (d Date, ok bool) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Date{}, false
	}
	return dateOf(t), true
}

func dateOf(t time.Time) Date { y, m, d := t.Date(); return Date{y, m, d} }

// Add returns the day n days later.
func (d Date) Add(n int) Date { return dateNumbered(d.number() + n) }

// Compare returns -1, 0 or 1.
func (d Date) Compare(o Date) int {
	if d.Year != o.Year {
		return cmp.Compare(d.Year, o.Year)
	}
	if d.Month != o.Month {
		return cmp.Compare(d.Month, o.Month)
	}
	return cmp.Compare(d.Day, o.Day)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((d.sinceMonday() + 1) % 7) }

// sinceMonday is how many days the Monday of the date's week lies back. Day 0 was a Thursday.
func (d Date) sinceMonday() int { return mod(d.number()+3, 7) }

const (
	daysInCycle = 146097 // 400 years of the Gregorian calendar
	cycleToZero = 719468 // days from 0000-03-01 to 1970-01-01
)

// number counts days of the calendar from 1970-01-01: of two dates, how far they are apart. Years begin in March here, so that the day that not
// every year has is the last: then the months before any month have 30.6 days each, rounded, and need no table.
func (d Date) number() int {
	year, month := d.Year, int(d.Month)-3
	if month < 0 {
		year, month = year-1, month+12
	}
	y := mod(year, 400)
	return (year-y)/400*daysInCycle + y*365 + y/4 - y/100 + (153*month+2)/5 + d.Day - 1 - cycleToZero
}

// dateNumbered is the date that has a number.
func dateNumbered(n int) Date {
	n += cycleToZero
	day := mod(n, daysInCycle)
	// Without their leap days, years have 365 days each.
	y := (day - day/1460 + day/36524 - day/146096) / 365
	inYear := day - (y*365 + y/4 - y/100)
	month := (5*inYear + 2) / 153
	d := Date{Year: (n-day)/daysInCycle*400 + y, Month: time.Month(month + 3), Day: inYear - (153*month+2)/5 + 1}
	if d.Month > 12 {
		d.Year, d.Month = d.Year+1, d.Month-12
	}
	return d
}

// mod is what is left of n, which may be negative, over whole parts.
func mod(n, part int) int {
	if n %= part; n < 0 {
		n += part
	}
	return n
}

// Monday returns the first day of the date's ISO 8601 week.
func (d Date) Monday() Date { return d.Add(-d.sinceMonday()) }

// PartOfDay is a slot of the day.
type PartOfDay uint8

// The slots of a day.
const (
	Morning PartOfDay = iota
	Evening
)

// String returns the name on the wire.
func (p PartOfDay) String() string {
	if p == Evening {
		return "evening"
	}
	return "morning"
}

// noonish is when the evening's slot begins, on the wall clock.
const noonish = 14 * time.Hour

// Calendar is a household's calendar. It goes by the wall clock, so that days stay right through changes of daylight saving.
type Calendar struct {
	Zone  *time.Location
	Turns time.Duration // after midnight by the wall clock: a brushing earlier than this belongs to the evening before; usually 4 h
}

// Place returns the day and the slot that a moment belongs to.
func (c Calendar) Place(t time.Time) (Date, PartOfDay) {
	var w wall
	n, part := c.place(t, &w)
	return dateNumbered(n), part
}

// wall is a time during which a zone's clocks are not changed; the zero one is empty.
type wall struct {
	from, to int64 // Unix time, the end excluded
	east     int64 // s
}

// around returns the one that a moment lies in.
func (c Calendar) around(t time.Time) (w wall) {
	l := t.In(c.Zone)
	_, east := l.Zone()
	w = wall{math.MinInt64, math.MaxInt64, int64(east)}
	from, to := l.ZoneBounds()
	if !from.IsZero() {
		w.from = from.Unix()
	}
	if !to.IsZero() {
		w.to = to.Unix()
	}
	return w
}

// place is Place, with the day's number. w is where the moment before it was found: of many that are close, few are looked up in the zone.
func (c Calendar) place(t time.Time, w *wall) (int, PartOfDay) {
	const long = 24 * 60 * 60
	unix := t.Unix()
	if unix < w.from || unix >= w.to {
		*w = c.around(t)
	}
	wall := int(unix + w.east)
	at := mod(wall, long)
	day := (wall - at) / long
	switch clock := time.Duration(at) * time.Second; {
	case clock < c.Turns:
		return day - 1, Evening
	case clock < noonish:
		return day, Morning
	}
	return day, Evening
}

// Begin returns when a day of brushing begins.
func (c Calendar) Begin(d Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, int(c.Turns/time.Second), 0, c.Zone)
}

// Brushing is what the habit needs to know of a session.
type Brushing struct {
	ID      brush.SessionID
	Start   time.Time
	Seconds uint32
	Score   brush.Opt[Verdict]
	Origin  Origin
}

// SlotState is how a slot of a day stands.
type SlotState uint8

// The states of a slot.
const (
	SlotOpen   SlotState = iota // planned, and nothing yet, or nothing
	SlotNext                    // planned, and still to come
	SlotOff                     // not planned, or before the first brushing ever; and nothing
	SlotShort                   // some, under 95 % of the target
	SlotDone                    // at least 95 % of the target
	SlotMended                  // open or under half, and forgiven
)

var slotStates = [...]string{"open", "next", "off", "short", "done", "mended"}

// String returns the name on the wire.
func (s SlotState) String() string { return slotStates[min(int(s), len(slotStates)-1)] }

// DaySlot is one slot of a day.
type DaySlot struct {
	State   SlotState
	Planned bool
	Target  uint32             // s, of the plan that held on the day
	Kept    bool               // at least half of the target
	Seconds uint32             // of all its brushings together
	IDs     []brush.SessionID  // in order of their start
	Started time.Time          // of the first; zero for none
	Score   brush.Opt[Verdict] // of the longest
	Origin  Origin             // the surest of all its brushings: measured, then timed, then noted
	longest uint32
	behind  int // of the ids of all, those up to its last
}

// Day is the two slots of a day.
type Day struct {
	Date  Date
	Slots [2]DaySlot // Morning, Evening
	Stays bool       // every slot was kept of the plan that it began with, and that another took the place of on it
}

// Habit returns every day from the first to the last date as it stands at now, and the streak that leads to now. Brushings may be in any
// order and may lie outside of the dates; the streak and the mends are right if they reach back at least to the Monday of the first date.
//
// One slot a week (ISO 8601) is mended: a planned one, after the first brushing ever, whose time has passed with less than half of the target.
func Habit(c Calendar, p Plans, from, to Date, now time.Time, bs []Brushing) (days []Day, streak Streak) {
	return HabitSince(c, p, from, from, to, now, bs)
}

// HabitSince is Habit for brushings that reach further back, to the Monday of since: so does the streak, at little cost for the days before
// from, which are not returned.
func HabitSince(c Calendar, p Plans, since, from, to Date, now time.Time, bs []Brushing) (days []Day, streak Streak) {
	if to.Compare(from) < 0 {
		return nil, Streak{}
	}
	bs = sorted(bs)
	// Days are counted from a Monday, because a mend belongs to its week.
	zero := min(from.number(), since.number())
	zero -= mod(zero+3, 7)
	lead := from.number() - zero // so many days are counted and not returned
	h := habit{marks: make([][2]mark, to.number()-zero+1)}
	var w wall
	today, part := c.place(now, &w)
	h.today, h.part = today-zero, part
	h.begun = len(h.marks)
	days = make([]Day, len(h.marks)-lead)
	var ids []brush.SessionID
	for i := range bs {
		b := &bs[i]
		j, k := c.place(b.Start, &w)
		j -= zero
		if i == 0 {
			h.begun = j
		}
		if j < 0 || j >= len(h.marks) {
			continue
		}
		m := &h.marks[j][k]
		m.some, m.seconds = true, m.seconds+b.Seconds
		if j < lead {
			continue
		}
		if ids == nil {
			ids = make([]brush.SessionID, 0, len(bs)-i)
		}
		ids = append(ids, b.ID)
		days[j-lead].Slots[k].add(b, ids)
	}
	h.stand(p, zero, len(bs) > 0)
	if len(bs) > 0 {
		h.mend()
		streak = h.streak()
	}
	for i := range days {
		d := &days[i]
		d.Date, d.Stays = dateNumbered(zero+lead+i), h.marks[lead+i][0].stays
		for k := range d.Slots {
			m, s := &h.marks[lead+i][k], &d.Slots[k]
			s.State, s.Planned, s.Kept, s.Seconds, s.Target = m.state, m.planned, m.kept, m.seconds, m.target
		}
	}
	return days, streak
}

// sorted returns brushings in order of their start, then of their ids.
func sorted(bs []Brushing) []Brushing {
	order := func(a, b *Brushing) int {
		if n := a.Start.Compare(b.Start); n != 0 {
			return n
		}
		return cmp.Compare(a.ID, b.ID)
	}
	for i := 1; i < len(bs); i++ {
		if order(&bs[i-1], &bs[i]) > 0 {
			bs = slices.Clone(bs)
			slices.SortFunc(bs, func(a, b Brushing) int { return order(&a, &b) })
			break
		}
	}
	return bs
}

// add counts a brushing, whose id is the last of ids. Slots share that memory: one that is interrupted by another's takes its own.
func (s *DaySlot) add(b *Brushing, ids []brush.SessionID) {
	n := len(ids)
	switch {
	case len(s.IDs) == 0:
		s.Started, s.Origin, s.IDs = b.Start, b.Origin, ids[n-1:n:n]
	case s.behind == n-1 && s.behind-len(s.IDs) >= 0 && &s.IDs[0] == &ids[s.behind-len(s.IDs)]:
		s.IDs = ids[n-1-len(s.IDs) : n : n]
	default:
		s.IDs = append(s.IDs, b.ID)
	}
	s.behind = n
	s.Origin = min(s.Origin, b.Origin)
	if b.Seconds >= s.longest {
		s.longest, s.Score = b.Seconds, b.Score
	}
}

// mark is what is counted of a slot of any day.
type mark struct {
	seconds uint32
	target  uint32
	state   SlotState
	some    bool // there was a brushing
	kept    bool // at least half of the target
	over    bool // its time has passed
	planned bool
	fresh   bool // not kept, and planned only since this day: it can earn, and breaks nothing
	stays   bool // of both slots of a day: Day.Stays
}

// habit is days in a row, the first a Monday. Days are told by their place in marks, which may lie outside of it.
type habit struct {
	marks        [][2]mark
	today, begun int
	part         PartOfDay // of today
}

// stand says how each slot stands, but for mends. The first mark is of the day that has the number zero.
func (h *habit) stand(p Plans, zero int, ever bool) {
	plans := planCursor{plans: p}
	for i := range h.marks {
		plan, before := plans.to(zero + i)
		target, least := plan.on(zero+i), uint32(0)
		if before != nil {
			least = min(target, before.on(zero+i))
		}
		for k := range h.marks[i] {
			m, part := &h.marks[i][k], PartOfDay(k)
			m.planned, m.target = plan.Has(part), target
			switch {
			case i > h.today, i == h.today && part > h.part:
				m.state = SlotNext
			case i < h.today || part < h.part:
				m.over = true
			}
			if !m.planned {
				m.state = SlotOff
			}
			if m.some {
				if before != nil {
					m.target = least
				}
				m.state = SlotShort
				if m.seconds*100 >= m.target*95 {
					m.state = SlotDone
				}
				m.kept = m.seconds*2 >= m.target
				m.planned = m.planned || m.kept && before != nil && before.Has(part)
			}
			m.fresh = before != nil && m.planned && !m.kept && !before.Has(part)
			// Before somebody began there was nothing to keep, so nothing is open there.
			if i < h.today && (!ever || i < h.begun) {
				m.state = SlotOff
			}
		}
		if before != nil && (before.Morning || before.Evening) {
			d := &h.marks[i]
			d[Morning].stays = (d[Morning].kept || !before.Morning) && (d[Evening].kept || !before.Evening)
			d[Evening].stays = d[Morning].stays
		}
	}
}

// mend forgives the first slot of each week that was not kept.
func (h *habit) mend() {
	mended := -1
	for i := max(h.begun, 0); i < len(h.marks); i++ {
		for k := range h.marks[i] {
			if m := &h.marks[i][k]; m.planned && m.over && !m.kept && !m.stays && !m.fresh && i/7 != mended {
				m.state, mended = SlotMended, i/7
			}
		}
	}
}

// Streak is how many days in a row every planned slot was kept or mended. Today counts once it is complete, and breaks nothing before.
type Streak struct {
	Days   int
	Mended int // slots of those days that were mended
}

func (h *habit) streak() (s Streak) {
	for i := min(h.today, len(h.marks)-1); i >= max(h.begun, 0); i-- {
		complete, broken, planned, mends := true, false, false, 0
		for k := range h.marks[i] {
			m := &h.marks[i][k]
			switch {
			case m.stays:
			case !m.planned, m.fresh:
				continue
			case m.state == SlotMended:
				mends++
			case m.kept:
			case m.over:
				broken = true
			default:
				complete = false
			}
			planned = true
		}
		if broken {
			return s
		}
		if planned && complete {
			s.Days++
			s.Mended += mends
		}
	}
	return s
}
