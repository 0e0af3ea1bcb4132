package oauth_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

const (
	issuer   = "https://teeth.example"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // of RFC 7636, appendix B
	web      = "https://app.example/callback"
	cli      = "enamel-cli"
)

var challenge = base64.RawURLEncoding.EncodeToString(func() []byte { s := sha256.Sum256([]byte(verifier)); return s[:] }())

// box seals with a key of its own.
type box struct{ aead cipher.AEAD }

func newBox(t testing.TB, key byte) *box {
	b, err := aes.NewCipher([]byte{31: key})
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		t.Fatal(err)
	}
	return &box{aead}
}

func (b *box) Seal(plain []byte, about string) ([]byte, error) {
	return b.aead.Seal(nil, nil, plain, []byte(about)), nil
}

func (b *box) Open(sealed []byte, about string) ([]byte, error) {
	return b.aead.Open(nil, nil, sealed, []byte(about))
}

// rig is the whole door over a real store, with a clock of its own.
type rig struct {
	t        testing.TB
	st       *faulty.Store
	accounts *account.Service
	provider *oauth.Provider
	handler  http.Handler
	home     brush.HouseholdID
	mia, tom string // people
	app      app    // confidential, of the household
	second   app    // another one

	mu  sync.Mutex
	now time.Time

	mark  string // of the browser
	ended func(brush.HouseholdID)
}

type app struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func newRig(t testing.TB) *rig { return newRigWith(t, func(*oauth.Config) {}) }

func newRigWith(t testing.TB, change func(*oauth.Config)) *rig {
	t.Helper()
	st, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &rig{t: t, st: faulty.New(st), now: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), home: "home", mia: "mia", tom: "tom"}
	t.Cleanup(func() {
		stop()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	log := slog.New(slog.DiscardHandler)
	r.accounts = account.New(r.st, r.clock, nil)
	conf := oauth.Config{Store: r.st, Issuer: issuer, Sealer: newBox(t, 1), Log: log, Now: r.clock, Ended: r.accounts.Reconsider}
	change(&conf)
	next := conf.Ended
	conf.Ended = func(h brush.HouseholdID) {
		if next(h); r.ended != nil {
			r.ended(h)
		}
	}
	r.provider = oauth.New(conf)
	r.accounts.Trust(oauth.AccessPrefix, r.provider)
	r.accounts.OnPerson(r.provider.Joined)
	hub := live.NewHub(r.st, 0)
	r.accounts.OnChange(hub.Wake)
	r.handler, err = httpapi.New(ctx, httpapi.Config{Version: "test", PublicURL: issuer, Store: r.st, Accounts: r.accounts, Hub: hub, Brands: all.Set(), Now: r.clock, Log: log,
		OAuth: r.provider, Ingest: &ingest.Ingester{Store: r.st, Brands: all.Set(), Now: r.clock, Wake: hub.Wake}})
	if err != nil {
		t.Fatal(err)
	}
	r.keys(func(tx store.KeysTx) error {
		for _, h := range []brush.HouseholdID{"home", "next"} {
			in := tx.Household(h)
			if err := in.PutHousehold(store.Household{ID: h, Name: "Mill Lane", TimeZone: "UTC", Created: r.now}); err != nil {
				return err
			}
		}
		for _, id := range []string{r.mia, r.tom} {
			if err := tx.Household("home").PutPerson(store.Person{ID: brush.PersonID(id), Name: id, Glaze: "coral", Target: 120}); err != nil {
				return err
			}
		}
		return tx.Household("next").PutPerson(store.Person{ID: "stranger", Name: "stranger", Glaze: "coral", Target: 120})
	})
	r.member("owner", "home", store.Owner)
	r.member("caregiver", "home", store.Caregiver)
	r.member("viewer", "home", store.Viewer)
	r.member("neighbour", "next", store.Owner)
	body := `{"name":"Teeth chart","confidential":true,"redirect_uris":["` + web + `","https://app.example/two?a=b","http://127.0.0.1/cb","http://[::1]:7/cb","com.example.app:/cb"],
		"scopes":["openid","profile","email","offline_access","sessions:read","sessions:write","people:read","people:write","brushes:read","live:read","frames:write","household:write"],
		"grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"]}`
	for _, a := range []*app{&r.app, &r.second} {
		w := r.api("owner", "POST", "/oauth/clients", body)
		if w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		r.read(w, a)
	}
	return r
}

func (r *rig) keys(fn func(store.KeysTx) error) {
	r.t.Helper()
	if err := r.st.UpdateKeys(context.Background(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// member makes somebody who is logged in, with their name as the cookie.
func (r *rig) member(name string, h brush.HouseholdID, role store.Role) {
	r.t.Helper()
	r.keys(func(tx store.KeysTx) error {
		if err := tx.PutAccount(store.Account{ID: name, Email: name + "@example.org", Name: strings.ToUpper(name), Created: r.now}); err != nil {
			return err
		}
		if err := tx.PutMembership(store.Membership{Account: name, Household: h, Role: role, Created: r.now}); err != nil {
			return err
		}
		return tx.PutLogin(r.login(name, h, name))
	})
}

func (r *rig) login(name string, h brush.HouseholdID, cookie string) store.Login {
	return store.Login{Hash: sha256.Sum256([]byte(cookie)), Account: name, Household: h, Created: r.clock(), LastUsed: r.clock(), Expires: r.clock().Add(1000 * time.Hour)}
}

func (r *rig) read(w *httptest.ResponseRecorder, into any) {
	r.t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		r.t.Fatalf("%s: %v", w.Body, err)
	}
}

func (r *rig) do(method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, path, strings.NewReader(body))
	q.Host, q.RemoteAddr = "teeth.example", "192.0.2.7:4711"
	for k, v := range header {
		q.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, q)
	return w
}

// api is a call of the JSON API from a browser: who is the cookie, "" for nobody.
func (r *rig) api(who, method, path, body string) *httptest.ResponseRecorder {
	return r.do(method, "/api/v1"+path, body, map[string]string{"Content-Type": "application/json", "Cookie": "__Host-enamel_session=" + who + "; " + oauth.MarkCookie + "=" + r.mark})
}

func (r *rig) bearer(token, method, path string) *httptest.ResponseRecorder {
	return r.do(method, path, "", map[string]string{"Authorization": "Bearer " + token})
}

// post sends a form; basic, which may be nil, shows itself in the header.
func (r *rig) post(path string, form url.Values, basic *app) *httptest.ResponseRecorder {
	h := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	if basic != nil {
		h["Authorization"] = "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(basic.ID)+":"+url.QueryEscape(basic.Secret)))
	}
	return r.do("POST", path, form.Encode(), h)
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// with returns a copy in which some values are others; "-" takes one away.
func with(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, x := range v {
		out[k] = append([]string{}, x...)
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "-" {
			out.Del(pairs[i])
		} else {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return out
}

// question is a good authorization request of the app.
func (r *rig) question() url.Values {
	return values("response_type", "code", "client_id", r.app.ID, "redirect_uri", web, "scope", "openid sessions:read people:read", "state", "a state", "nonce", "a nonce",
		"code_challenge", challenge, "code_challenge_method", "S256")
}

func (r *rig) authorize(q url.Values, who string) *httptest.ResponseRecorder {
	return r.do("GET", "/oauth/authorize?"+q.Encode(), "", map[string]string{"Cookie": "__Host-enamel_session=" + who + "; " + oauth.MarkCookie + "=" + r.mark})
}

// asked opens an app's question and returns its name.
func (r *rig) asked(q url.Values) string {
	r.t.Helper()
	w := r.authorize(q, "")
	to, err := w.Result().Location()
	if err != nil || to.Path != "/consent" || w.Code != 303 {
		r.t.Fatalf("%d %s %v", w.Code, w.Header().Get("Location"), err)
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == oauth.MarkCookie {
			r.mark = c.Value
		}
	}
	return to.Query().Get("request")
}

// answer looks at a question and answers it.
func (r *rig) answer(who, name, extra string) *httptest.ResponseRecorder {
	r.t.Helper()
	if w := r.api(who, "POST", "/oauth/questions", `{"request":"`+name+`"}`); w.Code != 200 {
		return w
	}
	return r.api(who, "POST", "/oauth/answers", `{"request":"`+name+`"`+extra+`}`)
}

// answered is where the browser goes behind an answer.
func (r *rig) answered(w *httptest.ResponseRecorder) url.Values {
	r.t.Helper()
	var to struct{ Redirect string }
	r.read(w, &to)
	u, err := url.Parse(to.Redirect)
	if w.Code != 200 || err != nil || to.Redirect == "" {
		r.t.Fatalf("%d %s %v", w.Code, w.Body, err)
	}
	return u.Query()
}

// code is a fresh code of a question that somebody said yes to.
func (r *rig) code(who string, q url.Values, extra string) string {
	r.t.Helper()
	code := r.answered(r.answer(who, r.asked(q), `,"allow":true`+extra)).Get("code")
	if code == "" {
		r.t.Fatal("no code")
	}
	return code
}

// redeem is the form that redeems a code.
func redeem(code string) url.Values {
	return values("grant_type", "authorization_code", "code", code, "redirect_uri", web, "code_verifier", verifier)
}

type got struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Refresh string `json:"refresh_token"`
	Scope   string `json:"scope"`
	ID      string `json:"id_token"`
	Error   string `json:"error"`
}

func (r *rig) tokens(w *httptest.ResponseRecorder) (t got) {
	r.t.Helper()
	r.read(w, &t)
	return t
}

// granted are the tokens of a grant that the owner gave the app.
func (r *rig) granted(pairs ...string) got {
	r.t.Helper()
	return r.grantedBy("owner", "", pairs...)
}

func (r *rig) grantedBy(who, extra string, pairs ...string) got {
	r.t.Helper()
	t := r.tokens(r.post("/oauth/token", redeem(r.code(who, with(r.question(), pairs...), extra)), &r.app))
	if t.Access == "" {
		r.t.Fatalf("%+v", t)
	}
	return t
}

func (r *rig) refresh(token string, pairs ...string) got {
	r.t.Helper()
	return r.tokens(r.post("/oauth/token", with(values("grant_type", "refresh_token", "refresh_token", token), pairs...), &r.app))
}

// opens reports the answer of a call of the API with an access token.
func (r *rig) opens(token, path string) int {
	return r.bearer(token, "GET", "/api/v1"+path).Code
}

// refused expects an error of OAuth in JSON that nobody may keep.
func (r *rig) refused(what string, w *httptest.ResponseRecorder, status int, code string) {
	r.t.Helper()
	var e struct {
		Error string `json:"error"`
		Token string `json:"access_token"`
	}
	_ = json.Unmarshal(w.Body.Bytes(), &e)
	if w.Code != status || e.Error != code || e.Token != "" || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "application/json" {
		r.t.Errorf("%s: %d %.300s (%s), want %d %s", what, w.Code, w.Body, w.Header().Get("Cache-Control"), status, code)
	}
}

func body(w *httptest.ResponseRecorder) string {
	b, _ := io.ReadAll(w.Body)
	return string(b)
}
