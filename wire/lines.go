package wire

import (
	"bytes"
	"io"
	"strconv"

	"github.com/enamel-home/enamel/brush"
)

// MaxLine is the longest line that a door must take, in bytes: the longest payload in hex, and room for the rest.
const MaxLine = 48 << 10

// Lines reads the lines of NDJSON, or the elements of one JSON array; the first byte that is not white space decides. It holds one line at a
// time.
type Lines struct {
	r        io.Reader
	buf      []byte
	from, to int // what is read and not yet given out
	max      int
	n        int
	form     byte // 0: not known yet; '[': an array; ']': an array that has ended; 'l': lines
	eof      bool
	err      error // final
}

// NewLines returns a reader of the lines of r, none longer than maxLine bytes; 0 is MaxLine.
func NewLines(r io.Reader, maxLine int) *Lines {
	if maxLine <= 0 {
		maxLine = MaxLine
	}
	return &Lines{r: r, max: maxLine, buf: make([]byte, min(8<<10, maxLine+2))} // it grows where a line is longer
}

// Next returns the next line that is not blank, and its number: the line's in NDJSON, the element's place in an array, from 1. The line
// is good until the next call. A *brush.FieldError says that this line is too long, and the next call goes on behind it; any other
// error is final, io.EOF at the end.
func (l *Lines) Next() (line []byte, n int, err error) {
	if l.form == 0 {
		if err := l.begin(); err != nil {
			return nil, l.n, err
		}
	}
	if l.form == 'l' {
		return l.nextLine()
	}
	return l.nextElement()
}

// begin finds the form.
func (l *Lines) begin() error {
	for l.to < 3 && !l.eof {
		if err := l.fill(); err != nil {
			return err
		}
	}
	if bytes.HasPrefix(l.buf[:l.to], []byte("\xef\xbb\xbf")) {
		l.from = 3 // a byte order mark says nothing
	}
	for {
		for l.from < l.to {
			switch l.buf[l.from] {
			case '\n':
				l.n++
			case ' ', '\t', '\r':
			case '[':
				l.form, l.n = '[', 0
				l.from++
				return nil
			default:
				l.form = 'l'
				return nil
			}
			l.from++
		}
		if l.eof {
			return l.end(io.EOF)
		}
		if err := l.fill(); err != nil {
			return err
		}
	}
}

// end makes err the answer from now on.
func (l *Lines) end(err error) error {
	l.err = err
	return err
}

// fill reads more behind what is there. The caller sees to it that no more than max+1 bytes are wanted at once.
func (l *Lines) fill() error {
	if l.err != nil {
		return l.err
	}
	if l.eof {
		return nil
	}
	if l.from > 0 {
		copy(l.buf, l.buf[l.from:l.to])
		l.from, l.to = 0, l.to-l.from
	}
	if l.to == len(l.buf) {
		grown := make([]byte, min(2*len(l.buf), l.max+2))
		copy(grown, l.buf)
		l.buf = grown
	}
	for range 100 {
		n, err := l.r.Read(l.buf[l.to:])
		l.to += n
		if err == io.EOF {
			l.eof = true
			return nil
		}
		if err != nil {
			return l.end(err)
		}
		if n > 0 {
			return nil
		}
	}
	return l.end(io.ErrNoProgress)
}

func (l *Lines) tooLong() error {
	return &brush.FieldError{Reason: "is longer than " + strconv.Itoa(l.max) + " bytes"}
}

func (l *Lines) nextLine() ([]byte, int, error) {
	if l.err != nil {
		return nil, l.n, l.err
	}
	long := false
	for looked := 0; ; {
		i := bytes.IndexByte(l.buf[l.from+looked:l.to], '\n')
		var line []byte
		switch {
		case i >= 0:
			line = l.buf[l.from : l.from+looked+i]
			l.from += looked + i + 1
		case !l.eof:
			if looked = l.to - l.from; looked > l.max+1 { // one more than a line may have, for its '\r'
				long = true
				l.from, looked = l.to, 0
			}
			if err := l.fill(); err != nil {
				return nil, l.n, err
			}
			continue
		case l.from == l.to && !long:
			return nil, l.n, l.end(io.EOF)
		default:
			line = l.buf[l.from:l.to]
			l.from = l.to
		}
		l.n++
		if line = trim(line); long || len(line) > l.max {
			return nil, l.n, l.tooLong()
		}
		if len(line) > 0 {
			return line, l.n, nil
		}
		looked = 0
	}
}

// trim cuts JSON's white space off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// broken ends an array that is none.
func (l *Lines) broken(why string) ([]byte, int, error) {
	return nil, l.n, l.end(&arrayError{l.n, why})
}

// arrayError says that the text of an array is broken, so that nothing behind it can be read.
type arrayError struct {
	n   int
	why string
}

func (e *arrayError) Error() string {
	return "the array is not JSON: " + e.why + " after element " + strconv.Itoa(e.n)
}

func (e *arrayError) Unwrap() error { return brush.ErrInvalid }

func (l *Lines) nextElement() ([]byte, int, error) {
	if l.err != nil {
		return nil, l.n, l.err
	}
	var (
		i         = l.from // looked at up to here
		depth     int
		in, slash bool // inside a string, behind a backslash
		long      bool
	)
	for {
		for ; i < l.to; i++ {
			c := l.buf[i]
			if l.form == ']' {
				if !isSpace(c) {
					return l.broken("something follows the end")
				}
				continue
			}
			if in {
				switch {
				case slash:
					slash = false
				case c == '\\':
					slash = true
				case c == '"':
					in = false
				}
				continue
			}
			switch c {
			case ' ', '\t', '\n', '\r':
				if i == l.from {
					l.from++ // white space between elements may be of any length
				}
			case '"':
				in = true
			case '{', '[':
				depth++
			case '}':
				depth--
			case ']', ',':
				if depth > 0 {
					if c == ']' {
						depth--
					}
					continue
				}
				element := trim(l.buf[l.from:i])
				l.from = i + 1
				if c == ']' {
					l.form = ']'
					if len(element) == 0 && !long && l.n == 0 {
						continue // an empty array
					}
				}
				if len(element) == 0 && !long {
					return l.broken("an element is expected")
				}
				l.n++
				if long || len(element) > l.max {
					return nil, l.n, l.tooLong()
				}
				return element, l.n, nil
			}
			if depth < 0 {
				return l.broken("a bracket that was never opened")
			}
		}
		if l.form == ']' {
			l.from = l.to
		}
		if l.eof {
			if l.form == ']' {
				return nil, l.n, l.end(io.EOF)
			}
			return l.broken("it ends too early")
		}
		if l.to-l.from > l.max+1 {
			long = true
			l.from = l.to
		}
		looked := i - l.from // i is l.to here
		if err := l.fill(); err != nil {
			return nil, l.n, err
		}
		i = l.from + looked
	}
}
