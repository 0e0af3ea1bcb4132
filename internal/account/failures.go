package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// tellEvery is how often failed log-ins are written into the log.
const tellEvery = time.Minute

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

// Run writes failed log-ins into the logs of the households of their accounts, once a minute, and once more when ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(tellEvery)
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

// tell writes how one comes in to an account into the log of each of its households, in this same update. The account does it, unless the machine does.
func (s *Service) tell(ctx context.Context, tx store.KeysTx, account, detail string) error {
	now := s.now()
	ms, err := tx.Memberships(account)
	if err != nil {
		return err
	}
	e := store.AuditEntry{At: now, Act: store.ActSecretChanged, Actor: store.ActorOf(ctx), About: store.Named{Kind: store.NameAccount, ID: account}, Detail: detail}
	if e.Actor.By.Kind == store.Nobody {
		e.Actor.By = e.About
	}
	slices.SortFunc(ms, byHousehold)
	for _, m := range ms {
		if !m.Expires.IsZero() && !m.Expires.After(now) {
			continue
		}
		if err := tx.Household(m.Household).Audit(e); err != nil {
			return err
		}
	}
	return nil
}

// byHousehold is the one order in which the households of an account are changed: two who change some at once do not wait for each other.
func byHousehold(a, b store.Membership) int {
	return strings.Compare(string(a.Household), string(b.Household))
}

// tellLogin writes that somebody came in, how, and whether their browser was seen before. rarely: only once an hour for each browser.
func (s *Service) tellLogin(ctx context.Context, tx store.KeysTx, l *store.Login, way string, rarely bool) error {
	all, err := tx.Logins(l.Account)
	if err != nil {
		return err
	}
	detail := way + ",new_browser"
	for _, o := range all {
		if o.Agent != l.Agent || o.Hash == l.Hash {
			continue
		}
		if rarely && l.Created.Sub(o.Created) < time.Hour {
			return nil
		}
		detail = way
	}
	return audit(ctx, tx.Household(l.Household), l.Created, store.ActLogin, l.Account, detail)
}
