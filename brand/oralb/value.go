package oralb

import (
	"encoding/binary"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// The characteristics that say something a Reading can hold [oralb-13]. The others are kept, and not read.
const (
	charIdentity = 0xFF02
	charState    = 0xFF04
	charBattery  = 0xFF05
	charButton   = 0xFF06
	charMode     = 0xFF07
	charTimer    = 0xFF08
	charSector   = 0xFF09
	charFace     = 0xFF0A
	charPressure = 0xFF0B
	charClock    = 0xFF22
	charSectors  = 0xFF26
	charRecord   = 0xFF29
	charHead     = 0xFF2D

	chargerFirst = 0x3C00 // to 0x3EFF: the charger's own service [oralb-16]
	chargerEnd   = 0x3F00
)

const (
	maxFace      = 11
	maxSectors   = 8
	sectorNone   = 0xF0
	sectorFinal  = 0xFF
	headOff      = 0xFF
	longestValue = 2 * 60 * 60 // s, of a routine or a stored session
	latestStart  = 50 * 365 * 24 * 60 * 60
)

// decodeCharacteristic reads the value of a characteristic. Lengths decide between generations; a length that nobody has
// described is not read.
func decodeCharacteristic(f *brush.Frame, r *brush.Reading) brand.Verdict {
	n, ok := number(&f.UUID)
	if !ok || f.Kind != brush.Notify && f.Kind != brush.Read {
		return brand.Unknown
	}
	if n >= chargerFirst && n < chargerEnd {
		return brand.NotABrush
	}
	b := f.Payload
	switch n {
	case charIdentity:
		ok = identity(b, r)
	case charState:
		if ok = len(b) == 1 || len(b) == 2; ok {
			r.Activity = brush.Some(activities[b[0]])
		}
	case charBattery:
		if ok = len(b) > 0 && b[0] <= 100; ok {
			r.Battery = brush.Some(b[0])
		}
	case charButton:
		ok = button(b, r)
	case charMode:
		// The table is not known here: other evidence of the same handle says it.
		if ok = len(b) == 1 && b[0] != modeNone; ok {
			r.Mode = brush.Some(brush.NewMode(0, b[0]))
		}
	case charTimer:
		if ok = len(b) == 2 && b[0] <= maxMinutes && b[1] <= maxSeconds; ok {
			r.Elapsed = brush.Some(uint32(b[0])*60 + uint32(b[1]))
		}
	case charSector:
		ok = sector(f.Kind, b, r)
	case charFace:
		if ok = len(b) == 1 && b[0] <= maxFace; ok {
			r.Face = brush.Some(b[0])
		}
	case charPressure:
		ok = pressure(b, r)
	case charClock:
		if ok = len(b) == 4; ok {
			r.Clock = brush.Some(binary.LittleEndian.Uint32(b))
		}
	case charSectors:
		ok = routine(b, r)
	case charRecord:
		ok = record(b, r)
	case charHead:
		if ok = len(b) == 5 && b[0] != headOff; ok {
			r.HeadDays = brush.Some(binary.LittleEndian.Uint16(b[1:]))
			r.HeadSeconds = brush.Some(uint32(binary.LittleEndian.Uint16(b[3:])))
		}
	default:
		ok = false
	}
	if !ok {
		return brand.Unknown
	}
	return brand.Understood
}

// identity reads who the handle is; before protocol 3 it says its platform alone [oralb-13].
func identity(b []byte, r *brush.Reading) bool {
	switch len(b) {
	case 1:
		r.Table = brush.Some(tableOf(b[0], 1))
	case 3:
		r.Table = brush.Some(tableOf(b[0], b[1]))
		r.Protocol = brush.Some(b[1])
		r.Firmware = brush.Some(uint16(b[2]))
	default:
		return false
	}
	r.ModelID = brush.Some(uint16(b[0]))
	return true
}

// button reads which button is down: two flags on old handles, one number on new ones [oralb-13].
func button(b []byte, r *brush.Reading) bool {
	switch {
	case len(b) == 2 && b[0] <= 1 && b[1] <= 1:
		r.PowerButton, r.ModeButton = brush.Some(b[0] == 1), brush.Some(b[1] == 1)
	case len(b) == 4 && b[0] <= 2:
		r.PowerButton, r.ModeButton = brush.Some(b[0] == 1), brush.Some(b[0] == 2)
	default:
		return false
	}
	return true
}

// sector reads the pacer. The form of three bytes is an iO's, counts from zero, and moves only while the motor is on: a value that was
// read and not notified may be left over from the last brushing. Of the older form only the count is certain [oralb-14].
func sector(kind brush.FrameKind, b []byte, r *brush.Reading) bool {
	switch len(b) {
	case 2:
		if b[1] == 0 || b[1] >= maxSectors {
			return false
		}
		r.Sectors = brush.Some(b[1])
		return true
	case 3:
		r.Table = brush.Some(uint8(TableIO))
		count := b[2]
		if count == 0 || count >= maxSectors {
			return true // the pacer is off
		}
		r.Sectors = brush.Some(count)
		switch {
		case kind != brush.Notify || b[0] == sectorNone:
		case b[0] == sectorFinal:
			r.Sector = brush.Some(count)
		case b[0] < count:
			r.Sector = brush.Some(b[0] + 1)
		}
		return true
	}
	return false
}

// pressure reads the pressure: a flag byte on old handles; class, clocks and a signed force on new ones [oralb-15].
func pressure(b []byte, r *brush.Reading) bool {
	switch {
	case len(b) == 1:
		r.Pressure = brush.Some(brush.PressureNormal + brush.Pressure(b[0]>>7))
		r.MotorSlowed = brush.Some(b[0]&flagSlowed != 0)
		return true
	case len(b) >= 5 && b[0] <= 2:
		r.Pressure = brush.Some(brush.PressureLow + brush.Pressure(b[0]))
		r.Force = brush.Some(int16(binary.LittleEndian.Uint16(b[3:])))
		return true
	}
	return false
}

// routine reads the length of every sector: bytes on an iO, words before. All zero: the pacer is off, and no length is known.
func routine(b []byte, r *brush.Reading) bool {
	var total uint32
	var count uint8
	for i := range maxSectors {
		var s uint16
		switch len(b) {
		case maxSectors:
			s = uint16(b[i])
		case 2 * maxSectors:
			s = binary.LittleEndian.Uint16(b[2*i:])
		default:
			return false
		}
		if s != 0 {
			count++
			total += uint32(s)
		}
	}
	if total == 0 || total > longestValue {
		return false
	}
	r.Sectors, r.Target = brush.Some(count), brush.Some(uint16(total))
	return true
}

// record reads a stored session. The characteristic also returns what other reads left in the handle's buffer, so a value is a record
// only when everything in it can be true [oralb-17].
func record(b []byte, r *brush.Reading) bool {
	var rec brush.Record
	var ok bool
	switch {
	case len(b) == 16:
		ok = oldRecord(b, &rec)
	case len(b) >= 21:
		ok = newRecord(b, &rec)
	}
	if !ok || rec.Start == 0 || rec.Start > latestStart || rec.Duration == 0 || rec.Duration > longestValue {
		return false
	}
	kept := rec
	r.Record = &kept
	return true
}

// newRecord reads the 21 bytes of an iO [oralb-19].
func newRecord(b []byte, rec *brush.Record) bool {
	mode, battery := b[19], b[20]
	if mode >= 16 || battery > 100 && battery != 0xFF {
		return false
	}
	rec.Start = binary.LittleEndian.Uint32(b)
	rec.Duration = uint32(binary.LittleEndian.Uint16(b[8:]))
	owner(b[4:], rec)
	plan(b[6:], rec)
	const tenth = time.Second / 10
	rec.High = within(time.Duration(binary.LittleEndian.Uint16(b[10:]))*tenth, rec.Duration)
	rec.Low = within(time.Duration(binary.LittleEndian.Uint16(b[12:]))*tenth, rec.Duration)
	rec.ForceMean, rec.ForceMax = brush.Some(int16(b[14])*100), brush.Some(int16(b[15])*100)
	rec.HighTimes, rec.LowTimes = brush.Some(b[16]), brush.Some(b[17])
	rec.Mode = brush.Some(brush.NewMode(TableIO, mode))
	if battery <= 100 {
		rec.Battery = brush.Some(battery)
	}
	return true
}

// oldRecord reads the 16 bytes of protocols 1 to 4 [oralb-18]. The record does not say which protocol it is, so what differs between
// them is only taken where just one reading can be true.
func oldRecord(b []byte, rec *brush.Record) bool {
	mode, battery := b[7], b[11]
	if mode >= 16 || battery > 100 && battery != 0xFF {
		return false
	}
	rec.Start = binary.LittleEndian.Uint32(b)
	rec.Duration = uint32(binary.LittleEndian.Uint16(b[4:]))
	rec.Mode = brush.Some(brush.NewMode(TableSmart, mode))
	if high := uint32(binary.LittleEndian.Uint16(b[8:])); high == 0 {
		rec.High = brush.Some(time.Duration(0))
	} else if high > rec.Duration {
		rec.High = within(time.Duration(high)*time.Second/10, rec.Duration)
	}
	rec.HighTimes = brush.Some(b[10])
	if battery <= 100 {
		rec.Battery = brush.Some(battery)
	}
	const quarter = 90 * 24 * 60 * 60
	if charged := binary.LittleEndian.Uint32(b[12:]); charged > rec.Start || rec.Start-charged > quarter {
		plan(b[12:], rec)
		owner(b[14:], rec)
	} // else these bytes may be the last full charge of protocol 1
	return true
}

// plan reads a word of target and sectors; zero is "not said".
func plan(b []byte, rec *brush.Record) {
	v := binary.LittleEndian.Uint16(b)
	if s := v & 0x1FFF; s != 0 && s <= longestValue {
		rec.Target = brush.Some(s)
	}
	if n := uint8(v >> 13); n != 0 {
		rec.Sectors = brush.Some(n)
	}
}

// owner reads a word of session number and user.
func owner(b []byte, rec *brush.Record) {
	v := binary.LittleEndian.Uint16(b)
	rec.ID, rec.UserID = brush.Some(uint32(v&0x1FFF)), brush.Some(uint8(v>>13))
}

// within returns a part of a session, absent when it is longer than the session. Handles round up by a second or two.
func within(part time.Duration, whole uint32) brush.Opt[time.Duration] {
	const rounding = 3 * time.Second
	if part > time.Duration(whole)*time.Second+rounding {
		return brush.Opt[time.Duration]{}
	}
	return brush.Some(part)
}
