package account

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// MostIdentities is how many identities elsewhere an account may be linked with.
const MostIdentities = 10

const (
	// providerPatience is how long a provider may take for one answer.
	providerPatience = 10 * time.Second
	// maxProviderAnswer is how many bytes of it are read.
	maxProviderAnswer = 1 << 20
	longestSubject    = 255 // bytes [OpenID Connect Core, 2]
)

// Provider is an OpenID Connect provider whose accounts may come in here.
type Provider struct {
	Name     string // for people
	Issuer   string // its address; https, or http on this machine
	ClientID string
	Secret   string
	Callback string // where it sends people back to

	mu    sync.Mutex
	found *oidc.Provider
}

// ErrProvider says that a provider's answer cannot be believed, or did not come. It is of kind brush.ErrForbidden.
var ErrProvider = fmt.Errorf("%w: the provider's answer does not fit", brush.ErrForbidden)

// ErrUnlinked says that the identity elsewhere belongs to no account here. It is of kind brush.ErrForbidden.
var ErrUnlinked = fmt.Errorf("%w: the identity is linked with no account", brush.ErrForbidden)

func (c *Provider) check() error {
	u, err := url.Parse(c.Issuer)
	local := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && !(local && u.Scheme == "http"):
		return bad("oidc-issuer", "is no address that begins with https://")
	case c.ClientID == "":
		return bad("oidc-client-id", "is missing")
	case c.Name == "":
		return bad("oidc-name", "is missing")
	}
	return nil
}

// ProviderName is what the provider is called, "" when there is none.
func (s *Service) ProviderName() string {
	if s.doors.Provider == nil {
		return ""
	}
	return s.doors.Provider.Name
}

// ProviderIssuer is the provider's issuer, "" when there is none.
func (s *Service) ProviderIssuer() string {
	if s.doors.Provider == nil {
		return ""
	}
	return s.doors.Provider.Issuer
}

// short reads no more of an answer than there is reason to.
type short struct{ next http.RoundTripper }

func (t short) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := t.next.RoundTrip(r)
	if err == nil {
		a.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(a.Body, maxProviderAnswer), a.Body}
	}
	return a, err
}

var toProvider = &http.Client{Timeout: providerPatience, Transport: short{http.DefaultTransport}}

// discover asks a provider once what it offers; after a failure the next one who comes asks again.
func (c *Provider) discover(ctx context.Context) (*oidc.Provider, *oauth2.Config, context.Context, error) {
	ctx = oidc.ClientContext(ctx, toProvider)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found == nil {
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), toProvider), c.Issuer)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%w: ask the provider: %w", brush.ErrUnavailable, err)
		}
		c.found = found
	}
	return c.found, &oauth2.Config{ClientID: c.ClientID, ClientSecret: c.Secret, Endpoint: c.found.Endpoint(), RedirectURL: c.Callback,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}, ctx, nil
}

// journey is what is remembered of somebody who was sent to the provider.
type journey struct {
	Nonce, Verifier string
	Link            string // the log-in that links
	Invitation      string // by which somebody comes
}

// BeginProvider sends a browser to the provider: to log in; with p, to link its account; with a code, to come in by an invitation. The secret is
// for the browser alone, which must show it at the end.
func (s *Service) BeginProvider(ctx context.Context, p *Principal, invitation, address string) (to, secret string, err error) {
	c := s.doors.Provider
	if c == nil {
		return "", "", fmt.Errorf("find the provider: %w", brush.ErrNotFound)
	}
	if err := s.mayBegin(address); err != nil {
		return "", "", err
	}
	j, account := journey{Verifier: oauth2.GenerateVerifier(), Invitation: invitation}, ""
	if p != nil {
		if err := s.proved(ctx, p); err != nil {
			return "", "", err
		}
		account, j.Link = p.Account.ID, loginName(p)
	}
	if invitation != "" {
		if _, err := s.invitation(ctx, invitation, address); err != nil {
			return "", "", err
		}
	}
	_, config, _, err := c.discover(ctx)
	if err != nil {
		return "", "", err
	}
	if j.Nonce, err = s.secret(); err != nil {
		return "", "", err
	}
	if secret, err = s.secret(); err != nil {
		return "", "", err
	}
	data, err := json.Marshal(j)
	if err != nil {
		return "", "", fmt.Errorf("remember a journey: %w", err)
	}
	state, err := s.begin(ctx, store.Attempt{Kind: forProvider, Account: account, Bound: codeName(secret), Data: data}, attemptLasts)
	if err != nil {
		return "", "", err
	}
	return config.AuthCodeURL(state, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), secret, nil
}

// Returned is what a browser brings back from the provider.
type Returned struct {
	State, Code, Error, Issuer string
	Secret                     string // of the browser
	Cookie                     string // of the log-in that it has, "": none
	Address, Agent             string
}

// claims is what is read of an ID token besides what the library checks.
type claims struct {
	Email, Name string
	Preferred   string `json:"preferred_username"`
	Party       string `json:"azp"`
}

// EndProvider lets somebody in who was at the provider, or links their account: then cookie is "". ErrAttempt for what was not begun in this
// browser, ErrProvider for an answer that cannot be believed, ErrUnlinked for somebody whom nobody knows here.
func (s *Service) EndProvider(ctx context.Context, r Returned) (cookie string, p *Principal, err error) {
	c := s.doors.Provider
	if c == nil {
		return "", nil, fmt.Errorf("find the provider: %w", brush.ErrNotFound)
	}
	if r.State == "" || r.Secret == "" {
		return "", nil, ErrAttempt
	}
	a, err := s.take(ctx, r.State, forProvider, codeName(r.Secret))
	if err != nil {
		return "", nil, err
	}
	var j journey
	if err := json.Unmarshal(a.Data, &j); err != nil {
		return "", nil, fmt.Errorf("remember a journey: %w", err)
	}
	if r.Error != "" || r.Code == "" || r.Issuer != "" && r.Issuer != c.Issuer { // [RFC 9207]
		return "", nil, ErrProvider
	}
	subject, said, err := c.ask(ctx, r.Code, j, s.now)
	if err != nil {
		return "", nil, err
	}
	now := s.now()
	i := store.Identity{Issuer: c.Issuer, Subject: subject, Account: a.Account, Name: said.called(), Created: now, LastUsed: now}
	if j.Link != "" {
		p, err := s.byLogin(ctx, r.Cookie)
		if err != nil {
			return "", nil, err
		}
		if loginName(p) != j.Link || p.Account.ID != a.Account {
			return "", nil, ErrAttempt
		}
		return "", p, s.changeWays(ctx, p, "link", "linked", func(tx store.KeysTx, _ *store.Account) error { return s.link(tx, i) })
	}
	there, err := s.store.Identity(ctx, c.Issuer, subject)
	switch {
	case err == nil:
		there.LastUsed, there.Name = now, i.Name
		cookie, p, err = s.enter(ctx, there.Account, r.Agent, "provider", provedLasts, func(tx store.KeysTx) error {
			if _, err := tx.Identity(there.Issuer, there.Subject); err != nil {
				return err // unlinked meanwhile
			}
			return tx.PutIdentity(there)
		})
		if errors.Is(err, ErrUnauthorized) || errors.Is(err, brush.ErrNotFound) {
			err = ErrUnlinked
		}
		if err != nil || j.Invitation == "" {
			return cookie, p, err
		}
		p, err = s.JoinToo(ctx, p, j.Invitation, r.Address)
		return cookie, p, err
	case !errors.Is(err, brush.ErrNotFound):
		return "", nil, fmt.Errorf("find the identity: %w", err)
	case j.Invitation == "":
		return "", nil, ErrUnlinked
	}
	return s.joinByProvider(ctx, i, said, j.Invitation, r)
}

// ask changes the code for an ID token and checks that: signature, issuer, audience, expiry, nonce.
func (c *Provider) ask(ctx context.Context, code string, j journey, now func() time.Time) (subject string, said claims, err error) {
	found, config, ctx, err := c.discover(ctx)
	if err != nil {
		return "", said, err
	}
	t, err := config.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return "", said, ErrProvider
	}
	raw, _ := t.Extra("id_token").(string)
	token, err := found.Verifier(&oidc.Config{ClientID: c.ClientID, Now: now}).Verify(ctx, raw)
	if err != nil {
		return "", said, ErrProvider
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(j.Nonce)) != 1 || token.Subject == "" || len(token.Subject) > longestSubject {
		return "", said, ErrProvider
	}
	if err := token.Claims(&said); err != nil || len(token.Audience) > 1 && said.Party != c.ClientID || said.Party != "" && said.Party != c.ClientID {
		return "", said, ErrProvider
	}
	if !slices.Contains(token.Audience, c.ClientID) {
		return "", said, ErrProvider
	}
	return token.Subject, said, nil
}

// called is what somebody is called at the provider, cut to what is kept.
func (c claims) called() string {
	for _, n := range []string{c.Preferred, c.Email, c.Name} {
		if n, err := cleanName("name", strings.ToValidUTF8(n, ""), 100); err == nil {
			return n
		}
	}
	return ""
}

// joinByProvider makes an account for somebody who comes by an invitation and whom the provider knows. An e-mail address that is an account's
// already proves nothing: its owner logs in and links.
func (s *Service) joinByProvider(ctx context.Context, i store.Identity, said claims, code string, r Returned) (string, *Principal, error) {
	in, err := s.invitation(ctx, code, r.Address)
	if err != nil {
		return "", nil, err
	}
	now := s.now()
	a := store.Account{Created: now}
	if a.Email, err = cleanEmail(said.Email); err != nil {
		return "", nil, &RuleError{Says: "The provider does not say an e-mail address. Join with a passkey or a password, and link afterwards.", kind: brush.ErrConflict}
	}
	if a.Name, err = cleanName("name", said.Name, 100); err != nil {
		a.Name, _, _ = strings.Cut(a.Email, "@")
	}
	if a.ID, err = s.newID(now); err != nil {
		return "", nil, err
	}
	i.Account = a.ID
	cookie, l, err := s.newLogin(a.ID, in.Household, r.Agent, now)
	if err != nil {
		return "", nil, err
	}
	m, err := s.join(ctx, in, a.ID, func(tx store.KeysTx) error {
		if err := tx.PutAccount(a); errors.Is(err, brush.ErrConflict) {
			return &RuleError{Says: "Log in to your account first, link it there, and open the invitation again.", kind: brush.ErrConflict}
		} else if err != nil {
			return err
		}
		return errors.Join(s.link(tx, i), s.tellLogin(ctx, tx, &l, "provider", false), tx.PutLogin(l))
	})
	if err != nil {
		return "", nil, err
	}
	return cookie, principalOf(a, m, &l), nil
}
