package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	built     sync.Once
	program   string
	buildErr  error
	buildHome string
)

// TestMain throws away what the tests built.
func TestMain(m *testing.M) {
	code := m.Run()
	if buildHome != "" {
		if err := os.RemoveAll(buildHome); err != nil {
			panic(err)
		}
	}
	os.Exit(code)
}

// planned returns a short campaign with the real program, which is built once.
func planned(t *testing.T, store string, seed uint64, kills int) plan {
	t.Helper()
	root, err := rootOf()
	if err != nil {
		t.Fatal(err)
	}
	built.Do(func() {
		if buildHome, buildErr = os.MkdirTemp("", "enamel-chaos"); buildErr == nil {
			program, buildErr = build(context.Background(), root, buildHome)
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	t.Logf("seed %d", seed)
	return plan{Seed: seed, Kills: kills, Senders: 5, Store: store, Binary: program, Root: root, Dir: t.TempDir(), Log: io.Discard}
}

// TestCampaign is the short form of the long one: nothing that was answered with yes is missing, kept twice or means something else.
func TestCampaign(t *testing.T) {
	t.Parallel()
	for store, kills := range map[string]int{"sqlite": 20, "postgres": 6} {
		t.Run(store, func(t *testing.T) {
			t.Parallel() // they mostly wait
			short(t, store, kills)
		})
	}
}

func short(t *testing.T, store string, kills int) {
	seed := uint64(time.Now().UnixNano())
	p := planned(t, store, seed, kills)
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p.Log = file
	res, err := run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	res.print(&out)
	t.Log(out.String())
	if res.Kills < kills || res.Yes < 100 || res.Yes != res.Said || res.Sessions == 0 || res.Connections == 0 || res.Joins < 2 {
		t.Errorf("the campaign was too gentle to prove anything")
	}
	for _, w := range res.Wrong {
		t.Error(w)
	}
	if t.Failed() {
		log, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("again: go run ./internal/chaos --store %s --seed %d --kills %d\n%s", store, seed, kills, log[max(0, len(log)-20_000):])
	}
}

// TestLiesAreFound: a door that says yes and keeps nothing, or keeps what nobody sent, does not get past the oracle.
func TestLiesAreFound(t *testing.T) {
	t.Parallel()
	for lie, says := range map[string]string{"lost": "answered with yes and", "forged": "kept and never sent"} {
		t.Run(lie, func(t *testing.T) {
			t.Parallel()
			p := planned(t, "sqlite", 7, 4)
			p.Lie = lie
			res, err := run(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Wrong) == 0 || !strings.Contains(strings.Join(res.Wrong, "\n"), says) {
				t.Errorf("a campaign with lies finds %q, and should find that something is %q", res.Wrong, says)
			}
		})
	}
}
