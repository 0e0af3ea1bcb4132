package oralb

import (
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// How long a connection that follows a brushing may last [oralb-22].
const (
	LongestFollow = 30 * time.Minute
	Linger        = 75 * time.Second // after the motor was last on, or the connection was made: the handle needs half a minute to store a session
	Answer        = 5 * time.Second  // to a request; then it is left alone
	Quiet         = 30 * time.Second // without a word while the motor is said to be on
	followTick    = 2 * time.Second
)

// told are the characteristics that a following connection wants to be told of, and looked are those that it reads once.
var (
	told   = [...]uint16{charState, charTimer, charMode, charSector, charPressure}
	looked = [...]uint16{charIdentity, charState, charTimer, charMode, charSectors}
)

// follow is there while a handle brushes, and reads what it has stored before and after, with the dialogue of a short connection.
type follow struct {
	over    bool
	began   time.Time
	moved   time.Time // the motor was last on
	heard   time.Time // anything was heard
	running bool
	queue   []brand.Action
	asked   brand.Action // on its way
	waiting bool
	since   time.Time // it is

	store  brand.Dialogue // reading what is stored; nil: not now
	armed  time.Time      // when its Wait is over
	stored bool           // what was stored before was read
	ended  time.Time      // a brushing ended, and was not looked for yet; zero: none
}

// newFollow needs no secret: reading needs no pairing [oralb-12].
func newFollow([]byte) brand.Dialogue { return (&follow{}).step }

// step is brand.Dialogue's. It waits for one tick at a time; the waits of the inner dialogue are kept by it.
func (d *follow) step(e brand.Event, now time.Time) (out []brand.Action) {
	switch {
	case d.over:
		return nil
	case e.Kind == brand.Disconnected:
		d.over = true
		return nil
	case d.began.IsZero():
		if e.Kind != brand.Connected {
			return nil
		}
		d.began, d.moved, d.heard = now, now, now
		for _, n := range told {
			d.queue = append(d.queue, brand.Action{Kind: brand.Subscribe, Char: char(n)})
		}
		for _, n := range looked {
			d.queue = append(d.queue, brand.Action{Kind: brand.ReadValue, Char: char(n)})
		}
		return d.next([]brand.Action{{Kind: brand.Wait, After: followTick}}, now)
	}
	switch e.Kind {
	case brand.Elapsed:
		out = append(out, brand.Action{Kind: brand.Wait, After: followTick})
		if d.store != nil && !now.Before(d.armed) {
			out = d.inner(out, e, now)
		}
	case brand.Value:
		out = d.value(out, &e, now)
	case brand.Subscribed, brand.Written, brand.Refused, brand.NeedsBond:
		if d.store != nil && (e.Kind == brand.Written || e.Kind == brand.Refused) {
			out = d.inner(out, e, now)
		} else if d.waiting && d.asked.Char == e.Char {
			d.waiting = false
		}
	}
	if d.enough(now) {
		d.over = true
		return append(out, brand.Action{Kind: brand.HangUp})
	}
	return d.next(out, now)
}

// value keeps what was said, and takes in whether the motor is on.
func (d *follow) value(out []brand.Action, e *brand.Event, now time.Time) []brand.Action {
	if len(e.Frame.Payload) > maxValueLength {
		return out
	}
	d.heard = now
	if e.Frame.Kind == brush.Read && d.store != nil {
		return d.inner(out, *e, now)
	}
	f := e.Frame
	if e.Frame.Kind == brush.Read {
		if !d.waiting || d.asked.Kind != brand.ReadValue || d.asked.Char != e.Char {
			return out // nobody asked, or twice
		}
		d.waiting = false
	} else {
		f.Kind = brush.Notify
	}
	f.UUID = e.Char
	var r brush.Reading
	if decodeCharacteristic(&f, &r); r.Activity.OK {
		switch {
		case r.Activity.V == brush.Running:
			d.running, d.moved, d.ended = true, now, time.Time{}
		case d.running:
			d.running, d.moved, d.ended = false, now, now
		}
	}
	if r.Elapsed.OK && f.Kind == brush.Notify && d.running {
		d.moved = now
	}
	return append(out, brand.Action{Kind: brand.Emit, Frame: f})
}

// inner lets the dialogue of a short connection go on, and keeps its waits and its end to itself.
func (d *follow) inner(out []brand.Action, e brand.Event, now time.Time) []brand.Action {
	for _, a := range d.store.Step(e, now) {
		switch a.Kind {
		case brand.Wait:
			d.armed = now.Add(a.After)
		case brand.HangUp:
			d.store = nil
		default:
			out = append(out, a)
		}
	}
	return out
}

// enough reports whether the slot is no longer needed, or the handle no longer answers.
func (d *follow) enough(now time.Time) bool {
	switch {
	case now.Sub(d.began) >= LongestFollow || now.Before(d.began):
		return true
	case d.waiting && now.Sub(d.since) >= Answer:
		return true
	case d.running:
		return now.Sub(d.heard) >= Quiet
	}
	return d.store == nil && now.Sub(d.moved) >= Linger
}

// next asks for one more thing when none is on its way; then, while the motor rests, for what is stored.
func (d *follow) next(out []brand.Action, now time.Time) []brand.Action {
	if d.waiting || d.store != nil {
		return out
	}
	if len(d.queue) > 0 {
		d.asked, d.queue = d.queue[0], d.queue[1:]
		d.waiting, d.since = true, now
		return append(out, d.asked)
	}
	if d.running || d.stored && (d.ended.IsZero() || now.Sub(d.ended) < CallAfter) {
		return out
	}
	d.stored, d.ended, d.store = true, time.Time{}, newDialogue(nil)
	return d.inner(out, brand.Event{Kind: brand.Connected}, now)
}
