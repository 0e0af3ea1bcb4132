package httpapi

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// FuzzForwarded throws headers at what is believed of a neighbour: of a stranger nothing is; of a trusted one the nearest address that is not trusted
// itself, whatever stands before it.
func FuzzForwarded(f *testing.F) {
	for _, s := range []string{"", "192.0.2.7", "10.0.0.9", "203.0.113.1, 10.0.0.9", "::ffff:192.0.2.7", "fe80::1%eth0", "2001:db8::1, 10.0.0.2", "a, b", ",", "192.0.2.7:4711", "[::1]", " 10.0.0.1 ,\t192.0.2.1 ",
		strings.Repeat("10.0.0.1,", 40) + "10.0.0.1", "1.2.3.4,,5.6.7.8", "fe80::1%" + strings.Repeat("x", 200), "10.0.0.1, unknown, 10.0.0.1"} {
		f.Add(s, "https", "ada", true)
		f.Add(s, "http, https", "", false)
	}
	c := &Proxy{Header: "Remote-User", From: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fe80::/10")}}
	read := func(near, hops, proto, user string) *request {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = near + ":4711"
		r.Header["X-Forwarded-For"], r.Header["X-Forwarded-Proto"], r.Header["Remote-User"] = []string{hops}, []string{proto}, []string{user}
		q := &request{peer: near}
		c.read(q, r)
		if len(r.Header.Values("Remote-User")) != 0 {
			panic("the header goes on")
		}
		return q
	}
	f.Fuzz(func(t *testing.T, hops, proto, user string, trusted bool) {
		if !trusted {
			if q := read("192.0.2.99", hops, proto, user); q.peer != "192.0.2.99" || q.proxied != "" || q.https {
				t.Fatalf("a stranger is believed: %+v", q)
			}
			return
		}
		q := read("10.0.0.1", hops, proto, user)
		peer, err := netip.ParseAddr(q.peer)
		if err != nil || peer.Zone() != "" || peer.Is4In6() || q.proxied != strings.TrimSpace(user) {
			t.Fatalf("%+v of %q: %v", q, hops, err)
		}
		last := hops[strings.LastIndexByte(hops, ',')+1:]
		if a, err := netip.ParseAddr(strings.TrimSpace(last)); err != nil && q.peer != "10.0.0.1" || err == nil && q.peer != a.Unmap().WithZone("").String() && !c.trusts(a) {
			t.Fatalf("%q: the nearest says %q, and %s is believed", hops, last, q.peer)
		}
		// Who is not trusted cannot say who they are by writing more before it.
		if !c.trusts(peer) {
			for _, more := range []string{"10.0.0.7,", "198.51.100.1,", "x,", ","} {
				if again := read("10.0.0.1", more+hops, proto, user); again.peer != q.peer {
					t.Fatalf("%q makes of %s %s", more+hops, q.peer, again.peer)
				}
			}
		}
	})
}
