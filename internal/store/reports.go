package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// Reports are read by whoever reports on a person's brushing.
type Reports interface {
	// ReportLinks returns a household's links to reports of a person ("": of everybody), newest first, whatever became of them.
	ReportLinks(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]ReportLink, error)
	// ReportLink returns the link with that hash, of whichever household, whatever became of it; brush.ErrNotFound.
	ReportLink(ctx context.Context, hash [32]byte) (ReportLink, error)
	// Heads returns when brushes got the heads that are on them, by device; of a brush of which nobody said so there is none.
	Heads(ctx context.Context, h brush.HouseholdID) (map[brush.DeviceID]time.Time, error)
}

// ReportsTx is the part of an update that Reports reads.
type ReportsTx interface {
	// ReportLinks is Reports' inside the update.
	ReportLinks(p brush.PersonID) ([]ReportLink, error)
	// PutReportLink keeps a link of the update's household, whatever ReportLink.Household says.
	PutReportLink(ReportLink) error
	DeleteReportLink(id string) error
	// PutHead keeps since when a brush has its head.
	PutHead(d brush.DeviceID, since time.Time) error
}

// ReportLink lets whoever has its secret read the report of one person and period.
type ReportLink struct {
	Household brush.HouseholdID
	ID        string
	Hash      [32]byte // SHA-256 of the secret
	Person    brush.PersonID
	Receiver  string       // who it is for, as people know them
	Consent   string       // the id of what was agreed to
	First     session.Date // of the period
	Last      session.Date // included
	Named     bool         // the report says what the person is called
	Account   string       // who made it; "": a program
	Created   time.Time
	Expires   time.Time
	Revoked   time.Time // zero: it was not
	Views     int64
	Viewed    time.Time // last; zero: never
}

// Open reports whether a link opens something at a moment, as far as it knows by itself.
func (l *ReportLink) Open(now time.Time) bool { return l.Revoked.IsZero() && now.Before(l.Expires) }
