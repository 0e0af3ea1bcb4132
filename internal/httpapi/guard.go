package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	cookieName = "enamel_session"
	// safeCookie is its name over TLS: browsers take one of that name from this very host alone, never from another of its domain or over plain HTTP
	// [RFC 6265bis 4.1.3.2].
	safeCookie = "__Host-" + cookieName
	// signedIn is the scope of the calls that everybody may make who came in at all.
	signedIn = "*"
	// browser is the scope of what concerns an account itself: only its own browser may, not a program, and not one that plays.
	browser = "browser"
	// playing is the scope of what only a browser may that plays.
	playing = "playing"
)

type contextKey uint8

const requestKey contextKey = 0

// request is what the log says of a request, and what handlers need of it that a call's input does not hold.
type request struct {
	id   string
	peer string
	r    *http.Request
	w    http.ResponseWriter
	who  *account.Principal // set by admit

	once    *once  // it has a key, and is done for the first time
	tagged  bool   // its answer has an ETag
	version string // with which that begins; "": of what has none
	// Of a trusted proxy: whom it speaks of, and whether people reach it by https.
	proxied string
	https   bool
}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey).(*request)
	return r
}

func requestID(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return ""
}

// principal returns who is asking. Only behind admit.
func principal(ctx context.Context) *account.Principal {
	return requestOf(ctx).who
}

// answer counts what is written. Its head is sent with the first bytes of its body, so that an answer which is there as a whole can say how long
// it is: then it is sent in one piece, and not in chunks.
type answer struct {
	http.ResponseWriter
	status int
	sent   bool // its head
	n      int64
	q      *request
}

func (a *answer) WriteHeader(code int) {
	if code < 200 {
		if code == http.StatusSwitchingProtocols {
			a.status, a.sent = code, true // the connection becomes another's
		}
		a.ResponseWriter.WriteHeader(code)
		return
	}
	if a.status == 0 {
		a.status = code
	}
}

// head sends what comes before the body.
func (a *answer) head() {
	if a.status != 0 && !a.sent {
		a.sent = true
		a.ResponseWriter.WriteHeader(a.status)
	}
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.head()
	n, err := a.ResponseWriter.Write(b)
	a.n += int64(n)
	return n, err
}

// whole writes all of a body.
func (a *answer) whole(b []byte) error {
	if !a.sent {
		if q := a.q; q != nil && q.tagged && a.status < 300 {
			etag := tagOf(q.version, b)
			a.Header().Set("Etag", etag)
			if unchanged(q.r, etag) {
				a.Header().Del("Content-Type")
				a.status = http.StatusNotModified
				a.head()
				return nil
			}
		}
		a.Header().Set("Content-Length", strconv.Itoa(len(b)))
	}
	_, err := a.Write(b)
	return err
}

// FlushError is http.ResponseController's.
func (a *answer) FlushError() error {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.head()
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController find the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// logged gives each request an id and writes one line when it is over: its route, and not its path, query, body or headers, in which are ids, addresses of brushes and
// secrets.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		a := &answer{ResponseWriter: w}
		id := rand.Text()[:12]
		a.Header().Set("X-Request-Id", id)
		q := &request{id: id, peer: r.RemoteAddr, w: a}
		a.q = q
		s.Proxy.read(q, r)
		r = r.WithContext(store.WithActing(context.WithValue(r.Context(), requestKey, q), q))
		q.r = r
		defer func() {
			if !s.log.Enabled(r.Context(), slog.LevelDebug) {
				return
			}
			s.log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("request", id), slog.String("method", r.Method),
				slog.String("route", r.Pattern), slog.Int("status", a.status), slog.Int64("bytes", a.n), slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(a, r)
		a.head() // of an answer without a body
	})
}

// recovered turns a panic of one request into an answer; the others go on.
func (s *server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler || r.Context().Err() != nil {
				panic(http.ErrAbortHandler) // the listener has gone
			}
			s.log.ErrorContext(r.Context(), "panic", "request", requestID(r.Context()), "panic", p, "stack", string(debug.Stack()))
			if a, ok := w.(*answer); ok && a.status != 0 {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			s.writeProblem(w, r, says(http.StatusInternalServerError, "Something went wrong inside. It is in the log."))
		}()
		next.ServeHTTP(w, r)
	})
}

// policy lets the page load from this very server and nowhere else, without inline scripts or styles.
const policy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; worker-src 'self'; " +
	"manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// trusted has no text become a script or markup, whoever wrote it; the app's one policy, which no second script can make again, knows the addresses of
// its own workers and makes nothing else. The viewer on the page that tries the API makes markup of our own description, so
// that page alone goes without; what it may load and reach is the same.
const (
	trusted = "; require-trusted-types-for 'script'; trusted-types enamel"
	viewer  = "/api-docs"
)

var viewerPolicy = []string{policy}

// decoderPolicy is the worker's that runs the decoders for the browser: it may compile WebAssembly, which no page may, and does nothing but fetch that
// one file. A worker has the policy that came with its own script.
const decoderWorker = "/assets/decoder.worker-"

var decoderPolicy = []string{"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"}

// heads is what every answer carries. Browser features that the app uses itself stay open for this origin. The lists are shared by all answers:
// they are full, so that whoever adds to one makes another.
var heads = http.Header{
	"Content-Security-Policy":      {policy + trusted},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"no-referrer"},
	"Permissions-Policy":           {"accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), screen-wake-lock=(self)"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Embedder-Policy": {"require-corp"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
}

// strict has browsers come over TLS alone for a year [RFC 6797].
var strict = []string{"max-age=31536000"}

// secured reports whether who asks came over TLS, to us or to the proxy before us.
func (s *server) secured(r *http.Request) bool {
	if r.TLS != nil || s.secure {
		return true
	}
	q := requestOf(r.Context())
	return q != nil && q.https
}

// alone reports whether a request came over TLS to the port that browsers take by themselves. A browser that is told to come over TLS alone does so at
// every port of a host: at home others live there too, such as http://nas.lan:8123, and who chose another port for us has them.
func (s *server) alone(r *http.Request) bool {
	if s.secure {
		return s.standard
	}
	_, port, err := net.SplitHostPort(r.Host)
	return r.TLS != nil && (err != nil || port == "443")
}

var notKept = []string{"no-store"}

// lentPage shows a report to whoever was lent one. No index shall have it.
const lentPage = "/r"

var notIndexed = []string{"noindex, nofollow"}

// headed sets what every answer carries.
func (s *server) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, heads)
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/"):
			h["Cache-Control"] = notKept
		case r.URL.Path == lentPage:
			h["X-Robots-Tag"] = notIndexed
		case r.URL.Path == viewer:
			h["Content-Security-Policy"] = viewerPolicy
		case strings.HasPrefix(r.URL.Path, decoderWorker):
			h["Content-Security-Policy"] = decoderPolicy
		}
		if s.alone(r) {
			h["Strict-Transport-Security"] = strict
		}
		next.ServeHTTP(w, r)
	})
}

// forHousehold names, in a request that waited in a browser, the household that it was meant for: the log-in may have gone to another one since.
const forHousehold = "Enamel-Household"

// admit finds out who is asking and whether they may; when not it answers, and ok is false.
func (s *server) admit(w http.ResponseWriter, r *http.Request, scope string) (ok bool) {
	if scope == open {
		return true
	}
	p, err := s.whoIs(w, r)
	if err != nil {
		challenge := `Bearer realm="enamel"`
		if tokenOf(r) != "" && errors.Is(err, account.ErrUnauthorized) {
			challenge += `, error="invalid_token"` // [RFC 6750 3.1]
		}
		w.Header().Set("WWW-Authenticate", challenge)
		s.writeProblem(w, r, err)
		return false
	}
	if h := r.Header.Get(forHousehold); h != "" && h != string(p.Household) {
		s.writeProblem(w, r, says(http.StatusPreconditionFailed, "This was meant for another household than the one that is looked at now. Nothing was done."))
		return false
	}
	if err := entitled(p, scope); err != nil {
		if !p.Browser() {
			w.Header().Set("WWW-Authenticate", `Bearer realm="enamel", error="insufficient_scope", scope="`+scope+`"`)
		}
		s.writeProblem(w, r, err)
		return false
	}
	if p.Renewed {
		c := s.cookie(r, s.cookieOf(r))
		http.SetCookie(w, &c)
	}
	requestOf(r.Context()).who = p
	return true
}

// entitled says why a credential may not do what a scope allows; nil when it may. A door's scope may be several, with spaces between: one is
// enough.
func entitled(p *account.Principal, scope string) error {
	switch scope {
	case signedIn:
		return nil
	case browser:
		if !p.Browser() || p.Playing() {
			return says(http.StatusForbidden, "Only somebody who is logged in with a browser can do this.")
		}
		return nil
	case playing:
		if !p.Playing() {
			return says(http.StatusForbidden, "This browser does not play.")
		}
		return nil
	}
	if !slices.ContainsFunc(strings.Fields(scope), p.May) {
		return says(http.StatusForbidden, "This credential does not hold the scope "+strings.ReplaceAll(scope, " ", " or ")+".")
	}
	return nil
}

// hidden is the answer for what who asks may not see: the same as for what is not there.
func hidden(what string) error { return fmt.Errorf("find %s: %w", what, brush.ErrNotFound) }

// errNarrowed refuses what only somebody may do who sees everybody.
func errNarrowed() error {
	return says(http.StatusForbidden, "This credential is for some people only, and this concerns others too.")
}

func (s *server) cookieOf(r *http.Request) string {
	if r.Header.Get("Authorization") != "" {
		return "" // who shows a token wants to be known by it
	}
	c, err := r.Cookie(s.cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

func tokenOf(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// cookieName is the name of the cookie that holds a log-in.
func (s *server) cookieName(r *http.Request) string {
	if s.secured(r) {
		return safeCookie
	}
	return cookieName
}

// cookie holds a log-in; "" takes it away.
func (s *server) cookie(r *http.Request, value string) http.Cookie {
	c := http.Cookie{Name: s.cookieName(r), Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: s.secured(r), MaxAge: int(account.LoginLasts / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}
