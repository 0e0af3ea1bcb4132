package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// Advisory locks of a database, beside keysLock.
const (
	migrateLock = 0x656e616d656c02 // while the tables are brought up to date
	houseLock   = 0x656e616d656c03 // while partitions are made
)

// migrateIn bounds the whole of it, the wait for another replica's included. A step may write every session again: a million takes minutes, and
// one that is cut off begins again at the next start.
const migrateIn = time.Hour

// migrate brings the tables up to date, each step in a transaction that also notes its number. Replicas that start at the same time wait for
// the first. It also learns the schema, and refuses a server that would forget what was said yes to.
func (s *Store) migrate(ctx context.Context) (err error) {
	steps, err := rows.Steps(rows.Postgres)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	conn, err := s.connect(ctx, nil)
	if err != nil {
		return err
	}
	// Nothing waits for this connection's own answer to its end.
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	ctx, cancel := context.WithTimeout(ctx, migrateIn)
	defer cancel()
	var version int
	var fsync string
	var schema *string
	err = conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('fsync'), current_schema()").Scan(&version, &fsync, &schema)
	switch {
	case err != nil:
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	case version < 150000:
		return fmt.Errorf("PostgreSQL 15 or later is needed, and this is %d: %w", version/10000, brush.ErrConflict)
	case fsync != "on":
		return fmt.Errorf("the server runs with fsync off, and would forget in a power cut what was answered with yes: %w", brush.ErrConflict)
	case schema == nil:
		return fmt.Errorf("there is no schema to work in: make one, or name it with search_path in the address: %w", brush.ErrConflict)
	}
	s.schema = *schema
	for _, text := range []string{"SET statement_timeout = 0", "SET lock_timeout = 0", fmt.Sprintf("SELECT pg_advisory_lock(%d)", migrateLock)} {
		if _, err := conn.Exec(ctx, text); err != nil {
			return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
		}
	}
	have, err := applied(ctx, conn)
	if err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
	if newest := steps[len(steps)-1].Number; have > newest {
		return rows.Newer(have, newest)
	}
	for _, step := range steps {
		if step.Number <= have {
			continue
		}
		if err := apply(ctx, conn, step); err != nil {
			return fmt.Errorf("migrate: %s: %w: %w", step.Name, brush.ErrUnavailable, err)
		}
	}
	if err := s.partitions(ctx, conn); err != nil {
		return fmt.Errorf("make partitions: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}

// applied returns the number of the last step that was applied, 0 for none, and makes the table that says so.
func applied(ctx context.Context, conn *pgx.Conn) (have int, err error) {
	if _, err := conn.Exec(ctx, "CREATE TABLE IF NOT EXISTS schema_step (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied TIMESTAMPTZ NOT NULL DEFAULT now())"); err != nil {
		return 0, err
	}
	err = conn.QueryRow(ctx, "SELECT coalesce(max(number), 0) FROM schema_step").Scan(&have)
	return have, err
}

func apply(ctx context.Context, conn *pgx.Conn, step rows.Step) (err error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback(ctx))
		}
	}()
	p := &pipe{conn: conn, mark: outside}
	err = step.Run(ctx, p, func(text string) error {
		if err := p.send(ctx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, text, pgx.QueryExecModeSimpleProtocol)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO schema_step (number, name) VALUES ($1, $2)", step.Number, step.Name); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
