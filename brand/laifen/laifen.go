// Package laifen reads what little is known of Laifen's handles; the numbered clauses that its comments cite are in README.md.
package laifen

import (
	"encoding/binary"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Spec is what the house knows of the maker.
var Spec = brand.Spec{
	ID:      "laifen",
	Name:    "Laifen (experimental)",
	Claims:  claims,
	Decode:  decode,
	Explain: explain,
}

// char is the one characteristic, for commands and for what the handle says [laifen-1].
var char = brush.UUID16(0xFF02)

const (
	waveMark = 0xAA
	proMark  = 0x5A
)

// claims takes a value of the characteristic that begins as the maker's do: others use the same number for things of their own [laifen-1].
func claims(f *brush.Frame) bool {
	if f.Kind != brush.Notify && f.Kind != brush.Read || f.UUID != char || len(f.Payload) < 2 {
		return false
	}
	return f.Payload[0] == waveMark && (f.Payload[1] == 0x0A || f.Payload[1] == 0x0F) || f.Payload[0] == proMark
}

func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	ok := false
	if claims(f) {
		switch f.Payload[0] {
		case waveMark:
			ok = wave(f.Payload, r)
		case proMark:
			ok = pro(f.Payload, r)
		}
	}
	if !ok {
		return brand.Unknown
	}
	return brand.Understood
}

const (
	waveBattery = 18
	waveRunning = 23
	waveLong    = 26
)

// wave reads the status of a Wave [laifen-2]. A command of somebody is no word of the handle's [laifen-3].
func wave(b []byte, r *brush.Reading) bool {
	if len(b) < waveBattery+1 || b[1] != 0x0A || b[2] != 0x02 || b[3]&0xF0 != 0x10 || b[waveBattery] > 100 {
		return false
	}
	r.Battery = brush.Some(b[waveBattery])
	if len(b) == waveLong && b[waveRunning] <= 1 {
		r.Activity = brush.Some(brush.Idle)
		if b[waveRunning] == 1 {
			r.Activity = brush.Some(brush.Running)
		}
	}
	return true
}

// The frames of a Wave Pro [laifen-4].
const (
	proHeader = 6 // mark, type, sub, number, zero, length
	proStatus = 36
	longest   = 2 * 60 * 60 // s, of a routine
)

// pro reads a frame of a Wave Pro whose check byte fits.
func pro(b []byte, r *brush.Reading) bool {
	if len(b) < proHeader+1 || b[4] != 0 || int(b[5]) != len(b)-proHeader-1 || check(b) != 0 {
		return false
	}
	p := b[proHeader : len(b)-1]
	if kind := b[1]; kind != 0xC1 && kind != 0x81 || b[2] != 0x03 || len(p) != proStatus || p[2] > 100 {
		return false
	}
	r.Battery = brush.Some(p[2])
	if s := binary.LittleEndian.Uint16(p[5:]); s != 0 && s <= longest {
		r.Target = brush.Some(s)
	}
	switch p[13] {
	case 0:
		r.Activity = brush.Some(brush.Idle)
	case 1:
		r.Activity = brush.Some(brush.Running)
	}
	return true
}

// check is zero for bytes that end with the exclusive or of those before [laifen-3].
func check(b []byte) (x uint8) {
	for _, c := range b {
		x ^= c
	}
	return x
}
