package house

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// madeUp is the folder of a maker that does not exist: all that a new maker takes.
var madeUp = map[string]string{
	"brand/madeup/README.md": `# Made-up

## What you should know

Such handles do not exist.

## Models

None.

## Heard passively, and over a connection

Seconds and battery.

## Zones and pressure

None.

## Known limits

It does not brush.

## How to help

Not at all.

## The wire

**[madeup-1]** Advertisements of company 0x0A0A hold two bytes: the seconds brushed, and the battery in percent.
`,
	"brand/madeup/madeup.go": `// Package madeup reads the advertisements of handles that do not exist.
package madeup

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Spec is what the house knows of the maker.
var Spec = brand.Spec{
	ID:   "madeup",
	Name: "Made-up",
	Claims: func(f *brush.Frame) bool {
		return f.Kind == brush.Advert && f.Company.OK && f.Company.V == 0x0A0A
	},
	Decode: decode,
	Tells:  brand.Tells{Battery: true},
}

// decode reads the two bytes [madeup-1].
func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	b := f.Payload
	if len(b) != 2 || b[1] > 100 {
		return brand.Unknown
	}
	r.Activity, r.Elapsed, r.Battery = brush.Some(brush.Running), brush.Some(uint32(b[0])), brush.Some(b[1])
	return brand.Understood
}
`,
	"brand/madeup/testdata/made.jsonl": `{"source":"vector","seq":1,"device":"02:00:00:00:00:01","at":"2026-01-05T07:00:01Z","kind":"advert","company":2570,"hex":"0c50",` +
		`"note":"12 s, 80 %","source_of":"own: made up","want":{"brand":"madeup","activity":"running","elapsed_s":12,"battery_pct":80}}
`,
}

// TestNewMakerIsOneFolder adds a maker to a copy of the tree: its folder and its lines in the explicit list are all that differs, and the
// house decodes, tests, lists and ships it.
func TestNewMakerIsOneFolder(t *testing.T) {
	dir := copyOfTheTree(t)
	for name, text := range madeUp {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	list := filepath.Join(dir, "brand", "all", "all.go")
	b, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(b), "import (", "import (\n\t\""+module+"/brand/madeup\"", 1)
	text = strings.Replace(text, "brand.Set{", "brand.Set{&madeup.Spec, ", 1)
	b, err = format.Source([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	write(t, list, string(b))

	want := []string{"brand/all/all.go", "brand/madeup/README.md", "brand/madeup/madeup.go", "brand/madeup/testdata/made.jsonl"}
	if got := differences(t, dir); !slices.Equal(got, want) {
		t.Errorf("a new maker touches %q", got)
	}
	rooms := []string{"./brush", "./brand/...", "./session", "./wire", "./internal/brandtable", "./cmd/enamel-wasm"}
	inCopy(t, dir, append([]string{"vet"}, rooms...)...)
	if out := inCopy(t, dir, "test", "-v", "-run", "/madeup", "./brand"); !strings.Contains(out, "--- PASS: TestVectors/madeup") || !strings.Contains(out, "--- PASS: TestClauses/madeup") {
		t.Errorf("the harness did not test the new maker:\n%s", out)
	}
	if out := inCopy(t, dir, "run", "./internal/brandtable"); !strings.Contains(out, "| [Made-up](brands/madeup.md) | 1 | 0 | 0 |") {
		t.Errorf("the page about the makers does not know it:\n%s", out)
	}

	// And the harness would have said so, had the folder been wrong.
	vector := filepath.Join(dir, "brand", "madeup", "testdata", "made.jsonl")
	write(t, vector, strings.Replace(madeUp["brand/madeup/testdata/made.jsonl"], `"battery_pct":80`, `"battery_pct":81`, 1))
	cmd := exec.Command("go", "test", "-run", "TestVectors/madeup", "./brand")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("battery_pct is 80, want 81")) {
		t.Errorf("a wrong vector passes: %v\n%s", err, out)
	}
}

// inTheCopy reports whether a file matters to the rooms that the copy builds.
func inTheCopy(name string) bool {
	return name != "" && !strings.HasPrefix(name, "web/") && !strings.HasPrefix(name, "docs/pictures/")
}

// copyOfTheTree copies the files that git knows, or would know, as they are now.
func copyOfTheTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range known(t) {
		b, err := os.ReadFile(filepath.FromSlash(name))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, filepath.FromSlash(name)), string(b))
	}
	return dir
}

func known(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	names := slices.DeleteFunc(strings.Split(string(out), "\x00"), func(n string) bool { return !inTheCopy(n) })
	if len(names) < 50 {
		t.Fatalf("git knows %d files", len(names))
	}
	return names
}

// differences names the files of a copy that are not as here, or not here.
func differences(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		there, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if here, err := os.ReadFile(name); err != nil || !bytes.Equal(here, there) {
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range known(t) {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			if _, err := os.Stat(filepath.FromSlash(name)); err == nil {
				names = append(names, "missing: "+name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func inCopy(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(args, " "), err, out, &stderr)
	}
	return string(out)
}
