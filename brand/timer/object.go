package timer

import (
	"time"

	"github.com/enamel-home/enamel/brush"
)

// object reads one flat JSON object [RFC 8259] in one pass over bytes that it neither keeps nor copies [timer-2]. After the first thing that
// is not as it was asked for it is bad and stays so.
type object struct {
	b    []byte
	i    int
	key  []byte // of the member that comes
	bad  bool
	in   bool // the object was opened
	some bool // a member was read
	over bool // the object was closed
}

// member goes on to the next member and reads its key; false at the end.
func (o *object) member() bool {
	if !o.in {
		o.in = true
		o.take('{')
	}
	if o.peek() == '}' && !o.bad {
		o.take('}')
		o.over = !o.bad
		return false
	}
	if o.some {
		o.take(',')
	}
	o.some = true
	o.key = o.word()
	o.take(':')
	return !o.bad
}

// done reports whether all of it was read, and nothing stands behind.
func (o *object) done() bool { return o.over && !o.bad && o.peek() == 0 && o.i == len(o.b) }

// peek returns the next byte that is no space, 0 at the end.
func (o *object) peek() byte {
	for ; o.i < len(o.b); o.i++ {
		switch c := o.b[o.i]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

func (o *object) take(c byte) {
	if o.peek() != c || o.i == len(o.b) {
		o.bad = true
		return
	}
	o.i++
}

// word reads a string without escapes.
func (o *object) word() []byte {
	o.take('"')
	for from := o.i; o.i < len(o.b) && !o.bad; o.i++ {
		switch c := o.b[o.i]; {
		case c == '"':
			o.i++
			return o.b[from : o.i-1]
		case c < ' ', c == '\\':
			o.bad = true
		}
	}
	o.bad = true
	return nil
}

// number reads a whole number from 0 to most, written in digits alone.
func (o *object) number(most uint32) uint32 {
	o.peek()
	from, v := o.i, uint64(0)
	for ; o.i < len(o.b) && o.b[o.i] >= '0' && o.b[o.i] <= '9' && v <= uint64(most); o.i++ {
		v = v*10 + uint64(o.b[o.i]-'0')
	}
	if n := o.i - from; n == 0 || n > 1 && o.b[from] == '0' || v > uint64(most) {
		o.bad = true
		return 0
	}
	return uint32(v)
}

// length reads seconds, which are never 0.
func (o *object) length() uint32 {
	n := o.number(uint32(longest / time.Second))
	o.bad = o.bad || n == 0
	return n
}

// brush reads a kind of brush [timer-4].
func (o *object) brush() brush.Opt[brush.Mode] {
	switch Brush(o.word()) {
	case Manual:
		return brush.Some(brush.NewMode(table, 0))
	case Electric:
		return brush.Some(brush.NewMode(table, 1))
	}
	o.bad = true
	return brush.Opt[brush.Mode]{}
}

// skip passes over a text, a number, true, false or null.
func (o *object) skip() {
	if o.peek() == '"' {
		o.word()
		return
	}
	from := o.i
	for ; o.i < len(o.b); o.i++ {
		c := o.b[o.i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && c != '-' && c != '+' && c != '.' && c != 'E' {
			break
		}
	}
	switch w := o.b[from:o.i]; {
	case string(w) == "true", string(w) == "false", string(w) == "null":
	case len(w) == 0 || w[0] != '-' && (w[0] < '0' || w[0] > '9'):
		o.bad = true
	}
}
