package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brand/timer"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

func isEntries(d brush.DeviceID) bool {
	_, ok := d.Person()
	return ok
}

// entriesOf stands for the handle of entries, which has no row. It is never of another brand.
func entriesOf(d brush.DeviceID, at time.Time) store.Brush {
	return store.Brush{Device: d, Brand: timer.Spec.ID, BrandAt: at}
}

// admit refuses entries of somebody who is not of the household.
func admit(tx store.Tx, d brush.DeviceID) error {
	p, ok := d.Person()
	if !ok {
		return nil
	}
	if p == "" {
		return &brush.FieldError{Field: "device", Reason: "names no person"}
	}
	return known(tx, "device", p)
}

// entered gives a new session of entries to whose they are. Somebody who has left the household since gets none.
func entered(tx store.Tx, s *store.Session, now time.Time) error {
	p, ok := s.Device.Person()
	if !ok {
		return nil
	}
	_, err := tx.Person(p)
	switch {
	case errors.Is(err, brush.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	s.Person, s.How, s.AssignedAt = p, store.HowEntry, now
	return nil
}

// mayBe reports whether a folded session can be one that is kept: a note is only ever itself.
func mayBe(f, s *session.Session) bool {
	a, b := f.Origin() == session.Noted, s.Origin() == session.Noted
	return a == b && (!a || f.Recorded.Number == s.Recorded.Number)
}

// withoutDoubles leaves out the notes of a brushing that was timed, or noted before: a person brushes once at a time. What somebody has
// deleted doubles nothing, so that it can be noted anew. to goes with folded, as match gave it.
func withoutDoubles(folded []session.Session, stored []store.Session, to []int) ([]session.Session, []int) {
	there := make([]bool, len(folded))
	for i := range folded {
		f := &folded[i]
		if to[i] >= 0 {
			there[i] = !stored[to[i]].Removed
		} else {
			there[i] = !coveredByRemoved(f, stored)
		}
		there[i] = there[i] && !(f.Fleeting && f.State == session.Ended)
	}
	var kept []session.Session
	var keptTo []int
	for i := range folded {
		double := false
		if there[i] && folded[i].Origin() == session.Noted {
			for k := range folded {
				if there[k] && k != i && (k < i || folded[k].Origin() != session.Noted) && overlap(&folded[i], &folded[k]) > 0 {
					double = true
				}
			}
		}
		if double {
			there[i] = false
			continue
		}
		kept, keptTo = append(kept, folded[i]), append(keptTo, to[i])
	}
	return kept, keptTo
}

// Note is what somebody remembers of a brushing.
type Note struct {
	ID     string // made by whoever sends it, 1 to 64 bytes; the same note may be sent again
	Person brush.PersonID
	Start  time.Time
	Length time.Duration // 1 s to 2 h, whole seconds
	Brush  string        // manual or electric; "": manual
}

// noteEarliest is the earliest start that is believed.
var noteEarliest = time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)

// noteAhead is by how much the end of a noted brushing may lie ahead: clocks differ.
const noteAhead = time.Minute

// TakeNote keeps a note as a session of its own, and returns it. When the timer has counted a brushing of that person at that time, or
// somebody has noted one before, nothing is kept, and that session is returned; added is false then. brush.ErrNotFound for no such person,
// a field error for what cannot be, brush.ErrConflict when this very note was deleted before.
func (g *Ingester) TakeNote(ctx context.Context, h brush.HouseholdID, src brush.SourceID, n Note) (s store.Session, added bool, err error) {
	if err := g.checkNote(ctx, h, &n); err != nil {
		return s, false, fmt.Errorf("take a note: %w", err)
	}
	entry := timer.Note{Person: n.Person, ID: noteNumber(n.ID), Start: n.Start.Truncate(time.Second).UTC(), Seconds: uint32(n.Length / time.Second), Brush: timer.Brush(n.Brush)}
	s, added, err = g.at(ctx, h, &entry)
	if err == nil || !errors.Is(err, brush.ErrNotFound) {
		return s, added, err
	}
	f := entry.Frame()
	f.Source = src
	if err := g.Accept(ctx, h, []brush.Frame{f}); err != nil {
		return s, false, fmt.Errorf("take a note: %w", err)
	}
	s, added, err = g.at(ctx, h, &entry)
	if errors.Is(err, brush.ErrNotFound) {
		return s, false, fmt.Errorf("take a note: it was deleted: %w", brush.ErrConflict)
	}
	return s, added, err
}

func (g *Ingester) checkNote(ctx context.Context, h brush.HouseholdID, n *Note) error {
	switch {
	case n.ID == "" || len(n.ID) > brush.MaxID:
		return &brush.FieldError{Field: "id", Reason: fmt.Sprintf("must have 1 to %d bytes", brush.MaxID)}
	case n.Length < time.Second || n.Length > session.MaxElapsed*time.Second:
		return &brush.FieldError{Field: "duration_s", Reason: "must be 1 to 7200"}
	case n.Start.Before(noteEarliest):
		return &brush.FieldError{Field: "started_at", Reason: "lies before 2014-01-01"}
	case n.Start.Add(n.Length).After(g.Now().Add(noteAhead)):
		return &brush.FieldError{Field: "started_at", Reason: "is not over yet: start and length lead into the future"}
	case n.Brush != "" && n.Brush != string(timer.Manual) && n.Brush != string(timer.Electric):
		return &brush.FieldError{Field: "brush", Reason: "is neither manual nor electric"}
	}
	people, err := g.Store.People(ctx, h)
	if err != nil {
		return err
	}
	for i := range people {
		if people[i].ID == n.Person {
			return nil
		}
	}
	return fmt.Errorf("find the person: %w", brush.ErrNotFound)
}

// at returns the session of a person's entries at a note's time, the note's own before others; own says which. brush.ErrNotFound for none.
func (g *Ingester) at(ctx context.Context, h brush.HouseholdID, n *timer.Note) (s store.Session, own bool, err error) {
	length := time.Duration(n.Seconds) * time.Second
	ss, err := g.Store.Sessions(ctx, h, store.SessionQuery{Device: brush.EntriesOf(n.Person), From: n.Start.Add(-day), To: n.Start.Add(length), Limit: 1000})
	if err != nil {
		return s, false, fmt.Errorf("read the sessions at a note's time: %w", err)
	}
	span := session.Session{Start: n.Start, End: n.Start.Add(length)}
	found := false
	for i := range ss {
		x := &ss[i]
		if x.Fleeting && x.State == session.Ended || overlap(&x.Session, &span) <= 0 {
			continue
		}
		if x.Origin() == session.Noted && x.Recorded.Number == n.ID {
			return *x, true, nil
		}
		if !found {
			s, found = *x, true
		}
	}
	if !found {
		return s, false, brush.ErrNotFound
	}
	return s, false, nil
}

// day is how long before a moment a session that touches it may have begun: pauses are not counted in its length.
const day = 24 * time.Hour

// noteNumber is the number of a note in its entry, never 0.
func noteNumber(id string) uint32 {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint32(sum[:]) | 1
}
