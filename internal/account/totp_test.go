package account_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// codeAt is what an app shows at a moment.
func codeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	m := hmac.New(sha1.New, key)
	_ = binary.Write(m, binary.BigEndian, at.Unix()/30)
	sum := m.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1e6)
}

// withCodes is a house whose owner is asked for codes.
func withCodes(t *testing.T) (h *house, secret string, recovery []string) {
	t.Helper()
	h = newHouse(t, account.Doors{})
	h.prove()
	n, err := h.BeginCodes(t.Context(), h.again())
	h.ok(err)
	u, err := url.Parse(n.URL)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Query().Get("secret") != n.Secret || u.Path != "/Enamel:"+email {
		t.Fatalf("%s %v", n.URL, err)
	}
	if _, err := h.KeepCodes(t.Context(), h.p, n.Ends, "000000", here); !isField(err, "code") && codeAt(t, n.Secret, h.clock()) != "000000" {
		t.Fatalf("a wrong first code: %v", err)
	}
	if _, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here}); err != nil {
		t.Fatalf("codes are asked for before the first one was given: %v", err)
	}
	recovery, err = h.KeepCodes(t.Context(), h.p, n.Ends, codeAt(t, n.Secret, h.clock()), here)
	h.ok(err)
	if _, err := h.KeepCodes(t.Context(), h.p, n.Ends, codeAt(t, n.Secret, h.clock()), here); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("kept twice: %v", err)
	}
	h.pass(time.Hour)
	return h, n.Secret, recovery
}

func isField(err error, field string) bool {
	var f *brush.FieldError
	return errors.As(err, &f) && f.Field == field
}

// halfIn is a log-in whose password was right.
func (h *house) halfIn() string {
	h.Helper()
	var second *account.SecondError
	cookie, p, err := h.Login(h.Context(), account.Credentials{Email: email, Password: password, Address: here})
	if !errors.As(err, &second) || cookie != "" || p != nil {
		h.Fatalf("%v %v %v", cookie, p, err)
	}
	return second.Secret
}

func (h *house) second(secret, code string) error {
	_, _, err := h.LoginSecond(h.Context(), secret, code, here, "")
	return err
}

func TestOneTimeCodes(t *testing.T) {
	h, secret, _ := withCodes(t)
	for off, ok := range map[time.Duration]bool{0: true, -30 * time.Second: true, 30 * time.Second: true, -60 * time.Second: false, 60 * time.Second: false} {
		h.pass(time.Hour)
		if err := h.second(h.halfIn(), codeAt(t, secret, h.clock().Add(off))); (err == nil) != ok || err != nil && !isField(err, "code") {
			t.Errorf("%v off: %v", off, err)
		}
	}
	h.pass(time.Hour)
	// No code twice, nor one before it; spaces do not matter; an attempt ends with its log-in.
	first, code := h.halfIn(), codeAt(t, secret, h.clock())
	h.ok(h.second(first, code[:3]+" "+code[3:]))
	if err := h.second(first, codeAt(t, secret, h.clock().Add(30*time.Second))); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("an attempt again: %v", err)
	}
	for _, at := range []time.Time{h.clock(), h.clock().Add(-30 * time.Second)} {
		if err := h.second(h.halfIn(), codeAt(t, secret, at)); !isField(err, "code") {
			t.Errorf("a code again: %v", err)
		}
	}
	late := h.halfIn()
	h.pass(5 * time.Minute)
	if err := h.second(late, codeAt(t, secret, h.clock())); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("too late: %v", err)
	}
	if err := h.second("none", "123456"); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("none: %v", err)
	}
	// A passkey is enough by itself.
	d := h.added()
	if _, err := h.byKey(d); err != nil {
		t.Error(err)
	}
	// In place of the second factor nothing else does, also not by an invitation.
	link, _, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: "viewer"})
	h.ok(err)
	if _, _, err := h.JoinNew(t.Context(), account.Join{Code: link, Email: email, Password: password, Address: here}); !errors.As(err, new(*account.RuleError)) {
		t.Errorf("an invitation leads past the code: %v", err)
	}
	h.ok(h.EndCodes(t.Context(), h.again()))
	if _, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here}); err != nil {
		t.Errorf("no code is asked for, and: %v", err)
	}
}

// Codes are counted: five by attempt, and by account and address, so that a stranger who knows the password guesses slowly, and keeps nobody out.
func TestGuessingCodes(t *testing.T) {
	h, secret, _ := withCodes(t)
	s := h.halfIn()
	var err error
	for range 5 {
		if err = h.second(s, "not it"); !isField(err, "code") {
			t.Fatal(err)
		}
	}
	var wait *account.WaitError
	h.pass(2 * time.Second)
	if err := h.second(s, "not it"); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("a sixth: %v", err)
	}
	if err := h.second(h.halfIn(), "not it"); err != nil && !errors.As(err, &wait) && !isField(err, "code") {
		t.Error(err)
	}
	if err := h.second(h.halfIn(), codeAt(t, secret, h.clock())); !errors.As(err, &wait) {
		t.Errorf("guessing goes on without a wait: %v", err)
	}
	if _, _, err := h.LoginSecond(t.Context(), h.halfIn(), codeAt(t, secret, h.clock()), "203.0.113.1:1", ""); err != nil {
		t.Errorf("the owner, elsewhere, is kept out: %v", err)
	}
}

func TestRecoveryCodes(t *testing.T) {
	h, _, codes := withCodes(t)
	if len(codes) != 10 {
		t.Fatal(codes)
	}
	h.ok(h.second(h.halfIn(), " "+strings.ToLower(codes[2])))
	if err := h.second(h.halfIn(), codes[2]); !isField(err, "code") {
		t.Errorf("a recovery code twice: %v", err)
	}
	w, err := h.WaysIn(t.Context(), h.again())
	if err != nil || w.RecoveryCodes != 9 || !w.Codes {
		t.Errorf("%+v %v", w, err)
	}
	if _, err := h.NewRecoveryCodes(t.Context(), h.p); !errors.Is(err, account.ErrProve) {
		t.Errorf("without showing who one is: %v", err)
	}
	h.prove()
	again, err := h.NewRecoveryCodes(t.Context(), h.again())
	h.ok(err)
	if err := h.second(h.halfIn(), codes[3]); !isField(err, "code") {
		t.Errorf("a code of before: %v", err)
	}
	h.ok(h.second(h.halfIn(), again[3]))
	h.prove()
	h.ok(h.EndCodes(t.Context(), h.again()))
	if _, err := h.NewRecoveryCodes(t.Context(), h.p); !errors.As(err, new(*account.RuleError)) {
		t.Errorf("without one-time codes: %v", err)
	}
}

// The link from the machine itself leads in once, for fifteen minutes, past a lost phone and a forgotten password.
func TestRecoveryLink(t *testing.T) {
	h, _, _ := withCodes(t)
	if _, err := h.RecoverHere(t.Context(), "nobody@example.org"); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
	code, err := h.RecoverHere(t.Context(), " Ada@Example.org")
	h.ok(err)
	_, p, err := h.Recover(t.Context(), code, here, "")
	h.ok(err)
	if _, _, err := h.Recover(t.Context(), code, here, ""); !errors.Is(err, account.ErrRecovery) {
		t.Errorf("twice: %v", err)
	}
	h.pass(14 * time.Minute)
	h.ok(h.EndCodes(t.Context(), p))
	h.ok(h.SetPassword(t.Context(), p, "another four words"))
	late, err := h.RecoverHere(t.Context(), email)
	h.ok(err)
	h.pass(15 * time.Minute)
	for _, c := range []string{late, "", "none"} {
		if _, _, err := h.Recover(t.Context(), c, here, ""); !errors.Is(err, account.ErrRecovery) {
			t.Errorf("%q: %v", c, err)
		}
	}
}
