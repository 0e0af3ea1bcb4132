// Package intake turns what a sender says into frames, the same at every door: whose they are, when they can have been, how many are too many.
package intake

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/relay"
)

// The limits of one call.
const (
	MaxFrames   = 5000
	MaxTopic    = 1024 // bytes, of the topic by which a relay's message came
	maxComplain = 20
	ahead       = 5 * time.Minute     // clocks of senders differ
	early       = 32 * 24 * time.Hour // a server that was without power may be so far behind, and will be put right; a sender further ahead is wrong
)

// earliest is when the first handle that speaks was sold; an older time is a clock that was never set.
var earliest = time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)

// unset is a time before the first server of this program: a server's clock that says so was never set.
var unset = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Early says that something was heard later than it is here. Either clock may be wrong, and a server that starts without one is put right
// soon: nothing is kept, and sending the same again is worth it. It is a brush.ErrUnavailable.
type Early struct{ By time.Duration }

func (e *Early) Error() string {
	return "was heard " + e.By.Round(time.Second).String() + " from now by this server's clock; one of the two clocks is wrong"
}

// Unwrap returns the kind.
func (*Early) Unwrap() error { return brush.ErrUnavailable }

// ErrTooMany says that there are more than MaxFrames.
var ErrTooMany error = &brush.FieldError{Reason: "holds more than 5,000 frames"}

// Sender is who proved to send.
type Sender struct {
	Source brush.SourceID
	Device brush.DeviceID // the only one that it may speak of; "": any
}

// BadLine says what of a line is no frame.
type BadLine struct {
	Line          int    // from 1
	Field, Reason string // Field "": the whole line
}

// BadLines are the first lines that are no frames. It is a brush.ErrInvalid.
type BadLines []BadLine

func (b BadLines) Error() string {
	s := "line " + strconv.Itoa(b[0].Line) + ": "
	if b[0].Field != "" {
		s += b[0].Field + " "
	}
	s += b[0].Reason
	if len(b) > 1 {
		s += ", and " + strconv.Itoa(len(b)-1) + " more lines are no frames"
	}
	return s
}

// Unwrap returns the kind.
func (BadLines) Unwrap() error { return brush.ErrInvalid }

// Lines reads wire lines, or a JSON array of them, all or none. It holds one line at a time and the frames. An error is BadLines, ErrTooMany,
// *Early, or in's own.
func Lines(in io.Reader, from Sender, now time.Time) ([]brush.Frame, error) {
	return readLines(in, wire.MaxLine, 32<<10, from, now)
}

// LinesOf is Lines for what is there already; of a short message little memory is asked.
func LinesOf(body []byte, from Sender, now time.Time) ([]brush.Frame, error) {
	n := max(len(body), 16)
	return readLines(bytes.NewReader(body), min(n, wire.MaxLine), min(n, 32<<10), from, now)
}

// readLines reads lines, none longer than maxLine, and keeps payloads in pieces of a size.
func readLines(in io.Reader, maxLine, piece int, from Sender, now time.Time) ([]brush.Frame, error) {
	var (
		fs    []brush.Frame
		f     brush.Frame
		bad   BadLines
		late  *Early // of lines that are in order
		bytes = arena{size: piece}
		ears  = ears{from: from}
		lines = wire.NewLines(in, maxLine)
	)
	for {
		line, n, err := lines.Next()
		if err == io.EOF {
			break
		}
		var field *brush.FieldError
		if err != nil && !errors.As(err, &field) {
			return nil, err
		}
		if err == nil {
			f.Payload = bytes.tail()
			if err = wire.ParseFrame(line, &f); err == nil {
				err = plausible(f.At, now)
			}
		}
		kept := f
		var notYet *Early
		if errors.As(err, &notYet) {
			err = nil
			if late == nil || notYet.By > late.By {
				late = notYet
			}
		}
		if err == nil {
			err = ears.claim(&kept)
		}
		if err != nil {
			if bad = append(bad, badLine(n, err)); len(bad) == maxComplain {
				break
			}
			continue
		}
		if len(fs) == MaxFrames {
			return nil, ErrTooMany
		}
		kept.Payload = bytes.take(f.Payload)
		fs = append(fs, kept)
	}
	if bad != nil {
		return nil, bad
	}
	if late != nil {
		return nil, late
	}
	return fs, nil
}

func badLine(n int, err error) BadLine {
	var f *brush.FieldError
	if errors.As(err, &f) {
		return BadLine{n, f.Field, f.Reason}
	}
	return BadLine{n, "", err.Error()}
}

// Relay reads a relay's message, or several, and keeps the frames that a maker claims. Topic is the MQTT topic by which it came, "" for none.
// Errors are *brush.FieldError, ErrTooMany among them, and *Early.
func Relay(kind relay.Kind, body []byte, topic string, from Sender, makers brand.Set, now time.Time) ([]brush.Frame, error) {
	if len(topic) > MaxTopic {
		return nil, &brush.FieldError{Field: "topic", Reason: "is longer than 1024 bytes"}
	}
	fs, err := relay.Parse(kind, body, now, topic)
	if errors.Is(err, relay.ErrTooMany) {
		return nil, ErrTooMany
	}
	if err != nil {
		return nil, err
	}
	fs = relay.Claimed(fs, makers)
	ears := ears{from: from}
	for i := range fs {
		if err := plausible(fs[i].At, now); err != nil {
			return nil, err
		}
		if err := ears.claim(&fs[i]); err != nil {
			return nil, err
		}
	}
	return fs, nil
}

// Report makes a frame of a report in the open format that a device sends of itself. The report's own "at" says when it was made; without one, now
// is. A report that nobody understands is a frame as well: it is kept and counted. Errors are *brush.FieldError and *Early.
func Report(device string, payload []byte, cbor bool, from Sender, now time.Time) (brush.Frame, error) {
	f := brush.Frame{At: now.UTC().Truncate(time.Microsecond), Kind: brush.Report, Format: enamel.Format, Payload: payload}
	if cbor {
		f.Format = enamel.FormatCBOR
	}
	switch {
	case len(payload) == 0:
		return f, &brush.FieldError{Field: "report", Reason: "is empty"}
	case len(payload) > brush.MaxPayload:
		return f, &brush.FieldError{Field: "report", Reason: "is longer than " + strconv.Itoa(brush.MaxPayload) + " bytes"}
	}
	var err error
	if f.Device, err = wire.ParseDevice(device); err != nil {
		return f, err
	}
	if at, ok := enamel.MadeAt(&f); ok {
		f.At = at
		if err := plausible(at, now); err != nil {
			return f, err
		}
	}
	ears := ears{from: from}
	return f, ears.claim(&f)
}

// plausible refuses times that no brush can have been heard at, and puts off those that have not come.
func plausible(at, now time.Time) error {
	switch {
	case at.Before(earliest):
		return &brush.FieldError{Field: "at", Reason: "lies before 2014-01-01; is the sender's clock set?"}
	case at.After(now.Add(early)) && !now.Before(unset):
		return &brush.FieldError{Field: "at", Reason: "lies more than 32 days ahead; is the sender's clock right?"}
	case at.After(now.Add(ahead)):
		return &Early{By: at.Sub(now)}
	}
	return nil
}

// ears names sources: a sender is what it proved to be, and its own ears are told apart below that.
type ears struct {
	from   Sender
	last   brush.SourceID // as the line says
	joined brush.SourceID
}

// claim makes a frame the sender's, or says why it cannot be.
func (e *ears) claim(f *brush.Frame) error {
	if e.from.Device != "" && f.Device != e.from.Device {
		return &brush.FieldError{Field: "device", Reason: "is not the one that this token is for"}
	}
	if f.Source == "" || f.Source == e.from.Source {
		f.Source = e.from.Source
		return nil
	}
	if f.Source != e.last {
		e.last, e.joined = f.Source, e.from.Source+"/"+f.Source
	}
	if len(e.joined) > brush.MaxID {
		return &brush.FieldError{Field: "source", Reason: "is too long behind the token's own source; together they may have " + strconv.Itoa(brush.MaxID-1) + " bytes"}
	}
	f.Source = e.joined
	return nil
}

// arena holds the payloads of a call in few pieces.
type arena struct {
	piece []byte
	size  int // of a piece, at most: the first is small, since most calls are
	next  int // size of the next piece
}

// tail is where the next payload may be appended.
func (a *arena) tail() []byte {
	if cap(a.piece)-len(a.piece) < min(512, a.size) {
		a.next = min(max(2*a.next, 1<<10), a.size)
		a.piece = make([]byte, 0, a.next)
	}
	return a.piece[len(a.piece):]
}

// take keeps a payload that was appended to the tail. One that did not fit there has its own memory already.
func (a *arena) take(payload []byte) []byte {
	if n := len(a.piece); len(payload) <= cap(a.piece)-n {
		a.piece = a.piece[:n+len(payload)]
	}
	return payload[:len(payload):len(payload)]
}
