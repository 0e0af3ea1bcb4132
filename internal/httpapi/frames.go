package httpapi

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brand/timer"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/intake"
)

// The limits of one request with frames.
const (
	maxBytes     = 4 << 20 // packed and unpacked
	bodyWithin   = 30 * time.Second
	intakes      = 64 // requests with frames that are read at once
	intakeWithin = 2 * time.Second
	earlyAgain   = "30"        // s, until a clock may have been put right
	tellEvery    = time.Minute // between two words in the log about clocks
)

var (
	errTooLarge  = errors.New("too large")
	errCoding    = errors.New("unknown content coding")
	errTruncated = errors.New("the body cannot be read")
)

// frames is the door of POST /frames: all frames of a request are kept, or none.
func (s *server) frames(w http.ResponseWriter, r *http.Request) { s.take(w, r, readFrames) }

// take keeps the frames that read makes of a request's body, all of them or none.
func (s *server) take(w http.ResponseWriter, r *http.Request, read func(http.ResponseWriter, *http.Request, intake.Sender, time.Time) ([]brush.Frame, error)) {
	if !s.place(r.Context()) {
		s.writeProblem(w, r, fmt.Errorf("read frames: %w", brush.ErrUnavailable))
		return
	}
	defer func() { <-s.intake }()
	p := principal(r.Context())
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyWithin)) // a recorder in a test has no deadlines
	fs, err := read(w, r, intake.Sender{Source: p.Source, Device: p.Device}, s.Now())
	if err != nil {
		s.refuseFrames(w, r, err)
		return
	}
	if err := speaks(p, fs); err != nil {
		s.writeProblem(w, r, err)
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

// place takes a place among those whose frames are read, and reports whether there was one in time. Nearly always there is one at once.
func (s *server) place(ctx context.Context) bool {
	select {
	case s.intake <- struct{}{}:
		return true
	default:
	}
	timer := time.NewTimer(intakeWithin)
	defer timer.Stop()
	select {
	case s.intake <- struct{}{}:
		return true
	case <-timer.C:
		return false
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// speaks says why frames cannot come from who sends them; nil when they can.
func speaks(p *account.Principal, fs []brush.Frame) error {
	timers := !p.May(account.FramesWrite)
	for i := range fs {
		switch f := &fs[i]; {
		case timers && (f.Kind != brush.Entry || f.Format != timer.Format):
			return says(http.StatusForbidden, "This credential may start and stop the timer, and say nothing else. None of this request is kept.")
		case !p.SpeaksOf(f.Device), timers && !ofPerson(f.Device):
			return says(http.StatusForbidden, "This credential may not speak for this device or person. None of this request is kept.")
		}
	}
	return nil
}

func (s *server) refuseFrames(w http.ResponseWriter, r *http.Request, err error) {
	var lines intake.BadLines
	var large *http.MaxBytesError
	var message *badMessage
	var early *intake.Early
	switch {
	case errors.As(err, &message):
		err = titled(&huma.ErrorModel{Status: http.StatusBadRequest, Errors: []*huma.ErrorDetail{message.detail},
			Detail: "This is no message of such a relay. None of this request is kept."})
	case errors.As(err, &early):
		if now, told := time.Now().UnixNano(), s.earlyTold.Load(); now-told > int64(tellEvery) && s.earlyTold.CompareAndSwap(told, now) {
			s.log.WarnContext(r.Context(), "frames are not taken yet: is this server's clock right?", "source", principal(r.Context()).Source, "reason", early.Error())
		}
		w.Header().Set("Retry-After", earlyAgain)
		err = says(http.StatusServiceUnavailable, "Some of it was heard later than it is by this server's clock; one of the two clocks is wrong. None of this request is kept; send it again later.")
	case errors.As(err, &lines):
		err = titled(&huma.ErrorModel{Status: http.StatusBadRequest, Errors: complaints(lines),
			Detail: "Some lines are no frames. None of this request is kept."})
	case errors.As(err, &large), errors.Is(err, errTooLarge):
		w.Header().Set("Connection", "close")
		err = says(http.StatusRequestEntityTooLarge, "The body is longer than 4 MiB. None of it is kept; send less at once.")
	case errors.Is(err, intake.ErrTooMany):
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
func readFrames(w http.ResponseWriter, r *http.Request, from intake.Sender, now time.Time) ([]brush.Frame, error) {
	return unpacked(w, r, func(in io.Reader) ([]brush.Frame, error) {
		fs, err := intake.Lines(in, from, now)
		if bad, early := (intake.BadLines)(nil), (*intake.Early)(nil); err != nil && !errors.As(err, &bad) && !errors.As(err, &early) && !errors.Is(err, intake.ErrTooMany) {
			err = unreadable(err)
		}
		return fs, err
	})
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

// complaints says which lines are no frames.
func complaints(bad intake.BadLines) (ds []*huma.ErrorDetail) {
	for _, b := range bad {
		d := &huma.ErrorDetail{Location: "line " + strconv.Itoa(b.Line), Message: b.Reason}
		if b.Field != "" {
			d.Location += ": " + b.Field
		}
		ds = append(ds, d)
	}
	return ds
}

// unreadable says why a body cannot be read to its end.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, errTooLarge) {
		return err
	}
	return fmt.Errorf("%w: %w", errTruncated, err)
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

// ofPerson reports whether a device is a person's timer.
func ofPerson(d brush.DeviceID) bool {
	_, ok := d.Person()
	return ok
}
