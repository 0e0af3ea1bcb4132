package mqttio

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/intake"
)

// The times of a slot's connection.
const (
	again      = 100 * time.Millisecond // before a message is tried again, and before the broker is
	longest    = 10 * time.Second
	emptyFor   = 3 * time.Second // a slot that is given up and gets nothing for so long is empty
	partWithin = 2 * time.Second // for a goodbye
)

// work lives as long as a slot's connection may. It reports true when a slot that is not needed any more is empty and forgotten.
func (u *Upstream) work(ctx context.Context, n int) (drained bool) {
	spare := n >= u.Slots
	in := make(chan paho.PublishReceived, atOnce) // the broker never has more under way: its reading goroutine must not wait
	up := make(chan *paho.Connack, 1)
	conf := autopaho.ClientConfig{ServerUrls: []*url.URL{bare(u.URL)}, TlsCfg: u.TLS, KeepAlive: 30, CleanStartOnInitialConnection: false,
		SessionExpiryInterval: uint32(inheritable / time.Second), ReconnectBackoff: autopaho.NewConstantBackoff(again), ConnectTimeout: longest,
		ConnectPacketBuilder: func(c *paho.Connect, _ *url.URL) (*paho.Connect, error) {
			if c.Properties == nil {
				c.Properties = &paho.ConnectProperties{}
			}
			most := uint16(atOnce)
			c.Properties.ReceiveMaximum = &most
			return c, nil
		},
		OnConnectionUp: func(cm *autopaho.ConnectionManager, ack *paho.Connack) {
			select {
			case up <- ack:
			default:
			}
			if !spare || ack.SessionPresent {
				go u.subscribe(ctx, cm, spare)
			}
		},
		OnConnectError: func(err error) {
			if ctx.Err() == nil {
				u.Log.Warn("the upstream broker", "slot", n, "error", err)
			}
		},
		ClientConfig: paho.ClientConfig{ClientID: leaseName + strconv.Itoa(n), EnableManualAcknowledgment: true, SendAcksInterval: 5 * time.Millisecond,
			OnPublishReceived: []func(paho.PublishReceived) (bool, error){func(p paho.PublishReceived) (bool, error) {
				select {
				case in <- p:
				case <-ctx.Done():
				}
				return true, nil
			}}},
	}
	u.name(&conf)
	if spare {
		conf.DisconnectPacketBuilder = func() *paho.Disconnect {
			if !drained {
				return &paho.Disconnect{}
			}
			none := uint32(0)
			return &paho.Disconnect{Properties: &paho.DisconnectProperties{SessionExpiryInterval: &none}}
		}
	}
	// The connection's own context is not ctx: it ends with a goodbye, behind the last acknowledgement.
	own, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	cm, err := autopaho.NewConnection(own, conf)
	if err != nil {
		u.Log.Error("the upstream broker", "slot", n, "error", err)
		return false
	}
	drained = u.drain(ctx, in, up, spare)
	part(own, cm.Disconnect)
	return drained
}

// part says goodbye to a broker, which may not listen any more.
func part(ctx context.Context, disconnect func(context.Context) error) {
	last, enough := context.WithTimeout(ctx, partWithin)
	defer enough()
	_ = disconnect(last)
}

// name says who we are.
func (u *Upstream) name(conf *autopaho.ClientConfig) {
	if user := u.URL.User; user != nil {
		conf.ConnectUsername = user.Username()
		password, _ := user.Password()
		conf.ConnectPassword = []byte(password)
	}
}

// SettingsChanged publishes at that broker what a brush should do, retained, or takes it back when nobody wants anything. It does not block; a broker
// that is away is tried for a minute. Any server may do it, also one that holds no slot.
func (u *Upstream) SettingsChanged(h brush.HouseholdID, d brush.DeviceID) {
	go func() {
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		if err := u.publishSettings(ctx, h, d); err != nil {
			u.Log.Warn("publish a brush's settings at the upstream broker", "error", err)
		}
	}()
}

func (u *Upstream) publishSettings(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) error {
	if u.Settings == nil || strings.ContainsAny(string(d), "/+#") {
		return nil
	}
	name := root + "/" + string(h) + "/" + first + "/" + string(d) + "/settings"
	if h == u.Household {
		name = root + "/" + first + "/" + string(d) + "/settings"
	}
	conf := autopaho.ClientConfig{ServerUrls: []*url.URL{bare(u.URL)}, TlsCfg: u.TLS, KeepAlive: 30, CleanStartOnInitialConnection: true,
		ReconnectBackoff: autopaho.NewConstantBackoff(again), ConnectTimeout: longest, ClientConfig: paho.ClientConfig{ClientID: "enamel-" + rand.Text()[:12]}}
	u.name(&conf)
	cm, err := autopaho.NewConnection(ctx, conf)
	if err != nil {
		return err
	}
	defer func() { _ = cm.Disconnect(ctx) }()
	for {
		if err := cm.AwaitConnection(ctx); err != nil {
			return err
		}
		// Looked up when it can be sent, and one at a time: the newest is what stays.
		u.telling.Lock()
		payload, err := u.Settings.Desired(ctx, h, d)
		if errors.Is(err, brush.ErrNotFound) {
			payload, err = nil, nil
		}
		if err == nil {
			_, err = cm.Publish(ctx, &paho.Publish{Topic: name, QoS: 1, Retain: true, Payload: payload})
		}
		u.telling.Unlock()
		if err == nil || ctx.Err() != nil {
			return err
		}
		pause(ctx, again)
	}
}

// bare is an address without its user.
func bare(u *url.URL) *url.URL {
	b := *u
	b.User = nil
	return &b
}

// subscribe asks for what the group shares, or takes it back where the slot is given up. It tries again for as long as the connection is there.
func (u *Upstream) subscribe(ctx context.Context, cm *autopaho.ConnectionManager, spare bool) {
	for ctx.Err() == nil {
		err := u.ask(ctx, cm, spare)
		if err == nil || errors.Is(err, autopaho.ConnectionDownError) {
			return // the next connection asks again
		}
		if ctx.Err() == nil {
			u.Log.Warn("subscribe at the upstream broker", "error", err)
		}
		pause(ctx, longest)
	}
}

func (u *Upstream) ask(ctx context.Context, cm *autopaho.ConnectionManager, spare bool) error {
	ctx, stop := context.WithTimeout(ctx, longest)
	defer stop()
	old := u.filters(u.Slots == 1)
	if spare {
		old = append(old, u.filters(u.Slots > 1)...)
		_, err := cm.Unsubscribe(ctx, &paho.Unsubscribe{Topics: old})
		return err
	}
	var s paho.Subscribe
	for _, f := range u.filters(u.Slots > 1) {
		s.Subscriptions = append(s.Subscriptions, paho.SubscribeOptions{Topic: f, QoS: 1})
	}
	ack, err := cm.Subscribe(ctx, &s)
	if ack != nil {
		for i, r := range ack.Reasons {
			if r >= 0x80 {
				u.Log.Error("the upstream broker refuses a subscription", "filter", s.Subscriptions[i].Topic, "reason", r)
			}
		}
	}
	if err == nil {
		_, err = cm.Unsubscribe(ctx, &paho.Unsubscribe{Topics: old}) // of a time when the number of slots was another
	}
	return err
}

// drain hands messages to the store until ctx is done. It reports true when a spare slot is empty.
func (u *Upstream) drain(ctx context.Context, in <-chan paho.PublishReceived, up <-chan *paho.Connack, spare bool) bool {
	var idle <-chan time.Time
	var quiet *time.Timer
	for {
		select {
		case p := <-in:
			if quiet != nil {
				quiet.Reset(emptyFor)
			}
			u.receive(ctx, p)
		case ack := <-up:
			if !spare {
				continue
			}
			if !ack.SessionPresent {
				return true // nobody had it
			}
			quiet = time.NewTimer(emptyFor)
			defer quiet.Stop()
			idle = quiet.C
		case <-idle:
			return true
		case <-ctx.Done():
			return false
		}
	}
}

// receive puts a message on its way. It is acknowledged when it is kept, or when nobody can ever keep it.
func (u *Upstream) receive(ctx context.Context, p paho.PublishReceived) {
	m := message{topic: parseTopic(p.Packet.Topic), name: p.Packet.Topic, payload: p.Packet.Payload}
	if p.Packet.Properties != nil {
		m.contentType = p.Packet.Properties.ContentType
	}
	done := func() {
		u.kept.Add(1)
		_ = p.Client.Ack(p.Packet) // on a connection that is gone the broker sends it again
	}
	refuse := func(why string) {
		u.Log.Warn("a message of the upstream broker cannot be kept", "topic", m.name, "reason", why)
		done()
	}
	if m.topic.kind == noTopic || m.topic.kind == settings || m.topic.kind == aside {
		done()
		return
	}
	var h brush.HouseholdID
	for {
		var err error
		if h, err = u.householdOf(ctx, m.topic); err == nil {
			break
		}
		if pause(ctx, again); ctx.Err() != nil {
			return
		}
	}
	if h == "" {
		refuse("no such household")
		return
	}
	if len(m.payload) > 2*maxPacket {
		refuse("is longer than 128 KiB")
		return
	}
	fs, err := framesOf(m, intake.Sender{Source: u.Source}, u.Brands, u.Now())
	if err != nil {
		if final(err) || !u.later(ctx, h, p, err) {
			refuse(err.Error())
		}
		return
	}
	j := job{frames: fs, size: int64(len(m.payload)), loose: p.Packet.QoS == 0}
	wait := again
	j.settle = func(err error) {
		switch {
		case err == nil:
			done()
		case final(err):
			refuse(err.Error())
		case ctx.Err() == nil: // the store is away; the broker waits with us
			if wait == again {
				u.Log.Warn("keep a message of the upstream broker", "error", err)
			}
			time.AfterFunc(wait, func() { _ = u.lanes.put(ctx, h, j, true) })
			wait = min(2*wait, longest)
		}
	}
	if err := u.lanes.put(ctx, h, j, true); err != nil && !errors.Is(err, context.Canceled) {
		u.Log.Warn("keep a message of the upstream broker", "error", err)
	}
}

// later takes a message again in a while that was heard ahead of this server's clock, which may be what is wrong; the broker keeps it meanwhile.
// It reports false for a household that has as many of them as it may: its senders must not use up what all share. The household whose
// topics name none may have all.
func (u *Upstream) later(ctx context.Context, h brush.HouseholdID, p paho.PublishReceived, why error) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if h != u.Household && u.early[h] >= mostEarly {
		return false
	}
	if u.early == nil {
		u.early = map[brush.HouseholdID]int{}
	}
	u.early[h]++
	if now := time.Now(); now.Sub(u.told) > time.Minute {
		u.told = now
		u.Log.Warn("messages of the upstream broker wait: is this server's clock right?", "topic", p.Packet.Topic, "reason", why.Error())
	}
	time.AfterFunc(u.earlyAgain(), func() {
		u.mu.Lock()
		if u.early[h]--; u.early[h] == 0 {
			delete(u.early, h)
		}
		u.mu.Unlock()
		if ctx.Err() == nil {
			u.receive(ctx, p)
		}
	})
	return true
}

// earlyAgain is how long a message waits that was heard ahead of this server's clock.
func (u *Upstream) earlyAgain() time.Duration { return min(longest, u.Lease/2) }
