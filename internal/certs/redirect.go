package certs

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Redirect sends whoever comes over plain HTTP to the same page over TLS. What is no question for a page is refused: a token that was sent in the
// clear has been seen, and should not work as if nothing were. host is the one that people type, "" for the one that they asked for; port is that of the
// TLS listener.
func Redirect(host, port string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		to := host
		if to == "" {
			to = bare(r.Host)
		}
		if to == "" || r.Method != http.MethodGet && r.Method != http.MethodHead || strings.HasPrefix(r.URL.Path, "/api/") || r.Header.Get("Authorization") != "" {
			http.Error(w, "This server is spoken to over https.", http.StatusForbidden)
			return
		}
		if port != "443" {
			to = net.JoinHostPort(strings.Trim(to, "[]"), port)
		}
		u := url.URL{Scheme: "https", Host: to, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
		if !strings.HasPrefix(u.Path, "/") {
			u.Path, u.RawPath = "/", ""
		}
		h.Set("Location", u.String())
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}

// bare is a host without its port, "" when it is none.
func bare(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
		if strings.Contains(h, ":") {
			host = "[" + h + "]"
		}
	}
	for _, c := range host {
		if c > 127 || !(c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return ""
		}
	}
	if len(host) > 255 {
		return ""
	}
	return host
}
