package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/remind"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

const (
	email    = "ada@example.org"
	password = "four words by chance"
)

// rig is the whole door over a real store, with a clock of its own.
type rig struct {
	t        testing.TB
	path     string
	st       *faulty.Store
	accounts *account.Service
	ingest   *ingest.Ingester
	hub      *live.Hub
	hooks    *notify.Service
	remind   *remind.Service
	apps     *oauth.Provider
	devices  *provision.Service
	box      *seal.Box // does nothing by itself
	handler  http.Handler
	log      *syncBuffer
	stop     context.CancelFunc

	mu  sync.Mutex
	now time.Time

	code      string // of the one-time link
	owner     string // cookie, once set up
	household brush.HouseholdID
	person    string
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
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

// app is a built app as the door sees it.
var app = fstest.MapFS{
	"index.html":                   {Data: []byte("<!doctype html><title>Enamel</title>")},
	"theme.js":                     {Data: []byte("theme()")},
	"manifest.webmanifest":         {Data: []byte("{}")},
	"assets/app-1a2b.js":           {Data: []byte("plain script, long enough")},
	"assets/decoders-1a2b.wasm.br": {Data: []byte("packed")},
	"assets/app-1a2b.js.br":        {Data: []byte("br")},
	"assets/app-1a2b.js.gz":        {Data: []byte("gz")},
	"assets/lean-1a2b.js.br":       {Data: []byte("br")},
	"assets/lean-1a2b.js.gz":       {Data: []byte(zipped("plain script that is there packed alone"))},
	"assets/torn-1a2b.js.gz":       {Data: []byte(zipped("plain script that was cut off")[:20])},
	".gitkeep":                     {},
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, path: filepath.Join(t.TempDir(), "enamel.db"), now: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), log: &syncBuffer{}}
	r.open(t)
	t.Cleanup(func() {
		r.stop()
		if err := r.st.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) open(t testing.TB) {
	t.Helper()
	st, err := sqlite.Open(context.Background(), r.path)
	if err != nil {
		t.Fatal(err)
	}
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	r.st = faulty.New(st)
	r.accounts = account.New(r.st, r.clock, nil)
	r.hub = live.NewHub(r.st, 0)
	r.accounts.OnChange(r.hub.Wake)
	if r.box, err = seal.Load(r.path + ".key"); err != nil {
		t.Fatal(err)
	}
	r.ingest = &ingest.Ingester{Store: r.st, Brands: all.Set(), Seal: r.box, Now: r.clock, Wake: r.hub.Wake}
	r.apps = oauth.New(oauth.Config{Store: r.st, Sealer: r.box, Log: slog.New(slog.NewTextHandler(r.log, nil)), Now: r.clock,
		Ended: r.accounts.Reconsider})
	r.accounts.Trust(oauth.AccessPrefix, r.apps)
	r.accounts.OnPerson(r.apps.Joined)
	r.devices = provision.New(provision.Config{Store: r.st, Now: r.clock, Changed: r.accounts.Reconsider})
	r.accounts.Trust(provision.TokenPrefix, r.devices)
	r.hooks = notify.New(notify.Config{Store: r.st, Seal: r.box, Show: httpapi.Show(r.st, all.Set(), r.clock), Private: true, Agent: "Enamel/test", Now: r.clock,
		Chance: func() float64 { return 0.5 }, Log: slog.New(slog.NewTextHandler(r.log, nil))})
	r.remind = remind.New(remind.Config{Store: r.st, Seal: r.box, Client: r.hooks.Client(), Check: r.hooks.CheckURL, Contact: "https://example.org", Wake: r.hub.Wake, Now: r.clock,
		Chance: func() float64 { return 0.5 }, Log: slog.New(slog.NewTextHandler(r.log, nil))})
	r.handler, err = httpapi.New(ctx, r.config(""))
	if err != nil {
		t.Fatal(err)
	}
	if r.code, err = r.accounts.NewLink(ctx); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) config(publicURL string) httpapi.Config {
	return httpapi.Config{Version: "test", PublicURL: publicURL, Store: r.st, Accounts: r.accounts, Ingest: r.ingest, Hub: r.hub,
		Brands: all.Set(), App: app, Hooks: r.hooks, Remind: r.remind, Seal: r.box, OAuth: r.apps, Devices: r.devices, Now: r.clock,
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

func (r *rig) setupBody() string {
	return `{"code":"` + r.code + `","name":"Ada","email":"` + email + `","password":"` + password + `","household":"Mill Lane","time_zone":"Europe/Berlin",
		"people":[{"name":"Mia","milk_teeth":true,"target_s":90},{"name":"Ada"}]}`
}

// settled returns a rig whose household is set up and whose owner is logged in.
func settled(t testing.TB) *rig {
	t.Helper()
	r := newRig(t)
	w := r.do("POST", "/api/v1/setup", r.setupBody(), nil)
	if w.Code != http.StatusCreated {
		t.Fatalf("set-up: %d %s", w.Code, w.Body)
	}
	r.owner = w.Result().Cookies()[0].Value
	var me httpapi.Me
	decode(t, w.Body, &me)
	r.household = brush.HouseholdID(me.Household.ID)
	var people httpapi.List[httpapi.Person]
	decode(t, r.as("owner", "GET", "/api/v1/people", "").Body, &people)
	r.person = people.Items[0].ID
	return r
}

func decode(t testing.TB, b io.Reader, v any) {
	t.Helper()
	if err := json.NewDecoder(b).Decode(v); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) request(method, path, body string, header map[string]string) *http.Request {
	q := httptest.NewRequest(method, path, strings.NewReader(body))
	q.RemoteAddr = "192.0.2.7:4711"
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	for k, v := range header {
		if k == "Host" {
			q.Host = v
		}
		q.Header.Set(k, v)
	}
	return q
}

func (r *rig) do(method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, r.request(method, path, body, header))
	return w
}

// as asks with a credential: "" for none, "owner", or a token.
func (r *rig) as(who, method, path, body string) *httptest.ResponseRecorder {
	return r.do(method, path, body, r.credential(who))
}

func (r *rig) credential(who string) map[string]string {
	switch {
	case who == "":
		return nil
	case who == "owner":
		return map[string]string{"Cookie": "enamel_session=" + r.owner}
	}
	return map[string]string{"Authorization": "Bearer " + who}
}

// token makes a token of a household.
func (r *rig) token(h brush.HouseholdID, name string, scopes ...string) string {
	r.t.Helper()
	secret, _, err := r.accounts.MakeToken(context.Background(), account.NewToken{Household: h, Name: name, Scopes: scopes})
	if err != nil {
		r.t.Fatal(err)
	}
	return secret
}

// otherHousehold makes a second household beside the first.
func (r *rig) otherHousehold() brush.HouseholdID { return r.putHousehold("other") }

func (r *rig) putHousehold(id brush.HouseholdID) brush.HouseholdID {
	r.t.Helper()
	err := r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
		return tx.Household(id).PutHousehold(store.Household{ID: id, Name: "Next door", TimeZone: "UTC", DayTurns: 240, Created: r.clock()})
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// step is one call, and what its answer must be.
type step struct {
	name         string
	who          string // see as
	method, path string
	body         string
	header       map[string]string
	status       int
	has, hasNot  []string
}

// scenario is a list of calls that follow each other.
type scenario []step

func (s scenario) run(t *testing.T, r *rig) {
	t.Helper()
	for _, c := range s {
		h := map[string]string{}
		for k, v := range r.credential(c.who) {
			h[k] = v
		}
		for k, v := range c.header {
			h[k] = v
		}
		w := r.do(c.method, c.path, c.body, h)
		got := w.Body.String()
		if w.Code != c.status {
			t.Errorf("%s: %s %s: status %d, want %d: %.600s", c.name, c.method, c.path, w.Code, c.status, got)
		}
		for _, x := range c.has {
			if !strings.Contains(got, x) {
				t.Errorf("%s: %s %s: %q is not in %.600s", c.name, c.method, c.path, x, got)
			}
		}
		for _, x := range c.hasNot {
			if strings.Contains(got, x) {
				t.Errorf("%s: %s %s: %q is in %.600s", c.name, c.method, c.path, x, got)
			}
		}
		if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s %s: an error is %s", c.name, c.method, c.path, w.Header().Get("Content-Type"))
		}
	}
}
