package oauth_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/store"
)

func TestRevocation(t *testing.T) {
	r := newRig(t)
	token := r.granted()
	revoke := func(token string, as *app) *httptest.ResponseRecorder {
		return r.post("/oauth/revoke", values("token", token, "token_type_hint", "whatever"), as)
	}
	r.refused("RFC 7009 2.1: without a client", revoke(token.Access, nil), 401, "invalid_client")
	r.refused("RFC 7009 2.1: a wrong secret", revoke(token.Access, &app{r.app.ID, "x"}), 401, "invalid_client")
	r.refused("RFC 7009 2.1: another client's", revoke(token.Access, &r.second), 400, "invalid_grant")
	r.refused("RFC 7009 2.1: no token", revoke("", &r.app), 400, "invalid_request")
	if w := revoke("nobody's", &r.app); w.Code != 200 {
		t.Errorf("RFC 7009 2.2: a token that is none: %d", w.Code)
	}
	if n := r.opens(token.Access, "/people"); n != 200 {
		t.Fatalf("%d", n)
	}
	if w := revoke(token.Access, &r.app); w.Code != 200 || r.opens(token.Access, "/people") != 401 {
		t.Errorf("RFC 7009 2: %d", w.Code)
	}
	token = r.refresh(token.Refresh)
	if n := r.opens(token.Access, "/people"); n != 200 {
		t.Errorf("an access token alone was taken back: %d", n)
	}
	if w := revoke(token.Refresh, &r.app); w.Code != 200 || r.opens(token.Access, "/people") != 401 || r.refresh(token.Refresh).Error != "invalid_grant" {
		t.Errorf("RFC 7009 2.1: all of a grant goes with its refresh token: %d", w.Code)
	}
	if w := revoke(token.Refresh, &r.app); w.Code != 200 {
		t.Errorf("RFC 7009 2.2: again: %d", w.Code)
	}
}

func TestIntrospection(t *testing.T) {
	r := newRig(t)
	token := r.granted()
	ask := func(token string, as *app) (out map[string]any) {
		w := r.post("/oauth/introspect", values("token", token), as)
		if w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		r.read(w, &out)
		return out
	}
	inactive := func(what, token string, as *app) {
		t.Helper()
		if got := ask(token, as); len(got) != 1 || got["active"] != false {
			t.Errorf("RFC 7662 2.2: %s: %v", what, got)
		}
	}
	got := ask(token.Access, &r.app)
	if got["active"] != true || got["client_id"] != r.app.ID || got["sub"] != "owner" || got["scope"] != "openid sessions:read people:read" || got["token_type"] != "Bearer" || got["iss"] != issuer {
		t.Errorf("%v", got)
	}
	if got := ask(token.Refresh, &r.app); got["active"] != true {
		t.Errorf("%v", got)
	}
	r.refused("RFC 7662 2.1: without a client", r.post("/oauth/introspect", values("token", token.Access), nil), 401, "invalid_client")
	r.refused("RFC 7662 2.1: a public client", r.post("/oauth/introspect", values("token", token.Access, "client_id", cli), nil), 401, "invalid_client")
	r.refused("RFC 7662 2.1: no token", r.post("/oauth/introspect", values(), &r.app), 400, "invalid_request")
	if w := r.do("GET", "/oauth/introspect?token="+token.Access, "", nil); w.Code != 405 {
		t.Errorf("RFC 7662 2.1: GET: %d", w.Code)
	}
	inactive("another client's", token.Access, &r.second)
	inactive("nobody's", "x", &r.app)
	next := r.refresh(token.Refresh)
	inactive("used", token.Refresh, &r.app)
	r.pass(time.Hour)
	inactive("expired", next.Access, &r.app)
	next = r.refresh(next.Refresh)
	r.keys(func(tx keysTx) error {
		return tx.PutMembership(store.Membership{Account: "owner", Household: "home", Role: store.Viewer, Expires: r.clock()})
	})
	inactive("of who is no member", next.Access, &r.app)
}

func TestUserinfo(t *testing.T) {
	r := newRig(t)
	all := r.granted("scope", "openid profile email")
	var who map[string]any
	r.read(r.bearer(all.Access, "GET", "/oauth/userinfo"), &who)
	if who["sub"] != "owner" || who["name"] != "OWNER" || who["email"] != "owner@example.org" || who["email_verified"] != false {
		t.Errorf("OpenID Connect Core 5.3.2: %v", who)
	}
	who = nil
	r.read(r.bearer(r.granted("scope", "openid").Access, "POST", "/oauth/userinfo"), &who)
	if who["sub"] != "owner" || len(who) != 1 {
		t.Errorf("OpenID Connect Core 5.4: only what was granted: %v", who)
	}
	for name, c := range map[string]struct {
		header, path string
		status       int
		has          string
	}{
		"RFC 6750 3.1: no token":            {"", "", 401, `Bearer realm="enamel"`},
		"RFC 6750 3.1: a wrong one":         {"Bearer x", "", 401, `error="invalid_token"`},
		"RFC 6750 3.1: a refresh token":     {"Bearer " + all.Refresh, "", 401, `error="invalid_token"`},
		"RFC 6750 3.1: not for this":        {"Bearer " + r.granted("scope", "people:read").Access, "", 403, `error="insufficient_scope"`},
		"RFC 6750 3.1: another scheme":      {"Basic eDp5", "", 400, `error="invalid_request"`},
		"RFC 6750 2: two ways at once":      {"Bearer " + all.Access, "?access_token=" + all.Access, 400, `error="invalid_request"`},
		"OAuth 2.1 5.1: not by the address": {"", "?access_token=" + all.Access, 401, `Bearer`},
	} {
		h := map[string]string{}
		if c.header != "" {
			h["Authorization"] = c.header
		}
		w := r.do("GET", "/oauth/userinfo"+c.path, "", h)
		if w.Code != c.status || !strings.Contains(w.Header().Get("WWW-Authenticate"), c.has) {
			t.Errorf("%s: %d %q", name, w.Code, w.Header().Get("WWW-Authenticate"))
		}
	}
	if w := r.do("GET", "/oauth/userinfo", "", nil); strings.Contains(w.Header().Get("WWW-Authenticate"), "error") {
		t.Error("RFC 6750 3.1: who showed nothing is told no error")
	}
}

func (r *rig) jwks() *jose.JSONWebKeySet {
	r.t.Helper()
	w := r.do("GET", "/oauth/jwks", "", nil)
	if strings.Contains(w.Body.String(), `"d":`) {
		r.t.Fatal("a private key is shown")
	}
	ks := &jose.JSONWebKeySet{}
	r.read(w, ks)
	return ks
}

func TestIDToken(t *testing.T) {
	r := newRig(t)
	r.pass(time.Minute)
	got := r.granted("scope", "openid profile")
	token, err := jwt.ParseSigned(got.ID, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := token.Claims(r.jwks().Key(token.Headers[0].KeyID)[0], &c); err != nil {
		t.Fatal(err)
	}
	now := float64(r.clock().Unix())
	if c["iss"] != issuer || c["aud"] != r.app.ID || c["sub"] != "owner" || c["nonce"] != "a nonce" || c["iat"] != now || c["exp"] != now+600 || c["auth_time"] != now-60 || c["name"] != "OWNER" || c["email"] != nil || c["at_hash"] == "" {
		t.Errorf("OpenID Connect Core 2: %v", c)
	}
	if r.granted("scope", "people:read").ID != "" {
		t.Error("who did not ask for openid gets no id token")
	}
}

// The next key is published before it signs, and the last one until nothing that it signed is good.
func TestKeysTurn(t *testing.T) {
	r := newRig(t)
	signedBy := func() string {
		token, err := jwt.ParseSigned(r.granted("scope", "openid").ID, []jose.SignatureAlgorithm{jose.ES256})
		if err != nil {
			t.Fatal(err)
		}
		return token.Headers[0].KeyID
	}
	first := signedBy()
	if n := len(r.jwks().Keys); n != 1 || signedBy() != first {
		t.Errorf("%d keys", n)
	}
	r.keys(func(tx keysTx) error { // so that nobody has to log in during these months
		return tx.PutLogin(func() store.Login {
			l := r.login("owner", "home", "owner")
			l.Expires = l.Expires.Add(9000 * time.Hour)
			return l
		}())
	})
	r.pass(84 * 24 * time.Hour)
	ks := r.jwks().Keys
	if len(ks) != 2 || signedBy() != first {
		t.Fatalf("%d keys, and the old one signs: %v", len(ks), signedBy() == first)
	}
	r.pass(6*24*time.Hour + time.Minute)
	second := signedBy()
	if second == first || second != ks[1].KeyID || len(r.jwks().Keys) != 2 {
		t.Errorf("%s %s %d", first, second, len(r.jwks().Keys))
	}
	r.pass(25 * time.Hour)
	if now := r.jwks(); len(now.Key(first)) != 0 || len(now.Key(second)) != 1 {
		t.Error("the old key is still there")
	}
	// Another server, with another seal, signs with a key of its own; both are published.
	other := oauth.New(oauth.Config{Store: r.st, Issuer: issuer, Sealer: newBox(t, 2), Log: r.provider.Log, Now: r.clock})
	w := httptest.NewRecorder()
	other.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/oauth/jwks", nil))
	var both jose.JSONWebKeySet
	if r.read(w, &both); len(both.Keys) != 2 {
		t.Errorf("%d keys of two servers", len(both.Keys))
	}
	// What is kept does not hold the private half in the clear.
	kept, err := r.st.SigningKeys(context.Background())
	if err != nil || len(kept) == 0 {
		t.Fatal(err)
	}
	for _, k := range kept {
		if _, err := newBox(t, 3).Open(k.Sealed, "oauth key "+k.ID); err == nil {
			t.Error("it opens with another seal")
		}
	}
}

func TestMetadata(t *testing.T) {
	r := newRig(t)
	var one, two map[string]any
	r.read(r.do("GET", oauth.Metadata, "", nil), &one)
	r.read(r.do("GET", oauth.OpenIDMetadata, "", nil), &two)
	for _, k := range []string{"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported", "scopes_supported"} {
		if one[k] == nil || two[k] == nil {
			t.Errorf("RFC 8414 2, OpenID Connect Discovery 3: no %s", k)
		}
	}
	if one["issuer"] != issuer || one["authorization_response_iss_parameter_supported"] != true || one["registration_endpoint"] != nil {
		t.Errorf("RFC 8414 3.3, RFC 9207 3: %v", one)
	}
	if b, _ := json.Marshal(one["code_challenge_methods_supported"]); string(b) != `["S256"]` {
		t.Errorf("%s", b)
	}
	// Every endpoint that is named answers.
	for k, v := range one {
		at, ok := strings.CutPrefix(func() string { s, _ := v.(string); return s }(), issuer)
		if ok && at != "" {
			if w := r.do("OPTIONS", at, "", nil); w.Code == 404 {
				t.Errorf("%s is not there", k)
			}
		}
	}
	// Without a public address the issuer is what is asked for, and a strange one is not repeated.
	p := oauth.New(oauth.Config{Store: r.st, Sealer: newBox(t, 1), Log: r.provider.Log, Now: r.clock})
	for host, want := range map[string]string{"teeth.local:8080": "http://teeth.local:8080", `a"b`: "http://localhost", "a/b": "http://localhost", "a@b": "http://localhost"} {
		q := httptest.NewRequest("GET", oauth.Metadata, nil)
		q.Host = host
		if got := p.IssuerFor(q); got != want {
			t.Errorf("%q: %q", host, got)
		}
	}
}

// Pages of other sites may ask where what they show is their own secret, and nowhere else.
func TestCORS(t *testing.T) {
	r := newRig(t)
	for path, open := range map[string]bool{"/oauth/token": true, "/oauth/userinfo": true, "/oauth/jwks": true, oauth.Metadata: true, oauth.OpenIDMetadata: true,
		"/oauth/authorize": false, "/oauth/introspect": false, "/oauth/revoke": false, "/oauth/device_authorization": false, "/api/v1/people": false, "/api/v1/oauth/answers": false} {
		w := r.do("OPTIONS", path, "", map[string]string{"Origin": "https://app.example", "Access-Control-Request-Method": "POST"})
		if got := w.Header().Get("Access-Control-Allow-Origin"); (got == "*") != open || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %q", path, got)
		}
	}
	// A page of another site redeems its code: no cookie is asked for.
	code := r.code("owner", with(r.question(), "client_id", cli, "redirect_uri", "http://127.0.0.1:5/callback"), "")
	w := r.do("POST", "/oauth/token", with(redeem(code), "client_id", cli, "redirect_uri", "http://127.0.0.1:5/callback").Encode(),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"})
	if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRegistration(t *testing.T) {
	r := newRigWith(t, func(c *oauth.Config) { c.Registration = true })
	register := func(body string) *httptest.ResponseRecorder {
		r.pass(time.Hour)
		return r.do("POST", "/oauth/register", body, map[string]string{"Content-Type": "application/json"})
	}
	w := register(`{"redirect_uris":["https://self.example/cb"],"client_name":"Self","scope":"openid people:read","grant_types":["authorization_code","refresh_token"],"logo_uri":"https://x.example/y"}`)
	var c struct {
		app
		Method string   `json:"token_endpoint_auth_method"`
		Flows  []string `json:"grant_types"`
		Issued int64    `json:"client_id_issued_at"`
	}
	if r.read(w, &c); w.Code != 201 || c.Secret == "" || c.Method != "client_secret_basic" || len(c.Flows) != 2 || c.Issued != r.clock().Unix() || !strings.Contains(w.Body.String(), `"client_secret_expires_at":0`) {
		t.Errorf("RFC 7591 3.2.1: %d %s", w.Code, w.Body)
	}
	name := r.asked(with(r.question(), "client_id", c.ID, "redirect_uri", "https://self.example/cb", "scope", "people:read"))
	var q oauthRequest
	r.read(r.api("neighbour", "POST", "/oauth/questions", `{"request":"`+name+`"}`), &q)
	if q.Vouched != "nobody" || q.Host != "self.example" {
		t.Errorf("nobody vouches for it, and people are told: %+v", q)
	}
	code := r.answered(r.answer("neighbour", name, `,"allow":true`)).Get("code")
	if got := r.tokens(r.post("/oauth/token", with(redeem(code), "redirect_uri", "https://self.example/cb"), &c.app)); got.Access == "" {
		t.Errorf("%+v", got)
	}
	for what, c := range map[string]struct{ body, code string }{
		"no JSON":                 {`x`, "invalid_client_metadata"},
		"no object":               {`[]`, "invalid_client_metadata"},
		"a number for a name":     {`{"client_name":7}`, "invalid_client_metadata"},
		"no address":              {`{}`, "invalid_redirect_uri"},
		"http":                    {`{"redirect_uris":["http://a.example/"]}`, "invalid_redirect_uri"},
		"a script":                {`{"redirect_uris":["javascript:alert(1)"]}`, "invalid_redirect_uri"},
		"too many":                {`{"redirect_uris":["https://a.example/` + strings.Repeat(`","https://a.example/`, 11) + `"]}`, "invalid_redirect_uri"},
		"a method we do not know": {`{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"}`, "invalid_client_metadata"},
		"implicit":                {`{"redirect_uris":["https://a.example/"],"grant_types":["implicit"]}`, "invalid_client_metadata"},
		"a response_type":         {`{"redirect_uris":["https://a.example/"],"response_types":["token"]}`, "invalid_client_metadata"},
		"a scope":                 {`{"redirect_uris":["https://a.example/"],"scope":"root"}`, "invalid_client_metadata"},
		"a scope no app has":      {`{"redirect_uris":["https://a.example/"],"scope":"tokens:write"}`, "invalid_client_metadata"},
		"a name too long":         {`{"redirect_uris":["https://a.example/"],"client_name":"` + strings.Repeat("x", 61) + `"}`, "invalid_client_metadata"},
		"deep":                    {strings.Repeat(`{"a":`, 1500) + `1` + strings.Repeat(`}`, 1500), "invalid_redirect_uri"},
	} {
		r.refused(what, register(c.body), 400, c.code)
	}
	if w := register(`{"x":"` + strings.Repeat("y", 20000) + `"}`); w.Code != 413 {
		t.Errorf("too long: %d", w.Code)
	}
	n := 0
	for range 20 {
		if w := r.do("POST", "/oauth/register", `{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"none"}`, map[string]string{"Content-Type": "application/json"}); w.Code == 201 {
			n++
			if strings.Contains(w.Body.String(), "client_secret") {
				t.Error("a public client got a secret")
			}
		} else if w.Code != 429 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if n > 10 {
		t.Errorf("%d in an hour from one address", n)
	}
}

// What is open with a token is closed when its grant ends, at once, on whichever server it is open.
func TestOpenStreamEnds(t *testing.T) {
	r := newRig(t)
	accounts := account.New(r.st, r.clock, nil)
	apps := oauth.New(oauth.Config{Store: r.st, Issuer: issuer, Log: r.provider.Log, Now: r.clock, Ended: accounts.Reconsider})
	accounts.Trust(oauth.AccessPrefix, apps)
	hub := live.NewHub(r.st, 0)
	other, err := httpapi.New(t.Context(), httpapi.Config{Version: "test", PublicURL: issuer, Store: r.st, Accounts: accounts, Hub: hub, Brands: all.Set(), Now: r.clock,
		Log: r.provider.Log, OAuth: apps, Ingest: &ingest.Ingester{Store: r.st, Brands: all.Set(), Now: r.clock, Wake: hub.Wake}})
	if err != nil {
		t.Fatal(err)
	}
	r.ended = hub.Wake // what a store says to the other server when something was committed
	for name, end := range map[string]func(token got){
		"in the list": func(got) {
			var all struct{ Items []struct{ ID string } }
			r.read(r.api("owner", "GET", "/me/grants", ""), &all)
			if w := r.api("owner", "DELETE", "/me/grants/"+all.Items[0].ID, ""); w.Code != 204 {
				t.Fatalf("%d", w.Code)
			}
		},
		"by the app": func(token got) {
			if w := r.post("/oauth/revoke", values("token", token.Refresh), &r.app); w.Code != 200 {
				t.Fatalf("%d", w.Code)
			}
		},
		"a refresh token is shown twice": func(token got) {
			r.refresh(token.Refresh)
			r.refused("again", r.post("/oauth/token", values("grant_type", "refresh_token", "refresh_token", token.Refresh), &r.app), 400, "invalid_grant")
		},
		"the app is removed": func(got) {
			if w := r.api("owner", "DELETE", "/oauth/clients/"+r.app.ID, ""); w.Code != 204 {
				t.Fatalf("%d", w.Code)
			}
			r.app = r.second
		},
	} {
		token := r.granted("scope", "live:read")
		here, there := r.listen(r.handler, token.Access), r.listen(other, token.Access)
		end(token)
		for where, ended := range map[string]<-chan struct{}{"here": here, "on the other server": there} {
			select {
			case <-ended:
			case <-time.After(5 * time.Second):
				t.Errorf("%s: the stream is still open %s", name, where)
			}
		}
	}
	ls, err := r.st.AuditLines(t.Context(), "home", store.AuditQuery{})
	if err != nil {
		t.Fatal(err)
	}
	said := map[store.Act]map[string]int{}
	for _, l := range ls {
		if said[l.Act] == nil {
			said[l.Act] = map[string]int{}
		}
		said[l.Act][l.Detail]++
	}
	if got := said[store.ActAppRevoked]; len(got) != 4 || got[""] != 1 || got["by_the_app"] != 1 || got["token_shown_twice"] != 1 || got["app_removed"] != 1 || said[store.ActAppAllowed][""] != 4 {
		t.Errorf("the log says %v", said)
	}
}

// listen opens a live stream; what it returns is closed when the stream is.
func (r *rig) listen(handler http.Handler, token string) <-chan struct{} {
	r.t.Helper()
	srv := httptest.NewServer(handler)
	r.t.Cleanup(srv.Close)
	q, err := http.NewRequestWithContext(r.t.Context(), "GET", srv.URL+"/api/v1/live", nil)
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(q)
	if err != nil || res.StatusCode != 200 {
		r.t.Fatalf("%v %v", res, err)
	}
	r.t.Cleanup(func() { _ = res.Body.Close() })
	if _, err := res.Body.Read(make([]byte, 1)); err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, res.Body)
	}()
	return ended
}

// Without a key file nobody can log in elsewhere; everything else goes on.
func TestWithoutAKey(t *testing.T) {
	r := newRigWith(t, func(c *oauth.Config) { c.Sealer = nil })
	w := r.authorize(r.question(), "")
	if to, _ := w.Result().Location(); to == nil || to.Query().Get("error") != "invalid_scope" {
		t.Errorf("%d %v", w.Code, to)
	}
	if n := len(r.jwks().Keys); n != 0 {
		t.Errorf("%d keys", n)
	}
	if got := r.granted("scope", "people:read"); got.Access == "" || got.ID != "" {
		t.Errorf("%+v", got)
	}
}
