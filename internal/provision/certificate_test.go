package provision_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/provision"
)

// authority is one who signs, with a key of its own.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	return k
}

// signed makes a certificate of somebody; nil: of the authority itself.
func (a *authority) signed(t testing.TB, c *x509.Certificate, of crypto.PublicKey) *x509.Certificate {
	t.Helper()
	n, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	must(t, err)
	c.SerialNumber, c.NotBefore = n, time.Now().Add(-time.Hour)
	if c.NotAfter.IsZero() {
		c.NotAfter = time.Now().AddDate(2, 0, 0)
	}
	parent := a.cert
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, of, a.key)
	must(t, err)
	out, err := x509.ParseCertificate(der)
	must(t, err)
	return out
}

func newAuthority(t testing.TB, name string) *authority {
	t.Helper()
	a := &authority{key: newKey(t)}
	a.cert = a.signed(t, &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, &a.key.PublicKey)
	return a
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

func keyPEM(t testing.TB, k crypto.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(k)
	must(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// claimCertificate is what a maker puts into every device of a batch.
func (a *authority) claimCertificate(t testing.TB, batch string) *x509.Certificate {
	t.Helper()
	u, err := url.Parse("urn:enamel:batch:" + batch)
	must(t, err)
	return a.signed(t, &x509.Certificate{Subject: pkix.Name{CommonName: "batch"}, URIs: []*url.URL{u}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, &newKey(t).PublicKey)
}

func csrOf(t testing.TB, r *x509.CertificateRequest, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, r, key)
	must(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
}

func csrFor(t testing.TB, name string) []byte {
	t.Helper()
	return csrOf(t, &x509.CertificateRequest{Subject: pkix.Name{CommonName: name}}, newKey(t))
}

// leaf is the first certificate of a chain.
func leaf(t testing.TB, chain []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(chain)
	c, err := x509.ParseCertificate(block.Bytes)
	must(t, err)
	return c
}

// certified is a rig that signs, with a maker who is known and a batch of devices of which the first two are claimed.
type certified struct {
	*rig
	maker, stranger, issuer *authority
	batchID                 string
	made                    []provision.Printed
	claimCert               *x509.Certificate
}

func newCertified(t testing.TB) *certified {
	t.Helper()
	c := &certified{maker: newAuthority(t, "maker"), stranger: newAuthority(t, "stranger"), issuer: newAuthority(t, "issuer")}
	a, err := provision.NewAuthority(c.issuer.pem(), keyPEM(t, c.issuer.key), c.maker.pem())
	must(t, err)
	c.rig = newRig(t, a)
	c.batchID, c.made = c.batch(t, "AA:BB:CC:00:00:01", "two", "three")
	c.claimCert = c.maker.claimCertificate(t, c.batchID)
	c.claim(t, "home", c.made[0].Code)
	c.claim(t, "next", c.made[1].Code)
	return c
}

func (c *certified) certify(n provision.NewCertificate) (provision.Issued, error) {
	n.Address = "192.0.2.9:1"
	return c.Certify(context.Background(), n)
}

func TestCertificates(t *testing.T) {
	c := newCertified(t)
	one := c.made[0]
	first, err := c.certify(provision.NewCertificate{CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: []*x509.Certificate{c.claimCert}})
	must(t, err)
	cert := leaf(t, first.Certificate)
	roots := x509.NewCertPool()
	roots.AddCert(c.issuer.cert)
	if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		t.Error(err)
	}
	if cert.IsCA || cert.Subject.CommonName != string(one.Device) || len(cert.URIs) != 1 || cert.URIs[0].String() != "urn:enamel:device:"+string(one.Device) ||
		cert.NotAfter.Sub(c.clock()) > provision.LongestCertificate || provision.SerialOf(cert.SerialNumber) != first.Serial || !first.Ends.Equal(cert.NotAfter) {
		t.Errorf("%+v", cert)
	}
	if ago := c.clock().Sub(cert.NotBefore); ago < 59*time.Minute || ago > 61*time.Minute {
		t.Errorf("good since %v", ago)
	}
	p, err := c.ByCertificate(t.Context(), cert)
	must(t, err)
	if p.Device != one.Device || p.Household != "home" || !slices.Equal(p.Scopes, []string{account.FramesWrite}) {
		t.Errorf("%+v", p)
	}
	// Its next one it asks for with its own, and both are good for a while.
	c.pass(time.Hour)
	second, err := c.certify(provision.NewCertificate{CSR: csrFor(t, string(one.Device)), Shown: []*x509.Certificate{cert}})
	must(t, err)
	if !second.Before.Equal(c.clock().Add(provision.Overlap)) {
		t.Error(second.Before)
	}
	for _, chain := range [][]byte{first.Certificate, second.Certificate} {
		if _, err := c.ByCertificate(t.Context(), leaf(t, chain)); err != nil {
			t.Error(err)
		}
	}
	c.pass(provision.Overlap)
	if _, err := c.ByCertificate(t.Context(), cert); !errors.Is(err, account.ErrUnauthorized) {
		t.Error(err)
	}
	// A certificate's hash is no token, and a token's no certificate.
	if _, err := c.Access(t.Context(), provision.TokenPrefix+string(cert.Raw)); !errors.Is(err, account.ErrUnauthorized) {
		t.Error(err)
	}
	// Denied by its number, however that is written, it is good for nothing, and whoever came in with it is shown out.
	d, err := c.Deny(t.Context(), strings.ToUpper(second.Serial))
	if err != nil || d != one.Device {
		t.Error(d, err)
	}
	if _, err := c.ByCertificate(t.Context(), leaf(t, second.Certificate)); !errors.Is(err, account.ErrUnauthorized) || !slices.Contains(c.changed, brush.HouseholdID("home")) {
		t.Error(err, c.changed)
	}
	// A claim certificate, too.
	if _, err := c.Deny(t.Context(), provision.SerialOf(c.claimCert.SerialNumber)); err != nil {
		t.Error(err)
	}
	if _, err := c.certify(provision.NewCertificate{CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: []*x509.Certificate{c.claimCert}}); !errors.Is(err, account.ErrUnauthorized) {
		t.Error(err)
	}
	for _, none := range []string{"", "xyz", "0", "-1", strings.Repeat("f", 60)} {
		if _, err := c.Deny(t.Context(), none); !errors.Is(err, brush.ErrInvalid) {
			t.Errorf("%q: %v", none, err)
		}
	}
}

// Nobody gets a certificate, or comes in with one, who should not.
func TestCertificatesRefused(t *testing.T) {
	c := newCertified(t)
	one, two, three := c.made[0], c.made[1], c.made[2]
	other, _ := c.batch(t, "elsewhere")
	first, err := c.certify(provision.NewCertificate{CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: []*x509.Certificate{c.claimCert}})
	must(t, err)
	own := leaf(t, first.Certificate)
	c.pass(provision.IssueWithin)
	shown := func(cs ...*x509.Certificate) []*x509.Certificate { return cs }
	expired := &x509.Certificate{Subject: pkix.Name{CommonName: "batch"}, URIs: c.claimCert.URIs, NotAfter: time.Now().Add(-time.Minute), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	server := &x509.Certificate{Subject: pkix.Name{CommonName: "batch"}, URIs: c.claimCert.URIs, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	plain := &x509.Certificate{Subject: pkix.Name{CommonName: string(one.Device)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	unauthorized := map[string]provision.NewCertificate{
		"nothing shown":               {CSR: csrFor(t, string(one.Device)), Secret: one.Secret},
		"a stranger's batch":          {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.stranger.claimCertificate(t, c.batchID))},
		"the issuer's batch":          {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.issuer.claimCertificate(t, c.batchID))},
		"another batch":               {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.maker.claimCertificate(t, other))},
		"no secret":                   {CSR: csrFor(t, string(one.Device)), Shown: shown(c.claimCert)},
		"another's secret":            {CSR: csrFor(t, string(two.Device)), Secret: one.Secret, Shown: shown(c.claimCert)},
		"a device that is none":       {CSR: csrFor(t, "nobody"), Secret: one.Secret, Shown: shown(c.claimCert)},
		"a batch in the past":         {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.maker.signed(t, expired, &newKey(t).PublicKey))},
		"a server's certificate":      {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.maker.signed(t, server, &newKey(t).PublicKey))},
		"the maker's, of a device":    {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.maker.signed(t, plain, &newKey(t).PublicKey))},
		"the authority's certificate": {CSR: csrFor(t, string(one.Device)), Secret: one.Secret, Shown: shown(c.issuer.cert)},
	}
	for name, n := range unauthorized {
		if i, err := c.certify(n); !errors.Is(err, account.ErrUnauthorized) {
			t.Errorf("%s: %v, %v", name, err, i.ID)
		}
		c.pass(time.Hour) // guesses are slowed down
	}
	if _, err := c.certify(provision.NewCertificate{CSR: csrFor(t, string(two.Device)), Secret: two.Secret, Shown: shown(own)}); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("with another's own: %v", err)
	}
	var unclaimed *provision.UnclaimedError
	if _, err := c.certify(provision.NewCertificate{CSR: csrFor(t, string(three.Device)), Secret: three.Secret, Shown: shown(c.claimCert)}); !errors.As(err, &unclaimed) {
		t.Errorf("not claimed: %v", err)
	}
	for name, cert := range map[string]*x509.Certificate{"a batch's": c.claimCert, "an authority's": c.issuer.cert, "none": nil,
		"one that the issuer signed and nobody asked for": c.issuer.signed(t, plain, &newKey(t).PublicKey)} {
		if _, err := c.ByCertificate(t.Context(), cert); !errors.Is(err, account.ErrUnauthorized) {
			t.Errorf("%s comes in: %v", name, err)
		}
	}
	must(t, c.Release(t.Context(), "home", one.Device))
	if _, err := c.ByCertificate(t.Context(), own); !errors.Is(err, account.ErrUnauthorized) || !slices.Contains(c.changed, brush.HouseholdID("home")) {
		t.Errorf("released: %v", err)
	}
	none := provision.New(provision.Config{Store: c.st, Now: c.clock})
	if _, err := none.Certify(t.Context(), unauthorized["no secret"]); !errors.Is(err, provision.ErrNoIssuer) {
		t.Error(err)
	}
	if _, err := none.ByCertificate(t.Context(), own); !errors.Is(err, account.ErrUnauthorized) {
		t.Error(err)
	}
}

func TestCSRs(t *testing.T) {
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	must(t, err)
	uri := func(s string) []*url.URL {
		u, err := url.Parse(s)
		must(t, err)
		return []*url.URL{u}
	}
	named := func(s string) pkix.Name { return pkix.Name{CommonName: s} }
	forged := csrFor(t, "one")
	block, _ := pem.Decode(forged)
	block.Bytes[len(block.Bytes)-1] ^= 1
	for name, ok := range map[string][]byte{
		"by name":        csrFor(t, "aa:bb:cc:00:00:01"),
		"by URI":         csrOf(t, &x509.CertificateRequest{URIs: uri("urn:enamel:device:AA:BB:CC:00:00:01")}, newKey(t)),
		"by both":        csrOf(t, &x509.CertificateRequest{Subject: named("aa:bb:cc:00:00:01"), URIs: uri("urn:enamel:device:AA:BB:CC:00:00:01")}, ed),
		"with a newline": append(csrFor(t, "AA:BB:CC:00:00:01"), "\n\n"...),
	} {
		if _, d, err := provision.ParseCSR(ok); err != nil || d != "AA:BB:CC:00:00:01" {
			t.Errorf("%s: %q, %v", name, d, err)
		}
	}
	for name, no := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "a key": keyPEM(t, newKey(t)), "too long": append(csrFor(t, "one"), make([]byte, 8<<10)...),
		"two":           append(csrFor(t, "one"), csrFor(t, "two")...),
		"forged":        pem.EncodeToMemory(block),
		"weak":          csrOf(t, &x509.CertificateRequest{Subject: named("one")}, weak),
		"another curve": csrOf(t, &x509.CertificateRequest{Subject: named("one")}, p521),
		"no name":       csrOf(t, &x509.CertificateRequest{}, newKey(t)),
		"a batch":       csrOf(t, &x509.CertificateRequest{URIs: uri("urn:enamel:batch:b")}, newKey(t)),
		"two names":     csrOf(t, &x509.CertificateRequest{Subject: named("one"), URIs: uri("urn:enamel:device:two")}, newKey(t)),
		"a host":        csrOf(t, &x509.CertificateRequest{Subject: named("one"), DNSNames: []string{"teeth.example.org"}}, newKey(t)),
		"an address":    csrOf(t, &x509.CertificateRequest{Subject: named("one"), IPAddresses: []net.IP{{127, 0, 0, 1}}}, newKey(t)),
		"a mailbox":     csrOf(t, &x509.CertificateRequest{Subject: named("one"), EmailAddresses: []string{"a@example.org"}}, newKey(t)),
		"a path":        csrFor(t, "../one"),
		"a person":      csrFor(t, "timer:mia"),
	} {
		var field *brush.FieldError
		if _, _, err := provision.ParseCSR(no); !errors.As(err, &field) || field.Field != "csr" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseCSR(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----"))
	f.Add(csrFor(f, "one"))
	f.Add(csrFor(f, "AA:BB:CC:00:00:01"))
	f.Fuzz(func(t *testing.T, text []byte) {
		csr, d, err := provision.ParseCSR(text)
		if err != nil {
			var field *brush.FieldError
			if !errors.As(err, &field) || field.Field != "csr" || csr != nil || d != "" {
				t.Fatal(err)
			}
			return
		}
		if again, err := provision.CheckDevice(string(d)); err != nil || again != d {
			t.Fatalf("%q is no device: %v", d, err)
		}
	})
}

func TestAuthorities(t *testing.T) {
	a, leafKey := newAuthority(t, "issuer"), newKey(t)
	plain := a.signed(t, &x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}}, &leafKey.PublicKey)
	plainPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: plain.Raw})
	for _, c := range []struct {
		field             string
		cert, key, makers []byte
	}{
		{"device-issuer-cert", nil, nil, nil},
		{"device-issuer-cert", a.pem(), keyPEM(t, leafKey), nil},
		{"device-issuer-cert", plainPEM, keyPEM(t, leafKey), nil},
		{"device-ca", a.pem(), keyPEM(t, a.key), []byte("none")},
	} {
		var field *brush.FieldError
		if _, err := provision.NewAuthority(c.cert, c.key, c.makers); !errors.As(err, &field) || field.Field != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
	}
}
