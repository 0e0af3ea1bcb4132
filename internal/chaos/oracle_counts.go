package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// compareCounts compares what is counted beside the sessions, a person's brushings and the fleet's days, with that of an undisturbed run, and
// asks the store to count again.
func (c *campaign) compareCounts(ctx context.Context, st, calm store.Store, ss []store.Session) error {
	for _, s := range []store.Store{st, calm} {
		for {
			n, err := s.FoldFleet(ctx, 1, 1000)
			if err != nil {
				return fmt.Errorf("fold the fleet's days: %w", err)
			}
			if n == 0 {
				break
			}
		}
	}
	people, err := st.People(ctx, c.home)
	if err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	for _, p := range people {
		got, err := st.Brushings(ctx, c.home, p.ID, time.Unix(0, 0), time.Time{})
		if err != nil {
			return fmt.Errorf("read brushings: %w", err)
		}
		want, err := calm.Brushings(ctx, c.home, p.ID, time.Unix(0, 0), time.Time{})
		if err != nil {
			return fmt.Errorf("read brushings: %w", err)
		}
		if g, w := written(got), written(want); g != w {
			c.wrong("the brushings of %s are %d, an undisturbed run has %d: %.300s\nand %.300s", p.ID, len(got), len(want), g, w)
		}
	}
	last := store.DayOf(time.Now().AddDate(1, 0, 0))
	got, err := st.FleetDays(ctx, 0, last)
	if err != nil {
		return fmt.Errorf("read the fleet's days: %w", err)
	}
	want, err := calm.FleetDays(ctx, 0, last)
	if err != nil {
		return fmt.Errorf("read the fleet's days: %w", err)
	}
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		c.wrong("the fleet's days are %.300s\nan undisturbed run has %.300s", g, w)
	}
	n := int64(0)
	for _, d := range got {
		n += d.Sessions
	}
	if n == 0 && len(ss) > 0 {
		c.wrong("the fleet's days count none of %d sessions", len(ss))
	}
	var wrong int
	if err := st.Update(ctx, c.home, func(tx store.Tx) (err error) {
		wrong, err = tx.Recount()
		return err
	}); err != nil {
		return fmt.Errorf("count again: %w", err)
	}
	if wrong > 0 {
		c.wrong("%d rows of what is counted beside the sessions are not what the sessions say", wrong)
	}
	return nil
}

// written writes brushings out, without the names of their sessions, which tell what was heard first.
func written(bs []session.Brushing) string {
	var lines []string
	for _, b := range bs {
		b.ID = ""
		lines = append(lines, fmt.Sprintf("%s %+v", b.Start.UTC().Format(time.RFC3339Nano), b))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
