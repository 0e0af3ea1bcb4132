//go:build unix

// Package pgtest starts a real PostgreSQL for tests: in a folder of its own, at a socket of its own, gone when the test binary ends.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Bounds of one server.
const (
	startUp  = 30 * time.Second
	takeDown = 20 * time.Second
	admin    = "enamel"
)

// Server is a running PostgreSQL. It keeps its promises as a real one does: fsync is on.
type Server struct {
	bin, dir string
	as       *syscall.Credential // nil: as this process
	hold     io.WriteCloser      // closing it stops the server
	run      *exec.Cmd
}

// watched runs the server for as long as somebody holds the other end of its standard input, so that a test that is killed leaves nothing.
const watched = `"$1" -D "$2/data" -k "$2" >>"$2/log" 2>&1 & pid=$!
read -r how; kill -"${how:-QUIT}" $pid; wait $pid; [ "$how" ] || rm -rf "$2"`

var (
	once   sync.Once
	shared *Server
	failed error
	number atomic.Int64
	mu     sync.Mutex
	spare  []string // schemas that are empty again
)

// Schema returns the address of a fresh, empty schema on a server that all tests of this binary share. The schema is dropped when the test
// ends. A machine without PostgreSQL fails the test.
func Schema(t testing.TB) string {
	t.Helper()
	return Shared(t).Schema(t)
}

// Emptied returns the address of an empty schema of the shared server whose tables an earlier test may have made: opening it is quick. It is
// emptied again when the test ends.
func Emptied(t testing.TB) string {
	t.Helper()
	s := Shared(t)
	mu.Lock()
	var name string
	if n := len(spare); n > 0 {
		name, spare = spare[n-1], spare[:n-1]
	}
	mu.Unlock()
	if name == "" {
		name = fmt.Sprintf("t%d", number.Add(1))
		s.Do(t, "CREATE SCHEMA "+name)
	}
	t.Cleanup(func() {
		s.Do(t, fmt.Sprintf(empty, name))
		mu.Lock()
		spare = append(spare, name)
		mu.Unlock()
	})
	return s.Address() + "&search_path=" + name
}

// empty deletes every row of a schema but the notes of which steps made its tables.
const empty = `DO $$ DECLARE t regclass; BEGIN
FOR t IN SELECT oid FROM pg_class WHERE relnamespace = '%s'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_step'
LOOP EXECUTE 'DELETE FROM ' || t; END LOOP; END $$`

// Shared returns the server that all tests of this binary share.
func Shared(t testing.TB) *Server {
	t.Helper()
	once.Do(func() { shared, failed = start() })
	if failed != nil {
		t.Fatal(failed)
	}
	return shared
}

// New starts a server for one test, which may stop and start it.
func New(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Remove() })
	return s
}

// Schema returns the address of a fresh, empty schema of this server, which is dropped when the test ends.
func (s *Server) Schema(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("t%d", number.Add(1))
	s.Do(t, "CREATE SCHEMA "+name)
	t.Cleanup(func() {
		if s.run != nil {
			s.Do(t, "DROP SCHEMA "+name+" CASCADE")
		}
	})
	return s.Address() + "&search_path=" + name
}

// Address returns the server's address, without a schema.
func (s *Server) Address() string {
	return "postgres://" + admin + "@/postgres?host=" + url.QueryEscape(s.dir)
}

// Socket returns the path of the server's socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, ".s.PGSQL.5432") }

// Do runs a statement as the server's owner.
func (s *Server) Do(t testing.TB, text string, args ...any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startUp)
	defer cancel()
	c, err := pgx.Connect(ctx, s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	if _, err := c.Exec(ctx, text, args...); err != nil {
		t.Fatal(text, err)
	}
}

// Stop ends the server at once, as a power cut does to everything but the disk; Start starts it again on what is there.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.Halt(); err != nil {
		t.Fatal(err)
	}
}

// Start starts a server that was stopped.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
}

// Launch is New for a program that is no test; Remove gives everything back.
func Launch() (*Server, error) { return start() }

// Halt is Stop for a program that is no test.
func (s *Server) Halt() error {
	if _, err := io.WriteString(s.hold, "QUIT\n"); err != nil {
		return err
	}
	return s.wait()
}

// Resume is Start for a program that is no test.
func (s *Server) Resume() error { return s.start() }

// Remove stops the server and removes what it kept.
func (s *Server) Remove() {
	if s.run != nil {
		_ = s.hold.Close()
		_ = s.wait()
	}
	_ = os.RemoveAll(s.dir)
}

func (s *Server) wait() error {
	done := make(chan struct{})
	go func() { _ = s.run.Wait(); close(done) }()
	select {
	case <-done:
		s.run = nil
		return nil
	case <-time.After(takeDown):
		return errors.New("PostgreSQL did not stop")
	}
}

func start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin}
	// A socket's path has room for 107 bytes: not every temporary folder is short enough.
	if s.dir, err = os.MkdirTemp("/tmp", "enamel-pg"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		if s.as, err = somebody(); err != nil {
			return nil, err
		}
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := s.command("initdb", "-D", filepath.Join(s.dir, "data"), "-U", admin, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		s.Remove()
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	conf := "listen_addresses = ''\nmax_connections = 200\nshared_buffers = 64MB\nfsync = on\nsynchronous_commit = on\ndeadlock_timeout = 100ms\n"
	f, err := os.OpenFile(filepath.Join(s.dir, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	if _, err := f.WriteString(conf); err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.bin, name)
	}
	c := exec.Command(name, args...)
	c.Dir = s.dir
	if s.as != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	}
	return c
}

func (s *Server) start() error {
	s.run = s.command("/bin/sh", "-c", watched, "sh", filepath.Join(s.bin, "postgres"), s.dir)
	var err error
	if s.hold, err = s.run.StdinPipe(); err != nil {
		return err
	}
	if err := s.run.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startUp)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.Address())
		if err == nil {
			return c.Close(ctx)
		}
		if ctx.Err() != nil {
			text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("PostgreSQL did not start: %w: %s", err, text)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// somebody is a user who is not root.
func somebody() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody")
}

// binaries finds the folder with PostgreSQL's programs, the newest where there are several.
func binaries() (string, error) {
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	best, version := "", 0
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/postgres", "/usr/pgsql-*/bin/postgres", "/opt/homebrew/opt/postgresql@*/bin/postgres", "/usr/local/opt/postgresql@*/bin/postgres"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		for _, p := range found {
			digits := strings.FieldsFunc(p, func(r rune) bool { return r < '0' || r > '9' })
			if i := slices.IndexFunc(digits, func(s string) bool { return s != "" }); i >= 0 {
				if n, err := strconv.Atoi(digits[i]); err == nil && n > version {
					best, version = filepath.Dir(p), n
				}
			}
		}
	}
	if version < 15 {
		return "", errors.New("these tests need PostgreSQL 15 or later: install it (Debian: apt-get install postgresql), or put its programs into PATH")
	}
	return best, nil
}
