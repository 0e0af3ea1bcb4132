package oralb

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Said is the format of a report by somebody who decoded an advertisement and dropped its bytes: what is certain of it, and no more
// [oralb-21].
const Said = "oralb-said"

const saidLen = 10

// The bits of a said report's first byte: which of the values behind it were said.
const (
	saidState = 1 << iota
	saidFlags
	saidTimer
	saidMode
	saidSector
	saidFace
	saidCount
	saidBattery
)

// decodeSaid reads a said report. As in an advertisement a value outside its range is left out, and the others stand.
func decodeSaid(b []byte, r *brush.Reading) brand.Verdict {
	if len(b) != saidLen || b[0] == 0 {
		return brand.Unknown
	}
	said := b[0]
	if said&saidState != 0 {
		r.Activity = brush.Some(activities[b[1]])
	}
	if said&saidFlags != 0 {
		r.Pressure = brush.Some(brush.PressureNormal + brush.Pressure(b[2]>>7))
		r.PowerButton = brush.Some(b[2]&flagPowerButton != 0)
		r.ModeButton = brush.Some(b[2]&flagModeButton != 0)
	}
	if said&saidTimer != 0 && b[3] <= maxMinutes && b[4] <= maxSeconds {
		r.Elapsed = brush.Some(uint32(b[3])*60 + uint32(b[4]))
	}
	if table := b[5]; said&saidMode != 0 && b[6] != modeNone && table <= TableIO {
		r.Mode = brush.Some(brush.NewMode(table, b[6]))
		if table != 0 {
			r.Table = brush.Some(table)
		}
	}
	if said&saidFace != 0 {
		r.Face = brush.Some(b[7] >> 3 & 7)
	}
	if count := b[8]; said&saidCount != 0 && count >= 1 && count <= maxSectors {
		r.Sectors = brush.Some(count)
	}
	if said&saidBattery != 0 && b[9] <= 100 {
		r.Battery = brush.Some(b[9])
	}
	if said&saidSector != 0 && r.Activity.V == brush.Running { // the handle keeps the last sector after brushing [oralb-9]
		sector := b[7] & 7
		if sector == sectorLast {
			sector = r.Sectors.V // the last of how many is not known, when nobody says: left out
		}
		if sector != 0 && (!r.Sectors.OK || sector <= r.Sectors.V) {
			r.Sector = brush.Some(sector)
		}
	}
	if *r == (brush.Reading{}) {
		return brand.Unknown
	}
	return brand.Understood
}
