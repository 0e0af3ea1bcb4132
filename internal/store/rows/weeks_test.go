package rows

import (
	"bytes"
	"reflect"
	"strconv"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

func TestWeekComesBack(t *testing.T) {
	for _, week := range []int64{0, -1, 2900, -5000} {
		var ts []tally
		for i := range int64(crowd) {
			one := tally{id: brush.SessionID("s" + strconv.Itoa(int(i))), person: "p", start: week*weekMicros + i*i*1000, counted: true, seconds: uint32(i), origin: session.Origin(i % 3)}
			if i%3 == 0 {
				one.id = brush.SessionID(brush.UUID{0: 1, 15: byte(i)}.String())
			}
			if i%2 == 0 {
				one.score = brush.Some([2]uint8{1, uint8(i)})
			}
			if one.week() != week {
				t.Fatalf("week %d of %d", one.week(), one.start)
			}
			ts = append(ts, one)
		}
		got, crowded, err := parseWeek(appendWeek(nil, week, ts), "p", week)
		if err != nil || crowded || !reflect.DeepEqual(got, ts) {
			t.Fatalf("week %d: %v, %v\n got %v\nwant %v", week, crowded, err, got, ts)
		}
		ts = append(ts, tally{id: "one too many", person: "p", start: (week+1)*weekMicros - 1, counted: true})
		if got, crowded, err = parseWeek(appendWeek(nil, week, ts), "p", week); got != nil || !crowded || err != nil {
			t.Fatalf("a crowded week: %v, %v, %v", got, crowded, err)
		}
	}
}

// FuzzParseWeek: no bytes make the reader panic, and what parses is written as it was read.
func FuzzParseWeek(f *testing.F) {
	f.Add(appendWeek(nil, 2900, []tally{{id: "a", start: 2900 * weekMicros, counted: true, seconds: 120, score: brush.Some([2]uint8{1, 100})},
		{id: "01890000-0000-7000-8000-000000000001", start: 2900*weekMicros + 5, counted: true}}))
	f.Add([]byte{weekCrowded})
	f.Add([]byte{weekPlain, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		ts, crowded, err := parseWeek(b, "p", 2900)
		if err != nil {
			return
		}
		if crowded {
			ts = make([]tally, crowd+1)
		}
		for i := range ts {
			if !crowded && (ts[i].week() != 2900 || ts[i].id == "") {
				t.Fatalf("brushing %d is %+v", i, ts[i])
			}
		}
		again := appendWeek(nil, 2900, ts)
		if len(again) > len(b) {
			t.Fatalf("%x was written, %x was read", again, b)
		}
		if !crowded {
			back, _, err := parseWeek(again, "p", 2900)
			if err != nil || !reflect.DeepEqual(back, ts) {
				t.Fatalf("%v, %v; was %v", back, err, ts)
			}
		} else if !bytes.Equal(again, b) {
			t.Fatalf("%x, was %x", again, b)
		}
	})
}
