package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/certs"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/provision"
)

// tlsFlags are the settings of TLS without a proxy.
type tlsFlags struct {
	Cert          string   `name:"tls-cert" help:"Answer over TLS: file with the certificate chain (PEM); read again when it changes." type:"path" placeholder:"FILE"`
	Key           string   `name:"tls-key" help:"File with the certificate's key (PEM)." type:"path" placeholder:"FILE"`
	ACMEDomain    []string `name:"acme-domain" help:"Answer over TLS, with certificates for these names that are asked for and renewed by themselves. Needs port 443 or --listen-http at port 80 to be reached from outside." placeholder:"NAME"`
	ACMEEmail     string   `name:"acme-email" help:"Whom the authority may write to." placeholder:"ADDRESS"`
	ACMEDirectory string   `name:"acme-directory" help:"The authority's ACME directory, instead of Let's Encrypt." placeholder:"URL"`
	ACMERoots     string   `name:"acme-roots" help:"File with the authorities that the directory's own certificate is checked against (PEM), instead of the system's." type:"path" placeholder:"FILE"`
	ListenHTTP    string   `name:"listen-http" help:"Address that sends whoever comes over plain HTTP to TLS, such as :80." placeholder:"ADDRESS"`
}

// source returns where the certificates come from; nil: there is no TLS here.
func (f *tlsFlags) source(folder string) (*certs.Source, error) {
	switch files, ask := f.Cert != "" || f.Key != "", len(f.ACMEDomain) > 0; {
	case files && ask:
		return nil, &brush.FieldError{Field: "acme-domain", Reason: "cannot be used with tls-cert: choose one"}
	case files:
		s, err := certs.Files(f.Cert, f.Key)
		if err != nil {
			return nil, fmt.Errorf("tls-cert, tls-key: %w", err)
		}
		return s, nil
	case ask:
		c := certs.ACME{Domains: f.ACMEDomain, Email: f.ACMEEmail, Directory: f.ACMEDirectory, Folder: filepath.Join(folder, "acme")}
		if f.ACMERoots != "" {
			pem, err := os.ReadFile(f.ACMERoots)
			if err != nil {
				return nil, fmt.Errorf("acme-roots: %w", err)
			}
			if c.Roots = x509.NewCertPool(); !c.Roots.AppendCertsFromPEM(pem) {
				return nil, &brush.FieldError{Field: "acme-roots", Reason: "holds no certificate"}
			}
		}
		s, err := certs.Ask(c)
		if err != nil {
			return nil, fmt.Errorf("acme-domain, acme-directory: %w", err)
		}
		return s, nil
	case f.ListenHTTP != "":
		return nil, &brush.FieldError{Field: "listen-http", Reason: "is for what comes beside TLS: give tls-cert or acme-domain, or use listen alone"}
	}
	return nil, nil
}

// address is what people type to come here when nobody said so.
func (f *tlsFlags) address(l net.Addr, s *certs.Source) string {
	if s == nil {
		return "http://" + reachable(l)
	}
	at := reachable(l)
	if host, port, err := net.SplitHostPort(at); err == nil {
		if len(f.ACMEDomain) > 0 {
			host = f.ACMEDomain[0]
		}
		if at = net.JoinHostPort(host, port); port == "443" {
			at = host
		}
	}
	return "https://" + at
}

// encrypted bounds the connections of a listener, and puts TLS before it if there is a source; devices may show certificates that count for that
// authority.
func encrypted(l net.Listener, s *certs.Source, devices *provision.Authority) net.Listener {
	l = httpapi.Bounded(l)
	if s == nil {
		return l
	}
	return tls.NewListener(l, devices.Listen(s.TLS("h2", "http/1.1")))
}

// redirect opens the door that sends people on to TLS, and closes it when ctx is done.
func (f *tlsFlags) redirect(ctx context.Context, tlsAt net.Addr, publicURL string, s *certs.Source, log *slog.Logger) (wait func() error, err error) {
	if f.ListenHTTP == "" {
		return func() error { return nil }, nil
	}
	l, err := net.Listen("tcp", f.ListenHTTP)
	if err != nil {
		return nil, fmt.Errorf("listen-http: %w", err)
	}
	host := ""
	_, port, err := net.SplitHostPort(tlsAt.String())
	if err != nil {
		port = "443"
	}
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" {
		host = u.Hostname()
		if port = u.Port(); port == "" {
			port = "443"
		}
	}
	log.Info("plain HTTP is sent on to TLS", "address", l.Addr())
	ended := make(chan error, 1)
	go func() {
		ended <- httpapi.Serve(ctx, httpapi.Bounded(l), http.TimeoutHandler(s.Challenges(certs.Redirect(host, port)), 10*time.Second, ""), log)
	}()
	return func() error {
		err := <-ended
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	}, nil
}
