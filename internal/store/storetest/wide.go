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

// wideCols are what a session's row was before step 12 of the migrations.
const wideCols = "household, person, start_at, id, device, brand, end_at, last_heard, duration, state, ending, over, fleeting, continues, mode, target, sectors, face, battery, " +
	"pressure, high, sources, guest, how, assigned_at, suggested, note, removed, heard, updated, own_score, recorded, score_version, score_total, " +
	"time_points, time_weight, time_got, time_of, coverage_points, coverage_weight, coverage_got, coverage_of, pressure_points, pressure_weight, pressure_got, pressure_of, amended"

const never = -1 << 63

// Wide writes sessions of every kind as they stood before step 12, into a database that has the steps until then: do runs a statement. What
// it returns is asked of a store that has opened the database since.
func Wide(t testing.TB, do func(text string, args ...any)) func(*testing.T, store.Store) {
	marks := ""
	for i := range 47 {
		marks += fmt.Sprintf(", $%d", i+1)
	}
	put := "INSERT INTO session (" + wideCols + ") VALUES (" + marks[2:] + ")"
	const start = 1779519600_000000 // 2026-05-23 07:00:00
	when := func(s int64) time.Time { return time.UnixMicro(start + s*1e6).UTC() }
	recorded := &session.Recorded{Number: 7, Start: when(-1), Duration: 118, Target: brush.Some[uint16](120), Score: brush.Some[uint8](90), Measured: true}
	recorded.Zones[2] = 12.5
	var want []store.Session
	add := func(s store.Session, args ...any) {
		do(put, args...)
		want = append(want, s)
	}

	full := store.Session{ID: "full", Person: "p", How: store.HowOnly, AssignedAt: when(121), Suggested: "q", Note: "gum bled,\nleft", Heard: 100, Updated: when(122),
		Amended: &store.Amendment{At: when(3), Before: store.Figures{Duration: 48, Ending: session.CutOff, Mode: brush.Some(brush.NewMode(2, 0)), Score: brush.Some[uint8](0)},
			After: store.Figures{Duration: 120, Ending: session.Heard, Zones: true, Pressure: true}},
		Score: brush.Some(session.Score{Version: 1, Total: 88, Time: session.Part{Points: 49.5, Weight: 50, Got: 119, Of: 120},
			Coverage: brush.Some(session.Part{Points: 100.0 / 3, Weight: 30, Got: 7, Of: 12}), Pressure: brush.Some(session.Part{Points: 20, Weight: 20, Of: 120})})}
	full.Session = session.Session{Device: "d", Brand: "oralb", Start: when(0), End: when(120), LastHeard: when(121), Duration: 120, Ending: session.Heard, Over: brush.Summary,
		Continues: true, Mode: brush.Some(brush.NewMode(2, 1)), Target: brush.Some[uint16](120), Sectors: brush.Some[uint8](6), Face: brush.Some[uint8](3), Battery: brush.Some[uint8](0),
		Pressure: true, High: 4, Recorded: recorded, OwnScore: brush.Some[uint8](91), Sources: []session.Share{{Source: "bath", Heard: 100}, {Source: "hall/ear", Heard: 3}},
		Slots: []session.Slot{{Heard: 1, Mode: brush.NewMode(2, 1), HasMode: true, Sector: 1}}}
	amended := []byte{1}
	for _, v := range []int64{start + 3e6} {
		for u := uint64(v) << 1; ; u >>= 7 {
			if u < 0x80 {
				amended = append(amended, byte(u))
				break
			}
			amended = append(amended, byte(u)|0x80)
		}
	}
	amended = append(amended, 4|8, 48, byte(session.CutOff), 0x80, 0x04, 0) // mode 2.0 and score 0
	amended = append(amended, 1|2, 120, byte(session.Heard), 0, 0)
	add(full, home, "p", int64(start), "full", "d", "oralb", int64(start+120e6), int64(start+121e6), 120, 0, int64(session.Heard), int64(brush.Summary), 0, 1, 0x201, 120, 6, 3, 0,
		1, 4, []byte("\x04bath\x64\x08hall/ear\x03"), 0, "only_brusher", int64(start+121e6), "q", "gum bled,\nleft", 0, 100, int64(start+122e6), 91, session.AppendRecorded(nil, recorded),
		1, 88, 49.5, 50.0, 119, 120, 100.0/3, 30.0, 7, 12, 20.0, 20.0, 0, 120, amended)
	do("INSERT INTO session_slots (household, id, start_at, body) VALUES ($1, $2, $3, $4)", home, "full", int64(start), session.AppendSlots(nil, full.Slots))

	bare := store.Session{ID: "bare"}
	bare.Device, bare.Start, bare.End, bare.LastHeard, bare.State = "d", when(500), when(500), when(500), session.Paused
	add(bare, home, "", int64(start+500e6), "bare", "d", "", int64(start+500e6), int64(start+500e6), 0, int64(session.Paused), 0, 0, 0, 0, nil, nil, nil, nil, nil,
		0, 0, nil, 0, "", int64(never), "", "", 0, 0, int64(never), nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil)

	gone := store.Session{ID: "gone", Guest: true, Removed: true, How: "a reason that nobody knows", Updated: when(-1), Note: "é",
		Score: brush.Some(session.Score{Version: 1, Time: session.Part{Weight: 50, Of: 7200}})}
	gone.Session = session.Session{Device: "e", Start: when(9e8), End: when(9e8), LastHeard: when(9e8), Fleeting: true, Duration: 1<<32 - 1, Ending: session.CutOff}
	late := int64(start + 9e14)
	add(gone, home, "", late, "gone", "e", "", late, late, int64(1<<32-1), 0, int64(session.CutOff), 0, 1, 0, nil, nil, nil, nil, nil,
		0, 0, nil, 1, "a reason that nobody knows", int64(never), "", "é", 1, 0, int64(start-1e6), nil, nil, 1, 0, 0.0, 50.0, 0, 7200, nil, nil, nil, nil, nil, nil, nil, nil, nil)

	// More than are held at a time, of households on either side, and two that begin at once.
	const many = 1201
	for i := range many {
		s := store.Session{ID: brush.SessionID(fmt.Sprintf("m%04d", i)), Person: brush.PersonID(fmt.Sprint(i % 3)), Heard: uint32(i), Updated: when(0)}
		s.Session = session.Session{Device: "m", Start: when(int64(i) / 2 * 100_000), End: when(int64(i) / 2 * 100_000), LastHeard: when(int64(i) / 2 * 100_000), Duration: uint32(i)}
		at := s.Start.UnixMicro()
		h := []string{"a-house", "z-house"}[i%2]
		do(put, h, fmt.Sprint(i%3), at, string(s.ID), "m", "", at, at, i, 0, 0, 0, 0, 0, nil, nil, nil, nil, nil,
			0, 0, nil, 0, "", int64(never), "", "", 0, i, int64(start), nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil)
		want = append(want, s)
	}
	do("INSERT INTO fleet_part (household, part, day, sessions, seconds, households) VALUES ($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12)",
		home, 1, 20000, 3, 360, 1, "a-house", 1, 20000, 1, 120, 1)
	return func(t *testing.T, s store.Store) {
		ctx := context.Background()
		ds, err := s.FleetDays(ctx, 20000, 20000)
		equal(t, "what waited to be folded", ds, []store.FleetDay{{Day: 20000, Sessions: 4, Seconds: 480, Households: 2}}, err)
		for i := range want {
			h := brush.HouseholdID(home)
			if want[i].Device == "m" {
				h = brush.HouseholdID([]string{"a-house", "z-house"}[(i-3)%2])
			}
			got, err := s.Session(ctx, h, want[i].ID)
			if err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Errorf("session %s: %v\n got %+v\nwant %+v", want[i].ID, err, got, want[i])
			}
		}
		for h, n := range map[brush.HouseholdID]int{home: 3, "a-house": many/2 + 1, "z-house": many / 2} {
			ss, err := s.Sessions(ctx, h, store.SessionQuery{Removed: true, Limit: 1000})
			if err != nil || len(ss) != n {
				t.Errorf("household %s has %d sessions, want %d: %v", h, len(ss), n, err)
			}
		}
		// What is written is written over what was packed.
		again := want[0]
		again.Note = "all is well"
		must(t, s, home, func(tx store.Tx) error { return tx.PutSession(again) })
		got, err := s.Session(ctx, home, "full")
		equal(t, "written again", got, again, err)
		want[0] = again
	}
}
