package privacy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Receiver is who gets a person's data.
type Receiver struct {
	Kind string // app, webhook or link
	ID   string
	Name string // as people know it
}

// NewConsent is what somebody agrees to.
type NewConsent struct {
	Person   brush.PersonID
	Receiver Receiver
	Scopes   []string
	Text     string // the version that was shown
}

// Give keeps a consent of whoever acts in ctx. When the same receiver holds one for that person and exactly these scopes already, that one is
// returned. A field error for what cannot be.
func (s *Service) Give(ctx context.Context, h brush.HouseholdID, n NewConsent) (out store.Consent, err error) {
	c, err := s.toGive(ctx, n)
	if err != nil {
		return store.Consent{}, err
	}
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		if out, err = giveIn(ctx, tx, c); err != nil {
			return err
		}
		return store.Made(ctx, tx, out)
	})
	if err != nil {
		return store.Consent{}, fmt.Errorf("give consent: %w", err)
	}
	return out, nil
}

// GiveIn is Give in an update of the caller's: what is allowed is kept together with what needs it.
func (s *Service) GiveIn(ctx context.Context, tx store.Tx, n NewConsent) (store.Consent, error) {
	c, err := s.toGive(ctx, n)
	if err != nil {
		return store.Consent{}, err
	}
	return giveIn(ctx, tx, c)
}

func giveIn(ctx context.Context, tx store.Tx, c store.Consent) (store.Consent, error) {
	given, err := store.GiveConsents(ctx, tx, []store.Consent{c})
	if err != nil {
		return store.Consent{}, err
	}
	return given[0], nil
}

// toGive checks what somebody agrees to.
func (s *Service) toGive(ctx context.Context, n NewConsent) (store.Consent, error) {
	text, known := store.TextOf(n.Text)
	r := &n.Receiver
	r.Name = strings.TrimSpace(r.Name)
	n.Scopes = slices.Compact(slices.Sorted(slices.Values(n.Scopes)))
	switch {
	case !known:
		return store.Consent{}, bad("text_version", "is none that was shown")
	case !slices.Contains(store.ReceiverKinds(), r.Kind):
		return store.Consent{}, bad("receiver.kind", "must be "+strings.Join(store.ReceiverKinds(), ", "))
	case r.ID == "" || len(r.ID) > 200 || !isText(r.ID):
		return store.Consent{}, bad("receiver.id", "must have 1 to 200 bytes")
	case r.Name == "" || utf8.RuneCountInString(r.Name) > 100 || !isText(r.Name):
		return store.Consent{}, bad("receiver.name", "must have 1 to 100 characters")
	case len(n.Scopes) == 0 || len(n.Scopes) > 20:
		return store.Consent{}, bad("scopes", "must be 1 to 20")
	}
	for _, scope := range n.Scopes {
		if scope == "" || len(scope) > 60 || !isText(scope) {
			return store.Consent{}, bad("scopes", "hold one that is empty or too long")
		}
	}
	id, err := s.newID(s.Now())
	if err != nil {
		return store.Consent{}, err
	}
	return store.Consent{ID: id, Person: n.Person, ReceiverKind: r.Kind, ReceiverID: r.ID, ReceiverName: r.Name, Scopes: n.Scopes, Text: text.Version,
		GivenBy: store.ActorOf(ctx).By.ID, Given: s.Now()}, nil
}

func isText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' })
}

// Withdraw takes a consent back, for good: giving it anew makes another. Its receiver gets nothing more of the person from the commit on.
// Withdrawing again changes nothing. brush.ErrNotFound for none.
func (s *Service) Withdraw(ctx context.Context, h brush.HouseholdID, id string) (store.Consent, error) {
	now := s.Now().UTC().Truncate(time.Microsecond)
	var c store.Consent
	ended := false
	err := s.Store.UpdateKeys(ctx, func(keys store.KeysTx) error {
		ended = false
		tx := keys.Household(h)
		all, err := tx.Consents("")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(c store.Consent) bool { return c.ID == id })
		if i < 0 {
			return brush.ErrNotFound
		}
		if c = all[i]; !c.Holds() {
			return nil
		}
		was, by := c, store.ActorOf(ctx).By.ID
		c.Withdrawn, c.WithdrawnBy = now, by
		if err := store.WithdrawConsents(ctx, tx, []store.Consent{was}, by, now); err != nil || c.ReceiverKind != store.AppReceiver || s.EndApp == nil {
			return err
		}
		ended = true
		return s.EndApp(ctx, keys, h, c)
	})
	if err != nil {
		return store.Consent{}, fmt.Errorf("withdraw consent: %w", err)
	}
	if ended && s.Wake != nil {
		s.Wake(h)
	}
	return c, nil
}

// Holds reports whether a receiver may get these scopes of a person's data now.
func (s *Service) Holds(ctx context.Context, h brush.HouseholdID, p brush.PersonID, r Receiver, scopes ...string) (bool, error) {
	if p == "" {
		return false, nil
	}
	all, err := s.Store.Consents(ctx, h, p)
	if err != nil {
		return false, fmt.Errorf("look for a consent: %w", err)
	}
	var have []string
	for _, c := range all {
		if c.Holds() && c.ReceiverKind == r.Kind && c.ReceiverID == r.ID {
			have = append(have, c.Scopes...)
		}
	}
	for _, scope := range scopes {
		if !slices.Contains(have, scope) {
			return false, nil
		}
	}
	return len(have) > 0, nil
}

// Consents returns what was allowed for a person ("": for everybody), the newest first.
func (s *Service) Consents(ctx context.Context, h brush.HouseholdID, p brush.PersonID) ([]store.Consent, error) {
	all, err := s.Store.Consents(ctx, h, p)
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	slices.Reverse(all)
	return all, nil
}
