package storetest

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Apart writes sessions as they stood before step 52, their seconds in a table of their own, into a database that has the steps until then: do
// runs a statement. What it returns is asked of a store that has opened the database since.
func Apart(t testing.TB, do func(text string, args ...any)) func(*testing.T, store.Store) {
	start := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	// Its version; flags, duration, heard, too hard, ending, over: zero; updated and given at its start; no brand, nobody, nothing suggested, no note.
	packed := []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	var want []store.Session
	var house []brush.HouseholdID
	for i := range 300 {
		h := []brush.HouseholdID{"a-house", home, "z-house"}[i%3]
		s := store.Session{ID: brush.SessionID(fmt.Sprintf("s%03d", i/6)), Person: brush.PersonID(fmt.Sprint(i / 3 % 2))} // one name in three households
		if s.Person == "1" {
			s.ID += "b"
		}
		at := start.Add(time.Duration(i) * 100 * time.Hour)
		s.Updated, s.AssignedAt = at, at
		s.Session = session.Session{Device: "d", Start: at, End: at, LastHeard: at}
		do("INSERT INTO session (household, person, start_at, id, device, end_at, last_heard, state, fleeting, guest, removed, packed) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $9)",
			string(h), string(s.Person), at.UnixMicro(), string(s.ID), "d", at.UnixMicro(), at.UnixMicro(), i%7/6, packed)
		s.Removed = i%7 == 6
		put := func(at time.Time, sector uint8) []session.Slot {
			slots := []session.Slot{{Heard: 1, Mode: brush.NewMode(2, 1), HasMode: true, Sector: sector}}
			do("INSERT INTO session_slots (household, id, start_at, body) VALUES ($1, $2, $3, $4)", string(h), string(s.ID), at.UnixMicro(), session.AppendSlots(nil, slots))
			return slots
		}
		if i%5 > 0 {
			s.Slots = put(at, uint8(i%4+1))
		}
		if i%11 == 0 {
			put(at.Add(time.Second), 9) // of a session that is no more
		}
		want, house = append(want, s), append(house, h)
	}
	return func(t *testing.T, s store.Store) {
		ctx := context.Background()
		for i := range want {
			got, err := s.Session(ctx, house[i], want[i].ID)
			if err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("session %s of %s: %v\n got %+v\nwant %+v", want[i].ID, house[i], err, got, want[i])
			}
		}
		for _, h := range []brush.HouseholdID{"a-house", home, "z-house"} {
			if ss, err := s.Sessions(ctx, h, store.SessionQuery{Removed: true, Limit: 1000, WithSlots: true}); err != nil || len(ss) != 100 {
				t.Errorf("household %s has %d sessions, want 100: %v", h, len(ss), err)
			}
		}
		// What is written is written over what was there, and back.
		again := want[1]
		again.Slots = []session.Slot{{Heard: 1}, {Heard: 1}}
		for _, x := range []store.Session{again, want[1]} {
			must(t, s, house[1], func(tx store.Tx) error { return tx.PutSession(x) })
			got, err := s.Session(ctx, house[1], x.ID)
			equal(t, "written again", got, x, err)
		}
	}
}
