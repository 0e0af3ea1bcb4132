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
)

// bench is what is measured, and how.
type bench struct {
	binary string
	span   time.Duration // how long each round of sending lasts
	rounds int           // how often each figure is taken; medians and spreads are printed
	only   string        // the parts to measure, by name; "": all
	dir    string        // for data that is thrown away

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
	flag.StringVar(&b.only, "only", "", "measure only these, with commas between: frames, sessions, mqtt, connections, reads, light; nothing: all")
	flag.IntVar(&b.brushes, "brushes", 10_000, "how many brushes are connected over MQTT at once")
	flag.IntVar(&b.households, "households", 100, "how many households there are for dashboards to read, each of 3 people who brush twice a day")
	flag.IntVar(&b.days, "days", 365, "how many days of brushings they have")
	flag.StringVar(&b.past, "past", "", "folder that keeps the households' brushings for the next time; nothing: none does")
	peer := flag.String("peer", "", "be one of the others instead: naive or log")
	listen := flag.String("peer-listen", "", "the other's address")
	dir := flag.String("peer-dir", "", "the other's folder")
	driver := flag.String("peer-driver", "", "the other's database driver; nothing: SQLite in its folder")
	dsn := flag.String("peer-dsn", "", "the other's database")
	flag.Parse()
	var err error
	if *peer != "" {
		err = servePeer(*peer, *listen, *dir, *driver, *dsn)
	} else {
		err = b.run(context.Background())
	}
	if err != nil {
		log.Fatal("bench: ", err)
	}
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "enamel-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
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
	fmt.Println("kept frames a second, SQLite, synchronous=FULL; the sender shares the machine")
	fmt.Printf("%-34s %28s %28s %8s\n", "", "door (min-max)", "store alone (min-max)", "ratio")
	for i, w := range []work{
		{name: "one line a request, 16 at once", workers: 16, lines: 1, frame: advert, most: 240_000},
		{name: "100 lines a request, 4 at once", workers: 4, lines: 100, frame: advert, most: 240_000},
	} {
		var door, alone, ratio []float64
		// Door and store take turns, so that whatever else the machine does falls on both.
		for n := range b.rounds {
			d, sent, err := w.overHTTP(ctx, b.binary, filepath.Join(b.dir, fmt.Sprintf("frames-%d-%d", i, n)), b.span)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			a, err := w.ceiling(ctx, filepath.Join(b.dir, fmt.Sprintf("frames-alone-%d-%d", i, n)), sent)
			if err != nil {
				return fmt.Errorf("%s: store alone: %w", w.name, err)
			}
			door, alone, ratio = append(door, d), append(alone, a), append(ratio, d/a)
		}
		fmt.Printf("%-34s %28s %28s %8.2f\n", w.name, figure(door), figure(alone), median(ratio))
	}
	return nil
}

// sessions measures finished brushings with 120 seconds of detail, beside the store's own ceiling and beside others.
func (b *bench) sessions(ctx context.Context) error {
	fmt.Println("kept sessions a second, 120 seconds of detail each, SQLite, synchronous=FULL; the sender shares the machine")
	for i, w := range []work{
		{name: "JSON, one a request, 16 at once", workers: 16, lines: 1, frame: sessionJSON, most: 40_000},
		{name: "JSON, one a request, 64 at once", workers: 64, lines: 1, frame: sessionJSON, most: 40_000},
		{name: "JSON, 100 a request, 4 at once", workers: 4, lines: 100, frame: sessionJSON, most: 60_000},
		{name: "CBOR, 100 a request, 4 at once", workers: 4, lines: 100, frame: sessionCBOR, most: 60_000},
	} {
		got := map[string][]float64{}
		for n := range b.rounds {
			at := func(kind string) string { return filepath.Join(b.dir, fmt.Sprintf("sessions-%s-%d-%d", kind, i, n)) }
			d, sent, err := w.overHTTP(ctx, b.binary, at("door"), b.span)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			a, err := w.ceiling(ctx, at("alone"), sent)
			if err != nil {
				return fmt.Errorf("%s: store alone: %w", w.name, err)
			}
			got["door"], got["store alone"] = append(got["door"], d), append(got["store alone"], a)
			for _, kind := range []string{peerNaive, peerLog} {
				p, err := w.overPeer(ctx, kind, at(kind), b.span)
				if err != nil {
					return fmt.Errorf("%s: %s: %w", w.name, kind, err)
				}
				got[kind] = append(got[kind], p)
			}
		}
		fmt.Printf("%-34s %24s", w.name, "door "+figure(got["door"]))
		for _, other := range []string{"store alone", peerNaive, peerLog} {
			ratios := make([]float64, b.rounds)
			for n := range ratios {
				ratios[n] = got["door"][n] / got[other][n]
			}
			fmt.Printf("   %.2f of %s %s", median(ratios), other, figure(got[other]))
		}
		fmt.Println()
	}
	return nil
}

func (b *bench) reads(ctx context.Context) error {
	return reads(ctx, b.binary, b.past, b.households, b.days, b.span)
}

func (b *bench) light(ctx context.Context) error {
	s, err := light(ctx, b.binary, filepath.Join(b.dir, "light"))
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
