package oauth

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParams(f *testing.F) {
	for _, s := range []string{"", "a=b&c=d", "a=1&a=2", "a=%zz", "a;b", "a=%00", "scope=openid+profile", "resource=a&resource=b", strings.Repeat("&", 100), "a=\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parseParams(s)
		if err != nil {
			return
		}
		vs, err := url.ParseQuery(s)
		if err != nil {
			t.Fatal("taken, and no form")
		}
		for name, v := range p {
			if len(vs[name]) != 1 || vs[name][0] != v || v == "" || !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\r\n") {
				t.Fatalf("%q is %q", name, v)
			}
		}
	})
}

func FuzzUserCode(f *testing.F) {
	for _, s := range []string{"BCDF-GHJK", "bcdf ghjk", "BCDFGHJK", "BCDF–GHJK", "AAAA-AAAA", "", strings.Repeat("B", 100), "ſſſſſſſſ", "KKKKKKKK"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := NormalCode(s)
		if c == "" {
			return
		}
		if len(c) != codeLength || strings.Trim(c, letters) != "" || NormalCode(c) != c || NormalCode(ShownCode(c)) != c || NormalCode(strings.ToLower(c)) != c {
			t.Fatalf("%q is %q", s, c)
		}
	})
}

func FuzzRedirect(f *testing.F) {
	registered := []string{"https://app.example/cb", "http://127.0.0.1/cb", "http://[::1]:7/cb?a=b", "com.example:/x"}
	for _, s := range append(slices.Clone(registered), "http://127.0.0.1:80/cb", "http://127.0.0.1:80@evil/cb", "http://127.0.0.1.evil/cb", "https://app.example/cb/../x", "http://[::1]:99999/cb?a=b",
		"http://127.0.0.1:/cb", "http://127.0.0.1:+5/cb", "http://127.0.0.1\\@evil/cb", "javascript:x") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_ = checkRedirect(s)
		if !fits(registered, s) || slices.Contains(registered, s) {
			return
		}
		// Only a loopback address may differ, and only in its port.
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" && u.Hostname() != "::1" || u.User != nil || u.Fragment != "" || u.Path != "/cb" {
			t.Fatalf("%q fits: %+v %v", s, u, err)
		}
	})
}

func FuzzScopes(f *testing.F) {
	for _, s := range []string{"", "openid", "openid profile", "frames:write  x", "phone", "openid openid"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseScopes(s)
		if err != nil {
			return
		}
		for i, one := range got {
			if !slices.Contains(Scopes(), one) || slices.Contains(got[:i], one) || slices.Contains(never, one) {
				t.Fatalf("%q gives %q", s, got)
			}
		}
	})
}

func FuzzRegistering(f *testing.F) {
	for _, s := range []string{`{}`, `{"redirect_uris":["https://a.example/"],"client_name":"A","scope":"openid"}`, `[]`, `{"grant_types":["implicit"]}`, `{"redirect_uris":["javascript:x"]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n, _, err := parseRegistering(b)
		if err != nil {
			return
		}
		c, err := checkClient(n)
		if err != nil {
			return
		}
		for _, u := range c.Redirects {
			if p, err := url.Parse(u); err != nil || p.Fragment != "" || p.User != nil || p.Scheme == "javascript" || p.Scheme == "data" {
				t.Fatalf("%q was registered", u)
			}
		}
	})
}
