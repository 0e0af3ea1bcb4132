// Package sinktest is the suite of wire.Sink: it breaks the store under a sink at every operation, and asks whether yes still means kept.
package sinktest

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

// Rig is a sink on a fresh store of its own, and the ways to break and to read it. A test builds one for every run of the suite, so it
// should be cheap; it gives everything back with t.Cleanup. Its clock must be the same in every rig (the capture is from May 2026, so
// that the real clock does as well), and sessions that are silent must have ended when Kept returns.
type Rig struct {
	// Sink is under test. It stays the same over Restart.
	Sink wire.Sink
	// FailAt makes the nth operation of the store from now on fail once, counted from 1, and says whether it has happened yet. An operation
	// is whatever can fail on its own, a commit before it is done and a commit whose answer is lost among them. 0 takes the order back.
	FailAt func(n int) (reached func() bool)
	// Kept reads back every frame, as often as the store gives it out, and every session that is shown, with its slots.
	Kept func(t testing.TB) ([]brush.Frame, []session.Session)
	// Restart ends whatever holds the store, without warning where that can be done, and begins anew on the same store.
	Restart func(t testing.TB)
	// Source is what a sender's source becomes on its way in; nil: it stays.
	Source func(brush.SourceID) brush.SourceID
}

//go:embed capture.jsonl
var capture []byte

// Capture returns real frames of an Oral-B iO 10: 181 advertisements of one handle, the end of one brushing and a whole one, heard by one
// source, numbered.
func Capture(t testing.TB) []brush.Frame {
	t.Helper()
	var fs []brush.Frame
	for l := wire.NewLines(bytes.NewReader(capture), 0); ; {
		line, n, err := l.Next()
		if err == io.EOF {
			return fs
		}
		var f brush.Frame
		if err == nil {
			err = wire.ParseFrame(line, &f)
		}
		if err != nil {
			t.Fatalf("capture line %d: %v", n, err)
		}
		fs = append(fs, f)
	}
}

// Run runs the suite.
func Run(t *testing.T, open func(t *testing.T) Rig) {
	fs := Capture(t)
	want := undisturbed(t, open, fs)
	if len(want) == 0 {
		t.Fatal("an undisturbed run keeps no session: the suite would prove nothing")
	}

	for _, d := range deliveries(fs) {
		t.Run("delivered "+d.name, func(t *testing.T) {
			r := open(t)
			for _, b := range d.batches {
				accept(t, r, b)
			}
			r.check(t, d.frames, orOwn(t, open, d, want))
		})
	}

	// The whole capture in few batches, so that n stays small, and each kind of batch is among them: new handle, running, end, late.
	nth(t, "nth operation fails", open, delivery{batches: [][]brush.Frame{fs[:20], fs[20:100], fs[100:], fs[40:60]}, frames: fs}, want)
	bridge := bridged(fs)
	nth(t, "nth operation fails where stretches join", open, bridge, undisturbed(t, open, bridge.frames))

	t.Run("cancelled context", func(t *testing.T) {
		r := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.Sink.Accept(ctx, fs[:10]); err == nil {
			kept, _ := r.Kept(t)
			r.checkFrames(t, kept, fs[:10])
		}
		accept(t, r, fs)
		r.check(t, fs, want)
	})

	t.Run("nothing", func(t *testing.T) {
		r := open(t)
		if err := r.Sink.Accept(t.Context(), nil); err != nil {
			t.Errorf("no frames are no reason for an error: %v", err)
		}
	})
}

// nth runs a delivery again and again, with the first operation failing, then the next, until there is none left to fail.
func nth(t *testing.T, name string, open func(*testing.T) Rig, d delivery, want []session.Session) {
	t.Run(name, func(t *testing.T) {
		for n := 1; ; n += stride {
			if n > 5000 {
				t.Fatal("FailAt never stops being reached: does it count?")
			}
			reached := false
			t.Run(strconv.Itoa(n), func(t *testing.T) { reached = failAt(t, open(t), d, n, want) })
			if t.Failed() {
				return
			}
			if !reached {
				if n == 1 {
					t.Fatal("FailAt(1) was not reached: nothing was broken")
				}
				t.Logf("broke one in %d of %d operations", stride, n-1)
				return
			}
		}
	})
}

// bridged is what two handles say, the one in two stretches that are too far apart for one brushing, until a third that lies between them
// comes late: what was kept as two becomes one.
func bridged(fs []brush.Frame) delivery {
	at := func(fs []brush.Frame, later time.Duration, other bool) (out []brush.Frame) {
		for _, f := range fs {
			f.Seq += uint64(later / time.Second)
			f.At = f.At.Add(later)
			if other {
				f.Seq += 100_000
				f.Device = "02:00:00:00:15:02"
			}
			out = append(out, f)
		}
		return out
	}
	first, last, between := at(fs[60:90], 0, false), at(fs[100:130], 40*time.Minute, false), at(fs[80:95], 20*time.Minute, false)
	other := at(fs[60:75], time.Hour, true)
	return delivery{batches: [][]brush.Frame{first, last, slices.Concat(between, other)}, frames: slices.Concat(first, between, last, other)}
}

// failAt runs a delivery with the nth operation failing, and reports whether there was an nth.
func failAt(t *testing.T, r Rig, d delivery, n int, want []session.Session) bool {
	reached := r.FailAt(n)
	var yes []brush.Frame
	broken := false
	for i, b := range d.batches {
		err := r.Sink.Accept(t.Context(), b)
		if reached() && !broken {
			broken = true
			if n%2 == 0 {
				r.Restart(t)
			}
			kept, _ := r.Kept(t)
			if err == nil {
				yes = append(yes, b...)
			}
			r.holds(t, kept, yes) // yes => kept, before anything is sent again
		}
		if err == nil {
			yes = append(yes, b...)
			continue
		}
		if !broken {
			t.Fatalf("batch %d: %v, though nothing was broken", i, err)
		}
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("batch %d: %v: a sender must see that sending again is worth it (brush.ErrUnavailable)", i, err)
		}
		accept(t, r, b)
		yes = append(yes, b...)
	}
	r.FailAt(0)
	if broken && n%3 == 0 {
		r.Restart(t)
	}
	r.check(t, d.frames, want)
	return broken
}

// undisturbed returns the sessions of a run in which nothing happens.
func undisturbed(t *testing.T, open func(*testing.T) Rig, fs []brush.Frame) (want []session.Session) {
	t.Run("undisturbed", func(t *testing.T) {
		r := open(t)
		accept(t, r, fs)
		kept, sessions := r.Kept(t)
		r.checkFrames(t, kept, fs)
		want = sorted(sessions)
		r.Restart(t)
		r.check(t, fs, want)
	})
	return want
}

// delivery is a way in which the same frames may come in.
type delivery struct {
	name    string
	batches [][]brush.Frame
	frames  []brush.Frame // what must be kept, once
	own     bool          // several sources: its sessions are compared with its own frames sent in order
}

func deliveries(fs []brush.Frame) []delivery {
	rnd := rand.New(rand.NewPCG(1, 2))
	shuffled := slices.Clone(fs)
	rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	var halves []brush.Frame // each frame heard by one of two sources, every third by both
	for i, f := range fs {
		a, b := f, f
		a.Source, b.Source = "hall", "bathroom"
		b.At = b.At.Add(7 * time.Millisecond)
		if i%3 != 1 {
			halves = append(halves, a)
		}
		if i%3 != 2 {
			halves = append(halves, b)
		}
	}
	late := slices.Concat(fs[len(fs)/2:], fs[:len(fs)/2])
	unnumbered := slices.Clone(fs)
	for i := range unnumbered {
		unnumbered[i].Seq = 0
	}
	return []delivery{
		{"one by one", chunks(fs, 1), fs, false},
		{"backwards", chunks(reversed(fs), 16), fs, false},
		{"shuffled", chunks(shuffled, 16), fs, false},
		{"doubled", chunks(slices.Concat(fs, shuffled), 50), fs, false},
		{"doubled in one batch", [][]brush.Frame{slices.Concat(fs, fs)}, fs, false},
		{"with the first half late", chunks(late, 25), fs, false},
		{"by two sources", chunks(halves, 30), halves, true},
		{"by two sources backwards", chunks(reversed(halves), 30), halves, true},
		{"without numbers and doubled", chunks(slices.Concat(unnumbered, reversed(unnumbered)), 40), unnumbered, false},
	}
}

func orOwn(t *testing.T, open func(*testing.T) Rig, d delivery, want []session.Session) []session.Session {
	if !d.own {
		return want
	}
	inOrder := slices.Clone(d.frames)
	slices.SortStableFunc(inOrder, func(a, b brush.Frame) int { return a.At.Compare(b.At) })
	own := undisturbed(t, open, inOrder)
	if len(own) != len(want) {
		t.Errorf("two sources: %d sessions, want %d as with one", len(own), len(want))
	}
	for i := range min(len(own), len(want)) {
		if own[i].Duration != want[i].Duration || own[i].Ending != want[i].Ending {
			t.Errorf("two sources: %.300s\nwith one %.300s", describe(own[i]), describe(want[i]))
		}
	}
	return own
}

func reversed(fs []brush.Frame) []brush.Frame {
	fs = slices.Clone(fs)
	slices.Reverse(fs)
	return fs
}

func chunks(fs []brush.Frame, n int) [][]brush.Frame { return slices.Collect(slices.Chunk(fs, n)) }

// accept sends a batch until yes. A sink that was just broken or restarted may need a moment.
func accept(t *testing.T, r Rig, fs []brush.Frame) {
	t.Helper()
	var err error
	for i := range 8 {
		if err = r.Sink.Accept(t.Context(), fs); err == nil {
			return
		}
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Fatalf("sent again: %v", err)
		}
		time.Sleep(5 * time.Millisecond << i)
	}
	t.Fatalf("sent again 8 times: %v", err)
}

// name is what makes a frame the same frame, and what must come back with it.
func (r Rig) name(f *brush.Frame, in bool) string {
	src := f.Source
	if in && r.Source != nil {
		src = r.Source(src)
	}
	return fmt.Sprintf("%s %d %s %s %s %v %s %q %v %x", src, f.Seq, f.Device, f.At.UTC().Format(time.RFC3339Nano), f.Kind, f.Company, f.UUID, f.Format, f.RSSI, f.Payload)
}

// holds checks that every frame of want is kept.
func (r Rig) holds(t *testing.T, kept, want []brush.Frame) {
	t.Helper()
	have := map[string]bool{}
	for i := range kept {
		have[r.name(&kept[i], false)] = true
	}
	for i := range want {
		if n := r.name(&want[i], true); !have[n] {
			t.Fatalf("answered yes and not kept: %s", n)
		}
	}
}

// checkFrames checks that exactly the frames of want are kept, each once.
func (r Rig) checkFrames(t *testing.T, kept, want []brush.Frame) {
	t.Helper()
	r.holds(t, kept, want)
	wanted := map[string]bool{}
	for i := range want {
		wanted[r.name(&want[i], true)] = true
	}
	for i := range kept {
		n := r.name(&kept[i], false)
		if !wanted[n] {
			t.Fatalf("kept twice, or never sent: %s", n)
		}
		delete(wanted, n)
	}
}

// check compares everything kept with what must be.
func (r Rig) check(t *testing.T, frames []brush.Frame, want []session.Session) {
	t.Helper()
	kept, sessions := r.Kept(t)
	r.checkFrames(t, kept, frames)
	got := sorted(sessions)
	if len(got) != len(want) {
		t.Errorf("%d sessions, an undisturbed run has %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if g, w := describe(got[i]), describe(want[i]); g != w {
			at := 0
			for at < min(len(g), len(w)) && g[at] == w[at] {
				at++
			}
			from := max(0, at-60)
			t.Errorf("session %d is\n%.300s\nan undisturbed run has\n%.300s\nthey part at ...%.100s and ...%.100s", i, g, w, g[from:], w[from:])
		}
	}
}

func sorted(ss []session.Session) []session.Session {
	ss = slices.Clone(ss)
	slices.SortFunc(ss, func(a, b session.Session) int { return a.Start.Compare(b.Start) })
	return ss
}

// describe writes a session out, every field and every second of it.
func describe(s session.Session) string {
	utc := func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
	return fmt.Sprint(s.Device, " ", s.Brand, " ", utc(s.Start), " ", utc(s.End), " heard ", utc(s.LastHeard), " ", s.Duration, " s ", s.State, " ", s.Ending, " ", s.Over,
		s.Fleeting, s.Continues, s.Mode, s.Target, s.Sectors, s.Face, s.Battery, s.Pressure, s.High, s.Sources, s.Slots)
}
