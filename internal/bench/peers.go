package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	_ "github.com/jackc/pgx/v5/stdlib" // the naive handler's database,
	_ "modernc.org/sqlite"             // or this one
)

// A peer is what somebody would write in an afternoon, as a program of its own so that it shares the machine as Enamel does. Each
// answers only when what it was sent is on disk, and takes one upload or an array of them at POST /.
//
//   - naive: net/http, encoding/json, a row and its samples as JSON, a transaction for each request.
//   - log: encoding/json and then nothing but an append to a file, one fsync for all who wait. No database can be faster than this.
const (
	peerNaive = "naive"
	peerLog   = "log"
)

// servePeer runs a peer until it is killed. dsn is the address of a PostgreSQL, "" for SQLite in dir.
func servePeer(kind, address, dir, dsn string) error {
	var keep func(context.Context, []upload) error
	switch kind {
	case peerNaive:
		driver := "pgx"
		if dsn == "" {
			driver, dsn = "sqlite", "file:"+filepath.Join(dir, "naive.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(20000)&_txlock=immediate"
		}
		db, err := sql.Open(driver, dsn)
		if err != nil {
			return err
		}
		if _, err := db.Exec(`CREATE TABLE IF NOT EXISTS upload (id TEXT PRIMARY KEY, device TEXT NOT NULL, start_at BIGINT NOT NULL, duration BIGINT NOT NULL, mode BIGINT NOT NULL,
			zones TEXT NOT NULL, high DOUBLE PRECISION NOT NULL, battery BIGINT NOT NULL, firmware TEXT NOT NULL, samples TEXT NOT NULL)`); err != nil {
			return err
		}
		if _, err := db.Exec(`CREATE INDEX IF NOT EXISTS upload_device ON upload (device, start_at)`); err != nil {
			return err
		}
		keep = func(ctx context.Context, us []upload) error { return naively(ctx, db, us) }
	case peerLog:
		l, err := newLog(filepath.Join(dir, "log"))
		if err != nil {
			return err
		}
		keep = l.keep
	default:
		return fmt.Errorf("no peer is called %q", kind)
	}
	return http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if len(body) == 0 {
			return // are you there?
		}
		var us []upload
		if body[0] == '[' {
			err = json.Unmarshal(body, &us)
		} else {
			us = make([]upload, 1)
			err = json.Unmarshal(body, &us[0])
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := keep(r.Context(), us); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
}

func naively(ctx context.Context, db *sql.DB, us []upload) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for i := range us {
		u := &us[i]
		zones, err := json.Marshal(u.Zones)
		if err != nil {
			return err
		}
		samples, err := json.Marshal(u.Samples)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO upload (id, device, start_at, duration, mode, zones, high, battery, firmware, samples) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
			u.ID, u.Device, u.Start.UnixMicro(), u.Duration, u.Mode, string(zones), u.High, u.Battery, u.Firmware, string(samples)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// logFile appends for all who wait, and syncs once.
type logFile struct {
	f     *os.File
	queue chan logged
}

type logged struct {
	bytes []byte
	done  chan error
}

func newLog(file string) (*logFile, error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	l := &logFile{f: f, queue: make(chan logged, 1024)}
	go l.write()
	return l, nil
}

func (l *logFile) write() {
	for first := range l.queue {
		waiting := []logged{first}
		for more := true; more; {
			select {
			case next := <-l.queue:
				waiting = append(waiting, next)
			default:
				more = false
			}
		}
		var all []byte
		for _, w := range waiting {
			all = append(all, w.bytes...)
		}
		_, err := l.f.Write(all)
		err = errors.Join(err, l.f.Sync())
		for _, w := range waiting {
			w.done <- err
		}
	}
}

func (l *logFile) keep(_ context.Context, us []upload) error {
	var all []byte
	for i := range us {
		all = append(append(all, us[i].plain()...), '\n')
	}
	w := logged{all, make(chan error, 1)}
	l.queue <- w
	return <-w.done
}

// beginPeer starts a peer as a process of its own.
func beginPeer(ctx context.Context, kind string, at data) (*server, error) {
	if err := os.MkdirAll(at.dir, 0o700); err != nil {
		return nil, err
	}
	address, err := free()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + address, path: "/"}
	s.cmd = exec.CommandContext(ctx, self, "--peer", kind, "--peer-listen", address, "--peer-dir", at.dir, "--peer-address", at.address)
	s.cmd.Stderr = os.Stderr
	return s, s.ready("/")
}
