package httpsink_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire/httpsink"
)

// TestRequestsAreBounded: a long call goes in requests that any door takes: of two thousand lines, and of two megabytes and one line unpacked. A
// short one is not packed.
func TestRequestsAreBounded(t *testing.T) {
	var lines, sizes []int
	var packed []bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in io.Reader = r.Body
		packed = append(packed, r.Header.Get("Content-Encoding") == "gzip")
		if packed[len(packed)-1] {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				t.Error(err)
				return
			}
			in = z
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Error(err)
		}
		lines, sizes = append(lines, bytes.Count(b, []byte("\n"))), append(sizes, len(b))
		fmt.Fprintf(w, `{"accepted":%d}`, lines[len(lines)-1])
	}))
	defer server.Close()
	s, err := httpsink.New(server.URL, "secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	send := func(n, payload int) {
		t.Helper()
		lines, sizes, packed = nil, nil, nil
		var fs []brush.Frame
		for i := range n {
			fs = append(fs, brush.Frame{Source: "hall", Seq: uint64(i + 1), Device: "AA", At: time.Unix(1_780_000_000, 0), Kind: brush.Advert, Payload: make([]byte, payload)})
		}
		if err := s.Accept(t.Context(), fs); err != nil {
			t.Fatal(err)
		}
	}
	send(4500, 4)
	if fmt.Sprint(lines) != "[2000 2000 500]" {
		t.Errorf("4500 short lines go as %v", lines)
	}
	const long = 10 << 10
	send(250, long)
	if len(sizes) != 3 || sizes[0] < 2<<20 || sizes[0] > 2<<20+3*long || sizes[1] < 2<<20 || sizes[1] > 2<<20+3*long {
		t.Errorf("5 MB go as %v", sizes)
	}
	for payload, want := range map[int]bool{900: false, 1000: true} { // in hex, and 118 bytes of names
		if send(1, payload); len(packed) != 1 || packed[0] != want {
			t.Errorf("a body of %d bytes is packed: %v", sizes[0], packed)
		}
	}
}
