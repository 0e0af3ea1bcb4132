package httpapi

import (
	"net/http"
	"net/netip"
	"net/textproto"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// Proxy says which neighbours are believed what they say of a request: whose it is, from which address and by https. Nobody else is.
type Proxy struct {
	From   []netip.Prefix // none: nobody
	Header string         // which header names the person, such as Remote-User; "": none
}

// never are headers that can name nobody.
var never = []string{"Authorization", "Cookie", "Host", "Origin", "X-Forwarded-For", "X-Forwarded-Proto", "User-Agent", "Content-Type"}

func (c *Proxy) check() error {
	c.Header = textproto.CanonicalMIMEHeaderKey(c.Header)
	switch {
	case c.Header != "" && len(c.From) == 0:
		return &brush.FieldError{Field: "proxy-trust", Reason: "is missing: from which addresses is the header to be believed?"}
	case slices.Contains(never, c.Header) || strings.ContainsAny(c.Header, " :\r\n"):
		return &brush.FieldError{Field: "proxy-user-header", Reason: "is no header that can name a person"}
	}
	for _, p := range c.From {
		if !p.IsValid() || p.Bits() == 0 {
			return &brush.FieldError{Field: "proxy-trust", Reason: "names every address there is: name the proxy's"}
		}
	}
	return nil
}

func (c *Proxy) trusts(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return slices.ContainsFunc(c.From, func(p netip.Prefix) bool { return p.Contains(a) })
}

// mostHops is how many addresses of X-Forwarded-For are looked at.
const mostHops = 32

// read takes from a request what a trusted neighbour says, and takes out of it what nobody else may say.
func (c *Proxy) read(q *request, r *http.Request) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	trusted := err == nil && c.trusts(peer.Addr())
	if c.Header != "" {
		// Two names are none: one of them may have been sent from outside.
		if named := r.Header.Values(c.Header); trusted && len(named) == 1 {
			q.proxied = strings.TrimSpace(named[0])
		}
		r.Header.Del(c.Header)
	}
	if !trusted {
		return
	}
	q.https = strings.EqualFold(strings.TrimSpace(lastOf(r.Header.Values("X-Forwarded-Proto"))), "https")
	// From the nearest outwards: the first that is not trusted is who asks; what it says itself of others is not believed.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= max(0, len(hops)-mostHops); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return
		}
		q.peer = a.Unmap().WithZone("").String() // a zone is as long as somebody likes, and means something only to whoever said it
		if !c.trusts(a) {
			return
		}
	}
}

// lastOf is the last of comma separated values.
func lastOf(values []string) string {
	if len(values) == 0 {
		return ""
	}
	v := values[len(values)-1]
	return v[strings.LastIndexByte(v, ',')+1:]
}

// whoIs finds whose a request is. Whom a trusted proxy speaks of needs no log-in: one is opened when the app asks who they are.
func (s *server) whoIs(w http.ResponseWriter, r *http.Request) (*account.Principal, error) {
	q := requestOf(r.Context())
	if s.Devices != nil && r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && tokenOf(r) == "" && s.cookieOf(r) == "" {
		return s.Devices.ByCertificate(r.Context(), r.TLS.PeerCertificates[0])
	}
	if q.proxied == "" || tokenOf(r) != "" {
		return s.Accounts.Authenticate(r.Context(), s.cookieOf(r), tokenOf(r))
	}
	p, fresh, err := s.Accounts.ByProxy(r.Context(), q.proxied, s.cookieOf(r), r.UserAgent(), r.URL.Path == base+"/me" && r.Method == http.MethodGet)
	if fresh != "" {
		c := s.cookie(r, fresh)
		http.SetCookie(w, &c)
	}
	return p, err
}
