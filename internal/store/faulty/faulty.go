// Package faulty is a store that fails on purpose: the nth operation of another store, whichever that is.
package faulty

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Store counts the operations of updates and makes one of them fail. Operations are: every method of a Tx or KeysTx, every question, the
// commit (nothing is kept) and the answer (everything is kept, and the caller is told otherwise). It is safe for concurrent use.
type Store struct {
	store.Store
	mu      sync.Mutex
	count   int // operations since FailAt
	at      int // 0: none
	reached string
}

// New returns a store that does not fail yet.
func New(s store.Store) *Store { return &Store{Store: s} }

// FailAt makes the nth operation from now on fail once, counted from 1; 0 makes none fail. The function it returns says whether that has
// happened yet.
func (s *Store) FailAt(n int) (reached func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count, s.at, s.reached = 0, n, ""
	return func() bool { return s.Reached() != "" }
}

// Count returns how many operations there were since FailAt.
func (s *Store) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Reached returns the name of the operation that was made to fail, "" before.
func (s *Store) Reached() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reached
}

func (s *Store) hit(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if s.count != s.at {
		return nil
	}
	s.reached = name
	return fmt.Errorf("%s: broken on purpose: %w", name, brush.ErrUnavailable)
}

// Update is store.Keeper's.
func (s *Store) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	err := s.Store.Update(ctx, h, func(t store.Tx) error {
		b := tx{Tx: t, s: s}
		if err := b.sound(fn(&b)); err != nil {
			return err
		}
		return s.hit("commit")
	})
	if err != nil {
		return err
	}
	return s.hit("answer")
}

// UpdateKeys is store.Keys'.
func (s *Store) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	err := s.Store.UpdateKeys(ctx, func(t store.KeysTx) error {
		b := keysTx{KeysTx: t, s: s}
		if err := fn(&b); err != nil {
			return err
		}
		if b.broken != nil {
			return b.broken
		}
		return s.hit("commit keys")
	})
	if err != nil {
		return err
	}
	return s.hit("answer keys")
}

// tx breaks the methods of one household's update. Like a real store it does not commit after an operation has failed, whatever fn says.
type tx struct {
	store.Tx
	s      *Store
	broken error
	in     *keysTx // the update of the keys it is part of
}

func (t *tx) sound(err error) error {
	if err != nil {
		return err
	}
	return t.broken
}

func (t *tx) hit(name string) error {
	err := t.s.hit(name)
	if err != nil {
		t.broken = err
		if t.in != nil {
			t.in.broken = err
		}
	}
	return err
}

func (t *tx) KeepFrames(d brush.DeviceID, fs []brush.Frame) error {
	if err := t.hit("KeepFrames"); err != nil {
		return err
	}
	return t.Tx.KeepFrames(d, fs)
}

func (t *tx) Frames(d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error {
	if err := t.hit("Frames"); err != nil {
		return err
	}
	return t.Tx.Frames(d, from, to, fn)
}

func (t *tx) Evidence(d brush.DeviceID, from, to time.Time) ([]store.Evidence, error) {
	if err := t.hit("Evidence"); err != nil {
		return nil, err
	}
	return t.Tx.Evidence(d, from, to)
}

func (t *tx) Expect(about []store.Stretch, sources ...brush.SourceID) error {
	if err := t.hit("Expect"); err != nil {
		return err
	}
	return t.Tx.Expect(about, sources...)
}

func (t *tx) PutEvidence(e store.Evidence) error {
	if err := t.hit("PutEvidence"); err != nil {
		return err
	}
	return t.Tx.PutEvidence(e)
}

func (t *tx) DeleteEvidence(d brush.DeviceID, id string) error {
	if err := t.hit("DeleteEvidence"); err != nil {
		return err
	}
	return t.Tx.DeleteEvidence(d, id)
}

func (t *tx) SessionsOf(d brush.DeviceID, from, to time.Time) ([]store.Session, error) {
	if err := t.hit("SessionsOf"); err != nil {
		return nil, err
	}
	return t.Tx.SessionsOf(d, from, to)
}

func (t *tx) Session(id brush.SessionID) (store.Session, error) {
	if err := t.hit("Session"); err != nil {
		return store.Session{}, err
	}
	return t.Tx.Session(id)
}

func (t *tx) PutSession(s store.Session) error {
	if err := t.hit("PutSession"); err != nil {
		return err
	}
	return t.Tx.PutSession(s)
}

func (t *tx) DeleteSession(id brush.SessionID) error {
	if err := t.hit("DeleteSession"); err != nil {
		return err
	}
	return t.Tx.DeleteSession(id)
}

func (t *tx) OpenSessions() ([]store.Session, error) {
	if err := t.hit("OpenSessions"); err != nil {
		return nil, err
	}
	return t.Tx.OpenSessions()
}

func (t *tx) Recount() (int, error) {
	if err := t.hit("Recount"); err != nil {
		return 0, err
	}
	return t.Tx.Recount()
}

func (t *tx) Forget(e store.Expiry, limit int) (store.Forgotten, error) {
	if err := t.hit("Forget"); err != nil {
		return store.Forgotten{}, err
	}
	return t.Tx.Forget(e, limit)
}

func (t *tx) Household() (store.Household, error) {
	if err := t.hit("Household"); err != nil {
		return store.Household{}, err
	}
	return t.Tx.Household()
}

func (t *tx) PutHousehold(h store.Household) error {
	if err := t.hit("PutHousehold"); err != nil {
		return err
	}
	return t.Tx.PutHousehold(h)
}

func (t *tx) People() ([]store.Person, error) {
	if err := t.hit("People"); err != nil {
		return nil, err
	}
	return t.Tx.People()
}

func (t *tx) Person(id brush.PersonID) (store.Person, error) {
	if err := t.hit("Person"); err != nil {
		return store.Person{}, err
	}
	return t.Tx.Person(id)
}

func (t *tx) PutPerson(p store.Person) error {
	if err := t.hit("PutPerson"); err != nil {
		return err
	}
	return t.Tx.PutPerson(p)
}

func (t *tx) DeletePerson(id brush.PersonID) error {
	if err := t.hit("DeletePerson"); err != nil {
		return err
	}
	return t.Tx.DeletePerson(id)
}

func (t *tx) Brush(d brush.DeviceID) (store.Brush, error) {
	if err := t.hit("Brush"); err != nil {
		return store.Brush{}, err
	}
	return t.Tx.Brush(d)
}

func (t *tx) PutBrush(b store.Brush) error {
	if err := t.hit("PutBrush"); err != nil {
		return err
	}
	return t.Tx.PutBrush(b)
}

func (t *tx) DeleteBrush(d brush.DeviceID) error {
	if err := t.hit("DeleteBrush"); err != nil {
		return err
	}
	return t.Tx.DeleteBrush(d)
}

func (t *tx) Source(id brush.SourceID) (store.Source, error) {
	if err := t.hit("Source"); err != nil {
		return store.Source{}, err
	}
	return t.Tx.Source(id)
}

func (t *tx) PutSource(s store.Source) error {
	if err := t.hit("PutSource"); err != nil {
		return err
	}
	return t.Tx.PutSource(s)
}

func (t *tx) Emit(c store.Change) (store.Seq, error) {
	if err := t.hit("Emit"); err != nil {
		return 0, err
	}
	return t.Tx.Emit(c)
}
