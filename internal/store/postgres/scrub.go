package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// scrubWithin is how long the server may take to vacuum.
const scrubWithin = 10 * time.Minute

// Scrub is store.Privacy's: what was deleted gives its room back. What the server's own log of writes, its replicas and its backups still hold is
// the operator's to let expire.
func (s *Store) Scrub(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, scrubWithin)
	defer cancel()
	c, err := s.connect(ctx, nil)
	if err != nil {
		return fmt.Errorf("scrub: %w", err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "SET statement_timeout = 0"); err != nil {
		return fmt.Errorf("scrub: %w: %w", brush.ErrUnavailable, err)
	}
	if _, err := c.Exec(ctx, "VACUUM session, session_slots, frame_row, frame_block, evidence, feed, brushed, person, brush, source, consent, audit_name, erasure, account, login, token, membership"); err != nil {
		return fmt.Errorf("scrub: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}
