package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/enamel-home/enamel/internal/store"
)

// TestRestore follows docs/backup.md: a copy of the store that was made while it was open gives no secret away, and with the key file, which was kept apart, it is whole.
func TestRestore(t *testing.T) {
	d, key := dataDir{Data: t.TempDir()}, []byte("0123456789abcdef")
	sealedHouse(t, d, key)
	if out, err := said(enamel(t, "seal", "finish", "--data", d.Data)); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	open, err := d.there(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "enamel.db")
	db, err := sql.Open("sqlite", d.file())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "VACUUM INTO ?", copied); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open.Close(); err != nil {
		t.Fatal(err)
	}
	bytesOf, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string][]byte{"a brush's key": key, "a signing key": []byte("a private key")} {
		if bytes.Contains(bytesOf, secret) {
			t.Errorf("%s stands in the copy of the store", what)
		}
	}
	apart, err := os.ReadFile(d.keyFile())
	if err != nil {
		t.Fatal(err)
	}

	back := dataDir{Data: filepath.Join(t.TempDir(), "back")}
	if err := os.Mkdir(back.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string][]byte{back.file(): bytesOf, back.keyFile(): apart} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := said(enamel(t, "recount", "--data", back.Data)); err != nil || !bytes.Contains(out, []byte("0 weeks put right")) {
		t.Errorf("%v\n%s", err, out)
	}
	box, err := back.box()
	if err != nil {
		t.Fatal(err)
	}
	kept, _, lock := secretsOf(t, back)
	if got, err := box.Open(kept, "key of brush home/AA"); err != nil || !bytes.Equal(got, key) || lock == store.NeedsKey {
		t.Errorf("%q, %q, %v", got, lock, err)
	}
	if got, err := box.Open(signingKey(t, back), "oauth key k1"); err != nil || string(got) != "a private key" {
		t.Errorf("%q, %v", got, err)
	}
}
