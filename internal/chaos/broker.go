package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// relayed is the source that servers know the messages of somebody else's broker by.
const relayed = "mqtt"

// lease is how long a slot stays with a server that was killed.
const lease = "500ms"

// foreign is somebody else's broker, a real Mosquitto, of which servers are clients. What it said yes to it owes them: that yes is its own, and
// theirs comes later.
type foreign struct {
	conf, addr string
	cmd        *exec.Cmd
}

// newForeign starts a broker that keeps what it has in dir.
func newForeign(dir string) (*foreign, error) {
	addr, err := freePort(rand.New(rand.NewPCG(rand.Uint64(), 0)))
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	conf := fmt.Sprintf("listener %s 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location %s/\nmax_queued_messages 0\nlog_type none\n", port, dir)
	if os.Getuid() == 0 {
		conf += "user root\n"
	}
	f := &foreign{conf: filepath.Join(dir, "mosquitto.conf"), addr: addr}
	if err := os.WriteFile(f.conf, []byte(conf), 0o600); err != nil {
		return nil, err
	}
	return f, f.start()
}

func (f *foreign) start() error {
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto"
	}
	f.cmd = exec.Command(path, "-c", f.conf)
	if err := f.cmd.Start(); err != nil {
		return fmt.Errorf("start the broker Mosquitto (scripts/need.sh mosquitto): %w", err)
	}
	for begin := time.Now(); time.Since(begin) < 20*time.Second; time.Sleep(5 * time.Millisecond) {
		if c, err := net.Dial("tcp", f.addr); err == nil {
			return c.Close()
		}
	}
	return errors.New("the broker Mosquitto does not answer")
}

// stop asks it to end, and it writes what it has: of one that is killed nobody promised anything.
func (f *foreign) stop() {
	_ = f.cmd.Process.Signal(syscall.SIGTERM)
	_ = f.cmd.Wait() // how it ends is its own
}

// restart is the fault.
func (f *foreign) restart(c *campaign, rnd *rand.Rand) error {
	hold := time.Duration(rnd.IntN(400)) * time.Millisecond
	f.stop()
	c.sleep(hold)
	return f.start()
}

// arrive waits until what the other broker said yes to is kept, while a server runs. What never comes is found missing by the judge.
func (c *campaign) arrive(ctx context.Context) error {
	owed := c.ledger.owed()
	if len(owed) == 0 {
		return nil
	}
	st, err := c.backend.open(ctx)
	if err != nil {
		return fmt.Errorf("wait for what the other broker has: %w", err)
	}
	defer st.Close()
	for begin := time.Now(); len(owed) > 0 && time.Since(begin) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
		for d, fs := range owed {
			from, to := span(fs)
			have := map[name]bool{}
			if err := st.Frames(ctx, c.home, d, from, to, func(f *brush.Frame) error {
				have[nameOf(f)] = true
				return nil
			}); err != nil {
				return fmt.Errorf("wait for what the other broker has: %w", err)
			}
			if owed[d] = slices.DeleteFunc(fs, func(f brush.Frame) bool { return have[nameOf(&f)] }); len(owed[d]) == 0 {
				delete(owed, d)
			}
		}
	}
	return nil
}
