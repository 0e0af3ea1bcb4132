package sim_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/sim"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

var (
	start = time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	far   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

func makers(t *testing.T) (ms []*brand.Spec) {
	for _, m := range all.Set() {
		if m.Virtual != nil && m.Encode != nil {
			ms = append(ms, m)
		}
	}
	if len(ms) == 0 {
		t.Fatal("no maker has a virtual brush")
	}
	return ms
}

// fold decodes frames and folds them, the fleeting ones left out.
func fold(t *testing.T, m *brand.Spec, fs []brush.Frame) (shown []session.Session) {
	t.Helper()
	var e session.Evidence
	for i := range fs {
		var r brush.Reading
		if v := m.Decode(&fs[i], &r); v != brand.Understood {
			t.Fatalf("the maker does not understand its own frame %x", fs[i].Payload)
		}
		e.Add(fs[i].Source, fs[i].At, m.ID, &r)
	}
	for _, s := range session.Fold(&e, far, session.Rules{}) {
		if !s.Fleeting {
			shown = append(shown, s)
		}
	}
	return shown
}

// What is planned is what is folded from the bytes, for every maker, every habit and many seeds.
func TestPlanIsWhatIsFolded(t *testing.T) {
	perfect := sim.Ear{Source: "ear", RSSI: -50}
	for _, m := range makers(t) {
		for who, habit := range map[string]sim.Habit{"adult": sim.Adult(0), "teen": sim.Teen(90), "child": sim.Child(60)} {
			for seed := range uint64(60) {
				rnd := rand.New(rand.NewPCG(seed, 9))
				plan := habit.Plan(rnd)
				plans := []sim.Brushing{plan}
				if plan.Again != nil {
					plans = append(plans, *plan.Again)
				}
				got := fold(t, m, sim.Heard(rnd, m, "D", start, plan.Moments(m), []sim.Ear{perfect}))
				if len(got) != len(plans) {
					t.Fatalf("%s %s seed %d: %d sessions of %+v", m.ID, who, seed, len(got), plan)
				}
				for i, p := range plans {
					s := got[i]
					if int(s.Duration) != p.Length || s.Ending != session.Heard || s.Device != "" && s.Device != "D" {
						t.Errorf("%s %s seed %d: planned %d s, folded %d s, ended %v", m.ID, who, seed, p.Length, s.Duration, s.Ending)
					}
					hard := 0
					for t := range p.Length + 1 { // the second at which the motor stops is said, too
						if slices.ContainsFunc(p.Hard, func(h sim.Span) bool { return t >= h.From && t < h.To }) {
							hard++
						}
					}
					if m.Tells.Pressure && (int(s.High) > hard || int(s.High) < hard-1) {
						t.Errorf("%s %s seed %d: planned %d s too hard, folded %d s", m.ID, who, seed, hard, s.High)
					}
				}
				if len(got) == 2 && !got[1].Continues {
					t.Errorf("%s %s seed %d: the second start does not continue the first", m.ID, who, seed)
				}
			}
		}
	}
}

// Radios lose and double; the length survives where the end was heard by anybody, and the same seed is heard the same.
func TestHeard(t *testing.T) {
	m := makers(t)[0]
	plan := sim.Brushing{Target: 120, Length: 124}
	hear := func(seed uint64) []brush.Frame {
		return sim.Heard(rand.New(rand.NewPCG(seed, 0)), m, "D", start, plan.Moments(m), []sim.Ear{sim.Hall, sim.Bathroom})
	}
	fs := hear(1)
	if !reflect.DeepEqual(fs, hear(1)) || reflect.DeepEqual(fs, hear(2)) {
		t.Error("the seed must decide, and nothing else")
	}
	bySource := map[brush.SourceID]int{}
	for i, f := range fs {
		bySource[f.Source]++
		if i > 0 && f.At.Before(fs[i-1].At) {
			t.Error("not in order of time")
		}
		if f.Seq != 0 || f.Device != "D" || !f.RSSI.OK {
			t.Errorf("frame %+v", f)
		}
		var back brush.Frame
		if err := wire.ParseFrame(wire.AppendFrame(nil, &f), &back); err != nil || !reflect.DeepEqual(back, f) {
			t.Fatalf("its line comes back as %+v, %v", back, err)
		}
	}
	if n := bySource["hall"]; n < 110 || n > 150 {
		t.Errorf("the good ear heard %d frames", n)
	}
	if n := bySource["bathroom"]; n < 50 || n > 110 {
		t.Errorf("the bad ear heard %d frames", n)
	}
	if got := fold(t, m, fs); len(got) != 1 || got[0].Duration != 124 || len(got[0].Sources) != 2 {
		t.Errorf("folded %d sessions, the first %d s", len(got), got[0].Duration)
	}
}

func collect(t *testing.T, it iter.Seq2[brush.Frame, error]) (fs []brush.Frame) {
	t.Helper()
	for f, err := range it {
		if err != nil {
			t.Fatal(err)
		}
		fs = append(fs, f)
	}
	return fs
}

// A past has about as many brushings as the habits say, none in the future, and the days of a longer past are the same.
func TestHistory(t *testing.T) {
	m := makers(t)[0]
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 4, 10, 7, 30, 0, 0, berlin)
	people := []sim.Brusher{{Device: sim.Device(1, "anna"), Habit: sim.Adult(0)}, {Device: sim.Device(1, "mia"), Habit: sim.Child(60)}}
	fs := collect(t, sim.History(1, m, people, until.AddDate(0, 0, -60), until))
	byDevice := map[brush.DeviceID][]brush.Frame{}
	for _, f := range fs {
		byDevice[f.Device] = append(byDevice[f.Device], f)
		if f.At.After(until) {
			t.Fatalf("a frame of %v, after %v", f.At, until)
		}
	}
	for _, b := range people {
		ss := fold(t, m, byDevice[b.Device])
		visits := 0
		for _, s := range ss {
			if !s.Continues {
				visits++
			}
			if h := s.Start.In(berlin).Hour(); h > 1 && h < 5 || h > 9 && h < 18 {
				t.Errorf("%s brushes at %v", b.Device, s.Start.In(berlin))
			}
		}
		if want := int(60 * (b.Habit.Morning + b.Habit.Evening)); visits < want-15 || visits > want+10 {
			t.Errorf("%s brushed %d times, about %d expected", b.Device, visits, want)
		}
	}
	shorter := collect(t, sim.History(1, m, people, until.AddDate(0, 0, -10), until))
	if len(shorter) == 0 || !reflect.DeepEqual(shorter, fs[len(fs)-len(shorter):]) {
		t.Error("the last ten days of sixty are not the same as ten days")
	}
	if people[0].Device == people[1].Device || !strings.HasPrefix(string(people[0].Device), "VIRTUAL-") || len(people[0].Device) != 14 {
		t.Errorf("devices %q and %q", people[0].Device, people[1].Device)
	}
}

// ticker is a clock that moves only when somebody waits.
type ticker struct{ now time.Time }

func (c *ticker) clock() sim.Clock {
	return sim.Clock{Now: func() time.Time { return c.now }, Wait: func(ctx context.Context, d time.Duration) error {
		c.now = c.now.Add(d)
		return ctx.Err()
	}}
}

// desk keeps what it accepts, and when.
type desk struct {
	clock *ticker
	got   []brush.Frame
	when  []time.Time
	most  int
	err   error
}

func (d *desk) Accept(_ context.Context, fs []brush.Frame) error {
	if d.err != nil {
		return d.err
	}
	d.most = max(d.most, len(fs))
	for _, f := range fs {
		d.got, d.when = append(d.got, f), append(d.when, d.clock.now)
	}
	return nil
}

func TestPlay(t *testing.T) {
	m := makers(t)[0]
	fs := sim.Heard(rand.New(rand.NewPCG(1, 1)), m, "D", start, sim.Brushing{Target: 120, Length: 120}.Moments(m), []sim.Ear{sim.Hall})
	first, last := fs[0].At, fs[len(fs)-1].At
	for _, c := range []struct {
		name  string
		speed float64
		now   bool
	}{{"as recorded", 1, false}, {"ten times as fast", 10, false}, {"without waiting", 0, false}, {"slowly", .5, false},
		{"now", 1, true}, {"now, ten times as fast", 10, true}, {"now, without waiting", 0, true}, {"now, slowly", .5, true}} {
		t.Run(c.name, func(t *testing.T) {
			begun := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
			tick := &ticker{begun}
			d := &desk{clock: tick}
			p := sim.Player{Sink: d, Clock: tick.clock(), Speed: c.speed}
			if c.now {
				p.Shift = sim.ToNow(first, last, begun, c.speed)
			}
			kept, err := p.Play(t.Context(), sim.Each(fs))
			if err != nil || kept != len(fs) || len(d.got) != len(fs) {
				t.Fatalf("%d of %d frames, %v", kept, len(fs), err)
			}
			for i, f := range d.got {
				want := fs[i].At.Add(p.Shift)
				if !f.At.Equal(want) || !bytes.Equal(f.Payload, fs[i].Payload) {
					t.Fatalf("frame %d is of %v, want %v", i, f.At, want)
				}
				due := begun
				if c.speed > 0 {
					due = begun.Add(time.Duration(float64(fs[i].At.Sub(first)) / c.speed))
				}
				if d.when[i].Before(due) || d.when[i].Sub(due) > time.Millisecond {
					t.Fatalf("frame %d was sent at %v, due %v", i, d.when[i], due)
				}
				if c.now && f.At.After(d.when[i].Add(time.Microsecond)) {
					t.Fatalf("frame %d was sent at %v and claims to be of %v", i, d.when[i], f.At)
				}
			}
			if end := d.got[len(fs)-1].At; c.now && c.speed != .5 && tick.now.Sub(end).Abs() > time.Millisecond {
				t.Errorf("the recording ends at %v, now is %v", end, tick.now)
			}
		})
	}
}

func TestPlayStops(t *testing.T) {
	tick := &ticker{start}
	d := &desk{clock: tick}
	var in []byte
	f := brush.Frame{Device: "d", At: start, Kind: brush.Advert, Company: brush.Some(uint16(1))}
	for range 4100 {
		in = append(wire.AppendFrame(in, &f), '\n')
	}
	kept, err := (&sim.Player{Sink: d, Clock: tick.clock(), Speed: 1}).Play(t.Context(), sim.Lines(bytes.NewReader(in)))
	if err != nil || kept != 4100 || d.most != 2000 {
		t.Errorf("kept %d in batches of at most %d, %v", kept, d.most, err)
	}
	// A bad line ends it; what was due before it is sent.
	d.got = nil
	kept, err = (&sim.Player{Sink: d, Clock: tick.clock(), Speed: 1}).Play(t.Context(), sim.Lines(strings.NewReader(string(wire.AppendFrame(nil, &f))+"\nnonsense\n")))
	var line *sim.LineError
	if !errors.As(err, &line) || line.Line != 2 || !errors.Is(err, brush.ErrInvalid) || kept != 1 || len(d.got) != 1 {
		t.Errorf("kept %d, %v", kept, err)
	}
	// A final refusal ends it.
	d.err = brush.ErrForbidden
	if kept, err = (&sim.Player{Sink: d, Clock: tick.clock()}).Play(t.Context(), sim.Lines(bytes.NewReader(in))); kept != 0 || !errors.Is(err, brush.ErrForbidden) {
		t.Errorf("kept %d, %v", kept, err)
	}
}

// A virtual brush that brushes now is heard now: nothing comes before its time, nothing claims to be of the future.
func TestBrushNow(t *testing.T) {
	m := makers(t)[0]
	tick := &ticker{start}
	d := &desk{clock: tick}
	rnd := rand.New(rand.NewPCG(7, 7))
	if err := sim.Brush(t.Context(), d, tick.clock(), rnd, m, "VIRTUAL-1", sim.Child(0).Plan(rnd).Lasting(120), sim.Ear{Source: "virtual"}); err != nil {
		t.Fatal(err)
	}
	for i, f := range d.got {
		if late := d.when[i].Sub(f.At); late < 0 || late > time.Second {
			t.Fatalf("frame %d of %v is sent %v later", i, f.At, late)
		}
	}
	got := fold(t, m, d.got)
	if len(got) != 1 || got[0].Duration != 120 || tick.now.Sub(start) > 3*time.Minute {
		t.Errorf("%d sessions, the first %d s, in %v", len(got), got[0].Duration, tick.now.Sub(start))
	}
}
