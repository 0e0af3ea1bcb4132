package privacy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// The bounds of a step, after which whoever waits has their turn.
const (
	stepRows  = 16
	houseRows = 500
	stepPause = 2 * time.Millisecond
	runEvery  = time.Minute
)

// ErasePerson erases all that is kept of a person, for good. name is what the person is called, typed by whoever wants it. When it returns nil
// the erasure is remembered: it is brought to its end by this call, or, when ctx ends before, by Run. done says that it has come to its end.
func (s *Service) ErasePerson(ctx context.Context, h brush.HouseholdID, p brush.PersonID, name string) (done bool, err error) {
	now := s.Now().UTC().Truncate(time.Microsecond)
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		who, err := tx.Person(p)
		if err != nil {
			return err
		}
		if strings.TrimSpace(name) != who.Name {
			return bad("name", "is not what this person is called")
		}
		if err := store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActEraseAsked, Person: p}); err != nil {
			return err
		}
		return tx.BeginErasure(store.Erasure{Household: h, Person: p, Asked: now, By: store.ActorOf(ctx).By.ID})
	})
	if err != nil {
		return false, fmt.Errorf("erase a person: %w", err)
	}
	s.wake(h)
	return s.goOn(ctx, store.Erasure{Household: h, Person: p, Asked: now})
}

// EraseHousehold erases a household with everything in it, its keys first: whoever asks is let in no more. name is the household's, typed.
// Accounts that are members of nothing else go too.
func (s *Service) EraseHousehold(ctx context.Context, h brush.HouseholdID, name string) (done bool, err error) {
	now := s.Now().UTC().Truncate(time.Microsecond)
	err = s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		what, err := tx.Household(h).Household()
		if err != nil {
			return err
		}
		if strings.TrimSpace(name) != what.Name {
			return bad("name", "is not what this household is called")
		}
		return tx.EraseHousehold(store.Erasure{Household: h, Asked: now})
	})
	if err != nil {
		return false, fmt.Errorf("erase a household: %w", err)
	}
	s.wake(h)
	return s.goOn(ctx, store.Erasure{Household: h, Asked: now})
}

// goOn is work that was remembered already: an error of it is not the caller's, and Run tries again.
func (s *Service) goOn(ctx context.Context, e store.Erasure) (bool, error) {
	if err := s.finish(ctx, e); err != nil {
		if s.Log != nil && ctx.Err() == nil {
			s.Log.Warn("an erasure goes on in the background", "error", err)
		}
		return false, nil
	}
	return true, nil
}

// ForgetAccount erases an account, in the update that takes it away: with its log-ins and memberships, and from every log and consent.
func ForgetAccount(tx store.KeysTx, account string) error {
	if err := tx.ForgetAccount(account); err != nil {
		return fmt.Errorf("erase an account: %w", err)
	}
	return nil
}

// Erasing returns what of a household is being erased.
func (s *Service) Erasing(ctx context.Context, h brush.HouseholdID) ([]store.Erasure, error) {
	all, err := s.Store.Erasures(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what is being erased: %w", err)
	}
	var out []store.Erasure
	for _, e := range all {
		if e.Household == h {
			out = append(out, e)
		}
	}
	return out, nil
}

// Run brings to their end what a server that stopped left under way: when it starts, and every minute, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(runEvery)
	defer tick.Stop()
	for {
		if err := s.Pass(ctx); err != nil && ctx.Err() == nil && s.Log != nil {
			s.Log.Error("erase", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Pass goes on with everything that is under way.
func (s *Service) Pass(ctx context.Context) error {
	all, err := s.Store.Erasures(ctx)
	if err != nil {
		return fmt.Errorf("read what is being erased: %w", err)
	}
	var errs error
	for _, e := range all {
		errs = errors.Join(errs, s.finish(ctx, e))
	}
	return errs
}

// finish takes the steps of an erasure that are left, then what has no steps, then scrubs the files. Each may be done twice.
func (s *Service) finish(ctx context.Context, e store.Erasure) error {
	if !s.busy.TryLock() {
		return fmt.Errorf("erase: another erasure goes on: %w", brush.ErrUnavailable)
	}
	defer s.busy.Unlock()
	if e.Person != store.ScrubOnly {
		if err := s.steps(ctx, e); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
		s.seen.Clear()
		s.wake(e.Household)
	}
	if err := s.Store.Scrub(ctx); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	if err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.Scrubbed(e.Asked) }); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}

func (s *Service) steps(ctx context.Context, e store.Erasure) error {
	limit := stepRows
	if e.Person == "" {
		limit = houseRows
	}
	for done := false; !done; {
		err := s.Store.Update(ctx, e.Household, func(tx store.Tx) (err error) {
			done, err = tx.Erase(e.Person, limit)
			return err
		})
		if errors.Is(err, brush.ErrNotFound) {
			return nil // another server was faster
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(stepPause):
		}
	}
	if e.Person == "" {
		// The fleet's count tells nothing of anybody, and stays: it leaves the household's rows before they go.
		for {
			n, err := s.Store.FoldFleet(ctx, 1, 1000)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		house := tx.Household(e.Household)
		if e.Person == "" {
			if err := tx.ForgetKeys(e.Household); err != nil { // who came meanwhile
				return err
			}
			return house.EndErasure("")
		}
		machine := store.Actor{By: store.Named{Kind: store.Machine}}
		if err := house.Audit(store.AuditEntry{At: s.Now().UTC(), Act: store.ActPersonErased, Actor: machine, Person: e.Person}); err != nil {
			return err
		}
		return house.EndErasure(e.Person)
	})
	if errors.Is(err, brush.ErrNotFound) {
		return nil
	}
	return err
}
