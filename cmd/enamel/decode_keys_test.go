package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
)

const (
	sealedLine = `{"device":"ED:DE:34:3F:48:0C","at":"2026-01-05T07:10:01Z","kind":"advert","service":"fe95","hex":"48580608c9480ef11281079733fc1400005644db41"}` + "\n"
	goodKey    = "1330b99cded13258acc391627e9771f7" // public: the one of the vector
	otherKey   = "1330b99cded13258acc391627e9771f8"
)

// TestDecodeWithKeys decodes a real encrypted frame with keys as flags and as a file's lines.
func TestDecodeWithKeys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("# ours\n\n ed:de:34:3f:48:0c = "+goodKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := `"event":{"kind":"end","number":201,"unix_s":1688035843,"own_score":83,"counter":5321}`
	for _, c := range []struct {
		name  string
		pairs []string
		file  string
		want  string
	}{
		{"none", nil, "", `"model":"T700","understood":false,"reason":"encrypted, and no key of this brush was given"`},
		{"its own", []string{"AA:BB:CC:DD:EE:FF=" + otherKey, "ED:DE:34:3F:48:0C=" + goodKey}, "", read},
		{"in small letters", []string{"ed:de:34:3f:48:0c=" + strings.ToUpper(goodKey)}, "", read},
		{"another's", []string{"ED:DE:34:3F:48:0C=" + otherKey}, "", `"model":"T700","understood":false,"reason":"encrypted, and not with the key that was given"`},
		{"of a file", nil, file, read},
	} {
		h := &brand.Handles{Makers: all.Set()}
		if err := giveKeys(h, c.pairs, c.file); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var b bytes.Buffer
		out := bufio.NewWriter(&b)
		if err := decodeLines(out, strings.NewReader(sealedLine), h); err != nil {
			t.Fatal(err)
		}
		out.Flush()
		if got := b.String(); !strings.Contains(got, c.want) || strings.Contains(strings.ToLower(got), goodKey[:8]) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// TestKeysAreRefused: what is no key is said, by its place, and never shown.
func TestKeysAreRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("A="+goodKey+"\nB="+goodKey[:30]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pairs []string
		file  string
		want  string
	}{
		{[]string{"A=" + goodKey, goodKey}, "", "key: number 2: must be DEVICE=HEX"},
		{[]string{"=" + goodKey}, "", "key: number 1: must be DEVICE=HEX"},
		{[]string{strings.Repeat("A", 65) + "=" + goodKey}, "", "key: number 1: must be DEVICE=HEX"},
		{[]string{"A=" + goodKey + "00"}, "", "key: number 1: the key must be 32 hexadecimal digits"},
		{[]string{"A=" + goodKey[:31] + "x"}, "", "key: number 1: the key must be 32 hexadecimal digits"},
		{nil, file, "key-file: line 2: the key must be 32 hexadecimal digits"},
		{nil, file + "-not", "key-file: open "},
	} {
		err := giveKeys(&brand.Handles{Makers: all.Set()}, c.pairs, c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), goodKey[:8]) {
			t.Errorf("%v", err)
		}
	}
}

// TestDecodeSessionsKeepsApart: frames of another brand under a brush's address make no session and spoil none.
func TestDecodeSessionsKeepsApart(t *testing.T) {
	oralb, err := os.ReadFile("../../brand/oralb/testdata/sessions/oralb-io10-2026-05-23.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	kids := []byte(`{"device":"DEV","at":"2026-05-23T09:03:00Z","kind":"notify","char":"477ea600-a260-11e4-ae37-0002a5d54090","hex":"5802"}` + "\n")
	device := strings.SplitN(strings.SplitN(string(oralb), `"device"`, 2)[1], `"`, 3)[1]
	kids = bytes.ReplaceAll(kids, []byte("DEV"), []byte(device))
	decode := func(in []byte) string {
		var b, complaints bytes.Buffer
		out := bufio.NewWriter(&b)
		if err := decodeSessions(out, &complaints, bytes.NewReader(in), &brand.Handles{Makers: all.Set()}, true); err != nil || complaints.Len() > 0 {
			t.Fatal(err, complaints.String())
		}
		out.Flush()
		return b.String()
	}
	want := decode(oralb)
	if got := decode(append(bytes.Clone(oralb), kids...)); got != want || strings.Count(want, "\n") != 2 {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
