package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// again is enamel decode --again: it reads kept frames again, while a server may run on the same folder. A file in the folder says how far it
// came, so that it goes on when it was stopped.
type again struct {
	st     store.Store
	brands brand.Set
	box    ingest.Sealer
	only   brush.DeviceID // "": every handle
	state  string         // the file's name
	out    io.Writer      // progress, for people
	now    func() time.Time
	rest   func(context.Context, time.Duration) error
}

// longestState is how much of the file is read, in bytes.
const longestState = 16 << 20

// againState is the file. One that another version wrote is not gone on with: its decoders may know less.
type againState struct {
	Version string                      `json:"version"`
	Only    brush.DeviceID              `json:"only"`
	To      time.Time                   `json:"to"`
	Handles map[string]ingest.Rereading `json:"handles"` // by household and handle
}

func (c *decodeCmd) again(ctx context.Context) error {
	if _, err := os.Stat(c.file()); err != nil && c.isFile() {
		return fmt.Errorf("data: there is nothing in that folder yet: %s", c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil { // for what says how far it came
		return fmt.Errorf("make the data folder: %w", err)
	}
	st, err := c.open(ctx, nil)
	if err != nil {
		return err
	}
	box, err := c.box()
	if err != nil {
		return errors.Join(err, st.Close())
	}
	a := again{st: st, brands: all.Set(), box: box, only: brush.DeviceID(c.Brush), state: filepath.Join(c.Data, "decode-again.json"), out: os.Stderr,
		now: time.Now, rest: wire.Sleep}
	return errors.Join(a.run(ctx), st.Close())
}

// run reads every handle's frames again.
func (a *again) run(ctx context.Context) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	hs, err := a.st.Households(ctx)
	if err != nil {
		return err
	}
	in := &ingest.Ingester{Store: a.st, Brands: a.brands, Seal: a.box, Now: a.now}
	found := false
	for _, h := range hs {
		bs, err := a.st.Brushes(ctx, h.ID)
		if err != nil {
			return err
		}
		people, err := a.st.People(ctx, h.ID)
		if err != nil {
			return err
		}
		var devices []brush.DeviceID
		for _, b := range bs {
			devices = append(devices, b.Device)
		}
		for _, p := range people {
			devices = append(devices, brush.EntriesOf(p.ID))
		}
		for _, d := range devices {
			if a.only != "" && d != a.only {
				continue
			}
			found = true
			if err := a.handle(ctx, in, s, h.ID, d); err != nil {
				if ctx.Err() != nil {
					return errors.New("stopped; run it again to go on from here")
				}
				return err
			}
		}
	}
	if a.only != "" && !found {
		return fmt.Errorf("brush: there is none of that id: %s", a.only)
	}
	if err := os.Remove(a.state); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove what says how far it came: %w", err)
	}
	return nil
}

// handle reads one handle's frames again, and rests after each batch as long as the batch took.
func (a *again) handle(ctx context.Context, in *ingest.Ingester, s *againState, h brush.HouseholdID, id brush.DeviceID) error {
	const least, notice = 20 * time.Millisecond, 5 * time.Second
	key := string(h) + "/" + string(id)
	at := s.Handles[key]
	if at.Done {
		return nil
	}
	began := a.now()
	told := began
	at, err := in.Reread(ctx, h, id, at, s.To, func(at ingest.Rereading) error {
		s.Handles[key] = at
		if err := a.save(s); err != nil {
			return err
		}
		if at.Done {
			return nil
		}
		now := a.now()
		if now.Sub(told) >= notice {
			told = now
			fmt.Fprintf(a.out, "%s: %d frames, up to %s\n", id, at.Frames, at.Next.UTC().Format("2006-01-02 15:04"))
		}
		err := a.rest(ctx, max(least, now.Sub(began)))
		began = a.now()
		return err
	})
	if err != nil {
		if errors.Is(err, brush.ErrNotFound) {
			return nil // deleted meanwhile
		}
		return err
	}
	if at.Frames == 0 {
		return nil // somebody who has never timed or noted anything
	}
	fmt.Fprintf(a.out, "%s: %d frames, %d not understood; sessions: %d new, %d amended, %d removed\n", id, at.Frames, at.Unknown, at.New, at.Amended, at.Removed)
	return nil
}

// load reads how far an earlier run came; a new one begins when there is none that this one may go on with.
func (a *again) load() (*againState, error) {
	fresh := &againState{Version: version, Only: a.only, To: a.now().UTC(), Handles: map[string]ingest.Rereading{}}
	f, err := os.Open(a.state)
	if errors.Is(err, os.ErrNotExist) {
		return fresh, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read how far it came: %w", err)
	}
	defer f.Close()
	var s againState
	err = json.NewDecoder(io.LimitReader(f, longestState)).Decode(&s)
	if err != nil || s.Version != version || s.Only != a.only || s.Handles == nil {
		return fresh, nil
	}
	fmt.Fprintln(a.out, "going on where it was stopped")
	return &s, nil
}

// save writes the file anew, so that it is whole at any moment.
func (a *again) save(s *againState) error {
	b, err := json.Marshal(s)
	if err == nil {
		err = os.WriteFile(a.state+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(a.state+".new", a.state)
	}
	if err != nil {
		return fmt.Errorf("write how far it came: %w", err)
	}
	return nil
}
