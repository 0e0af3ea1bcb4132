package rows

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// The binary form of a row of frames. The first byte is its version: bodyPlain, or bodyPacked and then the length of the plain form (without
// its version) as an unsigned varint, and it deflated [RFC 1951]. The plain form, with all numbers as varints:
//
//	how many sources, and for each: length, id
//	how many frames, and for each, in order of time:
//	  time in µs less the one before (the first: since 1970; signed)
//	  source, as an index
//	  sequence number less the one before of all (signed, wrapping)
//	  kind | hasCompany | hasUUID | hasFormat | hasRSSI | sameForm: with sameForm company, UUID and format are as in the frame before
//	  company; UUID as 16 bytes; format as length and text; RSSI as one byte: what is there of them
//	  length of the payload, payload
const (
	bodyPlain  = 1
	bodyPacked = 2

	hasCompany = 1 << 3
	hasUUID    = 1 << 4
	hasFormat  = 1 << 5
	hasRSSI    = 1 << 6
	sameForm   = 1 << 7
	kindMask   = 7
)

// Bounds of one row. A single frame may be larger than maxBody/2 only by its payload, which is bounded by brush.MaxPayload.
const (
	rowSpan   = 24 * time.Hour // of one row, so that reading a span looks back no further
	maxFrames = 2048           // in a row
	maxBody   = 256 << 10      // bytes of a plain row, about
	looseRows = 64             // rows of a device that wait to be packed
)

var errFrames = errors.New("kept frames do not parse")

// cmpFrames orders frames by time, then by name, then, for sources that do not count, by content.
func cmpFrames(a, b *brush.Frame) int {
	if c := cmp.Compare(micros(a.At), micros(b.At)); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Source, b.Source); c != 0 {
		return c
	}
	if a.Seq != b.Seq || a.Seq != 0 {
		return cmp.Compare(a.Seq, b.Seq)
	}
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Company.V, b.Company.V), bytes.Compare(a.UUID[:], b.UUID[:]),
		cmp.Compare(a.Format, b.Format), bytes.Compare(a.Payload, b.Payload))
}

// checkFrame refuses what the binary form cannot hold.
func checkFrame(d brush.DeviceID, f *brush.Frame) error {
	switch {
	case f.Device != d:
		return &brush.FieldError{Field: "device", Reason: "is another brush's"}
	case f.Kind == 0 || f.Kind > kindMask:
		return &brush.FieldError{Field: "kind", Reason: "is not known"}
	case len(f.Payload) > brush.MaxPayload:
		return &brush.FieldError{Field: "hex", Reason: fmt.Sprintf("is longer than %d bytes", brush.MaxPayload)}
	case len(f.Source) > 2*brush.MaxID+1:
		return &brush.FieldError{Field: "source", Reason: "is too long"}
	case len(f.Format) > brush.MaxID:
		return &brush.FieldError{Field: "format", Reason: "is too long"}
	}
	return nil
}

// appendFrames appends the plain form of sorted frames, without its version.
func appendFrames(b []byte, fs []*brush.Frame) []byte {
	var sources []brush.SourceID
	for _, f := range fs {
		if !slices.Contains(sources, f.Source) {
			sources = append(sources, f.Source)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(sources)))
	for _, s := range sources {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(len(fs)))
	var at int64
	var seq uint64
	for i, f := range fs {
		t := micros(f.At)
		b = binary.AppendVarint(b, t-at)
		b = binary.AppendUvarint(b, uint64(slices.Index(sources, f.Source)))
		b = binary.AppendVarint(b, int64(f.Seq-seq))
		at, seq = t, f.Seq
		head := byte(f.Kind)
		if f.RSSI.OK {
			head |= hasRSSI
		}
		if i > 0 && f.Company == fs[i-1].Company && f.UUID == fs[i-1].UUID && f.Format == fs[i-1].Format {
			head |= sameForm
		} else {
			if f.Company.OK {
				head |= hasCompany
			}
			if !f.UUID.IsZero() {
				head |= hasUUID
			}
			if f.Format != "" {
				head |= hasFormat
			}
		}
		b = append(b, head)
		if head&hasCompany != 0 {
			b = binary.AppendUvarint(b, uint64(f.Company.V))
		}
		if head&hasUUID != 0 {
			b = append(b, f.UUID[:]...)
		}
		if head&hasFormat != 0 {
			b = binary.AppendUvarint(b, uint64(len(f.Format)))
			b = append(b, f.Format...)
		}
		if head&hasRSSI != 0 {
			b = append(b, byte(f.RSSI.V))
		}
		b = binary.AppendUvarint(b, uint64(len(f.Payload)))
		b = append(b, f.Payload...)
	}
	return b
}

// unpacked is the longest plain form that is read: a full row whose frames all have the longest payload is never written, see cut.
const unpacked = maxBody + 2*(brush.MaxPayload+1024)

// deflaters and inflaters are kept because each is large.
var (
	deflaters = sync.Pool{New: func() any {
		w, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReader(bytes.NewReader(nil)) }}
)

// deflate returns the packed body of a plain form.
func deflate(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte(bodyPacked)
	out.Write(binary.AppendUvarint(nil, uint64(len(plain))))
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func inflate(b []byte) ([]byte, error) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > unpacked {
		return nil, errFrames
	}
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(b[w:]), nil); err != nil {
		return nil, errFrames
	}
	plain := make([]byte, n)
	if _, err := io.ReadFull(r, plain); err != nil {
		return nil, errFrames
	}
	if k, err := r.Read(make([]byte, 1)); k != 0 || err != io.EOF {
		return nil, errFrames
	}
	return plain, nil
}

// parseFrames reads the body of a row of a device's frames.
func parseFrames(d brush.DeviceID, b []byte) ([]brush.Frame, error) {
	if len(b) == 0 {
		return nil, errFrames
	}
	switch b[0] {
	case bodyPlain:
		b = b[1:]
	case bodyPacked:
		var err error
		if b, err = inflate(b[1:]); err != nil {
			return nil, err
		}
	default:
		return nil, errFrames
	}
	r := body{b: b}
	n := r.count(1)
	sources := make([]brush.SourceID, 0, n)
	for range n {
		sources = append(sources, brush.SourceID(r.take(r.count(1))))
	}
	n = r.count(5)
	if r.bad || n > maxFrames {
		return nil, errFrames
	}
	fs := make([]brush.Frame, n)
	var at int64
	var seq uint64
	for i := range fs {
		f := &fs[i]
		at += r.varint()
		src := r.uvarint()
		seq += uint64(r.varint())
		head := r.take(1)
		if r.bad || src >= uint64(len(sources)) {
			return nil, errFrames
		}
		f.Device, f.Source, f.Seq, f.At = d, sources[src], seq, fromMicros(at)
		f.Kind = brush.FrameKind(head[0] & kindMask)
		if head[0]&sameForm != 0 {
			if i == 0 || head[0]&(hasCompany|hasUUID|hasFormat) != 0 {
				return nil, errFrames
			}
			f.Company, f.UUID, f.Format = fs[i-1].Company, fs[i-1].UUID, fs[i-1].Format
		}
		if head[0]&hasCompany != 0 {
			v := r.uvarint()
			if v > math.MaxUint16 {
				return nil, errFrames
			}
			f.Company = brush.Some(uint16(v))
		}
		if head[0]&hasUUID != 0 {
			copy(f.UUID[:], r.take(len(f.UUID)))
		}
		if head[0]&hasFormat != 0 {
			f.Format = string(r.take(r.count(1)))
		}
		if head[0]&hasRSSI != 0 {
			if v := r.take(1); !r.bad {
				f.RSSI = brush.Some(int8(v[0]))
			}
		}
		f.Payload = r.take(r.count(1))
		if r.bad || f.Kind == 0 || len(f.Payload) > brush.MaxPayload {
			return nil, errFrames
		}
	}
	if len(r.b) != 0 {
		return nil, errFrames
	}
	return fs, nil
}

// body reads varints; bad stays set once something did not fit.
type body struct {
	b   []byte
	bad bool
}

func (r *body) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *body) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads how many things of at least that many bytes follow; never more than there are bytes for.
func (r *body) count(size uint64) int {
	v := r.uvarint()
	if v > uint64(len(r.b))/size {
		r.bad, r.b = true, nil
		return 0
	}
	return int(v)
}

func (r *body) take(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

// sizeOf is about how many bytes a frame has in a plain row.
func sizeOf(f *brush.Frame) int { return len(f.Payload) + len(f.Format) + len(f.Source) + 48 }

// cut parts sorted frames into rows: each within rowSpan, maxFrames and about maxBody, and never parting what has one time and name.
func cut(fs []*brush.Frame) [][]*brush.Frame {
	var rows [][]*brush.Frame
	begin, size := 0, 0
	for i, f := range fs {
		more := sizeOf(f)
		if i > begin && (size+more > maxBody || i-begin >= maxFrames || f.At.Sub(fs[begin].At) > rowSpan) {
			rows = append(rows, fs[begin:i])
			begin, size = i, 0
		}
		size += more
	}
	if begin < len(fs) {
		rows = append(rows, fs[begin:])
	}
	return rows
}
