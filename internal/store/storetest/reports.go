package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// reports: links to reports come back whole, are found by their hash alone, and belong to their household; so does since when a head is on.
func reports(t *testing.T, s store.Store) {
	ctx := context.Background()
	link := store.ReportLink{Household: home, ID: "l1", Hash: [32]byte{1, 2, 3}, Person: "mia", Receiver: "Dr. Okafor", Consent: "c1", First: session.Date{Year: 2026, Month: 9, Day: 1},
		Last: session.Date{Year: 2026, Month: 11, Day: 22}, Named: true, Account: "acc", Created: at(1), Expires: at(1e6)}
	used := link
	used.ID, used.Hash, used.Person, used.Created, used.Revoked, used.Views, used.Viewed, used.Named = "l2", [32]byte{9}, "tom", at(2), at(50), 3, at(40), false
	must(t, s, home, func(tx store.Tx) error {
		err := errors.Join(tx.PutReportLink(link), tx.PutReportLink(used), tx.PutHead("d1", at(5)), tx.PutHead("d1", at(6)), tx.PutHead("d2", at(7)))
		got, rerr := tx.ReportLinks("mia")
		equal(t, "links in their update", got, []store.ReportLink{link}, rerr)
		return err
	})
	got, err := s.ReportLinks(ctx, home, "")
	equal(t, "links, newest first", got, []store.ReportLink{used, link}, err)
	if got, err := s.ReportLinks(ctx, other, ""); len(got) > 0 || err != nil {
		t.Errorf("another household's: %v, %v", got, err)
	}
	one, err := s.ReportLink(ctx, link.Hash)
	equal(t, "a link by its hash", one, link, err)
	if _, err := s.ReportLink(ctx, [32]byte{4}); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("a link that is not there: %v", err)
	}
	heads, err := s.Heads(ctx, home)
	equal(t, "heads", heads, map[brush.DeviceID]time.Time{"d1": at(6), "d2": at(7)}, err)
	if heads, err := s.Heads(ctx, other); len(heads) > 0 || err != nil {
		t.Errorf("another household's heads: %v, %v", heads, err)
	}
	must(t, s, other, func(tx store.Tx) error { return tx.DeleteReportLink("l1") })
	must(t, s, home, func(tx store.Tx) error { return tx.DeleteReportLink("l2") })
	got, err = s.ReportLinks(ctx, home, "")
	equal(t, "links that are left", got, []store.ReportLink{link}, err)
	// Two links never have one secret.
	if err := s.Update(ctx, other, func(tx store.Tx) error {
		return tx.PutReportLink(store.ReportLink{ID: "x", Hash: link.Hash, First: link.First, Last: link.Last})
	}); err == nil {
		t.Error("two links share a hash")
	}
}
