package oauth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// The ways in which a client comes to a token.
const (
	flowCode    = "authorization_code"
	flowRefresh = "refresh_token"
	flowDevice  = "urn:ietf:params:oauth:grant-type:device_code"
)

func flows() []string { return []string{flowCode, flowRefresh, flowDevice} }

// Client is an app as the provider knows it.
type Client struct {
	store.OAuthClient
	BuiltIn bool // it is Enamel's own
}

// Public reports whether a client has no secret.
func (c *Client) Public() bool { return c.Secret == [32]byte{} }

// SelfRegistered reports whether nobody of a household vouches for a client.
func (c *Client) SelfRegistered() bool { return !c.BuiltIn && c.Household == "" }

// builtIn are Enamel's own programs. They run on people's machines and so have no secret.
func builtIn() []Client {
	home := []string{"http://127.0.0.1/callback", "http://[::1]/callback"}
	return []Client{
		{BuiltIn: true, OAuthClient: store.OAuthClient{ID: "enamel-cli", Name: "Enamel command line", Redirects: home, Scopes: Scopes(), Flows: flows()}},
		{BuiltIn: true, OAuthClient: store.OAuthClient{ID: "enamel-gateway", Name: "Enamel gateway", Redirects: home,
			Scopes: []string{account.FramesWrite, account.BrushesRead}, Flows: flows()}},
	}
}

// client finds a client; brush.ErrNotFound.
func (p *Provider) client(ctx context.Context, id string) (*Client, error) {
	if i := slices.IndexFunc(builtIn(), func(c Client) bool { return c.ID == id }); i >= 0 {
		return &builtIn()[i], nil
	}
	if len(id) > 64 {
		return nil, fmt.Errorf("find the client: %w", brush.ErrNotFound)
	}
	c, err := p.Store.OAuthClient(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("find the client: %w", err)
	}
	return &Client{OAuthClient: c}, nil
}

// authenticate finds out which client a request comes from, by exactly one way [RFC 6749 2.3].
func (p *Provider) authenticate(r *http.Request, f params) (*Client, error) {
	id, secret := f["client_id"], f["client_secret"]
	header := r.Header.Values("Authorization")
	refused := &Error{Code: "invalid_client", Description: "the client is unknown, or its secret is not right", Status: http.StatusUnauthorized}
	if len(header) > 0 {
		user, password, ok := r.BasicAuth()
		if !ok || len(header) > 1 {
			return nil, refused
		}
		if secret != "" {
			return nil, invalidRequest("the client shows its secret twice")
		}
		var err1, err2 error
		user, err1 = url.QueryUnescape(user) // RFC 6749 2.3.1
		secret, err2 = url.QueryUnescape(password)
		if err1 != nil || err2 != nil {
			return nil, refused
		}
		if id != "" && id != user {
			return nil, invalidRequest("client_id is not the client that shows itself")
		}
		id = user
	}
	if id == "" {
		return nil, &Error{Code: "invalid_client", Description: "client_id is missing", Status: http.StatusUnauthorized}
	}
	c, err := p.client(r.Context(), id)
	if errors.Is(err, brush.ErrNotFound) {
		c, err = &Client{OAuthClient: store.OAuthClient{Secret: hashOf("nobody's")}}, nil
	}
	if err != nil {
		return nil, err
	}
	if c.Public() {
		if secret != "" {
			return nil, refused
		}
		return c, nil
	}
	h := hashOf(secret)
	if subtle.ConstantTimeCompare(h[:], c.Secret[:]) != 1 || c.ID == "" {
		return nil, refused
	}
	return c, nil
}

// NewClient says what client to register.
type NewClient struct {
	Name         string
	Redirects    []string
	Scopes       []string // nil: what reading needs
	Flows        []string // nil: authorization_code and refresh_token
	Confidential bool     // it can keep a secret
}

// Register registers a client of a household; the secret of a confidential one is told once.
func (p *Provider) Register(ctx context.Context, who *account.Principal, n NewClient) (c store.OAuthClient, secret string, err error) {
	if n.Flows == nil {
		n.Flows = []string{flowCode, flowRefresh}
	}
	if c, err = checkClient(n); err != nil {
		return c, "", err
	}
	c.Household, c.Account = who.Household, who.Account.ID
	if secret, err = p.keepClient(ctx, &c, n.Confidential, MostClients); err != nil {
		return store.OAuthClient{}, "", err
	}
	return c, secret, nil
}

// MadeClient is an app with its secret, which is told once; "": it has none.
type MadeClient struct {
	store.OAuthClient
	Secret string
}

func (p *Provider) keepClient(ctx context.Context, c *store.OAuthClient, confidential bool, most int) (secret string, err error) {
	if c.ID, err = p.newID(); err != nil {
		return "", err
	}
	if confidential {
		if secret, err = p.secret(clientPrefix); err != nil {
			return "", err
		}
		c.Secret = hashOf(secret)
	}
	c.Created = p.Now()
	err = p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		n, err := tx.CountOAuthClients(c.Household)
		if err != nil {
			return err
		}
		if n >= most {
			return bad("", fmt.Sprintf("There are %d apps already; remove one first.", most))
		}
		if err := tx.PutOAuthClient(*c); err != nil || c.Household == "" {
			return err
		}
		house := tx.Household(c.Household)
		e := store.AuditEntry{At: c.Created, Act: store.ActAppAdded, About: store.Named{Kind: store.NameClient, ID: c.ID}}
		if err := store.Audit(ctx, house, e); err != nil {
			return err
		}
		return store.Made(ctx, house, MadeClient{OAuthClient: *c, Secret: secret})
	})
	if err != nil {
		return "", fmt.Errorf("keep the client: %w", err)
	}
	return secret, nil
}

func checkClient(n NewClient) (c store.OAuthClient, err error) {
	if c.Name, err = cleanName(n.Name); err != nil {
		return c, err
	}
	c.Scopes = readable()
	if n.Scopes != nil {
		if !holds(Scopes(), n.Scopes) || len(n.Scopes) == 0 {
			return c, bad("scopes", "name one that no app can have; there are "+strings.Join(Scopes(), ", "))
		}
		c.Scopes = inOrder(n.Scopes)
	}
	if !holds(flows(), n.Flows) || len(n.Flows) == 0 {
		return c, bad("grant_types", "name one that does not exist; there are "+strings.Join(flows(), ", "))
	}
	c.Flows = within(flows(), n.Flows)
	if len(n.Redirects) > mostRedirects {
		return c, bad("redirect_uris", fmt.Sprintf("are more than %d", mostRedirects))
	}
	for i, u := range n.Redirects {
		if why := checkRedirect(u); why != "" {
			return c, bad(fmt.Sprintf("redirect_uris[%d]", i), why)
		}
		if !slices.Contains(c.Redirects, u) {
			c.Redirects = append(c.Redirects, u)
		}
	}
	if slices.Contains(c.Flows, flowCode) && len(c.Redirects) == 0 {
		return c, bad("redirect_uris", "are missing")
	}
	return c, nil
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", bad("name", "is missing")
	case utf8.RuneCountInString(name) > 60:
		return "", bad("name", "is longer than 60 characters")
	case !plain(name) || strings.ContainsAny(name, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffd"):
		return "", bad("name", "holds a character that is no text")
	}
	return name, nil
}

// Clients returns what a household registered.
func (p *Provider) Clients(ctx context.Context, h brush.HouseholdID) ([]store.OAuthClient, error) {
	cs, err := p.Store.OAuthClients(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the clients: %w", err)
	}
	return cs, nil
}

// Unregister removes a client of a household, and ends what people granted it.
func (p *Provider) Unregister(ctx context.Context, h brush.HouseholdID, id string) error {
	c, err := p.Store.OAuthClient(ctx, id)
	if err == nil && c.Household != h {
		err = brush.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("find the client: %w", err)
	}
	gs, err := p.Store.Grants(ctx, h)
	if err != nil {
		return fmt.Errorf("read the grants: %w", err)
	}
	now := p.Now()
	err = p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		for _, g := range gs {
			if g.Client != id {
				continue
			}
			if _, err := revoke(ctx, tx, g.ID, now, "app_removed"); err != nil {
				return err
			}
		}
		e := store.AuditEntry{At: now, Act: store.ActAppRemoved, About: store.Named{Kind: store.NameClient, ID: id}}
		return errors.Join(tx.DeleteOAuthClient(id), store.Audit(ctx, tx.Household(h), e))
	})
	if err != nil {
		return fmt.Errorf("remove the client: %w", err)
	}
	p.Ended(h)
	return nil
}
