package oclean

import (
	"encoding/binary"
	"slices"
	"time"
)

// assembly puts the records of a stream together from pieces that end anywhere [oclean-6]. It holds one record and the beginning of the
// next, because only that shows that nothing of the first was lost.
type assembly struct {
	left  int  // bytes of the stream that are still to come; 0: no stream runs
	alone bool // the handle sent one record, and no stream
	buf   [recordLen + headLen]byte
	piece [recordLen + headLen]int // the number of the piece in which each byte of buf came
	n     int                      // bytes in buf
	count int                      // pieces so far
}

// feed takes a piece. It returns the records that are whole now. When a piece before this one was lost, the stream is given up: rest is what
// could not be put together, and what of a record is certain stands before it in whole.
func (a *assembly) feed(b []byte) (whole [][]byte, rest []byte) {
	if len(b) > a.left {
		b = b[:a.left] // handles fill the last piece with what their buffer still held
	}
	a.left -= len(b)
	a.count++
	for {
		k := copy(a.buf[a.n:], b)
		for i := a.n; i < a.n+k; i++ {
			a.piece[i] = a.count
		}
		a.n, b = a.n+k, b[k:]
		// At the stream's end all its bytes are here, so none was lost.
		if end := a.left == 0 && len(b) == 0 && a.n == recordLen; a.n < len(a.buf) && !end {
			return whole, nil
		}
		if !inStep(a.buf[:a.n]) {
			if h := a.certain(); h != nil {
				whole = append(whole, h)
			}
			rest = append(slices.Clone(a.buf[:a.n]), b...)
			*a = assembly{}
			return whole, rest
		}
		whole = append(whole, slices.Clone(a.buf[:recordLen]))
		copy(a.buf[:], a.buf[recordLen:a.n])
		copy(a.piece[:], a.piece[recordLen:a.n])
		a.n -= recordLen
	}
}

// flush ends the stream, and returns what is there of a record that did not arrive whole: what is certain of it, and the bytes.
func (a *assembly) flush() (certain, rest []byte) {
	if a.n > 0 {
		certain, rest = a.certain(), slices.Clone(a.buf[:a.n])
	}
	*a = assembly{alone: a.alone}
	return certain, rest
}

// certain returns the record's beginning that came in one piece, because no loss can be in it; nil when it is too short to say anything.
func (a *assembly) certain() []byte {
	n := 0
	for n < min(a.n, recordLen-1) && a.piece[n] == a.piece[0] {
		n++
	}
	if n < headLen {
		return nil
	}
	return slices.Clone(a.buf[:n])
}

// inStep reports whether the bytes are one record, and what follows it the beginning of another: the two zeros and the filling are where they
// belong, and the next has numbers that a time can have, if of a clock that was never set. A lost piece moves them.
func inStep(b []byte) bool {
	for _, v := range b[37:41] {
		if v != 0xFF {
			return false
		}
	}
	if b[31] != 0 || b[32] != 0 {
		return false
	}
	next := b[recordLen:]
	return len(next) == 0 || next[0] <= lastYear && next[1] <= 12 && next[2] <= 31 && next[3] <= 23 && next[4] <= 59 && next[5] <= 59 &&
		time.Duration(binary.BigEndian.Uint16(next[7:]))*time.Second <= longest
}
