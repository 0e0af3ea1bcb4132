package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// migrate brings the tables up to date. Steps are applied in the order of their number, all in one transaction; PRAGMA user_version, which is
// part of it, is the number of the last. Other processes wait meanwhile.
func migrate(ctx context.Context, h *hand) (err error) {
	steps, err := rows.Steps(rows.SQLite)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	newest := steps[len(steps)-1].Number
	have := 0
	version := func() error {
		return h.Query(ctx, "PRAGMA user_version", nil, func(v []any) error {
			n, ok := v[0].(int64)
			if !ok {
				return fmt.Errorf("it is a %T", v[0])
			}
			have = int(n)
			return nil
		})
	}
	if err := version(); err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
	if have == newest {
		return nil
	}
	if err := h.script(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	defer func() {
		if err != nil {
			rerr := h.script(ctx, "ROLLBACK")
			err = errors.Join(err, rerr)
		}
	}()
	// Another process may have been first.
	if err := version(); err != nil {
		return fmt.Errorf("migrate: read the version: %w: %w", brush.ErrUnavailable, err)
	}
	if have > newest {
		return rows.Newer(have, newest)
	}
	for _, step := range steps {
		if step.Number <= have {
			continue
		}
		if err := step.Run(ctx, h, func(text string) error { return h.script(ctx, text) }); err != nil {
			return fmt.Errorf("migrate: %s: %w: %w", step.Name, brush.ErrUnavailable, err)
		}
	}
	if err := h.script(ctx, "PRAGMA user_version = "+strconv.Itoa(newest)); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	if err := h.script(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("migrate: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}
