//go:build interop

package mqttio

import (
	"strings"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// NewOpen returns a broker with the same connections, limits and packets as every other, but one where anybody may say and hear anything: for
// suites that test the protocol itself. It is in no program that people run.
func NewOpen(c Config) (*Broker, error) {
	return newBroker(c, func(b *Broker) mqtt.Hook { return &open{hook{b: b}} })
}

// open are the rules without the ones about topics and tokens.
type open struct{ hook }

func (o *open) Provides(b byte) bool {
	switch b {
	case mqtt.OnConnect, mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPacketRead:
		return true
	}
	return false
}

func (o *open) OnConnect(cl *mqtt.Client, pk packets.Packet) error {
	c := connOf(cl)
	c.v5 = cl.Properties.ProtocolVersion == 5
	c.who = &account.Principal{Household: brush.HouseholdID("open"), TokenID: "open", Scopes: []string{account.FramesWrite}}
	c.cl.Store(cl)
	longest := uint16(o.b.limits.KeepAlive / time.Second)
	if cl.State.Keepalive == 0 || cl.State.Keepalive > longest {
		cl.State.Keepalive, cl.State.ServerKeepalive = longest, true
	}
	c.window = make(chan struct{}, o.b.limits.Window)
	c.messages.rate = float64(o.b.limits.Messages)
	c.known = true
	return nil
}

func (o *open) OnACLCheck(_ *mqtt.Client, name string, write bool) bool {
	return write || !strings.HasSuffix(name, "nosubscribe")
}
