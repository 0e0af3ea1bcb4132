package ingest_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/timer"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// timed is what the coach's timer says of a brushing, once a second.
func timed(person brush.PersonID, start time.Time, seconds int, end bool) []brush.Frame {
	var fs []brush.Frame
	say := func(state string, t int, at time.Time) {
		fs = append(fs, brush.Frame{Source: "app:ada", Device: brush.EntriesOf(person), At: at, Kind: brush.Entry, Format: timer.Format,
			Payload: fmt.Appendf(nil, `{"state":%q,"t":%d,"target_s":120}`, state, t)})
	}
	for t := range seconds + 1 {
		say("running", t, start.Add(time.Duration(t)*time.Second))
	}
	if end {
		say("idle", seconds, start.Add(time.Duration(seconds)*time.Second+500*time.Millisecond))
	}
	return fs
}

// note keeps a note of two minutes, and fails unless that works.
func (x *house) note(id string, start time.Time) (store.Session, bool) {
	x.t.Helper()
	s, added, err := x.g.TakeNote(x.ctx, home, "app:ada", ingest.Note{ID: id, Person: "ada", Start: start, Length: 2 * time.Minute})
	x.ok(err)
	return s, added
}

// alone returns the only session that is shown.
func (x *house) alone() store.Session {
	x.t.Helper()
	ss := x.sessions()
	if len(ss) != 1 {
		x.t.Fatalf("%d sessions: %+v", len(ss), ss)
	}
	return ss[0]
}

func TestTimed(t *testing.T) {
	x := newHouse(t)
	fs := timed("ada", x.now, 110, true)
	// Batched, shuffled and twice: the app was offline.
	x.now = x.now.Add(time.Hour)
	late := slices.Concat(fs[40:], fs[:60], fs[20:50])
	slices.Reverse(late)
	x.ok(x.g.Accept(x.ctx, home, late))
	s := x.alone()
	if s.Person != "ada" || s.How != store.HowEntry || s.Origin() != session.Timed || s.Duration != 110 || s.Heard != 110 || s.State != session.Ended ||
		s.Ending != session.Heard || s.Pressure || s.Brand != "timer" || s.Target.V != 120 {
		t.Errorf("%+v", s)
	}
	if sc := s.Score.V; sc.Coverage.OK || sc.Pressure.OK || sc.Total != 92 {
		t.Errorf("score %+v", sc)
	}
	if bs, err := x.s.Brushes(x.ctx, home); err != nil || len(bs) != 0 {
		t.Errorf("brushes %+v, %v", bs, err)
	}
	// It can be somebody else's, and stays so when more comes.
	x.ok(x.g.Assign(x.ctx, home, s.ID, "ben", false))
	x.ok(x.g.Accept(x.ctx, home, timed("ada", s.Start, 115, true)))
	if s := x.alone(); s.Person != "ben" || s.How != store.HowPerson || s.Duration != 115 {
		t.Errorf("%+v", s)
	}
}

// TestTimerVanishes: the app is closed in the middle; the session ends by itself.
func TestTimerVanishes(t *testing.T) {
	x := newHouse(t)
	x.ok(x.g.Accept(x.ctx, home, timed("ada", x.now, 40, false)))
	x.now = x.now.Add(45 * time.Second)
	x.ok(x.g.Sweep(x.ctx))
	if s := x.alone(); s.State != session.Running || s.Person != "ada" {
		t.Errorf("%+v", s)
	}
	x.now = x.now.Add(2 * time.Minute)
	x.ok(x.g.Sweep(x.ctx))
	if s := x.alone(); s.State != session.Ended || s.Ending != session.CutOff || s.Duration != 40 {
		t.Errorf("%+v", s)
	}
}

func TestNote(t *testing.T) {
	x := newHouse(t)
	at := x.now.Truncate(time.Second)
	x.now = at.Add(time.Hour)
	s, added := x.note("one", at)
	if !added || s.Person != "ada" || s.How != store.HowEntry || s.Origin() != session.Noted || s.Duration != 120 || s.Heard != 0 || !s.Start.Equal(at) ||
		s.Ending != session.Reported || s.Score.V.Total != 100 {
		t.Errorf("%+v", s)
	}
	for id, want := range map[string]bool{"one": true, "another": false} {
		if again, added := x.note(id, at); again.ID != s.ID || added != want {
			t.Errorf("%s again: %v %t", id, again.ID, added)
		}
	}
	if got := x.alone(); got.ID != s.ID {
		t.Errorf("%+v", got)
	}

	// Deleted it stays deleted, however often it is sent; noted anew it is there.
	x.ok(x.g.Remove(x.ctx, home, s.ID))
	if _, _, err := x.g.TakeNote(x.ctx, home, "app:ada", ingest.Note{ID: "one", Person: "ada", Start: at, Length: 2 * time.Minute}); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("deleted: %v", err)
	}
	if fresh, added := x.note("two", at.Add(20*time.Second)); !added || fresh.ID == s.ID || x.alone().ID != fresh.ID {
		t.Errorf("%t %+v", added, fresh)
	}
}

// TestNoteInALongBrushing: a brushing that was timed with pauses may have begun a day before a note.
func TestNoteInALongBrushing(t *testing.T) {
	for before, want := range map[time.Duration]bool{24*time.Hour - time.Minute: false, 24*time.Hour + time.Minute: true} {
		x := newHouse(t)
		at := x.now.Truncate(time.Second)
		x.now = at.Add(time.Hour)
		x.update(func(tx store.Tx) error {
			s := store.Session{ID: "long", Person: "ada", How: store.HowEntry}
			s.Device, s.Start, s.End, s.LastHeard, s.Duration, s.Ending = brush.EntriesOf("ada"), at.Add(-before), at.Add(time.Minute), at.Add(time.Minute), 120, session.Heard
			return tx.PutSession(s)
		})
		if s, added := x.note("one", at); added != want {
			t.Errorf("begun %v before: %t, %+v", before, added, s)
		}
	}
}

// TestNoteBesideTimer: what was timed is not counted again as a note, whichever came first; what was deleted doubles nothing.
func TestNoteBesideTimer(t *testing.T) {
	for _, noteFirst := range []bool{false, true} {
		x := newHouse(t)
		at := x.now
		x.now = at.Add(time.Hour)
		fs := timed("ada", at, 100, true)
		if noteFirst {
			noted, _ := x.note("one", at.Add(time.Minute))
			x.ok(x.g.SetNote(x.ctx, home, noted.ID, "with the new paste"))
			x.ok(x.g.Assign(x.ctx, home, noted.ID, "ben", false))
		}
		x.ok(x.g.Accept(x.ctx, home, fs))
		if !noteFirst {
			if s, added := x.note("one", at.Add(time.Minute)); added || s.Origin() != session.Timed {
				t.Errorf("%t %+v", added, s)
			}
		}
		s := x.alone()
		if s.Origin() != session.Timed || s.Duration != 100 || noteFirst && (s.Note != "with the new paste" || s.Person != "ben" || s.How != store.HowPerson) {
			t.Errorf("note first %t: %+v", noteFirst, s)
		}
		x.ok(x.g.Remove(x.ctx, home, s.ID))
		if fresh, added := x.note("two", at); !added || fresh.Origin() != session.Noted || x.alone().ID != fresh.ID {
			t.Errorf("note first %t, anew: %t %+v", noteFirst, added, fresh)
		}
		x.ok(x.g.Accept(x.ctx, home, fs))
		if s := x.alone(); s.Origin() != session.Noted {
			t.Errorf("note first %t, the timer again: %+v", noteFirst, s)
		}
	}
}

// TestNoteBesideBrush: a smart brush is another device, and its session stays what it is.
func TestNoteBesideBrush(t *testing.T) {
	x := newHouse(t)
	x.hear(x.fs)
	before := len(x.sessions())
	if _, added := x.note("one", x.sessions()[0].Start); !added || len(x.sessions()) != before+1 {
		t.Errorf("%t, %d sessions", added, len(x.sessions()))
	}
}

func TestEntriesRefused(t *testing.T) {
	x := newHouse(t)
	good := timed("ada", x.now, 1, true)[0]
	for name, change := range map[string]func(*brush.Frame){
		"a stranger":        func(f *brush.Frame) { f.Device = brush.EntriesOf("eve") },
		"nobody":            func(f *brush.Frame) { f.Device = brush.EntriesOf("") },
		"a handle's entry":  func(f *brush.Frame) { f.Device = "78:DB:2F:A1:B2:C3" },
		"a person's advert": func(f *brush.Frame) { f.Kind, f.Company = brush.Advert, brush.Some(uint16(0xDC)) },
	} {
		f := good
		change(&f)
		var field *brush.FieldError
		if err := x.g.Accept(x.ctx, home, []brush.Frame{good, f}); !errors.As(err, &field) || field.Field != "device" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if ss := x.sessions(); len(ss) != 0 {
		t.Errorf("kept %+v", ss)
	}
	start := x.now.Add(-time.Hour)
	for want, n := range map[string]ingest.Note{
		"id":         {Person: "ada", Start: start, Length: time.Minute},
		"duration_s": {ID: "a", Person: "ada", Start: start, Length: 7201 * time.Second},
		"started_at": {ID: "a", Person: "ada", Start: x.now, Length: 2 * time.Minute},
		"brush":      {ID: "a", Person: "ada", Start: start, Length: time.Minute, Brush: "broom"},
	} {
		var field *brush.FieldError
		if _, _, err := x.g.TakeNote(x.ctx, home, "app:ada", n); !errors.As(err, &field) || field.Field != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, _, err := x.g.TakeNote(x.ctx, home, "app:ada", ingest.Note{ID: "a", Person: "eve", Start: start, Length: time.Minute}); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
}

// TestRereadEntries: the kept entries say the same again.
func TestRereadEntries(t *testing.T) {
	x := newHouse(t)
	at := x.now
	x.now = at.Add(3 * time.Hour)
	x.ok(x.g.Accept(x.ctx, home, timed("ada", at, 100, true)))
	x.note("one", at.Add(time.Hour))
	before := x.sessions()
	got, err := x.g.Reread(x.ctx, home, brush.EntriesOf("ada"), ingest.Rereading{}, x.now, on)
	x.ok(err)
	if got.Frames != 103 || got.Unknown != 0 || got.New+got.Amended+got.Removed != 0 || len(x.sessions()) != len(before) {
		t.Errorf("%+v", got)
	}
}

// TestEntriesInAnyOrder: whatever order the lines come in, and however often, the same brushings are shown.
func TestEntriesInAnyOrder(t *testing.T) {
	var want string
	for seed := range uint64(12) {
		x := newHouse(t)
		at := x.now.Truncate(time.Second)
		x.now = at.Add(12 * time.Hour)
		fs := slices.Concat(timed("ada", at, 70, true), timed("ada", at.Add(20*time.Minute), 30, false))
		for i, start := range []time.Duration{-30 * time.Second, time.Minute, 10 * time.Minute, 11 * time.Minute, 12 * time.Minute, 5 * time.Hour} {
			n := timer.Note{Person: "ada", ID: uint32(i + 1), Start: at.Add(start), Seconds: 90}
			f := n.Frame()
			f.Source = "app:ada"
			fs = append(fs, f)
		}
		chance := rand.New(rand.NewPCG(seed, 1))
		if seed > 0 {
			fs = append(fs, fs[:chance.IntN(len(fs))]...)
			chance.Shuffle(len(fs), func(i, k int) { fs[i], fs[k] = fs[k], fs[i] })
		}
		for len(fs) > 0 {
			n := min(len(fs), 1+chance.IntN(30))
			x.ok(x.g.Accept(x.ctx, home, fs[:n]))
			fs = fs[n:]
		}
		got := ""
		for _, s := range x.sessions() {
			got += fmt.Sprintf("%v %v %d %s\n", s.Start.Sub(at), s.Origin(), s.Duration, s.Person)
		}
		if seed == 0 {
			if want = got; len(x.sessions()) != 5 {
				t.Fatalf("in order:\n%s", got)
			}
		} else if got != want {
			t.Errorf("seed %d:\n%swant\n%s", seed, got, want)
		}
	}
}
