package httpapi

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// unassigned is what person= says for the sessions of nobody yet.
const unassigned = "unassigned"

func (s *server) sessions(ctx context.Context, in *sessionQuery) (*body[List[Brushing]], error) {
	q := store.SessionQuery{From: in.From, To: in.To, Device: brush.DeviceID(in.Device), Limit: in.Limit + 1}
	switch in.Person {
	case "":
	case unassigned:
		q.Person = brush.Some[brush.PersonID]("")
	default:
		q.Person = brush.Some(brush.PersonID(in.Person))
	}
	if in.Cursor != "" {
		var ok bool
		if q.Before, q.BeforeID, ok = parseCursor(in.Cursor); !ok {
			return nil, &brush.FieldError{Field: "query.cursor", Reason: "is none that this server gave"}
		}
	}
	id := principal(ctx).Household
	h, err := s.house(ctx, id)
	if err != nil {
		return nil, err
	}
	ss, err := s.Store.Sessions(ctx, id, q)
	if err != nil {
		return nil, fmt.Errorf("read the sessions: %w", err)
	}
	if err := s.saw(ctx, peopleOf(ss)...); err != nil {
		return nil, err
	}
	out := &body[List[Brushing]]{}
	if len(ss) > in.Limit {
		ss = ss[:in.Limit]
		out.Body.Next = cursorOf(&ss[len(ss)-1])
	}
	out.Body.Items = h.brushings(ss, false)
	return out, nil
}

// cursorOf names the place behind a session in the list.
func cursorOf(s *store.Session) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(s.Start.UnixMicro(), 10) + " " + string(s.ID)))
}

func parseCursor(c string) (time.Time, brush.SessionID, bool) {
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return time.Time{}, "", false
	}
	at, id, ok := strings.Cut(string(b), " ")
	us, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !ok || id == "" || len(id) > brush.MaxID {
		return time.Time{}, "", false
	}
	return time.UnixMicro(us).UTC(), brush.SessionID(id), true
}

func (s *server) session(ctx context.Context, in *byID) (*body[Brushing], error) {
	return s.oneSession(ctx, brush.SessionID(in.ID))
}

func (s *server) oneSession(ctx context.Context, id brush.SessionID) (*body[Brushing], error) {
	household := principal(ctx).Household
	one, err := s.Store.Session(ctx, household, id)
	if err != nil {
		return nil, fmt.Errorf("read the session: %w", err)
	}
	if !shown(&one) {
		return nil, fmt.Errorf("read the session: %w", brush.ErrNotFound)
	}
	if err := s.saw(ctx, one.Person); err != nil {
		return nil, err
	}
	h, err := s.house(ctx, household)
	if err != nil {
		return nil, err
	}
	return &body[Brushing]{h.brushing(&one, true)}, nil
}

// changeSession takes the parts of a patch one after the other; each can be sent again without harm.
func (s *server) changeSession(ctx context.Context, in *patchOf[BrushingPatch]) (*body[Brushing], error) {
	b, h, id := in.Body, principal(ctx).Household, brush.SessionID(in.ID)
	if b.PersonID != nil && *b.PersonID != "" && b.Guest != nil && *b.Guest {
		return nil, &brush.FieldError{Field: "guest", Reason: "cannot be said together with a person"}
	}
	if b.PersonID != nil || b.Guest != nil {
		var person brush.PersonID
		if b.PersonID != nil {
			person = brush.PersonID(*b.PersonID)
		}
		err := s.Ingest.Assign(ctx, h, id, person, b.Guest != nil && *b.Guest)
		var field *brush.FieldError
		if errors.As(err, &field) && field.Field == "person" {
			return nil, &brush.FieldError{Field: "person_id", Reason: field.Reason}
		}
		if err != nil {
			return nil, err
		}
	}
	if b.Note != nil {
		if err := s.Ingest.SetNote(ctx, h, id, *b.Note); err != nil {
			return nil, err
		}
	}
	return s.oneSession(ctx, id)
}

func (s *server) removeSession(ctx context.Context, in *byID) (*none, error) {
	return nil, s.Ingest.Remove(ctx, principal(ctx).Household, brush.SessionID(in.ID))
}

// The most that Today shows of what waits for a name.
const (
	unassignedDays = 30
	unassignedMost = 20
)

func (s *server) today(ctx context.Context, _ *none) (*body[Today], error) {
	id, now := principal(ctx).Household, s.Now()
	h, err := s.house(ctx, id)
	if err != nil {
		return nil, err
	}
	ids := make([]brush.PersonID, len(h.People))
	for i := range h.People {
		ids[i] = h.People[i].ID
	}
	if err := s.saw(ctx, ids...); err != nil {
		return nil, err
	}
	date, part := h.calendar.Place(now)
	t := Today{Now: now.UTC(), Date: date.String(), Part: part.String(), People: make([]TodayPerson, 0, len(h.People))}
	open, err := s.Store.Sessions(ctx, id, store.SessionQuery{OpenOnly: true, WithSlots: true})
	if err != nil {
		return nil, fmt.Errorf("read the open sessions: %w", err)
	}
	for _, p := range h.People {
		card, err := s.card(ctx, h, p, open, date, now)
		if err != nil {
			return nil, err
		}
		t.People = append(t.People, card)
	}
	t.Open = h.brushings(open, true)
	waiting, err := s.Store.Sessions(ctx, id, store.SessionQuery{Person: brush.Some[brush.PersonID](""), From: now.AddDate(0, 0, -unassignedDays), Limit: 2 * unassignedMost})
	if err != nil {
		return nil, fmt.Errorf("read the unassigned sessions: %w", err)
	}
	t.Unassigned = []Brushing{}
	for i := range waiting {
		if w := &waiting[i]; w.State == session.Ended && shown(w) && len(t.Unassigned) < unassignedMost {
			t.Unassigned = append(t.Unassigned, h.brushing(w, false))
		}
	}
	return &body[Today]{t}, nil
}

// longestStreak is how far back a streak is counted, in days. It is looked for in spans four times as long as the one before, so that a card
// costs at most five reads of weeks, and one for whose streak is young.
const longestStreak = 3660

// card looks back as far as the streak needs and no further.
func (s *server) card(ctx context.Context, h *house, p store.Person, open []store.Session, today session.Date, now time.Time) (TodayPerson, error) {
	monday := today.Monday()
	c := TodayPerson{Person: personOf(p), Week: make([]DaySlots, 0, 7)}
	for back := 28; ; back *= 4 {
		from := monday.Add(-back)
		bs, err := s.brushingsOf(ctx, h, p.ID, open, h.calendar.Begin(from), h.calendar.Begin(monday.Add(7)))
		if err != nil {
			return c, err
		}
		days, streak := session.Habit(h.calendar, planOf(p), from, monday.Add(6), now, bs)
		if streak.Days >= back-1 && back < longestStreak {
			continue
		}
		for i := range days[back:] {
			d := &days[back+i]
			c.Week = append(c.Week, dayOf(d, p.Target))
			if d.Date == today {
				c.Morning, c.Evening = c.Week[i].Morning, c.Week[i].Evening
			}
		}
		c.Streak = Streak{Days: streak.Days, Mended: streak.Mended > 0}
		return c, nil
	}
}

func planOf(p store.Person) session.Plan {
	return session.Plan{Morning: p.Morning, Evening: p.Evening, Target: uint32(max(0, p.Target))}
}

// brushingsOf reads what the habit needs to know of a person's sessions in [from, to), those that are open among them, and of the one before
// them, which tells that the person had begun.
func (s *server) brushingsOf(ctx context.Context, h *house, p brush.PersonID, open []store.Session, from, to time.Time) ([]session.Brushing, error) {
	out, err := s.Store.Brushings(ctx, h.ID, p, from, to)
	if err != nil {
		return nil, fmt.Errorf("read a person's brushings: %w", err)
	}
	for i := range open {
		if o := &open[i]; o.Person == p && shown(o) && !o.Start.Before(from) && o.Start.Before(to) {
			out = append(out, session.Brushing{ID: o.ID, Start: o.Start, Seconds: o.Duration, Origin: o.Origin()})
		}
	}
	return out, nil
}

// mostDays is how many days one call may ask for.
const mostDays = 400

func (s *server) days(ctx context.Context, in *dayQuery) (*body[List[DaySlots]], error) {
	from, ok := session.ParseDate(in.From)
	if !ok {
		return nil, &brush.FieldError{Field: "query.from", Reason: "is no day"}
	}
	to, ok := session.ParseDate(in.To)
	if !ok {
		return nil, &brush.FieldError{Field: "query.to", Reason: "is no day"}
	}
	if to.Compare(from) < 0 {
		return nil, &brush.FieldError{Field: "query.to", Reason: "lies before the first day"}
	}
	if from.Add(mostDays).Compare(to) <= 0 {
		return nil, &brush.FieldError{Field: "query.to", Reason: "lies too far behind the first day; at most 400 days"}
	}
	h, err := s.house(ctx, principal(ctx).Household)
	if err != nil {
		return nil, err
	}
	p, ok := h.person(brush.PersonID(in.Person))
	if !ok {
		return nil, fmt.Errorf("find the person: %w", brush.ErrNotFound)
	}
	if err := s.saw(ctx, p.ID); err != nil {
		return nil, err
	}
	open, err := s.Store.Sessions(ctx, h.ID, store.SessionQuery{OpenOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read the open sessions: %w", err)
	}
	bs, err := s.brushingsOf(ctx, h, p.ID, open, h.calendar.Begin(from.Monday()), h.calendar.Begin(to.Add(1)))
	if err != nil {
		return nil, err
	}
	days, _ := session.Habit(h.calendar, planOf(p), from, to, s.Now(), bs)
	out := &body[List[DaySlots]]{List[DaySlots]{Items: make([]DaySlots, 0, len(days))}}
	for i := range days {
		out.Body.Items = append(out.Body.Items, dayOf(&days[i], p.Target))
	}
	return out, nil
}
