package mqttio

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// conn is a connection with everything that is ours about it. The broker library sees a net.Conn that bounds what it may read and write.
type conn struct {
	net.Conn
	b    *Broker
	host string // of the other end, for counting
	ctx  context.Context
	stop context.CancelFunc // when the connection is closed, whoever does it

	head  head   // of the first packet
	bytes bucket // read by the library's reading goroutine alone

	shown *x509.Certificate // in the handshake; nil: none

	// Written once by the reading goroutine, in onConnect, before cl is stored.
	who      *account.Principal
	known    bool // let in
	v5       bool
	will     *message
	window   chan struct{} // a place for each message that waits for its commit or whose acknowledgement waits to be written
	messages bucket
	listened map[brush.DeviceID]subscription // guarded by b.mu

	cl   atomic.Pointer[mqtt.Client]
	said atomic.Bool // DISCONNECT: the will is void
	gone bool        // guarded by b.mu
	out  outbox
	told time.Time // when the log was last told of a message that is none; of the reading goroutine
}

// Close is the library's and ours.
func (c *conn) Close() error {
	c.stop()
	return c.Conn.Close()
}

// SetDeadline is how the library bounds a silence. A write has its own bound.
func (c *conn) SetDeadline(t time.Time) error { return c.Conn.SetReadDeadline(t) }

// Read reads no faster than the limits allow: who sends too much finds the socket full, and nothing is dropped.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if !c.head.done {
		if bad := c.head.look(p[:n]); bad != nil {
			return 0, bad
		}
	}
	c.pause(c.bytes.take(n, time.Now()))
	return n, err
}

// Write gives up on who does not read.
func (c *conn) Write(p []byte) (int, error) {
	within := c.b.limits.WriteWithin
	select {
	case <-c.b.done:
		within = min(within, goodbyeWithin)
	default:
	}
	if err := c.Conn.SetWriteDeadline(time.Now().Add(within)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		_ = c.Close() // half a packet may have been written
	}
	return n, err
}

func (c *conn) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.ctx.Done():
	}
}

// head looks at the first packet's fixed header [MQTT-2.2.3], so that nobody is given memory for a packet before saying who they are.
type head struct {
	n, length int
	done      bool
}

var errFirstPacket = errors.New("the first packet is no CONNECT, or too long")

func (h *head) look(p []byte) error {
	for _, b := range p {
		switch {
		case h.n == 0:
			if b>>4 != packets.Connect {
				return errFirstPacket
			}
		default:
			h.length |= int(b&0x7f) << (7 * (h.n - 1))
			if h.length > maxConnect || h.n == 4 && b >= 0x80 {
				return errFirstPacket
			}
			if b < 0x80 {
				h.done = true
				return nil
			}
		}
		h.n++
	}
	return nil
}

// hangUp ends a connection; a client of MQTT 5 learns why.
func (c *conn) hangUp(why packets.Code) {
	if cl := c.cl.Load(); cl != nil {
		if c.v5 {
			_ = c.Conn.SetWriteDeadline(time.Now().Add(goodbyeWithin)) // also for what is being written
			_ = c.b.server.DisconnectClient(cl, why)
		}
		cl.Stop(why)
	}
	_ = c.Close()
}

// fail hangs up without an answer and without waiting, so that the client sends again when it is back.
func (c *conn) fail() {
	c.stop()
	go c.hangUp(packets.ErrServerUnavailable)
}

// outbox writes what we have to say to a client, in its own goroutine, which lives only while there is something to write: one client
// that does not read keeps nobody else waiting.
type outbox struct {
	mu      sync.Mutex
	acks    []ack
	due     map[brush.DeviceID]due // settings to send
	sent    map[brush.DeviceID]sum // which were sent last; of the writing goroutine
	writing bool
}

// ack is the end of a message of quality of service 1.
type ack struct {
	id  uint16
	why error // nil: kept
}

// acknowledge queues an acknowledgement. There are never more than the window has places.
func (c *conn) acknowledge(a ack) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	c.out.acks = append(c.out.acks, a)
	c.write()
}

// due says how settings are to be sent.
type due struct {
	always   bool // also when they are what was sent last
	retained bool
}

// sum tells one payload from another.
type sum [sha256.Size]byte

// owe notes that a device's settings are to be sent. What is sent is what they are then.
func (c *conn) owe(d brush.DeviceID, how due) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	if c.out.due == nil {
		c.out.due = map[brush.DeviceID]due{}
	}
	have := c.out.due[d]
	c.out.due[d] = due{have.always || how.always, have.retained || how.retained}
	c.write()
}

// write starts the writing goroutine; out.mu is held.
func (c *conn) write() {
	if !c.out.writing {
		c.out.writing = true
		go c.empty()
	}
}

// empty writes until nothing is left.
func (c *conn) empty() {
	for {
		c.out.mu.Lock()
		acks, owed := c.out.acks, c.out.due
		c.out.acks, c.out.due = nil, nil
		c.out.writing = len(acks) > 0 || len(owed) > 0
		more := c.out.writing
		c.out.mu.Unlock()
		if !more {
			return
		}
		c.writeAcks(acks)
		for d, how := range owed {
			c.writeSettings(d, how)
		}
	}
}

// writeAcks writes PUBACKs in the order of their messages [MQTT-4.6.0-2], many at once where nothing is to be explained.
func (c *conn) writeAcks(acks []ack) {
	buf := make([]byte, 0, 4*len(acks))
	flush := func() {
		if len(buf) > 0 && c.ctx.Err() == nil {
			_, _ = c.Write(buf) // a failure closes the connection, and the client sends again
			buf = buf[:0]
		}
	}
	for _, a := range acks {
		if a.why == nil {
			buf = append(buf, packets.Puback<<4, 2)
			buf = binary.BigEndian.AppendUint16(buf, a.id)
			continue
		}
		flush()
		if cl := c.cl.Load(); cl != nil {
			_ = cl.WritePacket(refusal(packets.Puback, a.id, a.why))
		}
	}
	flush()
	for range acks {
		<-c.window
	}
}

// refusal is an acknowledgement of MQTT 5 that says no, and why.
func refusal(kind byte, id uint16, why error) packets.Packet {
	return packets.Packet{FixedHeader: packets.FixedHeader{Type: kind}, PacketID: id, ReasonCode: packets.ErrPayloadFormatInvalid.Code,
		Properties: packets.Properties{ReasonString: why.Error()}}
}
