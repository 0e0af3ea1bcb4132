package httpapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Show returns what puts changes into the form that they have in the live stream, and says whom each speaks of, as one reading of the store has it.
//
// A reminder is not there any more once it is late, and in quiet hours.
func Show(st store.Store, brands brand.Set, now func() time.Time) notify.Show {
	s := &server{Config: Config{Store: st, Brands: brands, Now: now}}
	return func(ctx context.Context, id brush.HouseholdID, c store.Change) (notify.Shown, error) {
		all, err := st.House(ctx, id)
		if err != nil {
			return notify.Shown{}, fmt.Errorf("read the household: %w", err)
		}
		h, err := s.houseOf(all)
		if err != nil {
			return notify.Shown{}, err
		}
		e, of, err := s.changeOf(ctx, h, c)
		if err != nil {
			return notify.Shown{}, err
		}
		if of == nil && ofSomebody(c.Kind) {
			return notify.Shown{}, fmt.Errorf("show a change: what it is about is gone: %w", brush.ErrNotFound)
		}
		return notify.Shown{Data: encode(e), Of: of}, nil
	}
}

// ofSomebody reports whether changes of a kind are about somebody's brushing, brush or self.
func ofSomebody(k store.ChangeKind) bool {
	switch k {
	case store.SessionsExpired, store.HouseholdChanged, store.SourceChanged:
		return false
	}
	return true
}

// changeOf returns the form of a change with what it is about as it is now, and whom that speaks of: nil for nobody, and when it is gone; "" for
// somebody whom nobody has named.
func (s *server) changeOf(ctx context.Context, h *house, c store.Change) (e Change, of []brush.PersonID, err error) {
	e = Change{Seq: int64(c.Seq), Kind: string(c.Kind), Subject: c.Subject, At: c.At.UTC()}
	switch c.Kind {
	case store.SessionOpened, store.SessionEnded, store.SessionAmended, store.SessionRemoved:
		one, err := s.Store.Session(ctx, h.ID, brush.SessionID(c.Subject))
		if errors.Is(err, brush.ErrNotFound) {
			return e, nil, nil
		}
		if err != nil {
			return e, nil, fmt.Errorf("read the session: %w", err)
		}
		of = []brush.PersonID{one.Person}
		if shown(&one) && c.Kind != store.SessionRemoved {
			b := h.brushing(&one, false)
			e.Session = &b
		}
	case store.BrushChanged:
		brushes, err := s.Store.Brushes(ctx, h.ID)
		if err != nil {
			return e, nil, fmt.Errorf("read the brushes: %w", err)
		}
		if i := slices.IndexFunc(brushes, func(b store.Brush) bool { return string(b.Device) == c.Subject }); i >= 0 {
			form := brushOf(&brushes[i], s.Brands)
			e.Brush = &form
			of = append([]brush.PersonID{}, brushes[i].People...)
		}
	case store.MorningReminder, store.EveningReminder:
		now := s.Now()
		quiet, err := s.Store.Quiet(ctx, h.ID)
		if err != nil {
			return e, nil, fmt.Errorf("read the quiet hours: %w", err)
		}
		if now.Sub(c.At).Abs() > session.RemindLate || h.calendar.Quiet(quiet, now) {
			return e, nil, nil
		}
		fallthrough
	case store.PersonChanged:
		of = []brush.PersonID{brush.PersonID(c.Subject)}
		if p, ok := h.person(brush.PersonID(c.Subject)); ok {
			form := personOf(p, h.today(c.At))
			e.Person = &form
		}
	}
	return e, of, nil
}
