// Package sonicare reads the Bluetooth formats of Philips Sonicare handles, and drives a connection to them; the numbered clauses that its
// comments cite are in README.md.
package sonicare

import (
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Company is the Bluetooth company identifier under which handles advertise [sonicare-1].
const Company = 0x01DD

// Spec is what the house knows of the maker. It has no voice: these handles advertise nothing that the simulator could say.
var Spec = brand.Spec{
	ID:       "sonicare",
	Name:     "Philips Sonicare",
	Claims:   claims,
	Decode:   decode,
	Explain:  explain,
	Dialogue: func([]byte) brand.Dialogue { return NewDialogue(Options{}) },
	Tells:    brand.Tells{Live: true, Pressure: true, Records: true},
	Modes:    modes,
	Models:   models,
	Limit:    2 * time.Hour,
	Air: brand.Air{Companies: []uint16{Company}, Services: []brush.UUID{attribute(1), condorService}, Names: []string{"Philips Sonicare", "Philips OHC", "Sonicare"},
		Talks: []brush.UUID{attribute(1), attribute(2), attribute(3), attribute(4), attribute(5), attribute(6), attribute(7), attribute(8), condorService,
			brush.UUID16(0x180A), brush.UUID16(0x180F)}},
}

// condorService is the service of the other language [sonicare-16].
var condorService = brush.MustUUID("e50ba3c0-af04-4564-92ad-fef019489de6")

// The families of attributes [sonicare-2]: in the classic one bytes 14 and 15 number an attribute, in the other two bytes 2 and 3 do.
var (
	classicUUID = brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d50000")
	condorUUID  = brush.MustUUID("e50b0000-af04-4564-92ad-fef019489de6")
	streamUUID  = brush.MustUUID("a6510000-4074-4131-bce9-56d4261bc7b1")
	sigUUID     = brush.UUID16(0)
)

// family says whose numbers an attribute's number is one of.
type family uint8

const (
	nobody family = iota
	classic
	condor
	stream
	sig // of the Bluetooth SIG: every maker has these
)

// number returns the family and the number of an attribute.
func number(u *brush.UUID) (family, uint16) {
	v := *u
	v[14], v[15] = 0, 0
	if v == classicUUID {
		return classic, uint16(u[14])<<8 | uint16(u[15])
	}
	n := uint16(u[2])<<8 | uint16(u[3])
	v = *u
	v[2], v[3] = 0, 0
	switch v {
	case condorUUID:
		return condor, n
	case streamUUID:
		return stream, n
	case sigUUID:
		return sig, n
	}
	return nobody, 0
}

// The attributes of the Bluetooth SIG that are read [sonicare-3].
const (
	sigBattery = 0x2A19
	sigModel   = 0x2A24
	sigMaker   = 0x2A29
)

func claims(f *brush.Frame) bool {
	switch f.Kind {
	case brush.Advert:
		if f.Company.OK {
			return f.Company.V == Company
		}
	case brush.Notify, brush.Read:
	default:
		return false
	}
	fam, n := number(&f.UUID)
	if fam != sig {
		return fam != nobody
	}
	switch n { // the others of the family are read when the handle is known to be ours [sonicare-3]
	case sigModel:
		_, ok := modelID(f.Payload)
		return ok
	case sigMaker:
		return string(f.Payload) == "Philips OHC"
	}
	return false
}

func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	if f.Kind != brush.Notify && f.Kind != brush.Read {
		return brand.Unknown // an advertisement says that a handle is near, and nothing of its brushing [sonicare-1]
	}
	ok := false
	switch fam, n := number(&f.UUID); fam {
	case classic:
		ok = value(n, f.Kind, f.Payload, r)
	case condor:
		ok = n == condorNotify && f.Kind == brush.Notify && condorValue(f.Payload, r)
	case sig:
		ok = standard(n, f.Payload, r)
	}
	if !ok {
		return brand.Unknown
	}
	return brand.Understood
}

// standard reads the attributes that every maker has.
func standard(n uint16, b []byte, r *brush.Reading) bool {
	if n != sigModel {
		return false // the battery is brand's
	}
	id, ok := modelID(b)
	if !ok {
		return false
	}
	r.ModelID = brush.Some(id)
	if t := tableOf(id); t != 0 {
		r.Table = brush.Some(t)
	}
	return true
}
