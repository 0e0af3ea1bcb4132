package wire

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
)

// maxDepth bounds how deep a value may be nested, so that no line can exhaust the stack.
const maxDepth = 32

// scan reads JSON [RFC 8259] in one pass over bytes that it neither keeps nor copies.
type scan struct {
	b []byte
	i int
}

func (s *scan) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

// take skips white space and then the byte c, if it is there.
func (s *scan) take(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scan) peek() byte {
	s.space()
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

// broken says where the text stops being JSON.
func (s *scan) broken(what string) error {
	if s.i >= len(s.b) {
		return &brush.FieldError{Reason: "is not JSON: it ends too early"}
	}
	return &brush.FieldError{Reason: "is not JSON: " + what + " at byte " + strconv.Itoa(s.i+1)}
}

// str reads a string's inside, still escaped. The escapes are checked here, so that unescape cannot fail but for half surrogates.
func (s *scan) str() (raw []byte, escaped, ok bool) {
	if !s.take('"') {
		return nil, false, false
	}
	b, from := s.b, s.i
	for i := from; i < len(b); i++ {
		c := b[i]
		if c == '"' {
			s.i = i + 1
			return b[from:i], escaped, true
		}
		if c >= 0x20 && c != '\\' {
			continue
		}
		s.i = i // where it is broken, if it is
		if c != '\\' {
			return nil, false, false
		}
		escaped = true
		if i++; i == len(b) {
			s.i = i
			return nil, false, false
		}
		switch b[i] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		case 'u':
			if len(b)-i < 5 || hex4(b[i+1:]) < 0 {
				return nil, false, false
			}
			i += 4
		default:
			return nil, false, false
		}
	}
	s.i = len(b)
	return nil, false, false
}

func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// unescape appends the text of a string's inside; ok is false for half a surrogate pair, which is no character.
func unescape(dst, raw []byte) (_ []byte, ok bool) {
	for i := 0; i < len(raw); {
		c := raw[i]
		if c != '\\' {
			dst = append(dst, c)
			i++
			continue
		}
		switch c = raw[i+1]; c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r := hex4(raw[i+2:])
			i += 6
			if utf16.IsSurrogate(r) {
				if i+6 > len(raw) || raw[i] != '\\' || raw[i+1] != 'u' {
					return dst, false
				}
				if r = utf16.DecodeRune(r, hex4(raw[i+2:])); r == utf8.RuneError {
					return dst, false
				}
				i += 6
			}
			dst = utf8.AppendRune(dst, r)
			continue
		}
		dst = append(dst, c)
		i += 2
	}
	return dst, true
}

// number reads a number and returns its text.
func (s *scan) number() ([]byte, bool) {
	s.space()
	from := s.i
	if s.i < len(s.b) && s.b[s.i] == '-' {
		s.i++
	}
	switch {
	case s.i < len(s.b) && s.b[s.i] == '0':
		s.i++
	case !s.digits():
		return nil, false
	}
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		if !s.digits() {
			return nil, false
		}
	}
	if s.i < len(s.b) && s.b[s.i]|0x20 == 'e' {
		s.i++
		if s.i < len(s.b) && (s.b[s.i] == '+' || s.b[s.i] == '-') {
			s.i++
		}
		if !s.digits() {
			return nil, false
		}
	}
	return s.b[from:s.i], true
}

func (s *scan) digits() bool {
	from := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > from
}

func (s *scan) word(w string) bool {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		return false
	}
	s.i += len(w)
	return true
}

// skip passes over any value, depth levels deep already.
func (s *scan) skip(depth int) bool {
	switch s.peek() {
	case '"':
		_, _, ok := s.str()
		return ok
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	case '{', '[':
		if depth >= maxDepth {
			return false
		}
		open := s.b[s.i]
		s.i++
		end := open + 2 // the closing bracket of either kind is two code points on
		if s.take(end) {
			return true
		}
		for {
			if open == '{' {
				if _, _, ok := s.str(); !ok || !s.take(':') {
					return false
				}
			}
			if !s.skip(depth + 1) {
				return false
			}
			if s.take(end) {
				return true
			}
			if !s.take(',') {
				return false
			}
		}
	}
	_, ok := s.number()
	return ok
}

// compact appends a JSON value that skip has passed, without the white space that means nothing.
func compact(dst, value []byte) []byte {
	in := false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case in && c == '\\':
			dst = append(dst, c)
			i++
			c = value[i]
		case c == '"':
			in = !in
		case !in && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// isCompact reports whether b is exactly one JSON value in UTF-8, not null, without white space that means nothing.
func isCompact(b []byte) bool {
	s := scan{b: b}
	if len(b) == 0 || b[0] == 'n' || !s.skip(1) || s.i != len(b) || !utf8.Valid(b) {
		return false
	}
	in := false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case in && c == '\\':
			i++
		case c == '"':
			in = !in
		case !in && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			return false
		}
	}
	return true
}
