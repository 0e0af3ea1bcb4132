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

// Kept reports whether a day earns its sticker: something was planned, and each planned slot got at least half of its target.
func Kept(d *session.Day) bool {
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

// Sum returns what days have earned. They are in order, and the first is a Monday.
func Sum(days []session.Day) (e Earned) {
	for i := range days {
		if Kept(&days[i]) {
			e.Days++
		}
	}
	for i := 0; i < len(days); i += 7 {
		if KeptDays(days[i:min(i+7, len(days))]) >= WeekGoal {
			e.Weeks++
		}
	}
	e.Curls = min(e.Weeks, Curls)
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

// KeptDays counts the days that earn a sticker.
func KeptDays(days []session.Day) (n int) {
	for i := range days {
		if Kept(&days[i]) {
			n++
		}
	}
	return n
}
