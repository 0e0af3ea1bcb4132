package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/sim"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/httpsink"
)

// simulateCmd sends frames of brushes that do not exist, or that were recorded, to a running server.
type simulateCmd struct {
	To      string  `required:"" help:"The server, such as http://127.0.0.1:8080."`
	Token   string  `required:"" help:"A token of scope frames:write; --history also needs people:read and brushes:write."`
	Brushes int     `default:"1" help:"How many virtual brushes brush, each again and again until you stop it."`
	Once    bool    `help:"Each virtual brush brushes once."`
	Seed    uint64  `default:"1" help:"The same seed gives the same brushes and, with --history, the same past."`
	Maker   string  `default:"oralb" help:"Whose bytes the virtual brushes speak."`
	Replay  string  `placeholder:"FILE" help:"Send recorded wire lines instead; - is standard input."`
	Speed   float64 `default:"1" help:"With --replay: how many times as fast as recorded; 0 is without waiting."`
	Now     bool    `help:"With --replay: as if the recording ended now, instead of when it was."`
	History days    `placeholder:"365d" help:"Fill the household's past instead: so many days of brushing by everybody in it."`
}

// days is a length of time in whole days, such as 365d.
type days int

// UnmarshalText reads "365d" or "365".
func (d *days) UnmarshalText(b []byte) error {
	n, err := strconv.Atoi(strings.TrimSuffix(string(b), "d"))
	if err != nil || n < 1 || n > 3660 {
		return errors.New("must be a number of days from 1d to 3660d")
	}
	*d = days(n)
	return nil
}

// Run simulates until it is done or stopped.
func (c *simulateCmd) Run(ctx context.Context) error {
	if c.Brushes < 1 || c.Brushes > 1000 {
		return errors.New("--brushes must be from 1 to 1000")
	}
	if c.Speed < 0 {
		return errors.New("--speed must be 0 or more")
	}
	if c.Now && c.Replay == "" {
		return errors.New("--now goes with --replay")
	}
	if c.Replay != "" && c.History > 0 {
		return errors.New("--replay and --history do not go together")
	}
	to, err := httpsink.New(c.To, c.Token, nil)
	if err != nil {
		return err
	}
	sink := wire.Patient{Sink: to, Wait: wire.Sleep, Tell: complain()}
	if c.Replay != "" {
		return c.replay(ctx, sink)
	}
	maker := all.Set().ByID(brush.BrandID(c.Maker))
	if maker == nil || maker.Virtual == nil || maker.Encode == nil {
		return fmt.Errorf("--maker: no virtual brush speaks for %q", c.Maker)
	}
	if c.History > 0 {
		return c.history(ctx, sink, maker)
	}
	return c.perform(ctx, sink, maker)
}

// complain says what goes wrong, once for each sentence in a row.
func complain() func(error, time.Duration) {
	var mu sync.Mutex
	last := ""
	return func(err error, wait time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		if s := err.Error(); s != last {
			last = s
			fmt.Fprintf(os.Stderr, "enamel: %s; trying again\n", s)
		}
	}
}

// replay plays a recording. Times stay as recorded, unless --now.
func (c *simulateCmd) replay(ctx context.Context, sink wire.Sink) error {
	in := os.Stdin
	if c.Replay != "-" {
		f, err := os.Open(c.Replay)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	p := sim.Player{Sink: sink, Clock: sim.Wall, Speed: c.Speed}
	if c.Now {
		var first, last time.Time
		for f, err := range sim.Lines(in) {
			if err != nil {
				return err
			}
			if first.IsZero() {
				first = f.At
			}
			if f.At.After(last) {
				last = f.At
			}
		}
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("--now reads the recording twice, which this input does not allow: %w", err)
		}
		p.Shift = sim.ToNow(first, last, time.Now(), c.Speed)
	}
	kept, err := p.Play(ctx, sim.Lines(in))
	fmt.Fprintf(os.Stderr, "enamel: %d frames are kept\n", kept)
	return err
}

// perform lets virtual brushes brush in real time.
func (c *simulateCmd) perform(ctx context.Context, sink wire.Sink, maker *brand.Spec) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var done sync.WaitGroup
	for i := range c.Brushes {
		done.Go(func() {
			if err := c.brusher(ctx, sink, maker, i); err != nil {
				stop(err)
			}
		})
	}
	done.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// brusher is one virtual brush, which somebody takes up again and again.
func (c *simulateCmd) brusher(ctx context.Context, sink wire.Sink, maker *brand.Spec, i int) error {
	device := sim.Device(c.Seed, strconv.Itoa(i))
	rnd := rand.New(rand.NewPCG(c.Seed, uint64(i)))
	habit := [...]func(int) sim.Habit{sim.Adult, sim.Child, sim.Teen}[i%3](0)
	for {
		if i > 0 || c.Brushes > 1 {
			if err := wire.Sleep(ctx, time.Duration(rnd.IntN(5000))*time.Millisecond); err != nil {
				return err
			}
		}
		fmt.Fprintf(os.Stderr, "enamel: %s brushes\n", device)
		if err := sim.Brush(ctx, sink, sim.Wall, rnd, maker, device, habit.Plan(rnd), sim.Hall, sim.Bathroom); err != nil || c.Once {
			return err
		}
		if err := wire.Sleep(ctx, time.Duration(20+rnd.IntN(40))*time.Second); err != nil {
			return err
		}
	}
}

// member is what the server tells of a person.
type member struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	MilkTeeth bool   `json:"milk_teeth"`
	BirthYear int    `json:"birth_year"`
	Target    int    `json:"target_s"`
	Morning   bool   `json:"morning"`
	Evening   bool   `json:"evening"`
}

// habit is how somebody of that age brushes.
func (p *member) habit(year int) sim.Habit {
	h := sim.Adult(p.Target)
	switch age := year - p.BirthYear; {
	case p.MilkTeeth || p.BirthYear > 0 && age < 12:
		h = sim.Child(p.Target)
	case p.BirthYear > 0 && age < 19:
		h = sim.Teen(p.Target)
	}
	if !p.Morning && p.Evening {
		h.Morning = 0
	}
	if !p.Evening && p.Morning {
		h.Evening = 0
	}
	return h
}

// history gives everybody of the household a virtual brush and a past with it.
func (c *simulateCmd) history(ctx context.Context, sink wire.Sink, maker *brand.Spec) error {
	var me struct {
		Household struct {
			TimeZone string `json:"time_zone"`
		} `json:"household"`
	}
	where := time.Local
	if err := c.call(ctx, http.MethodGet, "/me", nil, &me); err == nil && me.Household.TimeZone != "" {
		if z, err := time.LoadLocation(me.Household.TimeZone); err == nil {
			where = z
		}
	} else if errors.Is(err, brush.ErrForbidden) {
		return err
	}
	var people struct {
		Items []member `json:"items"`
	}
	if err := c.call(ctx, http.MethodGet, "/people", nil, &people); err != nil {
		return fmt.Errorf("ask who lives there: %w", err)
	}
	if len(people.Items) == 0 {
		return errors.New("nobody lives there yet: add a person first")
	}
	now := time.Now()
	from := now.In(where).AddDate(0, 0, -int(c.History))
	var brushers []sim.Brusher
	for i := range people.Items {
		p := &people.Items[i]
		b := sim.Brusher{Device: sim.Device(c.Seed, p.ID), Habit: p.habit(now.Year())}
		brushers = append(brushers, b)
		// The brush lies there before anybody takes it up, so that it has its person when the first brushing comes in.
		f, ok := sim.Resting(maker, b.Device, sim.Hall.Source, time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, where).Add(-time.Hour))
		if !ok {
			return fmt.Errorf("--maker: a virtual %s has no voice", maker.Name)
		}
		if err := sink.Accept(ctx, []brush.Frame{f}); err != nil {
			return err
		}
		patch := map[string]any{"virtual": true, "people": []string{p.ID}}
		if err := c.call(ctx, http.MethodPatch, "/brushes/"+url.PathEscape(string(b.Device)), patch, nil); err != nil {
			return fmt.Errorf("give %s a brush: %w", b.Device, err)
		}
	}
	p := sim.Player{Sink: sink, Clock: sim.Wall}
	kept, err := p.Play(ctx, sim.History(c.Seed, maker, brushers, from, now))
	fmt.Fprintf(os.Stderr, "enamel: %d frames are kept, of %d people in %d days\n", kept, len(brushers), int(c.History))
	return err
}

// call asks the server's API, and reads the answer into out unless that is nil.
func (c *simulateCmd) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(c.To, "/")+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return httpsink.RefusalOf(res, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("the answer to %s %s is not what it should be: %w", method, path, err)
	}
	return nil
}
