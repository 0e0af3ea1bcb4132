// Package upkeep does in the background what nobody should notice: it forgets what a household no longer has kept, and folds the fleet's count.
package upkeep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Store is what this room needs of a store.
type Store interface {
	store.Keeper
	store.Fleet
	Households(ctx context.Context) ([]store.Household, error)
	Household(ctx context.Context, h brush.HouseholdID) (store.Household, error)
	People(ctx context.Context, h brush.HouseholdID) ([]store.Person, error)
	Brushings(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to time.Time) ([]session.Brushing, error)
	UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error
}

// The bounds of a step, after which whoever waits has their turn.
const (
	stepRows  = 32                    // forgotten in one update
	stepPause = 20 * time.Millisecond // between updates that forgot something
	idlePause = time.Millisecond      // between updates that found nothing

	foldEvery = 5 * time.Second
	foldLeast = 100 // parts: a small house does not pay a write to the disk for each brushing twice
	foldMost  = 500

	passEvery = time.Hour
)

// Upkeep works until its context ends. Several servers may keep one store up.
type Upkeep struct {
	Store Store
	Now   func() time.Time
	Wake  func(brush.HouseholdID) // told after a commit that changed something; must not block; nil: nobody
	Log   *slog.Logger            // of Run; nil: none
	Pause func(context.Context, time.Duration)
}

// Run folds every few seconds, and forgets once an hour, the first time an hour after its start. What fails is logged and tried again.
func (u *Upkeep) Run(ctx context.Context) {
	fold, pass := time.NewTicker(foldEvery), time.NewTicker(passEvery)
	defer fold.Stop()
	defer pass.Stop()
	clock := steady{at: time.Now()}
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-fold.C:
			err = u.Fold(ctx)
		case <-pass.C:
			if now := time.Now(); clock.since(now) {
				_, err = u.Forget(ctx)
				err = errors.Join(err, u.ForgetAnswers(ctx))
			} else if u.Log != nil {
				u.Log.Warn("the clock has jumped; nothing is forgotten until it was steady for an hour", "now", now.UTC())
			}
		}
		if err != nil && ctx.Err() == nil && u.Log != nil {
			u.Log.Error("upkeep", "error", err)
		}
	}
}

// steady notices a clock that jumps. A machine that wakes up in the year 2100 must not forget all that it knows.
type steady struct{ at time.Time }

// since reports whether the wall clock has gone as long as time has passed since the last call.
func (s *steady) since(now time.Time) bool {
	was := s.at
	s.at = now
	return even(now.Round(0).Sub(was.Round(0)), now.Sub(was)) // Round(0) leaves the wall clock alone
}

func even(wall, passed time.Duration) bool { return (wall - passed).Abs() <= time.Hour/4 }

// Fold folds the fleet's count as long as much of it waits.
func (u *Upkeep) Fold(ctx context.Context) error {
	for {
		n, err := u.Store.FoldFleet(ctx, foldLeast, foldMost)
		if err != nil {
			return fmt.Errorf("fold the fleet's days: %w", err)
		}
		if n < foldMost {
			return nil
		}
		u.pause(ctx, stepPause)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// Forget takes away what is too old for each household, a step for one household after the other until nothing is left to take, and returns
// what it took. Ended in between it does no harm: the next pass goes on.
func (u *Upkeep) Forget(ctx context.Context) (sum store.Forgotten, err error) {
	hs, err := u.Store.Households(ctx)
	if err != nil {
		return sum, fmt.Errorf("forget: %w", err)
	}
	left := make([]brush.HouseholdID, len(hs))
	for i := range hs {
		left[i] = hs[i].ID
		if !hs[i].SessionsDays.OK {
			continue
		}
		if err := u.tally(ctx, hs[i].ID); err != nil {
			return sum, fmt.Errorf("forget: %w", err)
		}
	}
	for len(left) > 0 {
		again := left[:0]
		for _, h := range left {
			f, err := u.step(ctx, h)
			if err != nil {
				return sum, fmt.Errorf("forget: %w", err)
			}
			if f == (store.Forgotten{}) {
				u.pause(ctx, idlePause)
				continue
			}
			sum.Frames, sum.Evidence, sum.Sessions = sum.Frames+f.Frames, sum.Evidence+f.Evidence, sum.Sessions+f.Sessions
			again = append(again, h)
			u.pause(ctx, stepPause)
		}
		left = again
	}
	return sum, nil
}

// ForgetAnswers takes away the answers that are kept for whoever asks again, once they are too old for that.
func (u *Upkeep) ForgetAnswers(ctx context.Context) error {
	before := u.Now().Add(-store.AnswersLast)
	for {
		n := 0
		err := u.Store.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
			n, err = tx.ForgetAnswers(before, stepRows)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget answers: %w", err)
		}
		if n < stepRows {
			return nil
		}
		u.pause(ctx, stepPause)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// step forgets a little of one household. How long it has things kept is read in the same update: a change of mind counts at once.
func (u *Upkeep) step(ctx context.Context, id brush.HouseholdID) (f store.Forgotten, err error) {
	now := u.Now().UTC()
	err = u.Store.Update(ctx, id, func(tx store.Tx) error {
		h, err := tx.Household()
		if err != nil {
			return err
		}
		e := h.Expiry(now)
		// Whoever asked for it since the pass began, or came, waits for the next one: no brushing goes before what it earned is kept.
		if counted, err := tallied(tx, &h, now); err != nil {
			return err
		} else if !counted {
			e.Sessions = time.Time{}
		}
		if f, err = tx.Forget(e, stepRows); err != nil || f.Sessions == 0 {
			return err
		}
		_, err = tx.Emit(store.Change{Kind: store.SessionsExpired, Subject: string(id), At: now})
		return err
	})
	if err == nil && f.Sessions > 0 && u.Wake != nil {
		u.Wake(id)
	}
	return f, err
}

func (u *Upkeep) pause(ctx context.Context, d time.Duration) {
	if u.Pause != nil {
		u.Pause(ctx, d)
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
