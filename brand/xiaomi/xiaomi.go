// Package xiaomi reads the advertisements of Xiaomi's toothbrushes; the numbered clauses that its comments cite are in README.md.
package xiaomi

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Service is the service whose data the advertisements carry; everything that Xiaomi makes uses it [xiaomi-1].
const Service = 0xFE95

// Said is the format of a report by somebody who decoded an advertisement and dropped its bytes [xiaomi-11].
const Said = "xiaomi-said"

// KeyLen is the length of a handle's key in bytes [xiaomi-8].
const KeyLen = 16

// Spec is what the house knows of the maker.
var Spec = brand.Spec{
	ID:      "xiaomi",
	Name:    "Xiaomi",
	Claims:  claims,
	Decode:  decode,
	Explain: explain,
	Unlock:  unlock,
	Who:     who,
	Tells:   brand.Tells{Battery: true},
	Models:  models,
}

// The products that are toothbrushes [xiaomi-3].
const (
	productT500  = 0x0489
	productT700  = 0x0806
	productT700i = 0x1790
	productT501  = 0x3B94
)

var models = map[uint16]string{
	productT500:  "T500",
	productT700:  "T700",
	productT700i: "T700i",
	productT501:  "T501",
}

var service = brush.UUID16(Service)

// claims takes toothbrushes alone: a thermometer of the same service is somebody else's [xiaomi-3].
func claims(f *brush.Frame) bool {
	if f.Kind == brush.Report {
		return f.Format == Said
	}
	if f.Kind != brush.Advert || f.Company.OK || f.UUID != service || len(f.Payload) < headerLen {
		return false
	}
	switch binary.LittleEndian.Uint16(f.Payload[2:]) {
	case productT500, productT700, productT700i, productT501:
		return true
	}
	return false
}

// decode reads what is not encrypted.
func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	var b beacon
	switch {
	case f.Kind == brush.Report:
		return said(f.Payload, r)
	case !b.parse(f):
		return brand.Unknown
	case b.encrypted():
		return brand.Locked
	}
	return b.read(b.rest, r)
}

// who reads the outside, which is never encrypted.
func who(f *brush.Frame, r *brush.Reading) {
	var b beacon
	if b.parse(f) {
		b.identity(r)
	}
}

// unlock reads what is encrypted with the handle's key, and everything else as decode does.
func unlock(f *brush.Frame, key []byte, r *brush.Reading) brand.Verdict {
	var b beacon
	if f.Kind == brush.Report {
		return said(f.Payload, r)
	}
	if !b.parse(f) {
		return brand.Unknown
	}
	if !b.encrypted() {
		return b.read(b.rest, r)
	}
	var room [longest]byte
	plain, ok := b.open(key, &room)
	if !ok {
		return brand.WrongKey
	}
	v := b.read(plain, r)
	if r.Event.OK {
		r.Event.V.Counter = brush.Some(b.counter())
	}
	return v
}

// said reads what somebody else decoded of a brushing: that it began or ended, and no more [xiaomi-11].
func said(b []byte, r *brush.Reading) brand.Verdict {
	if len(b) != 1 || !event(brush.Event{}, b[0], nil, r) {
		return brand.Unknown
	}
	return brand.Understood
}
