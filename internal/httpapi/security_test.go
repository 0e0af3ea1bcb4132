package httpapi_test

import (
	"crypto/tls"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/httpapi"
)

// TestSafeCookie: over TLS, ours or a proxy's, a log-in is in a cookie that browsers take from this host alone; one of the plain name is nothing there.
func TestSafeCookie(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		publicURL string
		tls       bool
		want      string
	}{"plain": {"", false, "enamel_session"}, "TLS": {"", true, "__Host-enamel_session"}, "a proxy's TLS": {"https://teeth.example.org", false, "__Host-enamel_session"}} {
		t.Run(name, func(t *testing.T) {
			r := r
			if name != "plain" {
				r = newRig(t)
			}
			h, err := httpapi.New(t.Context(), r.config(c.publicURL))
			if err != nil {
				t.Fatal(err)
			}
			do := func(method, path, body string, header map[string]string) *httptest.ResponseRecorder {
				q := r.request(method, path, body, header)
				if c.tls {
					q.TLS = &tls.ConnectionState{}
				}
				w := httptest.NewRecorder()
				h.ServeHTTP(w, q)
				return w
			}
			w := do("POST", "/api/v1/setup", r.setupBody(), nil)
			if w.Code >= 300 || len(w.Result().Cookies()) != 1 {
				t.Fatal(w.Code, w.Body)
			}
			k := w.Result().Cookies()[0]
			safe := strings.HasPrefix(c.want, "__Host-")
			if k.Name != c.want || k.Secure != safe || !k.HttpOnly || k.Path != "/" || k.Domain != "" {
				t.Errorf("%v", k)
			}
			for _, name := range []string{"enamel_session", "__Host-enamel_session"} {
				want := 401
				if name == c.want {
					want = 200
				}
				if got := do("GET", "/api/v1/me", "", map[string]string{"Cookie": name + "=" + k.Value}).Code; got != want {
					t.Errorf("with %s: %d, want %d", name, got, want)
				}
			}
		})
	}
}

// TestStrictTransport: browsers are told to come over TLS alone where the whole host is ours, and never where others may live at other ports.
func TestStrictTransport(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		publicURL, host string
		tls, want       bool
	}{
		{"", "teeth.lan", false, false},
		{"", "teeth.lan", true, true},
		{"", "teeth.lan:443", true, true},
		{"", "nas.lan:8443", true, false},
		{"https://teeth.example.org", "teeth.example.org", false, true},
		{"https://nas.lan:8443", "nas.lan:8443", false, false},
		{"http://teeth.lan", "teeth.lan", false, false},
	} {
		h, err := httpapi.New(t.Context(), r.config(c.publicURL))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/api/v1/me", "/healthz"} {
			q := r.request("GET", path, "", nil)
			if q.Host = c.host; c.tls {
				q.TLS = &tls.ConnectionState{}
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, q)
			if got := w.Header().Get("Strict-Transport-Security"); (got != "") != c.want || c.want && !strings.HasPrefix(got, "max-age=31536000") {
				t.Errorf("%+v %s: %q", c, path, got)
			}
		}
	}
}

// TestHeads: what every answer carries, and that it allows nothing from elsewhere.
func TestHeads(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/", "/api/v1/nothing", "/healthz", "/assets/app-1a2b.js", "/.well-known/security.txt"} {
		h := r.do("GET", path, "", nil).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if got := h.Get("Cache-Control"); strings.HasPrefix(path, "/api/") && got != "no-store" || h.Get("Server") != "" || h.Get("X-Powered-By") != "" {
			t.Errorf("%s: kept by caches (%q), or it says what answers: %v", path, got, h)
		}
		p := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
			"require-trusted-types-for 'script'", "trusted-types enamel"} {
			if !strings.Contains(p, want) {
				t.Errorf("%s: the policy lacks %s", path, want)
			}
		}
		if strings.Contains(p, "unsafe") || strings.Contains(p, "http") || strings.Contains(p, "*") {
			t.Errorf("%s: policy %s", path, p)
		}
	}
}

// TestDecoderMayCompile: the decoders' worker alone may compile WebAssembly, and it may do less than a page otherwise.
func TestDecoderMayCompile(t *testing.T) {
	r := newRig(t)
	p := r.do("GET", "/assets/decoder.worker-1a2b.js", "", nil).Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(p, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';") || !strings.Contains(p, "require-trusted-types-for 'script'") {
		t.Errorf("the worker's policy: %s", p)
	}
	for _, path := range []string{"/", "/brushes/phone", "/assets/app-1a2b.js", "/api-docs", "/assets/xdecoder.worker-1a2b.js"} {
		if p := r.do("GET", path, "", nil).Header().Get("Content-Security-Policy"); strings.Contains(p, "wasm") {
			t.Errorf("%s: %s", path, p)
		}
	}
}

// TestSecurityText: the page of RFC 9116 has what it must, and does not run out within its own word.
func TestSecurityText(t *testing.T) {
	r := newRig(t)
	get := func(c httpapi.Config) (*httptest.ResponseRecorder, map[string][]string) {
		t.Helper()
		h, err := httpapi.New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.request("GET", "/.well-known/security.txt", "", nil))
		fields := map[string][]string{}
		for line := range strings.Lines(w.Body.String()) {
			name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok {
				t.Errorf("no field: %q", line)
			}
			fields[name] = append(fields[name], value)
		}
		return w, fields
	}
	w, f := get(r.config(""))
	until, err := time.Parse(time.RFC3339, strings.Join(f["Expires"], " "))
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || len(f["Contact"]) != 1 || !strings.HasPrefix(f["Contact"][0], "https://") ||
		err != nil || until.Before(r.clock().AddDate(0, 1, 0)) || until.After(r.clock().AddDate(1, 0, 0)) || len(f["Canonical"]) != 0 {
		t.Errorf("%d %v %v %v", w.Code, w.Header(), f, err)
	}
	c := r.config("https://teeth.example.org/")
	c.Contact = "mailto:security@example.org"
	if _, f = get(c); len(f["Contact"]) != 2 || f["Contact"][0] != c.Contact || len(f["Canonical"]) != 1 || f["Canonical"][0] != "https://teeth.example.org/.well-known/security.txt" {
		t.Errorf("%v", f)
	}
	for _, bad := range []string{"security@example.org", "http://example.org", "mailto:a@example.org\r\nContact: https://evil.example", "javascript:alert(1)", "https://" + strings.Repeat("x", 500)} {
		c.Contact = bad
		var fe *brush.FieldError
		if _, err := httpapi.New(t.Context(), c); !errors.As(err, &fe) || fe.Field != "security-contact" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
