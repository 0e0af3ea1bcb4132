package provision_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
)

func TestExchange(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one", "two")
	one := made[0]
	ask := func(d brush.DeviceID, secret string) error {
		_, err := r.Exchange(t.Context(), d, secret, "192.0.2.9:1")
		return err
	}
	var early *provision.UnclaimedError
	for range 40 { // it may ask for as long as nobody has claimed it
		if err := ask(one.Device, one.Secret); !errors.As(err, &early) || early.For != provision.AskAgain {
			t.Fatal(err)
		}
	}
	for _, bad := range []error{ask(one.Device, made[1].Secret), ask(one.Device, ""), ask("three", one.Secret), ask("three", "")} {
		if !errors.Is(bad, account.ErrUnauthorized) {
			t.Error(bad)
		}
	}
	r.claim(t, "home", one.Code)
	i := r.exchange(t, one)
	if !strings.HasPrefix(i.Token, provision.TokenPrefix) || !i.Before.IsZero() || !i.Ends.IsZero() {
		t.Error(i)
	}
	p, err := r.Access(t.Context(), i.Token)
	must(t, err)
	if p.Household != "home" || p.Device != one.Device || p.Source != brush.SourceID(one.Device) || !slices.Equal(p.Scopes, []string{account.FramesWrite}) || p.Browser() {
		t.Errorf("%+v", p)
	}
	if good, err := r.Good(t.Context(), "home"); err != nil || !slices.Equal(good, []string{p.TokenID}) {
		t.Error(good, err)
	}
	must(t, ask(one.Device, one.Secret)) // the answer was lost
	var wait *account.WaitError
	if err := ask(one.Device, one.Secret); !errors.As(err, &wait) || wait.For != provision.IssueWithin {
		t.Errorf("again and again: %v", err)
	}
	for _, none := range []string{"", provision.TokenPrefix, i.Token + "x", i.Token[:len(i.Token)-1], one.Secret} {
		if _, err := r.Access(t.Context(), none); !errors.Is(err, account.ErrUnauthorized) {
			t.Errorf("%q: %v", none, err)
		}
	}
}

func TestSecretGuesses(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one")
	var wait *account.WaitError
	n := 0
	for ; n < 20; n++ {
		if _, err := r.Exchange(t.Context(), "one", "wrong", "192.0.2.9:1"); errors.As(err, &wait) {
			break
		}
	}
	if n == 20 {
		t.Error("nobody was slowed down")
	}
	if _, err := r.Exchange(t.Context(), "one", made[0].Secret, "198.51.100.1:1"); errors.As(err, &wait) {
		t.Error("a stranger keeps the device out")
	}
}

// A new token does not end the old one: both are good for a stated while.
func TestRotate(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one")
	r.claim(t, "home", made[0].Code)
	first := r.exchange(t, made[0])
	r.pass(24 * time.Hour)
	p, err := r.Access(t.Context(), first.Token)
	must(t, err)
	second, err := r.Rotate(t.Context(), p)
	must(t, err)
	if want := r.clock().Add(provision.Overlap); !second.Before.Equal(want) {
		t.Errorf("the old one is good until %v, not %v", second.Before, want)
	}
	r.pass(provision.Overlap - time.Second)
	for _, token := range []string{first.Token, second.Token} {
		if _, err := r.Access(t.Context(), token); err != nil {
			t.Error(err)
		}
	}
	// An answer that was lost is asked for again with the old one.
	third, err := r.Rotate(t.Context(), p)
	must(t, err)
	r.pass(time.Second)
	if _, err := r.Access(t.Context(), first.Token); !errors.Is(err, account.ErrUnauthorized) {
		t.Errorf("beyond the overlap: %v", err)
	}
	if _, err := r.Access(t.Context(), third.Token); err != nil {
		t.Error(err)
	}
	good, err := r.Good(t.Context(), "home")
	must(t, err)
	if len(good) != 2 || slices.Contains(good, first.ID) {
		t.Error(good)
	}
	for _, other := range []*account.Principal{owner("home"), {Household: "next", TokenID: second.ID, Device: "one"}, {Household: "home", TokenID: second.ID, Device: "two"}} {
		if _, err := r.Rotate(t.Context(), other); !errors.Is(err, provision.ErrNotDevice) {
			t.Error(err)
		}
	}
}

func TestMostKeys(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one")
	r.claim(t, "home", made[0].Code)
	var all []provision.Issued
	for range provision.MostKeys + 1 {
		all = append(all, r.exchange(t, made[0]))
		r.pass(provision.IssueWithin)
	}
	if _, err := r.Access(t.Context(), all[0].Token); !errors.Is(err, account.ErrUnauthorized) {
		t.Errorf("the oldest of too many: %v", err)
	}
	if !slices.Contains(r.changed, brush.HouseholdID("home")) {
		t.Error("whoever holds the oldest was not told")
	}
	for _, i := range all[1:] {
		if _, err := r.Access(t.Context(), i.Token); err != nil {
			t.Error(err)
		}
	}
}

// Whatever takes a credential back takes it back at once, tells who must know, and leaves none that is good.
func TestTakenBack(t *testing.T) {
	for name, take := range map[string]func(*rig, *testing.T) error{
		"released": func(r *rig, t *testing.T) error { return r.Release(t.Context(), "home", "one") },
		"shut out": func(r *rig, t *testing.T) error { return r.ShutOut(t.Context(), "home", "one") },
		"forgotten": func(r *rig, t *testing.T) error {
			return r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error { return tx.ForgetKeys("home") })
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			_, made := r.batch(t, "one")
			r.claim(t, "home", made[0].Code)
			first := r.exchange(t, made[0])
			r.pass(provision.IssueWithin)
			second := r.exchange(t, made[0])
			must(t, take(r, t))
			for _, i := range []provision.Issued{first, second} {
				if _, err := r.Access(t.Context(), i.Token); !errors.Is(err, account.ErrUnauthorized) {
					t.Error(err)
				}
				if name != "forgotten" && !slices.Contains(r.changed, brush.HouseholdID("home")) {
					t.Error("nobody was told of", i.ID)
				}
			}
			if good, err := r.Good(t.Context(), "home"); err != nil || len(good) != 0 {
				t.Error(good, err)
			}
			r.pass(provision.IssueWithin)
			_, err := r.Exchange(t.Context(), "one", made[0].Secret, "192.0.2.9:1")
			var unclaimed *provision.UnclaimedError
			if name == "shut out" && !errors.Is(err, provision.ErrShut) || name != "shut out" && !errors.As(err, &unclaimed) {
				t.Error(err)
			}
			switch name {
			case "shut out":
				must(t, r.LetIn(t.Context(), "home", "one"))
				if _, err := r.Access(t.Context(), second.Token); !errors.Is(err, account.ErrUnauthorized) {
					t.Errorf("let in again, an old token is good: %v", err)
				}
			default:
				r.claim(t, "next", made[0].Code)
			}
			if p, err := r.Access(t.Context(), r.exchange(t, made[0]).Token); err != nil || name != "shut out" && p.Household != "next" {
				t.Error(p, err)
			}
		})
	}
}

func TestRenew(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one")
	r.claim(t, "home", made[0].Code)
	i := r.exchange(t, made[0])
	must(t, r.Renew(t.Context(), "home", "one"))
	r.pass(provision.Overlap - time.Second)
	if _, err := r.Access(t.Context(), i.Token); err != nil {
		t.Error(err)
	}
	r.pass(time.Second)
	if _, err := r.Access(t.Context(), i.Token); !errors.Is(err, account.ErrUnauthorized) {
		t.Error(err)
	}
	r.exchange(t, made[0])
	if err := r.Renew(t.Context(), "next", "one"); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
}

// A store that fails leaves nothing half done: each act is whole, or is not at all, and can be tried again.
func TestFaults(t *testing.T) {
	for name, act := range map[string]func(*rig, provision.Printed) error{
		"claim": func(r *rig, p provision.Printed) error {
			_, err := r.Claim(t.Context(), owner("next"), provision.NewClaim{Code: p.Code})
			return err
		},
		"exchange": func(r *rig, p provision.Printed) error {
			_, err := r.Exchange(t.Context(), p.Device, p.Secret, "192.0.2.9:1")
			return err
		},
		"release":  func(r *rig, p provision.Printed) error { return r.Release(t.Context(), "home", p.Device) },
		"shut out": func(r *rig, p provision.Printed) error { return r.ShutOut(t.Context(), "home", p.Device) },
		"renew":    func(r *rig, p provision.Printed) error { return r.Renew(t.Context(), "home", p.Device) },
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				if n > 60 {
					t.Fatal("it never works")
				}
				r := newRig(t, nil)
				_, made := r.batch(t, "one")
				var before provision.Issued
				if name != "claim" {
					r.claim(t, "home", made[0].Code)
					before = r.exchange(t, made[0])
					r.pass(provision.IssueWithin)
				}
				r.changed = nil
				r.st.FailAt(n)
				err := act(r, made[0])
				failed := r.st.Reached()
				r.st.FailAt(0)
				if failed == "" {
					must(t, err)
					return
				}
				if err == nil {
					t.Fatalf("%s failed, and nobody says so", failed)
				}
				if failed == "answer keys" { // it is done, and who asked does not know
					if _, err := r.Access(t.Context(), before.Token); (name == "release" || name == "shut out") && (!errors.Is(err, account.ErrUnauthorized) || !slices.Contains(r.changed, brush.HouseholdID("home"))) {
						t.Errorf("what was taken back is not told: %v, %v", err, r.changed)
					}
					continue
				}
				if name != "claim" {
					if _, err := r.Access(t.Context(), before.Token); err != nil {
						t.Errorf("%s failed, and the token is gone: %v", failed, err)
					}
				}
				must(t, act(r, made[0]))
			}
		})
	}
}

// When a token was last used is known to the minute, and costs one write a minute.
func TestTouched(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one")
	r.claim(t, "home", made[0].Code)
	i := r.exchange(t, made[0])
	used := func() time.Time {
		ds, err := r.Devices(t.Context(), "home")
		must(t, err)
		return ds[0].Keys[0].LastUsed
	}
	enter := func() (writes int) {
		r.st.FailAt(0)
		_, err := r.Access(t.Context(), i.Token)
		must(t, err)
		return r.st.Count() - 1 // the question
	}
	r.pass(time.Second)
	if n := enter(); n == 0 || !used().Equal(r.clock()) {
		t.Errorf("the first time: %d writes, %v", n, used())
	}
	first := r.clock()
	r.pass(59 * time.Second)
	if n := enter(); n != 0 || !used().Equal(first) {
		t.Errorf("within a minute: %d writes, %v", n, used())
	}
	r.pass(time.Second)
	if n := enter(); n == 0 || !used().Equal(r.clock()) {
		t.Errorf("a minute later: %d writes, %v", n, used())
	}
	// A store that cannot write it shuts nobody out.
	r.pass(time.Minute)
	r.st.FailAt(2)
	if _, err := r.Access(t.Context(), i.Token); err != nil || r.st.Reached() == "" {
		t.Error(err, r.st.Reached())
	}
}
