package reward

import (
	"time"

	"github.com/enamel-home/enamel/session"
)

// Challenge is what a week asks for. It is for one person, or for all of a household together.
type Challenge struct {
	ID       string
	Goal     int // how often; of one that is done together: for each of them
	Together bool
	needs    needs
	counts   func(w *Week) int
}

// needs is what must be so for a challenge to make sense.
type needs uint8

const (
	mornings needs = 1 << iota // are planned
	evenings
	zones    // a brush measured some lately
	pressure // a brush told some lately
)

// Brushing is what a challenge needs to know of one brushing beside its slot.
type Brushing struct {
	Start time.Time
	Score session.Score
}

// Week is one person's week.
type Week struct {
	Monday    session.Date
	Days      []session.Day // from Monday, at most 7
	Calendar  session.Calendar
	Brushings []Brushing // of those days, in order of their start
}

// Of returns the challenge of the week of a date for a household in which so many take part. Each of them gets the same. It changes every week,
// and one that the household's plans and brushes cannot meet is left out.
func Of(d session.Date, people []Person) Challenge {
	can := needs(0)
	for i, p := range people {
		if i == 0 {
			can = p.can()
		}
		can &= p.can() // what all can: nobody is left standing
	}
	var fit []Challenge
	for _, c := range challenges {
		if c.needs&^can == 0 && (!c.Together || len(people) > 1) {
			fit = append(fit, c)
		}
	}
	return fit[day(d.Monday())/7%len(fit)]
}

// Person is what somebody who takes part can do.
type Person struct {
	Plan            session.Plan
	Zones, Pressure bool // their brush told some in the last weeks
}

func (p Person) can() (n needs) {
	if p.Plan.Morning {
		n |= mornings
	}
	if p.Plan.Evening {
		n |= evenings
	}
	if p.Zones {
		n |= zones
	}
	if p.Pressure {
		n |= pressure
	}
	return n
}

// Done returns how far somebody's week is, at most the goal: more than the goal is not told.
func (c Challenge) Done(w *Week) int { return min(c.counts(w), c.Goal) }

// All returns every challenge there is.
func All() []Challenge { return challenges }

// The times of day and the figures that challenges ask for.
const (
	early  = 20*60 + 30 // minutes after midnight: an evening's brushing begins before
	close  = 30         // minutes around the week's first one are "the same time"
	almost = 0.8        // of the zones got their share
)

var challenges = []Challenge{
	{ID: "days", Goal: 5, counts: KeptDaysOf},
	{ID: "evenings", Goal: 5, needs: evenings, counts: slots(session.Evening, kept)},
	{ID: "gentle", Goal: 5, needs: pressure, counts: brushings(gentle)},
	{ID: "mornings", Goal: 5, needs: mornings, counts: slots(session.Morning, kept)},
	{ID: "together", Goal: 5, Together: true, counts: KeptDaysOf},
	{ID: "both", Goal: 4, needs: mornings | evenings, counts: KeptDaysOf},
	{ID: "full", Goal: 5, counts: whole},
	{ID: "corners", Goal: 4, needs: zones, counts: brushings(everywhere)},
	{ID: "weekend", Goal: 2, counts: weekend},
	{ID: "early", Goal: 4, needs: evenings, counts: slots(session.Evening, before)},
	{ID: "start", Goal: 3, counts: start},
	{ID: "full-together", Goal: 5, Together: true, counts: whole},
	{ID: "same-time", Goal: 4, needs: evenings, counts: sameTime},
	{ID: "row", Goal: 4, counts: row},
	{ID: "evenings-together", Goal: 4, Together: true, needs: evenings, counts: slots(session.Evening, kept)},
}

// KeptDaysOf counts the days of a week that earned a sticker.
func KeptDaysOf(w *Week) int { return KeptDays(w.Days) }

// slots counts the planned slots of one part of the day that are so.
func slots(part session.PartOfDay, is func(w *Week, s *session.DaySlot) bool) func(*Week) int {
	return func(w *Week) (n int) {
		for i := range w.Days {
			if s := &w.Days[i].Slots[part]; s.Planned && is(w, s) {
				n++
			}
		}
		return n
	}
}

func kept(_ *Week, s *session.DaySlot) bool { return s.Kept }

func before(w *Week, s *session.DaySlot) bool {
	at := minutes(w.Calendar, s.Started)
	return s.Kept && at < early && at >= 14*60 // after midnight is not early
}

// minutes after midnight by the wall clock.
func minutes(c session.Calendar, t time.Time) int {
	t = t.In(c.Zone)
	return t.Hour()*60 + t.Minute()
}

// whole counts planned slots that reached their target; one that did counts once, however long it took.
func whole(w *Week) (n int) {
	for _, part := range [...]session.PartOfDay{session.Morning, session.Evening} {
		n += slots(part, func(_ *Week, s *session.DaySlot) bool { return s.State == session.SlotDone })(w)
	}
	return n
}

// brushings counts planned slots whose first real brushing is so. A second one in the same slot changes nothing.
func brushings(is func(session.Score) bool) func(*Week) int {
	return func(w *Week) (n int) {
		var told [7][2]bool
		for _, b := range w.Brushings {
			date, part := w.Calendar.Place(b.Start)
			i := day(date) - day(w.Monday)
			if i < 0 || i >= min(len(told), len(w.Days)) || !w.Days[i].Slots[part].Planned || told[i][part] || b.Score.Time.Got*2 < b.Score.Time.Of {
				continue
			}
			told[i][part] = true
			if is(b.Score) {
				n++
			}
		}
		return n
	}
}

func gentle(s session.Score) bool { return s.Pressure.OK && s.Pressure.V.Got <= 3 }

func everywhere(s session.Score) bool {
	return s.Coverage.OK && s.Coverage.V.Of > 0 && float64(s.Coverage.V.Got) >= almost*float64(s.Coverage.V.Of)
}

func weekend(w *Week) int { return KeptDays(part(w.Days, 5, 7)) }

func start(w *Week) int { return KeptDays(part(w.Days, 0, 3)) }

func part(days []session.Day, from, to int) []session.Day {
	return days[min(from, len(days)):min(to, len(days))]
}

// sameTime counts the evenings that begin around when the week's first one began.
func sameTime(w *Week) (n int) {
	first := -1
	for i := range w.Days {
		s := &w.Days[i].Slots[session.Evening]
		if !s.Planned || !s.Kept {
			continue
		}
		at := minutes(w.Calendar, s.Started)
		if at < 12*60 {
			at += 24 * 60 // after midnight
		}
		if first < 0 {
			first = at
		}
		if at-first <= close && first-at <= close {
			n++
		}
	}
	return n
}

// row counts the longest row of kept days.
func row(w *Week) (most int) {
	n := 0
	for i := range w.Days {
		if n++; !Kept(&w.Days[i]) {
			n = 0
		}
		most = max(most, n)
	}
	return most
}
