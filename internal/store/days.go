package store

import (
	"context"
	"time"
)

// Day is a day of UTC, counted from 1970-01-01: the whole installation has no calendar of its own.
type Day int32

const dayLong = 24 * time.Hour

// DayOf returns the day of a moment.
func DayOf(t time.Time) Day {
	us := t.UnixMicro()
	d := us / dayLong.Microseconds()
	if us < 0 && us%dayLong.Microseconds() != 0 {
		d--
	}
	return Day(d)
}

// Begin returns when the day begins.
func (d Day) Begin() time.Time { return time.Unix(int64(d)*int64(dayLong/time.Second), 0).UTC() }

// String returns the ISO 8601 form, such as "2026-11-22".
func (d Day) String() string { return d.Begin().Format(time.DateOnly) }

// FleetDay is what the whole installation brushed on a day: numbers, and nothing of anybody. It counts sessions that have ended, by their
// start, and that nobody removed; runs too short to be shown are none. A session that a household's retention forgot stays counted.
type FleetDay struct {
	Day        Day
	Sessions   int64
	Seconds    int64 // brushed
	Households int64 // with at least one of the sessions
}

// Fleet is read by whoever runs the installation for many households.
type Fleet interface {
	// FleetDays returns the days from the first to the last that have any number, oldest first. It is exact: an update that was answered
	// with yes is in it.
	FleetDays(ctx context.Context, from, to Day) ([]FleetDay, error)
	// FoldFleet brings at most limit parts of the count together, so that reading them stays quick, and returns how many it took: 0 while
	// fewer than least wait. It changes no answer, waits for no household's update, and may run on several servers at once.
	FoldFleet(ctx context.Context, least, limit int) (int, error)
}
