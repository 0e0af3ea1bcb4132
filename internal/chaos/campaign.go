package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// plan is what a campaign is asked to do.
type plan struct {
	Seed    uint64
	Kills   int
	Senders int
	Doors   []door // none: all that the program has
	Store   string
	Binary  string // "": it is built
	Root    string // of the module
	Dir     string // of everything it writes; made by the caller
	Lie     string // "": nobody lies
	Log     io.Writer
}

// result is what came of it.
type result struct {
	Kills, Ended, Starts      int
	Faults                    map[string]int
	Connections               int64  // that came to harm between senders and servers
	Store                     string // what came to harm between servers and store
	Said, Yes                 int
	Missing, Twice, Foreign   int
	Sessions, Changes, Checks int
	Joins                     int            // how often the follower had to begin again
	Notes                     int            // of a person, answered with yes
	Answers                   map[string]int // that were not yes, by what came instead
	Took                      time.Duration
	Doors                     []door
	Wrong                     []string
}

// campaign is one run.
type campaign struct {
	plan
	backend      backend
	clock        string // file that says how far ahead the server's clock is
	ahead        time.Duration
	addrs        [2]map[string]string // of the server and of a second one: where each flag's door is
	binary       string
	home         brush.HouseholdID
	ledger       *ledger
	senders      []*sender
	networks     []*network
	follower     *follower
	writer       *writer
	begun        time.Time
	kills, ended int
	starts       int
	checks       int

	foreign *foreign // nil: no door leads by way of it
	server  atomic.Pointer[process]
	second  atomic.Bool // another server works on the same store
	hurting atomic.Bool // a server may fail to start
	calm    atomic.Bool // no more harm, and nothing new to say
	answers tally

	handles struct {
		sync.Mutex
		all  []*handle
		turn []int // by sender
	}
	log struct {
		sync.Mutex
		wrong []string
	}
	stop context.CancelFunc // of the senders
}

// tell writes a line of the log.
func (c *campaign) tell(format string, args ...any) {
	c.log.Lock()
	defer c.log.Unlock()
	fmt.Fprintf(c.Log, "%9.3f  %s\n", time.Since(c.begun).Seconds(), fmt.Sprintf(format, args...))
}

// wrong notes that a promise was broken.
func (c *campaign) wrong(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	c.tell("WRONG: %s", s)
	c.log.Lock()
	defer c.log.Unlock()
	if len(c.log.wrong) < 20 {
		c.log.wrong = append(c.log.wrong, s)
	}
}

func (c *campaign) failed() bool {
	c.log.Lock()
	defer c.log.Unlock()
	return len(c.log.wrong) > 0
}

func (c *campaign) sleep(d time.Duration) { time.Sleep(d) }

// dying says whether a server may fail to start just now.
func (c *campaign) dying(yes bool) { c.hurting.Store(yes) }

// running returns the server, nil when there is none.
func (c *campaign) running() *process { return c.server.Load() }

// run runs a campaign; when the context ends there is no more harm, and what was done until then is judged. An error says that it could not be
// run; what it found wrong is in the result.
func run(ctx context.Context, p plan) (res result, err error) {
	c := &campaign{plan: p, ledger: newLedger(), begun: time.Now(), clock: filepath.Join(p.Dir, "clock")}
	data := filepath.Join(p.Dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return res, err
	}
	if c.binary = p.Binary; c.binary == "" {
		if c.binary, err = build(ctx, p.Root, p.Dir); err != nil {
			return res, err
		}
	}
	if len(c.Doors) == 0 {
		if c.Doors, err = doorsIn(ctx, c.binary); err != nil {
			return res, err
		}
	}
	if c.backend, err = newBackend(p.Store, data, p.Seed, &c.calm); err != nil {
		return res, err
	}
	defer func() {
		if e := c.backend.close(); e != nil && err == nil {
			err = e
		}
	}()
	// What is free is not ours to choose, and so not the seed's.
	for i := range c.addrs {
		c.addrs[i] = map[string]string{}
		for _, d := range append([]door{{flag: listens}}, c.Doors...) {
			if c.addrs[i][d.flag] != "" || d.far {
				continue
			}
			if c.addrs[i][d.flag], err = freePort(rand.New(rand.NewPCG(rand.Uint64(), 0))); err != nil {
				return res, err
			}
		}
	}
	if slices.ContainsFunc(c.Doors, func(d door) bool { return d.far }) {
		dir := filepath.Join(p.Dir, "broker")
		if err := os.Mkdir(dir, 0o700); err != nil {
			return res, err
		}
		if c.foreign, err = newForeign(dir); err != nil {
			return res, err
		}
		defer c.foreign.stop()
		n, err := c.network("way to the broker", func(uint64) string { return c.foreign.addr })
		if err != nil {
			return res, err
		}
		for i := range c.addrs {
			c.addrs[i][upstream], c.addrs[i][upstream+"-lease"] = "mqtt://"+n.addr(), lease
		}
	}
	c.handles.all, err = household(p.Seed, p.Root, p.Senders)
	if err != nil {
		return res, err
	}
	c.handles.turn = make([]int, p.Senders)
	if err := c.furnish(ctx); err != nil {
		return res, fmt.Errorf("set the household up: %w", err)
	}

	calm := context.WithoutCancel(ctx)
	sending, stop := context.WithCancel(calm)
	c.stop = stop
	var lanes, following sync.WaitGroup
	defer following.Wait()
	defer lanes.Wait()
	defer stop()
	for _, n := range c.networks {
		go n.run(sending)
	}
	for i, s := range c.senders {
		for l := range s.lanes {
			lanes.Go(func() { s.lane(sending, rand.New(rand.NewPCG(p.Seed, uint64(100+10*i+l)))) })
		}
	}
	following.Go(func() { c.follower.run(sending) })
	lanes.Go(func() { c.writer.run(sending, rand.New(rand.NewPCG(p.Seed, 99))) })
	faults := map[string]int{}
	err = c.harm(ctx, faults)
	if err == nil && !c.failed() {
		err = c.settle(&lanes)
	}
	stop()
	lanes.Wait()
	following.Wait()
	if s := c.server.Swap(nil); s != nil {
		s.kill()
	}
	if err != nil {
		return res, err
	}
	res = result{Kills: c.kills, Ended: c.ended, Starts: c.starts, Faults: faults, Answers: c.answers.n}
	if err := c.judge(calm, &res); err != nil {
		return res, err
	}
	for _, n := range c.networks {
		res.Connections += n.harm.Load()
	}
	res.Store, res.Joins = c.backend.harmed(), c.follower.joins
	res.Notes = c.writer.yes
	res.Said, res.Yes = c.ledger.count()
	res.Doors = c.Doors
	res.Checks, res.Wrong, res.Took = c.checks, c.log.wrong, time.Since(c.begun)
	return res, nil
}

// furnish makes the household, whose every handle is somebody's or nobody's, and a key and a network for every sender.
func (c *campaign) furnish(ctx context.Context) error {
	st, err := c.backend.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if c.home, err = settleIn(ctx, st, c.handles.all); err != nil {
		return err
	}
	accounts := account.New(st, time.Now, nil)
	for i := range c.Senders {
		way := c.Doors[i%len(c.Doors)]
		s := &sender{source: brush.SourceID(fmt.Sprintf("ear-%d", i+1)), manner: manners[i%len(manners)], far: way.far, c: c}
		where := c.where(way.flag)
		if s.far {
			s.source = relayed + "/" + s.source
			where = func(uint64) string { return c.foreign.addr }
		}
		key := "" // the other broker asks for none
		if !s.far {
			var err error
			if key, _, err = accounts.MakeToken(ctx, account.NewToken{Household: c.home, Scopes: []string{account.FramesWrite}, Source: s.source}); err != nil {
				return err
			}
		}
		n, err := c.network(string(s.source), where)
		if err != nil {
			return err
		}
		if s.sink, err = way.open(n.addr(), string(s.source), key); err != nil {
			return err
		}
		switch c.Lie {
		case "lost":
			s.sink = &liar{Sink: s.sink, one: 40}
		case "forged":
			s.sink = &forger{Sink: s.sink, one: 40}
		}
		c.senders = append(c.senders, s)
	}
	addr, key, err := c.guest(ctx, accounts, "screen", account.LiveRead)
	if err != nil {
		return err
	}
	c.follower = &follower{addr: addr, key: key, c: c}
	if addr, key, err = c.guest(ctx, accounts, "person", account.SessionsRead, account.SessionsWrite); err != nil {
		return err
	}
	c.writer = &writer{addr: addr, key: key, c: c, said: map[brush.SessionID]*note{}}
	last, err := st.Last(ctx, c.home)
	c.follower.after.Store(int64(last))
	return err
}

// guest makes a key and a network for somebody who speaks HTTP.
func (c *campaign) guest(ctx context.Context, accounts *account.Service, name string, scopes ...string) (addr, key string, err error) {
	if key, _, err = accounts.MakeToken(ctx, account.NewToken{Household: c.home, Scopes: scopes, Source: brush.SourceID(name)}); err != nil {
		return "", "", err
	}
	n, err := c.network(name, c.where(listens))
	if err != nil {
		return "", "", err
	}
	return n.addr(), key, nil
}

// network makes a bad network of a name, whose seed follows from that.
func (c *campaign) network(name string, where func(uint64) string) (*network, error) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // it cannot fail
	n, err := newNetwork(name, where, c.Seed^h.Sum64(), &c.calm, c.tell)
	if err == nil {
		c.networks = append(c.networks, n)
	}
	return n, err
}

// settleIn makes the household and its handles. The undisturbed run is given the same.
func settleIn(ctx context.Context, st store.Store, handles []*handle) (brush.HouseholdID, error) {
	const home = "home"
	return home, st.UpdateKeys(ctx, func(keys store.KeysTx) error {
		tx := keys.Household(home)
		if err := tx.PutHousehold(store.Household{ID: home, Name: "Chaos", TimeZone: "Europe/Berlin", DayTurns: 240, Created: begun}); err != nil {
			return err
		}
		for i, h := range handles {
			if i%2 == 1 {
				continue // nobody's, and not known before it speaks
			}
			p := store.Person{ID: brush.PersonID(fmt.Sprintf("person-%d", i)), Name: fmt.Sprintf("Person %d", i), Target: 90 + i, Created: begun}
			if err := tx.PutPerson(p); err != nil {
				return err
			}
			b := store.Brush{Device: h.device, People: []brush.PersonID{p.ID}, FirstHeard: begun, LastHeard: begun, Created: begun}
			if err := tx.PutBrush(b); err != nil {
				return err
			}
		}
		return nil
	})
}

// where says which server a sender's nth connection to a door goes to.
func (c *campaign) where(flag string) func(connection uint64) string {
	return func(n uint64) string {
		if n%2 == 1 && c.second.Load() {
			return c.addrs[1][flag]
		}
		return c.addrs[0][flag]
	}
}

// produce lets a handle that the sender hears best brush, and puts what was heard into the spools of all who heard it.
func (c *campaign) produce(s *sender) {
	c.handles.Lock()
	defer c.handles.Unlock()
	me := 0
	for c.senders[me] != s {
		me++
	}
	for range c.handles.all {
		h := c.handles.all[c.handles.turn[me]%len(c.handles.all)]
		c.handles.turn[me]++
		if h.ears[0] != me {
			continue
		}
		for _, e := range h.ears {
			if c.senders[e].waiting() > 1500 {
				return // an ear that is slow to get rid of what it hears
			}
		}
		for e, fs := range h.next(time.Now()) {
			c.senders[h.ears[e]].hear(fs)
		}
		return
	}
}

// harm starts servers and ends them in every bad way until enough were killed.
func (c *campaign) harm(ctx context.Context, count map[string]int) error {
	all := append(append([]fault(nil), common...), c.backend.faults()...)
	if c.foreign != nil {
		all = append(all, fault{"other broker restarts", 3, c.foreign.restart})
	}
	sum := 0
	for _, f := range all {
		sum += f.weight
	}
	for turn := uint64(0); c.kills < c.Kills && !c.failed() && ctx.Err() == nil; turn++ {
		rnd := rand.New(rand.NewPCG(c.Seed, 1<<32+turn)) // of this turn alone: what one did not get to draw changes no other
		young, youth := rnd.IntN(6) == 0, time.Duration(rnd.IntN(60))*time.Millisecond
		life := time.Duration(30+rnd.IntN(500)) * time.Millisecond
		strikes, pick, look := rnd.IntN(3), [2]int{rnd.IntN(sum), rnd.IntN(sum)}, rnd.IntN(25) == 0
		if young {
			p, err := start(c.binary, c.clock, c.flags(0)...)
			if err != nil {
				return err
			}
			c.starts++
			c.server.Store(p)
			c.sleep(youth)
			c.killNow("at its start")
			continue
		}
		if err := c.startNow(); err != nil {
			return err
		}
		for i := range strikes {
			if c.running() == nil {
				break
			}
			c.sleep(life / 3)
			at := pick[i]
			for _, f := range all {
				if at -= f.weight; at < 0 {
					c.tell("fault: %s", f.name)
					count[f.name]++
					if err := f.strike(c, rnd); err != nil {
						return fmt.Errorf("%s: %w", f.name, err)
					}
					break
				}
			}
		}
		c.sleep(life)
		c.killNow("")
		if look {
			if err := c.look(); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle ends all harm, and gives the last server the time that the spools need.
func (c *campaign) settle(lanes *sync.WaitGroup) error {
	if err := c.setClock(0); err != nil {
		return err
	}
	c.calm.Store(true)
	if err := c.startNow(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		lanes.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(3 * time.Minute):
		var left []string
		for _, s := range c.senders {
			left = append(left, fmt.Sprintf("%s %d", s.source, s.waiting()))
		}
		c.wrong("three minutes after the last harm spools are not empty: %s", strings.Join(left, ", "))
	}
	if err := c.arrive(context.Background()); err != nil {
		return err
	}
	if err := c.follower.caughtUp(context.Background()); err != nil {
		return err
	}
	p := c.server.Swap(nil)
	if p == nil {
		return nil
	}
	if !p.stop(15 * time.Second) {
		c.wrong("asked to end, the last server did not end in order: %v\n%s", p.err, p.log.String())
	}
	c.autopsy(p)
	return nil
}
