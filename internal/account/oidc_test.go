package account_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// elsewhere is a stock provider, whose tokens can be exchanged for others on their way.
type elsewhere struct {
	*mockoidc.MockOIDC
	forge func(honest jwt.MapClaims) string // nil: nothing is exchanged
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := &elsewhere{MockOIDC: m}
	err = m.AddMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if e.forge == nil || r.URL.Path != mockoidc.TokenEndpoint {
				next.ServeHTTP(w, r)
				return
			}
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			var answer map[string]any
			if err := json.Unmarshal(rec.Body.Bytes(), &answer); err == nil && rec.Code == 200 {
				claims := jwt.MapClaims{}
				_, _, _ = jwt.NewParser().ParseUnverified(answer["id_token"].(string), claims)
				answer["id_token"] = e.forge(claims)
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(rec.Code)
			_ = json.NewEncoder(w).Encode(answer)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Start(l, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	return e
}

func (e *elsewhere) provider() *account.Provider {
	return &account.Provider{Name: "Elsewhere", Issuer: e.Issuer(), ClientID: e.ClientID, Secret: e.ClientSecret, Callback: origin + "/api/v1/login/provider/callback"}
}

// there sends a browser to the provider and brings back what it says.
func (h *house) there(e *elsewhere, p *account.Principal, invitation, subject, mail string) account.Returned {
	h.Helper()
	e.QueueUser(&mockoidc.MockUser{Subject: subject, Email: mail, PreferredUsername: subject})
	to, secret, err := h.BeginProvider(h.Context(), p, invitation, here)
	h.ok(err)
	u, err := url.Parse(to)
	h.ok(err)
	if q := u.Query(); q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || len(q.Get("state")) < 40 || len(q.Get("nonce")) < 40 {
		h.Fatalf("asked with %v", q)
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := c.Get(to)
	h.ok(err)
	_ = a.Body.Close()
	back, err := a.Location()
	h.ok(err)
	r := account.Returned{State: back.Query().Get("state"), Code: back.Query().Get("code"), Secret: secret, Address: here, Agent: "test"}
	if p != nil {
		r.Cookie = h.in
	}
	return r
}

func TestProvider(t *testing.T) {
	e := newElsewhere(t)
	h := newHouse(t, account.Doors{Provider: e.provider()})
	// The same e-mail address as an account's is nobody's proof.
	if _, _, err := h.EndProvider(t.Context(), h.there(e, nil, "", "s1", email)); !errors.Is(err, account.ErrUnlinked) {
		t.Fatalf("an unlinked one: %v", err)
	}
	if _, _, err := h.BeginProvider(t.Context(), h.again(), "", here); !errors.Is(err, account.ErrProve) {
		t.Fatalf("linked without showing who one is: %v", err)
	}
	h.prove()
	cookie, p, err := h.EndProvider(t.Context(), h.there(e, h.again(), "", "s1", "other@example.org"))
	if err != nil || cookie != "" || p.Account.Email != email {
		t.Fatalf("link: %q %v %v", cookie, p, err)
	}
	cookie, p, err = h.EndProvider(t.Context(), h.there(e, nil, "", "s1", "moved@example.org"))
	if err != nil || cookie == "" || p.Account.Email != email {
		t.Fatalf("log in: %q %v %v", cookie, p, err)
	}
	w, err := h.WaysIn(t.Context(), p)
	if err != nil || len(w.Identities) != 1 || w.Identities[0].Subject != "s1" || !w.Proved {
		t.Fatalf("%+v %v", w, err)
	}
	// Somebody comes by an invitation, and has no password.
	code, _, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: "viewer"})
	h.ok(err)
	_, bo, err := h.EndProvider(t.Context(), h.there(e, nil, code, "s2", "bo@example.org"))
	if err != nil || bo.Account.Email != "bo@example.org" || bo.Account.Password != "" || bo.Role != "viewer" {
		t.Fatalf("join: %+v %v", bo, err)
	}
	// One whose address is taken does not get that account.
	code, _, err = h.Invite(t.Context(), h.p, account.NewInvitation{Role: "viewer"})
	h.ok(err)
	if _, _, err := h.EndProvider(t.Context(), h.there(e, nil, code, "s3", email)); !errors.As(err, new(*account.RuleError)) {
		t.Fatalf("an address that is taken: %v", err)
	}
	// An identity belongs to one account, and the last way in stays.
	h.prove()
	if _, _, err := h.EndProvider(t.Context(), h.there(e, h.again(), "", "s2", "x@example.org")); !errors.As(err, new(*account.RuleError)) {
		t.Fatalf("another's identity: %v", err)
	}
	_, bo, err = h.EndProvider(t.Context(), h.there(e, nil, "", "s2", "bo@example.org"))
	h.ok(err)
	w, err = h.WaysIn(t.Context(), bo)
	h.ok(err)
	if err := h.Unlink(t.Context(), bo, account.IdentityID(w.Identities[0])); !errors.As(err, new(*account.RuleError)) {
		t.Fatalf("the last way in goes: %v", err)
	}
	w, err = h.WaysIn(t.Context(), h.again())
	h.ok(err)
	if err := h.Unlink(t.Context(), h.p, "none"); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
	h.ok(h.Unlink(t.Context(), h.p, account.IdentityID(w.Identities[0])))
	if _, _, err := h.EndProvider(t.Context(), h.there(e, nil, "", "s1", email)); !errors.Is(err, account.ErrUnlinked) {
		t.Errorf("an unlinked one: %v", err)
	}
}

// What comes back must have been begun in this browser, a moment ago, once.
func TestProviderStates(t *testing.T) {
	e := newElsewhere(t)
	h := newHouse(t, account.Doors{Provider: e.provider()})
	for name, lie := range map[string]func(r *account.Returned){
		"another browser":   func(r *account.Returned) { r.Secret = "another" },
		"no browser":        func(r *account.Returned) { r.Secret = "" },
		"another state":     func(r *account.Returned) { r.State = "another" },
		"no state":          func(r *account.Returned) { r.State = "" },
		"another's state":   func(r *account.Returned) { r.State = h.there(e, nil, "", "s", "").State },
		"too late":          func(*account.Returned) { h.pass(5 * time.Minute) },
		"state as a secret": func(r *account.Returned) { r.Secret = r.State },
	} {
		r := h.there(e, nil, "", "s", "x@example.org")
		lie(&r)
		if _, _, err := h.EndProvider(t.Context(), r); !errors.Is(err, account.ErrAttempt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := h.there(e, nil, "", "s", "x@example.org")
	_, _, _ = h.EndProvider(t.Context(), r)
	if _, _, err := h.EndProvider(t.Context(), r); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("twice: %v", err)
	}
	for name, lie := range map[string]func(r *account.Returned){
		"an error":       func(r *account.Returned) { r.Error = "access_denied" },
		"no code":        func(r *account.Returned) { r.Code = "" },
		"another code":   func(r *account.Returned) { r.Code = "another" },
		"another issuer": func(r *account.Returned) { r.Issuer = "https://evil.example" },
		"another's code": func(r *account.Returned) { r.Code = h.there(e, nil, "", "s", "").Code }, // its verifier is another
	} {
		r := h.there(e, nil, "", "s", "x@example.org")
		lie(&r)
		if _, _, err := h.EndProvider(t.Context(), r); !errors.Is(err, account.ErrProvider) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A link ends in the log-in that began it.
	h.prove()
	r = h.there(e, h.again(), "", "s", "x@example.org")
	other, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here})
	h.ok(err)
	r.Cookie = other
	if _, _, err := h.EndProvider(t.Context(), r); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("another log-in links: %v", err)
	}
}

// Tokens that are not what the provider said, or not for us, are refused.
func TestForgedTokens(t *testing.T) {
	e := newElsewhere(t)
	h := newHouse(t, account.Doors{Provider: e.provider()})
	h.prove()
	_, _, err := h.EndProvider(t.Context(), h.there(e, h.again(), "", "s1", email))
	h.ok(err)
	sign := func(c jwt.MapClaims) string {
		s, err := e.Keypair.SignJWT(c)
		h.ok(err)
		return s
	}
	with := func(name string, v any) func(jwt.MapClaims) string {
		return func(c jwt.MapClaims) string {
			if v == nil {
				delete(c, name)
			} else {
				c[name] = v
			}
			return sign(c)
		}
	}
	raw := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	e.forge = sign
	if _, _, err := h.EndProvider(t.Context(), h.there(e, nil, "", "s1", email)); err != nil {
		t.Fatalf("an honest one: %v", err)
	}
	stranger, err := mockoidc.RandomKeypair(2048)
	h.ok(err)
	for name, forge := range map[string]func(jwt.MapClaims) string{
		"another issuer":      with("iss", "https://evil.example"),
		"another audience":    with("aud", "somebody"),
		"no audience":         with("aud", nil),
		"many, party another": func(c jwt.MapClaims) string { c["aud"], c["azp"] = []string{e.ClientID, "x"}, "x"; return sign(c) },
		"many, no party":      with("aud", []string{e.ClientID, "x"}),
		"another party":       with("azp", "x"),
		"another nonce":       with("nonce", "another"),
		"no nonce":            with("nonce", nil),
		"expired":             with("exp", time.Now().Add(-time.Hour).Unix()),
		"no subject":          with("sub", nil),
		"a long subject":      with("sub", strings.Repeat("s", 256)),
		"alg none":            func(c jwt.MapClaims) string { return raw(map[string]string{"alg": "none"}) + "." + raw(c) + "." },
		"HMAC with the secret": func(c jwt.MapClaims) string {
			s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(e.ClientSecret))
			h.ok(err)
			return s
		},
		"another key": func(c jwt.MapClaims) string {
			s, err := stranger.SignJWT(c)
			h.ok(err)
			return s
		},
		"no token": func(jwt.MapClaims) string { return "" },
	} {
		e.forge = forge
		if _, p, err := h.EndProvider(t.Context(), h.there(e, nil, "", "s1", email)); !errors.Is(err, account.ErrProvider) {
			t.Errorf("%s: %v %v", name, p, err)
		}
	}
}

// A provider that does not answer is no reason to wait for ever, and is asked again by the next who comes.
func TestProviderIsAway(t *testing.T) {
	e := newElsewhere(t)
	p := e.provider()
	p.Issuer = "http://127.0.0.1:1"
	h := newHouse(t, account.Doors{Provider: p})
	for range 2 {
		if _, _, err := h.BeginProvider(t.Context(), nil, "", here); !errors.Is(err, brush.ErrUnavailable) {
			t.Error(err)
		}
	}
	for _, bad := range []*account.Provider{{Name: "x", Issuer: "http://id.example.org", ClientID: "x"}, {Name: "x", Issuer: "nothing", ClientID: "x"}, {Name: "x", Issuer: "https://id.example.org"}} {
		if err := h.Open(account.Doors{Provider: bad}); !errors.As(err, new(*brush.FieldError)) {
			t.Errorf("%s: %v", bad.Issuer, err)
		}
	}
}
