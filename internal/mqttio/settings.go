package mqttio

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
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
	for c := range b.listeners[h][d] {
		c.owe(d, due{always: true})
	}
}

// HouseholdChanged says that another server has changed something of a household, perhaps what its brushes should do or who may come in: what is not
// what was sent last is sent, and who may not is hung up on. It does not block, and looks at most once in lookEvery, at first at once.
func (b *Broker) HouseholdChanged(h brush.HouseholdID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.listeners[h]) == 0 && len(b.homes[h]) == 0 || b.closed {
		return
	}
	if _, ok := b.looking[h]; ok {
		b.looking[h] = true
		return
	}
	b.lookAt(h)
}

// lookAt looks now, and later once more when that is asked for meanwhile; b.mu is held.
func (b *Broker) lookAt(h brush.HouseholdID) {
	for d, cs := range b.listeners[h] {
		for c := range cs {
			c.owe(d, due{})
		}
	}
	if in := slices.Collect(maps.Keys(b.homes[h])); len(in) > 0 {
		b.rooms.Go(func() { b.stillGood(h, in) })
	}
	b.looking[h] = false
	time.AfterFunc(lookEvery, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		again := b.looking[h] && !b.closed
		delete(b.looking, h)
		if again {
			b.lookAt(h)
		}
	})
}

// lookAtAll looks at what every client listens for.
func (b *Broker) lookAtAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, of := range b.listeners {
		for d, cs := range of {
			for c := range cs {
				c.owe(d, due{})
			}
		}
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
	of := b.listeners[c.who.Household]
	if of == nil {
		of = map[brush.DeviceID]map[*conn]struct{}{}
		b.listeners[c.who.Household] = of
	}
	if of[d] == nil {
		of[d] = map[*conn]struct{}{}
	}
	if c.listened == nil {
		c.listened = map[brush.DeviceID]subscription{}
	}
	_, had := c.listened[d]
	of[d][c] = struct{}{}
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
	delete(c.listened, d)
	of := b.listeners[c.who.Household]
	delete(of[d], c)
	if len(of[d]) == 0 {
		delete(of, d)
	}
	if len(of) == 0 {
		delete(b.listeners, c.who.Household)
	}
}

// writeSettings sends what a brush should do now. They are not kept here: each is looked up when it is sent, so that what a slow client reads
// last is the newest.
func (c *conn) writeSettings(d brush.DeviceID, how due) {
	c.b.mu.Lock()
	s, ok := c.listened[d]
	c.b.mu.Unlock()
	cl := c.cl.Load()
	if !ok || cl == nil || c.b.Settings == nil {
		return
	}
	ctx, stop := context.WithTimeout(c.ctx, c.b.limits.AskWithin)
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
	this := sum(sha256.Sum256(payload))
	if last, was := c.out.sent[d]; was && last == this && !how.always {
		return
	}
	if c.out.sent == nil {
		c.out.sent = map[brush.DeviceID]sum{}
	}
	c.out.sent[d] = this
	pk := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Publish, Retain: how.retained, Qos: s.qos}, TopicName: s.filter, Payload: payload,
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
