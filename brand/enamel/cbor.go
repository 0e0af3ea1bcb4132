package enamel

import (
	"encoding/binary"
	"math"
)

// The major types of CBOR [RFC 8949], and what follows in the low bits.
const (
	cborUint   = 0
	cborNeg    = 1
	cborBytes  = 2
	cborText   = 3
	cborArray  = 4
	cborMap    = 5
	cborTag    = 6
	cborSimple = 7

	cborOpen  = 31 // an array or a map without a length, until the break
	cborBreak = 0xFF
	cborFalse = 0xF4
	cborTrue  = 0xF5
	cborNull  = 0xF6
	endless   = math.MaxUint64
)

// item reads the beginning of a CBOR item: its major type, the low bits, and the number that they say.
func (s *scan) item() (major, low byte, n uint64) {
	if s.bad || s.i == len(s.b) {
		s.bad = true
		return 0, 0, 0
	}
	major, low = s.b[s.i]>>5, s.b[s.i]&31
	s.i++
	rest := s.b[s.i:]
	size := 0
	switch {
	case low < 24:
		return major, low, uint64(low)
	case low < 28:
		size = 1 << (low - 24)
	case low == cborOpen && (major == cborArray || major == cborMap):
		return major, low, endless
	}
	if size == 0 || len(rest) < size {
		s.bad = true
		return 0, 0, 0
	}
	for _, b := range rest[:size] {
		n = n<<8 | uint64(b)
	}
	s.i += size
	return major, low, n
}

// openItem begins a map or an array.
func (s *scan) openItem(want byte) {
	major, _, n := s.item()
	if s.bad || major != want {
		s.bad = true
		return
	}
	s.left[s.depth] = n
}

// moreItems goes on to the next element, or the next pair, of what was opened.
func (s *scan) moreItems() bool {
	left := &s.left[s.depth]
	switch {
	case *left == endless && s.i < len(s.b) && s.b[s.i] == cborBreak:
		s.i++
	case *left == endless:
		return true
	case *left > 0:
		*left--
		return true
	}
	s.depth--
	return false
}

// textItem reads a text of a stated length.
func (s *scan) textItem() []byte {
	major, _, n := s.item()
	if s.bad || major != cborText || n > uint64(len(s.b)-s.i) {
		s.bad = true
		return nil
	}
	s.i += int(n)
	return s.b[s.i-int(n) : s.i]
}

// tenthsItem reads a number that is not negative and not above most, to the nearest tenth.
func (s *scan) tenthsItem(most uint32) uint64 {
	major, low, n := s.item()
	v := math.NaN()
	switch {
	case s.bad:
	case major == cborUint && n <= uint64(most):
		return n * 10
	case major == cborSimple && low == 25:
		v = half(uint16(n))
	case major == cborSimple && low == 26:
		v = float64(math.Float32frombits(uint32(n)))
	case major == cborSimple && low == 27:
		v = math.Float64frombits(n)
	}
	if !(v >= 0 && v <= float64(most)) {
		s.bad = true
		return 0
	}
	return uint64(math.Round(v * 10))
}

// half reads a float of 16 bits [RFC 8949 appendix D].
func half(h uint16) float64 {
	exponent, mantissa := int(h>>10&31), float64(h&1023)
	var v float64
	switch exponent {
	case 0:
		v = math.Ldexp(mantissa, -24)
	case 31:
		return math.NaN() // or infinite: neither is a number here
	default:
		v = math.Ldexp(mantissa+1024, exponent-25)
	}
	if h>>15 != 0 {
		v = -v
	}
	return v
}

// truthItem reads true or false.
func (s *scan) truthItem() bool {
	if s.bad || s.i == len(s.b) || s.b[s.i] != cborTrue && s.b[s.i] != cborFalse {
		s.bad = true
		return false
	}
	s.i++
	return s.b[s.i-1] == cborTrue
}

// skipItem passes over an item of any kind.
func (s *scan) skipItem() {
	if s.bad || s.i == len(s.b) {
		s.bad = true
		return
	}
	switch s.b[s.i] >> 5 {
	case cborArray:
		for s.open('['); s.more(']'); {
			s.skip()
		}
	case cborMap:
		for s.open('{'); s.more('}'); {
			s.skip() // a key may be anything
			s.skip()
		}
	case cborTag:
		if s.depth++; s.depth > maxDepth {
			s.bad = true
			return
		}
		s.item()
		s.skip()
		s.depth--
	case cborBytes, cborText:
		if _, _, n := s.item(); s.bad || n > uint64(len(s.b)-s.i) {
			s.bad = true
		} else {
			s.i += int(n)
		}
	default:
		s.item()
	}
}

// selfDescribed passes over the tag that says "this is CBOR".
func (s *scan) selfDescribed() {
	if len(s.b) >= 3 && binary.BigEndian.Uint16(s.b) == 0xD9D9 && s.b[2] == 0xF7 {
		s.i = 3
	}
}
