package oauth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// signing remembers the private keys that were opened.
type signing struct {
	mu     sync.Mutex
	opened map[string]*ecdsa.PrivateKey
}

func aboutKey(id string) string { return "oauth key " + id }

// usable returns the key to sign with, the oldest that still signs and that we can open; nil for none.
func (p *Provider) usable(ks []store.SigningKey, now time.Time) (*store.SigningKey, *ecdsa.PrivateKey) {
	for i := range ks {
		if !ks[i].Retires.After(now) {
			continue
		}
		if k := p.open(&ks[i]); k != nil {
			return &ks[i], k
		}
	}
	return nil, nil
}

// open returns the private half of a key; nil when this server has another seal than the one that made it.
func (p *Provider) open(k *store.SigningKey) *ecdsa.PrivateKey {
	p.keys.mu.Lock()
	defer p.keys.mu.Unlock()
	if key := p.keys.opened[k.ID]; key != nil {
		return key
	}
	plain, err := p.Sealer.Open(k.Sealed, aboutKey(k.ID))
	if err != nil {
		return nil
	}
	key, err := x509.ParseECPrivateKey(plain)
	if err != nil {
		return nil
	}
	if p.keys.opened == nil {
		p.keys.opened = map[string]*ecdsa.PrivateKey{}
	}
	p.keys.opened[k.ID] = key
	return key
}

// signer returns the key to sign with. The next one is made and published a while before it signs, so that who keeps our keys has it then.
func (p *Provider) signer(ctx context.Context) (id string, key *ecdsa.PrivateKey, err error) {
	now := p.Now()
	ks, err := p.Store.SigningKeys(ctx)
	if err != nil {
		return "", nil, fmt.Errorf("read the signing keys: %w", err)
	}
	if k, key := p.usable(ks, now); k != nil && p.hasNext(ks, now) {
		return k.ID, key, nil
	}
	fresh, _, err := p.newKey(now)
	if err != nil {
		return "", nil, err
	}
	err = p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		var err error
		if ks, err = tx.SigningKeys(); err != nil || p.hasNext(ks, now) {
			return err // somebody else was quicker
		}
		ks = append(ks, fresh)
		return tx.PutSigningKey(fresh)
	})
	if err != nil {
		return "", nil, fmt.Errorf("keep a signing key: %w", err)
	}
	k, key := p.usable(ks, now)
	if k == nil {
		return "", nil, fmt.Errorf("there is no signing key: %w", brush.ErrUnavailable)
	}
	return k.ID, key, nil
}

// hasNext reports whether there is a key that we can open and that signs for a while yet.
func (p *Provider) hasNext(ks []store.SigningKey, now time.Time) bool {
	return slices.ContainsFunc(ks, func(k store.SigningKey) bool { return k.Retires.After(now.Add(keyAhead)) && p.open(&k) != nil })
}

func (p *Provider) newKey(now time.Time) (k store.SigningKey, key *ecdsa.PrivateKey, err error) {
	if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return k, nil, fmt.Errorf("make a signing key: %w", err)
	}
	k = store.SigningKey{Created: now, Retires: now.Add(keySigns), Ends: now.Add(keySigns + keyAfter)}
	if k.ID, err = p.newID(); err != nil {
		return k, nil, err
	}
	if k.Public, err = json.Marshal(jose.JSONWebKey{Key: key.Public(), KeyID: k.ID, Algorithm: string(jose.ES256), Use: "sig"}); err != nil {
		return k, nil, fmt.Errorf("write a public key: %w", err)
	}
	plain, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return k, nil, fmt.Errorf("write a private key: %w", err)
	}
	if k.Sealed, err = p.Sealer.Seal(plain, aboutKey(k.ID)); err != nil {
		return k, nil, fmt.Errorf("seal a signing key: %w", err)
	}
	return k, key, nil
}

// publicKeys are what id tokens can be checked with [RFC 7517 5].
func (p *Provider) publicKeys(ctx context.Context) ([]json.RawMessage, error) {
	if p.Sealer != nil {
		if _, _, err := p.signer(ctx); err != nil {
			return nil, err
		}
	}
	ks, err := p.Store.SigningKeys(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the signing keys: %w", err)
	}
	out := []json.RawMessage{}
	for _, k := range ks {
		if k.Ends.After(p.Now()) {
			out = append(out, k.Public)
		}
	}
	return out, nil
}

// idToken says who logged in [OpenID Connect Core 2].
func (p *Provider) idToken(ctx context.Context, issuer string, c *Client, g *store.Grant, access, nonce string, authTime int64, now time.Time) (string, error) {
	id, key, err := p.signer(ctx)
	if err != nil {
		return "", err
	}
	a, err := p.Store.Account(ctx, g.Account)
	if err != nil {
		return "", fmt.Errorf("read who logged in: %w", err)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: id}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("sign an id token: %w", err)
	}
	half := sha256.Sum256([]byte(access))
	claims := claimsOf(&a, g.Scopes)
	claims["iss"], claims["aud"] = issuer, c.ID
	claims["iat"], claims["exp"] = now.Unix(), now.Add(idTokenLasts).Unix()
	claims["at_hash"] = base64.RawURLEncoding.EncodeToString(half[:16])
	if nonce != "" {
		claims["nonce"] = nonce
	}
	if authTime > 0 {
		claims["auth_time"] = authTime
	}
	token, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign an id token: %w", err)
	}
	return token, nil
}

// claimsOf is what an app learns of who logged in.
func claimsOf(a *store.Account, scopes []string) map[string]any {
	c := map[string]any{"sub": a.ID}
	if slices.Contains(scopes, profile) {
		c["name"] = a.Name
		if a.Locale != "" {
			c["locale"] = a.Locale
		}
	}
	if slices.Contains(scopes, email) {
		c["email"], c["email_verified"] = a.Email, false // nobody has written there
	}
	return c
}
