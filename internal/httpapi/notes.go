package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
)

// addNote keeps what somebody remembers. The same note may be sent again.
func (s *server) addNote(ctx context.Context, in *patchOf[NewNote]) (*body[TakenNote], error) {
	p, n := principal(ctx), in.Body
	if !p.Sees(brush.PersonID(in.ID)) {
		return nil, hidden("the person")
	}
	one, added, err := s.Ingest.TakeNote(ctx, p.Household, p.Source, ingest.Note{ID: n.ID, Person: brush.PersonID(in.ID), Start: n.StartedAt,
		Length: time.Duration(n.Duration) * time.Second, Brush: n.Brush})
	if err != nil {
		return nil, err
	}
	h, err := s.house(ctx, p.Household)
	if err != nil {
		return nil, err
	}
	out := &body[TakenNote]{TakenNote{Session: h.brushing(&one, false), Added: added}}
	if out.Body.Overlaps, err = s.heardMeanwhile(ctx, h, brush.PersonID(in.ID), &one); err != nil {
		return nil, err
	}
	return out, nil
}

// meanwhileWithin is how long before a moment a session that touches it may have begun.
const meanwhileWithin = 24 * time.Hour

// heardMeanwhile returns a person's sessions on other devices that overlap with one, newest first.
func (s *server) heardMeanwhile(ctx context.Context, h *house, p brush.PersonID, one *store.Session) ([]Brushing, error) {
	ss, err := s.Store.Sessions(ctx, h.ID, store.SessionQuery{Person: brush.Some(p), From: one.Start.Add(-meanwhileWithin), To: one.End, Limit: 1000})
	if err != nil {
		return nil, fmt.Errorf("read what was heard meanwhile: %w", err)
	}
	out := []Brushing{}
	for i := range ss {
		x := &ss[i]
		if x.ID != one.ID && x.Device != one.Device && x.End.After(one.Start) && shown(x) {
			out = append(out, h.brushing(x, false))
		}
	}
	return out, nil
}
