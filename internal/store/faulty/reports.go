package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// ReportLinks is store.Reports'.
func (s *Store) ReportLinks(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]store.ReportLink, error) {
	if err := s.hit("Book.ReportLinks"); err != nil {
		return nil, err
	}
	return s.Store.ReportLinks(ctx, h, p)
}

// ReportLink is store.Reports'.
func (s *Store) ReportLink(ctx context.Context, hash [32]byte) (store.ReportLink, error) {
	if err := s.hit("ReportLink"); err != nil {
		return store.ReportLink{}, err
	}
	return s.Store.ReportLink(ctx, hash)
}

// Heads is store.Reports'.
func (s *Store) Heads(ctx context.Context, h brush.HouseholdID) (map[brush.DeviceID]time.Time, error) {
	if err := s.hit("Heads"); err != nil {
		return nil, err
	}
	return s.Store.Heads(ctx, h)
}

func (t *tx) ReportLinks(p brush.PersonID) ([]store.ReportLink, error) {
	if err := t.hit("ReportLinks"); err != nil {
		return nil, err
	}
	return t.Tx.ReportLinks(p)
}

func (t *tx) PutReportLink(l store.ReportLink) error {
	if err := t.hit("PutReportLink"); err != nil {
		return err
	}
	return t.Tx.PutReportLink(l)
}

func (t *tx) DeleteReportLink(id string) error {
	if err := t.hit("DeleteReportLink"); err != nil {
		return err
	}
	return t.Tx.DeleteReportLink(id)
}

func (t *tx) PutHead(d brush.DeviceID, since time.Time) error {
	if err := t.hit("PutHead"); err != nil {
		return err
	}
	return t.Tx.PutHead(d, since)
}
