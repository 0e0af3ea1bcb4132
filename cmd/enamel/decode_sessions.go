package main

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

// What decode --sessions holds at most, so that a file of any size is read in the same memory. Within these bounds the lines may come in
// any order; a longer file must be in order of time, give or take an hour.
const (
	splitAt    = 2048     // observations of one handle, before what lies an hour behind its newest is folded
	maxObs     = 400_000  // observations of all handles
	maxDevices = 4096     // handles
	maxWaiting = 16 << 20 // bytes of finished sessions that wait to be put in order
)

// folder folds the frames of many handles.
type folder struct {
	out     *bufio.Writer
	handles *brand.Handles
	runs    bool
	devices map[brush.DeviceID]*heard
	obs     int // of all devices
	done    waiting
	waits   int // bytes of done
}

// heard is what was heard of one handle.
type heard struct {
	clocks   session.Clocks
	evidence session.Evidence
	newest   time.Time
	tryAt    int // observations at which splitting is tried next
}

// decodeSessions writes one JSON line for each brushing that the lines of in tell of, by its start. What could not be read is counted,
// and said on complaints.
func decodeSessions(out *bufio.Writer, complaints io.Writer, in io.Reader, handles *brand.Handles, runs bool) error {
	fo := folder{out: out, handles: handles, runs: runs, devices: map[brush.DeviceID]*heard{}}
	lines := wire.NewLines(in, 0)
	var f brush.Frame
	all, bad, first := 0, 0, ""
	for {
		line, n, err := lines.Next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = wire.ParseFrame(line, &f)
		}
		all++
		var fe *brush.FieldError
		switch {
		case err == nil:
			if err := fo.add(&f); err != nil {
				return err
			}
		case errors.As(err, &fe):
			if bad++; bad == 1 {
				first = fmt.Sprintf("line %d: %v", n, fe)
			}
		default:
			return errors.Join(fo.finish(), err)
		}
	}
	if bad > 0 {
		if _, err := fmt.Fprintf(complaints, "enamel: %d of %d lines are no frames; the first is %s\n", bad, all, first); err != nil {
			return err
		}
	}
	return fo.finish()
}

func (fo *folder) add(f *brush.Frame) error {
	var r brush.Reading
	m, verdict := fo.handles.Decode(f, &r)
	if verdict != brand.Understood {
		return nil
	}
	h := fo.devices[f.Device]
	if h == nil {
		if len(fo.devices) >= maxDevices {
			if err := fo.forgetOldest(); err != nil {
				return err
			}
		}
		h = &heard{tryAt: splitAt}
		h.evidence.Device = f.Device
		fo.devices[f.Device] = h
	}
	if maker := h.evidence.Brand; maker != "" && maker != m.ID {
		return nil // another brush's frame under this one's address
	}
	if f.At.After(h.newest) {
		h.newest = f.At
	}
	before := h.evidence.Len()
	h.evidence.Add(f.Source, f.At, m.ID, &r)
	if r.Clock.OK {
		h.clocks.Set(session.Clock{Source: f.Source, At: f.At, Value: r.Clock.V})
	}
	if r.Record != nil {
		if start, ok := h.clocks.Start(f.Source, f.At, r.Record, time.Local); ok {
			h.evidence.AddRecord(f.Source, start, m.ID, r.Record)
		}
	}
	fo.obs += h.evidence.Len() - before
	if h.evidence.Len() >= h.tryAt {
		if err := fo.split(h); err != nil {
			return err
		}
	}
	for fo.obs > maxObs {
		if err := fo.forgetOldest(); err != nil {
			return err
		}
	}
	return nil
}

// split folds what lies an hour behind the handle's newest frame.
func (fo *folder) split(h *heard) error {
	before := h.evidence.Len()
	h.evidence.Trim(h.newest)
	done, ok := h.evidence.Split(h.newest.Add(session.Stretch - time.Hour))
	fo.obs += h.evidence.Len() - before
	h.tryAt = max(splitAt, 2*h.evidence.Len())
	if ok {
		return fo.fold(&done)
	}
	return nil
}

// forgetOldest folds everything of the handle that was silent longest.
func (fo *folder) forgetOldest() error {
	var oldest brush.DeviceID
	var h *heard
	for d, x := range fo.devices {
		if h == nil || x.newest.Before(h.newest) || x.newest.Equal(h.newest) && d < oldest {
			oldest, h = d, x
		}
	}
	delete(fo.devices, oldest)
	fo.obs -= h.evidence.Len()
	return fo.fold(&h.evidence)
}

// fold makes sessions of evidence to which nothing will be added.
func (fo *folder) fold(e *session.Evidence) error {
	_, last := e.Span()
	for _, s := range session.Fold(e, last.AddDate(1, 0, 0), session.Rules{}) {
		if s.Fleeting {
			continue
		}
		name := func(m brush.Mode) string { return "mode " + fmt.Sprint(m.Code()) }
		if m := fo.handles.Makers.ByID(s.Brand); m != nil {
			name = m.ModeName
		}
		line, err := json.Marshal(wire.FromSession(&s, name, fo.runs))
		if err != nil {
			return fmt.Errorf("write a session: %w", err)
		}
		heap.Push(&fo.done, finished{s.Start, s.Device, line})
		for fo.waits += len(line); fo.waits > maxWaiting; {
			if err := fo.write(); err != nil {
				return err
			}
		}
	}
	return nil
}

// write writes the finished session that began first.
func (fo *folder) write() error {
	x := heap.Pop(&fo.done).(finished)
	fo.waits -= len(x.line)
	_, err := fo.out.Write(append(x.line, '\n'))
	return err
}

// finish folds and writes everything that is left.
func (fo *folder) finish() error {
	for len(fo.devices) > 0 {
		for d, h := range fo.devices {
			delete(fo.devices, d)
			if err := fo.fold(&h.evidence); err != nil {
				return err
			}
		}
	}
	for len(fo.done) > 0 {
		if err := fo.write(); err != nil {
			return err
		}
	}
	return nil
}

// finished is a session that waits for its place.
type finished struct {
	start  time.Time
	device brush.DeviceID
	line   []byte
}

// waiting is a heap of finished sessions, the first to begin on top.
type waiting []finished

func (w waiting) Len() int { return len(w) }
func (w waiting) Less(i, j int) bool {
	if c := w[i].start.Compare(w[j].start); c != 0 {
		return c < 0
	}
	return cmp.Less(w[i].device, w[j].device)
}
func (w waiting) Swap(i, j int) { w[i], w[j] = w[j], w[i] }

// Push appends; for container/heap.
func (w *waiting) Push(x any) { *w = append(*w, x.(finished)) }

// Pop takes the last; for container/heap.
func (w *waiting) Pop() any {
	last := (*w)[len(*w)-1]
	*w = slices.Delete(*w, len(*w)-1, len(*w))
	return last
}
