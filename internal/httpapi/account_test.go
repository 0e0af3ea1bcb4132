package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
)

func TestSetupOnce(t *testing.T) {
	r := newRig(t)
	const setup = "/api/v1/setup"
	good := r.setupBody()
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	scenario{
		{name: "needed", method: "GET", path: setup, status: 200, has: []string{`"needed":true`}},
		{name: "nobody can come in", method: "POST", path: "/api/v1/login", body: `{"email":"` + email + `","password":"` + password + `"}`, status: 401},
		{name: "wrong code", method: "POST", path: setup, body: with(r.code, "!"+r.code[1:]), status: 403, has: []string{"one-time link"}, hasNot: []string{r.code}},
		{name: "no code", method: "POST", path: setup, body: with(`"code":"`+r.code+`",`, ""), status: 422, has: []string{"code"}},
		{name: "short password", method: "POST", path: setup, body: with(password, "ninechars"), status: 422, has: []string{`"location":"body.password"`, "10 characters"}, hasNot: []string{"ninechars"}},
		{name: "long password", method: "POST", path: setup, body: with(password, strings.Repeat("ab", 129)), status: 422, has: []string{"body.password"}},
		{name: "common password", method: "POST", path: setup, body: with(password, "Password1234!"), status: 422, has: []string{"body.password", "common"}},
		{name: "the address as password", method: "POST", path: setup, body: with(password, email), status: 422, has: []string{"body.password"}},
		{name: "email", method: "POST", path: setup, body: with(email, "ada"), status: 422, has: []string{"body.email"}},
		{name: "zone", method: "POST", path: setup, body: with("Europe/Berlin", "Mars/Base"), status: 422, has: []string{"body.time_zone"}},
		{name: "local zone", method: "POST", path: setup, body: with("Europe/Berlin", "Local"), status: 422, has: []string{"body.time_zone"}},
		{name: "zone upwards", method: "POST", path: setup, body: with("Europe/Berlin", "../../etc/passwd"), status: 422, has: []string{"body.time_zone"}},
		{name: "household", method: "POST", path: setup, body: with("Mill Lane", " "), status: 422, has: []string{"body.household"}},
		{name: "person", method: "POST", path: setup, body: with(`{"name":"Ada"}`, `{"name":""}`), status: 422, has: []string{"body.people[1].name"}},
		{name: "still needed", method: "GET", path: setup, status: 200, has: []string{`"needed":true`}},
		{name: "done", method: "POST", path: setup, body: good, status: 201, has: []string{`"role":"owner"`, `"Mill Lane"`}, hasNot: []string{password}},
		{name: "no longer needed", method: "GET", path: setup, status: 200, has: []string{`"needed":false`}},
		{name: "used", method: "POST", path: setup, body: good, status: 403},
	}.run(t, r)
	if code, err := r.accounts.NewLink(t.Context()); err != nil || code != "" {
		t.Errorf("a new link after set-up: %q %v", code, err)
	}
	// What was made.
	cookie := r.do("POST", "/api/v1/login", `{"email":" ADA@example.org ","password":"`+password+`"}`, nil).Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure || cookie.MaxAge <= 0 {
		t.Errorf("cookie %+v", cookie)
	}
	r.owner = cookie.Value
	scenario{
		{name: "people", who: "owner", method: "GET", path: "/api/v1/people", status: 200, has: []string{`"glaze":"coral","milk_teeth":true,"target_s":90`, `"glaze":"leaf"`}},
		{name: "me", who: "owner", method: "GET", path: "/api/v1/me", status: 200, has: []string{email, "Europe/Berlin", `"day_turns_min":240`}},
		{name: "out", who: "owner", method: "POST", path: "/api/v1/logout", status: 204},
		{name: "really out", who: "owner", method: "GET", path: "/api/v1/me", status: 401},
	}.run(t, r)
}

func TestLinkExpiresAndIsRemade(t *testing.T) {
	r := newRig(t)
	old := r.setupBody()
	r.pass(account.LinkLasts)
	scenario{{name: "too old", method: "POST", path: "/api/v1/setup", body: old, status: 403}}.run(t, r)
	code, err := r.accounts.NewLink(t.Context())
	if err != nil || code == "" {
		t.Fatal(code, err)
	}
	r.code = code
	scenario{
		{name: "the one before", method: "POST", path: "/api/v1/setup", body: old, status: 403},
		{name: "the new one", method: "POST", path: "/api/v1/setup", body: r.setupBody(), status: 201},
	}.run(t, r)
}

// Two browsers open the link at once: one household comes to be.
func TestSetupTwiceAtOnce(t *testing.T) {
	r := newRig(t)
	codes := make(chan int)
	for range 4 {
		go func() { codes <- r.do("POST", "/api/v1/setup", r.setupBody(), nil).Code }()
	}
	got := map[int]int{}
	for range 4 {
		got[<-codes]++
	}
	if got[201] != 1 || got[201]+got[403]+got[409] != 4 {
		t.Errorf("answers %v", got)
	}
	hs, err := r.st.Households(t.Context())
	if err != nil || len(hs) != 1 {
		t.Errorf("%d households, %v", len(hs), err)
	}
}

func TestLoginIsSlowedWhereItIsGuessed(t *testing.T) {
	r := settled(t)
	login := func(address, email, password string) *http.Response {
		q := r.request("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q}`, email, password), nil)
		q.RemoteAddr = address
		q.Header.Set("X-Forwarded-For", fmt.Sprint("198.51.100.", time.Now().UnixNano()%250))
		w := newRecorder()
		r.handler.ServeHTTP(w, q)
		return w.Result()
	}
	refused := 0
	for i := range 12 {
		res := login("203.0.113.5:1000", email, fmt.Sprint("guess number ", i))
		switch res.StatusCode {
		case 401:
		case 429:
			refused++
			if res.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		default:
			t.Errorf("status %d", res.StatusCode)
		}
	}
	if refused == 0 {
		t.Error("nobody was slowed")
	}
	if got := login("203.0.113.5:2000", email, password).StatusCode; got != 429 {
		t.Errorf("the right password too soon: %d", got)
	}
	if got := login("192.0.2.1:1000", email, password).StatusCode; got != 200 {
		t.Errorf("the owner from elsewhere: %d", got)
	}
	r.pass(6 * time.Minute)
	if got := login("203.0.113.5:2000", email, password).StatusCode; got != 200 {
		t.Errorf("the owner after waiting: %d", got)
	}
}

func TestLoginSlides(t *testing.T) {
	r := settled(t)
	var renewed bool
	for range 40 {
		r.pass(24 * time.Hour)
		w := r.as("owner", "GET", "/api/v1/me", "")
		if w.Code != 200 {
			t.Fatalf("a log-in in daily use ended: %d", w.Code)
		}
		renewed = renewed || len(w.Result().Cookies()) > 0
	}
	if !renewed {
		t.Error("the cookie was never sent again")
	}
	r.pass(31 * 24 * time.Hour)
	if w := r.as("owner", "GET", "/api/v1/me", ""); w.Code != 401 {
		t.Errorf("a log-in unused for 31 days: %d", w.Code)
	}
}

func TestTokens(t *testing.T) {
	r := settled(t)
	short, tok, err := r.accounts.MakeToken(t.Context(), account.NewToken{Household: r.household, Scopes: []string{account.PeopleRead}, Lasts: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(tok.Source), "token-") || !strings.HasPrefix(short, "enamel_") {
		t.Errorf("source %q of %q", tok.Source, short[:10])
	}
	scenario{
		{name: "good", who: short, method: "GET", path: "/api/v1/people", status: 200},
		{name: "who", who: short, method: "GET", path: "/api/v1/me", status: 200, has: []string{`"role":"token"`}},
		{name: "out does nothing", who: short, method: "POST", path: "/api/v1/logout", status: 204},
		{name: "still good", who: short, method: "GET", path: "/api/v1/people", status: 200},
	}.run(t, r)
	r.pass(time.Hour)
	scenario{{name: "over", who: short, method: "GET", path: "/api/v1/people", status: 401}}.run(t, r)
	for _, n := range []account.NewToken{
		{Household: r.household},
		{Household: r.household, Scopes: []string{"all"}},
		{Household: "none", Scopes: []string{account.PeopleRead}},
		{Household: r.household, Scopes: []string{account.PeopleRead}, Source: "a/b"},
		{Household: r.household, Scopes: []string{account.PeopleRead}, Name: strings.Repeat("n", 61)},
		{Household: r.household, Scopes: []string{account.PeopleRead}, Lasts: -1},
	} {
		if secret, _, err := r.accounts.MakeToken(t.Context(), n); err == nil || secret != "" {
			t.Errorf("%+v made a token", n)
		}
	}
}

// Nothing that lets somebody in, and nothing that somebody sent, comes to the log.
func TestLogKeepsSecrets(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite)
	r.as(token, "POST", "/api/v1/frames", line("AA:00:00:00:00:09", r.clock(), 3, 5))
	r.as("owner", "GET", "/api/v1/sessions?cursor=hidden", "")
	r.do("POST", "/api/v1/login", `{"email":"`+email+`","password":"wrong guess"}`, nil)
	r.as("owner", "PATCH", "/api/v1/brushes/AA:00:00:00:00:09", `{"name":"Whose it is","key":"00112233445566778899aabbccddeeff"}`)
	r.as("owner", "GET", "/api/v1/people/somebodys-id", "")
	r.as("owner", "POST", "/api/v1/people", `{"name":"Rumpelstilzchen"}`)
	r.do("GET", "/a-path-that-somebody-typed", "", nil)
	log := r.log.String()
	if !strings.Contains(log, `route="POST /api/v1/login"`) {
		t.Fatalf("no log: %s", log)
	}
	for what, secret := range map[string]string{"code": r.code, "cookie": r.owner, "token": token, "password": password, "guess": "wrong guess", "e-mail": email, "device": "AA:00", "name": "Rumpelstilzchen", "brush": "Whose it is", "key": "00112233", "id": "somebodys-id", "path": "somebody-typed", "person": r.person, "query": "hidden"} {
		if strings.Contains(log, secret) {
			t.Errorf("the %s is in the log", what)
		}
	}
}

func TestSecureCookieBehindProxy(t *testing.T) {
	r := newRig(t)
	h, err := httpapi.New(t.Context(), r.config("https://teeth.example.org/"))
	if err != nil {
		t.Fatal(err)
	}
	q := r.request("POST", "/api/v1/setup", r.setupBody(), map[string]string{"Origin": "https://teeth.example.org", "Host": "10.0.0.7:8080"})
	w := newRecorder()
	h.ServeHTTP(w, q)
	if w.Code != 201 || !w.Result().Cookies()[0].Secure {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Result().Cookies())
	}
	for _, bad := range []string{"teeth.example.org", "ftp://x", "https://", "://"} {
		if _, err := httpapi.New(t.Context(), r.config(bad)); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}
