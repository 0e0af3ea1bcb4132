package sonicare

import (
	"encoding/binary"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// The times of a dialogue [sonicare-13]. It is over after Longest whatever happens.
const (
	Longest = 30 * time.Minute // of a connection
	Linger  = time.Minute      // after the motor was last on, or the connection was made: whoever stopped may go on
	Answer  = 10 * time.Second // to a request, and between chunks of a stored session
	Pairing = time.Minute      // a person may have to agree
	Quiet   = 30 * time.Second // without a word while the motor is said to be on
	tick    = 2 * time.Second
	settle  = 3 * time.Second // after the end, until the handle has stored the session
)

// MostSessions is how many stored sessions one connection fetches, the newest first.
const MostSessions = 32

// Options are what a dialogue is to do beside listening.
type Options struct {
	Newest   brush.Opt[uint32] // the number of the newest stored session that is kept already; absent: none is
	Pressure bool              // switch the pressure sensor on while connected
}

// dialogue drives one connection. One request at a time is on its way.
type dialogue struct {
	Options
	over    bool
	started time.Time
	moved   time.Time // the motor was last on
	heard   time.Time // anything was heard
	told    time.Time // what it does was notified: a read just after that does not beat it [sonicare-8]
	running bool
	ended   time.Time // a session ended and what was stored of it was not looked for yet; zero: none

	queue   []request
	asked   request // on its way
	waiting bool
	since   time.Time
	bonded  bool

	model   brush.Opt[uint16]
	kids    bool
	latest  uint16   // the newest number that was put into todo
	todo    []uint16 // numbers of stored sessions to fetch
	current uint16   // being fetched; 0: none
	came    bool     // it came
	misses  int      // numbers in a row that did not come
	ready   bool     // stored sessions are subscribed

	link link // of the other language
}

// request is something that is asked of the handle. Only the functions below make one, so that nothing else can be written [sonicare-14].
type request struct {
	kind  brand.ActionKind
	char  brush.UUID
	data  []byte
	until uint8 // what ends it
}

func attribute(n uint16) brush.UUID {
	u := classicUUID
	u[14], u[15] = byte(n>>8), byte(n)
	return u
}

func subscribe(n uint16) request { return request{kind: brand.Subscribe, char: attribute(n)} }
func read(n uint16) request      { return request{kind: brand.ReadValue, char: attribute(n)} }

// choose names the stored session that is wanted.
func choose(id uint16) request {
	return request{kind: brand.WriteValue, char: attribute(charSelect), data: binary.LittleEndian.AppendUint16(nil, id)}
}

// ofRoutines says that records of routines are wanted.
func ofRoutines() request {
	return request{kind: brand.WriteValue, char: attribute(charKind), data: []byte{0}}
}

// start lets the chosen record be notified.
func start() request {
	return request{kind: brand.WriteValue, char: attribute(charAction), data: []byte{0}}
}

// pressureOn switches the pressure sensor on, and the others off.
func pressureOn() request {
	return request{kind: brand.WriteValue, char: attribute(charSensors), data: []byte{1, 0}}
}

// NewDialogue returns the dialogue of one connection [sonicare-13].
func NewDialogue(o Options) brand.Dialogue { return (&dialogue{Options: o}).step }

// step is brand.Dialogue's.
func (d *dialogue) step(e brand.Event, now time.Time) (out []brand.Action) {
	if d.over {
		return nil
	}
	if d.started.IsZero() {
		d.begin(now)
		out = append(out, brand.Action{Kind: brand.Wait, After: tick})
	}
	switch e.Kind {
	case brand.Disconnected:
		d.over = true
		return nil
	case brand.Elapsed:
		out = append(out, brand.Action{Kind: brand.Wait, After: tick})
	case brand.Value:
		d.heard = now
		kept := &e.Frame
		if fam, n := number(&e.Frame.UUID); fam == condor && d.link.on && e.Frame.Kind == brush.Notify {
			var ok bool
			if out, kept, ok = d.packet(out, &e.Frame, n); !ok {
				return d.hangUp(out)
			}
		}
		if kept != nil {
			out = append(out, brand.Action{Kind: brand.Emit, Frame: *kept})
			d.listen(kept, now)
		}
		if e.Frame.Kind == brush.Read {
			d.answered(brand.ReadValue, e.Frame.UUID)
		}
	case brand.Subscribed:
		d.answered(brand.Subscribe, e.Char)
	case brand.Written:
		if d.answered(brand.WriteValue, e.Char) {
			d.since = now
		}
	case brand.Bonded:
		if d.waiting && d.asked.kind == brand.Bond {
			d.waiting, d.bonded = false, true
		}
	case brand.NeedsBond, brand.Refused:
		if d.refused(e) {
			return d.hangUp(out)
		}
	}
	if d.enough(now) {
		return d.hangUp(out)
	}
	return d.next(out, now)
}

func (d *dialogue) hangUp(out []brand.Action) []brand.Action {
	d.over = true
	return append(out, brand.Action{Kind: brand.HangUp})
}

// begin puts everything that a connection asks for into the queue: what tells of a brushing first. The routine comes after the mode's index,
// which says less.
func (d *dialogue) begin(now time.Time) {
	d.started, d.moved, d.heard = now, now, now
	model := request{kind: brand.ReadValue, char: brush.UUID16(sigModel)}
	battery := brush.UUID16(sigBattery)
	d.queue = append(d.queue, subscribe(charState), subscribe(charElapsed), model, read(charState), read(charElapsed), subscribe(charRoutine))
	for _, n := range [...]uint16{charTarget, charMode, charRoutines, charIntensity} {
		d.queue = append(d.queue, subscribe(n), read(n))
	}
	for _, n := range [...]uint16{charAvailable, charClock} {
		d.queue = append(d.queue, read(n))
	}
	d.queue = append(d.queue, request{kind: brand.ReadValue, char: battery})
	for _, n := range [...]uint16{charSerial, charLimit, charUsed, charRing} {
		d.queue = append(d.queue, read(n))
	}
	if d.Pressure {
		d.queue = append(d.queue, subscribe(charSensor), pressureOn())
	}
	d.queue = append(d.queue, read(charLatest))
}

// answered takes the request off the way if it is the one that was answered; a late or doubled answer changes nothing.
func (d *dialogue) answered(kind brand.ActionKind, char brush.UUID) bool {
	if !d.waiting || d.asked.kind != kind || d.asked.char != char || d.asked.until != untilDone {
		return false
	}
	d.waiting = false
	if kind == brand.ReadValue && char == attribute(charRecord) {
		d.fetched()
	}
	return true
}

// refused takes a refusal; over reports that there is nothing more to be had [sonicare-15].
func (d *dialogue) refused(e brand.Event) (over bool) {
	if !d.waiting {
		return false
	}
	if d.asked.kind == brand.Bond {
		d.waiting = false
		return true
	}
	if e.Char != d.asked.char {
		return false
	}
	d.waiting = false
	switch {
	case e.Kind == brand.NeedsBond && !d.bonded:
		d.queue = append([]request{{kind: brand.Bond}, d.asked}, d.queue...)
	case d.link.on:
		return true // every step needs the one before
	case d.asked.kind == brand.WriteValue && d.current != 0, d.asked.char == attribute(charRecord):
		d.queue, d.todo, d.current = d.queue[:0], nil, 0 // it does not give its sessions away
	case d.asked.char == attribute(charRoutine) && !d.model.OK:
		d.kids = true
	}
	return false
}

// listen takes in what the dialogue itself needs of a value.
func (d *dialogue) listen(f *brush.Frame, now time.Time) {
	var r brush.Reading
	decode(f, &r)
	if r.Activity.OK && (f.Kind == brush.Notify || now.Sub(d.told) >= settle) {
		d.motor(r.Activity.V, now)
		if f.Kind == brush.Notify {
			d.told = now
		}
	}
	if r.Elapsed.OK && f.Kind == brush.Notify && d.running {
		d.moved = now
	}
	if r.ModelID.OK {
		d.model, d.kids = r.ModelID, tableOf(r.ModelID.V) == TableKids
		if d.model.V/36 == condorModel && !d.link.on {
			d.condor()
		}
	}
	fam, n := number(&f.UUID)
	if fam != classic {
		return
	}
	switch n {
	case charLatest:
		if id, ok := word(f.Payload); ok {
			d.wanted(id)
		}
	case charRecord:
		if r.Record != nil {
			d.misses = 0
			d.came = d.came || r.Record.ID.V == uint32(d.current)
		}
		if f.Kind == brush.Notify {
			d.since = now
		}
	case charAction:
		if f.Kind == brush.Notify && d.current != 0 && len(d.queue) == 0 && len(f.Payload) > 0 && f.Payload[0] == 0 {
			d.fetched() // the acknowledgement of the write that started it may still be on its way
		}
	}
}

// motor takes in what the handle does.
func (d *dialogue) motor(a brush.Activity, now time.Time) {
	switch {
	case a == brush.Running:
		d.running, d.moved, d.ended = true, now, time.Time{}
	case d.running:
		d.running, d.moved, d.ended = false, now, now
	}
}

// wanted puts the numbers up to the newest one into todo that are not kept, newest first.
func (d *dialogue) wanted(newest uint16) {
	floor := d.latest
	if floor == 0 && d.Newest.OK {
		floor = uint16(min(d.Newest.V, 1<<16-1))
	}
	if newest < floor && d.latest == 0 {
		floor = 0 // the handle has begun to count anew
	}
	var ids []uint16
	for id := newest; id > floor && len(ids) < MostSessions; id-- {
		ids = append(ids, id)
	}
	d.latest = max(d.latest, newest)
	d.todo = append(ids, d.todo...)
	d.todo = d.todo[:min(len(d.todo), MostSessions)]
}

// fetched ends the fetching of the current record. Two numbers in a row of which nothing comes are the end of what the handle has kept.
func (d *dialogue) fetched() {
	d.misses++
	if d.came {
		d.misses = 0
	}
	if d.misses == 2 {
		d.todo = nil
	}
	d.current, d.came = 0, false
}

// enough reports whether the slot is no longer needed, or the handle no longer answers.
func (d *dialogue) enough(now time.Time) bool {
	patience := Answer
	if d.waiting && d.asked.kind == brand.Bond {
		patience = Pairing
	}
	switch {
	case now.Sub(d.started) >= Longest:
		return true
	case (d.waiting || d.current != 0) && now.Sub(d.since) >= patience:
		return true
	case d.running:
		return now.Sub(d.heard) >= Quiet
	case d.waiting || d.current != 0 || len(d.queue) > 0 || len(d.todo) > 0 || !d.ended.IsZero():
		return false
	}
	return now.Sub(d.moved) >= Linger
}

// next asks for one more thing, when none is on its way.
func (d *dialogue) next(out []brand.Action, now time.Time) []brand.Action {
	if d.waiting {
		return out
	}
	if len(d.queue) == 0 && d.current == 0 && !d.running {
		d.fetch(now)
	}
	if len(d.queue) == 0 {
		return out
	}
	d.asked, d.queue = d.queue[0], d.queue[1:]
	d.waiting, d.since = true, now
	d.number(&d.asked)
	return append(out, brand.Action{Kind: d.asked.kind, Char: d.asked.char, Data: d.asked.data})
}

// fetch puts into the queue what is needed for the next stored session [sonicare-14].
func (d *dialogue) fetch(now time.Time) {
	switch {
	case d.link.on:
		d.ended = time.Time{} // how these keep their sessions is not known
	case !d.ended.IsZero():
		if now.Sub(d.ended) < settle {
			return
		}
		d.ended = time.Time{}
		d.queue = append(d.queue, read(charClock), read(charUsed), request{kind: brand.ReadValue, char: brush.UUID16(sigBattery)}, read(charLatest))
	case len(d.todo) > 0:
		d.current, d.todo = d.todo[0], d.todo[1:]
		switch {
		case d.kids:
			d.queue = append(d.queue, choose(d.current), read(charRecord))
		case !d.ready:
			d.ready = true
			d.queue = append(d.queue, subscribe(charSelect), subscribe(charRecord), subscribe(charAction))
			fallthrough
		default:
			d.queue = append(d.queue, choose(d.current), ofRoutines(), start())
		}
	}
}
