package relay

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
)

// object is a JSON object whose fields are read one by one; in is what stands before their names in errors.
type object struct {
	in     string
	fields map[string]json.RawMessage
}

func parseObject(raw []byte, in string) (object, error) {
	o := object{in: in}
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &o.fields) != nil {
		return o, &brush.FieldError{Field: strings.TrimSuffix(in, "."), Reason: "must be a JSON object"}
	}
	return o, nil
}

func (o object) no(name, reason string) error {
	return &brush.FieldError{Field: o.in + name, Reason: reason}
}

// first returns the first of the fields that is there and not null.
func (o object) first(names ...string) (name string, raw json.RawMessage) {
	for _, n := range names {
		if raw, ok := o.fields[n]; ok && string(raw) != "null" {
			return n, raw
		}
	}
	return names[0], nil
}

// text returns a string, "" for none.
func (o object) text(names ...string) (string, error) {
	name, raw := o.first(names...)
	if raw == nil {
		return "", nil
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return "", o.no(name, "must be a string")
	}
	return s, nil
}

// number returns a whole number within bounds, as a JSON number or in a string.
func (o object) number(low, high int64, names ...string) (brush.Opt[int64], error) {
	name, raw := o.first(names...)
	if raw == nil {
		return brush.Opt[int64]{}, nil
	}
	v, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || v != math.Trunc(v) || v < float64(low) || v > float64(high) {
		return brush.Opt[int64]{}, o.no(name, "must be a whole number from "+strconv.FormatInt(low, 10)+" to "+strconv.FormatInt(high, 10))
	}
	return brush.Some(int64(v)), nil
}

// rssi returns the signal strength. Zero and what no radio measures are "not known", as gateways write it.
func (o object) rssi() (brush.Opt[int8], error) {
	n, err := o.number(math.MinInt32, math.MaxInt32, "rssi", "RSSI")
	if err != nil || !n.OK || n.V >= 21 || n.V < -127 || n.V == 0 {
		return brush.Opt[int8]{}, err
	}
	return brush.Some(int8(n.V)), nil
}

// bytes returns a field of hexadecimal digits, or a list of numbers up to 255.
func (o object) bytes(names ...string) ([]byte, error) {
	name, raw := o.first(names...)
	if raw == nil {
		return nil, nil
	}
	return parseBytes(raw, o.in+name)
}

func parseBytes(raw json.RawMessage, field string) ([]byte, error) {
	no := func(reason string) error { return &brush.FieldError{Field: field, Reason: reason} }
	var s string
	if json.Unmarshal(raw, &s) == nil {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
		b, err := hex.DecodeString(s)
		switch {
		case err != nil:
			return nil, no("must be an even number of hexadecimal digits")
		case len(b) > brush.MaxPayload:
			return nil, no("is longer than 16384 bytes")
		}
		return b, nil
	}
	var list []uint16
	if len(raw) > 6*brush.MaxPayload || json.Unmarshal(raw, &list) != nil {
		return nil, no("must be hexadecimal digits, or a list of bytes")
	}
	b := make([]byte, len(list))
	for i, v := range list {
		if v > 0xFF {
			return nil, no("holds a number that is no byte")
		}
		b[i] = byte(v)
	}
	return b, nil
}

// when returns the message's own time: seconds since 1970 or RFC 3339; else now.
func (p *parser) when(o object, names ...string) (time.Time, error) {
	name, raw := o.first(names...)
	if raw == nil {
		return p.now, nil
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil || t.Year() < 1 || t.Year() > 9999 {
			return p.now, o.no(name, "must be a time as in RFC 3339, or seconds since 1970")
		}
		return t.UTC().Truncate(time.Microsecond), nil
	}
	var f float64
	if json.Unmarshal(raw, &f) != nil || f < 0 || f > 2e11 {
		return p.now, o.no(name, "must be a time as in RFC 3339, or seconds since 1970")
	}
	return time.UnixMicro(int64(f * 1e6)).UTC(), nil
}

// device returns who is spoken of: the first of the fields that is there, else the address in the topic.
func (p *parser) device(o object, names ...string) (brush.DeviceID, error) {
	name, _ := o.first(names...)
	s, err := o.text(names...)
	if err != nil {
		return "", err
	}
	if s == "" {
		if a := inTopic(p.topic); a != "" {
			return a, nil
		}
		return "", o.no(name, "is missing, and the topic names no address")
	}
	if a := address(s); a != "" {
		return a, nil
	}
	if reason := badID(s); reason != "" {
		return "", o.no(name, reason)
	}
	return brush.DeviceID(s), nil
}

// source returns a gateway's own name, "" for none.
func (o object) source(names ...string) (brush.SourceID, error) {
	name, _ := o.first(names...)
	s, err := o.text(names...)
	if err != nil || s == "" {
		return "", err
	}
	if reason := badID(s); reason != "" {
		return "", o.no(name, reason)
	}
	return brush.SourceID(s), nil
}

func badID(s string) string {
	switch {
	case len(s) > brush.MaxID:
		return "is longer than 64 bytes"
	case !utf8.ValidString(s):
		return "must be UTF-8"
	case strings.ContainsFunc(s, unicode.IsControl):
		return "holds a control character"
	}
	return ""
}

// inTopic returns the address in the last segment of a topic that is one, "" for none.
func inTopic(topic string) brush.DeviceID {
	for topic != "" {
		i := strings.LastIndexByte(topic, '/')
		if a := address(topic[i+1:]); a != "" {
			return a
		}
		topic = topic[:max(i, 0)]
	}
	return ""
}

// address returns a Bluetooth address of twelve digits in upper case with colons, "" for what is none.
func address(s string) brush.DeviceID {
	if len(s) == 17 {
		sep := s[2]
		if sep != ':' && sep != '-' && sep != '_' {
			return ""
		}
		for i := 2; i < 17; i += 3 {
			if s[i] != sep {
				return ""
			}
		}
		s = strings.ReplaceAll(s, string(sep), "")
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 6 {
		return ""
	}
	return addressOf([6]byte(b))
}

func addressOf(b [6]byte) brush.DeviceID {
	var out bytes.Buffer
	for i, c := range b {
		if i > 0 {
			out.WriteByte(':')
		}
		out.WriteString(strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	return brush.DeviceID(out.String())
}
