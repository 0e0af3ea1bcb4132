package rows

import (
	"bytes"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// packedExamples are sessions of every kind, with nothing that has a column of its own but the start.
func packedExamples() []store.Session {
	at := time.Date(2026, 5, 5, 8, 0, 0, 1000, time.UTC)
	full := store.Session{How: store.HowOnly, AssignedAt: at.Add(2 * time.Minute), Suggested: "q", Note: "gum bled,\nleft", Heard: 120, Updated: at.Add(-time.Hour),
		Amended: &store.Amendment{At: at, Before: store.Figures{Duration: 108, Ending: session.CutOff}},
		Score: brush.Some(session.Score{Version: 1, Total: 100, Time: session.Part{Points: 100.0 / 3, Weight: 50, Got: 80, Of: 120},
			Coverage: brush.Some(session.Part{Points: 12.5, Weight: 30, Got: 7, Of: 12}), Pressure: brush.Some(session.Part{Points: -0.1, Weight: math.MaxFloat64, Got: math.MaxUint32})})}
	full.Session = session.Session{Brand: "oralb", Start: at, Duration: math.MaxUint32, Ending: session.Heard, Over: brush.Summary, Continues: true, Mode: brush.Some(brush.NewMode(255, 255)),
		Target: brush.Some[uint16](120), Sectors: brush.Some[uint8](0), Face: brush.Some[uint8](3), Battery: brush.Some[uint8](255), Pressure: true, High: 4,
		Recorded: &session.Recorded{Number: 1, Start: at.Truncate(time.Millisecond), Duration: 3}, OwnScore: brush.Some[uint8](90),
		Sources: []session.Share{{Source: "bath", Heard: 50}, {Source: "hall/ear", Heard: math.MaxUint32}}}
	plain := store.Session{How: "another", Updated: at, Score: brush.Some(session.Score{Version: 1, Time: session.Part{Weight: 50, Of: 120}})}
	plain.Start = at
	never := store.Session{}
	return []store.Session{full, plain, never}
}

func TestPackedComesBack(t *testing.T) {
	var was words
	for i, want := range packedExamples() {
		b := appendPacked(nil, &want)
		var got store.Session
		got.Start = want.Start
		if err := parsePacked(b, &got, &was); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("example %d: %v\n got %+v\nwant %+v", i, err, got, want)
		}
		// Cut short it is refused, unless it only lost who heard it, which is a list to the end.
		for n := range b {
			short := store.Session{}
			short.Start = want.Start
			if err := parsePacked(b[:n], &short, &was); err == nil && len(short.Sources) == len(want.Sources) {
				t.Errorf("example %d: the first %d of %d bytes parse", i, n, len(b))
			}
		}
		b[0]++
		if err := parsePacked(b, &got, &was); err == nil {
			t.Errorf("example %d: another version parses", i)
		}
	}
}

// FuzzPacked: no bytes make the reader panic, and what parses is the same after another round.
func FuzzPacked(f *testing.F) {
	start := time.Date(2026, 5, 5, 8, 0, 0, 1000, time.UTC)
	for _, s := range packedExamples() {
		f.Add(appendPacked(nil, &s))
	}
	f.Add([]byte{packedVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s, again store.Session
		s.Start, again.Start = start, start
		if err := parsePacked(b, &s, &words{}); err != nil {
			return
		}
		first := appendPacked(nil, &s)
		if err := parsePacked(first, &again, &words{brand: "another", source: "another"}); err != nil {
			t.Fatalf("%x was read, and what was written of it is not: %x: %v", b, first, err)
		}
		// As bytes, because a number that is none is not itself.
		if second := appendPacked(nil, &again); !bytes.Equal(first, second) {
			t.Fatalf("%x was read, %x was written, and then %x", b, first, second)
		}
	})
}
