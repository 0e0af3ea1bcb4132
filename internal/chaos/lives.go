package main

import (
	"maps"
	"slices"
	"time"
)

// flags are those of the server, or of the second one.
func (c *campaign) flags(server int) []string {
	all := c.backend.flags()
	for _, flag := range slices.Sorted(maps.Keys(c.addrs[server])) {
		all = append(all, flag, c.addrs[server][flag])
	}
	return all
}

// startNow starts a server, unless one runs, and waits until it answers. One that may not fail to start and does is a broken promise.
func (c *campaign) startNow() error {
	for try := 1; c.running() == nil; try++ {
		p, err := start(c.binary, c.clock, c.flags(0)...)
		if err != nil {
			return err
		}
		c.starts++
		c.server.Store(p)
		select {
		case ok := <-p.ready:
			if ok {
				c.tell("start %d", c.starts)
				return nil
			}
			<-p.ended
			c.server.Store(nil)
			c.autopsy(p)
			if c.hurting.Load() {
				return nil
			}
			// What befalls the way to a database befalls a start as well; who starts it tries again, as a service manager does.
			if c.backend.harmed() == "" || try == 50 {
				c.wrong("start %d: the server does not start: %v\n%s", c.starts, p.err, p.log.String())
				return nil
			}
			c.tell("start %d fails: %s", c.starts, p.log.String())
			c.sleep(200 * time.Millisecond)
		case <-time.After(30 * time.Second):
			c.wrong("start %d: the server does not answer within 30 s\n%s", c.starts, p.log.String())
			c.killNow("because it did not answer")
			return nil
		}
	}
	return nil
}

// killNow is kill -9 of the server, if one runs.
func (c *campaign) killNow(why string) {
	p := c.server.Swap(nil)
	if p == nil {
		return
	}
	if p.over() {
		c.ended++
		if p.err != nil {
			c.wrong("the server ended by itself: %v\n%s", p.err, p.log.String())
		}
		return
	}
	p.kill()
	c.kills++
	c.tell("kill %d %s", c.kills, why)
	c.autopsy(p)
}

// autopsy asks whether a server panicked.
func (c *campaign) autopsy(p *process) {
	if s := p.panicked(); s != "" {
		c.wrong("the server panicked:\n%s", s)
	}
}
