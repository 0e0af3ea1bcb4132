package oauth

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// accountOf is the account that acts; "": it is no account.
func accountOf(ctx context.Context) string {
	if by := store.ActorOf(ctx).By; by.Kind == store.NameAccount {
		return by.ID
	}
	return ""
}

// consents keeps that somebody agreed, for each of the people of whom a grant shows something.
func (p *Provider) consents(ctx context.Context, house store.Tx, g *store.Grant, text string) error {
	scopes := shows(g.Scopes)
	if len(scopes) == 0 {
		return nil
	}
	people, err := peopleOf(house, g)
	if err != nil {
		return err
	}
	given := make([]store.Consent, 0, len(people))
	for _, id := range people {
		c, err := p.consent(g, id, text, g.Created)
		if err != nil {
			return err
		}
		given = append(given, c)
	}
	_, err = store.GiveConsents(ctx, house, given)
	return err
}

// consent is that of the account that let an app in to what it shows of a person, in the words of a version.
func (p *Provider) consent(g *store.Grant, id brush.PersonID, text string, at time.Time) (store.Consent, error) {
	name, err := p.newID()
	return store.Consent{ID: name, Person: id, ReceiverKind: store.AppReceiver, ReceiverID: g.ID, ReceiverName: g.ClientName, Scopes: shows(g.Scopes),
		Text: text, GivenBy: g.Account, Given: at}, err
}

// Joined keeps what was agreed to when an app was let in to see everybody, whoever joins later too: it is that person's consent like the others', and
// can be taken back like theirs.
func (p *Provider) Joined(ctx context.Context, tx store.KeysTx, h brush.HouseholdID, id brush.PersonID) error {
	gs, err := tx.Grants(h)
	if err != nil {
		return err
	}
	var given []store.Consent
	for i := range gs {
		g := &gs[i]
		if g.People != nil || len(shows(g.Scopes)) == 0 {
			continue
		}
		// In the words that were shown when it was let in.
		text := store.CurrentText().Version
		if before, err := tx.Household(h).ConsentsTo(store.AppReceiver, g.ID); err != nil {
			return err
		} else if len(before) > 0 {
			text = before[0].Text
		}
		c, err := p.consent(g, id, text, p.Now())
		if err != nil {
			return err
		}
		given = append(given, c)
	}
	_, err = store.GiveConsents(ctx, tx.Household(h), given)
	return err
}

// peopleOf are those whom a grant is about, as they are today.
func peopleOf(house store.Tx, g *store.Grant) ([]brush.PersonID, error) {
	if g.People != nil {
		return g.People, nil
	}
	all, err := house.People()
	if err != nil {
		return nil, err
	}
	ids := make([]brush.PersonID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	return ids, nil
}

// Withdrawn ends what an app gets of the person of a consent that was taken back: its grant is about the others from the commit on, and ends when
// nobody is left or when what it may do cannot be about some people alone. It is part of the update that takes the consent back; who is told of
// ended grants is told behind it.
func (p *Provider) Withdrawn(ctx context.Context, tx store.KeysTx, h brush.HouseholdID, c store.Consent) error {
	g, err := tx.Grant(c.ReceiverID)
	if errors.Is(err, brush.ErrNotFound) || err == nil && (g.Household != h || !g.Revoked.IsZero()) {
		return nil // the app has gone before
	}
	if err != nil {
		return err
	}
	now, house := p.Now(), tx.Household(h)
	people, err := peopleOf(house, &g)
	if err != nil {
		return err
	}
	g.People = slices.DeleteFunc(slices.Clone(people), func(id brush.PersonID) bool { return id == c.Person })
	if len(g.People) == 0 || len(within(wide, g.Scopes)) > 0 {
		_, err := revoke(ctx, tx, g.ID, now, "consent_withdrawn")
		return err
	}
	_, emit := house.Emit(store.Change{Kind: store.AccessChanged, Subject: string(h), At: now})
	return errors.Join(tx.PutGrant(g), emit)
}
