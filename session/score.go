package session

import "github.com/enamel-home/enamel/brush"

// Score says how good a brushing was, version 1: open, recomputable, and explained part by part. Parts without evidence are absent, and the
// rest is scaled to 100.
type Score struct {
	Version  uint8 // 1
	Total    uint8 // 0..100
	Time     Part  // always has evidence
	Coverage brush.Opt[Part]
	Pressure brush.Opt[Part]
}

// Part is one part of a score.
type Part struct {
	Points float64 // of Weight
	Weight float64 // 50, 30 and 20
	Got    uint32  // Time: seconds brushed; Coverage: zones with half their fair share; Pressure: seconds too hard
	Of     uint32  // Time: the target; Coverage: the zones that could be measured; Pressure: seconds brushed
}

// The weights of score version 1.
const (
	weightTime     = 50
	weightCoverage = 30
	weightPressure = 20
)

// DefaultTarget is how long a brushing should take unless somebody says otherwise, in seconds.
const DefaultTarget = 120

// ScoreOf returns the score of a session for somebody whose target is that many seconds (0: DefaultTarget).
//
//	time      min(brushed, target) / target
//	coverage  the share of zones that got at least half of target / zones, inner faces counted like outer ones; chewing surfaces count only
//	          with handles that tell them. Only from measured zones.
//	pressure  1 - 2 * (seconds too hard / seconds in which the handle told its pressure), at least 0
func ScoreOf(s *Session, target uint32) Score {
	if target == 0 {
		target = DefaultTarget
	}
	out := Score{Version: 1}
	out.Time = Part{Weight: weightTime, Got: s.Duration, Of: target}
	out.Time.Points = weightTime * float64(min(s.Duration, target)) / float64(target)
	points, weight := out.Time.Points, out.Time.Weight

	if zones, ok := s.ZoneSeconds(); ok {
		can := All
		var seen brush.ZoneSet
		for z := range brush.Zones {
			if zones[z] > 0 {
				seen |= z.Set()
			}
		}
		if seen&Chewing == 0 {
			can &^= Chewing
		}
		p := Part{Weight: weightCoverage}
		for z := range brush.Zones {
			if can.Has(z) {
				p.Of++
			}
		}
		for z := range brush.Zones {
			if can.Has(z) && zones[z] >= float64(target)/float64(p.Of)/2 {
				p.Got++
			}
		}
		p.Points = weightCoverage * float64(p.Got) / float64(p.Of)
		out.Coverage = brush.Some(p)
		points, weight = points+p.Points, weight+p.Weight
	}

	if told := s.pressureSeconds(); told > 0 {
		p := Part{Weight: weightPressure, Got: s.High, Of: told}
		p.Points = weightPressure * max(0, 1-2*float64(s.High)/float64(told))
		out.Pressure = brush.Some(p)
		points, weight = points+p.Points, weight+p.Weight
	}
	out.Total = uint8(points/weight*100 + 0.5)
	return out
}

func (s *Session) pressureSeconds() (n uint32) {
	if s.Recorded != nil && s.Recorded.High.OK {
		return s.Duration // the handle itself counted all of them
	}
	for i := range s.Slots {
		if s.Slots[i].Pressure != 0 {
			n++
		}
	}
	return n
}

// Verdict is a score without what it is made of.
type Verdict struct {
	Version uint8
	Total   uint8 // 0..100
}

// Verdict returns the score without its parts.
func (s Score) Verdict() Verdict { return Verdict{s.Version, s.Total} }

// Word is Verdict's.
func (s Score) Word() string { return s.Verdict().Word() }

// Word says a score in words: "very good" from 90, "good" from 75, "a start" from 50, else "short".
func (v Verdict) Word() string {
	switch {
	case v.Total >= 90:
		return "very good"
	case v.Total >= 75:
		return "good"
	case v.Total >= 50:
		return "a start"
	}
	return "short"
}
