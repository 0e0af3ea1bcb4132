package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Hooks is store.Hooks'.
func (s *Store) Hooks(ctx context.Context, h brush.HouseholdID) ([]store.Hook, error) {
	if err := s.hit("Hooks.Hooks"); err != nil {
		return nil, err
	}
	return s.Store.Hooks(ctx, h)
}

// Hook is store.Hooks'.
func (s *Store) Hook(ctx context.Context, h brush.HouseholdID, id string) (store.Hook, error) {
	if err := s.hit("Hooks.Hook"); err != nil {
		return store.Hook{}, err
	}
	return s.Store.Hook(ctx, h, id)
}

// HooksDue is store.Hooks'.
func (s *Store) HooksDue(ctx context.Context, now time.Time, limit int) ([]store.HookName, error) {
	if err := s.hit("Hooks.HooksDue"); err != nil {
		return nil, err
	}
	return s.Store.HooksDue(ctx, now, limit)
}

// HookWaiting is store.Hooks'.
func (s *Store) HookWaiting(ctx context.Context, h brush.HouseholdID, hook string, now time.Time, limit int) ([]store.HookMessage, error) {
	if err := s.hit("Hooks.HookWaiting"); err != nil {
		return nil, err
	}
	return s.Store.HookWaiting(ctx, h, hook, now, limit)
}

// HookDead is store.Hooks'.
func (s *Store) HookDead(ctx context.Context, h brush.HouseholdID, hook string, limit int) ([]store.HookMessage, error) {
	if err := s.hit("Hooks.HookDead"); err != nil {
		return nil, err
	}
	return s.Store.HookDead(ctx, h, hook, limit)
}

// HookCount is store.Hooks'.
func (s *Store) HookCount(ctx context.Context, h brush.HouseholdID, hook string) (waiting, dead int, err error) {
	if err := s.hit("Hooks.HookCount"); err != nil {
		return 0, 0, err
	}
	return s.Store.HookCount(ctx, h, hook)
}

// HookTries is store.Hooks'.
func (s *Store) HookTries(ctx context.Context, h brush.HouseholdID, hook string, limit int) ([]store.HookTry, error) {
	if err := s.hit("Hooks.HookTries"); err != nil {
		return nil, err
	}
	return s.Store.HookTries(ctx, h, hook, limit)
}

func (t *tx) Hook(id string) (store.Hook, error) {
	if err := t.hit("Hook"); err != nil {
		return store.Hook{}, err
	}
	return t.Tx.Hook(id)
}

func (t *tx) CountHooks() (int, error) {
	if err := t.hit("CountHooks"); err != nil {
		return 0, err
	}
	return t.Tx.CountHooks()
}

func (t *tx) PutHook(v store.Hook) error {
	if err := t.hit("PutHook"); err != nil {
		return err
	}
	return t.Tx.PutHook(v)
}

func (t *tx) DeleteHook(id string) error {
	if err := t.hit("DeleteHook"); err != nil {
		return err
	}
	return t.Tx.DeleteHook(id)
}

func (t *tx) HookMessage(hook string, seq store.Seq) (store.HookMessage, error) {
	if err := t.hit("HookMessage"); err != nil {
		return store.HookMessage{}, err
	}
	return t.Tx.HookMessage(hook, seq)
}

func (t *tx) PutHookMessage(v store.HookMessage) error {
	if err := t.hit("PutHookMessage"); err != nil {
		return err
	}
	return t.Tx.PutHookMessage(v)
}

func (t *tx) DeleteHookMessage(hook string, seq store.Seq) error {
	if err := t.hit("DeleteHookMessage"); err != nil {
		return err
	}
	return t.Tx.DeleteHookMessage(hook, seq)
}

func (t *tx) CountHookMessages(hook string) (waiting, dead int, err error) {
	if err := t.hit("CountHookMessages"); err != nil {
		return 0, 0, err
	}
	return t.Tx.CountHookMessages(hook)
}

func (t *tx) ReviveHookMessages(hook string, due time.Time) (int, error) {
	if err := t.hit("ReviveHookMessages"); err != nil {
		return 0, err
	}
	return t.Tx.ReviveHookMessages(hook, due)
}

func (t *tx) ForgetHookMessages(hook string, before time.Time, keep int) error {
	if err := t.hit("ForgetHookMessages"); err != nil {
		return err
	}
	return t.Tx.ForgetHookMessages(hook, before, keep)
}

func (t *tx) PutHookTry(y store.HookTry, keep int) error {
	if err := t.hit("PutHookTry"); err != nil {
		return err
	}
	return t.Tx.PutHookTry(y, keep)
}

func (t *tx) ForgetHooksOf(p brush.PersonID) error {
	if err := t.hit("ForgetHooksOf"); err != nil {
		return err
	}
	return t.Tx.ForgetHooksOf(p)
}
