package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// The questions are operations too: what cannot be read must be said to be unavailable, and not to be absent.

// Changes is store.Feed's.
func (s *Store) Changes(ctx context.Context, h brush.HouseholdID, after store.Seq, limit int) ([]store.Change, error) {
	if err := s.hit("Changes"); err != nil {
		return nil, err
	}
	return s.Store.Changes(ctx, h, after, limit)
}

// Last is store.Feed's.
func (s *Store) Last(ctx context.Context, h brush.HouseholdID) (store.Seq, error) {
	if err := s.hit("Last"); err != nil {
		return 0, err
	}
	return s.Store.Last(ctx, h)
}

// Household is store.Book's.
func (s *Store) Household(ctx context.Context, h brush.HouseholdID) (store.Household, error) {
	if err := s.hit("Book.Household"); err != nil {
		return store.Household{}, err
	}
	return s.Store.Household(ctx, h)
}

// House is store.Book's.
func (s *Store) House(ctx context.Context, h brush.HouseholdID) (store.House, error) {
	if err := s.hit("Book.House"); err != nil {
		return store.House{}, err
	}
	return s.Store.House(ctx, h)
}

// Sessions is store.Book's.
func (s *Store) Sessions(ctx context.Context, h brush.HouseholdID, q store.SessionQuery) ([]store.Session, error) {
	if err := s.hit("Book.Sessions"); err != nil {
		return nil, err
	}
	return s.Store.Sessions(ctx, h, q)
}

// Session is store.Book's.
func (s *Store) Session(ctx context.Context, h brush.HouseholdID, id brush.SessionID) (store.Session, error) {
	if err := s.hit("Book.Session"); err != nil {
		return store.Session{}, err
	}
	return s.Store.Session(ctx, h, id)
}

// People is store.Book's.
func (s *Store) People(ctx context.Context, h brush.HouseholdID) ([]store.Person, error) {
	if err := s.hit("Book.People"); err != nil {
		return nil, err
	}
	return s.Store.People(ctx, h)
}

// Brushes is store.Book's.
func (s *Store) Brushes(ctx context.Context, h brush.HouseholdID) ([]store.Brush, error) {
	if err := s.hit("Book.Brushes"); err != nil {
		return nil, err
	}
	return s.Store.Brushes(ctx, h)
}

// Sources is store.Book's.
func (s *Store) Sources(ctx context.Context, h brush.HouseholdID) ([]store.Source, error) {
	if err := s.hit("Book.Sources"); err != nil {
		return nil, err
	}
	return s.Store.Sources(ctx, h)
}

// Frames is store.Book's.
func (s *Store) Frames(ctx context.Context, h brush.HouseholdID, d brush.DeviceID, from, to time.Time, fn func(*brush.Frame) error) error {
	if err := s.hit("Book.Frames"); err != nil {
		return err
	}
	return s.Store.Frames(ctx, h, d, from, to, fn)
}

// OpenHouseholds is store.Book's.
func (s *Store) OpenHouseholds(ctx context.Context, before time.Time) ([]brush.HouseholdID, error) {
	if err := s.hit("Book.OpenHouseholds"); err != nil {
		return nil, err
	}
	return s.Store.OpenHouseholds(ctx, before)
}

// AccountByEmail is store.Keys'.
func (s *Store) AccountByEmail(ctx context.Context, email string) (store.Account, error) {
	if err := s.hit("AccountByEmail"); err != nil {
		return store.Account{}, err
	}
	return s.Store.AccountByEmail(ctx, email)
}

// Account is store.Keys'.
func (s *Store) Account(ctx context.Context, id string) (store.Account, error) {
	if err := s.hit("Account"); err != nil {
		return store.Account{}, err
	}
	return s.Store.Account(ctx, id)
}

// Memberships is store.Keys'.
func (s *Store) Memberships(ctx context.Context, account string) ([]store.Membership, error) {
	if err := s.hit("Memberships"); err != nil {
		return nil, err
	}
	return s.Store.Memberships(ctx, account)
}

// Login is store.Keys'.
func (s *Store) Login(ctx context.Context, hash [32]byte, now time.Time) (store.Login, error) {
	if err := s.hit("Login"); err != nil {
		return store.Login{}, err
	}
	return s.Store.Login(ctx, hash, now)
}

// Entry is store.Keys'.
func (s *Store) Entry(ctx context.Context, hash [32]byte, now time.Time) (store.Entry, error) {
	if err := s.hit("Entry"); err != nil {
		return store.Entry{}, err
	}
	return s.Store.Entry(ctx, hash, now)
}

// Token is store.Keys'.
func (s *Store) Token(ctx context.Context, hash [32]byte, now time.Time) (store.Token, error) {
	if err := s.hit("Token"); err != nil {
		return store.Token{}, err
	}
	return s.Store.Token(ctx, hash, now)
}

// Tokens is store.Keys'.
func (s *Store) Tokens(ctx context.Context, h brush.HouseholdID) ([]store.Token, error) {
	if err := s.hit("Tokens"); err != nil {
		return nil, err
	}
	return s.Store.Tokens(ctx, h)
}

// Households is store.Keys'.
func (s *Store) Households(ctx context.Context) ([]store.Household, error) {
	if err := s.hit("Households"); err != nil {
		return nil, err
	}
	return s.Store.Households(ctx)
}

// SetupLink is store.Keys'.
func (s *Store) SetupLink(ctx context.Context) (store.SetupLink, error) {
	if err := s.hit("SetupLink"); err != nil {
		return store.SetupLink{}, err
	}
	return s.Store.SetupLink(ctx)
}
