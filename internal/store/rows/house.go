package rows

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

const (
	householdCols = "id, name, time_zone, day_turns, created, frames_days, sessions_days"
	personCols    = "household, id, name, glaze, birth_year, milk_teeth, target, morning, evening, place, coach, created, language, plan, earned"
	brushCols     = "household, device, brand, model_id, protocol, firmware, name, model, people, battery, is_virtual, first_heard, last_heard, frames, unknown, created, " +
		"clock_source, clock_at, clock_value, frame_key, locked, brand_at, desired, reported"
	sourceCols = "household, id, name, last_heard, created"
)

func householdArgs(h *store.Household) []any {
	return []any{string(h.ID), h.Name, h.TimeZone, int64(h.DayTurns), micros(h.Created), opt(h.FramesDays), opt(h.SessionsDays)}
}

func readHousehold(r *record) (store.Household, error) {
	return store.Household{ID: brush.HouseholdID(r.str()), Name: r.str(), TimeZone: r.str(), DayTurns: int(r.int()), Created: r.time(),
		FramesDays: some[uint16](r), SessionsDays: some[uint16](r)}, nil
}

const askHousehold = "SELECT " + householdCols + " FROM household WHERE id = $1"

func (q *asker) household(h brush.HouseholdID) (store.Household, error) {
	return single(q, "read household", askHousehold, []any{string(h)}, readHousehold)
}

// askHouse reads a household, its people, brushes and sources, each with its kind, id, name and what else is asked of a person; and the number
// of its newest change.
const askHouse = "SELECT CAST(0 AS BIGINT), id, name, time_zone, created, day_turns, frames_days, sessions_days, CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT), '', '', '', '' FROM household WHERE id = $1 " +
	"UNION ALL SELECT 1, id, name, glaze, created, birth_year, milk_teeth, target, morning, evening, place, coach, language, plan, earned FROM person WHERE household = $2 " +
	"UNION ALL SELECT 2, device, name, '', 0, 0, 0, 0, 0, 0, 0, '', '', '', '' FROM brush WHERE household = $3 " +
	"UNION ALL SELECT 3, id, name, '', 0, 0, 0, 0, 0, 0, 0, '', '', '', '' FROM source WHERE household = $4 " +
	"UNION ALL SELECT 4, household, '', '', 0, seq, 0, 0, 0, 0, 0, '', '', '', '' FROM feed_last WHERE household = $5"

// House is store.Book's.
func (b Reader) House(ctx context.Context, h brush.HouseholdID) (store.House, error) {
	all := store.House{Brushes: map[brush.DeviceID]string{}, Sources: map[brush.SourceID]string{}}
	err := b.ask(ctx).each("read house", askHouse, []any{string(h), string(h), string(h), string(h), string(h)}, func(r *record) error {
		switch kind, id, name := r.int(), r.str(), r.str(); kind {
		case 0:
			all.Household = store.Household{ID: brush.HouseholdID(id), Name: name, TimeZone: r.str(), Created: r.time(), DayTurns: int(r.int()),
				FramesDays: some[uint16](r), SessionsDays: some[uint16](r)}
		case 1:
			p := store.Person{ID: brush.PersonID(id), Name: name, Glaze: r.str(), Created: r.time(), BirthYear: int(r.int()),
				MilkTeeth: r.flag(), Target: int(r.int()), Morning: r.flag(), Evening: r.flag(), Order: int(r.int())}
			var err error
			if p.Coach, err = parseCoach(r.str()); err != nil {
				return err
			}
			p.Language = r.str()
			if err = restOfPerson(r, &p); err != nil {
				return err
			}
			all.People = append(all.People, p)
		case 2:
			all.Brushes[brush.DeviceID(id)] = name
		case 3:
			all.Sources[brush.SourceID(id)] = name
		case 4:
			r.str() // no glaze
			r.int() // nor a time
			all.Last = store.Seq(r.int())
		}
		return nil
	})
	if err != nil {
		return store.House{}, err
	}
	if all.ID != h {
		return store.House{}, fmt.Errorf("read house: %w", brush.ErrNotFound)
	}
	slices.SortFunc(all.People, func(a, b store.Person) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

func personArgs(h brush.HouseholdID, p *store.Person) []any {
	return []any{string(h), string(p.ID), p.Name, p.Glaze, int64(p.BirthYear), flag(p.MilkTeeth), int64(p.Target), flag(p.Morning),
		flag(p.Evening), int64(p.Order), packCoach(p.Coach), micros(p.Created), p.Language, packPlan(p), packEarned(p.Earned)}
}

// packCoach returns how a person's coach does as it is kept: "" for as usual.
func packCoach(c store.Coach) string {
	if c == (store.Coach{}) {
		return ""
	}
	text, _ := json.Marshal(c) // texts and flags: it cannot fail
	return string(text)
}

func parseCoach(text string) (c store.Coach, err error) {
	if text == "" {
		return c, nil
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("read a person's coach: %w", err)
	}
	return c, nil
}

func readPerson(r *record) (store.Person, error) {
	r.str() // household
	p := store.Person{ID: brush.PersonID(r.str()), Name: r.str(), Glaze: r.str(), BirthYear: int(r.int()), MilkTeeth: r.flag(),
		Target: int(r.int()), Morning: r.flag(), Evening: r.flag(), Order: int(r.int())}
	coach, err := parseCoach(r.str())
	p.Coach, p.Created, p.Language = coach, r.time(), r.str()
	return p, errors.Join(err, restOfPerson(r, &p))
}

// restOfPerson reads the last two columns of a person.
func restOfPerson(r *record, p *store.Person) error {
	if err := parsePlan(r.str(), p); err != nil {
		return err
	}
	var err error
	p.Earned, err = parseEarned(r.str())
	return err
}

func (q *asker) people(h brush.HouseholdID) ([]store.Person, error) {
	return list(q, "read people", "SELECT "+personCols+" FROM person WHERE household = $1 ORDER BY place, id", []any{string(h)}, readPerson)
}

func brushArgs(h brush.HouseholdID, b *store.Brush) ([]any, error) {
	people, err := lines("people", b.People)
	if err != nil {
		return nil, err
	}
	return []any{string(h), string(b.Device), string(b.Brand), opt(b.ModelID), opt(b.Protocol), opt(b.Firmware), b.Name, b.Model, people,
		opt(b.Battery), flag(b.Virtual), micros(b.FirstHeard), micros(b.LastHeard), b.Frames, b.Unknown, micros(b.Created),
		string(b.Clock.Source), micros(b.Clock.At), int64(b.Clock.Value),
		[]byte(b.Key), string(b.Locked), micros(b.BrandAt), packSettings(b.Desired), packSettings(b.Reported)}, nil
}

func readBrush(r *record) (store.Brush, error) {
	r.str() // household
	b := store.Brush{Device: brush.DeviceID(r.str()), Brand: brush.BrandID(r.str()), ModelID: some[uint16](r), Protocol: some[uint8](r),
		Firmware: some[uint16](r), Name: r.str(), Model: r.str(), People: split[brush.PersonID](r.str()), Battery: some[uint8](r),
		Virtual: r.flag(), FirstHeard: r.time(), LastHeard: r.time(), Frames: r.int(), Unknown: r.int(), Created: r.time(),
		Clock: session.Clock{Source: brush.SourceID(r.str()), At: r.time(), Value: uint32(r.int())},
		Key:   r.bytes(), Locked: store.Lock(r.str()), BrandAt: r.time()}
	var err error
	if b.Desired, err = parseSettings(r.bytes()); err != nil {
		return b, err
	}
	b.Reported, err = parseSettings(r.bytes())
	return b, err
}

func sourceArgs(h brush.HouseholdID, s *store.Source) []any {
	return []any{string(h), string(s.ID), s.Name, micros(s.LastHeard), micros(s.Created)}
}

func readSource(r *record) (store.Source, error) {
	r.str() // household
	return store.Source{ID: brush.SourceID(r.str()), Name: r.str(), LastHeard: r.time(), Created: r.time()}, nil
}
