package session_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// stored makes a record of n seconds with 3 s too hard.
func stored(n uint32) *brush.Record {
	return &brush.Record{ID: brush.Some(uint32(7)), Duration: n, Target: brush.Some(uint16(120)), Mode: brush.Some(brush.NewMode(0, 2)),
		High: brush.Some(3 * time.Second), Score: brush.Some(uint8(88))}
}

func TestRecordSettlesWhatWasHeard(t *testing.T) {
	for _, c := range []struct {
		name     string
		hs       []heard
		start    time.Duration // of the record, after the brushing's
		n        uint32
		sessions int
		length   uint32 // of the first
		ending   session.Ending
		heard    uint32
	}{
		{"agrees", brushed(0, 118), 3 * time.Second, 120, 1, 120, session.Heard, 118},
		{"the end was not heard", brushed(0, 120)[:60], -20 * time.Second, 120, 1, 120, session.Reported, 59},
		{"a little shorter than heard", brushed(0, 120), 0, 118, 1, 120, session.Heard, 120},
		{"much shorter than heard", brushed(0, 120), 5 * time.Second, 30, 2, 120, session.Heard, 120},
		{"another brushing", brushed(0, 118), 200 * time.Second, 120, 2, 118, session.Heard, 118},
		{"nothing was heard", nil, 0, 120, 1, 120, session.Reported, 0},
	} {
		e := evidence(c.hs)
		if !e.AddRecord("phone", morning.Add(c.start), "x", stored(c.n)) {
			t.Fatalf("%s: not taken", c.name)
		}
		// Read again a day later: the repaired clock is a second off.
		e.AddRecord("hall", morning.Add(c.start+time.Second), "x", stored(c.n))
		got := session.Fold(&e, forever, noRules)
		if len(got) != c.sessions {
			t.Errorf("%s: %d sessions, want %d", c.name, len(got), c.sessions)
			continue
		}
		s := got[0]
		if s.Duration != c.length || len(s.Slots) != int(c.length) || s.Ending != c.ending || s.HeardSeconds() != c.heard {
			t.Errorf("%s: %d s, %d slots, %v, heard %d", c.name, s.Duration, len(s.Slots), s.Ending, s.HeardSeconds())
		}
		if c.sessions == 1 && (s.Recorded == nil || s.Recorded.Duration != c.n || s.High != 3 || s.OwnScore.V != 88) {
			t.Errorf("%s: %+v", c.name, s.Recorded)
		}
		if again := session.Fold(&e, forever, noRules); !reflect.DeepEqual(again, got) {
			t.Errorf("%s: folds differently the second time", c.name)
		}
	}
}

// TestRecordsWithoutNumbers: a handle that does not number its records may have two of the same length within a minute or so.
func TestRecordsWithoutNumbers(t *testing.T) {
	var e session.Evidence
	for _, after := range []time.Duration{0, time.Second, 64 * time.Second, 65 * time.Second} {
		r := stored(30)
		r.ID = brush.Opt[uint32]{}
		e.AddRecord("phone", morning.Add(after), "x", r)
	}
	if got := session.Fold(&e, forever, noRules); len(got) != 2 {
		t.Errorf("%d sessions", len(got))
	}
}

func TestRecordsAreRefused(t *testing.T) {
	var e session.Evidence
	for _, n := range []uint32{0, 7201} {
		if e.AddRecord("phone", morning, "x", stored(n)) {
			t.Errorf("%d s is a brushing", n)
		}
	}
	if !e.AddRecord("phone", morning, "x", stored(60)) || e.AddRecord("phone", morning, "x", stored(60)) {
		t.Error("the same record is news once")
	}
	for i := range 512 + 10 {
		e.AddRecord("phone", morning.Add(time.Duration(i)*time.Hour), "x", stored(60))
	}
	if e.Len() != 512 {
		t.Errorf("%d records", e.Len())
	}
}

// TestRecordLaws: records obey the laws of evidence too.
func TestRecordLaws(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		hs := story(r)
		type told struct {
			src   brush.SourceID
			start time.Time
			rec   *brush.Record
		}
		var ts []told
		for i := range 1 + r.IntN(4) {
			rec := stored(20 + uint32(r.IntN(160)))
			rec.ID = brush.Some(uint32(i))
			if r.IntN(2) == 0 {
				rec.Seconds = runs(r, minutes(r, int(rec.Duration)))
			}
			at := morning.Add(time.Duration(r.IntN(600)) * time.Second)
			ts = append(ts, told{"phone", at, rec}, told{"hall", at.Add(time.Duration(r.IntN(3)) * time.Second), rec})
		}
		take := func(order []int) session.Evidence {
			e := session.Evidence{Device: "D"}
			for _, i := range order {
				if i < len(hs) {
					e.Add(hs[i].src, hs[i].at, "x", &hs[i].r)
				} else {
					k := ts[i-len(hs)]
					e.AddRecord(k.src, k.start, "x", k.rec)
				}
			}
			return e
		}
		order := r.Perm(len(hs) + len(ts))
		sorted := upTo(len(order))
		all := take(sorted)
		want := session.Fold(&all, forever, noRules)
		shuffled := take(append(order, order...))
		if got := session.Fold(&shuffled, forever, noRules); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: shuffled and doubled: %d sessions, want %d", seed, len(got), len(want))
		}
		cut := 1 + r.IntN(len(order)-1)
		a, b := take(order[:cut]), take(order[cut:])
		a.Merge(&b)
		c, err := session.ParseEvidence(a.AppendBinary(nil))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if got := session.Fold(&c, forever, noRules); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: halves merged, through the binary form", seed)
		}
		c.Trim(forever)
		if got := session.Fold(&c, forever, noRules); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: trimmed", seed)
		}
		count := map[uint32]int{}
		for _, s := range want {
			if s.Recorded != nil {
				count[s.Recorded.Duration]++
			}
		}
		for _, k := range ts {
			end := k.start.Add(time.Duration(k.rec.Duration) * time.Second)
			crossed := slices.ContainsFunc(ts, func(o told) bool { // TestRecordsThatOverlap
				return o.rec != k.rec && o.start.Before(end) && k.start.Before(o.start.Add(time.Duration(o.rec.Duration)*time.Second))
			})
			if !crossed && count[k.rec.Duration] == 0 {
				t.Fatalf("seed %d: the record of %d s is lost", seed, k.rec.Duration)
			}
		}
	}
}

// TestRecordsThatOverlap: nobody brushes twice at once. Of two records that cannot both be true the one that began first counts, of one that
// was read while it grew the longer reading.
func TestRecordsThatOverlap(t *testing.T) {
	type rec struct {
		after time.Duration
		id, n uint32
	}
	for _, c := range []struct {
		name string
		recs []rec
		want []uint32
	}{
		{"one within another", []rec{{0, 1, 120}, {30 * time.Second, 2, 60}}, []uint32{120}},
		{"most of it", []rec{{0, 1, 120}, {50 * time.Second, 2, 100}}, []uint32{120}},
		{"a little, as repaired clocks do", []rec{{0, 1, 120}, {110 * time.Second, 2, 100}}, []uint32{120, 100}},
		{"one behind the other", []rec{{0, 1, 120}, {121 * time.Second, 2, 100}}, []uint32{120, 100}},
		{"read while it grew", []rec{{0, 1, 60}, {time.Second, 1, 120}}, []uint32{120}},
		{"read while it grew, without a number", []rec{{0, 0, 60}, {time.Second, 0, 120}}, []uint32{120}},
	} {
		for range 2 {
			var e session.Evidence
			for _, x := range c.recs {
				r := stored(x.n)
				r.ID = brush.Some(x.id)
				e.AddRecord("phone", morning.Add(x.after), "x", r)
			}
			var got []uint32
			for _, s := range session.Fold(&e, forever, noRules) {
				got = append(got, s.Duration)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
			slices.Reverse(c.recs)
		}
	}
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestClocks(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	var c session.Clocks
	c.Set(session.Clock{Source: "phone", At: morning, Value: 5000})
	c.Set(session.Clock{Source: "hall", At: morning, Value: 9000})
	at := morning.Add(5 * time.Second)
	rec := func(start uint32) *brush.Record { return &brush.Record{Start: start, Duration: 120} }
	unix := func(u int64, local bool) *brush.Record {
		return &brush.Record{Unix: brush.Some(u), Local: local, Duration: 120}
	}
	for _, k := range []struct {
		name string
		src  brush.SourceID
		at   time.Time
		r    *brush.Record
		want time.Time
		ok   bool
	}{
		{"difference on the handle's clock", "phone", at, rec(4000), morning.Add(-1000 * time.Second), true},
		{"each source has its own", "hall", at, rec(4000), morning.Add(-5000 * time.Second), true},
		{"a clock nobody read", "attic", at, rec(4000), time.Time{}, false},
		{"a clock read too long ago", "phone", morning.Add(time.Hour), rec(4000), time.Time{}, false},
		{"a record after the clock's own now", "phone", at, rec(5001), time.Time{}, false},
		{"not over yet by its own account", "phone", at, rec(4999), time.Time{}, false},
		{"time of day", "attic", at, unix(morning.Unix()-3600, false), morning.Add(-time.Hour), true},
		{"the household's wall clock", "attic", at, unix(morning.Add(time.Hour).Unix(), true), morning.Add(-time.Hour), true}, // 06:30 there is 04:30 UTC
		{"the future", "attic", at, unix(morning.Unix()+7200, false), time.Time{}, false},
		{"before there were such handles", "attic", at, unix(1000, false), time.Time{}, false},
	} {
		got, ok := c.Start(k.src, k.at, k.r, berlin)
		if ok != k.ok || !got.Equal(k.want) {
			t.Errorf("%s: %v %v, want %v %v", k.name, got, ok, k.want, k.ok)
		}
	}
}

func TestRecordedZones(t *testing.T) {
	var e session.Evidence
	r := stored(120)
	r.Zones = []brush.ZoneTime{
		{Label: 1, Zones: brush.UpperLeftOuter.Set() | brush.UpperFrontOuter.Set(), Seconds: 30},
		{Label: 2, Zones: brush.UpperFrontOuter.Set(), Seconds: 5},
	}
	e.AddRecord("phone", morning, "x", r)
	s := session.Fold(&e, forever, noRules)[0]
	got, ok := s.ZoneSeconds()
	if !ok || got[brush.UpperLeftOuter] != 15 || got[brush.UpperFrontOuter] != 20 {
		t.Errorf("%v %v", ok, got)
	}
	if again, err := session.ParseRecorded(session.AppendRecorded(nil, s.Recorded)); err != nil || !reflect.DeepEqual(again, s.Recorded) {
		t.Errorf("through the binary form: %v %+v", err, again)
	}
	if sc := session.ScoreOf(&s, 120); !sc.Coverage.OK || !sc.Pressure.OK || sc.Pressure.V.Got != 3 || sc.Pressure.V.Of != 120 {
		t.Errorf("%+v", sc)
	}
}

func FuzzParseRecorded(f *testing.F) {
	f.Add(session.AppendRecorded(nil, &session.Recorded{Start: morning, Duration: 120, Score: brush.Some(uint8(88)), Measured: true}))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := session.ParseRecorded(b)
		if err != nil {
			return
		}
		if _, err := session.ParseRecorded(session.AppendRecorded(nil, r)); err != nil {
			t.Fatal(err)
		}
	})
}
