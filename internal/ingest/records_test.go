package ingest_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// clockRead and recordRead are what a phone reads from an Oral-B after a brushing: its clock, and the last session it stored
// ([oralb-17], the record of 21 bytes).
func (x *house) clockRead(at time.Time, value uint32) brush.Frame {
	return brush.Frame{Source: "phone", Device: x.dev, At: at, Kind: brush.Read, UUID: brush.MustUUID("a0f0ff22-5047-4d53-8208-4f72616c2d42"),
		Payload: binary.LittleEndian.AppendUint32(nil, value)}
}

func (x *house) recordRead(at time.Time, start uint32, id, seconds, highTenths uint16) brush.Frame {
	b := binary.LittleEndian.AppendUint32(nil, start)
	b = binary.LittleEndian.AppendUint16(b, id)
	b = binary.LittleEndian.AppendUint16(b, 120|4<<13)
	b = binary.LittleEndian.AppendUint16(b, seconds)
	b = binary.LittleEndian.AppendUint16(b, highTenths)
	b = append(b, 0, 0, 19, 33, 1, 0, 1, 0, 83)
	return brush.Frame{Source: "phone", Device: x.dev, At: at, Kind: brush.Read, UUID: brush.MustUUID("a0f0ff29-5047-4d53-8208-4f72616c2d42"), Payload: b}
}

// TestRecordSettles: what the handle stored settles the session that was heard, with its clock days off, and is never counted twice.
func TestRecordSettles(t *testing.T) {
	x := newHouse(t)
	_, whole := x.parts()
	x.hear(whole[:len(whole)/2]) // the end is not heard
	x.later(5 * time.Minute)
	heard := x.sessions()
	if len(heard) != 1 || heard[0].Ending != session.CutOff {
		t.Fatalf("%+v", heard)
	}
	x.ok(x.g.Assign(x.ctx, home, heard[0].ID, "ada", false))

	const clock = 826_000_000
	read := heard[0].Start.Add(10 * time.Minute)
	x.now = read
	began := uint32(clock - read.Sub(heard[0].Start.Add(2*time.Second))/time.Second)
	record := x.recordRead(read.Add(time.Second), began, 329, 123, 42)
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(read, clock)}))
	for range 2 { // the second time in a later connection
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{record}))
		record.At = record.At.Add(4 * time.Second)
	}
	got := x.sessions()
	if len(got) != 1 {
		t.Fatalf("%d sessions", len(got))
	}
	s := got[0]
	if s.ID != heard[0].ID || s.Person != "ada" || s.Duration != 123 || s.Ending != session.Reported || s.High != 4 || s.Recorded == nil || s.Recorded.Duration != 123 ||
		s.Heard != heard[0].Heard || s.Battery.V != 83 {
		t.Errorf("%+v recorded %+v", s, s.Recorded)
	}
	one, err := x.s.Session(x.ctx, home, s.ID)
	x.ok(err)
	if one.Recorded == nil || len(one.Slots) != 123 {
		t.Errorf("kept as %+v with %d slots", one.Recorded, len(one.Slots))
	}
}

// TestRecordAlone: a brushing that nobody heard is a session of its own, once; one of which nobody can say when it was is a kept frame.
func TestRecordAlone(t *testing.T) {
	x := newHouse(t)
	x.now = x.fs[0].At
	const clock = 5_000_000
	yesterday := uint32(clock - 20*3600)
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.recordRead(x.now, yesterday, 12, 118, 0)}))
	if got := x.sessions(); len(got) != 0 {
		t.Fatalf("without a clock: %+v", got)
	}
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(x.now, clock), x.recordRead(x.now.Add(time.Second), yesterday, 12, 118, 0)}))
	got := x.sessions()
	if len(got) != 1 || got[0].Duration != 118 || got[0].Heard != 0 || !got[0].Start.Equal(x.now.Add(-20*time.Hour).Truncate(time.Millisecond)) {
		t.Fatalf("%+v", got)
	}
	// What is heard now is another brushing.
	_, whole := x.parts()
	x.hear(whole)
	if got := x.sessions(); len(got) != 2 || got[1].Recorded != nil {
		t.Errorf("%d sessions", len(got))
	}
	// Somebody deletes it; the same record, read again, does not bring it back.
	x.ok(x.g.Remove(x.ctx, home, got[0].ID))
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(x.now, clock+uint32(x.now.Sub(x.fs[0].At)/time.Second)), x.recordRead(x.now, yesterday, 12, 118, 0)}))
	if got := x.sessions(); len(got) != 1 {
		t.Errorf("%d sessions after one was deleted", len(got))
	}
}

// TestRecordBeforeItsClock: a record on a counter means the same whether the clock that tells when it was comes before it, with it or behind
// it; late, twice, from another moment within ten minutes, or when the newest clock is another one.
func TestRecordBeforeItsClock(t *testing.T) {
	now := time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)
	const clock, began = 5_000_000, 5_000_000 - 40_000
	x := newHouse(t)
	record, read := x.recordRead(now.Add(time.Second), began, 12, 118, 0), x.clockRead(now, clock)
	later, latest := x.clockRead(now.Add(9*time.Minute), clock+540), x.clockRead(now.Add(30*time.Minute), clock+1800)
	other := x.clockRead(now, clock)
	other.Source = "attic"
	far := x.clockRead(now.Add(-11*time.Minute), clock-660)
	for _, c := range []struct {
		name     string
		calls    [][]brush.Frame
		sessions int
	}{
		{"together", [][]brush.Frame{{read, record}}, 1},
		{"the clock behind it", [][]brush.Frame{{record}, {read}}, 1},
		{"nine minutes behind it", [][]brush.Frame{{record}, {later}}, 1},
		{"behind it, while a newer one is known", [][]brush.Frame{{latest}, {record}, {read}}, 1},
		{"it behind a clock that is no longer the newest", [][]brush.Frame{{read}, {latest}, {record}}, 1},
		{"everything twice", [][]brush.Frame{{record}, {record}, {latest}, {read}, {read}, {record}}, 1},
		{"half an hour behind it", [][]brush.Frame{{record}, {latest}}, 0},
		{"eleven minutes before it", [][]brush.Frame{{far}, {record}}, 0},
		{"another source's clock", [][]brush.Frame{{record}, {other}}, 0},
	} {
		x := newHouse(t)
		x.now = now.Add(time.Hour)
		for _, fs := range c.calls {
			x.ok(x.g.Accept(x.ctx, home, fs))
		}
		got := x.sessions()
		if len(got) != c.sessions || len(got) == 1 && (got[0].Duration != 118 || !got[0].Start.Equal(now.Add(-40_000*time.Second))) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// counted counts how often kept frames are read inside updates, and how many.
type counted struct {
	store.Store
	reads  *int
	frames *int // nil: nobody wants to know
}

type countedTx struct {
	store.Tx
	counted
}

func (c counted) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	return c.Store.Update(ctx, h, func(tx store.Tx) error { return fn(countedTx{tx, c}) })
}

func (c countedTx) Frames(d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error {
	*c.reads++
	return c.Tx.Frames(d, from, to, func(f *brush.Frame) error {
		if c.frames != nil {
			*c.frames++
		}
		return fn(f)
	})
}

// TestSteadyClock: a handle that tells its clock each second costs no look at its kept frames each second.
func TestSteadyClock(t *testing.T) {
	x := newHouse(t)
	reads := 0
	x.g.Store = counted{Store: x.s, reads: &reads}
	now := time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)
	x.now = now.Add(time.Hour)
	for i := range 120 {
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(now.Add(time.Duration(i)*time.Second), 5_000_000+uint32(i))}))
	}
	if reads != 1 {
		t.Errorf("120 readings of a clock look %d times", reads)
	}
}

// TestClockIsLookedAtAgain: a minute later a handle's clock may say something new.
func TestClockIsLookedAtAgain(t *testing.T) {
	x := newHouse(t)
	reads := 0
	x.g.Store = counted{Store: x.s, reads: &reads}
	now := time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)
	x.now = now.Add(time.Hour)
	for _, s := range []int{0, 60, 121, 182} { // a minute is steady, and a second more is not
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(now.Add(time.Duration(s)*time.Second), 5_000_000+uint32(s))}))
	}
	if reads != 3 {
		t.Errorf("4 readings of a clock look %d times, want 3", reads)
	}
}

// TestManyFramesBeside: however many advertisements were kept about the moment of a record, it is found between them, and each
// of them is looked at once; of frames that could be its clock only so many are read again.
func TestManyFramesBeside(t *testing.T) {
	x := newHouse(t)
	reads, looked := 0, 0
	x.g.Store = counted{x.s, &reads, &looked}
	now := time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)
	x.now = now.Add(time.Hour)
	var fs []brush.Frame
	for i := range 9000 {
		f := x.fs[0]
		f.At, f.Seq = now.Add(time.Duration(i)*100*time.Millisecond), uint64(i+1)
		fs = append(fs, f)
	}
	for len(fs) > 0 {
		x.ok(x.g.Accept(x.ctx, home, fs[:3000]))
		fs = fs[3000:]
	}
	read := now.Add(7 * time.Minute)
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.recordRead(read, 5_000_000-40_000, 12, 118, 0)}))
	looked = 0
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(read.Add(time.Second), 5_000_000)}))
	if looked > 9002 {
		t.Errorf("%d frames were looked at, and 9002 are kept", looked)
	}
	placed := func() (n int) {
		for _, s := range x.sessions() {
			if s.Recorded != nil {
				n++
			}
		}
		return n
	}
	if n := placed(); n != 1 {
		t.Errorf("%d records are placed", n)
	}
	tomorrow := now.Add(24 * time.Hour)
	x.now = tomorrow.Add(time.Hour)
	for i := range 5000 {
		f := x.recordRead(tomorrow.Add(time.Duration(i)*50*time.Millisecond), 6_000_000-40_000, 13, 100, 0)
		fs = append(fs, f)
	}
	x.ok(x.g.Accept(x.ctx, home, fs[:2500]))
	looked = 0
	x.ok(x.g.Accept(x.ctx, home, fs[2500:]))
	if looked > 5000 {
		t.Errorf("%d frames were looked at for thousands of records without a clock, and 5000 are kept", looked)
	}
}

// TestMostBeside: of what is kept about the moment of a clock 4096 frames are read again, and what lies behind them is passed by.
func TestMostBeside(t *testing.T) {
	now := time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)
	for before, want := range map[int]int{4095: 1, 4096: 0} {
		x := newHouse(t)
		x.now = now.Add(time.Hour)
		record := x.recordRead(now.Add(time.Minute), 5_000_000-40_000, 12, 118, 0)
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{record}))
		x.update(func(tx store.Tx) error {
			fs := make([]brush.Frame, before)
			for i := range fs {
				fs[i] = brush.Frame{Device: x.dev, Source: record.Source, Seq: uint64(1e6 + i), At: now.Add(time.Duration(i) * time.Millisecond), Kind: brush.Read,
					UUID: brush.MustUUID("00002a29-0000-1000-8000-00805f9b34fb"), Payload: []byte("x")}
			}
			return tx.KeepFrames(x.dev, fs)
		})
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(now.Add(61*time.Second), 5_000_000)}))
		if got := x.sessions(); len(got) != want {
			t.Errorf("a record behind %d others: %+v", before, got)
		}
	}
}
