package notify

import (
	"context"
	"fmt"

	"github.com/enamel-home/enamel/internal/store"
)

func leaseOf(n store.HookName) string { return "enamel-hook-" + string(n.Household) + "/" + n.ID }

// take reports whether the hook is ours, for as long as a try may take. What is left of a lease is used up before it is renewed, so that a busy
// hook costs a write every few seconds and an idle one none.
func (s *Service) take(ctx context.Context, n store.HookName) (ours bool, err error) {
	now := s.Now()
	s.mu.Lock()
	until := s.held[n]
	s.mu.Unlock()
	if until.Sub(now) >= leaseLeast && until.Sub(now) <= leaseLasts { // a clock that was set back makes no lease longer
		return true, nil
	}
	until = now.Add(leaseLasts)
	err = s.Store.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		ours, err = tx.TakeLease(store.Lease{Name: leaseOf(n), Holder: s.Holder, Until: until}, now)
		return err
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		delete(s.held, n)
		return false, fmt.Errorf("take a webhook's lease: %w", err)
	}
	if !ours {
		delete(s.held, n)
		s.away[n] = now.Add(awayFor)
		return false, nil
	}
	delete(s.away, n)
	s.held[n] = until
	return true, nil
}

// give gives a hook back, so that nobody has to wait for its lease's end.
func (s *Service) give(ctx context.Context, n store.HookName) error {
	s.mu.Lock()
	_, ours := s.held[n]
	delete(s.held, n)
	delete(s.away, n)
	delete(s.tidy, n)
	s.mu.Unlock()
	if !ours {
		return nil
	}
	err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.DropLease(leaseOf(n), s.Holder) })
	if err != nil {
		return fmt.Errorf("give a webhook's lease back: %w", err)
	}
	return nil
}

func (s *Service) giveAll() {
	ctx, stop := context.WithTimeout(context.Background(), giveWithin)
	defer stop()
	s.mu.Lock()
	names := make([]store.HookName, 0, len(s.held))
	for n := range s.held {
		names = append(names, n)
	}
	clear(s.held)
	s.mu.Unlock()
	if len(names) == 0 {
		return
	}
	err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		for _, n := range names {
			if err := tx.DropLease(leaseOf(n), s.Holder); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Log.Warn("give the webhooks' leases back", "error", err)
	}
}
