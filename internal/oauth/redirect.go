package oauth

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	mostRedirects   = 10
	longestRedirect = 512
)

// fits reports whether an app may be answered at a URI: one that it registered, letter by letter [OAuth 2.1 4.1.1]. Only the port of a
// loopback address may be another [RFC 8252 7.3].
func fits(registered []string, uri string) bool {
	if slices.Contains(registered, uri) {
		return true
	}
	host, rest, ok := loopback(uri)
	if !ok {
		return false
	}
	return slices.ContainsFunc(registered, func(r string) bool {
		h, t, ok := loopback(r)
		return ok && h == host && t == rest
	})
}

// loopback takes the URI of a program on the person's own machine apart, without its port. A name such as localhost is none: it may be
// somebody else's.
func loopback(uri string) (host, rest string, ok bool) {
	for _, h := range []string{"http://127.0.0.1", "http://[::1]"} {
		tail, found := strings.CutPrefix(uri, h)
		if !found {
			continue
		}
		if port, found := strings.CutPrefix(tail, ":"); found {
			end := strings.IndexFunc(port, func(r rune) bool { return r < '0' || r > '9' })
			if end < 0 {
				end = len(port)
			}
			if n, err := strconv.Atoi(port[:end]); err != nil || n < 1 || n > 65535 || end > 5 {
				return "", "", false
			}
			tail = port[end:]
		}
		if tail != "" && tail[0] != '/' && tail[0] != '?' || strings.Contains(tail, "#") {
			return "", "", false
		}
		return h, tail, true
	}
	return "", "", false
}

// checkRedirect says why a client may not register a URI; "" when it may.
func checkRedirect(uri string) string {
	switch {
	case uri == "":
		return "is empty"
	case len(uri) > longestRedirect:
		return "is too long"
	case strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"<>\^{|}*`+"`", r) }):
		return "holds a character that no URI holds, or a star"
	case strings.Contains(uri, "#"):
		return "has a fragment" // RFC 6749 3.1.2
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" {
		return "is no absolute URI"
	}
	if u.User != nil {
		return "names a user"
	}
	if slices.ContainsFunc(strings.Split(u.Path, "/"), func(part string) bool { return part == ".." || part == "." }) {
		return "has a path that goes up"
	}
	switch u.Scheme {
	case "https":
		if u.Hostname() == "" {
			return "names no host"
		}
	case "http":
		if h := u.Hostname(); h != "127.0.0.1" && h != "::1" && h != "localhost" {
			return "is not https, and not of the person's own machine"
		}
	default:
		// RFC 8252 7.1: a scheme of an app's own is a domain name backwards, which no scheme of the browser is.
		if !strings.Contains(u.Scheme, ".") {
			return "has a scheme that is neither https nor an app's own, such as com.example.app"
		}
	}
	return ""
}

// hostOf is what a person is told of where an answer goes.
func hostOf(uri string) string {
	if _, _, ok := loopback(uri); ok {
		return ""
	}
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	if u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return u.Scheme
	}
	return u.Host
}

// answerAt is a redirect URI with an answer in its query. What is in it already stays [RFC 6749 3.1.2].
func answerAt(uri string, answer url.Values) string {
	base, query, has := strings.Cut(uri, "?")
	if has && query != "" {
		return base + "?" + query + "&" + answer.Encode()
	}
	return base + "?" + answer.Encode()
}
