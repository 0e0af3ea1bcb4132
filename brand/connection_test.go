package brand_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/sonicare"
	"github.com/enamel-home/enamel/brush"
)

// longest is how long any maker's dialogue may hold a connection.
const longestConnection = 30 * time.Minute

// handle is a recorded handle at the other end of a dialogue: its attributes as they were read, what was notified, and the sessions it
// keeps. It answers as a radio does, after a little while.
type handle struct {
	attributes map[brush.UUID][]byte
	absent     func(brush.UUID) bool // beside those that are not in attributes
	silent     func(at time.Duration) bool
	bond       int // 0: it wants none; 1: it wants one and agrees; 2: it wants one and refuses
	lost       time.Duration
	twice      bool // everything that it says comes twice
	kids       bool
	stored     map[uint16][]byte // as it says them
	play       []line            // notified at its time after the first
	playFrom   time.Duration
	// other answers a write in another language.
	other func(a *brand.Action, at time.Duration, say func(time.Duration, brand.Event), value func(time.Duration, brush.FrameKind, brush.UUID, []byte))

	bonded   bool
	selected uint16
}

// due is an event that is on its way to the dialogue.
type due struct {
	at time.Duration
	e  brand.Event
}

// played is what came of a connection.
type played struct {
	emitted []brush.Frame
	written []brand.Action
	when    []time.Duration // of written
	asked   map[brush.UUID]int
	bonds   int
	took    time.Duration
	hungUp  bool
}

func classic(n uint16) brush.UUID {
	u := brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d50000")
	u[14], u[15] = byte(n>>8), byte(n)
	return u
}

var began = time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC)

// talk plays a dialogue against a handle until it is over.
func talk(t *testing.T, d brand.Dialogue, h *handle) (out played) {
	t.Helper()
	out.asked = map[brush.UUID]int{}
	wire := []due{{0, brand.Event{Kind: brand.Connected}}}
	say := func(at time.Duration, e brand.Event) {
		if h.silent != nil && h.silent(at) && e.Kind != brand.Elapsed && e.Kind != brand.Disconnected {
			return
		}
		wire = append(wire, due{at, e})
		if h.twice && (e.Kind == brand.Value) {
			wire = append(wire, due{at + 700*time.Millisecond, e})
		}
	}
	value := func(at time.Duration, kind brush.FrameKind, char brush.UUID, b []byte) {
		say(at, brand.Event{Kind: brand.Value, Char: char, Frame: brush.Frame{Source: "hall", Device: "D", At: began.Add(at), Kind: kind, UUID: char, Payload: b}})
	}
	for i := range h.play {
		f := h.play[i].frame(t)
		if f.Kind == brush.Notify {
			value(h.playFrom+h.play[i].At.Sub(h.play[0].At), brush.Notify, f.UUID, f.Payload)
		}
	}
	if h.lost > 0 {
		wire = append(wire, due{h.lost, brand.Event{Kind: brand.Disconnected}})
	}
	waits := 0
	for len(wire) > 0 {
		slices.SortStableFunc(wire, func(a, b due) int { return int(a.at - b.at) })
		now := wire[0]
		wire = wire[1:]
		if out.took = now.at; now.at > longestConnection+time.Minute {
			t.Fatal("it never ends")
		}
		if now.e.Kind == brand.Elapsed {
			waits--
		}
		for _, a := range d.Step(now.e, began.Add(now.at)) {
			if out.hungUp {
				t.Fatalf("goes on after it hung up: %+v", a)
			}
			soon := now.at + 30*time.Millisecond
			_, there := h.attributes[a.Char]
			there = there && (h.absent == nil || !h.absent(a.Char))
			switch a.Kind {
			case brand.Wait:
				if waits++; waits > 8 || a.After <= 0 {
					t.Fatal("waits pile up")
				}
				wire = append(wire, due{now.at + a.After, brand.Event{Kind: brand.Elapsed}})
			case brand.Emit:
				out.emitted = append(out.emitted, a.Frame)
			case brand.HangUp:
				out.hungUp = true
			case brand.Bond:
				out.bonds++
				if h.bond == 2 {
					say(soon, brand.Event{Kind: brand.Refused})
				} else {
					h.bonded = true
					say(soon, brand.Event{Kind: brand.Bonded})
				}
			case brand.Subscribe, brand.ReadValue, brand.WriteValue:
				out.asked[a.Char]++
				switch {
				case h.bond > 0 && !h.bonded:
					say(soon, brand.Event{Kind: brand.NeedsBond, Char: a.Char})
				case !there:
					say(soon, brand.Event{Kind: brand.Refused, Char: a.Char})
				case a.Kind == brand.Subscribe:
					say(soon, brand.Event{Kind: brand.Subscribed, Char: a.Char})
				case a.Kind == brand.WriteValue:
					out.written, out.when = append(out.written, a), append(out.when, now.at)
					if h.other != nil {
						h.other(&a, soon, say, value)
						break
					}
					h.write(&a, soon, say, value)
				case a.Char == classic(0x4100):
					b := make([]byte, 16) // nothing is stored under that number
					if r := h.stored[h.selected]; r != nil {
						b = r
					}
					value(soon, brush.Read, a.Char, b)
				default:
					value(soon, brush.Read, a.Char, h.attributes[a.Char])
				}
			default:
				t.Fatalf("action %d", a.Kind)
			}
		}
		if out.hungUp || now.e.Kind == brand.Disconnected {
			// What still arrives finds nobody.
			for _, late := range wire {
				if got := d.Step(late.e, began.Add(late.at)); len(got) != 0 {
					t.Fatalf("over, and says %+v", got)
				}
			}
			return out
		}
	}
	t.Fatal("it neither waits nor hangs up")
	return out
}

// write is what a classic handle does when it is written to.
func (h *handle) write(a *brand.Action, at time.Duration, say func(time.Duration, brand.Event), value func(time.Duration, brush.FrameKind, brush.UUID, []byte)) {
	switch a.Char {
	case classic(0x40E0):
		h.selected = uint16(a.Data[0]) | uint16(a.Data[1])<<8
	case classic(0x4110):
		if r := h.stored[h.selected]; r != nil {
			value(at, brush.Notify, classic(0x40E0), append(bytes.Clone(a.Data), 0, 0x0f, 0, 0, 0, 0, 0))
			value(at+20*time.Millisecond, brush.Notify, classic(0x4100), r)
		}
		value(at+40*time.Millisecond, brush.Notify, classic(0x4110), []byte{0})
		at += 60 * time.Millisecond // the acknowledgement comes last
	}
	say(at, brand.Event{Kind: brand.Written, Char: a.Char})
}

// dump makes a handle of the values that were read from a real one.
func dump(t *testing.T, file string) *handle {
	t.Helper()
	h := &handle{attributes: map[brush.UUID][]byte{}, stored: map[uint16][]byte{}}
	for _, l := range lines(t, "sonicare", file) {
		f := l.frame(t)
		if f.Kind == brush.Read {
			h.attributes[f.UUID] = f.Payload
		}
	}
	for _, n := range []uint16{0x4010, 0x4080, 0x4090, 0x4091, 0x40B0, 0x40E0, 0x4100} {
		if h.attributes[classic(n)] == nil {
			h.attributes[classic(n)] = []byte{1} // it is not in the dump, and every handle has it
		}
	}
	return h
}

// kidsRecord and prestigeRecord are real stored sessions under another number.
func kidsRecord(id uint16) []byte {
	return []byte{0x6c, 0xda, 0x92, 0x01, byte(id), byte(id >> 8), 0x13, 0x00, 0x3c, 0x00, 0x02, 0, 0, 0, 0, 0}
}

func prestigeRecord(id uint16) []byte {
	return []byte{0x00, 0x6a, 0xea, 0x06, 0x00, byte(id), byte(id >> 8), 0xa0, 0x00, 0xa0, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00}
}

func kids(t *testing.T) *handle {
	h := dump(t, "hx6340-kids.jsonl")
	h.kids = true
	for id := uint16(280); id <= 286; id++ {
		h.stored[id] = kidsRecord(id)
	}
	return h
}

func prestige(t *testing.T) *handle {
	h := dump(t, "hx999x.jsonl")
	h.attributes[classic(0x4110)] = []byte{0}
	h.attributes[classic(0x4130)] = nil
	h.attributes[classic(0x4010)] = []byte{1} // at rest
	h.attributes[classic(0x4082)] = []byte{0}
	for id := uint16(200); id <= 245; id++ {
		h.stored[id] = prestigeRecord(id)
	}
	return h
}

// records decodes the numbers of the stored sessions that were kept.
func records(p *played) (ids []uint32) {
	for i := range p.emitted {
		var r brush.Reading
		if sonicare.Spec.Decode(&p.emitted[i], &r); r.Record != nil && !slices.Contains(ids, r.Record.ID.V) {
			ids = append(ids, r.Record.ID.V)
		}
	}
	return ids
}

// onlyAllowed fails when anything else was written than the choice of a stored session, and the pressure sensor where it was asked for.
func onlyAllowed(t *testing.T, ws []brand.Action, pressure bool) {
	t.Helper()
	for _, a := range ws {
		switch {
		case a.Char == classic(0x40E0) && len(a.Data) == 2:
		case a.Char == classic(0x40D5) && bytes.Equal(a.Data, []byte{0}):
		case a.Char == classic(0x4110) && bytes.Equal(a.Data, []byte{0}):
		case a.Char == classic(0x4120) && bytes.Equal(a.Data, []byte{1, 0}) && pressure:
		default:
			t.Errorf("writes %x to %v", a.Data, a.Char)
		}
	}
}

func TestSonicareKidsAtRest(t *testing.T) {
	p := talk(t, sonicare.NewDialogue(sonicare.Options{Newest: brush.Some(uint32(282))}), kids(t))
	if got, want := records(&p), []uint32{286, 285, 284, 283}; !slices.Equal(got, want) {
		t.Errorf("fetched %v, want %v", got, want)
	}
	if !p.hungUp || p.took < sonicare.Linger || p.took > sonicare.Linger+10*time.Second || p.bonds != 0 {
		t.Errorf("%d bonds, after %v, hung up %t", p.bonds, p.took, p.hungUp)
	}
	for _, a := range p.written {
		if a.Char != classic(0x40E0) {
			t.Errorf("writes %x to %v: Sonicare For Kids needs the number alone", a.Data, a.Char)
		}
	}
	for _, n := range []uint16{0x4050, 0x4080, 0x40D0} {
		if p.asked[classic(n)] == 0 {
			t.Errorf("%04x was not read", n)
		}
	}
	p = talk(t, sonicare.NewDialogue(sonicare.Options{}), kids(t))
	if got := records(&p); len(got) != 7 {
		t.Errorf("nothing was kept, and fetched %v", got)
	}
	p = talk(t, sonicare.NewDialogue(sonicare.Options{Newest: brush.Some(uint32(9000))}), kids(t))
	if got := records(&p); len(got) != 7 {
		t.Errorf("a handle that counts anew: fetched %v", got)
	}
}

// TestSonicareKidsBrushing plays the recorded brushing: nothing is fetched while the motor runs, and what it stored of it comes afterwards.
func TestSonicareKidsBrushing(t *testing.T) {
	for _, twice := range []bool{false, true} {
		h := kids(t)
		h.attributes[classic(0x4010)] = []byte{1} // read late: what was notified says that it runs
		h.twice = twice
		h.play = lines(t, "sonicare", "sessions/sonicare-hx6340-kids-complete.jsonl")[5:] // connected as it is switched on
		h.stored[287] = kidsRecord(287)
		h.attributes[classic(0x40D0)] = []byte{0x1f, 0x01} // the number as it is afterwards
		p := talk(t, sonicare.NewDialogue(sonicare.Options{Newest: brush.Some(uint32(285))}), h)
		var timers, most uint32
		for i := range p.emitted {
			var r brush.Reading
			if sonicare.Spec.Decode(&p.emitted[i], &r); r.Elapsed.OK && !r.Polled {
				timers, most = timers+1, max(most, r.Elapsed.V)
			}
		}
		want := uint32(121)
		if twice {
			want *= 2
		}
		if timers != want || most != 120 || !p.hungUp || p.took > 4*time.Minute {
			t.Errorf("%d timers up to %d, hung up %t after %v", timers, most, p.hungUp, p.took)
		}
		if got := records(&p); !slices.Equal(got, []uint32{287, 286}) {
			t.Errorf("fetched %v", got)
		}
		onlyAllowed(t, p.written, false)
		for i, at := range p.when {
			if at < 120*time.Second {
				t.Errorf("writes %x after %v, while the motor runs", p.written[i].Data, at)
			}
		}
	}
}

func TestSonicarePrestige(t *testing.T) {
	h := prestige(t)
	h.bond = 1
	p := talk(t, sonicare.NewDialogue(sonicare.Options{Pressure: true}), h)
	if got := records(&p); len(got) != sonicare.MostSessions || got[0] != 245 || p.bonds != 1 || !p.hungUp {
		t.Errorf("fetched %v, %d bonds", got, p.bonds)
	}
	onlyAllowed(t, p.written, true)
	if !slices.ContainsFunc(p.written, func(a brand.Action) bool { return a.Char == classic(0x4120) }) {
		t.Error("the pressure sensor was asked for and is off")
	}

	h = prestige(t)
	h.bond = 2
	if p = talk(t, sonicare.NewDialogue(sonicare.Options{}), h); !p.hungUp || p.took > time.Second || len(p.written) != 0 {
		t.Errorf("a refused bond: hung up %t after %v", p.hungUp, p.took)
	}

	h = prestige(t)
	for id := uint16(200); id < 244; id++ {
		delete(h.stored, id)
	}
	p = talk(t, sonicare.NewDialogue(sonicare.Options{}), h)
	if got := records(&p); !slices.Equal(got, []uint32{245, 244}) || p.asked[classic(0x4110)] != 1+4 {
		t.Errorf("the end of the memory: fetched %v, started %d times", got, p.asked[classic(0x4110)]-1)
	}
}

// TestSonicareTrouble: whatever goes wrong, the slot is free again in time.
func TestSonicareTrouble(t *testing.T) {
	type trouble struct {
		name string
		h    func() *handle
		most time.Duration
	}
	for _, c := range []trouble{
		{"silent from the start", func() *handle { h := kids(t); h.silent = func(time.Duration) bool { return true }; return h }, sonicare.Answer + 3*time.Second},
		{"silent after a while", func() *handle {
			h := prestige(t)
			h.silent = func(at time.Duration) bool { return at > 900*time.Millisecond }
			return h
		}, sonicare.Answer + 4*time.Second},
		{"nothing is there", func() *handle { h := kids(t); h.absent = func(brush.UUID) bool { return true }; return h }, sonicare.Linger + 3*time.Second},
		{"the link is lost", func() *handle { h := kids(t); h.lost = 400 * time.Millisecond; return h }, 400 * time.Millisecond},
		{"stops in the middle of a brushing", func() *handle {
			h := kids(t)
			h.play = lines(t, "sonicare", "sessions/sonicare-hx6340-kids-complete.jsonl")
			h.silent = func(at time.Duration) bool { return at > 60*time.Second }
			return h
		}, 60*time.Second + sonicare.Quiet + 3*time.Second},
		{"another language", func() *handle {
			h := kids(t)
			h.attributes[brush.UUID16(0x2A24)] = []byte("HX742X")
			return h
		}, time.Second},
		{"runs for ever", func() *handle {
			h := kids(t)
			h.attributes[classic(0x4010)] = []byte{2}
			for s := range 2 * 3600 {
				h.play = append(h.play, line{Kind: "notify", Char: classic(0x4090).String(), Hex: "0100", At: began.Add(time.Duration(s) * time.Second)})
			}
			return h
		}, sonicare.Longest + 3*time.Second},
	} {
		p := talk(t, sonicare.NewDialogue(sonicare.Options{}), c.h())
		if p.took > c.most {
			t.Errorf("%s: the slot was held for %v", c.name, p.took)
		}
		onlyAllowed(t, p.written, false)
	}
}

// TestDialoguesEnd throws random events at every maker's dialogue: it never panics, ends in time, and says nothing afterwards.
func TestDialoguesEnd(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		if s.Dialogue == nil {
			return
		}
		ls := append(lines(t, s.ID, "*.jsonl"), lines(t, s.ID, "sessions/*.jsonl")...)
		for seed := range uint64(60) {
			chance := rand.New(rand.NewPCG(seed, 3))
			d := s.Dialogue(nil)
			todo := d.Step(brand.Event{Kind: brand.Connected}, began)
			over := false
			for now := began; ; now = now.Add(time.Duration(chance.IntN(1500)) * time.Millisecond) {
				var next []brand.Action
				for _, a := range todo {
					over = over || a.Kind == brand.HangUp
					if a.Kind == brand.WriteValue && s.ID == "sonicare" {
						onlyAllowed(t, []brand.Action{a}, false)
					}
					next = append(next, a)
				}
				if over {
					break
				}
				if now.Sub(began) > longestConnection+2*time.Second {
					t.Fatalf("seed %d: it never ends", seed)
				}
				e := brand.Event{Kind: brand.EventKind(1 + chance.IntN(int(brand.Bonded)))}
				if e.Kind == brand.Disconnected {
					e.Kind = brand.Elapsed
				}
				if len(next) > 0 {
					e.Char = next[len(next)-1].Char
				}
				if e.Kind == brand.Value {
					e.Frame = ls[chance.IntN(len(ls))].frame(t)
					if chance.IntN(2) == 0 {
						e.Frame.Payload = e.Frame.Payload[:chance.IntN(len(e.Frame.Payload)+1)]
					}
				}
				todo = d.Step(e, now)
			}
			if got := d.Step(brand.Event{Kind: brand.Elapsed}, began.Add(time.Hour)); len(got) != 0 {
				t.Fatalf("seed %d: over, and says %+v", seed, got)
			}
		}
	})
}
