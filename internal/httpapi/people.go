package httpapi

import (
	"context"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

func newPerson(p NewPerson) account.NewPerson {
	return account.NewPerson{Name: p.Name, Glaze: p.Glaze, MilkTeeth: p.MilkTeeth, BirthYear: p.BirthYear, Target: p.Target,
		Morning: p.Morning == nil || *p.Morning, Evening: p.Evening == nil || *p.Evening}
}

func (s *server) people(ctx context.Context, _ *none) (*body[List[Person]], error) {
	ps, err := s.Store.People(ctx, principal(ctx).Household)
	if err != nil {
		return nil, fmt.Errorf("read the people: %w", err)
	}
	out := &body[List[Person]]{List[Person]{Items: make([]Person, 0, len(ps))}}
	for _, p := range ps {
		if principal(ctx).Sees(p.ID) {
			out.Body.Items = append(out.Body.Items, personOf(p))
		}
	}
	return out, nil
}

func (s *server) addPerson(ctx context.Context, in *body[NewPerson]) (p store.Person, err error) {
	if principal(ctx).Narrowed() {
		return p, errNarrowed()
	}
	if p, err = s.Accounts.AddPerson(ctx, principal(ctx).Household, newPerson(in.Body)); err == nil {
		s.Hub.Wake(principal(ctx).Household)
	}
	return p, err
}

func (s *server) addedPerson(_ context.Context, p store.Person) (Person, error) {
	return personOf(p), nil
}

func (s *server) changePerson(ctx context.Context, in *patchOf[PersonPatch]) (*body[Person], error) {
	if !principal(ctx).Sees(brush.PersonID(in.ID)) {
		return nil, hidden("the person")
	}
	b := in.Body
	var coach account.CoachPatch
	if c := b.Coach; c != nil {
		coach = account.CoachPatch{Way: c.Way, Nu: c.Nu, Sounds: c.Sounds}
		if c.Mirror != nil {
			chart := !*c.Mirror
			coach.Chart = &chart
		}
	}
	p, err := s.Accounts.ChangePerson(ctx, principal(ctx).Household, brush.PersonID(in.ID), account.PersonPatch{Name: b.Name, Glaze: b.Glaze,
		MilkTeeth: b.MilkTeeth, Morning: b.Morning, Evening: b.Evening, BirthYear: b.BirthYear, Target: b.Target, Order: b.Order, Language: b.Language, Coach: coach})
	if err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return &body[Person]{personOf(p)}, nil
}

func (s *server) removePerson(ctx context.Context, in *byID) (*none, error) {
	switch p := principal(ctx); {
	case !p.Sees(brush.PersonID(in.ID)):
		return nil, hidden("the person")
	case p.Narrowed():
		return nil, errNarrowed()
	}
	if err := s.Accounts.RemovePerson(ctx, principal(ctx).Household, brush.PersonID(in.ID)); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return nil, nil
}
