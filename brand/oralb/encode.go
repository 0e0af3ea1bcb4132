package oralb

import "github.com/enamel-home/enamel/brush"

// states is the byte for each activity: the inverse of activities, with the commonest byte where several say the same.
var states = [brush.Activities]uint8{
	brush.Unknown:    0,
	brush.Starting:   1,
	brush.Idle:       2,
	brush.Running:    3,
	brush.Charging:   4,
	brush.Settings:   5,
	brush.FlightMode: 6,
	brush.Menu:       8,
	brush.Paused:     9,
	brush.Summary:    10,
	brush.Testing:    113,
	brush.Sleeping:   115,
}

// encode says a reading as an advertisement. Anything that an advertisement of that protocol cannot say makes it refuse: it listens to
// itself, and takes only what it hears back.
func encode(r *brush.Reading) (brush.Frame, bool) {
	if r.ModelID.V > 0xFF || r.Firmware.V > 0xFF || r.Elapsed.V > maxMinutes*60+maxSeconds || r.Activity.V >= brush.Activities || r.Face.V > 7 {
		return brush.Frame{}, false
	}
	protocol, model := r.Protocol.V, uint8(r.ModelID.V)
	b := make([]byte, advertLen)
	b[0], b[1], b[2] = protocol, model, uint8(r.Firmware.V)
	b[3] = states[r.Activity.V]
	b[4] = flags(r, tableOf(model, protocol))
	b[5], b[6] = uint8(r.Elapsed.V/60), uint8(r.Elapsed.V%60)
	if !r.Elapsed.OK {
		b[5], b[6] = 0xFF, 0xFF // no handle was seen without a timer; this reads as none [oralb-7]
	}
	b[7] = modeNone
	if r.Mode.OK {
		b[7] = r.Mode.V.Code()
	}
	// The last sector of a routine has a number of its own [oralb-9].
	sector := r.Sector.V
	if r.Sectors.OK && sector == r.Sectors.V {
		sector = sectorLast
	}
	b[8] = r.Face.V<<3 | sector&7
	switch {
	case hasPercent(protocol) && r.SectorPercent.OK:
		b[9] = r.SectorPercent.V
	case hasPercent(protocol) && r.Sector.OK:
		b[9] = 0x7F // no percentage
	case protocol == 8:
		b[9] = 4 // as handles with the pacer on have it; no meaning is known [oralb-10]
	}
	b[10] = r.Sectors.V
	if protocol == 1 {
		b = b[:advertLenV1]
	}
	var heard brush.Reading
	if decodeAdvert(b, &heard); heard != *r {
		return brush.Frame{}, false
	}
	return brush.Frame{Kind: brush.Advert, Company: brush.Some(uint16(Company)), Payload: b}, true
}

// flags returns the flag byte, with the unexplained bits as a handle of that generation has them at rest [oralb-6].
func flags(r *brush.Reading, table uint8) uint8 {
	var f uint8
	switch {
	case table == TableIO && r.Protocol.V <= firstIO:
		f = 0x52
	case table == TableIO:
		f = 0x32
	case r.Protocol.V >= 2:
		f = 0x30
	}
	if r.Pressure.V == brush.PressureHigh {
		f |= flagHigh
		if table == TableIO {
			f &^= flagSlowed
		}
	}
	if r.MotorSlowed.V {
		f |= flagSlowed
	}
	if r.PowerButton.V {
		f |= flagPowerButton
	}
	if r.ModeButton.V {
		f |= flagModeButton
	}
	return f
}

// virtual is an iO of model 50 at rest in the daily clean, on a routine of six sectors.
func virtual() brush.Reading {
	return brush.Reading{
		Protocol:    brush.Some(uint8(6)),
		ModelID:     brush.Some(uint16(0x32)),
		Firmware:    brush.Some(uint16(0x6E)),
		Table:       brush.Some(uint8(TableIO)),
		Activity:    brush.Some(brush.Idle),
		Elapsed:     brush.Some(uint32(0)),
		Mode:        brush.Some(brush.NewMode(TableIO, 0)),
		Sectors:     brush.Some(uint8(6)),
		Pressure:    brush.Some(brush.PressureNormal),
		Face:        brush.Some(uint8(0)),
		PowerButton: brush.Some(false),
		ModeButton:  brush.Some(false),
	}
}
