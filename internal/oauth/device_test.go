package oauth_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/oauth"
)

type shown struct {
	Device   string `json:"device_code"`
	Code     string `json:"user_code"`
	At       string `json:"verification_uri"`
	Complete string `json:"verification_uri_complete"`
	Expires  int    `json:"expires_in"`
	Interval int    `json:"interval"`
}

func (r *rig) device() (s shown) {
	r.t.Helper()
	w := r.post("/oauth/device_authorization", values("client_id", "enamel-gateway", "scope", "frames:write"), nil)
	if r.read(w, &s); w.Code != 200 {
		r.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return s
}

func (r *rig) poll(device string, pairs ...string) *httptest.ResponseRecorder {
	return r.post("/oauth/token", with(values("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", device, "client_id", "enamel-gateway"), pairs...), nil)
}

func (r *rig) typed(who, code, extra string) *httptest.ResponseRecorder {
	r.t.Helper()
	if w := r.api(who, "POST", "/oauth/questions", `{"code":"`+code+`"}`); w.Code != 200 {
		return w
	}
	return r.api(who, "POST", "/oauth/answers", `{"code":"`+code+`"`+extra+`}`)
}

func TestDeviceShowsACode(t *testing.T) {
	r := newRig(t)
	s := r.device()
	if len(s.Code) != 9 || s.Code[4] != '-' || oauth.NormalCode(s.Code) == "" || strings.ContainsAny(s.Code, "AEIOUY0123456789") {
		t.Errorf("RFC 8628 6.1: %q", s.Code)
	}
	if s.At != issuer+"/link" || s.Complete != issuer+"/link?code="+s.Code || s.Expires != 600 || s.Interval != 5 || len(s.Device) < 43 {
		t.Errorf("RFC 8628 3.2: %+v", s)
	}
	r.refused("RFC 8628 3.5: nobody has said yes", r.poll(s.Device), 400, "authorization_pending")
	r.pass(4 * time.Second)
	r.refused("a fifth too early is forgiven", r.poll(s.Device), 400, "authorization_pending")
	r.pass(3900 * time.Millisecond)
	r.refused("RFC 8628 3.5: too early", r.poll(s.Device), 400, "slow_down")
	r.pass(5 * time.Second)
	r.refused("RFC 8628 3.5: five seconds more from now on", r.poll(s.Device), 400, "slow_down")
	r.pass(15 * time.Second)
	r.refused("as it was told", r.poll(s.Device), 400, "authorization_pending")

	var q oauthRequest
	r.read(r.api("owner", "POST", "/oauth/questions", `{"code":"`+strings.ToLower(s.Code)+`"}`), &q)
	if q.App != "Enamel gateway" || !q.Device || q.Vouched != "enamel" || q.Suggested != "gateway" || q.Host != "" {
		t.Errorf("%+v", q)
	}
	if w := r.typed("owner", s.Code, `,"allow":true`); w.Code != 422 || !strings.Contains(w.Body.String(), "body.source") {
		t.Errorf("without a source: %d %s", w.Code, w.Body)
	}
	if w := r.typed("caregiver", s.Code, `,"allow":true,"source":"theirs"`); w.Code != 404 {
		t.Errorf("somebody else types it too: %d", w.Code)
	}
	if w := r.typed("owner", s.Code, `,"allow":true,"source":"hall","device":"aa:bb:cc:dd:ee:0f"`); w.Code != 200 || strings.Contains(w.Body.String(), "redirect") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := r.typed("owner", s.Code, `,"allow":true,"source":"hall"`); w.Code != 404 {
		t.Errorf("a code is answered once: %d", w.Code)
	}
	r.refused("RFC 8628 3.4: another client's code", r.poll(s.Device, "client_id", cli), 400, "invalid_grant")
	r.refused("RFC 8628 3.4: without one", r.poll("", "device_code", "-"), 400, "invalid_request")
	r.refused("a made-up one", r.poll("enamel_dc_x"), 400, "invalid_grant")
	r.refused("what the person typed is no device code", r.poll(oauth.NormalCode(s.Code)), 400, "invalid_grant")
	got := r.tokens(r.poll(s.Device))
	if got.Access == "" || got.Refresh == "" || got.Scope != "frames:write" || got.ID != "" {
		t.Fatalf("%+v", got)
	}
	p, err := r.accounts.Authenticate(t.Context(), "", got.Access)
	if err != nil || p.Source != "hall" || p.Device != "AA:BB:CC:DD:EE:0F" {
		t.Errorf("%+v %v", p, err)
	}
	r.refused("it is fetched once", r.poll(s.Device), 400, "invalid_grant")
	if again := r.tokens(r.post("/oauth/token", values("grant_type", "refresh_token", "refresh_token", got.Refresh, "client_id", "enamel-gateway"), nil)); again.Access == "" {
		t.Errorf("%+v", again)
	}
}

func TestDeviceRefused(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		form   url.Values
		status int
		code   string
	}{
		"RFC 8628 3.1: no client":                  {values("scope", "frames:write"), 401, "invalid_client"},
		"RFC 8628 3.1: unknown client":             {values("client_id", "nobody", "scope", "frames:write"), 401, "invalid_client"},
		"RFC 8628 3.1: a secret is missing":        {values("client_id", r.app.ID, "scope", "frames:write"), 401, "invalid_client"},
		"RFC 8628 3.1: no scope":                   {values("client_id", "enamel-gateway"), 400, "invalid_scope"},
		"RFC 8628 3.1: more than the client's own": {values("client_id", "enamel-gateway", "scope", "sessions:read"), 400, "invalid_scope"},
	} {
		r.refused(name, r.post("/oauth/device_authorization", c.form, nil), c.status, c.code)
	}
	no, late := r.device(), r.device()
	if w := r.typed("owner", no.Code, `,"allow":false`); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r.refused("RFC 8628 3.5: no", r.poll(no.Device), 400, "access_denied")
	r.pass(10 * time.Minute)
	r.refused("RFC 8628 3.5: too late", r.poll(late.Device), 400, "expired_token")
	if w := r.typed("owner", late.Code, `,"allow":true,"source":"x"`); w.Code != 404 {
		t.Errorf("a code that is too old: %d", w.Code)
	}
	// Taken back before it was fetched.
	s := r.device()
	if w := r.typed("owner", s.Code, `,"allow":true,"source":"hall"`); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var all struct{ Items []struct{ ID string } }
	r.read(r.api("owner", "GET", "/me/grants", ""), &all)
	if w := r.api("owner", "DELETE", "/me/grants/"+all.Items[0].ID, ""); w.Code != 204 {
		t.Errorf("%d", w.Code)
	}
	r.refused("taken back", r.poll(s.Device), 400, "access_denied")
	// A request of a page is no code, and a code is no request of a page.
	s = r.device()
	if w := r.api("owner", "POST", "/oauth/questions", `{"request":"`+s.Device+`"}`); w.Code != 404 {
		t.Errorf("a device code as a page's question: %d", w.Code)
	}
	if w := r.api("owner", "POST", "/oauth/questions", `{"code":"`+r.asked(r.question())[:8]+`"}`); w.Code != 404 {
		t.Errorf("a page's question as a code: %d", w.Code)
	}
}

// RFC 8628 5.1: who guesses codes waits longer and longer, wherever they guess from; who is right is not held up by it.
func TestGuessingCodes(t *testing.T) {
	r := newRig(t)
	s := r.device()
	tried, waited := 0, 0
	for range 600 { // ten minutes, a guess a second
		switch w := r.api("viewer", "POST", "/oauth/questions", `{"code":"BBBB-BBBB"}`); w.Code {
		case 404:
			tried++
		case 429:
			if w.Header().Get("Retry-After") == "" {
				t.Error("how long to wait is not said")
			}
			waited++
		default:
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		r.pass(time.Second)
	}
	if tried > 20 || waited < 500 {
		t.Errorf("%d guesses were looked at in ten minutes", tried)
	}
	s = r.device()
	if w := r.typed("owner", s.Code, `,"allow":true,"source":"hall"`); w.Code != 200 {
		t.Errorf("somebody else in the same house: %d %s", w.Code, w.Body)
	}
	// From a new address each time, one account does not get far either.
	who, err := r.accounts.Authenticate(t.Context(), "caregiver", "")
	if err != nil {
		t.Fatal(err)
	}
	tried = 0
	for i := range 200 {
		_, err := r.provider.Look(t.Context(), oauth.Asker{Who: who, Address: fmt.Sprintf("198.51.100.%d:99", i)}, "BBBB-BBBB", true)
		if errors.Is(err, oauth.ErrNoRequest) {
			tried++
		}
	}
	if tried > 5 {
		t.Errorf("%d guesses at once", tried)
	}
}

func TestManyWhoAsk(t *testing.T) {
	r := newRig(t)
	n := 0
	for range 700 {
		if w := r.post("/oauth/device_authorization", values("client_id", "enamel-gateway", "scope", "frames:write"), nil); w.Code == 200 {
			n++
		} else if w.Code != 429 || w.Header().Get("Retry-After") == "" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if n != 600 {
		t.Errorf("%d of 700 from one address", n)
	}
	r.pass(10 * time.Minute)
	if r.device().Code == "" {
		t.Error("a while later")
	}
}
