package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
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
					ok(t, tx.Expect(store.Stretch{Device: d, From: at(from - 500), To: at(to + 500)}, store.Stretch{Device: other}))
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
