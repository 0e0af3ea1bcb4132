package sonicare

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/enamel-home/enamel/brush"
)

// The attributes of the other language [sonicare-16].
const (
	condorWrite      = 0x0001 // to the handle
	condorWriteAck   = 0x0002
	condorNotify     = 0x0003 // from the handle
	condorNotifyAck  = 0x0004
	condorServer     = 0x0006
	condorClient     = 0x0007
	packetStart      = 0x40
	packetSequence   = 0x3F
	frameHead        = 5    // of a frame: two bytes of magic, type, length
	maxCondor        = 2048 // of a frame, without its head; a handle that claims more is not believed
	typeInitialize   = 1
	typeInitialized  = 2
	typeSubscribe    = 5
	typeResponse     = 7
	typeChange       = 8
	typeChangeAnswer = 9
)

// condorFrame returns the type and the body of a packet that holds one whole frame [sonicare-17].
func condorFrame(b []byte) (typ uint8, body []byte, ok bool) {
	if len(b) < 1+frameHead || b[1] != 0xFE || b[2] != 0xFF {
		return 0, nil, false
	}
	body = b[1+frameHead:]
	return b[3], body, int(binary.BigEndian.Uint16(b[4:])) == len(body)
}

// condorValue reads a change that the handle tells of: product and port, and the port's values [sonicare-18].
func condorValue(b []byte, r *brush.Reading) bool {
	typ, body, ok := condorFrame(b)
	if !ok || typ != typeChange {
		return false
	}
	path, rest, ok := cut(body, 0)
	if !ok {
		return false
	}
	product, port, ok := cut(path, '/')
	if !ok || string(product) != "1" {
		return false
	}
	if string(port) == "SensorData.b" {
		return condorSensor(rest, r)
	}
	if n := len(rest); n > 0 && rest[n-1] == 0 {
		rest = rest[:n-1]
	}
	var head brush.Head
	whole := members(rest, func(key, v []byte) {
		switch string(port) {
		case "RoutineStatus":
			condorRoutine(string(key), v, r)
		case "Sonicare":
			condorHandle(string(key), v, r)
		case "Battery":
			if n, ok := integer(v, 100); ok && string(key) == "BatteryPercent" {
				r.Battery = brush.Some(uint8(n))
			}
		case "BrushHead":
			condorHead(string(key), v, &head)
		}
	})
	if !whole {
		*r = brush.Reading{}
		return false
	}
	if head != (brush.Head{}) {
		kept := head
		r.Head = &kept
	}
	return *r != brush.Reading{}
}

func condorRoutine(key string, v []byte, r *brush.Reading) {
	switch key {
	case "Mode":
		if n, ok := integer(v, 15); ok {
			r.Mode = brush.Some(brush.NewMode(0, uint8(n)))
		}
	case "Duration":
		if n, ok := integer(v, longest); ok {
			r.Elapsed = brush.Some(uint32(n))
		}
	case "Length":
		if n, ok := integer(v, longestPlan); ok && n > 0 {
			r.Target = brush.Some(uint16(n))
		}
	case "Intensity":
		if n, ok := integer(v, maxIntensity); ok {
			r.Intensity = brush.Some(uint8(n))
		}
	}
}

func condorHandle(key string, v []byte, r *brush.Reading) {
	switch key {
	case "HandleState":
		if n, ok := integer(v, uint64(len(states)-1)); ok && states[n].OK {
			r.Activity = states[n]
		}
	case "RoutineIDs":
		var ids [len(routines)]byte
		if n, ok := numbers(v, ids[:]); ok {
			if bits, ok := listOf(ids[:n]); ok {
				r.Table = brush.Some(TableList | bits)
			}
		}
	case "HandleTime":
		if n, ok := integer(v, math.MaxUint32); ok {
			r.Clock = brush.Some(uint32(n))
		}
	}
}

func condorHead(key string, v []byte, h *brush.Head) {
	switch key {
	case "SerialNumber":
		var serial [7]byte
		if n, ok := numbers(v, serial[:]); ok && n == len(serial) && serial != [7]byte{} {
			h.Serial = string(brush.AppendHex(nil, serial[:]))
		}
	case "LifetimeLimit":
		if n, ok := integer(v, math.MaxUint32); ok {
			h.Limit = brush.Some(uint32(n))
		}
	case "LifetimeUsage":
		if n, ok := integer(v, math.MaxUint32); ok {
			h.Used = brush.Some(uint32(n))
		}
	case "RingId", "RingID":
		if n, ok := integer(v, math.MaxUint16); ok {
			h.Ring = brush.Some(uint16(n))
		}
	}
}

// condorSensor reads a sensor's frame of the other language [sonicare-18]: an alarm without a force, a temperature in whole degrees.
func condorSensor(b []byte, r *brush.Reading) bool {
	if len(b) < 5 {
		return false
	}
	switch typ := binary.LittleEndian.Uint16(b); {
	case typ == sensorPressure && len(b) == 5 && b[4] <= 2:
		r.Pressure = brush.Some(brush.PressureNormal)
		if b[4] == 2 {
			r.Pressure = brush.Some(brush.PressureHigh)
		}
		return true
	case typ == sensorTemperature && len(b) == 6:
		r.Temperature = brush.Some(int16(int8(b[5])) * 100)
		return true
	}
	return false
}

// members calls visit for every member of a JSON object, with the value's text; false when the text is no object. What is inside of a value is
// not looked at.
func members(b []byte, visit func(key, value []byte)) bool {
	b = space(b)
	if len(b) == 0 || b[0] != '{' {
		return false
	}
	b = space(b[1:])
	if len(b) > 0 && b[0] == '}' {
		return len(space(b[1:])) == 0
	}
	for {
		n := extent(b)
		if n < 2 || b[0] != '"' {
			return false
		}
		key := b[1 : n-1]
		b = space(b[n:])
		if len(b) == 0 || b[0] != ':' {
			return false
		}
		b = space(b[1:])
		if n = extent(b); n == 0 {
			return false
		}
		visit(key, b[:n])
		if b = space(b[n:]); len(b) == 0 {
			return false
		}
		if b[0] == '}' {
			return len(space(b[1:])) == 0
		}
		if b[0] != ',' {
			return false
		}
		b = space(b[1:])
	}
}

// space returns the text without the space before it.
func space(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return b
}

// cut parts the text at the first of that sign.
func cut(b []byte, sign byte) (before, after []byte, found bool) {
	i := slices.Index(b, sign)
	if i < 0 {
		return b, nil, false
	}
	return b[:i], b[i+1:], true
}

// extent returns how many bytes of text the JSON value at the beginning has; 0 for none.
func extent(b []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case quoted && c == '\\':
			i++
			continue
		case c == '"':
			quoted = !quoted
			if !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case depth == 0 && (c == ',' || c == ':' || c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			return i
		}
	}
	if depth > 0 || quoted {
		return 0
	}
	return len(b)
}

// integer reads a whole number that is not above most.
func integer(b []byte, most uint64) (n uint64, ok bool) {
	if len(b) == 0 || len(b) > 10 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, n <= most
}

// numbers reads a JSON array of bytes into out, and returns how many there were; false when there are more, or others.
func numbers(b []byte, out []byte) (n int, ok bool) {
	if len(b) < 2 || b[0] != '[' || b[len(b)-1] != ']' {
		return 0, false
	}
	for b = space(b[1 : len(b)-1]); len(b) > 0; {
		v, rest, more := cut(b, ',')
		v = space(v)
		end := extent(v)
		if len(space(v[end:])) > 0 {
			return 0, false
		}
		x, ok := integer(v[:end], math.MaxUint8)
		if !ok || n == len(out) {
			return 0, false
		}
		out[n] = byte(x)
		n++
		if b = space(rest); more && len(b) == 0 {
			return 0, false
		}
	}
	return n, true
}
