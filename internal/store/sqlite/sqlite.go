// Package sqlite is the store of one box: one SQLite file, one writer that commits many updates at once, many readers.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/gather"
	"github.com/enamel-home/enamel/internal/store/rows"
)

const (
	readers     = 4        // hands
	memoryBytes = 24 << 20 // of rows that the writer remembers
)

// Store is a SQLite file. It is safe for concurrent use, and several processes may have the same file open.
type Store struct {
	rows.Reader
	path string
	read *pool

	queue *gather.Queue[work]
	once  sync.Once // of Close

	scrubs chan chan error // those who wait for the file to be scrubbed

	// Of the writer alone.
	hand   *hand // nil: not connected
	batch  []*job
	memory *rows.Memory
	others int64 // the database's number that changes when another connection has written
}

var _ store.Store = (*Store)(nil)

// Open opens the file, makes it (0600, in a folder that is made 0700) when it is not there, and brings its tables up to date. A file that a
// newer Enamel wrote is brush.ErrConflict, and is not touched.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open store: make its folder: %w", err)
	}
	// SQLite gives its other files the mode of this one.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{path: path, memory: rows.NewMemory(memoryBytes), scrubs: make(chan chan error, 16)}
	if err := s.connect(); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := migrate(ctx, s.hand); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.hand.close())
	}
	s.read = newPool(dsn(path, "_pragma=query_only(1)"))
	s.Reader = rows.NewReader(s.read)
	s.queue = gather.NewQueue[work](writer{s})
	if err := rows.CountAll(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

// dsn is the file as the driver wants it. FULL makes a commit in WAL mode wait for the disk.
func dsn(path string, more ...string) string {
	s := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=journal_size_limit(67108864)"
	for _, m := range more {
		s += "&" + m
	}
	return s
}

// connect gives the writer a connection of its own.
func (s *Store) connect() error {
	h, err := newHand(dsn(s.path, "_pragma=cache_size(-8000)", "_pragma=wal_autocheckpoint(4000)"))
	if err != nil {
		return fmt.Errorf("connect: %w: %w", brush.ErrUnavailable, err)
	}
	s.hand = h
	s.memory.Undo()
	return nil
}

// Ping is store.Store's.
func (s *Store) Ping(ctx context.Context) error {
	if s.queue.Closed() {
		return fmt.Errorf("ping store: closed: %w", brush.ErrUnavailable)
	}
	if err := s.read.Query(ctx, "SELECT count(*) FROM (SELECT 1 FROM household LIMIT 1)", nil, func([]any) error { return nil }); err != nil {
		return fmt.Errorf("ping store: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}

// Close is store.Store's. Closing again does nothing.
func (s *Store) Close() error {
	first := false
	s.once.Do(func() { first = true })
	if !first {
		return nil
	}
	s.queue.Close()
	var err error
	if s.hand != nil {
		err = s.hand.close()
	}
	if err = errors.Join(err, s.read.close()); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}
