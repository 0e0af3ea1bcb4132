package account_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

const (
	origin   = "https://teeth.example.org"
	email    = "ada@example.org"
	password = "four words by chance"
	here     = "192.0.2.7:4711"
)

// house is the accounts over a real store, with a clock of their own.
type house struct {
	*testing.T
	*account.Service
	st   store.Store
	mu   sync.Mutex
	time time.Time
	p    *account.Principal // the owner, logged in
	in   string             // their cookie
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

// ok fails the test for an error.
func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func newHouse(t *testing.T, d account.Doors) *house {
	t.Helper()
	st, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{T: t, st: st, time: time.Now().UTC().Truncate(time.Second)}
	h.Service = account.New(st, h.clock, nil)
	box, err := seal.Load(filepath.Join(t.TempDir(), "key"))
	h.ok(err)
	d.Seal = box
	if d.Origin == "" {
		d.Origin = origin
	}
	h.ok(h.Open(d))
	code, err := h.NewLink(t.Context())
	h.ok(err)
	h.in, h.p, err = h.SetupByLink(t.Context(), code, account.Setup{Name: "Ada", Email: email, Password: password, Household: "Home", TimeZone: "UTC", Address: here})
	h.ok(err)
	return h
}

// again is the owner as a request finds them.
func (h *house) again() *account.Principal {
	h.Helper()
	p, err := h.Authenticate(h.Context(), h.in, "")
	h.ok(err)
	h.p = p
	return p
}

func (h *house) prove() {
	h.Helper()
	h.ok(h.ProveByPassword(h.Context(), h.again(), password, here))
}

// device is an authenticator, with every lie that one can tell.
type device struct {
	key      *ecdsa.PrivateKey
	id, user []byte
	count    uint32
	step     uint32
	flags    byte // present 1, verified 4, attested 64
	rp, from string
}

func newDevice() *device {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &device{key: k, id: id, step: 1, flags: 5, rp: "teeth.example.org", from: origin}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// asked is what a device reads of a challenge.
type asked struct {
	Challenge string
	RPID      string `json:"rpId"`
	RP        struct{ ID string }
	User      struct{ ID string }
	Verify    string `json:"userVerification"`
	Select    struct {
		Verify   string `json:"userVerification"`
		Resident string `json:"residentKey"`
	} `json:"authenticatorSelection"`
}

func read(c account.Challenge) (a asked) {
	b, err := json.Marshal(c.Options)
	if err == nil {
		err = json.Unmarshal(b, &a)
	}
	if err != nil {
		panic(err)
	}
	return a
}

func (d *device) client(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.from, "crossOrigin": false})
	return b
}

func (d *device) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(d.rp))
	d.count += d.step
	return binary.BigEndian.AppendUint32(append(rp[:], flags), d.count)
}

// make makes a passkey.
func (d *device) make(c account.Challenge) []byte {
	a := read(c)
	d.user, _ = base64.RawURLEncoding.DecodeString(a.User.ID)
	point, _ := d.key.PublicKey.Bytes()
	cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		panic(err)
	}
	data := append(d.data(d.flags|64), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, cose...)})
	if err != nil {
		panic(err)
	}
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(d.client("webauthn.create", a.Challenge)), "attestationObject": b64(object)}})
	return b
}

// sign answers a challenge.
func (d *device) sign(c account.Challenge) []byte {
	client := d.client("webauthn.get", read(c).Challenge)
	data := d.data(d.flags)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		panic(err)
	}
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(sig), "userHandle": b64(d.user)}})
	return b
}

// added is a device that the owner's account knows.
func (h *house) added() *device {
	h.Helper()
	h.prove()
	d := newDevice()
	c, err := h.BeginPasskey(h.Context(), h.again())
	h.ok(err)
	_, err = h.AddPasskey(h.Context(), h.p, c.Secret, d.make(c), "phone")
	h.ok(err)
	return d
}

// byKey logs in with a device.
func (h *house) byKey(d *device) (*account.Principal, error) {
	h.Helper()
	c, err := h.BeginPasskeyLogin(h.Context(), here)
	h.ok(err)
	_, p, err := h.LoginByPasskey(h.Context(), c.Secret, d.sign(c), here, "test")
	return p, err
}
