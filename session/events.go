package session

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// MaxEvents is how many hearings of events one stretch of evidence holds. What would go beyond is no longer added.
const MaxEvents = 1 << 12

const (
	eventBucket = 1_000                   // ms; part of the name of a hearing
	eventCut    = 5 * time.Minute         // a handle that says nothing while it runs is not cut off sooner
	unnamedGap  = int64(10_000)           // ms; events that nothing tells apart are one when heard so close
	clockSet    = 1577836800              // s since 1970; a clock behind 2020 was never set
	staleAfter  = int64(26 * 60 * 60)     // s; a time of day so long past, in any time zone, is of a frame that was played again
	mostRunning = int64(MaxElapsed * 1e3) // ms
)

// What an event's hearing says.
const (
	eventEnd = 1 << iota
	eventNumber
	eventUnix
	eventCount
	eventScore
	eventCounter
	eventBits
)

// event is that one source heard, within one second, that a brushing began or ended.
type event struct {
	at      int64 // ms since 1970, when it was heard first
	unix    uint32
	counter uint32
	src     uint8 // index of sources
	has     uint8
	number  uint8
	count   uint8
	score   uint8
}

// cmpEvent orders hearings by their name: everything, with the time in buckets.
func cmpEvent(a, b *event) int {
	return cmp.Or(cmp.Compare(floorDiv(a.at, eventBucket), floorDiv(b.at, eventBucket)), cmp.Compare(a.src, b.src), cmpSaid(a, b))
}

func cmpSaid(a, b *event) int {
	return cmp.Or(cmp.Compare(a.has, b.has), cmp.Compare(a.unix, b.unix), cmp.Compare(a.number, b.number), cmp.Compare(a.count, b.count),
		cmp.Compare(a.score, b.score), cmp.Compare(a.counter, b.counter))
}

// addEvent adds that a source heard an event; false when nothing new was said.
func (e *Evidence) addEvent(src brush.SourceID, at int64, v *brush.Event) bool {
	h := event{at: at, unix: v.Unix.V, number: v.Number.V, count: v.Count.V, score: v.Score.V, counter: v.Counter.V}
	for _, b := range []struct {
		is  bool
		bit uint8
	}{{v.End, eventEnd}, {v.Number.OK, eventNumber}, {v.Unix.OK, eventUnix}, {v.Count.OK, eventCount}, {v.Score.OK, eventScore},
		{v.Counter.OK, eventCounter}} {
		if b.is {
			h.has |= b.bit
		}
	}
	h.src = e.source(src)
	return e.putEvent(&h)
}

// putEvent adds a hearing whose source is already ours.
func (e *Evidence) putEvent(h *event) bool {
	i, found := slices.BinarySearchFunc(e.events, h, func(a event, b *event) int { return cmpEvent(&a, b) })
	if found {
		if h.at >= e.events[i].at {
			return false
		}
		e.events[i].at = h.at
		return true
	}
	if len(e.events) >= MaxEvents {
		return false
	}
	e.events = slices.Insert(e.events, i, *h)
	return true
}

// times appends when anything was heard or, stored, began, in no order.
func (e *Evidence) times(at []int64) []int64 {
	for i := range e.obs {
		at = append(at, e.obs[i].at)
	}
	for i := range e.records {
		at = append(at, e.records[i].start)
	}
	for i := range e.events {
		at = append(at, e.events[i].at)
	}
	return at
}

// happening is an event with all its hearings.
type happening struct {
	first, last int64 // ms, heard
	end         bool
	unnamed     bool   // nothing tells it apart from others: somebody else decoded it
	unix        uint32 // 0: not said
	score       brush.Opt[uint8]
	srcs        [MaxSources]bool
}

// identity says which event a hearing is of: the handle's own time of it, else its count, else the frame's number. An end's score is no
// part of it, and neither is the number where something better is said, because some handles say the same again under another number.
func (h *event) identity() (kind, value uint32) {
	end := uint32(h.has & eventEnd)
	switch {
	case h.has&eventUnix != 0:
		return 6 | end, h.unix
	case h.has&eventCount != 0:
		return 4 | end, uint32(h.count)
	case h.has&eventNumber != 0:
		return 2 | end, uint32(h.number)
	}
	return end, 0
}

// happenings gathers the hearings of each event, in order of the first.
func (e *Evidence) happenings() []happening {
	words := e.words()
	hs := slices.Clone(e.events)
	slices.SortFunc(hs, func(a, b event) int {
		ka, va := a.identity()
		kb, vb := b.identity()
		return cmp.Or(cmp.Compare(ka, kb), cmp.Compare(va, vb), cmp.Compare(a.at, b.at))
	})
	var out []happening
	var kind, value uint32
	for i := range hs {
		h := &hs[i]
		if h.has&eventUnix != 0 && h.unix >= clockSet && floorDiv(h.at, 1000)-int64(h.unix) > staleAfter || h.playedAgain(words) {
			continue
		}
		k, v := h.identity()
		gap := tail.Milliseconds()
		if k&^eventEnd == 0 {
			gap = unnamedGap
		}
		n := len(out)
		if n == 0 || k != kind || v != value || h.at-out[n-1].last > gap {
			out = append(out, happening{first: h.at, end: h.has&eventEnd != 0, unix: h.unix, unnamed: k&^eventEnd == 0})
			n++
		}
		kind, value = k, v
		o := &out[n-1]
		o.last, o.srcs[h.src] = h.at, true
		if h.has&eventScore != 0 {
			o.score = brush.Some(max(h.score, o.score.V))
		}
	}
	slices.SortFunc(out, func(a, b happening) int {
		order := cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.unix, b.unix), cmp.Compare(a.last, b.last))
		if order == 0 && a.end != b.end {
			if a.end {
				return 1
			}
			return -1
		}
		return order
	})
	return out
}

// join makes one happening of two that tell of the same: of what a handle said, and of what somebody made of it.
func (o *happening) join(h *happening) {
	o.last, o.unnamed = max(o.last, h.last), false
	if o.unix == 0 {
		o.unix = h.unix
	}
	for i, is := range h.srcs {
		o.srcs[i] = o.srcs[i] || is
	}
}

// lasted returns how long it was from a beginning to an end, in ms; ok is false when they cannot belong together. The handle's own times say
// it where both have one, because either may have been heard late.
func lasted(begin, end *happening) (ms int64, ok bool) {
	if begin.unix != 0 && end.unix != 0 {
		if end.unix <= begin.unix {
			return 0, false
		}
		if ms = (int64(end.unix) - int64(begin.unix)) * 1000; ms <= mostRunning {
			return ms, true
		} // else its clock was set meanwhile
	}
	ms = end.first - begin.first
	return ms, ms >= 500 && ms <= mostRunning
}

// brushings makes sessions of events. A beginning without an end lasts as long as it was heard; an end without a beginning tells no length,
// and is no session.
func (e *Evidence) brushings(asOf time.Time, cut time.Duration) []Session {
	var out []Session
	var open *happening
	var ended int64 // when the newest of out ended
	hs := e.happenings()
	for i := range hs {
		h := &hs[i]
		switch {
		case !h.end:
			if open != nil && open.unnamed != h.unnamed && h.first-open.first <= unnamedGap {
				open.join(h)
				continue
			}
			if open != nil {
				s := e.brushing(open, nil, open.last-open.first)
				s.Ending = Reconstructed
				out = append(out, s)
			}
			open = h
		case open == nil:
			// Some handles tell the score in a word of its own.
			if n := len(out); n > 0 && h.score.OK && !out[n-1].OwnScore.OK && h.first-ended <= 60_000 {
				out[n-1].OwnScore = h.score
			}
		default:
			ms, ok := lasted(open, h)
			if !ok {
				continue
			}
			s := e.brushing(open, h, ms)
			s.Ending, s.Over, s.OwnScore = Heard, brush.Idle, h.score
			out = append(out, s)
			open, ended = nil, h.first
		}
	}
	if open != nil {
		s := e.brushing(open, nil, min(open.last-open.first, mostRunning))
		s.State = Running
		if asOf.UnixMilli()-open.last > max(cut, eventCut).Milliseconds() {
			s.State, s.Ending = Ended, CutOff
		}
		out = append(out, s)
	}
	return out
}

// brushing makes the session between two events; end is nil when it was not heard. Of its seconds only the first and the last were heard.
func (e *Evidence) brushing(begin, end *happening, ms int64) Session {
	start, last := begin.first, begin.last
	if end != nil {
		start, last = min(start, end.first-ms), max(last, end.last)
	}
	n := uint32(min((ms+500)/1000, MaxElapsed))
	s := Session{
		Device: e.Device, Brand: e.Brand,
		Start:     time.UnixMilli(start).UTC(),
		End:       time.UnixMilli(start + ms).UTC(),
		LastHeard: time.UnixMilli(last).UTC(),
		Duration:  n,
		Over:      brush.Unknown,
		Slots:     make([]Slot, n),
	}
	for i, id := range e.sources {
		if begin.srcs[i] || end != nil && end.srcs[i] {
			s.Sources = append(s.Sources, Share{Source: id})
		}
	}
	slices.SortFunc(s.Sources, func(a, b Share) int { return cmp.Compare(a.Source, b.Source) })
	if n == 0 {
		return s
	}
	for i, id := range e.sources {
		k := slices.IndexFunc(s.Sources, func(x Share) bool { return x.Source == id })
		if k < 0 {
			continue
		}
		if begin.srcs[i] {
			s.Slots[0].Heard |= 1 << k
		}
		if end != nil && end.srcs[i] {
			s.Slots[n-1].Heard |= 1 << k
		}
	}
	for k := range s.Sources {
		for i := range s.Slots {
			if s.Slots[i].Heard&(1<<k) != 0 {
				s.Sources[k].Heard++
			}
		}
	}
	return s
}

// withEvents adds the sessions that events tell of to those that a timer tells of. Where both tell of one, the timer says more, and only
// the handle's score is taken from the event.
func (e *Evidence) withEvents(out []Session, asOf time.Time, cut time.Duration) []Session {
	if len(e.events) == 0 {
		return out
	}
	timed := len(out)
	for _, s := range e.brushings(asOf, cut) {
		k := slices.IndexFunc(out[:timed], func(o Session) bool { return !s.Start.After(o.End) && !o.Start.After(s.End) })
		if k < 0 {
			out = append(out, s)
		} else if s.OwnScore.OK {
			out[k].OwnScore = s.OwnScore
		}
	}
	slices.SortStableFunc(out, func(a, b Session) int { return a.Start.Compare(b.Start) })
	return out
}

// appendEvents appends the binary form of the events: a count, then each.
func (e *Evidence) appendEvents(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(e.events)))
	var p event
	for i := range e.events {
		h := &e.events[i]
		b = append(b, h.has, h.src, h.number, h.count, h.score)
		b = binary.AppendVarint(b, h.at-p.at)
		b = binary.AppendUvarint(b, uint64(h.unix))
		if h.has&eventCounter != 0 {
			b = binary.AppendUvarint(b, uint64(h.counter))
		}
		p = *h
	}
	return b
}

// parseEvents reads what appendEvents wrote; false for anything else.
func (e *Evidence) parseEvents(r *reader, version byte) bool {
	n := r.uvarint()
	if r.bad || n > MaxEvents || n > uint64(len(r.b)) {
		return false
	}
	var p event
	for range n {
		h := event{has: r.byte(), src: r.byte(), number: r.byte(), count: r.byte(), score: r.byte()}
		h.at = p.at + r.varint()
		unix := r.uvarint()
		h.unix = uint32(unix)
		var counter uint64
		if h.has&eventCounter != 0 {
			counter = r.uvarint()
			h.counter = uint32(counter)
		}
		switch {
		case r.bad, unix > 1<<32-1, counter > 1<<32-1, version < 4 && h.has&eventCounter != 0, int(h.src) >= len(e.sources), h.has >= eventBits, h.score > 100, h.at > maxAt, h.at < -maxAt:
			return false
		case h.has&eventUnix == 0 && h.unix != 0, h.has&eventNumber == 0 && h.number != 0, h.has&eventCount == 0 && h.count != 0,
			h.has&eventScore == 0 && h.score != 0:
			return false
		case len(e.events) > 0 && cmpEvent(&p, &h) >= 0:
			return false
		}
		e.events = append(e.events, h)
		p = h
	}
	return true
}

// maxAt bounds the times of events, in ms from 1970, so that their differences do not overflow.
const maxAt = int64(1) << 50
