package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// publisher sends frames as MQTT messages of quality of service 1, a connection for each call under way. It is a client of its own, so that
// nothing it believes comes from the broker that it speaks to.
type publisher struct {
	addr, user, key string
	level           byte       // 4: MQTT 3.1.1; 5: MQTT 5
	idle            chan *link // connections that wait for the next call
	clients         atomic.Int64
}

func newPublisher(level byte) func(addr, source, key string) (wire.Sink, error) {
	return func(addr, source, key string) (wire.Sink, error) {
		return &publisher{addr: addr, user: source, key: key, level: level, idle: make(chan *link, 8)}, nil
	}
}

// link is one connection.
type link struct {
	net.Conn
	in   *bufio.Reader
	next uint16 // packet identifier
}

// Accept is wire.Sink's: nil after the PUBACK, and nothing else.
func (p *publisher) Accept(ctx context.Context, fs []brush.Frame) error {
	var s *link
	select {
	case s = <-p.idle:
	default:
		var err error
		if s, err = p.connect(ctx); err != nil {
			return fmt.Errorf("connect: %w: %w", brush.ErrUnavailable, err)
		}
	}
	err := p.publish(ctx, s, fs)
	if err != nil {
		_ = s.Close()
		return err
	}
	select {
	case p.idle <- s:
	default:
		_ = s.Close()
	}
	return nil
}

func deadline(ctx context.Context) time.Time {
	if d, ok := ctx.Deadline(); ok {
		return d
	}
	return time.Now().Add(30 * time.Second)
}

// connect sends CONNECT and waits for CONNACK [MQTT-3.1, MQTT-3.2].
func (p *publisher) connect(ctx context.Context) (*link, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", p.addr)
	if err != nil {
		return nil, err
	}
	s := &link{Conn: c, in: bufio.NewReader(c)}
	_ = c.SetDeadline(deadline(ctx))
	b := append(text(nil, "MQTT"), p.level, 0xC2, 0, 60) // user name, password, clean start; keep-alive of a minute
	if p.level == 5 {
		b = append(b, 0)
	}
	b = text(text(text(b, fmt.Sprintf("lane-%d", p.clients.Add(1))), p.user), p.key)
	kind, body, err := s.ask(0x10, b)
	if err == nil && (kind != 0x20 || len(body) < 2 || body[1] != 0) {
		err = fmt.Errorf("the broker answers %#x %x", kind, body)
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return s, nil
}

// publish sends PUBLISH and waits for PUBACK [MQTT-3.3, MQTT-3.4].
func (p *publisher) publish(ctx context.Context, s *link, fs []brush.Frame) error {
	s.next++
	if s.next == 0 {
		s.next = 1
	}
	b := binary.BigEndian.AppendUint16(text(nil, "enamel/v1/frames"), s.next)
	if p.level == 5 {
		b = append(b, 0)
	}
	for _, f := range fs {
		f.Source = brush.SourceID(strings.TrimPrefix(string(f.Source), relayed+"/")) // as it calls itself
		b = append(wire.AppendFrame(b, &f), '\n')
	}
	_ = s.SetDeadline(deadline(ctx))
	kind, body, err := s.ask(0x32, b)
	if err != nil {
		return fmt.Errorf("publish: %w: %w", brush.ErrUnavailable, err)
	}
	switch {
	case kind == 0x40 && len(body) > 2 && body[2] == 0x10:
		return fmt.Errorf("publish: the broker answers that nobody listens: %w", brush.ErrUnavailable)
	case kind == 0x40 && len(body) >= 2 && binary.BigEndian.Uint16(body) == s.next && (len(body) == 2 || body[2] < 0x80):
		return nil
	case kind == 0x40 && len(body) > 2 && body[2] == 0x99:
		return fmt.Errorf("publish: the broker answers that this can never be kept: %w: %q", brush.ErrInvalid, body[3:])
	case kind == 0x40 && len(body) > 2 && body[2] == 0x87:
		return fmt.Errorf("publish: the broker answers that this is not ours to send: %w", brush.ErrForbidden)
	}
	return fmt.Errorf("publish: the broker answers %#x %x: %w", kind, body, brush.ErrUnavailable)
}

// ask sends one packet and reads one.
func (s *link) ask(kind byte, body []byte) (byte, []byte, error) {
	if _, err := s.Write(append(binary.AppendUvarint([]byte{kind}, uint64(len(body))), body...)); err != nil {
		return 0, nil, err
	}
	k, err := s.in.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	n, err := binary.ReadUvarint(s.in) // MQTT's lengths are the same form, of at most four bytes
	if err != nil || n > 1<<16 {
		return 0, nil, fmt.Errorf("a packet of %d bytes: %w", n, err)
	}
	answer := make([]byte, n)
	_, err = io.ReadFull(s.in, answer)
	return k, answer, err
}

// text appends a string with its length.
func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}
