package httpapi

import (
	"net"
	"testing"
	"time"
)

// TestConnectionsAtOnce: beyond as many as may be a connection is closed as it comes; whoever is connected stays, and one that goes makes room, once. One address
// cannot take all of it.
func TestConnectionsAtOnce(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	b := Bounded(l).(*fewListener)
	if b.all != 16<<10 || b.each != 8<<10 {
		t.Errorf("%d of all, %d each", b.all, b.each)
	}
	b.all, b.each = 4, 3
	taken := make(chan net.Conn, 10)
	go func() {
		for {
			c, err := b.Accept()
			if err != nil {
				return
			}
			taken <- c
		}
	}()
	dial := func() net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	var first net.Conn
	for i := range 3 {
		defer func(c net.Conn) { _ = c.Close() }(dial())
		c := <-taken
		if i == 0 {
			first = c
		}
	}
	refused := dial()
	if err := refused.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := refused.Read(make([]byte, 1)); err == nil || len(taken) != 0 {
		t.Errorf("one more from an address: %v", err)
	}
	if !b.take("192.0.2.1") || b.take("192.0.2.2") {
		t.Error("another address has no room, or there is more than there may be")
	}
	b.leave("192.0.2.1")
	for range 2 { // closed twice, it counts once
		_ = first.Close()
	}
	defer func(c net.Conn) { _ = c.Close() }(dial())
	<-taken
	if b.open != 3 || b.of["127.0.0.1"] != 3 || len(b.of) != 1 {
		t.Errorf("%d open, %v", b.open, b.of)
	}
}
