package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	rnd "math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"
)

// client is one of MQTT 5 that comes back by itself.
func (h *house) client(id, address string, conf *tls.Config) *autopaho.ConnectionManager {
	h.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		h.t.Fatal(err)
	}
	cm, err := autopaho.NewConnection(h.t.Context(), autopaho.ClientConfig{ServerUrls: []*url.URL{u}, KeepAlive: 20, ConnectUsername: "test", ConnectPassword: []byte(h.token),
		TlsCfg: conf, SessionExpiryInterval: 60, ReconnectBackoff: autopaho.NewConstantBackoff(20 * time.Millisecond), ConnectTimeout: 2 * time.Second,
		ClientConfig: paho.ClientConfig{ClientID: id}})
	if err != nil {
		h.t.Fatal(err)
	}
	return cm
}

// say publishes one frame and returns nil when the server says that it is kept.
func say(ctx context.Context, cm *autopaho.ConnectionManager, device string, n int) error {
	ctx, stop := context.WithTimeout(ctx, time.Second) // one that hangs up in between leaves the answer open
	defer stop()
	if err := cm.AwaitConnection(ctx); err != nil {
		return err
	}
	line := fmt.Sprintf(`{"device":%q,"seq":%d,"at":"2026-01-05T06:%02d:%02dZ","kind":"advert","company":220,"hex":"0632700308000501010004"}`, device, n, n/60%60, n%60)
	_, err := cm.Publish(ctx, &paho.Publish{Topic: "enamel/v1/frames", QoS: 1, Payload: []byte(line)})
	return err
}

func (h *house) frames(device string) int {
	return bytes.Count(h.get("/brushes/"+device+"/frames"), []byte("\n"))
}

// One server, and its three ways in for MQTT: TCP, TLS and WebSocket.
func TestMQTTDoors(t *testing.T) {
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		return l.Addr().String()
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert, private1 := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	for file, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, private1: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h := newHouse(t)
	h.kill()
	tcp, secure := free(), free()
	h.flags = []string{"--mqtt-listen", tcp, "--mqtt-tls-listen", secure, "--mqtt-tls-cert", cert, "--mqtt-tls-key", private1}
	h.start()
	for i, address := range []string{"mqtt://" + tcp, "mqtts://" + secure, "ws://" + h.listen + "/mqtt"} {
		device := fmt.Sprintf("AA:00:00:00:02:0%d", i)
		cm := h.client("c", address, &tls.Config{RootCAs: pool})
		if err := say(t.Context(), cm, device, 1); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		if n := h.frames(device); n != 1 {
			t.Errorf("%s: %d frames", address, n)
		}
		if err := cm.Disconnect(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// kill -9 in the middle of many clients' messages, again and again: what was acknowledged is there, once.
func TestMQTTKilled(t *testing.T) {
	h := newHouse(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rnd.New(rnd.NewPCG(seed, 2))
	ctx, stop := context.WithCancel(t.Context())
	const clients = 4
	var said [clients]atomic.Int64
	var talking sync.WaitGroup
	for i := range clients {
		cm := h.client(fmt.Sprint("client-", i), "ws://"+h.listen+"/mqtt", nil)
		talking.Go(func() {
			for n := 1; ctx.Err() == nil; n++ {
				for say(ctx, cm, fmt.Sprintf("AA:00:00:00:03:0%d", i), n) != nil {
					if ctx.Err() != nil {
						return
					}
				}
				said[i].Store(int64(n))
			}
		})
	}
	// Every client has come through again before the next blow, which then falls at any moment.
	moreOfEach := func() {
		for i := range said {
			for before := said[i].Load(); said[i].Load() < before+4 && ctx.Err() == nil; {
				time.Sleep(time.Millisecond)
			}
		}
	}
	for range 6 {
		moreOfEach()
		time.Sleep(time.Duration(chance.IntN(200)) * time.Millisecond)
		h.kill()
		h.start()
	}
	moreOfEach()
	stop()
	talking.Wait()
	for i := range said {
		n := int(said[i].Load())
		device := fmt.Sprintf("AA:00:00:00:03:0%d", i)
		export := string(h.get("/brushes/" + device + "/frames"))
		for k := 1; k <= n; k++ {
			if c := strings.Count(export, fmt.Sprintf(`"seq":%d,`, k)); c != 1 {
				t.Fatalf("frame %d of %s was acknowledged, and is there %d times", k, device, c)
			}
		}
		t.Logf("%s: %d acknowledged", device, n)
	}
}

// What the household wishes of a brush reaches it over MQTT, at once and when it asks.
func TestMQTTSettings(t *testing.T) {
	h := newHouse(t)
	const device = "my-brush-1"
	got := make(chan string, 10)
	u, err := url.Parse("ws://" + h.listen + "/mqtt")
	if err != nil {
		t.Fatal(err)
	}
	cm, err := autopaho.NewConnection(t.Context(), autopaho.ClientConfig{ServerUrls: []*url.URL{u}, KeepAlive: 20, ConnectPassword: []byte(h.token),
		ClientConfig: paho.ClientConfig{ClientID: "b", OnPublishReceived: []func(paho.PublishReceived) (bool, error){func(p paho.PublishReceived) (bool, error) {
			got <- string(p.Packet.Payload)
			return true, nil
		}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := cm.AwaitConnection(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := cm.Publish(t.Context(), &paho.Publish{Topic: "enamel/v1/" + device + "/report", QoS: 1, Payload: []byte(`{"battery":80,"settings":{"version":0,"target_s":120}}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := cm.Subscribe(t.Context(), &paho.Subscribe{Subscriptions: []paho.SubscribeOptions{{Topic: "enamel/v1/" + device + "/settings", QoS: 1}}}); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"150", "180"} {
		req, err := http.NewRequestWithContext(t.Context(), "PUT", "http://"+h.listen+"/api/v1/brushes/"+device+"/settings", strings.NewReader(`{"target_s":`+target+`}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+h.token)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 200 {
			t.Fatalf("status %d", res.StatusCode)
		}
		select {
		case s := <-got:
			if !strings.Contains(s, `"target_s":`+target) {
				t.Errorf("the brush is told %s", s)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("the brush is not told of %s", target)
		}
	}
}
