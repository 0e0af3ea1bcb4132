package main

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// name is what makes a frame the same frame, with everything that must come back with it.
type name [16]byte

func nameOf(f *brush.Frame) name {
	b := make([]byte, 0, 128+len(f.Payload))
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	text(string(f.Source))
	b = binary.AppendUvarint(b, f.Seq)
	text(string(f.Device))
	b = binary.AppendVarint(b, f.At.UnixMicro())
	b = append(b, byte(f.Kind))
	if f.Company.OK {
		b = binary.AppendUvarint(append(b, 1), uint64(f.Company.V))
	}
	b = append(b, f.UUID[:]...)
	text(f.Format)
	if f.Seq != 0 && f.RSSI.OK { // of what has no number the content is the name, and how loud it was is not part of that
		b = append(b, 1, byte(f.RSSI.V))
	}
	b = append(b, f.Payload...)
	sum := sha256.Sum256(b)
	return name(sum[:16])
}

// ledger is what was said and what was answered: the truth that the store is compared with. It is safe for concurrent use.
type ledger struct {
	mu     sync.Mutex
	said   map[name]bool // true: answered with yes
	frames map[brush.DeviceID][]brush.Frame
	late   []brush.Frame // answered with yes since they were last taken
	far    []brush.Frame // of those, what another broker said yes to
	yes    int
}

func newLedger() *ledger {
	return &ledger{said: map[name]bool{}, frames: map[brush.DeviceID][]brush.Frame{}}
}

// add notes a frame that is going to be sent. It returns false when there is such a frame already.
func (l *ledger) add(f brush.Frame) bool {
	n := nameOf(&f)
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.said[n]; ok {
		return false
	}
	l.said[n] = false
	l.frames[f.Device] = append(l.frames[f.Device], f)
	return true
}

// answered notes that frames were answered with yes.
func (l *ledger) answered(fs []brush.Frame, far bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range fs {
		if n := nameOf(&fs[i]); !l.said[n] {
			l.said[n] = true
			l.yes++
			if far {
				l.far = append(l.far, fs[i])
			} else {
				l.late = append(l.late, fs[i])
			}
		}
	}
}

// lately returns what was answered with yes since it was asked last, by device.
func (l *ledger) lately() map[brush.DeviceID][]brush.Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[brush.DeviceID][]brush.Frame{}
	for _, f := range l.late {
		out[f.Device] = append(out[f.Device], f)
	}
	l.late = nil
	return out
}

// owed returns what another broker said yes to, by device.
func (l *ledger) owed() map[brush.DeviceID][]brush.Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[brush.DeviceID][]brush.Frame{}
	for _, f := range l.far {
		out[f.Device] = append(out[f.Device], f)
	}
	return out
}

// wasSaid reports whether a frame was ever going to be sent, and whether it was answered with yes.
func (l *ledger) wasSaid(f *brush.Frame) (said, yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	yes, said = l.said[nameOf(f)]
	return said, yes
}

// kept returns what was answered with yes, by device in order of time: what an undisturbed run is given.
func (l *ledger) kept() (devices []brush.DeviceID, frames map[brush.DeviceID][]brush.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	frames = map[brush.DeviceID][]brush.Frame{}
	for d, fs := range l.frames {
		for i := range fs {
			if l.said[nameOf(&fs[i])] {
				frames[d] = append(frames[d], fs[i])
			}
		}
		slices.SortStableFunc(frames[d], func(a, b brush.Frame) int { return a.At.Compare(b.At) })
	}
	return slices.Sorted(maps.Keys(l.frames)), frames
}

func (l *ledger) count() (said, yes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.said), l.yes
}

// span returns when the first and the last of some frames were heard.
func span(fs []brush.Frame) (from, to time.Time) {
	from, to = fs[0].At, fs[0].At
	for _, f := range fs {
		if f.At.Before(from) {
			from = f.At
		}
		if f.At.After(to) {
			to = f.At
		}
	}
	return from, to
}
