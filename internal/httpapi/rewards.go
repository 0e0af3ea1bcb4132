package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/reward"
	"github.com/enamel-home/enamel/session"
)

// toldLately is how far back is looked for what somebody's brush can tell, in days.
const toldLately = 28

// Rewards is what somebody's brushing has earned them.
type Rewards struct {
	Date      string          `json:"date" format:"date" doc:"Today, in the household's days"`
	Streak    Streak          `json:"streak"`
	Stickers  []StickerDay    `json:"stickers" doc:"Every day of the month that was asked for"`
	Days      int             `json:"days" doc:"Days that have earned a sticker, ever"`
	Weeks     int             `json:"weeks" doc:"Weeks that were kept, ever: five days of a week that earned theirs"`
	Week      Progress        `json:"week" doc:"Days of this week that have earned a sticker, of those that make a kept week"`
	Curls     int             `json:"curls" minimum:"0" maximum:"8" doc:"Of foam on the creature: one for each kept week"`
	Glazes    int             `json:"glazes" minimum:"1" maximum:"6" doc:"The creature has to choose from"`
	Next      int             `json:"next" doc:"Kept weeks until the next curl or glaze; 0: everything has grown"`
	Challenge WeeklyChallenge `json:"challenge" doc:"What this week asks for"`
}

// StickerDay is one day of a month of stickers.
type StickerDay struct {
	Date    string `json:"date" format:"date"`
	Earned  bool   `json:"earned" doc:"It has its sticker"`
	Sticker int    `json:"sticker" minimum:"0" maximum:"23" doc:"Which one the day earns, or would"`
	Mended  bool   `json:"mended" doc:"A slot of it was mended: the streak goes on"`
	Open    bool   `json:"open" doc:"It can still earn its sticker"`
}

// Progress is how far something is.
type Progress struct {
	Done int `json:"done" doc:"So far, at most the goal"`
	Goal int `json:"goal" doc:"How many it takes"`
}

// WeeklyChallenge is what this week asks for.
type WeeklyChallenge struct {
	ID       string `json:"id" enum:"days,evenings,gentle,mornings,together,both,full,corners,weekend,early,start,full-together,same-time,row,evenings-together"`
	Done     int    `json:"done" doc:"So far; of one that is done together, all of them"`
	Goal     int    `json:"goal" doc:"How many it takes"`
	Together bool   `json:"together" doc:"The whole household counts together, and only its sum is told"`
}

type rewardsQuery struct {
	ID    string `path:"id" maxLength:"64"`
	Month string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"Whose stickers are shown, such as 2026-11; absent: this month"`
}

func (s *server) rewardRoutes() {
	register(s, door{id: "rewards", method: "GET", path: "/people/{id}/rewards", scope: account.SessionsRead + " " + account.TimerWrite, tag: "people", errors: []int{404},
		summary: "What somebody's brushing has earned", description: "Computed from their sessions, each day by the plan that held on it; of days whose sessions are forgotten the numbers stay, and their stickers are shown no more. More than the plan earns nothing, and what was earned is not lost by missing an evening."}, s.rewards)
}

func (s *server) rewards(ctx context.Context, in *rewardsQuery) (*body[Rewards], error) {
	who := principal(ctx)
	h, err := s.house(ctx, who.Household)
	if err != nil {
		return nil, err
	}
	p, ok := h.person(brush.PersonID(in.ID))
	if !ok || !who.Sees(p.ID) {
		return nil, hidden("the person")
	}
	now := s.Now()
	today, _ := h.calendar.Place(now)
	month := session.Date{Year: today.Year, Month: today.Month, Day: 1}
	if in.Month != "" {
		if month, ok = session.ParseDate(in.Month + "-01"); !ok {
			return nil, &brush.FieldError{Field: "query.month", Reason: "is no month"}
		}
	}
	if err := s.saw(ctx, p.ID); err != nil {
		return nil, err
	}
	monday := today.Monday()
	open, err := s.Store.Sessions(ctx, h.ID, store.SessionQuery{OpenOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read the open sessions: %w", err)
	}
	days, streak, err := s.life(ctx, h, p, open, monday.Add(7-longestStreak/7*7), monday, now)
	if err != nil {
		return nil, err
	}
	e := p.Earned.Add(days).Earned()
	week := days[len(days)-7:]
	out := Rewards{
		Date: today.String(), Streak: Streak{Days: streak.Days, Mended: streak.Mended > 0}, Stickers: []StickerDay{},
		Days: e.Days, Weeks: e.Weeks, Curls: e.Curls, Glazes: e.Glazes, Next: e.Next,
		Week: Progress{Done: min(reward.KeptDays(week), reward.WeekGoal), Goal: reward.WeekGoal},
	}
	for d := month; d.Month == month.Month; d = d.Add(1) {
		sd := StickerDay{Date: d.String(), Sticker: reward.Sticker(p.ID, d), Open: d.Compare(today) >= 0}
		if i := len(days) - 7 + daysBetween(monday, d); i >= 0 && i < len(days) {
			sd.Earned = reward.Kept(&days[i])
			sd.Open = sd.Open && !sd.Earned && (days[i].Slots[0].Planned || days[i].Slots[1].Planned)
			for _, slot := range days[i].Slots {
				sd.Mended = sd.Mended || slot.State == session.SlotMended
			}
		}
		out.Stickers = append(out.Stickers, sd)
	}
	if out.Challenge, err = s.challenge(ctx, h, p, open, monday, now); err != nil {
		return nil, err
	}
	return &body[Rewards]{out}, nil
}

func daysBetween(a, b session.Date) int {
	return int(time.Date(b.Year, b.Month, b.Day, 0, 0, 0, 0, time.UTC).Sub(time.Date(a.Year, a.Month, a.Day, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// life reads somebody's days from a Monday to the end of the week that begins on another.
func (s *server) life(ctx context.Context, h *house, p store.Person, open []store.Session, from, monday session.Date, now time.Time) ([]session.Day, session.Streak, error) {
	bs, err := s.brushingsOf(ctx, h, p.ID, open, h.calendar.Begin(from), h.calendar.Begin(monday.Add(7)))
	if err != nil {
		return nil, session.Streak{}, err
	}
	days, streak := session.Habit(h.calendar, p.Plans(), from, monday.Add(6), now, bs)
	return days, streak, nil
}

// challenge returns the household's challenge of the week that begins on a Monday, and how far somebody is, or all are together.
func (s *server) challenge(ctx context.Context, h *house, p store.Person, open []store.Session, monday session.Date, now time.Time) (WeeklyChallenge, error) {
	people := make([]reward.Person, len(h.People))
	weeks := make([]*reward.Week, len(h.People))
	for i, q := range h.People {
		lately, err := s.Store.Sessions(ctx, h.ID, store.SessionQuery{Person: brush.Some(q.ID), From: h.calendar.Begin(monday.Add(7 - toldLately)), To: h.calendar.Begin(monday.Add(7)), Limit: 4 * toldLately})
		if err != nil {
			return WeeklyChallenge{}, fmt.Errorf("read a person's last weeks: %w", err)
		}
		people[i].Plan = q.Plans().At(monday) // what the week asks for stays what it is
		w := &reward.Week{Monday: monday, Calendar: h.calendar}
		for j := len(lately) - 1; j >= 0; j-- { // they come newest first
			l := &lately[j]
			if !l.Score.OK || !shown(l) {
				continue
			}
			people[i].Zones = people[i].Zones || l.Score.V.Coverage.OK
			people[i].Pressure = people[i].Pressure || l.Score.V.Pressure.OK
			if !l.Start.Before(h.calendar.Begin(monday)) {
				w.Brushings = append(w.Brushings, reward.Brushing{Start: l.Start, Score: l.Score.V})
			}
		}
		weeks[i] = w
	}
	c := reward.Of(monday, people)
	out := WeeklyChallenge{ID: c.ID, Together: c.Together}
	for i, q := range h.People {
		if !c.Together && q.ID != p.ID {
			continue
		}
		var err error
		if weeks[i].Days, _, err = s.life(ctx, h, q, open, monday, monday, now); err != nil {
			return out, err
		}
		out.Done += c.Done(weeks[i])
		out.Goal += c.Goal
	}
	return out, nil
}
