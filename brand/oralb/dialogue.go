package oralb

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// When a connection may be made at all, and how long it may last [oralb-20].
const (
	CallAfter = 30 * time.Second // the handle needs so long to store a session
	CallUntil = 60 * time.Second // later somebody else may be wanting the slot
	Longest   = 20 * time.Second // the dialogue hangs up no later than this after Connected
	Silence   = 5 * time.Second  // a handle that answers nothing for so long is left alone
)

// due reports whether it is the time for a connection: 30 to 60 s after a brushing, once [oralb-20].
func due(c brand.Call) bool {
	since := c.Now.Sub(c.Ended)
	return !c.Ended.IsZero() && since >= CallAfter && since <= CallUntil && c.Called.Before(c.Ended)
}

const (
	charControl    = 0xFF21
	selectRecord   = 0x02
	maxRecords     = 30 // of protocols 2 to 4; handles of protocol 1 store 20 [oralb-18]
	maxRecordsV1   = 20
	lastIndexed    = 4 // the last protocol whose records are read by their number
	maxRepeats     = 2 // answers that say nothing new, in a row: the end of what is stored
	maxValueLength = 512
)

// asks is what is read, in this order: who it is decides how its records are read, and the clock must be known before them.
var asks = [...]uint16{charIdentity, charBattery, charClock, charHead, charRecord}

// dialogue reads a handle once after a session and hangs up [oralb-20].
type dialogue struct {
	state    dialogueState
	begun    time.Time
	asked    int  // index in asks
	writing  bool // the number of a record was written, and the handle has not said yes yet
	waited   bool // nothing came since the last Wait began
	protocol brush.Opt[uint8]
	index    uint8    // of the record that is asked for
	repeats  uint8    // in a row
	seen     [][]byte // records that came in this connection
}

type dialogueState uint8

const (
	notBegun dialogueState = iota
	asking
	over
)

// newDialogue needs no secret: reading needs no pairing [oralb-12].
func newDialogue([]byte) brand.Dialogue { return (&dialogue{}).step }

// step is brand.Dialogue's.
func (d *dialogue) step(e brand.Event, now time.Time) []brand.Action {
	switch {
	case d.state == over:
		return nil
	case e.Kind == brand.Disconnected:
		d.state = over
		return nil
	case d.state == notBegun:
		if e.Kind != brand.Connected {
			return nil
		}
		d.state, d.begun = asking, now
		return []brand.Action{d.wait(now), d.ask()}
	case now.Sub(d.begun) >= Longest:
		return d.hangUp(nil)
	}
	switch e.Kind {
	case brand.Elapsed:
		if d.waited {
			return d.hangUp(nil)
		}
		return []brand.Action{d.wait(now)}
	case brand.Value:
		return d.value(&e)
	case brand.Written:
		if d.writing && e.Char == char(charControl) {
			d.writing, d.waited = false, false
			return []brand.Action{d.ask()}
		}
	case brand.Refused:
		return d.refused(e.Char)
	}
	return nil
}

// value takes an answer; what was not asked for, came twice or was notified is not taken.
func (d *dialogue) value(e *brand.Event) []brand.Action {
	if d.writing || e.Char != char(asks[d.asked]) || e.Frame.Kind == brush.Notify || len(e.Frame.Payload) > maxValueLength {
		return nil
	}
	d.waited = false
	f := e.Frame
	f.Kind, f.UUID = brush.Read, e.Char
	emit := brand.Action{Kind: brand.Emit, Frame: f}
	switch asks[d.asked] {
	case charIdentity:
		var r brush.Reading
		if identity(f.Payload, &r) {
			d.protocol = brush.Some(r.Protocol.Or(1)) // before protocol 3 the platform stands alone
		}
	case charRecord:
		if !d.indexed() {
			return d.hangUp([]brand.Action{emit})
		}
		return d.nextRecord(emit)
	}
	return d.next([]brand.Action{emit})
}

// indexed reports whether the handle stores sessions by number, so that one must be chosen by a write.
func (d *dialogue) indexed() bool { return d.protocol.OK && d.protocol.V <= lastIndexed }

// nextRecord goes on to the next stored session, until the handle has said twice nothing new.
func (d *dialogue) nextRecord(emit brand.Action) []brand.Action {
	var actions []brand.Action
	b := emit.Frame.Payload
	fresh := len(b) >= 4 && binary.LittleEndian.Uint32(b) != 0
	for _, s := range d.seen {
		fresh = fresh && !slices.Equal(s, b)
	}
	if fresh {
		d.repeats = 0
		d.seen = append(d.seen, slices.Clone(b))
		actions = append(actions, emit)
	} else if d.repeats++; d.repeats == maxRepeats {
		return d.hangUp(nil)
	}
	d.index++
	most := uint8(maxRecords)
	if d.protocol.V <= 1 {
		most = maxRecordsV1
	}
	if d.index >= most {
		return d.hangUp(actions)
	}
	d.writing = true
	return append(actions, choose(d.index))
}

// refused goes on without what the handle does not have.
func (d *dialogue) refused(c brush.UUID) []brand.Action {
	switch {
	case d.writing && c == char(charControl), !d.writing && c == char(charRecord) && asks[d.asked] == charRecord:
		return d.hangUp(nil)
	case !d.writing && c == char(asks[d.asked]):
		d.waited = false
		return d.next(nil)
	}
	return nil
}

// next asks for what comes after.
func (d *dialogue) next(actions []brand.Action) []brand.Action {
	d.asked++
	if asks[d.asked] == charRecord && d.indexed() {
		d.writing = true
		return append(actions, choose(0))
	}
	return append(actions, d.ask())
}

func (d *dialogue) ask() brand.Action {
	return brand.Action{Kind: brand.ReadValue, Char: char(asks[d.asked])}
}

func (d *dialogue) wait(now time.Time) brand.Action {
	d.waited = true
	return brand.Action{Kind: brand.Wait, After: min(Silence, Longest-now.Sub(d.begun))}
}

func (d *dialogue) hangUp(actions []brand.Action) []brand.Action {
	d.state = over
	return append(actions, brand.Action{Kind: brand.HangUp})
}

// choose is the only write that this folder can express: the number of a stored session, below maxRecords. Every other command of the
// characteristic changes the handle, or wipes it.
func choose(index uint8) brand.Action {
	return brand.Action{Kind: brand.WriteValue, Char: char(charControl), Data: []byte{selectRecord, index % maxRecords}}
}

// char is the UUID of one of the maker's characteristics.
func char(n uint16) brush.UUID {
	u := vendorUUID
	u[2], u[3] = byte(n>>8), byte(n)
	return u
}
