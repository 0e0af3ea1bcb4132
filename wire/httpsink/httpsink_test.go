package httpsink_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/httpsink"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// A long call goes in requests inside the door's limits, packed, with the token, and every frame arrives.
func TestAccept(t *testing.T) {
	var fs []brush.Frame
	for i := range 30 {
		for _, f := range sinktest.Capture(t) {
			f.Seq += uint64(i) * 1000
			fs = append(fs, f)
		}
	}
	var got []brush.Frame
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		if r.Method != "POST" || r.URL.Path != "/house/api/v1/frames" || r.Header.Get("Authorization") != "Bearer secret" || r.Header.Get("Content-Type") != "application/x-ndjson" {
			t.Errorf("request is %s %s %v", r.Method, r.URL, r.Header)
		}
		var body io.Reader = r.Body
		if r.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				t.Error(err)
				return
			}
			body = z
		}
		n := 0
		for l := wire.NewLines(body, 0); ; n++ {
			line, _, err := l.Next()
			if err == io.EOF {
				break
			}
			var f brush.Frame
			if err == nil {
				err = wire.ParseFrame(line, &f)
			}
			if err != nil {
				t.Error(err)
				return
			}
			got = append(got, f)
		}
		if n > 5000 {
			t.Errorf("%d lines in one request", n)
		}
		fmt.Fprintf(w, `{"accepted":%d}`, n)
	}))
	defer server.Close()
	s, err := httpsink.New(server.URL+"/house/", "secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Accept(t.Context(), fs); err != nil {
		t.Fatal(err)
	}
	if requests != 3 || !reflect.DeepEqual(got, fs) {
		t.Errorf("%d requests brought %d frames of %d", requests, len(got), len(fs))
	}
	got = nil
	if err := s.Accept(t.Context(), fs[:3]); err != nil || !reflect.DeepEqual(got, fs[:3]) { // too short to be packed
		t.Errorf("%d frames of 3: %v", len(got), err)
	}
}

func TestRefusals(t *testing.T) {
	fs := sinktest.Capture(t)[:2]
	for _, c := range []struct {
		status int
		header string // of Retry-After
		body   string
		kind   error
		after  time.Duration
		says   string
	}{
		{400, "", `{"title":"Bad Request","status":400,"detail":"A line is no frame.","errors":[{"location":"line 2: at","message":"is missing"}]}`, brush.ErrInvalid, 0, "400: A line is no frame. line 2: at: is missing"},
		{413, "", `{}`, brush.ErrInvalid, 0, "Too Large"},
		{422, "", `<html>`, brush.ErrInvalid, 0, "Unprocessable"},
		{401, "", `{"title":"Unauthorized"}`, brush.ErrForbidden, 0, "Unauthorized"},
		{403, "", `{"detail":"The token lacks frames:write."}`, brush.ErrForbidden, 0, "lacks frames:write"},
		{404, "", `{}`, brush.ErrNotFound, 0, "address of Enamel"},
		{429, "7", `{}`, brush.ErrUnavailable, 7 * time.Second, "Too Many"},
		{503, "Mon, 01 Jan 2035 00:00:00 GMT", `{}`, brush.ErrUnavailable, 24 * time.Hour, "Unavailable"},
		{500, "soon", `{}`, brush.ErrUnavailable, 0, "500"},
		{502, "", ``, brush.ErrUnavailable, 0, "502"},
		{200, "", `<html>Welcome to our hotel</html>`, brush.ErrUnavailable, 0, "does not say that the frames are kept"},
		{200, "", `{"accepted":1}`, brush.ErrUnavailable, 0, "does not say"},
		{200, "", `{}`, brush.ErrUnavailable, 0, "does not say"},
		{204, "", ``, brush.ErrInvalid, 0, "204"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", c.header)
			w.Header().Set("Date", "Sun, 31 Dec 2034 00:00:00 GMT")
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		}))
		s, err := httpsink.New(server.URL, "t", nil)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Accept(t.Context(), fs)
		var r *httpsink.Refusal
		if !errors.Is(err, c.kind) || !errors.As(err, &r) || r.RetryAfter() != c.after || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%d %q: got %v (%T), want %v, ...%s...", c.status, c.body, err, err, c.kind, c.says)
		}
		server.Close()
		if err := s.Accept(t.Context(), fs); !errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("nobody listens: %v, want %v", err, brush.ErrUnavailable)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Accept(ctx, fs); !errors.Is(err, context.Canceled) || errors.Is(err, brush.ErrUnavailable) {
			t.Errorf("given up: %v", err)
		}
	}
	for _, bad := range []string{"", "enamel.local:8080", "ftp://x", "http://", "://"} {
		if _, err := httpsink.New(bad, "t", nil); !errors.Is(err, brush.ErrInvalid) {
			t.Errorf("address %q: %v", bad, err)
		}
	}
}
