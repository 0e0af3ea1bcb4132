package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// server is the real program, running on a data folder of its own.
type server struct {
	cmd   *exec.Cmd
	url   string
	path  string        // where sessions and frames are posted
	token string        // "": it asks for none
	took  time.Duration // from its start to its first 200
}

// begin sets a household up, unless the folder is there already, and starts the program on it.
func begin(ctx context.Context, binary string, d data) (*server, error) {
	if _, err := os.Stat(d.dir); err != nil {
		if err := os.MkdirAll(d.dir, 0o700); err != nil {
			return nil, err
		}
		if _, err := command(ctx, "correct horse battery\n", binary, d.with("setup", "--household", "Bench", "--owner", "bench@example.org")...); err != nil {
			return nil, err
		}
	}
	token, err := command(ctx, "", binary, d.with("token", "--scopes", "frames:write", "--source", "bench")...)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, binary, d)
	if err != nil {
		return nil, err
	}
	s.token = strings.TrimSpace(token)
	return s, nil
}

// start starts the program on what is there.
func start(ctx context.Context, binary string, d data) (*server, error) {
	addr, err := free()
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + addr, path: "/api/v1/frames"}
	s.cmd = exec.CommandContext(ctx, binary, d.with("serve", "--listen", addr)...)
	return s, s.ready("/healthz")
}

// free returns an address that nobody listens at.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// ready starts the program and waits for its first 200.
func (s *server) ready(path string) error {
	start := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for time.Since(start) < 10*time.Second {
		if r, err := http.Get(s.url + path); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.took = time.Since(start)
				return nil
			}
		}
		time.Sleep(500 * time.Microsecond)
	}
	s.end()
	return fmt.Errorf("%s does not answer at %s", s.cmd.Path, s.url)
}

func (s *server) end() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func command(ctx context.Context, stdin, binary string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("enamel %s: %w: %s", strings.Join(args, " "), err, errs.String())
	}
	return string(out), nil
}

// lightness is what the program costs when it does nothing.
type lightness struct {
	start    []float64 // ms
	resident float64   // MB
	size     float64   // MB
}

func light(ctx context.Context, binary, dir string) (l lightness, err error) {
	const starts = 15
	for i := range starts {
		s, err := begin(ctx, binary, data{dir: dir})
		if err != nil {
			return l, err
		}
		l.start = append(l.start, s.took.Seconds()*1000)
		if i == starts-1 {
			time.Sleep(2 * time.Second)
			l.resident, err = resident(s.cmd.Process.Pid)
		}
		s.end()
		if err != nil {
			return l, err
		}
	}
	f, err := os.Stat(binary)
	if err != nil {
		return l, err
	}
	l.size = float64(f.Size()) / 1e6
	return l, nil
}

// resident reads a process's resident memory in MB; Linux only.
func resident(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb * 1024 / 1e6, nil
		}
	}
	return 0, fmt.Errorf("no VmRSS of %d", pid)
}

// busy reads how long the program has kept processors busy; Linux only, 0 elsewhere.
func (s *server) busy() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// Behind the name, which ends with the last bracket, come the state and more; the 12th and 13th are ticks of a hundredth of a second.
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(f) < 13 {
		return 0
	}
	var ticks int64
	for _, v := range f[11:13] {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
