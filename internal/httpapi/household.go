package httpapi

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

type lossQuery struct {
	FramesDays   int `query:"frames_days" minimum:"-1" maximum:"36500" default:"-1" doc:"-1: as it is"`
	SessionsDays int `query:"sessions_days" minimum:"-1" maximum:"36500" default:"-1" doc:"-1: as it is; 0: for ever"`
}

func householdOf(h *store.Household) Household {
	out := Household{ID: string(h.ID), Name: h.Name, TimeZone: h.TimeZone, DayTurns: h.DayTurns, FramesDays: store.DefaultFramesDays,
		SessionsDays: int(h.SessionsDays.V), Version: h.Version()}
	if h.FramesDays.OK {
		out.FramesDays = int(h.FramesDays.V)
	}
	return out
}

func (s *server) changeHousehold(ctx context.Context, in *body[HouseholdPatch]) (*body[Household], error) {
	b := in.Body
	h, err := s.Accounts.ChangeHousehold(ctx, principal(ctx).Household, account.HouseholdPatch{Name: b.Name, TimeZone: b.TimeZone, DayTurns: b.DayTurns,
		FramesDays: b.FramesDays, SessionsDays: b.SessionsDays})
	if err != nil {
		return nil, err
	}
	s.Hub.Wake(h.ID)
	return &body[Household]{householdOf(&h)}, nil
}

func (s *server) loss(ctx context.Context, in *lossQuery) (*body[Loss], error) {
	var c account.HouseholdPatch
	if in.FramesDays >= 0 {
		c.FramesDays = &in.FramesDays
	}
	if in.SessionsDays >= 0 {
		c.SessionsDays = &in.SessionsDays
	}
	l, err := s.Accounts.WouldLose(ctx, principal(ctx).Household, c)
	if err != nil {
		return nil, err
	}
	return &body[Loss]{Loss{FramesBefore: l.FramesBefore.UTC(), SessionsBefore: atOrNil(l.SessionsBefore), Sessions: l.Sessions, First: atOrNil(l.First)}}, nil
}

// atOrNil is a time that may be absent.
func atOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
