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
	hs := brand.Handles{Makers: makers}
	var f brush.Frame
	for {
		var err error
		if b, err = AppendMeaning(b, lines, &f, &hs); err == io.EOF {
			return b, nil
		} else if err != nil {
			return b, err
		}
	}
}

// AppendMeaning appends the JSON line of the next of lines; f is room for its frame, and hs remembers what earlier
// lines said of their handles. io.EOF when there is no more.
func AppendMeaning(b []byte, lines *Lines, f *brush.Frame, hs *brand.Handles) ([]byte, error) {
	line, n, err := lines.Next()
	if err == io.EOF {
		return b, io.EOF
	}
	if err == nil {
		err = ParseFrame(line, f)
	}
	if err == nil {
		b = appendMeaning(b, n, f, hs)
	} else if fe, ok := errors.AsType[*brush.FieldError](err); ok { // errors.As would bring reflection to a page
		b = strconv.AppendInt(append(b, `{"line":`...), int64(n), 10)
		b = appendText(b, `,"error":`, fe.Error())
	} else {
		return b, err
	}
	return append(b, '}', '\n'), nil
}

// appendMeaning appends what a frame says, without the object's end.
func appendMeaning(b []byte, n int, f *brush.Frame, hs *brand.Handles) []byte {
	var r brush.Reading
	m, verdict := hs.Decode(f, &r)
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
		b = appendWho(b, f, m)
		return append(b, `,"understood":false,"reason":"encrypted, and no key of this brush was given"`...)
	case brand.WrongKey:
		b = appendWho(b, f, m)
		return append(b, `,"understood":false,"reason":"encrypted, and not with the key that was given"`...)
	}
	return append(b, `,"understood":false,"reason":"of this maker, and nobody knows yet what it says"`...)
}

// appendWho appends which model speaks, where an encrypted frame says it in clear.
func appendWho(b []byte, f *brush.Frame, m *brand.Spec) []byte {
	var r brush.Reading
	if m.Who != nil {
		m.Who(f, &r)
	}
	if name := m.Models[r.ModelID.V]; r.ModelID.OK && name != "" {
		b = appendText(b, `,"model":`, name)
	}
	return b
}

func appendText(b []byte, key, v string) []byte {
	return AppendString(append(b, key...), v)
}
