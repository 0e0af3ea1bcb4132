package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/enamel-home/enamel/internal/account"
)

const (
	cookieName = "enamel_session"
	// signedIn is the scope of the calls that everybody may make who came in at all.
	signedIn = "*"
)

type contextKey uint8

const (
	principalKey contextKey = iota
	requestKey
)

// request is what the log says of a request, and what handlers need of it that a call's input does not hold.
type request struct {
	id   string
	peer string
	r    *http.Request
	w    http.ResponseWriter
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
	return ctx.Value(principalKey).(*account.Principal)
}

// answer counts what is written.
type answer struct {
	http.ResponseWriter
	status int
	n      int64
}

func (a *answer) WriteHeader(code int) {
	if a.status == 0 {
		a.status = code
	}
	a.ResponseWriter.WriteHeader(code)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.n += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// logged gives each request an id and writes one line when it is over: no query, no body, no header, because secrets may be in them.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		a := &answer{ResponseWriter: w}
		id := rand.Text()[:12]
		a.Header().Set("X-Request-Id", id)
		q := &request{id: id, peer: r.RemoteAddr, w: a}
		r = r.WithContext(context.WithValue(r.Context(), requestKey, q))
		q.r = r
		defer func() {
			s.log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("request", id), slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Int("status", a.status), slog.Int64("bytes", a.n), slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(a, r)
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

// headed sets what every answer carries. Browser features that the app uses itself stay open for this origin.
func (s *server) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), screen-wake-lock=(self)")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// admit finds out who is asking and whether they may; when not it answers, and ok is false.
func (s *server) admit(w http.ResponseWriter, r *http.Request, scope string) (_ *http.Request, ok bool) {
	if scope == open {
		return r, true
	}
	p, err := s.Accounts.Authenticate(r.Context(), cookieOf(r), tokenOf(r))
	if err != nil {
		challenge := `Bearer realm="enamel"`
		if tokenOf(r) != "" && errors.Is(err, account.ErrUnauthorized) {
			challenge += `, error="invalid_token"` // [RFC 6750 3.1]
		}
		w.Header().Set("WWW-Authenticate", challenge)
		s.writeProblem(w, r, err)
		return r, false
	}
	if scope != signedIn && !p.May(scope) {
		if !p.Browser() {
			w.Header().Set("WWW-Authenticate", `Bearer realm="enamel", error="insufficient_scope", scope="`+scope+`"`)
		}
		s.writeProblem(w, r, says(http.StatusForbidden, "This credential does not hold the scope "+scope+"."))
		return r, false
	}
	if p.People != nil && scope != signedIn {
		// What is for some people only is refused as a whole where answers are not narrowed to them: never more than was granted.
		s.writeProblem(w, r, says(http.StatusForbidden, "This credential is for some people only, and this call concerns others too."))
		return r, false
	}
	if p.Renewed {
		c := s.cookie(r, cookieOf(r))
		http.SetCookie(w, &c)
	}
	return r.WithContext(context.WithValue(r.Context(), principalKey, p)), true
}

func cookieOf(r *http.Request) string {
	if r.Header.Get("Authorization") != "" {
		return "" // who shows a token wants to be known by it
	}
	c, err := r.Cookie(cookieName)
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

// cookie holds a log-in; "" takes it away.
func (s *server) cookie(r *http.Request, value string) http.Cookie {
	c := http.Cookie{Name: cookieName, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil || s.secure, MaxAge: int(account.LoginLasts / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}
