package ingest_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
)

// said is what frames say of sessions, without when their rows were written.
func said(ss []store.Session) []store.Session {
	for i := range ss {
		ss[i].Updated = time.Time{}
	}
	return ss
}

func (x *house) reread(at ingest.Rereading, progress func(ingest.Rereading) error) (ingest.Rereading, error) {
	return x.g.Reread(x.ctx, home, x.dev, at, x.now, progress)
}

func on(ingest.Rereading) error { return nil }

// many is the capture on so many days.
func (x *house) many(days int) []brush.Frame {
	var fs []brush.Frame
	for day := range days {
		for _, f := range x.fs {
			f.At = f.At.AddDate(0, 0, day)
			if f.Seq != 0 {
				f.Seq += uint64(day) * 100_000
			}
			fs = append(fs, f)
		}
	}
	return fs
}

// TestReread: frames that nobody understood are kept; when their maker is known they become the sessions that they would have been, once.
// What people say of these stays when they are read again.
func TestReread(t *testing.T) {
	x, twin := newHouse(t), newHouse(t)
	fs := x.many(4)
	makers := x.g.Brands
	x.g.Brands = brand.Set{}
	for _, h := range []*house{x, twin} {
		h.now = fs[len(fs)-1].At
		h.ok(h.g.Accept(h.ctx, home, fs))
		h.later(time.Hour)
	}
	if got := x.sessions(); len(got) != 0 {
		t.Fatalf("understood without a maker: %+v", got)
	}
	before, err := x.s.Brushes(x.ctx, home)
	x.ok(err)
	if len(before) != 1 || before[0].Unknown != int64(len(fs)) || before[0].Brand != "" {
		t.Fatalf("%+v", before)
	}

	x.g.Brands = makers
	batches := 0
	done, err := x.reread(ingest.Rereading{}, func(ingest.Rereading) error { batches++; return nil })
	x.ok(err)
	got, want := said(x.sessions()), said(twin.sessions())
	if len(want) < 4 || !reflect.DeepEqual(got, want) {
		t.Fatalf("%d sessions, want %d\ngot  %+v\nwant %+v", len(got), len(want), got, want)
	}
	if !done.Done || done.Frames != int64(len(fs)) || done.New != int64(len(want)) || done.Unknown != 0 || batches < 2 {
		t.Errorf("%d batches, %+v", batches, done)
	}
	b, err := x.s.Brushes(x.ctx, home)
	x.ok(err)
	tb, err := twin.s.Brushes(twin.ctx, home)
	x.ok(err)
	if b[0].Unknown != 0 || b[0].Brand != "oralb" || b[0].ModelID != tb[0].ModelID || b[0].Frames != int64(len(fs)) {
		t.Errorf("%+v", b[0])
	}

	// Words stay, what was deleted stays away, and nothing changes when nothing was learned.
	x.ok(x.g.Assign(x.ctx, home, got[0].ID, "ada", false))
	x.ok(x.g.Remove(x.ctx, home, got[1].ID))
	worded := x.sessions()
	_, last := x.feed(0)
	done, err = x.reread(ingest.Rereading{}, on)
	x.ok(err)
	if after := x.sessions(); !reflect.DeepEqual(after, worded) || done.New+done.Amended+done.Removed != 0 {
		t.Errorf("%+v\nbefore %+v\nafter  %+v", done, worded, after)
	}
	if told, _ := x.feed(last); told != "" {
		t.Errorf("the feed tells %s", told)
	}
	kept := 0
	x.ok(x.s.Frames(x.ctx, home, x.dev, fs[0].At, fs[len(fs)-1].At, func(*brush.Frame) error { kept++; return nil }))
	if kept != len(fs) {
		t.Errorf("%d frames are kept of %d", kept, len(fs))
	}
}

// TestRereadGoesOn: what was stopped goes on where it was, and frames that come meanwhile are not lost or counted twice.
func TestRereadGoesOn(t *testing.T) {
	x, twin := newHouse(t), newHouse(t)
	all := x.many(9)
	fs, late := all[:8*len(x.fs)], all[8*len(x.fs):]
	makers := x.g.Brands
	x.g.Brands = brand.Set{}
	x.now = fs[len(fs)-1].At
	x.ok(x.g.Accept(x.ctx, home, fs))
	x.g.Brands = makers
	enough := errors.New("enough for today")
	at, stops := ingest.Rereading{}, 0
	for !at.Done {
		var err error
		at, err = x.reread(at, func(ingest.Rereading) error { return enough })
		if !errors.Is(err, enough) {
			t.Fatal(err)
		}
		if stops++; stops == 2 {
			now := x.now
			x.now = late[len(late)-1].At
			x.ok(x.g.Accept(x.ctx, home, late))
			x.now = now
		}
	}
	if stops < 3 || at.Frames != int64(len(fs)) {
		t.Errorf("%d stops, %+v", stops, at)
	}
	twin.now = all[len(all)-1].At
	twin.ok(twin.g.Accept(twin.ctx, home, all))
	x.now = twin.now
	x.later(time.Hour)
	twin.later(time.Hour)
	if got, want := said(x.sessions()), said(twin.sessions()); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	b, err := x.s.Brushes(x.ctx, home)
	x.ok(err)
	if b[0].Unknown != 0 {
		t.Errorf("%d frames count as not understood", b[0].Unknown)
	}
	if _, err := x.g.Reread(x.ctx, home, "nobody", ingest.Rereading{}, x.now, on); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("of no handle: %v", err)
	}
}

// TestRereadRecords: a stored session that was read with the handle's clock is not doubled by reading both again.
func TestRereadRecords(t *testing.T) {
	x := newHouse(t)
	_, whole := x.parts()
	x.hear(whole)
	x.later(5 * time.Minute)
	heard := x.sessions()[0]
	const clock = 826_000_000
	read := heard.Start.Add(10 * time.Minute)
	began := uint32(clock - read.Sub(heard.Start)/time.Second)
	for i := range 3 {
		at := read.Add(time.Duration(i) * 61 * time.Second)
		x.now = at
		// Each connection reads the clock a little later than it says.
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.clockRead(at.Add(300*time.Millisecond), clock+uint32(i*61))}))
		x.ok(x.g.Accept(x.ctx, home, []brush.Frame{x.recordRead(at.Add(time.Second), began, 329, 123, 42)}))
	}
	before := said(x.sessions())
	x.now = x.now.Add(time.Hour)
	for range 2 {
		_, err := x.reread(ingest.Rereading{}, on)
		x.ok(err)
		if after := said(x.sessions()); len(after) != 1 || !reflect.DeepEqual(after[0].Duration, before[0].Duration) || after[0].ID != before[0].ID {
			t.Errorf("before %+v\nafter  %+v", before, after)
		}
	}
}

// TestRereadWithoutQuiet: frames without a pause, as of a gateway that hears all the time, are read again in updates that stay quick; frames of
// one moment stay together.
func TestRereadWithoutQuiet(t *testing.T) {
	x := newHouse(t)
	x.g.Brands = brand.Set{}
	var fs []brush.Frame
	for n := range 9000 {
		f := x.fs[0]
		f.Seq, f.At = uint64(n+1), x.fs[0].At.Add(time.Duration(n/3)*time.Second) // three of each moment
		fs = append(fs, f)
	}
	x.now = fs[len(fs)-1].At
	for len(fs) > 0 {
		n := min(len(fs), 3000)
		x.ok(x.g.Accept(x.ctx, home, fs[:n]))
		fs = fs[n:]
	}
	var read []int64
	_, err := x.reread(ingest.Rereading{}, func(at ingest.Rereading) error { read = append(read, at.Frames); return nil })
	x.ok(err)
	if want := []int64{4098, 8196, 9000}; !reflect.DeepEqual(read, want) {
		t.Errorf("batches end behind frames %v, want %v", read, want)
	}
}

// TestRereadAtQuiet: where there are pauses, a batch ends at the first of two minutes after 256 frames, so that no session is read in halves.
func TestRereadAtQuiet(t *testing.T) {
	x := newHouse(t)
	x.g.Brands = brand.Set{}
	var fs []brush.Frame
	at := x.fs[0].At
	for n := range 800 {
		f := x.fs[0]
		f.Seq, f.At = uint64(n+1), at
		fs = append(fs, f)
		at = at.Add(time.Second)
		switch {
		case n == 99, n == 399: // before there are enough, and behind
			at = at.Add(2*time.Minute - time.Second)
		case n == 299: // not long enough
			at = at.Add(2*time.Minute - 2*time.Second)
		}
	}
	x.now = at
	x.ok(x.g.Accept(x.ctx, home, fs))
	var read []int64
	_, err := x.reread(ingest.Rereading{}, func(at ingest.Rereading) error { read = append(read, at.Frames); return nil })
	x.ok(err)
	if want := []int64{400, 800}; !reflect.DeepEqual(read, want) {
		t.Errorf("batches end behind frames %v, want %v", read, want)
	}
}
