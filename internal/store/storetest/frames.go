package storetest

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// frame returns an advertisement heard so many seconds into the morning.
func frame(d brush.DeviceID, src brush.SourceID, seq uint64, seconds float64) brush.Frame {
	return brush.Frame{Source: src, Seq: seq, Device: d, At: at(seconds), Kind: brush.Advert, Company: brush.Some[uint16](220), Payload: []byte{6, 50, 110, 3, byte(seq), byte(seq >> 8)}}
}

func frames(t testing.TB, s store.Store, h brush.HouseholdID, d brush.DeviceID) (fs []brush.Frame) {
	t.Helper()
	return framesIn(t, s, h, d, at(-1e8), at(1e8))
}

func framesIn(t testing.TB, s store.Store, h brush.HouseholdID, d brush.DeviceID, from, to time.Time) (fs []brush.Frame) {
	t.Helper()
	ok(t, s.Frames(context.Background(), h, d, from, to, func(f *brush.Frame) error {
		c := *f
		c.Payload = slices.Clone(f.Payload)
		fs = append(fs, c)
		return nil
	}))
	return fs
}

func keep(t testing.TB, s store.Store, fs ...brush.Frame) {
	t.Helper()
	must(t, s, home, func(tx store.Tx) error { return tx.KeepFrames(fs[0].Device, fs) })
}

func framesOnce(t *testing.T, s store.Store) {
	// Every form of frame, in no order, in several calls, some again.
	all := []brush.Frame{
		frame("a", "hall", 1, 0),
		{Source: "hall", Seq: 2, Device: "a", At: at(1.000001), Kind: brush.Advert, UUID: brush.UUID16(0xfe95), RSSI: brush.Some[int8](-128), Payload: []byte{0}},
		{Source: "hall", Seq: 3, Device: "a", At: at(1.5), Kind: brush.Notify, UUID: brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d54090"), Payload: []byte{1, 2}},
		{Source: "bath/ear", Seq: 2, Device: "a", At: at(1.5), Kind: brush.Read, UUID: brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d54090"), RSSI: brush.Some[int8](127), Payload: []byte{}},
		{Source: "self", Device: "a", At: at(2), Kind: brush.Report, Format: "enamel-session", Payload: []byte(`{"a":1}`)},
		{Source: "self", Device: "a", At: at(2), Kind: brush.Report, Format: "enamel-session", Payload: []byte(`{"a":2}`)},
		{Source: "me", Seq: math.MaxUint64, Device: "a", At: at(3), Kind: brush.Entry, Format: "timer", Payload: bytes.Repeat([]byte("x"), brush.MaxPayload)},
		frame("a", "hall", 4, 3000),
		frame("a", "hall", 5, 90000), // more than a day later
		frame("a", "hall", 1<<63, 90001),
	}
	keep(t, s, all[5], all[0], all[7])
	keep(t, s, all...)
	keep(t, s, all[5], all[0], all[7])
	keep(t, s, all[3], all[3], all[2], all[8])
	want := slices.Clone(all)
	slices.SortStableFunc(want, func(a, b brush.Frame) int { return a.At.Compare(b.At) })
	want[2], want[3] = all[3], all[2] // of one time: in order of the source
	check := func(got, want []brush.Frame) {
		t.Helper()
		if len(got) != len(want) {
			t.Fatalf("%d frames, want %d", len(got), len(want))
		}
		for i := range got {
			g, w := got[i], want[i]
			if len(g.Payload) == 0 && len(w.Payload) == 0 {
				g.Payload, w.Payload = nil, nil
			}
			if !reflect.DeepEqual(g, w) {
				t.Errorf("frame %d:\n got %+v\nwant %+v", i, g, w)
			}
		}
	}
	check(frames(t, s, home, "a"), want)
	check(framesIn(t, s, home, "a", at(1.5), at(3)), want[2:7])
	check(framesIn(t, s, home, "a", at(3.001), at(2999)), nil)
	check(framesIn(t, s, home, "a", at(90000), at(90000)), want[8:9])
	check(frames(t, s, other, "a"), nil)
	check(frames(t, s, home, "b"), nil)

	stop := errors.New("stop")
	n := 0
	err := s.Frames(context.Background(), home, "a", at(0), at(1e6), func(*brush.Frame) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 3 {
		t.Errorf("fn stopped at 3: %v after %d", err, n)
	}
}

// manyFrames keeps so many, so often and in such disorder that any packing must have happened.
func manyFrames(t *testing.T, s store.Store) {
	rnd := rand.New(rand.NewPCG(7, 11))
	var want []brush.Frame
	for i := range 6000 {
		want = append(want, frame("a", "hall", uint64(i+1), float64(i)/2))
	}
	sent := slices.Clone(want)
	// Mostly in order, some early and late, as relays deliver.
	for range 600 {
		i := rnd.IntN(len(sent))
		k := min(i+rnd.IntN(40), len(sent)-1)
		sent[i], sent[k] = sent[k], sent[i]
	}
	for i := 0; i < len(sent); {
		n := min(1+rnd.IntN(12), len(sent)-i)
		if rnd.IntN(50) == 0 {
			n = min(600, len(sent)-i)
		}
		keep(t, s, sent[i:i+n]...)
		if rnd.IntN(5) == 0 {
			keep(t, s, sent[max(0, i-3):i+n]...)
		}
		i += n
	}
	keep(t, s, sent[100:1900]...)
	got := frames(t, s, home, "a")
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%d frames come back, want %d, each once and in order of time", len(got), len(want))
	}
	if got := framesIn(t, s, home, "a", at(1000), at(1999.5)); !reflect.DeepEqual(got, want[2000:4000]) {
		t.Fatalf("%d frames in a span, want 2000", len(got))
	}
}

func badFrames(t *testing.T, s store.Store) {
	for name, change := range map[string]func(*brush.Frame){
		"another device": func(f *brush.Frame) { f.Device = "b" },
		"no kind":        func(f *brush.Frame) { f.Kind = 0 },
		"huge payload":   func(f *brush.Frame) { f.Payload = make([]byte, brush.MaxPayload+1) },
	} {
		bad := frame("a", "hall", 2, 1)
		change(&bad)
		err := s.Update(context.Background(), home, func(tx store.Tx) error { return tx.KeepFrames("a", []brush.Frame{frame("a", "hall", 1, 0), bad}) })
		var field *brush.FieldError
		if !errors.As(err, &field) || field.Field == "" {
			t.Errorf("%s: %v, want an error that names the field", name, err)
		}
	}
	if fs := frames(t, s, home, "a"); len(fs) != 0 {
		t.Errorf("%d frames are kept of calls that failed", len(fs))
	}
}

// framesInside: an update reads the frames that were kept, its own among them, once and in order.
func framesInside(t *testing.T, s store.Store) {
	frame := func(i int) brush.Frame {
		return brush.Frame{Source: "hall", Seq: uint64(i + 1), Device: "d", At: at(float64(i)), Kind: brush.Advert, Payload: []byte{byte(i)}}
	}
	must(t, s, home, func(tx store.Tx) error { return tx.KeepFrames("d", []brush.Frame{frame(4), frame(1)}) })
	must(t, s, "next door", func(tx store.Tx) error { return tx.KeepFrames("d", []brush.Frame{frame(3)}) })
	must(t, s, home, func(tx store.Tx) error {
		if err := tx.KeepFrames("d", []brush.Frame{frame(2), frame(4), frame(9)}); err != nil {
			return err
		}
		var got []byte
		err := tx.Frames("d", at(1), at(4), func(f *brush.Frame) error {
			got = append(got, f.Payload...)
			return nil
		})
		if string(got) != "\x01\x02\x04" {
			t.Errorf("read % x", got)
		}
		return err
	})
}
