package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// MaxNote is the longest note on a session, in characters.
const MaxNote = 1000

// Words are what people say of a session; what is absent stays as it is.
type Words struct {
	Who  *Who
	Note *string // "" takes it away
}

// Who says who brushed: a person of the household, a guest (and no person), or neither: nobody yet.
type Who struct {
	Person brush.PersonID
	Guest  bool
	// Coach: nobody said so, the coach of that person was open. It holds only of what belongs to nobody yet, and changes nothing else.
	Coach bool
}

// Say changes what people say of a session, all of it or nothing. Errors are those of Assign and SetNote.
func (g *Ingester) Say(ctx context.Context, h brush.HouseholdID, id brush.SessionID, w Words) error {
	if w.Who != nil && w.Who.Guest && w.Who.Person != "" {
		return fmt.Errorf("assign session: %w", &brush.FieldError{Field: "guest", Reason: "a guest is no person of the household"})
	}
	if w.Note != nil && (!utf8.ValidString(*w.Note) || utf8.RuneCountInString(*w.Note) > MaxNote) {
		return fmt.Errorf("note session: %w", &brush.FieldError{Field: "note", Reason: fmt.Sprintf("must be text of at most %d characters", MaxNote)})
	}
	var acts []store.Act
	if w.Who != nil {
		acts = append(acts, store.ActSessionAssigned)
	}
	if w.Note != nil {
		acts = append(acts, store.ActSessionNoted)
	}
	if acts == nil {
		return nil
	}
	return g.amend(ctx, h, id, acts, "say of session", func(tx store.Tx, s *store.Session, now time.Time) error {
		if w.Note != nil {
			s.Note = *w.Note
		}
		if w.Who == nil {
			return nil
		}
		return assign(tx, s, *w.Who, now)
	})
}

// Assign says who brushed: a person of the household, a guest (guest, and no person), or takes back what was said (neither). The score
// follows the person's target. brush.ErrNotFound for no such session, a field error for no such person.
func (g *Ingester) Assign(ctx context.Context, h brush.HouseholdID, id brush.SessionID, person brush.PersonID, guest bool) error {
	return g.Say(ctx, h, id, Words{Who: &Who{Person: person, Guest: guest}})
}

func assign(tx store.Tx, s *store.Session, w Who, now time.Time) error {
	if err := known(tx, "person", w.Person); err != nil {
		return err
	}
	if w.Coach && (s.Person != "" || s.Guest) {
		return nil
	}
	s.Person, s.Guest, s.How, s.AssignedAt = w.Person, w.Guest, store.HowPerson, now
	if w.Coach {
		s.How = store.HowCoach
	}
	s.Suggested = ""
	if w.Person == "" && !w.Guest {
		s.How, s.AssignedAt = store.HowNobody, time.Time{}
	}
	if s.State == session.Ended {
		return score(tx, s)
	}
	return nil
}

// SetNote writes a note on a session; "" takes it away.
func (g *Ingester) SetNote(ctx context.Context, h brush.HouseholdID, id brush.SessionID, note string) error {
	return g.Say(ctx, h, id, Words{Note: &note})
}

// Remove deletes a session for good: its evidence, early or late, never brings it back.
func (g *Ingester) Remove(ctx context.Context, h brush.HouseholdID, id brush.SessionID) error {
	return g.amend(ctx, h, id, []store.Act{store.ActSessionRemoved}, "remove session", func(_ store.Tx, s *store.Session, _ time.Time) error {
		s.Removed = true
		return nil
	})
}

// amend changes one session that is there.
func (g *Ingester) amend(ctx context.Context, h brush.HouseholdID, id brush.SessionID, acts []store.Act, verb string, fn func(store.Tx, *store.Session, time.Time) error) error {
	now := g.Now().UTC()
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		old, err := tx.Session(id)
		if err != nil {
			return err
		}
		if old.Removed {
			return fmt.Errorf("session was removed: %w", brush.ErrNotFound)
		}
		if err := store.Match(ctx, old.Version()); err != nil {
			return err
		}
		s := old
		if err := fn(tx, &s, now); err != nil {
			return err
		}
		if err := g.settle(tx, &old, &s, now); err != nil {
			return err
		}
		// Whose it is now; when it is taken from somebody, whose it was.
		whose := s.Person
		if whose == "" {
			whose = old.Person
		}
		for _, act := range acts {
			if err := store.Audit(ctx, tx, store.AuditEntry{At: now, Act: act, About: store.Named{Kind: store.NameSession, ID: string(id)}, Person: whose}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	g.wake(h)
	return nil
}

// BrushPeople says who uses a brush. Sessions that are there stay whose they are: only later ones follow.
func (g *Ingester) BrushPeople(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, people []brush.PersonID) error {
	now := g.Now().UTC()
	err := g.Store.Update(ctx, h, func(tx store.Tx) error {
		b, err := tx.Brush(d)
		if err != nil {
			return err
		}
		for i, p := range people {
			if p == "" || slices.Contains(people[:i], p) {
				return &brush.FieldError{Field: "people", Reason: "must name each person once"}
			}
			if err := known(tx, "people", p); err != nil {
				return err
			}
		}
		if slices.Equal(b.People, people) {
			return nil
		}
		b.People = slices.Clone(people)
		if err := tx.PutBrush(b); err != nil {
			return err
		}
		if _, err = tx.Emit(store.Change{Kind: store.BrushChanged, Subject: string(d), At: now}); err != nil {
			return err
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActBrushChanged, About: store.Named{Kind: store.NameBrush, ID: string(d)}, Detail: "people"})
	})
	if err != nil {
		return fmt.Errorf("set people of a brush: %w", err)
	}
	g.wake(h)
	return nil
}

// known refuses a person who is not of the household; "" is nobody and fine.
func known(tx store.Tx, field string, p brush.PersonID) error {
	if p == "" {
		return nil
	}
	_, err := tx.Person(p)
	if errors.Is(err, brush.ErrNotFound) {
		return &brush.FieldError{Field: field, Reason: "is nobody of this household"}
	}
	return err
}
