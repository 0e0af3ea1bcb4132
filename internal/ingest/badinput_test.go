package ingest_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// captured reads the lines of a maker's file.
func captured(t *testing.T, file string) (fs []brush.Frame) {
	t.Helper()
	raw, err := os.ReadFile("../../brand/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(raw) {
		var f brush.Frame
		if err := wire.ParseFrame(bytes.TrimSpace(line), &f); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		f.Payload = bytes.Clone(f.Payload)
		fs = append(fs, f)
	}
	return fs
}

const kidsFile = "sonicare/testdata/sessions/sonicare-hx6340-kids-complete.jsonl"

// from returns frames as if the first had been heard at a moment, without numbers.
func from(fs []brush.Frame, at time.Time) []brush.Frame {
	out := slices.Clone(fs)
	for i := range out {
		out[i].At, out[i].Seq, out[i].Source = at.Add(fs[i].At.Sub(fs[0].At)), 0, "hall"
	}
	return out
}

func (x *house) brush(d brush.DeviceID) store.Brush {
	x.t.Helper()
	bs, err := x.s.Brushes(x.ctx, home)
	x.ok(err)
	for _, b := range bs {
		if b.Device == d {
			return b
		}
	}
	x.t.Fatalf("no brush %s", d)
	return store.Brush{}
}

func (x *house) kept(d brush.DeviceID) (n int) {
	x.t.Helper()
	x.ok(x.s.Frames(x.ctx, home, d, time.Unix(0, 0), x.now.AddDate(1, 0, 0), func(*brush.Frame) error { n++; return nil }))
	return n
}

// batch accepts frames all at once, when the last of them is heard.
func (x *house) batch(fs []brush.Frame) {
	x.t.Helper()
	x.now = fs[len(fs)-1].At
	x.ok(x.g.Accept(x.ctx, home, fs))
}

// TestSwappedAddresses: two brushes are used at once, and a relay mixes up the addresses of some frames. These are kept and not understood;
// both brushes stay what they are, and their sessions are those of a house that never heard the mixed-up frames.
func TestSwappedAddresses(t *testing.T) {
	for _, together := range []bool{false, true} {
		x, twin := newHouse(t), newHouse(t)
		oralb := from(x.fs, x.fs[0].At)
		kids := from(captured(t, kidsFile), x.fs[0].At)
		a, b := oralb[0].Device, kids[0].Device
		var all, clean []brush.Frame
		swapped := map[brush.DeviceID]int64{}
		for i, f := range append(oralb, kids...) {
			if i%5 == 4 {
				f.Device = map[brush.DeviceID]brush.DeviceID{a: b, b: a}[f.Device]
				swapped[f.Device]++
			} else {
				clean = append(clean, f)
			}
			all = append(all, f)
		}
		byTime := func(a, b brush.Frame) int { return a.At.Compare(b.At) }
		slices.SortStableFunc(all, byTime)
		slices.SortStableFunc(clean, byTime)
		if together {
			x.now, twin.now = all[len(all)-1].At, all[len(all)-1].At
			x.ok(x.g.Accept(x.ctx, home, all))
			twin.ok(twin.g.Accept(twin.ctx, home, clean))
		} else {
			x.hear(all)
			twin.hear(clean)
		}
		x.later(time.Hour)
		twin.later(time.Hour)
		got, want := said(x.sessions()), said(twin.sessions())
		if len(want) < 3 || !reflect.DeepEqual(got, want) {
			t.Errorf("together %t: %d sessions, want %d\ngot  %+v\nwant %+v", together, len(got), len(want), got, want)
		}
		for d, is := range map[brush.DeviceID]brush.BrandID{a: "oralb", b: "sonicare"} {
			row, other := x.brush(d), twin.brush(d)
			if row.Brand != is || row.ModelID != other.ModelID || row.Firmware != other.Firmware || row.Unknown != other.Unknown+swapped[d] {
				t.Errorf("together %t: %s is %+v\nwithout %+v, %d mixed up", together, d, row, other, swapped[d])
			}
			if n := x.kept(d); int64(n) != row.Frames {
				t.Errorf("%d frames of %s are kept, %d were heard", n, d, row.Frames)
			}
		}
		// Reading it all again changes nothing.
		for _, d := range []brush.DeviceID{a, b} {
			_, err := x.g.Reread(x.ctx, home, d, ingest.Rereading{}, x.now, on)
			x.ok(err)
		}
		if again := said(x.sessions()); !reflect.DeepEqual(again, got) {
			t.Errorf("read again: %+v\nwant %+v", again, got)
		}
	}
}

// TestBrandStays: frames of another brand under a brush's address are no news of that brush, for a day; a name that is given to another
// brush is that brush's afterwards, and nothing that was known of the old one is told of it.
func TestBrandStays(t *testing.T) {
	x := newHouse(t)
	kids := captured(t, kidsFile)
	x.batch(x.fs)
	x.update(func(tx store.Tx) error {
		b, err := tx.Brush(x.dev)
		b.Name, b.Battery = "mine", brush.Some(uint8(7))
		return errStore(err, func() error { return tx.PutBrush(b) })
	})
	last := x.fs[len(x.fs)-1].At
	other := func(at time.Time) {
		fs := from(kids, at)
		for i := range fs {
			fs[i].Device = x.dev
		}
		x.batch(fs)
		x.later(time.Hour)
	}
	before := len(x.sessions())
	other(last.Add(ingest.Settled - 10*time.Minute))
	if b := x.brush(x.dev); b.Brand != "oralb" || b.Unknown < int64(len(kids)) || b.Battery.V != 7 || len(x.sessions()) != before {
		t.Errorf("within a day: %+v, %d sessions, want %d", b, len(x.sessions()), before)
	}
	other(last.Add(ingest.Settled + time.Hour))
	b := x.brush(x.dev)
	if b.Brand != "sonicare" || b.Name != "mine" || b.Battery.OK || b.ModelID.OK || len(x.sessions()) != before+1 || x.sessions()[before].Duration != 120 {
		t.Errorf("after a day: %+v, %d sessions, want %d", b, len(x.sessions()), before+1)
	}
	// What comes late of the old one is no brushing of the new one.
	late := from(x.fs, last.Add(ingest.Settled+2*time.Hour))
	x.batch(late)
	if b := x.brush(x.dev); b.Brand != "sonicare" || len(x.sessions()) != before+1 {
		t.Errorf("late: %+v", b)
	}
}

func errStore(err error, fn func() error) error {
	if err != nil {
		return err
	}
	return fn()
}

// TestForgedCompany: a company id or service that is not the payload's is kept, answered yes and not understood; it makes no session, and
// what is claimed gives way to what is understood.
func TestForgedCompany(t *testing.T) {
	oralb, err := hex.DecodeString("06326e0352000900090006")
	if err != nil {
		t.Fatal(err)
	}
	garbage, xiaomi := []byte{0xDE, 0xAD, 0xBE, 0xEF}, append([]byte{0x71, 0x30, 0x89, 0x04, 7, 0x0C, 0x48, 0x3F, 0x34, 0xDE, 0xED, 0x09}, 0x10, 0, 2, 0, 3)
	for _, c := range []struct {
		name    string
		company uint16 // 0: service data of FE95
		payload []byte
		claimed brush.BrandID
	}{
		{"Oral-B's id and nothing of it", 0x00DC, garbage, "oralb"},
		{"Oral-B's id and Xiaomi's payload", 0x00DC, xiaomi, "oralb"},
		{"Xiaomi's company id and Oral-B's payload", 0x038F, oralb, ""},
		{"Xiaomi's service and Oral-B's payload", 0, oralb, ""},
		{"an id of nobody and Oral-B's payload", 0xFFFF, oralb, ""},
	} {
		x := newHouse(t)
		kids := captured(t, kidsFile)
		x.now = kids[0].At
		f := brush.Frame{Source: "hall", Device: kids[0].Device, At: x.now.Add(-time.Minute), Kind: brush.Advert, Payload: c.payload}
		if f.UUID = brush.UUID16(0xFE95); c.company != 0 {
			f.UUID, f.Company = brush.UUID{}, brush.Some(c.company)
		}
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{f}))
		b := x.brush(f.Device)
		if b.Brand != c.claimed || b.Unknown != 1 || b.Battery.OK || b.ModelID.OK || len(x.sessions()) != 0 || x.kept(f.Device) != 1 {
			t.Errorf("%s: %+v, %d sessions", c.name, b, len(x.sessions()))
		}
		// The true owner of the address is at once what it is.
		x.batch(kids)
		f.At = x.now
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{f}))
		x.later(time.Hour)
		if b := x.brush(f.Device); b.Brand != "sonicare" || b.Unknown != 2 || len(x.sessions()) != 1 || x.sessions()[0].Duration != 120 {
			t.Errorf("%s, then Sonicare: %+v, %d sessions", c.name, b, len(x.sessions()))
		}
	}
}

// TestLockedModel: an encrypted handle says in clear which model it is, and a forged advertisement does not change whose it is.
func TestLockedModel(t *testing.T) {
	x := newHouse(t)
	f := captured(t, "xiaomi/testdata/t700.jsonl")[3]
	x.now = f.At
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{f}))
	if b := x.brush(f.Device); b.Locked != store.NeedsKey || b.ModelID != brush.Some(uint16(0x0806)) || b.Brand != "xiaomi" {
		t.Errorf("%+v", b)
	}
	forged := x.fs[0]
	forged.Device, forged.At = f.Device, f.At.Add(time.Second)
	x.hear([]brush.Frame{forged})
	if b := x.brush(f.Device); b.Locked != store.NeedsKey || b.ModelID != brush.Some(uint16(0x0806)) || b.Brand != "xiaomi" || b.Unknown != 2 {
		t.Errorf("after a forged one: %+v", b)
	}
}

// TestStandardAttributes: battery and the like, which every maker has, are read by the brush's own brand: whether it was known before, is
// known from the same request, or becomes known and all is read again.
func TestStandardAttributes(t *testing.T) {
	vectors := captured(t, "sonicare/testdata/hx6340-kids.jsonl")
	maker, battery, clock := vectors[1], vectors[7], vectors[3]
	name := func(f brush.Frame, d brush.DeviceID) brush.Frame { f.Device = d; return f }
	x := newHouse(t)
	x.now = vectors[len(vectors)-1].At
	accept := func(fs ...brush.Frame) { x.t.Helper(); x.ok(x.g.Accept(x.ctx, home, fs)) }

	const moving, together, later, nobody = "5A:11:22:33:44:55", "5A:11:22:33:44:56", "5A:11:22:33:44:57", "5A:11:22:33:44:58"
	accept(name(maker, moving))
	accept(name(battery, moving))
	accept(name(battery, together), name(clock, together))
	accept(name(battery, later))
	accept(name(battery, nobody))
	if b := x.brush(later); b.Battery.OK || b.Unknown != 1 || b.Brand != "" {
		t.Errorf("before anything says whose it is: %+v", b)
	}
	accept(name(clock, later))
	_, err := x.g.Reread(x.ctx, home, later, ingest.Rereading{}, x.now, on)
	x.ok(err)
	for _, d := range []brush.DeviceID{moving, together, later} {
		for range 2 { // the second time after reading it again
			if b := x.brush(d); b.Brand != "sonicare" || b.Battery != brush.Some(uint8(24)) {
				t.Errorf("%s: %+v", d, b)
			}
			_, err := x.g.Reread(x.ctx, home, d, ingest.Rereading{}, x.now, on)
			x.ok(err)
		}
	}
	if b := x.brush(nobody); b.Battery.OK || b.Brand != "" || b.Unknown != 1 {
		t.Errorf("of nobody: %+v", b)
	}
	// Another brand's battery is read in the same way.
	accept(name(x.fs[0], "5A:11:22:33:44:59"))
	b := name(battery, "5A:11:22:33:44:59")
	b.At = x.fs[0].At.Add(time.Second)
	accept(b)
	if b := x.brush(b.Device); b.Brand != "oralb" || b.Battery != brush.Some(uint8(24)) {
		t.Errorf("an Oral-B: %+v", b)
	}
}

// TestImpossibleDates: a stored session that cannot have been when it says is a kept frame, and no session.
func TestImpossibleDates(t *testing.T) {
	now := time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)
	const clock = 5_000_000
	oralb := func(start uint32, seconds uint16) func(*house) []brush.Frame {
		return func(x *house) []brush.Frame {
			return []brush.Frame{x.clockRead(now, clock), x.recordRead(now.Add(time.Second), start, 12, seconds, 0)}
		}
	}
	open := func(text string, args ...any) func(*house) []brush.Frame {
		return func(x *house) []brush.Frame {
			return []brush.Frame{{Source: "hall", Device: x.dev, At: now, Kind: brush.Report, Format: "enamel/1", Payload: fmt.Appendf(nil, text, args...)}}
		}
	}
	yesterday := now.Add(-24 * time.Hour).Unix()
	for _, c := range []struct {
		name     string
		frames   func(*house) []brush.Frame
		sessions int
		unknown  int64
	}{
		{"a day ago", oralb(clock-86_400, 120), 1, 0},
		{"ends when it is read", oralb(clock-120, 120), 1, 0},
		{"on a counter that is behind", oralb(clock+5, 120), 0, 0},
		{"would end an hour from now", oralb(clock-60, 3660), 0, 0},
		{"no length", oralb(clock-86_400, 0), 0, 1},
		{"longer than two hours", oralb(clock-86_400, 7201), 0, 1},
		{"no start", oralb(0, 120), 0, 1},
		{"before such handles were made", oralb(1, 120), 1, 0}, // 58 days of its counter ago: can be
		{"open: a day ago", open(`{"session":{"start":%d,"duration_s":120}}`, yesterday), 1, 0},
		{"open: 1970", open(`{"session":{"start":0,"duration_s":120}}`), 0, 0},
		{"open: a counter for a time of day", open(`{"session":{"start":5000000,"duration_s":120}}`), 0, 0},
		{"open: 2013", open(`{"session":{"start":1388534399,"duration_s":120}}`), 0, 0},
		{"open: tomorrow", open(`{"session":{"start":%d,"duration_s":120}}`, now.Add(24*time.Hour).Unix()), 0, 0},
		{"open: 2106", open(`{"session":{"start":4294967295,"duration_s":120}}`), 0, 0},
		{"open: no length", open(`{"session":{"start":%d,"duration_s":0}}`, yesterday), 0, 1},
		{"open: longer than two hours", open(`{"session":{"start":%d,"duration_s":7201}}`, yesterday), 0, 1},
		{"open: a start before 1970", open(`{"session":{"start":-1,"duration_s":120}}`), 0, 1},
		{"open: a counter and no clock", open(`{"session":{"start_clock":77,"duration_s":120}}`), 0, 0},
	} {
		x := newHouse(t)
		x.now = now.Add(time.Minute)
		fs := c.frames(x)
		for range 2 {
			x.ok(x.g.Accept(x.ctx, home, fs))
		}
		b := x.brush(x.dev)
		if got := x.sessions(); len(got) != c.sessions || b.Unknown != 2*c.unknown || x.kept(x.dev) != len(fs) {
			t.Errorf("%s: %d sessions, want %d; %d not understood, want %d; %d kept of %d", c.name, len(got), c.sessions, b.Unknown, 2*c.unknown, x.kept(x.dev), len(fs))
		}
	}
}

// TestOverlappingRecords: a handle that says it brushed twice at once is believed once; the longer reading of one record replaces the
// shorter.
func TestOverlappingRecords(t *testing.T) {
	const clock = 5_000_000
	x := newHouse(t)
	x.now = x.fs[0].At
	read := func(after time.Duration, start uint32, id, seconds uint16) {
		at := x.now.Add(after)
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(at, clock+uint32(after/time.Second)), x.recordRead(at.Add(time.Second), start, id, seconds, 0)}))
	}
	const began = clock - 40_000
	read(0, began, 12, 60)
	read(time.Minute, began, 12, 118)
	read(2*time.Minute, began+20, 13, 90) // within the one before
	read(3*time.Minute, began+3600, 14, 100)
	got := x.sessions()
	if len(got) != 2 || got[0].Duration != 118 || got[1].Duration != 100 {
		t.Errorf("%+v", got)
	}
}
