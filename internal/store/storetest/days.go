package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// brushed returns a finished session of somebody.
func brushed(id brush.SessionID, p brush.PersonID, start time.Time, seconds uint32) store.Session {
	s := store.Session{ID: id, Person: p, Updated: start}
	s.Session = session.Session{Device: "d", Brand: "oralb", Start: start, End: start.Add(time.Duration(seconds) * time.Second),
		LastHeard: start.Add(time.Duration(seconds) * time.Second), Duration: seconds, Ending: session.Heard}
	return s
}

// allSessions reads every session of a household, the removed ones too, oldest first.
func allSessions(t testing.TB, s store.Store, h brush.HouseholdID) (all []store.Session) {
	t.Helper()
	q := store.SessionQuery{Removed: true, Limit: 1000}
	for {
		ss, err := s.Sessions(context.Background(), h, q)
		ok(t, err)
		all = append(all, ss...)
		if len(ss) < q.Limit {
			slices.Reverse(all)
			return all
		}
		q.Before, q.BeforeID = ss[len(ss)-1].Start, ss[len(ss)-1].ID
	}
}

func isCounted(s *store.Session) bool {
	return s.State == session.Ended && !s.Removed && !s.Fleeting
}

// brushingsOf works out from sessions what Book.Brushings should say.
func brushingsOf(ss []store.Session, p brush.PersonID, from, to time.Time) (out []session.Brushing) {
	var before []session.Brushing
	for i := range ss {
		s := &ss[i]
		if !isCounted(s) || s.Person != p || p == "" || !to.IsZero() && !s.Start.Before(to) {
			continue
		}
		b := session.Brushing{ID: s.ID, Start: s.Start, Seconds: s.Duration}
		if s.Score.OK {
			b.Score = brush.Some(s.Score.V.Verdict())
		}
		if s.Start.Before(from) {
			before = []session.Brushing{b}
		} else {
			out = append(out, b)
		}
	}
	return append(before, out...)
}

// fleetOf works out from the sessions of all households what FleetDays should say.
func fleetOf(houses ...[]store.Session) (out []store.FleetDay) {
	days := map[store.Day]*store.FleetDay{}
	for _, ss := range houses {
		here := map[store.Day]bool{}
		for i := range ss {
			if !isCounted(&ss[i]) {
				continue
			}
			n := store.DayOf(ss[i].Start)
			d := days[n]
			if d == nil {
				d = &store.FleetDay{Day: n}
				days[n] = d
			}
			d.Sessions++
			d.Seconds += int64(ss[i].Duration)
			if !here[n] {
				here[n] = true
				d.Households++
			}
		}
	}
	for _, d := range days {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b store.FleetDay) int { return int(a.Day - b.Day) })
	return out
}

func fleet(t testing.TB, s store.Store) []store.FleetDay {
	t.Helper()
	ds, err := s.FleetDays(context.Background(), -1e6, 1e6)
	ok(t, err)
	return ds
}

// checkDays compares everything that is counted with the sessions themselves.
func checkDays(t testing.TB, s store.Store, rnd *rand.Rand, houses []brush.HouseholdID, people []brush.PersonID) {
	t.Helper()
	var all [][]store.Session
	for _, h := range houses {
		ss := allSessions(t, s, h)
		all = append(all, ss)
		for _, p := range append(slices.Clone(people), "") {
			from, to := at(float64(rnd.IntN(40)-20)*86400+float64(rnd.IntN(86400))), time.Time{}
			if rnd.IntN(3) > 0 {
				to = from.Add(time.Duration(rnd.IntN(20*86400)) * time.Second)
			}
			got, err := s.Brushings(context.Background(), h, p, from, to)
			ok(t, err)
			if want := brushingsOf(ss, p, from, to); !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
				t.Fatalf("brushings of %s in %s from %v to %v:\n got %v\nwant %v", p, h, from, to, got, want)
			}
		}
	}
	if got, want := fleet(t, s), fleetOf(all...); !slices.Equal(got, want) {
		t.Fatalf("the fleet's days:\n got %v\nwant %v", got, want)
	}
}

// daysKept: whatever happens to sessions, what is counted is what the sessions say.
func daysKept(t *testing.T, s store.Store) {
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 1))
	defer func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	}()
	houses, people := []brush.HouseholdID{home, other}, []brush.PersonID{"p", "q"}
	boom := errors.New("boom")
	for round := range 150 {
		h := houses[rnd.IntN(2)]
		fail := rnd.IntN(6) == 0
		err := s.Update(context.Background(), h, func(tx store.Tx) error {
			for range 1 + rnd.IntN(5) {
				id := brush.SessionID("s" + strconv.Itoa(rnd.IntN(40)))
				if rnd.IntN(5) == 0 {
					id = brush.SessionID(fmt.Sprintf("01890000-0000-7000-8000-%012x", rnd.IntN(10)))
				}
				one, err := tx.Session(id)
				switch {
				case errors.Is(err, brush.ErrNotFound) || rnd.IntN(4) == 0:
					p := people[rnd.IntN(2)]
					if rnd.IntN(4) == 0 {
						p = ""
					}
					start := at(float64(rnd.IntN(30)-15) * 86400).Add(time.Duration(rnd.IntN(3)) * 11 * time.Hour)
					one = brushed(id, p, start, uint32(rnd.IntN(180)))
				case err != nil:
					return err
				case rnd.IntN(6) == 0:
					if err := tx.DeleteSession(id); err != nil {
						return err
					}
					continue
				case rnd.IntN(3) == 0:
					one.Person = people[rnd.IntN(2)]
				case rnd.IntN(3) == 0:
					one.Start = one.Start.Add(time.Duration(rnd.IntN(100000)-50000) * time.Second)
				case rnd.IntN(2) == 0:
					one.Duration++
				}
				one.Removed = rnd.IntN(8) == 0
				one.Fleeting = rnd.IntN(8) == 0
				one.State = session.State(max(0, rnd.IntN(8)-5))
				if rnd.IntN(2) == 0 {
					one.Score = brush.Some(session.Score{Version: 1, Total: uint8(rnd.IntN(101))})
				}
				if err := tx.PutSession(one); err != nil {
					return err
				}
			}
			if fail {
				return boom
			}
			return nil
		})
		if fail != errors.Is(err, boom) || !fail && err != nil {
			t.Fatal(err)
		}
		if rnd.IntN(5) == 0 {
			_, err := s.FoldFleet(context.Background(), rnd.IntN(3), 1+rnd.IntN(20))
			ok(t, err)
		}
		if round%5 == 0 {
			checkDays(t, s, rnd, houses, people)
		}
		if round%50 == 49 {
			must(t, s, h, func(tx store.Tx) error {
				wrong, err := tx.Recount()
				if wrong != 0 {
					t.Errorf("%d rows were not what counting anew says", wrong)
				}
				return err
			})
		}
	}
	checkDays(t, s, rnd, houses, people)
}

// A person with very many brushings in a week costs others nothing and is counted all the same.
func daysCrowded(t *testing.T, s store.Store) {
	rnd := rand.New(rand.NewPCG(3, 4))
	put := func(from, to int) {
		must(t, s, home, func(tx store.Tx) error {
			for i := from; i < to; i++ {
				if err := tx.PutSession(brushed(brush.SessionID("c"+strconv.Itoa(i)), "p", at(float64(i*600)), 30)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for i := 0; i < 600; i += 37 {
		put(i, i+37)
		checkDays(t, s, rnd, []brush.HouseholdID{home}, []brush.PersonID{"p"})
	}
	must(t, s, home, func(tx store.Tx) error {
		for i := range 580 {
			if err := tx.DeleteSession(brush.SessionID("c" + strconv.Itoa(i))); err != nil {
				return err
			}
		}
		return nil
	})
	checkDays(t, s, rnd, []brush.HouseholdID{home}, []brush.PersonID{"p"})
	must(t, s, home, func(tx store.Tx) error { return second(tx.Recount()) })
	checkDays(t, s, rnd, []brush.HouseholdID{home}, []brush.PersonID{"p"})
}

// Households that are written at once, while others fold: nothing is lost, nothing counts twice, nobody waits for ever.
func fleetAtOnce(t *testing.T, s store.Store) {
	const households, each = 8, 30
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	done := make(chan error, households)
	stop := make(chan struct{})
	folded := make(chan error, 2)
	for range 2 {
		go func() {
			for {
				if _, err := s.FoldFleet(ctx, 1, 7); err != nil {
					folded <- err
					return
				}
				select {
				case <-stop:
					folded <- nil
					return
				default:
				}
			}
		}()
	}
	house := func(n int) brush.HouseholdID { return brush.HouseholdID("f" + strconv.Itoa(n)) }
	for n := range households {
		go func() {
			for i := range each {
				err := s.Update(ctx, house(n), func(tx store.Tx) error {
					// Days in another order in every household, as a deadlock would need it.
					for k := range 4 {
						day := (k*(n+1) + i) % 5
						if err := tx.PutSession(brushed(brush.SessionID(fmt.Sprint(i, "-", k)), "p", at(float64(day*86400+i)), uint32(60+n))); err != nil {
							return err
						}
					}
					if i%3 == 2 {
						return tx.DeleteSession(brush.SessionID(fmt.Sprint(i-1, "-", 2)))
					}
					return nil
				})
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range households {
		ok(t, <-done)
	}
	close(stop)
	ok(t, <-folded)
	ok(t, <-folded)
	var all [][]store.Session
	for n := range households {
		all = append(all, allSessions(t, s, house(n)))
	}
	want := fleetOf(all...)
	if n, err := s.FoldFleet(ctx, 1e6, 50); n != 0 || err != nil {
		t.Errorf("%d parts were folded while fewer wait than are worth it, %v", n, err)
	}
	if got := fleet(t, s); !slices.Equal(got, want) {
		t.Fatalf("while parts wait:\n got %v\nwant %v", got, want)
	}
	for {
		n, err := s.FoldFleet(ctx, 1, 50)
		ok(t, err)
		if n == 0 {
			break
		}
	}
	if got := fleet(t, s); !slices.Equal(got, want) {
		t.Fatalf("when all is folded:\n got %v\nwant %v", got, want)
	}
}

// forgetting takes what is old, in small steps, and nothing else.
func forgetting(t *testing.T, s store.Store) {
	ctx := context.Background()
	const days = 40
	old := func(n int) time.Time { return at(-float64(n) * 86400) }
	fill := func(h brush.HouseholdID) {
		must(t, s, h, func(tx store.Tx) error {
			for n := range days {
				d := brush.DeviceID([]string{"a", "b"}[n%2])
				f := frame(d, "hall", uint64(n+1), 0)
				f.At = old(n)
				one := brushed(brush.SessionID("s"+strconv.Itoa(n)), "p", old(n), 60)
				one.Device, one.Removed = d, n%7 == 6
				err := errors.Join(tx.KeepFrames(d, []brush.Frame{f}), tx.PutSession(one),
					tx.PutEvidence(store.Evidence{ID: strconv.Itoa(n), Device: d, First: old(n), Last: old(n).Add(time.Minute), Blob: []byte("e")}))
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	fill(home)
	fill(other)
	// An old session whose evidence goes on until later is still being told.
	must(t, s, home, func(tx store.Tx) error {
		return errors.Join(tx.PutSession(brushed("told", "p", old(35).Add(time.Hour), 60)),
			tx.PutEvidence(store.Evidence{ID: "long", Device: "d", First: old(36), Last: old(3), Blob: []byte("e")}))
	})
	fleetBefore := fleet(t, s)
	othersBefore := allSessions(t, s, other)

	forget := func(e store.Expiry, limit int) (sum store.Forgotten) {
		t.Helper()
		for steps := 0; ; steps++ {
			var f store.Forgotten
			must(t, s, home, func(tx store.Tx) (err error) {
				f, err = tx.Forget(e, limit)
				return err
			})
			n := f.Frames + f.Evidence + f.Sessions
			if n > limit {
				t.Fatalf("one step took %d rows, and may take %d", n, limit)
			}
			if n == 0 {
				return sum
			}
			if steps > 1000 {
				t.Fatal("forgetting has no end")
			}
			sum.Frames, sum.Evidence, sum.Sessions = sum.Frames+f.Frames, sum.Evidence+f.Evidence, sum.Sessions+f.Sessions
		}
	}
	if f := forget(store.Expiry{}, 3); f != (store.Forgotten{}) {
		t.Errorf("an expiry of nothing took %+v", f)
	}
	left := func(h brush.HouseholdID) int { return len(frames(t, s, h, "a")) + len(frames(t, s, h, "b")) }
	f := forget(store.Expiry{Frames: old(9).Add(time.Second)}, 4)
	if f.Frames == 0 || f.Evidence+f.Sessions != 0 || left(home) != 9 || left(other) != days {
		t.Errorf("forgot %+v, and %d frames are left, of another household %d", f, left(home), left(other))
	}
	f = forget(store.Expiry{Sessions: old(19).Add(2 * time.Minute)}, 4)
	if f.Sessions != 21 || f.Evidence != 21 || f.Frames != 0 || left(home) != 9 {
		t.Errorf("forgot %+v, want the sessions and the evidence of days 19 to 39", f)
	}
	ss := allSessions(t, s, home)
	if len(ss) != 20 || ss[0].ID != "told" || ss[1].ID != "s18" {
		t.Errorf("%d sessions are left, the oldest %s, %s", len(ss), ss[0].ID, ss[1].ID)
	}
	if _, err := s.Session(ctx, home, "s30"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("a forgotten session: %v", err)
	}
	bs, err := s.Brushings(ctx, home, "p", old(1000), time.Time{})
	ok(t, err)
	if want := brushingsOf(ss, "p", old(1000), time.Time{}); !reflect.DeepEqual(bs, want) {
		t.Errorf("%d brushings after forgetting, want %d", len(bs), len(want))
	}
	if got := fleet(t, s); !slices.Equal(got, fleetBefore) {
		t.Errorf("the fleet, which tells nothing of anybody, became\n %v, was\n %v", got, fleetBefore)
	}
	if got := allSessions(t, s, other); !reflect.DeepEqual(got, othersBefore) {
		t.Errorf("another household has %d sessions, had %d", len(got), len(othersBefore))
	}
	must(t, s, home, func(tx store.Tx) error {
		wrong, err := tx.Recount()
		if wrong != 0 {
			t.Errorf("%d rows are not what counting anew says", wrong)
		}
		return err
	})
	// Once more with nothing to keep, while frames come in between.
	keep(t, s, frame("a", "hall", 900, 86400))
	if f = forget(store.Expiry{Frames: at(1e9), Sessions: at(1e9)}, 1000); left(home) != 0 || len(allSessions(t, s, home)) != 0 {
		t.Errorf("forgot %+v, and there is still something", f)
	}
	n, first, err := s.SessionsBefore(ctx, other, old(10))
	if err != nil || n != int64(len(brushingsOf(othersBefore, "p", old(1000), old(10)))) || !first.Equal(old(39)) {
		t.Errorf("%d sessions before, the first %v, %v", n, first, err)
	}
	if n, first, err = s.SessionsBefore(ctx, home, at(0)); n != 0 || !first.IsZero() || err != nil {
		t.Errorf("%d sessions of nothing, the first %v, %v", n, first, err)
	}
}

// daysBetween: an update that touches many days among many more sessions, which it does not touch, counts households by the day all the same.
func daysBetween(t *testing.T, s store.Store) {
	rnd := rand.New(rand.NewPCG(3, 4))
	check := func() { checkDays(t, s, rnd, []brush.HouseholdID{home}, []brush.PersonID{"anna"}) }
	on := func(day, n int) store.Session {
		x := sessionOf("d", brush.SessionID(fmt.Sprintf("%d-%d", day, n)), float64(day*86400+n*60))
		x.State, x.Removed, x.Fleeting = session.Ended, false, false
		return x
	}
	for day := range 6 {
		must(t, s, home, func(tx store.Tx) error {
			for n := range 20 {
				if err := tx.PutSession(on(2*day, n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	check()
	for _, days := range [][]int{{0, 1, 2, 3, 9, 10, 11}, {3, 4, 5, 7}, {10, 11, 12, 400}} {
		must(t, s, home, func(tx store.Tx) error {
			for _, day := range days {
				if err := tx.PutSession(on(day, 100)); err != nil {
					return err
				}
			}
			return nil
		})
		check()
		must(t, s, home, func(tx store.Tx) error {
			for _, day := range days {
				if err := tx.DeleteSession(on(day, 100).ID); err != nil {
					return err
				}
			}
			return nil
		})
		check()
	}
}
