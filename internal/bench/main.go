// Command bench measures the house on this machine: what the door keeps in a second beside what the store could at most, and how light the
// program is. Figures do not travel between machines; the ratios of one run do.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// rounds is how often each figure is taken; medians and spreads are printed.
const rounds = 5

func main() {
	binary := flag.String("binary", "bin/enamel", "the program to measure")
	span := flag.Duration("span", 2*time.Second, "how long each round of sending lasts")
	only := flag.Int("lines", 0, "measure only the sending of so many lines a request; 0: all")
	w3 := flag.Bool("w3", false, "measure the reading of dashboards, and nothing else")
	households := flag.Int("w3-households", 1000, "how many households there are, each of 3 people who brush twice a day")
	days := flag.Int("w3-days", 365, "how many days of brushings they have")
	keep := flag.String("w3-dir", "", "folder that keeps the household's brushings for the next time; empty: none does")
	flag.Parse()
	if *w3 {
		if err := reads(context.Background(), *binary, *keep, *households, *days, *span); err != nil {
			log.Fatal("bench: ", err)
		}
		return
	}
	if err := run(context.Background(), *binary, *span, *only); err != nil {
		log.Fatal("bench: ", err)
	}
}

func run(ctx context.Context, binary string, span time.Duration, only int) error {
	dir, err := os.MkdirTemp("", "enamel-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	fmt.Println("kept frames a second, SQLite, synchronous=FULL; the sender shares the machine")
	fmt.Printf("%-34s %28s %28s %8s\n", "", "door (min-max)", "store alone (min-max)", "ratio")
	for _, w := range []work{
		{name: "one line a request, 16 at once", workers: 16, lines: 1},
		{name: "100 lines a request, 4 at once", workers: 4, lines: 100},
	} {
		if only != 0 && only != w.lines {
			continue
		}
		var door, alone, ratio []float64
		// Door and store take turns, so that whatever else the machine does falls on both.
		for i := range rounds {
			d, sent, err := w.overHTTP(ctx, binary, filepath.Join(dir, fmt.Sprintf("door-%d-%d", w.lines, i)), span)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			a, err := w.ceiling(ctx, filepath.Join(dir, fmt.Sprintf("store-%d-%d", w.lines, i)), sent)
			if err != nil {
				return fmt.Errorf("%s: store alone: %w", w.name, err)
			}
			door, alone, ratio = append(door, d), append(alone, a), append(ratio, d/a)
		}
		fmt.Printf("%-34s %28s %28s %8.2f\n", w.name, figure(door), figure(alone), median(ratio))
	}

	fmt.Println()
	s, err := light(ctx, binary, filepath.Join(dir, "light"))
	if err != nil {
		return fmt.Errorf("start: %w", err)
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
