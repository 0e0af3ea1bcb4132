package account

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// maxWish is how long a brushing may be wished to take.
const maxWish = 2 * time.Hour

// WishSettings keeps what a household wishes of a brush's settings, under the next version; the wish's own version does not count. A wish
// that names nothing takes the one before back. The same wish again changes nothing. brush.ErrNotFound for no such brush; a field error for
// what no brush can do.
func (s *Service) WishSettings(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, wish brush.Preferences) (store.Brush, error) {
	if wish.Target.OK && (wish.Target.V == 0 || time.Duration(wish.Target.V)*time.Second > maxWish) {
		return store.Brush{}, bad("target_s", "must be 1 to 7200")
	}
	if wish.Sounds.OK && wish.Sounds.V.String() == "" {
		return store.Brush{}, bad("sounds", "must be off, low or high")
	}
	if len(wish.Modes) > brush.MaxModeNames {
		return store.Brush{}, bad("mode_names", fmt.Sprintf("are more than %d", brush.MaxModeNames))
	}
	for i, m := range wish.Modes {
		if !brush.ValidModeName(m.Name) {
			return store.Brush{}, bad("mode_names", fmt.Sprintf("must each have 1 to %d bytes, without quotation marks and backslashes", brush.MaxModeName))
		}
		if i > 0 && wish.Modes[i-1].Code >= m.Code {
			return store.Brush{}, bad("mode_names", "must rise, and name each mode once")
		}
	}
	now := s.now()
	var b store.Brush
	err := s.store.Update(ctx, h, func(tx store.Tx) error {
		var err error
		if b, err = tx.Brush(d); err != nil {
			return err
		}
		if !wish.Target.OK && !wish.Sounds.OK && wish.Modes == nil {
			if b.Desired == nil {
				return nil
			}
			b.Desired = nil
			return wished(ctx, tx, b, now)
		}
		var last uint32
		if b.Desired != nil {
			if b.Desired.Obeys(&wish) && wish.Obeys(b.Desired) {
				return nil
			}
			last = b.Desired.Version.V
		}
		if b.Reported != nil {
			last = max(last, b.Reported.Version.V)
		}
		next := wish
		next.Version = brush.Some(max(last+1, 1)) // 0 again after the last: a brush that reports nothing else is told
		b.Desired = &next
		return wished(ctx, tx, b, now)
	})
	if err != nil {
		return store.Brush{}, fmt.Errorf("wish settings of a brush: %w", err)
	}
	return b, nil
}

func wished(ctx context.Context, tx store.Tx, b store.Brush, now time.Time) error {
	if err := putBrush(tx, b, now); err != nil {
		return err
	}
	return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActBrushChanged, About: store.Named{Kind: store.NameBrush, ID: string(b.Device)}, Detail: "settings"})
}
