package account_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

func TestByProxy(t *testing.T) {
	h := newHouse(t, account.Doors{})
	if _, _, err := h.ByProxy(t.Context(), "ada", "", "", true); !errors.Is(err, account.ErrUnauthorized) {
		t.Fatalf("an unlinked name: %v", err)
	}
	if err := h.LinkHere(t.Context(), "nobody@example.org", "ada"); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
	for _, name := range []string{"", strings.Repeat("x", 256)} {
		if err := h.LinkHere(t.Context(), email, name); !isField(err, "proxy-user") {
			t.Errorf("%.5s: %v", name, err)
		}
	}
	h.ok(h.LinkHere(t.Context(), email, "ada"))
	if _, _, err := h.ByProxy(t.Context(), "ada", "", "", false); !errors.Is(err, account.ErrUnauthorized) {
		t.Errorf("a log-in where none may be opened: %v", err)
	}
	p, cookie, err := h.ByProxy(t.Context(), "ada", "", "", true)
	if err != nil || cookie == "" || p.Account.Email != email {
		t.Fatal(p, cookie, err)
	}
	again, fresh, err := h.ByProxy(t.Context(), "ada", cookie, "", false)
	if err != nil || fresh != "" || again.LoginID() != p.LoginID() {
		t.Errorf("with its cookie: %v %q %v", again, fresh, err)
	}
	// The cookie of somebody else does not count.
	code, _, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: "viewer"})
	h.ok(err)
	bo, _, err := h.JoinNew(t.Context(), account.Join{Code: code, Name: "Bo", Email: "bo@example.org", Password: password, Address: here})
	h.ok(err)
	if _, _, err := h.ByProxy(t.Context(), "ada", bo, "", false); !errors.Is(err, account.ErrUnauthorized) {
		t.Errorf("another one's cookie: %v", err)
	}
	if err := h.LinkHere(t.Context(), "bo@example.org", "ada"); !errors.As(err, new(*account.RuleError)) {
		t.Errorf("a name for two: %v", err)
	}
	h.pass(2 * time.Hour)
	h.again() // it is used, and stays
	for i := range 60 {
		h.pass(time.Second)
		_, _, err := h.ByProxy(t.Context(), "ada", "", fmt.Sprint(i), true)
		h.ok(err)
	}
	if ls, err := h.Logins(t.Context(), h.again()); err != nil || len(ls) > 51 {
		t.Errorf("%d log-ins %v", len(ls), err)
	}
	for i := range account.MostIdentities - 1 {
		h.ok(h.LinkHere(t.Context(), email, fmt.Sprint("name", i)))
	}
	if err := h.LinkHere(t.Context(), email, "one more"); !errors.As(err, new(*account.RuleError)) {
		t.Errorf("one more than %d: %v", account.MostIdentities, err)
	}
}

// Guessing elsewhere keeps nobody out: of the account, by any of its ways.
func TestNobodyIsLockedOut(t *testing.T) {
	h := newHouse(t, account.Doors{})
	d := h.added()
	stranger := newDevice()
	stranger.user = d.user
	for i := range 200 {
		_, _, _ = h.Login(t.Context(), account.Credentials{Email: email, Password: "wrong", Address: fmt.Sprintf("198.51.100.%d:1", i%4)})
		if i < 50 {
			c, err := h.BeginPasskeyLogin(t.Context(), "198.51.100.1:1")
			h.ok(err)
			_, _, _ = h.LoginByPasskey(t.Context(), c.Secret, stranger.sign(c), "198.51.100.1:1", "")
			_, _, _ = h.Recover(t.Context(), "guessed", "198.51.100.1:1", "")
		}
	}
	if _, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here}); err != nil {
		t.Errorf("with the password: %v", err)
	}
	if _, err := h.byKey(d); err != nil {
		t.Errorf("with the passkey: %v", err)
	}
	code, err := h.RecoverHere(t.Context(), email)
	h.ok(err)
	if _, _, err := h.Recover(t.Context(), code, here, ""); err != nil {
		t.Errorf("with the link: %v", err)
	}
}
