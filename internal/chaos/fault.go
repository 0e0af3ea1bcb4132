package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
	"time"
)

// fault is one way to hurt what runs. It is over when strike returns; whatever strike draws it draws before it acts, so that a seed draws
// the same again.
type fault struct {
	name   string
	weight int
	strike func(c *campaign, rnd *rand.Rand) error
}

// common are the faults of every store.
var common = []fault{
	{"hang", 3, hang},
	{"clock", 3, moveClock},
	{"signal to end", 2, endGently},
}

// hang stops the server for a while, as a machine that swaps does; sometimes it never comes back.
func hang(c *campaign, rnd *rand.Rand) error {
	hold, dies := time.Duration(20+rnd.IntN(300))*time.Millisecond, rnd.IntN(4) == 0
	p := c.running()
	if p == nil {
		return nil
	}
	p.signal(syscall.SIGSTOP)
	c.sleep(hold)
	if dies {
		c.killNow("while it hung")
		return nil
	}
	p.signal(syscall.SIGCONT)
	return nil
}

// moveClock lets the server's clock jump. It stays there until the next jump, over the lives of servers.
func moveClock(c *campaign, rnd *rand.Rand) error {
	by := time.Duration(rnd.Int64N(int64(6*time.Hour))) - 3*time.Hour
	if rnd.IntN(3) == 0 {
		by /= 60
	}
	if c.ahead != 0 && rnd.IntN(2) == 0 {
		by = 0
	}
	return c.setClock(by)
}

// setClock moves the server's clock away from the machine's.
func (c *campaign) setClock(by time.Duration) error {
	if err := os.WriteFile(c.clock+".new", []byte(by.String()), 0o600); err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	if err := os.Rename(c.clock+".new", c.clock); err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	c.ahead = by
	c.tell("the server's clock is %v ahead", by)
	return nil
}

// endGently asks the server to end, as a service manager does.
func endGently(c *campaign, _ *rand.Rand) error {
	p := c.running()
	if p == nil {
		return nil
	}
	if !p.stop(15 * time.Second) {
		c.wrong("asked to end, the server did not end in order: %v\n%s", p.err, p.log.String())
	}
	c.server.Store(nil)
	return c.startNow()
}

// secondServer lets another server work on the same store for a while, as when a service is replaced without a pause, and kills it.
func secondServer(c *campaign, rnd *rand.Rand) error {
	hold := time.Duration(30+rnd.IntN(400)) * time.Millisecond
	p, err := start(c.binary, c.clock, c.flags(1)...)
	if err != nil {
		return err
	}
	select {
	case ok := <-p.ready:
		if !ok {
			<-p.ended
			if !c.hurting.Load() && c.backend.harmed() == "" {
				c.wrong("a second server on the same store does not start: %v\n%s", p.err, p.log.String())
			}
			return nil
		}
	case <-time.After(20 * time.Second):
		p.kill()
		c.wrong("a second server on the same store does not start within 20 s\n%s", p.log.String())
		return nil
	}
	c.second.Store(true)
	c.sleep(hold)
	c.second.Store(false)
	p.kill()
	c.kills++
	c.autopsy(p)
	return nil
}
