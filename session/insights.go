package session

import (
	"math"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Told is what insights need to know of a brushing that has ended.
type Told struct {
	Device  brush.DeviceID
	Start   time.Time
	Seconds uint32 // brushed
	Heard   uint32 // of them, s
	Stored  bool   // it is known by the handle's own record alone: nothing of it was heard, and nothing is missing
	Origin  Origin
	Score   brush.Opt[Score]
	Areas   []Area // measured; nil: the brush measured no zones
}

// Area is the time that was measured in a set of canonical zones at once, as finely as the handle told them apart.
type Area struct {
	Zones   brush.ZoneSet
	Seconds float64
}

// Tell returns what insights need of a session, which has its seconds. heard is how many of them were heard.
func Tell(s *Session, score brush.Opt[Score], heard uint32) Told {
	t := Told{Device: s.Device, Start: s.Start, Seconds: s.Duration, Heard: min(heard, s.Duration), Origin: s.Origin(), Score: score, Stored: s.Recorded != nil && heard == 0}
	for i := range s.Slots {
		if set := s.Slots[i].Zones & All; set != 0 {
			t.Areas = addArea(t.Areas, set, 1)
		}
	}
	if t.Areas == nil && s.Recorded != nil && s.Recorded.Measured {
		t.Areas = areasOf(&s.Recorded.Zones)
	}
	return t
}

func addArea(areas []Area, set brush.ZoneSet, seconds float64) []Area {
	for i := range areas {
		if areas[i].Zones == set {
			areas[i].Seconds += seconds
			return areas
		}
	}
	return append(areas, Area{set, seconds})
}

// areasOf finds out how finely a record's zones were told apart, whose seconds were shared out among canonical ones.
func areasOf(z *[brush.Zones]float64) (areas []Area) {
	l := layoutShared(z)
	for i := range min(l.Zones(), 16) {
		set, _, _ := l.Zone(i)
		if l == Arches && i == 2 {
			break // both at once looks like each of them
		}
		var first brush.Zone // of the set, and of no other set of the layout
		for first = range brush.Zones {
			if set.Has(first) {
				break
			}
		}
		if (l == Quadrants || l == Eighths) && !set.Has(brush.UpperRightOuter) {
			first = besideFront(set)
		}
		n := 0
		for k := range brush.Zones {
			if set.Has(k) {
				n++
			}
		}
		areas = append(areas, Area{set, z[first] * float64(n)})
	}
	return areas
}

// besideFront returns the first zone of a set that belongs to no front.
func besideFront(set brush.ZoneSet) brush.Zone {
	for k := range brush.Zones {
		if set.Has(k) && !fronts.Has(k) {
			return k
		}
	}
	return 0
}

const fronts brush.ZoneSet = 1<<brush.UpperFrontOuter | 1<<brush.UpperFrontInner | 1<<brush.LowerFrontOuter | 1<<brush.LowerFrontInner

// layoutShared returns the coarsest layout whose zones, shared out, make these seconds.
func layoutShared(z *[brush.Zones]float64) Layout {
	const slack = 0.25 // records hold tenths
	same := func(a, b float64) bool { return math.Abs(a-b) <= slack }
	flat := func(set brush.ZoneSet) bool {
		low, high := math.Inf(1), math.Inf(-1)
		for k := range brush.Zones {
			if set.Has(k) {
				low, high = min(low, z[k]), max(high, z[k])
			}
		}
		return same(low, high)
	}
	flatAll := func(l Layout) bool {
		for i := range l.Zones() {
			set, _, _ := l.Zone(i)
			if l == Arches && i == 2 {
				break
			}
			if !flat(set) {
				return false
			}
		}
		return true
	}
	joint := func(front, a, b brush.Zone) bool { return same(z[front], z[a]+z[b]) }
	outer := joint(brush.UpperFrontOuter, brush.UpperRightOuter, brush.UpperLeftOuter) && joint(brush.LowerFrontOuter, brush.LowerRightOuter, brush.LowerLeftOuter)
	inner := joint(brush.UpperFrontInner, brush.UpperRightInner, brush.UpperLeftInner) && joint(brush.LowerFrontInner, brush.LowerRightInner, brush.LowerLeftInner)
	chewed := false
	for k := range brush.Zones {
		chewed = chewed || Chewing.Has(k) && z[k] > 0
	}
	switch {
	case flatAll(Arches):
		return Arches
	case flatAll(Sextants) && outer:
		return Quadrants
	case flatAll(Sextants):
		return Sextants
	case chewed:
		return Sixteenths
	case outer && inner:
		return Eighths
	}
	return Twelfths
}

// layoutTold returns the layout whose zones these sets are, the finest first; ok is false when there is none.
func layoutTold(sets []Area) (Layout, bool) {
	for _, l := range [...]Layout{Twelfths, Sixteenths, Eighths, Sextants, Quadrants, Arches} {
		if !slices.ContainsFunc(sets, func(a Area) bool { _, ok := l.index(a.Zones); return !ok }) {
			return l, true
		}
	}
	return 0, false
}

// index returns which of the layout's zones a set is.
func (l Layout) index(set brush.ZoneSet) (int, bool) {
	for i := range l.Zones() {
		if s, _, _ := l.Zone(i); s == set {
			return i, true
		}
	}
	return 0, false
}

// Spread is how values lie: a quarter of them are at most Low, half at most Middle, three quarters at most High. Of none it is zero.
type Spread struct{ Low, Middle, High float64 }

func spreadOf(values []float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	values = slices.Clone(values)
	slices.Sort(values)
	at := func(share float64) float64 {
		x := share * float64(len(values)-1)
		i := int(x)
		if i+1 >= len(values) {
			return values[len(values)-1]
		}
		return values[i] + (values[i+1]-values[i])*(x-float64(i))
	}
	return Spread{at(0.25), at(0.5), at(0.75)}
}

// Dot is one brushing on the clock.
type Dot struct {
	Date    Date
	Part    PartOfDay
	Minute  int // by the wall clock, after midnight of Date; after 24*60 for the small hours that belong to the evening before
	Seconds uint32
	Target  uint32 // s, of the plan that held on the day
	Origin  Origin
}

// Kept is how much of a plan was kept.
type Kept struct{ Planned, Kept, Mended int }

func (k *Kept) add(s *DaySlot) {
	if !s.Planned {
		return
	}
	switch s.State {
	case SlotOff, SlotNext:
		return
	case SlotMended:
		k.Mended++
	case SlotShort, SlotDone:
		if s.Kept {
			k.Kept++
		}
	}
	k.Planned++
}

// Step is what there is to say of a part of a period.
type Step struct {
	From, To  Date // both included
	Brushings int
	Reached   int // of them, at least 95 % of the target
	Seconds   float64
	Kept      Kept
	Score     brush.Opt[float64] // mean total
	Coverage  brush.Opt[float64] // mean points, of 30
	Zones     brush.Opt[float64] // mean share of the zones that got half of theirs, 0 to 1
	Pressure  brush.Opt[float64] // mean points, of 20
	High      brush.Opt[float64] // s a brushing under the brush's own "too hard", in the mean of those that told pressure
	Told      uint32             // s in which pressure was told
	Hard      uint32             // s of them too hard
	Heard, Of uint32             // s of what handles said while they ran: heard, and brushed
}

// PartFigures is what there is to say of mornings or evenings.
type PartFigures struct {
	Kept      Kept
	Brushings int
	Minute    Spread  // as Dot.Minute
	Seconds   float64 // median
}

// ZoneMap is what brushes that tell places equally finely have measured.
type ZoneMap struct {
	Layout     Layout
	Confidence float64   // the least of its zones'
	Brushings  int       // that it was measured in
	Seconds    []float64 // a brushing in the mean, for each of the layout's zones; Arches have two
	Fair       float64   // s a brushing that each of them would get of the target, if all got the same
	Half       int       // of them got at least half of Fair
	Least      int       // the one with the least
}

// Insights is what a person's brushings of a period say. It compares with the plan and with what was before, never with anybody else.
type Insights struct {
	From, To  Date
	Target    uint32  // s, of the plan at the end of the last day; what is counted of a day is counted by its own
	Usual     float64 // s, the mean of the targets of the brushings; Target without any
	All       Step
	Steps     []Step // oldest first; all but the first equally long
	Parts     [2]PartFigures
	Week      Kept // of the seven days that end with To
	Month     Kept // of the thirty
	Dots      []Dot
	Maps      []ZoneMap // most brushings first
	Unmapped  int       // brushings without measured zones
	Finding   Finding
	FindingAt int // of ZoneLeast: which of the zones of the first map
}

// Steps of a period: weeks, or four weeks when it is long.
const (
	week      = 7
	fourWeeks = 28
	longSpan  = 26 * week // days from which on steps are long
)

// InsightsOf computes insights for a person's days from the first to the last, as they stand at now. bs is what the habit needs: it should reach
// back to the Monday of the first day or of the thirtieth before the last, whichever is earlier, and one brushing further. told may be in any
// order; what lies outside of the days is left out.
func InsightsOf(c Calendar, p Plans, from, to Date, now time.Time, bs []Brushing, told []Told) Insights {
	in := Insights{From: from, To: to, Target: p.At(to).On(to)}
	n := to.number() - from.number() + 1
	if n <= 0 {
		return in
	}
	told = slices.Clone(told)
	slices.SortStableFunc(told, func(a, b Told) int { return a.Start.Compare(b.Start) })
	days, _ := Habit(c, p, from, to, now, bs)

	long := week
	if n > longSpan {
		long = fourWeeks
	}
	count := (n + long - 1) / long
	sums := make([]sum, count)
	var all sum
	var w wall
	var minutes, lengths [2][]float64
	groups := map[brush.DeviceID][]*Told{}
	for i := range told {
		t := &told[i]
		d, part := c.place(t.Start, &w)
		if d < from.number() || d > to.number() {
			continue
		}
		date := dateNumbered(d)
		minute := int((t.Start.Unix()+w.east)/60) - d*24*60
		target := days[d-from.number()].Slots[part].Target
		in.Dots = append(in.Dots, Dot{date, part, minute, t.Seconds, target, t.Origin})
		minutes[part], lengths[part] = append(minutes[part], float64(minute)), append(lengths[part], float64(t.Seconds))
		sums[count-1-(to.number()-d)/long].add(t, target)
		all.add(t, target)
		if len(t.Areas) > 0 {
			groups[t.Device] = append(groups[t.Device], t)
		} else {
			in.Unmapped++
		}
	}
	for i := range days {
		k := count - 1 - (n-1-i)/long
		for part := range days[i].Slots {
			s := &days[i].Slots[part]
			sums[k].kept.add(s)
			all.kept.add(s)
			in.Parts[part].Kept.add(s)
		}
	}
	for part := range in.Parts {
		f := &in.Parts[part]
		f.Brushings, f.Minute, f.Seconds = len(minutes[part]), spreadOf(minutes[part]), spreadOf(lengths[part]).Middle
	}
	in.Week, in.Month = keptOf(c, p, to, week, now, bs), keptOf(c, p, to, 30, now, bs)
	in.All = all.step(from, to)
	for i := range sums {
		last := to.Add(-(count - 1 - i) * long)
		first := last.Add(1 - long)
		if first.Compare(from) < 0 {
			first = from
		}
		in.Steps = append(in.Steps, sums[i].step(first, last))
	}
	if in.Usual = float64(in.Target); len(in.Dots) > 0 {
		sum := 0.0
		for i := range in.Dots {
			sum += float64(in.Dots[i].Target)
		}
		in.Usual = sum / float64(len(in.Dots))
	}
	in.Maps = mapsOf(groups, in.Usual)
	in.Finding, in.FindingAt = find(&in)
	return in
}

func keptOf(c Calendar, p Plans, to Date, n int, now time.Time, bs []Brushing) (k Kept) {
	days, _ := Habit(c, p, to.Add(1-n), to, now, bs)
	for i := range days {
		k.add(&days[i].Slots[Morning])
		k.add(&days[i].Slots[Evening])
	}
	return k
}

// sum is a Step while it is counted.
type sum struct {
	lengths                    []float64
	reached                    int
	kept                       Kept
	score, cover, share, press mean
	high                       mean
	told, hard, heard, of      uint32
}

type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m *mean) value() (o brush.Opt[float64]) {
	if m.n > 0 {
		o = brush.Some(m.sum / float64(m.n))
	}
	return o
}

func (s *sum) add(t *Told, target uint32) {
	s.lengths = append(s.lengths, float64(t.Seconds))
	if uint64(t.Seconds)*100 >= uint64(target)*95 {
		s.reached++
	}
	if t.Origin == Measured && !t.Stored {
		s.heard, s.of = s.heard+t.Heard, s.of+t.Seconds
	}
	if !t.Score.OK {
		return
	}
	sc := &t.Score.V
	s.score.add(float64(sc.Total))
	if c := sc.Coverage; c.OK && c.V.Of > 0 {
		s.cover.add(c.V.Points)
		s.share.add(float64(c.V.Got) / float64(c.V.Of))
	}
	if p := sc.Pressure; p.OK {
		s.press.add(p.V.Points)
		s.high.add(float64(p.V.Got))
		s.told, s.hard = s.told+p.V.Of, s.hard+p.V.Got
	}
}

func (s *sum) step(from, to Date) Step {
	return Step{From: from, To: to, Brushings: len(s.lengths), Reached: s.reached, Seconds: spreadOf(s.lengths).Middle, Kept: s.kept, Score: s.score.value(),
		Coverage: s.cover.value(), Zones: s.share.value(), Pressure: s.press.value(), High: s.high.value(), Told: s.told, Hard: s.hard, Heard: s.heard, Of: s.of}
}
