// Package provision gives devices what they come in with: a maker's claim codes and factory secrets, whose a device is, its tokens and certificates.
package provision

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// TokenPrefix begins every token of a device.
const TokenPrefix = "enamel_dev_"

// Bounds.
const (
	// Overlap is how long what a device came in with before is still good once it has something new: what is under way is kept, and an answer that
	// was lost on the way back locks nobody out.
	Overlap = time.Hour
	// AskAgain is how long a device should wait before it asks again whether somebody has claimed it.
	AskAgain = 30 * time.Second
	// MostIssued is how many credentials a device gets within IssueWithin: one, and another when the answer was lost.
	MostIssued  = 2
	IssueWithin = time.Minute
	// MostKeys is how many credentials of a device are good at once; beyond, the oldest ends at once.
	MostKeys = 4
	// MostDevices is how many devices a household may have.
	MostDevices = 200
	// MostInBatch is how many devices are made at once.
	MostInBatch = 100_000
	tellEvery   = time.Minute // the log of wrong codes
	touchEvery  = time.Minute // when a credential was last used
)

// The errors that people and devices are told apart. ErrNoCode tells nothing of how near a guess was.
var (
	ErrNoCode = fmt.Errorf("%w: no device has this claim code", brush.ErrNotFound)
	ErrTaken  = fmt.Errorf("%w: another household has this device", brush.ErrConflict)
	ErrYours  = fmt.Errorf("%w: this household has this device already", brush.ErrConflict)
	ErrMany   = fmt.Errorf("%w: the household has as many devices as it may", brush.ErrConflict)
	ErrShut   = fmt.Errorf("%w: the household does not let this device in", brush.ErrForbidden)
	// ErrNoIssuer says that this server signs no certificates.
	ErrNoIssuer = fmt.Errorf("%w: this server signs no certificates", brush.ErrNotFound)
	// ErrNotDevice says that who asks did not come in as a device.
	ErrNotDevice = fmt.Errorf("%w: this is no device's own credential", brush.ErrForbidden)
)

// UnclaimedError tells a device that nobody has claimed it yet.
type UnclaimedError struct {
	For time.Duration // how long to wait before it asks again
}

func (e *UnclaimedError) Error() string { return "nobody has claimed this device yet" }

// Unwrap gives its kind.
func (e *UnclaimedError) Unwrap() error { return brush.ErrConflict }

// Config is what the room works with.
type Config struct {
	Store  store.Store
	Now    func() time.Time
	Random io.Reader    // fit for secrets; nil: crypto/rand
	Issuer *Authority   // nil: no certificates
	Log    *slog.Logger // nil: none
	// Changed is told, after the commit, of a household in which it has changed who may come in. It must not block. nil: nobody.
	Changed func(brush.HouseholdID)
}

// Service is the room. All its methods may be called at once.
type Service struct {
	Config
	claims  account.Throttle // tries of codes
	secrets account.Throttle // tries of factory secrets
	wrong   atomic.Int64

	mu   sync.Mutex
	told time.Time
}

// New returns the room.
func New(c Config) *Service {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Changed == nil {
		c.Changed = func(brush.HouseholdID) {}
	}
	return &Service{Config: c, claims: account.NewThrottle(), secrets: account.NewThrottle()}
}

// WrongCodes returns how many claim codes were tried that are none, since the start.
func (s *Service) WrongCodes() int64 { return s.wrong.Load() }

// guessed counts a code that is none, and tells the log now and then. Nobody is kept out by the sum: it would let one stranger keep out all.
func (s *Service) guessed() {
	n, now := s.wrong.Add(1), s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.told).Abs() >= tellEvery {
		s.told = now
		s.Log.Warn("claim codes were tried that are none", "since the start", n)
	}
}

// announce tells everybody who follows the household that it has changed who may come in.
func announce(house store.Tx, h brush.HouseholdID, now time.Time) error {
	_, err := house.Emit(store.Change{Kind: store.AccessChanged, Subject: string(h), At: now})
	return err
}

func (s *Service) secret() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func (s *Service) newID(before string) (string, error) {
	b := make([]byte, 10)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return before + hex.EncodeToString(b), nil
}

// unknown turns "not found" into ErrUnauthorized: who is outside learns nothing of why.
func unknown(doing string, err error) error {
	if errors.Is(err, brush.ErrNotFound) {
		return account.ErrUnauthorized
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// bad says that one field cannot be as it was sent.
func bad(field, reason string) error { return &brush.FieldError{Field: field, Reason: reason} }
