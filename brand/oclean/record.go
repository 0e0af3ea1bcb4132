package oclean

import (
	"encoding/binary"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// The parts of a record [oclean-7].
const (
	recordLen   = 42
	headLen     = 9  // time, scheme, duration: the least that tells of a session
	headLenLong = 11 // with the valid duration
	atZones     = 23
	atScore     = 33
)

const (
	longest    = 2 * time.Hour
	firstYear  = 15               // since 2000: there was no such handle before
	lastYear   = 99               // what two digits can say
	wallClocks = 26 * time.Hour   // between the first and the last wall clock on Earth, UTC+14 to UTC-12
	day        = 24 * time.Hour   // a clock may be wrong by
	ahead      = wallClocks + day // a record may seem to come from so far in the future, and is not believed beyond
)

// zones are the eight parts of the mouth in the maker's order [oclean-8]: quadrants by outer and inner face, each with the half of its jaw's
// front that nobody can tell apart.
var zones = [8]brush.ZoneSet{
	1<<brush.UpperLeftOuter | 1<<brush.UpperFrontOuter,
	1<<brush.UpperLeftInner | 1<<brush.UpperFrontInner,
	1<<brush.LowerLeftOuter | 1<<brush.LowerFrontOuter,
	1<<brush.LowerLeftInner | 1<<brush.LowerFrontInner,
	1<<brush.UpperRightOuter | 1<<brush.UpperFrontOuter,
	1<<brush.UpperRightInner | 1<<brush.UpperFrontInner,
	1<<brush.LowerRightOuter | 1<<brush.LowerFrontOuter,
	1<<brush.LowerRightInner | 1<<brush.LowerFrontInner,
}

// How sure the zones are: the record that was captured, and the one that nobody has captured yet [oclean-10].
const (
	sure   = 0.7
	unsure = 0.5
)

// head reads time, scheme and duration, the beginning of every record; ok is false for what cannot be one. at is when it was heard: a
// record from the far future is none. The zero time asks nothing.
func head(b []byte, at time.Time) (rec brush.Record, ok bool) {
	if len(b) < headLen {
		return rec, false
	}
	start, ok := wallTime(b)
	if !ok || !at.IsZero() && start > at.Add(ahead).Unix() {
		return rec, false
	}
	d := uint32(binary.BigEndian.Uint16(b[7:]))
	if d == 0 || d > uint32(longest/time.Second) {
		return rec, false
	}
	return brush.Record{
		Unix:     brush.Some(start),
		Local:    true,
		Duration: d,
		Mode:     brush.Some(brush.NewMode(TableScheme, b[6])),
	}, true
}

// wallTime reads six bytes of a wall clock as seconds since 1970, as if it stood in UTC. A year of 0 is a place without a record, a month of
// 0 a clock that was never set; neither is a time [oclean-7].
func wallTime(b []byte) (unix int64, ok bool) {
	y, mo, d, h, mi, s := int(b[0]), int(b[1]), int(b[2]), int(b[3]), int(b[4]), int(b[5])
	if y < firstYear || y > lastYear || mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59 {
		return 0, false
	}
	if d > brush.DaysIn(2000+y, mo) {
		return 0, false // the 31st of a month that has 30
	}
	return ((brush.DayNumber(2000+y, mo, d)*24+int64(h))*60+int64(mi))*60 + int64(s), true
}

// full adds zones and score to what the head said, of all 42 bytes [oclean-7].
func full(b []byte, rec *brush.Record) {
	rec.Zones = shares(b[atZones:atZones+len(zones)], rec.Duration, sure)
	if b[atScore] <= 100 {
		rec.Score = brush.Some(b[atScore])
	}
}

// extended reads the 0308 record that says its own length [oclean-10].
func extended(b []byte, at time.Time) (rec brush.Record, ok bool) {
	if rec, ok = head(b[2:], at); !ok {
		return rec, false
	}
	rec.Zones = shares(b[20:28], rec.Duration, unsure)
	if b[28] <= 100 {
		rec.Score = brush.Some(b[28])
	}
	return rec, true
}

// shares turns eight shares of the time into seconds; nil when the handle measured nothing [oclean-8].
func shares(b []byte, duration uint32, confidence float32) []brush.ZoneTime {
	var sum uint32
	for _, v := range b {
		sum += uint32(v)
	}
	if sum == 0 {
		return nil
	}
	z := make([]brush.ZoneTime, len(zones))
	for i := range z {
		z[i] = brush.ZoneTime{
			Label:      uint8(i + 1),
			Zones:      zones[i],
			Confidence: confidence,
			Seconds:    float32(uint32(b[i])*duration) / float32(sum),
		}
	}
	return z
}
