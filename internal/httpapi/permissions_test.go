package httpapi_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire/sinktest"
)

var writePermissions = flag.Bool("write-permissions", false, "write docs/permissions.md anew")

// permission says who may make a call. It is written here once more, by hand, and not read off the code: where the two differ, one is wrong.
type permission struct {
	call string // method and path
	// may is who may: "all" for everybody, "in" for everybody who came in, or letters: p plays, v viewer, c caregiver, o owner.
	may string
	// scope is what a token needs: scopes with spaces between, of which one is enough; "any" for no special one, "-" for no token at all.
	scope string
	// narrowed is what somebody gets who may see other people only: "theirs" for an answer in which this person does not occur, or a status.
	narrowed string
	// alien is what the owner of another household gets with this household's ids: "theirs", or a status.
	alien string
	query string // behind the path, with ids as in the path
	body  string
	want  int // what the first of those who may gets for the query and the body
}

var permissions = []permission{
	{"GET /healthz", "all", "any", "theirs", "theirs", "", "", 200},
	{"GET /setup", "all", "any", "theirs", "theirs", "", "", 200},
	{"POST /setup", "all", "any", "403", "403", "", `{"code":"x","name":"A","email":"a@example.org","password":"p","household":"H","time_zone":"UTC"}`, 403},
	{"POST /login", "all", "any", "401", "401", "", `{"email":"x@example.org","password":"x"}`, 401},
	{"GET /login/ways", "all", "any", "theirs", "theirs", "", "", 200},
	{"POST /login/passkey/options", "all", "any", "theirs", "theirs", "", "", 200},
	{"POST /login/passkey", "all", "any", "403", "403", "", `{"credential":{}}`, 403},
	{"POST /login/second", "all", "any", "403", "403", "", `{"code":"123456"}`, 403},
	{"POST /login/recover", "all", "any", "403", "403", "", `{"code":"x"}`, 403},
	{"POST /login/new-passkey/options", "all", "any", "403", "403", "", `{"code":"x","name":"A","email":"a@example.org"}`, 403},
	{"POST /login/provider", "all", "any", "404", "404", "", `{}`, 404},
	{"GET /login/provider/callback", "all", "any", "303", "303", "?state=x&code=x", "", 303},
	{"POST /join/look", "all", "any", "403", "403", "", `{"code":"x"}`, 403},
	{"POST /join", "all", "any", "403", "403", "", `{"code":"x","name":"A","email":"a@example.org","password":"p"}`, 403},

	{"GET /me", "in", "any", "theirs", "theirs", "", "", 200},
	{"POST /logout", "vco", "any", "theirs", "theirs", "", "", 204},
	{"PATCH /me", "vco", "-", "-", "theirs", "", `{"name":"New"}`, 200},
	{"POST /me/delete", "vco", "-", "-", "409", "", `{}`, 204},
	{"POST /me/household", "vco", "-", "-", "404", "", `{"id":"{household}"}`, 200},
	{"DELETE /me/household", "vco", "-", "-", "409", "", "", 204},
	{"POST /me/households", "vco", "-", "-", "theirs", "", `{"name":"Lake","time_zone":"UTC"}`, 201},
	{"POST /me/join", "vco", "-", "-", "403", "", `{"code":"x"}`, 403},
	{"GET /me/logins", "vco", "-", "-", "theirs", "", "", 200},
	{"DELETE /me/logins", "vco", "-", "-", "theirs", "", "", 204},
	{"DELETE /me/logins/{login}", "vco", "-", "-", "404", "", "", 204},
	{"GET /me/ways", "vco", "-", "-", "theirs", "", "", 200},
	{"POST /me/prove", "vco", "-", "-", "422", "", `{"password":"x"}`, 422},
	{"POST /me/prove/passkey/options", "vco", "-", "-", "409", "", "", 409},
	{"POST /me/prove/passkey", "vco", "-", "-", "403", "", `{"credential":{}}`, 403},
	{"POST /me/passkeys/options", "vco", "-", "-", "theirs", "", "", 200},
	{"POST /me/passkeys", "vco", "-", "-", "403", "", `{"label":"phone","credential":{}}`, 403},
	{"PATCH /me/passkeys/{passkey}", "vco", "-", "-", "404", "", `{"label":"phone"}`, 404},
	{"DELETE /me/passkeys/{passkey}", "vco", "-", "-", "404", "", "", 404},
	{"PUT /me/password", "vco", "-", "-", "theirs", "", `{"password":"four words by chance"}`, 204},
	{"DELETE /me/password", "vco", "-", "-", "409", "", "", 409},
	{"POST /me/codes", "vco", "-", "-", "409", "", "", 409},
	{"PUT /me/codes", "vco", "-", "-", "403", "", `{"code":"123456"}`, 403},
	{"DELETE /me/codes", "vco", "-", "-", "409", "", "", 409},
	{"POST /me/recovery-codes", "vco", "-", "-", "409", "", "", 409},
	{"POST /me/provider", "vco", "-", "-", "404", "", "", 404},
	{"DELETE /me/identities/{identity}", "vco", "-", "-", "404", "", "", 404},
	{"POST /me/play", "vco", "-", "-", "422", "", `{"people":["{person}"],"pin":"1234"}`, 200},
	{"POST /me/play/leave", "p", "-", "-", "403", "", `{"pin":"0000"}`, 422},

	{"POST /oauth/questions", "vco", "-", "-", "404", "", `{"request":"x"}`, 404},
	{"POST /oauth/answers", "vco", "-", "-", "404", "", `{"request":"x","allow":true}`, 404},
	{"GET /me/grants", "vco", "-", "-", "theirs", "", "", 200},
	{"GET /consent-texts", "vco", "-", "-", "theirs", "", "", 200},
	{"DELETE /me/grants/{grant}", "vco", "-", "-", "404", "", "", 204},
	{"GET /oauth/clients", "o", "household:write", "-", "theirs", "", "", 200},
	{"POST /oauth/clients", "o", "household:write", "-", "theirs", "", `{"name":"n","redirect_uris":["https://example.org/back"]}`, 201},
	{"DELETE /oauth/clients/{client}", "o", "household:write", "-", "404", "", "", 204},

	{"GET /household/members", "vco", "household:read", "theirs", "theirs", "", "", 200},
	{"PATCH /household/members/{member}", "o", "members:write", "-", "404", "", `{"role":"caregiver"}`, 200},
	{"DELETE /household/members/{member}", "o", "members:write", "-", "404", "", "", 204},
	{"GET /household/invitations", "o", "members:write", "-", "theirs", "", "", 200},
	{"POST /household/invitations", "o", "members:write", "-", "422", "", `{"role":"viewer","people":["{person}"]}`, 201},
	{"DELETE /household/invitations/{invitation}", "o", "members:write", "-", "404", "", "", 204},
	{"PATCH /household", "o", "household:write", "-", "theirs", "", `{"name":"New"}`, 200},
	{"GET /household/loss", "o", "household:write", "-", "theirs", "?sessions_days=30", "", 200},
	{"GET /tokens", "co", "tokens:write", "-", "theirs", "", "", 200},
	{"POST /tokens", "co", "tokens:write", "-", "422", "", `{"name":"n","scopes":["people:read"],"people":["{person}"]}`, 201},
	{"POST /tokens/{token}/secret", "co", "tokens:write", "-", "404", "", "", 201},
	{"DELETE /tokens/{token}", "co", "tokens:write", "-", "404", "", "", 204},

	{"GET /household/reminders", "vco", "household:read", "theirs", "theirs", "", "", 200},
	{"PUT /household/reminders", "o", "household:write", "-", "422", "", `{"quiet":{"on":true,"from_min":1260,"to_min":420},"reminders":[{"person_id":"{person}","part":"evening","on":true,"at_min":1200,"days":[1]}]}`, 200},
	{"GET /me/push", "vco", "-", "-", "theirs", "", "", 200},
	{"PUT /me/push", "vco", "-", "-", "theirs", "", `{"endpoint":"https://push.example.org/a","p256dh":"BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM","auth":"tBHItJI5svbpez7KI4CCXg"}`, 200},
	{"DELETE /me/push/{push}", "vco", "-", "-", "404", "", "", 204},

	{"GET /household/hooks", "o", "hooks:write", "-", "theirs", "", "", 200},
	{"POST /household/hooks", "o", "hooks:write", "-", "422", "", `{"name":"n","url":"https://example.org/h","kinds":["session_ended"],"people":["{person}"],"agreed":"1"}`, 201},
	{"PATCH /household/hooks/{hook}", "o", "hooks:write", "-", "404", "", `{"name":"x"}`, 200},
	{"DELETE /household/hooks/{hook}", "o", "hooks:write", "-", "404", "", "", 204},
	{"POST /household/hooks/{hook}/secret", "o", "hooks:write", "-", "404", "", "", 200},
	{"POST /household/hooks/{hook}/test", "o", "hooks:write", "-", "404", "", "", 200},
	{"GET /household/hooks/{hook}/tries", "o", "hooks:write", "-", "404", "", "", 200},
	{"GET /household/hooks/{hook}/dead", "o", "hooks:write", "-", "404", "", "", 200},
	{"POST /household/hooks/{hook}/replay", "o", "hooks:write", "-", "404", "", `{}`, 202},

	{"GET /household/audit", "o", "audit:read", "-", "theirs", "", "", 200},
	{"GET /household/audit/check", "o", "audit:read", "-", "theirs", "", "", 200},
	{"GET /household/consents", "o", "audit:read", "-", "theirs", "?person={person}", "", 200},
	{"POST /household/consents", "o", "household:write", "-", "404", "", `{"person_id":"{person}","receiver":{"kind":"link","id":"l","name":"Dentist"},"scopes":["sessions:read"],"text_version":"{consent}"}`, 201},
	{"DELETE /household/consents/{id}", "o", "household:write", "-", "404", "", "", 404},
	{"GET /household/erasures", "o", "erase:write", "-", "theirs", "", "", 200},
	{"GET /household/export", "o", "export:read", "-", "theirs", "", "", 200},
	{"POST /household/erase", "o", "erase:write", "-", "422", "", `{"name":"Name of nobody"}`, 422},
	{"GET /people/{person}/export", "o", "export:read", "-", "404", "", "", 200},
	{"POST /people/{person}/erase", "o", "erase:write", "-", "404", "", `{"name":"Mia Secret"}`, 200},

	{"GET /people/{person}/insights", "vco", "sessions:read", "404", "404", "?from=2026-05-01&to=2026-05-31", "", 200},
	{"GET /people/{person}/report/{format}", "vco", "sessions:read", "404", "404", "?from=2026-05-01&to=2026-05-31", "", 200},
	{"POST /people/{person}/report-links", "o", "household:write", "404", "404", "", `{"from":"2026-05-01","to":"2026-05-31","receiver":"Dr. Okafor","days":14,"named":true,"text_version":"{consent}"}`, 201},
	{"GET /household/report-links", "o", "household:write", "403", "theirs", "?person={person}", "", 200},
	{"DELETE /household/report-links/{link}", "o", "household:write", "403", "404", "", "", 200},
	{"POST /shared/report", "all", "any", "404", "404", "", `{"secret":"x"}`, 404},
	{"POST /shared/report/{format}", "all", "any", "404", "404", "", `{"secret":"x"}`, 404},
	{"PUT /brushes/{device}/head", "co", "brushes:write", "404", "404", "", `{}`, 204},

	{"GET /people", "pvco", "people:read", "theirs", "theirs", "", "", 200},
	{"POST /people", "o", "people:write", "403", "theirs", "", `{"name":"Bo"}`, 201},
	{"PATCH /people/{person}", "o", "people:write", "404", "404", "", `{"name":"Bo"}`, 200},
	{"DELETE /people/{person}", "o", "people:write", "404", "404", "", "", 204},
	{"POST /people/{person}/notes", "co", "sessions:write", "404", "404", "", `{"id":"n","started_at":"2026-05-01T08:00:00Z","duration_s":120}`, 201},

	{"GET /brushes", "vco", "brushes:read", "theirs", "theirs", "", "", 200},
	{"PATCH /brushes/{device}", "co", "brushes:write", "404", "404", "", `{"name":"blue"}`, 200},
	{"GET /brushes/{device}/settings", "vco", "brushes:read", "404", "404", "", "", 409},
	{"PUT /brushes/{device}/settings", "co", "brushes:write", "404", "404", "", `{"target_s":90}`, 409},
	{"GET /brushes/{device}/settings/desired", "co", "frames:write", "404", "404", "", "", 204},
	{"GET /brushes/{device}/frames", "vco", "brushes:read", "404", "404", "", "", 200},
	{"GET /sources", "vco", "brushes:read", "theirs", "theirs", "", "", 200},
	{"POST /virtual-brush", "co", "brushes:write", "404", "404", "", `{"person_id":"{person}"}`, 404},
	{"POST /virtual-brush/say", "co", "brushes:write", "404", "404", "", `{"brand":"oralb","activity":"running","elapsed_s":1,"person_id":"{person}"}`, 404},
	{"POST /decode", "vco", "brushes:read", "theirs", "theirs", "", `{"lines":"x"}`, 200},

	{"GET /devices", "vco", "brushes:read", "theirs", "theirs", "", "", 200},
	{"POST /devices/claim", "co", "brushes:write", "403", "422", "", `{"code":"x"}`, 422},
	{"PATCH /devices/{device}", "o", "household:write", "404", "404", "", `{"shut_out":true}`, 200},
	{"POST /devices/{device}/renew", "o", "household:write", "404", "404", "", "", 200},
	{"DELETE /devices/{device}", "o", "household:write", "404", "404", "", "", 204},
	{"GET /devices/self", "co", "frames:write", "403", "403", "", "", 403},
	{"POST /devices/self/rotate", "co", "frames:write", "403", "403", "", "", 403},
	{"POST /devices/credential", "all", "any", "401", "401", "", `{"device":"{device}","secret":"x"}`, 401},
	{"POST /devices/certificate", "all", "any", "404", "404", "", `{"csr":"x"}`, 404},

	{"GET /sessions", "vco", "sessions:read", "theirs", "theirs", "?person={person}", "", 200},
	{"GET /sessions/{session}", "vco", "sessions:read", "404", "404", "", "", 200},
	{"PATCH /sessions/{session}", "co", "sessions:write", "404", "404", "", `{"note":"tired"}`, 200},
	{"DELETE /sessions/{session}", "co", "sessions:write", "404", "404", "", "", 204},
	{"GET /today", "vco", "sessions:read", "theirs", "theirs", "", "", 200},
	{"GET /days", "vco", "sessions:read", "404", "404", "?person={person}&from=2026-05-01&to=2026-05-31", "", 200},
	{"GET /people/{person}/rewards", "pvco", "sessions:read timer:write", "404", "404", "", "", 200},
	{"GET /live", "pvco", "live:read", "theirs", "theirs", "?after=0", "", 200},
	{"POST /frames", "pco", "frames:write timer:write", "403", "422", "", `[{"device":"timer:{person}","at":"2026-06-01T09:59:00Z","kind":"entry","format":"enamel-timer/1","data":{"state":"running","t":3}}]`, 200},
	{"POST /relays/{kind}", "co", "frames:write", "theirs", "theirs", "", `[]`, 200},
}

// guests is a household with somebody in every role, and one next door.
type guests struct {
	*rig
	creds map[string]map[string]string // header by who: p, v, c, o, alien, and narrowed
	ids   *strings.Replacer            // of what is the household's
	marks []string                     // what nobody may find who may not see this person
}

func bearer(secret string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + secret}
}

// invited makes the household of a rig with everybody that the table speaks of.
func invited(t *testing.T) *guests {
	t.Helper()
	r := newRig(t)
	g := &guests{rig: r, creds: map[string]map[string]string{"": nil}}
	r.household = "home"
	r.person = "person-mia"
	login := func(cookie, acc string, h brush.HouseholdID) store.Login {
		return store.Login{Hash: sha256.Sum256([]byte(cookie)), Account: acc, Household: h, Created: r.now, LastUsed: r.now, Expires: r.now.Add(account.LoginLasts), Agent: "Agent of " + acc}
	}
	secret := "enamel_narrowed"
	err := r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		var errs []error
		add := func(err error) { errs = append(errs, err) }
		for _, h := range []brush.HouseholdID{"home", "next"} {
			in := tx.Household(h)
			add(in.PutHousehold(store.Household{ID: h, Name: "Name of " + string(h), TimeZone: "UTC", DayTurns: 240, Created: r.now}))
		}
		add(tx.Household("home").PutPerson(store.Person{ID: "person-mia", Name: "Mia Secret", Glaze: "coral", Target: 120, Morning: true, Evening: true, Created: r.now}))
		add(tx.Household("home").PutPerson(store.Person{ID: "person-tom", Name: "Tom", Glaze: "leaf", Target: 120, Morning: true, Evening: true, Created: r.now}))
		for who, role := range map[string]store.Role{"v": store.Viewer, "c": store.Caregiver, "o": store.Owner, "second": store.Owner, "target": store.Viewer, "p": store.Caregiver, "alien": store.Owner} {
			h := brush.HouseholdID("home")
			if who == "alien" {
				h = "next"
			}
			add(tx.PutAccount(store.Account{ID: "account-" + who, Email: who + "@example.org", Name: "Name of " + who, Created: r.now}))
			add(tx.PutMembership(store.Membership{Account: "account-" + who, Household: h, Role: role, Created: r.now}))
			l := login("cookie "+who, "account-"+who, h)
			if who == "p" {
				l.Play, l.Pin = []brush.PersonID{"person-mia"}, "no hash"
			}
			add(tx.PutLogin(l))
			g.creds[who] = map[string]string{"Cookie": "enamel_session=cookie " + who}
		}
		add(tx.PutLogin(login("cookie two", "account-o", "home")))
		add(tx.PutInvitation(store.Invitation{ID: "invitation-one", Hash: [32]byte{1}, Household: "home", Account: "account-o", Role: store.Viewer, Created: r.now, Expires: r.now.Add(time.Hour)}))
		add(tx.PutToken(store.Token{ID: "token-one", Hash: [32]byte{2}, Household: "home", Account: "account-o", Name: "hall", Source: "hall", Scopes: []string{account.FramesWrite}, Created: r.now, LastUsed: r.now}))
		add(tx.PutToken(store.Token{ID: "token-narrowed", Hash: sha256.Sum256([]byte(secret)), Household: "home", Name: "narrowed", Source: "narrowed", Scopes: account.Scopes(),
			People: []brush.PersonID{"person-tom"}, Created: r.now, LastUsed: r.now}))
		sealed, err := r.box.Seal([]byte("whsec_"), "hook hook-one")
		add(err)
		add(tx.Household("home").PutHook(store.Hook{ID: "hook-one", Name: "chart", URL: "https://example.org/h", Kinds: []store.ChangeKind{store.SessionEnded}, Secret: sealed, Created: r.now, Account: "account-o"}))
		add(tx.Household("home").PutReportLink(store.ReportLink{ID: "link-one", Hash: [32]byte{3}, Person: "person-mia", Receiver: "Dr. Okafor", First: session.Date{Year: 2026, Month: 5, Day: 1},
			Last: session.Date{Year: 2026, Month: 5, Day: 31}, Created: r.now, Expires: r.now.Add(time.Hour)}))
		add(tx.Household("home").PutReminder(store.Reminder{Person: "person-mia", Reminder: session.Reminder{On: true, Part: session.Evening, At: 1200, Days: session.EveryDay}}))
		add(tx.Household("home").PutPush(store.Push{ID: "push-one", Account: "account-o", Login: sha256.Sum256([]byte("cookie two")), Sealed: []byte("sealed"), Created: r.now}))
		add(tx.PutOAuthClient(store.OAuthClient{ID: "client-one", Household: "home", Account: "account-o", Name: "Chart", Created: r.now}))
		add(tx.PutGrant(store.Grant{ID: "grant-one", Account: "account-o", Household: "home", Client: "client-one", ClientName: "Chart", Scopes: []string{account.PeopleRead}, Created: r.now, LastUsed: r.now}))
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	g.creds["narrowed"] = bearer(secret)
	if err := r.ingest.Accept(t.Context(), "home", sinktest.Capture(t)); err != nil {
		t.Fatal(err)
	}
	if err := r.ingest.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	ss, err := r.st.Sessions(t.Context(), "home", store.SessionQuery{Limit: 1000})
	if err != nil || len(ss) == 0 {
		t.Fatal(ss, err)
	}
	for _, s := range ss {
		if err := r.ingest.Assign(t.Context(), "home", s.ID, "person-mia", false); err != nil {
			t.Fatal(err)
		}
	}
	d := ss[0].Device
	people := []brush.PersonID{"person-mia"}
	if _, err := r.accounts.ChangeBrush(t.Context(), "home", d, account.BrushPatch{People: &people}); err != nil {
		t.Fatal(err)
	}
	if err := r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		return errors.Join(tx.PutDeviceBatch(store.DeviceBatch{ID: "batch-one", Brand: "oralb", Count: 1, Created: r.now}),
			tx.PutMadeDevice(store.MadeDevice{Device: d, Batch: "batch-one"}), tx.PutDeviceClaim(store.DeviceClaim{Device: d, Household: "home", Claimed: r.now}),
			tx.PutDeviceKey(store.DeviceKey{ID: "device-one", Device: d, Household: "home", Kind: store.DeviceToken, Created: r.now, LastUsed: r.now}))
	}); err != nil {
		t.Fatal(err)
	}
	two := sha256.Sum256([]byte("cookie two"))
	g.ids = strings.NewReplacer("{household}", "home", "{person}", "person-mia", "{session}", string(ss[0].ID), "{device}", string(d), "{member}", "account-target",
		"{invitation}", "invitation-one", "{token}", "token-one", "{login}", hex.EncodeToString(two[:8]), "{kind}", "shelly",
		"{hook}", "hook-one", "{grant}", "grant-one", "{client}", "client-one", "{consent}", store.CurrentText().Version, "{passkey}", "0102", "{push}", "push-one", "{link}", "link-one", "{format}", "pdf", "{identity}", "0102")
	g.marks = []string{"person-mia", "Mia Secret", string(ss[0].ID), string(d)}
	return g
}

// call makes a row's call. A stream is listened to for a moment.
func (g *guests) call(p *permission, header map[string]string) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(p.call, " ")
	q := g.request(method, "/api/v1"+g.ids.Replace(path+p.query), g.ids.Replace(p.body), header)
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	if strings.HasSuffix(path, "/live") {
		ctx, stop = context.WithTimeout(context.Background(), 150*time.Millisecond)
	}
	defer stop()
	w := httptest.NewRecorder()
	g.handler.ServeHTTP(w, q.WithContext(ctx))
	return w
}

func (p *permission) allows(who string) bool {
	switch p.may {
	case "all":
		return true
	case "in":
		return who != ""
	}
	return who != "" && strings.Contains(p.may, who)
}

func (p *permission) takes(scope string) bool {
	return p.may == "all" || p.scope == "any" || slices.Contains(strings.Fields(p.scope), scope)
}

// refused is the answer of who may not: no credential, or one that does not do.
func refused(who string) int {
	if who == "" {
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}

// pathOf is the path of a row as the document has it: its ids have the names of what they are of.
func pathOf(path string) string {
	for _, name := range []string{"{hook}", "{grant}", "{client}", "{person}", "{session}", "{member}", "{invitation}", "{token}", "{login}", "{passkey}", "{identity}", "{push}"} {
		path = strings.ReplaceAll(path, name, "{id}")
	}
	return path
}

func TestPermissionTableIsWhole(t *testing.T) {
	said := map[string]bool{}
	for _, p := range permissions {
		method, path, _ := strings.Cut(p.call, " ")
		said[method+" /api/v1"+pathOf(path)] = true
	}
	for _, o := range operations(t) {
		if name := o.method + " " + o.path; !said[name] {
			t.Errorf("%s: nobody has said who may make this call: give it a row in the table of permissions", name)
		} else {
			delete(said, name)
		}
	}
	for name := range said {
		t.Errorf("%s has a row, and is no call", name)
	}
}

func TestPermissions(t *testing.T) {
	for i, p := range permissions {
		if i%stride != 0 {
			continue
		}
		t.Run(p.call, func(t *testing.T) {
			g := invited(t)
			check := func(who string, w *httptest.ResponseRecorder, want int) {
				t.Helper()
				if w.Code != want {
					t.Errorf("%s: %d, want %d: %.300s", who, w.Code, want, w.Body)
				}
			}
			// First those who may not, so that nothing has changed yet.
			for _, who := range []string{"", "p", "v", "c", "o"} {
				if !p.allows(who) {
					check("role "+who, g.call(&p, g.creds[who]), refused(who))
				}
			}
			var fits []string
			for _, scope := range account.Scopes() {
				token := bearer(g.token("home", "only "+strings.ReplaceAll(scope, ":", " "), scope))
				if p.takes(scope) {
					fits = append(fits, g.token("home", "fits "+strings.ReplaceAll(scope, ":", " "), scope))
				} else {
					check("a token for "+scope, g.call(&p, token), http.StatusForbidden)
				}
			}
			check("a credential that is none", g.call(&p, bearer("enamel_none")), map[bool]int{true: p.want, false: 401}[p.may == "all"])
			if p.narrowed != "-" {
				g.outside(t, &p, "who sees only somebody else", p.narrowed, g.call(&p, g.creds["narrowed"]))
			}
			g.outside(t, &p, "the owner of another household", p.alien, g.call(&p, g.creds["alien"]))
			// Then those who may; the first of them gets just what the row says.
			first := true
			for _, who := range []string{"o", "p", "c", "v", ""} {
				if !p.allows(who) {
					continue
				}
				w := g.call(&p, g.creds[who])
				if first {
					check("role "+who, w, p.want)
				} else if p.want < 400 && (w.Code == 401 || w.Code == 403 || w.Code >= 500) {
					check("role "+who, w, p.want)
				}
				first = false
			}
			for _, secret := range fits {
				if w := g.call(&p, bearer(secret)); p.want < 400 && (w.Code == 401 || w.Code == 403 && !strings.Contains(w.Body.String(), "stop the timer") || w.Code >= 500) {
					t.Errorf("a token that fits: %d %.300s", w.Code, w.Body)
				}
			}
		})
	}
}

// outside checks the answer of who may see nothing of what the row is about: a status, or an answer that tells nothing of it.
func (g *guests) outside(t *testing.T, p *permission, who, want string, w *httptest.ResponseRecorder) {
	t.Helper()
	if want != "theirs" {
		if fmt.Sprint(w.Code) != want {
			t.Errorf("%s: %d, want %s: %.300s", who, w.Code, want, w.Body)
		}
		return
	}
	if w.Code >= 300 {
		t.Errorf("%s: %d %.300s", who, w.Code, w.Body)
	}
	for _, mark := range g.marks {
		if strings.Contains(w.Body.String(), mark) {
			t.Errorf("%s finds %q in %.600s", who, mark, w.Body)
		}
	}
}

// The page that people read is the table.
func TestPermissionsPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nEvery call of the API, and who may make it. A test makes each of these calls as each of them and compares the answers with this table, " +
		"which is written from it.\n\n" +
		"- A token needs the scope that is named; `any` is every token, and a dash is none: such calls are for a person's own browser.\n" +
		"- *Other people only* is what somebody gets who may see some people, and asks for somebody else: `theirs` is an answer in which nobody else occurs.\n" +
		"- *Next door* is what the owner of another household gets who uses ids of this one.\n" +
		"- 403 on *everybody* means that the call looks at a code, and this one was wrong.\n\n" +
		"| call | nobody | play | viewer | caregiver | owner | token | other people only | next door |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, p := range permissions {
		fmt.Fprintf(&b, "| `%s` |", p.call)
		for _, who := range []string{"", "p", "v", "c", "o"} {
			if p.allows(who) {
				b.WriteString(" yes |")
			} else {
				fmt.Fprintf(&b, " %d |", refused(who))
			}
		}
		fmt.Fprintf(&b, " %s | %s | %s |\n", strings.ReplaceAll(strings.ReplaceAll(p.scope, " ", " or "), "-", "—"), strings.ReplaceAll(p.narrowed, "-", "—"), p.alien)
	}
	b.WriteString("\n## Roles as scopes\n\n| role | may |\n|---|---|\n")
	for _, role := range []store.Role{account.Play, store.Viewer, store.Caregiver, store.Owner} {
		fmt.Fprintf(&b, "| %s | %s |\n", role, strings.Join(account.ScopesOf(role), ", "))
	}
	const page = "../../docs/permissions.md"
	if *writePermissions {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != b.String() {
		t.Errorf("docs/permissions.md is not as the table is (%v): go test ./internal/httpapi -run TestPermissionsPage -write-permissions", err)
	}
}

// hashed is what is kept of a secret.
func hashed(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }
