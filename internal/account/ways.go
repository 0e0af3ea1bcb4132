package account

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Sealer encrypts what must be read again. What was sealed about one thing opens about no other.
type Sealer interface {
	Seal(plain []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
}

// Doors is what the operator decides of how people come in.
type Doors struct {
	Origin   string    // where the app is opened, such as https://teeth.example.org: passkeys are for its host. "": http://localhost
	Seal     Sealer    // nil: no one-time codes
	Provider *Provider // nil: no accounts of others
}

const (
	// attemptLasts is how long a log-in may take from its first step to its last.
	attemptLasts = 5 * time.Minute
	// provedLasts is how long it counts that somebody has just shown again who they are.
	provedLasts = 5 * time.Minute
	// freeBegins is how many log-ins an address may begin without delay: each keeps a row for some minutes.
	freeBegins = 60
)

// What attempts are for.
const (
	forLogin    = "passkey"       // a passkey's challenge, of nobody yet
	forProof    = "proof"         // a passkey's challenge, of somebody inside
	forPasskey  = "new passkey"   // of somebody inside
	forNewcomer = "first passkey" // of an account that is to be
	forSecond   = "second factor" // the password was right
	forCodes    = "one-time code" // a secret that waits for its first code
	forProvider = "provider"
	forRecovery = "recovery"
	isProof     = "proved"
)

// ErrAttempt says that what was begun took too long, was ended before, or was begun elsewhere. It is of kind brush.ErrForbidden.
var ErrAttempt = fmt.Errorf("%w: this took too long or was done before", brush.ErrForbidden)

// ErrProve asks who is inside to show again who they are. It is of kind brush.ErrForbidden.
var ErrProve = fmt.Errorf("%w: it must be shown again who is asking", brush.ErrForbidden)

// lastWay is what stands against an account that nobody could come in with.
func lastWay() error {
	return &RuleError{Says: "This is the last way in to your account. Add another one first.", kind: brush.ErrConflict}
}

// Open says how people come in. It comes before anything else is asked; without it passkeys are for http://localhost, and there is nothing else.
func (s *Service) Open(d Doors) error {
	if d.Origin == "" {
		d.Origin = "http://localhost"
	}
	u, err := url.Parse(d.Origin)
	if err != nil || u.Host == "" {
		return bad("public-url", "is no address such as https://teeth.example.org")
	}
	if d.Provider != nil {
		if err := d.Provider.check(); err != nil {
			return err
		}
	}
	s.doors = d
	s.rp, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Enamel", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
	})
	if err != nil {
		// A bare IP address cannot have passkeys: the others ways are there all the same.
		s.rp = nil
	}
	return nil
}

// PasskeyHost is the host that passkeys are for; "" when there can be none.
func (s *Service) PasskeyHost() string {
	if s.rp == nil {
		return ""
	}
	return s.rp.Config.RPID
}

// begin keeps an attempt; its secret is told once.
func (s *Service) begin(ctx context.Context, a store.Attempt, lasts time.Duration) (string, error) {
	secret, a, err := s.attempt(a, lasts)
	if err != nil {
		return "", err
	}
	now := s.now()
	if err := s.store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.PutAttempt(a, now) }); err != nil {
		return "", fmt.Errorf("begin: %w", err)
	}
	return secret, nil
}

// attempt draws the secret of an attempt that begins now.
func (s *Service) attempt(a store.Attempt, lasts time.Duration) (string, store.Attempt, error) {
	secret, err := s.secret()
	a.Hash, a.Expires = hashOf(secret), s.now().Add(lasts)
	return secret, a, err
}

// take ends an attempt, well or not: nobody can try with it again. ErrAttempt when there is none of that kind, bound to the same.
func (s *Service) take(ctx context.Context, secret, kind, bound string) (a store.Attempt, err error) {
	err = s.store.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		a, err = tx.TakeAttempt(hashOf(secret), s.now())
		return err
	})
	if errors.Is(err, brush.ErrNotFound) || err == nil && (a.Kind != kind || a.Bound != bound) {
		return store.Attempt{}, ErrAttempt
	}
	if err != nil {
		return store.Attempt{}, fmt.Errorf("end an attempt: %w", err)
	}
	return a, nil
}

// mayBegin slows who begins over and over.
func (s *Service) mayBegin(address string) error {
	if wait := s.begins.try(network(address), s.now()); wait > 0 {
		return &WaitError{For: wait}
	}
	return nil
}

// loginName binds an attempt to a log-in.
func loginName(p *Principal) string { return hex.EncodeToString(p.login[:]) }

// proofOf is where it stands that a log-in has just proved who it is.
func proofOf(login [32]byte) [32]byte { return hashOf(isProof + hex.EncodeToString(login[:])) }

func prove(tx store.KeysTx, account string, login [32]byte, now time.Time, lasts time.Duration) error {
	return tx.PutAttempt(store.Attempt{Hash: proofOf(login), Kind: isProof, Account: account, Expires: now.Add(lasts)}, now)
}

// proved says ErrProve unless who is asking has just shown who they are. Who has nothing to show it with need not.
func (s *Service) proved(ctx context.Context, p *Principal) error {
	a, err := s.store.Attempt(ctx, proofOf(p.login), s.now())
	if err == nil && a.Kind == isProof && a.Account == p.Account.ID {
		return nil
	}
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return fmt.Errorf("look for a proof: %w", err)
	}
	if p.Account.Password != "" {
		return ErrProve
	}
	keys, err := s.store.Passkeys(ctx, p.Account.ID)
	if err != nil {
		return fmt.Errorf("look for a passkey: %w", err)
	}
	others, err := s.store.Identities(ctx, p.Account.ID)
	if err != nil {
		return fmt.Errorf("look for an identity: %w", err)
	}
	if len(keys)+len(others) > 0 {
		return ErrProve
	}
	return nil
}

// ProveByPassword shows again who is asking. *WaitError when tries come too fast.
func (s *Service) ProveByPassword(ctx context.Context, p *Principal, password, address string) error {
	if p.Account.Password == "" {
		return bad("password", "is not right")
	}
	if err := s.tryPassword(ctx, p, password, address); err != nil {
		return err
	}
	return s.keepProof(ctx, p)
}

func (s *Service) keepProof(ctx context.Context, p *Principal) error {
	now := s.now()
	if err := s.store.UpdateKeys(ctx, func(tx store.KeysTx) error { return prove(tx, p.Account.ID, p.login, now, provedLasts) }); err != nil {
		return fmt.Errorf("keep a proof: %w", err)
	}
	return nil
}

// enter opens a session of the browser for an account that has shown who it is. way is how, a word of the log; also, which may be
// nil, is part of the same update; lasting is how long the log-in counts as proof, 0: not at all.
func (s *Service) enter(ctx context.Context, account, agent, way string, lasting time.Duration, also func(store.KeysTx) error) (string, *Principal, error) {
	now := s.now()
	a, err := s.store.Account(ctx, account)
	if err != nil {
		return "", nil, unknown("find the account", err)
	}
	m, err := s.membership(ctx, a.ID, now)
	if err != nil {
		return "", nil, err
	}
	cookie, l, err := s.newLogin(a.ID, m.Household, agent, now)
	if err != nil {
		return "", nil, err
	}
	seen, err := s.around(ctx, m)
	if err != nil {
		return "", nil, err
	}
	err = s.updateKeys(ctx, func(tx store.KeysTx) error {
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		if lasting > 0 {
			if err := prove(tx, a.ID, l.Hash, now, lasting); err != nil {
				return err
			}
		}
		if err := s.tellLogin(ctx, tx, &l, way, way == byProxy); err != nil {
			return err
		}
		return tx.PutLogin(l)
	})
	if err != nil {
		return "", nil, fmt.Errorf("keep the log-in: %w", err)
	}
	return cookie, principalOf(a, m, &l).with(seen), nil
}

// WaysIn is how one comes in to an account.
type WaysIn struct {
	Password      bool
	Passkeys      []store.Passkey
	Codes         bool // one-time codes are asked for after the password
	RecoveryCodes int  // that are left
	Identities    []store.Identity
	Proved        bool // nothing need be shown again just now
}

// WaysIn returns how who is asking comes in.
func (s *Service) WaysIn(ctx context.Context, p *Principal) (w WaysIn, err error) {
	w.Password = p.Account.Password != ""
	if w.Passkeys, err = s.store.Passkeys(ctx, p.Account.ID); err != nil {
		return w, fmt.Errorf("read the passkeys: %w", err)
	}
	if w.Identities, err = s.store.Identities(ctx, p.Account.ID); err != nil {
		return w, fmt.Errorf("read the identities: %w", err)
	}
	if _, err = s.store.SecondFactor(ctx, p.Account.ID); err == nil {
		w.Codes = true
		if w.RecoveryCodes, err = s.store.CountRecoveryCodes(ctx, p.Account.ID); err != nil {
			return w, fmt.Errorf("count the recovery codes: %w", err)
		}
	} else if !errors.Is(err, brush.ErrNotFound) {
		return w, fmt.Errorf("read the second factor: %w", err)
	}
	switch err = s.proved(ctx, p); {
	case err == nil:
		w.Proved = true
	case !errors.Is(err, ErrProve):
		return w, err
	}
	return w, nil
}

// changeWays changes how who is asking comes in, one change at a time: with those who have just shown who they are. What it leaves must be a way in.
// said is the word of it for the log.
func (s *Service) changeWays(ctx context.Context, p *Principal, doing, said string, fn func(tx store.KeysTx, a *store.Account) error) error {
	if err := s.proved(ctx, p); err != nil {
		return err
	}
	var houses []brush.HouseholdID
	err := s.updateKeys(ctx, func(tx store.KeysTx) error {
		houses = nil
		a, err := tx.HoldAccount(p.Account.ID)
		if err != nil {
			return err
		}
		before := a.Password
		if err := fn(tx, &a); err != nil {
			return err
		}
		if a.Password != before {
			if err := tx.PutAccount(a); err != nil {
				return err
			}
			if houses, err = s.endOthers(tx, p); err != nil {
				return err
			}
		}
		keys, err := tx.Passkeys(a.ID)
		if err != nil {
			return err
		}
		others, err := tx.Identities(a.ID)
		if err != nil {
			return err
		}
		if a.Password == "" && len(keys) == 0 && !slices.ContainsFunc(others, s.opens) {
			return lastWay()
		}
		return s.tell(ctx, tx, a.ID, said)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	for _, h := range houses {
		s.changed(h)
	}
	return nil
}

// opens reports whether one can still come in with an identity: its provider may be no longer.
func (s *Service) opens(i store.Identity) bool {
	return i.Issuer == ProxyIssuer || s.doors.Provider != nil && i.Issuer == s.doors.Provider.Issuer
}

// endOthers ends every log-in of an account but the one that asks, and returns the households they looked at.
func (s *Service) endOthers(tx store.KeysTx, p *Principal) (houses []brush.HouseholdID, err error) {
	all, err := tx.Logins(p.Account.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.Hash == p.login {
			continue
		}
		if err := tx.DeleteLogin(l.Hash); err != nil {
			return nil, err
		}
		houses = append(houses, l.Household)
	}
	slices.Sort(houses)
	houses = slices.Compact(houses)
	for _, h := range houses {
		if err := announce(tx.Household(h), h, s.now()); err != nil {
			return nil, err
		}
	}
	return houses, nil
}
