package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

const reportLinkCols = "household, id, hash, person, receiver, consent, first_day, last_day, named, account, created, expires, revoked, views, viewed"

var (
	putReportLink = upsert("report_link", "household, id", reportLinkCols)
	putBrushHead  = upsert("brush_head", "household, device", "household, device, since")
)

func readReportLink(r *record) (l store.ReportLink, err error) {
	l.Household, l.ID, l.Hash, l.Person = brush.HouseholdID(r.str()), r.str(), r.hash(), brush.PersonID(r.str())
	l.Receiver, l.Consent = r.str(), r.str()
	for _, d := range [...]*session.Date{&l.First, &l.Last} {
		text, ok := r.str(), false
		if *d, ok = session.ParseDate(text); !ok && r.bad == nil {
			err = fmt.Errorf("%q is no day", text)
		}
	}
	l.Named, l.Account, l.Created, l.Expires, l.Revoked, l.Views, l.Viewed = r.flag(), r.str(), r.time(), r.time(), r.time(), r.int(), r.time()
	return l, err
}

func (q *asker) reportLinks(h brush.HouseholdID, p brush.PersonID) ([]store.ReportLink, error) {
	text, args := "SELECT "+reportLinkCols+" FROM report_link WHERE household = $1", []any{string(h)}
	if p != "" {
		text, args = text+" AND person = $2", append(args, string(p))
	}
	return list(q, "read links to reports", text+" ORDER BY created DESC, id DESC", args, readReportLink)
}

const askReportLink = "SELECT " + reportLinkCols + " FROM report_link WHERE hash = $1"

// ReportLinks is store.Reports'.
func (b Reader) ReportLinks(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]store.ReportLink, error) {
	return b.ask(ctx).reportLinks(h, p)
}

// ReportLink is store.Reports'.
func (b Reader) ReportLink(ctx context.Context, hash [32]byte) (store.ReportLink, error) {
	return single(b.ask(ctx), "read a link to a report", askReportLink, []any{hash[:]}, readReportLink)
}

// Heads is store.Reports'.
func (b Reader) Heads(ctx context.Context, h brush.HouseholdID) (map[brush.DeviceID]time.Time, error) {
	out := map[brush.DeviceID]time.Time{}
	err := b.ask(ctx).each("read heads", "SELECT device, since FROM brush_head WHERE household = $1", []any{string(h)}, func(r *record) error {
		d := brush.DeviceID(r.str())
		out[d] = r.time()
		return nil
	})
	return out, err
}

// ReportLinks is store.ReportsTx's.
func (t *Tx) ReportLinks(p brush.PersonID) ([]store.ReportLink, error) { return t.reportLinks(t.h, p) }

// PutReportLink is store.ReportsTx's.
func (t *Tx) PutReportLink(l store.ReportLink) error {
	return t.later("put a link to a report", putReportLink, string(t.h), l.ID, l.Hash[:], string(l.Person), l.Receiver, l.Consent, l.First.String(), l.Last.String(),
		flag(l.Named), l.Account, micros(l.Created), micros(l.Expires), micros(l.Revoked), l.Views, micros(l.Viewed))
}

// DeleteReportLink is store.ReportsTx's.
func (t *Tx) DeleteReportLink(id string) error {
	return t.later("delete a link to a report", "DELETE FROM report_link WHERE household = $1 AND id = $2", string(t.h), id)
}

// PutHead is store.ReportsTx's.
func (t *Tx) PutHead(d brush.DeviceID, since time.Time) error {
	return t.later("put a head", putBrushHead, string(t.h), string(d), micros(since))
}

// eraseReportLinks takes a person's links away, and from the log what they are.
func (t *Tx) eraseReportLinks(p brush.PersonID) error {
	all, err := t.ReportLinks(p)
	if err != nil {
		return err
	}
	for _, l := range all {
		if err := t.forgetName(store.NameLink, l.ID); err != nil {
			return err
		}
		if err := t.DeleteReportLink(l.ID); err != nil {
			return err
		}
	}
	return nil
}
