package account_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

func TestPasskey(t *testing.T) {
	h := newHouse(t, account.Doors{})
	if _, err := h.BeginPasskey(t.Context(), h.p); !errors.Is(err, account.ErrProve) {
		t.Fatalf("a passkey is added without showing who one is: %v", err)
	}
	d := h.added()
	w, err := h.WaysIn(t.Context(), h.again())
	h.ok(err)
	for label, ok := range map[string]bool{"": false, strings.Repeat("é", 60): true, strings.Repeat("é", 61): false, "a\x00b": false, "phone": true} {
		if _, err := h.RenamePasskey(t.Context(), h.p, account.PasskeyID(w.Passkeys[0].ID), label); (err == nil) != ok || err != nil && !isField(err, "label") {
			t.Errorf("label %q: %v", label, err)
		}
	}
	_, err = h.RenamePasskey(t.Context(), h.p, account.PasskeyID(w.Passkeys[0].ID), "phone")
	h.ok(err)
	p, err := h.byKey(d)
	h.ok(err)
	if p.Account.Email != email || p.Role != "owner" {
		t.Errorf("%+v", p)
	}
	w, err = h.WaysIn(t.Context(), p)
	if err != nil || !w.Proved || len(w.Passkeys) != 1 || w.Passkeys[0].Label != "phone" || !w.Passkeys[0].LastUsed.Equal(h.clock()) {
		t.Errorf("%+v %v", w, err)
	}
	c, err := h.BeginPasskeyLogin(t.Context(), here)
	h.ok(err)
	if a := read(c); a.Verify != "required" || a.RPID != "teeth.example.org" {
		t.Errorf("asked for %+v", a)
	}
}

// Each lie of a device, a browser or whoever stands between is refused, and all alike.
func TestPasskeysThatAreRefused(t *testing.T) {
	h := newHouse(t, account.Doors{})
	good := h.added()
	stranger := newDevice()
	stranger.user = good.user
	twice := *good
	for name, lie := range map[string]func(d *device){
		"another origin":         func(d *device) { d.from = "https://teeth.example.com" },
		"another port":           func(d *device) { d.from = origin + ":8443" },
		"plain HTTP":             func(d *device) { d.from = "http://teeth.example.org" },
		"another RP id":          func(d *device) { d.rp = "example.org" },
		"an unverified user":     func(d *device) { d.flags = 1 },
		"nobody present":         func(d *device) { d.flags = 4 },
		"another user handle":    func(d *device) { d.user = []byte("somebody") },
		"no user handle":         func(d *device) { d.user = nil },
		"another key":            func(d *device) { d.key = stranger.key },
		"an unknown credential":  func(d *device) { *d = *stranger },
		"a known one's, unknown": func(d *device) { d.id = stranger.id },
		"other backup flags":     func(d *device) { d.flags |= 8 },
	} {
		d := *good
		d.count += 100
		lie(&d)
		if _, err := h.byKey(&d); !errors.Is(err, account.ErrPasskey) {
			t.Errorf("%s: %v", name, err)
		}
		h.pass(time.Hour) // so that nothing is slowed
	}
	h.prove()
	for name, lie := range map[string]func(d *device){
		"another origin":     func(d *device) { d.from = "https://evil.example" },
		"another RP id":      func(d *device) { d.rp = "example.org" },
		"an unverified user": func(d *device) { d.flags = 1 },
		"one that is here":   func(d *device) { *d = twice },
	} {
		d := newDevice()
		lie(d)
		c, err := h.BeginPasskey(t.Context(), h.again())
		h.ok(err)
		if a := read(c); a.Select.Verify != "required" || a.Select.Resident != "required" {
			t.Errorf("asked for %+v", a)
		}
		if _, err := h.AddPasskey(t.Context(), h.p, c.Secret, d.make(c), "x"); !errors.Is(err, account.ErrPasskey) {
			t.Errorf("%s is added: %v", name, err)
		}
	}
	for _, junk := range []string{"", "{}", "[]", `{"id":"x"}`, "\xff"} {
		c, err := h.BeginPasskeyLogin(t.Context(), here)
		h.ok(err)
		if _, _, err := h.LoginByPasskey(t.Context(), c.Secret, []byte(junk), here, ""); !errors.Is(err, account.ErrPasskey) {
			t.Errorf("%q: %v", junk, err)
		}
		h.pass(time.Hour)
	}
	if _, err := h.byKey(good); err != nil {
		t.Error("the good one does not work any more:", err)
	}
}

// A challenge is good once, for five minutes, for what it was made for and in whose hands it is.
func TestChallenges(t *testing.T) {
	h := newHouse(t, account.Doors{})
	d := h.added()
	login := func(secret string, answer []byte) error {
		_, _, err := h.LoginByPasskey(t.Context(), secret, answer, here, "")
		return err
	}
	refused := func(name string, err error) {
		t.Helper()
		if !errors.Is(err, account.ErrAttempt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, err := h.BeginPasskeyLogin(t.Context(), here)
	h.ok(err)
	answer := d.sign(c)
	h.ok(login(c.Secret, answer))
	refused("played again", login(c.Secret, answer))
	other, err := h.BeginPasskeyLogin(t.Context(), here)
	h.ok(err)
	if err := login(other.Secret, answer); !errors.Is(err, account.ErrPasskey) {
		t.Errorf("the answer to another challenge: %v", err)
	}
	refused("tried once already", login(other.Secret, d.sign(other)))
	c, err = h.BeginPasskeyLogin(t.Context(), here)
	h.ok(err)
	h.pass(5 * time.Minute)
	refused("too late", login(c.Secret, d.sign(c)))
	refused("none", login("", d.sign(c)))
	h.pass(time.Hour) // so that nothing is slowed
	// A proof's challenge is no log-in's, and nobody else's.
	c, err = h.BeginProof(t.Context(), h.again())
	h.ok(err)
	refused("of another kind", login(c.Secret, d.sign(c)))
	c, err = h.BeginProof(t.Context(), h.again())
	h.ok(err)
	p, err := h.byKey(d)
	h.ok(err)
	refused("of another log-in", h.ProveByPasskey(t.Context(), p, c.Secret, d.sign(c)))
	c, err = h.BeginProof(t.Context(), h.again())
	h.ok(err)
	h.ok(h.ProveByPasskey(t.Context(), h.p, c.Secret, d.sign(c)))
}

// A sign count that goes back is a copy's: it is refused, said, and marked.
func TestCopiedPasskey(t *testing.T) {
	h := newHouse(t, account.Doors{})
	d := h.added()
	cloned := *d
	for range 3 {
		_, err := h.byKey(d)
		h.ok(err)
	}
	if _, err := h.byKey(&cloned); !errors.Is(err, account.ErrCopied) {
		t.Fatalf("the copy: %v", err)
	}
	w, err := h.WaysIn(t.Context(), h.again())
	if err != nil || !w.Passkeys[0].Copied.Equal(h.clock()) {
		t.Errorf("%+v %v", w.Passkeys, err)
	}
	// One that never counts is no copy.
	h.prove()
	still := newDevice()
	still.step = 0
	c, err := h.BeginPasskey(t.Context(), h.again())
	h.ok(err)
	_, err = h.AddPasskey(t.Context(), h.p, c.Secret, still.make(c), "still")
	h.ok(err)
	for range 2 {
		_, err := h.byKey(still)
		h.ok(err)
	}
}

func TestMostPasskeys(t *testing.T) {
	h := newHouse(t, account.Doors{})
	for range account.MostPasskeys {
		h.added()
	}
	h.prove()
	var rule *account.RuleError
	if _, err := h.BeginPasskey(t.Context(), h.again()); !errors.As(err, &rule) {
		t.Errorf("one more than %d: %v", account.MostPasskeys, err)
	}
}

// The last way in stays, also when two are taken away at once; and a password goes only when there is a passkey.
func TestLastWayIn(t *testing.T) {
	h := newHouse(t, account.Doors{})
	var rule *account.RuleError
	h.prove()
	if err := h.RemovePassword(t.Context(), h.again()); !errors.As(err, &rule) {
		t.Fatalf("the password goes: %v", err)
	}
	h.added()
	h.added()
	h.ok(h.RemovePassword(t.Context(), h.again()))
	if _, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here}); !errors.Is(err, account.ErrPassword) {
		t.Errorf("the password that is gone: %v", err)
	}
	w, err := h.WaysIn(t.Context(), h.again())
	h.ok(err)
	var both sync.WaitGroup
	var gone atomic.Int32
	for _, k := range w.Passkeys {
		both.Go(func() {
			if err := h.RemovePasskey(t.Context(), h.p, account.PasskeyID(k.ID)); err == nil {
				gone.Add(1)
			} else if !errors.As(err, new(*account.RuleError)) {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if gone.Load() != 1 {
		t.Errorf("%d of two went", gone.Load())
	}
	if err := h.RemovePasskey(t.Context(), h.p, "none"); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
}

// Another password ends the other log-ins, and this one stays.
func TestAnotherPassword(t *testing.T) {
	h := newHouse(t, account.Doors{})
	other, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here})
	h.ok(err)
	if err := h.SetPassword(t.Context(), h.again(), "another four words"); !errors.Is(err, account.ErrProve) {
		t.Fatalf("without the one of now: %v", err)
	}
	if err := h.ProveByPassword(t.Context(), h.p, "wrong", here); err == nil {
		t.Fatal("a wrong one proves")
	}
	h.prove()
	h.pass(5 * time.Minute)
	if err := h.SetPassword(t.Context(), h.again(), "another four words"); !errors.Is(err, account.ErrProve) {
		t.Fatalf("five minutes later: %v", err)
	}
	h.prove()
	h.ok(h.SetPassword(t.Context(), h.again(), "another four words"))
	if _, err := h.Authenticate(t.Context(), other, ""); !errors.Is(err, account.ErrUnauthorized) {
		t.Errorf("the other log-in: %v", err)
	}
	if _, err := h.Authenticate(t.Context(), h.in, ""); err != nil {
		t.Error(err)
	}
}

// The account that set-up makes with a passkey has no password; the challenge is bound to the link.
func TestFirstPasskey(t *testing.T) {
	h := newHouse(t, account.Doors{})
	code, _, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: "viewer"})
	h.ok(err)
	two, _, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: "viewer"})
	h.ok(err)
	n := account.Newcomer{Code: code, Name: "Bo", Email: "bo@example.org", Address: here}
	if _, err := h.BeginFirstPasskey(t.Context(), account.Newcomer{Code: "none", Name: "Bo", Email: "bo@example.org", Address: here}); !errors.Is(err, account.ErrInvitation) {
		t.Errorf("without an invitation: %v", err)
	}
	join := func(code string) (*account.Principal, *device, error) {
		d := newDevice()
		c, err := h.BeginFirstPasskey(t.Context(), n)
		h.ok(err)
		_, p, err := h.JoinNew(t.Context(), account.Join{Code: code, Name: "Bo", Email: "bo@example.org", Address: here,
			Passkey: account.FirstPasskey{Secret: c.Secret, Answer: d.make(c)}})
		return p, d, err
	}
	if _, _, err := join(two); !errors.Is(err, account.ErrAttempt) {
		t.Errorf("with another invitation: %v", err)
	}
	p, d, err := join(code)
	h.ok(err)
	if p.Account.Password != "" || !bytes.Equal(d.user, []byte(p.Account.ID)) {
		t.Errorf("%+v", p.Account)
	}
	if p, err := h.byKey(d); err != nil || p.Account.Email != "bo@example.org" {
		t.Error(p, err)
	}
}

// Who begins over and over is slowed, and only they are.
func TestBeginningOverAndOver(t *testing.T) {
	h := newHouse(t, account.Doors{})
	var wait *account.WaitError
	n := 0
	for ; n < 200; n++ {
		if _, err := h.BeginPasskeyLogin(t.Context(), "198.51.100.9:1"); errors.As(err, &wait) {
			break
		}
	}
	if n != 60 && n != 61 {
		t.Errorf("slowed after %d", n)
	}
	if _, err := h.BeginPasskeyLogin(t.Context(), here); err != nil {
		t.Error("somebody else is slowed:", err)
	}
}
