package rows

import (
	"encoding/binary"
	"fmt"

	"github.com/enamel-home/enamel/brush"
)

const settingsVersion = 1

// The flags of packed settings: which of them are there.
const (
	hasVersion = 1 << iota
	hasTarget
	hasSounds
	hasModes
)

// packSettings returns the column of settings: a version, flags, then what is there. nil for none.
func packSettings(v *brush.Preferences) []byte {
	if v == nil {
		return nil
	}
	b := []byte{settingsVersion, 0}
	if v.Version.OK {
		b[1] |= hasVersion
		b = binary.AppendUvarint(b, uint64(v.Version.V))
	}
	if v.Target.OK {
		b[1] |= hasTarget
		b = binary.AppendUvarint(b, uint64(v.Target.V))
	}
	if v.Sounds.OK {
		b[1] |= hasSounds
		b = append(b, byte(v.Sounds.V))
	}
	if v.Modes != nil {
		b[1] |= hasModes
		b = append(b, byte(len(v.Modes)))
		for _, m := range v.Modes {
			b = append(b, m.Code, byte(len(m.Name)))
			b = append(b, m.Name...)
		}
	}
	return b
}

// parseSettings reads what packSettings wrote.
func parseSettings(b []byte) (*brush.Preferences, error) {
	if len(b) == 0 {
		return nil, nil
	}
	bad := func() (*brush.Preferences, error) {
		return nil, fmt.Errorf("read settings: the column holds something else: %w", brush.ErrUnavailable)
	}
	if len(b) < 2 || b[0] != settingsVersion {
		return bad()
	}
	flags, b := b[1], b[2:]
	var v brush.Preferences
	number := func() (n uint64) {
		n, k := binary.Uvarint(b)
		if k <= 0 {
			b = nil
			return 0
		}
		b = b[k:]
		return n
	}
	octet := func() (n int) {
		if len(b) > 0 {
			n, b = int(b[0]), b[1:]
		}
		return n
	}
	if flags&hasVersion != 0 {
		v.Version = brush.Some(uint32(number()))
	}
	if flags&hasTarget != 0 {
		v.Target = brush.Some(uint16(number()))
	}
	if flags&hasSounds != 0 {
		v.Sounds = brush.Some(brush.Sounds(octet()))
	}
	if flags&hasModes != 0 {
		n := octet()
		v.Modes = make([]brush.ModeName, n)
		for i := range v.Modes {
			v.Modes[i].Code = uint8(octet())
			k := octet()
			if k == 0 || k > len(b) {
				return bad()
			}
			v.Modes[i].Name, b = string(b[:k]), b[k:]
		}
	}
	if len(b) != 0 {
		return bad()
	}
	return &v, nil
}
