package oralb

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

var begun = time.Date(2026, 1, 5, 6, 0, 40, 0, time.UTC)

// handle answers a dialogue as a handle would.
type handle struct {
	values  map[uint16][]byte
	records [][]byte // by number; after the last: zeros
	refuses map[uint16]bool
	chosen  int
	writes  int
	reads   []uint16
	twice   bool // every answer comes twice
	answer  time.Duration
}

// play runs a dialogue against the handle and returns what it emitted and when it hung up, after Connected.
func (h *handle) play(t *testing.T, d brand.Dialogue) (emitted []brush.Frame, lasted time.Duration) {
	t.Helper()
	type due struct {
		at time.Duration
		e  brand.Event
	}
	queue := []due{{0, brand.Event{Kind: brand.Connected}}}
	for len(queue) > 0 {
		first := 0
		for i := range queue {
			if queue[i].at < queue[first].at {
				first = i
			}
		}
		now := queue[first]
		queue = append(queue[:first], queue[first+1:]...)
		for _, a := range d.Step(now.e, begun.Add(now.at)) {
			answer := due{at: now.at + h.answer}
			n, _ := number(&a.Char)
			switch a.Kind {
			case brand.HangUp:
				return emitted, now.at
			case brand.Emit:
				emitted = append(emitted, a.Frame)
				continue
			case brand.Wait:
				queue = append(queue, due{now.at + a.After, brand.Event{Kind: brand.Elapsed}})
				continue
			case brand.WriteValue:
				mayWrite(t, a)
				h.writes++
				h.chosen = int(a.Data[1])
				answer.e = brand.Event{Kind: brand.Written, Char: a.Char}
			case brand.ReadValue:
				h.reads = append(h.reads, n)
				b := h.values[n]
				if n == charRecord && h.records != nil {
					b = make([]byte, 16)
					if h.chosen < len(h.records) {
						b = h.records[h.chosen]
					}
				}
				answer.e = brand.Event{Kind: brand.Value, Char: a.Char, Frame: brush.Frame{Kind: brush.Read, UUID: a.Char, Payload: b}}
			default:
				t.Fatalf("action %d", a.Kind)
			}
			if h.refuses[n] {
				answer.e = brand.Event{Kind: brand.Refused, Char: a.Char}
			}
			if h.answer < 0 {
				continue // silent
			}
			queue = append(queue, answer)
			if h.twice {
				answer.at += time.Millisecond
				queue = append(queue, answer)
			}
		}
	}
	t.Fatal("the dialogue waits for nothing and holds the slot")
	return nil, 0
}

// mayWrite fails for any write but the number of a record.
func mayWrite(t *testing.T, a brand.Action) {
	t.Helper()
	if a.Char != char(0xFF21) || len(a.Data) != 2 || a.Data[0] != 2 || a.Data[1] >= 30 {
		t.Fatalf("writes %x to %s", a.Data, a.Char)
	}
}

func newHandle() *handle {
	return &handle{answer: 200 * time.Millisecond, values: map[uint16][]byte{
		0xFF02: {0x32, 6, 110}, 0xFF05: {59, 0, 0, 0}, 0xFF22: {1, 2, 3, 50}, 0xFF2D: {0, 80, 0, 100, 0},
		0xFF29: {0x13, 0x19, 0x3b, 0x32, 0, 4, 0x78, 0x80, 0x78, 0, 0, 0, 0, 0, 19, 33, 0, 0, 1, 2, 83},
	}}
}

func old(start byte) []byte {
	return []byte{start, 0x60, 0xba, 0x23, 120, 0, 1, 1, 0, 0, 0, 50, 0x78, 0x80, start, 0}
}

func TestDialogueNew(t *testing.T) {
	for _, twice := range []bool{false, true} {
		h := newHandle()
		h.twice = twice
		got, lasted := h.play(t, Spec.Dialogue(nil))
		if h.writes != 0 || len(h.reads) != 5 || lasted > 2*time.Second {
			t.Errorf("%d writes, read %x, lasted %v", h.writes, h.reads, lasted)
		}
		want := []uint16{0xFF02, 0xFF05, 0xFF22, 0xFF2D, 0xFF29}
		if len(got) != len(want) {
			t.Fatalf("twice %t: %d frames", twice, len(got))
		}
		for i, f := range got {
			var r brush.Reading
			if f.UUID != char(want[i]) || f.Kind != brush.Read || Spec.Decode(&f, &r) != brand.Understood {
				t.Errorf("frame %d: %+v", i, f)
			}
			if want[i] == 0xFF29 && (r.Record == nil || r.Record.Duration != 120) {
				t.Errorf("record %+v", r.Record)
			}
		}
	}
}

func TestDialogueOld(t *testing.T) {
	for _, c := range []struct {
		identity     []byte
		stored, read int
	}{
		{[]byte{0x20, 4, 1}, 3, 3},
		{[]byte{0x00}, 25, 20}, // protocol 1 has room for 20
		{[]byte{0x20, 3, 1}, 40, 30},
		{[]byte{0x20, 3, 1}, 0, 0},
	} {
		h := newHandle()
		h.answer = 50 * time.Millisecond
		h.values[0xFF02] = c.identity
		h.records = [][]byte{}
		for i := range c.stored {
			h.records = append(h.records, old(byte(i+1)))
		}
		got, lasted := h.play(t, Spec.Dialogue(nil))
		if len(got)-4 != c.read || h.writes > c.read+2 || lasted > Longest {
			t.Errorf("%x: %d records of %d, %d writes, %v", c.identity, len(got)-4, c.stored, h.writes, lasted)
		}
	}
}

// A handle that ignores the number says the same session each time; it is kept once.
func TestDialogueSameRecord(t *testing.T) {
	h := newHandle()
	h.values[0xFF02] = []byte{0x20, 4, 1}
	h.values[0xFF29] = old(9)
	got, _ := h.play(t, Spec.Dialogue(nil))
	if len(got) != 5 || h.writes != 3 {
		t.Errorf("%d frames, %d writes", len(got), h.writes)
	}
}

func TestDialogueEnds(t *testing.T) {
	silent := newHandle()
	silent.answer = -1
	if got, lasted := silent.play(t, Spec.Dialogue(nil)); len(got) != 0 || lasted < 5*time.Second || lasted > 10*time.Second {
		t.Errorf("silent: %d frames, %v", len(got), lasted)
	}
	slow := newHandle()
	slow.answer = 4900 * time.Millisecond
	if got, lasted := slow.play(t, Spec.Dialogue(nil)); lasted < 15*time.Second || lasted > 20*time.Second || len(got) < 3 {
		t.Errorf("slow: %d frames, %v", len(got), lasted)
	}
	for n := range newHandle().values {
		h := newHandle()
		h.refuses = map[uint16]bool{n: true}
		if got, lasted := h.play(t, Spec.Dialogue(nil)); len(got) != 4 || lasted > 3*time.Second {
			t.Errorf("%x refused: %d frames, %v", n, len(got), lasted)
		}
	}
	h := newHandle()
	h.values[0xFF02] = []byte{0x20, 4, 1}
	h.refuses = map[uint16]bool{0xFF21: true}
	if got, lasted := h.play(t, Spec.Dialogue(nil)); len(got) != 4 || lasted > 3*time.Second {
		t.Errorf("write refused: %d frames, %v", len(got), lasted)
	}
	// The link is lost: nothing more is said, not even when it is heard of again.
	d := Spec.Dialogue(nil)
	d.Step(brand.Event{Kind: brand.Connected}, begun)
	for _, k := range []brand.EventKind{brand.Disconnected, brand.Elapsed, brand.Connected} {
		if a := d.Step(brand.Event{Kind: k}, begun.Add(time.Second)); len(a) != 0 {
			t.Errorf("after the link was lost: %+v", a)
		}
	}
}

// TestDialogueWritesOneThing plays anything at all: whatever happens, nothing but the number of a record is written, at most one thing is
// asked at a time, and nothing is said after the end.
func TestDialogueWritesOneThing(t *testing.T) {
	const seed = 20
	chance := rand.New(rand.NewPCG(seed, seed))
	chars := []uint16{0xFF02, 0xFF05, 0xFF21, 0xFF22, 0xFF29, 0xFF2D, 0xFF04}
	writes := 0
	for range 3000 {
		d, now, hung := Spec.Dialogue(nil), begun, false
		var asked brand.Action
		for range 200 {
			now = now.Add(time.Duration(chance.IntN(300)) * time.Millisecond)
			e := brand.Event{Kind: brand.EventKind(chance.IntN(10)), Char: char(chars[chance.IntN(len(chars))])}
			e.Frame.Payload = make([]byte, chance.IntN(24))
			for i := range e.Frame.Payload {
				e.Frame.Payload[i] = byte(chance.Uint32() >> (8 * chance.IntN(4)) & 7)
			}
			if chance.IntN(3) > 0 { // mostly what was asked for
				e.Char, e.Kind = asked.Char, brand.Value
				if asked.Kind == brand.WriteValue {
					e.Kind = brand.Written
				}
			}
			if e.Kind == brand.Disconnected && chance.IntN(20) > 0 {
				continue
			}
			as := d.Step(e, now)
			if hung && len(as) > 0 {
				t.Fatalf("seed %d: after the end: %+v", seed, as)
			}
			for _, a := range as {
				switch a.Kind {
				case brand.ReadValue:
					asked = a
				case brand.WriteValue:
					mayWrite(t, a)
					asked = a
					writes++
				case brand.HangUp:
					hung = true
				case brand.Wait:
					if a.After <= 0 || a.After > Silence {
						t.Fatalf("waits %v", a.After)
					}
				}
			}
		}
	}
	if writes < 100 {
		t.Errorf("seed %d: %d writes: the play is too short", seed, writes)
	}
}

// TestMayCall: only where the owner allows it, only while nobody else may need the slot, 30 to 60 s after a brushing, once.
func TestMayCall(t *testing.T) {
	ended := begun
	at := func(after time.Duration) brand.Call {
		return brand.Call{Allowed: true, Ended: ended, Now: ended.Add(after)}
	}
	with := func(c brand.Call, change func(*brand.Call)) brand.Call { change(&c); return c }
	for _, c := range []struct {
		name string
		call brand.Call
		want bool
	}{
		{"nothing is known", brand.Call{}, false},
		{"only that it is allowed", brand.Call{Allowed: true}, false},
		{"no brushing is known", brand.Call{Allowed: true, Now: ended}, false},
		{"too early", at(30*time.Second - 1), false},
		{"in time", at(30 * time.Second), true},
		{"just in time", at(time.Minute), true},
		{"too late", at(time.Minute + 1), false},
		{"before it ended", at(-time.Minute), false},
		{"not allowed", with(at(45*time.Second), func(c *brand.Call) { c.Allowed = false }), false},
		{"somebody else has the slot", with(at(45*time.Second), func(c *brand.Call) { c.Busy = true }), false},
		{"it was called already", with(at(45*time.Second), func(c *brand.Call) { c.Called = ended.Add(35 * time.Second) }), false},
		{"it was called the moment it ended", with(at(45*time.Second), func(c *brand.Call) { c.Called = ended }), false},
		{"it was called after the brushing before", with(at(45*time.Second), func(c *brand.Call) { c.Called = ended.Add(-time.Hour) }), true},
	} {
		if got := Spec.MayCall(c.call); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}
