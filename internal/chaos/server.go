package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// build builds the program, with the clock that jumps, into dir.
func build(ctx context.Context, root, dir string) (string, error) {
	binary := filepath.Join(dir, "enamel")
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "chaos", "-o", binary, "./cmd/enamel")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return binary, nil
}

// rootOf finds the folder of the module that the working directory is in.
func rootOf() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("this is not inside the module: start it in the repository")
		}
		dir = up
	}
}

// freePort finds a port below those that connections take for themselves, so that it is still free when a server starts again.
func freePort(rnd *rand.Rand) (string, error) {
	for range 100 {
		addr := "127.0.0.1:" + strconv.Itoa(12000+rnd.IntN(18000))
		if l, err := net.Listen("tcp", addr); err == nil {
			return addr, l.Close()
		}
	}
	return "", errors.New("there is no free port")
}

// process is one life of the real program.
type process struct {
	cmd   *exec.Cmd
	ready chan bool // gets true once it answers, or false when it has ended before
	ended chan struct{}
	err   error // how it ended; after ended
	log   tail
}

// tail keeps the end of what a program writes.
type tail struct {
	mu sync.Mutex
	b  []byte
}

// Write is io.Writer's.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.b = append(t.b, p...); len(t.b) > 64<<10 {
		t.b = bytes.Clone(t.b[len(t.b)-32<<10:])
	}
	return len(p), nil
}

// String returns what is kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}

// start starts the program.
func start(binary, clock string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(binary, append([]string{"serve", "--log", "warn"}, args...)...), ready: make(chan bool, 1), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), "ENAMEL_CHAOS_CLOCK="+clock)
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	go func() {
		lines := bufio.NewReader(out)
		line, err := lines.ReadString('\n')
		p.ready <- err == nil && strings.Contains(line, " answers at ")
		_, _ = io.Copy(io.Discard, lines)
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) } // it may have ended by itself

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// over reports whether it has ended.
func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// panicked returns what it wrote when it ended by a panic, "" otherwise.
func (p *process) panicked() string {
	log := p.log.String()
	for _, sign := range []string{"\npanic: ", "fatal error: ", "level=ERROR msg=panic", "WARNING: DATA RACE"} {
		if i := strings.Index("\n"+log, sign); i >= 0 {
			return log[max(0, i-1):min(len(log), i+4000)]
		}
	}
	return ""
}

// stop asks it to end, as a service manager does, and kills it when it takes too long.
func (p *process) stop(within time.Duration) (clean bool) {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.ended:
		return p.err == nil
	case <-time.After(within):
		p.kill()
		return false
	}
}
