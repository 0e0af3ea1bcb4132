// Command bench measures the house on this machine: what the door keeps in a second beside what the store could at most and what others
// would keep, and how light the program is. Figures do not travel between machines; the ratios of one run do.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/internal/pgtest"
)

// bench is what is measured, and how.
type bench struct {
	binary string
	span   time.Duration // how long each round of sending lasts
	rounds int           // how often each figure is taken; medians and spreads are printed
	only   string        // the parts to measure, by name; "": all
	store  string        // where what is sent is kept: sqlite or postgres
	way    string        // part of the names of the ways of sending that are measured
	places stores

	rest       time.Duration
	brushes    int    // that are connected at once
	households int    // of the past that dashboards read, each of 3 people who brush twice a day
	days       int    // of their brushings
	past       string // folder that keeps them for the next time; "": none does
}

func main() {
	var b bench
	flag.StringVar(&b.binary, "binary", "bin/enamel", "the program to measure")
	flag.DurationVar(&b.span, "span", 2*time.Second, "how long each round of sending lasts")
	flag.IntVar(&b.rounds, "rounds", 5, "how often each figure is taken")
	flag.StringVar(&b.store, "store", "sqlite", "where what is sent is kept: sqlite, or postgres: a server that is started for the time being")
	flag.StringVar(&b.only, "only", "", "measure only these, with commas between: frames, sessions, mqtt, connections, reads, light; nothing: all")
	flag.IntVar(&b.brushes, "brushes", 10_000, "how many brushes are connected over MQTT at once")
	flag.DurationVar(&b.rest, "rest", 3*time.Second, "how long those say nothing before their memory is measured")
	flag.StringVar(&b.way, "way", "", "of the ways of sending only those whose name has this in it, such as '100 a request'")
	flag.IntVar(&b.households, "households", 100, "how many households there are for dashboards to read, each of 3 people who brush twice a day")
	flag.IntVar(&b.days, "days", 365, "how many days of brushings they have")
	flag.StringVar(&b.past, "past", "", "folder that keeps the households' brushings for the next time; nothing: none does")
	peer := flag.String("peer", "", "be one of the others instead: naive or log")
	listen := flag.String("peer-listen", "", "the other's address")
	dir := flag.String("peer-dir", "", "the other's folder")
	dsn := flag.String("peer-address", "", "the address of the other's PostgreSQL; nothing: SQLite in its folder")
	flag.Parse()
	var err error
	if *peer != "" {
		err = servePeer(*peer, *listen, *dir, *dsn)
	} else {
		err = b.run(context.Background())
	}
	if err != nil {
		log.Fatal("bench: ", err)
	}
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.places.dir, err = os.MkdirTemp("", "enamel-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.places.dir)
	switch b.store {
	case "sqlite":
	case "postgres":
		if b.places.server, err = pgtest.Launch(); err != nil {
			return err
		}
		defer b.places.server.Remove()
	default:
		return fmt.Errorf("no store is called %q", b.store)
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{{"frames", b.frames}, {"sessions", b.sessions}, {"mqtt", b.mqtt}, {"connections", b.connections}, {"reads", b.reads}, {"light", b.light}} {
		if b.only != "" && !slices.Contains(strings.Split(b.only, ","), part.name) {
			continue
		}
		if err := part.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Println()
	}
	return nil
}

// frames measures single advertisements, as gateways send them.
func (b *bench) frames(ctx context.Context) error {
	return b.compare(ctx, "frames", nil, []work{
		{name: "one line a request, 16 at once", workers: 16, lines: 1, frame: advert, most: 240_000},
		{name: "100 lines a request, 4 at once", workers: 4, lines: 100, frame: advert, most: 240_000},
	})
}

// sessions measures finished brushings with 120 seconds of detail, beside the store's own ceiling and beside others.
func (b *bench) sessions(ctx context.Context) error {
	return b.compare(ctx, "sessions", []string{peerNaive, peerLog}, []work{
		{name: "JSON, one a request, 16 at once", workers: 16, lines: 1, frame: sessionJSON, most: 40_000},
		{name: "JSON, one a request, 64 at once", workers: 64, lines: 1, frame: sessionJSON, most: 40_000},
		{name: "JSON, 100 a request, 4 at once", workers: 4, lines: 100, frame: sessionJSON, most: 60_000},
		{name: "CBOR, 100 a request, 4 at once", workers: 4, lines: 100, frame: sessionCBOR, most: 60_000},
	})
}

// compare measures ways of sending, and beside each what the store can do alone and what others do.
func (b *bench) compare(ctx context.Context, what string, peers []string, ways []work) error {
	fmt.Printf("kept %s a second, %v; the sender shares the machine\n", what, b.places)
	for i, w := range ways {
		if !strings.Contains(w.name, b.way) {
			continue
		}
		var cost []float64
		got := map[string][]float64{}
		// All take turns, so that whatever else the machine does falls on each of them.
		for n := range b.rounds {
			at := func(kind string) (data, error) { return b.places.at(ctx, fmt.Sprintf("%s-%s-%d-%d", what, kind, i, n)) }
			place, err := at("door")
			if err != nil {
				return err
			}
			door, err := w.overHTTP(ctx, b.binary, place, b.span)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			got["door"], cost = append(got["door"], door.perSecond), append(cost, door.cost)
			if place, err = at("alone"); err != nil {
				return err
			}
			alone, err := w.ceiling(ctx, place, door.sent)
			if err != nil {
				return fmt.Errorf("%s: store alone: %w", w.name, err)
			}
			got["store alone"] = append(got["store alone"], alone)
			for _, kind := range peers {
				if place, err = at(kind); err != nil {
					return err
				}
				p, err := w.overPeer(ctx, kind, place, b.span)
				if err != nil {
					return fmt.Errorf("%s: %s: %w", w.name, kind, err)
				}
				got[kind] = append(got[kind], p)
			}
		}
		fmt.Printf("%-34s %s, %.0f µs of a processor each\n", w.name, figure(got["door"]), median(cost))
		for _, other := range append([]string{"store alone"}, peers...) {
			ratios := make([]float64, b.rounds)
			for n := range ratios {
				ratios[n] = got["door"][n] / got[other][n]
			}
			fmt.Printf("    %6.2f of %-12s %s\n", median(ratios), other, figure(got[other]))
		}
	}
	return nil
}

func (b *bench) reads(ctx context.Context) error {
	return reads(ctx, b.binary, b.past, b.places, b.households, b.days, b.span)
}

func (b *bench) light(ctx context.Context) error {
	s, err := light(ctx, b.binary, filepath.Join(b.places.dir, "light"))
	if err != nil {
		return err
	}
	fmt.Printf("start to first 200, warm page cache   %s ms\n", figure(s.start))
	fmt.Printf("resident memory, idle                 %.1f MB\n", s.resident)
	fmt.Printf("binary                                %.1f MB\n", s.size)
	return nil
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

func figure(v []float64) string {
	return fmt.Sprintf("%.0f (%.0f-%.0f)", median(v), slices.Min(v), slices.Max(v))
}
