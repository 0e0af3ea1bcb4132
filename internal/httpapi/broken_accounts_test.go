package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// kept is everything that the store has of accounts, but for when something was last used.
func (g *guests) kept(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	hs, err := g.st.Households(t.Context())
	must(err)
	for _, h := range hs {
		fmt.Fprintf(&b, "%+v\n", h)
		ms, err := g.st.Members(t.Context(), h.ID)
		must(err)
		for _, m := range ms {
			fmt.Fprintf(&b, "%+v\n", m)
			if !strings.HasPrefix(m.Account, "account-") { // who came in since
				ls, err := g.st.Logins(t.Context(), m.Account, g.clock())
				must(err)
				fmt.Fprintln(&b, len(ls))
			}
		}
		is, err := g.st.Invitations(t.Context(), h.ID)
		must(err)
		ts, err := g.st.Tokens(t.Context(), h.ID)
		must(err)
		for i := range ts {
			ts[i].LastUsed = time.Time{}
		}
		last, err := g.st.Last(t.Context(), h.ID)
		must(err)
		fmt.Fprintf(&b, "%+v\n%+v\n%d\n", is, ts, last)
	}
	for _, who := range []string{"v", "c", "o", "second", "target", "p", "alien"} {
		id := "account-" + who
		a, err := g.st.Account(t.Context(), id)
		fmt.Fprintf(&b, "%s %+v %v\n", id, a, err != nil)
		ls, err := g.st.Logins(t.Context(), id, g.clock())
		must(err)
		for i := range ls {
			ls[i].LastUsed = time.Time{}
		}
		fmt.Fprintf(&b, "%+v\n", ls)
	}
	return b.String()
}

// accountChanges are the changes of accounts: members, invitations, tokens, log-ins and play.
var accountChanges = []struct {
	who, call, body string
	before          func(*testing.T, *guests) (code string) // what must be there first; the code is put into the body
	again           int                                     // what is answered to what was done already; 0: it is done again
}{
	{"o", "PATCH /household/members/account-target", `{"role":"caregiver"}`, nil, 0},
	{"o", "DELETE /household/members/account-target", "", nil, 404},
	{"o", "POST /household/invitations", `{"role":"viewer"}`, nil, 0},
	{"o", "DELETE /household/invitations/invitation-one", "", nil, 404},
	{"", "POST /join", `{"code":"{code}","name":"New","email":"new@example.org","password":"four words by chance"}`, invitation, 403},
	{"alien", "POST /me/join", `{"code":"{code}"}`, invitation, 403},
	{"o", "POST /tokens", `{"name":"script","scopes":["sessions:read"]}`, nil, 0},
	{"o", "DELETE /tokens/token-one", "", nil, 404},
	{"o", "PATCH /me", `{"name":"Another"}`, nil, 0},
	{"o", "DELETE /me/logins/{login}", "", nil, 404},
	{"o", "DELETE /me/logins", "", nil, 0},
	{"o", "POST /logout", "", nil, 401},
	{"v", "DELETE /me/household", "", nil, 401},
	{"o", "POST /me/households", `{"name":"Cabin","time_zone":"UTC"}`, nil, 0},
	{"o", "POST /me/household", `{"id":"next"}`, both, 0},
	{"v", "POST /me/delete", `{}`, nil, 401},
	{"o", "POST /me/play", `{"people":["person-mia"],"pin":"4711"}`, nil, 403},
	{"o", "POST /me/play/leave", `{"pin":"4711"}`, plays, 403},
	{"", "POST /login", `{"email":"ada@example.org","password":"four words by chance"}`, ada, 0},
}

// comesIn are the calls that read what they answer before they let somebody in.
func comesIn(path string) bool { return path == "/join" || path == "/me/join" || path == "/login" }

// invitation makes one more invitation and returns its code.
func invitation(t *testing.T, g *guests) string {
	t.Helper()
	w := g.want(t, 201, "o", "POST", "/household/invitations", `{"role":"viewer"}`)
	var made struct {
		Link string `json:"link"`
	}
	decode(t, w.Body, &made)
	_, code, _ := strings.Cut(made.Link, "#")
	return code
}

// both lets the owner belong to the other household, too.
func both(t *testing.T, g *guests) string {
	t.Helper()
	if err := g.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		return tx.PutMembership(store.Membership{Account: "account-o", Household: "next", Role: store.Viewer, Created: g.clock()})
	}); err != nil {
		t.Fatal(err)
	}
	return ""
}

// plays leads the owner's browser into play.
func plays(t *testing.T, g *guests) string {
	t.Helper()
	g.want(t, 200, "o", "POST", "/me/play", `{"people":["person-mia"],"pin":"4711"}`)
	return ""
}

// ada is somebody with a password.
func ada(t *testing.T, g *guests) string {
	t.Helper()
	code, _, err := g.accounts.Invite(t.Context(), &account.Principal{Household: "home"}, account.NewInvitation{Role: store.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.accounts.JoinNew(t.Context(), account.Join{Code: code, Name: "Ada", Email: email, Password: password, Address: "192.0.2.7:4711"}); err != nil {
		t.Fatal(err)
	}
	return ""
}

// Every operation of the store under every change of accounts fails in turn. What was not answered with yes is not there, or, when only the answer
// failed, there in full: as it is after a yes. What is sent again is done, or was done already.
func TestAccountsWhenTheStoreBreaks(t *testing.T) {
	for _, c := range accountChanges {
		t.Run(c.who+" "+c.call, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(c.call, " ")
			for n := 1; ; n += stride {
				g := invited(t)
				body := c.body
				if c.before != nil {
					body = strings.ReplaceAll(body, "{code}", c.before(t, g))
				}
				g.pass(2 * time.Second) // what is known of credentials is asked again
				before := g.kept(t)
				reached := g.st.FailAt(n)
				w := g.by(c.who, method, path, body)
				broken, was := g.st.Reached(), reached()
				g.st.FailAt(0)
				after := g.kept(t)
				yes := w.Code >= 200 && w.Code < 300
				switch {
				case !was && !yes:
					t.Fatalf("nothing is broken, and the answer is %d %.300s", w.Code, w.Body)
				case yes && before == after:
					t.Fatalf("%s fails: answered %d, and nothing of it is there", broken, w.Code)
				case !yes && w.Code != http.StatusServiceUnavailable:
					t.Fatalf("%s fails: the answer is %d %.300s", broken, w.Code, w.Body)
				case !yes && before != after && comesIn(path) && broken != "answer keys" && broken != "answer":
					t.Fatalf("%s fails: somebody has come in, and the answer is %d", broken, w.Code)
				case !yes && before != after && broken != "answer keys" && broken != "answer" && !strings.HasPrefix(broken, "Book.") && broken != "Memberships": // read again for the answer
					t.Fatalf("%s fails: answered %d, and something of it is there", broken, w.Code)
				}
				// Whoever was not told yes sends it again.
				if !yes {
					g.pass(time.Minute)
					again := g.by(c.who, method, path, body)
					ok := again.Code >= 200 && again.Code < 300 || before != after && again.Code == c.again
					if !ok {
						t.Errorf("%s failed, and sent again it is answered %d %.300s", broken, again.Code, again.Body)
					}
					if before == after && g.kept(t) == after {
						t.Errorf("%s failed, and sent again nothing of it is there", broken)
					}
				}
				if !was {
					if n == 1 {
						t.Error("it asks nothing of the store")
					}
					t.Logf("broke each of %d operations", n-1)
					return
				}
			}
		})
	}
}
