package enamel

// maxDepth bounds how deep a value that is skipped may be nested.
const maxDepth = 16

// scan reads JSON [RFC 8259], or CBOR [RFC 8949], in one pass over bytes that it neither keeps nor copies. After the first thing that is no JSON, or not the kind
// of value that was asked for, it is bad and stays so.
type scan struct {
	b     []byte
	i     int
	depth int
	key   []byte // of the member that comes, its escapes as they stand: no field's name has one
	bad   bool
	fresh bool // an object or array was opened, and nothing of it was read

	cbor bool
	left [maxDepth + 1]uint64 // CBOR: what is still to come of the open maps and arrays, by depth
}

func (s *scan) peek() byte {
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return c
		}
	}
	return 0
}

// take takes the byte, or is bad.
func (s *scan) take(c byte) bool {
	if s.bad || s.peek() != c || s.i == len(s.b) {
		s.bad = true
		return false
	}
	s.i++
	return true
}

// open begins an object or an array.
func (s *scan) open(c byte) {
	if s.depth++; s.depth > maxDepth {
		s.bad = true
		return
	}
	switch {
	case !s.cbor:
		s.fresh = s.take(c)
	case c == '{':
		s.openItem(cborMap)
	default:
		s.openItem(cborArray)
	}
}

// more goes on to the next element of what was opened; at its end it is false.
func (s *scan) more(end byte) bool {
	if s.bad {
		return false
	}
	if s.cbor {
		return s.moreItems()
	}
	if s.peek() == end {
		s.take(end)
		s.depth--
		s.fresh = false
		return false
	}
	if !s.fresh && !s.take(',') {
		return false
	}
	s.fresh = false
	return true
}

// member goes on to the next member of an object, and reads its key.
func (s *scan) member() bool {
	if !s.more('}') {
		return false
	}
	if s.cbor && !s.text() {
		s.key = nil // a key of another kind names nothing that is known
		s.skip()
	} else {
		s.key = s.str()
	}
	return !s.bad && (s.cbor || s.take(':'))
}

// text reports whether a text comes.
func (s *scan) text() bool {
	if s.cbor {
		return s.i < len(s.b) && s.b[s.i]>>5 == cborText
	}
	return s.peek() == '"'
}

// str reads a string's inside, as it stands.
func (s *scan) str() []byte {
	if s.cbor {
		return s.textItem()
	}
	if !s.take('"') {
		return nil
	}
	for from := s.i; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return s.b[from : s.i-1]
		case c < ' ':
			s.bad = true
			return nil
		case c == '\\':
			s.i++
		}
	}
	s.bad = true
	return nil
}

// tenths reads a number that is not negative and not above most, in tenths; in JSON further digits are cut off, and exponents
// refused.
func (s *scan) tenths(most uint32) uint64 {
	if s.cbor {
		return s.tenthsItem(most)
	}
	c := s.peek()
	if s.bad || c < '0' || c > '9' {
		s.bad = true
		return 0
	}
	var v uint64
	digits := 0
	for ; s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9'; s.i++ {
		if v = v*10 + uint64(s.b[s.i]-'0'); v > uint64(most) || digits > 0 && c == '0' {
			s.bad = true
			return 0
		}
		digits++
	}
	v *= 10
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		at := s.i
		for ; s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9'; s.i++ {
			if s.i == at {
				v += uint64(s.b[s.i] - '0')
			}
		}
		if s.i == at {
			s.bad = true
		}
	}
	if s.i < len(s.b) && (s.b[s.i] == 'e' || s.b[s.i] == 'E') || v > uint64(most)*10 {
		s.bad = true
	}
	return v
}

// number reads a whole number from 0 to most.
func (s *scan) number(most uint32) uint32 {
	v := s.tenths(most)
	if v%10 != 0 {
		s.bad = true
	}
	return uint32(v / 10)
}

// truth reads true or false.
func (s *scan) truth() bool {
	if s.cbor {
		return s.truthItem()
	}
	yes := s.peek() == 't'
	if yes {
		s.word("true")
	} else {
		s.word("false")
	}
	return yes
}

func (s *scan) word(w string) {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		s.bad = true
		return
	}
	s.i += len(w)
}

// null passes over a null, and reports whether there was one.
func (s *scan) null() bool {
	switch {
	case s.cbor && s.i < len(s.b) && s.b[s.i] == cborNull:
		s.i++
	case !s.cbor && s.peek() == 'n':
		s.word("null")
	default:
		return false
	}
	return true
}

// skip passes over a value of any kind.
func (s *scan) skip() {
	if s.cbor {
		s.skipItem()
		return
	}
	switch c := s.peek(); {
	case s.bad:
	case c == '"':
		s.str()
	case c == '{':
		for s.open('{'); s.member(); {
			s.skip()
		}
	case c == '[':
		for s.open('['); s.more(']'); {
			s.skip()
		}
	case c == 't':
		s.word("true")
	case c == 'f':
		s.word("false")
	case c == 'n':
		s.word("null")
	case c == '-' || c >= '0' && c <= '9':
		for s.i < len(s.b) {
			switch c := s.b[s.i]; {
			case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'e', c == 'E':
				s.i++
				continue
			}
			break
		}
	default:
		s.bad = true
	}
}

// done reports whether all of it could be read, and nothing stands behind.
func (s *scan) done() bool { return !s.bad && (s.cbor || s.peek() == 0) && s.i == len(s.b) }
