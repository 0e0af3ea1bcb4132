package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// dataDir is where every command on the machine itself finds what is kept.
type dataDir struct {
	Data     string `help:"Folder that holds everything." default:"./data" type:"path"`
	Store    string `help:"Where brushings are kept instead of a file in that folder: the address of a PostgreSQL, postgres://user@host/database. It may hold a password, so better set ENAMEL_STORE." placeholder:"ADDRESS"`
	SealFile string `name:"seal-file" help:"File with the key that secrets in the store are encrypted under; made when it is not there. Keep its backups apart from the store's. Nothing: enamel.key in that folder, and with a PostgreSQL none: secrets that need one are refused." type:"path" placeholder:"FILE"`
}

func (d dataDir) file() string { return filepath.Join(d.Data, "enamel.db") }

// isFile reports whether the store is the file in the folder.
func (d dataDir) isFile() bool { return d.Store == "" }

// box opens the key file, and makes it in the data folder when it is not there. Servers that share a database must share the key too, so
// beside a database there is none unless somebody says which.
func (d dataDir) box() (*seal.Box, error) {
	if path := d.keyFile(); path != "" {
		return seal.Load(path)
	}
	return seal.None(), nil
}

// open opens the store; the folder and its file are made when they are not there. log, which may be nil, is told what is tried again in the
// background.
func (d dataDir) open(ctx context.Context, log *slog.Logger) (store.Store, error) {
	switch {
	case d.isFile():
		if err := os.MkdirAll(d.Data, 0o700); err != nil {
			return nil, fmt.Errorf("make the data folder: %w", err)
		}
		return some(sqlite.Open(ctx, d.file()))
	case strings.HasPrefix(d.Store, "postgres://"), strings.HasPrefix(d.Store, "postgresql://"):
		return some(postgres.Open(ctx, d.Store, postgres.Settings{Log: log}))
	default:
		return nil, fmt.Errorf("store: the address should begin with postgres://; without one, a file in the data folder is used")
	}
}

// some keeps a store that could not be opened from looking like one.
func some[S store.Store](s S, err error) (store.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
