package relay

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
)

func segments(topic string) []string {
	if len(topic) > 1024 {
		return nil
	}
	return strings.Split(topic, "/")
}

// head reads what every message of a radio says: who was heard, when, how strongly, by whom.
func (p *parser) head(o object) (f brush.Frame, err error) {
	if f.Device, err = p.device(o, "addr", "address", "mac"); err != nil {
		return f, err
	}
	if f.At, err = p.when(o, "at", "time"); err != nil {
		return f, err
	}
	if f.RSSI, err = o.rssi(); err != nil {
		return f, err
	}
	f.Source, err = o.source("source")
	return f, err
}

// shelly reads a scan result of a Shelly script. The whole advertising data is preferred to what the firmware took out of it.
func (p *parser) shelly(o object) error {
	f, err := p.head(o)
	if err != nil {
		return err
	}
	ad, err := o.bytes("advData", "adv_data")
	if err != nil {
		return err
	}
	more, err := o.bytes("scanRsp", "scan_rsp")
	if err != nil {
		return err
	}
	if ad != nil || more != nil {
		if err := p.structures(f, ad); err != nil {
			return err
		}
		return p.structures(f, more)
	}
	if err := p.byCompany(f, o, 16, "manufacturer_data"); err != nil {
		return err
	}
	return p.byService(f, o, "service_data")
}

// esp reads raw advertisements as JSON: one, or a batch under "advertisements".
func (p *parser) esp(o object) error {
	if _, raw := o.first("advertisements"); raw != nil {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return o.no("advertisements", "must be a list")
		}
		source, err := o.source("source")
		if err != nil {
			return err
		}
		for _, one := range list {
			inner, err := parseObject(one, o.in+"advertisements.")
			if err != nil {
				return err
			}
			if err := p.espOne(inner, source); err != nil {
				return err
			}
		}
		return nil
	}
	return p.espOne(o, "")
}

func (p *parser) espOne(o object, source brush.SourceID) error {
	f, err := p.head(o)
	if err != nil {
		return err
	}
	if f.Source == "" {
		f.Source = source
	}
	ad, err := o.bytes("data", "raw")
	if err != nil {
		return err
	}
	if ad != nil {
		return p.structures(f, ad)
	}
	if err := p.byCompany(f, o, 16, "manufacturer_data"); err != nil {
		return err
	}
	return p.byService(f, o, "service_data")
}

// isBinary reports whether a body of ESPHome is a message of its native protocol, as bytes or in hexadecimal digits, and no JSON.
func isBinary(b []byte) bool {
	t := bytes.TrimSpace(b)
	return len(t) > 0 && t[0] != '{' && t[0] != '[' && t[0] != 0xEF
}

// The messages of the native protocol that are read.
const (
	espRawBatch  = 93
	espPlaintext = 0x00
)

// espBinary reads the payload of a raw batch, or plaintext frames of which the raw batches count.
func (p *parser) espBinary(b []byte) error {
	if digits := bytes.TrimSpace(b); len(digits)%2 == 0 {
		if h, err := hex.DecodeString(string(digits)); err == nil {
			b = h
		}
	}
	if b[0] != espPlaintext {
		return p.espBatch(b)
	}
	for len(b) > 0 {
		if b[0] != espPlaintext {
			return &brush.FieldError{Field: "frame", Reason: "must start with a zero; encrypted frames are not read"}
		}
		size, n := binary.Uvarint(b[1:])
		if n <= 0 {
			return &brush.FieldError{Field: "frame.length", Reason: "is cut short"}
		}
		b = b[1+n:]
		kind, n := binary.Uvarint(b)
		if n <= 0 {
			return &brush.FieldError{Field: "frame.type", Reason: "is cut short"}
		}
		if b = b[n:]; size > uint64(len(b)) {
			return &brush.FieldError{Field: "frame.length", Reason: "goes past the end"}
		}
		if kind == espRawBatch {
			if err := p.espBatch(b[:size]); err != nil {
				return err
			}
		}
		b = b[size:]
	}
	return nil
}

// espBatch reads message 93: field 1 repeated, each an advertisement of 1 address, 2 signal strength (zigzag), 4 data.
func (p *parser) espBatch(b []byte) error {
	return protobuf(b, "advertisements", func(field uint64, v uint64, one []byte) error {
		if field != 1 || one == nil {
			return nil
		}
		f := brush.Frame{At: p.now}
		var ad []byte
		err := protobuf(one, "advertisements.data", func(field uint64, v uint64, b []byte) error {
			switch {
			case field == 1 && b == nil:
				if v >= 1<<48 {
					return &brush.FieldError{Field: "advertisements.address", Reason: "has more than 48 bits"}
				}
				f.Device = addressOf([6]byte{byte(v >> 40), byte(v >> 32), byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)})
			case field == 2 && b == nil:
				if s := int64(v>>1) ^ -int64(v&1); s < 0 && s >= -127 {
					f.RSSI = brush.Some(int8(s))
				}
			case field == 4 && b != nil:
				ad = b
			}
			return nil
		})
		if err != nil {
			return err
		}
		if f.Device == "" {
			return &brush.FieldError{Field: "advertisements.address", Reason: "is missing"}
		}
		return p.structures(f, ad)
	})
}

// protobuf calls fn for each field: b is nil for a number, never nil for bytes.
func protobuf(in []byte, name string, fn func(field, v uint64, b []byte) error) error {
	short := &brush.FieldError{Field: name, Reason: "is no protocol buffer, or cut short"}
	for len(in) > 0 {
		tag, n := binary.Uvarint(in)
		if n <= 0 {
			return short
		}
		in = in[n:]
		var v uint64
		var b []byte
		switch tag & 7 {
		case 0:
			if v, n = binary.Uvarint(in); n <= 0 {
				return short
			}
			in = in[n:]
		case 1, 5:
			n = 8
			if tag&7 == 5 {
				n = 4
			}
			if len(in) < n {
				return short
			}
			in = in[n:]
			continue
		case 2:
			size, n := binary.Uvarint(in)
			if n <= 0 || size > uint64(len(in)-n) {
				return short
			}
			b, in = in[n:n+int(size):n+int(size)], in[n+int(size):]
		default:
			return short
		}
		if err := fn(tag>>3, v, b); err != nil {
			return err
		}
	}
	return nil
}

// bluez reads the properties of a device, or a signal with them as busctl monitor writes it.
func (p *parser) bluez(o object) error {
	_, payload := o.first("payload")
	if payload == nil {
		return p.properties(o, "")
	}
	path, err := o.text("path")
	if err != nil {
		return err
	}
	inner, err := o.inner("payload")
	if err != nil {
		if len(unwrap(payload)) > 0 && unwrap(payload)[0] == '[' {
			return p.signal(o, path, unwrap(payload))
		}
		return err
	}
	return p.properties(inner, path)
}

// signal finds a device's properties in the arguments of PropertiesChanged or InterfacesAdded; other signals say nothing here.
func (p *parser) signal(o object, path string, args json.RawMessage) error {
	var list []json.RawMessage
	if json.Unmarshal(args, &list) != nil || len(list) < 2 {
		return nil
	}
	const device = "org.bluez.Device1"
	var first string
	if json.Unmarshal(list[0], &first) != nil {
		return nil
	}
	at, err := p.when(object{in: o.in, fields: micros(o.fields["timestamp-realtime"])}, "timestamp-realtime")
	if err != nil {
		return err
	}
	was := p.now
	p.now = at
	defer func() { p.now = was }()
	props, err := parseObject(list[1], o.in+"payload.data.")
	if err != nil {
		return nil
	}
	if first == device {
		return p.properties(props, path)
	}
	if raw, ok := props.fields[device]; ok {
		if props, err = parseObject(unwrap(raw), o.in+"payload.data."); err != nil {
			return err
		}
		return p.properties(props, first)
	}
	return nil
}

// micros turns microseconds since 1970 into a time that when reads; busctl writes them so.
func micros(raw json.RawMessage) map[string]json.RawMessage {
	var us int64
	if raw == nil || json.Unmarshal(raw, &us) != nil || us < 0 || us > 2e17 {
		return nil
	}
	return map[string]json.RawMessage{"timestamp-realtime": json.RawMessage(`"` + time.UnixMicro(us).UTC().Format(time.RFC3339Nano) + `"`)}
}

// properties reads Device1's. The values may be bare, or variants as busctl writes them.
func (p *parser) properties(o object, path string) error {
	for name, raw := range o.fields {
		o.fields[name] = unwrap(raw)
	}
	if o.fields["ManufacturerData"] == nil && o.fields["ServiceData"] == nil {
		return nil // a name, or a signal strength alone
	}
	if o.fields["Address"] == nil {
		if i := strings.LastIndex(path, "/dev_"); i >= 0 {
			if a := address(path[i+len("/dev_"):]); a != "" {
				o.fields["Address"] = json.RawMessage(`"` + a + `"`)
			}
		}
	}
	var f brush.Frame
	var err error
	if f.Device, err = p.device(o, "Address"); err != nil {
		return err
	}
	if f.At, err = p.when(o, "at"); err != nil {
		return err
	}
	if f.RSSI, err = o.rssi(); err != nil {
		return err
	}
	if f.Source, err = o.source("source"); err != nil {
		return err
	}
	if err := p.byCompany(f, o, 10, "ManufacturerData"); err != nil {
		return err
	}
	return p.byService(f, o, "ServiceData")
}
