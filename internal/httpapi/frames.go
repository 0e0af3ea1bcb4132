package httpapi

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// The limits of one request with frames.
const (
	maxFrames    = 5000
	maxBytes     = 4 << 20 // packed and unpacked
	maxComplains = 20
	bodyWithin   = 30 * time.Second
	ahead        = 5 * time.Minute // clocks of senders differ
	intakes      = 64              // requests with frames that are read at once
	intakeWithin = 2 * time.Second
)

// earliest is when the first handle that speaks was sold; an older time is a clock that was never set.
var earliest = time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)

var (
	errTooLarge  = errors.New("too large")
	errTooMany   = errors.New("too many frames")
	errCoding    = errors.New("unknown content coding")
	errTruncated = errors.New("the body cannot be read")
)

// badLines says which lines are no frames.
type badLines []*huma.ErrorDetail

func (b badLines) Error() string { return strconv.Itoa(len(b)) + " lines are no frames" }

// frames is the door of POST /frames: all frames of a request are kept, or none.
func (s *server) frames(w http.ResponseWriter, r *http.Request) { s.take(w, r, readFrames) }

// take keeps the frames that read makes of a request's body, all of them or none.
func (s *server) take(w http.ResponseWriter, r *http.Request, read func(http.ResponseWriter, *http.Request, brush.SourceID, time.Time) ([]brush.Frame, error)) {
	timer := time.NewTimer(intakeWithin)
	defer timer.Stop()
	select {
	case s.intake <- struct{}{}:
		defer func() { <-s.intake }()
	case <-timer.C:
		s.writeProblem(w, r, fmt.Errorf("read frames: %w", brush.ErrUnavailable))
		return
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
	p := principal(r.Context())
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyWithin)) // a recorder in a test has no deadlines
	fs, err := read(w, r, p.Source, s.Now())
	if err != nil {
		s.refuseFrames(w, r, err)
		return
	}
	// The deadline was the body's: it must not fire while the store commits.
	_ = control.SetReadDeadline(time.Time{})
	if err := s.Ingest.Accept(r.Context(), p.Household, fs); err != nil {
		s.writeProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(strconv.AppendInt([]byte(`{"accepted":`), int64(len(fs)), 10), "}\n"...))
}

func (s *server) refuseFrames(w http.ResponseWriter, r *http.Request, err error) {
	var lines badLines
	var large *http.MaxBytesError
	var message *badMessage
	switch {
	case errors.As(err, &message):
		err = titled(&huma.ErrorModel{Status: http.StatusBadRequest, Errors: []*huma.ErrorDetail{message.detail},
			Detail: "This is no message of such a relay. None of this request is kept."})
	case errors.As(err, &lines):
		err = titled(&huma.ErrorModel{Status: http.StatusBadRequest, Errors: lines,
			Detail: "Some lines are no frames. None of this request is kept."})
	case errors.As(err, &large), errors.Is(err, errTooLarge):
		w.Header().Set("Connection", "close")
		err = says(http.StatusRequestEntityTooLarge, "The body is longer than 4 MiB. None of it is kept; send less at once.")
	case errors.Is(err, errTooMany):
		w.Header().Set("Connection", "close")
		err = says(http.StatusRequestEntityTooLarge, "There are more than 5,000 frames. None of them is kept; send fewer at once.")
	case errors.Is(err, errCoding):
		w.Header().Set("Accept-Encoding", "gzip")
		err = says(http.StatusUnsupportedMediaType, "The body's content coding is not known; send it plain or as gzip.")
	case errors.Is(err, errTruncated):
		err = says(http.StatusBadRequest, "The body ends too early or is no gzip. None of it is kept.")
	}
	s.writeProblem(w, r, err)
}

var unpackers = sync.Pool{New: func() any { return new(gzip.Reader) }}

// readFrames reads the whole body. It remembers one line at a time and the frames, whose number is bounded.
func readFrames(w http.ResponseWriter, r *http.Request, source brush.SourceID, now time.Time) ([]brush.Frame, error) {
	return unpacked(w, r, func(in io.Reader) ([]brush.Frame, error) { return parseFrames(in, source, now) })
}

// unpacked lets parse read a request's body, unpacked and bounded.
func unpacked(w http.ResponseWriter, r *http.Request, parse func(io.Reader) ([]brush.Frame, error)) ([]brush.Frame, error) {
	var in io.Reader = http.MaxBytesReader(w, r.Body, maxBytes)
	switch coding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); coding {
	case "", "identity":
	case "gzip", "x-gzip":
		z := unpackers.Get().(*gzip.Reader)
		defer unpackers.Put(z)
		if err := z.Reset(in); err != nil {
			return nil, unreadable(err)
		}
		in = z
	default:
		return nil, errCoding
	}
	return parse(&bounded{in: in, left: maxBytes})
}

// parseFrames reads frames line by line. The source is who proved to send them.
func parseFrames(in io.Reader, source brush.SourceID, now time.Time) ([]brush.Frame, error) {
	var (
		fs    []brush.Frame
		f     brush.Frame
		bad   badLines
		bytes arena
		from  = ears{source: source}
		lines = wire.NewLines(in, wire.MaxLine)
	)
	for {
		line, n, err := lines.Next()
		if err == io.EOF {
			break
		}
		var field *brush.FieldError
		if err != nil && !errors.As(err, &field) {
			return nil, unreadable(err)
		}
		if err == nil {
			f.Payload = bytes.tail()
			if err = wire.ParseFrame(line, &f); err == nil {
				err = plausible(&f, now)
			}
		}
		kept := f
		if err == nil {
			kept.Source, err = from.of(f.Source)
		}
		if err != nil {
			if bad = append(bad, complaint(n, err)); len(bad) == maxComplains {
				break
			}
			continue
		}
		if len(fs) == maxFrames {
			return nil, errTooMany
		}
		kept.Payload = bytes.take(f.Payload)
		fs = append(fs, kept)
	}
	if bad != nil {
		return nil, bad
	}
	return fs, nil
}

func complaint(line int, err error) *huma.ErrorDetail {
	d := &huma.ErrorDetail{Location: "line " + strconv.Itoa(line), Message: err.Error()}
	var f *brush.FieldError
	if errors.As(err, &f) {
		if d.Message = f.Reason; f.Field != "" {
			d.Location += ": " + f.Field
		}
	}
	return d
}

// plausible refuses times that no brush can have been heard at.
func plausible(f *brush.Frame, now time.Time) error {
	switch {
	case f.At.Before(earliest):
		return &brush.FieldError{Field: "at", Reason: "lies before 2014-01-01; is the sender's clock set?"}
	case f.At.After(now.Add(ahead)):
		return &brush.FieldError{Field: "at", Reason: "lies more than 5 minutes ahead; is the sender's clock right?"}
	}
	return nil
}

// unreadable says why a body cannot be read to its end.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, errTooLarge) {
		return err
	}
	return fmt.Errorf("%w: %w", errTruncated, err)
}

// ears names sources: a sender is what it proved to be, and its own ears are told apart below that.
type ears struct {
	source brush.SourceID
	last   brush.SourceID // as the line says
	joined brush.SourceID
}

func (e *ears) of(ear brush.SourceID) (brush.SourceID, error) {
	if ear == "" || ear == e.source {
		return e.source, nil
	}
	if ear != e.last {
		e.last, e.joined = ear, e.source+"/"+ear
	}
	if len(e.joined) > brush.MaxID {
		return "", &brush.FieldError{Field: "source", Reason: "is too long behind the token's own source; together they may have " + strconv.Itoa(brush.MaxID-1) + " bytes"}
	}
	return e.joined, nil
}

// arena holds the payloads of a request in few pieces.
type arena struct{ piece []byte }

// tail is where the next payload may be appended.
func (a *arena) tail() []byte {
	if cap(a.piece)-len(a.piece) < 512 {
		a.piece = make([]byte, 0, 32<<10)
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

// bounded refuses to give more than is left; a body that ends just there is no error.
type bounded struct {
	in   io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, errTooLarge
	}
	return n, err
}
