package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// TestMain lets the test's own binary be enamel, so that whole processes can be started and killed.
func TestMain(m *testing.M) {
	if os.Getenv("BE_ENAMEL") != "" {
		if err := os.Unsetenv("BE_ENAMEL"); err != nil {
			panic(err)
		}
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// house is a data folder, an address, and the server that runs there, if one does.
type house struct {
	t      *testing.T
	data   string
	more   []string // flags of every command
	flags  []string // flags of serve
	listen string
	token  string
	server *exec.Cmd
}

func enamel(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "BE_ENAMEL=1")
	cmd.Stderr = os.Stderr
	return cmd
}

// newHouse sets up a household in a folder, or where more flags say, and serves it.
func newHouse(t *testing.T, more ...string) *house {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, data: t.TempDir(), more: more, listen: l.Addr().String()}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	set := h.enamel("setup", "--household", "Home", "--owner", "anna@example.org", "--time-zone", "Europe/Berlin", "--person", "Anna", "--person", "Mia")
	set.Stdin = strings.NewReader("a password of some length\n")
	if err := set.Run(); err != nil {
		t.Fatalf("setup: %v", err)
	}
	token, err := h.enamel("token", "--scopes", "frames:write,sessions:read,people:read,brushes:read,brushes:write", "--name", "test").Output()
	if err != nil {
		t.Fatalf("token: %v", err)
	}
	h.token = strings.TrimSpace(string(token))
	h.start()
	return h
}

// enamel runs a command where the household is kept.
func (h *house) enamel(verb string, args ...string) *exec.Cmd {
	return enamel(h.t, append(append([]string{verb, "--data", h.data}, h.more...), args...)...)
}

func (h *house) start() {
	h.t.Helper()
	h.server = h.enamel("serve", append([]string{"--listen", h.listen, "--log", "error"}, h.flags...)...)
	out, err := h.server.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.server.Start(); err != nil {
		h.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, h.listen) {
		h.t.Fatalf("the server says %q, %v", line, err)
	}
	h.t.Cleanup(h.kill)
}

// kill is kill -9, as a power cut would be for the process.
func (h *house) kill() {
	if h.server != nil {
		_ = h.server.Process.Kill() // it may have ended by itself
		_ = h.server.Wait()
		h.server = nil
	}
}

func (h *house) get(path string) []byte {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), "GET", "http://"+h.listen+"/api/v1"+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+h.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		h.t.Fatalf("GET %s: %d, %v: %s", path, res.StatusCode, err, b)
	}
	return b
}

// sessions returns the sessions without what differs from household to household and from run to run.
func (h *house) sessions() (out []map[string]any) {
	h.t.Helper()
	var list struct{ Items []map[string]any }
	if err := json.Unmarshal(h.get("/sessions?limit=500"), &list); err != nil {
		h.t.Fatal(err)
	}
	for _, s := range list.Items {
		id := s["id"].(string)
		var one map[string]any
		if err := json.Unmarshal(h.get("/sessions/"+id), &one); err != nil {
			h.t.Fatal(err)
		}
		delete(one, "id")
		delete(one, "updated_at")
		out = append(out, one)
	}
	return out
}

func (h *house) simulate(args ...string) *exec.Cmd {
	return enamel(h.t, append([]string{"simulate", "--to", "http://" + h.listen, "--token", h.token}, args...)...)
}

func recording(t *testing.T) (file string, fs []brush.Frame) {
	t.Helper()
	fs = sinktest.Capture(t)
	var b []byte
	for i := range fs {
		b = append(wire.AppendFrame(b, &fs[i]), '\n')
	}
	file = filepath.Join(t.TempDir(), "capture.jsonl")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, fs
}

// A recording is replayed to a server that is killed twice meanwhile. In the end everything is there, once, and the sessions are those of
// an undisturbed run.
func TestReplaySurvivesKills(t *testing.T) {
	file, fs := recording(t)
	calm := newHouse(t)
	if err := calm.simulate("--replay", file, "--speed", "0").Run(); err != nil {
		t.Fatalf("undisturbed: %v", err)
	}
	want := calm.sessions()
	if len(want) != 2 {
		t.Fatalf("undisturbed: %d sessions, want 2", len(want))
	}
	calm.kill()
	t.Run("a file", func(t *testing.T) { survivesKills(t, newHouse(t), file, fs, want) })
	t.Run("PostgreSQL", func(t *testing.T) { survivesKills(t, newHouse(t, "--store", pgtest.Schema(t)), file, fs, want) })
}

func survivesKills(t *testing.T, h *house, file string, fs []brush.Frame, want []map[string]any) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	replay := h.simulate("--replay", file, "--speed", "100") // 258 s in 2.6 s
	var complaints bytes.Buffer
	replay.Stderr = &complaints
	if err := replay.Start(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		time.Sleep(time.Duration(300+rnd.IntN(600)) * time.Millisecond)
		h.kill()
		time.Sleep(time.Duration(150+rnd.IntN(200)) * time.Millisecond) // long enough for the replay to notice
		h.start()
	}
	if err := replay.Wait(); err != nil {
		t.Fatalf("the replay gave up: %v\n%s", err, &complaints)
	}
	if !strings.Contains(complaints.String(), fmt.Sprintf("%d frames are kept", len(fs))) || !strings.Contains(complaints.String(), "trying again") {
		t.Errorf("the replay says %q", &complaints)
	}
	if got := h.sessions(); !reflect.DeepEqual(got, want) {
		t.Errorf("sessions are\n%v\nan undisturbed run has\n%v", got, want)
	}

	kept := map[uint64]int{}
	for lines := wire.NewLines(bytes.NewReader(h.get("/brushes/"+string(fs[0].Device)+"/frames")), 0); ; {
		line, _, err := lines.Next()
		if err == io.EOF {
			break
		}
		var f brush.Frame
		if err == nil {
			err = wire.ParseFrame(line, &f)
		}
		if err != nil {
			t.Fatalf("the export is no wire lines: %v", err)
		}
		kept[f.Seq]++
	}
	for i := range fs {
		if n := kept[fs[i].Seq]; n != 1 {
			t.Errorf("frame %d is kept %d times", fs[i].Seq, n)
		}
	}
}

// A household's past: everybody has a brush of their own, the sessions are theirs, and the same seed again adds nothing.
func TestHistoryFillsAHousehold(t *testing.T) {
	h := newHouse(t)
	if err := h.simulate("--history", "20d").Run(); err != nil {
		t.Fatal(err)
	}
	first := h.sessions()
	if len(first) < 50 || len(first) > 100 {
		t.Errorf("%d sessions of two people in 20 days", len(first))
	}
	for _, s := range first {
		if s["person_id"] == nil || s["how"] != "only_brusher" || s["state"] != "ended" || s["score"] == nil {
			t.Fatalf("session %v", s)
		}
	}
	if err := h.simulate("--history", "20d").Run(); err != nil {
		t.Fatal(err)
	}
	if again := h.sessions(); len(again) != len(first) {
		t.Errorf("%d sessions, after the same once more %d", len(first), len(again))
	}
}

func TestSimulateRefuses(t *testing.T) {
	h := newHouse(t)
	file, _ := recording(t)
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--replay", bad}, "line 1: device: is missing"},
		{[]string{"--replay", "/no/such/file"}, "no such file"},
		{[]string{"--history", "0d"}, "number of days"},
		{[]string{"--now"}, "--now goes with --replay"},
		{[]string{"--replay", file, "--history", "3d"}, "do not go together"},
		{[]string{"--brushes", "0"}, "--brushes"},
		{[]string{"--maker", "nobody"}, "--maker"},
		{[]string{"--token", "wrong", "--replay", file, "--speed", "0"}, "401"},
		{[]string{"--token", "wrong", "--history", "3d"}, "401"},
		{[]string{"--to", "nowhere"}, "must be the server's address"},
	} {
		cmd := h.simulate(c.args...)
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		if err := cmd.Run(); err == nil || !strings.Contains(complaints.String(), c.says) {
			t.Errorf("%v: %v, says %q, want ...%s...", c.args, err, &complaints, c.says)
		}
	}
}
