package rows

import (
	"context"
	"errors"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const consentCols = "household, id, person, receiver_kind, receiver_id, receiver_name, scopes, text_version, text_hash, given_by, given, withdrawn_by, withdrawn, erased"

var putConsent = upsert("consent", "household, id", consentCols)

func readConsent(r *record) (store.Consent, error) {
	r.str() // household
	return store.Consent{ID: r.str(), Person: brush.PersonID(r.str()), ReceiverKind: r.str(), ReceiverID: r.str(), ReceiverName: r.str(),
		Scopes: split[string](r.str()), Text: r.str(), TextHash: r.hash(), GivenBy: r.str(), Given: r.time(), WithdrawnBy: r.str(),
		Withdrawn: r.time(), Erased: r.time()}, nil
}

func (q *asker) consents(h brush.HouseholdID, p brush.PersonID) ([]store.Consent, error) {
	text, args := "SELECT "+consentCols+" FROM consent WHERE household = $1", []any{string(h)}
	if p != "" {
		text, args = text+" AND person = $2", append(args, string(p))
	}
	return list(q, "read consents", text+" ORDER BY given, id", args, readConsent)
}

// Consents is store.Privacy's.
func (b Reader) Consents(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]store.Consent, error) {
	return b.ask(ctx).consents(h, p)
}

func (q *asker) consentsTo(h brush.HouseholdID, kind, id string) ([]store.Consent, error) {
	return list(q, "read what a receiver may get", "SELECT "+consentCols+" FROM consent WHERE household = $1 AND receiver_kind = $2 AND receiver_id = $3 AND withdrawn = $4 AND erased = $5 ORDER BY person, id",
		[]any{string(h), kind, id, int64(zeroMicros), int64(zeroMicros)}, readConsent)
}

// ConsentsTo is store.Consenting's.
func (b Reader) ConsentsTo(ctx context.Context, h brush.HouseholdID, kind, id string) ([]store.Consent, error) {
	return b.ask(ctx).consentsTo(h, kind, id)
}

// ConsentsTo is store.Tx's.
func (t *Tx) ConsentsTo(kind, id string) ([]store.Consent, error) { return t.consentsTo(t.h, kind, id) }

// Consents is store.Tx's.
func (t *Tx) Consents(p brush.PersonID) ([]store.Consent, error) { return t.consents(t.h, p) }

// PutConsent is store.Tx's.
func (t *Tx) PutConsent(c store.Consent) error {
	was, err := single(t.asker, "read a consent", "SELECT "+consentCols+" FROM consent WHERE household = $1 AND id = $2", []any{string(t.h), c.ID}, readConsent)
	switch {
	case errors.Is(err, brush.ErrNotFound):
	case err != nil:
		return err
	case !was.Erased.IsZero(), !was.Withdrawn.IsZero(), was.Person != c.Person, was.ReceiverKind != c.ReceiverKind, was.ReceiverID != c.ReceiverID,
		was.TextHash != c.TextHash, was.GivenBy != c.GivenBy, !was.Given.Equal(c.Given):
		return fmt.Errorf("put consent: what was said is not changed: %w", brush.ErrConflict)
	}
	scopes, err := lines("scopes", c.Scopes)
	if err != nil {
		return fmt.Errorf("put consent: %w", err)
	}
	return t.later("put consent", putConsent, string(t.h), c.ID, string(c.Person), c.ReceiverKind, c.ReceiverID, c.ReceiverName, scopes, c.Text, c.TextHash[:],
		c.GivenBy, micros(c.Given), c.WithdrawnBy, micros(c.Withdrawn), micros(c.Erased))
}
