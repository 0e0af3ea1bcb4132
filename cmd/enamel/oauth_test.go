package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// person is somebody with a browser who is logged in.
type person struct {
	t      *testing.T
	at     string
	client *http.Client
}

func logIn(t *testing.T, h *house) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, at: "http://" + h.listen, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	p.call("POST", "/api/v1/login", map[string]any{"email": "anna@example.org", "password": "a password of some length"}, 200, nil)
	return p
}

func (p *person) call(method, path string, body any, status int, into any) {
	p.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(p.t.Context(), method, p.at+path, bytes.NewReader(b))
	if err != nil {
		p.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	res, err := p.client.Do(q)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != status {
		p.t.Fatalf("%s %s: %d %s %v, want %d", method, path, res.StatusCode, got, err, status)
	}
	if into != nil {
		if err := json.Unmarshal(got, into); err != nil {
			p.t.Fatal(err)
		}
	}
}

// follow opens an app's link, says yes on the page that it leads to, and returns what the app is told.
func (p *person) follow(link string, answer map[string]any) url.Values {
	p.t.Helper()
	q, err := http.NewRequestWithContext(p.t.Context(), "GET", link, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := p.client.Do(q)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = res.Body.Close()
	at, err := res.Location()
	if err != nil || at.Path != "/consent" {
		p.t.Fatalf("%d %v %v", res.StatusCode, at, err)
	}
	answer["request"] = at.Query().Get("request")
	p.call("POST", "/api/v1/oauth/questions", map[string]any{"request": answer["request"]}, 200, nil)
	var to struct{ Redirect string }
	p.call("POST", "/api/v1/oauth/answers", answer, 200, &to)
	u, err := url.Parse(to.Redirect)
	if err != nil {
		p.t.Fatal(err)
	}
	return u.Query()
}

func status(t *testing.T, c *http.Client, at string) int {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), "GET", at, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// golang.org/x/oauth2 knows nothing of us: it completes the code with PKCE, renews, and completes the device grant.
func TestStockOAuthClient(t *testing.T) {
	h := newHouse(t)
	anna := logIn(t, h)
	at := "http://" + h.listen
	cli := &oauth2.Config{ClientID: "enamel-cli", RedirectURL: "http://127.0.0.1:49152/callback", Scopes: []string{"people:read", "sessions:read"},
		Endpoint: oauth2.Endpoint{AuthURL: at + "/oauth/authorize", TokenURL: at + "/oauth/token", DeviceAuthURL: at + "/oauth/device_authorization"}}
	ctx := t.Context()
	verifier := oauth2.GenerateVerifier()
	got := anna.follow(cli.AuthCodeURL("a state", oauth2.S256ChallengeOption(verifier)), map[string]any{"allow": true})
	if got.Get("state") != "a state" || got.Get("iss") != at || got.Get("code") == "" {
		t.Fatalf("%v", got)
	}
	token, err := cli.Exchange(ctx, got.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	if n := status(t, cli.Client(ctx, token), at+"/api/v1/people"); n != 200 {
		t.Errorf("with the token: %d", n)
	}
	if n := status(t, cli.Client(ctx, token), at+"/api/v1/brushes"); n != 403 {
		t.Errorf("what was not granted: %d", n)
	}
	// The library renews by itself when a token is over.
	old := *token
	old.Expiry = time.Now().Add(-time.Minute)
	renewed, err := cli.TokenSource(ctx, &old).Token()
	if err != nil || renewed.AccessToken == token.AccessToken || renewed.RefreshToken == token.RefreshToken {
		t.Fatalf("%v %v", renewed, err)
	}
	if n := status(t, cli.Client(ctx, renewed), at+"/api/v1/people"); n != 200 {
		t.Errorf("with the new token: %d", n)
	}
	// Disconnected in the app, it is out at once.
	var grants struct{ Items []struct{ ID string } }
	anna.call("GET", "/api/v1/me/grants", nil, 200, &grants)
	if len(grants.Items) != 1 {
		t.Fatalf("%v", grants)
	}
	anna.call("DELETE", "/api/v1/me/grants/"+grants.Items[0].ID, nil, 204, nil)
	if n := status(t, cli.Client(ctx, renewed), at+"/api/v1/people"); n != 401 {
		t.Errorf("disconnected: %d", n)
	}

	// A gateway shows a code.
	gateway := *cli
	gateway.ClientID, gateway.Scopes, gateway.RedirectURL = "enamel-gateway", []string{"frames:write"}, ""
	shown, err := gateway.DeviceAuth(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if shown.VerificationURI != at+"/link" || !strings.HasPrefix(shown.VerificationURIComplete, at+"/link?code=") || shown.Interval != 5 {
		t.Errorf("%+v", shown)
	}
	answered := make(chan error, 1)
	var bearer *oauth2.Token
	go func() {
		var err error
		bearer, err = gateway.DeviceAccessToken(ctx, shown)
		answered <- err
	}()
	typed := strings.ToLower(strings.ReplaceAll(shown.UserCode, "-", " "))
	anna.call("POST", "/api/v1/oauth/questions", map[string]any{"code": typed}, 200, nil)
	anna.call("POST", "/api/v1/oauth/answers", map[string]any{"code": typed, "allow": true, "source": "bathroom"}, 200, nil)
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	line := `{"source":"bathroom","seq":1,"device":"AA:BB:CC:DD:EE:01","at":"2026-01-05T06:58:03Z","kind":"advert","company":220,"hex":"0201080300000001010004"}`
	q, err := http.NewRequestWithContext(ctx, "POST", at+"/api/v1/frames", strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-ndjson")
	res, err := gateway.Client(ctx, bearer).Do(q)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != 200 || !strings.Contains(string(b), `"accepted":1`) {
		t.Errorf("%d %s %v", res.StatusCode, b, err)
	}
	if sources := h.get("/sources"); !bytes.Contains(sources, []byte(`"bathroom"`)) {
		t.Errorf("%s", sources)
	}
}

// coreos/go-oidc is a relying party that knows nothing of us: it discovers, logs somebody in and checks who it is.
func TestStockRelyingParty(t *testing.T) {
	h := newHouse(t)
	anna := logIn(t, h)
	at := "http://" + h.listen
	var app struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	anna.call("POST", "/api/v1/oauth/clients", map[string]any{"name": "Family dashboard", "redirect_uris": []string{"https://dashboard.example/callback"}, "confidential": true}, 201, &app)
	ctx := t.Context()
	provider, err := oidc.NewProvider(ctx, at)
	if err != nil {
		t.Fatal(err)
	}
	conf := &oauth2.Config{ClientID: app.ID, ClientSecret: app.Secret, RedirectURL: "https://dashboard.example/callback", Endpoint: provider.Endpoint(),
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}
	verifier := oauth2.GenerateVerifier()
	got := anna.follow(conf.AuthCodeURL("s", oidc.Nonce("a nonce"), oauth2.S256ChallengeOption(verifier)), map[string]any{"allow": true})
	token, err := conf.Exchange(ctx, got.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: app.ID}).Verify(ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := id.VerifyAccessToken(token.AccessToken); err != nil || id.Nonce != "a nonce" {
		t.Errorf("%v, nonce %q", err, id.Nonce)
	}
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil || info.Email != "anna@example.org" || info.Subject != id.Subject {
		t.Errorf("%+v %v", info, err)
	}
	// After a restart the key is the same: what was signed is still good.
	h.kill()
	h.start()
	if _, err := oidc.NewRemoteKeySet(ctx, at+"/oauth/jwks").VerifySignature(context.Background(), raw); err != nil {
		t.Errorf("after a restart: %v", err)
	}
}
