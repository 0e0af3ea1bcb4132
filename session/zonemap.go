package session

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"

	"github.com/enamel-home/enamel/brush"
)

// mapsOf joins what brushes measured that tell places equally finely.
func mapsOf(groups map[brush.DeviceID][]*Told, target float64) (all []ZoneMap) {
	byLayout := map[Layout]*ZoneMap{}
	for _, device := range slices.Sorted(maps.Keys(groups)) {
		of := groups[device]
		var sets []Area
		for _, t := range of {
			for _, a := range t.Areas {
				sets = addArea(sets, a.Zones, 0)
			}
		}
		l, ok := layoutTold(sets)
		if !ok { // as finely as it can be shared out
			l = Twelfths
			if slices.ContainsFunc(sets, func(a Area) bool { return a.Zones&Chewing != 0 }) {
				l = Sixteenths
			}
		}
		m := byLayout[l]
		if m == nil {
			m = &ZoneMap{Layout: l, Confidence: 1, Seconds: make([]float64, l.areas())}
			byLayout[l] = m
		}
		m.Brushings += len(of)
		for _, t := range of {
			for _, a := range t.Areas {
				m.add(a)
			}
		}
	}
	for l := Arches; l <= Sixteenths; l++ {
		m := byLayout[l]
		if m == nil {
			continue
		}
		m.Fair = target / float64(len(m.Seconds))
		for i := range m.Seconds {
			m.Seconds[i] /= float64(m.Brushings)
			if m.Seconds[i] >= m.Fair/2 {
				m.Half++
			}
			if m.Seconds[i] < m.Seconds[m.Least] {
				m.Least = i
			}
		}
		all = append(all, *m)
	}
	slices.SortStableFunc(all, func(a, b ZoneMap) int {
		return cmp.Or(-cmp.Compare(a.Brushings, b.Brushings), -cmp.Compare(a.Layout, b.Layout))
	})
	return all
}

// areas is how many places a layout has: both arches at once is no third place.
func (l Layout) areas() int {
	if l == Arches {
		return 2
	}
	return l.Zones()
}

// add counts an area: in the layout's zone that it is, or shared out among those that it holds.
func (m *ZoneMap) add(a Area) {
	if i, ok := m.Layout.index(a.Zones); ok {
		_, sure, _ := m.Layout.Zone(i)
		m.Confidence = min(m.Confidence, sure)
		if m.Layout == Arches && i == 2 {
			m.Seconds[0], m.Seconds[1] = m.Seconds[0]+a.Seconds, m.Seconds[1]+a.Seconds // it cleans both at once
			return
		}
		m.Seconds[i] += a.Seconds
		return
	}
	within := a.Zones
	if m.Layout == Twelfths {
		within &^= Chewing
	}
	n := bits.OnesCount16(uint16(within))
	m.Confidence = min(m.Confidence, 1/float64(max(n, 1)))
	for z := range brush.Zones {
		if !within.Has(z) {
			continue
		}
		if i, ok := m.Layout.index(z.Set()); ok {
			m.Seconds[i] += a.Seconds / float64(n)
		}
	}
}

// Value is what one canonical zone shows on a map.
type Value struct {
	Seconds  float64 // a brushing, of the maker's own zone that it lies in
	Measured bool
}

// Values returns what each canonical zone shows: its own seconds, or those of the coarser place that it lies in, which are then the place's and
// not its share. The front of a quarter's layout is the mean of its two quarters.
func (m *ZoneMap) Values() (out [brush.Zones]Value) {
	for z := range brush.Zones {
		sum, n := 0.0, 0
		for i := range m.Seconds {
			if set, _, _ := m.Layout.Zone(i); set.Has(z) {
				sum, n = sum+m.Seconds[i], n+1
			}
		}
		if n > 0 {
			out[z] = Value{sum / float64(n), true}
		}
	}
	return out
}

// LeastZone returns the canonical zone that stands for the place with the least.
func (m *ZoneMap) LeastZone() brush.Zone { return m.Standing(m.Least) }

// Standing returns the canonical zone that stands for the layout's zone i: one that no other zone of the layout holds.
func (m *ZoneMap) Standing(i int) brush.Zone {
	set, _, _ := m.Layout.Zone(i)
	if set&^fronts != 0 {
		return besideFront(set)
	}
	for z := range brush.Zones {
		if set.Has(z) {
			return z
		}
	}
	return 0
}

// Finding is the one thing worth knowing.
type Finding uint8

// The findings.
const (
	NothingYet   Finding = iota // no brushing
	FewYet                      // too few to say anything
	ZoneLeast                   // one place gets less than half of its fair share
	TooHard                     // the brush said "too hard" often
	EndsEarly                   // half of all brushings end well before the target
	EveningsOpen                // evenings are kept less than three times in four, mornings more often
	MorningsOpen                // the other way round
	SlotsOpen                   // both
	TimeReached                 // most brushings reach the target
	Steady                      // nothing of all that
)

var findings = [...]string{"nothing_yet", "few_yet", "zone_least", "too_hard", "ends_early", "evenings_open", "mornings_open", "slots_open", "time_reached", "steady"}

// String returns the name on the wire.
func (f Finding) String() string { return findings[min(int(f), len(findings)-1)] }

// From how many brushings on, and from what on, something is worth saying.
const (
	fewest      = 4
	worthHard   = 0.1  // of the seconds that told pressure
	worthEarly  = 0.9  // of the target
	worthOpen   = 0.75 // of the planned slots
	worthPraise = 0.6  // of the brushings
)

func find(in *Insights) (Finding, int) {
	switch n := in.All.Brushings; {
	case n == 0:
		return NothingYet, 0
	case n < fewest:
		return FewYet, 0
	}
	if len(in.Maps) > 0 {
		if m := &in.Maps[0]; m.Brushings >= fewest && m.Seconds[m.Least] < m.Fair/2 {
			return ZoneLeast, m.Least
		}
	}
	open := func(k Kept) bool {
		return k.Planned >= fewest && float64(k.Kept+k.Mended) < worthOpen*float64(k.Planned)
	}
	morning, evening := open(in.Parts[Morning].Kept), open(in.Parts[Evening].Kept)
	switch {
	case in.All.Told > 0 && float64(in.All.Hard) > worthHard*float64(in.All.Told):
		return TooHard, 0
	case in.All.Seconds < worthEarly*in.Usual:
		return EndsEarly, 0
	case morning && evening:
		return SlotsOpen, 0
	case evening:
		return EveningsOpen, 0
	case morning:
		return MorningsOpen, 0
	case float64(in.All.Reached) >= worthPraise*float64(in.All.Brushings):
		return TimeReached, 0
	}
	return Steady, 0
}
