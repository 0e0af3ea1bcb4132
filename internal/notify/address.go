package notify

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"github.com/enamel-home/enamel/brush"
)

// errInside says that a host has an address that is not in the open Internet.
var errInside = errors.New("an address inside a network")

// notOpen are the blocks of the IANA special-purpose registries that are nobody's host in the open Internet [RFC 6890], beside what net/netip
// knows by name.
var notOpen = prefixes("0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 " +
	"2001::/23 2001:db8::/32 3fff::/20")

// Blocks that carry an IPv4 address inside: where that goes, they go.
var (
	open6    = netip.MustParsePrefix("2000::/3") // all that is handed out to hosts
	sixToTwo = netip.MustParsePrefix("2002::/16")
	nat64    = netip.MustParsePrefix("64:ff9b::/96") // [RFC 6052]
)

func prefixes(s string) (all []netip.Prefix) {
	for _, f := range strings.Fields(s) {
		all = append(all, netip.MustParsePrefix(f))
	}
	return all
}

// open reports whether an address is a host's in the open Internet: neither this machine, nor its network, nor anything that leads there.
func open(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if b := a.As16(); a.Is6() {
		switch {
		case sixToTwo.Contains(a):
			return open(netip.AddrFrom4([4]byte(b[2:6])))
		case nat64.Contains(a):
			return open(netip.AddrFrom4([4]byte(b[12:16])))
		case !open6.Contains(a):
			return false
		}
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range notOpen {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// guard is asked for every connection when its real address is known, so that a name cannot lead inside after it was looked at.
func guard(network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errInside, err)
	}
	if !strings.HasPrefix(network, "tcp") || !open(to.Addr()) {
		return errInside
	}
	return nil
}

// CheckURL returns what is wrong with an address that is to be told things, as a brush.FieldError of url. private: plain HTTP and hosts inside
// are right too.
func CheckURL(address string, private bool) error {
	bad := func(reason string) error { return &brush.FieldError{Field: "url", Reason: reason} }
	switch {
	case address == "":
		return bad("is missing")
	case len(address) > MostURL:
		return bad(fmt.Sprintf("is longer than %d bytes", MostURL))
	case strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' }):
		return bad("holds a space or a character that has to be encoded")
	}
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" || u.Host == "" {
		return bad("is no address such as https://example.org/hook")
	}
	switch {
	case u.Scheme != "https" && !(private && u.Scheme == "http"):
		return bad("does not begin with https://")
	case u.User != nil:
		return bad("holds a user name or password; whoever receives knows us by the signature")
	case u.Fragment != "" || strings.Contains(address, "#"):
		return bad("holds a #, which is never sent")
	}
	if err := checkPort(u, private); err != "" {
		return bad(err)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a, err := netip.ParseAddr(host); err == nil {
		if a.Zone() != "" || !private && !open(a) {
			return bad("is inside a network; the operator of this server would have to allow that")
		}
		return nil
	}
	if strings.HasPrefix(u.Host, "[") || !isHostName(host) {
		return bad("names no host; a name with other letters is written in its xn-- form")
	}
	if !private && (!strings.Contains(host, ".") || inside(host)) {
		return bad("is inside a network; the operator of this server would have to allow that")
	}
	return nil
}

// checkPort says what is wrong with a port: what listens below 1024 in the open Internet speaks other languages, and some above do, too.
func checkPort(u *url.URL, private bool) string {
	port := u.Port()
	if port == "" {
		if strings.HasSuffix(u.Host, ":") {
			return "holds a colon without a port"
		}
		return ""
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != port {
		return "holds a port that is none"
	}
	if private || n == 443 {
		return ""
	}
	if _, spoken := otherPorts[n]; n < 1024 || spoken {
		return "holds a port that is for something else; 443 is always right"
	}
	return ""
}

// otherPorts are ports from 1024 where things listen that take a line of text for a command.
var otherPorts = map[int]struct{}{1883: {}, 2375: {}, 2379: {}, 3306: {}, 5432: {}, 5672: {}, 6379: {}, 6443: {}, 6667: {}, 9200: {}, 10250: {}, 11211: {}, 27017: {}}

// inside reports whether a name is one that only a network of one's own knows.
func inside(host string) bool {
	for _, end := range []string{"localhost", "local", "internal", "lan", "home.arpa", "intranet", "corp", "home"} {
		if host == end || strings.HasSuffix(host, "."+end) {
			return true
		}
	}
	return false
}

// isHostName reports whether a name is letters, digits and hyphens, and not a number in disguise such as 0x7f.1, which some resolvers take for an
// address.
func isHostName(host string) bool {
	if len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for i := range len(l) {
			if c := l[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
				return false
			}
		}
	}
	last := labels[len(labels)-1]
	if _, hex := strings.CutPrefix(last, "0x"); hex {
		return false
	}
	return strings.ContainsFunc(last, func(r rune) bool { return r < '0' || r > '9' })
}

// dialer connects to nothing that guard refuses.
func (s *Service) dialer() *net.Dialer {
	d := &net.Dialer{Timeout: s.Patience, Resolver: s.Resolver}
	if !s.Private {
		d.Control = guard
	}
	return d
}
