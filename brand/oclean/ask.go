package oclean

import (
	"encoding/binary"

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

// words returns the characteristic and the bytes of a command; ok is false for one that the family does not know. unix is
// now, in seconds since 1970, and east the household's time zone, in seconds.
func (c command) words(fam family, unix int64, east int) (to brush.UUID, data []byte, ok bool) {
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
		data = clock(fam, unix, east)
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
func clock(fam family, unix int64, east int) []byte {
	if fam == paged {
		return binary.BigEndian.AppendUint32([]byte{0x02, 0x0E}, uint32(unix))
	}
	unix += int64(east)
	days, s := unix/daily, unix%daily
	if s < 0 {
		days, s = days-1, s+daily
	}
	y, mo, d := brush.DayOf(days)
	return []byte{0x02, 0x01, byte(y - 2000), byte(mo), byte(d), byte(s / 3600), byte(s / 60 % 60), byte(s % 60), weekday(days), zoneNumber(east)}
}

const daily = 24 * 60 * 60 // seconds

// offsets is the maker's list of time zones, minutes east of Greenwich; a zone's number is its place, from 1 [oclean-11].
var offsets = [...]int16{
	-720, -660, -600, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420,
	480, 540, 570, 600, 660, 720, 780,
}

// weekday returns the day of the week, from 0 for a Sunday; 1970 began with a Thursday.
func weekday(days int64) byte { return byte(((days+4)%7 + 7) % 7) }

// zoneNumber returns the number of the zone that is nearest to so many seconds east of Greenwich.
func zoneNumber(east int) byte {
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
