package mqttio_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

const home, other brush.HouseholdID = "home", "other"

// noon is a moment after every capture.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// rig is a broker over a real store that can be broken, at an address that stays the same when it is opened again.
type rig struct {
	t        testing.TB
	path     string
	limits   mqttio.Limits
	settings *wishes
	address  string
	st       *faulty.Store
	accounts *account.Service
	devices  *provision.Service
	issuer   *provision.Authority // nil: nobody comes in with a certificate
	past     *atomic.Int64        // since noon, for devices' credentials
	secure   string               // where TLS is spoken
	tls      *tls.Config          // with which is dialled there; nil: TCP is
	ingest   *ingest.Ingester
	broker   *mqttio.Broker
	served   chan error
	log      *buffer
	hold     chan struct{} // while it is there, commits wait for it to be closed
	spoil    mqttio.Accept // instead of the ingester's
	stall    chan struct{} // while it is there, who asks whose a token is waits for it to be closed
	deaf     bool          // and for nothing else
	asked    *sync.Map     // by household: its tokens were looked at
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// wishes are the settings that somebody wants.
type wishes struct {
	mu   sync.Mutex
	of   map[brush.HouseholdID]map[brush.DeviceID]string
	hang chan struct{} // while it is there, a question waits for it to be closed
}

func (w *wishes) set(h brush.HouseholdID, d brush.DeviceID, payload string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of == nil {
		w.of = map[brush.HouseholdID]map[brush.DeviceID]string{}
	}
	if w.of[h] == nil {
		w.of[h] = map[brush.DeviceID]string{}
	}
	w.of[h][d] = payload
}

func (w *wishes) Desired(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) ([]byte, error) {
	if w.hang != nil {
		select {
		case <-w.hang:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.of[h][d]; s != "" {
		return []byte(s), nil
	}
	return nil, brush.ErrNotFound
}

func newRig(t testing.TB, limits mqttio.Limits) *rig {
	t.Helper()
	r := &rig{t: t, past: &atomic.Int64{}, asked: &sync.Map{}, path: filepath.Join(t.TempDir(), "enamel.db"), limits: limits, settings: &wishes{}, log: &buffer{}}
	r.open(nil)
	t.Cleanup(func() { r.shut() })
	err := r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
		return errors.Join(
			tx.Household(home).PutHousehold(store.Household{ID: home, Name: "Home", TimeZone: "UTC", DayTurns: 240, Created: noon}),
			tx.Household(other).PutHousehold(store.Household{ID: other, Name: "Next door", TimeZone: "UTC", DayTurns: 240, Created: noon}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// open opens the store and the broker; l nil is a listener at the rig's address.
func (r *rig) open(l net.Listener) {
	r.t.Helper()
	s, err := sqlite.Open(context.Background(), r.path)
	if err != nil {
		r.t.Fatal(err)
	}
	r.st = faulty.New(s)
	r.accounts = account.New(r.st, clock, nil)
	r.ingest = &ingest.Ingester{Store: r.st, Brands: all.Set(), Now: clock}
	r.devices = provision.New(provision.Config{Store: r.st, Now: func() time.Time { return noon.Add(time.Duration(r.past.Load())) }, Issuer: r.issuer, Changed: r.accounts.Reconsider})
	r.accounts.Trust(provision.TokenPrefix, r.devices)
	r.broker, err = mqttio.New(mqttio.Config{Accounts: r, Certificates: r.devices.ByCertificate, Accept: r.accept, Settings: r.settings, Brands: all.Set(),
		Log: slog.New(slog.NewTextHandler(r.log, nil)), Now: clock, Limits: r.limits})
	if err != nil {
		r.t.Fatal(err)
	}
	r.accounts.OnChange(func(h brush.HouseholdID) { r.broker.AccessChanged(h) })
	if l == nil {
		at := r.address
		if at == "" {
			at = "127.0.0.1:0"
		}
		if l, err = net.Listen("tcp", at); err != nil {
			r.t.Fatal(err)
		}
	}
	r.address = l.Addr().String()
	r.served = make(chan error, 1)
	go func() { r.served <- r.broker.Serve(l) }()
}

func (r *rig) accept(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
	if r.hold != nil {
		<-r.hold
	}
	if r.spoil != nil {
		return r.spoil(ctx, h, fs)
	}
	return r.ingest.Accept(ctx, h, fs)
}

// Authenticate is the accounts', in time or not.
func (r *rig) Authenticate(ctx context.Context, cookie, token string) (*account.Principal, error) {
	if r.stall != nil {
		done := ctx.Done()
		if r.deaf {
			done = nil
		}
		select {
		case <-r.stall:
		case <-done:
			return nil, fmt.Errorf("hang: %w: %w", brush.ErrUnavailable, ctx.Err())
		}
	}
	return r.accounts.Authenticate(ctx, cookie, token)
}

// GoodTokens is the accounts'.
func (r *rig) GoodTokens(ctx context.Context, h brush.HouseholdID) (map[string]bool, error) {
	r.asked.Store(h, true)
	return r.accounts.GoodTokens(ctx, h)
}

func (r *rig) shut() {
	r.t.Helper()
	if err := r.broker.Close(); err != nil {
		r.t.Error(err)
	}
	if err := <-r.served; err != nil {
		r.t.Error(err)
	}
	if err := r.st.Close(); err != nil {
		r.t.Error(err)
	}
}

// token makes a token of a household, for one device or for any.
func (r *rig) token(h brush.HouseholdID, name string, d brush.DeviceID) string {
	r.t.Helper()
	secret, _, err := r.accounts.MakeToken(context.Background(), account.NewToken{Household: h, Name: name, Scopes: []string{account.FramesWrite}, Device: d})
	if err != nil {
		r.t.Fatal(err)
	}
	return secret
}

func newToken(name string) account.NewToken {
	return account.NewToken{Household: home, Name: name, Scopes: []string{account.BrushesRead}}
}

// kept reads everything of a household back, after ending what is silent.
func (r *rig) kept(t testing.TB, h brush.HouseholdID) (fs []brush.Frame, ss []session.Session) {
	t.Helper()
	ctx := context.Background()
	if err := r.ingest.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	bs, err := r.st.Brushes(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bs {
		err := r.st.Frames(ctx, h, b.Device, time.Unix(0, 0), noon.AddDate(1, 0, 0), func(f *brush.Frame) error {
			fs = append(fs, *f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	stored, err := r.st.Sessions(ctx, h, store.SessionQuery{Limit: 1000, WithSlots: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range stored {
		ss = append(ss, stored[i].Session)
	}
	return fs, ss
}

// frames is how many are kept.
func (r *rig) frames(h brush.HouseholdID) int {
	fs, _ := r.kept(r.t, h)
	return len(fs)
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for range 2000 { // a loaded machine may take long; who is right does not wait
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s: not within 20 s", what)
}
