package remind

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
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

	"github.com/golang-jwt/jwt/v5"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

const (
	home = brush.HouseholdID("home")
	mia  = brush.PersonID("mia")
	leo  = brush.PersonID("leo")
	anna = "anna"
)

// evening is a Monday's, an hour before the reminders of these tests.
var evening = time.Date(2026, 11, 23, 19, 0, 0, 0, time.UTC)

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

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

func (c *clock) pass(d time.Duration) { c.set(c.Now().Add(d)) }

// house is a real store, and whatever the servers over it share.
type house struct {
	t    *testing.T
	path string
	box  *seal.Box
	*clock
	st store.Store
}

func newHouse(t *testing.T) *house {
	t.Helper()
	box, err := seal.Load(filepath.Join(t.TempDir(), "key"))
	fatal(t, err)
	h := &house{t: t, path: filepath.Join(t.TempDir(), "enamel.db"), box: box, clock: &clock{now: evening}}
	h.st = h.open()
	h.update(func(tx store.Tx) error {
		if err := tx.PutHousehold(store.Household{ID: home, Name: "Mill Lane", TimeZone: "UTC", DayTurns: 240, Created: h.Now()}); err != nil {
			return err
		}
		for _, p := range []brush.PersonID{mia, leo} {
			if err := tx.PutPerson(store.Person{ID: p, Name: string(p), Glaze: "sky", Target: 120, Morning: true, Evening: true, Created: h.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	fatal(t, h.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		if err := tx.PutAccount(store.Account{ID: anna, Email: "anna@example.org", Name: "Anna", Created: h.Now()}); err != nil {
			return err
		}
		if err := tx.PutMembership(store.Membership{Account: anna, Household: home, Role: store.Owner, Created: h.Now()}); err != nil {
			return err
		}
		for n := range byte(30) {
			if err := tx.PutLogin(store.Login{Hash: login(n), Account: anna, Household: home, Created: h.Now(), LastUsed: h.Now(), Expires: h.Now().Add(1e4 * time.Hour), Agent: "Firefox"}); err != nil {
				return err
			}
		}
		return nil
	}))
	return h
}

func login(n byte) [32]byte { return [32]byte{n + 1} }

func (h *house) open() store.Store {
	h.t.Helper()
	st, err := sqlite.Open(context.Background(), h.path)
	fatal(h.t, err)
	h.t.Cleanup(func() { _ = st.Close() })
	return st
}

func (h *house) update(fn func(store.Tx) error) {
	h.t.Helper()
	fatal(h.t, h.st.Update(context.Background(), home, fn))
}

// server is one of several over the same store. It waits by letting the shared clock pass.
func (h *house) server() *Service {
	return New(Config{Store: h.st, Seal: h.box, Client: http.DefaultClient, Check: func(string) error { return nil }, Contact: "https://example.org", Now: h.Now,
		Chance: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler), Wait: func(ctx context.Context, d time.Duration) bool {
			h.pass(d)
			return ctx.Err() == nil
		}})
}

// look is a pass, and whatever it sends.
func (h *house) look(s *Service) {
	h.t.Helper()
	fatal(h.t, s.Pass(h.t.Context()))
	s.Settle()
}

// remindAt reminds of a person's evening.
func (h *house) remindAt(p brush.PersonID, minute int) {
	h.t.Helper()
	h.update(func(tx store.Tx) error {
		return tx.PutReminder(store.Reminder{Person: p, Reminder: session.Reminder{On: true, Part: session.Evening, At: minute, Days: session.EveryDay}})
	})
}

// brushed keeps a brushing of an evening.
func (h *house) brushed(p brush.PersonID, start time.Time, seconds uint32, state session.State, suggested brush.PersonID) {
	h.t.Helper()
	s := store.Session{ID: brush.SessionID(fmt.Sprint("s", start.UnixMicro(), p)), Person: p, Suggested: suggested}
	s.Device, s.Start, s.End, s.LastHeard, s.Duration, s.State = "d1", start, start.Add(time.Duration(seconds)*time.Second), start.Add(time.Duration(seconds)*time.Second), seconds, state
	h.update(func(tx store.Tx) error { return tx.PutSession(s) })
}

// reminders returns what the feed says of reminders.
func (h *house) reminders() (all []string) {
	h.t.Helper()
	cs, err := h.st.Changes(h.t.Context(), home, 0, 1000)
	fatal(h.t, err)
	for _, c := range cs {
		if c.Kind == store.MorningReminder || c.Kind == store.EveningReminder {
			all = append(all, string(c.Kind)+" "+c.Subject)
		}
	}
	return all
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// maker is a browser and the service of its maker, which carries what only the browser can read.
type maker struct {
	t      *testing.T
	url    string
	key    *ecdh.PrivateKey
	secret []byte

	mu     sync.Mutex
	said   []Message
	heads  []http.Header
	server string // the server's key, as the browser was told; "": not looked at
}

// newMaker answers with what answer says for the nth request, counted from 0; nil: 201.
func newMaker(t *testing.T, answer func(w http.ResponseWriter, n int)) *maker {
	t.Helper()
	m := &maker{t: t, secret: make([]byte, 16)}
	_, _ = rand.Read(m.secret)
	var err error
	m.key, err = ecdh.P256().GenerateKey(rand.Reader)
	fatal(t, err)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		n := len(m.heads)
		m.heads = append(m.heads, r.Header.Clone())
		if answer != nil {
			answer(w, n)
		} else {
			w.WriteHeader(http.StatusCreated)
		}
		plain, err := m.open(body)
		if err != nil {
			t.Error("the browser cannot read it:", err)
			return
		}
		var said Message
		if err := json.Unmarshal(plain, &said); err != nil {
			t.Errorf("%q: %v", plain, err)
		}
		m.said = append(m.said, said)
		if err := m.genuine(r); err != nil {
			t.Error("the maker does not believe it:", err)
		}
	}))
	t.Cleanup(srv.Close)
	m.url = srv.URL + "/push/abc"
	return m
}

// subscription is what the browser says of itself.
func (m *maker) subscription() Subscription {
	b := base64.RawURLEncoding
	return Subscription{Endpoint: m.url, P256dh: b.EncodeToString(m.key.PublicKey().Bytes()), Auth: b.EncodeToString(m.secret)}
}

func (m *maker) heard() []Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Message(nil), m.said...)
}

// open decrypts as a browser does [RFC 8188, RFC 8291].
func (m *maker) open(body []byte) ([]byte, error) {
	if len(body) < 21 || len(body) > 4096 {
		return nil, fmt.Errorf("%d bytes", len(body))
	}
	salt, size, idLen := body[:16], binary.BigEndian.Uint32(body[16:20]), int(body[20])
	if len(body) < 21+idLen || int(size) < len(body)-21-idLen {
		return nil, fmt.Errorf("a record of %d in %d bytes", size, len(body))
	}
	senders, err := ecdh.P256().NewPublicKey(body[21 : 21+idLen])
	if err != nil {
		return nil, err
	}
	shared, err := m.key.ECDH(senders)
	if err != nil {
		return nil, err
	}
	info := bytes.Join([][]byte{[]byte("WebPush: info\x00"), m.key.PublicKey().Bytes(), senders.Bytes()}, nil)
	ikm, err := hkdf.Key(sha256.New, shared, m.secret, string(info), 32)
	if err != nil {
		return nil, err
	}
	cek, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(cek)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nonce, body[21+idLen:], nil)
	if err != nil {
		return nil, err
	}
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != 2 {
		return nil, fmt.Errorf("no delimiter of the last record")
	}
	return plain[:len(plain)-1], nil
}

// genuine looks at who signed [RFC 8292].
func (m *maker) genuine(r *http.Request) error {
	fields, ok := strings.CutPrefix(r.Header.Get("Authorization"), "vapid t=")
	token, key, cut := strings.Cut(fields, ", k=")
	if !ok || !cut {
		return fmt.Errorf("authorization %q", r.Header.Get("Authorization"))
	}
	if m.server != "" && key != m.server {
		return fmt.Errorf("signed with another key")
	}
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return err
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return public, nil }, jwt.WithValidMethods([]string{"ES256"}),
		jwt.WithAudience("http://"+r.Host), jwt.WithExpirationRequired()); err != nil {
		return err
	}
	if sub, _ := claims.GetSubject(); sub != "https://example.org" {
		return fmt.Errorf("contact %q", sub)
	}
	return nil
}
