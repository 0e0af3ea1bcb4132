package relay

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/enamel-home/enamel/brush"
)

// The AD types that carry what makers say [Bluetooth Core Specification Supplement 11 Part A].
const (
	adService16  = 0x16
	adService128 = 0x21
	adMaker      = 0xFF
)

// structures adds a frame for each manufacturer and service datum of advertising data. A structure that goes past the end is cut off by
// the radio that heard it: those before it stand.
func (p *parser) structures(head brush.Frame, ad []byte) error {
	head.Kind = brush.Advert
	for len(ad) > 1 {
		n := int(ad[0])
		if n == 0 { // padding between advertising data and scan response
			ad = ad[1:]
			continue
		}
		if n >= len(ad) {
			return nil
		}
		kind, b := ad[1], ad[2:1+n]
		ad = ad[1+n:]
		f := head
		switch {
		case kind == adMaker && len(b) >= 2:
			f.Company, f.Payload = brush.Some(binary.LittleEndian.Uint16(b)), b[2:]
		case kind == adService16 && len(b) >= 2:
			f.UUID, f.Payload = brush.UUID16(binary.LittleEndian.Uint16(b)), b[2:]
		case kind == adService128 && len(b) >= 16:
			f.UUID = brush.UUID(b[:16])
			slices.Reverse(f.UUID[:])
			f.Payload = b[16:]
		default:
			continue
		}
		if f.UUID.IsZero() && !f.Company.OK {
			continue
		}
		if err := p.add(f); err != nil {
			return err
		}
	}
	return nil
}

// makerData adds a frame for manufacturer data that starts with the company id, low byte first.
func (p *parser) makerData(head brush.Frame, b []byte, o object, name string) error {
	if len(b) < 2 {
		return o.no(name, "is too short for a company id")
	}
	head.Kind, head.Company, head.Payload = brush.Advert, brush.Some(binary.LittleEndian.Uint16(b)), b[2:]
	return p.add(head)
}

// byCompany adds a frame for each entry of an object from company ids, in numbers of that base, to bytes without the id.
func (p *parser) byCompany(head brush.Frame, o object, base int, name string) error {
	m, err := o.inner(name)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(m.fields)) {
		digits, radix := key, base
		if len(key) > 2 && (key[:2] == "0x" || key[:2] == "0X") {
			digits, radix = key[2:], 16
		}
		id, err := strconv.ParseUint(digits, radix, 16)
		if err != nil {
			return o.no(name, "holds a key that is no company id")
		}
		f := head
		if f.Payload, err = parseBytes(unwrap(m.fields[key]), o.in+name+"."+strconv.FormatUint(id, radix)); err != nil {
			return err
		}
		f.Kind, f.Company = brush.Advert, brush.Some(uint16(id))
		if err := p.add(f); err != nil {
			return err
		}
	}
	return nil
}

// byService adds a frame for each entry of an object from service UUIDs to bytes.
func (p *parser) byService(head brush.Frame, o object, name string) error {
	m, err := o.inner(name)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(m.fields)) {
		f := head
		var ok bool
		if f.UUID, ok = uuid(key); !ok {
			return o.no(name, "holds a key that is no service UUID")
		}
		if f.Payload, err = parseBytes(unwrap(m.fields[key]), o.in+name+"."+f.UUID.String()); err != nil {
			return err
		}
		f.Kind = brush.Advert
		if err := p.add(f); err != nil {
			return err
		}
	}
	return nil
}

func uuid(s string) (brush.UUID, bool) {
	if len(s) == 6 && (s[:2] == "0x" || s[:2] == "0X") {
		s = s[2:]
	}
	u, ok := brush.ParseUUID([]byte(s))
	return u, ok && !u.IsZero()
}

// inner returns an object in a field; empty for none.
func (o object) inner(name string) (object, error) {
	_, raw := o.first(name)
	if raw == nil {
		return object{}, nil
	}
	return parseObject(unwrap(raw), o.in+name+".")
}

// unwrap takes the value out of a D-Bus variant as busctl writes it: {"type":"ay","data":[...]}.
func unwrap(raw json.RawMessage) json.RawMessage {
	for range maxDepth {
		var v struct {
			Type string          `json:"type"`
			Data json.RawMessage `json:"data"`
		}
		if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &v) != nil || v.Type == "" || v.Data == nil {
			return raw
		}
		raw = v.Data
	}
	return raw
}
