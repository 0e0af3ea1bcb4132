package oclean

import (
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// How long a Dialogue takes at most, and how long it listens for more [oclean-13].
const (
	MaxTalk   = 60 * time.Second        // then it hangs up, whatever is going on
	settle    = time.Second             // for the refusals of what a handle does not have
	patience  = 4 * time.Second         // for an answer
	quiet     = 1500 * time.Millisecond // after the last piece of an answer of unknown length
	maxStream = 4096                    // records
)

// Options says what a household wants of a connection beyond listening. The zero value wants nothing.
type Options struct {
	SetClock bool // write the time of day to the handle
	East     int  // of the household's wall clock as the connection begins, in seconds east of Greenwich; only for SetClock
}

// stage is what the Dialogue waits for.
type stage uint8

const (
	before stage = iota
	settling
	status0   // the answer to askStatus
	records   // a stream or a page
	aftermath // what goes with a record that came alone
	over
)

// dialogue fetches what a handle has stored, and its battery. It keeps one record of a stream in memory, and up to 4096 of
// pages, to know the one that comes again.
type dialogue struct {
	opt   Options
	stage stage
	fam   family
	began time.Time
	due   time.Time // when the stage is over
	armed time.Time // when the next Wait is over

	refused struct{ answer, records, wifi bool }
	last    []byte // the piece before, for one that comes twice
	from    brush.Frame

	stream assembly
	fresh  bool                // the page brought something
	seen   map[string]struct{} // the records of all pages
	acts   []brand.Action
}

// NewDialogue returns a Dialogue that asks a handle for its status, its battery and its stored sessions, emits them, and hangs up.
func NewDialogue(o Options) brand.Dialogue {
	d := &dialogue{opt: o, seen: map[string]struct{}{}}
	return d.step
}

// step takes what happened and returns what to do next.
func (d *dialogue) step(ev brand.Event, now time.Time) []brand.Action {
	d.acts = nil
	if ev.Kind == brand.Elapsed {
		d.armed = time.Time{}
	}
	switch {
	case d.stage == over:
		if ev.Kind == brand.Connected {
			return []brand.Action{{Kind: brand.HangUp}} // one Dialogue is one connection
		}
		return nil
	case ev.Kind == brand.Disconnected:
		d.flush()
		d.stage = over
		return d.acts
	case d.stage == before:
		if ev.Kind == brand.Connected {
			d.connected(now)
		}
		return d.acts
	case ev.Kind == brand.Value:
		d.value(&ev, now)
	case ev.Kind == brand.Refused, ev.Kind == brand.NeedsBond: // no handle is known to want a bond
		d.refuse(ev.Char, now)
	}
	if d.stage != over && (now.Sub(d.began) >= MaxTalk || now.Before(d.began)) {
		d.finish() // a clock that went back ends it too: nothing else would
	}
	if d.stage != over && !now.Before(d.due) {
		d.next(now)
	}
	if d.stage != over && ev.Kind == brand.Elapsed {
		d.wait(now)
	}
	return d.acts
}

func (d *dialogue) do(a brand.Action) { d.acts = append(d.acts, a) }

// wait asks to be woken when the stage is over, unless it is woken before: then it asks again. So it does not matter whether the holder of
// the radio keeps every Wait or only the newest.
func (d *dialogue) wait(now time.Time) {
	if d.armed.After(now) && !d.armed.After(d.due) {
		return
	}
	d.armed = d.due
	d.do(brand.Action{Kind: brand.Wait, After: max(d.due.Sub(now), time.Millisecond)})
}

// enter begins a stage that lasts so long unless something shortens it. It never outlasts the talk.
func (d *dialogue) enter(s stage, now time.Time, lasts time.Duration) {
	d.stage = s
	d.due = now.Add(lasts)
	if end := d.began.Add(MaxTalk); d.due.After(end) {
		d.due = end
	}
	d.wait(now)
}

// say writes a command; a command that the family does not know is not said.
func (d *dialogue) say(c command, now time.Time) {
	if to, data, ok := c.words(d.fam, now.Unix(), d.opt.East); ok {
		d.do(brand.Action{Kind: brand.WriteValue, Char: to, Data: data})
	}
	if d.refused.answer && d.fam == paged {
		d.do(brand.Action{Kind: brand.ReadValue, Char: charAnswer}) // a handle that does not notify can be read [oclean-1]
	}
}

func (d *dialogue) connected(now time.Time) {
	d.began = now
	for _, c := range [...]brush.UUID{charAnswer, charRecords, charChange, charWiFi} {
		d.do(brand.Action{Kind: brand.Subscribe, Char: c})
	}
	for _, c := range [...]brush.UUID{charModel, charBattery} {
		d.do(brand.Action{Kind: brand.ReadValue, Char: c})
	}
	d.enter(settling, now, settle)
}

// refuse notes what a handle does not have. A refused question is not repeated.
func (d *dialogue) refuse(c brush.UUID, now time.Time) {
	switch c {
	case charAnswer:
		d.refused.answer = true
	case charRecords:
		d.refused.records = true
	case charWiFi:
		d.refused.wifi = true
	case charAsk, charWiFiAsk:
		d.next(now)
	case charAskRec:
		if d.stage == records && d.fam == streamed {
			d.fam = paged
			d.say(askPage, now)
			d.enter(records, now, patience)
		} else {
			d.next(now)
		}
	}
}

// next leaves a stage: its time is over, or its answer is there.
func (d *dialogue) next(now time.Time) {
	switch d.stage {
	case settling:
		switch {
		case !d.refused.records:
			d.fam = streamed
		case d.refused.answer && !d.refused.wifi:
			d.fam = wifi
		}
		if d.opt.SetClock {
			d.say(setClock, now)
		}
		d.say(askStatus, now)
		d.enter(status0, now, patience)
	case status0:
		if d.fam == streamed {
			d.say(askStream, now)
		} else {
			d.say(askPage, now)
		}
		d.enter(records, now, patience)
	case records:
		switch {
		case d.fam == streamed && d.stream.alone:
			d.say(askExtra, now)
			d.enter(aftermath, now, patience)
		case d.fam != streamed && d.fresh:
			d.fresh = false
			d.say(askNext, now)
			d.enter(records, now, patience)
		default:
			d.finish()
		}
	default:
		d.finish()
	}
}

// finish emits what is there of a stream, and gives the slot back.
func (d *dialogue) finish() {
	d.flush()
	d.stage = over
	d.do(brand.Action{Kind: brand.HangUp})
}

func (d *dialogue) value(ev *brand.Event, now time.Time) {
	f := &ev.Frame
	if f.UUID.IsZero() {
		f.UUID = ev.Char
	}
	if f.Kind != brush.Read {
		f.Kind = brush.Notify
	}
	if len(f.Payload) > brush.MaxPayload {
		return
	}
	f.Payload = slices.Clone(f.Payload) // the radio may use its buffer again
	d.from = *f
	switch f.UUID {
	case charBattery:
		d.report(FormatBattery, f.Payload)
	case charModel:
		d.report(FormatModel, []byte(strings.TrimRight(string(f.Payload), "\x00 ")))
	case charRecords:
		d.piece(f, now)
	case charAnswer, charChange, charWiFi:
		d.answer(f, now)
	}
}

// answer takes what came on the characteristics of the answers.
func (d *dialogue) answer(f *brush.Frame, now time.Time) {
	if len(f.Payload) == 0 {
		return
	}
	switch answer(f) {
	case answerStream:
		d.piece(f, now)
		return
	case answerRecords:
		if _, again := d.seen[string(f.Payload)]; again {
			return // a page that never ends must not keep the slot
		}
		if len(d.seen) < maxStream && !nothing(f.Payload) {
			d.seen[string(f.Payload)] = struct{}{}
			d.fresh = true
		}
		if d.stage == records {
			d.due = now.Add(quiet)
			d.wait(now)
		}
	}
	d.emit(*f)
	if d.stage == status0 && answer(f) == answerStatus {
		d.next(now)
	}
}

// nothing reports whether a page says that there is no more: a length too short for a record.
func nothing(b []byte) bool { return len(b) < 4 || b[2] == 0 && b[3] < 32 }

// piece takes a piece of a stream. The same bytes twice in a row are one piece: pieces begin at other places of a record than the ones before.
func (d *dialogue) piece(f *brush.Frame, now time.Time) {
	if slices.Equal(d.last, f.Payload) {
		return
	}
	d.last = f.Payload
	if answer(f) == answerStream {
		count, first, ok := stream(f.Payload)
		switch {
		case ok && count > 0 && d.stream.left == 0 && !d.stream.alone:
			d.stream = assembly{left: min(count, maxStream) * recordLen}
			d.feed(first, now)
			return
		case ok && count == 0:
			d.stream.alone = true
		}
	} else if d.stream.left > 0 {
		d.feed(f.Payload, now)
		return
	}
	d.emit(*f) // a record that came alone, what goes with it, or what nobody expected
	if d.stage == records || d.stage == aftermath {
		d.due = now.Add(quiet)
		d.wait(now)
	}
}

// feed lets the stream grow, and leaves when it has all its records. After a piece was lost, what follows is kept as it came.
func (d *dialogue) feed(b []byte, now time.Time) {
	whole, rest := d.stream.feed(b)
	for _, r := range whole {
		d.report(FormatRecord, r)
	}
	d.rest(rest)
	if d.stage != records {
		return
	}
	if d.stream.left == 0 && rest == nil {
		d.next(now)
		return
	}
	d.due = now.Add(patience)
	d.wait(now)
}

// flush emits what is there of a record that did not arrive whole.
func (d *dialogue) flush() {
	certain, rest := d.stream.flush()
	if certain != nil {
		d.report(FormatRecord, certain)
	}
	d.rest(rest)
}

// rest emits bytes of a stream that could not be put together: a frame that nobody understands is kept.
func (d *dialogue) rest(b []byte) {
	if b == nil {
		return
	}
	f := d.from
	f.Kind, f.UUID, f.Payload = brush.Notify, charRecords, b
	d.emit(f)
}

// report emits a frame of what only this Dialogue knows [oclean-12].
func (d *dialogue) report(format string, b []byte) {
	d.emit(brush.Frame{
		Source: d.from.Source, Device: d.from.Device, At: d.from.At, RSSI: d.from.RSSI,
		Kind: brush.Report, Format: format, Payload: b,
	})
}

func (d *dialogue) emit(f brush.Frame) { d.do(brand.Action{Kind: brand.Emit, Frame: f}) }
