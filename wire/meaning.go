package wire

import (
	"errors"
	"io"
	"strconv"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// AppendMeanings appends one JSON line for each line of in, in order: what its frame says, or why it says nothing. The error is that of the
// reader; a line that is no frame gets a line that says so.
func AppendMeanings(b []byte, in io.Reader, makers brand.Set) ([]byte, error) {
	lines := NewLines(in, 0)
	var f brush.Frame
	for {
		var err error
		if b, err = AppendMeaning(b, lines, &f, makers); err == io.EOF {
			return b, nil
		} else if err != nil {
			return b, err
		}
	}
}

// AppendMeaning appends the JSON line of the next of lines; f is room for its frame. io.EOF when there is no more.
func AppendMeaning(b []byte, lines *Lines, f *brush.Frame, makers brand.Set) ([]byte, error) {
	line, n, err := lines.Next()
	if err == io.EOF {
		return b, io.EOF
	}
	if err == nil {
		err = ParseFrame(line, f)
	}
	var fe *brush.FieldError
	switch {
	case err == nil:
		b = appendMeaning(b, n, f, makers)
	case errors.As(err, &fe):
		b = strconv.AppendInt(append(b, `{"line":`...), int64(n), 10)
		b = appendText(b, `,"error":`, fe.Error())
	default:
		return b, err
	}
	return append(b, '}', '\n'), nil
}

// appendMeaning appends what a frame says, without the object's end.
func appendMeaning(b []byte, n int, f *brush.Frame, makers brand.Set) []byte {
	var r brush.Reading
	m, verdict := makers.Decode(f, &r)
	if verdict == brand.Understood {
		b = AppendReading(b, f.Device, m, &r)
		return b[:len(b)-1]
	}
	b = strconv.AppendInt(append(b, `{"line":`...), int64(n), 10)
	b = appendText(b, `,"device":`, string(f.Device))
	if m == nil {
		return append(b, `,"understood":false,"reason":"no maker's folder claims such a frame"`...)
	}
	b = appendText(b, `,"brand":`, string(m.ID))
	switch verdict {
	case brand.NotABrush:
		return append(b, `,"understood":true,"brush":false,"reason":"a charger or a dock, not a brush"`...)
	case brand.Locked:
		return append(b, `,"understood":false,"reason":"encrypted: the server reads it with the key of this brush"`...)
	}
	return append(b, `,"understood":false,"reason":"of this maker, and nobody knows yet what it says"`...)
}

func appendText(b []byte, key, v string) []byte {
	return AppendString(append(b, key...), v)
}
