package enamel

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// How long a Dialogue takes at most, and how long it waits [enamel-15].
const (
	MaxTalk  = 60 * time.Second // then it hangs up, whatever is going on
	patience = 5 * time.Second  // for an answer, or the next value of a transfer
	agreeing = 30 * time.Second // for the bond, to which a person may have to agree
	maxAsks  = 4
)

// What is written to the control characteristic [enamel-13].
const (
	askAfter = 1
	askAll   = 2
)

var charBattery = brush.UUID16(0x2A19)

// Options says what a household knows of a brush, and wishes of it. The zero value knows nothing and wishes nothing.
type Options struct {
	Newest brush.Opt[uint32]  // the highest id of a session that is kept already
	Wish   *brush.Preferences // desired settings; written when the brush reports another version
}

type stage uint8

const (
	before stage = iota
	opening
	bonding
	transferring
	telling // the settings
	over
)

// dialogue reads what a brush says of itself, fetches its sessions that are newer than what is known, and tells it its settings.
type dialogue struct {
	opt     Options
	stage   stage
	began   time.Time
	due     time.Time // when the stage is over
	armed   time.Time // when the next Wait is over
	pending int       // answers of the stage that are still to come
	bonded  bool      // asked for, once
	deaf    bool      // the sessions cannot be had

	in      assembly
	asks    byte
	newest  brush.Opt[uint32]
	missing bool // the transfer did not come whole
	from    brush.Frame
	first   brush.Frame // the value with which the report began
	emitted map[uint32]struct{}
	told    bool // the wish was written
	acts    []brand.Action
}

// NewDialogue returns a Dialogue that reads a brush of the profile, fetches its new sessions, and hangs up.
func NewDialogue(o Options) brand.Dialogue {
	d := &dialogue{opt: o, newest: o.Newest, emitted: map[uint32]struct{}{}}
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
		d.stage = over
		return nil
	case d.stage == before:
		if ev.Kind == brand.Connected {
			d.began = now
			d.open(now)
		}
		return d.acts
	}
	d.happened(&ev, now)
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

func (d *dialogue) happened(ev *brand.Event, now time.Time) {
	switch ev.Kind {
	case brand.Value:
		d.value(ev, now)
		if ev.Frame.Kind == brush.Read {
			d.answered(now)
		}
	case brand.Subscribed, brand.Written:
		d.answered(now)
	case brand.NeedsBond:
		if d.bonded {
			d.refused(ev.Char, now)
			return
		}
		d.bonded = true
		d.do(brand.Action{Kind: brand.Bond})
		d.enter(bonding, now, agreeing)
	case brand.Bonded:
		if d.stage == bonding {
			d.open(now)
		}
	case brand.Refused:
		if d.stage == bonding && ev.Char.IsZero() {
			d.finish()
			return
		}
		d.refused(ev.Char, now)
	}
}

// refused goes on without what the brush does not have.
func (d *dialogue) refused(c brush.UUID, now time.Time) {
	switch {
	case c == CharSessions:
		d.deaf = true
	case c == CharControl && d.stage == transferring:
		d.next(now)
		return
	}
	d.answered(now)
}

// answered counts what was asked; when all of it was answered, opening and telling are over before their time.
func (d *dialogue) answered(now time.Time) {
	if d.stage != opening && d.stage != telling {
		return
	}
	if d.pending--; d.pending <= 0 {
		d.next(now)
	}
}

func (d *dialogue) do(a brand.Action) {
	switch a.Kind {
	case brand.Subscribe, brand.ReadValue, brand.WriteValue:
		d.pending++
	}
	d.acts = append(d.acts, a)
}

// wait asks to be woken when the stage is over, unless it is woken before: then it asks again.
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

func (d *dialogue) open(now time.Time) {
	d.pending = 0
	for _, c := range [...]brush.UUID{CharSessions, CharLive, CharSettings} {
		d.do(brand.Action{Kind: brand.Subscribe, Char: c})
	}
	for _, c := range [...]brush.UUID{CharAbout, charBattery, CharLive, CharSettings} {
		d.do(brand.Action{Kind: brand.ReadValue, Char: c})
	}
	d.enter(opening, now, patience)
}

// next leaves a stage: its time is over, or all of it is there.
func (d *dialogue) next(now time.Time) {
	switch {
	case d.stage == opening && !d.deaf:
		d.ask(now)
	case d.stage == transferring && d.missing && d.asks < maxAsks:
		d.ask(now)
	case d.stage == opening, d.stage == transferring:
		d.tell(now)
	default:
		d.finish()
	}
}

// ask asks for the sessions behind the newest that came whole, as a new transfer.
func (d *dialogue) ask(now time.Time) {
	d.asks++
	d.in = assembly{transfer: d.asks, buf: d.in.buf[:0]}
	d.missing = true // until its end was heard
	data := []byte{askAll, d.asks}
	if d.newest.OK {
		data = binary.LittleEndian.AppendUint32([]byte{askAfter, d.asks}, d.newest.V)
	}
	d.do(brand.Action{Kind: brand.WriteValue, Char: CharControl, Data: data})
	d.enter(transferring, now, patience)
}

// tell writes the wish, if the brush obeys another, and reads what it does now.
func (d *dialogue) tell(now time.Time) {
	if d.opt.Wish == nil || d.told {
		d.finish()
		return
	}
	d.told = true
	d.pending = 0
	d.do(brand.Action{Kind: brand.WriteValue, Char: CharSettings, Data: AppendSettingsCBOR(nil, d.opt.Wish)})
	d.do(brand.Action{Kind: brand.ReadValue, Char: CharSettings})
	d.enter(telling, now, patience)
}

func (d *dialogue) finish() {
	d.stage = over
	d.do(brand.Action{Kind: brand.HangUp})
}

func (d *dialogue) value(ev *brand.Event, now time.Time) {
	f := ev.Frame
	if f.UUID.IsZero() {
		f.UUID = ev.Char
	}
	if f.Kind != brush.Read {
		f.Kind = brush.Notify
	}
	if len(f.Payload) > brush.MaxPayload {
		return
	}
	d.from = f
	switch {
	case f.UUID == CharSessions:
		if d.stage == transferring {
			d.piece(f.Payload, now)
		}
		return
	case f.UUID == charBattery:
		if len(f.Payload) > 0 && f.Payload[0] <= 100 {
			d.report(&f, appendItem(appendText(appendItem(nil, cborMap, 1), "battery"), cborUint, uint64(f.Payload[0])))
		}
		return
	case !inProfile(&f):
		return
	}
	f.Payload = slices.Clone(f.Payload) // the radio may use its buffer again
	d.do(brand.Action{Kind: brand.Emit, Frame: f})
	var r brush.Reading
	if f.UUID == CharSettings && d.opt.Wish != nil && value(&f, &r) && r.Settings.Version == d.opt.Wish.Version {
		d.told = true // it obeys already
	}
}

// piece takes a value of a transfer.
func (d *dialogue) piece(b []byte, now time.Time) {
	if len(b) < headLen || b[0] != d.in.transfer {
		return
	}
	if d.in.next == 0 {
		d.first = d.from
	}
	whole, end := d.in.feed(b)
	switch {
	case whole != nil:
		d.session(whole)
	case end:
		d.missing = d.in.lost
		d.next(now)
		return
	}
	if d.stage == transferring {
		d.due = now.Add(patience)
		if last := d.began.Add(MaxTalk); d.due.After(last) {
			d.due = last
		}
		d.wait(now)
	}
}

// session emits a session once. Sessions come with rising ids: the newest counts as known only while none before it was lost.
func (d *dialogue) session(b []byte) {
	var r brush.Reading
	if whole(b, &r) && r.Record != nil && r.Record.ID.OK {
		id := r.Record.ID.V
		if !d.in.lost && (!d.newest.OK || id > d.newest.V) {
			d.newest = r.Record.ID
		}
		if _, again := d.emitted[id]; again {
			return
		}
		d.emitted[id] = struct{}{}
	}
	d.report(&d.first, slices.Clone(b))
}

// report emits a report that came as values of the profile.
func (d *dialogue) report(of *brush.Frame, b []byte) {
	d.do(brand.Action{Kind: brand.Emit, Frame: brush.Frame{Source: of.Source, Device: of.Device, At: of.At, RSSI: of.RSSI,
		Kind: brush.Report, Format: FormatCBOR, Payload: b}})
}
