package rows

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// PutParts writes what was gathered for the fleet's count. It comes before the commit, and before the end of a savepoint that may be gone back to.
func (m *Memory) PutParts(ctx context.Context, run Runner) error {
	if m == nil {
		return nil
	}
	for _, day := range slices.Sorted(maps.Keys(m.parts)) {
		d := m.parts[day]
		if d == (dayCount{}) {
			continue
		}
		if err := run.Later(ctx, putPart, day, d.sessions, d.seconds, d.households); err != nil {
			return fmt.Errorf("count for the fleet: %w", err)
		}
	}
	clear(m.parts)
	return nil
}

func (m *Memory) addPart(day int64, d dayCount) {
	if m.parts == nil {
		m.parts = map[int64]dayCount{}
	}
	was := m.parts[day]
	m.parts[day] = dayCount{was.sessions + d.sessions, was.seconds + d.seconds, was.households + d.households}
}

// dayMemory is how many sessions of a day count.
type dayMemory struct {
	n     int64
	least bool // there are so many or more
}

// mostDays is how many days of a household are remembered: it brushes on one of them, and what is late was brushed the day before.
const mostDays = 8

// mostOfDay is how many sessions of a day are counted that were there before.
const mostOfDay = 64

const countDay = "SELECT count(*) FROM (SELECT 1 FROM session WHERE household = $1 AND start_at >= $2 AND start_at < $3 AND state = 0 AND removed = 0 AND fleeting = 0 LIMIT "

const askDay = "SELECT 1 FROM session WHERE household = $1 AND start_at >= $2 AND start_at < $3 AND state = 0 AND removed = 0 AND fleeting = 0 LIMIT 1"

// noteDay looks whether the household had a session on a day, before this update writes the first one of that day: behind it, what was there
// lies among all that was written. A database far away is asked once for all days, in Finish.
func (t *Tx) noteDay(was, is tally) error {
	day := is.day()
	if t.mem == nil || !is.counted || was.counted && was.day() == day || t.roll.days[day] != nil {
		return nil
	}
	if _, noted := t.roll.had[day]; noted {
		return nil
	}
	known, ok := t.mem.days[day]
	had := known.n > 0
	if !ok || known.least && !had {
		err := t.each("look for a session of that day", askDay, []any{string(t.h), day * dayMicros, (day + 1) * dayMicros}, func(*record) error {
			had = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	if t.roll.had == nil {
		t.roll.had = map[int64]bool{}
	}
	t.roll.had[day] = had
	return nil
}

// presencesNear is presences from what is remembered of one day or two, which is asked for first where that is worth it.
func (t *Tx) presencesNear(days []int64) (map[int64]presence, error) {
	if t.mem == nil {
		return t.presences(days)
	}
	if len(days) > 2 {
		clear(t.mem.days)
		out := map[int64]presence{}
		unknown := slices.DeleteFunc(slices.Clone(days), func(day int64) bool { _, noted := t.roll.had[day]; return noted })
		if len(unknown) > 0 {
			var err error
			if out, err = t.presences(unknown); err != nil {
				return nil, err
			}
		}
		for day, had := range t.roll.had {
			out[day] = presence{had: had, has: true}
		}
		return out, nil
	}
	t.mem.roomForDays(len(days))
	out := make(map[int64]presence, len(days))
	for _, day := range days {
		more := t.roll.days[day].sessions
		known, ok := t.mem.days[day]
		if ok = ok && (!known.least || known.n > 0 && known.n+more > 0); ok {
			known.n += more
		} else if had, noted := t.roll.had[day]; noted {
			known = dayMemory{n: more + flag(had), least: had}
		} else {
			// It stands as this update leaves it. Behind so many there is one that stood there before.
			limit := max(more, 0) + mostOfDay
			err := t.one("count a day's sessions", countDay+most("$4")+") AS f", []any{string(t.h), day * dayMicros, (day + 1) * dayMicros, limit}, func(r *record) error {
				known.n = r.int()
				return nil
			})
			if err != nil {
				return nil, err
			}
			known.least = known.n == limit
		}
		t.mem.days[day] = known
		out[day] = presence{had: known.n-more > 0, has: known.n > 0}
	}
	return out, nil
}

func (mem *memories) roomForDays(n int) {
	if mem.days == nil {
		mem.days = map[int64]dayMemory{}
	}
	if len(mem.days)+n > mostDays {
		clear(mem.days)
	}
}
