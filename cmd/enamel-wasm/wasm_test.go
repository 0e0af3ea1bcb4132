//go:build !(js && wasm)

package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
)

// call is a name of the surface and its arguments.
type call []any

// built builds the program as a page loads it, and returns its path.
func built(t *testing.T, dir string) (wasm string) {
	t.Helper()
	wasm = filepath.Join(dir, "enamel.wasm")
	build := exec.Command("go", "build", "-trimpath", "-gcflags=all=-l", "-ldflags", "-s -w", "-o", wasm, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return wasm
}

// TestStaysLight: what a page has no use for stays out, each of it 4 KB or more. One call, or one value in an interface, brings it
// back; docs/decisions/0006-what-a-browser-loads.md says how.
func TestStaysLight(t *testing.T) {
	b, err := os.ReadFile(built(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	has := func(name string) bool { return bytes.Contains(b, []byte("\x00"+name+"\x00")) }
	if !has("time.Time.Sub") {
		t.Fatal("the names of functions are not to be found")
	}
	for _, name := range []string{"time.Time.String", "time.Time.appendFormat", "time.(*Location).lookup", "internal/reflectlite.implements",
		"fmt.Fprintf", "os.Open", "os.init", "encoding/json.Marshal", "crypto/aes.NewCipher"} {
		if has(name) {
			t.Errorf("%s came along", name)
		}
	}
}

// inNode builds the program and lets node do with it what a page would.
func inNode(t *testing.T, lines []byte, calls []call) (readings string, steps []json.RawMessage) {
	t.Helper()
	dir := t.TempDir()
	wasm := built(t, dir)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	script, err := json.Marshal(calls)
	if err != nil {
		t.Fatal(err)
	}
	in, todo := filepath.Join(dir, "lines.jsonl"), filepath.Join(dir, "script.json")
	if err := os.WriteFile(in, lines, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(todo, script, 0o600); err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", filepath.Join("testdata", "play.mjs"), filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), wasm, in, todo)
	var stderr bytes.Buffer
	node.Stderr = &stderr
	out, err := node.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &stderr)
	}
	var answer struct {
		Readings string
		Steps    []json.RawMessage
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("%v: %.200s", err, out)
	}
	return answer.Readings, answer.Steps
}

// vectors is every line of every maker's testdata, and some that are no frames.
func vectors(t *testing.T) []byte {
	t.Helper()
	var b []byte
	for _, m := range all.Set() {
		n := len(b)
		for _, pattern := range []string{"*.jsonl", "sessions/*.jsonl"} {
			names, err := filepath.Glob(filepath.Join("..", "..", "brand", string(m.ID), "testdata", filepath.FromSlash(pattern)))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				file, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				b = append(append(b, bytes.TrimSpace(file)...), '\n')
			}
		}
		if len(b) == n {
			t.Errorf("%s has no vectors", m.ID)
		}
	}
	return append(b, "no JSON\n{\"device\":\"x\"}\n\xff\n"...)
}

// TestSameInTheBrowser: the program in node and the code here say the same of every vector, byte for byte, and play the same dialogues.
func TestSameInTheBrowser(t *testing.T) {
	lines := vectors(t)
	calls := dialogues()
	readings, steps := inNode(t, lines, calls)
	here := surface{makers: all.Set()}
	want := strings.Split(string(here.decode(lines)), "\n")
	got := strings.Split(readings, "\n")
	if len(got) != len(want) || len(want) < bytes.Count(lines, []byte("\n")) {
		t.Fatalf("%d readings of %d lines, here %d", len(got), bytes.Count(lines, []byte("\n")), len(want))
	}
	wrong := 0
	for i := range want {
		if got[i] != want[i] && wrong < 5 {
			wrong++
			t.Errorf("line %d\nin node %s\nhere    %s", i+1, got[i], want[i])
		}
		if i < len(want)-1 && !json.Valid([]byte(want[i])) {
			t.Errorf("line %d: no JSON: %s", i+1, want[i])
		}
	}
	if len(steps) != len(calls) {
		t.Fatalf("%d steps of %d", len(steps), len(calls))
	}
	for i, c := range calls {
		want := here.do(t, c)
		var got string
		if err := json.Unmarshal(steps[i], &got); err != nil || got != want {
			t.Errorf("call %v\nin node %s\nhere    %q", c, steps[i], want)
		}
	}
	if len(here.dialogues) != 0 {
		t.Errorf("%d dialogues did not end", len(here.dialogues))
	}
}

// do makes a call of the script here.
func (s *surface) do(t *testing.T, c call) string {
	t.Helper()
	switch c[0] {
	case "dialogue":
		return string(s.dialogue(c[1].(string), c[2].(string)))
	case "follow":
		return string(s.follow(c[1].(string), c[2].(string)))
	case "makers":
		return string(s.makersOf())
	case "mayCall":
		return string(s.mayCall(c[1].(string), c[2].(bool), c[3].(bool), c[4].(float64), c[5].(float64), c[6].(float64)))
	case "step":
		return string(s.step(c[1].(int), c[2].(string), c[3].(string), c[4].(string), c[5].(float64)))
	}
	t.Fatalf("call %v", c)
	return ""
}

// dialogues is a script: an Oral-B that answers, every maker's handle that stays silent and then is gone, and calls that are wrong.
func dialogues() []call {
	const at = 1767592720000.0
	char := func(n string) string { return "a0f0" + n + "-5047-4d53-8208-4f72616c2d42" }
	calls := []call{{"dialogue", "oralb", ""}, {"step", 1, "connected", "", "", at}}
	for i, v := range [][2]string{{"ff02", "32066e"}, {"ff05", "3b000000"}, {"ff22", "01020332"}, {"ff2d", "0050006400"},
		{"ff29", "13193b320004788078000000000013210000010253"}} {
		line := `{"source":"phone","seq":` + string(rune('1'+i)) + `,"device":"02:00:00:00:15:01","at":"2026-01-05T05:58:40Z","kind":"read","char":"` + char(v[0]) + `","hex":"` + v[1] + `"}`
		calls = append(calls, call{"step", 1, "value", char(v[0]), line, at + 100*float64(i)})
	}
	calls = append(calls, call{"step", 1, "elapsed", "", "", at + 5000}) // it is over
	handle := 1
	for _, m := range all.Set() {
		if m.Dialogue == nil {
			continue
		}
		handle++
		calls = append(calls, call{"dialogue", string(m.ID), "00112233445566778899aabbccddeeff"}, call{"step", handle, "connected", "", "", at},
			call{"step", handle, "value", char("ff02"), "no line", at}, call{"step", handle, "dance", "", "", at},
			call{"step", handle, "written", "12", "", at}, call{"step", handle, "elapsed", "", "", -1.0},
			call{"step", handle, "elapsed", "", "", at + 6000}, call{"step", handle, "disconnected", "", "", at + 7000})
	}
	for _, m := range all.Set() {
		calls = append(calls, call{"mayCall", string(m.ID), true, false, at, 0.0, at + 45_000}, call{"mayCall", string(m.ID), true, false, 0.0, 0.0, at})
	}
	handle++
	calls = append(calls, call{"makers"}, call{"follow", "oralb", ""}, call{"step", handle, "connected", "", "", at}, call{"step", handle, "subscribed", char("ff04"), "", at},
		call{"step", handle, "disconnected", "", "", at})
	return append(calls, call{"dialogue", "nobody", ""}, call{"dialogue", "oralb", "0g"}, call{"step", 99, "connected", "", "", at})
}

// TestDialogueOverTheSurface says what a page sees of an Oral-B's dialogue.
func TestDialogueOverTheSurface(t *testing.T) {
	s := surface{makers: all.Set()}
	var got []string
	for _, c := range dialogues()[:8] {
		got = append(got, s.do(t, c))
	}
	for i, want := range map[int]string{
		0: `{"handle":1}`,
		1: `[{"do":"wait","ms":5000},{"do":"read","char":"a0f0ff02-5047-4d53-8208-4f72616c2d42"}]`,
		2: `[{"do":"emit","frame":{"source":"phone","seq":1,"device":"02:00:00:00:15:01","at":"2026-01-05T05:58:40.000Z","kind":"read","char":"a0f0ff02-5047-4d53-8208-4f72616c2d42","hex":"32066e"}},{"do":"read","char":"a0f0ff05-5047-4d53-8208-4f72616c2d42"}]`,
		7: `{"error":"handle: there is no such dialogue, or it is over"}`,
	} {
		if got[i] != want {
			t.Errorf("call %d\ngot  %s\nwant %s", i, got[i], want)
		}
	}
	if !strings.HasSuffix(got[6], `,{"do":"hang_up"}]`) {
		t.Errorf("after the last value: %s", got[6])
	}
}

// TestMayCall says what a page is told before it connects.
func TestMayCall(t *testing.T) {
	s := surface{makers: all.Set()}
	const ended = 1767592720000.0
	for _, c := range []struct {
		call call
		want string
	}{
		{call{"mayCall", "oralb", true, false, ended, 0.0, ended + 30_000}, `{"may":true}`},
		{call{"mayCall", "oralb", true, false, ended, 0.0, ended + 29_999}, `{"may":false}`},
		{call{"mayCall", "oralb", true, false, ended, ended + 31_000, ended + 45_000}, `{"may":false}`},
		{call{"mayCall", "oralb", false, false, ended, 0.0, ended + 45_000}, `{"may":false}`},
		{call{"mayCall", "oralb", true, true, ended, 0.0, ended + 45_000}, `{"may":false}`},
		{call{"mayCall", "oralb", true, false, 0.0, 0.0, ended}, `{"may":false}`},
		{call{"mayCall", "sonicare", true, false, 0.0, 0.0, ended}, `{"may":true}`},
		{call{"mayCall", "xiaomi", true, false, ended, 0.0, ended + 45_000}, `{"may":false}`},
		{call{"mayCall", "nobody", true, false, ended, 0.0, ended}, `{"error":"brand: is not known"}`},
		{call{"mayCall", "oralb", true, false, -1.0, 0.0, ended}, `{"error":"ended: is no time"}`},
		{call{"mayCall", "oralb", true, false, ended, math.NaN(), ended}, `{"error":"called: is no time"}`},
		{call{"mayCall", "oralb", true, false, ended, 0.0, math.Inf(1)}, `{"error":"now: is no time"}`},
	} {
		if got := s.do(t, c.call); got != c.want {
			t.Errorf("%v: %s, want %s", c.call, got, c.want)
		}
	}
}

// TestLimits: what is too much is said, not done.
func TestLimits(t *testing.T) {
	s := surface{makers: brand.Set{{ID: "silent", Dialogue: func([]byte) brand.Dialogue { return silent }}}}
	for i := range maxDialogues + 1 {
		if got := string(s.dialogue("silent", "")); strings.Contains(got, "error") != (i == maxDialogues) {
			t.Errorf("dialogue %d: %s", i+1, got)
		}
	}
	s.close(1)
	if got := string(s.dialogue("silent", strings.Repeat("00", maxSecret+1))); !strings.Contains(got, "secret") {
		t.Error(got)
	}
	if got := string(s.dialogue("silent", "")); got != `{"handle":17}` {
		t.Error(got)
	}
	if got := string(s.decode(make([]byte, maxLines+1))); !strings.Contains(got, "lines") {
		t.Error(got)
	}
}

// silent is a maker's dialogue that does nothing.
func silent(brand.Event, time.Time) []brand.Action { return nil }
