package notify

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The receivers of the documentation take what is signed, and nothing else.
func TestDocumentedReceivers(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "webhooks.md"))
	fatal(t, err)
	blocks := regexp.MustCompile("(?s)```(go|js|python)\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 3 {
		t.Fatalf("%d receivers", len(blocks))
	}
	for _, b := range blocks {
		t.Run(b[1], func(t *testing.T) {
			ctx := context.Background()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			fatal(t, err)
			address := l.Addr().String()
			fatal(t, l.Close())
			h := newHouse(t)
			s := h.server(true)
			id, secret := h.add(s, "http://"+address+"/hook")
			receive(t, b[1], b[2], secret, address)
			y, err := s.Test(ctx, home, id)
			if err != nil || y.Outcome != delivered || y.Status != 204 {
				t.Errorf("a good one: %+v, %v", y, err)
			}
			_, _, err = s.Rotate(ctx, home, id)
			fatal(t, err)
			if y, err := s.Test(ctx, home, id); err != nil || y.Outcome != delivered {
				t.Errorf("one with two signatures: %+v, %v", y, err)
			}
			h.pass(10 * time.Minute)
			if y, err := s.Test(ctx, home, id); err != nil || y.Status != 400 {
				t.Errorf("one of another time: %+v, %v", y, err)
			}
			h.pass(-10 * time.Minute)
			_, _, err = s.Rotate(ctx, home, id)
			fatal(t, err)
			if y, err := s.Test(ctx, home, id); err != nil || y.Status != 400 {
				t.Errorf("one of another secret: %+v, %v", y, err)
			}
		})
	}
}

// receive runs a receiver until the test ends, and returns when it listens.
func receive(t *testing.T, language, code, secret, address string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, map[string]string{"go": "main.go", "js": "receiver.mjs", "python": "receiver.py"}[language])
	fatal(t, os.WriteFile(file, []byte(code), 0o600))
	run := []string{"node", file}
	switch language {
	case "go":
		run = []string{filepath.Join(dir, "receiver")}
		if out, err := exec.Command("go", "build", "-o", run[0], file).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	case "python":
		run = []string{"python3", file}
	}
	_, port, _ := strings.Cut(address, ":")
	c := exec.Command(run[0], run[1:]...)
	c.Env = append(os.Environ(), "SECRET="+secret, "PORT="+port)
	var said strings.Builder
	c.Stderr = &said
	fatal(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		if strings.Contains(said.String(), "Error") || strings.Contains(said.String(), "panic") {
			t.Errorf("it said %s", said.String())
		}
	})
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if n, err := net.Dial("tcp", address); err == nil {
			_ = n.Close()
			return
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("nobody listens: %s", said.String())
		}
	}
}
