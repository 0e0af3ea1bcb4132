package report

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// Bounds of links.
const (
	// LongestDays is for how many days a link may open.
	LongestDays = 90
	// MostLinks is how many links a household may have that open something.
	MostLinks = 30
	// mostListed is how many are kept of those that open nothing any more.
	mostListed = 50
	// mostReceiver is how many characters the name of who it is for may have.
	mostReceiver = 80
)

// NewLink says what is lent to whom.
type NewLink struct {
	Person   brush.PersonID
	From, To session.Date
	Receiver string // such as "Dr. Okafor"
	Days     int    // for how many days it opens
	Named    bool   // the report says what the person is called
}

// Made is a link with its secret, which is told once.
type Made struct {
	store.ReportLink
	Secret string
}

// Agree keeps what somebody agrees to for a link, in the update that makes it, and returns its id.
type Agree func(tx store.Tx, l *store.ReportLink) (consent string, err error)

// Make makes a link. agree is asked in the same update: without what was agreed to there is no link.
func (s *Service) Make(ctx context.Context, h brush.HouseholdID, n NewLink, agree Agree) (Made, error) {
	n.Receiver = strings.TrimSpace(n.Receiver)
	if err := checkPeriod(n.From, n.To); err != nil {
		return Made{}, err
	}
	switch {
	case n.Days < 1 || n.Days > LongestDays:
		return Made{}, &brush.FieldError{Field: "days", Reason: "must be 1 to 90"}
	case n.Receiver == "" || utf8.RuneCountInString(n.Receiver) > mostReceiver || !utf8.ValidString(n.Receiver) || strings.ContainsFunc(n.Receiver, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }):
		return Made{}, &brush.FieldError{Field: "receiver", Reason: "must have 1 to 80 characters"}
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	random := s.Random
	if random == nil {
		random = rand.Reader
	}
	var raw [32 + 16]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return Made{}, fmt.Errorf("draw a secret: %w", err)
	}
	secret := base64.RawURLEncoding.EncodeToString(raw[:32])
	actor := store.ActorOf(ctx)
	made := Made{Secret: secret, ReportLink: store.ReportLink{Household: h, ID: hex.EncodeToString(raw[32:]), Hash: sha256.Sum256([]byte(secret)), Person: n.Person, Receiver: n.Receiver,
		First: n.From, Last: n.To, Named: n.Named, Created: now, Expires: now.AddDate(0, 0, n.Days)}}
	if actor.By.Kind == store.NameAccount {
		made.Account = actor.By.ID
	}
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		if _, err := tx.Person(n.Person); err != nil {
			return err
		}
		all, err := tx.ReportLinks("")
		if err != nil {
			return err
		}
		open, closed := 0, 0
		for i := range all { // newest first
			switch {
			case all[i].Open(now):
				open++
			case closed >= mostListed:
				if err := tx.DeleteReportLink(all[i].ID); err != nil {
					return err
				}
			default:
				closed++
			}
		}
		if open >= MostLinks {
			return &brush.FieldError{Field: "", Reason: fmt.Sprintf("A household has at most %d links that open something.", MostLinks)}
		}
		if made.Consent, err = agree(tx, &made.ReportLink); err != nil {
			return err
		}
		if err := tx.PutReportLink(made.ReportLink); err != nil {
			return err
		}
		err = store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActLinkMade, About: store.Named{Kind: store.NameLink, ID: made.ID}, Person: n.Person})
		if err != nil {
			return err
		}
		return store.Made(ctx, tx, made)
	})
	if err != nil {
		return Made{}, fmt.Errorf("make a link to a report: %w", err)
	}
	return made, nil
}

// Links returns the links to reports of a person ("": of everybody), newest first.
func (s *Service) Links(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]store.ReportLink, error) {
	all, err := s.Store.ReportLinks(ctx, h, p)
	if err != nil {
		return nil, fmt.Errorf("read links to reports: %w", err)
	}
	return all, nil
}

// Revoke closes a link for good, and withdraws what was agreed to for it. Again it changes nothing. brush.ErrNotFound for none.
func (s *Service) Revoke(ctx context.Context, h brush.HouseholdID, id string) (store.ReportLink, error) {
	now := s.Now().UTC().Truncate(time.Microsecond)
	var l store.ReportLink
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		all, err := tx.ReportLinks("")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l store.ReportLink) bool { return l.ID == id })
		if i < 0 {
			return brush.ErrNotFound
		}
		if l = all[i]; !l.Revoked.IsZero() {
			return nil
		}
		l.Revoked = now
		if err := tx.PutReportLink(l); err != nil {
			return err
		}
		cs, err := tx.Consents(l.Person)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(cs, func(c store.Consent) bool { return c.ID == l.Consent }); i >= 0 && cs[i].Holds() {
			c := cs[i]
			c.Withdrawn, c.WithdrawnBy = now, store.ActorOf(ctx).By.ID
			if err := tx.PutConsent(c); err != nil {
				return err
			}
			if err := store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActConsentWithdrawn, About: store.Named{Kind: store.NameConsent, ID: c.ID}, Person: c.Person, Detail: c.ReceiverKind}); err != nil {
				return err
			}
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActLinkRevoked, About: store.Named{Kind: store.NameLink, ID: l.ID}, Person: l.Person})
	})
	if err != nil {
		return l, fmt.Errorf("revoke a link to a report: %w", err)
	}
	return l, nil
}

// viewedAgain is how long after a view another is not written into the log once more: who reads on one page fetches the PDF, too.
const viewedAgain = 10 * time.Minute

// Opened makes the report that a secret opens, and writes down that it was opened. It is ErrLink for what opens nothing: a wrong secret, one that was
// revoked or is too old, one whose consent was taken back, and one for somebody who is gone.
func (s *Service) Opened(ctx context.Context, secret string) (*Report, store.ReportLink, error) {
	if len(secret) > 100 {
		return nil, store.ReportLink{}, ErrLink
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	hash := sha256.Sum256([]byte(secret))
	l, err := s.Store.ReportLink(ctx, hash)
	if errors.Is(err, brush.ErrNotFound) {
		return nil, l, ErrLink
	} else if err != nil {
		return nil, l, fmt.Errorf("open a link: %w", err)
	}
	if subtle.ConstantTimeCompare(l.Hash[:], hash[:]) != 1 || !l.Open(now) {
		return nil, l, ErrLink
	}
	// As of the link's last day, or now when that has not come: what is read is no more than what was agreed to.
	r, err := s.Of(ctx, l.Household, l.Person, l.First, l.Last)
	if errors.Is(err, brush.ErrNotFound) {
		return nil, l, ErrLink
	} else if err != nil {
		return nil, l, err
	}
	named := store.Named{Kind: store.NameLink, ID: l.ID}
	ctx = store.WithActor(ctx, store.Actor{By: named, Request: store.ActorOf(ctx).Request})
	err = s.Store.Update(ctx, l.Household, func(tx store.Tx) error {
		all, err := tx.ReportLinks(l.Person)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o store.ReportLink) bool { return o.ID == l.ID })
		if i < 0 || !all[i].Open(now) {
			return ErrLink
		}
		cs, err := tx.Consents(l.Person)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(cs, func(c store.Consent) bool { return c.ID == all[i].Consent && c.Holds() }) {
			return ErrLink
		}
		l = all[i]
		again := !l.Viewed.IsZero() && now.Sub(l.Viewed) < viewedAgain && !now.Before(l.Viewed)
		if again {
			return nil
		}
		l.Views, l.Viewed = l.Views+1, now
		if err := tx.PutReportLink(l); err != nil {
			return err
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActLinkViewed, About: named, Person: l.Person})
	})
	if errors.Is(err, errLink) {
		return nil, l, ErrLink
	} else if err != nil {
		return nil, l, fmt.Errorf("open a link: %w", err)
	}
	r.Named = l.Named
	return r, l, nil
}
