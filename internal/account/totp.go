package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // RFC 6238's, and the only one that every app for one-time codes knows
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	// codeStep is how long a one-time code is shown.
	codeStep = 30 * time.Second
	// codeSlack is how many steps the clock of a phone may be off.
	codeSlack  = 1
	codeDigits = 6
	// mostCodeTries is how many codes may be tried after one password.
	mostCodeTries = 5
	codeSecret    = 20 // bytes [RFC 4226, 4]
)

// oneTimeCode is RFC 4226's HOTP value for a counter.
func oneTimeCode(algorithm func() hash.Hash, secret []byte, counter int64, digits int) string {
	mac := hmac.New(algorithm, secret)
	var c [8]byte
	binary.BigEndian.PutUint64(c[:], uint64(counter))
	mac.Write(c[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	v := uint64(binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff)
	most := uint64(1)
	for range digits {
		most *= 10
	}
	return fmt.Sprintf("%0*d", digits, v%most)
}

// stepOf is RFC 6238's T.
func stepOf(now time.Time) int64 { return now.Unix() / int64(codeStep/time.Second) }

// fittingStep returns the step whose code this is, of those that may be now; every one is compared, however the first turns out.
func fittingStep(secret []byte, code string, now time.Time) (step int64, ok bool) {
	t := stepOf(now)
	for i := t - codeSlack; i <= t+codeSlack; i++ {
		if subtle.ConstantTimeCompare([]byte(oneTimeCode(sha1.New, secret, i, codeDigits)), []byte(code)) == 1 {
			step, ok = i, true
		}
	}
	return step, ok
}

// aboutCodes is what the secret of an account's codes is sealed about.
func aboutCodes(account string) string { return "one-time codes " + account }

func (s *Service) noCodes() error {
	return &RuleError{Says: "This server has no key file to keep the secret of one-time codes under. Whoever runs it can give it one with --seal-file.", kind: brush.ErrConflict}
}

// NewCodes is the secret of one-time codes as an app takes it up, told once.
type NewCodes struct {
	Secret string // base32, for typing
	URL    string // otpauth://, for a QR code
	Ends   string // ends the attempt
}

// BeginCodes makes the secret of one-time codes; nothing asks for them before the first one was given. ErrProve.
func (s *Service) BeginCodes(ctx context.Context, p *Principal) (n NewCodes, err error) {
	if err := s.proved(ctx, p); err != nil {
		return n, err
	}
	if p.Account.Password == "" {
		return n, &RuleError{Says: "One-time codes are asked for after a password, and your account has none.", kind: brush.ErrConflict}
	}
	if s.doors.Seal == nil {
		return n, s.noCodes()
	}
	secret := make([]byte, codeSecret)
	if _, err := io.ReadFull(s.random, secret); err != nil {
		return n, fmt.Errorf("draw a secret: %w", err)
	}
	sealed, err := s.doors.Seal.Seal(secret, aboutCodes(p.Account.ID))
	if err != nil {
		return n, s.noCodes()
	}
	if n.Ends, err = s.begin(ctx, store.Attempt{Kind: forCodes, Account: p.Account.ID, Bound: loginName(p), Data: sealed}, attemptLasts); err != nil {
		return n, err
	}
	n.Secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	q := url.Values{"secret": {n.Secret}, "issuer": {"Enamel"}}
	n.URL = "otpauth://totp/" + url.PathEscape("Enamel:"+p.Account.Email) + "?" + q.Encode()
	return n, nil
}

// KeepCodes asks for one-time codes after the password from now on, once the first of them was right. It returns the recovery codes, told once.
func (s *Service) KeepCodes(ctx context.Context, p *Principal, ends, code, address string) ([]string, error) {
	now := s.now()
	if wait := s.throttle.try("codes "+p.Account.ID, address, now); wait > 0 {
		return nil, &WaitError{For: wait}
	}
	a, err := s.store.Attempt(ctx, hashOf(ends), now)
	if errors.Is(err, brush.ErrNotFound) || err == nil && (a.Kind != forCodes || a.Bound != loginName(p)) {
		return nil, ErrAttempt
	}
	if err != nil {
		return nil, fmt.Errorf("find the new codes: %w", err)
	}
	secret, err := s.openCodes(a.Data, p.Account.ID)
	if err != nil {
		return nil, err
	}
	step, ok := fittingStep(secret, plainCode(code), now)
	if !ok {
		return nil, bad("code", "is not right: is the clock of the phone right?")
	}
	codes, hashes, err := s.recoveryCodes(p.Account.ID)
	if err != nil {
		return nil, err
	}
	err = s.changeWays(ctx, p, "keep one-time codes", "codes_on", func(tx store.KeysTx, acc *store.Account) error {
		if _, err := tx.TakeAttempt(a.Hash, now); errors.Is(err, brush.ErrNotFound) {
			return ErrAttempt
		} else if err != nil {
			return err
		}
		if acc.Password == "" {
			return ErrAttempt
		}
		return errors.Join(tx.PutSecondFactor(store.SecondFactor{Account: acc.ID, Secret: a.Data, Step: step, Created: now}), tx.PutRecoveryCodes(acc.ID, hashes))
	})
	if err != nil {
		return nil, err
	}
	s.throttle.worked("codes "+p.Account.ID, address)
	return codes, nil
}

func (s *Service) openCodes(sealed []byte, account string) ([]byte, error) {
	if s.doors.Seal == nil {
		return nil, s.noCodes()
	}
	secret, err := s.doors.Seal.Open(sealed, aboutCodes(account))
	if err != nil {
		return nil, fmt.Errorf("open the secret of one-time codes: %w", err)
	}
	return secret, nil
}

// EndCodes asks for no code any more; its recovery codes go too. ErrProve.
func (s *Service) EndCodes(ctx context.Context, p *Principal) error {
	return s.changeWays(ctx, p, "end one-time codes", "codes_off", func(tx store.KeysTx, a *store.Account) error {
		return errors.Join(tx.DeleteSecondFactor(a.ID), tx.PutRecoveryCodes(a.ID, nil))
	})
}

// SecondError says that the password was right, and that a code is asked for now.
type SecondError struct {
	Secret string // ends the attempt
}

func (e *SecondError) Error() string { return "a one-time code is asked for" }

// asksSecond begins the second step of a log-in for who needs one: *SecondError.
func (s *Service) asksSecond(ctx context.Context, account string) error {
	if _, err := s.store.SecondFactor(ctx, account); errors.Is(err, brush.ErrNotFound) {
		return nil
	} else if err != nil {
		return fmt.Errorf("look for a second factor: %w", err)
	}
	secret, err := s.begin(ctx, store.Attempt{Kind: forSecond, Account: account}, attemptLasts)
	if err != nil {
		return err
	}
	return &SecondError{Secret: secret}
}

// LoginSecond ends a log-in with a one-time code or a recovery code. ErrAttempt when the password must be given again; a field error for a code
// that is not right or was used before; *WaitError when tries come too fast.
func (s *Service) LoginSecond(ctx context.Context, secret, code, address, agent string) (string, *Principal, error) {
	now := s.now()
	a, err := s.store.Attempt(ctx, hashOf(secret), now)
	if errors.Is(err, brush.ErrNotFound) || err == nil && a.Kind != forSecond {
		return "", nil, ErrAttempt
	}
	if err != nil {
		return "", nil, fmt.Errorf("find the log-in: %w", err)
	}
	// By account and address: who does not know the password gets here for no account, and who does keeps nobody else out.
	key := "second " + a.Account
	if wait := s.throttle.try(key, address, now); wait > 0 {
		return "", nil, &WaitError{For: wait}
	}
	f, err := s.store.SecondFactor(ctx, a.Account)
	if errors.Is(err, brush.ErrNotFound) {
		return "", nil, ErrAttempt
	}
	if err != nil {
		return "", nil, fmt.Errorf("read the second factor: %w", err)
	}
	use, err := s.secondUse(f, code, now)
	if err != nil {
		return "", nil, err
	}
	if use == nil {
		return "", nil, s.wrongCode(ctx, a)
	}
	way := "code"
	if len(plainCode(code)) != codeDigits {
		way = "recovery_code"
	}
	cookie, p, err := s.enter(ctx, a.Account, agent, way, provedLasts, func(tx store.KeysTx) error {
		if _, err := tx.TakeAttempt(a.Hash, now); errors.Is(err, brush.ErrNotFound) {
			return ErrAttempt
		} else if err != nil {
			return err
		}
		used, err := use(tx)
		if err == nil && !used {
			err = errWrongCode
		}
		return err
	})
	if errors.Is(err, errWrongCode) {
		return "", nil, s.wrongCode(ctx, a)
	}
	if err != nil {
		return "", nil, err
	}
	s.throttle.worked(key, address)
	return cookie, p, nil
}

var errWrongCode = errors.New("the code is not right")

// secondUse says how a code is used up; nil when it cannot be right.
func (s *Service) secondUse(f store.SecondFactor, code string, now time.Time) (func(store.KeysTx) (bool, error), error) {
	if code = plainCode(code); len(code) == codeDigits {
		secret, err := s.openCodes(f.Secret, f.Account)
		if err != nil {
			return nil, err
		}
		step, ok := fittingStep(secret, code, now)
		if !ok {
			return nil, nil
		}
		return func(tx store.KeysTx) (bool, error) { return tx.UseStep(f.Account, step) }, nil
	}
	h := recoveryHash(f.Account, code)
	return func(tx store.KeysTx) (bool, error) { return tx.UseRecoveryCode(f.Account, h) }, nil
}

// wrongCode counts a try; after the last one the password must be given again.
func (s *Service) wrongCode(ctx context.Context, a store.Attempt) error {
	now := s.now()
	s.failures.add(a.Account)
	a.Tries++
	err := s.store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		if _, err := tx.TakeAttempt(a.Hash, now); err != nil || a.Tries >= mostCodeTries {
			return err
		}
		return tx.PutAttempt(a, now)
	})
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return fmt.Errorf("count a code: %w", err)
	}
	return bad("code", "is not right, or was used before")
}

// plainCode is a code as it is compared: people put spaces and dashes between.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
}
