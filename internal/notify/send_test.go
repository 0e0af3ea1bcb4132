package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// A redirect is not followed: another address is another receiver.
func TestRedirect(t *testing.T) {
	h := newHouse(t)
	elsewhere := newReceiver(t, nil)
	for _, code := range []int{301, 302, 303, 307, 308} {
		r := newReceiver(t, func(w http.ResponseWriter, n int) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(code)
		})
		s := h.server(true)
		id, _ := h.add(s, r.URL)
		y, err := s.Test(context.Background(), home, id)
		if err != nil || y.Outcome != redirected || y.Status != code {
			t.Errorf("%d: %+v, %v", code, y, err)
		}
	}
	if n := len(elsewhere.heard()); n != 0 {
		t.Errorf("a redirect was followed %d times", n)
	}
}

func TestCertificates(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	r := newReceiver(t, nil, func(s *httptest.Server) { s.StartTLS() })
	s := h.server(true, trusting(r))
	id, secret := h.add(s, r.URL)
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != delivered {
		t.Errorf("a good one: %+v, %v", y, err)
	}
	if all := r.heard(); len(all) != 1 || verify(t, secret, all[0]) != nil {
		t.Errorf("heard %v", all)
	}
	if y, err := h.server(true).Test(ctx, home, id); err != nil || y.Outcome != untrusted {
		t.Errorf("of nobody we know: %+v, %v", y, err)
	}
	ns := &names{}
	ns.lead("wrong.example.org", "127.0.0.1")
	resolver := ns.resolver(t)
	s = h.server(true, trusting(r), func(c *Config) { c.Resolver = resolver })
	other, _ := h.add(s, strings.Replace(r.URL, "127.0.0.1", "wrong.example.org", 1))
	if y, err := s.Test(ctx, home, other); err != nil || y.Outcome != untrusted {
		t.Errorf("of another name: %+v, %v", y, err)
	}
	old := newReceiver(t, nil, func(s *httptest.Server) {
		s.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10} //nolint:gosec // the old thing that must not work
		s.StartTLS()
	})
	s = h.server(true, trusting(old))
	aged, _ := h.add(s, old.URL)
	if y, err := s.Test(ctx, home, aged); err != nil || y.Outcome == delivered {
		t.Errorf("TLS 1.1: %+v, %v", y, err)
	}
	if n := len(r.heard()) + len(old.heard()); n != 1 {
		t.Errorf("%d receivers heard something", n)
	}
}

// Of an answer little is read, whatever it says, and its head may not be endless.
func TestOversizeAnswers(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	written := make(chan int, 1)
	r := newReceiver(t, func(w http.ResponseWriter, n int) {
		total := 0
		for chunk := make([]byte, 1<<20); total < 256<<20; {
			k, err := w.Write(chunk)
			total += k
			if err != nil {
				break
			}
		}
		written <- total
	})
	id, _ := h.add(s, r.URL)
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != delivered {
		t.Errorf("%+v, %v", y, err)
	}
	if n := <-written; n >= 256<<20 {
		t.Errorf("an answer of %d bytes was read to its end", n)
	}
	head := newReceiver(t, func(w http.ResponseWriter, n int) { w.Header().Set("X-Long", strings.Repeat("a", 20<<10)) })
	id, _ = h.add(s, head.URL)
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != silentPeer {
		t.Errorf("a long head: %+v, %v", y, err)
	}
}

// A receiver that says nothing, or very little very slowly, is waited for so long and no longer.
func TestSlowAnswers(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true, func(c *Config) { c.Patience = 300 * time.Millisecond })
	end := make(chan struct{})
	defer close(end)
	silent := newReceiver(t, func(http.ResponseWriter, int) { <-end })
	id, _ := h.add(s, silent.URL)
	begun := time.Now()
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != tooSlow || y.Took < 250*time.Millisecond {
		t.Errorf("%+v, %v", y, err)
	}
	drip := newReceiver(t, func(w http.ResponseWriter, n int) {
		for range 1000 {
			select {
			case <-end:
				return
			case <-time.After(20 * time.Millisecond):
			}
			if _, err := w.Write([]byte(".")); err != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
	})
	id, _ = h.add(s, drip.URL)
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != delivered {
		t.Errorf("a yes that goes on talking: %+v, %v", y, err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("both took %v", took)
	}
	gone := newReceiver(t, nil)
	gone.Close()
	id, _ = h.add(s, gone.URL)
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != refused {
		t.Errorf("nobody there: %+v, %v", y, err)
	}
}

// A receiver that changes the protocol and says nothing holds nobody.
func TestSwitchedProtocol(t *testing.T) {
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	end := make(chan struct{})
	defer close(end)
	defer func() { _ = l.Close() }()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = c.Read(make([]byte, 4096))
		_, _ = c.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: nothing\r\n\r\n"))
		<-end
		_ = c.Close()
	}()
	s := h.server(true, func(c *Config) { c.Patience = time.Second })
	id, _ := h.add(s, "http://"+l.Addr().String())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if y, err := s.Test(context.Background(), home, id); err != nil || y.Outcome == delivered {
			t.Errorf("%+v, %v", y, err)
		}
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("it holds the server for ever")
	}
}

func TestTestsAreFew(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	a, _ := h.add(s, r.URL)
	b, _ := h.add(s, r.URL)
	done := 0
	for i := range 60 {
		if _, err := s.Test(context.Background(), home, []string{a, b}[i%2]); err == nil {
			done++
		} else if !errors.Is(err, brush.ErrInvalid) {
			t.Fatal(err)
		}
	}
	if done != 30 || len(r.heard()) != 30 {
		t.Errorf("%d tests in no time, %d arrived", done, len(r.heard()))
	}
	h.pass(time.Minute - 1)
	if _, err := s.Test(context.Background(), home, a); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("before the minute is over: %v", err)
	}
	h.pass(1)
	if _, err := s.Test(context.Background(), home, a); err != nil {
		t.Error(err)
	}
}

// One whose receiver hangs delays no other hook, of the same household either.
func TestNobodyWaitsForAnother(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	end := make(chan struct{})
	slow := newReceiver(t, func(http.ResponseWriter, int) { <-end })
	quick := newReceiver(t, nil)
	answer := sync.OnceFunc(func() { close(end) })
	defer answer()
	h.add(s, slow.URL, mia)
	h.add(s, quick.URL, mia)
	for i := range 3 {
		h.brushed(mia, i)
	}
	s.pass(context.Background())
	for begun := time.Now(); len(quick.heard()) < 3 || len(slow.heard()) < 1; time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("the quick one heard %v, the slow one %v", quick.subjects(), slow.subjects())
		}
	}
	h.brushed(mia, 3)
	for begun := time.Now(); len(quick.heard()) < 4; time.Sleep(5 * time.Millisecond) {
		s.pass(context.Background()) // the first may still be noting that its last one was taken
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("the quick one heard %v", quick.subjects())
		}
	}
	answer()
	s.work.Wait()
}

// Run delivers by itself, and gives its hooks back when it ends.
func TestRun(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	h.add(s, r.URL, mia)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Run(ctx)
	}()
	h.brushed(mia, 1)
	for begun := time.Now(); len(r.heard()) < 1; time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatal("nothing came")
		}
	}
	stop()
	<-ended
	if len(s.held) != 0 {
		t.Errorf("it still holds %v", s.held)
	}
	h.brushed(mia, 2)
	look(h.server(true))
	if n := len(r.heard()); n != 2 {
		t.Errorf("the next server had to wait: %d", n)
	}
	if p := s.client.Transport.(*http.Transport).Proxy; p != nil {
		t.Error("a proxy of the environment is asked")
	}
}
