package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/enamel-home/enamel/brush"
)

//go:embed migrations/*.sql
var migrations embed.FS

// errBad makes database/sql throw a connection away instead of keeping it for later.
var errBad = driver.ErrBadConn

// migrate brings the tables up to date. Files are applied in the order of the number that their name begins with, each number once, all in one transaction;
// PRAGMA user_version, which is part of it, is the number of the last. Other processes wait meanwhile.
func migrate(ctx context.Context, conn *sql.Conn) (err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	last, err := number(names[len(names)-1]) // fs.Glob sorts
	if err != nil {
		return err
	}
	var have int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
	if have == last {
		return nil
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	defer func() {
		if err != nil {
			_, rerr := conn.ExecContext(ctx, "ROLLBACK")
			err = errors.Join(err, rerr)
		}
	}()
	// Another process may have been first.
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
	if have > last {
		return fmt.Errorf("this database was written by a newer Enamel (schema %d, this one knows %d): start that version, or restore a backup that this one made: %w",
			have, last, brush.ErrConflict)
	}
	before := 0
	for _, name := range names {
		n, err := number(name)
		if err != nil {
			return err
		}
		if n <= before {
			return fmt.Errorf("migrate: %s: its number should be above %d", name, before)
		}
		if before = n; n <= have {
			continue
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		if _, err := conn.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("migrate: %s: %w: %w", name, brush.ErrUnavailable, err)
		}
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(last)); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}

// number is what a migration's name begins with.
func number(name string) (int, error) {
	text, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("migrate: %s: its name does not begin with a number", name)
	}
	return n, nil
}
