// Package certs finds the certificate that a listener shows: in files, which may change, or from an authority that is asked over ACME.
package certs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Source gives certificates. It is safe for concurrent use.
type Source struct {
	get  func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	acme *autocert.Manager // nil: files
	conf ACME
}

// lookEvery is how often a file is looked at, at most: a certificate is renewed weeks before its end.
const lookEvery = time.Minute

// Files returns the source that reads a chain and its key (PEM), and reads them again when one of the files has changed. Both must be readable now.
func Files(cert, key string) (*Source, error) {
	p := &pair{cert: cert, key: key, now: time.Now}
	if _, err := p.get(nil); err != nil {
		return nil, err
	}
	return &Source{get: p.get}, nil
}

// pair is a certificate in files.
type pair struct {
	cert, key string
	now       func() time.Time

	mu     sync.Mutex
	looked time.Time
	of     [2]time.Time // the files'
	have   *tls.Certificate
}

func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.have != nil && now.Sub(p.looked).Abs() < lookEvery {
		return p.have, nil
	}
	p.looked = now
	of, err := stamps(p.cert, p.key)
	if err == nil && p.have != nil && of == p.of {
		return p.have, nil
	}
	var c tls.Certificate
	if err == nil {
		c, err = tls.LoadX509KeyPair(p.cert, p.key)
	}
	if err != nil {
		if p.have != nil {
			return p.have, nil // half written, perhaps: the old one until it can be read
		}
		return nil, err
	}
	p.have, p.of = &c, of
	return p.have, nil
}

func stamps(names ...string) (of [2]time.Time, err error) {
	for i, name := range names {
		st, err := os.Stat(name)
		if err != nil {
			return of, err
		}
		of[i] = st.ModTime()
	}
	return of, nil
}

// ACME is who to ask, and for what.
type ACME struct {
	Domains   []string       // certificates are for these names and no others
	Email     string         // whom the authority writes to; "": nobody
	Directory string         // the authority's address; "": Let's Encrypt
	Folder    string         // where its answers and the keys are kept, 0600
	Roots     *x509.CertPool // what the authority's own certificate is checked against; nil: the system's
}

// maxDomains is how many names one authority's certificate is asked for, each its own.
const maxDomains = 16

// Ask returns the source that asks an authority [RFC 8555]; whoever answers it proves that the name is theirs by TLS-ALPN-01 [RFC 8737] on port 443, and by
// HTTP-01 where Challenges is served on port 80.
func Ask(c ACME) (*Source, error) {
	if len(c.Domains) == 0 || len(c.Domains) > maxDomains {
		return nil, fmt.Errorf("there should be 1 to %d names", maxDomains)
	}
	for _, d := range c.Domains {
		if d == "" || len(d) > 253 || !strings.Contains(d, ".") || strings.ContainsAny(d, "/:*@ ") || net.ParseIP(d) != nil {
			return nil, fmt.Errorf("%q is no name such as teeth.example.org", d)
		}
	}
	client := &acme.Client{DirectoryURL: c.Directory, UserAgent: "Enamel"}
	if c.Directory == "" {
		client.DirectoryURL = autocert.DefaultACMEDirectory
	} else if !strings.HasPrefix(c.Directory, "https://") {
		return nil, errors.New("the directory's address should begin with https://")
	}
	if c.Roots != nil {
		client.HTTPClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12}}}
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(c.Folder), HostPolicy: autocert.HostWhitelist(c.Domains...), Email: c.Email, Client: client}
	return &Source{get: m.GetCertificate, acme: m, conf: c}, nil
}

// TLS returns what a listener needs that speaks these protocols (ALPN); none: it does not say. TLS 1.2 is the oldest.
func (s *Source) TLS(protocols ...string) *tls.Config {
	c := &tls.Config{GetCertificate: s.get, MinVersion: tls.VersionTLS12, NextProtos: slices.Clone(protocols)}
	if s.acme != nil && len(protocols) > 0 {
		c.NextProtos = append(c.NextProtos, acme.ALPNProto)
	}
	return c
}

// Challenges answers the authority over plain HTTP, and leaves everything else to next. Without an authority it is next.
func (s *Source) Challenges(next http.Handler) http.Handler {
	if s.acme == nil {
		return next
	}
	return s.acme.HTTPHandler(next)
}

// Domains are the names that an authority is asked for; none with files.
func (s *Source) Domains() []string { return s.conf.Domains }

// Fetch asks for every name that there is no certificate for, so that the first visitor does not wait, and tells the log how that went. What fails is
// asked for again when somebody comes.
func (s *Source) Fetch(ctx context.Context, log *slog.Logger) {
	for _, d := range s.Domains() {
		if ctx.Err() != nil {
			return
		}
		// Every browser that counts speaks elliptic curves: this is the one certificate they are all shown.
		hello := &tls.ClientHelloInfo{ServerName: d, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
			SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256}}
		c, err := s.get(hello)
		if err != nil {
			log.Error("no certificate could be had; it is asked for again when somebody comes", "name", d, "error", err)
			continue
		}
		if c.Leaf != nil {
			log.Info("there is a certificate", "name", d, "until", c.Leaf.NotAfter.UTC())
		}
	}
}
