package oclean

import (
	"encoding/binary"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// command is something that may be asked of a handle. What is not in this list cannot be said: a Dialogue holds commands and no bytes, so the
// reset to the state of the factory, the reset of the brush head and every setting but the clock are beyond it [oclean-13].
type command uint8

const (
	askStatus command = iota + 1
	askStream         // stored sessions, as a stream
	askExtra          // what goes with the last session of a handle that has no stream
	askPage           // stored sessions, a page
	askNext           // the page after it
	setClock          // only when the household wants it
)

// family is how a handle wants to be asked [oclean-1].
type family uint8

const (
	paged    family = iota // by pages, on the characteristic of the commands
	streamed               // by a stream, with two characteristics of its own
	wifi                   // by pages, on the service of handles with Wi-Fi
)

// words returns the characteristic and the bytes of a command; ok is false for one that the family does not know. now has the household's
// time zone.
func (c command) words(fam family, now time.Time) (to brush.UUID, data []byte, ok bool) {
	to = charAsk
	if fam == wifi {
		to = charWiFiAsk
	}
	switch c {
	case askStatus:
		data = []byte{0x03, 0x03}
	case askStream, askExtra:
		if fam != streamed {
			return to, nil, false
		}
		to, data = charAskRec, []byte{0x03, 0x07}
		if c == askExtra {
			data[1] = 0x14
		}
	case askPage:
		data = []byte{0x03, 0x08}
	case askNext:
		data = []byte{0x03, 0x09}
	case setClock:
		data = clock(fam, now)
	default:
		return to, nil, false
	}
	if fam == wifi {
		data[0] |= wifiBit >> 8
	}
	return to, data, true
}

// clock returns the command that sets the clock: the wall clock with the day of the week from Sunday and the zone's place in the maker's
// list, or on paged handles the seconds since 1970 [oclean-11].
func clock(fam family, now time.Time) []byte {
	if fam == paged {
		return binary.BigEndian.AppendUint32([]byte{0x02, 0x0E}, uint32(now.Unix()))
	}
	y, mo, d := now.Date()
	h, mi, s := now.Clock()
	return []byte{0x02, 0x01, byte(y - 2000), byte(mo), byte(d), byte(h), byte(mi), byte(s), byte(now.Weekday()), zoneNumber(now)}
}

// offsets is the maker's list of time zones, minutes east of Greenwich; a zone's number is its place, from 1 [oclean-11].
var offsets = [...]int16{
	-720, -660, -600, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420,
	480, 540, 570, 600, 660, 720, 780,
}

// zoneNumber returns the number of the zone that is nearest to the time's own.
func zoneNumber(now time.Time) byte {
	_, east := now.Zone()
	best, gap := 0, 1<<30
	for i, o := range offsets {
		d := east/60 - int(o)
		if d < 0 {
			d = -d
		}
		if d < gap {
			best, gap = i, d
		}
	}
	return byte(best + 1)
}
