package rows

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/enamel-home/enamel/brush"
)

const frameCols = "household, device, first_at, digest, last_at, body"

// The digest names a row by what it holds, so that the same call sent again writes nothing.
var (
	putFrameRow   = insert("frame_row", frameCols) + " ON CONFLICT (household, device, first_at, digest) DO NOTHING"
	putFrameBlock = insert("frame_block", frameCols) + " ON CONFLICT (household, device, first_at, digest) DO NOTHING"
)

const digestSize = 16

// KeepFrames is store.Tx's.
func (t *Tx) KeepFrames(d brush.DeviceID, fs []brush.Frame) error {
	sorted := make([]*brush.Frame, len(fs))
	for i := range fs {
		if err := checkFrame(d, &fs[i]); err != nil {
			return fmt.Errorf("keep frames: %w", err)
		}
		sorted[i] = &fs[i]
	}
	sorted = unique(sorted)
	for _, row := range cut(sorted) {
		// A large call is packed as it comes: what waits to be packed stays small.
		if len(row) >= maxFrames/4 || size(row) >= maxBody/8 {
			if err := t.putBlock(d, row); err != nil {
				return err
			}
			continue
		}
		body := appendFrames(append(make([]byte, 0, 64+48*len(row)), bodyPlain), row)
		digest := sha256.Sum256(body)
		err := t.later("keep frames", putFrameRow, string(t.h), string(d), micros(row[0].At), digest[:digestSize], micros(row[len(row)-1].At), body)
		if err != nil {
			return err
		}
		// Counting the rows that wait costs as much as keeping one; the digest is as good as a die with sixteen sides.
		if digest[0]%16 == 0 || len(body) > maxBody/16 {
			t.loose = append(t.loose, loose{d, micros(row[0].At), micros(row[len(row)-1].At)})
		}
	}
	return nil
}

// size is about how many bytes the frames have in a plain row.
func size(fs []*brush.Frame) int {
	n := 0
	for _, f := range fs {
		n += sizeOf(f)
	}
	return n
}

// unique sorts frames and drops those that are there twice.
func unique(fs []*brush.Frame) []*brush.Frame {
	slices.SortStableFunc(fs, cmpFrames)
	return slices.CompactFunc(fs, func(a, b *brush.Frame) bool { return cmpFrames(a, b) == 0 })
}

func (t *Tx) putBlock(d brush.DeviceID, fs []*brush.Frame) error {
	body, err := deflate(appendFrames(make([]byte, 0, 64+48*len(fs)), fs))
	if err != nil {
		return fmt.Errorf("pack frames: %w", err)
	}
	digest := sha256.Sum256(body)
	return t.later("keep packed frames", putFrameBlock, string(t.h), string(d), micros(fs[0].At), digest[:digestSize], micros(fs[len(fs)-1].At), body)
}

// loose is a span of a device's rows of frames, in µs, which packLoose is to look at when the update has written all.
type loose struct {
	device   brush.DeviceID
	from, to int64
}

// packLoose makes blocks of a device's rows about a span of time, in µs, when there are many of them, or much in them. Rows far from it have
// nothing to do with it: no block holds more than rowSpan.
func (t *Tx) packLoose(d brush.DeviceID, from, to int64) error {
	const near = " FROM frame_row WHERE household = $1 AND device = $2 AND first_at >= $3 AND first_at <= $4"
	at := []any{string(t.h), string(d), from - rowSpan.Microseconds(), to + rowSpan.Microseconds()}
	var n, size int64
	err := t.one("count frames to pack", "SELECT count(*), coalesce(sum(length(body)), 0)"+near, at, func(r *record) error {
		n, size = r.int(), r.int()
		return nil
	})
	if err != nil || n < looseRows && size < maxBody/4 || n < 2 {
		return err
	}
	var all []*brush.Frame
	var read int64 // rows
	err = t.each("read frames to pack", "SELECT body"+near+" ORDER BY first_at, digest", at,
		func(r *record) error {
			fs, err := parseFrames(d, r.bytes())
			if err != nil {
				return t.failed("read frames to pack", err)
			}
			read++
			for i := range fs {
				all = append(all, &fs[i])
			}
			return nil
		})
	if err != nil {
		return err
	}
	for _, row := range cut(unique(all)) {
		if err := t.putBlock(d, row); err != nil {
			return err
		}
	}
	gone, err := t.exec("drop packed rows", "DELETE"+near, at...)
	if err == nil && gone != read {
		err = t.failed("drop packed rows", fmt.Errorf("%d rows went, and %d are packed", gone, read)) // what was not read must not go
	}
	return err
}

// merge gives out the frames of overlapping rows in order, each once. What it holds is the rows that overlap at one moment.
type merge struct {
	from, to int64 // µs, closed
	fn       func(*brush.Frame) error
	held     [][]brush.Frame // each sorted, none empty
	last     *brush.Frame    // given out last
}

func (m *merge) add(fs []brush.Frame) {
	if len(fs) > 0 {
		m.held = append(m.held, fs)
	}
}

// until gives out what was heard before a time in µs.
func (m *merge) until(limit int64) error {
	for {
		best := -1
		for i, fs := range m.held {
			if best < 0 || cmpFrames(&fs[0], &m.held[best][0]) < 0 {
				best = i
			}
		}
		if best < 0 || micros(m.held[best][0].At) >= limit {
			return nil
		}
		f := &m.held[best][0]
		if m.held[best] = m.held[best][1:]; len(m.held[best]) == 0 {
			m.held = slices.Delete(m.held, best, best+1)
		}
		at := micros(f.At)
		if at < m.from || at > m.to || m.last != nil && cmpFrames(m.last, f) == 0 {
			continue
		}
		m.last = f
		if err := m.fn(f); err != nil {
			return err
		}
	}
}

// rest gives out everything that is held.
func (m *merge) rest() error { return m.until(m.to + 1) }
