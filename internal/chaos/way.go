package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// way leads from servers to PostgreSQL. It understands just enough of what they speak to see a COMMIT pass.
type way struct {
	l      net.Listener
	to     string
	seed   uint64
	calm   *atomic.Bool
	silent atomic.Bool // nothing passes, and nothing is closed
	cruel  atomic.Bool // one COMMIT in three comes to harm, and not one in forty
	harm   atomic.Int64

	mu    sync.Mutex
	conns map[net.Conn]bool
}

func newWay(at, to string, seed uint64, calm *atomic.Bool) (*way, error) {
	l, err := net.Listen("unix", at)
	if err != nil {
		return nil, err
	}
	return &way{l: l, to: to, seed: seed, calm: calm, conns: map[net.Conn]bool{}}, nil
}

func (w *way) run() {
	for i := uint64(0); ; i++ {
		c, err := w.l.Accept()
		if err != nil {
			return
		}
		go w.carry(c, rand.New(rand.NewPCG(w.seed, 1<<40+i)))
	}
}

func (w *way) close() error {
	err := w.l.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		_ = c.Close()
	}
	return err
}

func (w *way) hold(c net.Conn, on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if on {
		w.conns[c] = true
	} else {
		delete(w.conns, c)
		_ = c.Close()
	}
}

func (w *way) wait() {
	for w.silent.Load() {
		time.Sleep(5 * time.Millisecond)
	}
}

// carry carries one connection.
func (w *way) carry(client net.Conn, rnd *rand.Rand) {
	w.hold(client, true)
	defer w.hold(client, false)
	server, err := net.Dial("unix", w.to)
	if err != nil {
		return
	}
	w.hold(server, true)
	defer w.hold(server, false)
	var doomed atomic.Bool // a COMMIT went through whose answer must not come back
	go func() {
		defer client.Close()
		in := bufio.NewReader(server)
		for {
			kind, body, err := message(in, true)
			if err != nil || doomed.Load() && kind == 'Z' { // done, and nobody will hear of it
				return
			}
			if doomed.Load() {
				continue
			}
			w.wait()
			if pass(client, kind, body) != nil {
				return
			}
		}
	}()
	in := bufio.NewReader(client)
	_, body, err := message(in, false)
	if err != nil || pass(server, 0, body) != nil {
		return
	}
	commits := map[string]bool{} // names of prepared COMMITs
	for {
		kind, body, err := message(in, true)
		if err != nil {
			return
		}
		w.wait()
		parts := bytes.SplitN(body, []byte{0}, 3)
		commit := false
		switch {
		case kind == 'P' && len(parts) == 3:
			commits[string(parts[0])] = string(parts[1]) == "COMMIT"
		case kind == 'B' && len(parts) == 3:
			commit = commits[string(parts[1])]
		case kind == 'Q':
			commit = string(parts[0]) == "COMMIT"
		}
		if commit && !w.calm.Load() {
			one := 40
			if w.cruel.Load() {
				one = 3
			}
			arrives := rnd.IntN(2) == 0
			if rnd.IntN(one) == 0 {
				w.harm.Add(1)
				if !arrives {
					return
				}
				doomed.Store(true)
			}
		}
		if pass(server, kind, body) != nil {
			return
		}
	}
}

// message reads one message of PostgreSQL's protocol; the first of a client has no kind.
func message(r io.Reader, kinds bool) (kind byte, body []byte, err error) {
	var head [5]byte
	from := 1
	if kinds {
		from = 0
	}
	if _, err := io.ReadFull(r, head[from:]); err != nil {
		return 0, nil, err
	}
	body = make([]byte, max(4, binary.BigEndian.Uint32(head[1:]))-4)
	_, err = io.ReadFull(r, body)
	return head[0], body, err
}

func pass(w io.Writer, kind byte, body []byte) error {
	var b []byte
	if kind != 0 {
		b = append(b, kind)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(body)+4))
	_, err := w.Write(append(b, body...))
	return err
}
