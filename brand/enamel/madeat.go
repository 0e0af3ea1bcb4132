package enamel

import (
	"time"

	"github.com/enamel-home/enamel/brush"
)

// MadeAt returns when a report says that it was made [enamel-3], ok false when it does not say so or is no report. Whoever takes a report
// without a frame around it asks: a report that is sent again then is the same frame.
func MadeAt(f *brush.Frame) (at time.Time, ok bool) {
	if !claims(f) || len(f.Payload) > MaxReport {
		return time.Time{}, false
	}
	s := scan{b: f.Payload, cbor: f.Format == FormatCBOR}
	if s.cbor {
		s.selfDescribed()
	}
	var seconds uint32
	for s.open('{'); s.member(); {
		if string(s.key) != "at" {
			s.skip()
			continue
		}
		seconds, ok = s.number(1<<32-1), true
	}
	if !s.done() || !ok {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0).UTC(), true
}
