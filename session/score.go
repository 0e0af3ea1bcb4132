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
