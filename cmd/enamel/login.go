package main

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/seal"
)

// loginFlags say how people may come in besides a password and a passkey.
type loginFlags struct {
	OIDCName       string   `name:"oidc-name" help:"What the OpenID Connect provider is called, whose accounts may come in when they are linked." placeholder:"NAME"`
	OIDCIssuer     string   `name:"oidc-issuer" help:"Its address: what its discovery document calls issuer." placeholder:"URL"`
	OIDCClientID   string   `name:"oidc-client-id" help:"What this server is called there." placeholder:"ID"`
	OIDCSecret     string   `name:"oidc-client-secret" help:"The secret that it shares with this server; better set ENAMEL_OIDC_CLIENT_SECRET, or give a file." placeholder:"SECRET"`
	OIDCSecretFile string   `name:"oidc-client-secret-file" help:"File that holds that secret." type:"path" placeholder:"FILE"`
	ProxyHeader    string   `name:"proxy-user-header" help:"Header in which a proxy says who is asking, such as Remote-User." placeholder:"NAME"`
	ProxyTrust     []string `name:"proxy-trust" help:"Addresses of proxies, with commas between, such as 10.0.0.2/32: only these are believed that header, and X-Forwarded-For and -Proto." placeholder:"CIDR"`
}

// open says to the accounts how people come in.
func (c loginFlags) open(accounts *account.Service, publicURL string, at net.Addr, box *seal.Box) error {
	d := account.Doors{Origin: strings.TrimSuffix(publicURL, "/"), Seal: box}
	if d.Origin == "" {
		_, port, err := net.SplitHostPort(at.String())
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		d.Origin = "http://localhost:" + port
	}
	if c.OIDCIssuer != "" {
		secret := c.OIDCSecret
		if c.OIDCSecretFile != "" {
			b, err := os.ReadFile(c.OIDCSecretFile)
			if err != nil {
				return fmt.Errorf("oidc-client-secret-file: %w", err)
			}
			if len(b) > 4<<10 {
				return fmt.Errorf("oidc-client-secret-file: is longer than 4 KiB")
			}
			secret = strings.TrimSpace(string(b))
		}
		d.Provider = &account.Provider{Name: c.OIDCName, Issuer: c.OIDCIssuer, ClientID: c.OIDCClientID, Secret: secret,
			Callback: d.Origin + "/api/v1/login/provider/callback"}
		if d.Provider.Name == "" {
			d.Provider.Name = strings.TrimPrefix(c.OIDCIssuer, "https://")
		}
	} else if c.OIDCClientID != "" {
		return fmt.Errorf("oidc-issuer: is missing")
	}
	return accounts.Open(d)
}

// proxy reads which neighbours are believed.
func (c loginFlags) proxy() (httpapi.Proxy, error) {
	p := httpapi.Proxy{Header: c.ProxyHeader}
	for _, s := range c.ProxyTrust {
		s = strings.TrimSpace(s)
		if a, err := netip.ParseAddr(s); err == nil {
			p.From = append(p.From, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		from, err := netip.ParsePrefix(s)
		if err != nil {
			return p, fmt.Errorf("proxy-trust: %q is no address or network such as 10.0.0.2/32", s)
		}
		p.From = append(p.From, from.Masked())
	}
	return p, nil
}
