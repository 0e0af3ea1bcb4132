package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/internal/store/postgres"
)

// ofPast are the tables that a past is in.
var ofPast = []string{"household", "person", "brush", "source", "session", "brushed", "fleet_day", "fleet_part", "account", "membership", "login"}

// copied brings a past from its SQLite file to an empty place on a PostgreSQL, row by row as it stands: both have the same tables. Making it
// there through updates would take an hour.
func copied(ctx context.Context, dir string, to data) (err error) {
	st, err := postgres.Open(ctx, to.address, postgres.Settings{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	from, err := sql.Open("sqlite", filepath.Join(dir, "enamel.db"))
	if err != nil {
		return err
	}
	defer from.Close()
	c, err := pgx.Connect(ctx, to.address)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	for _, table := range ofPast {
		if err := copyTable(ctx, from, c, table); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
	}
	// A database that has been there for a year has its partitions and has been looked at.
	if err := st.Tend(ctx); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "VACUUM ANALYZE")
	return err
}

func copyTable(ctx context.Context, from *sql.DB, to *pgx.Conn, table string) error {
	begin := time.Now()
	rs, err := from.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer rs.Close()
	cols, err := rs.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(cols))
	n, err := to.CopyFrom(ctx, pgx.Identifier{table}, cols, pgx.CopyFromFunc(func() ([]any, error) {
		if !rs.Next() {
			return nil, rs.Err()
		}
		values := make([]any, len(cols))
		for i := range into {
			into[i] = &values[i]
		}
		return values, rs.Scan(into...)
	}))
	if took := time.Since(begin); err == nil && took > time.Second {
		fmt.Fprintf(os.Stderr, "copied %d rows of %s in %v\n", n, table, took.Round(time.Second))
	}
	return err
}
