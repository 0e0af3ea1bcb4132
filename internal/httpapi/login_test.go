package httpapi_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/seal"
)

// behind is a rig with a proxy before it that says who is asking.
func behind(t *testing.T) *rig {
	r := settled(t)
	c := r.config("")
	c.Proxy = httpapi.Proxy{Header: "remote-user", From: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("fd00::1/128")}}
	var err error
	if r.handler, err = httpapi.New(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	if err := r.accounts.LinkHere(t.Context(), email, "ada"); err != nil {
		t.Fatal(err)
	}
	return r
}

// from asks from an address.
func (r *rig) from(address, method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	q := r.request(method, path, body, header)
	q.RemoteAddr = address
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, q)
	return w
}

// The header names somebody only when the proxy says it, once, and in no other way.
func TestProxyHeader(t *testing.T) {
	r := behind(t)
	ada := map[string]string{"Remote-User": "ada"}
	w := r.from("10.0.0.2:4000", "GET", "/api/v1/me", "", ada)
	if w.Code != 200 || !strings.Contains(w.Body.String(), email) || len(w.Result().Cookies()) != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.Secure {
		t.Errorf("%+v", cookie)
	}
	with := map[string]string{"Remote-User": "ada", "Cookie": "enamel_session=" + cookie.Value}
	if w := r.from("10.0.0.2:4000", "GET", "/api/v1/people", "", with); w.Code != 200 || len(w.Result().Cookies()) != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := r.from("[fd00::1]:4000", "GET", "/api/v1/me", "", ada); w.Code != 200 {
		t.Errorf("over IPv6: %d", w.Code)
	}
	if w := r.from("[::ffff:10.0.0.2]:4000", "GET", "/api/v1/me", "", ada); w.Code != 200 {
		t.Errorf("IPv4 in IPv6: %d", w.Code)
	}
	for name, c := range map[string]struct {
		from   string
		header map[string]string
	}{
		"from elsewhere":            {"192.0.2.7:1", ada},
		"from the address next":     {"10.0.1.2:1", ada},
		"no address":                {"@", ada},
		"an unknown name":           {"10.0.0.2:1", map[string]string{"Remote-User": "eve"}},
		"an e-mail address":         {"10.0.0.2:1", map[string]string{"Remote-User": email}},
		"no name":                   {"10.0.0.2:1", map[string]string{"Remote-User": ""}},
		"the proxy's word by proxy": {"192.0.2.7:1", map[string]string{"Remote-User": "ada", "X-Forwarded-For": "10.0.0.2"}},
		"somebody else's cookie":    {"10.0.0.2:1", map[string]string{"Remote-User": "eve", "Cookie": "enamel_session=" + cookie.Value}},
	} {
		if w := r.from(c.from, "GET", "/api/v1/me", "", c.header); w.Code != 401 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	q := r.request("GET", "/api/v1/me", "", nil)
	q.RemoteAddr = "10.0.0.2:1"
	q.Header["Remote-User"] = []string{"ada", "ada"}
	w = httptest.NewRecorder()
	if r.handler.ServeHTTP(w, q); w.Code != 401 {
		t.Errorf("two names: %d", w.Code)
	}
	if w := r.from("10.0.0.2:1", "GET", "/api/v1/people", "", ada); w.Code != 401 || len(w.Result().Cookies()) != 0 {
		t.Errorf("a log-in is opened by the way: %d", w.Code)
	}
}

// The throttle counts who asks and not the proxy; https is the proxy's word; neither is believed of others.
func TestWhoStandsBeforeUs(t *testing.T) {
	r := behind(t)
	wrong := `{"email":"` + email + `","password":"wrong, and wrong"}`
	right := `{"email":"` + email + `","password":"` + password + `"}`
	try := func(from, forwarded, body string) *httptest.ResponseRecorder {
		return r.from(from, "POST", "/api/v1/login", body, map[string]string{"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "http, https"})
	}
	last := 0
	for range 8 {
		last = try("10.0.0.2:1", "198.51.100.9", wrong).Code
	}
	if last != 429 {
		t.Errorf("a guesser behind the proxy: %d", last)
	}
	w := try("10.0.0.3:1", "203.0.113.5, 10.0.0.2", right)
	if w.Code != 200 || !w.Result().Cookies()[0].Secure {
		t.Errorf("somebody else behind it: %d %s", w.Code, w.Body)
	}
	if w := try("10.0.0.2:1", "203.0.113.5, 198.51.100.9", right); w.Code != 429 {
		t.Errorf("what the guesser says of itself: %d", w.Code)
	}
	long := strings.Repeat("203.0.113.6, ", 3) + strings.Repeat("10.0.0.2, ", 40) + "10.0.0.2"
	if w := try("10.0.0.2:1", long, right); w.Code != 200 {
		t.Errorf("a long way: %d", w.Code)
	}
	last = 0
	for i := range 8 {
		last = try("192.0.2.7:1", "203.0.113."+string(rune('0'+i)), wrong).Code
	}
	if last != 429 {
		t.Errorf("a guesser that says it is a proxy: %d", last)
	}
	if w := try("192.0.2.8:1", "203.0.113.5", right); w.Code != 200 || w.Result().Cookies()[0].Secure {
		t.Errorf("https of somebody: %d", w.Code)
	}
}

func TestProxySettings(t *testing.T) {
	r := newRig(t)
	for name, p := range map[string]httpapi.Proxy{
		"nobody trusted": {Header: "Remote-User"},
		"everybody":      {Header: "Remote-User", From: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}},
		"everybody, six": {From: []netip.Prefix{netip.MustParsePrefix("::/0")}},
		"a cookie":       {Header: "cookie", From: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
		"no header":      {Header: "Remote User", From: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
	} {
		c := r.config("")
		c.Proxy = p
		var f *brush.FieldError
		if _, err := httpapi.New(context.Background(), c); !errors.As(err, &f) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The secret of an attempt is in a cookie that no script reads; the problem says that a code is asked for.
func TestSecondFactorOverHTTP(t *testing.T) {
	r := settled(t)
	box, err := seal.Load(r.path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.accounts.Open(account.Doors{Origin: "https://teeth.example.org", Seal: box}); err != nil {
		t.Fatal(err)
	}
	owner := r.credential("owner")
	if w := r.do("POST", "/api/v1/me/codes", "", owner); w.Code != 403 || !strings.Contains(w.Body.String(), "urn:enamel:prove") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := r.do("POST", "/api/v1/me/prove", `{"password":"`+password+`"}`, owner); w.Code != 204 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w := r.do("POST", "/api/v1/me/codes", "", owner)
	if w.Code != 200 || len(w.Result().Cookies()) != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 300 || strings.Contains(w.Body.String(), c.Value) {
			t.Errorf("%+v", c)
		}
	}
	if w := r.do("PUT", "/api/v1/me/codes", `{"code":"123456"}`, owner); w.Code != 403 {
		t.Errorf("without the cookie: %d %s", w.Code, w.Body)
	}
	q := r.request("POST", "/api/v1/login/passkey/options", "", nil)
	q.TLS = &tls.ConnectionState{}
	w = httptest.NewRecorder()
	if r.handler.ServeHTTP(w, q); w.Code != 200 || !w.Result().Cookies()[0].Secure || !strings.Contains(w.Body.String(), `"rpId":"teeth.example.org"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(r.log.String(), password) {
		t.Error("the log holds the password")
	}
}

// Somebody who is not known takes as long and gets the same answer as somebody who is.
func TestSameAnswerForEverybody(t *testing.T) {
	r := settled(t)
	answers := map[string]bool{}
	for _, mail := range []string{email, "nobody@example.org"} {
		w := r.do("POST", "/api/v1/login", `{"email":"`+mail+`","password":"wrong, and wrong"}`, nil)
		answers[w.Body.String()] = true
	}
	if len(answers) != 1 {
		t.Errorf("%v", answers)
	}
}
