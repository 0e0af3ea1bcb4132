package httpapi_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/store"
)

// by asks with the cookie or token of a guest.
func (g *guests) by(who, method, path, body string) *httptest.ResponseRecorder {
	return g.do(method, "/api/v1"+g.ids.Replace(path), g.ids.Replace(body), g.creds[who])
}

func (g *guests) want(t *testing.T, status int, who, method, path, body string, has ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := g.by(who, method, path, body)
	if w.Code != status {
		t.Errorf("%s: %s %s: %d, want %d: %.400s", who, method, path, w.Code, status, w.Body)
	}
	for _, x := range has {
		if !strings.Contains(w.Body.String(), x) {
			t.Errorf("%s: %s %s: %q is not in %.400s", who, method, path, x, w.Body)
		}
	}
	return w
}

func TestLastOwnerStays(t *testing.T) {
	g := invited(t)
	const me, second = "/household/members/account-o", "/household/members/account-second"
	g.want(t, 422, "o", "PATCH", second, `{"expires_at":"2027-01-01T00:00:00Z"}`, "expires_at")
	g.want(t, 200, "o", "PATCH", second, `{"role":"caregiver"}`)
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", me, `{"role":"viewer"}`},
		{"PATCH", me, `{"expires_at":"2027-01-01T00:00:00Z"}`},
		{"DELETE", me, ""},
		{"DELETE", "/me/household", ""},
		{"POST", "/me/delete", `{}`},
	} {
		g.want(t, 409, "o", c.method, c.path, c.body, "last one")
	}
	g.want(t, 200, "o", "PATCH", second, `{"role":"owner"}`)
	g.want(t, 204, "o", "DELETE", "/me/household", "")
	g.want(t, 401, "o", "GET", "/me", "")
	g.want(t, 409, "second", "DELETE", "/me/household", "", "last one")
}

// Two owners who leave at once: one stays.
func TestOwnersLeaveAtOnce(t *testing.T) {
	g := invited(t)
	var both sync.WaitGroup
	codes := make([]int, 2)
	for i, who := range []string{"o", "second"} {
		both.Go(func() { codes[i] = g.by(who, "DELETE", "/me/household", "").Code })
	}
	both.Wait()
	if codes[0]+codes[1] != 204+409 {
		t.Errorf("answers %v", codes)
	}
}

func TestRolesHoldAtOnceAndExpire(t *testing.T) {
	g := invited(t)
	g.want(t, 200, "c", "PATCH", "/brushes/{device}", `{"name":"x"}`)
	g.want(t, 201, "c", "POST", "/tokens", `{"name":"script","scopes":["sessions:write"]}`)
	g.want(t, 201, "c", "POST", "/tokens", `{"name":"reader","scopes":["sessions:read"]}`)
	g.want(t, 200, "o", "PATCH", "/household/members/account-c", `{"role":"viewer","expires_at":"2026-06-01T12:00:00Z","people":["person-tom"]}`, `"person-tom"`)
	g.want(t, 403, "c", "PATCH", "/brushes/{device}", `{"name":"y"}`)
	g.want(t, 404, "c", "GET", "/sessions/{session}", "")
	if w := g.want(t, 200, "o", "GET", "/tokens", ""); strings.Contains(w.Body.String(), "script") || strings.Contains(w.Body.String(), "reader") {
		t.Errorf("tokens that may do more than who made them are still good: %s", w.Body)
	}
	g.pass(2 * time.Hour)
	g.want(t, 401, "c", "GET", "/me", "")
	g.want(t, 200, "o", "GET", "/household/members", "", `"expired":true`)
	for _, body := range []string{`{"role":"play"}`, `{"role":"viewer","people":["nobody"]}`, `{"role":"caregiver","people":["person-tom"]}`, `{"expires_at":"2020-01-01T00:00:00Z"}`} {
		g.want(t, 422, "o", "PATCH", "/household/members/account-v", body)
	}
	g.want(t, 404, "o", "PATCH", "/household/members/account-alien", `{"role":"viewer"}`)
	g.want(t, 404, "o", "DELETE", "/household/members/account-alien", "")
	if w := g.want(t, 200, "v", "GET", "/household/members", ""); strings.Contains(w.Body.String(), "o@example.org") || !strings.Contains(w.Body.String(), "v@example.org") {
		t.Errorf("a viewer is told %s", w.Body)
	}
}

func TestInvitations(t *testing.T) {
	g := invited(t)
	invite := func(body string) (code, id string) {
		t.Helper()
		var made httpapi.MadeInvitation
		decode(t, g.want(t, 201, "o", "POST", "/household/invitations", body, `/join#`).Body, &made)
		if made.QR.Size < 21 || !strings.HasPrefix(made.QR.Path, "M0 0h7v1h-7z") {
			t.Errorf("QR code %d %.30s", made.QR.Size, made.QR.Path)
		}
		_, code, _ = strings.Cut(made.Link, "#")
		return code, made.ID
	}
	join := func(code, email string) string {
		return fmt.Sprintf(`{"code":%q,"name":"Gran","email":%q,"password":%q}`, code, email, password)
	}
	code, id := invite(`{"role":"viewer","people":["{person}"],"member_until":"2026-06-20T00:00:00Z"}`)
	if w := g.want(t, 200, "o", "GET", "/household/invitations", "", id); strings.Contains(w.Body.String(), code) {
		t.Error("the list tells the code")
	}
	g.want(t, 200, "", "POST", "/join/look", `{"code":"`+code+`"}`, "Name of home", "Name of o", `"viewer"`)
	g.want(t, 422, "", "POST", "/join", strings.Replace(join(code, "gran@example.org"), password, "short", 1), "password")
	w := g.want(t, 201, "", "POST", "/join", join(code, "gran@example.org"), `"role":"viewer"`, `"people":["person-mia"]`)
	g.creds["gran"] = map[string]string{"Cookie": "enamel_session=" + w.Result().Cookies()[0].Value}
	g.want(t, 200, "gran", "GET", "/people", "", "Mia Secret")
	if w := g.want(t, 200, "gran", "GET", "/people", ""); strings.Contains(w.Body.String(), "Tom") {
		t.Error("she sees Tom")
	}
	// Used, taken back, too old and made up: one answer.
	gone, goneID := invite(`{"role":"caregiver"}`)
	g.want(t, 204, "o", "DELETE", "/household/invitations/"+goneID, "")
	old, _ := invite(`{"role":"caregiver","lasts_s":60}`)
	g.pass(time.Minute)
	answers := map[string]bool{}
	for _, c := range []string{code, gone, old, "made-up"} {
		answers[g.want(t, 403, "", "POST", "/join", join(c, "x@example.org")).Body.String()] = true
		g.pass(31 * time.Minute)
		answers[g.want(t, 403, "", "POST", "/join/look", `{"code":"`+c+`"}`).Body.String()] = true
		g.pass(31 * time.Minute)
	}
	if len(answers) != 1 {
		t.Errorf("codes that are not good are told apart: %v", answers)
	}
	slow := 0
	for range 12 {
		if w := g.by("", "POST", "/join/look", `{"code":"guess"}`); w.Code == http.StatusTooManyRequests {
			slow++
		}
	}
	if slow == 0 {
		t.Error("guessing is not slowed")
	}
	for _, body := range []string{`{"role":"play"}`, `{"role":"owner","member_until":"2026-07-01T00:00:00Z"}`, `{"role":"viewer","lasts_s":604801}`, `{"role":"viewer","people":["none"]}`} {
		g.want(t, 422, "o", "POST", "/household/invitations", body)
	}
	g.pass(time.Hour)
	for range account.MostInvitations {
		invite(`{"role":"viewer"}`)
	}
	g.want(t, 409, "o", "POST", "/household/invitations", `{"role":"viewer"}`, "At most")
}

// logIn makes a log-in of an account.
func (g *guests) logIn(t *testing.T, acc string, h brush.HouseholdID) map[string]string {
	t.Helper()
	cookie := fmt.Sprint("again ", acc, g.clock().UnixNano())
	err := g.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		return tx.PutLogin(store.Login{Hash: hashed(cookie), Account: acc, Household: h, Created: g.clock(), LastUsed: g.clock(), Expires: g.clock().Add(time.Hour)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"Cookie": "enamel_session=" + cookie}
}

// One invitation, many at once: one comes in.
func TestInvitationIsUsedOnce(t *testing.T) {
	g := invited(t)
	code, _, err := g.accounts.Invite(t.Context(), &account.Principal{Household: "home"}, account.NewInvitation{Role: store.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	answers := make([]int, 4)
	for i := range answers {
		all.Go(func() {
			answers[i] = g.by("", "POST", "/join", fmt.Sprintf(`{"code":%q,"name":"G","email":"g%d@example.org","password":%q}`, code, i, password)).Code
		})
	}
	all.Wait()
	in := 0
	for _, a := range answers {
		if a == 201 {
			in++
		} else if a != 403 {
			t.Errorf("answers %v", answers)
		}
	}
	if in != 1 {
		t.Errorf("%d came in: %v", in, answers)
	}
}

func TestSeveralHouseholds(t *testing.T) {
	g := invited(t)
	code, _, err := g.accounts.Invite(t.Context(), &account.Principal{Household: "home"}, account.NewInvitation{Role: store.Caregiver})
	if err != nil {
		t.Fatal(err)
	}
	g.want(t, 200, "alien", "POST", "/me/join", `{"code":"`+code+`"}`, `"role":"caregiver"`, `"name":"Name of home","role":"caregiver","here":true`, `"id":"next"`)
	g.want(t, 200, "alien", "GET", "/people", "", "Mia Secret")
	again, _, err := g.accounts.Invite(t.Context(), &account.Principal{Household: "home"}, account.NewInvitation{Role: store.Owner})
	if err != nil {
		t.Fatal(err)
	}
	g.want(t, 409, "alien", "POST", "/me/join", `{"code":"`+again+`"}`, "already")
	g.want(t, 200, "alien", "POST", "/me/household", `{"id":"next"}`, `"role":"owner"`)
	g.want(t, 200, "alien", "GET", "/people", "", `"items":[]`)
	g.want(t, 201, "alien", "POST", "/me/households", `{"name":"Lake house","time_zone":"Europe/Zurich"}`, "Lake house", `"role":"owner"`)
	g.want(t, 422, "alien", "POST", "/me/households", `{"name":"Moon","time_zone":"Moon/Base"}`)
	// Who leaves the one looks at the oldest of the others.
	g.want(t, 200, "alien", "POST", "/me/household", `{"id":"home"}`)
	g.want(t, 204, "alien", "DELETE", "/me/household", "")
	g.want(t, 200, "alien", "GET", "/me", "", `"role":"owner","here":true`)
}

func TestLogins(t *testing.T) {
	g := invited(t)
	var ls httpapi.List[httpapi.LoggedIn]
	decode(t, g.want(t, 200, "o", "GET", "/me/logins", "").Body, &ls)
	if len(ls.Items) != 2 || ls.Items[0].This == ls.Items[1].This {
		t.Fatalf("%+v", ls.Items)
	}
	g.creds["two"] = map[string]string{"Cookie": "enamel_session=cookie two"}
	g.want(t, 200, "two", "GET", "/me", "")
	g.want(t, 204, "o", "DELETE", "/me/logins/{login}", "")
	g.want(t, 401, "two", "GET", "/me", "")
	g.want(t, 404, "o", "DELETE", "/me/logins/{login}", "")
	g.creds["three"] = g.logIn(t, "account-o", "home")
	g.want(t, 204, "o", "DELETE", "/me/logins", "")
	g.want(t, 401, "three", "GET", "/me", "")
	g.want(t, 200, "o", "GET", "/me", "")
}

func TestOwnAccount(t *testing.T) {
	r := settled(t)
	const me = "/api/v1/me"
	scenario{
		{name: "name", who: "owner", method: "PATCH", path: me, body: `{"name":" Ada L ","locale":"de-CH"}`, status: 200, has: []string{`"name":"Ada L"`, `"locale":"de-CH"`}},
		{name: "no language", who: "owner", method: "PATCH", path: me, body: `{"locale":"../x"}`, status: 422, has: []string{"body.locale"}},
		{name: "address without password", who: "owner", method: "PATCH", path: me, body: `{"email":"new@example.org"}`, status: 422, has: []string{"body.password"}},
		{name: "address with a wrong one", who: "owner", method: "PATCH", path: me, body: `{"email":"new@example.org","password":"wrong"}`, status: 422, has: []string{"body.password"}},
		{name: "address", who: "owner", method: "PATCH", path: me, body: `{"email":"new@example.org","password":"` + password + `"}`, status: 200, has: []string{"new@example.org"}},
		{name: "delete without password", who: "owner", method: "POST", path: me + "/delete", body: `{}`, status: 422},
		{name: "delete the last owner", who: "owner", method: "POST", path: me + "/delete", body: `{"password":"` + password + `"}`, status: 409},
		{name: "still here", who: "owner", method: "GET", path: me, status: 200},
	}.run(t, r)
	g := invited(t)
	g.want(t, 204, "o", "POST", "/me/delete", `{}`)
	g.want(t, 401, "o", "GET", "/me", "")
	g.want(t, 200, "second", "GET", "/people", "", "Mia Secret")
	if w := g.want(t, 200, "second", "GET", "/household/members", ""); strings.Contains(w.Body.String(), "account-o") {
		t.Error("the account is still a member")
	}
}

func TestTokensOverHTTP(t *testing.T) {
	g := invited(t)
	make := func(who, body string) string {
		t.Helper()
		var made httpapi.MadeToken
		decode(t, g.want(t, 201, who, "POST", "/tokens", body).Body, &made)
		g.creds[made.ID] = bearer(made.Secret)
		return made.ID
	}
	read := make("c", `{"name":"reader","scopes":["sessions:read","people:read"],"people":["person-tom"],"expires_at":"2026-06-02T00:00:00Z"}`)
	if w := g.want(t, 200, read, "GET", "/people", "", "Tom"); strings.Contains(w.Body.String(), "Mia") {
		t.Error("it sees Mia")
	}
	for _, body := range []string{
		`{"name":"more","scopes":["members:write"]}`,
		`{"name":"none","scopes":["everything"]}`,
		`{"name":"anybody","scopes":["frames:write"],"people":["person-tom"]}`,
		`{"name":"old","scopes":["people:read"],"expires_at":"2020-01-01T00:00:00Z"}`,
		`{"name":"hall","scopes":["frames:write"]}`,
		`{"name":"x","scopes":["people:read"],"people":["nobody"]}`,
		`{"name":"x","scopes":["people:read"],"device":"AA:BB:CC:DD:EE:01"}`,
	} {
		g.want(t, 422, "c", "POST", "/tokens", body)
	}
	hall := make("c", `{"name":"bath","scopes":["frames:write"],"source":"bath"}`)
	g.want(t, 404, "c", "DELETE", "/tokens/{token}", "") // the owner's
	g.want(t, 404, "c", "POST", "/tokens/{token}/secret", "")
	var next httpapi.MadeToken
	decode(t, g.want(t, 201, "c", "POST", "/tokens/"+hall+"/secret", "").Body, &next)
	if next.ID == hall || next.Source != "bath" || next.Name != "bath" || next.Expires != nil || !slices.Equal(next.Scopes, []string{"frames:write"}) {
		t.Errorf("in its place there is %+v", next.Token)
	}
	g.creds["next"] = bearer(next.Secret)
	g.want(t, 200, hall, "GET", "/me", "")
	g.want(t, 200, "next", "GET", "/me", "")
	maker := make("o", `{"name":"maker","scopes":["tokens:write","people:read"],"expires_at":"2026-06-03T00:00:00Z"}`)
	child := make(maker, `{"name":"child","scopes":["people:read"]}`)
	g.want(t, 422, maker, "POST", "/tokens", `{"name":"more","scopes":["sessions:read"]}`)
	if w := g.want(t, 200, "o", "GET", "/tokens", "", child, hall, read); strings.Contains(w.Body.String(), "enamel_") {
		t.Error("the list tells secrets")
	}
	g.pass(account.TokenOverlap - time.Second)
	g.want(t, 200, hall, "GET", "/me", "")
	g.pass(time.Second)
	g.want(t, 401, hall, "GET", "/me", "") // another has its place
	g.want(t, 404, "c", "POST", "/tokens/"+hall+"/secret", "")
	g.pass(25 * time.Hour)
	g.want(t, 401, child, "GET", "/people", "") // not longer than its maker
	g.want(t, 200, "next", "GET", "/me", "")
	g.want(t, 204, "o", "DELETE", "/tokens/"+next.ID, "")
	g.want(t, 401, "next", "GET", "/me", "")
	g.want(t, 204, "o", "DELETE", "/household/members/account-c", "")
}

// Play is the server's word: that browser reads and writes nothing but what it plays for, until the PIN leads out.
func TestPlay(t *testing.T) {
	g := invited(t)
	for _, body := range []string{`{"people":["{person}"],"pin":"12a4"}`, `{"people":["{person}"],"pin":"123"}`, `{"people":[],"pin":"1234"}`, `{"people":["nobody"],"pin":"1234"}`} {
		g.want(t, 422, "c", "POST", "/me/play", body)
	}
	w := g.want(t, 200, "c", "POST", "/me/play", `{"people":["{person}"],"pin":"2580"}`, `"role":"play"`, `"people":["person-mia"]`)
	if b := w.Body.String(); strings.Contains(b, "c@example.org") || strings.Contains(b, "Name of c") || strings.Contains(b, "households") {
		t.Errorf("it tells of the grown-up: %s", b)
	}
	if w := g.want(t, 200, "c", "GET", "/people", "", "Mia Secret"); strings.Contains(w.Body.String(), "Tom") {
		t.Error("it shows Tom")
	}
	entry := func(person, format string) string {
		return `[{"device":"timer:` + person + `","at":"2026-06-01T09:59:00Z","kind":"entry","format":"` + format + `","data":{"state":"running","t":5}}]`
	}
	g.want(t, 200, "c", "POST", "/frames", entry("person-mia", "enamel-timer/1"))
	g.want(t, 403, "c", "POST", "/frames", entry("person-tom", "enamel-timer/1"))
	g.want(t, 403, "c", "POST", "/frames", entry("person-mia", "enamel-note/1"))
	g.want(t, 403, "c", "POST", "/frames", line("{device}", g.clock(), 3, 5))
	g.want(t, 403, "c", "POST", "/me/play", `{"people":["{person}"],"pin":"0000"}`)
	for i := range 4 {
		if w := g.by("c", "POST", "/me/play/leave", fmt.Sprintf(`{"pin":"000%d"}`, i)); w.Code != 422 {
			t.Fatalf("try %d: %d %s", i, w.Code, w.Body)
		}
	}
	var waits []string
	for range 4 {
		w := g.by("c", "POST", "/me/play/leave", `{"pin":"2580"}`)
		if w.Code != 429 {
			t.Fatalf("too soon: %d %s", w.Code, w.Body)
		}
		waits = append(waits, w.Header().Get("Retry-After"))
		g.pass(5 * time.Minute)
		g.want(t, 422, "c", "POST", "/me/play/leave", `{"pin":"9999"}`)
	}
	if len(waits[0]) >= len(waits[3]) && waits[0] >= waits[3] {
		t.Errorf("the wait does not grow: %v", waits)
	}
	g.want(t, 403, "c", "GET", "/today", "")
	g.pass(6 * time.Minute)
	g.want(t, 200, "c", "POST", "/me/play/leave", `{"pin":"2580"}`, `"role":"caregiver"`)
	g.want(t, 200, "c", "GET", "/people", "", "Tom")
}

// listen follows the live stream as somebody until it ends or the time is over, and returns what was heard and whether it ended by itself.
func (g *guests) listen(t *testing.T, who string, patience time.Duration) (heard func() string, ended <-chan bool) {
	t.Helper()
	srv := httptest.NewServer(g.handler)
	ctx, stop := context.WithTimeout(context.Background(), patience)
	q, err := http.NewRequestWithContext(ctx, "GET", srv.URL+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range g.creds[who] {
		q.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	t.Cleanup(func() { stop(); _ = res.Body.Close(); srv.Close() })
	var mu sync.Mutex
	var all strings.Builder
	done := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			mu.Lock()
			all.WriteString(lines.Text() + "\n")
			mu.Unlock()
		}
		done <- ctx.Err() == nil
	}()
	return func() string { mu.Lock(); defer mu.Unlock(); return all.String() }, done
}

// What takes access away ends the streams that are open with it, at once; the others go on.
func TestOpenStreamsEndAtOnce(t *testing.T) {
	for _, c := range []struct{ name, listens, by, method, path, body string }{
		{"a member is removed", "target", "o", "DELETE", "/household/members/{member}", ""},
		{"a role is lowered", "c", "o", "PATCH", "/household/members/account-c", `{"role":"viewer"}`},
		{"a viewer is narrowed", "v", "o", "PATCH", "/household/members/account-v", `{"people":["person-tom"]}`},
		{"a log-in is ended elsewhere", "two", "o", "DELETE", "/me/logins/{login}", ""},
		{"somebody logs out", "v", "v", "POST", "/logout", ""},
		{"a token is taken back", "narrowed", "o", "DELETE", "/tokens/token-narrowed", ""},
		{"a browser begins to play", "c", "c", "POST", "/me/play", `{"people":["{person}"],"pin":"1234"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := invited(t)
			g.creds["two"] = map[string]string{"Cookie": "enamel_session=cookie two"}
			_, stays := g.listen(t, "second", 5*time.Second)
			_, ended := g.listen(t, c.listens, 5*time.Second)
			if w := g.by(c.by, c.method, c.path, c.body); w.Code >= 300 {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			select {
			case <-ended:
			case <-time.After(3 * time.Second):
				t.Error("the stream goes on")
			}
			select {
			case <-stays:
				t.Error("somebody else's stream ended")
			case <-time.After(50 * time.Millisecond):
			}
		})
	}
}

// Who sees only one of two people hears of the other neither what changes nor who brushes now; what was theirs and is no more goes away.
func TestNarrowedStream(t *testing.T) {
	g := invited(t)
	people := []brush.PersonID{"person-tom"}
	device := brush.DeviceID("AA:00:00:00:00:77")
	heard, _ := g.listen(t, "narrowed", 5*time.Second)
	all, _ := g.listen(t, "o", 5*time.Second)
	frames := g.token("home", "ear", account.FramesWrite)
	if w := g.as(frames, "POST", "/api/v1/frames", line(string(device), g.clock(), 3, 5)); w.Code != 200 {
		t.Fatal(w.Body)
	}
	wait := func(what string, ok func() bool) {
		t.Helper()
		for range 300 {
			if ok() {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%s\nheard: %s", what, heard())
	}
	wait("the owner never heard", func() bool { return strings.Contains(all(), string(device)) })
	if strings.Contains(heard(), string(device)) {
		t.Errorf("they heard of nobody's session: %s", heard())
	}
	ss, err := g.st.Sessions(t.Context(), "home", store.SessionQuery{Device: device})
	if err != nil || len(ss) != 1 {
		t.Fatal(ss, err)
	}
	id := string(ss[0].ID)
	if _, err := g.accounts.ChangeBrush(t.Context(), "home", device, account.BrushPatch{People: &people}); err != nil {
		t.Fatal(err)
	}
	g.want(t, 200, "o", "PATCH", "/sessions/"+id, `{"person_id":"person-tom"}`)
	wait("Tom's session is not told", func() bool { return strings.Contains(heard(), `"subject":"`+id+`"`) })
	wait("Tom is not seen brushing", func() bool { return strings.Contains(heard(), `"person_id":"person-tom"`) })
	g.want(t, 200, "o", "PATCH", "/sessions/"+id, `{"person_id":"person-mia"}`)
	wait("what is not Tom's any more stays", func() bool { return strings.Contains(heard(), `"session_removed","subject":"`+id+`"`) })
	if strings.Contains(heard(), "person-mia") || strings.Contains(heard(), "Mia Secret") {
		t.Errorf("they heard of Mia: %s", heard())
	}
}
