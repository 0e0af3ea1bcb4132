package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
)

// database is a real PostgreSQL, and a bad way to it.
type database struct {
	server *pgtest.Server
	way    *pgtest.Way
	mercy  *mercy
	dir    string
}

func newDatabase(dir string, seed uint64, calm *atomic.Bool) (*database, error) {
	server, err := pgtest.Launch()
	if err != nil {
		return nil, err
	}
	m := &mercy{seed: seed, calm: calm}
	w, err := pgtest.NewWay(filepath.Join(dir, filepath.Base(server.Socket())), server.Socket(), m.fates)
	if err != nil {
		server.Remove()
		return nil, err
	}
	return &database{server: server, way: w, mercy: m, dir: dir}, nil
}

// open goes straight to the database, once it has recovered.
func (d *database) open(ctx context.Context) (store.Store, error) {
	if _, err := d.backends(); err != nil {
		return nil, err
	}
	return postgres.Open(ctx, d.server.Address(), postgres.Settings{})
}

func (d *database) flags() []string {
	straight := d.server.Address()
	here := url.QueryEscape(filepath.Dir(d.server.Socket()))
	return []string{"--data", d.dir, "--store", strings.Replace(straight, here, url.QueryEscape(d.dir), 1)}
}

func (d *database) harmed() string { return fmt.Sprintf("%d commits cut", d.way.Met()) }

func (d *database) close() error {
	err := d.way.Close()
	d.server.Remove()
	return err
}

func (d *database) faults() []fault {
	return []fault{
		{"second server", 3, secondServer},
		{"database killed", 3, d.restart},
		{"database hangs", 3, d.hang},
		{"database's connections end", 3, d.terminate},
		{"database crashes", 2, d.crash},
		{"way to the database silent", 3, d.silence},
		{"commits lost", 6, d.loseCommits},
	}
}

// restart ends the database at once and starts it again on what is on its disk. Sometimes the server must try to start meanwhile.
func (d *database) restart(c *campaign, rnd *rand.Rand) error {
	hold, also := time.Duration(rnd.IntN(400))*time.Millisecond, rnd.IntN(3) == 0
	c.dying(true)
	defer c.dying(false)
	if err := d.server.Halt(); err != nil {
		return err
	}
	if also {
		c.killNow("while there is no database")
		p, err := start(c.binary, c.clock, c.flags(0)...)
		if err != nil {
			return err
		}
		c.starts++
		c.server.Store(p)
	}
	c.sleep(hold)
	if err := d.server.Resume(); err != nil {
		return err
	}
	if !also {
		return nil
	}
	p := c.running()
	select {
	case ok := <-p.ready: // it may wait for a database, or give up
		if ok {
			return nil
		}
		<-p.ended
		c.server.Store(nil)
		c.autopsy(p)
	case <-time.After(30 * time.Second):
		c.wrong("a server that started without a database neither answers nor ends 30 s after it is back\n%s", p.log.String())
		c.killNow("because it did not answer")
	}
	return nil
}

// backends returns the processes of the database that work for servers.
func (d *database) backends() (pids []int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, d.server.Address())
	for err != nil && ctx.Err() == nil { // it may still recover
		time.Sleep(20 * time.Millisecond)
		conn, err = pgx.Connect(ctx, d.server.Address())
	}
	if err != nil {
		return nil, fmt.Errorf("ask the database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, "SELECT pid FROM pg_stat_activity WHERE application_name = 'enamel' ORDER BY pid")
	if err != nil {
		return nil, fmt.Errorf("ask the database: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int])
}

func (d *database) each(s syscall.Signal, most int) error {
	pids, err := d.backends()
	if err != nil {
		return err
	}
	for _, pid := range pids[:min(most, len(pids))] {
		if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return nil
}

// hang stops those processes of the database for a while, whatever they are doing.
func (d *database) hang(c *campaign, rnd *rand.Rand) error {
	hold := time.Duration(30+rnd.IntN(600)) * time.Millisecond
	c.dying(true)
	defer c.dying(false)
	pids, err := d.backends()
	if err != nil {
		return err
	}
	for _, s := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		for _, pid := range pids {
			if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
				return err
			}
		}
		if s == syscall.SIGSTOP {
			c.sleep(hold)
		}
	}
	return nil
}

// terminate ends connections as an administrator does.
func (d *database) terminate(c *campaign, rnd *rand.Rand) error {
	times, pause := 1+rnd.IntN(5), time.Duration(rnd.IntN(60))*time.Millisecond
	c.dying(true)
	defer c.dying(false)
	for range times {
		if err := d.each(syscall.SIGTERM, 1<<10); err != nil {
			return err
		}
		c.sleep(pause)
	}
	return nil
}

// crash kills one process of the database, which then ends them all and recovers.
func (d *database) crash(c *campaign, rnd *rand.Rand) error {
	which := 1 + rnd.IntN(4)
	c.dying(true)
	defer c.dying(false)
	if err := d.each(syscall.SIGKILL, which); err != nil {
		return err
	}
	c.sleep(200 * time.Millisecond) // until the database has noticed
	_, err := d.backends()
	return err
}

// silence lets nothing pass between servers and database for a while, and breaks no connection.
func (d *database) silence(c *campaign, rnd *rand.Rand) error {
	hold := time.Duration(30+rnd.IntN(900)) * time.Millisecond
	c.dying(true)
	defer c.dying(false)
	d.way.Silent(true)
	c.sleep(hold)
	d.way.Silent(false)
	return nil
}

// loseCommits cuts many connections at a COMMIT for a while: before it arrives, or before its answer does.
func (d *database) loseCommits(c *campaign, rnd *rand.Rand) error {
	hold := time.Duration(100+rnd.IntN(500)) * time.Millisecond
	c.dying(true)
	defer c.dying(false)
	d.mercy.cruel.Store(true)
	c.sleep(hold)
	d.mercy.cruel.Store(false)
	return nil
}
