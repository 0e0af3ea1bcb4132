package session_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/session"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func wallClock(t *testing.T, l *time.Location, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, l)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// A reminder is said once its time has come, within its slot and its days, and never in quiet hours or too late.
func TestDue(t *testing.T) {
	berlin := session.Calendar{Zone: zone(t, "Europe/Berlin"), Turns: 4 * time.Hour}
	evening := session.Reminder{On: true, Part: session.Evening, At: 20 * 60, Days: session.EveryDay}
	with := func(r session.Reminder, change func(*session.Reminder)) session.Reminder { change(&r); return r }
	late := with(evening, func(r *session.Reminder) { r.At = 30 }) // half past midnight
	morning := session.Reminder{On: true, Part: session.Morning, At: 7 * 60, Days: session.EveryDay}
	mondays := with(evening, func(r *session.Reminder) { r.Days = 1 })
	lateMondays := with(late, func(r *session.Reminder) { r.Days = 1 })
	none := session.Quiet{}
	for _, c := range []struct {
		name  string
		r     session.Reminder
		q     session.Quiet
		now   string
		day   string // "": not due
		asked bool   // it stands on the screen
	}{
		{"a second before", evening, none, "2026-11-23 19:59:59", "", false},
		{"at its time", evening, none, "2026-11-23 20:00:00", "2026-11-23", true},
		{"as late as may be", evening, none, "2026-11-23 20:15:00", "2026-11-23", true},
		{"too late to be sent", evening, none, "2026-11-23 20:15:01", "", true},
		{"the next slot has begun", evening, none, "2026-11-24 04:00:00", "", false},
		{"the evening lasts until the day turns", evening, none, "2026-11-24 03:59:59", "", true},
		{"off", with(evening, func(r *session.Reminder) { r.On = false }), none, "2026-11-23 20:00:00", "", false},
		{"a Monday", mondays, none, "2026-11-23 20:00:00", "2026-11-23", true},
		{"a Tuesday", mondays, none, "2026-11-24 20:00:00", "", false},
		{"after midnight it is the evening before", late, none, "2026-11-24 00:30:00", "2026-11-23", true},
		{"Monday's evening after midnight", lateMondays, none, "2026-11-24 00:31:00", "2026-11-23", true},
		{"Sunday's evening after midnight", lateMondays, none, "2026-11-23 00:31:00", "", false},
		{"before midnight it is not its time", late, none, "2026-11-23 23:00:00", "", false},
		{"a morning", morning, none, "2026-11-23 07:03:00", "2026-11-23", true},
		{"a morning's in the afternoon", morning, none, "2026-11-23 14:00:00", "", false},
		{"a morning's at noon", morning, none, "2026-11-23 13:59:00", "", true},
		{"quiet hours end as it comes", morning, session.UsualQuiet, "2026-11-23 07:00:00", "2026-11-23", true},
		{"inside quiet hours", with(morning, func(r *session.Reminder) { r.At = 6*60 + 55 }), session.UsualQuiet, "2026-11-23 06:55:00", "", false},
		{"not made up for after quiet hours", with(morning, func(r *session.Reminder) { r.At = 6*60 + 55 }), session.UsualQuiet, "2026-11-23 07:01:00", "", false},
		{"late and quiet by then", with(evening, func(r *session.Reminder) { r.At = 20*60 + 55 }), session.UsualQuiet, "2026-11-23 21:00:00", "", false},
		{"late and not yet quiet", with(evening, func(r *session.Reminder) { r.At = 20*60 + 55 }), session.UsualQuiet, "2026-11-23 20:59:59", "2026-11-23", true},
		{"quiet over midnight", late, session.UsualQuiet, "2026-11-24 00:30:00", "", false},
		{"quiet all day", evening, session.Quiet{On: true, From: 60, To: 60}, "2026-11-23 20:00:00", "", false},
		{"quiet at noon alone", evening, session.Quiet{On: true, From: 12 * 60, To: 14 * 60}, "2026-11-23 20:00:00", "2026-11-23", true},
		{"quiet hours that are off", late, session.Quiet{From: 21 * 60, To: 7 * 60}, "2026-11-24 00:30:00", "2026-11-23", true},
		{"an evening's time in the morning", with(evening, func(r *session.Reminder) { r.At = 9 * 60 }), none, "2026-11-23 20:00:00", "", false},
		{"a time that is none", with(evening, func(r *session.Reminder) { r.At = 24 * 60 }), none, "2026-11-23 20:00:00", "", false},
		{"a time before the clock", with(evening, func(r *session.Reminder) { r.At = -1 }), none, "2026-11-23 20:00:00", "", false},
		{"the day the clocks go forward", evening, none, "2026-03-29 20:00:00", "2026-03-29", true},
		{"the day the clocks go back", evening, none, "2026-10-25 20:14:00", "2026-10-25", true},
	} {
		now := wallClock(t, berlin.Zone, c.now)
		d, _, ok := berlin.Due(c.r, c.q, now)
		if got := map[bool]string{true: d.String()}[ok]; got != c.day {
			t.Errorf("%s: due %q, want %q", c.name, got, c.day)
		}
		if _, _, ok := berlin.Asked(c.r, c.q, now); ok != c.asked {
			t.Errorf("%s: asked %v, want %v", c.name, ok, c.asked)
		}
	}
}

// Through every night in which clocks change, in every half hour of the wall clock, a reminder is due in one stretch of RemindLate for each day of
// brushing, and of none twice: also at a time that does not exist that night, or comes twice.
func TestDueOnceADay(t *testing.T) {
	for _, c := range []struct{ zone, from string }{
		{"Europe/Berlin", "2026-03-28 12:00:00"}, {"Europe/Berlin", "2026-10-24 12:00:00"},
		{"America/New_York", "2026-03-07 12:00:00"}, {"America/New_York", "2026-10-31 12:00:00"},
		{"Australia/Lord_Howe", "2026-04-04 12:00:00"}, {"Australia/Lord_Howe", "2026-10-03 12:00:00"},
		{"America/Havana", "2026-03-07 12:00:00"}, // there midnight does not exist
		{"Pacific/Apia", "2011-12-28 12:00:00"},   // there a whole day does not
		{"UTC", "2026-06-01 12:00:00"},
	} {
		cal := session.Calendar{Zone: zone(t, c.zone), Turns: 4 * time.Hour}
		begin := wallClock(t, cal.Zone, c.from)
		for at := 0; at < 24*60; at += 30 {
			r := session.Reminder{On: true, At: at, Days: session.EveryDay}
			if !cal.Fits(r) {
				r.Part = session.Evening
			}
			if !cal.Fits(r) {
				t.Fatalf("%d fits no slot", at)
			}
			due := map[session.Date]int{} // minutes
			was := map[session.Date]bool{}
			stretches := map[session.Date]int{}
			for now := begin; now.Before(begin.AddDate(0, 0, 3)); now = now.Add(time.Minute) {
				d, when, ok := cal.Due(r, session.Quiet{}, now)
				if ok {
					due[d]++
					if now.Before(when) || now.Sub(when) > session.RemindLate {
						t.Fatalf("%s %d: due at %s for %s", c.zone, at, now, when)
					}
					if !was[d] {
						stretches[d]++
					}
				}
				was[d] = ok
			}
			for d, n := range due {
				if stretches[d] != 1 || n > int(session.RemindLate/time.Minute)+1 {
					t.Errorf("%s %02d:%02d on %s: due in %d stretches of %d min", c.zone, at/60, at%60, d, stretches[d], n)
				}
			}
			if want := 3; len(due) != want && c.zone != "Pacific/Apia" {
				t.Errorf("%s %02d:%02d: due on %d days, want %d", c.zone, at/60, at%60, len(due), want)
			}
		}
	}
}

// A slot that was half brushed is left alone, and so is one that nobody planned.
func TestWants(t *testing.T) {
	cal := session.Calendar{Zone: time.UTC, Turns: 4 * time.Hour}
	now := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	today, _ := cal.Place(now)
	for _, c := range []struct {
		name    string
		plan    session.Plan
		seconds uint32
		want    bool
	}{
		{"nothing yet", session.Plan{Evening: true}, 0, true},
		{"not planned", session.Plan{Morning: true}, 0, false},
		{"a third", session.Plan{Evening: true, Target: 120}, 40, true},
		{"half", session.Plan{Evening: true, Target: 120}, 60, false},
		{"all", session.Plan{Evening: true, Target: 120}, 120, false},
	} {
		var bs []session.Brushing
		if c.seconds > 0 {
			bs = []session.Brushing{{ID: "a", Start: now.Add(-time.Hour), Seconds: c.seconds}}
		}
		days, _ := session.Habit(cal, session.Always(c.plan), today, today, now, bs)
		if got := days[0].Slots[session.Evening].Wants(); got != c.want {
			t.Errorf("%s: wants %v, want %v", c.name, got, c.want)
		}
	}
}
