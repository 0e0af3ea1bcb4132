package brand_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/sonicare"
	"github.com/enamel-home/enamel/brush"
)

func condor(n uint16) brush.UUID {
	u := brush.MustUUID("e50b0000-af04-4564-92ad-fef019489de6")
	u[2], u[3] = byte(n>>8), byte(n)
	return u
}

// prompt is how long the handle waits for an acknowledgement.
const prompt = 250 * time.Millisecond

// condorHandle is the other end of an HX742X as its clauses say it is.
type condorHandle struct {
	t      *testing.T
	heard  []byte   // pieces of a frame
	bodies [][]byte // what was asked, type first
	pieces [][]byte // as they came
	next   uint8    // number of the next packet
	sent   map[uint8][]time.Duration
	again  bool  // a packet that comes again is acknowledged again
	ready  uint8 // what it says to the first word; 4 is right
	words  int
}

func (c *condorHandle) other(a *brand.Action, at time.Duration, say func(time.Duration, brand.Event), value func(time.Duration, brush.FrameKind, brush.UUID, []byte)) {
	t := c.t
	say(at, brand.Event{Kind: brand.Written, Char: a.Char})
	soon := at + 20*time.Millisecond
	tell := func(typ byte, body []byte) {
		f := append([]byte{0xFE, 0xFF, typ}, binary.BigEndian.AppendUint16(nil, uint16(len(body)))...)
		for piece := range slices.Chunk(append(f, body...), 19) {
			value(soon, brush.Notify, condor(3), append([]byte{c.next & 0x3F}, piece...))
			c.sent[c.next&0x3F] = append(c.sent[c.next&0x3F], soon)
			c.next++
			soon += 15 * time.Millisecond
		}
	}
	switch a.Char {
	case condor(7):
		if c.words++; c.words == 1 {
			if !bytes.Equal(a.Data, []byte{3, 4}) {
				t.Errorf("the first word is %x", a.Data)
			}
			value(soon, brush.Notify, condor(6), []byte{c.ready})
		} else {
			if !bytes.Equal(a.Data, []byte{0xFF, 0xFF, 0xFF, 0xFF}) {
				t.Errorf("the second word is %x", a.Data)
			}
			value(soon, brush.Notify, condor(6), []byte{20, 0, 4, 0, 4, 0})
		}
	case condor(4):
		due := c.sent[a.Data[0]]
		if len(a.Data) != 1 || !c.again && (len(due) == 0 || at-due[0] > prompt) {
			t.Errorf("acknowledges %x at %v, due %v", a.Data, at, due)
		}
		if len(due) <= 1 {
			delete(c.sent, a.Data[0])
		} else {
			c.sent[a.Data[0]] = due[1:]
		}
	case condor(1):
		if len(a.Data) > 20 {
			t.Errorf("a packet of %d bytes", len(a.Data))
		}
		value(soon, brush.Notify, condor(2), []byte{a.Data[0] & 0x3F})
		c.pieces = append(c.pieces, a.Data)
		if c.heard = append(c.heard, a.Data[1:]...); len(c.heard) < 5 {
			return
		}
		if n := 5 + int(binary.BigEndian.Uint16(c.heard[3:])); len(c.heard) < n {
			return
		} else if len(c.heard) > n {
			t.Errorf("more than a frame: %x", c.heard)
		}
		typ, body := c.heard[2], c.heard[5:]
		c.bodies, c.heard = append(c.bodies, append([]byte{typ}, body...)), nil
		switch typ {
		case 1:
			tell(2, []byte{0})
		case 5:
			tell(7, []byte{0})
			if bytes.HasPrefix(body, []byte("1\x00Sonicare\x00")) {
				tell(8, []byte(`1/Sonicare`+"\x00"+`{"HandleState":2,"RoutineIDs":[0,1,5],"HandleTime":1781856851}`+"\x00"))
			}
			if bytes.HasPrefix(body, []byte("1\x00BrushHead\x00")) { // the last: packets are numbered in the order in which they are sent
				for s := range 30 {
					soon = max(soon, at+time.Duration(s)*time.Second)
					tell(8, []byte(`1/RoutineStatus`+"\x00"+`{"SessionID":7,"Mode":2,"Duration":`+string([]byte{'0' + byte(s/10), '0' + byte(s%10)})[b2i(s < 10):]+`,"Length":120}`+"\x00"))
				}
				soon += time.Second
				tell(8, []byte(`1/Sonicare`+"\x00"+`{"HandleState":1}`+"\x00"))
			}
		}
	default:
		t.Errorf("writes %x to %v", a.Data, a.Char)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func hx742x(t *testing.T) (*handle, *condorHandle) {
	h := &handle{attributes: map[brush.UUID][]byte{brush.UUID16(0x2A24): []byte("HX742X")}, bond: 1}
	for _, n := range []uint16{1, 2, 3, 4, 6, 7} {
		h.attributes[condor(n)] = nil
	}
	c := &condorHandle{t: t, sent: map[uint8][]time.Duration{}, ready: 4}
	h.other = c.other
	return h, c
}

func TestCondor(t *testing.T) {
	for _, twice := range []bool{false, true} {
		h, c := hx742x(t)
		h.twice = twice
		c.again = twice
		p := talk(t, sonicare.NewDialogue(sonicare.Options{}), h)
		var timers []uint32
		var state brush.Activity
		var table uint8
		for i := range p.emitted {
			var r brush.Reading
			sonicare.Spec.Decode(&p.emitted[i], &r)
			if r.Elapsed.OK {
				timers = append(timers, r.Elapsed.V)
				if r.Mode.V.Code() != 2 || r.Target.V != 120 {
					t.Errorf("%+v", r)
				}
			}
			state, table = r.Activity.Or(state), r.Table.Or(table)
		}
		if len(timers) != 30 || timers[29] != 29 || state != brush.Idle || sonicare.Spec.ModeName(brush.NewMode(table, 2)) != "sensitive" {
			t.Errorf("timers %v, then %v, table %d", timers, state, table)
		}
		if !p.hungUp || p.took > 2*time.Minute || p.bonds != 1 {
			t.Errorf("%d bonds, hung up %t after %v", p.bonds, p.hungUp, p.took)
		}
		if len(c.sent) != 0 {
			t.Errorf("not acknowledged: %v", c.sent)
		}
		var types []byte
		for _, b := range c.bodies {
			types = append(types, b[0])
		}
		if len(types) < 5 || types[0] != 1 || types[1] != 5 || slices.ContainsFunc(types, func(b byte) bool { return b != 1 && b != 5 && b != 9 }) {
			t.Errorf("frames of types %v", types)
		}
		if got := bytes.Count(types, []byte{9}); got != 32 {
			t.Errorf("%d changes answered of 32", got)
		}
		// The second packet of the first subscription, but for its number, as it was captured from the maker's app.
		captured := []byte("\x11imeout\": 31536000}")
		if !slices.ContainsFunc(c.pieces, func(b []byte) bool { return bytes.Equal(b[1:], captured[1:]) }) {
			t.Errorf("packets are cut elsewhere: %q", c.pieces)
		}
	}
}

func TestCondorTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*handle, *condorHandle)
		most  time.Duration
	}{
		"another version": {func(_ *handle, c *condorHandle) { c.ready = 5 }, 2 * time.Second},
		"silent after bond": {func(h *handle, _ *condorHandle) {
			h.silent = func(at time.Duration) bool { return at > 300*time.Millisecond }
		}, sonicare.Answer + 4*time.Second},
		"a part is missing":   {func(h *handle, _ *condorHandle) { delete(h.attributes, condor(2)) }, 2 * time.Second},
		"no bond":             {func(h *handle, _ *condorHandle) { h.bond = 2 }, time.Second},
		"silent in a session": {func(h *handle, _ *condorHandle) { h.silent = func(at time.Duration) bool { return at > 9*time.Second } }, 9*time.Second + sonicare.Quiet + 4*time.Second},
	} {
		h, peer := hx742x(t)
		c.spoil(h, peer)
		if p := talk(t, sonicare.NewDialogue(sonicare.Options{}), h); p.took > c.most || !p.hungUp {
			t.Errorf("%s: the slot was held for %v, hung up %t", name, p.took, p.hungUp)
		}
	}
}
