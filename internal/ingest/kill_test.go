package ingest_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire/sinktest"
)

const childPath, childFrom = "ENAMEL_TEST_CHILD_PATH", "ENAMEL_TEST_CHILD_FROM"

// withBox makes the key file of the tests, and takes it away.
func withBox(run func() int) int {
	dir, err := os.MkdirTemp("", "enamel-key-*")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if box, err = seal.Load(filepath.Join(dir, "key")); err != nil {
		panic(err)
	}
	return run()
}

// TestMain runs the tests, or, in the process that TestKilled kills, the ingest of the capture.
func TestMain(m *testing.M) {
	if os.Getenv(childPath) == "" {
		os.Exit(withBox(m.Run))
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child ingests the rest of the capture in small batches and prints, after each yes, how many frames have been answered so far.
func child() error {
	from, err := strconv.Atoi(os.Getenv(childFrom))
	if err != nil {
		return err
	}
	s, err := openPlace(os.Getenv(childPath))
	if err != nil {
		return err
	}
	g := ingester(s)
	fs := sinktest.Capture(&testing.T{})
	for n := from; n < len(fs); {
		to := min(n+1+n%3, len(fs))
		if err := g.Accept(context.Background(), home, fs[n:to]); err != nil {
			return err
		}
		n = to
		fmt.Println(n)
	}
	return s.Close()
}

// TestKilled kills the process that ingests again and again: what it had answered with yes is there, once, and the sessions are in the end
// those of a process that was left alone.
func TestKilled(t *testing.T) {
	fs := sinktest.Capture(t)
	_, want := ingested(t, filepath.Join(t.TempDir(), "enamel.db"), fs)
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) { killedAt(t, p.fresh(t), fs, want) })
	}
}

func killedAt(t *testing.T, path string, fs []brush.Frame, want []session.Session) {
	const seed = 20260523
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	answered, kills := 0, 0
	for answered < len(fs) {
		yes, killed := untilKilled(t, path, answered, rnd.IntN(12), time.Duration(rnd.IntN(3000))*time.Microsecond)
		answered = max(answered, yes)
		if killed {
			kills++
		}
		s := openStore(t, path)
		have, _ := kept(t, ingester(s), s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		seen := map[uint64]bool{}
		for _, f := range have {
			if seen[f.Seq] {
				t.Fatalf("after kill %d: frame %d is kept twice", kills, f.Seq)
			}
			seen[f.Seq] = true
		}
		for _, f := range fs[:answered] {
			if !seen[f.Seq] {
				t.Fatalf("after kill %d: frame %d was answered with yes, and is not kept", kills, f.Seq)
			}
		}
		if len(have) > answered+3 {
			t.Fatalf("after kill %d: %d frames are kept, and only one call can have been under way after %d", kills, len(have), answered)
		}
	}
	if kills < 5 {
		t.Errorf("killed only %d times", kills)
	}
	_, got := ingested(t, path, nil)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sessions after %d kills:\n got %+v\nwant %+v", kills, got, want)
	}
}

// untilKilled starts the child and kills it some time after so many answers. It returns how many frames were answered with yes.
func untilKilled(t *testing.T, path string, from, answers int, later time.Duration) (yes int, killed bool) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childPath+"="+path, childFrom+"="+strconv.Itoa(from))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if yes, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatal(err)
		}
		if n == answers {
			time.AfterFunc(later, func() { _ = cmd.Process.Kill() }) // it may have ended by itself
		}
	}
	return yes, cmd.Wait() != nil
}

// ingested ingests frames in one call and returns everything that is kept then.
func ingested(t *testing.T, path string, fs []brush.Frame) ([]brush.Frame, []session.Session) {
	t.Helper()
	s := openStore(t, path)
	defer s.Close()
	g := ingester(s)
	if err := g.Accept(t.Context(), home, fs); err != nil {
		t.Fatal(err)
	}
	return kept(t, g, s)
}
