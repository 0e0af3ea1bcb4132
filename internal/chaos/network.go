package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"
)

// network is a bad one between a sender and the server, whatever they speak: connections are slow, are cut in the middle of what is asked,
// or before the answer has come back.
type network struct {
	l     net.Listener
	to    func(connection uint64) string
	seed  uint64
	calm  *atomic.Bool // nothing happens any more
	tells func(format string, args ...any)
	name  string
	harm  atomic.Int64 // connections that came to harm
}

// fate is what happens to one connection.
type fate struct {
	up, down int64 // bytes until it is cut, -1: it is not
	reset    bool
	slow     time.Duration // for each piece
	mute     bool          // after down bytes nothing comes back any more, and the connection stays
}

func drawn(rnd *rand.Rand) fate {
	f := fate{up: -1, down: -1, reset: rnd.IntN(2) == 0}
	n, slow := rnd.Int64N(12_000), time.Duration(1+rnd.IntN(25))*time.Millisecond
	switch x := rnd.Float64(); {
	case x < .2:
		f.up = n
	case x < .45:
		f.down = n / 8 // an answer has about two hundred bytes of heads
	case x < .5:
		f.down, f.mute = n/8, true
	case x < .65:
		f.slow = slow
	}
	return f
}

// newNetwork listens at an address of its own and passes the nth connection on to another.
func newNetwork(name string, to func(uint64) string, seed uint64, calm *atomic.Bool, tells func(string, ...any)) (*network, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &network{l: l, to: to, seed: seed, calm: calm, tells: tells, name: name}, nil
}

func (n *network) addr() string { return n.l.Addr().String() }

// run takes connections until the context ends. The fate of the nth follows from the seed.
func (n *network) run(ctx context.Context) {
	context.AfterFunc(ctx, func() { _ = n.l.Close() })
	for i := uint64(0); ; i++ {
		c, err := n.l.Accept()
		if err != nil {
			return
		}
		f := fate{up: -1, down: -1}
		if !n.calm.Load() {
			f = drawn(rand.New(rand.NewPCG(n.seed, i)))
		}
		if f.up >= 0 || f.down >= 0 || f.slow > 0 {
			n.harm.Add(1)
			n.tells("%s: connection %d: %+v", n.name, i, f)
		}
		go n.pass(c.(*net.TCPConn), n.to(i), f)
	}
}

func (n *network) pass(from *net.TCPConn, addr string, f fate) {
	defer from.Close()
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		_ = from.SetLinger(0)
		return
	}
	to := c.(*net.TCPConn)
	defer to.Close()
	ended := make(chan bool, 2)
	go func() { ended <- pour(to, from, f.up, f.slow, false) }()
	go func() { ended <- pour(from, to, f.down, f.slow, f.mute) }()
	if <-ended && f.reset {
		_ = from.SetLinger(0)
		_ = to.SetLinger(0)
	}
}

// pour copies until the end, or until so many bytes have passed, and reports whether it was cut there.
func pour(to, from net.Conn, most int64, slow time.Duration, mute bool) (cut bool) {
	b := make([]byte, 16<<10)
	for {
		n, err := from.Read(b)
		if n > 0 && slow > 0 {
			time.Sleep(slow)
		}
		if most >= 0 && int64(n) > most {
			if mute {
				for err == nil {
					_, err = from.Read(b)
				}
				return false
			}
			_, _ = to.Write(b[:most])
			return true
		}
		if most >= 0 {
			most -= int64(n)
		}
		if n > 0 {
			if _, werr := to.Write(b[:n]); werr != nil {
				return false
			}
		}
		if err != nil {
			return errors.Is(err, net.ErrClosed)
		}
	}
}
