package oclean

// assembly puts the records of a stream together from pieces that end anywhere [oclean-6]. It holds one record at most.
type assembly struct {
	left  int  // bytes of the stream that are still to come; 0: no stream runs
	alone bool // the handle sent one record, and no stream
	buf   [recordLen]byte
	n     int // bytes of the record in buf
	first int // how many of them came in the piece in which the record began: no loss can be among them
}

// feed takes a piece. It returns the records that are whole now. When a piece before this one was lost, the stream is given up: rest is what
// could not be put together, and what of a record is certain stands before it in whole.
func (a *assembly) feed(b []byte) (whole [][]byte, rest []byte) {
	if len(b) > a.left {
		b = b[:a.left] // handles fill the last piece with what their buffer still held
	}
	a.left -= len(b)
	begun := a.n > 0 // the record in buf began in an earlier piece
	for len(b) > 0 {
		k := copy(a.buf[a.n:], b)
		b = b[k:]
		a.n += k
		if !begun {
			a.first = a.n
		}
		if a.n < recordLen {
			break
		}
		if !inStep(a.buf[:]) {
			if h := a.certain(); h != nil {
				whole = append(whole, h)
			}
			rest = append(append(rest, a.buf[:]...), b...)
			*a = assembly{}
			return whole, rest
		}
		whole = append(whole, append([]byte(nil), a.buf[:]...))
		a.n, a.first, begun = 0, 0, false
	}
	return whole, nil
}

// flush ends the stream, and returns what is there of a record that did not arrive whole: what is certain of it, and the bytes.
func (a *assembly) flush() (certain, rest []byte) {
	if a.n > 0 {
		certain, rest = a.certain(), append([]byte(nil), a.buf[:a.n]...)
	}
	*a = assembly{alone: a.alone}
	return certain, rest
}

// certain returns the record's beginning that came in one piece; nil when it is too short to say anything.
func (a *assembly) certain() []byte {
	if n := min(a.first, recordLen-1); n >= headLen {
		return append([]byte(nil), a.buf[:n]...)
	}
	return nil
}

// inStep reports whether the 42 bytes are one record: its two zeros and its filling are where they belong. A lost piece moves them.
func inStep(b []byte) bool {
	for _, v := range b[37:41] {
		if v != 0xFF {
			return false
		}
	}
	return b[31] == 0 && b[32] == 0
}
