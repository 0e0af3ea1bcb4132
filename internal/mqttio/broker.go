// Package mqttio is the house's MQTT door: an embedded broker of MQTT 3.1.1 and 5 that acknowledges a message when it is on disk.
package mqttio

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// Accounts is what this room needs to know of who may come in.
type Accounts interface {
	// Authenticate is account.Service's.
	Authenticate(ctx context.Context, cookie, token string) (*account.Principal, error)
	// GoodTokens returns the ids of a household's tokens that are good now.
	GoodTokens(ctx context.Context, h brush.HouseholdID) (map[string]bool, error)
}

// Certificates says whose a certificate is that a handshake has checked; account.ErrUnauthorized.
type Certificates func(ctx context.Context, shown *x509.Certificate) (*account.Principal, error)

// Accept keeps frames of a household, all of them or none; see wire.Sink.
type Accept func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error

// Config is what the door opens to.
type Config struct {
	Accounts Accounts
	// Certificates are for those who come with one and without a password; nil: nobody comes in so.
	Certificates Certificates
	Accept       Accept
	Watched      Watched  // nil: take it that somebody looks at every household
	Settings     Settings // nil: brushes are told nothing
	Brands       brand.Set
	Log          *slog.Logger
	Now          func() time.Time
	Limits       Limits
	// Shared says that other servers work on the same store: what they change comes to HouseholdChanged as a hint, and as some of those are lost,
	// the settings that clients listen for are looked at now and then anyway.
	Shared bool
	// Origins are the hosts, beside the request's own, whose pages may open a WebSocket.
	Origins []string
}

// Broker is the door. All its methods may be called at once.
type Broker struct {
	Config
	limits Limits
	server *mqtt.Server
	lanes  *lanes
	lost   atomic.Int64   // messages of quality of service 0 that were not kept
	rooms  sync.WaitGroup // of goroutines that are ours
	done   chan struct{}  // closed by Close

	mu        sync.Mutex
	closed    bool
	listening map[net.Listener]struct{}
	conns     map[*conn]struct{}
	hosts     map[string]int                           // connections by address
	tokens    map[string]map[string]*conn              // whose a session is or was, by token and client id; also of those who have gone, while they are remembered
	homes     map[brush.HouseholdID]map[*conn]struct{} // who came in, by household
	asked     map[brush.HouseholdID]bool               // AccessChanged was said, and nobody has looked yet
	listeners map[brush.HouseholdID]map[brush.DeviceID]map[*conn]struct{}
	looking   map[brush.HouseholdID]bool // looked at within the last lookEvery; true: and to be looked at again
	full      time.Time                  // when the log was last told that there is no room
}

// New returns a broker that nobody can reach yet: see Serve and ServeHTTP. Close ends it.
func New(c Config) (*Broker, error) {
	return newBroker(c, func(b *Broker) mqtt.Hook { return &hook{b: b} })
}

// newBroker returns a broker with the rules that it is given.
func newBroker(c Config, rules func(*Broker) mqtt.Hook) (*Broker, error) {
	b := &Broker{Config: c, limits: c.Limits.withDefaults(), done: make(chan struct{}), listening: map[net.Listener]struct{}{}, conns: map[*conn]struct{}{},
		hosts: map[string]int{}, tokens: map[string]map[string]*conn{}, homes: map[brush.HouseholdID]map[*conn]struct{}{}, asked: map[brush.HouseholdID]bool{},
		listeners: map[brush.HouseholdID]map[brush.DeviceID]map[*conn]struct{}{}, looking: map[brush.HouseholdID]bool{}}
	b.lanes = newLanes(b.limits.Pending, b.limits.CommitWithin, c.Accept, c.Watched, c.Log)
	caps := mqtt.NewDefaultServerCapabilities()
	caps.MinimumProtocolVersion = 4
	caps.MaximumPacketSize = maxPacket
	caps.MaximumClientWritesPending = 8 // nothing of ours goes that way
	caps.ReceiveMaximum = uint16(b.limits.Window)
	caps.MaximumInflight = 64
	caps.TopicAliasMaximum = 0
	caps.MaximumSessionExpiryInterval = uint32(rememberedFor / time.Second)
	caps.Compatibilities.NoInheritedPropertiesOnAck = true
	// Its log would tell packets, and with them what is nobody's business.
	b.server = mqtt.New(&mqtt.Options{Capabilities: caps, ClientNetReadBufferSize: readBuffer, ClientNetWriteBufferSize: readBuffer,
		SysTopicResendInterval: int64(365 * 24 * time.Hour / time.Second), Logger: slog.New(slog.DiscardHandler)})
	if err := b.server.AddHook(rules(b), nil); err != nil {
		return nil, fmt.Errorf("start the MQTT broker: %w", err)
	}
	if err := b.server.Serve(); err != nil {
		return nil, fmt.Errorf("start the MQTT broker: %w", err)
	}
	b.rooms.Go(b.recheck)
	return b, nil
}

// Lost returns how many messages of quality of service 0, which promises nothing, were not kept.
func (b *Broker) Lost() int64 { return b.lost.Load() }

// Connections returns how many there are.
func (b *Broker) Connections() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.conns)
}

// Sessions returns how many are there or remembered.
func (b *Broker) Sessions() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, of := range b.tokens {
		n += len(of)
	}
	return n
}

// admit makes a connection ours, nil when there is no room for it.
func (b *Broker) admit(nc net.Conn, host string) *conn {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	if len(b.conns) >= b.limits.Connections || b.hosts[host] >= b.limits.PerAddress {
		if now := time.Now(); now.Sub(b.full) > time.Minute {
			b.full = now
			b.Log.Warn("no room for another MQTT connection", "address", host, "from it", b.hosts[host], "all", len(b.conns))
		}
		return nil
	}
	c := &conn{Conn: nc, b: b, host: host, bytes: bucket{rate: float64(b.limits.Bytes)}}
	c.ctx, c.stop = context.WithCancel(context.Background())
	b.conns[c] = struct{}{}
	b.hosts[host]++
	b.rooms.Add(1)
	return c
}

// serve lives as long as an admitted connection.
func (b *Broker) serve(c *conn) {
	defer b.rooms.Done()
	defer b.left(c)
	defer func() {
		if p := recover(); p != nil { // what a stranger sends must not end the house
			b.Log.Error("panic", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	if err := c.Conn.SetDeadline(time.Now().Add(b.limits.ConnectWithin)); err != nil {
		return
	}
	err := b.server.EstablishConnection("enamel", c)
	if c.known {
		b.Log.Debug("an MQTT client has gone", "token", c.who.TokenID, "address", c.host, "reason", err)
		c.leaveWill()
	}
}

// enter counts a session of a token; false when it has as many as it may. One that was remembered longest makes room.
func (b *Broker) enter(c *conn, id, token string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	of := b.tokens[token]
	if of == nil {
		of = map[string]*conn{}
		b.tokens[token] = of
	}
	if _, again := of[id]; !again && len(of) >= b.limits.PerToken {
		var oldest *conn
		for _, o := range of {
			if o.gone && (oldest == nil || o.cl.Load().StopTime() < oldest.cl.Load().StopTime()) {
				oldest = o
			}
		}
		if oldest == nil {
			return false
		}
		cl := oldest.cl.Load()
		delete(of, cl.ID)
		for filter := range cl.State.Subscriptions.GetAll() {
			b.server.Topics.Unsubscribe(filter, cl.ID)
		}
		b.server.Clients.Delete(cl.ID)
	}
	of[id] = c
	if b.homes[c.who.Household] == nil {
		b.homes[c.who.Household] = map[*conn]struct{}{}
	}
	b.homes[c.who.Household][c] = struct{}{}
	return true
}

// left gives back what a connection held.
func (b *Broker) left(c *conn) {
	_ = c.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.conns, c)
	if b.hosts[c.host]--; b.hosts[c.host] == 0 {
		delete(b.hosts, c.host)
	}
	if c.who == nil {
		return
	}
	for d := range c.listened {
		b.forget(c, d)
	}
	if delete(b.homes[c.who.Household], c); len(b.homes[c.who.Household]) == 0 {
		delete(b.homes, c.who.Household)
	}
	c.gone = true
	id, of := c.cl.Load().ID, b.tokens[c.who.TokenID]
	if _, remembered := b.server.Clients.Get(id); of[id] == c && !remembered {
		delete(of, id)
	}
	if len(of) == 0 {
		delete(b.tokens, c.who.TokenID)
	}
}

// AccessChanged says that it has changed who may come in of a household: whoever may not is hung up on, now and not at the next look. It never blocks,
// and what is said again before the look has begun is one look.
func (b *Broker) AccessChanged(h brush.HouseholdID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.homes[h]) == 0 || b.asked[h] || b.closed {
		return
	}
	b.asked[h] = true
	b.rooms.Go(func() {
		b.mu.Lock()
		delete(b.asked, h)
		in := slices.Collect(maps.Keys(b.homes[h]))
		b.mu.Unlock()
		b.stillGood(h, in)
	})
}

// recheck hangs up on tokens that were revoked or have expired, and forgets sessions whose time is over.
func (b *Broker) recheck() {
	tick := time.NewTicker(b.limits.Recheck)
	defer tick.Stop()
	for n := 2; ; n++ {
		select {
		case <-b.done:
			return
		case <-tick.C:
		}
		if b.Shared && n%lookAnyway == 0 {
			b.lookAtAll()
		}
		of := map[brush.HouseholdID][]*conn{}
		b.mu.Lock()
		for c := range b.conns {
			if c.cl.Load() != nil {
				of[c.who.Household] = append(of[c.who.Household], c)
			}
		}
		for token, sessions := range b.tokens {
			for id, c := range sessions {
				if _, remembered := b.server.Clients.Get(id); c.gone && !remembered {
					delete(sessions, id)
				}
			}
			if len(sessions) == 0 {
				delete(b.tokens, token)
			}
		}
		b.mu.Unlock()
		for h, conns := range of {
			if !b.stillGood(h, conns) {
				break
			}
		}
	}
}

// stillGood hangs up on those of a household's connections whose tokens are good no more; false when the store cannot say.
func (b *Broker) stillGood(h brush.HouseholdID, conns []*conn) bool {
	ctx, stop := context.WithTimeout(context.Background(), b.limits.AskWithin)
	defer stop()
	good, err := b.Accounts.GoodTokens(ctx, h)
	if err != nil {
		b.Log.Warn("look at the tokens of MQTT clients again", "error", err)
		return false
	}
	for _, c := range conns {
		if !good[c.who.TokenID] {
			b.Log.Info("an MQTT client's token is no longer good", "token", c.who.TokenID, "address", c.host)
			go c.hangUp(packets.ErrNotAuthorized)
		}
	}
	return true
}

// Close hangs up on everybody and waits for what was taken to be kept.
func (b *Broker) Close() error {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return nil
	}
	b.closed = true
	close(b.done)
	for l := range b.listening {
		_ = l.Close()
	}
	for c := range b.conns {
		b.rooms.Go(func() { c.hangUp(packets.ErrServerShuttingDown) })
	}
	b.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		b.rooms.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(b.limits.StopWithin):
		return fmt.Errorf("stop the MQTT broker: a client is still there after %v", b.limits.StopWithin) // the library would wait for ever
	}
	b.lanes.wait(b.limits.StopWithin)
	return b.server.Close()
}
