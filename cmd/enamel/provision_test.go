package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What docs/provisioning.md tells makers to do is done, as it stands there: with openssl and mosquitto_pub, against the real server. Only the ports are
// others.
func TestProvisioningPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/provisioning.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	script.WriteString("set -e -o pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n")
	blocks := 0
	for _, part := range strings.Split(string(page), "```sh\n")[1:] {
		block, _, ok := strings.Cut(part, "```")
		if !ok {
			t.Fatal("a block has no end")
		}
		blocks++
		for line := range strings.Lines(block) {
			if no, ok := strings.CutPrefix(line, "! "); ok { // bash does not stop where a command with ! works
				line = "if " + strings.TrimSpace(no) + "; then echo \"this should not work: line of block " + string(rune('0'+blocks)) + "\"; exit 1; fi\n"
			}
			script.WriteString(line)
		}
		script.WriteString("echo\n")
	}
	if blocks < 8 {
		t.Fatalf("only %d blocks", blocks)
	}
	dir := t.TempDir()
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		return port
	}
	text := strings.NewReplacer("8443", free(), "8883", free()).Replace(script.String())
	if err := os.WriteFile(filepath.Join(dir, "enamel"), []byte("#!/bin/sh\nBE_ENAMEL=1 exec '"+os.Args[0]+"' \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", text)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "serve.log"))
		t.Fatalf("%v\n%s\nthe server: %s", err, out, log)
	}
	for _, want := range []string{"urn:enamel:not-claimed", `"kind":"token"`, `"kind":"certificate"`, "the device may ask"} {
		if !strings.Contains(strings.ToLower(string(out)), strings.ToLower(want)) {
			t.Errorf("%q is not in what they say:\n%s", want, out)
		}
	}
}
