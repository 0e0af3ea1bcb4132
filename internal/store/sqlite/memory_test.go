package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

var errNo = errors.New("no")

// What a writer remembers changes no answer: the same random updates, some of which fail, through two stores on one file, as two programs
// would, and through one that remembers nothing.
func TestMemory(t *testing.T) {
	for seed := range uint64(10) {
		dir := t.TempDir()
		file := filepath.Join(dir, "remembered.db")
		one, other := open(t, file), open(t, file)
		if seed%2 == 1 {
			one.Narrow(8 << 10)
		}
		plain := open(t, filepath.Join(dir, "plain.db")).Forgetful()
		for update := range uint64(40) {
			s := one
			if update%9 == 7 {
				s = other
			}
			got, want := tale(t, s, seed, update), tale(t, plain, seed, update)
			for i := range want {
				if i >= len(got) || !reflect.DeepEqual(got[i], want[i]) {
					t.Fatalf("seed %d, update %d, answer %d:\nwith memory    %+v\nwithout memory %+v", seed, update, i, got[i], want[i])
				}
			}
		}
		for _, s := range []*sqlite.Store{one, other, plain} {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What is taken back is not remembered: an update that goes with one that fails runs again, and finds what it found.
func TestMemoryTakenBack(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "enamel.db"))
	defer s.Close()
	ctx, begin := context.Background(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	held, let := make(chan struct{}), make(chan struct{})
	answers := make(chan error, 3)
	again := false
	go func() {
		answers <- s.Update(ctx, "first", func(tx store.Tx) error {
			if !again {
				again = true
				close(held)
				<-let
			}
			return nil
		})
	}()
	<-held
	type found struct {
		evidence int
		change   store.Seq
	}
	var runs []found
	go func() {
		answers <- s.Update(ctx, "second", func(tx store.Tx) error {
			es, err := tx.Evidence("d", begin, begin)
			if err != nil {
				return err
			}
			n, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: "d", At: begin})
			runs = append(runs, found{len(es), n})
			return errors.Join(err, tx.PutEvidence(store.Evidence{ID: "e", Device: "d", First: begin, Last: begin}), tx.PutSession(ended("d", begin)))
		})
	}()
	s.Waits(1)
	go func() {
		answers <- s.Update(ctx, "third", func(tx store.Tx) error {
			return errors.Join(tx.PutBrush(store.Brush{Device: "d"}), errNo)
		})
	}()
	s.Waits(2)
	close(let)
	refused := 0
	for range 3 {
		if err := <-answers; errors.Is(err, errNo) {
			refused++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if want := []found{{0, 1}, {0, 1}}; refused != 1 || !reflect.DeepEqual(runs, want) {
		t.Errorf("%d are refused, and the other found %v, not %v", refused, runs, want)
	}
	counted(t, s, 1, 1)
}

// Of a day with many sessions it is remembered that there are many, until few may be left.
func TestMemoryOfACrowdedDay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "enamel.db")
	one, other := open(t, file), open(t, file)
	defer one.Close()
	defer other.Close()
	ctx, begin := context.Background(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const most = 70
	put := func(s *sqlite.Store, from, to int) {
		err := s.Update(ctx, "h", func(tx store.Tx) (err error) {
			for n := from; n < to && err == nil; n++ {
				err = tx.PutSession(ended("d", begin.Add(time.Duration(n)*time.Minute)))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(other, 0, most-1)
	put(one, most-1, most)
	for n := range most {
		counted(t, one, int64(most-n), 1)
		err := one.Update(ctx, "h", func(tx store.Tx) error { return tx.DeleteSession(bornAt("d", begin.Add(time.Duration(n)*time.Minute))) })
		if err != nil {
			t.Fatal(err)
		}
	}
	counted(t, one, 0, 0)
	put(one, 0, 1)
	counted(t, one, 1, 1)
}

// ended is a session that counts.
func ended(d brush.DeviceID, start time.Time) store.Session {
	s := store.Session{ID: bornAt(d, start)}
	s.Session = session.Session{Device: d, Start: start, End: start.Add(time.Second), LastHeard: start.Add(time.Second), Duration: 1}
	return s
}

// counted expects the fleet to have so many sessions, and households on the one day that there is.
func counted(t *testing.T, s *sqlite.Store, sessions, households int64) {
	t.Helper()
	ds, err := s.FleetDays(context.Background(), -1e6, 1e6)
	if err != nil {
		t.Fatal(err)
	}
	var got store.FleetDay
	for _, d := range ds {
		got.Sessions, got.Households = got.Sessions+d.Sessions, got.Households+d.Households
	}
	if got.Sessions != sessions || got.Households != households {
		t.Errorf("%d sessions in %d households are counted, not %d in %d", got.Sessions, got.Households, sessions, households)
	}
}

// tale returns the answers of one update of random writes and questions.
func tale(t *testing.T, s *sqlite.Store, seed, update uint64) (said []any) {
	h := brush.HouseholdID(fmt.Sprintf("h%d", update%3))
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(n int) time.Time { return begin.Add(time.Duration(n)*time.Second + 1234*time.Nanosecond) }
	through := func(fn func(store.Tx) error) error { return s.Update(context.Background(), h, fn) }
	if update%5 == 3 { // the keys' updates write to households as well
		through = func(fn func(store.Tx) error) error {
			return s.UpdateKeys(context.Background(), func(tx store.KeysTx) error { return fn(tx.Household(h)) })
		}
	}
	err := through(func(tx store.Tx) error {
		r := rand.New(rand.NewPCG(seed, update)) // anew: an update may run twice
		said = nil
		note := func(v any, err error) {
			if err != nil && !errors.Is(err, brush.ErrNotFound) {
				t.Error(err)
			}
			said = append(said, v, err != nil)
		}
		done := func(err error) { note(nil, err) }
		// Most of it is about the newest, as in life.
		most := int(update+1) * 100
		for range 4 + r.IntN(12) {
			d := brush.DeviceID([]string{"d", "e", "f"}[r.IntN(3)])
			from := max(0, most-r.IntN(1000))
			if r.IntN(6) == 0 {
				from = r.IntN(most)
			}
			to := from + r.IntN(1000)
			id := fmt.Sprintf("%s-%d", d, r.IntN(9))
			switch r.IntN(17) {
			case 0, 1:
				done(tx.PutEvidence(store.Evidence{ID: id, Device: d, First: at(from), Last: at(to), Blob: []byte{byte(r.IntN(256))}}))
			case 2:
				done(tx.DeleteEvidence(d, id))
			case 3, 4, 5:
				from -= from % 200 // some of them again
				if r.IntN(3) == 0 {
					from += 1 + r.IntN(199)
				}
				one := store.Session{ID: bornAt(d, at(from)), Person: brush.PersonID(fmt.Sprint(r.IntN(2))), Updated: at(to), Note: fmt.Sprint(r.IntN(9))}
				one.Session = session.Session{Device: d, Start: at(from), End: at(to), LastHeard: at(to), Duration: 2, Slots: []session.Slot{{Heard: 1}, {}},
					State: session.State(r.IntN(2)), Sources: []session.Share{{Source: "s", Heard: 1}}}
				if r.IntN(4) == 0 {
					one.Start = at(from - r.IntN(3000)) // it has moved since
				}
				done(tx.PutSession(one))
			case 6:
				if ss, err := tx.SessionsOf(d, at(from), at(to)); err == nil && len(ss) > 0 {
					if one := ss[r.IntN(len(ss))]; r.IntN(2) == 0 {
						done(tx.DeleteSession(one.ID))
					} else if one.Start.Unix()%200 != 0 { // an id that follows from a start is its brush's
						one.Device, one.End = "g", one.End.Add(time.Minute)
						done(tx.PutSession(one))
					}
				}
			case 7, 8:
				note(tx.Evidence(d, at(from), at(to)))
			case 9, 10:
				note(tx.SessionsOf(d, at(from), at(to)))
			case 11:
				done(tx.Expect([]store.Stretch{{Device: d, From: at(from - 300), To: at(to + 300)}, {Device: "e"}}, "s"))
			case 12:
				b, err := tx.Brush(d)
				note(b, err)
				b.Device, b.LastHeard, b.Frames = d, at(to), b.Frames+1
				b.People = []brush.PersonID{"p", "q"}[:r.IntN(3)]
				if r.IntN(4) == 0 {
					b.Key, b.Desired = []byte{1, 2}, &brush.Preferences{}
				}
				done(tx.PutBrush(b))
				note(tx.Brush(d))
			case 13:
				if r.IntN(3) == 0 {
					done(tx.DeleteBrush(d))
				}
				note(tx.Brush(d))
			case 14:
				v, err := tx.Source("s")
				note(v, err)
				done(tx.PutSource(store.Source{ID: "s", Name: fmt.Sprint(r.IntN(3)), LastHeard: at(to), Created: at(1)}))
				note(tx.Source("s"))
			case 15:
				v, err := tx.Household()
				note(v, err)
				done(tx.PutHousehold(store.Household{ID: h, Name: fmt.Sprint(r.IntN(3)), TimeZone: "UTC", Created: at(1), FramesDays: brush.Some(uint16(3))}))
				note(tx.Household())
			case 16:
				note(tx.Emit(store.Change{Kind: store.BrushChanged, Subject: string(d), At: at(to)}))
				if r.IntN(5) == 0 {
					note(tx.Forget(store.Expiry{Sessions: at(most - 1000)}, 100))
				}
			}
		}
		if r.IntN(8) == 0 {
			return errNo
		}
		return nil
	})
	if err != nil && !errors.Is(err, errNo) {
		t.Fatal(err)
	}
	n, err := s.Last(context.Background(), h)
	if err != nil {
		t.Fatal(err)
	}
	cs, err := s.Changes(context.Background(), h, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	days, err := s.FleetDays(context.Background(), -1e6, 1e6)
	if err != nil {
		t.Fatal(err)
	}
	return append(said, n, cs, days)
}

// bornAt is an id that follows from a start, as a session has it.
func bornAt(d brush.DeviceID, start time.Time) brush.SessionID {
	var u brush.UUID
	ms := start.UnixMilli()
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	copy(u[6:], d)
	return brush.SessionID(u.String())
}
