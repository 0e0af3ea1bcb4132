package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// Scrub is store.Privacy's: the file is written anew with what it holds and nothing else, and the log of what was written before is cut off.
// Meanwhile updates wait, and the disk needs room for the file once more.
func (s *Store) Scrub(ctx context.Context) error {
	answer := make(chan error, 1)
	select {
	case s.scrubs <- answer:
	default:
		return fmt.Errorf("scrub: many ask for it at once: %w", brush.ErrUnavailable)
	}
	// The writer looks for those who wait when an update comes.
	if err := s.queue.Do(ctx, "scrub", func(context.Context, rows.Runner) (error, error) { return nil, nil }); err != nil {
		return err
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("scrub: %w: %w", brush.ErrUnavailable, ctx.Err())
	}
}

// scrub does it for all who wait, outside any transaction, and answers them.
func (s writer) scrub(ctx context.Context) {
	var waiting []chan error
	for {
		select {
		case c := <-s.scrubs:
			waiting = append(waiting, c)
			continue
		default:
		}
		break
	}
	if len(waiting) == 0 {
		return
	}
	err := s.exec(ctx, "VACUUM")
	if err == nil {
		err = s.hand.Query(ctx, "PRAGMA wal_checkpoint(TRUNCATE)", nil, func(v []any) error {
			if busy, ok := v[0].(int64); !ok || busy != 0 {
				return errors.New("somebody reads what is to go")
			}
			return nil
		})
		if err != nil {
			err = fmt.Errorf("cut the log: %w: %w", brush.ErrUnavailable, err)
		}
	}
	for _, c := range waiting {
		c <- err
	}
}
