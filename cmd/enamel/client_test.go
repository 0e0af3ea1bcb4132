package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/client"
	"github.com/enamel-home/enamel/wire"
)

// hasToken makes a token and returns it.
func (h *house) hasToken(name, scopes string) string {
	h.t.Helper()
	b, err := h.enamel("token", "--scopes", scopes, "--name", name).Output()
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// The Go client against the real server: things made once, changes that lose, pages, refusals, frames, and a stream that outlives the server.
func TestGoClient(t *testing.T) {
	h := newHouse(t)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	c, err := client.New("http://"+h.listen+"/", h.hasToken("client", "people:read,people:write,sessions:read,sessions:write,brushes:read,frames:write,live:read"), nil)
	if err != nil {
		t.Fatal(err)
	}
	otto, err := c.AddPerson(ctx, client.NewPerson{Name: "Otto"}, client.Once("one"))
	if err != nil {
		t.Fatal(err)
	}
	h.kill() // what was answered yes is there, and so is the answer
	h.start()
	if again, err := c.AddPerson(ctx, client.NewPerson{Name: "Otto"}, client.Once("one")); err != nil || again != otto {
		t.Errorf("asked again: %+v %v", again, err)
	}
	name := "Otto Karl"
	if p, err := c.ChangePerson(ctx, otto.ID, client.PersonPatch{Name: &name}, client.IfVersion(otto.Version)); err != nil || p.Name != name {
		t.Fatal(p, err)
	}
	_, err = c.ChangePerson(ctx, otto.ID, client.PersonPatch{Name: &name}, client.IfVersion(otto.Version))
	if version, ok := client.Stale(err); !ok || version == otto.Version || !errors.Is(err, brush.ErrConflict) {
		t.Errorf("a change that is late: %v", err)
	}
	var p *client.Problem
	if err := c.RemovePerson(ctx, "no/body?"); !errors.As(err, &p) || p.Status != 404 || !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := c.AddPerson(ctx, client.NewPerson{}); !errors.As(err, &p) || len(p.Faults) != 1 || p.Faults[0].Location != "body.name" {
		t.Errorf("no name: %v", err)
	}
	if people, err := c.People(ctx); err != nil || len(people) != 3 {
		t.Errorf("%v %v", people, err)
	}

	// A follower who is told each change once, over a kill of the server.
	var told []int64
	changed := make(chan client.Change, 100)
	broken := make(chan error, 100)
	end := errors.New("enough")
	done := make(chan error, 1)
	go func() {
		done <- c.Follow(ctx, 0, client.Follower{
			Changed: func(ch client.Change) error {
				told = append(told, ch.Seq)
				changed <- ch
				if ch.Kind == "session_ended" {
					return end
				}
				return nil
			},
			Broken: func(err error, _ time.Duration) { broken <- err },
		})
	}()
	<-changed
	h.kill()
	select {
	case err := <-broken:
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Error(err)
		}
	case <-ctx.Done():
		t.Fatal("nobody says that the server has gone")
	}
	h.start()
	frames := capture(t)
	sink, err := c.Sink()
	if err != nil {
		t.Fatal(err)
	}
	if err := sink.Accept(ctx, frames); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, end) {
		t.Fatal(err)
	}
	for i, seq := range told {
		if seq != int64(i)+1 {
			t.Fatalf("changes %v are not each told once, in order", told)
		}
	}
	n := 0
	for s, err := range c.Sessions(ctx, client.SessionQuery{PageSize: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		one, err := c.Session(ctx, s.ID)
		if err != nil || one.Duration == 0 || len(one.Runs) == 0 {
			t.Errorf("%+v %v", one, err)
		}
	}
	if n == 0 {
		t.Error("no sessions")
	}
	if bs, err := c.Brushes(ctx); err != nil || len(bs) == 0 {
		t.Error(bs, err)
	}
	stranger, err := client.New("http://"+h.listen, "enamel_none", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.Follow(ctx, 0, client.Follower{}); !errors.As(err, &p) || p.Status != 401 {
		t.Errorf("a stranger follows: %v", err)
	}
	for _, base := range []string{"", "enamel.local", "ftp://x", "http://", "http://\x00"} {
		if _, err := client.New(base, "", nil); err == nil {
			t.Errorf("%q is an address", base)
		}
	}
}

// capture is a brushing that a real brush was heard with.
func capture(t *testing.T) (out []brush.Frame) {
	t.Helper()
	b, err := os.ReadFile("../../brand/oralb/testdata/sessions/oralb-io10-2026-05-23.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var f brush.Frame
		if err := wire.ParseFrame([]byte(line), &f); err != nil {
			continue // a note of what the brush was doing
		}
		f.Source = ""
		out = append(out, f)
	}
	return out
}

// The examples of both clients run against the real server as they stand.
func TestExamples(t *testing.T) {
	h := newHouse(t)
	env := append(os.Environ(), "ENAMEL_URL=http://"+h.listen, "ENAMEL_TOKEN="+h.hasToken("examples", "people:read,people:write,sessions:read,live:read"))
	run := func(c *exec.Cmd, wants ...string) {
		t.Helper()
		c.Env, c.Stderr = env, os.Stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for _, want := range wants {
			for {
				if !lines.Scan() {
					t.Fatalf("%v ends without saying %q", c.Args, want)
				}
				if strings.Contains(lines.Text(), want) {
					break
				}
			}
		}
		_ = c.Process.Kill() // those that watch go on for ever
		_ = c.Wait()
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	watch := filepath.Join(t.TempDir(), "watch")
	if b, err := exec.CommandContext(ctx, "go", "build", "-o", watch, "../../client/examples/watch").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, b)
	}
	go func() {
		sink, err := client.New("http://"+h.listen, h.token, nil)
		if err == nil {
			if s, e := sink.Sink(); e == nil {
				err = s.Accept(ctx, capture(t))
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	run(exec.CommandContext(ctx, watch), "here lives Anna", "here lives Mia", "somebody brushed for")
	// Where the packages are that the TypeScript client stands on: those of the app.
	folder := t.TempDir()
	for _, name := range []string{"package.json", "index.js", "examples/people.mjs", "examples/watch.mjs"} {
		b, err := os.ReadFile(filepath.Join("../../clients/typescript", name))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	modules, err := filepath.Abs("../../web/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	run(exec.CommandContext(ctx, "node", filepath.Join(folder, "examples", "people.mjs")), "added Otto once", "somebody was quicker: true", "Otto 90")
	run(exec.CommandContext(ctx, "node", filepath.Join(folder, "examples", "watch.mjs")), "session_ended")
}
