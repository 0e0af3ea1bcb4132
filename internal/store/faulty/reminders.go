package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Reminders is store.Reminders'.
func (s *Store) Reminders(ctx context.Context, h brush.HouseholdID) ([]store.Reminder, error) {
	if err := s.hit("Reminders.Reminders"); err != nil {
		return nil, err
	}
	return s.Store.Reminders(ctx, h)
}

// Quiet is store.Reminders'.
func (s *Store) Quiet(ctx context.Context, h brush.HouseholdID) (session.Quiet, error) {
	if err := s.hit("Reminders.Quiet"); err != nil {
		return session.Quiet{}, err
	}
	return s.Store.Quiet(ctx, h)
}

// RemindersOn is store.Reminders'.
func (s *Store) RemindersOn(ctx context.Context, after brush.HouseholdID, limit int) ([]store.ReminderHouse, error) {
	if err := s.hit("Reminders.RemindersOn"); err != nil {
		return nil, err
	}
	return s.Store.RemindersOn(ctx, after, limit)
}

// Pushes is store.Reminders'.
func (s *Store) Pushes(ctx context.Context, h brush.HouseholdID, account string, now time.Time) ([]store.Push, error) {
	if err := s.hit("Reminders.Pushes"); err != nil {
		return nil, err
	}
	return s.Store.Pushes(ctx, h, account, now)
}

// ServerKey is store.Reminders'.
func (s *Store) ServerKey(ctx context.Context, name string) (store.ServerKey, error) {
	if err := s.hit("Reminders.ServerKey"); err != nil {
		return store.ServerKey{}, err
	}
	return s.Store.ServerKey(ctx, name)
}

func (t *tx) Reminders() ([]store.Reminder, error) {
	if err := t.hit("Reminders"); err != nil {
		return nil, err
	}
	return t.Tx.Reminders()
}

func (t *tx) PutReminder(v store.Reminder) error {
	if err := t.hit("PutReminder"); err != nil {
		return err
	}
	return t.Tx.PutReminder(v)
}

func (t *tx) Quiet() (session.Quiet, error) {
	if err := t.hit("Quiet"); err != nil {
		return session.Quiet{}, err
	}
	return t.Tx.Quiet()
}

func (t *tx) PutQuiet(v session.Quiet) error {
	if err := t.hit("PutQuiet"); err != nil {
		return err
	}
	return t.Tx.PutQuiet(v)
}

func (t *tx) Remind(p brush.PersonID, part session.PartOfDay, day session.Date) (bool, error) {
	if err := t.hit("Remind"); err != nil {
		return false, err
	}
	return t.Tx.Remind(p, part, day)
}

func (t *tx) PutPush(v store.Push) error {
	if err := t.hit("PutPush"); err != nil {
		return err
	}
	return t.Tx.PutPush(v)
}

func (t *tx) TouchPush(id string, told time.Time) error {
	if err := t.hit("TouchPush"); err != nil {
		return err
	}
	return t.Tx.TouchPush(id, told)
}

func (t *tx) DeletePush(id string) error {
	if err := t.hit("DeletePush"); err != nil {
		return err
	}
	return t.Tx.DeletePush(id)
}

func (t *tx) SealPush(id string, was, again store.Secret) error {
	if err := t.hit("SealPush"); err != nil {
		return err
	}
	return t.Tx.SealPush(id, was, again)
}

func (t *tx) CountPushes(account string, now time.Time) (int, error) {
	if err := t.hit("CountPushes"); err != nil {
		return 0, err
	}
	return t.Tx.CountPushes(account, now)
}

func (t *keysTx) ServerKey(name string) (store.ServerKey, error) {
	if err := t.hit("ServerKey"); err != nil {
		return store.ServerKey{}, err
	}
	return t.KeysTx.ServerKey(name)
}

func (t *keysTx) PutServerKey(v store.ServerKey) error {
	if err := t.hit("PutServerKey"); err != nil {
		return err
	}
	return t.KeysTx.PutServerKey(v)
}
