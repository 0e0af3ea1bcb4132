package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// look opens the store of a server that was just killed: what was answered with yes since the last look is there, once.
func (c *campaign) look() error {
	ctx := context.Background()
	late := c.ledger.lately() // taken while no server runs: all of it was committed
	st, err := c.backend.open(ctx)
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	defer st.Close()
	c.checks++
	for d, fs := range late {
		from, to := span(fs)
		have := map[name]int{}
		if err := st.Frames(ctx, c.home, d, from, to, func(f *brush.Frame) error {
			have[nameOf(f)]++
			return nil
		}); err != nil {
			return fmt.Errorf("look at the frames of %s: %w", d, err)
		}
		for i := range fs {
			if n := have[nameOf(&fs[i])]; n != 1 {
				c.wrong("after kill %d: answered with yes and kept %d times: %s", c.kills, n, describeFrame(&fs[i]))
			}
		}
	}
	return c.feed(ctx, st, nil)
}

// judge compares everything that is kept with what was said and with what an undisturbed run makes of it.
func (c *campaign) judge(ctx context.Context, res *result) error {
	st, err := c.backend.open(ctx)
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	defer st.Close()
	devices, yes := c.ledger.kept()
	asOf := time.Now().Add(2 * time.Hour) // everything is silent by then
	for _, d := range devices {
		have := map[name]int{}
		if err := st.Frames(ctx, c.home, d, time.Unix(0, 0), asOf.AddDate(1, 0, 0), func(f *brush.Frame) error {
			if have[nameOf(f)]++; have[nameOf(f)] == 2 {
				res.Twice++
				c.wrong("kept twice: %s", describeFrame(f))
			}
			if said, _ := c.ledger.wasSaid(f); !said {
				res.Foreign++
				c.wrong("kept and never sent: %s", describeFrame(f))
			}
			return nil
		}); err != nil {
			return fmt.Errorf("judge the frames of %s: %w", d, err)
		}
		for i := range yes[d] {
			if have[nameOf(&yes[d][i])] == 0 {
				res.Missing++
				c.wrong("answered with yes and missing: %s", describeFrame(&yes[d][i]))
			}
		}
	}
	if c.failed() {
		return nil // sessions would only say the same again
	}
	if err := c.feed(ctx, st, res); err != nil {
		return err
	}
	return c.compare(ctx, st, devices, yes, asOf, res)
}

// feed checks that the numbers of the changes have no gap, and that following them leads to the sessions that are there.
func (c *campaign) feed(ctx context.Context, st store.Store, res *result) error {
	last, err := st.Last(ctx, c.home)
	if err != nil {
		return fmt.Errorf("read the feed: %w", err)
	}
	shown, taken, n := map[string]bool{}, map[string]bool{}, store.Seq(0)
	for {
		changes, err := st.Changes(ctx, c.home, n, 1000)
		if err != nil {
			return fmt.Errorf("read the feed: %w", err)
		}
		if len(changes) == 0 {
			break
		}
		for _, ch := range changes {
			if n++; ch.Seq != n {
				c.wrong("the feed has %d where %d should be", ch.Seq, n)
				return nil
			}
			switch ch.Kind {
			case store.SessionOpened, store.SessionEnded, store.SessionAmended:
				shown[ch.Subject] = true
			case store.SessionRemoved:
				delete(shown, ch.Subject)
				taken[ch.Subject] = true
			}
		}
	}
	if n != last {
		c.wrong("the feed ends with %d, and says that it ends with %d", n, last)
	}
	ss, err := sessions(ctx, st, c.home)
	if err != nil {
		return err
	}
	for _, s := range ss {
		if !shown[string(s.ID)] {
			c.wrong("session %s of %s is kept, and the feed does not tell of it", s.ID, s.Device)
		}
		delete(shown, string(s.ID))
	}
	for id := range shown {
		c.wrong("the feed tells of session %s, which is not kept", id)
	}
	if res != nil {
		res.Changes = int(last)
		c.writer.judge(ss, taken)
	}
	return nil
}

// sessions returns every session that is shown, oldest first.
func sessions(ctx context.Context, st store.Store, h brush.HouseholdID) (out []store.Session, err error) {
	q := store.SessionQuery{Limit: 500, WithSlots: true}
	for {
		page, err := st.Sessions(ctx, h, q)
		if err != nil {
			return nil, fmt.Errorf("read the sessions: %w", err)
		}
		if len(page) == 0 {
			break
		}
		out = append(out, page...)
		q.Before, q.BeforeID = page[len(page)-1].Start, page[len(page)-1].ID
	}
	slices.SortStableFunc(out, func(a, b store.Session) int {
		return cmp.Or(cmp.Compare(a.Device, b.Device), a.Start.Compare(b.Start), a.End.Compare(b.End))
	})
	return out, nil
}

// compare gives an undisturbed run the frames that were answered with yes, in order, and compares what both make of them.
func (c *campaign) compare(ctx context.Context, st store.Store, devices []brush.DeviceID, yes map[brush.DeviceID][]brush.Frame, asOf time.Time, res *result) error {
	dir := filepath.Join(c.Dir, "undisturbed")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	calm, err := sqlite.Open(ctx, filepath.Join(dir, "enamel.db"))
	if err != nil {
		return fmt.Errorf("undisturbed run: %w", err)
	}
	defer calm.Close()
	if _, err := settleIn(ctx, calm, c.handles.all); err != nil {
		return fmt.Errorf("undisturbed run: %w", err)
	}
	clock := func() time.Time { return asOf }
	g := &ingest.Ingester{Store: calm, Brands: all.Set(), Now: clock}
	for _, d := range devices {
		for batch := range slices.Chunk(yes[d], 250) {
			if err := g.Accept(ctx, c.home, batch); err != nil {
				return fmt.Errorf("undisturbed run: %w", err)
			}
		}
	}
	for _, s := range []store.Store{st, calm} {
		if err := (&ingest.Ingester{Store: s, Brands: all.Set(), Now: clock}).Sweep(ctx); err != nil {
			return fmt.Errorf("end what is silent: %w", err)
		}
	}
	got, err := sessions(ctx, st, c.home)
	if err != nil {
		return err
	}
	want, err := sessions(ctx, calm, c.home)
	if err != nil {
		return err
	}
	res.Sessions = len(want)
	for _, d := range differences(got, want) {
		c.wrong("%s", d)
	}
	if err := c.compareHandles(ctx, st, calm); err != nil {
		return err
	}
	return c.compareCounts(ctx, st, calm, got)
}

// differences says in words how sorted sessions differ from those of an undisturbed run.
func differences(got, want []store.Session) (out []string) {
	for len(got) > 0 || len(want) > 0 {
		switch {
		case len(want) == 0 || len(got) > 0 && before(&got[0], &want[0]):
			out = append(out, fmt.Sprintf("a session that an undisturbed run does not have: %.400s", describe(&got[0])))
			got = got[1:]
		case len(got) == 0 || before(&want[0], &got[0]):
			out = append(out, fmt.Sprintf("a session of an undisturbed run is missing: %.400s", describe(&want[0])))
			want = want[1:]
		default:
			if g, w := describe(&got[0]), describe(&want[0]); g != w {
				at := 0
				for at < min(len(g), len(w)) && g[at] == w[at] {
					at++
				}
				from := max(0, at-80)
				out = append(out, fmt.Sprintf("a session is\n%.300s\nan undisturbed run has\n%.300s\nthey part at ...%.160s\nand ...%.160s", g, w, g[from:], w[from:]))
			}
			got, want = got[1:], want[1:]
		}
	}
	return out
}

func before(a, b *store.Session) bool {
	return cmp.Or(cmp.Compare(a.Device, b.Device), a.Start.Compare(b.Start)) < 0
}

// compareHandles compares what is known of the handles themselves. How often a frame was delivered may show in their counts.
func (c *campaign) compareHandles(ctx context.Context, st, calm store.Store) error {
	text := func(s store.Store) (map[brush.DeviceID]string, error) {
		bs, err := s.Brushes(ctx, c.home)
		if err != nil {
			return nil, fmt.Errorf("read the handles: %w", err)
		}
		out := map[brush.DeviceID]string{}
		for _, b := range bs {
			out[b.Device] = fmt.Sprint(b.Brand, b.People, b.FirstHeard.UTC(), b.LastHeard.UTC())
		}
		return out, nil
	}
	got, err := text(st)
	if err != nil {
		return err
	}
	want, err := text(calm)
	if err != nil {
		return err
	}
	for d, w := range want {
		if got[d] != w {
			c.wrong("handle %s is %s, an undisturbed run has %s", d, got[d], w)
		}
		delete(got, d)
	}
	for d := range got {
		c.wrong("handle %s is kept, and an undisturbed run has none", d)
	}
	return nil
}

func describeFrame(f *brush.Frame) string {
	return fmt.Sprintf("%s %d %s %s %s %q %x", f.Source, f.Seq, f.Device, f.At.UTC().Format(time.RFC3339Nano), f.Kind, f.Format, f.Payload)
}

// describe writes out everything of a session that the frames say: all but its name, which tells what was heard first, and when it was kept.
func describe(s *store.Session) string {
	utc := func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
	recorded := ""
	if s.Recorded != nil {
		recorded = fmt.Sprintf("%+v", *s.Recorded)
	}
	return fmt.Sprint(s.Device, " ", s.Brand, " ", utc(s.Start), " to ", utc(s.End), " heard ", utc(s.LastHeard), " ", s.Duration, " s ", s.State, " ", s.Ending, " over ", s.Over,
		" of ", s.Person, " ", s.How, s.Guest, " score ", s.Score, s.Fleeting, s.Continues, " mode ", s.Mode, s.Target, s.Sectors, s.Face, s.Battery, " high ", s.Pressure, s.High,
		" by ", s.Sources, recorded, s.OwnScore, " ", s.Heard, " ", s.Slots)
}
