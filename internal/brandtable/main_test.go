package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// TestFresh: the pages in docs are what the code and the READMEs say now; every maker has its row and its page, and nobody else.
func TestFresh(t *testing.T) {
	counted, err := countAll(all.Set(), filepath.Join("..", "..", "brand"))
	if err != nil {
		t.Fatal(err)
	}
	fresh, docs := t.TempDir(), filepath.Join("..", "..", "docs")
	if err := write(fresh, counted); err != nil {
		t.Fatal(err)
	}
	want := []string{"brands.md"}
	for _, s := range all.Set() {
		want = append(want, filepath.Join("brands", string(s.ID)+".md"))
	}
	for _, name := range want {
		made, err := os.ReadFile(filepath.Join(fresh, name))
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := os.ReadFile(filepath.Join(docs, name)); err != nil || !bytes.Equal(made, kept) {
			t.Errorf("docs/%s is stale: run make generate (%v)", filepath.ToSlash(name), err)
		}
	}
	pages, err := os.ReadDir(filepath.Join(docs, "brands"))
	if err != nil || len(pages) != len(all.Set()) {
		t.Errorf("%d pages of %d makers, %v", len(pages), len(all.Set()), err)
	}
	table := page(counted)
	for _, s := range all.Set() {
		if !strings.Contains(table, "| ["+s.Name+"](brands/"+string(s.ID)+".md) |") {
			t.Errorf("no row for %s", s.ID)
		}
	}
}

// TestLinks: every link of the pages leads to a file.
func TestLinks(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	names, err := filepath.Glob(filepath.Join(docs, "brands", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, filepath.Join(docs, "brands.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), filepath.FromSlash(string(m[1])))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if m := regexp.MustCompile(`\[[a-z]+-\d+\]`).Find(text); m != nil {
			t.Errorf("%s: %s is a clause that only the README has", name, m)
		}
	}
}

// TestCounts counts a maker whose folder is known in every line.
func TestCounts(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, "foo", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const line = `{"device":"d","at":"2026-01-05T07:00:00Z","kind":"advert","company":65535,"hex":"`
	foo := &brand.Spec{ID: "foo", Name: "Foo", Tells: brand.Tells{Battery: true}, Decode: func(f *brush.Frame, r *brush.Reading) brand.Verdict {
		if len(f.Payload) != 1 || f.Payload[0] > 100 {
			return brand.Unknown
		}
		r.Battery = brush.Some(f.Payload[0])
		return brand.Understood
	}}
	counting := func() error {
		_, err := countAll(brand.Set{foo}, dir)
		return err
	}
	if counting() == nil {
		t.Error("a folder without README")
	}
	readme := "# Foo\n"
	for _, name := range sections {
		file("README.md", readme)
		if err := counting(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
		file("README.md", readme+"\n## "+name+"\n\n## The wire\n\nBytes.\n")
		if err := counting(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is empty: %v", name, err)
		}
		readme += "\n## " + name + "\n\nOf " + name + ".\n"
	}
	file("README.md", readme+"\n## The wire\n\nBytes.\n")
	if err := counting(); err == nil || !strings.Contains(err.Error(), "no vectors") {
		t.Errorf("a folder without vectors: %v", err)
	}
	file("testdata/one.jsonl", line+`05"}`+"\n"+line+`ff"}`+"\n"+line+`ff"}`+"\n"+line+`fe"}`+"\n"+line+`06","source_of":"own: made"}`+"\n")
	file("testdata/made.jsonl", line+`07"}`+"\n")
	file("testdata/sessions/a.jsonl", line+`07"}`+"\n")
	counted, err := countAll(brand.Set{foo}, dir)
	if err != nil {
		t.Fatal(err)
	}
	b, own := page(counted), ownPage(&counted[0])
	for _, want := range []string{"\n## Zones and pressure\n\nOf Zones and pressure.\n", "| battery, without a connection | yes |\n", "| measured zones | no |\n", "6 lines", "sent 4 of them"} {
		if !strings.Contains(own, want) {
			t.Errorf("no %q in\n%s", want, own)
		}
	}
	if strings.Contains(own, "Bytes.") {
		t.Errorf("the wire is on the page for people:\n%s", own)
	}
	for _, want := range []string{"| [Foo](brands/foo.md) | 6 | 4 | 1 | | | | | yes | | | |\n", "told by its vectors: `battery_pct`.", "| advertisement, company ffff | 2 |\n"} {
		if !strings.Contains(b, want) {
			t.Errorf("no %q in\n%s", want, b)
		}
	}
	file("testdata/two.jsonl", "nonsense\n")
	if err := counting(); err == nil || !strings.Contains(err.Error(), "two.jsonl") {
		t.Errorf("nonsense: %v", err)
	}
}
