package sonicare

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brush"
)

// The classic attributes that say something a Reading can hold, or that a dialogue needs [sonicare-4]. The others are kept, and not read.
const (
	charState     = 0x4010
	charAvailable = 0x4020
	charRoutines  = 0x4022
	charClock     = 0x4050
	charMode      = 0x4080
	charRoutine   = 0x4082
	charElapsed   = 0x4090
	charTarget    = 0x4091
	charIntensity = 0x40B0
	charLatest    = 0x40D0
	charKind      = 0x40D5
	charSelect    = 0x40E0
	charRecord    = 0x4100
	charAction    = 0x4110
	charSensors   = 0x4120
	charSensor    = 0x4130
	charSerial    = 0x4230
	charLimit     = 0x4280
	charUsed      = 0x4290
	charRing      = 0x42C0
)

const (
	longest      = 2 * 60 * 60 // s on the brushing timer
	longestPlan  = 60 * 60     // s of a routine [sonicare-10]
	maxIntensity = 2
)

// states are the activities by 4010 [sonicare-7]. What is not there is not known.
var states = [...]brush.Opt[brush.Activity]{
	0: brush.Some(brush.Idle),
	1: brush.Some(brush.Idle),
	2: brush.Some(brush.Running),
	3: brush.Some(brush.Charging),
	4: brush.Some(brush.Sleeping),
	7: brush.Some(brush.Sleeping),
}

// progress are the activities by 4082 [sonicare-7].
var progress = [...]brush.Activity{brush.Idle, brush.Running, brush.Paused, brush.Summary, brush.Idle}

// value reads a classic attribute. A length that nobody has described is not read.
func value(n uint16, kind brush.FrameKind, b []byte, r *brush.Reading) (ok bool) {
	switch n {
	case charState:
		if ok = len(b) == 1 && int(b[0]) < len(states) && states[b[0]].OK; ok {
			r.Activity = states[b[0]]
			if b[0] == 4 {
				r.Table = brush.Some(uint8(TableKids)) // the weakest word of all [sonicare-6]
			}
		}
	case charRoutine:
		if ok = len(b) == 1 && int(b[0]) < len(progress); ok {
			r.Activity = brush.Some(progress[b[0]])
			r.Table = brush.Some(uint8(TableClassic))
		}
	case charElapsed:
		if v, whole := word(b); whole && v <= longest {
			r.Elapsed, ok = brush.Some(uint32(v)), true
		}
	case charTarget:
		if v, whole := word(b); whole && v > 0 && v <= longestPlan {
			r.Target, ok = brush.Some(v), true
		}
	case charMode:
		// The table is not known here: other evidence of the same handle says it.
		if ok = len(b) == 1; ok {
			r.Mode = brush.Some(brush.NewMode(0, b[0]))
		}
	case charAvailable:
		ok = available(b, r)
	case charRoutines:
		ok = routine(b, r)
	case charIntensity:
		if ok = len(b) == 1 && b[0] <= maxIntensity; ok {
			r.Intensity = brush.Some(b[0])
		}
	case charClock:
		if ok = len(b) == 4; ok {
			r.Clock = brush.Some(binary.LittleEndian.Uint32(b))
		}
	case charRecord:
		ok = record(kind, b, r)
	case charSensor:
		ok = kind == brush.Notify && sensor(b, r)
	case charSerial, charLimit, charUsed, charRing:
		ok = head(n, b, r)
	}
	if ok && kind == brush.Read && (r.Elapsed.OK || r.Mode.OK || r.Activity.OK) {
		r.Polled = true // it may lag, and the timer may be left over from the last brushing [sonicare-8]
	}
	return ok
}

func word(b []byte) (v uint16, ok bool) {
	if len(b) != 2 {
		return 0, false
	}
	return binary.LittleEndian.Uint16(b), true
}

// available reads which indices of modes there are: it tells families apart [sonicare-6].
func available(b []byte, r *brush.Reading) bool {
	v, ok := word(b)
	if !ok {
		return false
	}
	switch v {
	case 0x0005:
		r.Table = brush.Some(uint8(TableKids))
	case 0x0007:
		r.Table = brush.Some(uint8(TableClassic))
	case 0x000F:
		r.Table = brush.Some(uint8(TableModel | cleanWhiteGumDeep))
	case 0x0101:
		r.Table = brush.Some(uint8(TableRoutine))
	default:
		return false
	}
	return true
}

// routine reads 4022: one byte is the chosen routine itself, more are the list that the index points into [sonicare-6].
func routine(b []byte, r *brush.Reading) bool {
	if len(b) == 1 && int(b[0]) < len(routines) {
		r.Mode, r.Table = brush.Some(brush.NewMode(TableRoutine, b[0])), brush.Some(uint8(TableRoutine))
		return true
	}
	if bits, ok := listOf(b); ok {
		r.Table = brush.Some(TableList | bits)
		return true
	}
	return false
}

// record reads a stored session. Both forms that were captured have 16 bytes: the one that is read, and the one that is notified, which has
// the chunk's number before and one zero less behind [sonicare-10].
func record(kind brush.FrameKind, b []byte, r *brush.Reading) bool {
	const least = 13
	kids := kind == brush.Read
	switch {
	case kids && len(b) == 16:
	case !kids && (len(b) == 16 || len(b) == 17) && b[0] == 0:
		b = b[1:]
	default:
		return false
	}
	_ = b[least-1]
	start := binary.LittleEndian.Uint32(b)
	duration, target := binary.LittleEndian.Uint16(b[6:]), binary.LittleEndian.Uint16(b[8:])
	mode, intensity, id := b[10], b[11], b[12]
	if start == 0 || duration == 0 || target == 0 || target > longestPlan || uint32(duration) > 2*uint32(target) || duration > longest ||
		intensity > maxIntensity || mode > 15 || int(id) >= len(routines) {
		return false
	}
	r.Record = &brush.Record{
		ID:        brush.Some(uint32(binary.LittleEndian.Uint16(b[4:]))),
		Start:     start,
		Duration:  uint32(duration),
		Target:    brush.Some(target),
		Mode:      brush.Some(brush.NewMode(0, mode)),
		Intensity: brush.Some(intensity),
		Complete:  brush.Some(duration >= target),
	}
	switch {
	case kids:
		r.Record.Mode = brush.Some(brush.NewMode(TableKids, mode))
		r.Table = brush.Some(uint8(TableKids))
	case id != 0:
		r.Record.Mode = brush.Some(brush.NewMode(TableRoutine, id))
	case mode == 0:
		r.Record.Mode = brush.Some(brush.NewMode(TableClassic, mode)) // every list begins with it
	}
	return true
}

// The types of sensor frames [sonicare-11].
const (
	sensorPressure    = 1
	sensorTemperature = 2
)

// sensor reads a sensor's frame: pressure as a class, because nobody knows the unit of its force; temperature. Motion is not read.
func sensor(b []byte, r *brush.Reading) bool {
	if len(b) < 4 {
		return false
	}
	switch v := b[4:]; binary.LittleEndian.Uint16(b) {
	case sensorPressure:
		if len(v) == 3 && v[2] <= 2 {
			r.Pressure = brush.Some(brush.PressureNormal)
			if v[2] == 2 {
				r.Pressure = brush.Some(brush.PressureHigh)
			}
			return true
		}
	case sensorTemperature:
		if len(v) == 2 {
			r.Temperature = brush.Some(int16(uint32(binary.LittleEndian.Uint16(v)) * 100 / 256))
			return true
		}
	}
	return false
}

// head reads one value of the brush head's chip [sonicare-12].
func head(n uint16, b []byte, r *brush.Reading) bool {
	if n == charSerial {
		if len(b) != 7 || [7]byte(b) == [7]byte{} {
			return false // no head was scanned yet
		}
		r.Head = &brush.Head{Serial: string(brush.AppendHex(nil, b))}
		return true
	}
	v, ok := word(b)
	switch {
	case !ok:
		return false
	case n == charLimit:
		r.Head = &brush.Head{Limit: brush.Some(uint32(v))}
	case n == charUsed:
		r.Head = &brush.Head{Used: brush.Some(uint32(v))}
	default:
		r.Head = &brush.Head{Ring: brush.Some(v)}
	}
	return true
}
