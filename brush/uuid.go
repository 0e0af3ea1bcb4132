package brush

// UUID is a Bluetooth attribute or service UUID in network order. The zero UUID means none.
type UUID [16]byte

// baseUUID is the Bluetooth Base UUID [Bluetooth Core 5.4 Vol 3 Part B 2.5.1].
var baseUUID = UUID{4: 0x00, 5: 0x00, 6: 0x10, 7: 0x00, 8: 0x80, 9: 0x00, 10: 0x00, 11: 0x80, 12: 0x5f, 13: 0x9b, 14: 0x34, 15: 0xfb}

// UUID16 returns the full UUID of a 16-bit one, such as 0xFE0D.
func UUID16(v uint16) UUID {
	u := baseUUID
	u[2], u[3] = byte(v>>8), byte(v)
	return u
}

// MustUUID parses a UUID that stands in the code; it panics on one that does not parse.
func MustUUID(s string) UUID {
	u, ok := ParseUUID([]byte(s))
	if !ok {
		panic("brush: bad UUID " + s)
	}
	return u
}

// ParseUUID reads the 36-character form, or the 4-digit short form of a 16-bit UUID; letters of either case. It allocates nothing.
func ParseUUID(s []byte) (UUID, bool) {
	var u UUID
	switch len(s) {
	case 4:
		var b [2]byte
		if _, ok := ParseHex(b[:0], s); !ok {
			return UUID{}, false
		}
		return UUID16(uint16(b[0])<<8 | uint16(b[1])), true
	case 36:
		if s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
			return UUID{}, false
		}
		for _, p := range [...]struct{ from, to, at int }{{0, 8, 0}, {9, 13, 4}, {14, 18, 6}, {19, 23, 8}, {24, 36, 10}} {
			if _, ok := ParseHex(u[p.at:p.at], s[p.from:p.to]); !ok {
				return UUID{}, false
			}
		}
		return u, true
	}
	return UUID{}, false
}

// IsZero reports whether no UUID is given.
func (u UUID) IsZero() bool { return u == UUID{} }

// Append appends the 36-character lower-case form.
func (u UUID) Append(b []byte) []byte {
	for i, p := range [...][2]int{{0, 4}, {4, 6}, {6, 8}, {8, 10}, {10, 16}} {
		if i > 0 {
			b = append(b, '-')
		}
		b = AppendHex(b, u[p[0]:p[1]])
	}
	return b
}

// String returns the 36-character lower-case form.
func (u UUID) String() string { return string(u.Append(nil)) }
