package brand_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/oclean"
	"github.com/enamel-home/enamel/brush"
)

// The characteristics of Oclean handles, written out again: the test does not take the code's word.
var (
	ocAnswer  = brush.MustUUID("5f78df94-798c-46f5-990a-855b673fbb86")
	ocAsk     = brush.MustUUID("9d84b9a3-000c-49d8-9183-855b673fbb85")
	ocAskRec  = brush.MustUUID("5f78df94-798c-46f5-990a-855b673fbb89")
	ocRecords = brush.MustUUID("5f78df94-798c-46f5-990a-855b673fbb90")
	ocBattery = brush.UUID16(0x2A19)
	ocModel   = brush.UUID16(0x2A24)
)

// ocleanHandle is a handle at the other end: what it has, and what it answers to the bytes of a question.
type ocleanHandle struct {
	notifies []brush.UUID
	writable []brush.UUID
	values   map[brush.UUID][]byte
	answers  map[string][]said // by the question in hex; what is not here is accepted and not answered

	twice     bool // every notification comes twice
	lose      int  // this notification does not come, from 1; nor, with loseToo, another
	loseToo   int
	hangUp    int           // the link is lost after so many notifications, from 1
	pace      time.Duration // between notifications; 0: 20 ms
	newest    bool          // the holder of the radio keeps only the newest Wait
	impatient bool          // and tells of it late
}

type said struct {
	char brush.UUID
	hex  string
}

// heardTalk is what a Dialogue did.
type heardTalk struct {
	emitted []brush.Frame
	wrote   []string
	took    time.Duration
	hungUp  bool
}

// talk lets the Dialogue talk with the handle. It fails when the Dialogue waits for something that nothing brings.
func (h *ocleanHandle) talk(t testing.TB, d brand.Dialogue) heardTalk {
	t.Helper()
	began := time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC)
	type due struct {
		at time.Time
		ev brand.Event
	}
	queue := []due{{began, brand.Event{Kind: brand.Connected}}}
	var out heardTalk
	pace := h.pace
	if pace == 0 {
		pace = 20 * time.Millisecond
	}
	next, count := began, 0
	for steps := 0; len(queue) > 0; steps++ {
		if steps > 100_000 {
			t.Fatal("it never ends")
		}
		slices.SortStableFunc(queue, func(a, b due) int { return a.at.Compare(b.at) })
		now, ev := queue[0].at, queue[0].ev
		queue = queue[1:]
		out.took = now.Sub(began)
		if ev.Kind == brand.Value && ev.Frame.Kind == brush.Notify {
			count++
			if count == h.lose || count == h.loseToo {
				continue
			}
			if h.hangUp != 0 && count > h.hangUp {
				ev = brand.Event{Kind: brand.Disconnected}
			}
		}
		for _, a := range d.Step(ev, now) {
			if out.hungUp {
				t.Fatal("it goes on after it hung up")
			}
			switch a.Kind {
			case brand.Subscribe:
				if !slices.Contains(h.notifies, a.Char) {
					queue = append(queue, due{now, brand.Event{Kind: brand.Refused, Char: a.Char}})
				}
			case brand.ReadValue:
				e := brand.Event{Kind: brand.Refused, Char: a.Char}
				if v, ok := h.values[a.Char]; ok {
					e = h.event(a.Char, brush.Read, v, now)
				}
				queue = append(queue, due{now.Add(pace), e})
			case brand.WriteValue:
				q := hex.EncodeToString(a.Data)
				out.wrote = append(out.wrote, q)
				if !slices.Contains(h.writable, a.Char) {
					queue = append(queue, due{now.Add(pace), brand.Event{Kind: brand.Refused, Char: a.Char}})
					continue
				}
				queue = append(queue, due{now.Add(pace), brand.Event{Kind: brand.Written, Char: a.Char}})
				if next.Before(now) {
					next = now
				}
				for _, s := range h.answers[q] {
					b, err := hex.DecodeString(s.hex)
					if err != nil {
						t.Fatal(err)
					}
					for range 1 + btoi(h.twice) {
						next = next.Add(pace)
						queue = append(queue, due{next, h.event(s.char, brush.Notify, b, next)})
					}
				}
			case brand.Wait:
				if a.After <= 0 {
					t.Fatalf("waits %v", a.After)
				}
				if h.newest {
					queue = slices.DeleteFunc(queue, func(q due) bool { return q.ev.Kind == brand.Elapsed })
				}
				at := now.Add(a.After)
				if h.impatient {
					at = at.Add(300 * time.Millisecond)
				}
				queue = append(queue, due{at, brand.Event{Kind: brand.Elapsed}})
			case brand.Emit:
				out.emitted = append(out.emitted, a.Frame)
			case brand.HangUp:
				out.hungUp = true
			default:
				t.Fatalf("action %d", a.Kind)
			}
		}
		if ev.Kind == brand.Disconnected {
			if out.hungUp {
				t.Fatal("hangs up a link that is lost")
			}
			if acts := d.Step(brand.Event{Kind: brand.Elapsed}, now); acts != nil {
				t.Fatalf("goes on without a link: %+v", acts)
			}
			return out
		}
		if out.hungUp {
			return out
		}
	}
	t.Fatal("it waits for nothing, and holds the slot")
	return out
}

func (h *ocleanHandle) event(c brush.UUID, k brush.FrameKind, b []byte, at time.Time) brand.Event {
	return brand.Event{Kind: brand.Value, Char: c, Frame: brush.Frame{
		Source: "hall", Device: "02:00:00:00:50:02", At: at, Kind: k, UUID: c, Payload: b,
	}}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// recorded returns the stored sessions of a file of vectors, 42 bytes each.
func recorded(t testing.TB, file string) [][]byte {
	t.Helper()
	var all [][]byte
	for _, l := range lines(t, "oclean", file) {
		if l.Format == oclean.FormatRecord && len(l.Hex) == 84 && l.Verdict == "" {
			b, _ := hex.DecodeString(l.Hex)
			all = append(all, b)
		}
	}
	if len(all) == 0 {
		t.Fatal("no records in", file)
	}
	return all
}

// packets cuts records into the packets of a stream, as handles do; the last is filled with what the buffer still held.
func packets(recs [][]byte) []said {
	b := []byte("\x03\x07*B#")
	b = binary.BigEndian.AppendUint16(b, uint16(len(recs)))
	for _, r := range recs {
		b = append(b, r...)
	}
	b = append(b, recs[0]...)
	var ps []said
	for need := 7 + 42*len(recs); len(ps)*20 < need; b = b[20:] {
		ps = append(ps, said{ocRecords, hex.EncodeToString(b[:20])})
	}
	return ps
}

// streaming is a handle of the X Pro Elite's kind with these records.
func streaming(recs [][]byte) *ocleanHandle {
	return &ocleanHandle{
		notifies: []brush.UUID{ocAnswer, ocRecords},
		writable: []brush.UUID{ocAsk, ocAskRec},
		values:   map[brush.UUID][]byte{ocBattery: {51}, ocModel: []byte("OCLEANY3P")},
		answers: map[string][]said{
			"0303": {{ocAnswer, "0303020f00330000"}},
			"0307": packets(recs),
		},
	}
}

// sessions decodes what was emitted. Every frame must be claimed, and keep the laws.
func sessions(t testing.TB, fs []brush.Frame) (recs []*brush.Record, whole int, model, battery, status bool) {
	t.Helper()
	for i := range fs {
		if !oclean.Spec.Claims(&fs[i]) {
			t.Fatalf("emitted %+v", fs[i])
		}
		if fs[i].Device == "" || fs[i].At.IsZero() {
			t.Fatalf("emitted without its device or time: %+v", fs[i])
		}
		var r brush.Reading
		if oclean.Spec.Decode(&fs[i], &r) != brand.Understood {
			continue
		}
		model = model || r.ModelID.OK
		battery = battery || r.Battery.OK
		status = status || r.Activity.OK
		if r.Record != nil {
			recs = append(recs, r.Record)
			whole += btoi(r.Record.Zones != nil)
		}
	}
	return recs, whole, model, battery, status
}

// TestOcleanStream fetches every captured record, with every kind of timer at the holder's, with every packet twice, and in
// long packets.
func TestOcleanStream(t *testing.T) {
	recs := append(recorded(t, "x-pro-elite-y3p.jsonl"), recorded(t, "x-pro-y3.jsonl")...)
	for i := range 16 {
		h := streaming(recs)
		if i&8 != 0 { // a connection that carries 100 bytes at once
			var wide []said
			for c := range slices.Chunk(h.answers["0307"], 5) {
				w := said{char: ocRecords}
				for _, p := range c {
					w.hex += p.hex
				}
				wide = append(wide, w)
			}
			h.answers["0307"] = wide
		}
		h.newest, h.twice, h.impatient = i&1 != 0, i&2 != 0, i&4 != 0
		got := h.talk(t, oclean.NewDialogue(oclean.Options{}))
		all, whole, model, battery, status := sessions(t, got.emitted)
		if len(all) != len(recs) || whole != len(recs) || !model || !battery || !status {
			t.Fatalf("%d records, %d whole of %d; model %t, battery %t, status %t", len(all), whole, len(recs), model, battery, status)
		}
		if got.took > 5*time.Second || !got.hungUp {
			t.Errorf("held the slot for %v", got.took)
		}
		if want := []string{"0303", "0307"}; !slices.Equal(got.wrote, want) {
			t.Errorf("wrote %v", got.wrote)
		}
	}
}

// TestOcleanCapturedPackets plays a captured stream of one record as its handle sent it.
func TestOcleanCapturedPackets(t *testing.T) {
	h := streaming(recorded(t, "y3mh.jsonl"))
	h.answers["0307"] = []said{
		{ocRecords, "03072a422300011a030b14021700007800780514"},
		{ocRecords, "4b0000001f00000000001c14190c0a0a0a000000"},
		{ocRecords, "5b030301ffffffff1a"},
	}
	got := h.talk(t, oclean.NewDialogue(oclean.Options{}))
	all, whole, _, _, _ := sessions(t, got.emitted)
	if len(all) != 1 || whole != 1 || all[0].Score != brush.Some(uint8(91)) || all[0].Duration != 120 {
		t.Fatalf("%+v", all)
	}
}

// TestOcleanAlone: X20 sends one record and no stream; what goes with it is asked for once, and the slot is given back.
func TestOcleanAlone(t *testing.T) {
	h := streaming(recorded(t, "y3mh.jsonl"))
	h.answers["0307"] = []said{{ocRecords, "03072a422300000000008d1a03090739260300b4"}}
	got := h.talk(t, oclean.NewDialogue(oclean.Options{}))
	all, _, _, _, _ := sessions(t, got.emitted)
	if len(all) != 1 || all[0].Duration != 180 || all[0].Zones != nil || all[0].Score.OK {
		t.Fatalf("%+v", all)
	}
	if want := []string{"0303", "0307", "0314"}; !slices.Equal(got.wrote, want) || got.took > 10*time.Second {
		t.Errorf("wrote %v in %v", got.wrote, got.took)
	}
}

// TestOcleanLoss loses each notification, and another with it, and the link after each: what is said of a record is never invented, and what
// came whole before is there.
func TestOcleanLoss(t *testing.T) {
	recs := append(recorded(t, "x-pro-elite-y3p.jsonl"), recorded(t, "x-pro-y3.jsonl")...)
	truth := map[int64]*brush.Record{}
	for _, b := range recs {
		var r brush.Reading
		f := brush.Frame{Kind: brush.Report, Format: oclean.FormatRecord, Payload: b}
		oclean.Spec.Decode(&f, &r)
		truth[r.Record.Unix.V] = r.Record
	}
	n := len(packets(recs)) + 1
	for k := range 6 { // the link; one notification; two, so far apart
		for i := 1; i <= n; i++ {
			h, lost := streaming(recs), k > 0
			if lost {
				h.lose, h.loseToo = i, i+k-1
			} else {
				h.hangUp = i
			}
			got := h.talk(t, oclean.NewDialogue(oclean.Options{}))
			all, whole, _, _, _ := sessions(t, got.emitted)
			for _, r := range all {
				w := truth[r.Unix.V]
				if w == nil || w.Duration != r.Duration || w.Mode != r.Mode || r.Score.OK && r.Score != w.Score ||
					r.Zones != nil && !slices.Equal(r.Zones, w.Zones) {
					t.Fatalf("lost %d: invented %+v", i, *r)
				}
			}
			if lost && i > 1 && whole == len(recs) {
				t.Errorf("lost %d, and all is there", i)
			}
			if least := (20*(i-2) - 7 - 9) / 42; whole < least && i > 1 {
				t.Errorf("lost %d: %d whole records of at least %d", i, whole, least)
			}
			if got.took > oclean.MaxTalk {
				t.Errorf("lost %d: took %v", i, got.took)
			}
		}
	}
}

// TestOcleanSilence: handles that answer nothing, refuse everything, or never stop, are left in time.
func TestOcleanSilence(t *testing.T) {
	all := []brush.UUID{ocAnswer, ocAsk, ocAskRec, ocRecords, brush.UUID16(0xBBB2), brush.UUID16(0xBBB3)}
	for name, h := range map[string]*ocleanHandle{
		"says nothing":                     {notifies: all, writable: all},
		"refuses everything":               {},
		"refuses to be written to":         {notifies: all},
		"announces more than it sends":     {notifies: all, writable: all, answers: map[string][]said{"0307": {{ocRecords, "03072a4223ffff1a030b14021700007800780514"}}}},
		"sends nothing but its first page": {notifies: []brush.UUID{ocAnswer}, writable: all, answers: map[string][]said{"0308": {{ocAnswer, "0308000c0000000000000000"}}}},
	} {
		for _, newest := range []bool{false, true} {
			h.newest = newest
			if got := h.talk(t, oclean.NewDialogue(oclean.Options{})); got.took > 15*time.Second || !got.hungUp {
				t.Errorf("%s: took %v", name, got.took)
			}
		}
	}
	endless := &ocleanHandle{notifies: all, writable: all, pace: 500 * time.Millisecond, answers: map[string][]said{}}
	for i := range 400 {
		endless.answers["0307"] = append(endless.answers["0307"], said{ocRecords, fmt.Sprintf("%040x", i+1)})
	}
	if got := endless.talk(t, oclean.NewDialogue(oclean.Options{})); got.took > time.Minute || got.took < 59*time.Second || len(got.emitted) < 10 {
		t.Errorf("endless: took %v, kept %d frames", got.took, len(got.emitted))
	}
}

// TestOcleanPages asks handles without a stream page by page, until one brings nothing new.
func TestOcleanPages(t *testing.T) {
	page := func(mark string, day byte) string {
		b := []byte{0, 32, 26, 6, day, 16, 25, 15, 5, 0, 120, 0, 118, 1, 2, 5, 29, 0, 0, 16, 3, 15, 12, 16, 4, 15, 16, 15, 90, 2, 0, 0}
		return mark + hex.EncodeToString(b)
	}
	h := &ocleanHandle{
		notifies: []brush.UUID{ocAnswer}, writable: []brush.UUID{ocAsk},
		answers: map[string][]said{
			"0303": {{ocAnswer, "0303020f00330000"}},
			"0308": {{ocAnswer, page("0308", 5)}, {ocAnswer, page("0308", 4)}},
			"0309": {{ocAnswer, page("0308", 3)}}, // again and again
		},
	}
	got := h.talk(t, oclean.NewDialogue(oclean.Options{}))
	all, _, _, battery, _ := sessions(t, got.emitted)
	if want := []string{"0303", "0308", "0309", "0309"}; len(all) != 3 || !battery || !slices.Equal(got.wrote, want) {
		t.Errorf("%d records, battery %t, wrote %v", len(all), battery, got.wrote)
	}

	air := &ocleanHandle{ // does not notify: it is read
		writable: []brush.UUID{ocAsk}, values: map[brush.UUID][]byte{},
	}
	air.values[ocAnswer], _ = hex.DecodeString(page("0308", 5))
	got = air.talk(t, oclean.NewDialogue(oclean.Options{}))
	if all, _, _, _, _ := sessions(t, got.emitted); len(all) != 1 {
		t.Errorf("air: %d records, wrote %v", len(all), got.wrote)
	}

	ask, answer := brush.UUID16(0xBBB2), brush.UUID16(0xBBB3)
	wifi := &ocleanHandle{
		notifies: []brush.UUID{answer}, writable: []brush.UUID{ask},
		answers: map[string][]said{
			"f303": {{answer, "f303020f00330000"}},
			"f308": {{answer, page("f308", 5)}},
		},
	}
	got = wifi.talk(t, oclean.NewDialogue(oclean.Options{}))
	all, _, _, battery, _ = sessions(t, got.emitted)
	if want := []string{"f303", "f308", "f309"}; len(all) != 1 || !battery || !slices.Equal(got.wrote, want) {
		t.Errorf("wifi: %d records, battery %t, wrote %v", len(all), battery, got.wrote)
	}
}

// TestOcleanClock: the clock is set when asked, in the household's wall time, and never otherwise.
func TestOcleanClock(t *testing.T) {
	recs := recorded(t, "y3mh.jsonl")
	const cest = 2 * 60 * 60
	got := streaming(recs).talk(t, oclean.NewDialogue(oclean.Options{SetClock: true, East: cest}))
	// 07:00:01 UTC on Wednesday the 1st of July 2026; summer time of Madrid is number 16.
	if got.wrote[0] != "02011a07010900010310" {
		t.Errorf("wrote %v", got.wrote)
	}
	paged := &ocleanHandle{notifies: []brush.UUID{ocAnswer}, writable: []brush.UUID{ocAsk}}
	got = paged.talk(t, oclean.NewDialogue(oclean.Options{SetClock: true, East: cest}))
	if want := fmt.Sprintf("020e%08x", time.Date(2026, 7, 1, 7, 0, 1, 0, time.UTC).Unix()); got.wrote[0] != want {
		t.Errorf("wrote %v, want %s", got.wrote, want)
	}
	if got := streaming(recs).talk(t, oclean.Spec.Dialogue(nil)); slices.ContainsFunc(got.wrote, func(s string) bool { return s[:2] == "02" }) {
		t.Errorf("not asked, and wrote %v", got.wrote)
	}
}

// FuzzOcleanDialogue lets anything happen: what is written is always one of the six questions, and it ends in time. The commands that
// reset a handle or its head are none of them.
func FuzzOcleanDialogue(f *testing.F) {
	for seed := range uint64(200) {
		f.Add(seed, []byte("\x03\x07*B#\x00\x02\x1a\x03\x0b\x14\x02\x17\x00\x00\x78\x00\x78\x05\x14"))
	}
	chars := []brush.UUID{ocAnswer, ocAsk, ocAskRec, ocRecords, ocBattery, ocModel, brush.UUID16(0xBBB2), brush.UUID16(0xBBB3), {}}
	f.Fuzz(func(t *testing.T, seed uint64, bits []byte) {
		if len(bits) > brush.MaxPayload {
			return
		}
		chance := rand.New(rand.NewPCG(seed, 7))
		d := oclean.NewDialogue(oclean.Options{SetClock: seed&1 != 0})
		now := time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC)
		began, over := now, false
		step := func(ev brand.Event) {
			for _, a := range d.Step(ev, now) {
				if over && a.Kind != brand.HangUp {
					t.Fatalf("action %d after the end", a.Kind)
				}
				switch a.Kind {
				case brand.HangUp:
					over = true
				case brand.WriteValue:
					if !ocleanQuestion(a.Data, seed&1 != 0) {
						t.Fatalf("wrote %x", a.Data)
					}
				case brand.Wait:
					if a.After <= 0 || a.After > oclean.MaxTalk {
						t.Fatalf("waits %v", a.After)
					}
				}
			}
		}
		step(brand.Event{Kind: brand.Connected})
		for range 40 {
			now = now.Add(time.Duration(chance.IntN(2000)) * time.Millisecond)
			b := bits
			if len(b) > 0 && chance.IntN(2) == 0 {
				b = bytes.Clone(b)
				b[chance.IntN(len(b))] = byte(chance.Uint32())
				b = b[:1+chance.IntN(len(b))]
			}
			c := chars[chance.IntN(len(chars))]
			step(brand.Event{
				Kind: brand.EventKind(1 + chance.IntN(7)), Char: c,
				Frame: brush.Frame{Kind: brush.FrameKind(chance.IntN(6)), UUID: c, Payload: b, Device: "x", At: now},
			})
		}
		now = began.Add(oclean.MaxTalk)
		step(brand.Event{Kind: brand.Elapsed})
		if acts := d.Step(brand.Event{Kind: brand.Elapsed}, now); acts != nil {
			t.Fatal("does not end")
		}
	})
}

// ocleanQuestion reports whether the bytes are among what may be written at all.
func ocleanQuestion(b []byte, clock bool) bool {
	if len(b) < 2 {
		return false
	}
	switch b[0] &^ 0xF0 {
	case 0x03:
		return len(b) == 2 && slices.Contains([]byte{0x03, 0x07, 0x08, 0x09, 0x14}, b[1])
	case 0x02:
		return clock && (b[1] == 0x01 && len(b) == 10 || b[1] == 0x0E && len(b) == 6)
	}
	return false
}
