package rows

import (
	"encoding/binary"
	"errors"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// An amendment is its version (1), when it was in microseconds, and the figures before and after: flags, seconds, how the end is known, mode,
// score. Numbers are varints.
const amendmentVersion = 1

const (
	figuresZones = 1 << iota
	figuresPressure
	figuresMode
	figuresScore
)

func appendAmendment(b []byte, a *store.Amendment) []byte {
	b = binary.AppendVarint(append(b, amendmentVersion), micros(a.At))
	for _, f := range [...]*store.Figures{&a.Before, &a.After} {
		flags := uint64(0)
		for _, v := range [...]struct {
			is   bool
			flag uint64
		}{{f.Zones, figuresZones}, {f.Pressure, figuresPressure}, {f.Mode.OK, figuresMode}, {f.Score.OK, figuresScore}} {
			if v.is {
				flags |= v.flag
			}
		}
		for _, v := range [...]uint64{flags, uint64(f.Duration), uint64(f.Ending), uint64(f.Mode.V), uint64(f.Score.V)} {
			b = binary.AppendUvarint(b, v)
		}
	}
	return b
}

var errAmendment = errors.New("what was amended of a session does not parse")

func parseAmendment(b []byte) (*store.Amendment, error) {
	if len(b) == 0 || b[0] != amendmentVersion {
		return nil, errAmendment
	}
	at, n := binary.Varint(b[1:])
	if n <= 0 {
		return nil, errAmendment
	}
	b = b[1+n:]
	a := store.Amendment{At: fromMicros(at)}
	for _, f := range [...]*store.Figures{&a.Before, &a.After} {
		var v [5]uint64
		for i, most := range [...]uint64{1<<4 - 1, 1<<32 - 1, 1<<8 - 1, 1<<16 - 1, 1<<8 - 1} {
			if v[i], n = binary.Uvarint(b); n <= 0 || v[i] > most {
				return nil, errAmendment
			}
			b = b[n:]
		}
		*f = store.Figures{Duration: uint32(v[1]), Ending: session.Ending(v[2]), Zones: v[0]&figuresZones != 0, Pressure: v[0]&figuresPressure != 0,
			Mode: brush.Opt[brush.Mode]{V: brush.Mode(v[3]), OK: v[0]&figuresMode != 0}, Score: brush.Opt[uint8]{V: uint8(v[4]), OK: v[0]&figuresScore != 0}}
	}
	if len(b) > 0 {
		return nil, errAmendment
	}
	return &a, nil
}
