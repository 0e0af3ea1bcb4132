package postgres_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fate is what a proxy does with a COMMIT.
type fate int32

const (
	passes fate = iota
	neverArrives
	neverAnswered // it arrives, is done, and the answer is lost with the connection
)

// proxy stands between a store and its database, and knows just enough of the protocol to see a COMMIT pass.
type proxy struct {
	t       *testing.T
	l       net.Listener
	to      string
	commits atomic.Int32 // the fate of those that come
	met     atomic.Int32 // how many met a fate
	silent  atomic.Bool  // nothing passes any more, and nothing is closed

	mu    sync.Mutex
	conns []net.Conn
}

// through returns a proxy before a database, and the address that leads through it.
func through(t *testing.T, address, socket string) (*proxy, string) {
	t.Helper()
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, l: l, to: socket}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { p.carry(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.hangUp()
		all.Wait()
	})
	return p, strings.ReplaceAll(address, strings.ReplaceAll(filepath.Dir(socket), "/", "%2F"), strings.ReplaceAll(dir, "/", "%2F"))
}

// hangUp breaks every connection.
func (p *proxy) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}

func (p *proxy) carry(client net.Conn) {
	server, err := net.Dial("unix", p.to)
	if err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	p.conns = append(p.conns, client, server)
	p.mu.Unlock()
	var doomed atomic.Bool // a COMMIT went through whose answer must not
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() { _ = client.Close() }()
		in := bufio.NewReader(server)
		for {
			kind, body, err := message(in, true)
			if err != nil {
				return
			}
			if doomed.Load() {
				if kind == 'Z' { // done; nobody will hear of it
					p.met.Add(1)
					return
				}
				continue
			}
			p.wait()
			if write(client, kind, body) != nil {
				return
			}
		}
	}()
	defer func() { _ = server.Close(); <-ended }()
	in := bufio.NewReader(client)
	_, body, err := message(in, false)
	if err != nil || write(server, 0, body) != nil {
		return
	}
	commits := map[string]bool{} // names of prepared COMMITs
	for {
		kind, body, err := message(in, true)
		if err != nil {
			return
		}
		p.wait()
		parts := bytes.SplitN(body, []byte{0}, 3)
		switch {
		case kind == 'P' && len(parts) == 3 && string(parts[1]) == "COMMIT":
			commits[string(parts[0])] = true
		case kind == 'B' && len(parts) == 3 && commits[string(parts[1])]:
			switch fate(p.commits.Load()) {
			case neverArrives:
				p.met.Add(1)
				_ = client.Close()
				return
			case neverAnswered:
				doomed.Store(true)
			}
		}
		if write(server, kind, body) != nil {
			return
		}
	}
}

func (p *proxy) wait() {
	for p.silent.Load() {
		time.Sleep(10 * time.Millisecond)
	}
}

// message reads one message; the first of a client has no kind.
func message(r io.Reader, kinds bool) (kind byte, body []byte, err error) {
	var head [5]byte
	from := 1
	if kinds {
		from = 0
	}
	if _, err := io.ReadFull(r, head[from:]); err != nil {
		return 0, nil, err
	}
	body = make([]byte, binary.BigEndian.Uint32(head[1:])-4)
	_, err = io.ReadFull(r, body)
	return head[0], body, err
}

func write(w io.Writer, kind byte, body []byte) error {
	var b []byte
	if kind != 0 {
		b = append(b, kind)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(body)+4))
	_, err := w.Write(append(b, body...))
	return err
}
