package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestServesTLS: with certificate files the app is there over TLS and HTTP/2, MQTT shows the same certificate, and plain HTTP sends pages on and takes nothing.
func TestServesTLS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	like := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, like, like, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, keyFile, data := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "data")
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(cert, chain, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		t.Fatal(err)
	}
	var at [3]string
	for i := range at {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		at[i] = l.Addr().String()
		defer func() { _ = l.Close() }()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	server := enamel(t, "serve", "--data", data, "--listen", at[0], "--listen-http", at[1], "--mqtt-tls-listen", at[2], "--tls-cert", cert, "--tls-key", keyFile, "--log", "error")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Process.Kill(); _ = server.Wait() }()
	first := make([]byte, 4096)
	n, err := out.Read(first)
	if err != nil || !strings.Contains(string(first[:n]), "https://"+at[0]) {
		t.Errorf("it says %q, %v", first[:n], err)
	}

	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(chain)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(address string) *http.Response {
		t.Helper()
		var err error
		for range 200 {
			var res *http.Response
			if res, err = client.Get(address); err == nil {
				_ = res.Body.Close()
				return res
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Fatal(err)
		return nil
	}
	if res := get("https://" + at[0] + "/healthz"); res.StatusCode != 200 || res.ProtoMajor != 2 {
		t.Errorf("%s %s", res.Status, res.Proto)
	}
	if res := get("http://" + at[1] + "/history"); res.StatusCode != http.StatusPermanentRedirect || res.Header.Get("Location") != "https://"+at[0]+"/history" {
		t.Errorf("%s %v", res.Status, res.Header)
	}
	if res := get("http://" + at[1] + "/api/v1/me"); res.StatusCode != http.StatusForbidden {
		t.Errorf("the API in the clear: %s", res.Status)
	}
	c, err := tls.Dial("tcp", at[2], &tls.Config{RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	for _, bad := range [][]string{
		{"--listen-http", at[1]}, {"--tls-cert", cert}, {"--tls-cert", cert, "--tls-key", keyFile, "--acme-domain", "a.example.org"},
		{"--acme-domain", "nowhere"}, {"--acme-domain", "a.example.org", "--acme-directory", "http://x/dir"}, {"--acme-domain", "a.example.org", "--acme-roots", keyFile},
	} {
		if out, err := said(enamel(t, append([]string{"serve", "--data", filepath.Join(dir, "bad"), "--listen", "127.0.0.1:0"}, bad...)...)); err == nil {
			t.Errorf("%v starts: %s", bad, out)
		}
	}
}
