package brand_test

import (
	"math/rand/v2"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// FuzzDecode throws anything at every maker, whether it claims the frame or not: nothing panics, and the laws hold.
func FuzzDecode(f *testing.F) {
	for _, s := range all.Set() {
		for _, l := range append(lines(f, s.ID, "*.jsonl"), lines(f, s.ID, "sessions/*.jsonl")...) {
			fr := l.frame(f)
			f.Add(uint8(fr.Kind), fr.Company.V, fr.UUID[:], fr.Format, fr.Payload)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, company uint16, uuid []byte, format string, payload []byte) {
		if len(payload) > brush.MaxPayload {
			return
		}
		fr := brush.Frame{Kind: brush.FrameKind(kind), Company: brush.Some(company), Format: format, Payload: payload}
		copy(fr.UUID[:], uuid)
		for _, s := range all.Set() {
			r, v := decodeTwice(t, s, &fr, nil)
			laws(t, s, &r, v)
			if s.Unlock != nil {
				fr.Device = "ED:DE:34:3F:48:0C"
				r, v := decodeTwice(t, s, &fr, uuid)
				laws(t, s, &r, v)
			}
			if s.Encode == nil || v != brand.Understood {
				continue
			}
			if _, ok := s.Encode(&r); ok {
				says(t, s, &r)
			}
		}
	})
}

// FuzzEncode perturbs readings by a seed: whatever a maker takes it says, and hears back.
func FuzzEncode(f *testing.F) {
	for seed := range uint64(64) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		chance := rand.New(rand.NewPCG(seed, 0))
		for _, s := range all.Set() {
			if s.Encode == nil {
				continue
			}
			r := s.Virtual()
			for range chance.IntN(6) {
				perturb(chance, &r)
			}
			if _, ok := s.Encode(&r); ok {
				says(t, s, &r)
			}
		}
	})
}

// TestEncodeChooses checks with a fixed seed that the voices take some perturbed readings and refuse others: FuzzEncode is not idle.
func TestEncodeChooses(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		if s.Encode == nil {
			return
		}
		chance := rand.New(rand.NewPCG(1, 2))
		var taken, refused int
		for range 5000 {
			r := s.Virtual()
			for range 1 + chance.IntN(3) {
				perturb(chance, &r)
			}
			if _, ok := s.Encode(&r); ok {
				says(t, s, &r)
				taken++
			} else {
				refused++
			}
		}
		if taken < 500 || refused < 500 {
			t.Errorf("took %d readings, refused %d", taken, refused)
		}
	})
}

// perturb changes one field of a reading to a value that a handle may say, or that none can.
func perturb(chance *rand.Rand, r *brush.Reading) {
	small := uint8(chance.IntN(9))
	wild := uint8(chance.Uint32())
	switch chance.IntN(22) {
	case 0, 1, 2:
		r.Activity = brush.Some(brush.Running)
		r.Sector = maybe(chance, small)
	case 3, 4:
		r.Elapsed = maybe(chance, uint32(chance.IntN(8000)))
	case 5:
		r.Elapsed = maybe(chance, chance.Uint32())
	case 6, 7:
		r.Activity = maybe(chance, brush.Activity(chance.IntN(int(brush.Activities)+1)))
	case 8:
		r.Mode = maybe(chance, brush.Mode(uint16(chance.Uint32())))
	case 9:
		r.Mode = maybe(chance, brush.NewMode(r.Table.V, wild))
	case 10:
		r.Protocol = maybe(chance, small)
	case 11:
		r.ModelID = maybe(chance, uint16(wild))
	case 12:
		r.Firmware = maybe(chance, uint16(chance.IntN(512)))
	case 13:
		r.Sectors = maybe(chance, small)
	case 14:
		r.SectorPercent = maybe(chance, wild)
	case 15:
		r.Pressure = maybe(chance, brush.Pressure(chance.IntN(5)))
	case 16:
		r.Face = maybe(chance, small)
	case 17:
		r.PowerButton, r.ModeButton = maybe(chance, wild > 99), maybe(chance, wild&1 == 0)
	case 18:
		r.MotorSlowed = maybe(chance, wild&1 == 0)
	case 19:
		r.Table = maybe(chance, small)
	case 20:
		r.Battery = maybe(chance, wild)
	case 21:
		r.Record = &brush.Record{Start: 1, Duration: uint32(wild)}
	}
}

func maybe[T any](chance *rand.Rand, v T) brush.Opt[T] {
	if chance.IntN(8) == 0 {
		return brush.Opt[T]{}
	}
	return brush.Some(v)
}

// TestDecodeAllocatesNothing holds the promise of Spec.Decode, for every vector but stored records, heads and settings.
func TestDecodeAllocatesNothing(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		set := brand.Set{s}
		var r brush.Reading
		for _, l := range lines(t, s.ID, "*.jsonl") {
			f := l.frame(t)
			if r = (brush.Reading{}); s.Decode(&f, &r) == brand.Understood && (r.Record != nil || r.Head != nil || r.Settings != nil) {
				continue
			}
			if n := testing.AllocsPerRun(20, func() {
				r = brush.Reading{}
				set.Decode(&f, &r)
			}); n != 0 {
				t.Errorf("%s: %g allocations", l.where, n)
			}
		}
	})
}
