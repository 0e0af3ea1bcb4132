package mqttio_test

import (
	"bufio"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// raw is a client that says exactly what it is told to, in MQTT 3.1.1 (4) or 5.
type raw struct {
	t       testing.TB
	version byte
	net.Conn
	r *bufio.Reader
}

func str(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

// packet puts a fixed header before a body.
func packet(first byte, parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	return append(binary.AppendUvarint([]byte{first}, uint64(len(body))), body...)
}

// props are a packet's properties, which MQTT 3.1.1 has not.
func (c *raw) props(p ...byte) []byte {
	if c.version == 4 {
		return nil
	}
	return append(binary.AppendUvarint(nil, uint64(len(p))), p...)
}

type connect struct {
	id, user, token, will string
	version               byte // 0: 4
	keepAlive             uint16
	kept                  bool   // no clean start
	bare                  bool   // without a password
	props                 []byte // of MQTT 5
}

func (r *rig) dial() net.Conn {
	r.t.Helper()
	var c net.Conn
	var err error
	if r.tls != nil {
		c, err = tls.Dial("tcp", r.secure, r.tls)
	} else {
		c, err = net.Dial("tcp", r.address)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	return c
}

// connect says CONNECT and returns the CONNACK's reason code, 255 when there was none.
func (r *rig) connect(c connect) (*raw, byte) {
	r.t.Helper()
	if c.version == 0 {
		c.version = 4
	}
	w := &raw{t: r.t, version: c.version, Conn: r.dial()}
	w.r = bufio.NewReader(w.Conn)
	flags := byte(0x40)
	if c.user != "" || c.version == 4 {
		flags |= 0x80
	}
	if !c.kept {
		flags |= 2
	}
	body := [][]byte{str("MQTT"), {c.version, 0}, binary.BigEndian.AppendUint16(nil, c.keepAlive), w.props(c.props...), str(c.id)}
	if c.will != "" {
		flags |= 4
		body = append(body, w.props(), str(c.will), str(`{"battery":7}`))
	}
	if flags&0x80 != 0 {
		body = append(body, str(c.user))
	}
	if c.bare {
		flags &^= 0x40
	} else {
		body = append(body, str(c.token))
	}
	body[1][1] = flags
	w.send(packet(0x10, body...))
	kind, b := w.next()
	if kind != 2 || len(b) < 2 {
		return w, 255
	}
	return w, b[1]
}

// in connects and must get in.
func (r *rig) in(c connect) *raw {
	r.t.Helper()
	w, code := r.connect(c)
	if code != 0 {
		r.t.Fatalf("%+v: refused with %#x", c, code)
	}
	return w
}

func (c *raw) send(p []byte) {
	c.t.Helper()
	if _, err := c.Write(p); err != nil {
		c.t.Fatal(err)
	}
}

// next reads a packet; kind 0 means that the connection was closed, and 16 that nothing came for so long that nothing will.
func (c *raw) next() (kind byte, body []byte) {
	c.t.Helper()
	return c.within(20 * time.Second)
}

func (c *raw) within(d time.Duration) (kind byte, body []byte) {
	c.t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(d))
	first, err := c.r.ReadByte()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return 16, nil
	}
	if err != nil {
		return 0, nil
	}
	n, err := binary.ReadUvarint(c.r)
	if err != nil {
		return 0, nil
	}
	body = make([]byte, n)
	if _, err := io.ReadFull(c.r, body); err != nil {
		return 0, nil
	}
	return first >> 4, body
}

// peek waits for a packet and returns its kind without reading it.
func (c *raw) peek(d time.Duration) (kind byte, err error) {
	_ = c.SetReadDeadline(time.Now().Add(d))
	b, err := c.r.Peek(1)
	if err != nil {
		return 0, err
	}
	return b[0] >> 4, nil
}

// publication is a PUBLISH.
func (c *raw) publication(qos byte, id uint16, topic, payload string) []byte {
	parts := [][]byte{str(topic)}
	if qos > 0 {
		parts = append(parts, binary.BigEndian.AppendUint16(nil, id))
	}
	return packet(0x30|qos<<1, append(parts, c.props(), []byte(payload))...)
}

// publish sends with quality of service 1 and returns the PUBACK's reason; 255: the connection was closed, 254: nothing came.
func (c *raw) publish(id uint16, topic, payload string) byte {
	c.t.Helper()
	c.send(c.publication(1, id, topic, payload))
	kind, b := c.next()
	switch {
	case kind == 4 && binary.BigEndian.Uint16(b) == id:
		if len(b) > 2 {
			return b[2]
		}
		return 0
	case kind == 16:
		return 254
	case kind == 0, kind == 14: // what follows a DISCONNECT is the end
		return 255
	}
	c.t.Fatalf("packet %d % x", kind, b)
	return 0
}

// subscribe returns the SUBACK's only reason.
func (c *raw) subscribe(id uint16, filter string) byte {
	c.t.Helper()
	c.send(packet(0x82, binary.BigEndian.AppendUint16(nil, id), c.props(), str(filter), []byte{1}))
	kind, b := c.next()
	if kind != 9 {
		c.t.Fatalf("packet %d % x", kind, b)
	}
	return b[len(b)-1]
}

// message reads a PUBLISH and acknowledges it.
func (c *raw) message() (topic, payload string, retained bool) {
	c.t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
	first, err := c.r.Peek(1)
	if err != nil {
		return "", "", false
	}
	head := first[0]
	kind, b := c.next()
	if kind != 3 {
		c.t.Fatalf("packet %d % x", kind, b)
	}
	n := binary.BigEndian.Uint16(b)
	topic, b = string(b[2:2+n]), b[2+n:]
	if head&6 != 0 {
		c.send(packet(0x40, b[:2]))
		b = b[2:]
	}
	if c.version == 5 {
		b = b[1+b[0]:]
	}
	return topic, string(b), head&1 != 0
}

// closed reports whether the other end hangs up within d, whatever it says before.
func (c *raw) closed(d time.Duration) bool {
	for end := time.Now().Add(d); time.Now().Before(end); {
		if kind, _ := c.within(time.Until(end)); kind == 0 {
			return true
		}
	}
	return false
}

// line is a frame of a device in wire form, its time so many seconds after noon of a day long gone.
func line(device string, second int) string {
	at := noon.AddDate(0, 0, -9).Add(time.Duration(second) * time.Second).Format(time.RFC3339)
	return `{"device":"` + device + `","at":"` + at + `","kind":"advert","company":220,"hex":"0632700308000501010004"}`
}
