package certs

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var hello = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) })

// trusting is the pool in which the authority's own address is found.
func (a *authority) trusting() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Certificate())
	return p
}

func (a *authority) ask(t *testing.T, folder string, domains ...string) *Source {
	t.Helper()
	s, err := Ask(ACME{Domains: domains, Email: "somebody@example.org", Directory: a.URL + "/dir", Folder: folder, Roots: a.trusting()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shown is what a visitor sees of a name.
func shown(at, name string, roots *x509.CertPool) (*x509.Certificate, error) {
	c, err := tls.Dial("tcp", at, &tls.Config{ServerName: name, RootCAs: roots, NextProtos: []string{"h2"}})
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	return c.ConnectionState().PeerCertificates[0], nil
}

// TestAuthority: an authority gives a certificate once the name is proven, by either proof; it is kept, also for a server that starts anew, readable for
// its owner alone; nobody can have one asked for that is not ours.
func TestAuthority(t *testing.T) {
	for _, kind := range []string{"tls-alpn-01", "http-01"} {
		t.Run(kind, func(t *testing.T) {
			a := newAuthority(t)
			folder := filepath.Join(t.TempDir(), "acme")
			s := a.ask(t, folder, "teeth.example.org", "other.example.org")
			at := listen(t, hello, s.TLS("h2", "http/1.1"))
			plain := listen(t, s.Challenges(Redirect("", "443")), nil)
			if kind == "http-01" {
				a.httpAt = plain
			} else {
				a.tlsAt = at
			}
			var lines bytes.Buffer
			s.Fetch(t.Context(), slog.New(slog.NewTextHandler(&lines, nil)))
			if got := strings.Count(lines.String(), "there is a certificate"); got != 2 {
				t.Errorf("%s", lines.String())
			}
			c, err := shown(at, "teeth.example.org", a.roots)
			if err != nil || !slices.Equal(c.DNSNames, []string{"teeth.example.org"}) {
				t.Fatal(c, err)
			}
			if a.orders != 2 || !slices.Equal(a.proofs, []string{kind, kind}) {
				t.Errorf("%d orders, proofs %v", a.orders, a.proofs)
			}
			if _, err := shown(at, "stranger.example.org", a.roots); err == nil || a.orders != 2 {
				t.Errorf("a name that is not ours: %v, %d orders", err, a.orders)
			}
			again := listen(t, hello, a.ask(t, folder, "teeth.example.org").TLS("h2"))
			if _, err := shown(again, "teeth.example.org", a.roots); err != nil || a.orders != 2 {
				t.Errorf("started anew: %v, %d orders", err, a.orders)
			}
			files, err := os.ReadDir(folder)
			if err != nil || len(files) < 3 {
				t.Fatal(files, err)
			}
			for _, f := range files {
				if st, err := f.Info(); err != nil || st.Mode().Perm() != 0o600 {
					t.Errorf("%s: %v %v", f.Name(), st.Mode(), err)
				}
			}
		})
	}
}

// TestAuthorityRefuses: without a proof there is no certificate; the log says so, once for each name, and the server goes on.
func TestAuthorityRefuses(t *testing.T) {
	a := newAuthority(t)
	s := a.ask(t, t.TempDir(), "teeth.example.org")
	a.tlsAt = listen(t, hello, nil) // another server stands there
	var lines bytes.Buffer
	s.Fetch(t.Context(), slog.New(slog.NewTextHandler(&lines, nil)))
	if got := lines.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "no certificate could be had") || !strings.Contains(got, "teeth.example.org") {
		t.Errorf("%q", got)
	}
}

func TestBadNames(t *testing.T) {
	for _, d := range []string{"", "teeth", "https://teeth.example.org", "teeth.example.org:443", "*.example.org", "192.0.2.1", "a b.example.org", strings.Repeat("a.", 130) + "org"} {
		if _, err := Ask(ACME{Domains: []string{d}, Folder: t.TempDir()}); err == nil {
			t.Errorf("%q is taken", d)
		}
	}
	if _, err := Ask(ACME{Domains: slices.Repeat([]string{"a.example.org"}, maxDomains+1)}); err == nil {
		t.Errorf("%d names are taken", maxDomains+1)
	}
	if _, err := Ask(ACME{Domains: []string{"a.example.org"}, Directory: "http://a.example.org/dir"}); err == nil {
		t.Error("an authority is asked in the clear")
	}
}

func write(t *testing.T, dir string, key *ecdsa.PrivateKey, c *x509.Certificate, at time.Time) (certFile, keyFile string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, b := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: c.Raw}, keyFile: {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// TestFilesChange: a certificate that was renewed is shown within a minute, without a restart; one that is half written is not.
func TestFilesChange(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	key, first := selfSigned(t, "first", false)
	certFile, keyFile := write(t, dir, key, first, now.Add(-time.Hour))
	p := &pair{cert: certFile, key: keyFile, now: func() time.Time { return now }}
	is := func(want *x509.Certificate, when string) {
		t.Helper()
		c, err := p.get(nil)
		if err != nil || !bytes.Equal(c.Certificate[0], want.Raw) {
			t.Errorf("%s: another certificate is shown, %v", when, err)
		}
	}
	is(first, "at first")
	key, second := selfSigned(t, "second", false)
	write(t, dir, key, second, now)
	now = now.Add(lookEvery - 1)
	is(first, "before a minute")
	now = now.Add(1)
	is(second, "after a minute")
	if err := os.WriteFile(certFile, []byte("-----BEGIN"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * lookEvery)
	is(second, "half written")
	key, third := selfSigned(t, "third", false)
	write(t, dir, key, third, now)
	now = now.Add(2 * lookEvery)
	is(third, "written")
	if err := os.Remove(certFile); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * lookEvery)
	is(third, "gone")
	if _, err := Files(certFile, keyFile); err == nil {
		t.Error("a server starts without its certificate")
	}
}

// TestOldTLS: nothing older than TLS 1.2 is spoken, and HTTP/2 is.
func TestOldTLS(t *testing.T) {
	key, c := selfSigned(t, "teeth.example.org", false)
	s, err := Files(write(t, t.TempDir(), key, c, time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	at := listen(t, hello, s.TLS("h2", "http/1.1"))
	roots := x509.NewCertPool()
	roots.AddCert(c)
	for version, works := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		conn, err := tls.Dial("tcp", at, &tls.Config{ServerName: "teeth.example.org", RootCAs: roots, MinVersion: version, MaxVersion: version})
		if (err == nil) != works {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
	conf := &tls.Config{ServerName: "teeth.example.org", RootCAs: roots}
	res, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true}}).Get("https://" + at)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.ProtoMajor != 2 {
		t.Errorf("%s, %v", res.Proto, err)
	}
}

// TestRedirect: pages are sent on, to the same path of the same host; nothing else works in the clear.
func TestRedirect(t *testing.T) {
	for _, c := range []struct {
		host, port   string // of the server
		method, path string
		asked        string
		to           string // "": refused
	}{
		{"", "443", "GET", "/", "teeth.lan", "https://teeth.lan/"},
		{"", "443", "HEAD", "/history?x=1&y=%2F", "teeth.lan:80", "https://teeth.lan/history?x=1&y=%2F"},
		{"", "8443", "GET", "/a%2Fb", "192.0.2.1:8080", "https://192.0.2.1:8443/a%2Fb"},
		{"", "8443", "GET", "/", "[2001:db8::1]:8080", "https://[2001:db8::1]:8443/"},
		{"teeth.example.org", "443", "GET", "/", "evil.example", "https://teeth.example.org/"},
		{"teeth.example.org", "443", "GET", "//evil.example/x", "teeth.example.org", "https://teeth.example.org//evil.example/x"},
		{"", "443", "POST", "/", "teeth.lan", ""},
		{"", "443", "GET", "/api/v1/sessions", "teeth.lan", ""},
		{"", "443", "GET", "/", "teeth.lan\"<x>", ""},
		{"", "443", "GET", "/", "", ""},
		{"", "443", "GET", "/", "user@teeth.lan", ""},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Host = c.asked
		w := httptest.NewRecorder()
		Redirect(c.host, c.port).ServeHTTP(w, r)
		if to := w.Header().Get("Location"); to != c.to || (w.Code == http.StatusPermanentRedirect) != (c.to != "") || c.to == "" && w.Code != http.StatusForbidden {
			t.Errorf("%s %s of %q: %d %q, want %q", c.method, c.path, c.asked, w.Code, to, c.to)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer x")
	w := httptest.NewRecorder()
	Redirect("", "443").ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("a token in the clear: %d", w.Code)
	}
}
