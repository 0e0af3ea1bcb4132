package mqttio_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"

	"github.com/enamel-home/enamel/internal/mqttio"
)

const wishes1 = "enamel/v1/" + brush1 + "/settings"

// What a brush should do reaches it when it asks, when it changes, and when it comes back; never another household's.
func TestSettings(t *testing.T) {
	for _, version := range []byte{4, 5} {
		r := newRig(t, mqttio.Limits{})
		r.settings.set(home, brush1, `{"version":1}`)
		r.settings.set(other, brush1, `{"version":"theirs"}`)
		device, gateway := r.token(home, "brush", brush1), r.token(home, "hall", "")
		expect := func(c *raw, payload string, retained bool) {
			t.Helper()
			if topic, got, kept := c.message(); topic != wishes1 || got != payload || kept != retained {
				t.Errorf("version %d: %s %s, retained %v; want %s, %v", version, topic, got, kept, payload, retained)
			}
		}
		var expiry []byte
		if version == 5 {
			expiry = []byte{0x11, 0, 0, 0, 60}
		}
		c := r.in(connect{version: version, id: "b", token: device, kept: true, props: expiry})
		g := r.in(connect{version: version, id: "g", token: gateway})
		for _, w := range []*raw{c, g} {
			if code := w.subscribe(1, wishes1); code != 1 {
				t.Fatalf("%#x", code)
			}
			expect(w, `{"version":1}`, true)
		}
		for _, d := range []string{`{"version":2}`, `{"version":3}`} {
			r.settings.set(home, brush1, d)
			r.broker.SettingsChanged(home, brush1)
			expect(c, d, false)
			expect(g, d, false)
		}
		r.broker.SettingsChanged(other, brush1)
		r.broker.SettingsChanged(home, brush2)
		// Nobody wants anything of the second brush yet.
		if code := g.subscribe(2, "enamel/v1/"+brush2+"/settings"); code != 1 {
			t.Fatalf("%#x", code)
		}
		g.send(packet(0xa2, []byte{0, 3}, g.props(), str(wishes1)))
		if kind, _ := g.next(); kind != 11 {
			t.Errorf("UNSUBSCRIBE is answered by packet %d", kind)
		}
		_ = c.Close()
		eventually(t, "one connection", func() bool { return r.broker.Connections() == 1 })
		r.settings.set(home, brush1, `{"version":4}`)
		r.broker.SettingsChanged(home, brush1)
		if kind, b := g.within(100 * time.Millisecond); kind != 16 {
			t.Errorf("version %d: after UNSUBSCRIBE came %d % x", version, kind, b)
		}
		back := r.in(connect{version: version, id: "b", token: device, kept: true, props: expiry})
		expect(back, `{"version":4}`, false)
	}
}

// A subscriber that does not read is shed, and is sent only the newest; others are not kept waiting.
func TestSlowSubscriber(t *testing.T) {
	t.Parallel()
	r := newRig(t, mqttio.Limits{WriteWithin: 3 * time.Second})
	token := r.token(home, "hall", "")
	slow, good := r.in(connect{id: "slow", token: token}), r.in(connect{id: "good", token: token})
	slow.subscribe(1, wishes1)
	good.subscribe(1, wishes1)
	begun := time.Now()
	worst := time.Duration(0)
	for n := 0; r.broker.Connections() == 2; n++ {
		sent := time.Now()
		payload := strings.Repeat("x", 60_000) + string(rune('a'+n%26))
		r.settings.set(home, brush1, payload)
		r.broker.SettingsChanged(home, brush1)
		for got := ""; got != payload; { // what was sent when it subscribed may come once more
			if _, got, _ = good.message(); len(got) != len(payload) {
				t.Fatalf("the good one is sent %d bytes", len(got))
			}
		}
		if worst = max(worst, time.Since(sent)); time.Since(begun) > 15*time.Second {
			t.Fatal("the slow one is never shed")
		}
	}
	if worst > 2*time.Second { // who waited for the slow one would wait for 3 s

		t.Errorf("the good one waited for %v", worst)
	}
}

// certificate is one of our own, for localhost.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTLS(t *testing.T) {
	t.Parallel()
	r := newRig(t, mqttio.Limits{ConnectWithin: time.Second})
	cert, pool := certificate(t)
	token := r.token(home, "hall", "")
	r.shut()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	r.open(l)
	silent := r.dial() // a handshake that never comes does not keep others out
	r.through(t, "mqtts://"+r.address, token, &tls.Config{RootCAs: pool})
	_ = silent.SetReadDeadline(time.Now().Add(3 * time.Second))
	if _, err := silent.Read(make([]byte, 1)); err == nil {
		t.Error("a connection without a handshake is not closed")
	}
}

func TestWebSocket(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.broker.ServeHTTP(w, q) }))
	defer srv.Close()
	at := strings.Replace(srv.URL, "http", "ws", 1)
	token := r.token(home, "hall", "")
	r.through(t, at, token, nil)
	for what, c := range map[string]struct {
		origin, protocol string
		in               bool
	}{
		"a page of another site": {"https://evil.example", "mqtt", false},
		"our own page":           {srv.URL, "mqtt", true},
		"no page":                {"", "mqtt", true},
		"another protocol":       {"", "chat", false},
	} {
		h := http.Header{}
		if c.origin != "" {
			h.Set("Origin", c.origin)
		}
		ws, res, err := websocket.Dial(t.Context(), at, &websocket.DialOptions{Subprotocols: []string{c.protocol}, HTTPHeader: h})
		in := err == nil && ws.Subprotocol() == "mqtt"
		if in != c.in {
			t.Errorf("%s: in %v, %v, %v", what, in, res, err)
		}
		if ws != nil {
			_ = ws.CloseNow()
		}
	}
}

// through publishes one frame by a client of MQTT 5.
func (r *rig) through(t *testing.T, address, token string, conf *tls.Config) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	cm, err := autopaho.NewConnection(ctx, autopaho.ClientConfig{ServerUrls: []*url.URL{u}, KeepAlive: 20, ConnectPassword: []byte(token), TlsCfg: conf,
		ClientConfig: paho.ClientConfig{ClientID: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := cm.AwaitConnection(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := cm.Publish(ctx, &paho.Publish{Topic: "enamel/v1/frames", QoS: 1, Payload: []byte(line(brush1, 1))}); err != nil {
		t.Fatal(err)
	}
	if err := cm.Disconnect(ctx); err != nil {
		t.Error(err)
	}
	if n := r.frames(home); n != 1 {
		t.Errorf("%d frames", n)
	}
}

// What makers and relays send, as docs/mqtt.md shows it.
func TestPayloads(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	w := r.in(connect{version: 5, id: "x", token: r.token(home, "hall", "")})
	device := func(n byte) string { return "02:00:00:00:60:0" + string('0'+n) }
	at := noon.AddDate(0, 0, -1).Unix()
	for i, c := range []struct {
		topic, payload string
		frames         int
		refused        bool
	}{
		{"enamel/v1/my-brush/report", `{"at":` + big.NewInt(at).String() + `,"session":{"id":17,"start":` + big.NewInt(at-200).String() + `,"duration_s":118}}`, 1, false},
		{"enamel/v1/my-brush/report", `{"at":` + big.NewInt(at).String() + `,"session":{"id":17,"start":` + big.NewInt(at-200).String() + `,"duration_s":118}}`, 0, false}, // sent again
		{"enamel/v1/my-brush/report/cbor", "\xa1\x67battery\x18\x57", 1, false},
		{"enamel/v1/my-brush/report", `not understood, and kept`, 1, false},
		{"enamel/v1/my-brush/report", ``, 0, true},
		{"enamel/v1/my-brush/report", `{"at":99}`, 0, true},
		{"enamel/v1/my-brush/report", strings.Repeat("x", 20_000), 0, true},
		{"enamel/v1/frames", line(device(9), 1) + "\n" + line(device(9), 2), 2, false},
		{"enamel/v1/frames", "[" + line(device(9), 3) + "," + line(device(9), 4) + "]", 2, false},
		{"enamel/v1/frames", line(device(9), 5) + "\n{}", 0, true},
		{"enamel/v1/relays/openmqttgateway/OMG_bath/BTtoMQTT/020000006001", `{"id":"02:00:00:00:60:01","rssi":-61,"manufacturerdata":"dc000471050332010301030a04"}`, 1, false},
		{"home/OMG_bath/BTtoMQTT/020000006002", `{"id":"02:00:00:00:60:02","rssi":-61,"manufacturerdata":"dc000471050332010301030a04"}`, 1, false},
		{"home/OMG_bath/BTtoMQTT/020000006002", `{"id":"02:00:00:00:60:02","name":"a lamp"}`, 0, false},
		{"home/OMG_bath/LWT", `online`, 0, false},
		{"home/OMG_bath/SYStoMQTT", `{"uptime":7}`, 0, false},
		{"enamel/v1/relays/shelly", `{"source":"bath","addr":"02:00:00:00:60:03","rssi":-58,"advData":"0201060effdc000471050332010301030a04"}`, 1, false},
		{"enamel/v1/relays/shelly", `nothing`, 0, true},
	} {
		before := r.all(t)
		code := w.publish(uint16(i+1), c.topic, c.payload)
		if (code == 0x99) != c.refused || !c.refused && code != 0 {
			t.Errorf("%s %.40s: %#x", c.topic, c.payload, code)
		}
		if n := r.all(t) - before; n != c.frames {
			t.Errorf("%s %.40s: %d frames kept, want %d", c.topic, c.payload, n, c.frames)
		}
	}
}

// all counts the kept frames, also of devices that nobody knows as a brush.
func (r *rig) all(t *testing.T) (n int) {
	fs, _ := r.kept(t, home)
	return len(fs)
}
