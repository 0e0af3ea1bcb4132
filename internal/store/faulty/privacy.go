package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// AuditLines is store.Privacy's.
func (s *Store) AuditLines(ctx context.Context, h brush.HouseholdID, q store.AuditQuery) ([]store.AuditLine, error) {
	if err := s.hit("AuditLines"); err != nil {
		return nil, err
	}
	return s.Store.AuditLines(ctx, h, q)
}

// AuditChain is store.Privacy's.
func (s *Store) AuditChain(ctx context.Context, h brush.HouseholdID, after store.Seq, limit int) ([]store.AuditLine, error) {
	if err := s.hit("AuditChain"); err != nil {
		return nil, err
	}
	return s.Store.AuditChain(ctx, h, after, limit)
}

// AuditNames is store.Privacy's.
func (s *Store) AuditNames(ctx context.Context, h brush.HouseholdID, after int64, limit int) ([]store.AuditName, error) {
	if err := s.hit("AuditNames"); err != nil {
		return nil, err
	}
	return s.Store.AuditNames(ctx, h, after, limit)
}

// AuditHead is store.Privacy's.
func (s *Store) AuditHead(ctx context.Context, h brush.HouseholdID) (store.AuditHead, error) {
	if err := s.hit("AuditHead"); err != nil {
		return store.AuditHead{}, err
	}
	return s.Store.AuditHead(ctx, h)
}

// Consents is store.Privacy's.
func (s *Store) Consents(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]store.Consent, error) {
	if err := s.hit("Book.Consents"); err != nil {
		return nil, err
	}
	return s.Store.Consents(ctx, h, p)
}

// ConsentsTo is store.Consenting's.
func (s *Store) ConsentsTo(ctx context.Context, h brush.HouseholdID, kind, id string) ([]store.Consent, error) {
	if err := s.hit("Book.ConsentsTo"); err != nil {
		return nil, err
	}
	return s.Store.ConsentsTo(ctx, h, kind, id)
}

// Erasures is store.Privacy's.
func (s *Store) Erasures(ctx context.Context) ([]store.Erasure, error) {
	if err := s.hit("Erasures"); err != nil {
		return nil, err
	}
	return s.Store.Erasures(ctx)
}

// Scrub is store.Privacy's.
func (s *Store) Scrub(ctx context.Context) error {
	if err := s.hit("Scrub"); err != nil {
		return err
	}
	return s.Store.Scrub(ctx)
}

func (t *tx) Audit(e store.AuditEntry) error {
	if err := t.hit("Audit"); err != nil {
		return err
	}
	return t.Tx.Audit(e)
}

func (t *tx) AuditOnce(e store.AuditEntry, since time.Time) (bool, error) {
	if err := t.hit("AuditOnce"); err != nil {
		return false, err
	}
	return t.Tx.AuditOnce(e, since)
}

func (t *tx) Consents(p brush.PersonID) ([]store.Consent, error) {
	if err := t.hit("Consents"); err != nil {
		return nil, err
	}
	return t.Tx.Consents(p)
}

func (t *tx) ConsentsTo(kind, id string) ([]store.Consent, error) {
	if err := t.hit("ConsentsTo"); err != nil {
		return nil, err
	}
	return t.Tx.ConsentsTo(kind, id)
}

func (t *tx) PutConsent(c store.Consent) error {
	if err := t.hit("PutConsent"); err != nil {
		return err
	}
	return t.Tx.PutConsent(c)
}

func (t *tx) BeginErasure(e store.Erasure) error {
	if err := t.hit("BeginErasure"); err != nil {
		return err
	}
	return t.Tx.BeginErasure(e)
}

func (t *tx) Erase(p brush.PersonID, limit int) (bool, error) {
	if err := t.hit("Erase"); err != nil {
		return false, err
	}
	return t.Tx.Erase(p, limit)
}

func (t *tx) EndErasure(p brush.PersonID) error {
	if err := t.hit("EndErasure"); err != nil {
		return err
	}
	return t.Tx.EndErasure(p)
}

func (t *keysTx) ForgetAccount(id string) error {
	if err := t.hit("ForgetAccount"); err != nil {
		return err
	}
	return t.KeysTx.ForgetAccount(id)
}

func (t *keysTx) ForgetKeys(h brush.HouseholdID) error {
	if err := t.hit("ForgetKeys"); err != nil {
		return err
	}
	return t.KeysTx.ForgetKeys(h)
}

func (t *keysTx) EraseHousehold(e store.Erasure) error {
	if err := t.hit("EraseHousehold"); err != nil {
		return err
	}
	return t.KeysTx.EraseHousehold(e)
}

func (t *keysTx) Scrubbed(at time.Time) error {
	if err := t.hit("Scrubbed"); err != nil {
		return err
	}
	return t.KeysTx.Scrubbed(at)
}
