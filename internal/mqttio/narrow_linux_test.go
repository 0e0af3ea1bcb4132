package mqttio

import (
	"net"
	"syscall"
	"testing"
)

// What the system keeps of our answers for a client that does not read them is bounded: by itself it would keep megabytes.
func TestNarrow(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	narrow(c)
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var size int
	var failed error
	if err := raw.Control(func(fd uintptr) { size, failed = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF) }); err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	if size != 2*32<<10 { // Linux counts its own upkeep in [socket(7)]
		t.Errorf("%d bytes", size)
	}
}
