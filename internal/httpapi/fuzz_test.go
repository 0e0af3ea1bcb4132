package httpapi

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/intake"
	"github.com/enamel-home/enamel/wire"
)

// FuzzFrames throws bodies at the reading side of the door. Whatever comes in: no panic, a refusal that is one of the known ones, and
// frames that are taken are within the limits and read the same again from what the export would say of them.
func FuzzFrames(f *testing.F) {
	const one = `{"device":"AA:00:00:00:00:01","at":"2026-06-01T09:00:00Z","kind":"advert","company":220,"hex":"0632700308000501010004"}`
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write([]byte(one + "\n" + one))
	_ = w.Close()
	for _, s := range []string{"", "\n", one, one + "\n" + one, "[" + one + "," + one + "]", "[]", "[", "{}", "null", `{"device":"a","source":"x/y"}`,
		strings.Replace(one, `"kind"`, `"source":"ear","kind"`, 1), strings.Replace(one, "2026", "2099", 1), strings.Replace(one, "06-01", "06-20", 1), "\xef\xbb\xbf" + one, one[:50]} {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "gzip")
	}
	f.Add(z.Bytes(), "gzip")
	f.Add(z.Bytes()[:z.Len()-6], "gzip")
	f.Add([]byte(one), "br")
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte, coding string) {
		r := httptest.NewRequest("POST", "/api/v1/frames", bytes.NewReader(body))
		if coding != "" {
			r.Header.Set("Content-Encoding", coding)
		}
		fs, err := readFrames(httptest.NewRecorder(), r, intake.Sender{Source: "hall"}, now)
		if err != nil {
			var bad intake.BadLines
			var large *http.MaxBytesError
			var early *intake.Early
			known := errors.As(err, &bad) || errors.As(err, &large) || errors.Is(err, errTooLarge) || errors.Is(err, intake.ErrTooMany) ||
				errors.Is(err, errCoding) || errors.As(err, &early) || errors.Is(err, errTruncated)
			if !known || fs != nil || len(bad) > 20 {
				t.Fatalf("%d frames and %v", len(fs), err)
			}
			return
		}
		if len(fs) > intake.MaxFrames {
			t.Fatalf("%d frames", len(fs))
		}
		var export []byte
		for i := range fs {
			x := &fs[i]
			if x.Source != "hall" && !strings.HasPrefix(string(x.Source), "hall/") || len(x.Source) > brush.MaxID || x.Device == "" ||
				x.At.Year() < 2014 || x.At.After(now.Add(5*time.Minute)) || len(x.Payload) > brush.MaxPayload {
				t.Fatalf("frame %d: %+v", i, x)
			}
			export = append(wire.AppendFrame(export, x), '\n')
		}
		if len(export) > maxBytes {
			return // what is said shortly in the body may be longer in its canonical form
		}
		again, err := intake.Lines(bytes.NewReader(export), intake.Sender{Source: "hall"}, now)
		if err != nil || len(again) != len(fs) {
			t.Fatalf("%d frames become %d: %v\n%s", len(fs), len(again), err, export)
		}
		for i := range fs {
			if !bytes.Equal(again[i].Payload, fs[i].Payload) || again[i].Device != fs[i].Device || !again[i].At.Equal(fs[i].At) {
				t.Fatalf("frame %d: %+v becomes %+v", i, fs[i], again[i])
			}
		}
	})
}

// Payloads share memory and must not share bytes.
func TestPayloadsAreApart(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		b.WriteString(`{"device":"a","at":"2026-06-01T09:00:00Z","kind":"report","format":"x","hex":"` + strings.Repeat(string("0123456789abcdef"[i%16]), 2*(i%700)) + "\"}\n")
	}
	fs, err := intake.Lines(strings.NewReader(b.String()), intake.Sender{Source: "hall"}, time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC))
	if err != nil || len(fs) != 3000 {
		t.Fatal(len(fs), err)
	}
	for i := range fs {
		if len(fs[i].Payload) != i%700 || cap(fs[i].Payload) != len(fs[i].Payload) {
			t.Fatalf("frame %d: %d bytes of %d", i, len(fs[i].Payload), cap(fs[i].Payload))
		}
		d := byte(i % 16)
		for _, x := range fs[i].Payload {
			if x != d<<4|d {
				t.Fatalf("frame %d holds %x", i, x)
			}
		}
	}
}

// A panic of one request is an answer, or a cut connection when the answer had begun.
func TestPanicIsAnswered(t *testing.T) {
	for _, begun := range []bool{false, true} {
		var log bytes.Buffer
		s := testServer(&log)
		h := s.logged(s.recovered(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if begun {
				_, _ = w.Write([]byte("half"))
			}
			panic("oh")
		})))
		w := httptest.NewRecorder()
		aborted := func() (p any) {
			defer func() { p = recover() }()
			h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			return nil
		}()
		if !strings.Contains(log.String(), "panic=oh") {
			t.Errorf("begun %v: not in the log", begun)
		}
		if begun && aborted != http.ErrAbortHandler {
			t.Errorf("half an answer ended with %v", aborted)
		}
		if !begun && (aborted != nil || w.Code != 500 || strings.Contains(w.Body.String(), "oh")) {
			t.Errorf("%v %d %s", aborted, w.Code, w.Body)
		}
	}
}
