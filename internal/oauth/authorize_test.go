package oauth_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/oauth"
)

// What is wrong with the client or the address is shown to the person, and nobody is sent anywhere.
func TestNeverRedirectsToWhatIsNotTheClients(t *testing.T) {
	r := newRig(t)
	good := r.question()
	for name, q := range map[string]url.Values{
		"RFC 6749 4.1.2.1: no client":                         with(good, "client_id", "-"),
		"RFC 6749 4.1.2.1: unknown client":                    with(good, "client_id", "nobody"),
		"RFC 6749 4.1.2.1: a client's name of a megabyte":     with(good, "client_id", strings.Repeat("x", 3000)),
		"RFC 6749 3.1.2.3: several are registered, none sent": with(good, "redirect_uri", "-"),
		"OAuth 2.1 2.3.1: a slash more":                       with(good, "redirect_uri", web+"/"),
		"OAuth 2.1 2.3.1: other case in the path":             with(good, "redirect_uri", "https://app.example/Callback"),
		"OAuth 2.1 2.3.1: other case in the host":             with(good, "redirect_uri", "https://APP.example/callback"),
		"OAuth 2.1 2.3.1: other scheme":                       with(good, "redirect_uri", "http://app.example/callback"),
		"OAuth 2.1 2.3.1: below it":                           with(good, "redirect_uri", web+"/more"),
		"OAuth 2.1 2.3.1: its beginning":                      with(good, "redirect_uri", "https://app.example/call"),
		"OAuth 2.1 2.3.1: a subdomain":                        with(good, "redirect_uri", "https://evil.app.example/callback"),
		"OAuth 2.1 2.3.1: its host as a user":                 with(good, "redirect_uri", "https://app.example@evil.example/callback"),
		"OAuth 2.1 2.3.1: its host as a beginning":            with(good, "redirect_uri", "https://app.example.evil.example/callback"),
		"OAuth 2.1 2.3.1: a path that goes up":                with(good, "redirect_uri", web+"/../evil"),
		"OAuth 2.1 2.3.1: a path that goes up, escaped":       with(good, "redirect_uri", "https://app.example/%2e%2e/callback"),
		"OAuth 2.1 2.3.1: an escaped letter":                  with(good, "redirect_uri", "https://app.example/c%61llback"),
		"OAuth 2.1 2.3.1: a query more":                       with(good, "redirect_uri", web+"?x=y"),
		"OAuth 2.1 2.3.1: another query":                      with(good, "redirect_uri", "https://app.example/two?a=c"),
		"OAuth 2.1 2.3.1: a port":                             with(good, "redirect_uri", "https://app.example:444/callback"),
		"RFC 6749 3.1.2: a fragment":                          with(good, "redirect_uri", web+"#x"),
		"OAuth 2.1 2.3.1: a line feed":                        with(good, "redirect_uri", web+"\n"),
		"OAuth 2.1 2.3.1: backslashes":                        with(good, "redirect_uri", `https:\\app.example\callback`),
		"OAuth 2.1 2.3.1: a script":                           with(good, "redirect_uri", "javascript:alert(1)"),
		"RFC 8252 7.3: loopback with another path":            with(good, "redirect_uri", "http://127.0.0.1:5/other"),
		"RFC 8252 7.3: another loopback address":              with(good, "redirect_uri", "http://127.0.0.2:5/cb"),
		"RFC 8252 8.3: localhost is no loopback address":      with(good, "redirect_uri", "http://localhost:5/cb"),
		"RFC 8252 7.3: a port that is none":                   with(good, "redirect_uri", "http://127.0.0.1:99999/cb"),
		"RFC 8252 7.3: a user instead of a port":              with(good, "redirect_uri", "http://127.0.0.1:5@evil.example/cb"),
		"RFC 8252 7.3: a loopback host as a beginning":        with(good, "redirect_uri", "http://127.0.0.1.evil.example/cb"),
		"RFC 8252 7.3: loopback over https":                   with(good, "redirect_uri", "https://127.0.0.1:5/cb"),
	} {
		w := r.authorize(q, "owner")
		if w.Code < 400 || w.Header().Get("Location") != "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d to %q", name, w.Code, w.Header().Get("Location"))
		}
	}
	for name, query := range map[string]string{
		"RFC 6749 3.1: a parameter twice":         good.Encode() + "&scope=openid",
		"RFC 6749 3.1: the client twice":          good.Encode() + "&client_id=" + r.app.ID,
		"RFC 6749 3.1: an unknown one twice":      good.Encode() + "&x=1&x=2",
		"what is no form":                         good.Encode() + "&x=%zz",
		"semicolons":                              good.Encode() + ";x=1",
		"bytes that are no text":                  good.Encode() + "&x=%ff%fe",
		"control characters":                      good.Encode() + "&x=%00",
		"far too many":                            good.Encode() + strings.Repeat("&x", 100),
		"far too long":                            good.Encode() + "&x=" + strings.Repeat("y", 17000),
		"XSS: what is shown is no part of a page": "client_id=%3Cscript%3Ealert(1)%3C/script%3E&" + url.Values{"redirect_uri": {web}}.Encode(),
	} {
		w := r.do("GET", "/oauth/authorize?"+query, "", nil)
		if b := body(w); w.Code < 400 || w.Header().Get("Location") != "" || strings.Contains(b, "<script") {
			t.Errorf("%s: %d to %q %s", name, w.Code, w.Header().Get("Location"), b)
		}
	}
}

// What else is wrong the app is told at its own address, with its state and who says so.
func TestTellsTheAppWhatIsWrong(t *testing.T) {
	r := newRig(t)
	good := r.question()
	for name, c := range map[string]struct {
		q    url.Values
		code string
	}{
		"RFC 6749 3.1.1: no response_type":                      {with(good, "response_type", "-"), "invalid_request"},
		"OAuth 2.1 10: the implicit flow is gone":               {with(good, "response_type", "token"), "unsupported_response_type"},
		"OpenID Connect: no implicit id token":                  {with(good, "response_type", "id_token"), "unsupported_response_type"},
		"OpenID Connect: no hybrid flow":                        {with(good, "response_type", "code id_token"), "unsupported_response_type"},
		"OAuth 2.1 4.1.1: PKCE is missing":                      {with(good, "code_challenge", "-"), "invalid_request"},
		"RFC 7636 4.3: what is absent is plain":                 {with(good, "code_challenge_method", "-"), "invalid_request"},
		"OAuth 2.1 7.5.2: plain":                                {with(good, "code_challenge_method", "plain"), "invalid_request"},
		"RFC 7636 4.4.1: another transformation":                {with(good, "code_challenge_method", "S512"), "invalid_request"},
		"RFC 7636 4.2: a challenge too short":                   {with(good, "code_challenge", challenge[:42]), "invalid_request"},
		"RFC 7636 4.2: a challenge too long":                    {with(good, "code_challenge", challenge+"A"), "invalid_request"},
		"RFC 7636 4.2: a challenge of other letters":            {with(good, "code_challenge", challenge[:42]+"+"), "invalid_request"},
		"RFC 6749 3.3: no scope":                                {with(good, "scope", "-"), "invalid_scope"},
		"RFC 6749 3.3: an unknown scope":                        {with(good, "scope", "openid everything"), "invalid_scope"},
		"RFC 6749 3.3: a scope that is not the client's":        {with(good, "scope", "brushes:write"), "invalid_scope"},
		"RFC 6749 3.3: two spaces":                              {with(good, "scope", "openid  profile"), "invalid_scope"},
		"OpenID Connect Core 6: request objects":                {with(good, "request", "eyJ"), "request_not_supported"},
		"OpenID Connect Core 6: request objects elsewhere":      {with(good, "request_uri", "https://evil.example/r"), "request_uri_not_supported"},
		"OpenID Connect Core 7.2.1: registration":               {with(good, "registration", "{}"), "registration_not_supported"},
		"a fragment is no place for an answer":                  {with(good, "response_mode", "fragment"), "invalid_request"},
		"OpenID Connect Core 3.1.2.6: a person must be asked":   {with(good, "prompt", "none"), "consent_required"},
		"OpenID Connect Core 3.1.2.1: none and something else":  {with(good, "prompt", "none login"), "invalid_request"},
		"OpenID Connect Core 3.1.2.1: no such prompt":           {with(good, "prompt", "shout"), "invalid_request"},
		"OpenID Connect Core 3.1.2.1: no number":                {with(good, "max_age", "-1"), "invalid_request"},
		"a nonce that is too long":                              {with(good, "nonce", strings.Repeat("n", 513)), "invalid_request"},
		"RFC 8252 7.3: also at a loopback address":              {with(good, "redirect_uri", "http://127.0.0.1:1234/cb", "scope", "-"), "invalid_scope"},
		"RFC 6749 3.1.2: a query of the address stays, and ...": {with(good, "redirect_uri", "https://app.example/two?a=b", "scope", "-"), "invalid_scope"},
	} {
		w := r.authorize(c.q, "owner")
		to, err := w.Result().Location()
		if err != nil || w.Code != 303 {
			t.Errorf("%s: %d %v", name, w.Code, err)
			continue
		}
		v := to.Query()
		if v.Get("error") != c.code || v.Get("state") != "a state" || v.Get("iss") != issuer || v.Get("code") != "" || !strings.HasPrefix(to.String(), c.q.Get("redirect_uri")) {
			t.Errorf("%s: %s, want %s", name, to, c.code)
		}
	}
	w := r.authorize(with(good, "prompt", "none"), "")
	if to, _ := w.Result().Location(); to == nil || to.Query().Get("error") != "login_required" {
		t.Errorf("OpenID Connect Core 3.1.2.6: nobody is logged in: %v", to)
	}
	w = r.authorize(with(good, "state", "-", "scope", "-"), "")
	if to, _ := w.Result().Location(); to == nil || to.Query().Has("state") {
		t.Errorf("RFC 6749 4.1.2.1: a state that was not sent: %v", to)
	}
	w = r.authorize(with(good, "state", strings.Repeat("s", 1025)), "")
	if to, _ := w.Result().Location(); to == nil || to.Query().Get("error") != "invalid_request" {
		t.Errorf("a state that is too long: %v", to)
	}
}

// What a good question may look like, and that nothing is given before a person says so.
func TestGoodQuestions(t *testing.T) {
	r := newRig(t)
	good := r.question()
	for name, q := range map[string]url.Values{
		"as it is": good,
		"RFC 8252 7.3: any port of a loopback address":   with(good, "redirect_uri", "http://127.0.0.1:65535/cb"),
		"RFC 8252 7.3: none":                             with(good, "redirect_uri", "http://127.0.0.1/cb"),
		"RFC 8252 7.3: IPv6":                             with(good, "redirect_uri", "http://[::1]:4242/cb"),
		"RFC 8252 7.1: a scheme of its own":              with(good, "redirect_uri", "com.example.app:/cb"),
		"RFC 6749 3.1: what is empty is absent":          with(good, "max_age", ""),
		"RFC 6749 3.1: what is unknown is passed over":   with(good, "claims", "{}", "ui_locales", "de", "display", "page", "x", "y"),
		"OpenID Connect Core 5.4: scopes we do not have": with(good, "scope", "openid address phone"),
		"OpenID Connect Core 3.1.2.1: asked anew":        with(good, "prompt", "login consent"),
	} {
		w := r.authorize(q, "")
		to, err := w.Result().Location()
		if err != nil || w.Code != 303 || to.Path != "/consent" || to.Host != "" || len(to.Query().Get("request")) != 43 || len(to.Query()) != 1 {
			t.Errorf("%s: %d %v %v %s", name, w.Code, to, err, w.Body)
		}
	}
	// OpenID Connect Core 3.1.2.1: by POST too, and from a page of another site.
	w := r.do("POST", "/oauth/authorize", good.Encode(), map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"})
	if to, err := w.Result().Location(); err != nil || to.Path != "/consent" || w.Code != 303 {
		t.Errorf("by POST: %d %s", w.Code, w.Body)
	}
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || !c.Secure || c.Name != oauth.MarkCookie {
		t.Errorf("the browser's mark: %v", c)
	}
	if w := r.do("PUT", "/oauth/authorize", "", nil); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Errorf("PUT: %d", w.Code)
	}
}

// Who may answer a question, and what they may say.
func TestConsent(t *testing.T) {
	r := newRig(t)
	good := r.question()
	name := r.asked(good)

	// RFC 9207 2, RFC 6749 4.1.2: the answer says who answers, with the state as it was.
	got := r.answered(r.answer("owner", name, `,"allow":true`))
	if got.Get("iss") != issuer || got.Get("state") != "a state" || got.Get("code") == "" || len(got) != 3 {
		t.Errorf("%v", got)
	}
	if w := r.answer("owner", name, `,"allow":true`); w.Code != 404 {
		t.Errorf("a question is answered once: %d %s", w.Code, w.Body)
	}
	got = r.answered(r.answer("owner", r.asked(good), `,"allow":false`))
	if got.Get("error") != "access_denied" || got.Get("state") != "a state" || got.Get("iss") != issuer || got.Has("code") {
		t.Errorf("a no: %v", got)
	}
	var wide oauthRequest
	frames := with(good, "scope", "openid frames:write household:write sessions:read")
	r.read(r.api("viewer", "POST", "/oauth/questions", `{"request":"`+r.asked(frames)+`"}`), &wide)
	if strings.Join(wide.Scopes, " ") != "openid sessions:read" || strings.Join(wide.Withheld, " ") != "frames:write household:write" || wide.Vouched != "household" || wide.Host != "app.example" {
		t.Errorf("what a viewer may give: %+v", wide)
	}
	for _, c := range []struct {
		what, who string
		q         url.Values
		extra     string
		status    int
	}{
		{"nobody", "", good, "", 401},
		{"another household's", "neighbour", good, "", 403},
		{"a viewer who gives what they have not", "viewer", frames, `,"scopes":["frames:write"],"source":"hall"`, 422},
		{"more than was asked for", "owner", good, `,"scopes":["sessions:write"]`, 422},
		{"nothing", "owner", with(good, "scope", "sessions:read"), `,"scopes":[]`, 422},
		{"a scope that is none", "owner", good, `,"scopes":["sessions:read\n"]`, 422},
		{"nobody of this household", "owner", good, `,"people":["stranger"]`, 422},
		{"about nobody at all", "owner", good, `,"people":[]`, 422},
		{"people, and the whole household's things", "owner", frames, `,"people":["mia"],"source":"hall"`, 422},
		{"frames without a source", "owner", frames, `,"scopes":["frames:write"]`, 422},
		{"frames as a log-in's source", "owner", frames, `,"scopes":["frames:write"],"source":"app:owner"`, 422},
		{"frames with a slash", "owner", frames, `,"scopes":["frames:write"],"source":"a/b"`, 422},
		{"a source without frames", "owner", good, `,"source":"hall"`, 422},
		{"a device that reads", "owner", frames, `,"scopes":["frames:write","sessions:read"],"source":"hall","device":"D1"`, 422},
		{"a device that is none", "owner", frames, `,"scopes":["frames:write"],"source":"hall","device":"a\u0000"`, 422},
		{"a device that speaks", "owner", frames, `,"scopes":["frames:write"],"source":"hall","device":"D1"`, 200},
		{"only some", "owner", good, `,"scopes":["people:read"],"people":["mia"]`, 200},
	} {
		w := r.answer(c.who, r.asked(c.q), `,"allow":true`+c.extra)
		if w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", c.what, w.Code, w.Body, c.status)
		}
	}

	// It is bound to the browser, the account and the log-in that looked at it.
	name = r.asked(good)
	mark := r.mark
	r.mark = strings.Repeat("x", 43)
	if w := r.api("owner", "POST", "/oauth/questions", `{"request":"`+name+`"}`); w.Code != 404 {
		t.Errorf("in another browser: %d", w.Code)
	}
	r.mark = ""
	if w := r.api("owner", "POST", "/oauth/questions", `{"request":"`+name+`"}`); w.Code != 404 {
		t.Errorf("in a browser without a mark: %d", w.Code)
	}
	r.mark = mark
	if w := r.api("owner", "POST", "/oauth/answers", `{"request":"`+name+`","allow":true}`); w.Code != 404 {
		t.Errorf("without looking: %d", w.Code)
	}
	if w := r.api("owner", "POST", "/oauth/questions", `{"request":"`+name+`"}`); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, who := range []string{"caregiver"} {
		if w := r.answer(who, name, `,"allow":true`); w.Code != 404 {
			t.Errorf("by another account: %d", w.Code)
		}
	}
	// A program says yes to nothing.
	token := r.granted()
	w := r.do("POST", "/api/v1/oauth/questions", `{"request":"`+name+`"}`, map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token.Access,
		"Cookie": oauth.MarkCookie + "=" + mark})
	if w.Code != 403 {
		t.Errorf("with a token: %d %s", w.Code, w.Body)
	}
	// CSRF: a page of another site cannot answer.
	w = r.do("POST", "/api/v1/oauth/answers", `{"request":"`+name+`","allow":true}`, map[string]string{"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example",
		"Cookie": "enamel_session=owner; " + oauth.MarkCookie + "=" + mark})
	if w.Code != 403 {
		t.Errorf("from another site: %d", w.Code)
	}
	r.pass(10*time.Minute + time.Second)
	if w := r.answer("owner", name, `,"allow":true`); w.Code != 404 {
		t.Errorf("too late: %d", w.Code)
	}
	for _, b := range []string{`{}`, `{"request":"a","code":"b"}`, `{"request":"` + strings.Repeat("x", 65) + `"}`, `{"request":"nobody's"}`} {
		if w := r.api("owner", "POST", "/oauth/questions", b); w.Code != 422 && w.Code != 404 {
			t.Errorf("%s: %d", b, w.Code)
		}
	}
}

type oauthRequest struct {
	App, Vouched, Host string
	Scopes, Withheld   []string
	LogIn              bool `json:"log_in"`
	Device             bool
	Suggested          string `json:"suggested_source"`
}

// OpenID Connect Core 3.1.2.1: prompt=login and max_age ask for a log-in that is new enough.
func TestLogsInAnew(t *testing.T) {
	r := newRig(t)
	r.pass(time.Hour)
	for _, c := range []struct {
		name, key, value string
		anew             bool
	}{{"prompt=login", "prompt", "login", true}, {"max_age too short", "max_age", "3599", true}, {"max_age that holds", "max_age", "3700", false}, {"max_age=0", "max_age", "0", true}} {
		name := r.asked(with(r.question(), c.key, c.value))
		var q oauthRequest
		r.read(r.api("owner", "POST", "/oauth/questions", `{"request":"`+name+`"}`), &q)
		if q.LogIn != c.anew {
			t.Errorf("%s: %+v", c.name, q)
		}
		w := r.answer("owner", name, `,"allow":true`)
		if c.anew != (w.Code == 401) {
			t.Errorf("%s: %d", c.name, w.Code)
		}
		if !c.anew {
			continue
		}
		r.pass(time.Second)
		if err := r.st.UpdateKeys(t.Context(), func(tx keysTx) error { return tx.PutLogin(r.login("owner", "home", "anew "+c.name)) }); err != nil {
			t.Fatal(err)
		}
		if w := r.answer("anew "+c.name, name, `,"allow":true`); w.Code != 200 {
			t.Errorf("%s, logged in anew: %d %s", c.name, w.Code, w.Body)
		}
	}
}
