package certs

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is a small ACME server [RFC 8555] for one name: it gives no certificate before it has itself seen the proof, at the address to be proven.
type authority struct {
	*httptest.Server
	t     *testing.T
	key   *ecdsa.PrivateKey
	root  *x509.Certificate
	roots *x509.CertPool // of what it issues

	mu       sync.Mutex
	tlsAt    string // where TLS-ALPN-01 is proven; "": not offered
	httpAt   string // where HTTP-01 is proven
	name     string
	thumb    string // of the account's key
	proven   bool
	chain    []byte
	orders   int
	proofs   []string // the kinds that were looked at
	refusals int
}

const token = "a-token-of-enough-chance-to-be-one"

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, roots: x509.NewCertPool()}
	a.key, a.root = selfSigned(t, "an authority", true)
	a.roots.AddCert(a.root)
	mux := http.NewServeMux()
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Replay-Nonce", rand.Text())
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(a.Close)
	mux.HandleFunc("/dir", func(w http.ResponseWriter, r *http.Request) {
		a.say(w, 200, map[string]string{"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order"})
	})
	mux.HandleFunc("/nonce", func(w http.ResponseWriter, r *http.Request) {})
	mux.HandleFunc("/account", func(w http.ResponseWriter, r *http.Request) {
		head, _ := a.open(r)
		a.mu.Lock()
		// [RFC 7638 3]
		sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":%q,"kty":%q,"x":%q,"y":%q}`, head.JWK.Crv, head.JWK.Kty, head.JWK.X, head.JWK.Y))
		a.thumb = base64.RawURLEncoding.EncodeToString(sum[:])
		a.mu.Unlock()
		w.Header().Set("Location", a.URL+"/account/1")
		a.say(w, 201, map[string]string{"status": "valid"})
	})
	mux.HandleFunc("/order", func(w http.ResponseWriter, r *http.Request) {
		_, body := a.open(r)
		var asked struct{ Identifiers []struct{ Value string } }
		a.read(body, &asked)
		a.mu.Lock()
		a.name, a.proven, a.chain, a.refusals = asked.Identifiers[0].Value, false, nil, 0
		a.orders++
		a.mu.Unlock()
		w.Header().Set("Location", a.URL+"/order/1")
		a.say(w, 201, a.order())
	})
	mux.HandleFunc("/order/1", func(w http.ResponseWriter, r *http.Request) { a.say(w, 200, a.order()) })
	mux.HandleFunc("/proof", func(w http.ResponseWriter, r *http.Request) { a.say(w, 200, a.authorization()) })
	mux.HandleFunc("/challenge/{kind}", func(w http.ResponseWriter, r *http.Request) {
		err := a.look(r.PathValue("kind"))
		a.mu.Lock()
		if a.proven = err == nil; err != nil {
			a.refusals++
		}
		a.mu.Unlock()
		a.say(w, 200, a.challenge(r.PathValue("kind")))
	})
	mux.HandleFunc("/finalize", func(w http.ResponseWriter, r *http.Request) {
		_, body := a.open(r)
		var asked struct{ CSR string }
		a.read(body, &asked)
		der, err := base64.RawURLEncoding.DecodeString(asked.CSR)
		if err == nil {
			err = a.issue(der)
		}
		if err != nil {
			a.say(w, 403, map[string]string{"type": "urn:ietf:params:acme:error:badCSR", "detail": err.Error()})
			return
		}
		w.Header().Set("Location", a.URL+"/order/1")
		a.say(w, 200, a.order())
	})
	mux.HandleFunc("/chain", func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_, _ = w.Write(a.chain)
	})
	return a
}

type head struct {
	JWK struct{ Crv, Kty, X, Y string }
}

// open reads a signed request. Who signed it does not matter here: the name is what is proven.
func (a *authority) open(r *http.Request) (h head, body []byte) {
	var signed struct{ Protected, Payload string }
	all, err := io.ReadAll(r.Body)
	if err != nil {
		a.t.Error(err)
	}
	a.read(all, &signed)
	protected, err := base64.RawURLEncoding.DecodeString(signed.Protected)
	if err != nil {
		a.t.Error(err)
	}
	a.read(protected, &h)
	if body, err = base64.RawURLEncoding.DecodeString(signed.Payload); err != nil {
		a.t.Error(err)
	}
	return h, body
}

func (a *authority) read(b []byte, v any) {
	if err := json.Unmarshal(b, v); err != nil {
		a.t.Errorf("%s: %v", b, err)
	}
}

func (a *authority) say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		a.t.Error(err)
	}
}

func (a *authority) order() map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	o := map[string]any{"status": "pending", "identifiers": []any{map[string]string{"type": "dns", "value": a.name}},
		"authorizations": []string{a.URL + "/proof"}, "finalize": a.URL + "/finalize"}
	switch {
	case a.chain != nil:
		o["status"], o["certificate"] = "valid", a.URL+"/chain"
	case a.proven:
		o["status"] = "ready"
	}
	return o
}

func (a *authority) challenge(kind string) map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	status := "pending"
	if a.proven {
		status = "valid"
	} else if a.refusals > 0 && slices.Contains(a.proofs, kind) {
		status = "invalid"
	}
	return map[string]any{"type": kind, "url": a.URL + "/challenge/" + kind, "token": token, "status": status}
}

func (a *authority) authorization() map[string]any {
	var cs []any
	a.mu.Lock()
	kinds := map[string]string{"tls-alpn-01": a.tlsAt, "http-01": a.httpAt}
	name, status := a.name, "pending"
	if a.proven {
		status = "valid"
	} else if a.refusals > 0 {
		status = "invalid"
	}
	a.mu.Unlock()
	for kind, at := range kinds {
		if at != "" {
			cs = append(cs, a.challenge(kind))
		}
	}
	return map[string]any{"status": status, "identifier": map[string]string{"type": "dns", "value": name}, "challenges": cs}
}

// look goes to the address and wants the proof.
func (a *authority) look(kind string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.proofs = append(a.proofs, kind)
	want := token + "." + a.thumb
	if kind == "http-01" {
		q, err := http.NewRequestWithContext(a.t.Context(), "GET", "http://"+a.httpAt+"/.well-known/acme-challenge/"+token, nil)
		if err != nil {
			return err
		}
		q.Host = a.name
		res, err := http.DefaultClient.Do(q)
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		got, err := io.ReadAll(res.Body)
		if err == nil && string(got) != want {
			err = fmt.Errorf("%d %q", res.StatusCode, got)
		}
		return err
	}
	// [RFC 8737 3]
	c, err := tls.Dial("tcp", a.tlsAt, &tls.Config{ServerName: a.name, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	sum := sha256.Sum256([]byte(want))
	value, err := asn1.Marshal(sum[:])
	if err != nil {
		return err
	}
	shown := c.ConnectionState().PeerCertificates[0]
	for _, e := range shown.Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" && e.Critical && bytes.Equal(e.Value, value) && slices.Equal(shown.DNSNames, []string{a.name}) {
			return nil
		}
	}
	return fmt.Errorf("the proof is not in the certificate")
}

func (a *authority) issue(der []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	csr, err := x509.ParseCertificateRequest(der)
	if err == nil {
		err = csr.CheckSignature()
	}
	if err == nil && (!a.proven || !slices.Equal(csr.DNSNames, []string{a.name})) {
		err = fmt.Errorf("for %v, and %s is proven: %v", csr.DNSNames, a.name, a.proven)
	}
	if err != nil {
		return err
	}
	leaf, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 3, 0),
		DNSNames: csr.DNSNames, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, a.root, csr.PublicKey, a.key)
	if err != nil {
		return err
	}
	a.chain = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})...)
	return nil
}

// selfSigned makes a certificate and its key.
func selfSigned(t *testing.T, name string, authority bool) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	usage := x509.KeyUsageDigitalSignature
	if authority {
		usage |= x509.KeyUsageCertSign
	}
	like := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: authority, BasicConstraintsValid: true, KeyUsage: usage, DNSNames: []string{strings.ReplaceAll(name, " ", "-")}}
	der, err := x509.CreateCertificate(rand.Reader, like, like, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, c
}

// listen serves something until the test ends, and says where.
func listen(t *testing.T, h http.Handler, conf *tls.Config) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	if conf != nil {
		l = tls.NewListener(l, conf)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute, ErrorLog: nil}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return at
}
