package session

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Recorded is what the handle itself stored of a session.
type Recorded struct {
	Number   uint32    // the handle's own of it, or the note's; 0: not said
	Start    time.Time // after clock repair
	Duration uint32    // s
	Target   brush.Opt[uint16]
	High     brush.Opt[uint32] // s under the handle's own "too hard"
	Complete brush.Opt[bool]
	Score    brush.Opt[uint8] // the handle's own, 0 to 100
	Battery  brush.Opt[uint8]
	Measured bool                 // Zones says something
	Zones    [brush.Zones]float64 // s on each canonical zone
}

// Times of records that are facts of handles.
const (
	sameStart   = 90 * time.Second // a record and what was heard that start no further apart are one session
	repairSlack = 5 * time.Second  // by which the same record, read twice, may seem to start apart; handles that number theirs are surer
	shorter     = 5                // s by which a record may be shorter than the timer that was heard
)

// MaxRecords is how many stored records one stretch of evidence holds; what would go beyond is no longer added.
const MaxRecords = 512

// What a record says.
const (
	recTarget = 1 << iota
	recHigh
	recComplete
	recCompleted // the value of recComplete
	recScore
	recBattery
	recMode
	recSectors
	recZones
	recOff
	recDetail
	recBits
)

// record is a stored session as evidence. All of it is its name.
type record struct {
	start    int64 // ms since 1970, of the repaired clock
	duration uint32
	id       uint32
	has      uint16
	mode     brush.Mode
	target   uint16
	high     uint32 // s
	src      uint8
	sectors  uint8
	score    uint8
	battery  uint8
	zones    [brush.Zones]uint16 // tenths of a second
	off      uint32              // s of pauses
	detail   string              // its seconds, as appendDetail wrote them
}

// end is when the record's brushing was over at the earliest, in ms since 1970.
func (n *record) end() int64 { return n.start + int64(n.duration+n.off)*1000 }

// crosses reports whether two records, the second of which began first, share more than half of the shorter one's time.
func (n *record) crosses(o record) bool {
	shared := min(n.end(), o.end()) - n.start
	return 2*shared > min(n.end()-n.start, o.end()-o.start)
}

func cmpRecord(a, b *record) int {
	if c := cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.duration, b.duration), cmp.Compare(a.id, b.id), cmp.Compare(a.src, b.src),
		cmp.Compare(a.has, b.has), cmp.Compare(a.mode, b.mode), cmp.Compare(a.target, b.target), cmp.Compare(a.high, b.high),
		cmp.Compare(a.sectors, b.sectors), cmp.Compare(a.score, b.score), cmp.Compare(a.battery, b.battery),
		cmp.Compare(a.off, b.off), cmp.Compare(a.detail, b.detail)); c != 0 {
		return c
	}
	return slices.Compare(a.zones[:], b.zones[:])
}

// ClockGood is how far from a record a handle's clock may have been read that still tells when the record was.
const ClockGood = 10 * time.Minute

// Clocks repairs the clocks of one handle, which are counters or days off: only differences on the handle's clock count. Sources are told
// apart, because each has a clock of its own too.
type Clocks struct{ read []Clock }

// Clock is one reading of a handle's clock.
type Clock struct {
	Source brush.SourceID
	At     time.Time // by the source
	Value  uint32    // s by the handle
}

// maxClocks is how many readings of a clock are remembered, the newest ones.
const maxClocks = 10_000

// Set adds a reading of the clock.
func (c *Clocks) Set(k Clock) {
	if len(c.read) == maxClocks {
		c.read = slices.Delete(c.read, 0, 1)
	}
	c.read = append(c.read, k)
}

// Start returns when a record that a source read at a moment began: start = now - (clock now - clock then). Handles that keep the time of day
// need no repair; zone is the household's, for those that keep the wall clock. ok is false when nobody can say, or the answer is no time at
// which somebody can have brushed: in the future, or before such handles were made.
func (c *Clocks) Start(src brush.SourceID, at time.Time, r *brush.Record, zone *time.Location) (start time.Time, ok bool) {
	switch {
	case r.Unix.OK && r.Local:
		u := time.Unix(r.Unix.V, 0).UTC()
		start = time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), 0, zone)
	case r.Unix.OK:
		start = time.Unix(r.Unix.V, 0)
	default:
		var best Clock
		for _, k := range c.read {
			if k.Source == src && k.Value >= r.Start && k.At.Sub(at).Abs() <= ClockGood && (!ok || k.At.Sub(at).Abs() < best.At.Sub(at).Abs()) {
				best, ok = k, true
			}
		}
		if !ok {
			return time.Time{}, false
		}
		start = best.At.Add(-time.Duration(best.Value-r.Start) * time.Second)
	}
	if start.Add(time.Duration(r.Duration)*time.Second).After(at.Add(sameStart)) || start.Year() < 2014 {
		return time.Time{}, false
	}
	return start.UTC(), true
}

// AddRecord adds a record that a source read, whose repaired start Clocks gave. It returns false when nothing new was said, and for records
// that are none: of no length, or longer than MaxElapsed. Records stand in the stretch of evidence in which their brushing was, not in that
// in which they were read.
func (e *Evidence) AddRecord(src brush.SourceID, start time.Time, maker brush.BrandID, r *brush.Record) bool {
	if r.Duration == 0 || r.Duration > MaxElapsed {
		return false
	}
	if e.Brand == "" {
		e.Brand = maker
	}
	n := record{start: start.UnixMilli(), duration: r.Duration, id: r.ID.V, src: e.source(src)}
	if r.Target.OK {
		n.has, n.target = n.has|recTarget, r.Target.V
	}
	if r.High.OK {
		n.has, n.high = n.has|recHigh, uint32((r.High.V+time.Second/2)/time.Second)
	}
	if r.Complete.OK {
		n.has |= recComplete
		if r.Complete.V {
			n.has |= recCompleted
		}
	}
	if r.Score.OK {
		n.has, n.score = n.has|recScore, r.Score.V
	}
	if r.Battery.OK {
		n.has, n.battery = n.has|recBattery, r.Battery.V
	}
	if r.Mode.OK {
		n.has, n.mode = n.has|recMode, r.Mode.V
	}
	if r.Sectors.OK {
		n.has, n.sectors = n.has|recSectors, r.Sectors.V
	}
	for _, z := range r.Zones {
		n.has |= recZones
		share(&n.zones, z)
	}
	if r.Off.OK && r.Off.V <= MaxElapsed {
		n.has, n.off = n.has|recOff, r.Off.V
	}
	if n.detail = detailOf(r.Seconds, r.Duration); n.detail != "" {
		n.has |= recDetail
	}
	return e.putRecord(&n)
}

// share gives the time of a maker's zone to the canonical zones that it is, in equal parts.
func share(zones *[brush.Zones]uint16, z brush.ZoneTime) {
	var n float64
	for k := range brush.Zones {
		if z.Zones.Has(k) {
			n++
		}
	}
	for k := range brush.Zones {
		if z.Zones.Has(k) {
			zones[k] += uint16(min(math.MaxUint16-float64(zones[k]), max(0, float64(z.Seconds)*10/n)))
		}
	}
}

func (e *Evidence) putRecord(n *record) bool {
	find := func() (int, bool) {
		return slices.BinarySearchFunc(e.records, n, func(have record, want *record) int { return cmpRecord(&have, want) })
	}
	i, found := find()
	if !found && n.detail != "" && e.detailed()+len(n.detail) > MaxDetail {
		n.has, n.detail = n.has&^recDetail, ""
		i, found = find()
	}
	if found || len(e.records) >= MaxRecords {
		return false
	}
	e.records = slices.Insert(e.records, i, *n)
	return true
}

// recorded returns the stored sessions, each once: a record that was read twice differs by a second or two of clock repair, and one that
// was read while it still grew is shorter. Nobody brushes twice at once: of records that share more than half of the shorter one's time
// the one that began first counts. Notes stay apart: one may have been deleted, which only who keeps them knows.
func (e *Evidence) recorded() (out []record) {
	_, notes := e.Device.Person()
	// Sources are numbered as they came; nothing may depend on that.
	all := slices.Clone(e.records)
	slices.SortFunc(all, func(a, b record) int {
		if c := cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(e.sources[a.src], e.sources[b.src])); c != 0 {
			return c
		}
		return cmpRecord(&a, &b)
	})
	for _, n := range all {
		k := slices.IndexFunc(out, func(o record) bool {
			apart := time.Duration(n.start-o.start) * time.Millisecond
			return o.id == n.id && (apart <= repairSlack || n.id != 0 && apart <= sameStart)
		})
		switch {
		case k >= 0:
			if o := &out[k]; n.duration > o.duration || n.duration == o.duration && n.has&^o.has != 0 { // it says more
				n.start = o.start
				if n.detail == "" {
					n.has, n.detail = n.has|o.has&recDetail, o.detail
				}
				*o = n
			}
		case notes || !slices.ContainsFunc(out, n.crosses):
			out = append(out, n)
		}
	}
	return out
}

// settle lets the handle's records settle the sessions that were heard, and makes sessions of those that were not. Each record is counted
// once: with the session of the nearest start, or as one of its own.
func (e *Evidence) settle(heard []Session, table uint8) []Session {
	records := e.recorded()
	if len(records) == 0 {
		return heard
	}
	type pair struct {
		s, r  int
		apart time.Duration
	}
	var pairs []pair
	_, entries := e.Device.Person()
	for i := range heard {
		if entries {
			break // a note is a person's word beside the timer's, and settles nothing that was timed
		}
		for k := range records {
			apart := heard[i].Start.Sub(time.UnixMilli(records[k].start)).Abs()
			if apart <= sameStart && records[k].duration+shorter >= heard[i].Duration {
				pairs = append(pairs, pair{i, k, apart})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.apart, b.apart) })
	settled, used := make([]bool, len(heard)), make([]bool, len(records))
	for _, p := range pairs {
		if !settled[p.s] && !used[p.r] {
			settled[p.s], used[p.r] = true, true
			heard[p.s].settle(&records[p.r], e.sources[records[p.r].src], table)
		}
	}
	for k := range records {
		if used[k] {
			continue
		}
		start := time.UnixMilli(records[k].start).UTC()
		s := Session{Device: e.Device, Brand: e.Brand, Start: start, End: start, LastHeard: start, Over: brush.Unknown,
			Sources: []Share{{Source: e.sources[records[k].src]}}}
		s.settle(&records[k], e.sources[records[k].src], table)
		heard = append(heard, s)
	}
	slices.SortStableFunc(heard, func(a, b Session) int { return a.Start.Compare(b.Start) })
	return heard
}

// settle takes the word of a handle, that a source read, for length and pressure, and for the seconds that it tells one by one. What was heard
// of others stays; the length is never less than what was heard.
func (s *Session) settle(n *record, src brush.SourceID, table uint8) {
	if n.duration > s.Duration {
		s.End = s.End.Add(time.Duration(n.duration-s.Duration) * time.Second)
		s.Slots = append(s.Slots, make([]Slot, n.duration-s.Duration)...)
		s.Duration = n.duration
	}
	if end := s.Start.Add(time.Duration(s.Duration+n.off) * time.Second); n.off > 0 && end.After(s.End) {
		s.End = end
	}
	if n.detail != "" {
		s.detail(n.detail, src, table)
	}
	rec := Recorded{Number: n.id, Start: time.UnixMilli(n.start).UTC(), Duration: n.duration}
	if n.has&recTarget != 0 {
		rec.Target = brush.Some(n.target)
		if !s.Target.OK {
			s.Target = rec.Target
		}
	}
	if n.has&recHigh != 0 {
		rec.High = brush.Some(n.high)
		s.Pressure, s.High = true, min(n.high, n.duration)
	}
	if n.has&recComplete != 0 {
		rec.Complete = brush.Some(n.has&recCompleted != 0)
	}
	if n.has&recScore != 0 {
		rec.Score = brush.Some(n.score)
		s.OwnScore = rec.Score
	}
	if n.has&recBattery != 0 {
		rec.Battery = brush.Some(n.battery)
		s.Battery = rec.Battery
	}
	if n.has&recSectors != 0 && !s.Sectors.OK {
		s.Sectors = brush.Some(n.sectors)
	}
	if n.has&recMode != 0 && !s.Mode.OK {
		m := n.mode
		if m.Table() == 0 {
			m = brush.NewMode(table, m.Code())
		}
		s.Mode = brush.Some(m)
	}
	if n.has&recZones != 0 {
		rec.Measured = true
		for z := range brush.Zones {
			rec.Zones[z] = float64(n.zones[z]) / 10
		}
	}
	// Never beyond what the evidence spans, though the session may end a little later: by this a kept session is found again.
	if end := time.UnixMilli(n.end()).UTC(); end.After(s.LastHeard) {
		s.LastHeard = end
	}
	if s.State != Ended || s.Ending != Heard {
		s.State, s.Ending = Ended, Reported
	}
	s.Recorded = &rec
}

func appendRecords(b []byte, records []record) []byte {
	b = binary.AppendUvarint(b, uint64(len(records)))
	var start int64
	for i := range records {
		n := &records[i]
		b = binary.AppendVarint(b, n.start-start)
		b = binary.AppendUvarint(b, uint64(n.duration))
		b = binary.AppendUvarint(b, uint64(n.id))
		b = binary.AppendUvarint(b, uint64(n.has))
		b = binary.AppendUvarint(b, uint64(n.mode))
		b = binary.AppendUvarint(b, uint64(n.target))
		b = binary.AppendUvarint(b, uint64(n.high))
		b = append(b, n.src, n.sectors, n.score, n.battery)
		if n.has&recZones != 0 {
			for _, z := range n.zones {
				b = binary.AppendUvarint(b, uint64(z))
			}
		}
		if n.has&recOff != 0 {
			b = binary.AppendUvarint(b, uint64(n.off))
		}
		if n.has&recDetail != 0 {
			b = appendString(b, n.detail)
		}
		start = n.start
	}
	return b
}

func (r *reader) records(sources int, version byte) []record {
	known := uint16(recBits - 1)
	if version < 4 {
		known = recOff - 1
	}
	k := r.uvarint()
	if k > MaxRecords {
		r.bad = true
		return nil
	}
	var out []record
	var start int64
	for range k {
		n := record{start: start + r.varint(), duration: uint32(r.uvarint()), id: uint32(r.uvarint()), has: uint16(r.uvarint()),
			mode: brush.Mode(r.uvarint()), target: uint16(r.uvarint()), high: uint32(r.uvarint()), src: r.byte(), sectors: r.byte(), score: r.byte(), battery: r.byte()}
		if n.has&recZones != 0 {
			for z := range n.zones {
				n.zones[z] = uint16(r.uvarint())
			}
		}
		if n.has&^known != 0 {
			r.bad = true
			return nil
		}
		if n.has&recOff != 0 {
			off := r.uvarint()
			n.off = uint32(min(off, MaxElapsed+1))
		}
		if n.has&recDetail != 0 {
			n.detail = r.string()
		}
		if n.off > MaxElapsed || n.has&recDetail != 0 && !detailFits(n.detail, n.duration) {
			r.bad = true
		}
		if r.bad || int(n.src) >= sources || n.duration == 0 || n.duration > MaxElapsed || len(out) > 0 && cmpRecord(&out[len(out)-1], &n) >= 0 {
			r.bad = true
			return nil
		}
		out = append(out, n)
		start = n.start
	}
	return out
}
