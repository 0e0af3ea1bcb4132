package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/sinktest"
)

func decoded(t *testing.T, in string) string {
	t.Helper()
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	if err := decodeLines(out, strings.NewReader(in), &brand.Handles{Makers: all.Set()}); err != nil {
		t.Fatal(err)
	}
	out.Flush()
	return b.String()
}

func TestDecodeLines(t *testing.T) {
	const head = `{"device":"02:00:00:00:15:01","at":"2026-05-23T09:02:00Z","kind":"advert",`
	for _, c := range []struct{ in, want string }{
		{head + `"company":220,"hex":"06326e0352000900090006"}`,
			`{"device":"02:00:00:00:15:01","brand":"oralb","model":"iO Series","model_id":50,"protocol":6,"firmware":110,"activity":"running","elapsed_s":9,"mode":"daily clean","mode_code":0,"sector":1,"sectors":6,"pressure":"normal","face":1,"power_button":false,"mode_button":false}`},
		{"\n" + head + `"company":220,"hex":"0a"}`, `{"line":2,"device":"02:00:00:00:15:01","brand":"oralb","understood":false,"reason":"of this maker, and nobody knows yet what it says"}`},
		{head + `"company":76,"hex":"0a"}`, `{"line":1,"device":"02:00:00:00:15:01","understood":false,"reason":"no maker's folder claims such a frame"}`},
		{head + `"company":220,"hex":"06a26e03520009000900060000aa"}`, `{"line":1,"device":"02:00:00:00:15:01","brand":"oralb","understood":true,"brush":false,"reason":"a charger or a dock, not a brush"}`},
		{head + `"company":220,"hex":"0"}`, `{"line":1,"error":"hex: has an odd number of digits"}`},
		{"[" + head + `"company":220}]`, `{"line":1,"error":"hex: is missing"}`},
		{"hello", `{"line":1,"error":"is not JSON: an object is expected at byte 1"}`},
		{`{"a":1`, `{"line":1,"error":"is not JSON: it ends too early"}`},
		{strings.Repeat("x", wire.MaxLine+1), `{"line":1,"error":"is longer than 49152 bytes"}`},
	} {
		if got := decoded(t, c.in); got != c.want+"\n" {
			t.Errorf("%.80s\ngot  %swant %s", c.in, got, c.want)
		}
	}
}

// One line out for each line in, in order, each JSON.
func TestDecodeLinesInOrder(t *testing.T) {
	fs := sinktest.Capture(t)
	var in []byte
	for i := range fs {
		in = append(wire.AppendFrame(in, &fs[i]), '\n')
		if i%7 == 0 {
			in = append(in, "garbage\n"...)
		}
	}
	i, line := 0, 0
	for got := range strings.Lines(decoded(t, string(in))) {
		line++
		var v struct {
			Line    int
			Device  string
			Elapsed int `json:"elapsed_s"`
			Error   string
		}
		if err := json.Unmarshal([]byte(got), &v); err != nil {
			t.Fatalf("line %d: %v: %s", line, err, got)
		}
		if v.Error != "" {
			if v.Line != line {
				t.Errorf("an error says line %d, it is line %d", v.Line, line)
			}
			continue
		}
		if want := int(fs[i].Payload[5])*60 + int(fs[i].Payload[6]); v.Elapsed != want {
			t.Errorf("frame %d: %d s, want %d s", i, v.Elapsed, want)
		}
		i++
	}
	if i != len(fs) {
		t.Errorf("%d frames came out, %d went in", i, len(fs))
	}
}

func sessionsOf(t *testing.T, fs []brush.Frame) []wire.Session {
	t.Helper()
	var in []byte
	for i := range fs {
		in = append(wire.AppendFrame(in, &fs[i]), '\n')
	}
	var b, complaints bytes.Buffer
	out := bufio.NewWriter(&b)
	if err := decodeSessions(out, &complaints, bytes.NewReader(in), &brand.Handles{Makers: all.Set()}, true); err != nil {
		t.Fatal(err)
	}
	out.Flush()
	if complaints.Len() > 0 {
		t.Errorf("complains: %s", complaints.String())
	}
	var ss []wire.Session
	for d := json.NewDecoder(&b); ; {
		var s wire.Session
		if err := d.Decode(&s); err == io.EOF {
			return ss
		} else if err != nil {
			t.Fatal(err)
		}
		ss = append(ss, s)
	}
}

// The note of the capture: the log begins within a brushing, which stops at 74 s and idles; then a whole one of six sectors, with one
// frame of high pressure, to 123 s.
func TestDecodeSessions(t *testing.T) {
	fs := sinktest.Capture(t)
	got := sessionsOf(t, fs)
	if len(got) != 2 {
		t.Fatalf("%d sessions, want 2: %+v", len(got), got)
	}
	for i, want := range []struct {
		duration, high uint32
	}{{74, 0}, {123, 1}} {
		s := got[i]
		if s.Duration != want.duration || s.PressureHigh == nil || *s.PressureHigh != want.high || s.Ended != "heard" || s.EndState != "idle" || s.Mode != "daily clean" || s.Sectors != 6 || s.Brand != "oralb" {
			t.Errorf("session %d is %+v", i, s)
		}
		var seconds, heard uint32
		for _, r := range s.Runs {
			if r.From != seconds {
				t.Errorf("session %d: a run begins at %d s, the one before ended at %d s", i, r.From, seconds)
			}
			if r.Heard {
				heard += r.To - r.From
			}
			seconds = r.To
		}
		if seconds != s.Duration || heard != s.HeardSeconds {
			t.Errorf("session %d: its runs are %d s of %d, %d s heard of %d", i, seconds, s.Duration, heard, s.HeardSeconds)
		}
	}
	shuffled := slices.Concat(fs, fs)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if again := sessionsOf(t, shuffled); fmt.Sprint(flat(again)) != fmt.Sprint(flat(got)) {
		t.Errorf("shuffled and doubled:\n%s\nwant\n%s", flat(again), flat(got))
	}
}

func flat(ss []wire.Session) string {
	b, err := json.Marshal(ss)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Many evenings of several handles: nothing is lost where a handle's evidence is let go, the order is by start, and memory does not
// grow with the file.
func TestDecodeSessionsOfALongFile(t *testing.T) {
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	fs := sinktest.Capture(t)
	const days, handles = 100, 3
	r, w := io.Pipe()
	go func() {
		var in []byte
		for day := range days {
			for i := range fs {
				for h := range handles {
					f := fs[i]
					f.Device = brush.DeviceID(fmt.Sprint("handle ", h))
					f.Seq = 0
					f.At = f.At.AddDate(0, 0, day).Add(time.Duration(h) * time.Second)
					in = append(wire.AppendFrame(in[:0], &f), '\n')
					if _, err := w.Write(in); err != nil {
						return
					}
				}
			}
		}
		w.Close()
	}()
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	if err := decodeSessions(out, io.Discard, r, &brand.Handles{Makers: all.Set()}, false); err != nil {
		t.Fatal(err)
	}
	out.Flush()
	n, last := 0, time.Time{}
	for d := json.NewDecoder(&b); d.More(); n++ {
		var s wire.Session
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		if s.StartedAt.Before(last) {
			t.Errorf("session %d begins at %v, the one before at %v", n, s.StartedAt, last)
		}
		if last = s.StartedAt; s.Duration != 74 && s.Duration != 123 {
			t.Errorf("session %d is %d s long", n, s.Duration)
		}
	}
	if want := days * handles * 2; n != want {
		t.Errorf("%d sessions, want %d", n, want)
	}
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapSys > before.HeapSys+100<<20 { // it may be smaller than before
		t.Errorf("the heap grew by %d MB", (m.HeapSys-before.HeapSys)>>20)
	}
}

// More handles than are held: each is folded when it has been silent longest.
func TestDecodeSessionsOfManyHandles(t *testing.T) {
	fs := sinktest.Capture(t)[172:]
	var all []brush.Frame
	for h := range 4096 + 100 {
		for i := range fs {
			f := fs[i]
			f.Device = brush.DeviceID(fmt.Sprint("handle ", h))
			f.At = f.At.Add(time.Duration(h) * time.Hour)
			all = append(all, f)
		}
	}
	if got := sessionsOf(t, all); len(got) != 4096+100 {
		t.Errorf("%d sessions, want one of each of %d handles", len(got), 4096+100)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"device":"d","at":"2026-05-23T09:02:00Z","kind":"advert","company":220,"hex":"06326e0352000900090006"}`))
	f.Add([]byte("[1,2"))
	f.Add([]byte("x\n\ny"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var b bytes.Buffer
		out := bufio.NewWriter(&b)
		_ = decodeLines(out, bytes.NewReader(in), &brand.Handles{Makers: all.Set()}) // a broken array ends with an error, what came before it stays
		out.Flush()
		for line := range bytes.Lines(b.Bytes()) {
			if !json.Valid(line) {
				t.Errorf("%q is no JSON", line)
			}
		}
		b.Reset()
		_ = decodeSessions(out, io.Discard, bytes.NewReader(in), &brand.Handles{Makers: all.Set()}, true)
		out.Flush()
		for line := range bytes.Lines(b.Bytes()) {
			if !json.Valid(line) {
				t.Errorf("%q is no JSON", line)
			}
		}
	})
}

func BenchmarkDecodeLines(b *testing.B) {
	var in []byte
	for _, f := range sinktest.Capture(b) {
		in = append(wire.AppendFrame(in, &f), '\n')
	}
	b.SetBytes(int64(len(in)))
	out := bufio.NewWriter(io.Discard)
	for b.Loop() {
		if err := decodeLines(out, bytes.NewReader(in), &brand.Handles{Makers: all.Set()}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeSessions(b *testing.B) {
	var in []byte
	for _, f := range sinktest.Capture(b) {
		in = append(wire.AppendFrame(in, &f), '\n')
	}
	b.SetBytes(int64(len(in)))
	out := bufio.NewWriter(io.Discard)
	for b.Loop() {
		if err := decodeSessions(out, io.Discard, bytes.NewReader(in), &brand.Handles{Makers: all.Set()}, false); err != nil {
			b.Fatal(err)
		}
	}
}

// TestDecodeSessionsOfMuch: four hundred thousand observations are in memory at once, of however many handles; then the oldest are written out.
func TestDecodeSessionsOfMuch(t *testing.T) {
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	fo := folder{out: out, handles: &brand.Handles{Makers: all.Set()}, devices: map[brush.DeviceID]*heard{}}
	f := sinktest.Capture(t)[0]
	f.Payload = slices.Clone(f.Payload)
	f.Payload[3] = 3 // it runs
	most, at := 0, f.At
	for h := range 240 {
		f.Device = brush.DeviceID(fmt.Sprint("handle ", h))
		for s := range 1800 {
			f.At = at.Add(time.Duration(s) * time.Second)
			f.Payload[5], f.Payload[6] = byte(s/60), byte(s%60)
			if err := fo.add(&f); err != nil {
				t.Fatal(err)
			}
			most = max(most, fo.obs)
		}
	}
	if most != 400_000 {
		t.Errorf("%d observations were in memory at once", most)
	}
}
