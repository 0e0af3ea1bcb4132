package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Service answers who may come in, and keeps what people say of themselves. All its methods may be called at once.
type Service struct {
	store    store.Store
	now      func() time.Time
	random   io.Reader
	hashing  chan struct{} // as many passwords are hashed at once as fit: each takes 19 MiB
	throttle *throttle
	known    known
	pins     pins
	begins   pins // log-ins that are begun, by address
	doors    Doors
	rp       *webauthn.WebAuthn // nil: no passkeys
	changed  func(brush.HouseholdID)
	isSetUp  atomic.Bool // never goes back
	failures failures
	bearers  []trust
	joined   func(context.Context, store.KeysTx, brush.HouseholdID, brush.PersonID) error // nil: nobody asks
}

// New returns the service over a store. The clock gives UTC or local times; random must be fit for secrets (nil: crypto/rand).
func New(s store.Store, now func() time.Time, random io.Reader) *Service {
	if random == nil {
		random = rand.Reader
	}
	svc := &Service{store: s, now: now, random: random, hashing: make(chan struct{}, 2), throttle: newThrottle(),
		pins: newPins(freePin), begins: newPins(freeBegins), changed: func(brush.HouseholdID) {}}
	if err := svc.Open(Doors{}); err != nil {
		panic(err) // localhost is an address
	}
	return svc
}

// OnChange names what is called, without waiting, when it has changed who may come into a household: whoever is inside should be asked again.
// It must be set before anything else is done.
func (s *Service) OnChange(fn func(brush.HouseholdID)) { s.changed = fn }

// Reconsider is for rooms that change who may come into a household without this Service: nothing that was known before counts any more.
func (s *Service) Reconsider(h brush.HouseholdID) {
	s.Doubt()
	s.changed(h)
}

// Doubt lets who asks next be looked for in the store, whatever was known of them: another server may have changed who may come in.
func (s *Service) Doubt() { s.known.forget() }

// Authenticate finds who a credential belongs to: a token when one is given, else the cookie. ErrUnauthorized when it is none of ours;
// brush.ErrUnavailable when the store cannot say. The store is asked at most once a second for each credential, and again after each change
// that this Service makes to log-ins or tokens.
func (s *Service) Authenticate(ctx context.Context, cookie, token string) (*Principal, error) {
	if token != "" {
		if b := s.trusted(token); b != nil {
			return b.Access(ctx, token)
		}
		return s.byToken(ctx, token)
	}
	if cookie != "" {
		return s.byLogin(ctx, cookie)
	}
	return nil, ErrUnauthorized
}

// unknown turns "not found" into ErrUnauthorized: who is outside learns nothing of why.
func unknown(doing string, err error) error {
	if errors.Is(err, brush.ErrNotFound) {
		return ErrUnauthorized
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// secretBytes is the length of every secret that we make: codes, cookies, tokens.
const secretBytes = 32

func (s *Service) secret() (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// hashOf is what is kept of a secret. Secrets have 256 bits of chance, so one plain hash is enough and finding it by index leaks nothing.
func hashOf(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

// newID returns a UUID version 7 (RFC 9562, 5.7): ids in order of time keep indexes compact.
func (s *Service) newID(now time.Time) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
}

// bad says that one field cannot be as it was sent.
func bad(field, reason string) error { return &brush.FieldError{Field: field, Reason: reason} }

// cleanName returns a name without the space around it, or says what is wrong with it.
func cleanName(field, name string, longest int) (string, error) {
	name = strings.TrimSpace(name)
	switch n := len([]rune(name)); {
	case n == 0:
		return "", bad(field, "is missing")
	case n > longest:
		return "", bad(field, fmt.Sprintf("is longer than %d characters", longest))
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\ufffd' }) {
		return "", bad(field, "holds a character that is no text")
	}
	return name, nil
}
