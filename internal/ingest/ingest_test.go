package ingest_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// house is a household with an ingester, whose clock is set by hand.
type house struct {
	t   *testing.T
	s   store.Store
	g   *ingest.Ingester
	now time.Time
	ctx context.Context
	dev brush.DeviceID
	fs  []brush.Frame // the capture
}

func newHouse(t *testing.T) *house {
	x := &house{t: t, s: openStore(t, filepath.Join(t.TempDir(), "enamel.db")), ctx: context.Background(), fs: sinktest.Capture(t)}
	t.Cleanup(func() {
		if err := x.s.Close(); err != nil {
			t.Error(err)
		}
	})
	x.g = ingester(x.s)
	x.g.Now = func() time.Time { return x.now }
	x.now = x.fs[0].At
	x.dev = x.fs[0].Device
	x.update(func(tx store.Tx) error {
		return errors.Join(tx.PutHousehold(store.Household{ID: home, TimeZone: "Europe/Berlin", DayTurns: 240}),
			tx.PutPerson(store.Person{ID: "ada", Target: 120}), tx.PutPerson(store.Person{ID: "ben", Target: 60}))
	})
	return x
}

func (x *house) update(fn func(store.Tx) error) {
	x.t.Helper()
	x.ok(x.s.Update(x.ctx, home, fn))
}

func (x *house) ok(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

// hear accepts frames one by one as they are heard.
func (x *house) hear(fs []brush.Frame) {
	x.t.Helper()
	for i := range fs {
		x.now = fs[i].At
		x.ok(x.g.Accept(x.ctx, home, fs[i:i+1]))
	}
}

// later passes time and sweeps.
func (x *house) later(d time.Duration) {
	x.t.Helper()
	x.now = x.now.Add(d)
	x.ok(x.g.Sweep(x.ctx))
}

func (x *house) sessions() []store.Session {
	x.t.Helper()
	ss, err := x.s.Sessions(x.ctx, home, store.SessionQuery{})
	x.ok(err)
	slices.Reverse(ss)
	return ss
}

// feed writes the changes after a number as "kind subject", with sessions named a, b ... as they appear.
func (x *house) feed(after store.Seq) (string, store.Seq) {
	x.t.Helper()
	cs, err := x.s.Changes(x.ctx, home, after, 1000)
	x.ok(err)
	var out []string
	names := map[string]string{}
	for _, c := range cs {
		after = c.Seq
		name := c.Subject
		if strings.HasPrefix(string(c.Kind), "session") {
			if names[name] == "" {
				names[name] = string(rune('a' + len(names)))
			}
			name = names[name]
		}
		out = append(out, string(c.Kind)+" "+name)
	}
	return strings.Join(out, "; "), after
}

// parts returns the frames of the end of one brushing and those of the whole one after it.
func (x *house) parts() (first, second []brush.Frame) {
	for i := 1; i < len(x.fs); i++ {
		if x.fs[i].At.Sub(x.fs[i-1].At) > 20*time.Second && i > 20 {
			return x.fs[:i], x.fs[i:]
		}
	}
	x.t.Fatal("the capture has no gap")
	return nil, nil
}

// TestFeedIsCalm: the feed tells what a list would show, and not each second.
func TestFeedIsCalm(t *testing.T) {
	x := newHouse(t)
	x.hear(x.fs)
	x.later(5 * time.Minute)
	got, last := x.feed(0)
	opened, ended := strings.Count(got, "session_opened"), strings.Count(got, "session_ended")
	if opened != len(x.sessions()) || ended < opened || strings.Count(got, "session") > 12 {
		t.Errorf("%d sessions, and the feed is %s", len(x.sessions()), got)
	}
	if strings.Count(got, "brush_changed") > 3 || strings.Count(got, "source_changed") != 1 {
		t.Errorf("the feed is %s", got)
	}
	// All of it again says nothing new.
	x.ok(x.g.Accept(x.ctx, home, x.fs))
	x.later(time.Second)
	if got, _ := x.feed(last); got != "" {
		t.Errorf("the same frames again: %s", got)
	}
}

// TestRunning: a session is there from its first second, and ends by itself when nothing more is heard.
func TestRunning(t *testing.T) {
	x := newHouse(t)
	x.hear(x.fs[:20])
	ss := x.sessions()
	if len(ss) != 1 || ss[0].State != session.Running || ss[0].Score.OK {
		t.Fatalf("while it runs: %+v", ss)
	}
	x.later(80 * time.Second)
	if ss := x.sessions(); ss[0].State != session.Running {
		t.Errorf("80 s of silence: %s", ss[0].State)
	}
	x.later(20 * time.Second)
	ss = x.sessions()
	if ss[0].State != session.Ended || ss[0].Ending != session.CutOff || !ss[0].Score.OK {
		t.Errorf("100 s of silence: %+v", ss[0])
	}
	// Late frames amend it under the same name.
	id, before := ss[0].ID, ss[0].Duration
	first, _ := x.parts()
	x.ok(x.g.Accept(x.ctx, home, first))
	if ss = x.sessions(); len(ss) != 1 || ss[0].ID != id || ss[0].Duration <= before {
		t.Errorf("late frames: %+v, was %s with %d s", ss, id, before)
	}
}

// TestAssigned: the only brusher of a brush gets its sessions, and says so; with two, or none, they wait.
func TestAssigned(t *testing.T) {
	x := newHouse(t)
	first, second := x.parts()
	x.hear(first)
	x.ok(x.g.BrushPeople(x.ctx, home, x.dev, []brush.PersonID{"ben"}))
	x.hear(second)
	x.later(5 * time.Minute)
	ss := x.sessions()
	if len(ss) < 2 {
		t.Fatalf("%d sessions", len(ss))
	}
	a, b := ss[0], ss[len(ss)-1]
	if a.Person != "" || a.How != store.HowNobody || b.Person != "ben" || b.How != store.HowOnly {
		t.Errorf("%q %q, then %q %q", a.Person, a.How, b.Person, b.How)
	}
	if b.Score.V.Time.Of != 60 {
		t.Errorf("scored for %d s, and ben's target is 60", b.Score.V.Time.Of)
	}
	// Somebody says otherwise, and late evidence does not undo it.
	x.ok(x.g.Assign(x.ctx, home, b.ID, "ada", false))
	x.ok(x.g.SetNote(x.ctx, home, b.ID, "new paste"))
	x.ok(x.g.Accept(x.ctx, home, x.other(second)))
	ss = x.sessions()
	b = ss[len(ss)-1]
	if b.Person != "ada" || b.How != store.HowPerson || b.Note != "new paste" || b.Score.V.Time.Of != 120 || len(b.Sources) != 2 {
		t.Errorf("after late evidence: %+v", b)
	}
	x.ok(x.g.Assign(x.ctx, home, b.ID, "", true))
	if got, err := x.s.Session(x.ctx, home, b.ID); err != nil || got.Person != "" || !got.Guest || got.How != store.HowPerson {
		t.Errorf("a guest: %+v, %v", got, err)
	}
	x.ok(x.g.Assign(x.ctx, home, b.ID, "", false))
	if got, err := x.s.Session(x.ctx, home, b.ID); err != nil || got.Guest || got.How != store.HowNobody || !got.AssignedAt.IsZero() {
		t.Errorf("taken back: %+v, %v", got, err)
	}
}

// other returns the frames as another source heard them.
func (x *house) other(fs []brush.Frame) []brush.Frame {
	fs = slices.Clone(fs)
	for i := range fs {
		fs[i].Source = "another"
	}
	return fs
}

// TestRemoved: what somebody deleted stays deleted, whatever is still to come of it.
func TestRemoved(t *testing.T) {
	x := newHouse(t)
	x.hear(x.fs[:20])
	x.ok(x.g.Remove(x.ctx, home, x.sessions()[0].ID))
	first, second := x.parts()
	x.hear(first[20:])
	x.later(3 * time.Minute)
	x.ok(x.g.Accept(x.ctx, home, x.other(first)))
	if ss := x.sessions(); len(ss) != 0 {
		t.Errorf("a removed session is back: %+v", ss)
	}
	got, last := x.feed(0)
	if strings.Count(got, "session") != 2 || !strings.Contains(got, "session_removed a") {
		t.Errorf("the feed is %s", got)
	}
	x.hear(second)
	if ss := x.sessions(); len(ss) == 0 {
		t.Error("the next session is gone too")
	}
	if got, _ := x.feed(last); !strings.HasPrefix(got, "session_opened a") {
		t.Errorf("the feed goes on with %s", got)
	}
	all, err := x.s.Sessions(x.ctx, home, store.SessionQuery{Removed: true})
	x.ok(err)
	err = x.g.Remove(x.ctx, home, all[len(all)-1].ID)
	if !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

// TestJoined: evidence that comes late joins two stretches into one, with one row left of them.
func TestJoined(t *testing.T) {
	x := newHouse(t)
	late := shift(x.fs, 50*time.Minute)
	between := shift(x.fs, 25*time.Minute)
	x.now = late[len(late)-1].At.Add(time.Hour)
	x.ok(x.g.Accept(x.ctx, home, x.fs))
	x.ok(x.g.Accept(x.ctx, home, late))
	ids := map[brush.SessionID]bool{}
	for _, s := range x.sessions() {
		ids[s.ID] = true
	}
	n := len(ids)
	if got := x.stretches(); got != 2 {
		t.Errorf("%d stretches of evidence, want 2", got)
	}
	x.ok(x.g.Accept(x.ctx, home, between))
	if got := x.stretches(); got != 1 {
		t.Errorf("%d stretches of evidence, want 1", got)
	}
	ss := x.sessions()
	for _, s := range ss {
		delete(ids, s.ID)
	}
	if len(ss) != n/2*3 || len(ids) != 0 {
		t.Errorf("%d sessions, want %d; %d of the names are gone", len(ss), n/2*3, len(ids))
	}
	// The same in one call, in another house, is the same.
	y := newHouse(t)
	y.now = x.now
	y.ok(y.g.Accept(y.ctx, home, slices.Concat(late, x.fs, between)))
	for i, s := range y.sessions() {
		if s.ID != ss[i].ID || s.Duration != ss[i].Duration || !s.Start.Equal(ss[i].Start) {
			t.Errorf("session %d in one call: %s %v %d s, was %s %v %d s", i, s.ID, s.Start, s.Duration, ss[i].ID, ss[i].Start, ss[i].Duration)
		}
	}
}

func (x *house) stretches() (n int) {
	x.update(func(tx store.Tx) error {
		es, err := tx.Evidence(x.dev, time.Unix(0, 0), noon.AddDate(1, 0, 0))
		n = len(es)
		return err
	})
	return n
}

func shift(fs []brush.Frame, by time.Duration) []brush.Frame {
	fs = slices.Clone(fs)
	for i := range fs {
		fs[i].At = fs[i].At.Add(by)
		fs[i].Seq += uint64(by)
	}
	return fs
}

// TestNotUnderstood: what nobody understands is kept and counted; what is no brush makes none.
func TestNotUnderstood(t *testing.T) {
	x := newHouse(t)
	mystery := brush.Frame{Source: "hall", Seq: 1, Device: "AA", At: x.now, Kind: brush.Advert, Company: brush.Some[uint16](0xfffe), Payload: []byte("???")}
	x.ok(x.g.Accept(x.ctx, home, []brush.Frame{mystery, x.fs[0]}))
	bs, err := x.s.Brushes(x.ctx, home)
	x.ok(err)
	if len(bs) != 2 {
		t.Fatalf("%d brushes", len(bs))
	}
	for _, b := range bs {
		switch {
		case b.Device == "AA" && (b.Brand != "" || b.Frames != 1 || b.Unknown != 1):
			t.Errorf("a brush that nobody understands: %+v", b)
		case b.Device == x.dev && (b.Brand != "oralb" || b.Frames != 1 || b.Unknown != 0 || !b.Protocol.OK):
			t.Errorf("a brush: %+v", b)
		}
	}
	n := 0
	x.ok(x.s.Frames(x.ctx, home, "AA", x.now, x.now, func(f *brush.Frame) error { n++; return nil }))
	if n != 1 {
		t.Errorf("%d frames that nobody understands are kept", n)
	}
}

// TestBadFrames: a frame that cannot be is named with its field, and nothing of its call is kept.
func TestBadFrames(t *testing.T) {
	x := newHouse(t)
	for field, change := range map[string]func(*brush.Frame){
		"source": func(f *brush.Frame) { f.Source = "" },
		"device": func(f *brush.Frame) { f.Device = brush.DeviceID(strings.Repeat("x", 65)) },
		"at":     func(f *brush.Frame) { f.At = time.Time{} },
		"kind":   func(f *brush.Frame) { f.Kind = 99 },
		"hex":    func(f *brush.Frame) { f.Payload = make([]byte, brush.MaxPayload+1) },
	} {
		bad := x.fs[1]
		change(&bad)
		err := x.g.Accept(x.ctx, home, []brush.Frame{x.fs[0], bad})
		var fe *brush.FieldError
		if !errors.As(err, &fe) || fe.Field != field || !strings.Contains(err.Error(), "frame 2") {
			t.Errorf("%s: %v", field, err)
		}
	}
	if bs, err := x.s.Brushes(x.ctx, home); err != nil || len(bs) != 0 {
		t.Errorf("%d brushes are kept of calls that failed, %v", len(bs), err)
	}
}

// TestWords: what people say is checked.
func TestWords(t *testing.T) {
	x := newHouse(t)
	x.hear(x.fs)
	id := x.sessions()[0].ID
	for name, c := range map[string]struct{ err, want error }{
		"nobody's person":  {x.g.Assign(x.ctx, home, id, "eve", false), brush.ErrInvalid},
		"guest and person": {x.g.Assign(x.ctx, home, id, "ada", true), brush.ErrInvalid},
		"no session":       {x.g.Assign(x.ctx, home, "none", "ada", false), brush.ErrNotFound},
		"another house":    {x.g.Assign(x.ctx, "other", id, "", true), brush.ErrNotFound},
		"long note":        {x.g.SetNote(x.ctx, home, id, strings.Repeat("é", ingest.MaxNote+1)), brush.ErrInvalid},
		"bad text":         {x.g.SetNote(x.ctx, home, id, "\xff"), brush.ErrInvalid},
		"no brush":         {x.g.BrushPeople(x.ctx, home, "none", nil), brush.ErrNotFound},
		"brush of nobody":  {x.g.BrushPeople(x.ctx, home, x.dev, []brush.PersonID{"eve"}), brush.ErrInvalid},
		"brush twice":      {x.g.BrushPeople(x.ctx, home, x.dev, []brush.PersonID{"ada", "ada"}), brush.ErrInvalid},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", name, c.err, c.want)
		}
	}
}

// TestSuggest: habits make a suggestion, and nothing else does.
func TestSuggest(t *testing.T) {
	cal := session.Calendar{Zone: time.UTC, Turns: 4 * time.Hour}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 5, day, hour, minute, 0, 0, time.UTC) }
	of := func(p brush.PersonID, start time.Time, seconds uint32) store.Session {
		s := store.Session{ID: brush.SessionID(strconv.FormatInt(start.Unix(), 10)), Person: p}
		s.Start, s.Duration = start, seconds
		return s
	}
	var earlier []store.Session
	for day := range 6 {
		earlier = append(earlier, of("ada", at(day+1, 6, 40), 120), of("ben", at(day+1, 8, 0), 60), of("ada", at(day+1, 22, 0), 120), of("ben", at(day+1, 21, 55), 60))
	}
	people := []brush.PersonID{"ada", "ben"}
	for _, c := range []struct {
		name    string
		s       store.Session
		earlier []store.Session
		want    brush.PersonID
	}{
		{"ada's time", of("", at(10, 6, 45), 110), earlier, "ada"},
		{"ben's time", of("", at(10, 8, 10), 62), earlier, "ben"},
		{"the same time, ada's duration", of("", at(10, 21, 58), 121), earlier, "ada"},
		{"the same time, ben's duration", of("", at(10, 21, 58), 58), earlier, "ben"},
		{"the same time, between", of("", at(10, 21, 58), 90), earlier, ""},
		{"too little to go by", of("", at(10, 6, 45), 110), earlier[:8], ""},
		{"nothing to go by", of("", at(10, 6, 45), 110), nil, ""},
	} {
		if got := ingest.Suggest(cal, people, c.earlier, &c.s); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestSuggestLooksBack: habits of four weeks count.
func TestSuggestLooksBack(t *testing.T) {
	for days, want := range map[int]brush.PersonID{27: "ada", 29: ""} {
		x := newHouse(t)
		x.update(func(tx store.Tx) error {
			for i := range 4 {
				at := x.now.AddDate(0, 0, -days).Add(time.Duration(i) * 10 * time.Minute)
				s := store.Session{ID: brush.SessionID(strconv.Itoa(i)), Person: "ada"}
				s.Device, s.Start, s.End, s.LastHeard, s.Duration = x.dev, at, at.Add(2*time.Minute), at.Add(2*time.Minute), 120
				if err := tx.PutSession(s); err != nil {
					return err
				}
			}
			return tx.PutBrush(store.Brush{Device: x.dev, People: []brush.PersonID{"ada", "ben"}, FirstHeard: x.now, LastHeard: x.now, Created: x.now})
		})
		x.hear(x.fs)
		x.later(time.Hour)
		ss := x.sessions()
		if got := ss[len(ss)-1]; len(ss) < 5 || got.Suggested != want {
			t.Errorf("%d days later: %d sessions, %q", days, len(ss), got.Suggested)
		}
	}
}

// TestSourceIsNotedEachMinute: when a source was last heard is written once a minute.
func TestSourceIsNotedEachMinute(t *testing.T) {
	x := newHouse(t)
	begun := x.now
	for _, c := range []struct{ heard, noted time.Duration }{{0, 0}, {30 * time.Second, 0}, {time.Minute - time.Millisecond, 0}, {time.Minute, time.Minute}, {90 * time.Second, time.Minute}} {
		f := x.fs[0]
		f.At, f.Seq = begun.Add(c.heard), f.Seq+uint64(c.heard/time.Millisecond)
		x.hear([]brush.Frame{f})
		ss, err := x.s.Sources(x.ctx, home)
		x.ok(err)
		if len(ss) != 1 || !ss[0].LastHeard.Equal(begun.Add(c.noted)) {
			t.Errorf("heard after %v: %+v, want %v", c.heard, ss, c.noted)
		}
	}
}

// TestSweepsEachSecond: what has ended is looked for once a second.
func TestSweepsEachSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		g := &ingest.Ingester{Store: looked{looks: &looks}, Now: time.Now}
		ctx, stop := context.WithTimeout(t.Context(), 9500*time.Millisecond)
		defer stop()
		if g.Run(ctx); looks != 9 {
			t.Errorf("looked %d times in nine seconds and a half", looks)
		}
	})
}

// looked counts how often open sessions are looked for.
type looked struct {
	store.Store
	looks *int
}

func (l looked) OpenHouseholds(context.Context, time.Time) ([]brush.HouseholdID, error) {
	*l.looks++
	return nil, nil
}

// TestFleeting: a run of a few seconds is shown while it runs, and is gone when it was no more than that. Its frames stay.
func TestFleeting(t *testing.T) {
	x := newHouse(t)
	_, second := x.parts()
	x.hear(second[:5])
	if ss := x.sessions(); len(ss) != 1 || ss[0].Duration >= 10 || ss[0].State != session.Running {
		t.Fatalf("while it runs: %+v", ss)
	}
	x.later(2 * time.Minute)
	if ss := x.sessions(); len(ss) != 0 {
		t.Errorf("a run of seconds is kept as a session: %+v", ss)
	}
	if got, _ := x.feed(0); !strings.Contains(got, "session_opened a") || !strings.HasSuffix(got, "session_removed a") {
		t.Errorf("the feed is %s", got)
	}
	// The rest of it arrives late: it was a brushing after all.
	x.ok(x.g.Accept(x.ctx, home, second))
	if ss := x.sessions(); len(ss) == 0 || ss[0].Duration < 10 {
		t.Errorf("with the rest: %+v", ss)
	}
}
