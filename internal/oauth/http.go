package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// Where the provider answers.
const (
	Metadata       = "/.well-known/oauth-authorization-server"
	OpenIDMetadata = "/.well-known/openid-configuration"
	Root           = "/oauth/"
)

// route is one endpoint.
type route struct {
	path    string
	methods []string
	cors    bool // pages of other sites may ask: what they show is their own secret, never a cookie
	handle  http.HandlerFunc
}

func (p *Provider) routes() []route {
	get, post, both := []string{"GET", "HEAD"}, []string{"POST"}, []string{"GET", "POST"}
	rs := []route{
		{Metadata, get, true, p.metadata},
		{OpenIDMetadata, get, true, p.metadata},
		{"/oauth/jwks", get, true, p.jwks},
		{"/oauth/authorize", both, false, p.authorize},
		{"/oauth/token", post, true, p.token},
		{"/oauth/userinfo", both, true, p.userinfo},
		{"/oauth/device_authorization", post, false, p.deviceAuthorization},
		{"/oauth/revoke", post, false, p.revocation},
		{"/oauth/introspect", post, false, p.introspection},
	}
	if p.Registration {
		rs = append(rs, route{"/oauth/register", post, false, p.registration})
	}
	return rs
}

// Handler answers below Root, at Metadata and at OpenIDMetadata. None of it looks at the cookie of a log-in, but to tell an app that asks for no
// page that nobody is there.
func (p *Provider) Handler() http.Handler {
	rs := p.routes()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Pragma", "no-cache")
		i := slices.IndexFunc(rs, func(x route) bool { return x.path == r.URL.Path })
		if i < 0 {
			p.refuse(w, r, &Error{Code: "invalid_request", Description: "there is nothing here", Status: http.StatusNotFound})
			return
		}
		x := rs[i]
		if x.cors {
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
			if r.Method == http.MethodOptions {
				h.Set("Access-Control-Allow-Methods", strings.Join(x.methods, ", "))
				h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
				h.Set("Access-Control-Max-Age", "600")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		if !slices.Contains(x.methods, r.Method) {
			h.Set("Allow", strings.Join(x.methods, ", "))
			p.refuse(w, r, &Error{Code: "invalid_request", Description: "this is asked for with " + strings.Join(x.methods, " or "), Status: http.StatusMethodNotAllowed})
			return
		}
		x.handle(w, r)
	})
}

// issuer is how the browser or app sees us.
func (p *Provider) issuer(r *http.Request) string { return p.IssuerFor(r) }

// hostLetters are those of a host and its port.
const hostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]"

// IssuerFor is the issuer as who asks sees us: the public address, or where none is set the one asked for.
func (p *Provider) IssuerFor(r *http.Request) string {
	if p.Issuer != "" {
		return p.Issuer
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	if u, err := url.Parse(scheme + r.Host); err != nil || u.Host != r.Host || u.Host == "" || strings.ContainsFunc(u.Host, func(c rune) bool { return !strings.ContainsRune(hostLetters, c) }) {
		return scheme + "localhost"
	}
	return scheme + r.Host
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the only error is a listener that has gone
}

func slowDown(w http.ResponseWriter, wait time.Duration) *Error {
	w.Header().Set("Retry-After", strconv.FormatInt(seconds(wait)+1, 10))
	return &Error{Code: "temporarily_unavailable", Description: "too many requests; wait a while", Status: http.StatusTooManyRequests}
}

// asError turns every error into one of OAuth. What went wrong inside is logged, not said.
func (p *Provider) asError(ctx context.Context, err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Code: "server_error", Description: "the request was given up", Status: 499}
	case errors.Is(err, brush.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		p.Log.WarnContext(ctx, "unavailable", "error", err)
		return &Error{Code: "temporarily_unavailable", Description: "the server cannot read or keep anything just now", Status: http.StatusServiceUnavailable}
	}
	p.Log.ErrorContext(ctx, "fault", "error", err)
	return &Error{Code: "server_error", Description: "something went wrong inside", Status: http.StatusInternalServerError}
}

// refuse answers an app [RFC 6749 5.2].
func (p *Provider) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := p.asError(r.Context(), err)
	status := e.Status
	if status == 0 {
		status = http.StatusBadRequest
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="enamel"`)
	}
	answer := map[string]string{"error": e.Code}
	if e.Description != "" {
		answer["error_description"] = e.Description
	}
	writeJSON(w, status, answer)
}

// page tells a person that an app's question cannot be asked. Nobody is sent anywhere: the address may be a thief's [RFC 6749 4.1.2.1].
func (p *Provider) page(w http.ResponseWriter, r *http.Request, err error) {
	e := p.asError(r.Context(), err)
	status := e.Status
	if status == 0 {
		status = http.StatusBadRequest
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Enamel</title>"+
		"<h1>This app cannot be connected</h1><p>The link that it sent you here with is not right, so nothing was asked and nothing was given.</p>"+
		"<p>For whoever makes the app: %s</p><p><a href=\"/\">To Enamel</a></p>\n", html.EscapeString(e.Error()))
}

// metadata says what there is and where [RFC 8414, OpenID Connect Discovery].
func (p *Provider) metadata(w http.ResponseWriter, r *http.Request) {
	at := p.issuer(r)
	m := map[string]any{
		"issuer": at, "authorization_endpoint": at + "/oauth/authorize", "token_endpoint": at + "/oauth/token",
		"device_authorization_endpoint": at + "/oauth/device_authorization", "revocation_endpoint": at + "/oauth/revoke",
		"introspection_endpoint": at + "/oauth/introspect", "userinfo_endpoint": at + "/oauth/userinfo", "jwks_uri": at + "/oauth/jwks",
		"scopes_supported": Scopes(), "response_types_supported": []string{"code"}, "response_modes_supported": []string{"query"},
		"grant_types_supported": flows(), "code_challenge_methods_supported": []string{"S256"},
		"token_endpoint_auth_methods_supported":          []string{"none", "client_secret_basic", "client_secret_post"},
		"revocation_endpoint_auth_methods_supported":     []string{"none", "client_secret_basic", "client_secret_post"},
		"introspection_endpoint_auth_methods_supported":  []string{"client_secret_basic", "client_secret_post"},
		"authorization_response_iss_parameter_supported": true,
		"subject_types_supported":                        []string{"public"}, "id_token_signing_alg_values_supported": []string{"ES256"},
		"claims_supported":           []string{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "locale", "email", "email_verified"},
		"prompt_values_supported":    []string{"none", "login", "consent", "select_account"},
		"claims_parameter_supported": false, "request_parameter_supported": false, "request_uri_parameter_supported": false,
	}
	if p.Registration {
		m["registration_endpoint"] = at + "/oauth/register"
	}
	writeJSON(w, http.StatusOK, m)
}

func (p *Provider) jwks(w http.ResponseWriter, r *http.Request) {
	ks, err := p.publicKeys(r.Context())
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Del("Pragma")
	writeJSON(w, http.StatusOK, map[string]any{"keys": ks})
}

// userinfo says whose an access token is [OpenID Connect Core 5.3].
func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	challenge := func(code, description string, status int) {
		h := `Bearer realm="enamel"`
		if code != "" {
			h += `, error="` + code + `", error_description="` + description + `"`
		}
		if code == "insufficient_scope" {
			h += `, scope="openid"`
		}
		w.Header().Set("WWW-Authenticate", h) // RFC 6750 3
		if code == "" {
			w.WriteHeader(status)
			return
		}
		writeJSON(w, status, map[string]string{"error": code, "error_description": description})
	}
	header := r.Header.Values("Authorization")
	if len(header) == 0 {
		challenge("", "", http.StatusUnauthorized)
		return
	}
	scheme, bearer, _ := strings.Cut(header[0], " ")
	if len(header) > 1 || !strings.EqualFold(scheme, "bearer") || r.URL.Query().Has("access_token") {
		challenge("invalid_request", "one token in one header", http.StatusBadRequest)
		return
	}
	e, err := p.entry(r.Context(), strings.TrimSpace(bearer))
	switch {
	case errors.Is(err, account.ErrUnauthorized):
		challenge("invalid_token", "the token is wrong, too old or taken back", http.StatusUnauthorized)
	case err != nil:
		p.refuse(w, r, err)
	case !slices.Contains(e.Secret.Scopes, openID):
		challenge("insufficient_scope", "the token is not for this", http.StatusForbidden)
	default:
		writeJSON(w, http.StatusOK, claimsOf(&e.Account, e.Secret.Scopes))
	}
}

// revocation takes a token back [RFC 7009]. A refresh token takes all with it that came from its grant.
func (p *Provider) revocation(w http.ResponseWriter, r *http.Request) {
	f, err := formOf(w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	c, err := p.authenticate(r, f)
	if err == nil && f["token"] == "" {
		err = invalidRequest("token is missing")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	s, g, err := p.find(r.Context(), f["token"])
	switch {
	case errors.Is(err, brush.ErrNotFound): // what is not there cannot be used [RFC 7009 2.2]
	case err != nil:
		p.refuse(w, r, err)
		return
	case g.Client != c.ID:
		p.refuse(w, r, fail("invalid_grant", "the token is another client's"))
		return
	case s.Kind == store.AccessSecret:
		err = p.Store.UpdateKeys(r.Context(), func(tx store.KeysTx) error { return tx.DeleteGrantSecret(s.Hash) })
		if err != nil {
			p.refuse(w, r, err)
			return
		}
	default:
		if err := p.end(r.Context(), g.ID, "by_the_app"); err != nil {
			p.refuse(w, r, err)
			return
		}
	}
	w.WriteHeader(http.StatusOK)
}

// find returns a token with its grant; brush.ErrNotFound.
func (p *Provider) find(ctx context.Context, token string) (s store.GrantSecret, g store.Grant, err error) {
	if s, err = p.Store.GrantSecret(ctx, hashOf(token)); err == nil && s.Kind == store.CodeSecret {
		err = brush.ErrNotFound
	}
	if err == nil {
		g, err = p.Store.Grant(ctx, s.Grant)
	}
	if err != nil {
		return s, g, fmt.Errorf("find the token: %w", err)
	}
	return s, g, nil
}

// introspection tells a client with a secret what one of its tokens is worth [RFC 7662].
func (p *Provider) introspection(w http.ResponseWriter, r *http.Request) {
	f, err := formOf(w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	c, err := p.authenticate(r, f)
	switch {
	case err != nil:
	case c.Public():
		err = &Error{Code: "invalid_client", Description: "only a client with a secret may ask", Status: http.StatusUnauthorized}
	case f["token"] == "":
		err = invalidRequest("token is missing")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	answer, err := p.introspect(r.Context(), c, f["token"])
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	if answer == nil {
		answer = map[string]any{"active": false} // and nothing of why [RFC 7662 2.2]
	} else {
		answer["iss"] = p.issuer(r)
	}
	writeJSON(w, http.StatusOK, answer)
}

func (p *Provider) introspect(ctx context.Context, c *Client, token string) (map[string]any, error) {
	s, g, err := p.find(ctx, token)
	if errors.Is(err, brush.ErrNotFound) || err == nil && (g.Client != c.ID || !g.Revoked.IsZero() || !s.Used.IsZero() || !s.Expires.After(p.Now())) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"active": true, "client_id": g.Client, "sub": g.Account, "exp": s.Expires.Unix(), "iat": s.Created.Unix()}
	scopes := s.Scopes
	if s.Kind == store.AccessSecret {
		e, err := p.entry(ctx, token)
		if errors.Is(err, account.ErrUnauthorized) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		scopes = append(within(s.Scopes, identity), effective(&e)...)
		answer["token_type"] = "Bearer"
	}
	answer["scope"] = strings.Join(scopes, " ")
	return answer, nil
}
