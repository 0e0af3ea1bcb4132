package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// data is where one round keeps what it is sent: a folder, and the address of a schema of its own unless a SQLite file in the folder will do.
type data struct{ dir, address string }

// stores makes places for rounds: under a folder, and on a PostgreSQL unless it is nil.
type stores struct {
	dir    string
	server *pgtest.Server
}

func (s stores) String() string {
	if s.server != nil {
		return "PostgreSQL, fsync and synchronous_commit on"
	}
	return "SQLite, synchronous=FULL"
}

// at returns a place that is empty.
func (s stores) at(ctx context.Context, name string) (data, error) {
	d := data{dir: filepath.Join(s.dir, name)}
	if s.server == nil {
		return d, nil
	}
	c, err := pgx.Connect(ctx, s.server.Address())
	if err != nil {
		return d, err
	}
	defer func() { _ = c.Close(ctx) }()
	schema := strings.ReplaceAll(name, "-", "_")
	if _, err := c.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		return d, fmt.Errorf("make a schema: %w", err)
	}
	d.address = s.server.Address() + "&search_path=" + schema
	return d, nil
}

func (d data) open(ctx context.Context) (store.Store, error) {
	if d.address != "" {
		return postgres.Open(ctx, d.address, postgres.Settings{})
	}
	return sqlite.Open(ctx, filepath.Join(d.dir, "enamel.db"))
}

// with returns the program's arguments that name the place.
func (d data) with(args ...string) []string {
	args = append(args, "--data", d.dir)
	if d.address != "" {
		args = append(args, "--store", d.address)
	}
	return args
}
