package session_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

var (
	berlinZone, _ = time.LoadLocation("Europe/Berlin")
	house         = session.Calendar{Zone: berlinZone, Turns: 4 * time.Hour}
	twice         = session.Always(session.Plan{Morning: true, Evening: true, Target: 120})
)

func dateAt(s string) session.Date {
	d, ok := session.ParseDate(s)
	if !ok {
		panic(s)
	}
	return d
}

// brushed is one brushing of a brush on a day's clock.
func brushedAt(date string, hour, minute int, seconds uint32, device brush.DeviceID) session.Told {
	d := dateAt(date)
	return session.Told{Device: device, Start: time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, berlinZone), Seconds: seconds, Heard: seconds}
}

func brushingsOf(told []session.Told) (bs []session.Brushing) {
	for i, t := range told {
		bs = append(bs, session.Brushing{ID: brush.SessionID(strconv.Itoa(i)), Start: t.Start, Seconds: t.Seconds})
	}
	return bs
}

func insights(from, to string, told ...session.Told) session.Insights {
	now := house.Begin(dateAt(to).Add(1)).Add(-time.Minute)
	return session.InsightsOf(house, twice, dateAt(from), dateAt(to), now, brushingsOf(told), told)
}

// all measures every zone of a layout for some seconds each, but for one.
func everywhere(l session.Layout, each float64, but int, less float64) (areas []session.Area) {
	for i := range l.Zones() {
		set, _, _ := l.Zone(i)
		s := each
		if i == but {
			s = less
		}
		areas = append(areas, session.Area{Zones: set, Seconds: s})
	}
	return areas
}

func TestInsightsOfAWeek(t *testing.T) {
	var told []session.Told
	for i := range 7 {
		date := dateAt("2026-11-16").Add(i).String()
		morning := brushedAt(date, 7, 10+i, 120, "b")
		morning.Areas = everywhere(session.Sixteenths, 7.5, int(brush.LowerLeftInner), 2)
		told = append(told, morning)
		if i != 2 && i != 4 {
			told = append(told, brushedAt(date, 22, 0, 60+60*uint32(i%2), "old"))
		}
	}
	told = append(told, brushedAt("2026-11-21", 0, 20, 100, "old")) // belongs to the evening of the 20th, which is open otherwise
	in := insights("2026-11-16", "2026-11-22", told...)
	if in.All.Brushings != 13 || len(in.Steps) != 1 || len(in.Dots) != 13 || in.Unmapped != 6 {
		t.Fatalf("%d brushings, %d steps, %d dots, %d unmapped", in.All.Brushings, len(in.Steps), len(in.Dots), in.Unmapped)
	}
	if k := in.Week; k != (session.Kept{Planned: 14, Kept: 13, Mended: 1}) || in.All.Kept != k {
		t.Errorf("kept %+v, over all %+v", k, in.All.Kept)
	}
	if k := in.Month; k != (session.Kept{Planned: 14, Kept: 13, Mended: 1}) {
		t.Errorf("before somebody began nothing was to be kept: %+v", k)
	}
	if m := in.Parts[session.Morning]; m.Minute != (session.Spread{Low: 431.5, Middle: 433, High: 434.5}) || m.Seconds != 120 || m.Brushings != 7 {
		t.Errorf("mornings %+v", m)
	}
	last := in.Dots[slices.IndexFunc(in.Dots, func(d session.Dot) bool { return d.Seconds == 100 })]
	if last.Date != dateAt("2026-11-20") || last.Part != session.Evening || last.Minute != 24*60+20 {
		t.Errorf("after midnight: %+v", last)
	}
	if len(in.Maps) != 1 {
		t.Fatalf("%d maps", len(in.Maps))
	}
	m := in.Maps[0]
	if m.Layout != session.Sixteenths || m.Brushings != 7 || m.Fair != 7.5 || m.Half != 15 || m.Confidence != 1 || m.LeastZone() != brush.LowerLeftInner {
		t.Errorf("the map %+v", m)
	}
	if v := m.Values()[brush.LowerLeftInner]; !v.Measured || math.Abs(v.Seconds-2) > 1e-9 {
		t.Errorf("lower left, inside: %+v", v)
	}
	if in.Finding != session.ZoneLeast || in.FindingAt != int(brush.LowerLeftInner) {
		t.Errorf("found %v at %d", in.Finding, in.FindingAt)
	}
}

// TestInsightsByBrush: each kind of brush is drawn as finely as it tells places, and no finer.
func TestInsightsByBrush(t *testing.T) {
	for _, c := range []struct {
		layout     session.Layout
		confidence float64
		areas      int
		front      bool // has a value
		chewing    bool
	}{
		{session.Sixteenths, 1, 16, true, true}, {session.Twelfths, 1, 12, true, false}, {session.Eighths, 0.7, 8, true, false},
		{session.Sextants, 0.5, 6, true, true}, {session.Quadrants, 0.4, 4, true, true}, {session.Arches, 0.9, 2, true, true},
	} {
		var told []session.Told
		for i := range 6 {
			b := brushedAt(dateAt("2026-11-16").Add(i).String(), 8, 0, 120, "b")
			b.Areas = everywhere(c.layout, 10, 1, 1)
			told = append(told, b)
		}
		in := insights("2026-11-16", "2026-11-22", told...)
		if len(in.Maps) != 1 || in.Maps[0].Layout != c.layout || in.Maps[0].Confidence != c.confidence || len(in.Maps[0].Seconds) != c.areas || in.Maps[0].Fair != 120/float64(c.areas) {
			t.Fatalf("layout %d: %+v", c.layout, in.Maps)
		}
		v := in.Maps[0].Values()
		if v[brush.UpperFrontOuter].Measured != c.front || v[brush.UpperRightChewing].Measured != c.chewing {
			t.Errorf("layout %d shows %+v", c.layout, v)
		}
		want := map[session.Layout]float64{session.Arches: 20, session.Quadrants: 10}[c.layout] // both arches at once counts for each
		if want != 0 && math.Abs(v[brush.UpperRightOuter].Seconds-want) > 1e-9 {
			t.Errorf("layout %d: upper right %v, want %v", c.layout, v[brush.UpperRightOuter], want)
		}
		if c.layout == session.Quadrants && math.Abs(v[brush.UpperFrontOuter].Seconds-5.5) > 1e-9 {
			t.Errorf("the front of quarters is the mean of both: %v", v[brush.UpperFrontOuter])
		}
	}
	if in := insights("2026-11-16", "2026-11-22", brushedAt("2026-11-17", 8, 0, 120, "b")); len(in.Maps) != 0 || in.Unmapped != 1 {
		t.Errorf("a brush that measures nothing: %+v", in.Maps)
	}
}

// TestInsightsOfRecords: a record's shares are put together again as the handle told them.
func TestInsightsOfRecords(t *testing.T) {
	for _, l := range []session.Layout{session.Sixteenths, session.Twelfths, session.Eighths, session.Sextants, session.Quadrants, session.Arches} {
		s := session.Session{Device: "b", Start: house.Begin(dateAt("2026-11-17")).Add(4 * time.Hour), Duration: 120, Recorded: &session.Recorded{Measured: true}}
		want := make([]float64, l.Zones())
		for i := range l.Zones() {
			if l == session.Arches && i == 2 {
				continue
			}
			set, _, _ := l.Zone(i)
			want[i] = float64(5 + 3*i)
			n := 0
			for z := range brush.Zones {
				if set.Has(z) {
					n++
				}
			}
			for z := range brush.Zones {
				if set.Has(z) {
					s.Recorded.Zones[z] += want[i] / float64(n)
				}
			}
		}
		told := session.Tell(&s, brush.Opt[session.Score]{}, 120)
		in := session.InsightsOf(house, twice, dateAt("2026-11-16"), dateAt("2026-11-22"), s.Start, nil, []session.Told{told})
		if told := session.Tell(&s, brush.Opt[session.Score]{}, 0); !told.Stored || session.InsightsOf(house, twice, dateAt("2026-11-16"), dateAt("2026-11-22"), s.Start, nil, []session.Told{told}).All.Of != 0 {
			t.Error("of what a handle stored nothing was to be heard")
		}
		if len(in.Maps) != 1 || in.Maps[0].Layout != l {
			t.Fatalf("layout %d became %+v of %v", l, in.Maps, told.Areas)
		}
		for i, v := range in.Maps[0].Seconds {
			if math.Abs(v-want[i]) > 0.01 {
				t.Errorf("layout %d: zone %d has %v s, want %v", l, i, v, want[i])
			}
		}
	}
}

func TestInsightsFindings(t *testing.T) {
	week := func(hour int, seconds uint32, hard uint32) (told []session.Told) {
		for i := range 7 {
			b := brushedAt(dateAt("2026-11-16").Add(i).String(), hour, 0, seconds, "b")
			b.Score = brush.Some(session.Score{Version: 1, Total: 80, Pressure: brush.Some(session.Part{Weight: 20, Points: 10, Got: hard, Of: seconds})})
			told = append(told, b)
		}
		return told
	}
	for want, told := range map[session.Finding][]session.Told{
		session.NothingYet:   nil,
		session.FewYet:       week(8, 120, 0)[:3],
		session.TooHard:      append(week(8, 120, 30), week(22, 120, 30)...),
		session.EndsEarly:    append(week(8, 90, 0), week(22, 90, 0)...),
		session.EveningsOpen: week(8, 120, 0),
		session.MorningsOpen: week(22, 120, 0),
		session.TimeReached:  append(week(8, 120, 0), week(22, 120, 0)...),
		session.Steady:       append(week(8, 110, 0), week(22, 110, 0)...),
	} {
		if got := insights("2026-11-16", "2026-11-22", told...).Finding; got != want {
			t.Errorf("found %v, want %v", got, want)
		}
	}
}

func TestInsightsSteps(t *testing.T) {
	for _, c := range []struct {
		from  string
		steps int
		first string
	}{{"2026-11-16", 1, "2026-11-16"}, {"2026-08-31", 12, "2026-08-31"}, {"2026-08-30", 13, "2026-08-30"}, {"2025-11-24", 13, "2025-11-24"}} {
		in := insights(c.from, "2026-11-22")
		if len(in.Steps) != c.steps || in.Steps[0].From.String() != c.first || in.Steps[len(in.Steps)-1].To.String() != "2026-11-22" {
			t.Errorf("from %s: %d steps from %v", c.from, len(in.Steps), in.Steps[0].From)
		}
		for i := 1; i < len(in.Steps); i++ {
			if in.Steps[i-1].To.Add(1) != in.Steps[i].From {
				t.Errorf("from %s: a gap before %v", c.from, in.Steps[i].From)
			}
		}
	}
	if in := insights("2026-11-22", "2026-11-16"); len(in.Steps) != 0 || in.All.Brushings != 0 {
		t.Errorf("a period that ends before it begins: %+v", in)
	}
}

// TestInsightsLaws: order does not matter, the whole is the sum of its steps, what lies outside counts nowhere, and no time is made.
func TestInsightsLaws(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		var told []session.Told
		start := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC) // over a change of the clocks
		for range r.IntN(60) {
			l := session.Layout(r.IntN(7))
			b := session.Told{Device: brush.DeviceID("b" + strconv.Itoa(int(l))), Start: start.Add(time.Duration(r.IntN(40*24*60)) * time.Minute), Seconds: uint32(r.IntN(200))}
			b.Heard = uint32(r.IntN(int(b.Seconds) + 1))
			left := float64(b.Seconds)
			for range r.IntN(4) {
				if l == 0 {
					break
				}
				set, _, _ := l.Zone(r.IntN(l.Zones()))
				if r.IntN(9) == 0 {
					set |= brush.ZoneSet(r.IntN(1 << 16)) // of no layout at all
				}
				some := left * r.Float64()
				left -= some
				b.Areas = append(b.Areas, session.Area{Zones: set, Seconds: some})
			}
			told = append(told, b)
		}
		from, to := dateAt("2026-03-25"), dateAt("2026-04-20")
		now := start.Add(time.Duration(r.IntN(50*24)) * time.Hour)
		of := func(told []session.Told) session.Insights {
			return session.InsightsOf(house, twice, from, to, now, brushingsOf(told), told)
		}
		in := of(told)
		inside := 0
		for _, b := range told {
			if d, _ := house.Place(b.Start); d.Compare(from) >= 0 && d.Compare(to) <= 0 {
				inside++
			}
		}
		mapped := in.Unmapped
		for _, m := range in.Maps {
			mapped += m.Brushings
			total := 0.0
			for _, s := range m.Seconds {
				total += s
			}
			limit := 200.0
			if m.Layout == session.Arches {
				limit = 400 // both at once
			}
			if total > limit+1e-6 || m.Confidence <= 0 || m.Confidence > 1 || m.Least >= len(m.Seconds) || m.Half > len(m.Seconds) {
				t.Fatalf("seed %d: a map of %v s: %+v", seed, total, m)
			}
		}
		if in.All.Brushings != inside || len(in.Dots) != inside || mapped != inside {
			t.Fatalf("seed %d: %d inside, %d counted, %d dots, %d on maps or not", seed, inside, in.All.Brushings, len(in.Dots), mapped)
		}
		var n, reached int
		var kept session.Kept
		var heard uint32
		for _, s := range in.Steps {
			n, reached, heard = n+s.Brushings, reached+s.Reached, heard+s.Heard
			kept.Planned, kept.Kept, kept.Mended = kept.Planned+s.Kept.Planned, kept.Kept+s.Kept.Kept, kept.Mended+s.Kept.Mended
		}
		if n != inside || reached != in.All.Reached || heard != in.All.Heard || kept != in.All.Kept || in.All.Heard > in.All.Of {
			t.Fatalf("seed %d: the steps make %d, %d, %d, %+v; the whole is %+v", seed, n, reached, heard, kept, in.All)
		}
		if k := in.All.Kept; k.Kept+k.Mended > k.Planned || k.Planned > 2*27 {
			t.Fatalf("seed %d: kept %+v", seed, k)
		}
		other := slices.Clone(told)
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		again := of(other)
		again.Dots, in.Dots = nil, nil // those of one minute may change places
		for i := range in.Maps {
			for k := range in.Maps[i].Seconds { // sums of fractions
				if math.Abs(in.Maps[i].Seconds[k]-again.Maps[i].Seconds[k]) > 1e-6 {
					t.Fatalf("seed %d: order matters on a map", seed)
				}
			}
		}
		in.Maps, again.Maps = nil, nil
		in.FindingAt, again.FindingAt = 0, 0
		if !reflect.DeepEqual(again, in) {
			t.Fatalf("seed %d: order matters:\n%+v\n%+v", seed, in, again)
		}
	}
}

func BenchmarkInsightsYear(b *testing.B) {
	var told []session.Told
	for i := range 730 {
		one := brushedAt(dateAt("2025-11-23").Add(i/2).String(), 7+15*(i%2), i%50, 120, "b")
		one.Areas = everywhere(session.Sixteenths, 7.5, 3, 2)
		told = append(told, one)
	}
	bs := brushingsOf(told)
	now := house.Begin(dateAt("2026-11-23"))
	for b.Loop() {
		session.InsightsOf(house, twice, dateAt("2025-11-23"), dateAt("2026-11-22"), now, bs, told)
	}
}
