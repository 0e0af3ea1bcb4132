package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhole: of the real binary and the real lock file, every module that go list says it links and every package of the app is named once.
func TestWhole(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "enamel")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/enamel").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	one, err := write("v1", binary, "../../web/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	two, err := write("v1", binary, "../../web/package-lock.json")
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same binary gives another list, %v", err)
	}
	var d document
	if err := json.Unmarshal(one, &d); err != nil {
		t.Fatal(err)
	}
	has := map[string]component{}
	for _, c := range d.Components {
		if _, twice := has[c.Name]; twice || c.Version == "" || c.PURL != c.Ref {
			t.Errorf("%+v", c)
		}
		has[c.Name] = c
	}
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "../../cmd/enamel").Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		if path, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			if n++; has[path].Version != version {
				t.Errorf("%s %s is linked, and the list says %q", path, version, has[path].Version)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d packages from outside", n)
	}
	text, err := os.ReadFile("../../web/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var app struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(text, &app); err != nil || len(app.Dependencies) == 0 {
		t.Fatal(err)
	}
	for name := range app.Dependencies {
		if c := has[name]; len(c.Hashes) != 1 || !strings.HasPrefix(c.PURL, "pkg:npm/") {
			t.Errorf("%s: %+v", name, c)
		}
	}
	for name := range app.DevDependencies {
		if c, ok := has[name]; ok {
			t.Errorf("%s only builds the app: %+v", name, c)
		}
	}
	if has["stdlib"].Version == "" {
		t.Error("the standard library is not named")
	}
}

func TestBadLock(t *testing.T) {
	for _, bad := range []string{"", "[]", `{"packages":{"node_modules/x":{"version":"1","integrity":"sha512-AA=="}}}`} {
		if _, err := packages([]byte(bad)); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
