package brush

import (
	"testing"
	"time"
)

// TestCalendar compares every day of two turns of the calendar, of 400 years each, and years that are far away, with the time package's.
func TestCalendar(t *testing.T) {
	check := func(at time.Time) {
		n := at.Unix() / 86400
		if at.Unix()%86400 < 0 {
			n--
		}
		year, month, day := at.Date()
		if y, m, d := DayOf(n); y != year || m != int(month) || d != day {
			t.Fatalf("DayOf(%d) = %d-%d-%d, want %s", n, y, m, d, at)
		}
		if year < -399 {
			return
		}
		if got := DayNumber(year, int(month), day); got != n {
			t.Fatalf("DayNumber(%s) = %d, want %d", at, got, n)
		}
		if last := at.AddDate(0, 0, 1).Day() == 1; last != (day == DaysIn(year, int(month))) {
			t.Fatalf("DaysIn(%d, %d) = %d, and %s", year, month, DaysIn(year, int(month)), at)
		}
	}
	for at := time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2400; at = at.AddDate(0, 0, 1) {
		check(at)
	}
	for _, year := range []int{-1_000_000, -401, -400, -399, -1, 0, 1, 9_999, 10_000, 10_001, 1_000_000} {
		for day := range 366 {
			check(time.Date(year, 1, 1+day, 12, 0, 0, 0, time.UTC))
		}
	}
}
