package session

import (
	"cmp"
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
func (d Date) String() string {
	b := make([]byte, 0, 10)
	for _, p := range [...]struct{ v, width int }{{d.Year, 4}, {int(d.Month), 2}, {d.Day, 2}} {
		if len(b) > 0 {
			b = append(b, '-')
		}
		s := strconv.Itoa(p.v)
		for range p.width - len(s) {
			b = append(b, '0')
		}
		b = append(b, s...)
	}
	return string(b)
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
func (d Date) Add(n int) Date {
	return dateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// Compare returns -1, 0 or 1.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// number counts days of the calendar: of two dates, how far they are apart.
func (d Date) number() int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// Monday returns the first day of the date's ISO 8601 week.
func (d Date) Monday() Date { return d.Add(-(int(d.Weekday()) + 6) % 7) }

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

func clock(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}

// Place returns the day and the slot that a moment belongs to.
func (c Calendar) Place(t time.Time) (Date, PartOfDay) {
	l := t.In(c.Zone)
	d, at := dateOf(l), clock(l)
	if at < c.Turns {
		return d.Add(-1), Evening
	}
	if at < noonish {
		return d, Morning
	}
	return d, Evening
}

// Begin returns when a day of brushing begins.
func (c Calendar) Begin(d Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, int(c.Turns/time.Second), 0, c.Zone)
}

// Plan is what somebody means to do each day.
type Plan struct {
	Morning, Evening bool
	Target           uint32 // s; 0: DefaultTarget
}

// Brushing is what the habit needs to know of a session.
type Brushing struct {
	ID      brush.SessionID
	Start   time.Time
	Seconds uint32
	Score   brush.Opt[Score]
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
	Seconds uint32            // of all its brushings together
	IDs     []brush.SessionID // in order of their start
	Started time.Time         // of the first; zero for none
	Score   brush.Opt[Score]  // of the longest
	Origin  Origin            // the surest of all its brushings: measured, then timed, then noted
	longest uint32
	kept    bool // at least half of the target
	over    bool // its time has passed
	planned bool
}

// Day is the two slots of a day.
type Day struct {
	Date  Date
	Slots [2]DaySlot // Morning, Evening
}

// Habit returns every day from the first to the last date as it stands at now, and the streak that leads to now. Brushings may be in any
// order and may lie outside of the dates; the streak and the mends are right if they reach back at least to the Monday of the first date.
//
// One slot a week (ISO 8601) is mended: a planned one, after the first brushing ever, whose time has passed with less than half of the target.
func Habit(c Calendar, p Plan, from, to Date, now time.Time, bs []Brushing) (days []Day, streak Streak) {
	if to.Compare(from) < 0 {
		return nil, Streak{}
	}
	target := p.Target
	if target == 0 {
		target = DefaultTarget
	}
	order := func(a, b Brushing) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) }
	if !slices.IsSortedFunc(bs, order) {
		bs = slices.Clone(bs)
		slices.SortFunc(bs, order)
	}
	today, part := c.Place(now)
	// Days are made from the first Monday, because a mend belongs to its week.
	first := from.Monday()
	zero := first.number()
	days = make([]Day, to.number()-zero+1)
	for i := range days {
		d := first.Add(i)
		days[i].Date = d
		for k := range days[i].Slots {
			s := &days[i].Slots[k]
			s.planned = p.Morning && PartOfDay(k) == Morning || p.Evening && PartOfDay(k) == Evening
			switch rel := d.Compare(today); {
			case rel > 0, rel == 0 && PartOfDay(k) > part:
				s.State = SlotNext
			case rel < 0 || PartOfDay(k) < part:
				s.over = true
			}
			if !s.planned {
				s.State = SlotOff
			}
		}
	}
	var begun Date
	for i, b := range bs {
		d, k := c.Place(b.Start)
		if i == 0 {
			begun = d
		}
		j := d.number() - zero
		if j < 0 || j >= len(days) {
			continue
		}
		s := &days[j].Slots[k]
		if len(s.IDs) == 0 {
			s.Started, s.Origin = b.Start, b.Origin
		}
		s.Origin = min(s.Origin, b.Origin)
		s.IDs = append(s.IDs, b.ID)
		s.Seconds += b.Seconds
		if b.Seconds >= s.longest {
			s.longest, s.Score = b.Seconds, b.Score
		}
		s.State = SlotShort
		if s.Seconds*100 >= target*95 {
			s.State = SlotDone
		}
		s.kept = s.Seconds*2 >= target
	}
	// Before somebody began there was nothing to keep, so nothing is open there.
	for i := range days {
		if d := &days[i]; d.Date.Compare(today) < 0 && (len(bs) == 0 || d.Date.Compare(begun) < 0) {
			d.Slots[Morning].State, d.Slots[Evening].State = SlotOff, SlotOff
		}
	}
	if len(bs) > 0 {
		mend(days, begun)
		streak = streakOf(days, begun, today)
	}
	return days[len(days)-countFrom(days, from):], streak
}

func countFrom(days []Day, from Date) int {
	for i := range days {
		if days[i].Date.Compare(from) >= 0 {
			return len(days) - i
		}
	}
	return 0
}

// mend forgives the first slot of each week that was not kept.
func mend(days []Day, begun Date) {
	mended := Date{}
	for i := range days {
		if days[i].Date.Compare(begun) < 0 {
			continue
		}
		for k := range days[i].Slots {
			s := &days[i].Slots[k]
			if week := days[i].Date.Monday(); s.planned && s.over && !s.kept && week != mended {
				s.State, mended = SlotMended, week
			}
		}
	}
}

// Streak is how many days in a row every planned slot was kept or mended. Today counts once it is complete, and breaks nothing before.
type Streak struct {
	Days   int
	Mended int // slots of those days that were mended
}

func streakOf(days []Day, begun, today Date) (s Streak) {
	for i := len(days) - 1; i >= 0; i-- {
		d := &days[i]
		if d.Date.Compare(today) > 0 {
			continue
		}
		if d.Date.Compare(begun) < 0 {
			return s
		}
		complete, broken, planned, mends := true, false, false, 0
		for k := range d.Slots {
			t := &d.Slots[k]
			switch {
			case !t.planned:
				continue
			case t.State == SlotMended:
				mends++
			case t.kept:
			case t.over:
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
