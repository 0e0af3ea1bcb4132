package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/certs"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
)

// mqttFlags are the settings of the MQTT door. As a WebSocket at /mqtt of the HTTP address it is always open.
type mqttFlags struct {
	Listen            string        `help:"Address of the MQTT broker, such as 127.0.0.1:1883; without it MQTT is spoken over WebSocket alone." placeholder:"ADDRESS"`
	TLSListen         string        `name:"tls-listen" help:"Address of the MQTT broker over TLS, such as :8883." placeholder:"ADDRESS"`
	TLSCert           string        `name:"tls-cert" help:"File with its certificate chain (PEM), read again when it changes; without it the one of the HTTP door." type:"path" placeholder:"FILE"`
	TLSKey            string        `name:"tls-key" help:"File with the certificate's key (PEM)." type:"path" placeholder:"FILE"`
	MaxConnections    int           `help:"MQTT connections at once." default:"12000"`
	MaxPerAddress     int           `help:"MQTT connections at once from one address." default:"2000"`
	MaxPerToken       int           `help:"MQTT connections and remembered sessions of one token." default:"64"`
	Upstream          string        `help:"Your own broker, to take what is published there: mqtt, mqtts, ws or wss, with user and password. Best in the environment." placeholder:"URL"`
	UpstreamHousehold string        `name:"upstream-household" help:"Whose the topics there are that name no household, by id or name; without it the only one there is." placeholder:"ID"`
	UpstreamSlots     int           `name:"upstream-slots" help:"Sessions there that share the work; the same number on every server." default:"1"`
	UpstreamLease     time.Duration `name:"upstream-lease" help:"How long a session there stays with a server that says nothing; the same on every server." default:"20s"`
	UpstreamCA        string        `name:"upstream-ca" help:"File with the authorities that its certificate is checked against (PEM), instead of the system's." type:"path" placeholder:"FILE"`
	MaxRate           int           `help:"MQTT messages a second of one connection; beyond, it is read more slowly." default:"1000"`
}

// door is the broker with its listeners.
type door struct {
	*mqttio.Broker
	at []net.Addr
}

// Addresses are where the broker listens.
func (d door) Addresses() (as []string) {
	for _, a := range d.at {
		as = append(as, reachable(a))
	}
	return as
}

// serve opens the door; own is where the certificates of the HTTP door come from, nil: it has none; devices may show certificates that count for that
// authority. The caller closes it.
func (f mqttFlags) serve(publicURL string, own *certs.Source, devices *provision.Authority, c mqttio.Config) (door, error) {
	for name, n := range map[string]int{"max-connections": f.MaxConnections, "max-per-address": f.MaxPerAddress, "max-per-token": f.MaxPerToken, "max-rate": f.MaxRate} {
		if n < 1 {
			return door{}, &brush.FieldError{Field: "mqtt-" + name, Reason: "must be 1 or more"}
		}
	}
	c.Limits = mqttio.Limits{Connections: f.MaxConnections, PerAddress: f.MaxPerAddress, PerToken: f.MaxPerToken, Messages: f.MaxRate}
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" {
		c.Origins = []string{u.Host}
	}
	var ls []net.Listener
	closeAll := func() {
		for _, l := range ls {
			_ = l.Close()
		}
	}
	if f.Listen != "" {
		l, err := net.Listen("tcp", f.Listen)
		if err != nil {
			return door{}, fmt.Errorf("mqtt-listen: %w", err)
		}
		ls = append(ls, l)
	}
	if f.TLSListen != "" {
		from := own
		if own == nil || f.TLSCert != "" || f.TLSKey != "" {
			var err error
			if from, err = certs.Files(f.TLSCert, f.TLSKey); err != nil {
				closeAll()
				return door{}, fmt.Errorf("mqtt-tls-cert, mqtt-tls-key: %w", err)
			}
		}
		l, err := tls.Listen("tcp", f.TLSListen, devices.Listen(from.TLS()))
		if err != nil {
			closeAll()
			return door{}, fmt.Errorf("mqtt-tls-listen: %w", err)
		}
		ls = append(ls, l)
	}
	b, err := mqttio.New(c)
	if err != nil {
		closeAll()
		return door{}, err
	}
	d := door{Broker: b}
	for _, l := range ls {
		d.at = append(d.at, l.Addr())
		go func() {
			if err := b.Serve(l); err != nil {
				c.Log.Error("the MQTT door is shut", "address", l.Addr(), "error", err)
			}
		}()
	}
	return d, nil
}

// settings tells what a brush should do, in the words that it understands.
type settings struct {
	st interface {
		Brushes(ctx context.Context, h brush.HouseholdID) ([]store.Brush, error)
	}
	brands brand.Set
}

// Desired is mqttio.Settings'.
func (s settings) Desired(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) ([]byte, error) {
	bs, err := s.st.Brushes(ctx, h)
	if err != nil {
		return nil, err
	}
	for _, b := range bs {
		if b.Device != d || b.Desired == nil {
			continue
		}
		if maker := s.brands.ByID(b.Brand); maker != nil && maker.Tell != nil {
			return maker.Tell(nil, b.Desired, false), nil
		}
	}
	return nil, fmt.Errorf("what the brush should do: %w", brush.ErrNotFound)
}

// upstream returns the client of the operator's own broker, nil for none. It waits for a household to be there before it runs.
func (f mqttFlags) upstream(st upstreamStore, c mqttio.Config) (*mqttio.Upstream, error) {
	if f.Upstream == "" {
		return nil, nil
	}
	u, err := url.Parse(f.Upstream)
	if err != nil || u.Host == "" || !slices.Contains([]string{"mqtt", "mqtts", "ws", "wss"}, u.Scheme) { // without the error, which tells the password
		return nil, &brush.FieldError{Field: "mqtt-upstream", Reason: "is no address such as mqtts://user:password@broker.example:8883"}
	}
	up := &mqttio.Upstream{URL: u, Slots: f.UpstreamSlots, Source: "mqtt", Holder: rand.Text(), Keys: st, Accept: c.Accept, Watched: c.Watched, Settings: c.Settings, Brands: c.Brands, Log: c.Log, Now: c.Now, Lease: f.UpstreamLease}
	if err := up.Check(); err != nil {
		return nil, err
	}
	if f.UpstreamCA != "" {
		pem, err := os.ReadFile(f.UpstreamCA)
		if err != nil {
			return nil, fmt.Errorf("mqtt-upstream-ca: %w", err)
		}
		up.TLS = &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
		if !up.TLS.RootCAs.AppendCertsFromPEM(pem) {
			return nil, &brush.FieldError{Field: "mqtt-upstream-ca", Reason: "holds no certificate"}
		}
	}
	return up, nil
}

// callUpstream waits for a household to be there, and then takes what is published at the operator's broker until ctx is done. From then on it is in
// called.
func (f mqttFlags) callUpstream(ctx context.Context, st upstreamStore, up *mqttio.Upstream, called *atomic.Pointer[mqttio.Upstream]) {
	for told := false; ; {
		hs, err := st.Households(ctx)
		if err == nil && len(hs) > 0 {
			h, err := chooseHousehold(hs, f.UpstreamHousehold)
			if up.Household = h; err != nil {
				up.Log.Warn("topics of the upstream broker that name no household are not taken: mqtt-upstream-household", "reason", err)
			}
			break
		}
		if !told {
			told = true
			up.Log.Info("the upstream broker is called when there is a household")
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
	}
	up.Log.Info("taking what is published at the upstream broker", "address", up.URL.Redacted(), "slots", up.Slots)
	called.Store(up)
	up.Run(ctx)
}

// upstreamStore is what the client of a broker needs of the store.
type upstreamStore interface {
	mqttio.Keys
	Households(ctx context.Context) ([]store.Household, error)
}
