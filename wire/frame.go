package wire

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
)

// The fields of a line, as bits of those seen.
const (
	hasSource = 1 << iota
	hasSeq
	hasDevice
	hasAt
	hasKind
	hasCompany
	hasService
	hasChar
	hasFormat
	hasRSSI
	hasHex
	hasData
)

// ParseFrame reads one wire line, a JSON object, in one pass. Errors are *brush.FieldError naming the field. Fields that are not known are
// passed over; null is absent; a field that comes twice is refused. Bluetooth addresses come out in upper case, times in UTC and
// whole microseconds, a report's data without the white space that means nothing.
//
// What f held before is overwritten, but is good for two things: an id that is the same keeps its string, and the payload is appended to
// f.Payload[:0], so a caller who reads one line after the other allocates nothing, and one who keeps frames gives each its own.
func ParseFrame(line []byte, f *brush.Frame) error {
	s := scan{b: line}
	old := *f
	*f = brush.Frame{Payload: old.Payload[:0]}
	if s.peek() != '{' {
		return s.broken("an object is expected")
	}
	s.i++
	var seen uint
	var key [16]byte // longer than any field of ours
	for first := true; ; first = false {
		if s.take('}') {
			break
		}
		if !first && !s.take(',') {
			return s.broken("a comma or the end of the object is expected")
		}
		raw, escaped, ok := s.str()
		if !ok {
			return s.broken("a field's name is expected")
		}
		if escaped {
			if len(raw) > 6*len(key) {
				raw = raw[:0]
			} else if raw, ok = unescape(key[:0], raw); !ok {
				raw = raw[:0]
			}
		}
		if !s.take(':') {
			return s.broken("a colon is expected")
		}
		bit := fieldBit(raw)
		if bit == 0 {
			if !s.skip(1) {
				return s.broken("a value is expected, at most " + strconv.Itoa(maxDepth) + " levels deep,")
			}
			continue
		}
		if seen&bit != 0 {
			return &brush.FieldError{Field: fieldName(bit), Reason: "is there twice"}
		}
		if s.peek() == 'n' {
			if !s.word("null") {
				return s.broken("a value is expected")
			}
			continue
		}
		seen |= bit
		if err := s.field(bit, f, &old); err != nil {
			return err
		}
	}
	s.space()
	if s.i != len(line) {
		return s.broken("something follows the object")
	}
	return whole(f, seen)
}

var fieldNames = [...]string{"source", "seq", "device", "at", "kind", "company", "service", "char", "format", "rssi", "hex", "data"}

func fieldName(bit uint) string {
	for i, n := range fieldNames {
		if bit == 1<<i {
			return n
		}
	}
	return ""
}

func fieldBit(key []byte) uint {
	switch string(key) {
	case "source":
		return hasSource
	case "seq":
		return hasSeq
	case "device":
		return hasDevice
	case "at":
		return hasAt
	case "kind":
		return hasKind
	case "company":
		return hasCompany
	case "service":
		return hasService
	case "char":
		return hasChar
	case "format":
		return hasFormat
	case "rssi":
		return hasRSSI
	case "hex":
		return hasHex
	case "data":
		return hasData
	}
	return 0
}

// field reads the value of one known field.
func (s *scan) field(bit uint, f, old *brush.Frame) error {
	no := func(reason string) error { return &brush.FieldError{Field: fieldName(bit), Reason: reason} }
	switch bit {
	case hasSeq, hasCompany, hasRSSI:
		text, ok := s.number()
		if !ok {
			return no("must be a number")
		}
		switch bit {
		case hasSeq:
			v, ok := whole64(text)
			if !ok || v < 0 {
				return no("must be a whole number from 0 to 9223372036854775807")
			}
			f.Seq = uint64(v)
		case hasCompany:
			v, ok := whole64(text)
			if !ok || v < 0 || v > 0xffff {
				return no("must be a whole number from 0 to 65535")
			}
			f.Company = brush.Some(uint16(v))
		case hasRSSI:
			v, ok := whole64(text)
			if !ok || v < -127 || v > 20 {
				return no("must be a whole number from -127 to 20")
			}
			f.RSSI = brush.Some(int8(v))
		}
		return nil
	case hasData:
		from := s.i
		if !s.skip(1) {
			return no("must be a JSON value, at most " + strconv.Itoa(maxDepth) + " levels deep")
		}
		raw := s.b[from:s.i]
		if !utf8.Valid(raw) {
			return no("must be UTF-8")
		}
		n := len(f.Payload)
		if f.Payload = compact(f.Payload, raw); len(f.Payload)-n > brush.MaxPayload {
			return no("is longer than " + strconv.Itoa(brush.MaxPayload) + " bytes")
		}
		return nil
	}
	raw, escaped, ok := s.str()
	if !ok {
		return no("must be a string")
	}
	if bit == hasHex {
		return s.hex(raw, escaped, f)
	}
	var room [brush.MaxID]byte
	if len(raw) > 6*len(room) {
		return no("is longer than 64 bytes")
	}
	if escaped {
		if raw, ok = unescape(room[:0], raw); !ok {
			return no("holds half a character")
		}
	}
	if len(raw) > brush.MaxID {
		return no("is longer than 64 bytes")
	}
	switch bit {
	case hasAt:
		t, reason := parseTime(raw)
		if reason != "" {
			return no(reason)
		}
		f.At = t
	case hasKind:
		switch string(raw) {
		case "advert":
			f.Kind = brush.Advert
		case "notify":
			f.Kind = brush.Notify
		case "read":
			f.Kind = brush.Read
		case "report":
			f.Kind = brush.Report
		case "entry":
			f.Kind = brush.Entry
		default:
			return no("must be advert, notify, read, report or entry")
		}
	case hasService, hasChar:
		u, ok := brush.ParseUUID(raw)
		if !ok || u.IsZero() {
			return no("must be a UUID of 36 characters, or of 4 digits")
		}
		f.UUID = u
	case hasSource:
		if reason := badText(raw); reason != "" {
			return no(reason)
		}
		f.Source = again(old.Source, raw)
	case hasFormat:
		if reason := badText(raw); reason != "" {
			return no(reason)
		}
		f.Format = again(old.Format, raw)
	case hasDevice:
		if reason := badText(raw); reason != "" {
			return no(reason)
		}
		var upper [17]byte
		f.Device = again(old.Device, address(&upper, raw))
	}
	return nil
}

// again returns old when it says the same, so that the id of a line like the one before costs nothing.
func again[S ~string](old S, raw []byte) S {
	if string(raw) == string(old) {
		return old
	}
	return S(raw)
}

// whole checks what only the whole line can tell.
func whole(f *brush.Frame, seen uint) error {
	missing := func(name, why string) error { return &brush.FieldError{Field: name, Reason: "is missing" + why} }
	if seen&hasDevice == 0 || f.Device == "" {
		return missing("device", "")
	}
	if seen&hasAt == 0 {
		return missing("at", "")
	}
	if seen&hasKind == 0 {
		return missing("kind", "")
	}
	var may uint
	switch f.Kind {
	case brush.Advert:
		if may = hasCompany | hasService; seen&may == 0 {
			return missing("company", ": an advert needs company or service")
		}
		if seen&may == may {
			return &brush.FieldError{Field: "service", Reason: "cannot stand beside company"}
		}
	case brush.Notify, brush.Read:
		if may = hasChar; seen&may == 0 {
			return missing("char", ": "+f.Kind.String()+" needs a characteristic")
		}
	default:
		if may = hasFormat | hasData; seen&hasFormat == 0 || f.Format == "" {
			return missing("format", ": "+f.Kind.String()+" needs a format")
		}
		if seen&hasHex != 0 && seen&hasData != 0 {
			return &brush.FieldError{Field: "data", Reason: "cannot stand beside hex"}
		}
	}
	const special = hasCompany | hasService | hasChar | hasFormat | hasData
	if wrong := seen & special &^ may; wrong != 0 {
		return &brush.FieldError{Field: fieldName(wrong & -wrong), Reason: "does not go with kind " + f.Kind.String()}
	}
	if seen&(hasHex|hasData) == 0 {
		return missing("hex", "")
	}
	return nil
}

// hex appends the payload.
func (s *scan) hex(raw []byte, escaped bool, f *brush.Frame) error {
	if escaped && len(raw) <= 12*brush.MaxPayload {
		raw, _ = unescape(nil, raw) // half a character is no digit either, and found below
	}
	if len(raw) > 2*brush.MaxPayload {
		return &brush.FieldError{Field: "hex", Reason: "is longer than " + strconv.Itoa(brush.MaxPayload) + " bytes"}
	}
	if len(raw)%2 != 0 {
		return &brush.FieldError{Field: "hex", Reason: "has an odd number of digits"}
	}
	p, ok := brush.ParseHex(f.Payload, raw)
	if !ok {
		return &brush.FieldError{Field: "hex", Reason: "must be hexadecimal digits"}
	}
	f.Payload = p
	return nil
}

// whole64 returns a number's value; ok is false for one with a fraction, an exponent, or out of range.
func whole64(text []byte) (v int64, ok bool) {
	neg := text[0] == '-'
	if neg {
		text = text[1:]
	}
	if len(text) > 19 {
		return 0, false
	}
	var u uint64
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		u = u*10 + uint64(c-'0')
	}
	if u > 1<<63-1 {
		return 0, false
	}
	if neg {
		return -int64(u), true
	}
	return int64(u), true
}

// badText says why an id is none: a screen, a log line or a topic must be able to show it.
func badText(b []byte) string {
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return "holds a control character"
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return "must be UTF-8"
		}
		if r < 0xa0 {
			return "holds a control character"
		}
		i += n
	}
	return ""
}

// ParseDevice reads a device's id as a line would give it: a Bluetooth address comes out in upper case. The error is a *brush.FieldError.
func ParseDevice(s string) (brush.DeviceID, error) {
	raw := []byte(s)
	switch reason := badText(raw); {
	case s == "":
		return "", &brush.FieldError{Field: "device", Reason: "is missing"}
	case len(s) > brush.MaxID:
		return "", &brush.FieldError{Field: "device", Reason: "is longer than 64 bytes"}
	case reason != "":
		return "", &brush.FieldError{Field: "device", Reason: reason}
	}
	var upper [17]byte
	return brush.DeviceID(address(&upper, raw)), nil
}

// address returns a Bluetooth address in upper case, and anything else as it is.
// Device returns a device as a line names it: the letters of a Bluetooth address in upper case, everything else as it is.
func Device(s string) brush.DeviceID {
	var upper [17]byte
	return brush.DeviceID(address(&upper, []byte(s)))
}

func address(room *[17]byte, b []byte) []byte {
	if len(b) != len(room) {
		return b
	}
	for i, c := range b {
		switch {
		case i%3 == 2:
			if c != ':' {
				return b
			}
		case c >= 'a' && c <= 'f':
			c -= 'a' - 'A'
		case c >= '0' && c <= '9', c >= 'A' && c <= 'F':
		default:
			return b
		}
		room[i] = c
	}
	return room[:]
}

// parseTime reads an RFC 3339 time with any fraction and offset; finer than a microsecond is cut off.
func parseTime(b []byte) (time.Time, string) {
	const form = "must be a time as in RFC 3339, such as 2026-01-05T06:58:03.120Z"
	if len(b) < len("2006-01-02T15:04:05Z") || b[4] != '-' || b[7] != '-' || b[10]|0x20 != 't' || b[13] != ':' || b[16] != ':' {
		return time.Time{}, form
	}
	ok := true
	num := func(from, to int) (v int) {
		for _, c := range b[from:to] {
			if c < '0' || c > '9' {
				ok = false
			}
			v = v*10 + int(c-'0')
		}
		return v
	}
	year, month, day, hour, minute, second := num(0, 4), num(5, 7), num(8, 10), num(11, 13), num(14, 16), num(17, 19)
	rest := b[19:]
	nano := 0
	if rest[0] == '.' {
		i := 1
		for scale := 100_000_000; i < len(rest) && rest[i] >= '0' && rest[i] <= '9'; i++ {
			nano += int(rest[i]-'0') * scale
			scale /= 10
		}
		if i == 1 {
			return time.Time{}, form
		}
		rest = rest[i:]
	}
	offset := 0
	switch {
	case len(rest) == 1 && rest[0]|0x20 == 'z':
	case len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':':
		at := len(b) - 6
		h, m := num(at+1, at+3), num(at+4, at+6)
		ok = ok && h <= 23 && m <= 59
		offset = h*3600 + m*60
		if rest[0] == '-' {
			offset = -offset
		}
	default:
		return time.Time{}, form
	}
	if !ok {
		return time.Time{}, form
	}
	if month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 || day > 28 && day > brush.DaysIn(year, month) {
		return time.Time{}, "is no time of any calendar"
	}
	const daily = 24 * 60 * 60
	unix := brush.DayNumber(year, month, day)*daily + int64(hour*3600+minute*60+second-offset)
	if unix < brush.DayNumber(1, 1, 1)*daily || unix >= brush.DayNumber(10_000, 1, 1)*daily {
		return time.Time{}, "is no time of any calendar"
	}
	return time.Unix(unix, int64(nano/1000*1000)).UTC(), ""
}
