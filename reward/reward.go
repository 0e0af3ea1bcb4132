// Package reward holds every rule of what healthy brushing earns a child: stickers, a creature's foam, and a challenge that changes each week.
//
// Three laws hold, and tests keep them. More than the plan earns nothing: no brushing beyond the planned ones of a day, and no second beyond the
// target, raises anything. What was earned is never taken away by missing an evening. And nobody is compared with anybody: what is counted of
// several people is only ever their sum.
package reward

import (
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// The numbers of the rules.
const (
	Stickers     = 24 // kinds; a person gets each once in 24 days that earn one
	WeekGoal     = 5  // days of a week that make it a kept week
	Curls        = 8  // of foam, one for each kept week
	WeeksToGlaze = 4  // kept weeks, after all curls have grown, for each glaze to choose from
	Glazes       = 6  // there are; the first is there from the start
)

// Kept reports whether a day earns its sticker: something was planned, and each planned slot got at least half of its target. A day whose plan was
// changed after it had earned one keeps it.
func Kept(d *session.Day) bool {
	if d.Stays {
		return true
	}
	planned := false
	for i := range d.Slots {
		s := &d.Slots[i]
		if s.Planned && !s.Kept {
			return false
		}
		planned = planned || s.Planned
	}
	return planned
}

// Sticker returns which of the stickers a day earns, from 0. Days that follow each other earn different ones, and each person begins elsewhere.
func Sticker(p brush.PersonID, d session.Date) int {
	const prime = 16777619 // FNV-1a
	h := uint32(2166136261)
	for i := range len(p) {
		h = (h ^ uint32(p[i])) * prime
	}
	// 7 has no factor in common with 24: so many days in a row, no two the same.
	return (int(h%Stickers) + day(d)%Stickers*7) % Stickers
}

// day counts days from one that is longer ago than any brushing.
func day(d session.Date) int {
	const since = 719162 // days from 0001-01-01 to 1970-01-01
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()/86400) + since
}

// Earned is what somebody's days have earned so far.
type Earned struct {
	Days   int // that earned a sticker
	Weeks  int // that were kept
	Curls  int // of foam, at most Curls
	Glazes int // to choose from, at least 1 and at most Glazes
	Next   int // kept weeks until the next curl or glaze; 0: everything has grown
}

// Tally is what days have earned in counts alone, so that it can outlive the brushings that earned it.
type Tally struct {
	Through session.Date // days up to this one are in it; zero: none
	Days    int          // that earned a sticker
	Weeks   int          // that were kept
	OfWeek  int          // of Days, those in the week of Through
}

// Add returns the tally with days that are in order. Those that are in it already, up to Through, change nothing.
func (t Tally) Add(days []session.Day) Tally {
	monday := t.Through.Monday()
	for i := range days {
		d := &days[i]
		if d.Date.Compare(t.Through) <= 0 {
			continue
		}
		if d.Date.Weekday() == time.Monday || i == 0 {
			if m := d.Date.Monday(); m != monday {
				monday, t.OfWeek = m, 0
			}
		}
		t.Through = d.Date
		if !Kept(d) {
			continue
		}
		t.Days++
		if t.OfWeek++; t.OfWeek == WeekGoal {
			t.Weeks++
		}
	}
	return t
}

// Earned returns what it comes to.
func (t Tally) Earned() Earned {
	e := Earned{Days: t.Days, Weeks: t.Weeks, Curls: min(t.Weeks, Curls)}
	after := e.Weeks - e.Curls
	e.Glazes = min(1+after/WeeksToGlaze, Glazes)
	switch {
	case e.Curls < Curls:
		e.Next = 1
	case e.Glazes < Glazes:
		e.Next = WeeksToGlaze - after%WeeksToGlaze
	}
	return e
}

// Sum returns what days have earned, which are in order.
func Sum(days []session.Day) Earned { return Tally{}.Add(days).Earned() }

// KeptDays counts the days that earn a sticker.
func KeptDays(days []session.Day) (n int) {
	for i := range days {
		if Kept(&days[i]) {
			n++
		}
	}
	return n
}
