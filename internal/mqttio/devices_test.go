package mqttio_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/provision"
)

// claimed makes devices, has the home claim them, and returns what is printed of each.
func (r *rig) claimed(ids ...string) []provision.Printed {
	r.t.Helper()
	_, made, err := r.devices.MakeBatch(context.Background(), provision.NewBatch{Brand: "enamel", IDs: ids})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, p := range made {
		if _, err := r.devices.Claim(context.Background(), &account.Principal{Household: home}, provision.NewClaim{Code: p.Code}); err != nil {
			r.t.Fatal(err)
		}
	}
	return made
}

func (r *rig) exchange(p provision.Printed) provision.Issued {
	r.t.Helper()
	i, err := r.devices.Exchange(context.Background(), p.Device, p.Secret, "192.0.2.9:1")
	if err != nil {
		r.t.Fatal(err)
	}
	return i
}

// A device that gets its next credential while it speaks loses nothing: what was under way on the old one is acknowledged and kept, both are good for
// the stated while, and when the old one ends it is hung up on, and says the rest with the new one.
func TestDeviceRotates(t *testing.T) {
	r := newRig(t, mqttio.Limits{Recheck: 20 * time.Millisecond})
	one := r.claimed(string(brush1))[0]
	first := r.exchange(one)
	old := r.in(connect{id: "a", token: first.Token, version: 5})
	n := 0
	acknowledged := map[int]bool{}
	say := func(c *raw) byte {
		n++
		code := c.publish(uint16(n), "enamel/v1/frames", line(string(brush1), n))
		acknowledged[n] = code == 0
		return code
	}
	for range 20 {
		if code := say(old); code != 0 {
			t.Fatalf("%#x", code)
		}
	}
	// Under way while the credential is replaced, and acknowledged behind it.
	r.hold = make(chan struct{})
	for i := range 10 {
		old.send(old.publication(1, uint16(100+i), "enamel/v1/frames", line(string(brush1), 100+i)))
	}
	who, err := r.accounts.Authenticate(t.Context(), "", first.Token)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.devices.Rotate(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	close(r.hold)
	for i := range 10 {
		if kind, b := old.next(); kind != 4 || binary.BigEndian.Uint16(b) != uint16(100+i) || len(b) > 2 && b[2] != 0 {
			t.Fatalf("packet %d % x", kind, b)
		}
		acknowledged[100+i] = true
	}
	fresh := r.in(connect{id: "b", token: second.Token, version: 5})
	for range 20 {
		for _, c := range []*raw{old, fresh} {
			if code := say(c); code != 0 {
				t.Fatalf("both are good, and one gets %#x", code)
			}
		}
	}
	r.past.Add(int64(provision.Overlap - time.Second))
	if old.closed(100 * time.Millisecond) {
		t.Error("the old one ends before its time")
	}
	r.past.Add(int64(time.Second))
	if !old.closed(20 * time.Second) {
		t.Error("the old one does not end")
	}
	if _, code := r.connect(connect{id: "a", token: first.Token, version: 5}); code == 0 {
		t.Error("the old one is let in again")
	}
	if code := say(fresh); code != 0 {
		t.Errorf("the new one: %#x", code)
	}
	want := 0
	for _, yes := range acknowledged {
		if yes {
			want++
		}
	}
	if got := r.frames(home); got != want || want != len(acknowledged) {
		t.Errorf("%d frames are kept, %d were acknowledged, %d were said", got, want, len(acknowledged))
	}
}

// Taken back, a credential ends on open connections with the change itself: nobody waits for a look.
func TestDeviceEndsAtOnce(t *testing.T) {
	for name, take := range map[string]func(*rig) error{
		"released": func(r *rig) error { return r.devices.Release(context.Background(), home, brush1) },
		"shut out": func(r *rig) error { return r.devices.ShutOut(context.Background(), home, brush1) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, mqttio.Limits{Recheck: time.Hour})
			both := r.claimed(string(brush1), "AA:00:00:00:00:02")
			c, beside := r.in(connect{token: r.exchange(both[0]).Token}), r.in(connect{token: r.exchange(both[1]).Token})
			begun := time.Now()
			if err := take(r); err != nil {
				t.Fatal(err)
			}
			if !c.closed(20 * time.Second) {
				t.Fatal("it stays")
			}
			if took := time.Since(begun); took > time.Second {
				t.Errorf("it ends after %v", took)
			}
			if code := beside.publish(1, "enamel/v1/frames", line("AA:00:00:00:00:02", 1)); code != 0 {
				t.Errorf("another device gets %#x", code)
			}
		})
	}
}

// What a device may say and hear, over everything that a topic can be: itself alone.
func TestDeviceTopics(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	one := r.claimed(string(brush1))[0]
	token := r.exchange(one).Token
	own := string(brush1)
	for _, of := range []string{"enamel/v1", "enamel/" + string(home) + "/v1", "enamel/" + string(other) + "/v1", "home/x/BTtoMQTT", "home"} {
		for _, device := range []string{own, "aa:00:00:00:00:01", "AA:00:00:00:00:02", "+", "#", "timer:mia", "frames", "relays"} {
			for _, tail := range []string{"/report", "/settings", "", "/#"} {
				topic := of + "/" + device + tail
				mine := (of == "enamel/v1" || of == "enamel/"+string(home)+"/v1") && (device == own || device == "aa:00:00:00:00:01")
				c := r.in(connect{id: topic[:min(20, len(topic))], token: token, version: 5})
				if code := c.subscribe(1, topic); (code < 0x80) != (mine && tail == "/settings") {
					t.Errorf("listening at %s: %#x", topic, code)
				}
				code := c.publish(2, topic, `{"battery":80}`)
				// Its own line of frames is looked at line by line: this is none.
				if (code == 0) != (mine && tail == "/report") {
					t.Errorf("saying at %s: %#x", topic, code)
				}
				_ = c.Close()
			}
		}
	}
	c := r.in(connect{id: "lines", token: token, version: 5})
	if code := c.publish(1, "enamel/v1/frames", line("AA:00:00:00:00:02", 1)); code == 0 {
		t.Error("it speaks for another in a line")
	}
	if bs, err := r.st.Brushes(t.Context(), other); err != nil || len(bs) != 0 {
		t.Error(bs, err)
	}
	fs, _ := r.kept(t, home)
	for _, f := range fs {
		if f.Device != brush1 {
			t.Errorf("%+v", f)
		}
	}
}

type signer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newSigner(t *testing.T) *signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &signer{key: key}
	s.cert = s.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		DNSNames: []string{"localhost"}}, &key.PublicKey)
	return s
}

func (s *signer) sign(t *testing.T, c *x509.Certificate, of any) *x509.Certificate {
	t.Helper()
	c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().AddDate(2, 0, 0)
	parent := s.cert
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, of, s.key)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A device comes in with its own certificate and without a password, as itself; nobody else comes in with one; and a certificate that is denied ends
// at once.
func TestDeviceCertificates(t *testing.T) {
	maker, issuer := newSigner(t), newSigner(t)
	inPEM := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	private, err := x509.MarshalPKCS8PrivateKey(issuer.key)
	if err != nil {
		t.Fatal(err)
	}
	a, err := provision.NewAuthority(inPEM("CERTIFICATE", issuer.cert.Raw), inPEM("PRIVATE KEY", private), inPEM("CERTIFICATE", maker.cert.Raw))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, mqttio.Limits{Recheck: time.Hour})
	r.shut()
	r.issuer = a
	r.open(nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.secure = l.Addr().String()
	go func() {
		_ = r.broker.Serve(tls.NewListener(l, a.Listen(&tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{maker.cert.Raw}, PrivateKey: maker.key}}})))
	}()
	trust := x509.NewCertPool()
	trust.AddCert(maker.cert)

	made := r.claimed(string(brush1))
	batch, err := r.st.MadeDevice(t.Context(), brush1)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	uri, err := url.Parse("urn:enamel:batch:" + batch.Batch)
	if err != nil {
		t.Fatal(err)
	}
	client := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	claim := maker.sign(t, &x509.Certificate{URIs: []*url.URL{uri}, ExtKeyUsage: client}, &key.PublicKey)
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: string(brush1)}}, key)
	if err != nil {
		t.Fatal(err)
	}
	r.past.Store(int64(-time.Until(noon))) // the certificates are of today
	i, err := r.devices.Certify(t.Context(), provision.NewCertificate{CSR: inPEM("CERTIFICATE REQUEST", csr), Secret: made[0].Secret, Shown: []*x509.Certificate{claim}})
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(i.Certificate)
	with := func(der ...[]byte) *tls.Config {
		conf := &tls.Config{RootCAs: trust, ServerName: "localhost"}
		if len(der) > 0 {
			conf.Certificates = []tls.Certificate{{Certificate: der, PrivateKey: key}}
		}
		return conf
	}
	unknown := issuer.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: string(brush1)}, ExtKeyUsage: client}, &key.PublicKey)
	for name, conf := range map[string]*tls.Config{"a batch's": with(claim.Raw), "none": with(), "one that nobody asked for": with(unknown.Raw)} {
		r.tls = conf
		if _, code := r.connect(connect{version: 5, bare: true}); code == 0 {
			t.Errorf("%s comes in", name)
		}
	}
	r.tls = with(block.Bytes)
	if _, code := r.connect(connect{version: 5, token: "wrong"}); code == 0 {
		t.Error("a wrong password does not count")
	}
	if _, code := r.connect(connect{version: 5, bare: true, user: "AA:00:00:00:00:02"}); code == 0 {
		t.Error("it is called like another")
	}
	c := r.in(connect{version: 5, bare: true, user: string(brush1)})
	if code := c.publish(1, "enamel/v1/"+string(brush1)+"/report", `{"battery":80}`); code != 0 {
		t.Errorf("%#x", code)
	}
	if code := c.publish(2, "enamel/v1/AA:00:00:00:00:02/report", `{"battery":80}`); code == 0 {
		t.Error("it speaks for another")
	}
	c = r.in(connect{bare: true})
	begun := time.Now()
	if _, err := r.devices.Deny(t.Context(), i.Serial); err != nil {
		t.Fatal(err)
	}
	if !c.closed(20*time.Second) || time.Since(begun) > time.Second {
		t.Errorf("denied, it stays for %v", time.Since(begun))
	}
	if _, code := r.connect(connect{version: 5, bare: true}); code == 0 {
		t.Error("denied, it comes in")
	}
	var at []brush.SourceID
	fs, _ := r.kept(t, home)
	for _, f := range fs {
		at = append(at, f.Source)
	}
	if len(at) != 1 || at[0] != brush.SourceID(brush1) {
		t.Errorf("heard by %v", at)
	}
}
