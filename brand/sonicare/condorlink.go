package sonicare

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// What ends a request beside its plain answer.
const (
	untilDone     = iota // the radio's acknowledgement
	untilWord            // a word on 0006
	untilAck             // the packet's number on 0002
	untilResponse        // that, and the handle's response
)

// leastPacket is how many bytes every connection carries in one packet. Nothing that is said here is longer than 50.
const leastPacket = 20

// link is the state of the other language on one connection [sonicare-16].
type link struct {
	on       bool
	packet   int   // bytes of one packet, its header among them
	next     uint8 // number of the next packet to the handle
	acked    bool  // the packet on its way was acknowledged
	last     int   // number of the last packet from the handle, -1 for none
	pieces   []byte
	words    int  // on 0006
	answered bool // the handle responded to the request on its way
}

func condorAttribute(n uint16) brush.UUID {
	u := condorUUID
	u[2], u[3] = byte(n>>8), byte(n)
	return u
}

// condorPorts are what changes are wanted of, with the body that asks for it [sonicare-18]. Nothing is ever put.
var condorPorts = [...]string{"Sonicare", "RoutineStatus", "Battery", "BrushHead"}

// condor turns the dialogue to the other language [sonicare-19]: only set-up now, the rest once the handle has said how long packets are.
func (d *dialogue) condor() {
	d.link = link{on: true, packet: leastPacket, last: -1}
	d.queue = append(d.queue[:0],
		request{kind: brand.Subscribe, char: condorAttribute(condorServer)},
		request{kind: brand.WriteValue, char: condorAttribute(condorClient), data: []byte{3, 4}, until: untilWord})
}

// word takes in what the handle says on 0006; ok is false when it does not go on from there.
func (d *dialogue) word(b []byte) (ok bool) {
	l := &d.link
	if !d.waiting || d.asked.until != untilWord {
		return true // doubled or late
	}
	d.waiting = false
	l.words++
	switch l.words {
	case 1:
		if len(b) != 1 || b[0] != 4 {
			return false
		}
		d.queue = append(d.queue,
			request{kind: brand.Subscribe, char: condorAttribute(condorNotify)},
			request{kind: brand.Subscribe, char: condorAttribute(condorWriteAck)},
			request{kind: brand.WriteValue, char: condorAttribute(condorClient), data: []byte{0xFF, 0xFF, 0xFF, 0xFF}, until: untilWord})
	case 2:
		if len(b) != 6 {
			return false
		}
		l.packet = max(int(binary.LittleEndian.Uint16(b)), leastPacket)
		d.queue = append(d.queue, request{kind: brand.WriteValue, char: condorAttribute(condorWrite), data: []byte{packetStart}, until: untilAck})
		d.frame(typeInitialize, nil, untilResponse)
		for _, port := range condorPorts {
			d.frame(typeSubscribe, []byte("1\x00"+port+"\x00"+`{"timeout": 31536000}`), untilResponse)
		}
		if d.Pressure {
			d.frame(typeSubscribe, []byte("1\x00SensorData.b\x00"+`{"timeout": 31536000}`), untilResponse)
		}
	}
	return true
}

// frame puts a frame into the queue, in packets. Their numbers are given when they are sent.
func (d *dialogue) frame(typ uint8, body []byte, until uint8) {
	f := append([]byte{0xFE, 0xFF, typ}, binary.BigEndian.AppendUint16(nil, uint16(len(body)))...)
	f = append(f, body...)
	for len(f) > 0 {
		n := min(len(f), d.link.packet-1)
		r := request{kind: brand.WriteValue, char: condorAttribute(condorWrite), data: append([]byte{0}, f[:n]...), until: untilAck}
		if f = f[n:]; len(f) == 0 {
			r.until = until
		}
		d.queue = append(d.queue, r)
	}
}

// number gives a packet its number as it is sent.
func (d *dialogue) number(r *request) {
	if r.char == condorAttribute(condorWrite) {
		r.data[0] |= d.link.next & packetSequence
		d.link.next++
		d.link.acked, d.link.answered = false, false
	}
}

// packet takes in what was notified of the other language, and returns what the house keeps and what must be said at once. The frame that is
// kept is put together from its packets, as if it had come in one [sonicare-17].
func (d *dialogue) packet(out []brand.Action, f *brush.Frame, n uint16) (acts []brand.Action, whole *brush.Frame, ok bool) {
	l, b := &d.link, f.Payload
	switch n {
	case condorServer:
		return out, nil, d.word(b)
	case condorWriteAck:
		if len(b) == 1 && d.waiting && len(d.asked.data) > 0 && b[0]&packetSequence == d.asked.data[0]&packetSequence {
			l.acked = true
			d.settled()
		}
	case condorNotify:
		if len(b) == 0 {
			return out, nil, true
		}
		out = append(out, brand.Action{Kind: brand.WriteValue, Char: condorAttribute(condorNotifyAck), Data: []byte{b[0] & packetSequence}})
		sequence := int(b[0] & packetSequence)
		switch ahead := (sequence - l.last) & packetSequence; {
		case l.last < 0, ahead == 1:
		case ahead == 0, ahead > packetSequence/2:
			return out, nil, true // it comes again because our acknowledgement was late
		default:
			l.pieces = l.pieces[:0] // some were lost, and their frame with them
		}
		l.last = sequence
		l.pieces = append(l.pieces, b[1:]...)
		return out, d.assemble(f), true
	}
	return out, nil, true
}

// assemble returns the frame when all of it is there, nil before.
func (d *dialogue) assemble(f *brush.Frame) *brush.Frame {
	l := &d.link
	if len(l.pieces) >= 2 && (l.pieces[0] != 0xFE || l.pieces[1] != 0xFF) {
		l.pieces = l.pieces[:0]
		return nil
	}
	if len(l.pieces) < frameHead {
		return nil
	}
	length := frameHead + int(binary.BigEndian.Uint16(l.pieces[3:]))
	if length > frameHead+maxCondor || len(l.pieces) > length {
		l.pieces = l.pieces[:0]
		return nil
	}
	if len(l.pieces) < length {
		return nil
	}
	whole := *f
	whole.Payload = append([]byte{f.Payload[0]}, l.pieces...)
	l.pieces = l.pieces[:0]
	switch whole.Payload[3] {
	case typeChange:
		d.frame(typeChangeAnswer, []byte{0, 0}, untilAck)
	case typeInitialized, typeResponse:
		l.answered = true
		d.settled()
	}
	return &whole
}

// settled takes the packet off the way when everything has come that ends it.
func (d *dialogue) settled() {
	if !d.waiting || d.asked.char != condorAttribute(condorWrite) {
		return
	}
	if d.link.acked && (d.asked.until == untilAck || d.link.answered) {
		d.waiting = false
	}
}
