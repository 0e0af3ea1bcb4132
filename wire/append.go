package wire

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
)

// AppendFrame appends the frame's line in its one canonical form, without the line's end. ParseFrame reads it back as the same frame.
func AppendFrame(b []byte, f *brush.Frame) []byte {
	b = append(b, '{')
	if f.Source != "" {
		b = AppendString(append(b, `"source":`...), string(f.Source))
		b = append(b, ',')
	}
	if f.Seq != 0 {
		b = strconv.AppendUint(append(b, `"seq":`...), f.Seq, 10)
		b = append(b, ',')
	}
	b = AppendString(append(b, `"device":`...), string(f.Device))
	b = appendTime(append(b, `,"at":`...), f.At)
	b = append(b, `,"kind":"`...)
	b = append(b, f.Kind.String()...)
	b = append(b, '"')
	switch f.Kind {
	case brush.Advert:
		if f.Company.OK {
			b = strconv.AppendUint(append(b, `,"company":`...), uint64(f.Company.V), 10)
		} else {
			b = appendUUID(append(b, `,"service":`...), f.UUID)
		}
	case brush.Notify, brush.Read:
		b = appendUUID(append(b, `,"char":`...), f.UUID)
	default:
		b = AppendString(append(b, `,"format":`...), f.Format)
	}
	if f.RSSI.OK {
		b = strconv.AppendInt(append(b, `,"rssi":`...), int64(f.RSSI.V), 10)
	}
	if (f.Kind == brush.Report || f.Kind == brush.Entry) && isCompact(f.Payload) {
		b = append(append(b, `,"data":`...), f.Payload...)
		return append(b, '}')
	}
	b = brush.AppendHex(append(b, `,"hex":"`...), f.Payload)
	return append(b, '"', '}')
}

func appendUUID(b []byte, u brush.UUID) []byte {
	return append(u.Append(append(b, '"')), '"')
}

// appendTime appends the time in UTC with milliseconds, or with microseconds where they are needed. It spells the digits itself: the time
// package's layouts are a tenth of what a browser would have to load, and slower.
func appendTime(b []byte, t time.Time) []byte {
	const daily = 24 * 60 * 60
	days, second := t.Unix()/daily, int(t.Unix()%daily)
	if second < 0 {
		days, second = days-1, second+daily
	}
	year, month, day := brush.DayOf(days)
	b = append(b, '"')
	if year < 0 || year > 9999 { // no frame's
		b = strconv.AppendInt(b, int64(year), 10)
	} else {
		b = appendDigits(b, year, 4)
	}
	b = appendDigits(append(b, '-'), month, 2)
	b = appendDigits(append(b, '-'), day, 2)
	b = appendDigits(append(b, 'T'), second/3600, 2)
	b = appendDigits(append(b, ':'), second/60%60, 2)
	b = appendDigits(append(b, ':'), second%60, 2)
	if micros := t.Nanosecond() / 1000; t.Nanosecond()%1_000_000 == 0 {
		b = appendDigits(append(b, '.'), micros/1000, 3)
	} else {
		b = appendDigits(append(b, '.'), micros, 6)
	}
	return append(b, 'Z', '"')
}

// appendDigits appends the last n decimal digits of v.
func appendDigits(b []byte, v, n int) []byte {
	for range n {
		b = append(b, '0')
	}
	for i := len(b) - 1; n > 0; i, n, v = i-1, n-1, v/10 {
		b[i] += byte(v % 10)
	}
	return b
}

// AppendString appends text as a JSON string, in quotes and without HTML escapes; what is no UTF-8 becomes U+FFFD.
func AppendString(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20 || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
