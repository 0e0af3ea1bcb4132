package httpapi

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/intake"
)

// pipes is a listener whose connections are pipes, so that minutes pass in a moment.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.done); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{} }

// waits returns what the server answers to a connection that says so much and then nothing, and how long that takes.
func waits(t *testing.T, h http.Handler, says string, read bool) (answer string, took time.Duration) {
	ctx, stop := context.WithCancel(t.Context())
	p := pipes{make(chan net.Conn), make(chan struct{})}
	ended := make(chan error, 1)
	var log bytes.Buffer
	go func() { ended <- Serve(ctx, p, h, testServer(&log).log) }()
	ours, theirs := net.Pipe()
	p.conns <- theirs
	began := time.Now()
	go func() { _, _ = io.WriteString(ours, says) }() // the server need not read all of it
	if read {
		b, _ := io.ReadAll(ours)
		answer = string(b)
	} else {
		time.Sleep(61 * time.Second) // whoever reads nothing
		b, err := bufio.NewReader(ours).ReadByte()
		if err == nil {
			t.Errorf("there is still an answer: %q", b)
		}
	}
	took = time.Since(began)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	_ = ours.Close()
	return answer, took
}

// Who says nothing, or the rest of something never, holds no connection for long; nor does who reads nothing.
func TestSilentConnections(t *testing.T) {
	whole := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
	})
	short := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	const head = "POST / HTTP/1.1\r\nHost: a\r\n"
	for _, c := range []struct {
		what string
		h    http.Handler
		says string
		read bool
		took time.Duration // 0: whatever
	}{
		{"nothing at all", short, "", true, 10 * time.Second},
		{"half of the head", short, head, true, 10 * time.Second},
		{"half of the body", short, head + "Content-Length: 10\r\n\r\nhalf", true, time.Minute},
		{"nothing after an answer", short, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, 2 * time.Minute},
		{"does not read", whole, head + "Content-Length: 0\r\n\r\n", false, 0},
		{"a head without end", short, head + "X: " + strings.Repeat("y", 64<<10), true, 0},
		{"a long head", short, head + "Content-Length: 0\r\nConnection: close\r\nX: " + strings.Repeat("y", 20<<10) + "\r\n\r\n", true, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			answer, took := waits(t, c.h, c.says, c.read)
			if c.took != 0 && (took < c.took || took > c.took+time.Second) {
				t.Errorf("%s: the connection ends after %v, want %v: %q", c.what, took, c.took, answer)
			}
			if c.what == "a long head" && !strings.Contains(answer, " 200 ") {
				t.Errorf("%s: %q", c.what, answer)
			}
			if c.what == "a head without end" && !strings.Contains(answer, " 431 ") {
				t.Errorf("%s: %q", c.what, answer)
			}
		})
	}
}

// The body of a request with frames has less time than others: while it comes it holds one of few places.
func TestSlowBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := testServer(&log)
		s.intake, s.Now = make(chan struct{}, 1), time.Now
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), requestKey, &request{who: &account.Principal{Household: "home", Source: "hall"}})
			s.take(w, r.WithContext(ctx), readFrames)
		})
		answer, took := waits(t, h, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{", true)
		if took < 30*time.Second || took > 31*time.Second || !strings.Contains(answer, " 400 ") || len(s.intake) != 0 {
			t.Errorf("after %v: %q, and %d places are held", took, answer, len(s.intake))
		}
	})
}

// Who finds no place waits for one, and then is told to come again.
func TestNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := testServer(&log)
		s.intake, s.Now = make(chan struct{}, 1), time.Now
		s.intake <- struct{}{}
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.take(w, r, func(http.ResponseWriter, *http.Request, intake.Sender, time.Time) ([]brush.Frame, error) {
				t.Error("its body is read")
				return nil, nil
			})
		})
		answer, took := waits(t, h, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", true)
		if took < 2*time.Second || took > 3*time.Second || !strings.Contains(answer, " 503 ") || !strings.Contains(answer, "Retry-After: 2\r\n") {
			t.Errorf("after %v: %q", took, answer)
		}
	})
}

// A listener that reads nothing is gone after a while, and what was to be said to it does not pile up.
func TestListenerWhoDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan time.Duration, 1)
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			control := http.NewResponseController(w)
			out := &stream{w: w, control: control}
			began := time.Now()
			for range 1000 {
				out.event("now", "", bytes.Repeat([]byte("x"), 1000))
				if out.flush() != nil {
					failed <- time.Since(began)
					return
				}
			}
			failed <- 0
		})
		_, _ = waits(t, h, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", false)
		if took := <-failed; took < 10*time.Second || took > 11*time.Second {
			t.Errorf("the stream ends after %v", took)
		}
	})
}
