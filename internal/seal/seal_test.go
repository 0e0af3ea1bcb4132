package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func line(fill byte) string {
	return word + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32)) + "\n"
}

func written(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

func box(t *testing.T, text string) *Box {
	t.Helper()
	b, err := Load(written(t, text, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSealedOpens(t *testing.T) {
	b := box(t, line(1))
	for _, plain := range []string{"", "x", strings.Repeat("secret", 100)} {
		one, err := b.Seal([]byte(plain), "hook 1")
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.Seal([]byte(plain), "hook 1")
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(one, two) {
			t.Error("the same secret sealed twice looks the same")
		}
		if len(plain) > 3 && bytes.Contains(one, []byte(plain)) {
			t.Error("the secret stands in what is sealed")
		}
		got, err := b.Open(one, "hook 1")
		if err != nil || string(got) != plain {
			t.Errorf("got %q, %v; want %q", got, err, plain)
		}
		if len(one) != len(plain)+45 {
			t.Errorf("%d bytes longer, and not 45", len(one)-len(plain))
		}
	}
}

func TestEveryChangedBitIsSeen(t *testing.T) {
	b := box(t, line(1))
	sealed, err := b.Seal([]byte("secret"), "hook 1")
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		for bit := range 8 {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1 << bit
			if got, err := b.Open(changed, "hook 1"); err == nil {
				t.Fatalf("byte %d, bit %d changed: opened as %q", i, bit, got)
			}
		}
	}
	for n := range sealed {
		if _, err := b.Open(sealed[:n], "hook 1"); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	if _, err := b.Open(sealed, "hook 2"); !errors.Is(err, ErrDamaged) {
		t.Errorf("at another place: %v", err)
	}
}

func TestKeysChange(t *testing.T) {
	before := box(t, line(1))
	sealed, err := before.Seal([]byte("secret"), "p")
	if err != nil {
		t.Fatal(err)
	}
	both := box(t, "# the new one first\n\n"+line(2)+line(1))
	if got, err := both.Open(sealed, "p"); err != nil || string(got) != "secret" {
		t.Errorf("an older key: %q, %v", got, err)
	}
	if same, news, err := before.Again(sealed, "p"); err != nil || news || !bytes.Equal(same, sealed) {
		t.Errorf("under the first key: sealed again (%v), %v", news, err)
	}
	anew, news, err := both.Again(sealed, "p")
	if err != nil || !news {
		t.Fatalf("under an older key: sealed again (%v), %v", news, err)
	}
	if got, err := box(t, line(2)).Open(anew, "p"); err != nil || string(got) != "secret" {
		t.Errorf("what was sealed again does not open with the first key alone: %v", err)
	}
	if _, _, err := both.Again(sealed, "q"); !errors.Is(err, ErrDamaged) {
		t.Errorf("moved elsewhere, and sealed again: %v", err)
	}
	if _, err := before.Open(anew, "p"); !errors.Is(err, ErrKey) {
		t.Errorf("a key that is not there: %v", err)
	}
}

func TestManyStartAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "key")
	var all sync.WaitGroup
	boxes := make([]*Box, 16)
	for i := range boxes {
		all.Go(func() {
			b, err := Load(path)
			if err != nil {
				t.Error(err)
				return
			}
			boxes[i] = b
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	sealed, err := boxes[0].Seal([]byte("secret"), "p")
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range boxes {
		if _, err := b.Open(sealed, "p"); err != nil {
			t.Errorf("the one that started %d: %v", i, err)
		}
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", st.Mode())
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBadFiles(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		says string
	}{
		"empty":           {"", 0o600, "holds no key"},
		"a comment alone": {"# none\n", 0o600, "holds no key"},
		"another word":    {line(1) + "enamel-key-2 AAAA\n", 0o600, "line 2 does not begin"},
		"too short":       {word + "c2hvcnQ=\n", 0o600, "line 1 is no key"},
		"no base64":       {word + "!!!\n", 0o600, "line 1 is no key"},
		"twice the same":  {line(1) + line(1), 0o600, "line 2 holds the same key"},
		"too long":        {strings.Repeat("#", mostBytes+1), 0o600, "longer than"},
		"others write it": {line(1), 0o622, "can be written by others"},
	} {
		_, err := Load(written(t, c.text, c.mode))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", name, err, c.says)
		}
		if err != nil && strings.Contains(err.Error(), "c2hvcnQ") {
			t.Errorf("%s: the error tells the key", name)
		}
	}
	var many strings.Builder
	for i := range mostKeys + 1 {
		many.WriteString(line(byte(i)))
	}
	if _, err := Load(written(t, many.String(), 0o600)); err == nil || !strings.Contains(err.Error(), "more than 16 keys") {
		t.Errorf("too many keys: %v", err)
	}
}

func TestNoKey(t *testing.T) {
	sealed, err := box(t, line(1)).Seal([]byte("secret"), "p")
	if err != nil {
		t.Fatal(err)
	}
	none := None()
	if _, err := none.Seal([]byte("secret"), "p"); !errors.Is(err, ErrNone) {
		t.Errorf("sealed without a key: %v", err)
	}
	if _, err := none.Open(sealed, "p"); !errors.Is(err, ErrNone) {
		t.Errorf("opened without a key: %v", err)
	}
	if _, _, err := none.Again(sealed, "p"); !errors.Is(err, ErrNone) {
		t.Errorf("sealed again without a key: %v", err)
	}
}

// TestRotate: a box that is in use follows its file: from a new key on it seals under that, opens what another sealed under it, and once the
// old key is gone what was under it stays shut.
func TestRotate(t *testing.T) {
	path := written(t, "# mine\n"+line(1), 0o600)
	used, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	old, err := used.Seal([]byte("secret"), "p")
	if err != nil {
		t.Fatal(err)
	}
	if err := Rotate(path); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st.Mode(), err)
	}
	other, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	anew, news, err := other.Again(old, "p")
	if err != nil || !news {
		t.Fatalf("sealed again (%v): %v", news, err)
	}
	if got, err := used.Open(anew, "p"); err != nil || string(got) != "secret" {
		t.Errorf("in use before the new key came: %q, %v", got, err)
	}
	mine, err := used.Seal([]byte("mine"), "p")
	if err != nil {
		t.Fatal(err)
	}
	if err := Drop(path); err != nil {
		t.Fatal(err)
	}
	after, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for what, sealed := range map[string][]byte{"sealed again": anew, "sealed by who was there before": mine} {
		if _, err := after.Open(sealed, "p"); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := after.Open(old, "p"); !errors.Is(err, ErrKey) {
		t.Errorf("under the key that is gone: %v", err)
	}
}

// TestNoFileNoSeal: what would be sealed under a key that is in no file any more is not sealed; what is there can be read on.
func TestNoFileNoSeal(t *testing.T) {
	path := written(t, line(1), 0o600)
	b, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := b.Seal([]byte("secret"), "p")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal([]byte("secret"), "p"); err == nil {
		t.Error("sealed under a key that no file holds")
	}
	if got, err := b.Open(sealed, "p"); err != nil || string(got) != "secret" {
		t.Errorf("%q, %v", got, err)
	}
	if err := Rotate(path); err == nil {
		t.Error("a key was put first in a file that is not there")
	}
	if err := Drop(path); err == nil {
		t.Error("keys were dropped from a file that is not there")
	}
}

// TestRotateIsBounded: a file takes no more keys than it may hold, and stays as it was.
func TestRotateIsBounded(t *testing.T) {
	path := written(t, line(1), 0o600)
	for range mostKeys - 1 {
		if err := Rotate(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := Rotate(path); err == nil {
		t.Errorf("%d keys", mostKeys+1)
	}
	if b, err := Load(path); err != nil || len(b.keys) != mostKeys {
		t.Errorf("after that: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "key")
	if err := os.WriteFile(path, []byte(line(1)), 0o600); err != nil {
		f.Fatal(err)
	}
	b, err := Load(path)
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := b.Seal([]byte("secret"), "p")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := b.Open(in, "p")
		if err == nil && !bytes.Equal(in, sealed) {
			t.Fatalf("opened what nobody sealed: %q", got)
		}
	})
}

func FuzzKeyFile(f *testing.F) {
	f.Add(line(1))
	f.Add("# x\n" + line(1) + line(2))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := parse(text); err != nil {
			return
		}
		b, err := Load(written(t, text, 0o600))
		if err != nil {
			if len(text) > mostBytes {
				return
			}
			t.Fatal(err)
		}
		sealed, err := b.Seal([]byte("s"), "p")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.Open(sealed, "p"); err != nil || string(got) != "s" {
			t.Fatalf("%q, %v", got, err)
		}
	})
}
