package rows

import (
	"encoding/json"
	"fmt"

	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/reward"
	"github.com/enamel-home/enamel/session"
)

// planRow is a person's plan as it is kept beside its columns: since when it holds, how it grows, and the ones before it.
type planRow struct {
	Since   session.Date `json:"since,omitzero"`
	Grow    *growRow     `json:"grow,omitempty"`
	Earlier []earlierRow `json:"earlier,omitempty"`
}

type growRow struct {
	Since session.Date `json:"since"`
	Step  uint32       `json:"step"`
	Aim   uint32       `json:"aim"`
}

type earlierRow struct {
	Since   session.Date `json:"since,omitzero"`
	Morning bool         `json:"morning,omitempty"`
	Evening bool         `json:"evening,omitempty"`
	Target  uint32       `json:"target"`
	Grow    *growRow     `json:"grow,omitempty"`
}

type tallyRow struct {
	Through session.Date `json:"through"`
	Days    int          `json:"days"`
	Weeks   int          `json:"weeks"`
	OfWeek  int          `json:"of_week"`
}

func growRowOf(g session.Growth) *growRow {
	if g == (session.Growth{}) {
		return nil
	}
	return &growRow{g.Since, g.Step, g.Aim}
}

func (g *growRow) growth() session.Growth {
	if g == nil {
		return session.Growth{}
	}
	return session.Growth{Since: g.Since, Step: g.Step, Aim: g.Aim}
}

// packPlan returns what of a person's plan has no column of its own: "" when it has held for ever and stays.
func packPlan(p *store.Person) string {
	row := planRow{Since: p.Since, Grow: growRowOf(p.Grow)}
	for _, e := range p.Earlier {
		row.Earlier = append(row.Earlier, earlierRow{e.Since, e.Morning, e.Evening, e.Target, growRowOf(e.Grow)})
	}
	if row.Since == (session.Date{}) && row.Grow == nil && row.Earlier == nil {
		return ""
	}
	text, _ := json.Marshal(row) // days and numbers: it cannot fail
	return string(text)
}

func parsePlan(text string, p *store.Person) error {
	if text == "" {
		return nil
	}
	var row planRow
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return fmt.Errorf("read a person's plan: %w", err)
	}
	p.Since, p.Grow = row.Since, row.Grow.growth()
	for _, e := range row.Earlier {
		p.Earlier = append(p.Earlier, session.Dated{Since: e.Since, Plan: session.Plan{Morning: e.Morning, Evening: e.Evening, Target: e.Target, Grow: e.Grow.growth()}})
	}
	return nil
}

// packEarned returns what is kept of what somebody has earned: "" for nothing.
func packEarned(t reward.Tally) string {
	if t == (reward.Tally{}) {
		return ""
	}
	text, _ := json.Marshal(tallyRow(t)) // days and numbers: it cannot fail
	return string(text)
}

func parseEarned(text string) (t reward.Tally, err error) {
	if text == "" {
		return t, nil
	}
	var row tallyRow
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return t, fmt.Errorf("read what a person has earned: %w", err)
	}
	return reward.Tally(row), nil
}
