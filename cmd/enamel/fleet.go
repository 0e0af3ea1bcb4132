package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// there opens the store of the folder, which must be there already.
func (d dataDir) there(ctx context.Context) (store.Store, error) {
	if _, err := os.Stat(d.file()); err != nil && d.isFile() {
		return nil, fmt.Errorf("data: there is nothing in that folder yet; set up a household first: enamel setup, or the link that enamel serve prints")
	}
	return d.open(ctx, nil)
}

// fleetCmd prints the whole installation by day.
type fleetCmd struct {
	dataDir
	From string `help:"First day; without it a year ago." placeholder:"YYYY-MM-DD"`
	To   string `help:"Last day; without it today." placeholder:"YYYY-MM-DD"`
	JSON bool   `help:"One JSON line a day instead of a table."`
}

// Run prints the days that have anything, oldest first.
func (c fleetCmd) Run(ctx context.Context) error {
	to, err := dayArg("to", c.To, time.Now())
	if err != nil {
		return err
	}
	from, err := dayArg("from", c.From, to.Begin().AddDate(-1, 0, 1))
	if err != nil {
		return err
	}
	st, err := c.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	days, err := st.FleetDays(ctx, from, to)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		for _, d := range days {
			if err := out.Encode(map[string]any{"day": d.Day.String(), "sessions": d.Sessions, "seconds": d.Seconds, "households": d.Households}); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "day\tsessions\tseconds\thouseholds\t")
	for _, d := range days {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", d.Day, d.Sessions, d.Seconds, d.Households)
	}
	return w.Flush()
}

func dayArg(name, text string, otherwise time.Time) (store.Day, error) {
	if text == "" {
		return store.DayOf(otherwise), nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%s: %q is no day; write it as in 2026-05-23", name, text)
	}
	return store.DayOf(t), nil
}

// recountCmd checks what is counted against the sessions themselves.
type recountCmd struct {
	dataDir
}

// Run counts one household after the other, each in an update of its own.
func (c recountCmd) Run(ctx context.Context) error {
	st, err := c.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	hs, err := st.Households(ctx)
	if err != nil {
		return err
	}
	total := 0
	for _, h := range hs {
		wrong := 0
		err := st.Update(ctx, h.ID, func(tx store.Tx) (err error) {
			wrong, err = tx.Recount()
			return err
		})
		if err != nil {
			return err
		}
		if wrong > 0 {
			fmt.Printf("%s  %s: %d weeks put right\n", h.ID, h.Name, wrong)
		}
		total += wrong
	}
	fmt.Printf("%d households counted, %d weeks put right\n", len(hs), total)
	return nil
}
