package privacy_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
)

// TestNothingOfAnAccountIsLeft: who deletes their account leaves nothing in any table: neither what they came in with, nor what they let in, nor their name.
func TestNothingOfAnAccountIsLeft(t *testing.T) {
	for _, db := range []string{"sqlite", "postgres"} {
		t.Run(db, func(t *testing.T) {
			r := newRig(t, db)
			ctx := r.as()
			code, _, err := r.acc.Invite(ctx, &account.Principal{Household: r.h}, account.NewInvitation{Role: store.Caregiver})
			must(t, err)
			_, bo, err := r.acc.JoinNew(context.Background(), account.Join{Code: code, Name: "Zwiebelbo", Email: "zwiebelbo@example.org", Password: "four words by chance", Address: "192.0.2.7:1", Agent: "zwiebelfox"})
			must(t, err)
			id := bo.Account.ID
			acting := store.WithActor(context.Background(), store.Actor{By: store.Named{Kind: store.NameAccount, ID: id}, Request: "req"})
			_, token, err := r.acc.MakeToken(acting, account.NewToken{Household: r.h, Name: "zwiebeltoken", Scopes: []string{account.SessionsRead}, By: bo})
			must(t, err)
			hash := func(s string) [32]byte { return sha256.Sum256([]byte(s)) }
			later := noon.Add(time.Hour)
			must(t, r.st.UpdateKeys(acting, func(tx store.KeysTx) error {
				g := store.Grant{ID: "zwiebelgrant", Account: id, Household: r.h, Client: "enamel-cli", ClientName: "Command line", Scopes: []string{account.SessionsRead}, Created: noon}
				return errors.Join(
					tx.PutPasskey(store.Passkey{ID: []byte("zwiebelkey"), Account: id, Label: "zwiebelphone", Key: []byte("zwiebelpublic"), Created: noon}),
					tx.PutSecondFactor(store.SecondFactor{Account: id, Secret: []byte("zwiebelsecret"), Created: noon}),
					tx.PutRecoveryCodes(id, [][32]byte{hash("zwiebel one"), hash("zwiebel two")}),
					tx.PutIdentity(store.Identity{Issuer: "https://id.example", Subject: "zwiebelsubject", Account: id, Name: "zwiebelname", Created: noon}),
					tx.PutAttempt(store.Attempt{Hash: hash("a"), Kind: "second factor", Account: id, Data: []byte("zwiebeldata"), Expires: later}, noon),
					tx.PutInvitation(store.Invitation{ID: "zwiebelinvite", Hash: hash("i"), Household: r.h, Account: id, Role: store.Viewer, Created: noon, Expires: later}),
					tx.PutGrant(g),
					tx.PutGrantSecret(store.GrantSecret{Hash: hash("zwiebelaccess"), Kind: store.AccessSecret, Grant: g.ID, Scopes: g.Scopes, Created: noon, Expires: later, Body: []byte("zwiebelbody")}),
					tx.PutAsk(store.Ask{Hash: hash("q"), Code: hash("c"), Client: "enamel-cli", Account: id, Login: "zwiebelask", Created: noon, Expires: later}),
				)
			}))
			_, err = r.s.Give(acting, r.h, privacy.NewConsent{Person: r.kid, Receiver: privacy.Receiver{Kind: "link", ID: "l", Name: "Dentist"}, Scopes: []string{"sessions:read"}, Text: store.CurrentText().Version})
			must(t, err)
			marks := []string{"zwiebel", "Zwiebel", id}
			for _, h := range [][32]byte{hash("zwiebel one"), hash("zwiebelaccess"), token.Hash} {
				marks = append(marks, string(h[:]))
			}
			before := r.dump(t)
			for _, table := range []string{"account", "login", "passkey", "second_factor", "identity", "attempt", "invitation", "oauth_grant", "oauth_ask", "token", "audit_name", "consent", "membership"} {
				if found(before[table], marks) == "" {
					t.Errorf("there is nothing to erase in %s", table)
				}
			}
			word := "four words by chance"
			must(t, r.acc.DeleteSelf(acting, bo, &word, "192.0.2.7:1"))
			for table, text := range r.dump(t) {
				if m := found(text, marks); m != "" && (table != "token" || !strings.Contains(m, string(token.Hash[:]))) {
					t.Errorf("%s holds %q", table, m)
				}
			}
			if rep, err := r.s.Check(ctx, r.h, store.AuditHead{}); err != nil || rep.Fault != "" {
				t.Errorf("the log: %+v, %v", rep, err)
			}
		})
	}
}
