package oauth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// codeBody is what a code is bound to.
type codeBody struct {
	Client    string `json:"client"`
	Redirect  string `json:"redirect"`
	Challenge string `json:"challenge"`
	Nonce     string `json:"nonce,omitempty"`
	AuthTime  int64  `json:"auth_time"` // Unix time in s
}

// tokens are what an app gets.
type tokens struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int64  `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
	IDToken      string `json:"id_token,omitempty"`
}

// token answers apps that show a code, a refresh token or a device code [RFC 6749 3.2].
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	f, err := formOf(w, r)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	c, err := p.authenticate(r, f)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	kind := f["grant_type"]
	switch {
	case kind == "":
		err = invalidRequest("grant_type is missing")
	case !slices.Contains(flows(), kind):
		err = fail("unsupported_grant_type", "grant_type can be "+strings.Join(flows(), ", "))
	case !slices.Contains(c.Flows, kind):
		err = fail("unauthorized_client", "this client does not use this grant_type")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	var t *tokens
	switch kind {
	case flowCode:
		t, err = p.byCode(r.Context(), p.issuer(r), c, f)
	case flowRefresh:
		t, err = p.byRefresh(r.Context(), c, f)
	case flowDevice:
		t, err = p.byDevice(r.Context(), p.issuer(r), c, f)
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, t)
}

// verifies reports whether a verifier is that of an S256 challenge [RFC 7636 4.6].
func verifies(challenge, verifier string) bool {
	if len(verifier) < 43 || len(verifier) > 128 || !unreserved(verifier) {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

var errCode = fail("invalid_grant", "the code is wrong, used, too old, or of another client")

func (p *Provider) byCode(ctx context.Context, issuer string, c *Client, f params) (*tokens, error) {
	if f["code"] == "" {
		return nil, invalidRequest("code is missing")
	}
	if f["code_verifier"] == "" {
		return nil, invalidRequest("code_verifier is missing")
	}
	now, hash := p.Now(), hashOf(f["code"])
	var t *tokens
	var g store.Grant
	var bound codeBody
	var refused *Error // told behind the commit
	replayed := false
	var ended brush.HouseholdID
	err := p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		t, refused, replayed, ended = nil, errCode, false, ""
		s, err := tx.GrantSecret(hash)
		if errors.Is(err, brush.ErrNotFound) || err == nil && s.Kind != store.CodeSecret {
			return nil
		}
		if err != nil {
			return err
		}
		bound = codeBody{}
		if err := json.Unmarshal(s.Body, &bound); err != nil {
			return err
		}
		if bound.Client != c.ID {
			return nil // the right client may still come
		}
		if g, err = tx.Grant(s.Grant); errors.Is(err, brush.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		if !s.Used.IsZero() {
			// Somebody has the code who should not: nothing that came from it is good any more [OAuth 2.1 4.1.3].
			replayed = g.Revoked.IsZero()
			ended, err = revoke(ctx, tx, s.Grant, now, "code_shown_twice")
			return err
		}
		if !s.Expires.After(now) || !g.Revoked.IsZero() {
			return nil
		}
		// One try: a code that was shown with a wrong verifier or address was stolen or is being guessed with.
		s.Used = now
		if err := tx.PutGrantSecret(s); err != nil {
			return err
		}
		if sent, ok := f["redirect_uri"]; ok && sent != bound.Redirect || !verifies(bound.Challenge, f["code_verifier"]) {
			refused = fail("invalid_grant", "code_verifier or redirect_uri is not that of the request")
			ended, err = revoke(ctx, tx, s.Grant, now, "code_misused")
			return err
		}
		refused = nil
		t, err = p.give(tx, c, &g, s.Scopes, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("redeem a code: %w", err)
	}
	if replayed {
		p.Log.WarnContext(ctx, "a code was shown twice: its grant has ended", "client", c.ID, "grant", g.ID)
	}
	if ended != "" {
		p.Ended(ended)
	}
	if refused != nil {
		return nil, refused
	}
	return p.withIDToken(ctx, t, issuer, c, &g, bound.Nonce, bound.AuthTime, now)
}

func (p *Provider) withIDToken(ctx context.Context, t *tokens, issuer string, c *Client, g *store.Grant, nonce string, authTime int64, now time.Time) (*tokens, error) {
	if !slices.Contains(g.Scopes, openID) {
		return t, nil
	}
	var err error
	t.IDToken, err = p.idToken(ctx, issuer, c, g, t.AccessToken, nonce, authTime, now)
	return t, err
}

// give makes the tokens of a grant.
func (p *Provider) give(tx store.KeysTx, c *Client, g *store.Grant, scopes []string, now time.Time) (*tokens, error) {
	access, err := p.secret(AccessPrefix)
	if err != nil {
		return nil, err
	}
	t := &tokens{AccessToken: access, TokenType: "Bearer", ExpiresIn: seconds(AccessLasts), Scope: strings.Join(scopes, " ")}
	if err := tx.PutGrantSecret(store.GrantSecret{Hash: hashOf(access), Kind: store.AccessSecret, Grant: g.ID, Scopes: scopes, Created: now,
		Expires: now.Add(AccessLasts)}); err != nil {
		return nil, err
	}
	if !slices.Contains(c.Flows, flowRefresh) {
		return t, nil
	}
	if t.RefreshToken, err = p.secret(refreshPrefix); err != nil {
		return nil, err
	}
	// The refresh token keeps all that was granted, whatever this access token was narrowed to [RFC 6749 6].
	return t, tx.PutGrantSecret(store.GrantSecret{Hash: hashOf(t.RefreshToken), Kind: store.RefreshSecret, Grant: g.ID, Scopes: g.Scopes, Created: now,
		Expires: now.Add(RefreshLasts)})
}

// revoke ends a grant, and tells everybody who follows its household, on every server: whoever is inside is asked again. why goes into the log. It
// returns the household, which Ended is told of behind the commit; "" when the grant had ended before.
func revoke(ctx context.Context, tx store.KeysTx, grant string, now time.Time, why string) (brush.HouseholdID, error) {
	g, err := tx.Grant(grant)
	if err != nil || !g.Revoked.IsZero() {
		return "", err
	}
	g.Revoked = now
	house := tx.Household(g.Household)
	_, emit := house.Emit(store.Change{Kind: store.AccessChanged, Subject: string(g.Household), At: now})
	hold, err := house.ConsentsTo(store.AppReceiver, g.ID)
	if err != nil {
		return "", err
	}
	return g.Household, errors.Join(tx.PutGrant(g), emit, store.WithdrawConsents(ctx, house, hold, accountOf(ctx), now), audit(ctx, house, store.ActAppRevoked, &g, now, why))
}

// audit writes of a grant into its household's log. What an app does to its own grant is done by the grant.
func audit(ctx context.Context, house store.Tx, act store.Act, g *store.Grant, now time.Time, detail string) error {
	e := store.AuditEntry{At: now, Act: act, Actor: store.ActorOf(ctx), About: store.Named{Kind: store.NameGrant, ID: g.ID}, Detail: detail}
	if e.Actor.By.Kind == store.Nobody {
		e.Actor.By = e.About
	}
	return house.Audit(e)
}

var errRefresh = fail("invalid_grant", "the refresh token is wrong, used, too old, taken back, or of another client")

func (p *Provider) byRefresh(ctx context.Context, c *Client, f params) (*tokens, error) {
	if f["refresh_token"] == "" {
		return nil, invalidRequest("refresh_token is missing")
	}
	now, hash := p.Now(), hashOf(f["refresh_token"])
	var t *tokens
	var refused *Error
	reused := ""
	var ended brush.HouseholdID
	err := p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		t, refused, reused, ended = nil, errRefresh, "", ""
		s, err := tx.GrantSecret(hash)
		if errors.Is(err, brush.ErrNotFound) || err == nil && s.Kind != store.RefreshSecret {
			return nil
		}
		if err != nil {
			return err
		}
		g, err := tx.Grant(s.Grant)
		if errors.Is(err, brush.ErrNotFound) || err == nil && (g.Client != c.ID || !g.Revoked.IsZero() || !s.Expires.After(now)) {
			return nil
		}
		if err != nil {
			return err
		}
		if !s.Used.IsZero() {
			reused = g.ID // two have it, and one of them is a thief [OAuth 2.1 4.3.1]
			ended, err = revoke(ctx, tx, g.ID, now, "token_shown_twice")
			return err
		}
		scopes := s.Scopes
		if f["scope"] != "" {
			asked, err := parseScopes(f["scope"])
			if err != nil || len(asked) == 0 || !holds(s.Scopes, asked) {
				refused = fail("invalid_scope", "a refresh token brings no more than was granted")
				return nil // it was not used
			}
			scopes = asked
		}
		s.Used = now
		if err := tx.PutGrantSecret(s); err != nil {
			return err
		}
		g.LastUsed = now
		if err := tx.PutGrant(g); err != nil {
			return err
		}
		refused = nil
		t, err = p.give(tx, c, &g, scopes, now)
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("renew a token: %w", err)
	case reused != "":
		p.Log.WarnContext(ctx, "a refresh token was shown twice: its grant has ended", "client", c.ID, "grant", reused)
		p.Ended(ended)
	}
	if refused != nil {
		return nil, refused
	}
	return t, nil
}

// byDevice answers a device that asks whether somebody has said yes [RFC 8628 3.5].
func (p *Provider) byDevice(ctx context.Context, issuer string, c *Client, f params) (*tokens, error) {
	if f["device_code"] == "" {
		return nil, invalidRequest("device_code is missing")
	}
	now, hash := p.Now(), hashOf(f["device_code"])
	var t *tokens
	var g store.Grant
	var refused *Error
	err := p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		t, refused = nil, fail("invalid_grant", "the device code is wrong, used, or of another client")
		a, err := tx.Ask(hash)
		if errors.Is(err, brush.ErrNotFound) || err == nil && (!a.Typed || a.Client != c.ID || a.Verdict == store.Spent) {
			return nil
		}
		if err != nil {
			return err
		}
		if !a.Expires.After(now) {
			refused = fail("expired_token", "nobody said yes in time; begin anew")
			return nil
		}
		switch a.Verdict {
		case store.Denied:
			refused = fail("access_denied", "a person said no")
			return nil
		case store.NotYet:
			refused = fail("authorization_pending", "nobody has said yes yet")
			// A fifth too early is a clock's or the network's fault and not the device's.
			if !a.Polled.IsZero() && now.Sub(a.Polled) < a.Interval*4/5 {
				refused = fail("slow_down", "wait five seconds more between two questions")
				a.Interval += pollEvery
			}
			a.Polled = now
			return tx.PutAsk(a)
		}
		if g, err = tx.Grant(a.Grant); errors.Is(err, brush.ErrNotFound) || err == nil && !g.Revoked.IsZero() {
			refused = fail("access_denied", "it was taken back meanwhile")
			return nil
		} else if err != nil {
			return err
		}
		a.Verdict = store.Spent
		if err := tx.PutAsk(a); err != nil {
			return err
		}
		refused = nil
		t, err = p.give(tx, c, &g, g.Scopes, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a device: %w", err)
	}
	if refused != nil {
		return nil, refused
	}
	return p.withIDToken(ctx, t, issuer, c, &g, "", 0, now)
}
