package rows

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// roll is what an update changes of what is counted: it is gathered, and written once at the update's end.
type roll struct {
	seen  map[brush.SessionID]tally // as they stand in this update
	weeks map[weekKey][]struct{ was, is tally }
	days  map[int64]*dayCount
	had   map[int64]bool            // days to which it only adds: whether there was a session before
	first map[brush.SessionID]tally // those that changed what is counted, as they were before this update
}

type weekKey struct {
	person brush.PersonID
	week   int64
}

func (k weekKey) String() string { return strconv.FormatInt(k.week, 10) + " " + string(k.person) }

// dayCount is what an update adds to a day of the fleet.
type dayCount struct {
	sessions, seconds, households int64
}

func (r *roll) know(t tally) {
	if r.seen == nil {
		r.seen = map[brush.SessionID]tally{}
	}
	r.seen[t.id] = t
}

func (r *roll) forget(id brush.SessionID) { delete(r.seen, id) }

// known remembers what was read, so that it need not be read again when it is written.
func (t *Tx) known(ss []store.Session, err error) ([]store.Session, error) {
	for i := range ss {
		t.roll.know(tallyOf(&ss[i]))
	}
	return ss, err
}

const askTally = "SELECT id, person, start_at, device, state, fleeting, removed, packed FROM session WHERE household = $1"

// tallyReader reads rows of askTally.
func tallyReader() func(*record) (tally, error) {
	var was words
	return func(r *record) (tally, error) {
		var s store.Session
		s.ID, s.Person, s.Start, s.Device = brush.SessionID(r.str()), brush.PersonID(r.str()), r.time(), brush.DeviceID(r.str())
		s.State, s.Fleeting, s.Removed = session.State(r.int()), r.flag(), r.flag()
		err := parsePacked(r.bytes(), &s, &was)
		return tallyOf(&s), err
	}
}

// tally returns what is counted of a session as it stands in this update, and whether there is one.
func (t *Tx) tally(id brush.SessionID) (tally, bool, error) {
	if have, ok := t.roll.seen[id]; ok {
		return have, true, nil
	}
	ts, err := ask(t, t.wrote.has("session", ""), "read what a session counts", askTally+" AND id = $2", []any{string(t.h), string(id)}, tallyReader())
	if err != nil || len(ts) == 0 {
		return tally{id: id}, false, err
	}
	return ts[0], true, nil
}

// count notes that a session was one thing and is another. It is called when the session itself is written already.
func (t *Tx) count(was, is tally) {
	if was == is || !was.counted && !is.counted {
		return
	}
	t.note(was, is)
	if t.roll.days == nil {
		t.roll.days, t.roll.first = map[int64]*dayCount{}, map[brush.SessionID]tally{}
	}
	if _, again := t.roll.first[is.id]; !again {
		t.roll.first[is.id] = was
	}
	for _, side := range [...]struct {
		tally
		sign int64
	}{{was, -1}, {is, 1}} {
		if !side.counted {
			continue
		}
		if side.sign < 0 {
			delete(t.roll.had, side.day())
		}
		d := t.roll.days[side.day()]
		if d == nil {
			d = &dayCount{}
			t.roll.days[side.day()] = d
		}
		d.sessions += side.sign
		d.seconds += side.sign * int64(side.seconds)
	}
}

// note puts a change down for the weeks of the people it touches. Whose session it is nobody knows yet has no calendar.
func (t *Tx) note(was, is tally) {
	change := struct{ was, is tally }{was, is}
	var keys []weekKey
	if was.counted && was.person != "" {
		keys = append(keys, weekKey{was.person, was.week()})
	}
	if k := (weekKey{is.person, is.week()}); is.counted && is.person != "" && !slices.Contains(keys, k) {
		keys = append(keys, k)
	}
	for _, k := range keys {
		if t.roll.weeks == nil {
			t.roll.weeks = map[weekKey][]struct{ was, is tally }{}
		}
		t.roll.weeks[k] = append(t.roll.weeks[k], change)
	}
}

const askDays = "SELECT start_at, id FROM session WHERE household = $1 AND start_at >= $2 AND start_at < $3 AND state = 0 AND removed = 0 AND fleeting = 0 ORDER BY start_at, id LIMIT "

// presence says of a day whether the household had a session on it before this update, and whether it has one now.
type presence struct{ had, has bool }

// presences asks about the days that this update touched, which are sorted. The sessions that it did not touch stand as they stood; of the
// others roll.first says what they were.
func (t *Tx) presences(days []int64) (map[int64]presence, error) {
	out := make(map[int64]presence, len(days))
	for id, was := range t.roll.first {
		if was.counted {
			p := out[was.day()]
			p.had = true
			out[was.day()] = p
		}
		if is := t.roll.seen[id]; is.counted {
			p := out[is.day()]
			p.has = true
			out[is.day()] = p
		}
	}
	// Among so many sessions of a day is one that was not touched, if there is any.
	enough := int64(len(t.roll.first) + 1)
	read, last := int64(0), int64(0) // rows, and the day of the newest
	take := func(r *record) error {
		day, id := floor(r.int(), dayMicros), brush.SessionID(r.str())
		if _, touched := t.roll.first[id]; !touched {
			out[day] = presence{had: true, has: true}
		}
		read, last = read+1, day
		return nil
	}
	// What this update wrote of them is not asked for, and need not be there yet.
	ask := func(from, to, limit int64) error {
		return t.aside("look for a day's sessions", question{askDays + most("$4"), []any{string(t.h), from * dayMicros, to * dayMicros, limit}, take})
	}
	// Many days that lie together are one question, unless there is much more between them.
	if n := len(days); n > 2 {
		limit := 2 * enough
		if err := ask(days[0], days[n-1]+1, limit); err != nil || read < limit {
			return out, err
		}
		// What is behind the last row was not seen, nor the rest of its own day.
		k, _ := slices.BinarySearch(days, last)
		days = days[k:]
	}
	for _, day := range days {
		if err := ask(day, day+1, enough); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Finish writes what the update changed of what is counted. Whoever made the Tx calls it when fn has said yes, and before the commit.
func (t *Tx) Finish() error {
	if t.fault != nil {
		return t.fault
	}
	for _, l := range t.loose {
		if err := t.packLoose(l.device, l.from, l.to); err != nil {
			return err
		}
	}
	t.loose = nil
	for _, k := range slices.SortedFunc(maps.Keys(t.roll.weeks), func(a, b weekKey) int { return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.week, b.week)) }) {
		if err := t.putWeek(k, t.roll.weeks[k]); err != nil {
			return err
		}
	}
	if len(t.roll.days) > 0 {
		days := slices.Sorted(maps.Keys(t.roll.days))
		is, err := t.presencesNear(days)
		if err != nil {
			return err
		}
		for _, day := range days {
			d := t.roll.days[day]
			d.households = flag(is[day].has) - flag(is[day].had)
			if err := t.putPart(day, *d); err != nil {
				return err
			}
		}
	}
	t.roll = roll{}
	return t.putLast()
}

const (
	askWeek    = "SELECT body FROM brushed WHERE household = $1 AND person = $2 AND week = $3"
	deleteWeek = "DELETE FROM brushed WHERE household = $1 AND person = $2 AND week = $3"
)

var (
	putWeek = upsert("brushed", "household, person, week", "household, person, week, body")
	putPart = insert("fleet_part", "day, sessions, seconds, households")
)

// putWeek applies changes to a person's week.
func (t *Tx) putWeek(k weekKey, changes []struct{ was, is tally }) error {
	body, err := t.weekBody(k)
	if err != nil {
		return err
	}
	var ts []tally
	if body != nil {
		crowded := false
		if ts, crowded, err = parseWeek(body, k.person, k.week); err != nil {
			return t.failed("read a person's week", err)
		}
		if crowded {
			return nil
		}
	}
	for _, c := range changes {
		if c.was.counted {
			ts = without(ts, c.was.id)
		}
		if c.is.counted && c.is.person == k.person && c.is.week() == k.week {
			ts = append(without(ts, c.is.id), c.is)
		}
	}
	slices.SortFunc(ts, cmpTally)
	return t.writeWeek(k, ts)
}

func (t *Tx) weekBody(k weekKey) (body []byte, err error) {
	all, err := ask(t, t.wrote.has("brushed", k.String()), "read a person's week", askWeek, []any{string(t.h), string(k.person), k.week},
		func(r *record) ([]byte, error) { return r.bytes(), nil })
	if err == nil && len(all) > 0 {
		body = all[0]
	}
	return body, err
}

func (t *Tx) writeWeek(k weekKey, ts []tally) error {
	t.wrote.add("brushed", k.String())
	if len(ts) == 0 {
		return t.later("drop a person's week", deleteWeek, string(t.h), string(k.person), k.week)
	}
	return t.later("put a person's week", putWeek, string(t.h), string(k.person), k.week, appendWeek(nil, k.week, ts))
}

func (t *Tx) putPart(day int64, d dayCount) error {
	if d == (dayCount{}) {
		return nil
	}
	if t.mem != nil {
		t.mem.all.addPart(day, d)
		return nil
	}
	return t.later("count for the fleet", putPart, day, d.sessions, d.seconds, d.households)
}

// Recount is store.Tx's. A household that was never counted is counted for the fleet as well.
func (t *Tx) Recount() (wrong int, err error) {
	if err := t.Finish(); err != nil {
		return 0, err
	}
	n, err := t.exec("count a household", "DELETE FROM uncounted WHERE household = $1", string(t.h))
	if err != nil {
		return 0, err
	}
	first := n > 0
	weeks := map[weekKey][]tally{}
	days := map[int64]*dayCount{}
	read := tallyReader()
	err = t.each("read what all sessions count", askTally+" ORDER BY person, start_at, id", []any{string(t.h)}, func(r *record) error {
		c, err := read(r)
		if err != nil || r.bad != nil || !c.counted {
			return err
		}
		if c.person != "" {
			k := weekKey{c.person, c.week()}
			weeks[k] = append(weeks[k], c)
		}
		d := days[c.day()]
		if d == nil {
			d = &dayCount{}
			days[c.day()] = d
		}
		d.sessions++
		d.seconds += int64(c.seconds)
		return nil
	})
	if err != nil {
		return 0, err
	}
	stale := map[weekKey]bool{}
	err = t.each("read all weeks", "SELECT person, week, body FROM brushed WHERE household = $1 ORDER BY person, week", []any{string(t.h)}, func(r *record) error {
		k := weekKey{brush.PersonID(r.str()), r.int()}
		stale[k] = string(r.bytes()) != string(appendWeek(nil, k.week, weeks[k])) || len(weeks[k]) == 0
		return nil
	})
	if err != nil {
		return 0, err
	}
	for k := range weeks {
		if _, there := stale[k]; !there {
			stale[k] = true
		}
	}
	for k, is := range stale {
		if !is {
			continue
		}
		wrong++
		if err := t.writeWeek(k, weeks[k]); err != nil {
			return 0, err
		}
	}
	for day, d := range days {
		if first {
			d.households = 1
			if err := t.putPart(day, *d); err != nil {
				return 0, err
			}
		}
	}
	return wrong, nil
}

// CountAll counts the households whose sessions were kept before there was a count. It is done when a store is opened.
func CountAll(ctx context.Context, s interface {
	store.Keeper
	Uncounted(ctx context.Context) ([]brush.HouseholdID, error)
}) error {
	hs, err := s.Uncounted(ctx)
	if err != nil {
		return err
	}
	for _, h := range hs {
		err := s.Update(ctx, h, func(tx store.Tx) error {
			_, err := tx.Recount()
			return err
		})
		if err != nil {
			return fmt.Errorf("count the days of a household: %w", err)
		}
	}
	return nil
}

// Uncounted returns the households that CountAll has not counted yet.
func (b Reader) Uncounted(ctx context.Context) ([]brush.HouseholdID, error) {
	return list(b.ask(ctx), "read uncounted households", "SELECT household FROM uncounted ORDER BY household", nil,
		func(r *record) (brush.HouseholdID, error) { return brush.HouseholdID(r.str()), nil })
}

// askBrushings reads a person's weeks of a span, and the newest before them.
const askBrushings = "SELECT week, body FROM brushed WHERE household = $1 AND person = $2 AND week <= $4 AND week >= " +
	"coalesce((SELECT max(week) FROM brushed WHERE household = $1 AND person = $2 AND week < $3), $3) ORDER BY week"

// Brushings is store.Book's.
func (b Reader) Brushings(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to time.Time) ([]session.Brushing, error) {
	first, last := micros(from), int64(1<<62)
	if !to.IsZero() {
		last = micros(to)
	}
	q := b.ask(ctx)
	most := max((last-first)/(dayMicros/2), 0)
	if most > 1000 {
		most = 16
	}
	out := make([]session.Brushing, 1, most+3) // the first place is that of the one before
	var before brush.Opt[session.Brushing]
	take := func(t *tally) {
		switch {
		case t.start < first:
			before = brush.Some(t.brushing())
		case t.start < last:
			out = append(out, t.brushing())
		}
	}
	var crowded []int64
	var ts []tally // of a week; its memory serves the next
	weeks := 0
	err := q.each("read a person's weeks", askBrushings, []any{string(h), string(p), floor(max(first, -1<<62), weekMicros), floor(last-1, weekMicros)}, func(r *record) error {
		week := r.int()
		var full bool
		var err error
		if ts, full, err = parseWeekTo(ts[:0], r.bytes(), p, week); err != nil {
			return q.failed("read a person's weeks", err)
		}
		weeks++
		if full {
			crowded = append(crowded, week)
			return nil
		}
		for i := range ts {
			take(&ts[i])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	read := tallyReader()
	for _, week := range crowded {
		err := q.each("read a crowded week", askTally+" AND person = $2 AND start_at >= $3 AND start_at < $4 ORDER BY start_at, id",
			[]any{string(h), string(p), week * weekMicros, (week + 1) * weekMicros}, func(r *record) error {
				t, err := read(r)
				if err != nil || !t.counted {
					return err
				}
				if t.start < first && before.OK && before.V.Start.UnixMicro() >= t.start {
					return nil
				}
				take(&t)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	if len(crowded) > 0 {
		slices.SortFunc(out[1:], func(a, b session.Brushing) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	}
	if before.OK {
		out[0] = before.V
		return out, nil
	}
	return out[1:], nil
}

// SessionsBefore is store.Book's.
func (b Reader) SessionsBefore(ctx context.Context, h brush.HouseholdID, before time.Time) (n int64, first time.Time, err error) {
	err = b.ask(ctx).each("count old sessions", "SELECT count(*), min(start_at) FROM session WHERE household = $1 AND start_at < $2 AND removed = 0 AND fleeting = 0",
		[]any{string(h), micros(before)}, func(r *record) error {
			if n = r.int(); !r.absent() {
				first = r.time()
			}
			return nil
		})
	return n, first, err
}
