package storetest

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/reward"
	"github.com/enamel-home/enamel/session"
)

func exit() { runtime.Goexit() }

// sessionOf returns a session of 60 seconds that starts so many seconds into the morning, with every field set.
func sessionOf(d brush.DeviceID, id brush.SessionID, start float64) store.Session {
	s := store.Session{ID: id, Person: "p", How: store.HowOnly, AssignedAt: at(start + 61), Suggested: "q", Note: "gum bled,\nleft", Heard: 50, Updated: at(start + 62)}
	s.Session = session.Session{Device: d, Brand: "oralb", Start: at(start), End: at(start + 60), LastHeard: at(start + 61), Duration: 60,
		Ending: session.Heard, Over: brush.Summary, Continues: true, Mode: brush.Some(brush.NewMode(2, 1)), Target: brush.Some[uint16](120),
		Sectors: brush.Some[uint8](6), Face: brush.Some[uint8](3), Battery: brush.Some[uint8](0), Pressure: true, High: 4,
		Sources: []session.Share{{Source: "bath", Heard: 50}, {Source: "hall/ear", Heard: 3}}}
	for i := range 60 {
		slot := session.Slot{}
		if i%6 != 0 {
			slot = session.Slot{Heard: 1, Mode: brush.NewMode(2, 1), HasMode: true, Sector: uint8(i/10 + 1), Pressure: brush.PressureNormal, Zones: 5}
		}
		s.Slots = append(s.Slots, slot)
	}
	s.Score = brush.Some(session.Score{Version: 1, Total: 71, Time: session.Part{Points: 25, Weight: 50, Got: 60, Of: 120},
		Coverage: brush.Some(session.Part{Points: 12.5, Weight: 30, Got: 7, Of: 12})})
	s.Amended = &store.Amendment{At: at(start + 62.000001), Before: store.Figures{Duration: 48, Ending: session.CutOff, Mode: brush.Some(brush.NewMode(2, 0)), Score: brush.Some[uint8](0)},
		After: store.Figures{Duration: 60, Ending: session.Heard, Zones: true, Pressure: true}}
	return s
}

func valuesWhole(t *testing.T, s store.Store) {
	ctx := context.Background()
	full := sessionOf("d", "full", 0)
	bare := store.Session{ID: "bare"}
	bare.Device, bare.Start, bare.End, bare.LastHeard, bare.State = "d", at(1), at(1), at(1), session.Paused
	guest := sessionOf("d", "guest", 500)
	guest.Person, guest.Guest, guest.How, guest.Removed, guest.Fleeting = "", true, store.HowPerson, true, true
	guest.Score.V.Pressure = brush.Some(session.Part{Points: 20, Weight: 20, Of: 40})
	h := store.Household{ID: home, Name: "Zum Löwen 🦷", TimeZone: "Europe/Berlin", DayTurns: 240, Created: at(0.000123),
		FramesDays: brush.Some[uint16](0), SessionsDays: brush.Some[uint16](365)}
	people := []store.Person{
		{ID: "b", Name: "B", Glaze: "sky", BirthYear: 2019, MilkTeeth: true, Target: 90, Morning: true, Evening: true, Order: 1, Created: at(1),
			Coach: store.Coach{Way: "surfaces", Nu: "leaf", Sounds: true, Chart: true}, Language: "zh-Hans", Grow: session.Growth{Since: session.Date{Year: 2026, Month: 11, Day: 2}, Step: 10, Aim: 120},
			Since: session.Date{Year: 2026, Month: 11, Day: 9}, Earlier: session.Plans{{Plan: session.Plan{Evening: true, Target: 60}},
				{Since: session.Date{Year: 2025, Month: 2, Day: 28}, Plan: session.Plan{Morning: true, Target: 600, Grow: session.Growth{Since: session.Date{Year: 2025, Month: 1, Day: 1}, Step: 60, Aim: 600}}}},
			Earned: reward.Tally{Through: session.Date{Year: 2026, Month: 10, Day: 31}, Days: 200, Weeks: 31, OfWeek: 4}},
		{ID: "a", Name: "A", Order: 2, Created: at(2)},
	}
	brushes := []store.Brush{
		{Device: "AA", Brand: "oralb", ModelID: brush.Some[uint16](0), Protocol: brush.Some[uint8](6), Firmware: brush.Some[uint16](65535), Name: "mine", Model: "iO 10",
			People: []brush.PersonID{"b", "a"}, Battery: brush.Some[uint8](0), Virtual: true, FirstHeard: at(1), LastHeard: at(2), Frames: 1 << 40, Unknown: 3, Created: at(1),
			Key: store.Secret{0, 1, 255}, Locked: store.WrongKey, BrandAt: at(2.5),
			Desired: &brush.Preferences{Version: brush.Some(^uint32(0)), Target: brush.Some[uint16](7200), Sounds: brush.Some(brush.SoundsOff),
				Modes: []brush.ModeName{{Code: 0, Name: "früh"}, {Code: 255, Name: "abends"}}},
			Reported: &brush.Preferences{Modes: []brush.ModeName{}}},
		{Device: "BB", Created: at(2)},
	}
	sources := []store.Source{{ID: "bath", Name: "Bathroom", LastHeard: at(3), Created: at(1)}, {ID: "hall", Created: at(2)}}
	must(t, s, home, func(tx store.Tx) error {
		err := errors.Join(tx.PutSession(full), tx.PutSession(bare), tx.PutSession(guest), tx.PutHousehold(h))
		for _, v := range people {
			err = errors.Join(err, tx.PutPerson(v))
		}
		for _, v := range brushes {
			err = errors.Join(err, tx.PutBrush(v))
		}
		for _, v := range sources {
			err = errors.Join(err, tx.PutSource(v))
		}
		return err
	})
	check := func(s store.Store) {
		t.Helper()
		for _, want := range []store.Session{full, bare, guest} {
			got, err := s.Session(ctx, home, want.ID)
			equal(t, "session "+string(want.ID), got, want, err)
		}
		got, err := s.Household(ctx, home)
		equal(t, "household", got, h, err)
		ps, err := s.People(ctx, home)
		equal(t, "people", ps, people, err)
		bs, err := s.Brushes(ctx, home)
		equal(t, "brushes", bs, brushes, err)
		src, err := s.Sources(ctx, home)
		equal(t, "sources", src, sources, err)
		house := store.House{Household: h, People: people, Brushes: map[brush.DeviceID]string{}, Sources: map[brush.SourceID]string{}}
		for _, b := range brushes {
			house.Brushes[b.Device] = b.Name
		}
		for _, x := range sources {
			house.Sources[x.ID] = x.Name
		}
		if house.Last, err = s.Last(ctx, home); err != nil {
			t.Error(err)
		}
		all, err := s.House(ctx, home)
		equal(t, "house", all, house, err)
	}
	check(s)

	// Putting again replaces, whatever changed: also what a row is found by.
	full.Person, full.Start, full.Note, full.Slots, full.Score = "q", at(-5), "", full.Slots[:20], brush.Opt[session.Score]{}
	full.Amended = nil
	bare.State, bare.Person = session.Ended, "p"
	h.Name, people[0].Name, brushes[0].People, brushes[0].Key, brushes[0].Desired, brushes[0].Reported.Version, sources[1].Name = "New", "C", nil, nil, nil, brush.Some[uint32](1), "Hall"
	must(t, s, home, func(tx store.Tx) error {
		return errors.Join(tx.PutSession(full), tx.PutSession(bare), tx.PutHousehold(h), tx.PutPerson(people[0]), tx.PutBrush(brushes[0]), tx.PutSource(sources[1]),
			second(tx.Emit(store.Change{Kind: store.SourceChanged, Subject: "hall", At: at(4)})))
	})
	check(s)
	if all, err := s.House(ctx, home); err != nil || all.Last != 1 {
		t.Errorf("the newest change is %d, %v", all.Last, err)
	}
	if ss, err := s.Sessions(ctx, home, store.SessionQuery{Removed: true}); err != nil || len(ss) != 3 {
		t.Errorf("%d sessions, %v: one was put twice", len(ss), err)
	}
	if err := s.Update(ctx, home, func(tx store.Tx) error {
		return tx.PutBrush(store.Brush{Device: "CC", People: []brush.PersonID{"a\nb"}})
	}); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("an id with a line feed: %v", err)
	}
}

func equal[T any](t testing.TB, what string, got, want T, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	} else if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// feedInOrder lets 8 writers write, each update slow between its number and its commit, while a reader follows: it must see 1, 2, 3 ... A
// store that numbers by a sequence shows numbers before smaller ones.
func feedInOrder(t *testing.T, s store.Store) {
	const writers, each = 8, 60
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				err := s.Update(ctx, home, func(tx store.Tx) error {
					seq, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: strconv.Itoa(w), At: at(float64(i))})
					if err != nil {
						return err
					}
					if seq%3 == 0 {
						time.Sleep(time.Duration(seq%5) * 100 * time.Microsecond)
					}
					if i%7 == 5 {
						return errAgain // takes no number with it
					}
					return nil
				})
				if err != nil && !errors.Is(err, errAgain) {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	var seen store.Seq
	per := map[string]time.Time{}
	for last := false; ; {
		cs, err := s.Changes(ctx, home, seen, 10)
		ok(t, err)
		for _, c := range cs {
			if c.Seq != seen+1 {
				t.Fatalf("after %d comes %d", seen, c.Seq)
			}
			seen = c.Seq
			if !c.At.After(per[c.Subject]) {
				t.Fatalf("writer %s: %v after %v", c.Subject, c.At, per[c.Subject])
			}
			per[c.Subject] = c.At
		}
		if len(cs) == 0 {
			if last {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
	}
	want := 0
	for i := range each {
		if i%7 != 5 {
			want += writers
		}
	}
	if int(seen) != want {
		t.Errorf("followed %d changes, want %d", seen, want)
	}
	if n, err := s.Last(ctx, home); err != nil || n != seen {
		t.Errorf("the newest is %d, %v, want %d", n, err, seen)
	}
	if cs, err := s.Changes(ctx, other, 0, 10); err != nil || len(cs) != 0 {
		t.Errorf("another household's changes: %v, %v", cs, err)
	}
}

var errAgain = errors.New("not this time")

func pages(t *testing.T, s store.Store) {
	ctx := context.Background()
	// 45 sessions, three for each start, so that pages end between equal starts.
	var want []brush.SessionID
	must(t, s, home, func(tx store.Tx) error {
		for i := range 45 {
			id := brush.SessionID("s" + strconv.Itoa(100+i))
			if err := tx.PutSession(sessionOf("d", id, float64(i/3)*100)); err != nil {
				return err
			}
			want = append(want, id)
		}
		return nil
	})
	slices.Reverse(want)
	for _, limit := range []int{1, 2, 7, 45, 0, 5000} {
		var got []brush.SessionID
		q := store.SessionQuery{Limit: limit}
		for {
			ss, err := s.Sessions(ctx, home, q)
			ok(t, err)
			if len(ss) == 0 {
				break
			}
			if limit > 0 && len(ss) > limit {
				t.Fatalf("%d sessions on a page of %d", len(ss), limit)
			}
			for _, x := range ss {
				got = append(got, x.ID)
			}
			q.Before, q.BeforeID = ss[len(ss)-1].Start, ss[len(ss)-1].ID
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of %d: %v, want %v", limit, got, want)
		}
	}
}

func questions(t *testing.T, s store.Store) {
	ctx := context.Background()
	var all []store.Session
	for i := range 12 {
		x := sessionOf(brush.DeviceID("d"+strconv.Itoa(i%2)), brush.SessionID("s"+strconv.Itoa(10+i)), float64(i)*100)
		x.Person = brush.PersonID([]string{"p", "q", ""}[i%3])
		x.Guest = i == 2
		x.Removed = i == 3
		if i == 7 {
			x.State = session.Running
		}
		all = append(all, x)
	}
	must(t, s, home, func(tx store.Tx) error {
		for _, x := range all {
			if err := tx.PutSession(x); err != nil {
				return err
			}
		}
		open, err := tx.OpenSessions()
		if err == nil && (len(open) != 1 || open[0].ID != "s17") {
			t.Errorf("open sessions %v", open)
		}
		return err
	})
	must(t, s, other, func(tx store.Tx) error { return tx.PutSession(all[0]) })
	for _, c := range []struct {
		name string
		q    store.SessionQuery
		want func(store.Session) bool
	}{
		{"all", store.SessionQuery{}, func(store.Session) bool { return true }},
		{"span", store.SessionQuery{From: at(300), To: at(900)}, func(x store.Session) bool { return !x.Start.Before(at(300)) && x.Start.Before(at(900)) }},
		{"person", store.SessionQuery{Person: brush.Some[brush.PersonID]("q")}, func(x store.Session) bool { return x.Person == "q" }},
		{"person and span", store.SessionQuery{Person: brush.Some[brush.PersonID]("p"), From: at(600)}, func(x store.Session) bool { return x.Person == "p" && !x.Start.Before(at(600)) }},
		{"unassigned", store.SessionQuery{Person: brush.Some[brush.PersonID]("")}, func(x store.Session) bool { return x.Person == "" && !x.Guest }},
		{"brush", store.SessionQuery{Device: "d1"}, func(x store.Session) bool { return x.Device == "d1" }},
		{"open", store.SessionQuery{OpenOnly: true}, func(x store.Session) bool { return x.State != session.Ended }},
		{"removed too", store.SessionQuery{Removed: true, To: at(500)}, func(x store.Session) bool { return x.Start.Before(at(500)) }},
		{"brush and person", store.SessionQuery{Device: "d0", Person: brush.Some[brush.PersonID]("p")}, func(x store.Session) bool { return x.Device == "d0" && x.Person == "p" }},
	} {
		var want []store.Session
		for i := len(all) - 1; i >= 0; i-- {
			if x := all[i]; c.want(x) && (c.q.Removed || !x.Removed) {
				want = append(want, x)
			}
		}
		c.q.WithSlots = true
		got, err := s.Sessions(ctx, home, c.q)
		equal(t, c.name, got, want, err)
		c.q.WithSlots = false
		for i := range want {
			want[i].Slots = nil
		}
		got, err = s.Sessions(ctx, home, c.q)
		equal(t, c.name+" without slots", got, want, err)
	}
	heard := all[7].LastHeard
	hs, err := s.OpenHouseholds(ctx, heard.Add(time.Microsecond))
	equal(t, "open and silent households", hs, []brush.HouseholdID{home}, err)
	hs, err = s.OpenHouseholds(ctx, heard)
	equal(t, "households that were heard since", hs, nil, err)
}

func sessionsOf(t *testing.T, s store.Store) {
	long := sessionOf("d", "long", 0)
	long.End = at(7200)
	removed := sessionOf("d", "removed", 400)
	removed.Removed = true
	must(t, s, home, func(tx store.Tx) error {
		err := errors.Join(tx.PutSession(long), tx.PutSession(removed), tx.PutSession(sessionOf("d", "late", 9000)), tx.PutSession(sessionOf("e", "e", 400)))
		if err != nil {
			return err
		}
		for _, c := range []struct {
			from, to float64
			want     string
		}{{-100, -1, ""}, {-100, 0, "long "}, {460, 461, "long removed "}, {7200, 8999, "long "}, {7201, 8999, ""}, {9060, 9999, "late "}, {0, 9999, "long removed late "}} {
			got, err := tx.SessionsOf("d", at(c.from), at(c.to))
			if err != nil {
				return err
			}
			ids := ""
			for _, x := range got {
				ids += string(x.ID) + " "
			}
			if ids != c.want {
				t.Errorf("sessions in [%v, %v]: %q, want %q", c.from, c.to, ids, c.want)
			}
		}
		return nil
	})
}

func evidenceBySpan(t *testing.T, s store.Store) {
	must(t, s, home, func(tx store.Tx) error {
		for i, span := range [][2]float64{{0, 10}, {20, 30}, {40, 40}} {
			e := store.Evidence{ID: strconv.Itoa(i), Device: "d", First: at(span[0]), Last: at(span[1]), Blob: []byte{byte(i), 0, 255}}
			if err := tx.PutEvidence(e); err != nil {
				return err
			}
		}
		if err := tx.PutEvidence(store.Evidence{ID: "1", Device: "e", First: at(0), Last: at(99)}); err != nil {
			return err
		}
		for _, c := range []struct {
			from, to float64
			want     string
		}{{-5, -1, ""}, {10, 20, "01"}, {11, 19, ""}, {30, 40, "12"}, {40, 40, "2"}, {0, 99, "012"}} {
			es, err := tx.Evidence("d", at(c.from), at(c.to))
			if err != nil {
				return err
			}
			ids := ""
			for _, e := range es {
				ids += e.ID
				if len(e.Blob) != 3 || strconv.Itoa(int(e.Blob[0])) != e.ID || e.Device != "d" {
					t.Errorf("stretch %v", e)
				}
			}
			if ids != c.want {
				t.Errorf("evidence in [%v, %v]: %q, want %q", c.from, c.to, ids, c.want)
			}
		}
		// The same id again replaces.
		if err := tx.PutEvidence(store.Evidence{ID: "2", Device: "d", First: at(50), Last: at(60), Blob: []byte("new")}); err != nil {
			return err
		}
		es, err := tx.Evidence("d", at(40), at(99))
		if err == nil && (len(es) != 1 || string(es[0].Blob) != "new" || !es[0].First.Equal(at(50))) {
			t.Errorf("replaced: %v", es)
		}
		return err
	})
}
