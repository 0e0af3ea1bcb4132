package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// MostPeople is how many people a household may have.
const MostPeople = 30

// glazes are the colours of cups, in the order in which they are given out.
var glazes = []string{"coral", "leaf", "sky", "sun", "plum", "clay"}

// NewPerson is a brusher to be. Only the name is asked for.
type NewPerson struct {
	Name             string
	Glaze            string // "": the first that nobody has
	MilkTeeth        bool
	BirthYear        int // 0: not said
	Target           int // s; 0: 120, or what it grows from
	Morning, Evening bool
	Grow             GrowPatch
}

// PersonPatch changes what it holds.
type PersonPatch struct {
	Name, Glaze, Language       *string
	MilkTeeth, Morning, Evening *bool
	BirthYear, Target, Order    *int
	Coach                       CoachPatch
	Grow                        GrowPatch
}

// CoachPatch changes what it holds of how somebody's coach does.
type CoachPatch struct {
	Way, Nu       *string
	Sounds, Chart *bool
}

// ways are the ways round the mouth. The first is the usual one, and is kept as "".
var ways = []string{"quarters", "lower_first", "surfaces", "sextants"}

// OnPerson is told of everybody who is added, inside the update that adds them. It is said once, before anybody is.
func (s *Service) OnPerson(joined func(ctx context.Context, tx store.KeysTx, h brush.HouseholdID, id brush.PersonID) error) {
	s.joined = joined
}

// AddPerson adds a brusher.
func (s *Service) AddPerson(ctx context.Context, h brush.HouseholdID, n NewPerson) (store.Person, error) {
	now := s.now()
	var p store.Person
	err := s.store.UpdateKeys(ctx, func(keys store.KeysTx) error {
		tx := keys.Household(h)
		people, err := tx.People()
		if err != nil {
			return err
		}
		if len(people) >= MostPeople {
			return bad("", fmt.Sprintf("A household has at most %d people.", MostPeople))
		}
		house, err := tx.Household()
		if err != nil {
			return err
		}
		if p, err = s.newPerson(n, people, house.Calendar(), now); err != nil {
			return err
		}
		if err := putPerson(tx, p, now); err != nil {
			return err
		}
		if err := store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActPersonAdded, Person: p.ID}); err != nil {
			return err
		}
		if s.joined != nil {
			if err := s.joined(ctx, keys, h, p.ID); err != nil {
				return err
			}
		}
		return store.Made(ctx, tx, p)
	})
	if err != nil {
		return store.Person{}, fmt.Errorf("add a person: %w", err)
	}
	return p, nil
}

// ChangePerson changes a brusher.
func (s *Service) ChangePerson(ctx context.Context, household brush.HouseholdID, id brush.PersonID, c PersonPatch) (store.Person, error) {
	now := s.now()
	var p store.Person
	brushes, err := s.brushesFor(ctx, household, &c)
	if err != nil {
		return p, fmt.Errorf("change a person: %w", err)
	}
	err = s.store.Update(ctx, household, func(tx store.Tx) error {
		var err error
		if p, err = tx.Person(id); err != nil {
			return err
		}
		if err := store.Match(ctx, p.Version()); err != nil {
			return err
		}
		was := p
		h, err := tx.Household()
		if err != nil {
			return err
		}
		calendar := h.Calendar()
		today, _ := calendar.Place(now)
		if err := replan(&p, c, today); err != nil {
			return err
		}
		set(&p.Name, c.Name)
		set(&p.Glaze, c.Glaze)
		set(&p.MilkTeeth, c.MilkTeeth)
		set(&p.BirthYear, c.BirthYear)
		set(&p.Order, c.Order)
		set(&p.Coach.Way, c.Coach.Way)
		set(&p.Coach.Nu, c.Coach.Nu)
		set(&p.Coach.Sounds, c.Coach.Sounds)
		set(&p.Coach.Chart, c.Coach.Chart)
		set(&p.Language, c.Language)
		if err := checkPerson(&p, now); err != nil {
			return err
		}
		if err := putPerson(tx, p, now); err != nil {
			return err
		}
		if p.Plan() != was.Plan() {
			if err := rescore(tx, &p, brushes, calendar, today, now); err != nil {
				return err
			}
		}
		return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActPersonChanged, Person: id, Detail: fields(
			field{"name", was.Name != p.Name}, field{"glaze", was.Glaze != p.Glaze}, field{"milk_teeth", was.MilkTeeth != p.MilkTeeth},
			field{"plan", was.Morning != p.Morning || was.Evening != p.Evening}, field{"birth_year", was.BirthYear != p.BirthYear},
			field{"target", was.Target != p.Target || was.Grow != p.Grow}, field{"order", was.Order != p.Order},
			field{"coach", was.Coach != p.Coach}, field{"language", was.Language != p.Language})})
	})
	if err != nil {
		return store.Person{}, fmt.Errorf("change a person: %w", err)
	}
	return p, nil
}

// field is one that may have changed, by the name that the log knows it by.
type field struct {
	name    string
	changed bool
}

// fields names those that changed.
func fields(fs ...field) string {
	var names []string
	for _, f := range fs {
		if f.changed {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ",")
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// RemovePerson removes a brusher. Their sessions stay and belong to nobody; their brushes stay. When it fails half way the same call may be
// made again: the person goes last.
func (s *Service) RemovePerson(ctx context.Context, h brush.HouseholdID, id brush.PersonID) error {
	now := s.now()
	brushes, err := s.store.Brushes(ctx, h)
	if err != nil {
		return fmt.Errorf("remove a person: %w", err)
	}
	err = s.store.Update(ctx, h, func(tx store.Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		if err := store.Match(ctx, p.Version()); err != nil {
			return err
		}
		for _, b := range brushes {
			if !slices.Contains(b.People, id) {
				continue
			}
			b, err := tx.Brush(b.Device)
			if err != nil {
				return err
			}
			b.People = slices.DeleteFunc(slices.Clone(b.People), func(p brush.PersonID) bool { return p == id })
			if err := putBrush(tx, b, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove a person: %w", err)
	}
	for done := false; !done; {
		// In portions, so that a long history does not stop the frames of everybody else.
		some, err := s.store.Sessions(ctx, h, store.SessionQuery{Person: brush.Some(id), Removed: true, Limit: 200})
		if err != nil {
			return fmt.Errorf("remove a person: %w", err)
		}
		done = len(some) == 0
		err = s.store.Update(ctx, h, func(tx store.Tx) error {
			if done {
				if err := deletePerson(tx, id, now); err != nil {
					return err
				}
				return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActPersonRemoved, Person: id})
			}
			for _, one := range some {
				one, err := tx.Session(one.ID)
				if err != nil {
					return err
				}
				if one.Person != id {
					continue
				}
				one.Person, one.How, one.AssignedAt, one.Updated = "", store.HowNobody, time.Time{}, now
				if err := tx.PutSession(one); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("remove a person: %w", err)
		}
	}
	return nil
}

func deletePerson(tx store.Tx, id brush.PersonID, now time.Time) error {
	if err := tx.DeletePerson(id); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: string(id), At: now})
	return err
}

func putPerson(tx store.Tx, p store.Person, now time.Time) error {
	if err := tx.PutPerson(p); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: string(p.ID), At: now})
	return err
}

// newPerson returns a person with everything filled in that was not said, beside the people who are there.
func (s *Service) newPerson(n NewPerson, there []store.Person, calendar session.Calendar, now time.Time) (store.Person, error) {
	p := store.Person{Name: n.Name, Glaze: n.Glaze, MilkTeeth: n.MilkTeeth, BirthYear: n.BirthYear, Target: n.Target,
		Morning: n.Morning, Evening: n.Evening, Created: now}
	if n.Grow.on() {
		if n.Target != 0 && n.Grow.Start == nil {
			n.Grow.Start = &n.Target
		} else if n.Target != 0 {
			return p, followsFromGrow()
		}
	}
	if p.Target == 0 {
		p.Target = session.DefaultTarget
	}
	if n.Grow != (GrowPatch{}) {
		today, _ := calendar.Place(now)
		plan, err := grow(p.Plan(), n.Grow, today)
		if err != nil {
			return p, err
		}
		p.SetPlans(session.Always(plan))
	}
	if p.Glaze == "" {
		p.Glaze = glazes[len(there)%len(glazes)]
		for _, g := range glazes {
			if !slices.ContainsFunc(there, func(o store.Person) bool { return o.Glaze == g }) {
				p.Glaze = g
				break
			}
		}
	}
	for _, o := range there {
		p.Order = max(p.Order, o.Order+1)
	}
	if err := checkPerson(&p, now); err != nil {
		return p, err
	}
	id, err := s.newID(now)
	p.ID = brush.PersonID(id)
	return p, err
}

func checkPerson(p *store.Person, now time.Time) error {
	var err error
	if p.Name, err = cleanName("name", p.Name, 60); err != nil {
		return err
	}
	switch {
	case !slices.Contains(glazes, p.Glaze):
		return bad("glaze", "is none of coral, leaf, sky, sun, plum, clay")
	case p.Target < leastTarget || p.Target > mostTarget:
		return bad("target_s", "is not between 30 and 600 seconds")
	case p.BirthYear != 0 && (p.BirthYear < 1900 || p.BirthYear > now.Year()+1):
		return bad("birth_year", "is not between 1900 and now")
	case p.Coach.Way != "" && !slices.Contains(ways, p.Coach.Way):
		return bad("coach.way", "is none of quarters, lower_first, surfaces, sextants")
	case p.Coach.Nu != "" && !slices.Contains(glazes, p.Coach.Nu):
		return bad("coach.nu", "is none of coral, leaf, sky, sun, plum, clay")
	case p.Language != "" && !localeForm.MatchString(p.Language):
		return bad("language", "is no language tag, such as de or pt-BR")
	case p.Order < 0 || p.Order > 1000:
		return bad("order", "is not between 0 and 1000")
	}
	if p.Coach.Way == ways[0] {
		p.Coach.Way = ""
	}
	return nil
}
