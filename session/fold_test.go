package session_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// heard is one thing that a source heard.
type heard struct {
	src brush.SourceID
	at  time.Time
	r   brush.Reading
}

var (
	morning  = time.Date(2026, 3, 29, 5, 30, 0, 0, time.UTC)
	forever  = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	noRules  session.Rules
	daily    = brush.NewMode(2, 0)
	gum      = brush.NewMode(2, 2)
	noSource = brush.SourceID("hall")
)

func evidence(hs []heard) session.Evidence {
	e := session.Evidence{Device: "D"}
	for i := range hs {
		e.Add(hs[i].src, hs[i].at, "x", &hs[i].r)
	}
	return e
}

func fold(hs []heard) []session.Session {
	e := evidence(hs)
	return session.Fold(&e, forever, noRules)
}

// at makes what a source hears of a handle that stands at a second of its timer.
func at(ms int64, a brush.Activity, elapsed uint32) heard {
	h := heard{src: noSource, at: morning.Add(time.Duration(ms) * time.Millisecond)}
	h.r.Activity, h.r.Elapsed = brush.Some(a), brush.Some(elapsed)
	h.r.Mode, h.r.Pressure = brush.Some(daily), brush.Some(brush.PressureNormal)
	return h
}

// brushed makes a brushing of n seconds that begins at a millisecond, one frame a second.
func brushed(start int64, n uint32) (hs []heard) {
	for t := range n + 1 {
		hs = append(hs, at(start+int64(t)*1000+200, brush.Running, t))
	}
	return append(hs, at(start+int64(n)*1000+700, brush.Idle, n))
}

func TestFoldOneBrushing(t *testing.T) {
	hs := brushed(0, 120)
	hs[40].r.Pressure = brush.Some(brush.PressureHigh)
	for i := 100; i < 110; i++ {
		hs[i].r.Mode = brush.Some(gum)
	}
	hs = append(hs[:60], hs[70:]...) // not heard: seconds 60 to 69
	got := fold(hs)
	if len(got) != 1 {
		t.Fatalf("%d sessions", len(got))
	}
	s := got[0]
	if s.Duration != 120 || s.Ending != session.Heard || s.Over != brush.Idle || s.State != session.Ended || s.High != 1 || !s.Pressure ||
		s.Mode.V != daily || s.HeardSeconds() != 110 || s.Fleeting || !s.Start.Equal(morning.Add(200*time.Millisecond)) {
		t.Errorf("%+v", s)
	}
	if s.Slots[59].Heard == 0 && s.Slots[58].Heard == 0 || s.Slots[60].Heard != 0 || s.Slots[39].Pressure != brush.PressureHigh || s.Slots[105].Mode != gum {
		t.Errorf("slots are wrong: %+v", s.Slots[36:72])
	}
	if want := morning.Add(120_200 * time.Millisecond); !s.End.Equal(want) {
		t.Errorf("ends at %v, want %v", s.End, want)
	}
}

func TestFoldStates(t *testing.T) {
	running := brushed(0, 60)[:50]
	paused := append(append([]heard{}, running...), at(50_000, brush.Paused, 49))
	resumed := append(append([]heard{}, paused...), at(61_000, brush.Running, 50), at(62_000, brush.Running, 51))
	idleThenOn := append(append([]heard{}, running...), at(50_000, brush.Idle, 49), at(70_000, brush.Running, 50))
	for _, c := range []struct {
		name   string
		hs     []heard
		after  time.Duration // since the last frame
		state  session.State
		ending session.Ending
		length uint32
	}{
		{"running", running, 5 * time.Second, session.Running, session.NotEnded, 49},
		{"silent", running, 91 * time.Second, session.Ended, session.CutOff, 49},
		{"paused", paused, 5 * time.Second, session.Paused, session.NotEnded, 49},
		{"paused for good", paused, 91 * time.Second, session.Ended, session.Heard, 49},
		{"resumed", resumed, time.Second, session.Running, session.NotEnded, 51},
		{"over", brushed(0, 60), time.Second, session.Ended, session.Heard, 60},
		{"switched on again", idleThenOn, time.Second, session.Running, session.NotEnded, 50},
	} {
		e := evidence(c.hs)
		got := session.Fold(&e, c.hs[len(c.hs)-1].at.Add(c.after), noRules)
		if len(got) != 1 || got[0].State != c.state || got[0].Ending != c.ending || got[0].Duration != c.length {
			t.Errorf("%s: %d sessions, first %v %v %d s", c.name, len(got), got[0].State, got[0].Ending, got[0].Duration)
		}
	}
}

func TestFoldParts(t *testing.T) {
	lengths := func(hs []heard) (ds []uint32) {
		for _, s := range fold(hs) {
			ds = append(ds, s.Duration)
		}
		return ds
	}
	join := func(hs ...[]heard) (all []heard) {
		for _, h := range hs {
			all = append(all, h...)
		}
		return all
	}
	for _, c := range []struct {
		name string
		hs   []heard
		want []uint32
	}{
		{"menu only", []heard{at(0, brush.Menu, 0), at(1000, brush.Menu, 0), at(4000, brush.Idle, 0)}, nil},
		{"at rest with the last timer", []heard{at(0, brush.Idle, 120), at(5000, brush.Idle, 120)}, nil},
		{"timer drops", join(brushed(0, 74), brushed(116_000, 123)), []uint32{74, 123}},
		{"timer drops, end not heard", join(brushed(0, 74)[:74], brushed(80_000, 60)), []uint32{73, 60}},
		{"two of the same length", join(brushed(0, 120), brushed(150_000, 120)), []uint32{120, 120}},
		{"a gap of 51 s", join(brushed(0, 120)[:20], brushed(0, 120)[71:]), []uint32{120}},
		{"beginning not heard", brushed(0, 120)[60:], []uint32{120}},
		{"end heard late and longer", append(brushed(0, 60)[:61], at(100_000, brush.Summary, 95)), []uint32{95}},
		{"end says more than can be", append(brushed(0, 60)[:61], at(65_000, brush.Summary, 300)), []uint32{60}},
		{"next evening at the same second", join(brushed(0, 120), brushed(14*3600_000, 120)), []uint32{120, 120}},
		{"beyond belief", []heard{at(0, brush.Running, 7300)}, nil},
	} {
		if got := lengths(c.hs); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFoldContinues(t *testing.T) {
	near := append(brushed(0, 30), brushed(60_000, 100)...)
	far := append(brushed(0, 30), brushed(100_000, 100)...)
	if got := fold(near); len(got) != 2 || got[0].Continues || !got[1].Continues {
		t.Errorf("a restart after 30 s: %+v", got)
	}
	if got := fold(far); len(got) != 2 || got[1].Continues {
		t.Errorf("a restart after 70 s: %+v", got)
	}
}

// TestFoldContinuesWhatIsShown: a run that is shown nowhere is nothing that could go on.
func TestFoldContinuesWhatIsShown(t *testing.T) {
	got := fold(append(brushed(0, 5), brushed(40_000, 100)...))
	if len(got) != 2 || !got[0].Fleeting || got[1].Continues {
		t.Errorf("%+v", got)
	}
}

// TestEvidenceIsBounded: a handle that never rests fills a stretch, and no more than that.
func TestEvidenceIsBounded(t *testing.T) {
	e := session.Evidence{Device: "D"}
	var last time.Time
	for i := int64(0); i < 1<<16+5000; i++ {
		h := at(i*9000, brush.Running, uint32(i%200))
		e.Add(h.src, h.at, "x", &h.r)
		last = h.at
	}
	if e.Len() != 1<<16 {
		t.Errorf("%d observations", e.Len())
	}
	if _, ok := e.Split(last.AddDate(1, 0, 0)); !ok || !e.Empty() {
		t.Error("what is over stays")
	}
}

// TestSplitLong: brushings with a quarter of an hour between them are one stretch while that is short; a handle that goes on like that for
// hours has its past taken out.
func TestSplitLong(t *testing.T) {
	for n, parted := range map[int]bool{4: false, 100: true} {
		var e session.Evidence
		for i := range n {
			for _, h := range brushed(int64(i)*15*60_000, 120) {
				e.Add(h.src, h.at, "x", &h.r)
			}
		}
		now := morning.Add(time.Duration(n) * 15 * time.Minute)
		done, ok := e.Split(now)
		if ok != parted {
			t.Errorf("%d brushings: parted is %v", n, ok)
		}
		if parted && (done.Empty() || e.Len() > 1000) {
			t.Errorf("%d brushings: %d observations taken out, %d left", n, done.Len(), e.Len())
		}
	}
}

func TestFoldFleeting(t *testing.T) {
	got := fold(brushed(0, 9))
	if len(got) != 1 || !got[0].Fleeting {
		t.Errorf("9 s: %+v", got)
	}
	if got := fold(brushed(0, 10)); got[0].Fleeting {
		t.Error("10 s is a brushing")
	}
}

// TestFoldNotified folds values that come one at a time, as over a connection.
func TestFoldNotified(t *testing.T) {
	say := func(ms int64, set func(*brush.Reading)) heard {
		h := heard{src: "phone", at: morning.Add(time.Duration(ms) * time.Millisecond)}
		set(&h.r)
		return h
	}
	var hs []heard
	hs = append(hs, say(0, func(r *brush.Reading) { r.Mode = brush.Some(brush.NewMode(0, 4)) }))
	hs = append(hs, say(10, func(r *brush.Reading) { r.Table = brush.Some(uint8(2)) }))
	hs = append(hs, say(30, func(r *brush.Reading) { r.Activity = brush.Some(brush.Running) }))
	for s := uint32(1); s <= 40; s++ {
		hs = append(hs, say(int64(s)*1000, func(r *brush.Reading) { r.Elapsed = brush.Some(s) }))
		if s == 20 {
			hs = append(hs, say(int64(s)*1000+300, func(r *brush.Reading) { r.Pressure = brush.Some(brush.PressureHigh) }))
			hs = append(hs, say(int64(s)*1000+800, func(r *brush.Reading) { r.Pressure = brush.Some(brush.PressureNormal) }))
		}
	}
	hs = append(hs, say(40_200, func(r *brush.Reading) { r.Activity = brush.Some(brush.Summary) }))
	got := fold(hs)
	if len(got) != 1 {
		t.Fatalf("%d sessions", len(got))
	}
	s := got[0]
	if s.Duration != 40 || s.Ending != session.Heard || s.Over != brush.Summary || s.Mode.V != brush.NewMode(2, 4) || s.HeardSeconds() != 40 || s.High != 1 {
		t.Errorf("%d s, %v, over %v, mode %x, heard %d, high %d", s.Duration, s.Ending, s.Over, s.Mode.V, s.HeardSeconds(), s.High)
	}
}

// story makes a random morning: one to three brushings with pauses, gaps, high pressure and a second, deafer ear with another clock.
func story(r *rand.Rand) (hs []heard) {
	start := int64(0)
	for range 1 + r.IntN(3) {
		n := uint32(12 + r.IntN(150))
		pause, length := uint32(r.IntN(int(n))), int64(r.IntN(2)*r.IntN(20_000))
		now := start
		skew := int64(r.IntN(2000))
		for t := range n + 1 {
			now += 1000
			h := at(now+int64(r.IntN(300)), brush.Running, t)
			if r.IntN(12) == 0 {
				h.r.Pressure = brush.Some(brush.PressureHigh)
			}
			if r.IntN(10) > 0 {
				hs = append(hs, h)
			}
			if r.IntN(3) > 0 {
				h.src, h.at = "bedroom", h.at.Add(time.Duration(skew+int64(r.IntN(900)))*time.Millisecond)
				hs = append(hs, h)
			}
			if t == pause && length > 0 {
				hs = append(hs, at(now+400, brush.Paused, t))
				now += length
			}
		}
		if r.IntN(3) > 0 {
			hs = append(hs, at(now+800, brush.Idle, n))
		}
		start = now + 35_000 + int64(r.IntN(200_000))
	}
	return hs
}

// TestFoldLaws holds the fold against its laws on random stories. The seed that broke one is printed.
func TestFoldLaws(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		hs := story(r)
		want := fold(hs)

		var longest uint32
		for _, h := range hs {
			longest = max(longest, h.r.Elapsed.V)
		}
		var most uint32
		for i, s := range want {
			most = max(most, s.Duration)
			if len(s.Slots) != int(s.Duration) {
				t.Fatalf("seed %d: %d slots for %d s", seed, len(s.Slots), s.Duration)
			}
			if i > 0 && s.Start.Before(want[i-1].Start) {
				t.Fatalf("seed %d: out of order", seed)
			}
			if s.End.Before(s.Start.Add(time.Duration(s.Duration)*time.Second - 3*time.Second)) {
				t.Fatalf("seed %d: ends %v after its start, after %d s of brushing", seed, s.End.Sub(s.Start), s.Duration)
			}
		}
		if most < longest {
			t.Fatalf("seed %d: %d s were heard, the longest session has %d", seed, longest, most)
		}

		same := func(law string, hs []heard) {
			t.Helper()
			if got := fold(hs); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %s: %d sessions, want %d:\n%+v\n%+v", seed, law, len(got), len(want), got, want)
			}
		}
		doubled := append(append([]heard{}, hs...), hs...)
		same("doubled", doubled)
		r.Shuffle(len(doubled), func(i, j int) { doubled[i], doubled[j] = doubled[j], doubled[i] })
		same("doubled and shuffled", doubled)

		cut := r.IntN(len(hs))
		a, b := evidence(hs[:cut]), evidence(hs[cut:])
		b.Merge(&a)
		if got := session.Fold(&b, forever, noRules); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: halves merged", seed)
		}
		bin := b.AppendBinary(nil)
		c, err := session.ParseEvidence(bin)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if got := session.Fold(&c, forever, noRules); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: through the binary form", seed)
		}
		if again := c.AppendBinary(nil); string(again) != string(bin) {
			t.Fatalf("seed %d: the binary form is not stable", seed)
		}
		c.Trim(morning.Add(48 * time.Hour))
		if got := session.Fold(&c, forever, noRules); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: trimmed", seed)
		}
	}
}

// TestFoldTwoEars folds one brushing heard by two sources with a second between their clocks: one session, each with its share.
func TestFoldTwoEars(t *testing.T) {
	hs := brushed(0, 90)
	for _, h := range brushed(0, 90)[30:60] {
		h.src, h.at = "bedroom", h.at.Add(1300*time.Millisecond)
		hs = append(hs, h)
	}
	got := fold(hs)
	if len(got) != 1 || got[0].Duration != 90 {
		t.Fatalf("%+v", got)
	}
	if want := []session.Share{{Source: "bedroom", Heard: 30}, {Source: "hall", Heard: 90}}; !reflect.DeepEqual(got[0].Sources, want) {
		t.Errorf("shares %+v", got[0].Sources)
	}
}

// TestTrim lets a handle show its last session all night: the evidence must not grow with the night.
// Two sources hear the first second, some milliseconds apart: no brushing of no length comes before the real one.
func TestFoldTwoEarsAtTheStart(t *testing.T) {
	for _, apart := range []int64{0, 7, 900, 2500} {
		hs := brushed(0, 120)
		for i := range 4 {
			h := hs[i]
			h.src, h.at = "bathroom", h.at.Add(time.Duration(apart)*time.Millisecond)
			hs = append(hs, h)
		}
		if got := fold(hs); len(got) != 1 || got[0].Duration != 120 || got[0].Continues {
			t.Errorf("%d ms apart: %d sessions, the first %d s", apart, len(got), got[0].Duration)
		}
	}
}

func TestTrim(t *testing.T) {
	hs := brushed(0, 120)
	for s := int64(1); s < 8*3600; s += 5 {
		hs = append(hs, at(121_000+s*1000, brush.Idle, 120))
	}
	e := evidence(hs)
	want := session.Fold(&e, forever, noRules)
	e.Trim(morning.Add(12 * time.Hour))
	if e.Len() > 160 {
		t.Errorf("%d observations left", e.Len())
	}
	_, last := e.Span()
	if got := session.Fold(&e, forever, noRules); len(got) != 1 || got[0].Duration != 120 || got[0].Ending != session.Heard || len(want) != 1 {
		t.Errorf("%+v", got)
	}
	if last.After(morning.Add(20 * time.Minute)) {
		t.Errorf("reaches until %v", last)
	}
}

func TestSplit(t *testing.T) {
	e := evidence(append(brushed(0, 60), brushed(14*3600_000, 90)...))
	if _, ok := e.Split(morning.Add(10 * time.Minute)); ok {
		t.Fatal("the first stretch may still go on")
	}
	done, ok := e.Split(morning.Add(14 * time.Hour))
	if !ok {
		t.Fatal("the first stretch is over")
	}
	if a, b := session.Fold(&done, forever, noRules), session.Fold(&e, forever, noRules); len(a) != 1 || a[0].Duration != 60 || len(b) != 1 || b[0].Duration != 90 {
		t.Errorf("%d and %d sessions", len(a), len(b))
	}
	if _, ok := e.Split(morning.Add(48 * time.Hour)); !ok || !e.Empty() {
		t.Error("everything is over")
	}
}

func TestSlotsBinary(t *testing.T) {
	hs := brushed(0, 120)
	hs[40].r.Pressure, hs[50].r.Zones = brush.Some(brush.PressureHigh), brush.Some(brush.UpperLeftInner.Set())
	want := fold(append(hs[:60], hs[70:]...))[0].Slots
	b := session.AppendSlots(nil, want)
	got, err := session.ParseSlots(b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v: %+v", err, got)
	}
	if len(b) > 90 {
		t.Errorf("%d bytes", len(b))
	}
}

func FuzzParseEvidence(f *testing.F) {
	e := evidence(story(rand.New(rand.NewPCG(1, 1))))
	f.Add(e.AppendBinary(nil))
	es, _ := eventStory(rand.New(rand.NewPCG(1, 2)))
	e = evidence(es)
	f.Add(e.AppendBinary(nil))
	e.AddRecord("hall", morning, "x", &brush.Record{Duration: 60, Off: brush.Some(uint32(9)), Seconds: []brush.Run{{For: 10, Pressure: brush.PressureHigh}, {For: 5},
		{For: 5, Mode: brush.Some(gum), Zones: brush.UpperLeftOuter.Set()}}})
	f.Add(e.AppendBinary(nil))
	f.Add([]byte{1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := session.ParseEvidence(b)
		if err != nil {
			return
		}
		for _, s := range session.Fold(&e, forever, noRules) {
			if len(s.Slots) != int(s.Duration) || s.Duration > session.MaxElapsed {
				t.Fatalf("%d slots, %d s", len(s.Slots), s.Duration)
			}
		}
		again, err := session.ParseEvidence(e.AppendBinary(nil))
		if err != nil || again.Len() != e.Len() {
			t.Fatal(err)
		}
	})
}

func FuzzParseSlots(f *testing.F) {
	f.Add(session.AppendSlots(nil, fold(brushed(0, 30))[0].Slots))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := session.ParseSlots(b)
		if err != nil {
			return
		}
		if again, err := session.ParseSlots(session.AppendSlots(nil, s)); err != nil || !reflect.DeepEqual(again, s) && len(s) > 0 {
			t.Fatal(err)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	e := evidence(brushed(0, 120))
	b.ReportAllocs()
	for b.Loop() {
		session.Fold(&e, forever, noRules)
	}
}
