// Package oralb reads and speaks the Bluetooth formats of Oral-B handles; the numbered clauses that its comments cite are in README.md.
package oralb

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Company is the Bluetooth company identifier under which handles and chargers advertise [oralb-1].
const Company = 0x00DC

// The two mode tables [oralb-8], as brush.Mode and brush.Reading number them.
const (
	TableSmart = 1 // handles with an oscillating motor: D21, D36, D601, D700, D701, D706
	TableIO    = 2 // the iO series
)

// Spec is what the house knows of the maker.
var Spec = brand.Spec{
	ID:      "oralb",
	Name:    "Oral-B",
	Claims:  claims,
	Decode:  decode,
	Encode:  encode,
	Explain: explain,
	Tells:   brand.Tells{Live: true, Pressure: true, Pacer: true, Records: true},
	Modes:   modes,
	Models:  models,
	Virtual: virtual,

	Dialogue: newDialogue,
	Follow:   newFollow,
	Due:      due,
	Air: brand.Air{Companies: []uint16{Company}, Names: []string{"Oral-B"},
		Talks: []brush.UUID{char(serviceBrush), char(serviceSettings)}},
}

// The services [oralb-12].
const (
	serviceBrush    = 0xFF00
	serviceSettings = 0xFF20
)

// vendorUUID is the form of every characteristic of the maker; the two bytes at 2 number it [oralb-12].
var vendorUUID = brush.MustUUID("a0f00000-5047-4d53-8208-4f72616c2d42")

// number returns the two bytes that number one of the maker's characteristics; ok is false for anybody else's.
func number(u *brush.UUID) (n uint16, ok bool) {
	n = uint16(u[2])<<8 | uint16(u[3])
	v := *u
	v[2], v[3] = 0, 0
	return n, v == vendorUUID
}

func claims(f *brush.Frame) bool {
	switch f.Kind {
	case brush.Advert:
		return f.Company.OK && f.Company.V == Company
	case brush.Notify, brush.Read:
		_, ok := number(&f.UUID)
		return ok
	case brush.Report:
		return f.Format == Said
	}
	return false
}

func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	if f.Kind == brush.Advert {
		return decodeAdvert(f.Payload, r)
	}
	if f.Kind == brush.Report && f.Format == Said {
		return decodeSaid(f.Payload, r)
	}
	return decodeCharacteristic(f, r)
}
