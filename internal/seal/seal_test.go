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
	if !before.Newest(sealed) || both.Newest(sealed) {
		t.Error("what is sealed under an older key is not told from what is not")
	}
	anew, err := both.Seal([]byte("secret"), "p")
	if err != nil {
		t.Fatal(err)
	}
	if !both.Newest(anew) {
		t.Error("the first key does not seal")
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
	if none.Newest(sealed) {
		t.Error("no key is the newest")
	}
}

func FuzzOpen(f *testing.F) {
	b, err := parse(line(1))
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
		b, err := parse(text)
		if err != nil {
			return
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
