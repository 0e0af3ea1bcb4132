package mqttio

import (
	"context"
	"errors"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// Settings says what a brush should do, as the object that is sent to it; brush.ErrNotFound when nobody wants anything of it.
type Settings interface {
	Desired(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) ([]byte, error)
}

// SettingsChanged sends a brush's settings to whoever listens for them. It does not block, and may be told of brushes that nobody knows.
func (b *Broker) SettingsChanged(h brush.HouseholdID, d brush.DeviceID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners[key{h, d}] {
		c.owe(d, false)
	}
}

// deviceOf returns the device whose settings a filter asks for, "" for none.
func deviceOf(filter string) brush.DeviceID {
	t := parseTopic(filter)
	if t.kind != settings {
		return ""
	}
	d, err := wire.ParseDevice(t.device)
	if err != nil {
		return ""
	}
	return d
}

// listen notes a subscription that was granted; fresh is false when it was there.
func (b *Broker) listen(c *conn, s packets.Subscription) (d brush.DeviceID, fresh bool) {
	if d = deviceOf(s.Filter); d == "" {
		return "", false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	k := key{c.who.Household, d}
	if b.listeners[k] == nil {
		b.listeners[k] = map[*conn]struct{}{}
	}
	if c.listened == nil {
		c.listened = map[brush.DeviceID]subscription{}
	}
	_, had := c.listened[d]
	b.listeners[k][c] = struct{}{}
	c.listened[d] = subscription{s.Filter, min(s.Qos, 1)}
	return d, !had
}

// subscription is how a client asked for a device's settings.
type subscription struct {
	filter string // the topic as it named it
	qos    byte
}

// forget takes a subscription back; b.mu is held.
func (b *Broker) forget(c *conn, d brush.DeviceID) {
	k := key{c.who.Household, d}
	delete(c.listened, d)
	delete(b.listeners[k], c)
	if len(b.listeners[k]) == 0 {
		delete(b.listeners, k)
	}
}

// writeSettings sends what a brush should do now. They are not kept here: each is looked up when it is sent, so that what a slow client reads
// last is the newest.
func (c *conn) writeSettings(d brush.DeviceID, retained bool) {
	c.b.mu.Lock()
	s, ok := c.listened[d]
	c.b.mu.Unlock()
	cl := c.cl.Load()
	if !ok || cl == nil || c.b.Settings == nil {
		return
	}
	ctx, stop := context.WithTimeout(c.ctx, askWithin)
	payload, err := c.b.Settings.Desired(ctx, c.who.Household, d)
	stop()
	switch {
	case errors.Is(err, brush.ErrNotFound):
		return
	case err != nil:
		if c.ctx.Err() == nil {
			c.b.Log.Error("read a brush's settings", "error", err)
			c.hangUp(packets.ErrServerUnavailable) // it comes back and asks again
		}
		return
	}
	pk := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Publish, Retain: retained, Qos: s.qos}, TopicName: s.filter, Payload: payload,
		Created: time.Now().Unix()}
	unread := maxUnread
	if n := int(cl.Properties.Props.ReceiveMaximum); n > 0 {
		unread = min(unread, n)
	}
	if pk.FixedHeader.Qos > 0 {
		id, err := cl.NextPacketID()
		if err != nil || cl.State.Inflight.Len() >= unread {
			pk.FixedHeader.Qos = 0 // it does not acknowledge what it has; the newest may still help it
		} else {
			pk.PacketID = uint16(id)
			cl.State.Inflight.Set(pk)
		}
	}
	if err := cl.WritePacket(pk); errors.Is(err, packets.ErrPacketTooLarge) {
		cl.State.Inflight.Delete(pk.PacketID)
	}
}
