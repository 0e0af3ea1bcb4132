// Command chaos breaks the real program on purpose for as long as one likes, and asks in the end whether everything that was answered with
// yes is kept, once, and means what it would mean had nothing happened.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func main() {
	p := plan{}
	flag.Uint64Var(&p.Seed, "seed", 0, "what chance follows from; 0: by chance")
	flag.IntVar(&p.Kills, "kills", 1000, "how many kill -9 before it ends")
	flag.IntVar(&p.Senders, "senders", 5, "how many senders there are")
	flag.StringVar(&p.Store, "store", "sqlite", "where the servers keep everything: sqlite, postgres")
	flag.StringVar(&p.Binary, "binary", "", "the program, built with -tags chaos; without it, it is built")
	flag.StringVar(&p.Lie, "lie", "", "let the senders lie, which must be found: lost, forged")
	ways := flag.String("doors", "", "the ways in that senders take, with commas between: http, mqtt3, mqtt5, upstream; without it, all that the program has")
	file := flag.String("log", "", "file for what was decided and when; without it, one in the temporary folder")
	flag.Parse()
	var err error
	if p.Doors, err = doorsOf(*ways); err != nil {
		log.Fatal("chaos: ", err)
	}
	if p.Seed == 0 {
		p.Seed = rand.Uint64N(1e15) + 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // asked once it ends early and judges; asked again it just ends
	ok, err := campaignOf(ctx, p, *file, os.Stdout)
	if err != nil {
		log.Fatal("chaos: ", err)
	}
	if !ok {
		os.Exit(1)
	}
}

// campaignOf runs a campaign in a folder of its own and prints what came of it.
func campaignOf(ctx context.Context, p plan, file string, out io.Writer) (ok bool, err error) {
	if p.Root, err = rootOf(); err != nil {
		return false, err
	}
	if p.Dir, err = os.MkdirTemp("", "enamel-chaos"); err != nil {
		return false, err
	}
	defer func() {
		if e := os.RemoveAll(p.Dir); e != nil && err == nil {
			err = e
		}
	}()
	if file == "" {
		file = filepath.Join(os.TempDir(), fmt.Sprintf("enamel-chaos-%d.log", p.Seed))
	}
	f, err := os.Create(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	p.Log = f
	fmt.Fprintf(out, "seed %d; what happens is written to %s\n", p.Seed, file)
	res, err := run(ctx, p)
	if err != nil {
		return false, fmt.Errorf("seed %d: %w", p.Seed, err)
	}
	res.print(out)
	if len(res.Wrong) == 0 {
		return true, nil
	}
	for _, w := range res.Wrong {
		fmt.Fprintf(out, "WRONG: %s\n", w)
	}
	fmt.Fprintf(out, "again: go run ./internal/chaos --store %s --seed %d --kills %d --senders %d --doors %s\n", p.Store, p.Seed, p.Kills, p.Senders, names(res.Doors))
	return false, nil
}

// print writes the result as a table for people.
func (r *result) print(out io.Writer) {
	var faults []string
	for _, k := range slices.Sorted(maps.Keys(r.Faults)) {
		faults = append(faults, fmt.Sprintf("%s %d", k, r.Faults[k]))
	}
	var no []string
	for _, k := range slices.Sorted(maps.Keys(r.Answers)) {
		no = append(no, fmt.Sprintf("%s %d", k, r.Answers[k]))
	}
	store := r.Store
	if store != "" {
		store = "; " + store
	}
	fmt.Fprintf(out, "killed         %d times, of %d starts\n", r.Kills, r.Starts)
	fmt.Fprintf(out, "doors          %s\n", names(r.Doors))
	fmt.Fprintf(out, "faults         %s; %d connections cut, slowed or silenced%s\n", strings.Join(faults, ", "), r.Connections, store)
	fmt.Fprintf(out, "instead of yes %s\n", strings.Join(no, ", "))
	fmt.Fprintf(out, "frames         %d sent, %d answered with yes\n", r.Said, r.Yes)
	fmt.Fprintf(out, "missing        %d\nkept twice     %d\nnever sent     %d\n", r.Missing, r.Twice, r.Foreign)
	fmt.Fprintf(out, "sessions       %d, compared with an undisturbed run; looked %d times in between\n", r.Sessions, r.Checks)
	fmt.Fprintf(out, "notes          %d of a person, answered with yes\n", r.Notes)
	fmt.Fprintf(out, "feed           %d changes, each got once and in order by a follower who was cut off %d times\n", r.Changes, r.Joins)
	fmt.Fprintf(out, "took           %v\n", r.Took.Round(1e8))
}
