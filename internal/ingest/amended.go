package ingest

import (
	"errors"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// oneReading is how long after an amendment another one is taken for part of the same reading: a session's frames may lie in two batches.
const oneReading = 10 * time.Minute

// amending is a Tx whose frames are read again: a session that had ended keeps what this changed of it. Late evidence amends without it.
type amending struct {
	store.Tx
	now time.Time
}

// PutSession is store.Tx's.
func (a amending) PutSession(s store.Session) error {
	old, err := a.Session(s.ID)
	switch {
	case errors.Is(err, brush.ErrNotFound):
		return a.Tx.PutSession(s)
	case err != nil:
		return err
	}
	if old.State == session.Ended && s.State == session.Ended && !s.Removed {
		s.Amended = amendment(&old, &s, a.now)
	}
	return a.Tx.PutSession(s)
}

// amendment returns what is kept of the difference of two stages of a session, and of what an earlier part of the same reading changed; nil
// when nothing ever was.
func amendment(old, s *store.Session, now time.Time) *store.Amendment {
	before, after := store.FiguresOf(old), store.FiguresOf(s)
	if before == after {
		return old.Amended
	}
	if had := old.Amended; had != nil && had.After == before && now.Sub(had.At) < oneReading {
		before = had.Before
		if before == after {
			return nil
		}
	}
	return &store.Amendment{At: now, Before: before, After: after}
}
