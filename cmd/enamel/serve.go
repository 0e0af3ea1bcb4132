package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/upkeep"
	"github.com/enamel-home/enamel/web"
)

// serveCmd is the server.
type serveCmd struct {
	dataDir
	Listen            string      `help:"Address to answer at." default:"127.0.0.1:8080"`
	PublicURL         string      `name:"public-url" help:"The address that people type, when a proxy stands before this server." placeholder:"URL"`
	TLS               tlsFlags    `embed:""`
	Contact           string      `name:"security-contact" help:"Where to tell you of a weakness of this server, for /.well-known/security.txt: mailto:... or https://..." placeholder:"URI"`
	MQTT              mqttFlags   `embed:"" prefix:"mqtt-"`
	HooksPrivate      bool        `name:"hooks-private" help:"Webhooks may go to hosts inside your own networks, and without TLS. Whoever owns a household here can then reach from this server what it can reach."`
	OAuthRegistration bool        `name:"oauth-registration" help:"Let apps register themselves (RFC 7591); people are told that nobody vouches for them."`
	Login             loginFlags  `embed:""`
	Device            deviceFlags `embed:"" prefix:"device-"`
	Log               string      `help:"What to log: ${enum}." enum:"debug,info,warn,error" default:"info"`
}

// Run serves until ctx is done.
func (c serveCmd) Run(ctx context.Context) (err error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	certificates, err := c.TLS.source(c.Data)
	if err != nil {
		return err
	}
	authority, err := c.Device.authority()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() { _ = l.Close() }()
	plain, stopPlain := context.WithCancel(ctx)
	sentOn, err := c.TLS.redirect(plain, l.Addr(), c.PublicURL, certificates, log)
	defer stopPlain()
	if err != nil {
		return err
	}
	defer func() {
		stopPlain()
		if e := sentOn(); e != nil && err == nil {
			err = e
		}
	}()
	st, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if e := st.Close(); e != nil && err == nil {
			err = fmt.Errorf("close the store: %w", e)
		}
	}()

	box, err := c.box() // better now than when the first secret is needed
	if err != nil {
		return err
	}
	brands := all.Set()
	hub := live.NewHub(st, 0)
	in := &ingest.Ingester{Store: st, Brands: brands, Seal: box, Now: now, Log: log, Wake: hub.Wake}
	accounts := account.New(st, now, nil)
	if err := c.Login.open(accounts, c.PublicURL, l.Addr(), box); err != nil {
		return err
	}
	proxy, err := c.Login.proxy()
	if err != nil {
		return err
	}
	sealed := oauth.Config{Store: st, Issuer: strings.TrimSuffix(c.PublicURL, "/"), Registration: c.OAuthRegistration, Log: log, Now: now, Ended: accounts.Reconsider}
	if c.keyFile() != "" {
		sealed.Sealer = box
	}
	apps := oauth.New(sealed)
	accounts.Trust(oauth.AccessPrefix, apps)
	accounts.OnPerson(apps.Joined)
	devices := provision.New(provision.Config{Store: st, Now: now, Issuer: authority, Log: log, Changed: accounts.Reconsider})
	accounts.Trust(provision.TokenPrefix, devices)
	var rooms sync.WaitGroup
	defer rooms.Wait() // before the store is closed
	working, stop := context.WithCancel(ctx)
	defer stop()
	rooms.Go(func() { in.Run(working) })
	if paced() {
		rooms.Go(func() { newPacer().run(working) })
	}
	hooks := notify.New(notify.Config{Store: st, Seal: box, Show: httpapi.Show(st, brands), Private: c.HooksPrivate, Agent: "Enamel/" + version, Now: now,
		Chance: rand.Float64, Log: log})
	rooms.Go(func() { hooks.Run(working) })
	rooms.Go(func() { sealAtStart(working, st, box, log) })
	keep := &upkeep.Upkeep{Store: st, Now: now, Log: log, Wake: hub.Wake}
	rooms.Go(func() { keep.Run(working) })
	rooms.Go(func() { accounts.Run(working) })
	private := &privacy.Service{Store: st, Brands: brands, Now: now, Wake: accounts.Reconsider, EndApp: apps.Withdrawn, Log: log}
	rooms.Go(func() { private.Run(working) })
	others, shared := st.(store.Hinter)
	mq := mqttio.Config{Accounts: accounts, Certificates: devices.ByCertificate, Accept: in.Accept, Watched: hub.Followed, Settings: settings{st, brands}, Brands: brands, Log: log, Now: now, Shared: shared}
	upstream, err := c.MQTT.upstream(st, mq)
	if err != nil {
		return err
	}
	var called atomic.Pointer[mqttio.Upstream]
	if upstream != nil {
		rooms.Go(func() { c.MQTT.callUpstream(working, st, upstream, &called) })
	}
	broker, err := c.MQTT.serve(c.PublicURL, certificates, authority, mq)
	if err != nil {
		return err
	}
	defer func() { // before the store is closed: what was taken is kept
		if e := broker.Close(); e != nil && err == nil {
			err = e
		}
	}()

	accounts.OnChange(func(h brush.HouseholdID) {
		hub.Wake(h)
		broker.AccessChanged(h)
	})

	if shared {
		rooms.Go(func() {
			others.Hints(working, func(h brush.HouseholdID) {
				hub.Wake(h)
				broker.HouseholdChanged(h)
			})
		})
	}

	virtual := &virtualBrushes{ctx: working, rooms: &rooms, ingest: in, accounts: accounts, brands: brands, log: log,
		running: map[brush.HouseholdID]map[brush.DeviceID]bool{}}

	address := c.PublicURL
	if address == "" {
		address = c.TLS.address(l.Addr(), certificates)
	}
	address = strings.TrimSuffix(address, "/")
	handler, err := httpapi.New(working, httpapi.Config{
		Version: version, PublicURL: c.PublicURL, Contact: c.Contact, Store: st, Accounts: accounts, Ingest: in, Hub: hub, Privacy: private, Brands: brands,
		Virtual: virtual, Hooks: hooks, Seal: box, OAuth: apps, Devices: devices, App: web.Dist(), MQTT: broker, Proxy: proxy, SettingsChanged: func(h brush.HouseholdID, d brush.DeviceID) {
			broker.SettingsChanged(h, d)
			if up := called.Load(); up != nil {
				up.SettingsChanged(h, d)
			}
		}, Log: log, Now: now,
	})
	if err != nil {
		return err
	}
	code, err := accounts.NewLink(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("Enamel %s answers at %s\n", version, address)
	if code != "" {
		fmt.Printf("Set it up here, within 24 hours: %s/setup#%s\n", address, code)
	}
	for _, a := range broker.Addresses() {
		fmt.Printf("It is an MQTT broker at %s\n", a)
	}
	if certificates != nil {
		go certificates.Fetch(working, log) // it may wait long for an authority, and touches nothing that is closed
	}
	return httpapi.Serve(ctx, encrypted(l, certificates, authority), handler, log)
}

// reachable is how a browser on this machine reaches an address that may mean all of its addresses.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
