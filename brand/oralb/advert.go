package oralb

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Lengths of manufacturer data [oralb-1] [oralb-16].
const (
	advertLen   = 11 // protocol 2 and later
	advertLenV1 = 9  // protocol 1: the same without the last two bytes
	chargerLen  = 14
	chargerMark = 0xA2
)

// The flag byte [oralb-6].
const (
	flagHigh        = 0x80
	flagSlowed      = 0x40 // not on iO handles, where the bit rests at one or zero without a meaning
	flagPowerButton = 0x08
	flagModeButton  = 0x04
)

const (
	modeNone    = 0xFF // the handle does not say a mode [oralb-8]
	maxMinutes  = 119  // a timer of two hours or more is no brushing [oralb-7]
	maxSeconds  = 59
	sectorLast  = 7 // [oralb-9]
	sectorDeals = 4 // the sectors of a handle that does not say how many it has [oralb-9]
)

// decodeAdvert reads manufacturer data. A field outside its range is left out; the rest stands [oralb-3]. It is the hot path of the
// house: one pass, tables instead of branches, no allocation, few calls.
func decodeAdvert(p []byte, r *brush.Reading) brand.Verdict {
	if len(p) != advertLen || p[0] == 0 {
		return decodeOtherAdvert(p, r)
	}
	b := (*[advertLen]byte)(p)
	protocol, flags, place := b[0], b[4], b[8]
	table := tableOf(b[1], protocol)
	activity := activities[b[3]]

	r.Protocol = brush.Opt[uint8]{V: protocol, OK: true}
	r.ModelID = brush.Opt[uint16]{V: uint16(b[1]), OK: true}
	r.Firmware = brush.Opt[uint16]{V: uint16(b[2]), OK: true}
	r.Table = brush.Opt[uint8]{V: table, OK: true}
	r.Activity = brush.Opt[brush.Activity]{V: activity, OK: true}
	if b[5] <= maxMinutes && b[6] <= maxSeconds {
		r.Elapsed = brush.Opt[uint32]{V: uint32(b[5])*60 + uint32(b[6]), OK: true}
	}
	if b[7] != modeNone {
		r.Mode = brush.Opt[brush.Mode]{V: brush.NewMode(table, b[7]), OK: true}
	}
	r.Pressure = brush.Opt[brush.Pressure]{V: brush.PressureNormal + brush.Pressure(flags>>7), OK: true}
	r.Face = brush.Opt[uint8]{V: place >> 3 & 7, OK: true}
	r.PowerButton = brush.Opt[bool]{V: flags&flagPowerButton != 0, OK: true}
	r.ModeButton = brush.Opt[bool]{V: flags&flagModeButton != 0, OK: true}
	if table == TableSmart {
		r.MotorSlowed = brush.Opt[bool]{V: flags&flagSlowed != 0, OK: true}
	}

	count := b[10] & 7 // zero is "not said", never a count [oralb-11]
	if count != 0 {
		r.Sectors = brush.Opt[uint8]{V: count, OK: true}
	}
	if activity != brush.Running {
		return brand.Understood // the handle keeps the last sector after brushing [oralb-9]
	}
	sector := place & 7
	if sector == sectorLast {
		sector = count
		if count == 0 {
			sector = sectorDeals
		}
	}
	if sector == 0 || count != 0 && sector > count {
		return brand.Understood
	}
	r.Sector = brush.Opt[uint8]{V: sector, OK: true}
	if percent := b[9] & 0x7F; hasPercent(protocol) && percent <= 100 {
		r.SectorPercent = brush.Opt[uint8]{V: percent, OK: true}
	}
	return brand.Understood
}

// decodeOtherAdvert reads the lengths of protocol 1 and of chargers [oralb-1].
func decodeOtherAdvert(b []byte, r *brush.Reading) brand.Verdict {
	switch {
	case len(b) == advertLenV1 && b[0] == 1: // of a later protocol it would be cut short
		var p [advertLen]byte // protocol 1 reads no meaning into the two zeros at the end
		copy(p[:], b)
		return decodeAdvert(p[:], r)
	case len(b) == chargerLen && b[1] == chargerMark:
		return brand.NotABrush
	}
	return brand.Unknown
}

// hasPercent reports whether byte 9 of the protocol's adverts is a percentage [oralb-10].
func hasPercent(protocol uint8) bool { return protocol-2 <= 2 }

// activities is the state byte [oralb-5]. What nobody has named stays brush.Unknown.
var activities = [256]brush.Activity{
	1:   brush.Starting,
	2:   brush.Idle,
	3:   brush.Running,
	4:   brush.Charging,
	5:   brush.Settings,
	6:   brush.FlightMode,
	7:   brush.Charging, // on the charger, which it may not use now
	8:   brush.Menu,
	9:   brush.Paused,
	10:  brush.Summary,
	113: brush.Testing,
	114: brush.Testing,
	115: brush.Sleeping,
	116: brush.FlightMode,
	117: brush.Testing,
}
