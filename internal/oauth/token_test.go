package oauth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/store"
)

type keysTx = store.KeysTx

func TestCodeBringsTokens(t *testing.T) {
	r := newRig(t)
	w := r.post("/oauth/token", redeem(r.code("owner", r.question(), "")), &r.app)
	got := r.tokens(w)
	if w.Code != 200 || !strings.HasPrefix(got.Access, oauth.AccessPrefix) || len(got.Access) != len(oauth.AccessPrefix)+43 || got.Type != "Bearer" || got.Expires != 3600 ||
		got.Refresh == "" || got.Scope != "openid sessions:read people:read" || got.ID == "" {
		t.Errorf("RFC 6749 5.1: %d %+v", w.Code, got)
	}
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Pragma") != "no-cache" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("RFC 6749 5.1: %v", w.Header())
	}
	for path, want := range map[string]int{"/people": 200, "/sessions": 200, "/brushes": 403, "/oauth/clients": 403, "/me/grants": 403} {
		if n := r.opens(got.Access, path); n != want {
			t.Errorf("%s: %d, want %d", path, n, want)
		}
	}
	r.pass(59 * time.Minute)
	if n := r.opens(got.Access, "/people"); n != 200 {
		t.Errorf("before the hour is over: %d", n)
	}
	r.pass(time.Minute)
	if w := r.bearer(got.Access, "GET", "/api/v1/people"); w.Code != 401 || !strings.Contains(w.Header().Get("WWW-Authenticate"), `error="invalid_token"`) {
		t.Errorf("RFC 6750 3.1: after it: %d %v", w.Code, w.Header())
	}
	if n := r.opens(oauth.AccessPrefix+strings.Repeat("A", 43), "/people"); n != 401 {
		t.Errorf("a made-up token: %d", n)
	}
	if n := r.opens(got.Refresh, "/people"); n != 401 {
		t.Errorf("a refresh token opens nothing: %d", n)
	}
}

// Each of these is refused, and none of them says more than the RFC lets it.
func TestCodeRefused(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		name   string
		change []string
		as     *app
		status int
		code   string
	}{
		{"RFC 6749 5.2: no grant_type", []string{"grant_type", "-"}, &r.app, 400, "invalid_request"},
		{"RFC 6749 5.2: unknown grant_type", []string{"grant_type", "magic"}, &r.app, 400, "unsupported_grant_type"},
		{"OAuth 2.1 10: the password grant is gone", []string{"grant_type", "password"}, &r.app, 400, "unsupported_grant_type"},
		{"nobody gives an app rights of its own", []string{"grant_type", "client_credentials"}, &r.app, 400, "unsupported_grant_type"},
		{"RFC 6749 4.1.3: no code", []string{"code", "-"}, &r.app, 400, "invalid_request"},
		{"RFC 6749 4.1.3: a made-up code", []string{"code", "enamel_ac_" + strings.Repeat("A", 43)}, &r.app, 400, "invalid_grant"},
		{"RFC 7636 4.5: no verifier", []string{"code_verifier", "-"}, &r.app, 400, "invalid_request"},
		{"RFC 7636 4.6: a wrong verifier", []string{"code_verifier", strings.Repeat("a", 43)}, &r.app, 400, "invalid_grant"},
		{"RFC 7636 4.6: the challenge as verifier", []string{"code_verifier", challenge}, &r.app, 400, "invalid_grant"},
		{"RFC 7636 4.1: a verifier too short", []string{"code_verifier", verifier[:42]}, &r.app, 400, "invalid_grant"},
		{"RFC 7636 4.1: a verifier too long", []string{"code_verifier", strings.Repeat("a", 129)}, &r.app, 400, "invalid_grant"},
		{"RFC 6749 4.1.3: another address", []string{"redirect_uri", web + "/"}, &r.app, 400, "invalid_grant"},
		{"RFC 6749 4.1.3: another one of the client's addresses", []string{"redirect_uri", "https://app.example/two?a=b"}, &r.app, 400, "invalid_grant"},
		{"RFC 6749 4.1.3: another client's code", nil, &r.second, 400, "invalid_grant"},
		{"RFC 6749 4.1.3: another client's code, public", []string{"client_id", cli}, nil, 400, "invalid_grant"},
		{"RFC 6749 3.2.1: a confidential client shows no secret", []string{"client_id", r.app.ID}, nil, 401, "invalid_client"},
		{"RFC 6749 5.2: a wrong secret", nil, &app{r.app.ID, "wrong"}, 401, "invalid_client"},
		{"RFC 6749 5.2: another client's secret", nil, &app{r.app.ID, r.second.Secret}, 401, "invalid_client"},
		{"RFC 6749 5.2: an unknown client", nil, &app{"nobody", "nobody's"}, 401, "invalid_client"},
		{"RFC 6749 5.2: a public client with a secret", nil, &app{cli, "x"}, 401, "invalid_client"},
		{"RFC 6749 5.2: no client at all", nil, nil, 401, "invalid_client"},
		{"RFC 6749 2.3: two ways to show a secret", []string{"client_id", r.app.ID, "client_secret", r.app.Secret}, &r.app, 400, "invalid_request"},
		{"RFC 6749 2.3: two clients", []string{"client_id", r.second.ID}, &r.app, 400, "invalid_request"},
	} {
		code := r.code("owner", r.question(), "")
		w := r.post("/oauth/token", with(redeem(code), c.change...), c.as)
		r.refused(c.name, w, c.status, c.code)
		if w.Code == 401 && !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Basic ") {
			t.Errorf("%s: RFC 6749 5.2: no challenge", c.name)
		}
	}
	code := r.code("owner", r.question(), "")
	good := redeem(code).Encode()
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for name, c := range map[string]struct {
		method, path, body string
		header             map[string]string
		status             int
	}{
		"RFC 6749 3.2: a parameter twice":             {"POST", "/oauth/token", good + "&code=" + code, form, 400},
		"RFC 6749 3.2: the client twice":              {"POST", "/oauth/token", good + "&client_id=a&client_id=b", form, 400},
		"RFC 6749 2.3.1: secrets in the address":      {"POST", "/oauth/token?client_id=" + r.app.ID + "&client_secret=" + r.app.Secret, good, form, 400},
		"RFC 6749 3.2: GET":                           {"GET", "/oauth/token?" + good, "", nil, 405},
		"JSON":                                        {"POST", "/oauth/token", `{"code":"` + code + `"}`, map[string]string{"Content-Type": "application/json"}, 400},
		"no type":                                     {"POST", "/oauth/token", good, nil, 400},
		"no form":                                     {"POST", "/oauth/token", "%zz", form, 400},
		"too long":                                    {"POST", "/oauth/token", good + "&x=" + strings.Repeat("y", 20000), form, 413},
		"a value too long":                            {"POST", "/oauth/token", good + "&x=" + strings.Repeat("y", 5000), form, 400},
		"RFC 6749 2.3.1: Basic that is none":          {"POST", "/oauth/token", good, map[string]string{"Content-Type": form["Content-Type"], "Authorization": "Basic %%"}, 401},
		"a bearer does not show who the client is":    {"POST", "/oauth/token", good, map[string]string{"Content-Type": form["Content-Type"], "Authorization": "Bearer x"}, 401},
		"where there is nothing":                      {"POST", "/oauth/nowhere", good, form, 404},
		"registration that is not switched on (7591)": {"POST", "/oauth/register", "{}", map[string]string{"Content-Type": "application/json"}, 404},
	} {
		if w := r.do(c.method, c.path, c.body, c.header); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	r.pass(61 * time.Second)
	r.refused("RFC 6749 4.1.2: a code that is too old", r.post("/oauth/token", redeem(code), &r.app), 400, "invalid_grant")
}

// OAuth 2.1 4.1.3: a code that is shown twice ends all that came from it.
func TestReplayedCode(t *testing.T) {
	r := newRig(t)
	code := r.code("owner", r.question(), "")
	// Of another client it is not even used up.
	r.refused("another client's", r.post("/oauth/token", redeem(code), &r.second), 400, "invalid_grant")
	first := r.tokens(r.post("/oauth/token", redeem(code), &r.app))
	if n := r.opens(first.Access, "/people"); n != 200 {
		t.Fatalf("%d", n)
	}
	second := r.refresh(first.Refresh)
	r.refused("again", r.post("/oauth/token", redeem(code), &r.app), 400, "invalid_grant")
	for what, token := range map[string]string{"the first": first.Access, "what was renewed": second.Access} {
		if n := r.opens(token, "/people"); n != 401 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if e := r.refresh(second.Refresh); e.Error != "invalid_grant" {
		t.Errorf("%+v", e)
	}
	// A wrong verifier uses the code up.
	code = r.code("owner", r.question(), "")
	r.refused("a wrong verifier", r.post("/oauth/token", with(redeem(code), "code_verifier", strings.Repeat("b", 43)), &r.app), 400, "invalid_grant")
	r.refused("then the right one", r.post("/oauth/token", redeem(code), &r.app), 400, "invalid_grant")
	// OAuth 2.1: what was not sent with the request needs not be sent now.
	code = r.code("owner", r.question(), "")
	if got := r.tokens(r.post("/oauth/token", with(redeem(code), "redirect_uri", "-"), &r.app)); got.Access == "" {
		t.Errorf("%+v", got)
	}
	// Many at once: one wins at most.
	code = r.code("owner", r.question(), "")
	answers := make(chan got, 8)
	for range cap(answers) {
		go func() { answers <- r.tokens(r.post("/oauth/token", redeem(code), &r.app)) }()
	}
	won := 0
	for range cap(answers) {
		if (<-answers).Access != "" {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d of many at once got tokens", won)
	}
}

func TestRefresh(t *testing.T) {
	r := newRig(t)
	first := r.granted()
	if e := r.tokens(r.post("/oauth/token", values("grant_type", "refresh_token"), &r.app)); e.Error != "invalid_request" {
		t.Errorf("RFC 6749 6: no token: %+v", e)
	}
	for name, c := range map[string]struct {
		token string
		as    *app
	}{
		"RFC 6749 10.4: another client's": {first.Refresh, &r.second},
		"an access token":                 {first.Access, &r.app},
		"a made-up one":                   {"enamel_rt_x", &r.app},
		"one that was cut off":            {first.Refresh[:40], &r.app},
	} {
		r.refused(name, r.post("/oauth/token", values("grant_type", "refresh_token", "refresh_token", c.token), c.as), 400, "invalid_grant")
	}
	for name, scope := range map[string]string{"RFC 6749 6: more than was granted": "openid sessions:read people:read live:read", "swapped": "people:write", "unknown": "x", "spaces": " "} {
		if e := r.refresh(first.Refresh, "scope", scope); e.Error != "invalid_scope" {
			t.Errorf("%s: %+v", name, e)
		}
	}
	// RFC 6749 6: narrower for now; what was granted stays.
	second := r.refresh(first.Refresh, "scope", "people:read")
	if second.Scope != "people:read" || r.opens(second.Access, "/people") != 200 || r.opens(second.Access, "/sessions") != 403 {
		t.Errorf("%+v", second)
	}
	third := r.refresh(second.Refresh)
	if third.Scope != "openid sessions:read people:read" {
		t.Errorf("%+v", third)
	}
	// OAuth 2.1 4.3.1: one that was used ends the whole family.
	if e := r.refresh(first.Refresh); e.Error != "invalid_grant" {
		t.Errorf("%+v", e)
	}
	for what, token := range map[string]got{"first": first, "second": second, "third": third} {
		if n := r.opens(token.Access, "/people"); n != 401 {
			t.Errorf("the %s access token still opens: %d", what, n)
		}
	}
	if e := r.refresh(third.Refresh); e.Error != "invalid_grant" {
		t.Errorf("%+v", e)
	}
	// It slides: 90 days from the last use.
	token := r.granted()
	for range 3 {
		r.pass(89 * 24 * time.Hour)
		if token = r.refresh(token.Refresh); token.Access == "" {
			t.Fatal("a token that is used does not end")
		}
	}
	r.pass(90 * 24 * time.Hour)
	if e := r.refresh(token.Refresh); e.Error != "invalid_grant" {
		t.Errorf("after 90 days: %+v", e)
	}
}

// What somebody may do no more no token of theirs may do, from the next use on.
func TestAccessFollowsTheMembership(t *testing.T) {
	r := newRig(t)
	role := func(role store.Role, expires time.Time) {
		r.keys(func(tx keysTx) error {
			return tx.PutMembership(store.Membership{Account: "caregiver", Household: "home", Role: role, Expires: expires, Created: r.clock()})
		})
	}
	token := r.grantedBy("caregiver", `,"source":"hall"`, "scope", "frames:write sessions:write people:read")
	ctx := context.Background()
	good := func() bool {
		ids, err := r.accounts.GoodTokens(ctx, r.home)
		if err != nil {
			t.Fatal(err)
		}
		return len(ids) > 0
	}
	p, err := r.accounts.Authenticate(ctx, "", token.Access)
	if err != nil || p.Source != "hall" || p.Browser() || p.Grant == "" || p.Client != "Teeth chart" || p.Account.ID != "" || !p.May("frames:write") || p.May("openid") || !good() {
		t.Fatalf("%+v %v", p, err)
	}
	role(store.Viewer, time.Time{})
	if p, err := r.accounts.Authenticate(ctx, "", token.Access); err != nil || strings.Join(p.Scopes, " ") != "people:read" || good() {
		t.Errorf("a role that was lowered: %+v %v", p, err)
	}
	role(store.Caregiver, r.clock().Add(time.Minute))
	if n := r.opens(token.Access, "/people"); n != 200 {
		t.Errorf("%d", n)
	}
	r.pass(time.Minute)
	if n := r.opens(token.Access, "/people"); n != 401 || good() {
		t.Errorf("a membership that is over: %d", n)
	}
	role("", time.Time{})
	if n := r.opens(token.Access, "/people"); n != 403 || good() {
		t.Errorf("a role that is none: %d", n)
	}
	// Narrowed to single people, it says so to whoever reads.
	token = r.grantedBy("owner", `,"people":["mia"]`)
	if p, err := r.accounts.Authenticate(ctx, "", token.Access); err != nil || len(p.People) != 1 || p.People[0] != brush.PersonID("mia") {
		t.Errorf("%+v %v", p, err)
	}
	if w := r.bearer(token.Access, "GET", "/api/v1/people"); w.Code == 200 && strings.Contains(w.Body.String(), "tom") {
		t.Errorf("it sees others: %s", w.Body)
	}
}

func TestGrantsAreSeenAndEnded(t *testing.T) {
	r := newRig(t)
	mine := r.granted()
	r.pass(time.Second)
	theirs := r.grantedBy("caregiver", "")
	list := func(who string) (out struct {
		Items []struct {
			ID, App, By string
			Mine        bool
		}
	}) {
		r.read(r.api(who, "GET", "/me/grants", ""), &out)
		return out
	}
	all, own := list("owner"), list("caregiver")
	if len(all.Items) != 2 || len(own.Items) != 1 || !own.Items[0].Mine || all.Items[0].By != "OWNER" || all.Items[1].By != "CAREGIVER" || len(list("neighbour").Items)+len(list("viewer").Items) != 0 {
		t.Fatalf("%+v %+v", all, own)
	}
	for who, id := range map[string]string{"neighbour": all.Items[0].ID, "viewer": all.Items[0].ID, "caregiver": all.Items[0].ID, "owner": "nobody's"} {
		if w := r.api(who, "DELETE", "/me/grants/"+id, ""); w.Code != 404 {
			t.Errorf("%s: %d", who, w.Code)
		}
	}
	var ended []brush.HouseholdID
	r.ended = func(h brush.HouseholdID) { ended = append(ended, h) }
	for _, id := range []string{all.Items[0].ID, all.Items[1].ID} { // an owner's arm reaches everybody's
		if w := r.api("owner", "DELETE", "/me/grants/"+id, ""); w.Code != 204 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if len(ended) != 2 || r.opens(mine.Access, "/people") != 401 || r.opens(theirs.Access, "/people") != 401 || r.refresh(mine.Refresh).Error != "invalid_grant" || len(list("owner").Items) != 0 {
		t.Errorf("%v", ended)
	}
	// With the client goes what was granted to it.
	token := r.granted()
	if w := r.api("neighbour", "DELETE", "/oauth/clients/"+r.app.ID, ""); w.Code != 404 {
		t.Errorf("another household's client: %d", w.Code)
	}
	if w := r.api("owner", "DELETE", "/oauth/clients/"+r.app.ID, ""); w.Code != 204 || r.opens(token.Access, "/people") != 401 || len(ended) != 3 {
		t.Errorf("%d %v", w.Code, ended)
	}
	if w := r.api("viewer", "GET", "/oauth/clients", ""); w.Code != 403 {
		t.Errorf("a viewer's look at clients: %d", w.Code)
	}
}

// When the store fails at any point of redeeming a code, nothing is half done: it is unavailable, or it is done.
func TestTokensWhenTheStoreFails(t *testing.T) {
	r := newRig(t)
	for n := 1; ; n++ {
		code := r.code("owner", with(r.question(), "scope", "people:read"), "")
		reached := r.st.FailAt(n)
		w := r.post("/oauth/token", redeem(code), &r.app)
		name := r.st.Reached()
		failed := reached()
		r.st.FailAt(0)
		if !failed {
			if n < 6 || w.Code != 200 {
				t.Errorf("%d operations: %d %s", n, w.Code, w.Body)
			}
			return
		}
		r.refused(name, w, 503, "temporarily_unavailable")
		// Of what was not committed nothing is left: the same code still works.
		if again := r.post("/oauth/token", redeem(code), &r.app); name != "answer keys" && again.Code != 200 {
			t.Errorf("%s, again: %d %s", name, again.Code, again.Body)
		}
	}
}

func TestLimits(t *testing.T) {
	r := newRig(t)
	for i := 2; i <= oauth.MostClients; i++ {
		w := r.api("owner", "POST", "/oauth/clients", `{"name":"App","redirect_uris":["https://a.example/"]}`)
		if (w.Code == 201) != (i < oauth.MostClients) {
			t.Fatalf("client %d: %d %s", i+1, w.Code, w.Body)
		}
	}
	r.keys(func(tx keysTx) error {
		for i := range oauth.MostGrants {
			if err := tx.PutGrant(store.Grant{ID: "g" + string(rune('a'+i/10)) + string(rune('0'+i%10)), Account: "owner", Household: "home"}); err != nil {
				return err
			}
		}
		return nil
	})
	if w := r.answer("owner", r.asked(r.question()), `,"allow":true`); w.Code != 422 {
		t.Errorf("a grant more: %d %s", w.Code, w.Body)
	}
	r.keys(func(tx keysTx) error {
		for i := range oauth.MostAsks {
			h := [32]byte{1, byte(i), byte(i >> 8)}
			if err := tx.PutAsk(store.Ask{Hash: h, Code: h, Expires: r.clock().Add(time.Minute)}); err != nil {
				return err
			}
		}
		return nil
	})
	if w := r.authorize(r.question(), ""); w.Code != 503 {
		t.Errorf("a question more: %d", w.Code)
	}
	for name, body := range map[string]string{
		"no name": `{"name":" ","redirect_uris":["https://a.example/"]}`, "no address": `{"name":"A"}`, "http": `{"name":"A","redirect_uris":["http://a.example/"]}`,
		"a fragment": `{"name":"A","redirect_uris":["https://a.example/#x"]}`, "a script": `{"name":"A","redirect_uris":["javascript:alert(1)"]}`, "a star": `{"name":"A","redirect_uris":["https://*.example/"]}`,
		"data": `{"name":"A","redirect_uris":["data:text/html,x"]}`, "a relative one": `{"name":"A","redirect_uris":["/cb"]}`, "a path that goes up": `{"name":"A","redirect_uris":["https://a.example/a/%2e%2e/b"]}`,
		"a user": `{"name":"A","redirect_uris":["https://a@b.example/"]}`, "a scope that no app has": `{"name":"A","redirect_uris":["https://a.example/"],"scopes":["tokens:write"]}`,
		"no scope": `{"name":"A","redirect_uris":["https://a.example/"],"scopes":[]}`, "a flow that is none": `{"name":"A","redirect_uris":["https://a.example/"],"grant_types":["password"]}`,
		"text that turns round": `{"name":"A\u202eB","redirect_uris":["https://a.example/"]}`,
	} {
		if w := r.api("owner", "POST", "/oauth/clients", body); w.Code != 422 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if !errors.Is(oauth.ErrNoRequest, brush.ErrNotFound) {
		t.Error("a question that is not there is not found")
	}
}
