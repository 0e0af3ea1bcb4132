package account

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	// recoveryCodeCount is how many recovery codes an account gets at once.
	recoveryCodeCount = 10
	recoveryBytes     = 15 // of chance in a code: 120 bits, so that one hash is enough
	// RecoveryLasts is how long the link that leads back into an account is good.
	RecoveryLasts = 15 * time.Minute
)

// ErrRecovery says that a recovery link is wrong, used or too old. It is of kind brush.ErrForbidden.
var ErrRecovery = fmt.Errorf("%w: the recovery link is wrong, used or too old", brush.ErrForbidden)

// recoveryCodes draws codes such as ABCDEF-GHIJKL-MNOPQR-STUVWX.
func (s *Service) recoveryCodes(account string) (codes []string, hashes [][32]byte, err error) {
	for range recoveryCodeCount {
		b := make([]byte, recoveryBytes)
		if _, err := io.ReadFull(s.random, b); err != nil {
			return nil, nil, fmt.Errorf("draw a recovery code: %w", err)
		}
		c := base32.StdEncoding.EncodeToString(b)
		codes = append(codes, c[:6]+"-"+c[6:12]+"-"+c[12:18]+"-"+c[18:])
		hashes = append(hashes, recoveryHash(account, c))
	}
	return codes, hashes, nil
}

// recoveryHash is what is kept of a code: the same code of another account is another.
func recoveryHash(account, code string) [32]byte { return hashOf("recovery " + account + " " + code) }

// NewRecoveryCodes replaces the recovery codes of who is asking; they are told once. ErrProve; a *RuleError when no codes are asked for.
func (s *Service) NewRecoveryCodes(ctx context.Context, p *Principal) ([]string, error) {
	codes, hashes, err := s.recoveryCodes(p.Account.ID)
	if err != nil {
		return nil, err
	}
	err = s.changeWays(ctx, p, "make recovery codes", "recovery_codes_made", func(tx store.KeysTx, a *store.Account) error {
		if _, err := tx.SecondFactor(a.ID); errors.Is(err, brush.ErrNotFound) {
			return &RuleError{Says: "Recovery codes stand in for one-time codes, and none are asked for.", kind: brush.ErrConflict}
		} else if err != nil {
			return err
		}
		return tx.PutRecoveryCodes(a.ID, hashes)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RecoverHere makes the link that leads back into an account, from the machine itself; an earlier one of the account stays good for its time.
// brush.ErrNotFound for no account with that e-mail address.
func (s *Service) RecoverHere(ctx context.Context, email string) (code string, err error) {
	a, err := s.store.AccountByEmail(ctx, foldEmail(email))
	if err != nil {
		return "", fmt.Errorf("find the account: %w", err)
	}
	code, at, err := s.attempt(store.Attempt{Kind: forRecovery, Account: a.ID}, RecoveryLasts)
	if err != nil {
		return "", err
	}
	err = s.store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		return errors.Join(tx.PutAttempt(at, s.now()), s.tell(ctx, tx, a.ID, "recovery_link_made"))
	})
	if err != nil {
		return "", fmt.Errorf("make a recovery link: %w", err)
	}
	return code, nil
}

// Recover opens a session of the browser by such a link, which is used up by it. For a while nothing else need be shown, so that another way in
// can be set up. ErrRecovery; *WaitError when tries come too fast.
func (s *Service) Recover(ctx context.Context, code, address, agent string) (string, *Principal, error) {
	if wait := s.throttle.try("recovery", address, s.now()); wait > 0 {
		return "", nil, &WaitError{For: wait}
	}
	a, err := s.take(ctx, code, forRecovery, "")
	if errors.Is(err, ErrAttempt) {
		return "", nil, ErrRecovery
	}
	if err != nil {
		return "", nil, err
	}
	cookie, p, err := s.enter(ctx, a.Account, agent, "recovery_link", RecoveryLasts, nil)
	if errors.Is(err, ErrUnauthorized) {
		return "", nil, ErrRecovery
	}
	if err != nil {
		return "", nil, err
	}
	s.throttle.worked("recovery", address)
	return cookie, p, nil
}
