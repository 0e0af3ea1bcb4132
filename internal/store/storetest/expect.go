package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// expectChangesNothing plays the same updates in two households, one of which is told before what will be asked for: every answer is the same.
func expectChangesNothing(t *testing.T, s store.Store) {
	for seed := range uint64(60) {
		told := play(t, s, brush.HouseholdID(fmt.Sprintf("told-%d", seed)), seed, true)
		untold := play(t, s, brush.HouseholdID(fmt.Sprintf("untold-%d", seed)), seed, false)
		for i := range told {
			if !reflect.DeepEqual(told[i], untold[i]) {
				t.Fatalf("seed %d, answer %d: with Expect %+v, without %+v", seed, i, told[i], untold[i])
			}
		}
	}
}

// play returns the answers of a few updates of random writes and questions.
func play(t *testing.T, s store.Store, h brush.HouseholdID, seed uint64, expect bool) (answers []any) {
	devices := []brush.DeviceID{"d", "e"}
	for update := range uint64(3) {
		var said []any
		must(t, s, h, func(tx store.Tx) error {
			r := rand.New(rand.NewPCG(seed, update)) // anew: an update may run twice
			said = nil
			for range 30 {
				d := devices[r.IntN(2)]
				from := float64(r.IntN(4000))
				to := from + float64(r.IntN(1000))
				id := fmt.Sprintf("%s-%d", d, r.IntN(6))
				step := r.IntN(9)
				other := devices[r.IntN(2)]
				if expect && step == 8 {
					ok(t, tx.Expect([]store.Stretch{{Device: d, From: at(from - 500), To: at(to + 500)}, {Device: other}}))
				}
				switch step {
				case 0:
					ok(t, tx.PutEvidence(store.Evidence{ID: id, Device: d, First: at(from), Last: at(to), Blob: []byte{byte(r.IntN(256))}}))
				case 1:
					ok(t, tx.DeleteEvidence(d, id))
				case 2, 3:
					v := sessionOf(d, brush.SessionID(id), from)
					v.Person = brush.PersonID(fmt.Sprint(r.IntN(2)))
					ok(t, tx.PutSession(v))
				case 4:
					ok(t, tx.DeleteSession(brush.SessionID(id)))
				case 5:
					v, err := tx.Session(brush.SessionID(id))
					said = append(said, v, errors.Is(err, brush.ErrNotFound))
				case 6:
					v, err := tx.Evidence(d, at(from), at(to))
					ok(t, err)
					said = append(said, len(v), v)
				case 7:
					v, err := tx.SessionsOf(d, at(from), at(to))
					ok(t, err)
					said = append(said, len(v), v)
				}
			}
			return nil
		})
		answers = append(answers, said...)
	}
	return answers
}

// sharedCommits lets many updates of one household at once read and raise the same rows: whatever of them goes with others in a commit, and however late it is
// sent, each sees what those before it did.
func sharedCommits(t *testing.T, s store.Store) {
	const writers, each = 8, 30
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				err := s.Update(ctx, home, func(tx store.Tx) error {
					if i%2 == 0 {
						if err := tx.Expect([]store.Stretch{{Device: "d", From: at(-100), To: at(1e6)}}, "hall", "none"); err != nil {
							return err
						}
					}
					b, err := tx.Brush("d")
					if err != nil && !errors.Is(err, brush.ErrNotFound) {
						return err
					}
					p, err := tx.Person("p")
					if err != nil && !errors.Is(err, brush.ErrNotFound) {
						return err
					}
					src, err := tx.Source("hall")
					if err != nil && !errors.Is(err, brush.ErrNotFound) {
						return err
					}
					h, err := tx.Household()
					if err != nil && !errors.Is(err, brush.ErrNotFound) {
						return err
					}
					es, err := tx.Evidence("d", at(-100), at(1e6))
					if err != nil {
						return err
					}
					ss, err := tx.SessionsOf("d", at(-100), at(1e6))
					if err != nil {
						return err
					}
					n := int(b.Frames)
					if p.Target != n || src.LastHeard != at(float64(n)) && n > 0 || h.DayTurns != n || len(es) != n || len(ss) != n {
						return fmt.Errorf("after %d updates there are target %d, heard %v, turn %d, %d stretches and %d sessions", n, p.Target, src.LastHeard, h.DayTurns, len(es), len(ss))
					}
					n++
					x := sessionOf("d", brush.SessionID(fmt.Sprint("s", n)), float64(n)*100)
					b.Device, b.Frames, p.ID, p.Target, src.ID, src.LastHeard, h.ID, h.DayTurns = "d", int64(n), "p", n, "hall", at(float64(n)), home, n
					err = errors.Join(tx.PutBrush(b), tx.PutPerson(p), tx.PutSource(src), tx.PutHousehold(h), tx.PutSession(x),
						tx.PutEvidence(store.Evidence{ID: fmt.Sprint("e", n), Device: "d", First: at(float64(n)), Last: at(float64(n)), Blob: []byte{1}}))
					if err == nil && (w+i)%5 == 0 {
						err = errAgain // nothing of it is seen
					}
					return err
				})
				if err != nil && !errors.Is(err, errAgain) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	bs, err := s.Brushes(ctx, home)
	ok(t, err)
	if want := int64(writers * each * 4 / 5); len(bs) != 1 || bs[0].Frames != want {
		t.Errorf("%+v after %d updates", bs, want)
	}
	ds, err := s.FleetDays(ctx, 0, 1e6)
	ok(t, err)
	total := store.FleetDay{}
	for _, d := range ds {
		total.Sessions += d.Sessions
		total.Households += d.Households
	}
	if total.Sessions != writers*each*4/5 || total.Households != int64(len(ds)) {
		t.Errorf("the fleet counts %+v", ds)
	}
}
