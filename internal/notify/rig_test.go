package notify

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

const (
	home = brush.HouseholdID("home")
	mia  = brush.PersonID("mia")
	leo  = brush.PersonID("leo")
)

// clock is what all servers of a test share.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a real store and whatever the servers over it share.
type house struct {
	t    *testing.T
	path string
	box  *seal.Box
	*clock
	st store.Store
}

func newHouse(t *testing.T) *house { return newHouseIn(t, filepath.Join(t.TempDir(), "enamel.db")) }

// newHouseIn makes a house in a file, or in the schema of a PostgreSQL whose address is given.
func newHouseIn(t *testing.T, path string) *house {
	t.Helper()
	box, err := seal.Load(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	// The reference library looks at its own clock: ours begins there.
	h := &house{t: t, path: path, box: box, clock: &clock{now: time.Now().UTC().Truncate(time.Microsecond)}}
	h.st = h.open()
	h.update(func(tx store.Tx) error {
		if err := tx.PutHousehold(store.Household{ID: home, Name: "Mill Lane", TimeZone: "UTC", DayTurns: 240, Created: h.Now()}); err != nil {
			return err
		}
		for _, p := range []brush.PersonID{mia, leo} {
			if err := tx.PutPerson(store.Person{ID: p, Name: string(p), Glaze: "sky", Target: 120, Created: h.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

// open opens the same store as another server does.
func (h *house) open() store.Store {
	h.t.Helper()
	var st store.Store
	var err error
	if strings.HasPrefix(h.path, "postgres") {
		st, err = postgres.Open(context.Background(), h.path, postgres.Settings{})
	} else {
		st, err = sqlite.Open(context.Background(), h.path)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = st.Close() })
	return st
}

func (h *house) update(fn func(store.Tx) error) {
	h.t.Helper()
	if err := h.st.Update(context.Background(), home, fn); err != nil {
		h.t.Fatal(err)
	}
}

// brushed says that somebody's brushing ended: subjects are "who-number" in these tests, so that what is shown says whose it is.
func (h *house) brushed(who brush.PersonID, n int) string {
	h.t.Helper()
	subject := fmt.Sprint(who, "-", n)
	h.update(func(tx store.Tx) error {
		_, err := tx.Emit(store.Change{Kind: store.SessionEnded, Subject: subject, At: h.Now()})
		return err
	})
	return subject
}

// show is what the API would say.
func (h *house) show(_ context.Context, _ brush.HouseholdID, c store.Change) (Shown, error) {
	var who brush.PersonID
	for _, p := range []brush.PersonID{mia, leo} {
		if len(c.Subject) > len(p) && c.Subject[:len(p)] == string(p) {
			who = p
		}
	}
	if c.Subject == "expired" {
		return Shown{}, fmt.Errorf("read the session: %w", brush.ErrNotFound)
	}
	b, err := json.Marshal(map[string]any{"seq": c.Seq, "kind": c.Kind, "subject": c.Subject, "session": map[string]any{"person_id": who, "note": "<&>"}})
	return Shown{Data: b, Of: []brush.PersonID{who}}, err
}

// server is one server of the house; private: its operator lets it tell hosts inside.
func (h *house) server(private bool, more ...func(*Config)) *Service {
	c := Config{Store: h.st, Seal: h.box, Show: h.show, Private: private, Agent: "Enamel/test", Now: h.Now, Chance: func() float64 { return 0.5 },
		Log: slog.New(slog.NewTextHandler(testLog{h.t}, nil))}
	for _, fn := range more {
		fn(&c)
	}
	return New(c)
}

type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(string(b))
	return len(b), nil
}

// look lets a server look once, and waits until all that followed from it is done.
func look(s *Service) {
	s.pass(context.Background())
	s.work.Wait()
}

// add makes a webhook that is told of brushings of people.
func (h *house) add(s *Service, url string, people ...brush.PersonID) (id, secret string) {
	h.t.Helper()
	k, secret, err := s.Add(context.Background(), home, NewHook{Name: "Shelf", URL: url, Kinds: []store.ChangeKind{store.SessionEnded}, People: people, Agreed: ConsentText, By: "ada"})
	if err != nil {
		h.t.Fatal(err)
	}
	return k.ID, secret
}

// got is what a receiver got.
type got struct {
	header http.Header
	body   []byte
	id     string
	uri    string
	said   struct {
		Type      string
		Timestamp time.Time
		Data      struct {
			Seq     int64
			Subject string
		}
	}
}

// receiver is a program outside. It answers with status 200 unless answer says otherwise.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	all    []got
	answer func(w http.ResponseWriter, n int)
}

func newReceiver(t *testing.T, answer func(w http.ResponseWriter, n int), how ...func(*httptest.Server)) *receiver {
	r := &receiver{answer: answer}
	r.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, err := io.ReadAll(q.Body)
		if err != nil {
			return
		}
		g := got{header: q.Header.Clone(), body: b, id: q.Header.Get("webhook-id"), uri: q.RequestURI}
		if err := json.Unmarshal(b, &g.said); err != nil {
			t.Errorf("what was sent is no message: %v: %s", err, b)
		}
		r.mu.Lock()
		r.all = append(r.all, g)
		n := len(r.all)
		r.mu.Unlock()
		if r.answer != nil {
			r.answer(w, n)
		}
	}))
	r.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	for _, fn := range how {
		fn(r.Server)
	}
	if len(how) == 0 {
		r.Start()
	}
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) heard() []got {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]got(nil), r.all...)
}

func (r *receiver) subjects() (all []string) {
	for _, g := range r.heard() {
		all = append(all, g.said.Data.Subject)
	}
	return all
}

// trusting is the TLS of a server that knows a receiver's certificate.
func trusting(r *receiver) func(*Config) {
	return func(c *Config) {
		c.TLS = &tls.Config{RootCAs: r.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	}
}

// verify checks what came with the reference library.
func verify(t *testing.T, secret string, g got) error {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return w.VerifyIgnoringTimestamp(g.body, g.header)
}
