package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// MarkCookie names the cookie that binds a question to the browser in which it was asked.
const MarkCookie = "enamel_ask"

// question is what an app asked, as it waits for a person.
type question struct {
	Redirect  string   `json:"redirect,omitempty"` // "": of a device
	Sent      bool     `json:"sent,omitempty"`     // redirect_uri was in the request
	State     string   `json:"state,omitempty"`
	Scopes    []string `json:"scopes"`
	Challenge string   `json:"challenge,omitempty"`
	Nonce     string   `json:"nonce,omitempty"`
	Since     int64    `json:"since,omitempty"` // who answers must have logged in after this, Unix time in s; 0: whenever
}

// refusal is an error that the app may be told, at a URI that is its own.
type refusal struct {
	redirect, state string
	err             *Error
}

func (e *refusal) Error() string { return e.err.Error() }

// readQuestion checks an authorization request [OAuth 2.1 4.1.1, OpenID Connect Core 3.1.2.1]. An *Error may only be shown to the person, a
// *refusal may be sent to the app.
func (p *Provider) readQuestion(ctx context.Context, f params, signedIn bool) (*Client, *question, error) {
	if f["client_id"] == "" {
		return nil, nil, invalidRequest("client_id is missing")
	}
	c, err := p.client(ctx, f["client_id"])
	if errors.Is(err, brush.ErrNotFound) {
		return nil, nil, fail("invalid_client", "there is no such client")
	}
	if err != nil {
		return nil, nil, err
	}
	q := &question{Redirect: f["redirect_uri"], Sent: f["redirect_uri"] != "", State: f["state"], Nonce: f["nonce"]}
	if !q.Sent {
		if len(c.Redirects) != 1 {
			return nil, nil, invalidRequest("redirect_uri is missing")
		}
		q.Redirect = c.Redirects[0]
	}
	if len(q.Redirect) > longestRedirect || !fits(c.Redirects, q.Redirect) {
		return nil, nil, invalidRequest("redirect_uri is none that the client registered")
	}
	// From here on the address is the app's own, and it may hear what is wrong.
	if err := p.checkQuestion(c, q, f, signedIn); err != nil {
		state := q.State
		if len(state) > 1024 {
			state = ""
		}
		return c, nil, &refusal{q.Redirect, state, err}
	}
	return c, q, nil
}

func (p *Provider) checkQuestion(c *Client, q *question, f params, signedIn bool) *Error {
	if f["request"] != "" {
		return fail("request_not_supported", "request objects are not understood")
	}
	if f["request_uri"] != "" {
		return fail("request_uri_not_supported", "request objects are not understood")
	}
	if f["registration"] != "" {
		return fail("registration_not_supported", "clients are not registered this way")
	}
	switch f["response_type"] {
	case "code":
	case "":
		return invalidRequest("response_type is missing")
	default:
		return fail("unsupported_response_type", "response_type can only be code")
	}
	if !slices.Contains(c.Flows, flowCode) {
		return fail("unauthorized_client", "this client does not use the authorization code")
	}
	if m := f["response_mode"]; m != "" && m != "query" {
		return invalidRequest("response_mode can only be query")
	}
	switch {
	case f["code_challenge"] == "":
		return invalidRequest("code_challenge is missing: PKCE is needed")
	case f["code_challenge_method"] != "S256": // what is absent would mean plain [RFC 7636 4.3]
		return invalidRequest("code_challenge_method can only be S256")
	case len(f["code_challenge"]) != 43 || !unreserved(f["code_challenge"]):
		return invalidRequest("code_challenge is no S256 challenge: 43 characters of base64url")
	case len(q.State) > 1024:
		return invalidRequest("state is longer than 1024 bytes")
	case len(q.Nonce) > 512:
		return invalidRequest("nonce is longer than 512 bytes")
	}
	q.Challenge = f["code_challenge"]
	var err error
	if q.Scopes, err = p.scopesFor(c, f["scope"]); err != nil {
		var e *Error
		if errors.As(err, &e) {
			return e
		}
		return fail("server_error", "")
	}
	if !q.Sent && slices.Contains(q.Scopes, openID) {
		return invalidRequest("redirect_uri is missing") // OpenID Connect Core 3.1.2.1
	}
	if f["max_age"] != "" {
		n, err := strconv.ParseUint(f["max_age"], 10, 31)
		if err != nil {
			return invalidRequest("max_age is no number of seconds")
		}
		q.Since = p.Now().Add(-time.Duration(n) * time.Second).Unix()
	}
	prompts := strings.Fields(f["prompt"])
	for _, s := range prompts {
		switch s {
		case "login":
			q.Since = p.Now().Unix()
		case "consent", "select_account": // a person is asked in any case
		case "none":
			switch {
			case len(prompts) > 1:
				return invalidRequest("prompt cannot be none and something else")
			case !signedIn:
				return fail("login_required", "nobody is logged in")
			}
			return fail("consent_required", "a person must be asked")
		default:
			return invalidRequest("prompt is none of none, login, consent, select_account")
		}
	}
	return nil
}

// unreserved reports whether a string is of the letters of PKCE [RFC 7636 4.1].
func unreserved(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~", r))
	})
}

// authorize takes an app's question and sends the browser to the page where a person answers it.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	f, err := queryOrForm(w, r)
	if err != nil {
		p.page(w, r, err)
		return
	}
	if wait := p.asking.wait(r.RemoteAddr, p.Now()); wait > 0 {
		p.page(w, r, slowDown(w, wait))
		return
	}
	c, q, err := p.readQuestion(r.Context(), f, p.signedIn(r))
	var no *refusal
	switch {
	case errors.As(err, &no):
		answer := url.Values{"error": {no.err.Code}, "iss": {p.issuer(r)}}
		if no.err.Description != "" {
			answer.Set("error_description", no.err.Description)
		}
		if no.state != "" {
			answer.Set("state", no.state)
		}
		seeOther(w, answerAt(no.redirect, answer))
		return
	case err != nil:
		p.page(w, r, err)
		return
	}
	mark := markOf(r)
	if mark == "" {
		if mark, err = p.secret(""); err != nil {
			p.page(w, r, err)
			return
		}
	}
	name, err := p.keepQuestion(r.Context(), c, q, mark)
	if err != nil {
		p.page(w, r, err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: MarkCookie, Value: mark, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(p.issuer(r), "https:"), MaxAge: int(RequestLasts / time.Second)})
	seeOther(w, "/consent?request="+name)
}

// seeOther makes the browser go on with GET: a redirect that repeats a form would send it on [OAuth 2.1 7.5.2].
func seeOther(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

func queryOrForm(w http.ResponseWriter, r *http.Request) (params, error) {
	if r.Method == http.MethodPost { // OpenID Connect Core 3.1.2.1
		return formOf(w, r)
	}
	return parseParams(r.URL.RawQuery)
}

// markOf returns the mark that a browser was given, "" for none.
func markOf(r *http.Request) string {
	c, err := r.Cookie(MarkCookie)
	if err != nil || len(c.Value) != 43 {
		return ""
	}
	return c.Value
}

func (p *Provider) keepQuestion(ctx context.Context, c *Client, q *question, mark string) (name string, err error) {
	p.sweep(ctx)
	if name, err = p.secret(""); err != nil {
		return "", err
	}
	a := store.Ask{Hash: hashOf(name), Code: hashOf(name), Client: c.ID, Browser: hashOf(mark), Created: p.Now(), Expires: p.Now().Add(RequestLasts)}
	return name, p.keepAsk(ctx, a, q)
}

func (p *Provider) keepAsk(ctx context.Context, a store.Ask, q *question) (err error) {
	if a.Body, err = json.Marshal(q); err != nil {
		return fmt.Errorf("write the question: %w", err)
	}
	err = p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		n, err := tx.CountAsks()
		if err != nil {
			return err
		}
		if n >= MostAsks {
			return fmt.Errorf("too many apps ask: %w", brush.ErrUnavailable)
		}
		return tx.PutAsk(a)
	})
	if err != nil {
		return fmt.Errorf("keep the question: %w", err)
	}
	return nil
}
