package httpapi

import (
	"net"
	"sync"
)

// Connections at once: of all, and from one address, which may be a proxy's and then is everybody's. Beyond, new ones are closed as they come, so that whoever is
// connected is served on. One that says nothing is closed after headersWithin.
const (
	maxConnections = 16 << 10
	maxPerAddress  = 8 << 10
)

// Bounded returns a listener that closes what would be more connections at once than may be.
func Bounded(l net.Listener) net.Listener {
	return &fewListener{Listener: l, all: maxConnections, each: maxPerAddress, of: map[string]int{}}
}

type fewListener struct {
	net.Listener
	all, each int

	mu   sync.Mutex
	open int
	of   map[string]int // by address; none at 0
}

// Accept is net.Listener's.
func (b *fewListener) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(c.RemoteAddr().String())
		if err != nil {
			host = c.RemoteAddr().String()
		}
		if b.take(host) {
			return &counted{Conn: c, gone: func() { b.leave(host) }}, nil
		}
		_ = c.Close()
	}
}

func (b *fewListener) take(host string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open >= b.all || b.of[host] >= b.each {
		return false
	}
	b.open++
	b.of[host]++
	return true
}

func (b *fewListener) leave(host string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open--
	if b.of[host]--; b.of[host] == 0 {
		delete(b.of, host)
	}
}

// counted is a connection that is counted until it is closed.
type counted struct {
	net.Conn
	once sync.Once
	gone func()
}

// Close is net.Conn's.
func (c *counted) Close() error {
	c.once.Do(c.gone)
	return c.Conn.Close()
}
