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
		Morning: p.Morning == nil || *p.Morning, Evening: p.Evening == nil || *p.Evening, Grow: growPatch(p.Grow)}
}

func (s *server) people(ctx context.Context, _ *none) (*body[List[Person]], error) {
	h, err := s.Store.Household(ctx, principal(ctx).Household)
	if err != nil {
		return nil, fmt.Errorf("read the household: %w", err)
	}
	ps, err := s.Store.People(ctx, principal(ctx).Household)
	if err != nil {
		return nil, fmt.Errorf("read the people: %w", err)
	}
	today, _ := h.Calendar().Place(s.Now())
	out := &body[List[Person]]{List[Person]{Items: make([]Person, 0, len(ps))}}
	for _, p := range ps {
		if principal(ctx).Sees(p.ID) {
			out.Body.Items = append(out.Body.Items, personOf(p, today))
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

func (s *server) addedPerson(ctx context.Context, p store.Person) (Person, error) {
	return s.personNow(ctx, p)
}

// personNow returns the form of a person as it is today.
func (s *server) personNow(ctx context.Context, p store.Person) (Person, error) {
	h, err := s.Store.Household(ctx, principal(ctx).Household)
	if err != nil {
		return Person{}, fmt.Errorf("read the household: %w", err)
	}
	today, _ := h.Calendar().Place(s.Now())
	return personOf(p, today), nil
}

func growPatch(g *GrowPatch) account.GrowPatch {
	if g == nil {
		return account.GrowPatch{}
	}
	return account.GrowPatch{Start: g.Start, Step: g.Step, Aim: g.Aim}
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
		MilkTeeth: b.MilkTeeth, Morning: b.Morning, Evening: b.Evening, BirthYear: b.BirthYear, Target: b.Target, Order: b.Order, Language: b.Language, Coach: coach, Grow: growPatch(b.Grow)})
	if err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	form, err := s.personNow(ctx, p)
	return &body[Person]{form}, err
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
