//go:build unix

package pgtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Fate is what becomes of a COMMIT.
type Fate int32

// Fates.
const (
	Passes        Fate = iota
	NeverArrives       // the connection ends before it
	NeverAnswered      // it arrives, is done, and the answer is lost with the connection
)

// Way leads from stores to a PostgreSQL, and may break. It understands just enough of what they speak to see a COMMIT pass.
type Way struct {
	l      net.Listener
	to     string
	silent atomic.Bool
	met    atomic.Int64
	all    sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// NewWay leads from the socket at to the socket to. fates is asked once for each connection, which are numbered from 0, for what then says of
// each COMMIT what becomes of it.
func NewWay(at, to string, fates func(n uint64) func() Fate) (*Way, error) {
	l, err := net.Listen("unix", at)
	if err != nil {
		return nil, err
	}
	w := &Way{l: l, to: to, conns: map[net.Conn]struct{}{}}
	w.all.Go(func() {
		for n := uint64(0); ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			fate := fates(n)
			w.all.Go(func() { w.carry(c, fate) })
		}
	})
	return w, nil
}

// Through returns a way to a schema of this server, and the address that leads through it. It ends with the test.
func (s *Server) Through(t testing.TB, schema string, fate func() Fate) (*Way, string) {
	t.Helper()
	dir := t.TempDir()
	w, err := NewWay(filepath.Join(dir, filepath.Base(s.Socket())), s.Socket(), func(uint64) func() Fate { return fate })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w, strings.ReplaceAll(schema, url.QueryEscape(s.dir), url.QueryEscape(dir))
}

// Silent says whether nothing passes any more, while nothing is closed.
func (w *Way) Silent(on bool) { w.silent.Store(on) }

// Met returns how many COMMITs have come to harm.
func (w *Way) Met() int64 { return w.met.Load() }

// HangUp breaks every connection.
func (w *Way) HangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		_ = c.Close()
	}
}

// Close ends the way, and every connection.
func (w *Way) Close() error {
	err := w.l.Close()
	w.silent.Store(false)
	w.HangUp()
	w.all.Wait()
	return err
}

func (w *Way) hold(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns[c] = struct{}{}
}

func (w *Way) drop(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.conns, c)
	_ = c.Close()
}

func (w *Way) wait() {
	for w.silent.Load() {
		time.Sleep(5 * time.Millisecond)
	}
}

// carry carries one connection.
func (w *Way) carry(client net.Conn, fate func() Fate) {
	w.hold(client)
	defer w.drop(client)
	server, err := net.Dial("unix", w.to)
	if err != nil {
		return
	}
	w.hold(server)
	var doomed atomic.Bool // a COMMIT went through whose answer must not come back
	answers := make(chan struct{})
	go func() {
		defer close(answers)
		defer func() { _ = client.Close() }()
		in := bufio.NewReader(server)
		for {
			kind, body, err := message(in, true)
			if err != nil {
				return
			}
			if doomed.Load() {
				if kind == 'Z' { // done, and nobody will hear of it
					w.met.Add(1)
					return
				}
				continue
			}
			w.wait()
			if pass(client, kind, body) != nil {
				return
			}
		}
	}()
	defer func() {
		w.drop(server)
		<-answers
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
		if commit {
			switch fate() {
			case NeverArrives:
				w.met.Add(1)
				return
			case NeverAnswered:
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
	n := binary.BigEndian.Uint32(head[1:])
	if n < 4 {
		return 0, nil, errors.New("a message says that it is shorter than its own length")
	}
	body = make([]byte, n-4)
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
