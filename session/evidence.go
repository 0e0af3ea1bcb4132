package session

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// MaxElapsed is the longest brushing that is believed, in seconds on the handle's timer. What claims more is no evidence.
const MaxElapsed = 7200

// MaxSources is how many sources of one stretch of evidence are told apart; later ones are counted with the last.
const MaxSources = 64

// MaxObservations is how many observations one stretch of evidence holds: hours of brushing without a rest, heard by several sources. What
// would go beyond is no longer added; its frames are kept all the same.
const MaxObservations = 1 << 16

// long is how many observations make a stretch so long that it is parted at shorter silences.
const long = 1 << 13

// Evidence is a set of observations of one handle. Adding is idempotent and its order does not matter, and neither does it for Merge:
// an observation's name is its content, and of equal ones the earliest hearing counts. Whatever is folded from it therefore does not depend
// on how, by whom or how often its frames were delivered.
type Evidence struct {
	Device brush.DeviceID
	Brand  brush.BrandID

	sources []brush.SourceID
	obs     []obs    // sorted by cmpKey, no two with the same key
	records []record // sorted by cmpRecord, no two the same
	events  []event  // sorted by cmpEvent, no two with the same name
	recall  []event  // of other stretches: what Recall was told; no evidence of this one, and not in its binary form
}

// What an observation says.
const (
	hasElapsed = 1 << iota
	hasActivity
	hasMode
	hasSector
	hasPressure
	hasZones
	hasFace
	hasSectors
	hasTable
	hasTarget
	hasBattery
	wasPolled // read, not notified
)

// obs is what one source heard, without how often it heard the same.
type obs struct {
	at       int64  // ms since 1970, when it was heard first
	bucket   int32  // part of the name: the same content much later is another observation
	elapsed  uint32 // s
	has      uint16
	mode     brush.Mode
	zones    brush.ZoneSet
	target   uint16
	src      uint8 // index of sources
	activity brush.Activity
	sector   uint8
	sectors  uint8
	pressure brush.Pressure
	face     uint8
	table    uint8
	battery  uint8
}

// cmpKey orders observations by their name: everything but at.
func cmpKey(a, b *obs) int {
	if a.elapsed != b.elapsed {
		return cmp.Compare(a.elapsed, b.elapsed)
	}
	if a.src != b.src {
		return cmp.Compare(a.src, b.src)
	}
	if a.bucket != b.bucket {
		return cmp.Compare(a.bucket, b.bucket)
	}
	return cmpContent(a, b)
}

// cmpContent orders by what is said apart from the timer.
func cmpContent(a, b *obs) int {
	if x, y := a.low(), b.low(); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a.high(), b.high())
}

func (o *obs) low() uint64 {
	return uint64(o.has) | uint64(o.mode)<<16 | uint64(o.zones)<<32 | uint64(o.target)<<48
}

func (o *obs) high() uint64 {
	return uint64(o.activity) | uint64(o.sector)<<8 | uint64(o.sectors)<<16 | uint64(o.pressure)<<24 | uint64(o.face)<<32 | uint64(o.table)<<40 | uint64(o.battery)<<48
}

// Bucket widths in milliseconds. A running timer is named by the second at which it would have started, so that the same second of two runs
// is not taken for one. A standing timer repeats itself for minutes.
const (
	runBucket   = 8_000
	standBucket = 32_000
	valueBucket = 1_000
)

// Add adds what a source heard. It returns false when nothing new was said, and for readings that are no evidence of brushing: a handle at
// rest with its timer at zero, or a timer beyond MaxElapsed.
func (e *Evidence) Add(src brush.SourceID, at time.Time, brand brush.BrandID, r *brush.Reading) bool {
	if r.Event.OK {
		if e.Brand == "" {
			e.Brand = brand
		}
		return e.addEvent(src, at.UnixMilli(), &r.Event.V)
	}
	o, ok := observe(at.UnixMilli(), r)
	if !ok {
		return false
	}
	if e.Brand == "" {
		e.Brand = brand
	}
	o.src = e.source(src)
	return e.put(&o)
}

// observe makes the observation of a reading; ok is false when it is no evidence.
func observe(at int64, r *brush.Reading) (o obs, ok bool) {
	o.at = at
	if r.Elapsed.OK {
		if r.Elapsed.V > MaxElapsed {
			return o, false
		}
		o.elapsed, o.has = r.Elapsed.V, o.has|hasElapsed
	}
	if r.Activity.OK {
		o.activity, o.has = r.Activity.V, o.has|hasActivity
	}
	running := r.Activity.OK && r.Activity.V == brush.Running
	if r.Elapsed.OK && r.Elapsed.V == 0 && r.Activity.OK && !running {
		return o, false
	}
	if r.Mode.OK {
		o.mode, o.has = r.Mode.V, o.has|hasMode
	}
	if r.Sector.OK {
		o.sector, o.has = r.Sector.V, o.has|hasSector
	}
	if r.Pressure.OK {
		o.pressure, o.has = r.Pressure.V, o.has|hasPressure
	}
	if r.Zones.OK {
		o.zones, o.has = r.Zones.V, o.has|hasZones
	}
	if r.Table.OK {
		o.table, o.has = r.Table.V, o.has|hasTable
	}
	if r.Target.OK {
		o.target, o.has = r.Target.V, o.has|hasTarget
	}
	if o.has == 0 {
		return o, false // a battery or a model alone is no brushing
	}
	if r.Polled {
		o.has |= wasPolled
	}
	if r.Face.OK {
		o.face, o.has = r.Face.V, o.has|hasFace
	}
	if r.Sectors.OK {
		o.sectors, o.has = r.Sectors.V, o.has|hasSectors
	}
	if r.Battery.OK {
		o.battery, o.has = r.Battery.V, o.has|hasBattery
	}
	switch {
	case r.Elapsed.OK && (running || !r.Activity.OK):
		o.bucket = int32(floorDiv(at-int64(o.elapsed)*1000, runBucket))
	case r.Activity.OK && r.Activity.V.Over():
		o.bucket = int32(floorDiv(at, standBucket))
	default:
		o.bucket = int32(floorDiv(at, valueBucket))
	}
	return o, true
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// source returns the index of a source, adding it when it is new.
func (e *Evidence) source(s brush.SourceID) uint8 {
	for i, have := range e.sources {
		if have == s {
			return uint8(i)
		}
	}
	if len(e.sources) == MaxSources {
		return MaxSources - 1
	}
	e.sources = append(e.sources, s)
	return uint8(len(e.sources) - 1)
}

// put adds an observation whose source is already ours.
func (e *Evidence) put(o *obs) bool {
	// What was heard last usually belongs last.
	i, found := len(e.obs), false
	if i > 0 && cmpKey(&e.obs[i-1], o) >= 0 {
		lo, hi := 0, i
		for lo < hi {
			m := int(uint(lo+hi) >> 1)
			if cmpKey(&e.obs[m], o) < 0 {
				lo = m + 1
			} else {
				hi = m
			}
		}
		i = lo
		found = cmpKey(&e.obs[i], o) == 0
	}
	if found {
		if o.at >= e.obs[i].at {
			return false
		}
		e.obs[i].at = o.at
		return true
	}
	if len(e.obs) >= MaxObservations {
		return false
	}
	e.obs = slices.Insert(e.obs, i, *o)
	return true
}

// Merge adds everything that the other evidence of the same handle holds.
func (e *Evidence) Merge(other *Evidence) {
	if e.Device == "" {
		e.Device = other.Device
	}
	if e.Brand == "" {
		e.Brand = other.Brand
	}
	var m [MaxSources]uint8
	for i, s := range other.sources {
		m[i] = e.source(s)
	}
	for i := range other.obs {
		o := other.obs[i]
		o.src = m[o.src]
		e.put(&o)
	}
	for i := range other.events {
		h := other.events[i]
		h.src = m[h.src]
		e.putEvent(&h)
	}
	for i := range other.records {
		n := other.records[i]
		n.src = m[n.src]
		e.putRecord(&n)
	}
}

// Empty reports whether nothing was observed.
func (e *Evidence) Empty() bool { return e.Len() == 0 }

// Len returns how many observations, records and hearings of events there are.
func (e *Evidence) Len() int { return len(e.obs) + len(e.records) + len(e.events) }

// Span returns when the first and the last observation were heard; a record counts from its start to its end. Zero times when there is
// nothing.
func (e *Evidence) Span() (first, last time.Time) {
	if e.Empty() {
		return
	}
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range e.obs {
		lo, hi = min(lo, e.obs[i].at), max(hi, e.obs[i].at)
	}
	for i := range e.records {
		lo, hi = min(lo, e.records[i].start), max(hi, e.records[i].end())
	}
	for i := range e.events {
		lo, hi = min(lo, e.events[i].at), max(hi, e.events[i].at)
	}
	return time.UnixMilli(lo).UTC(), time.UnixMilli(hi).UTC()
}

// Stretch is the silence that parts two stretches of evidence: what lies further apart than this cannot be the same brushing.
const Stretch = 30 * time.Minute

// tail is how long after the motor was last heard a standing timer can still say something about that brushing.
const tail = 10 * time.Minute

// Trim drops what can no longer matter at asOf: observations older than an hour of a handle at rest that belong to no running that was
// heard. A handle that shows its last session all night would otherwise never end a stretch.
func (e *Evidence) Trim(asOf time.Time) {
	old := asOf.Add(-time.Hour).UnixMilli()
	some := false
	for i := range e.obs {
		some = some || e.obs[i].at < old && !e.obs[i].runs()
	}
	if !some {
		return
	}
	var ran []int64
	for i := range e.obs {
		if o := &e.obs[i]; o.runs() {
			ran = append(ran, o.at)
		}
	}
	slices.Sort(ran)
	e.obs = slices.DeleteFunc(e.obs, func(o obs) bool {
		if o.at >= old || o.runs() {
			return false
		}
		// The first running heard not before the tail of this one; a value may also come a little before its running.
		i, _ := slices.BinarySearch(ran, o.at-tail.Milliseconds())
		return i == len(ran) || ran[i] > o.at+tail.Milliseconds()
	})
}

// runs reports whether an observation alone says, or may say, that the motor was on.
func (o *obs) runs() bool {
	if o.has&hasActivity != 0 {
		return o.activity == brush.Running || o.activity == brush.Menu && o.elapsed > 0
	}
	return o.has&hasElapsed != 0
}

// Split takes out every stretch that ended more than Stretch before the given time, and reports whether there was one. A handle that is used
// for hours on end makes stretches that hardly stop; those are parted where nothing was heard for tail.
func (e *Evidence) Split(before time.Time) (done Evidence, ok bool) {
	if e.Empty() {
		return
	}
	limit, silence := before.Add(-Stretch).UnixMilli(), Stretch
	if first, _ := e.Span(); first.UnixMilli() >= limit {
		return
	}
	at := e.times(make([]int64, 0, e.Len()))
	slices.Sort(at)
	if e.Len() > long {
		silence = tail
	}
	cut := int64(-1 << 62)
	for i, t := range at {
		if t >= limit {
			break
		}
		if i == len(at)-1 || at[i+1]-t > silence.Milliseconds() {
			cut = t
		}
	}
	if cut < at[0] {
		return
	}
	done = Evidence{Device: e.Device, Brand: e.Brand, sources: slices.Clone(e.sources)}
	rest := e.obs[:0:0]
	for _, o := range e.obs {
		if o.at <= cut {
			done.obs = append(done.obs, o)
		} else {
			rest = append(rest, o)
		}
	}
	e.obs = rest
	for _, h := range e.events {
		if h.at <= cut {
			done.events = append(done.events, h)
		}
	}
	e.events = slices.DeleteFunc(slices.Clone(e.events), func(h event) bool { return h.at <= cut })
	var stay []record
	for _, n := range e.records {
		if n.start <= cut {
			done.records = append(done.records, n)
		} else {
			stay = append(stay, n)
		}
	}
	e.records = stay
	return done, true
}
