package notify

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/enamel-home/enamel/brush"
)

// closed are addresses that lead inside, in every dress that there is.
const closed = "127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 " +
	"192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 " +
	":: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 fe80::1 fec0::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1 " +
	"64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 2002:7f00:1::1 2002:a00:1::1 2002:c0a8:1::1 2002:a9fe:a9fe::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 " +
	"2001:10::1 2001:20::1 2001:db8::1 3fff::1 100::1 5f00::1 4000::1"

const public = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.167.255.255 193.0.0.1 223.255.255.254 ::ffff:8.8.8.8 " +
	"2606:4700::1111 2a00:1450::1 2001:200::1 64:ff9b::808:808 2002:808:808::1"

func TestOpen(t *testing.T) {
	for _, a := range strings.Fields(closed) {
		if open(netip.MustParseAddr(a)) {
			t.Errorf("%s is taken for open", a)
		}
	}
	for _, a := range strings.Fields(public) {
		if !open(netip.MustParseAddr(a)) {
			t.Errorf("%s is taken for one inside", a)
		}
	}
	if open(netip.Addr{}) || open(netip.MustParseAddr("2606:4700::1%eth0")) {
		t.Error("no address, or one with a zone, is taken for open")
	}
	for _, a := range []string{"", "127.0.0.1", "example.org:443", "127.0.0.1:443", "[::1]:443", "8.8.8.8:443"} {
		if err := guard("tcp4", a, nil); (err == nil) != (a == "8.8.8.8:443") || err != nil && !errors.Is(err, errInside) {
			t.Errorf("guard %q: %v", a, err)
		}
	}
	if guard("udp4", "8.8.8.8:53", nil) == nil {
		t.Error("guard lets udp pass")
	}
}

var urls = []struct {
	url           string
	here, private bool // is right, and where hosts inside are
}{
	{"https://example.org/hook", true, true},
	{"https://example.org", true, true},
	{"https://example.org:443/a?b=c&d=%20", true, true},
	{"https://a-b.example.org:8443/%0d%0aX:%201", true, true},
	{"https://xn--mnchen-3ya.example/", true, true},
	{"https://8.8.8.8/x", true, true},
	{"https://[2606:4700::1111]:8443/x", true, true},
	{"http://example.org/", false, true},
	{"http://homeassistant:8123/api/webhook/x", false, true},
	{"http://192.168.1.5:1880/x", false, true},
	{"https://127.0.0.1/", false, true},
	{"https://[::1]/", false, true},
	{"https://[::ffff:10.0.0.1]/", false, true},
	{"https://localhost/", false, true},
	{"https://LocalHost./", false, true},
	{"https://a.localhost/", false, true},
	{"https://printer.local/", false, true},
	{"https://metadata.google.internal/", false, true},
	{"https://intranet/", false, true},
	{"https://example.org:22/", false, true},
	{"https://example.org:6379/", false, true},
	{"https://169.254.169.254/latest/meta-data/", false, true},
	{"", false, false},
	{"/hook", false, false},
	{"example.org/hook", false, false},
	{"ftp://example.org/", false, false},
	{"gopher://example.org/", false, false},
	{"file:///etc/passwd", false, false},
	{"javascript:alert(1)", false, false},
	{"https:example.org", false, false},
	{"https:///x", false, false},
	{"https://user@example.org/", false, false},
	{"https://user:pass@example.org/", false, false},
	{"https://example.org@127.0.0.1/", false, false},
	{"https://@example.org/", false, false},
	{"https://example.org/#x", false, false},
	{"https://example.org/#", false, false},
	{"https://example.org:/", false, false},
	{"https://example.org:0/", false, false},
	{"https://example.org:65536/", false, false},
	{"https://example.org:0443/", false, false},
	{"https://2130706433/", false, false},
	{"https://0x7f000001/", false, false},
	{"https://127.1/", false, false},
	{"https://0177.0.0.1/", false, false},
	{"https://example.0x1/", false, false},
	{"https://[fe80::1%25eth0]/", false, false},
	{"https://[::1/", false, false},
	{"https://[example.org]/", false, false},
	{"https://exa mple.org/", false, false},
	{"https://example.org/\r\nX-Injected: 1", false, false},
	{"https://example.org\\@127.0.0.1/", false, false},
	{"https://exam%70le.org/", false, false},
	{"https://münchen.example/", false, false},
	{"https://-a.example/", false, false},
	{"https://a..example/", false, false},
	{"https://example.org/" + strings.Repeat("a", 2048-len("https://example.org/")), true, true},
	{"https://example.org/" + strings.Repeat("a", 2048-len("https://example.org/")+1), false, false},
}

func TestCheckURL(t *testing.T) {
	for _, c := range urls {
		for _, private := range []bool{false, true} {
			err := CheckURL(c.url, private)
			want := c.here
			if private {
				want = c.private
			}
			var f *brush.FieldError
			if (err == nil) != want || err != nil && (!errors.As(err, &f) || f.Field != "url") {
				t.Errorf("%.80q, inside %v: %v", c.url, private, err)
			}
		}
	}
}

// FuzzCheckURL: an address that is taken is what it looks like to the client that will use it, and puts nothing beside the request line.
func FuzzCheckURL(f *testing.F) {
	for _, c := range urls {
		f.Add(c.url)
	}
	f.Fuzz(func(t *testing.T, address string) {
		err, private := CheckURL(address, false), CheckURL(address, true)
		if err == nil && private != nil {
			t.Fatalf("%q is right in the open only: %v", address, private)
		}
		if private != nil {
			return
		}
		q, qerr := http.NewRequest(http.MethodPost, address, nil)
		if qerr != nil {
			t.Fatalf("%q is taken and makes no request: %v", address, qerr)
		}
		if strings.ContainsAny(q.URL.RequestURI()+q.Host, "\r\n \t\x00") || q.URL.User != nil || q.URL.Fragment != "" || q.URL.Hostname() == "" {
			t.Fatalf("%q makes the request %q at %q", address, q.URL.RequestURI(), q.Host)
		}
		u, perr := url.Parse(q.URL.String())
		if perr != nil || u.Host != q.URL.Host || CheckURL(q.URL.String(), true) != nil && len(q.URL.String()) <= MostURL {
			t.Fatalf("%q reads back as %v, %v", address, u, perr)
		}
		if err != nil {
			return
		}
		if a, aerr := netip.ParseAddr(q.URL.Hostname()); q.URL.Scheme != "https" || aerr == nil && !open(a) {
			t.Fatalf("%q is taken for one in the open", address)
		}
	})
}

// names is a resolver whose answers a test chooses.
type names struct {
	mu sync.Mutex
	of map[string][]netip.Addr
}

func (n *names) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	go func() {
		b := make([]byte, 1500)
		for {
			k, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			if out, err := n.answer(b[:k]); err == nil {
				_, _ = c.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", c.LocalAddr().String())
	}}
}

func (n *names) answer(query []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(query); err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	q := m.Questions[0]
	host := strings.TrimSuffix(q.Name.String(), ".")
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	for _, a := range n.of[host] {
		h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 0}
		switch {
		case a.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
		case a.Is6() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
		}
	}
	if len(n.of[host]) == 0 {
		m.RCode = dnsmessage.RCodeNameError
	}
	return m.Pack()
}

func (n *names) lead(host string, to ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.of == nil {
		n.of = map[string][]netip.Addr{}
	}
	n.of[host] = nil
	for _, a := range to {
		n.of[host] = append(n.of[host], netip.MustParseAddr(a))
	}
}

// A name that leads inside when it is connected to is refused, whatever it led to when it was looked at.
func TestNamesThatLeadInside(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	defer func() { _ = l.Close() }()
	connected := make(chan string, 100)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			connected <- c.RemoteAddr().String()
			_ = c.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	ns := &names{}
	resolver := ns.resolver(t)
	s := h.server(false, func(c *Config) { c.Resolver, c.Patience = resolver, 5*time.Second })
	const host = "rebind.example.org"
	id, _ := h.add(s, "https://"+host+":"+port+"/hook")

	// Whoever looks sees a host in the open; by the time of the connection the name leads inside.
	ns.lead(host, "93.184.215.14")
	if got, err := resolver.LookupHost(ctx, host); err != nil || len(got) != 1 || !open(netip.MustParseAddr(got[0])) {
		t.Fatalf("looked up %v, %v", got, err)
	}
	for _, a := range strings.Fields(closed) {
		if strings.HasPrefix(a, "::ffff:") && netip.MustParseAddr(a).Is4In6() {
			continue // no AAAA record comes as such from this resolver: TestOpen has them
		}
		ns.lead(host, a)
		h.pass(3 * time.Second) // there may not be so many tests at once
		if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != privately || y.Status != 0 {
			t.Errorf("%s: %+v, %v", a, y, err)
		}
	}
	ns.lead(host, "127.0.0.1", "::1", "10.0.0.1", "fd00::1")
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != privately {
		t.Errorf("several: %+v, %v", y, err)
	}
	ns.lead(host)
	if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != unknownHost {
		t.Errorf("no such name: %+v, %v", y, err)
	}
	select {
	case from := <-connected:
		t.Errorf("%s came through", from)
	default:
	}
	// The same, where the operator allows it: the way the test looks is one that can be gone.
	ns.lead(host, "127.0.0.1")
	allowed := h.server(true, func(c *Config) { c.Resolver = resolver })
	if y, err := allowed.Test(ctx, home, id); err != nil || y.Outcome != silentPeer {
		t.Errorf("allowed: %+v, %v", y, err)
	}
	select {
	case <-connected:
	case <-time.After(5 * time.Second):
		t.Error("nobody came where it is allowed")
	}
}

// What was allowed once is refused when the operator allows it no more.
func TestAllowedNoMore(t *testing.T) {
	h := newHouse(t)
	r := newReceiver(t, nil)
	id, _ := h.add(h.server(true), r.URL)
	y, err := h.server(false).Test(context.Background(), home, id)
	if err != nil || y.Outcome != badAddress || len(r.heard()) != 0 {
		t.Errorf("%+v, %v", y, err)
	}
}
