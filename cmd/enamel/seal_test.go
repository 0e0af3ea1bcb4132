package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
)

// sealedHouse keeps what an older version kept, a key as it is, and a webhook with a sealed secret.
func sealedHouse(t *testing.T, d dataDir, key []byte) *seal.Box {
	t.Helper()
	st, err := d.open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	box, err := d.box()
	if err != nil {
		t.Fatal(err)
	}
	err = st.Update(t.Context(), "home", func(tx store.Tx) error {
		return errors.Join(tx.PutHousehold(store.Household{ID: "home", TimeZone: "UTC", DayTurns: 240}),
			tx.PutBrush(store.Brush{Device: "AA", Brand: "xiaomi", Key: key, Locked: store.WrongKey}))
	})
	if err != nil {
		t.Fatal(err)
	}
	hooks := notify.New(notify.Config{Store: st, Seal: box, Private: true, Now: time.Now, Log: slog.New(slog.DiscardHandler), Chance: rand.Float64})
	if _, _, err := hooks.Add(t.Context(), "home", notify.NewHook{Name: "x", URL: "http://127.0.0.1:9/", Kinds: notify.Kinds()}); err != nil {
		t.Fatal(err)
	}
	private, err := box.Seal([]byte("a private key"), "oauth key k1")
	if err != nil {
		t.Fatal(err)
	}
	err = st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		return tx.PutSigningKey(store.SigningKey{ID: "k1", Public: []byte("{}"), Sealed: private, Created: time.Now(), Retires: time.Now().Add(time.Hour), Ends: time.Now().Add(time.Hour)})
	})
	if err = errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	return box
}

func secretsOf(t *testing.T, d dataDir) (key, hook store.Secret, lock store.Lock) {
	t.Helper()
	st, err := d.there(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bs, err := st.Brushes(t.Context(), "home")
	if err != nil || len(bs) != 1 {
		t.Fatal(bs, err)
	}
	ks, err := st.Hooks(t.Context(), "home")
	if err != nil || len(ks) != 1 {
		t.Fatal(ks, err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return bs[0].Key, ks[0].Secret, bs[0].Locked
}

func signingKey(t *testing.T, d dataDir) []byte {
	t.Helper()
	st, err := d.there(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ks, err := st.SigningKeys(t.Context())
	if err = errors.Join(err, st.Close()); err != nil || len(ks) != 1 {
		t.Fatal(ks, err)
	}
	return ks[0].Sealed
}

// TestSealRotate: everything that is sealed is sealed anew under a new first key, on either store; then the older keys can go.
func TestSealRotate(t *testing.T) {
	for name, place := range map[string]func(testing.TB) string{"a file": func(testing.TB) string { return "" }, "PostgreSQL": pgtest.Emptied} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			d := dataDir{Data: dir, Store: place(t), SealFile: filepath.Join(dir, "apart", "key")}
			key := []byte("0123456789abcdef")
			used := sealedHouse(t, d, key)
			_, before, _ := secretsOf(t, d)
			args := []string{"--data", dir, "--seal-file", d.SealFile}
			if d.Store != "" {
				args = append(args, "--store", d.Store)
			}
			run := func(verb ...string) string {
				t.Helper()
				out, err := said(enamel(t, append(append([]string{"seal"}, verb...), args...)...))
				if err != nil {
					t.Fatalf("%v: %v\n%s", verb, err, out)
				}
				return string(out)
			}
			if out := run("finish"); !strings.Contains(out, "1 secrets sealed anew") { // the key that was kept as it is
				t.Error(out)
			}
			if out := run("rotate"); !strings.Contains(out, "3 secrets sealed anew") {
				t.Error(out)
			}
			kept, hook, _ := secretsOf(t, d)
			if bytes.Contains(kept, key) || bytes.Equal(hook, before) {
				t.Error("what was kept is as it was")
			}
			if out := run("finish", "--drop"); !strings.Contains(out, "0 secrets sealed anew") {
				t.Error(out)
			}
			only, err := seal.Load(d.SealFile)
			if err != nil {
				t.Fatal(err)
			}
			for what, box := range map[string]*seal.Box{"the first key alone": only, "a server that ran meanwhile": used} {
				if got, err := box.Open(kept, "key of brush home/AA"); err != nil || !bytes.Equal(got, key) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if got, err := only.Open(signingKey(t, d), "oauth key k1"); err != nil || string(got) != "a private key" {
				t.Errorf("the signing key: %v", err)
			}
			if _, err := only.Open(before, "x"); !errors.Is(err, seal.ErrKey) {
				t.Errorf("a key that was dropped: %v", err)
			}
		})
	}
}

// TestSealFileIsAnother: nothing that cannot be opened is lost by a rotation, and no key is dropped then; a server starts, says it once, and
// the brush needs its key.
func TestSealFileIsAnother(t *testing.T) {
	d := dataDir{Data: t.TempDir()}
	sealedHouse(t, d, []byte("0123456789abcdef"))
	if out, err := said(enamel(t, "seal", "finish", "--data", d.Data)); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	key, hook, _ := secretsOf(t, d)
	if err := os.Rename(d.keyFile(), d.keyFile()+".away"); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"rotate", "finish"} {
		if out, err := said(enamel(t, "seal", verb, "--data", d.Data)); err == nil || !bytes.Contains(out, []byte("enamel.key")) {
			t.Errorf("%s without a key file: %v\n%s", verb, err, out)
		}
	}
	box, err := d.box() // as a server does that starts
	if err != nil {
		t.Fatal(err)
	}
	if out, err := said(enamel(t, "seal", "finish", "--drop", "--data", d.Data)); err == nil || !bytes.Contains(out, []byte("3 secrets stay")) {
		t.Errorf("%v\n%s", err, out)
	}
	k, h, lock := secretsOf(t, d)
	if !bytes.Equal(k, key) || !bytes.Equal(h, hook) || lock != store.NeedsKey {
		t.Errorf("what cannot be opened was changed, or the brush is %q", lock)
	}
	st, err := d.there(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	var lines bytes.Buffer
	sealAtStart(t.Context(), st, box, logTo(&lines))
	if s := lines.String(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "cannot be opened") || !strings.Contains(s, "secrets=3") {
		t.Errorf("the log says %q", s)
	}
	if err := os.Rename(d.keyFile()+".away", d.keyFile()); err != nil {
		t.Fatal(err)
	}
	if got, err := box.Open(k, "key of brush home/AA"); err != nil || string(got) != "0123456789abcdef" {
		t.Errorf("with the right file again: %q, %v", got, err)
	}
	lines.Reset()
	sealAtStart(t.Context(), st, box, logTo(&lines))
	if s := lines.String(); s != "" {
		t.Errorf("the log says %q", s)
	}
}

func logTo(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// said is everything that a command prints.
func said(c *exec.Cmd) ([]byte, error) {
	c.Stderr = nil
	return c.CombinedOutput()
}
