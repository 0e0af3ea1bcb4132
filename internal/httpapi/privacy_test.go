package httpapi_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
)

// member logs somebody in who has a role in the household, and returns the header that says so.
func (r *rig) member(role store.Role) map[string]string {
	r.t.Helper()
	id := "acc-" + string(role)
	hash := [32]byte{}
	copy(hash[:], id)
	mail := string(role) + "@example.org"
	err := r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
		owner, err := r.st.AccountByEmail(context.Background(), email)
		if err != nil {
			return err
		}
		return errors.Join(tx.PutAccount(store.Account{ID: id, Email: mail, Name: string(role), Password: owner.Password, Created: r.clock()}),
			tx.PutMembership(store.Membership{Account: id, Household: r.household, Role: role, Created: r.clock()}))
	})
	if err != nil {
		r.t.Fatal(err)
	}
	cookie, _, err := r.accounts.Login(context.Background(), account.Credentials{Email: mail, Password: password, Address: "192.0.2.9"})
	if err != nil {
		r.t.Fatal(err)
	}
	return map[string]string{"Cookie": "enamel_session=" + cookie}
}

func TestPrivacyIsTheOwners(t *testing.T) {
	r := settled(t)
	all := r.token(r.household, "all", account.SessionsRead, account.PeopleWrite, account.HouseholdWrite)
	for _, call := range [][2]string{{"GET", "/household/audit"}, {"GET", "/household/audit/check"}, {"GET", "/household/consents"}, {"GET", "/household/export"}, {"GET", "/people/" + r.person + "/export"},
		{"POST", "/people/" + r.person + "/erase"}, {"POST", "/household/erase"}, {"GET", "/household/erasures"}} {
		body := ""
		if call[0] == "POST" {
			body = `{"name":"Mia"}`
		}
		for who, header := range map[string]map[string]string{"nobody": nil, "viewer": r.member(store.Viewer), "caregiver": r.member(store.Caregiver), "a token": r.credential(all)} {
			want := http.StatusForbidden
			if who == "nobody" {
				want = http.StatusUnauthorized
			}
			if w := r.do(call[0], "/api/v1"+call[1], body, header); w.Code != want {
				t.Errorf("%s: %s %s: %d %s", who, call[0], call[1], w.Code, w.Body)
			}
		}
		if strings.Contains(call[1], r.person) { // another household's person
			elsewhere := r.token(r.otherHousehold(), "x", account.ExportRead, account.EraseWrite)
			if w := r.do(call[0], "/api/v1"+call[1], body, r.credential(elsewhere)); w.Code != http.StatusNotFound {
				t.Errorf("another household: %s %s: %d %s", call[0], call[1], w.Code, w.Body)
			}
		}
	}
}

func TestPrivacyOverHTTP(t *testing.T) {
	r := settled(t)
	viewer := r.member(store.Viewer)
	for _, path := range []string{"/sessions", "/today", "/days?person=" + r.person + "&from=2026-05-01&to=2026-05-02"} {
		if w := r.do("GET", "/api/v1"+path, "", viewer); w.Code != 200 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	r.as("owner", "GET", "/api/v1/today", "")
	var page httpapi.AuditPage
	decode(t, r.as("owner", "GET", "/api/v1/household/audit?person="+r.person, "").Body, &page)
	if len(page.Items) != 1 || page.Items[0].Act != "person_read" || page.Items[0].By.ID != "acc-viewer" || page.Items[0].Person.Name != "Mia" || len(page.Items[0].Request) != 12 || len(page.Items[0].Hash) != 64 {
		t.Fatalf("the log is %+v", page)
	}
	var consents httpapi.Consents
	decode(t, r.as("owner", "GET", "/api/v1/household/consents", "").Body, &consents)
	scenario{
		{name: "consent", who: "owner", method: "POST", path: "/api/v1/household/consents", status: 201, has: []string{`"person_id":"` + r.person},
			body: `{"person_id":"` + r.person + `","receiver":{"kind":"app","id":"a","name":"An app"},"scopes":["sessions:read"],"text_version":"` + consents.Text.Version + `"}`},
		{name: "other words", who: "owner", method: "POST", path: "/api/v1/household/consents", status: 422, has: []string{"body.text_version"},
			body: `{"person_id":"` + r.person + `","receiver":{"kind":"app","id":"a","name":"An app"},"scopes":["sessions:read"],"text_version":"0"}`},
		{name: "nobody", who: "owner", method: "POST", path: "/api/v1/household/consents", status: 404,
			body: `{"person_id":"x","receiver":{"kind":"app","id":"a","name":"An app"},"scopes":["sessions:read"],"text_version":"` + consents.Text.Version + `"}`},
		{name: "no such consent", who: "owner", method: "DELETE", path: "/api/v1/household/consents/x", status: 404},
		{name: "the log", who: "owner", method: "GET", path: "/api/v1/household/audit?limit=2", status: 200, has: []string{`"consent_given"`, `"next":`}},
		{name: "it holds", who: "owner", method: "GET", path: "/api/v1/household/audit/check", status: 200, has: []string{`"ok":true`}},
		{name: "a head", who: "owner", method: "GET", path: "/api/v1/household/audit/check?head=1:zz", status: 422, has: []string{"query.head"}},
		{name: "a name that does not fit", who: "owner", method: "POST", path: "/api/v1/people/" + r.person + "/erase", body: `{"name":"Max"}`, status: 422, has: []string{"body.name"}, hasNot: []string{"Max"}},
		{name: "nobody is erased", who: "owner", method: "POST", path: "/api/v1/people/x/erase", body: `{"name":"Max"}`, status: 404},
		{name: "nobody is exported", who: "owner", method: "GET", path: "/api/v1/people/x/export", status: 404},
	}.run(t, r)
	decode(t, r.as("owner", "GET", "/api/v1/household/consents", "").Body, &consents)
	if w := r.as("owner", "DELETE", "/api/v1/household/consents/"+consents.Items[0].ID, ""); w.Code != 200 || !strings.Contains(w.Body.String(), "withdrawn_at") {
		t.Errorf("withdraw: %d %s", w.Code, w.Body)
	}
	w := r.as("owner", "GET", "/api/v1/people/"+r.person+"/export", "")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/zip" || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") || strings.Contains(w.Header().Get("Content-Disposition"), "Mia") {
		t.Fatalf("export: %d %v", w.Code, w.Header())
	}
	z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil || len(z.File) != 9 {
		t.Fatalf("%v, %d files", err, len(z.File))
	}
	if w := r.as("owner", "POST", "/api/v1/people/"+r.person+"/erase", `{"name":"Mia"}`); w.Code != 200 || !strings.Contains(w.Body.String(), `"done":true`) {
		t.Fatalf("erase: %d %s", w.Code, w.Body)
	}
	scenario{
		{name: "gone", who: "owner", method: "GET", path: "/api/v1/people", status: 200, hasNot: []string{"Mia", r.person}},
		{name: "the log still holds", who: "owner", method: "GET", path: "/api/v1/household/audit/check", status: 200, has: []string{`"ok":true`}},
		{name: "and knows no name", who: "owner", method: "GET", path: "/api/v1/household/audit", status: 200, has: []string{`"person_erased"`, `"kind":"person","number":`}, hasNot: []string{"Mia", r.person}},
		{name: "nothing is under way", who: "owner", method: "GET", path: "/api/v1/household/erasures", status: 200, has: []string{`"items":[]`}},
		{name: "everything goes", who: "owner", method: "POST", path: "/api/v1/household/erase", body: `{"name":"Mill Lane"}`, status: 200, has: []string{`"done":true`}},
		{name: "nobody is let in", who: "owner", method: "GET", path: "/api/v1/me", status: 401},
	}.run(t, r)
}

// TestLogsHoldNoNames does what there is to do at the most talkative level, and looks for what must not be in the log.
func TestLogsHoldNoNames(t *testing.T) {
	r := settled(t)
	const name, note = "Quillfeather", "loose tooth zanzibar"
	device := "AA:00:00:00:00:07"
	token := r.token(r.household, "tokenname-xylo", account.FramesWrite, account.SessionsRead)
	r.as("owner", "PATCH", "/api/v1/people/"+r.person, `{"name":"`+name+`"}`)
	r.as("owner", "PATCH", "/api/v1/household", `{"name":"`+name+` house"}`)
	begin := r.clock().Add(-10 * time.Minute)
	if w := r.as(token, "POST", "/api/v1/frames", brushed(device, begin, 60)); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	r.pass(time.Minute)
	if err := r.ingest.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	ss, err := r.st.Sessions(context.Background(), r.household, store.SessionQuery{})
	if err != nil || len(ss) != 1 {
		t.Fatalf("%d brushings, %v", len(ss), err)
	}
	id := string(ss[0].ID)
	r.as("owner", "PATCH", "/api/v1/sessions/"+id, `{"person_id":"`+r.person+`","note":"`+note+`"}`)
	r.as("owner", "PATCH", "/api/v1/sessions/"+id, `{"person_id":"nobody","note":"`+note+`"}`)
	r.as("owner", "PATCH", "/api/v1/brushes/"+device, `{"name":"`+name+` brush"}`)
	r.as(token, "GET", "/api/v1/sessions?person="+r.person, "")
	r.as(token, "GET", "/api/v1/sessions?cursor="+name, "")
	r.as(token, "GET", "/api/v1/household/audit", "")
	r.as(token+"x", "GET", "/api/v1/sessions", "")
	r.as("owner", "GET", "/api/v1/people/"+r.person+"/export", "")
	r.do("POST", "/api/v1/login", `{"email":"`+email+`","password":"wrong horse"}`, nil)
	r.do("POST", "/api/v1/login", `{"email":"`+email+`","password":"`+password+`"}`, nil)
	r.do("POST", "/api/v1/setup", `{"code":"`+r.code+`"}`, nil)
	for n := 1; n < 30; n += 2 { // what fails is logged too
		r.st.FailAt(n)
		r.as("owner", "PATCH", "/api/v1/people/"+r.person, `{"name":"`+name+`"}`)
		r.as("owner", "PATCH", "/api/v1/sessions/"+id, `{"note":"`+note+`"}`)
		func() {
			defer func() { // a broken archive cuts its connection
				if p := recover(); p != nil && p != http.ErrAbortHandler {
					panic(p)
				}
			}()
			r.as("owner", "GET", "/api/v1/people/"+r.person+"/export", "")
		}()
	}
	r.st.FailAt(0)
	r.as("owner", "POST", "/api/v1/people/"+r.person+"/erase", `{"name":"`+name+`"}`)
	text := r.log.String()
	if strings.Count(text, "level=DEBUG") < 30 || !strings.Contains(text, "unavailable") {
		t.Fatalf("the log is quiet: %s", text)
	}
	for _, never := range []string{name, note, "Ada", "Mia", "Mill Lane", email, "example.org", password, "wrong horse", r.owner, token, strings.TrimPrefix(token, "enamel_"), r.code, "xylo"} {
		if i := strings.Index(text, never); i >= 0 {
			t.Errorf("the log holds %q: %s", never, text[max(0, i-200):min(len(text), i+100)])
		}
	}
}

// Who follows a brush is in the log once for each while, and each look at what is older is a line of its own.
func TestFollowingABrushIsOneLook(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite, account.BrushesRead, account.SessionsRead)
	const device = "AA:00:00:00:00:31"
	if w := r.as(token, "POST", "/api/v1/frames", line(device, r.clock(), 3, 5)); w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	lines := func() (n int) {
		ls, err := r.st.AuditLines(context.Background(), r.household, store.AuditQuery{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range ls {
			if l.Act == store.ActFramesExported {
				n++
			}
		}
		return n
	}
	look := func(back time.Duration) {
		t.Helper()
		from := ""
		if back > 0 {
			from = "?from=" + r.clock().Add(-back).UTC().Format(time.RFC3339)
		}
		if w := r.as(token, "GET", "/api/v1/brushes/"+device+"/frames"+from, ""); w.Code != http.StatusOK {
			t.Fatal(w.Code, w.Body)
		}
	}
	for i, step := range []struct {
		back, pass time.Duration
		want       int
	}{
		{0, 0, 1}, {0, 0, 2}, // everything, twice
		{time.Hour, 0, 3},                                                // and what is older than a while
		{time.Minute, 2 * time.Second, 4}, {time.Minute, time.Minute, 4}, // following
		{time.Minute, 11 * time.Minute, 5}, // still, after a while
		{0, 0, 6},
	} {
		r.pass(step.pass)
		look(step.back)
		if n := lines(); n != step.want {
			t.Errorf("look %d: %d lines, want %d", i, n, step.want)
		}
	}
}

// What was shown is what is kept: the words in the language in which they were shown, their hash, and that language.
func TestConsentIsKeptInItsLanguage(t *testing.T) {
	r := settled(t)
	owner := map[string]string{"Cookie": "enamel_session=" + r.owner}
	var texts httpapi.ConsentTexts
	if w := r.do("GET", "/api/v1/consent-texts?lang=de-AT", "", owner); w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &texts) != nil {
		t.Fatal(w.Code, w.Body)
	}
	hash := sha256.Sum256([]byte(texts.App.Words))
	if texts.App.Language != "de" || !strings.Contains(texts.App.Words, "Zähneputzen") || texts.App.Hash != hex.EncodeToString(hash[:]) || texts.Webhook.Language != "de" {
		t.Fatalf("%+v", texts)
	}
	body := func(version string) string {
		return `{"person_id":"` + r.person + `","receiver":{"kind":"link","id":"l1","name":"Praxis"},"scopes":["sessions:read"],"text_version":"` + version + `"}`
	}
	var kept httpapi.Consent
	if w := r.do("POST", "/api/v1/household/consents", body(texts.App.Version), owner); w.Code != http.StatusCreated || json.Unmarshal(w.Body.Bytes(), &kept) != nil {
		t.Fatal(w.Code, w.Body)
	}
	if kept.Words != texts.App.Words || kept.Language != "de" || kept.TextHash != texts.App.Hash || kept.TextVersion != texts.App.Version {
		t.Errorf("kept %+v", kept)
	}
	for _, version := range []string{"2026-11/tlh", "2026-11/", "0/de"} {
		if w := r.do("POST", "/api/v1/household/consents", body(version), owner); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", version, w.Code, w.Body)
		}
	}
	if w := r.do("GET", "/api/v1/consent-texts?lang=tlh", "", owner); json.Unmarshal(w.Body.Bytes(), &texts) != nil || texts.App.Language != "en" {
		t.Error(w.Code, w.Body)
	}
}
