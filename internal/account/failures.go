package account

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// mostFailures is how many accounts are counted at once; others' failures are not written down until there is room.
const mostFailures = 1000

// failures counts log-ins with a wrong password by account, until they are written into the log: later and all at once, so that neither the
// time that an answer takes tells whether there is such an account, nor a stranger fills the log.
type failures struct {
	mu sync.Mutex
	of map[string]int
}

// add counts a failure; "" is an account that does not exist.
func (f *failures) add(account string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of == nil {
		f.of = map[string]int{}
	}
	if _, there := f.of[account]; there || len(f.of) < mostFailures {
		f.of[account]++
	}
}

func (f *failures) take() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.of
	f.of = nil
	delete(all, "")
	return all
}

// Run writes failed log-ins into the logs of the households of their accounts, every so often, and once more when ctx ends.
func (s *Service) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		// What cannot be written now is lost: it is a warning to the owner, and no promise.
		_ = s.TellFailures(context.WithoutCancel(ctx))
	}
}

// TellFailures writes down what Run would.
func (s *Service) TellFailures(ctx context.Context) error {
	var errs error
	for id, n := range s.failures.take() {
		ms, err := s.store.Memberships(ctx, id)
		if err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		for _, m := range ms {
			err := s.store.Update(ctx, m.Household, func(tx store.Tx) error {
				if _, err := tx.Household(); errors.Is(err, brush.ErrNotFound) {
					return nil
				} else if err != nil {
					return err
				}
				return tx.Audit(store.AuditEntry{At: s.now(), Act: store.ActLoginFailed, About: store.Named{Kind: store.NameAccount, ID: id}, Detail: strconv.Itoa(n)})
			})
			errs = errors.Join(errs, err)
		}
	}
	if errs != nil {
		return fmt.Errorf("write down failed log-ins: %w", errs)
	}
	return nil
}

// audit writes what an account does to itself, such as coming in: the door does not know yet who it is.
func audit(ctx context.Context, tx store.Tx, now time.Time, act store.Act, account, detail string) error {
	a := store.ActorOf(ctx)
	a.By = store.Named{Kind: store.NameAccount, ID: account}
	return tx.Audit(store.AuditEntry{At: now, Act: act, Actor: a, Detail: detail})
}
