package report_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/report"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

const home brush.HouseholdID = "home"

var evening = time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)

func day(t testing.TB, s string) session.Date {
	t.Helper()
	d, ok := session.ParseDate(s)
	if !ok {
		t.Fatal(s)
	}
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rig is a household over a real database: Anna has a brush that measures 16 zones and one that tells pressure alone, Mia a timer.
type rig struct {
	st  *faulty.Store
	s   *report.Service
	now time.Time
}

func newRig(t testing.TB) *rig {
	t.Helper()
	st, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	must(t, err)
	t.Cleanup(func() { _ = st.Close() })
	r := &rig{st: faulty.New(st), now: evening}
	r.s = &report.Service{Store: r.st, Now: func() time.Time { return r.now }, Maker: func(b brush.BrandID) string { return map[brush.BrandID]string{"enamel": "Open", "oralb": "Oral-B"}[b] }}
	must(t, st.Update(context.Background(), home, func(tx store.Tx) error {
		if err := tx.PutHousehold(store.Household{ID: home, Name: "Linden street", TimeZone: "Europe/Berlin", DayTurns: 240}); err != nil {
			return err
		}
		for _, p := range []store.Person{{ID: "anna", Name: "Anna", BirthYear: 1984, Target: 120, Morning: true, Evening: true}, {ID: "mia", Name: "Mia", MilkTeeth: true, Target: 90, Evening: true, Order: 1}} {
			if err := tx.PutPerson(p); err != nil {
				return err
			}
		}
		for _, b := range []store.Brush{{Device: "d16", Brand: "enamel", Model: "Sixteen", Name: "Anna's brush", People: []brush.PersonID{"anna"}}, {Device: "dio", Brand: "oralb", Model: "iO 6"}} {
			if err := tx.PutBrush(b); err != nil {
				return err
			}
		}
		return tx.PutHead("d16", time.Date(2026, 9, 12, 10, 0, 0, 0, time.UTC))
	}))
	return r
}

// brushing is a session of so many seconds, of which every tenth was not heard. zoned spends them in all 16 zones, but hardly on the lower left, inside.
func brushing(id string, p brush.PersonID, d brush.DeviceID, at time.Time, seconds int, zoned, pressed bool) store.Session {
	s := store.Session{ID: brush.SessionID(id), Person: p, How: store.HowPerson, Session: session.Session{Device: d, Start: at, End: at.Add(time.Duration(seconds) * time.Second), LastHeard: at.Add(time.Duration(seconds) * time.Second),
		Duration: uint32(seconds), Ending: session.Heard, Sources: []session.Share{{Source: "hall", Heard: uint32(seconds)}, {Source: "app:x/phone", Heard: 3}}}}
	for i := range seconds {
		slot := session.Slot{Heard: 1}
		if i%10 == 9 {
			s.Slots = append(s.Slots, session.Slot{})
			continue
		}
		if zoned {
			z := brush.Zone(i % int(brush.Zones))
			if z == brush.LowerLeftInner && i%5 > 0 {
				z = brush.UpperRightOuter
			}
			slot.Zones = z.Set()
		}
		if pressed {
			slot.Pressure = brush.PressureNormal
			if i%30 == 0 {
				slot.Pressure = brush.PressureHigh
				s.High++
			}
		}
		s.Slots = append(s.Slots, slot)
	}
	s.Pressure = pressed
	s.Heard = s.HeardSeconds()
	s.Score = brush.Some(session.ScoreOf(&s.Session, 120))
	return s
}

// fill has Anna brush for so many days up to today.
func (r *rig) fill(t testing.TB, days int) {
	t.Helper()
	must(t, r.st.Update(context.Background(), home, func(tx store.Tx) error {
		for i := range days {
			day := evening.AddDate(0, 0, -i)
			morning := time.Date(day.Year(), day.Month(), day.Day(), 6, 10+i%9, 0, 0, time.UTC)
			if err := tx.PutSession(brushing(fmt.Sprintf("m%d", i), "anna", "d16", morning, 118+i%7, true, true)); err != nil {
				return err
			}
			if i%6 == 3 {
				continue
			}
			if err := tx.PutSession(brushing(fmt.Sprintf("e%d", i), "anna", "dio", morning.Add(13*time.Hour), 100+i%30, false, true)); err != nil {
				return err
			}
			if err := tx.PutSession(brushing(fmt.Sprintf("k%d", i), "mia", brush.EntriesOf("mia"), morning.Add(12*time.Hour), 60, false, false)); err != nil {
				return err
			}
		}
		return nil
	}))
}
