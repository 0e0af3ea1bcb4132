package brand_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brand/laifen"
	"github.com/enamel-home/enamel/brand/oclean"
	"github.com/enamel-home/enamel/brand/oralb"
	"github.com/enamel-home/enamel/brand/sonicare"
	"github.com/enamel-home/enamel/brush"
)

// A dialogue of pages knows 4096 records again; what comes behind them is kept as often as it comes.
func TestOcleanMostRecords(t *testing.T) {
	now := began
	d := oclean.NewDialogue(oclean.Options{})
	step := func(e brand.Event) (emitted int) {
		for _, a := range d(e, now) {
			if a.Kind == brand.Emit {
				emitted++
			}
		}
		return emitted
	}
	step(brand.Event{Kind: brand.Connected})
	step(brand.Event{Kind: brand.Refused, Char: ocRecords})
	now = now.Add(time.Second)
	step(brand.Event{Kind: brand.Elapsed})
	h := &ocleanHandle{}
	step(h.event(ocAnswer, brush.Notify, []byte("\x03\x03\x02\x0f\x00\x33\x00\x00"), now))
	record := func(n int) int {
		b := append([]byte{3, 8, 0, 32, 26, 6, 1, 16, 25, 15, 5, 0, 120, 0, 118}, make([]byte, 19)...)
		binary.BigEndian.PutUint32(b[len(b)-4:], uint32(n))
		return step(h.event(ocAnswer, brush.Notify, b, now))
	}
	for n := range 4097 {
		if record(n) != 1 {
			t.Fatalf("record %d is not kept", n)
		}
	}
	for n, want := range map[int]int{0: 0, 4095: 0, 4096: 1} {
		if got := record(n); got != want {
			t.Errorf("record %d again: kept %d times, want %d", n, got, want)
		}
	}
}

// A stream that claims more than 4096 records is believed to be over behind them.
func TestOcleanLongestStream(t *testing.T) {
	recs := recorded(t, "y3mh.jsonl")
	for count, want := range map[int]int{4096: 4096, 4097: 4096} {
		d := oclean.NewDialogue(oclean.Options{})
		now := began
		whole := 0
		over := false
		step := func(e brand.Event) {
			for _, a := range d(e, now) {
				over = over || a.Kind == brand.HangUp
				if a.Kind == brand.Emit && a.Frame.Format == oclean.FormatRecord {
					whole++
				}
			}
		}
		h := &ocleanHandle{}
		step(brand.Event{Kind: brand.Connected})
		now = now.Add(time.Second)
		step(brand.Event{Kind: brand.Elapsed})
		step(h.event(ocAnswer, brush.Notify, []byte("\x03\x03\x02\x0f\x00\x33\x00\x00"), now))
		first := binary.BigEndian.AppendUint16([]byte("\x03\x07*B#"), uint16(count))
		for n := range count {
			r := slices.Clone(recs[0])
			r[10] = byte(n) // the same bytes twice in a row are one piece
			step(h.event(ocRecords, brush.Notify, append(first, r...), now))
			first = nil
		}
		if whole != want || !over {
			t.Errorf("a stream of %d: %d records, over %t", count, whole, over)
		}
	}
}

// A stored brushing by a wall clock nobody knows the zone of may lie a day, and as much as wall clocks differ, ahead.
func TestOcleanFuture(t *testing.T) {
	r := recorded(t, "y3mh.jsonl")[0]
	for ahead, want := range map[time.Duration]bool{49 * time.Hour: true, 50 * time.Hour: true, 50*time.Hour + time.Second: false} {
		b := slices.Clone(r)
		at := began.Add(ahead)
		copy(b, []byte{byte(at.Year() - 2000), byte(at.Month()), byte(at.Day()), byte(at.Hour()), byte(at.Minute()), byte(at.Second())})
		var got brush.Reading
		f := brush.Frame{Device: "D", At: began, Kind: brush.Report, Format: oclean.FormatRecord, Payload: b}
		if oclean.Spec.Decode(&f, &got); (got.Record != nil) != want {
			t.Errorf("%v ahead: %+v", ahead, got.Record)
		}
	}
}

// stepped drives a dialogue by hand.
type stepped struct {
	d   brand.Dialogue
	now time.Time
	all []brand.Action
}

func (s *stepped) step(e brand.Event) []brand.Action {
	acts := s.d(e, s.now)
	s.all = append(s.all, acts...)
	return acts
}

func (s *stepped) over() bool {
	return slices.ContainsFunc(s.all, func(a brand.Action) bool { return a.Kind == brand.HangUp })
}

// asked returns the newest request that has to be answered.
func (s *stepped) asked() brand.Action {
	for i := len(s.all) - 1; i >= 0; i-- {
		if k := s.all[i].Kind; k != brand.Wait && k != brand.Emit {
			return s.all[i]
		}
	}
	return brand.Action{}
}

// until passes seconds until something is so, and returns how long that took; it gives up after three hours.
func (s *stepped) until(so func() bool) time.Duration {
	from := s.now
	for !so() && s.now.Sub(from) < 3*time.Hour {
		s.now = s.now.Add(time.Second)
		s.step(brand.Event{Kind: brand.Elapsed})
	}
	return s.now.Sub(from)
}

// A bond to which a person may have to agree is waited for a minute, and not as long as any answer.
func TestSonicarePairing(t *testing.T) {
	s := &stepped{d: sonicare.NewDialogue(sonicare.Options{}), now: began}
	s.step(brand.Event{Kind: brand.Connected})
	s.step(brand.Event{Kind: brand.NeedsBond, Char: s.asked().Char})
	if s.asked().Kind != brand.Bond {
		t.Fatalf("asks for %+v", s.asked())
	}
	if took := s.until(s.over); took != time.Minute {
		t.Errorf("waits %v", took)
	}
}

// How long a connection lasts and waits, to the second: ten for an answer, a minute behind the motor, half a minute for a word while the motor is
// said to be on, and half an hour in all; and the handle gets three seconds to store what has ended.
func TestSonicareTimes(t *testing.T) {
	silent := &stepped{d: sonicare.NewDialogue(sonicare.Options{}), now: began}
	silent.step(brand.Event{Kind: brand.Connected})
	if took := silent.until(silent.over); took != 10*time.Second {
		t.Errorf("waits %v for an answer", took)
	}
	if w := silent.all[0]; w.Kind != brand.Wait || w.After != 2*time.Second {
		t.Errorf("looks at its clock after %+v", w)
	}

	// idle has answered all that is asked at first.
	idle := func() *stepped {
		s := &stepped{d: sonicare.NewDialogue(sonicare.Options{}), now: began}
		for acts := s.step(brand.Event{Kind: brand.Connected}); len(acts) > 0; {
			a := s.asked()
			e := brand.Event{Kind: brand.Refused, Char: a.Char}
			if a.Kind == brand.Subscribe {
				e.Kind = brand.Subscribed
			}
			acts = s.step(e)
		}
		return s
	}
	state := func(s *stepped, running bool) {
		v := []byte{0}
		if running {
			v[0] = 2
		}
		f := brush.Frame{Device: "D", At: s.now, Kind: brush.Notify, UUID: classic(0x4010), Payload: v}
		s.step(brand.Event{Kind: brand.Value, Char: f.UUID, Frame: f})
	}
	s := idle()
	if took := s.until(s.over); took != time.Minute {
		t.Errorf("lingers %v", took)
	}
	s = idle()
	state(s, true)
	if took := s.until(s.over); took != 30*time.Second {
		t.Errorf("waits %v for a word of a motor that runs", took)
	}
	s = idle()
	for !s.over() && s.now.Sub(began) < 3*time.Hour {
		s.now = s.now.Add(5 * time.Second)
		state(s, true)
	}
	if took := s.now.Sub(began); took != 30*time.Minute {
		t.Errorf("a motor that never stops holds the connection for %v", took)
	}
	s = idle()
	state(s, true)
	s.now = s.now.Add(10 * time.Second)
	state(s, false)
	before := len(s.all)
	reads := func() bool {
		return slices.ContainsFunc(s.all[before:], func(a brand.Action) bool { return a.Kind == brand.ReadValue })
	}
	if took := s.until(reads); took != 3*time.Second {
		t.Errorf("asks %v after the end what is stored", took)
	}
}

// linked is a dialogue of the other language, whose handle said that packets may be so long.
func linked(t *testing.T, packet uint16) *stepped {
	t.Helper()
	s := &stepped{d: sonicare.NewDialogue(sonicare.Options{}), now: began}
	acts := s.step(brand.Event{Kind: brand.Connected})
	words := 0
	for i := 0; len(acts) > 0 && i < 100; i++ {
		a := s.asked()
		value := func(char brush.UUID, kind brush.FrameKind, b []byte) brand.Event {
			return brand.Event{Kind: brand.Value, Char: char, Frame: brush.Frame{Device: "D", At: s.now, Kind: kind, UUID: char, Payload: b}}
		}
		switch {
		case a.Char == brush.UUID16(0x2A24):
			acts = s.step(value(a.Char, brush.Read, []byte("HX742X")))
		case a.Kind == brand.Subscribe:
			acts = s.step(brand.Event{Kind: brand.Subscribed, Char: a.Char})
		case a.Char == condor(7):
			if words++; words == 1 {
				acts = s.step(value(condor(6), brush.Notify, []byte{4}))
			} else {
				acts = s.step(value(condor(6), brush.Notify, append(binary.LittleEndian.AppendUint16(nil, packet), 4, 0, 4, 0)))
			}
		case a.Char == condor(1) && len(a.Data) == 1: // where packets begin
			acts = s.step(value(condor(2), brush.Notify, []byte{a.Data[0] & 0x3f}))
		case a.Char == condor(1) && a.Data[3] == 1:
			return s
		default:
			acts = s.step(brand.Event{Kind: brand.Refused, Char: a.Char})
		}
	}
	t.Fatalf("asks for %+v", s.asked())
	return nil
}

// Packets are as long as the handle says, and no shorter than what every connection carries.
func TestSonicarePackets(t *testing.T) {
	for says, want := range map[uint16]int{5: 20, 20: 20, 30: 30} {
		s := linked(t, says)
		most := 0
		next := byte(0)
		for range 60 {
			a := s.asked()
			if a.Char != condor(1) {
				break
			}
			most = max(most, len(a.Data))
			s.step(brand.Event{Kind: brand.Value, Char: condor(2), Frame: brush.Frame{Device: "D", At: s.now, Kind: brush.Notify, UUID: condor(2), Payload: []byte{a.Data[0] & 0x3f}}})
			if s.asked().Data[0] == a.Data[0] { // it waits for the response, too
				f := brush.Frame{Device: "D", At: s.now, Kind: brush.Notify, UUID: condor(3), Payload: []byte{next & 0x3f, 0xfe, 0xff, 7, 0, 1, 0}}
				next++
				s.step(brand.Event{Kind: brand.Value, Char: f.UUID, Frame: f})
			}
		}
		if most != want {
			t.Errorf("the handle takes %d bytes, and the longest packet has %d, want %d", says, most, want)
		}
	}
}

// A frame of the other language has 2048 bytes at most; of one that claims more nothing is kept.
func TestSonicareLongestFrame(t *testing.T) {
	for n, want := range map[int]int{2048: 1, 2049: 0} {
		s := linked(t, 20)
		before := len(s.all)
		body := append([]byte("1/Sonicare\x00"+`{"HandleState":1,"x":"`), strings.Repeat("y", n)...)
		body = append(body[:n-3], "\"}\x00"...)
		b := append(binary.BigEndian.AppendUint16([]byte{0xfe, 0xff, 8}, uint16(n)), body...)
		next := byte(0)
		for piece := range slices.Chunk(b, 19) {
			f := brush.Frame{Device: "D", At: s.now, Kind: brush.Notify, UUID: condor(3), Payload: append([]byte{next & 0x3f}, piece...)}
			next++
			s.step(brand.Event{Kind: brand.Value, Char: f.UUID, Frame: f})
		}
		kept := 0
		for _, a := range s.all[before:] {
			if a.Kind == brand.Emit && len(a.Frame.Payload) == len(b)+1 {
				kept++
			}
		}
		if kept != want {
			t.Errorf("a frame of %d bytes: kept %d times", n, kept)
		}
	}
}

// A routine takes an hour at most.
func TestSonicareLongestPlan(t *testing.T) {
	for s, want := range map[int]brush.Opt[uint16]{3600: brush.Some[uint16](3600), 3601: {}} {
		body := fmt.Sprintf("1/RoutineStatus\x00{\"Mode\":2,\"Length\":%d}\x00", s)
		b := append([]byte{0, 0xfe, 0xff, 8}, binary.BigEndian.AppendUint16(nil, uint16(len(body)))...)
		f := brush.Frame{Device: "D", At: began, Kind: brush.Notify, UUID: condor(3), Payload: append(b, body...)}
		var r brush.Reading
		if sonicare.Spec.Decode(&f, &r); r.Target != want || !r.Mode.OK {
			t.Errorf("%d s: %+v", s, r)
		}
	}
}

// A routine of a Laifen takes two hours at most.
func TestLaifenLongest(t *testing.T) {
	var good brush.Frame
	for _, l := range lines(t, "laifen", "made.jsonl") {
		var r brush.Reading
		f := l.frame(t)
		if laifen.Spec.Decode(&f, &r); r.Target.OK && len(f.Payload) == 43 {
			good = f
			break
		}
	}
	if good.Payload == nil {
		t.Fatal("no line with a target")
	}
	for s, want := range map[uint16]bool{7200: true, 7201: false} {
		f := good
		f.Payload = slices.Clone(good.Payload)
		last := len(f.Payload) - 1
		for i := range 2 {
			b := byte(s >> (8 * i))
			f.Payload[last] ^= f.Payload[6+5+i] ^ b // the check byte is the sum without carry
			f.Payload[6+5+i] = b
		}
		var r brush.Reading
		if laifen.Spec.Decode(&f, &r); r.Target.OK != want || !r.Battery.OK {
			t.Errorf("%d s: %+v", s, r)
		}
	}
}

// A value has 512 bytes at most; a longer one is no answer.
func TestOralbLongestValue(t *testing.T) {
	for n, want := range map[int]int{512: 1, 513: 0} {
		s := &stepped{d: oralb.Spec.Dialogue(nil), now: began}
		s.step(brand.Event{Kind: brand.Connected})
		a := s.asked()
		f := brush.Frame{Device: "D", At: s.now, Kind: brush.Read, UUID: a.Char, Payload: make([]byte, n)}
		kept := 0
		for _, a := range s.step(brand.Event{Kind: brand.Value, Char: a.Char, Frame: f}) {
			if a.Kind == brand.Emit {
				kept++
			}
		}
		if kept != want {
			t.Errorf("a value of %d bytes: kept %d times", n, kept)
		}
	}
}

// A report has 16 KiB at most.
func TestOpenLongestReport(t *testing.T) {
	for n, want := range map[int]bool{16 << 10: true, 16<<10 + 1: false} {
		text := `{"battery":5`
		f := brush.Frame{Device: "D", At: began, Kind: brush.Report, Format: enamel.Format, Payload: []byte(text + strings.Repeat(" ", n-len(text)-1) + "}")}
		var r brush.Reading
		if enamel.Spec.Decode(&f, &r); r.Battery.OK != want {
			t.Errorf("a report of %d bytes: %+v", n, r)
		}
	}
}
