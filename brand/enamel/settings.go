package enamel

import (
	"slices"
	"strconv"

	"github.com/enamel-home/enamel/brush"
)

// settings reads what the brush does of what it was told [enamel-10]; nil when that cannot be.
func settings(s *scan) *brush.Preferences {
	var out brush.Preferences
	var names nameList
	named := false
	for s.open('{'); s.member(); {
		switch string(s.key) {
		case "version":
			out.Version = brush.Some(s.number(1<<32 - 1))
		case "target_s":
			out.Target = target(s)
		case "sounds":
			v, ok := brush.ParseSounds(s.str())
			out.Sounds, s.bad = brush.Some(v), s.bad || !ok
		case "mode_names":
			names, named = nameList{}, true
			names.read(s)
		default:
			s.skip()
		}
	}
	if s.bad {
		return nil
	}
	if named {
		out.Modes = names.modes()
	}
	kept := out
	return &kept
}

// nameList is names of modes in order of their codes, as they stand in the report.
type nameList struct {
	code [brush.MaxModeNames]uint8
	name [brush.MaxModeNames][]byte
	n    int
}

// read reads names by their modes' codes, which are texts, because every key is.
func (l *nameList) read(s *scan) {
	for s.open('{'); s.member(); {
		code, ok := codeOf(s.key)
		name := s.str()
		at, again := slices.BinarySearch(l.code[:l.n], code)
		if s.bad || !ok || !brush.ValidModeName(name) || !again && l.n == brush.MaxModeNames {
			s.bad = true
			return
		}
		if !again {
			copy(l.code[at+1:], l.code[at:l.n])
			copy(l.name[at+1:], l.name[at:l.n])
			l.n++
		}
		l.code[at], l.name[at] = code, name // what stands twice counts as it stands last
	}
}

func (l *nameList) modes() []brush.ModeName {
	out := make([]brush.ModeName, l.n)
	for i := range out {
		out[i] = brush.ModeName{Code: l.code[i], Name: string(l.name[i])}
	}
	return out
}

// codeOf reads a code in decimal digits, without leading zeros.
func codeOf(key []byte) (uint8, bool) {
	v := 0
	for i, c := range key {
		if v = v*10 + int(c-'0'); c < '0' || c > '9' || i > 0 && key[0] == '0' || v > 255 {
			return 0, false
		}
	}
	return uint8(v), len(key) > 0
}

// AppendSettings appends settings as the object of [enamel-10] in JSON.
func AppendSettings(b []byte, v *brush.Preferences) []byte {
	first := true
	key := func(name string) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(append(append(b, '"'), name...), '"', ':')
	}
	b = append(b, '{')
	if v.Version.OK {
		key("version")
		b = strconv.AppendUint(b, uint64(v.Version.V), 10)
	}
	if v.Target.OK {
		key("target_s")
		b = strconv.AppendUint(b, uint64(v.Target.V), 10)
	}
	if v.Sounds.OK {
		key("sounds")
		b = append(append(append(b, '"'), v.Sounds.V.String()...), '"')
	}
	if v.Modes != nil {
		key("mode_names")
		first = true
		b = append(b, '{')
		for _, m := range v.Modes {
			key(strconv.Itoa(int(m.Code)))
			b = append(append(append(b, '"'), m.Name...), '"')
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// AppendSettingsCBOR appends the same object in CBOR.
func AppendSettingsCBOR(b []byte, v *brush.Preferences) []byte {
	n := uint64(0)
	for _, there := range []bool{v.Version.OK, v.Target.OK, v.Sounds.OK, v.Modes != nil} {
		if there {
			n++
		}
	}
	b = appendItem(b, cborMap, n)
	if v.Version.OK {
		b = appendItem(appendText(b, "version"), cborUint, uint64(v.Version.V))
	}
	if v.Target.OK {
		b = appendItem(appendText(b, "target_s"), cborUint, uint64(v.Target.V))
	}
	if v.Sounds.OK {
		b = appendText(appendText(b, "sounds"), v.Sounds.V.String())
	}
	if v.Modes != nil {
		b = appendItem(appendText(b, "mode_names"), cborMap, uint64(len(v.Modes)))
		for _, m := range v.Modes {
			b = appendText(appendText(b, strconv.Itoa(int(m.Code))), m.Name)
		}
	}
	return b
}

// tell is brand.Spec's: the same object whichever way it travels.
func tell(b []byte, v *brush.Preferences, cbor bool) []byte {
	if cbor {
		return AppendSettingsCBOR(b, v)
	}
	return AppendSettings(b, v)
}

// ParseSettings reads the object of [enamel-10], in JSON or in CBOR, with nothing before or behind it; ok is false for anything else.
func ParseSettings(b []byte, inCBOR bool) (v brush.Preferences, ok bool) {
	if len(b) > MaxReport {
		return v, false
	}
	s := scan{b: b, cbor: inCBOR}
	said := settings(&s)
	if !s.done() {
		return v, false
	}
	return *said, true
}

// appendItem appends the beginning of a CBOR item, the shortest way.
func appendItem(b []byte, major byte, n uint64) []byte {
	major <<= 5
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return append(b, major|25, byte(n>>8), byte(n))
	}
	return append(b, major|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func appendText(b []byte, s string) []byte {
	return append(appendItem(b, cborText, uint64(len(s))), s...)
}
