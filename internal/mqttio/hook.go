package mqttio

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"runtime/debug"
	"strings"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/intake"
)

// hook is what the broker library asks. Nothing that a client publishes goes on to another client, and nothing is retained: the library's
// own index of topics only remembers who subscribed to what.
type hook struct {
	mqtt.HookBase
	b *Broker
}

// ID is the library's.
func (h *hook) ID() string { return "enamel" }

// Provides is the library's.
func (h *hook) Provides(b byte) bool {
	switch b {
	case mqtt.OnConnect, mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPacketRead, mqtt.OnPublish, mqtt.OnPacketEncode, mqtt.OnPacketProcessed,
		mqtt.OnSessionEstablished, mqtt.OnUnsubscribed:
		return true
	}
	return false
}

// connOf returns what is ours of a client, nil for the sessions of those who have gone.
func connOf(cl *mqtt.Client) *conn {
	c, _ := cl.Net.Conn.(*conn)
	return c
}

// OnConnect lets a client in or says why not. Behind it cl.ID begins with the token's id, so that no client can take over the session of
// another's token, whatever it calls itself.
func (h *hook) OnConnect(cl *mqtt.Client, pk packets.Packet) error {
	c := connOf(cl)
	c.v5 = cl.Properties.ProtocolVersion == 5
	refuse := func(v5, v3 packets.Code) error {
		if !c.v5 {
			v5 = v3
		}
		_ = h.b.server.SendConnack(cl, v5, false, nil)
		return v5
	}
	if len(cl.ID) > maxClientID || strings.ContainsFunc(cl.ID, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }) {
		return refuse(packets.ErrClientIdentifierNotValid, packets.Err3ClientIdentifierNotValid)
	}
	if pk.Properties.AuthenticationMethod != "" {
		return refuse(packets.ErrBadAuthenticationMethod, packets.Err3NotAuthorized)
	}
	if t, ok := c.Conn.(*tls.Conn); ok { // its handshake is over: it has brought this packet
		c.shown = certificateOf(t.ConnectionState())
	}
	who, err := c.ask(pk.Connect.Password)
	switch {
	case errors.Is(err, account.ErrUnauthorized):
		return refuse(packets.ErrBadUsernameOrPassword, packets.Err3NotAuthorized)
	case err != nil:
		h.b.Log.Error("ask who a client is", "error", err)
		return refuse(packets.ErrServerUnavailable, packets.Err3ServerUnavailable)
	case !names(who, string(pk.Connect.Username)):
		return refuse(packets.ErrBadUsernameOrPassword, packets.Err3NotAuthorized)
	case !who.May(account.FramesWrite) || who.Narrowed(): // a brush may be anybody's
		return refuse(packets.ErrNotAuthorized, packets.Err3NotAuthorized)
	}
	if pk.Connect.WillFlag {
		// The library would publish a will past the rights of who left it; ours goes the way of every message, or not at all.
		c.will = &message{name: pk.Connect.WillTopic, topic: parseTopic(pk.Connect.WillTopic), payload: pk.Connect.WillPayload,
			contentType: pk.Connect.WillProperties.ContentType}
		if !mayPublish(who, c.will.topic) {
			return refuse(packets.ErrNotAuthorized, packets.Err3NotAuthorized)
		}
		cl.Properties.Will = mqtt.Will{}
	}
	cl.ID = who.TokenID + "/" + cl.ID
	c.who = who
	c.cl.Store(cl)
	if !h.b.enter(c, cl.ID, who.TokenID) {
		return refuse(packets.ErrQuotaExceeded, packets.Err3ServerUnavailable)
	}
	longest := uint16(h.b.limits.KeepAlive / time.Second)
	if cl.State.Keepalive == 0 || cl.State.Keepalive > longest { // no immortal connections
		cl.State.Keepalive, cl.State.ServerKeepalive = longest, true
	}
	cl.Properties.Props.TopicAliasMaximum = 0 // we use none
	c.window = make(chan struct{}, h.b.limits.Window)
	c.messages.rate = float64(h.b.limits.Messages)
	c.known = true
	return nil
}

// ask asks whose a token is, or, for who comes without one, whose the certificate is that they came with. Asking a database takes a deep stack, so that is done elsewhere: the reading goroutine would keep it for as long as
// the connection is there.
func (c *conn) ask(token []byte) (who *account.Principal, err error) {
	ctx, stop := context.WithTimeout(c.ctx, c.b.limits.AskWithin)
	defer stop()
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		defer func() {
			if p := recover(); p != nil {
				c.b.Log.Error("panic", "panic", p, "stack", string(debug.Stack()))
				err = brush.ErrUnavailable
			}
		}()
		if len(token) == 0 && c.shown != nil && c.b.Certificates != nil {
			who, err = c.b.Certificates(ctx, c.shown)
			return
		}
		who, err = c.b.Accounts.Authenticate(ctx, "", string(token))
	}()
	<-answered
	return who, err
}

// certificateOf returns what somebody showed in a handshake, nil for nothing. The listener has checked it.
func certificateOf(s tls.ConnectionState) *x509.Certificate {
	if len(s.PeerCertificates) == 0 {
		return nil
	}
	return s.PeerCertificates[0]
}

// names reports whether a user name is one of the token's: its id, its name, its source or its device. MQTT 5 needs none.
func names(p *account.Principal, user string) bool {
	switch user {
	case "", p.TokenID, p.TokenName, string(p.Source):
		return true
	}
	return p.Device != "" && user == string(p.Device)
}

// OnConnectAuthenticate is asked behind OnConnect, which has looked already.
func (h *hook) OnConnectAuthenticate(cl *mqtt.Client, _ packets.Packet) bool {
	return connOf(cl).who != nil
}

// mayPublish reports whether a principal may publish to a topic.
func mayPublish(p *account.Principal, t topic) bool { return t.kind != settings && t.own(p) }

// OnACLCheck is asked for each message, and for each filter of a SUBSCRIBE.
func (h *hook) OnACLCheck(cl *mqtt.Client, name string, write bool) bool {
	c := connOf(cl)
	if c == nil || !c.known {
		return false
	}
	t := parseTopic(name)
	if write {
		return mayPublish(c.who, t)
	}
	return t.kind == settings && t.own(c.who) && cl.State.Subscriptions.Len() < maxFilters
}

// OnPacketRead slows down who sends too many packets, and notes a proper goodbye.
func (h *hook) OnPacketRead(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if c := connOf(cl); c != nil && c.known {
		if pk.FixedHeader.Type == packets.Disconnect && pk.ReasonCode != packets.CodeDisconnectWillMessage.Code {
			c.said.Store(true)
		}
		c.pause(c.messages.take(1, time.Now()))
	}
	return pk, nil
}

// OnPublish takes a message. The library writes no acknowledgement behind packets.ErrRejectPacket; behind any other error it would say yes.
func (h *hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	c := connOf(cl)
	m := message{topic: parseTopic(pk.TopicName), name: pk.TopicName, contentType: pk.Properties.ContentType, payload: pk.Payload}
	fs, err := framesOf(m, c.sender(), h.b.Brands, h.b.Now())
	if err != nil && !final(err) && pk.FixedHeader.Qos > 0 { // heard ahead of our clock: without an acknowledgement it comes again
		c.tell(pk.TopicName, err)
		c.fail()
		return pk, packets.ErrRejectPacket
	}
	if err != nil {
		return pk, c.refuse(cl, pk, err)
	}
	j := job{frames: fs, size: int64(len(pk.Payload))}
	switch pk.FixedHeader.Qos {
	case 0: // live telemetry: nothing was promised
		j.loose = true
		j.settle = func(err error) {
			if err != nil {
				h.b.lost.Add(1)
			}
		}
		if h.b.lanes.put(c.ctx, c.who.Household, j, false) != nil {
			h.b.lost.Add(1)
		}
	case 1:
		select {
		case c.window <- struct{}{}: // full: this client's socket is not read meanwhile
		case <-c.ctx.Done():
			return pk, packets.ErrRejectPacket
		}
		j.settle = func(err error) { c.settled(pk.PacketID, err) }
		if h.b.lanes.put(c.ctx, c.who.Household, j, true) != nil {
			<-c.window
		}
	case 2: // seldom: one at a time, and the library goes on with its four steps when it is kept
		done := make(chan error, 1)
		j.settle = func(err error) { done <- err }
		if h.b.lanes.put(c.ctx, c.who.Household, j, true) != nil {
			return pk, packets.ErrRejectPacket
		}
		if err := <-done; err != nil {
			if final(err) {
				return pk, c.refuse(cl, pk, err)
			}
			c.fail()
			return pk, packets.ErrRejectPacket
		}
		pk.Ignore = true // it goes to nobody else and is not retained
		return pk, nil
	}
	return pk, packets.ErrRejectPacket
}

// settled ends a message of quality of service 1, in the order in which they came.
func (c *conn) settled(id uint16, err error) {
	switch {
	case err == nil || final(err) && c.v5:
		c.acknowledge(ack{id, err})
	default: // without an acknowledgement the client sends it again when it is back
		c.fail()
		<-c.window
	}
}

// refuse answers a message that can never be kept. MQTT 3.1.1 knows no way to say no but to hang up [MQTT-3.3.5-2].
func (c *conn) refuse(cl *mqtt.Client, pk packets.Packet, why error) error {
	c.tell(pk.TopicName, why)
	switch {
	case pk.FixedHeader.Qos == 0:
		c.b.lost.Add(1)
	case !c.v5:
		cl.Stop(packets.ErrPayloadFormatInvalid)
	case pk.FixedHeader.Qos == 2:
		_ = cl.WritePacket(refusal(packets.Pubrec, pk.PacketID, why))
	default: // in its place among the others
		select {
		case c.window <- struct{}{}:
			j := job{settle: func(error) { c.acknowledge(ack{pk.PacketID, why}) }}
			if c.b.lanes.put(c.ctx, c.who.Household, j, true) != nil {
				<-c.window
			}
		case <-c.ctx.Done():
		}
	}
	return packets.ErrRejectPacket
}

// tell tells the log why a message is not kept, now and then.
func (c *conn) tell(topic string, why error) {
	if now := time.Now(); now.Sub(c.told) > time.Minute {
		c.told = now
		c.b.Log.Warn("an MQTT message cannot be kept", "token", c.who.TokenID, "topic", topic, "reason", why.Error())
	}
}

func (c *conn) sender() intake.Sender {
	return intake.Sender{Source: c.who.Source, Device: c.who.Device}
}

// OnPacketEncode adds to a CONNACK of MQTT 5 what this broker does not do [MQTT-3.2.2].
func (h *hook) OnPacketEncode(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	if pk.FixedHeader.Type != packets.Connack {
		return pk
	}
	if cl.Properties.ProtocolVersion < 5 && pk.ReasonCode >= packets.ErrUnspecifiedError.Code {
		pk.ReasonCode = packets.Err3NotAuthorized.Code // older versions know none of the others
	}
	if pk.ReasonCode == packets.CodeSuccess.Code {
		pk.Properties.MaximumPacketSize = maxPacket
		pk.Properties.WildcardSubAvailableFlag, pk.Properties.WildcardSubAvailable = true, 0
		pk.Properties.SharedSubAvailableFlag, pk.Properties.SharedSubAvailable = true, 0
	}
	return pk
}

// OnPacketProcessed sends a new subscriber the settings that it asked for, behind the SUBACK.
func (h *hook) OnPacketProcessed(cl *mqtt.Client, pk packets.Packet, err error) {
	c := connOf(cl)
	if pk.FixedHeader.Type != packets.Subscribe || err != nil || c == nil {
		return
	}
	for _, s := range pk.Filters {
		if granted, ok := cl.State.Subscriptions.Get(s.Filter); ok {
			if d, fresh := h.b.listen(c, granted); d != "" && (granted.RetainHandling == 0 || granted.RetainHandling == 1 && fresh) {
				c.owe(d, due{always: true, retained: true})
			}
		}
	}
}

// OnSessionEstablished takes up the subscriptions of a session that was remembered; what changed meanwhile is sent.
func (h *hook) OnSessionEstablished(cl *mqtt.Client, _ packets.Packet) {
	c := connOf(cl)
	for _, s := range cl.State.Subscriptions.GetAll() {
		if d, _ := h.b.listen(c, s); d != "" {
			c.owe(d, due{always: true})
		}
	}
}

// OnUnsubscribed forgets subscriptions.
func (h *hook) OnUnsubscribed(cl *mqtt.Client, pk packets.Packet) {
	c := connOf(cl)
	if c == nil {
		return
	}
	h.b.mu.Lock()
	defer h.b.mu.Unlock()
	for _, s := range pk.Filters {
		if d := deviceOf(s.Filter); d != "" {
			h.b.forget(c, d)
		}
	}
}

// leaveWill publishes what a client wanted said when it goes without a goodbye. Nobody waits for an answer.
func (c *conn) leaveWill() {
	if c.will == nil || c.said.Load() {
		return
	}
	fs, err := framesOf(*c.will, c.sender(), c.b.Brands, c.b.Now())
	if err != nil || len(fs) == 0 {
		return
	}
	j := job{frames: fs, size: int64(len(c.will.payload)), loose: true, settle: func(err error) {
		if err != nil {
			c.b.lost.Add(1)
		}
	}}
	if c.b.lanes.put(context.Background(), c.who.Household, j, false) != nil {
		c.b.lost.Add(1)
	}
}
