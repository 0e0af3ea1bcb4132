package session_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

func berlin(t *testing.T) session.Calendar {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return session.Calendar{Zone: z, Turns: 4 * time.Hour}
}

func TestPlace(t *testing.T) {
	c := berlin(t)
	for _, k := range []struct {
		at   string
		date string
		part session.PartOfDay
	}{
		{"2026-11-22 07:00", "2026-11-22", session.Morning},
		{"2026-11-22 13:59", "2026-11-22", session.Morning},
		{"2026-11-22 14:00", "2026-11-22", session.Evening},
		{"2026-11-23 00:20", "2026-11-22", session.Evening}, // belongs to the evening before
		{"2026-11-23 03:59", "2026-11-22", session.Evening},
		{"2026-11-23 04:00", "2026-11-23", session.Morning},
		{"2026-03-29 03:59", "2026-03-28", session.Evening}, // the night that loses an hour
		{"2026-03-29 04:00", "2026-03-29", session.Morning},
		{"2026-10-25 02:30", "2026-10-24", session.Evening}, // the night that gains one
		{"2026-01-01 01:00", "2025-12-31", session.Evening},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", k.at, c.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if d, p := c.Place(at.UTC()); d.String() != k.date || p != k.part {
			t.Errorf("%s is %s %v, want %s %v", k.at, d, p, k.date, k.part)
		}
	}
}

func TestDate(t *testing.T) {
	d, ok := session.ParseDate("2026-02-28")
	if !ok || d.Add(1).String() != "2026-03-01" || d.Add(-59).String() != "2025-12-31" || d.Monday().String() != "2026-02-23" {
		t.Errorf("%v %v %v", d.Add(1), d.Add(-59), d.Monday())
	}
	if s, _ := session.ParseDate("2026-11-22"); s.Weekday() != time.Sunday || s.Monday().String() != "2026-11-16" {
		t.Errorf("%v %v", s.Weekday(), s.Monday())
	}
	for _, bad := range []string{"", "2026-02-30", "2026-2-3", "yesterday", "2026-02-28T00:00"} {
		if _, ok := session.ParseDate(bad); ok {
			t.Errorf("%q is a date", bad)
		}
	}
}

// Every day of nine hundred years is the one that package time says.
func TestEveryDate(t *testing.T) {
	first, _ := session.ParseDate("1599-12-30")
	at := time.Date(1599, 12, 30, 12, 0, 0, 0, time.UTC)
	for n := range 900 * 366 {
		d := first.Add(n)
		if y, m, day := at.Date(); d.Year != y || d.Month != m || d.Day != day || d.Weekday() != at.Weekday() || d.Add(-n) != first {
			t.Fatalf("day %d is %v, a %v, want %v", n, d, d.Weekday(), at)
		}
		if m := d.Monday(); m.Weekday() != time.Monday || m.Compare(d) > 0 || m.Add(6).Compare(d) < 0 {
			t.Fatalf("the Monday of %v is %v", d, m)
		}
		at = at.Add(24 * time.Hour)
	}
}

// A moment is placed by its own zone's clock, whatever was placed before it.
func TestPlaceByTheWallClock(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"} {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		c := session.Calendar{Zone: z, Turns: 4 * time.Hour}
		for at := time.Date(1969, 12, 1, 0, 30, 0, 0, time.UTC); at.Year() < 2045; at = at.Add(11*time.Hour + 7*time.Minute) {
			l := at.In(z)
			day, want := l, session.Evening
			if l.Hour() < 4 {
				day = time.Date(l.Year(), l.Month(), l.Day()-1, 12, 0, 0, 0, time.UTC)
			} else if l.Hour() < 14 {
				want = session.Morning
			}
			if d, p := c.Place(at); d.String() != day.Format(time.DateOnly) || p != want {
				t.Fatalf("%s: %v is %v %v", name, l, d, p)
			}
		}
	}
}

// Of brushings that reach further back than the days that are asked for, the streak is that of all, and the days are the last of all.
func TestHabitSince(t *testing.T) {
	c := berlin(t)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	today, _ := c.Place(now)
	var bs []session.Brushing
	for back := 200; back >= 0; back-- {
		for i, hour := range []int{6, 7, 20, 20} { // two each time, the second the longer
			at := time.Date(2026, 11, 22-back, hour, i, 0, 0, time.UTC)
			if at.Before(now) && (back%9 != 5 || hour < 10) {
				bs = append(bs, session.Brushing{ID: brush.SessionID(at.Format(time.RFC3339)), Start: at, Seconds: uint32(50 + 20*i)})
			}
		}
	}
	plan := session.Always(session.Plan{Morning: true, Evening: true})
	since := today.Add(-210)
	all, long := session.Habit(c, plan, since, today, now, bs)
	for _, back := range []int{0, 1, 6, 30, 209, 210} {
		days, streak := session.HabitSince(c, plan, since, today.Add(-back), today, now, bs)
		if streak != long || streak.Days < 150 || len(days) != back+1 {
			t.Fatalf("%d days back: %d days, %+v, want %+v", back, len(days), streak, long)
		}
		for i, d := range days {
			for k, s := range d.Slots {
				w := all[len(all)-1-back+i].Slots[k]
				if s.State != w.State || s.Seconds != w.Seconds || s.Started != w.Started || !slices.Equal(s.IDs, w.IDs) || len(s.IDs) > 2 {
					t.Errorf("%v: %+v, want %+v", d.Date, s, w)
				}
			}
		}
	}
}

func TestHabit(t *testing.T) {
	c := berlin(t)
	when := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, c.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	plan := session.Always(session.Plan{Morning: true, Evening: true, Target: 120})
	// Mon 9 Nov to Sun 22 Nov 2026, evening of the last day still to come.
	var bs []session.Brushing
	add := func(at string, n uint32) {
		bs = append(bs, session.Brushing{ID: brush.SessionID(at), Start: when(at), Seconds: n})
	}
	for d := 9; d <= 22; d++ {
		day := "2026-11-" + string(rune('0'+d/10)) + string(rune('0'+d%10))
		add(day+" 07:00", 120)
		if d != 11 && d != 17 && d != 19 && d != 22 { // three evenings forgotten, two of them in the second week
			add(day+" 21:00", 119)
		}
	}
	add("2026-11-20 21:10", 10) // a short one after a whole one
	now := when("2026-11-22 10:00")
	from, _ := session.ParseDate("2026-11-10")
	to, _ := session.ParseDate("2026-11-23")
	days, streak := session.Habit(c, plan, from, to, now, bs)
	if len(days) != 14 || days[0].Date != from || days[13].Date != to {
		t.Fatalf("%d days", len(days))
	}
	state := func(date string, p session.PartOfDay) session.SlotState {
		for _, d := range days {
			if d.Date.String() == date {
				return d.Slots[p].State
			}
		}
		t.Fatalf("no day %s", date)
		return 0
	}
	for _, k := range []struct {
		date string
		part session.PartOfDay
		want session.SlotState
	}{
		{"2026-11-10", session.Evening, session.SlotDone},
		{"2026-11-11", session.Evening, session.SlotMended},
		{"2026-11-17", session.Evening, session.SlotMended},
		{"2026-11-19", session.Evening, session.SlotOpen}, // the week's mend is used
		{"2026-11-22", session.Morning, session.SlotDone},
		{"2026-11-22", session.Evening, session.SlotNext},
		{"2026-11-23", session.Morning, session.SlotNext},
	} {
		if got := state(k.date, k.part); got != k.want {
			t.Errorf("%s %v is %v, want %v", k.date, k.part, got, k.want)
		}
	}
	if streak.Days != 2 || streak.Mended != 0 { // 20 and 21; today is not complete, and breaks nothing
		t.Errorf("streak %+v", streak)
	}
	// On the evening of the 18th the forgotten one of the 17th was mended and the streak had gone on.
	_, streak = session.Habit(c, plan, from, to, when("2026-11-18 23:00"), bs[:20])
	if streak.Days != 10 || streak.Mended != 2 {
		t.Errorf("streak on the 18th %+v", streak)
	}
	if s := days[10].Slots[session.Evening]; s.Seconds != 129 || len(s.IDs) != 2 || s.State != session.SlotDone {
		t.Errorf("two brushings of one evening: %+v", s)
	}
}

func TestHabitEmptyAndOff(t *testing.T) {
	c := berlin(t)
	d, _ := session.ParseDate("2026-11-18")
	now := time.Date(2026, 11, 18, 22, 0, 0, 0, time.UTC)
	days, streak := session.Habit(c, session.Always(session.Plan{Evening: true}), d.Add(-7), d, now, nil)
	if len(days) != 8 || streak.Days != 0 || days[0].Slots[session.Morning].State != session.SlotOff || days[0].Slots[session.Evening].State != session.SlotOff || days[7].Slots[session.Evening].State != session.SlotOpen {
		t.Errorf("%+v %+v %+v", days[0], days[7], streak)
	}
	// Somebody who never planned mornings keeps a streak by evenings alone; a morning more is shown all the same.
	bs := []session.Brushing{{ID: "a", Start: now.AddDate(0, 0, -1), Seconds: 120}, {ID: "b", Start: now.Add(-time.Hour), Seconds: 120}, {ID: "c", Start: now.Add(-14 * time.Hour), Seconds: 60}}
	days, streak = session.Habit(c, session.Always(session.Plan{Evening: true}), d.Add(-1), d, now, bs)
	if streak.Days != 2 || days[1].Slots[session.Morning].State != session.SlotShort {
		t.Errorf("%+v %+v", streak, days[1])
	}
	if days, _ := session.Habit(c, session.Plans(nil), d, d.Add(-1), now, bs); days != nil {
		t.Error("no days between a day and the day before")
	}
}
