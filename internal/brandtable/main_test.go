package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// TestFresh: the page in docs is what the code says now, and names every maker.
func TestFresh(t *testing.T) {
	var b bytes.Buffer
	if err := run(&b, all.Set(), filepath.Join("..", "..", "brand")); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join("..", "..", "docs", "brands.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), kept) {
		t.Error("docs/brands.md is stale: run make generate")
	}
	for _, s := range all.Set() {
		if !strings.Contains(b.String(), "| ["+s.Name+"](../brand/"+string(s.ID)+"/README.md) |") {
			t.Errorf("no row for %s", s.ID)
		}
	}
}

// TestCounts counts a maker whose folder is known in every line.
func TestCounts(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
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
	var b bytes.Buffer
	if err := run(&b, brand.Set{foo}, dir); err == nil {
		t.Error("a folder without README")
	}
	write("README.md", "# Foo\n")
	if err := run(&b, brand.Set{foo}, dir); err == nil {
		t.Error("a folder without vectors")
	}
	write("testdata/one.jsonl", line+`05"}`+"\n"+line+`ff"}`+"\n"+line+`ff"}`+"\n"+line+`fe"}`+"\n"+line+`06","source_of":"own: made"}`+"\n")
	write("testdata/made.jsonl", line+`07"}`+"\n")
	write("testdata/sessions/a.jsonl", line+`07"}`+"\n")
	if err := run(&b, brand.Set{foo}, dir); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| [Foo](../brand/foo/README.md) | 6 | 4 | 1 | | | | yes | | | |\n", "told by its vectors: `battery_pct`.", "| advertisement, company ffff | 2 |\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	write("testdata/two.jsonl", "nonsense\n")
	if err := run(&b, brand.Set{foo}, dir); err == nil || !strings.Contains(err.Error(), "two.jsonl") {
		t.Errorf("nonsense: %v", err)
	}
}
