package oclean

import (
	"encoding/binary"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// The first two bytes of an answer [oclean-3]; handles with Wi-Fi say them with the high half of the first byte set.
const (
	answerStatus  = 0x0303
	answerStream  = 0x0307
	answerRecords = 0x0308

	wifiBit = 0xF000
)

// The places in an answer that begins a stream of records, the two bytes in front counted [oclean-5].
const (
	atCount    = 5
	atFirst    = 7  // the first record
	atFirstX20 = 11 // on X20 and X Ultra
)

const shortPacket = 20 // a notification as every connection can carry it

func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	var ok bool
	switch b := f.Payload; f.Kind {
	case brush.Report:
		switch f.Format {
		case FormatRecord:
			ok = report(b, f.At, r)
		case FormatBattery:
			if ok = len(b) == 1 && b[0] <= 100; ok {
				r.Battery = brush.Some(b[0])
			}
		case FormatModel:
			var n uint16
			if n, ok = model(b); ok {
				r.ModelID = brush.Some(n)
			}
		}
	case brush.Notify, brush.Read:
		if claims(f) {
			ok = value(f, r)
		}
	}
	if !ok {
		return brand.Unknown
	}
	return brand.Understood
}

// value reads an answer by its first two bytes, and a piece of a stream by its form.
func value(f *brush.Frame, r *brush.Reading) bool {
	b := f.Payload
	switch answer(f) {
	case answerStatus:
		return status(b, r)
	case answerStream:
		_, first, ok := stream(b)
		return ok && keep(first, f.At, r)
	case answerRecords:
		b = b[2:]
		if len(b) >= 32 && b[0] == 0 && int(b[1]) >= 32 && len(b) >= int(b[1]) {
			rec, ok := extended(b, f.At)
			return ok && put(rec, r)
		}
		return false // the form of 20 bytes has no duration [oclean-10]
	}
	return f.UUID == charRecords && piece(b, f.At, r)
}

// answer returns the first two bytes, without the mark of handles with Wi-Fi; 0 when there are no two.
func answer(f *brush.Frame) uint16 {
	if len(f.Payload) < 2 {
		return 0
	}
	v := binary.BigEndian.Uint16(f.Payload)
	if f.UUID == charWiFi {
		if v&wifiBit != wifiBit {
			return 0
		}
		v &^= wifiBit
	}
	return v
}

// status reads what the handle is doing, and its battery [oclean-4].
func status(b []byte, r *brush.Reading) bool {
	if len(b) < 6 {
		return false
	}
	r.Activity = brush.Some(brush.Idle)
	if b[2]&1 != 0 {
		r.Activity = brush.Some(brush.Running)
	}
	if b[5] <= 100 {
		r.Battery = brush.Some(b[5])
	}
	return true
}

const magic = "*B#"

// stream reads how a stream of records begins: how many there will be, and as much of the first as is here [oclean-5].
func stream(b []byte) (count int, first []byte, ok bool) {
	if len(b) <= atFirst || string(b[2:atCount]) != magic {
		return 0, nil, false
	}
	count = int(binary.BigEndian.Uint16(b[atCount:]))
	first = b[atFirst:]
	if count == 0 && first[0] == 0 && len(b) > atFirstX20 {
		first = b[atFirstX20:]
	}
	return count, first, true
}

// piece reads the one thing that is certain of a piece of a stream whose neighbours are not known: the beginning of a record behind the
// filling that ends the record before it. What stands in front belongs to a record whose beginning is elsewhere [oclean-6].
func piece(b []byte, at time.Time, r *brush.Reading) bool {
	i := begins(b)
	return i > 0 && keep(b[i:], at, r)
}

// begins returns where in a piece a record begins for certain; 0 for nowhere.
func begins(b []byte) int {
	const least = 5
	if len(b) != shortPacket {
		return 0
	}
	filling := 0
	for i := 0; i+headLen <= len(b); i++ {
		switch {
		case b[i] == 0xFF:
			filling++
		case filling >= least:
			return i
		default:
			filling = 0
		}
	}
	return 0
}

// keep takes the head of a record that may be cut off.
func keep(b []byte, at time.Time, r *brush.Reading) bool {
	rec, ok := head(b, at)
	return ok && put(rec, r)
}

// put lets the reading point at the record. Only here one is allocated.
func put(rec brush.Record, r *brush.Reading) bool {
	r.Record = &rec
	return true
}

// report reads a record that was put together again [oclean-12].
func report(b []byte, at time.Time, r *brush.Reading) bool {
	if len(b) > recordLen {
		return false
	}
	rec, ok := head(b, at)
	if !ok {
		return false
	}
	if len(b) == recordLen {
		full(b, &rec)
	}
	return put(rec, r)
}
