package account_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// told is what the log of the house says that was not there before, oldest first: act and detail.
func (h *house) told(since *store.Seq) (said []string) {
	h.Helper()
	ls, err := h.st.AuditChain(h.Context(), h.p.Household, *since, 500)
	h.ok(err)
	for _, l := range ls {
		said = append(said, strings.TrimSpace(fmt.Sprint(l.Act, " ", l.Detail)))
		*since = l.Seq
	}
	return said
}

// Whatever changes how one comes in, and each coming in, is in the log of every household of the account, in the same commit.
func TestWaysInAreTold(t *testing.T) {
	e := newElsewhere(t)
	h := newHouse(t, account.Doors{Provider: e.provider()})
	var seen store.Seq
	h.told(&seen)
	h.again()
	h.pass(time.Second) // a new log-in looks at the oldest household of its account
	other, err := h.AddHousehold(t.Context(), h.p, "Cottage", "UTC")
	h.ok(err)
	_, err = h.Look(t.Context(), h.again(), "")
	if err == nil {
		t.Fatal("a household without a name")
	}
	homes, err := h.Homes(t.Context(), h.again())
	h.ok(err)
	first := homes[slices.IndexFunc(homes, func(m account.Home) bool { return m.Name == "Home" })].Household
	_, err = h.Look(t.Context(), h.p, first)
	h.ok(err)
	var there store.Seq // of the other household
	cottage := func() int {
		ls, err := h.st.AuditChain(t.Context(), other.Household, there, 500)
		h.ok(err)
		n := 0
		for _, l := range ls {
			there = l.Seq
			if l.Act == store.ActSecretChanged || l.Act == store.ActLoginFailed {
				n++
			}
		}
		return n
	}
	cottage()
	var d *device
	var n account.NewCodes
	var recovery []string
	second := func(code string) error {
		_, _, err := h.LoginSecond(t.Context(), h.halfIn(), code, here, "phone")
		return err
	}
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { d = h.added(); return nil }, "secret_changed passkey_added"},
		{func() error { _, err := h.byKey(d); return err }, "login passkey,new_browser"},
		{func() error { _, err := h.byKey(d); return err }, "login passkey"},
		{func() error {
			_, _, err := h.Login(t.Context(), account.Credentials{Email: email, Password: password, Address: here, Agent: "laptop"})
			return err
		}, "login password,new_browser"},
		{func() (err error) {
			if n, err = h.BeginCodes(t.Context(), h.again()); err == nil {
				recovery, err = h.KeepCodes(t.Context(), h.p, n.Ends, codeAt(t, n.Secret, h.clock()), here)
			}
			return err
		}, "secret_changed codes_on"},
		{func() error { h.pass(time.Minute); return second(codeAt(t, n.Secret, h.clock())) }, "login code,new_browser"},
		{func() error { return second(recovery[3]) }, "login recovery_code"},
		{func() (err error) { recovery, err = h.NewRecoveryCodes(t.Context(), h.again()); return err }, "secret_changed recovery_codes_made"},
		{func() error { return h.EndCodes(t.Context(), h.again()) }, "secret_changed codes_off"},
		{func() error {
			_, _, err := h.EndProvider(t.Context(), h.there(e, h.again(), "", "s1", "other@example.org"))
			return err
		}, "secret_changed linked"},
		{func() error {
			_, _, err := h.EndProvider(t.Context(), h.there(e, nil, "", "s1", "other@example.org"))
			return err
		}, "login provider"},
		{func() error {
			w, err := h.WaysIn(t.Context(), h.again())
			h.ok(err)
			return h.Unlink(t.Context(), h.p, account.IdentityID(w.Identities[0]))
		}, "secret_changed unlinked"},
		{func() error { return h.LinkHere(t.Context(), email, "ada") }, "secret_changed linked"},
		{func() error {
			for range 3 { // a browser without cookies makes a log-in each time
				if _, _, err := h.ByProxy(t.Context(), "ada", "", "tablet", true); err != nil {
					return err
				}
			}
			return nil
		}, "login proxy,new_browser"},
		{func() error {
			mail := "ada@example.com"
			_, err := h.ChangeSelf(t.Context(), h.again(), account.SelfPatch{Email: &mail})
			return err
		}, "secret_changed email"},
		{func() error {
			code, err := h.RecoverHere(t.Context(), "ada@example.com")
			h.ok(err)
			_, _, err = h.Recover(t.Context(), code, here, "phone")
			return err
		}, "secret_changed recovery_link_made; login recovery_link"},
		{func() error { return h.EndLogin(t.Context(), h.again(), "") }, "login_revoked"},
		{func() error { return h.SetPassword(t.Context(), h.again(), "another four words") }, "secret_changed password_set"},
		{func() error { return h.RemovePassword(t.Context(), h.again()) }, "secret_changed password_removed"},
		{func() error { return h.SetPassword(t.Context(), h.again(), "another four words") }, "secret_changed password_set"},
		{func() error { return h.RemovePasskey(t.Context(), h.again(), account.PasskeyID(d.id)) }, "secret_changed passkey_removed"},
		{func() error {
			for range 3 {
				_, _, _ = h.Login(t.Context(), account.Credentials{Email: "ada@example.com", Password: "wrong", Address: here})
			}
			_ = h.ProveByPassword(t.Context(), h.again(), "wrong", here)
			return h.TellFailures(t.Context())
		}, "login_failed 4"},
	} {
		h.ok(step.do())
		said := h.told(&seen)
		if got := strings.Join(said, "; "); got != step.want {
			t.Errorf("the log says %q, want %q", got, step.want)
		}
		if n, want := cottage(), strings.Count(step.want, "secret_changed")+strings.Count(step.want, "login_failed"); n != want {
			t.Errorf("%s: %d of %d in the other household's log", step.want, n, want)
		}
	}
	ls, err := h.st.AuditLines(t.Context(), first, store.AuditQuery{Limit: 500})
	h.ok(err)
	for _, l := range ls {
		if l.Act == store.ActSecretChanged && l.About.ID != h.p.Account.ID {
			t.Errorf("%+v is about nobody", l)
		}
	}
}

// Who is let in, changed and put out is told, with what goes with them.
func TestMembersAreTold(t *testing.T) {
	h := newHouse(t, account.Doors{})
	var seen store.Seq
	h.told(&seen)
	code, _, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: store.Caregiver})
	h.ok(err)
	_, again, err := h.Invite(t.Context(), h.p, account.NewInvitation{Role: store.Viewer})
	h.ok(err)
	h.ok(h.Uninvite(t.Context(), h.p.Household, again.ID))
	_, bo, err := h.JoinNew(t.Context(), account.Join{Code: code, Name: "Bo", Email: "bo@example.org", Password: password, Address: here})
	h.ok(err)
	_, _, err = h.MakeToken(t.Context(), account.NewToken{Household: h.p.Household, Name: "script", Scopes: []string{account.SessionsWrite}, By: bo})
	h.ok(err)
	viewer := store.Viewer
	_, err = h.ChangeMember(t.Context(), h.p, bo.Account.ID, account.MemberPatch{Role: &viewer})
	h.ok(err)
	_, _, err = h.MakeToken(t.Context(), account.NewToken{Household: h.p.Household, Name: "mine", Scopes: []string{account.SessionsWrite}, By: h.p})
	h.ok(err)
	ts, err := h.Tokens(t.Context(), h.p)
	h.ok(err)
	h.ok(h.RevokeToken(t.Context(), h.p, ts[0].ID))
	h.ok(h.RemoveMember(t.Context(), h.p, bo.Account.ID))
	if got, want := strings.Join(h.told(&seen), "; "), "member_invited caregiver; member_invited viewer; member_invited taken_back; member_joined caregiver; login password,new_browser; "+
		"token_made; member_changed role; token_revoked; token_made; token_revoked; member_removed"; got != want {
		t.Errorf("the log says %q, want %q", got, want)
	}
}
