package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/pgtest"
)

// A first hour: the server prints a link, the link makes a household, a token is made while the server runs, a virtual brush brushes and
// is seen live, and the server ends well when it is told to, open stream or not.
func TestFirstHour(t *testing.T) {
	t.Run("a file", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		firstHour(t, "--data", data)
		// Everything is in one file again, and the key beside it.
		want := []string{filepath.Join(data, "enamel.db"), filepath.Join(data, "enamel.key")}
		if files, err := filepath.Glob(filepath.Join(data, "*")); err != nil || !slices.Equal(files, want) {
			t.Errorf("%v %v", files, err)
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		firstHour(t, "--data", data, "--store", pgtest.Schema(t))
		if _, err := os.Stat(data); err == nil {
			t.Error("a data folder was made, and nothing needs it")
		}
	})
}

func firstHour(t *testing.T, where ...string) {
	at := func(verb string, args ...string) *exec.Cmd {
		return enamel(t, append(append([]string{verb}, where...), args...)...)
	}
	server := at("serve", "--listen", "127.0.0.1:0", "--log", "error")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	first, _ := lines.ReadString('\n')
	second, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("%q %q %v", first, second, err)
	}
	i := strings.Index(first, "http://")
	address := strings.TrimSpace(first[i:])
	_, code, ok := strings.Cut(strings.TrimSpace(second), address+"/setup#")
	if !ok || len(code) < 40 {
		t.Fatalf("%q %q", first, second)
	}
	var cookie string
	call := func(method, path, body string) (int, string) {
		t.Helper()
		q, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Cookie", "enamel_session="+cookie)
		res, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		for _, c := range res.Cookies() {
			cookie = c.Value
		}
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	if n, b := call("GET", "/healthz", ""); n != 200 {
		t.Fatalf("%d %s", n, b)
	}
	t.Logf("start to first 200: %v", time.Since(begun))
	if n, b := call("POST", "/api/v1/setup", `{"code":"`+code+`","name":"Ada","email":"ada@example.org","password":"four words by chance","household":"Mill Lane",
		"time_zone":"Europe/Berlin","people":[{"name":"Mia"}]}`); n != 201 {
		t.Fatalf("%d %s", n, b)
	}
	token, err := at("token", "--scopes", "people:read", "--name", "script").Output()
	if err != nil {
		t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(t.Context(), "GET", address+"/api/v1/people", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	var people struct{ Items []struct{ ID string } }
	if err := json.NewDecoder(res.Body).Decode(&people); err != nil || len(people.Items) != 1 {
		t.Fatalf("%v %v", people, err)
	}
	_ = res.Body.Close()

	if n, b := call("POST", "/api/v1/virtual-brush", `{"seconds":60,"seed":7,"person_id":"`+people.Items[0].ID+`"}`); n != 202 || !strings.Contains(b, "VIRTUAL-") {
		t.Fatalf("%d %s", n, b)
	}
	if n, b := call("POST", "/api/v1/virtual-brush", `{"person_id":"`+people.Items[0].ID+`"}`); n != 409 {
		t.Errorf("the same brush twice: %d %s", n, b)
	}
	if n, b := call("POST", "/api/v1/virtual-brush", `{"person_id":"nobody"}`); n != 422 {
		t.Errorf("nobody's brush: %d %s", n, b)
	}
	if n, _ := call("POST", "/api/v1/virtual-brush", `{}`); n != 202 {
		t.Errorf("a second brush: %d", n)
	}
	if n, b := call("GET", "/api/v1/brushes", ""); n != 200 || strings.Count(b, `"virtual":true`) != 2 {
		t.Errorf("%d %s", n, b)
	}
	q, err = http.NewRequestWithContext(t.Context(), "GET", address+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Cookie", "enamel_session="+cookie)
	res, err = http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	live := bufio.NewReader(res.Body)
	for {
		s, err := live.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended before anybody was seen brushing: %v", err)
		}
		if strings.HasPrefix(s, "data: ") && strings.Contains(s, `"person_id":"`+people.Items[0].ID+`"`) && strings.Contains(s, `"duration_s":2,`) {
			break
		}
	}
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, live); err != nil {
		t.Errorf("the open stream broke instead of ending: %v", err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// What cannot be done says so in a sentence, and changes nothing.
func TestCommandsRefuse(t *testing.T) {
	h := newHouse(t)
	empty := t.TempDir()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for _, c := range []struct {
		in, says string
		args     []string
	}{
		{"", "nothing in that folder yet", []string{"token", "--data", empty, "--scopes", "frames:write"}},
		{"", "frames:write, timer:write", []string{"token", "--data", h.data, "--scopes", "frames:wrote"}},
		{"", "there is none of that id or name", []string{"token", "--data", h.data, "--scopes", "frames:write", "--household", "Next door"}},
		{"", "expires", []string{"token", "--data", h.data, "--scopes", "frames:write", "--expires=-1h"}},
		{"a password of some length\n", "there is an account already", []string{"setup", "--data", h.data, "--household", "B", "--owner", "b@example.org"}},
		{"short\n", "password: is shorter than 10 characters", []string{"setup", "--data", empty, "--household", "B", "--owner", "b@example.org"}},
		{"", "nothing came", []string{"setup", "--data", empty, "--household", "B", "--owner", "b@example.org"}},
		{"a password of some length\n", "email: is no e-mail address", []string{"setup", "--data", empty, "--household", "B", "--owner", "nobody"}},
		{"a password of some length\n", "time_zone", []string{"setup", "--data", empty, "--household", "B", "--owner", "b@example.org", "--time-zone", "Moon/Base"}},
		{"", "listen", []string{"serve", "--data", empty, "--listen", taken.Addr().String()}},
		{"", "store: the address should begin with postgres://", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--store", "mysql://h/d"}},
		{"", "store: is no address of a PostgreSQL", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--store", "postgres://h:port/d"}},
		{"", "unavailable", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--store", "postgres://somebody:secret@127.0.0.1:1/d"}},
		{"", "mqtt-listen", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--mqtt-listen", taken.Addr().String()}},
		{"", "mqtt-tls-cert", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--mqtt-tls-listen", "127.0.0.1:0"}},
		{"", "mqtt-max-rate: must be 1 or more", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--mqtt-max-rate", "0"}},
		{"", "mqtt-upstream: is no address", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--mqtt-upstream", "teeth"}},
		{"", "mqtt-upstream-slots", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--mqtt-upstream", "mqtt://b", "--mqtt-upstream-slots", "17"}},
		{"", "mqtt-upstream-ca", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--mqtt-upstream", "mqtts://b", "--mqtt-upstream-ca", taken.Addr().String()}},
		{"", "public-url", []string{"serve", "--data", empty, "--listen", "127.0.0.1:0", "--public-url", "teeth"}},
	} {
		cmd := enamel(t, c.args...)
		var complaints, answer bytes.Buffer
		cmd.Stdin, cmd.Stderr, cmd.Stdout = strings.NewReader(c.in), &complaints, &answer
		if err := cmd.Run(); strings.Contains(complaints.String(), "secret") {
			t.Errorf("%v: prints a password: %s", c.args, &complaints)
		} else if err == nil || !strings.Contains(complaints.String(), c.says) || answer.Len() > 0 {
			t.Errorf("%v: %v, says %q and %q, want ...%s...", c.args, err, &complaints, &answer, c.says)
		}
	}
	// The server that runs was not disturbed.
	if b := h.get("/people"); !bytes.Contains(b, []byte("Anna")) {
		t.Errorf("%s", b)
	}
}
