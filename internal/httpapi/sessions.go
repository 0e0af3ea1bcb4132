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
	"github.com/enamel-home/enamel/internal/ingest"
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
	q.People = principal(ctx).People
	h, err := s.house(ctx, id)
	if err != nil {
		return nil, err
	}
	ss, err := s.Store.Sessions(ctx, id, q)
	if err != nil {
		return nil, fmt.Errorf("read the sessions: %w", err)
	}
	if err := s.saw(ctx, whoseAre(ss)...); err != nil {
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
	if !shown(&one) || !principal(ctx).Sees(one.Person) {
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

func (s *server) changeSession(ctx context.Context, in *patchOf[BrushingPatch]) (*body[Brushing], error) {
	b, h, id := in.Body, principal(ctx).Household, brush.SessionID(in.ID)
	if b.PersonID != nil && *b.PersonID != "" && b.Guest != nil && *b.Guest {
		return nil, &brush.FieldError{Field: "guest", Reason: "cannot be said together with a person"}
	}
	if b.ByCoach != nil && *b.ByCoach && (b.PersonID == nil || *b.PersonID == "") {
		return nil, &brush.FieldError{Field: "by_coach", Reason: "needs a person_id"}
	}
	if err := s.seesSession(ctx, id); err != nil {
		return nil, err
	}
	if p := principal(ctx); p.Narrowed() {
		switch {
		case b.Guest != nil, b.PersonID != nil && *b.PersonID == "":
			return nil, errNarrowed()
		case b.PersonID != nil && !p.Sees(brush.PersonID(*b.PersonID)):
			return nil, &brush.FieldError{Field: "person_id", Reason: "is nobody of this household"}
		}
	}
	words := ingest.Words{Note: b.Note}
	if b.PersonID != nil || b.Guest != nil {
		words.Who = &ingest.Who{Guest: b.Guest != nil && *b.Guest, Coach: b.ByCoach != nil && *b.ByCoach}
		if b.PersonID != nil {
			words.Who.Person = brush.PersonID(*b.PersonID)
		}
	}
	err := s.Ingest.Say(ctx, h, id, words)
	var field *brush.FieldError
	if errors.As(err, &field) && field.Field == "person" {
		return nil, &brush.FieldError{Field: "person_id", Reason: field.Reason}
	}
	if err != nil {
		return nil, err
	}
	return s.oneSession(ctx, id)
}

// seesSession answers who may see only some people's sessions whether one is among them.
func (s *server) seesSession(ctx context.Context, id brush.SessionID) error {
	p := principal(ctx)
	if !p.Narrowed() {
		return nil
	}
	one, err := s.Store.Session(ctx, p.Household, id)
	if err != nil {
		return fmt.Errorf("read the session: %w", err)
	}
	if !p.Sees(one.Person) {
		return hidden("the session")
	}
	return nil
}

func (s *server) removeSession(ctx context.Context, in *byID) (*none, error) {
	if err := s.seesSession(ctx, brush.SessionID(in.ID)); err != nil {
		return nil, err
	}
	return nil, s.Ingest.Remove(ctx, principal(ctx).Household, brush.SessionID(in.ID))
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
	if !ok || !principal(ctx).Sees(p.ID) {
		return nil, hidden("the person")
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
	days, _ := session.Habit(h.calendar, p.Plans(), from, to, s.Now(), bs)
	return &body[List[DaySlots]]{List[DaySlots]{Items: daysOf(days)}}, nil
}
