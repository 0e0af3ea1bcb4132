package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// errBad makes database/sql throw a connection away instead of keeping it for later.
var errBad = driver.ErrBadConn

// migrate brings the tables up to date. Steps are applied in the order of their number, all in one transaction; PRAGMA user_version, which is
// part of it, is the number of the last. Other processes wait meanwhile.
func migrate(ctx context.Context, conn *sql.Conn) (err error) {
	steps, err := rows.Steps(rows.SQLite)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	newest := steps[len(steps)-1].Number
	var have int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
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
		return rows.Newer(have, newest)
	}
	for _, step := range steps {
		if step.Number <= have {
			continue
		}
		if _, err := conn.ExecContext(ctx, step.Text); err != nil {
			return fmt.Errorf("migrate: %s: %w: %w", step.Name, brush.ErrUnavailable, err)
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
