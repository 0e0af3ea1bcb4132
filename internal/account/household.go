package account

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Bounds of how long a household has things kept, in days. Sessions are kept for at least ShortestSessions: what gateways deliver late must
// still find the brushing it belongs to.
const (
	LongestKept      = 36500
	ShortestSessions = store.ShortestSessionsDays
)

// HouseholdPatch changes what it holds.
type HouseholdPatch struct {
	Name, TimeZone           *string
	DayTurns                 *int // minutes after midnight
	FramesDays, SessionsDays *int // frames: 0 keeps none; sessions: 0 keeps them for ever
}

// Apply returns the household as the patch makes it, or says which field cannot be.
func (c HouseholdPatch) Apply(h store.Household) (store.Household, error) {
	set(&h.TimeZone, c.TimeZone)
	set(&h.DayTurns, c.DayTurns)
	if c.Name != nil {
		name, err := cleanName("name", *c.Name, 100)
		if err != nil {
			return h, err
		}
		h.Name = name
	}
	if c.TimeZone != nil {
		if err := checkZone("time_zone", *c.TimeZone); err != nil {
			return h, err
		}
	}
	if h.DayTurns < 0 || h.DayTurns > 12*60 {
		return h, bad("day_turns_min", "is not between 0 and 720 minutes after midnight")
	}
	if n := c.FramesDays; n != nil {
		if *n < 0 || *n > LongestKept {
			return h, bad("frames_days", fmt.Sprintf("is not between 0 and %d", LongestKept))
		}
		h.FramesDays = brush.Some(uint16(*n))
	}
	if n := c.SessionsDays; n != nil {
		switch {
		case *n == 0:
			h.SessionsDays = brush.Opt[uint16]{}
		case *n < ShortestSessions || *n > LongestKept:
			return h, bad("sessions_days", fmt.Sprintf("is neither 0 nor between %d and %d", ShortestSessions, LongestKept))
		default:
			h.SessionsDays = brush.Some(uint16(*n))
		}
	}
	return h, nil
}

// ChangeHousehold changes a household.
func (s *Service) ChangeHousehold(ctx context.Context, id brush.HouseholdID, c HouseholdPatch) (store.Household, error) {
	now := s.now()
	var h store.Household
	err := s.store.Update(ctx, id, func(tx store.Tx) error {
		was, err := tx.Household()
		if err != nil {
			return err
		}
		if h, err = c.Apply(was); err != nil || h == was {
			return err
		}
		if err := tx.PutHousehold(h); err != nil {
			return err
		}
		if _, err = tx.Emit(store.Change{Kind: store.HouseholdChanged, Subject: string(id), At: now}); err != nil {
			return err
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActHouseholdChanged, Detail: fields(field{"name", was.Name != h.Name},
			field{"time_zone", was.TimeZone != h.TimeZone}, field{"day_turns", was.DayTurns != h.DayTurns},
			field{"frames_days", was.FramesDays != h.FramesDays}, field{"sessions_days", was.SessionsDays != h.SessionsDays})})
	})
	if err != nil {
		return store.Household{}, fmt.Errorf("change the household: %w", err)
	}
	return h, nil
}

// Loss is what a change of how long things are kept would take away for good.
type Loss struct {
	FramesBefore   time.Time // frames heard before go
	SessionsBefore time.Time // sessions that ended before go; zero: none
	Sessions       int64     // how many that is at this moment
	First          time.Time // when the first of them began; zero for none
}

// WouldLose says what a household would lose by a change, or which field of it cannot be.
func (s *Service) WouldLose(ctx context.Context, id brush.HouseholdID, c HouseholdPatch) (l Loss, err error) {
	h, err := s.store.Household(ctx, id)
	if err != nil {
		return l, fmt.Errorf("read the household: %w", err)
	}
	if h, err = c.Apply(h); err != nil {
		return l, err
	}
	e := h.Expiry(s.now())
	l.FramesBefore, l.SessionsBefore = e.Frames, e.Sessions
	if !e.Sessions.IsZero() {
		if l.Sessions, l.First, err = s.store.SessionsBefore(ctx, id, e.Sessions); err != nil {
			return l, fmt.Errorf("count old sessions: %w", err)
		}
	}
	return l, nil
}
