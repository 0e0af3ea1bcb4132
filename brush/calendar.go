package brush

// The calendar without the time package's zones: whoever asks a time.Time for its day or its hour loads how zones are read from files.

const (
	daysOf400 = 146_097
	epochDay  = 865_566 // of 1970-01-01, counted as below
)

// daysBefore is the days of so many years, the first of which begins with a March: the leap day is the last of its year.
func daysBefore(years int) int { return 365*years + years/4 - years/100 + years/400 }

// DayNumber returns the days from 1970-01-01 to a day of the calendar. The year is -399 or later, the month 1 to 12; a day beyond the month's
// end is one of the months after it.
func DayNumber(year, month, day int) int64 {
	year, month = year+400, month-3
	if month < 0 {
		year, month = year-1, month+12
	}
	return int64(daysBefore(year) + (153*month+2)/5 + day - epochDay)
}

// DayOf returns the day of the calendar, n days after 1970-01-01: the inverse of DayNumber, for every n that a time.Time can have.
func DayOf(n int64) (year, month, day int) {
	n += epochDay - 1
	cycle := n / daysOf400
	if n%daysOf400 < 0 {
		cycle--
	}
	left := int(n - cycle*daysOf400)
	years := left / 365
	if daysBefore(years) > left {
		years--
	}
	left -= daysBefore(years)
	m := (5*left + 2) / 153
	year, month, day = int(cycle-1)*400+years, m+3, left-(153*m+2)/5+1
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// DaysIn returns how many days a month of 1 to 12 has.
func DaysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
