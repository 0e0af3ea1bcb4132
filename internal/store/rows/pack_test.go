package rows

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// examples are frames of every form, sorted and without doubles.
func examples() []*brush.Frame {
	at := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	char := brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d54090")
	fs := []*brush.Frame{
		{Source: "hall", Seq: 1, Device: "d", At: at, Kind: brush.Advert, Company: brush.Some[uint16](220), RSSI: brush.Some[int8](-63), Payload: []byte{1, 2, 3}},
		{Source: "hall", Seq: 2, Device: "d", At: at.Add(time.Microsecond), Kind: brush.Advert, Company: brush.Some[uint16](0), Payload: []byte{}},
		{Source: "bath/ear", Seq: math.MaxUint64, Device: "d", At: at.Add(time.Second), Kind: brush.Notify, UUID: char, RSSI: brush.Some[int8](-128), Payload: []byte{0}},
		{Source: "bath/ear", Seq: 1 << 63, Device: "d", At: at.Add(time.Second), Kind: brush.Read, UUID: char, RSSI: brush.Some[int8](127), Payload: []byte{0}},
		{Source: "self", Device: "d", At: at.Add(time.Hour), Kind: brush.Report, Format: "enamel-session", Payload: bytes.Repeat([]byte("{}"), 100)},
		{Source: "self", Device: "d", At: at.Add(-60 * 365 * 24 * time.Hour), Kind: brush.Entry, Format: "timer", Payload: []byte("x")},
	}
	return unique(fs)
}

func TestFramesThereAndBack(t *testing.T) {
	fs := examples()
	plain := appendFrames(nil, fs)
	packed, err := deflate(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"plain": append([]byte{bodyPlain}, plain...), "packed": packed} {
		got, err := parseFrames("d", b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(got) != len(fs) {
			t.Fatalf("%s: %d frames, want %d", name, len(got), len(fs))
		}
		for i := range got {
			if !reflect.DeepEqual(got[i], *fs[i]) {
				t.Errorf("%s:\n got %+v\nwant %+v", name, got[i], *fs[i])
			}
		}
		for n := range b { // cut short anywhere it is an error, never half of the frames
			if _, err := parseFrames("d", b[:n]); err == nil {
				t.Errorf("%s: the first %d of %d bytes parse", name, n, len(b))
			}
		}
	}
}

func TestCut(t *testing.T) {
	at := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	big := bytes.Repeat([]byte("x"), brush.MaxPayload)
	var fs []*brush.Frame
	for i := range 5000 {
		f := &brush.Frame{Source: "s", Seq: uint64(i), Device: "d", At: at.Add(time.Duration(i) * time.Minute), Kind: brush.Advert}
		if i < 100 {
			f.Payload = big
		}
		fs = append(fs, f)
	}
	var back []*brush.Frame
	for _, row := range cut(fs) {
		if len(row) == 0 || len(row) > maxFrames || row[len(row)-1].At.Sub(row[0].At) > rowSpan {
			t.Errorf("a row of %d frames over %v", len(row), row[len(row)-1].At.Sub(row[0].At))
		}
		if n := len(appendFrames(nil, row)); n > unpacked {
			t.Errorf("a row of %d bytes, and no more than %d are read again", n, unpacked)
		}
		back = append(back, row...)
	}
	if !slices.Equal(back, fs) {
		t.Error("rows do not hold what was cut")
	}
}

// FuzzParseFrames: no bytes make the reader panic or hold more than a row may, and what parses is written as it was read.
func FuzzParseFrames(f *testing.F) {
	plain := appendFrames(nil, examples())
	packed, err := deflate(plain)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append([]byte{bodyPlain}, plain...))
	f.Add(packed)
	f.Add([]byte{bodyPacked, 0xff, 0xff, 0xff, 0xff, 0x7f, 0})
	f.Add([]byte{bodyPlain, 0xff, 0xff, 0xff, 0xff, 0x7f, 0})
	f.Add([]byte{bodyPlain, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		fs, err := parseFrames("d", b)
		if err != nil {
			return
		}
		if len(fs) > maxFrames {
			t.Fatalf("%d frames in a row", len(fs))
		}
		ptrs := make([]*brush.Frame, len(fs))
		for i := range fs {
			ptrs[i] = &fs[i]
		}
		again, err := parseFrames("d", append([]byte{bodyPlain}, appendFrames(nil, ptrs)...))
		if err != nil || len(again) != len(fs) {
			t.Fatalf("written again: %d frames of %d, %v", len(again), len(fs), err)
		}
		for i := range fs {
			if cmpFrames(&fs[i], &again[i]) != 0 || fs[i].Company != again[i].Company || fs[i].RSSI != again[i].RSSI || !bytes.Equal(fs[i].Payload, again[i].Payload) {
				t.Fatalf("frame %d:\n was %+v\n is  %+v", i, fs[i], again[i])
			}
		}
	})
}

// FuzzParseShares: no bytes make the reader panic, and what parses is written as it was read.
func FuzzParseShares(f *testing.F) {
	f.Add([]byte("\x04hall\x32\x00\x00"))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		shares, err := parseShares(b, new(brush.SourceID))
		if err != nil {
			return
		}
		again, err := parseShares(appendShares(nil, shares), new(brush.SourceID))
		if err != nil || !slices.Equal(shares, again) {
			t.Fatalf("%v, %v; was %v", again, err, shares)
		}
	})
}

// TestRowsEnd: a row has 2048 frames, about 256 KiB, and what was heard in a day.
func TestRowsEnd(t *testing.T) {
	at := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what  string
		n     int
		every time.Duration
		size  int
		want  int
	}{
		{"small and close", 3000, time.Second, 0, 2048},
		{"small and far", 3000, time.Minute, 0, 24*60 + 1},
		{"large", 100, time.Second, brush.MaxPayload, 15},
	} {
		var fs []*brush.Frame
		for i := range c.n {
			fs = append(fs, &brush.Frame{Source: "s", Seq: uint64(i), Device: "d", At: at.Add(time.Duration(i) * c.every), Kind: brush.Advert, Payload: make([]byte, c.size)})
		}
		if got := len(cut(fs)[0]); got != c.want {
			t.Errorf("%s: a row of %d frames, want %d", c.what, got, c.want)
		}
	}
}
