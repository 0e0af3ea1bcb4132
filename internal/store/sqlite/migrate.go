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

// migrate brings the tables up to date. Files are applied in the order of the number that their name begins with, all in one transaction;
// PRAGMA user_version, which is part of it, is the number of the last. Other processes wait meanwhile.
func migrate(ctx context.Context, conn *sql.Conn) (err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	var have int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
	// Numbers rise, and may leave some out.
	numbers := make([]int, len(names))
	for i, name := range names { // fs.Glob sorts
		digits, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		if numbers[i], err = strconv.Atoi(digits); err != nil || i > 0 && numbers[i] <= numbers[i-1] {
			return fmt.Errorf("migrate: %s: its name should begin with a number of its own", name)
		}
	}
	newest := numbers[len(numbers)-1]
	if have == newest {
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
	if have > newest {
		return fmt.Errorf("this database was written by a newer Enamel (schema %d, this one knows %d): start that version, or restore a backup that this one made: %w",
			have, newest, brush.ErrConflict)
	}
	for i, name := range names {
		if numbers[i] <= have {
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
	if _, err := conn.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(newest)); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}
