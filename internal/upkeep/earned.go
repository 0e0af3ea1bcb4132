package upkeep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// longestTally is how many days one look back counts: as far as rewards look.
const longestTally = 3660

// goes returns the last day of which brushings may be too old to be kept; ok is false when none ever is.
func goes(h *store.Household, now time.Time) (d session.Date, ok bool) {
	e := h.Expiry(now)
	if e.Sessions.IsZero() {
		return d, false
	}
	d, _ = h.Calendar().Place(e.Sessions)
	return d, true
}

// tally keeps what the days of a household's people have earned whose brushings are about to go, in counts alone. It says of itself up to which day
// it counts, so that it may be done long before they go, and again.
func (u *Upkeep) tally(ctx context.Context, id brush.HouseholdID) error {
	now := u.Now().UTC()
	h, err := u.Store.Household(ctx, id)
	if err != nil {
		return fmt.Errorf("keep what was earned: %w", err)
	}
	through, ok := goes(&h, now)
	if !ok {
		return nil
	}
	people, err := u.Store.People(ctx, id)
	if err != nil {
		return fmt.Errorf("keep what was earned: %w", err)
	}
	for _, p := range people {
		if p.Earned.Through.Compare(through) >= 0 {
			continue
		}
		if err := u.tallyOf(ctx, &h, p, through, now); err != nil {
			return fmt.Errorf("keep what was earned: %w", err)
		}
	}
	return nil
}

func (u *Upkeep) tallyOf(ctx context.Context, h *store.Household, p store.Person, through session.Date, now time.Time) error {
	calendar := h.Calendar()
	from := through.Add(1 - longestTally)
	if p.Earned.Through.Compare(from) >= 0 {
		from = p.Earned.Through.Add(1)
	}
	bs, err := u.Store.Brushings(ctx, h.ID, p.ID, calendar.Begin(from), calendar.Begin(through.Add(1)))
	if err != nil {
		return err
	}
	days, _ := session.Habit(calendar, p.Plans(), from, through, now, bs)
	earned := p.Earned.Add(days)
	return u.Store.Update(ctx, h.ID, func(tx store.Tx) error {
		is, err := tx.Person(p.ID)
		if errors.Is(err, brush.ErrNotFound) || err == nil && is.Earned != p.Earned {
			return nil // gone, or another server was quicker
		}
		if err != nil {
			return err
		}
		is.Earned = earned
		return tx.PutPerson(is)
	})
}

// tallied reports whether what was earned is kept of everybody up to the last day of which brushings may go.
func tallied(tx store.Tx, h *store.Household, now time.Time) (bool, error) {
	through, ok := goes(h, now)
	if !ok {
		return true, nil
	}
	people, err := tx.People()
	for i := range people {
		if people[i].Earned.Through.Compare(through) < 0 {
			return false, err
		}
	}
	return true, err
}
