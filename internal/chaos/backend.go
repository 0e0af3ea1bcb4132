package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"

	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// backend is where the servers of a campaign keep everything.
type backend interface {
	// open opens what is kept, while no server runs.
	open(ctx context.Context) (store.Store, error)
	// flags are the server's flags that name it.
	flags() []string
	// faults are those that only this backend can have.
	faults() []fault
	// harmed says what came to harm on the way to it, "" for nothing.
	harmed() string
	// close gives everything back.
	close() error
}

// newBackend makes a backend by its name, in a folder of its own. It does no harm by itself once calm is true.
func newBackend(kind, dir string, seed uint64, calm *atomic.Bool) (backend, error) {
	switch kind {
	case "sqlite":
		return newFile(dir)
	case "postgres":
		return newDatabase(dir, seed, calm)
	}
	return nil, fmt.Errorf("store: %q is not known; there are sqlite and postgres", kind)
}

// file is SQLite, on a disk of its own where that can be had.
type file struct {
	dir  string
	disk *disk // nil: the machine's own
}

func newFile(dir string) (*file, error) {
	d, err := mountDisk(dir)
	if err != nil {
		return nil, err
	}
	return &file{dir, d}, nil
}

func (f *file) open(ctx context.Context) (store.Store, error) {
	return sqlite.Open(ctx, filepath.Join(f.dir, "enamel.db"))
}

func (f *file) flags() []string { return []string{"--data", f.dir} }

func (f *file) faults() []fault {
	all := []fault{{"disk takes nothing", 3, noWrites}, {"second server", 2, secondServer}}
	if f.disk != nil {
		all = append(all, fault{"disk full", 4, f.disk.fill}, fault{"disk read-only at start", 1, f.disk.readOnly})
	}
	return all
}

func (f *file) harmed() string { return "" }

func (f *file) close() error {
	if f.disk == nil {
		return nil
	}
	return f.disk.unmount()
}
