// Package oauth lets apps, gateways and brushes of their own act for a person who said so: an OAuth 2.1 and OpenID Connect provider.
package oauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// How long things are good for.
const (
	RequestLasts = 10 * time.Minute // a question that waits for a person, and a device's code
	CodeLasts    = time.Minute
	AccessLasts  = time.Hour
	RefreshLasts = 90 * 24 * time.Hour // from its last use
	idTokenLasts = 10 * time.Minute
	keySigns     = 90 * 24 * time.Hour
	keyAhead     = 7 * 24 * time.Hour // so long a key is published before it signs
	keyAfter     = 24 * time.Hour     // and after
	unusedLasts  = 30 * 24 * time.Hour
	rememberFor  = 24 * time.Hour // what ended is known as ended so long
)

// Limits of what may be there at once.
const (
	MostGrants  = 100  // of an account
	MostClients = 50   // that a household registered
	MostSelf    = 500  // that registered themselves
	MostAsks    = 4096 // open questions
	pollEvery   = 5 * time.Second
)

// Prefixes make what lies around recognisable. An access token's is how other rooms know it from a token of the household.
const (
	AccessPrefix  = "enamel_at_"
	refreshPrefix = "enamel_rt_"
	codePrefix    = "enamel_ac_"
	devicePrefix  = "enamel_dc_"
	clientPrefix  = "enamel_cs_"
)

// Sealer keeps secrets that must be read again. about binds what is sealed to what it is for: it must be the same when it is opened.
type Sealer interface {
	Seal(plain []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
}

// Config is what a provider works with.
type Config struct {
	Store        store.Store
	Issuer       string // the address that people type, without a slash at its end; "": what the request says
	Sealer       Sealer // nil: there is no key, and nobody can log in elsewhere with us
	Registration bool   // apps may register themselves
	Log          *slog.Logger
	Now          func() time.Time
	Random       io.Reader // fit for secrets; nil: crypto/rand
	// Ended is told of a household in which a grant has ended, after the commit; it must not block. nil: nobody.
	Ended func(brush.HouseholdID)
}

// Provider answers apps, and people who are asked. All its methods may be called at once.
type Provider struct {
	Config
	guesses   account.Throttle
	asking    *pace
	register  *pace
	signedIn  func(*http.Request) bool
	keys      signing
	sweepLock sync.Mutex
	swept     time.Time
}

// New returns a provider.
func New(c Config) *Provider {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Ended == nil {
		c.Ended = func(brush.HouseholdID) {}
	}
	return &Provider{Config: c, guesses: account.NewThrottle(), asking: newPace(600, 10*time.Minute), register: newPace(10, time.Hour),
		signedIn: func(*http.Request) bool { return false }}
}

// KnowSignedIn tells how to see whether somebody is logged in in the browser that asks. It is called before the provider is used.
func (p *Provider) KnowSignedIn(fn func(*http.Request) bool) { p.signedIn = fn }

// secret draws 256 bits behind a prefix.
func (p *Provider) secret(prefix string) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(p.Random, b[:]); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return prefix + base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// hashOf is what is kept of a secret.
func hashOf(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

// newID returns a name that nobody can guess and that needs no secrecy.
func (p *Provider) newID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(p.Random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// sweep forgets what ended long ago, now and then.
func (p *Provider) sweep(ctx context.Context) {
	now := p.Now()
	p.sweepLock.Lock()
	due := now.Sub(p.swept) > 10*time.Minute
	if due {
		p.swept = now
	}
	p.sweepLock.Unlock()
	if !due {
		return
	}
	err := p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		return tx.ForgetOAuth(now.Add(-rememberFor), now.Add(-unusedLasts))
	})
	if err != nil {
		p.Log.WarnContext(ctx, "forget what apps no longer need", "error", err) // another time
	}
}

// bad says that one field cannot be as it was sent.
func bad(field, reason string) error { return &brush.FieldError{Field: field, Reason: reason} }

// pace bounds how often an address may do what a stranger can do. Its memory is bounded: when it is full it begins anew.
type pace struct {
	most int
	in   time.Duration

	mu    sync.Mutex
	began time.Time
	by    map[string]int
}

const paceEntries = 8192

func newPace(most int, in time.Duration) *pace {
	return &pace{most: most, in: in, by: map[string]int{}}
}

// wait counts one and returns how long to wait when there were too many.
func (c *pace) wait(address string, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.began) >= c.in || len(c.by) >= paceEntries || now.Before(c.began) {
		c.began = now
		clear(c.by)
	}
	who := account.Network(address)
	if c.by[who] >= c.most {
		return c.began.Add(c.in).Sub(now)
	}
	c.by[who]++
	return 0
}
