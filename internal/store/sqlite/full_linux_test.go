package sqlite_test

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// TestFileLimit: the kernel refuses to let the files grow, and later allows it again.
func TestFileLimit(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	limit := func(n uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: was.Max}); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { limit(was.Cur) })
	fill(t, open(t, filepath.Join(t.TempDir(), "enamel.db")), func() { limit(1 << 20) }, func() { limit(was.Cur) })
}

// TestDiskFull: a disk of its own is full, and later there is room again. Mounting one needs root; TestFileLimit takes the same path
// through the store for everybody else.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m,mode=0700"); err != nil {
		if os.Geteuid() != 0 || errors.Is(err, syscall.EPERM) {
			t.Log("no disk of its own without root:", err)
			return
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ballast := filepath.Join(dir, "ballast")
	fill(t, open(t, filepath.Join(dir, "enamel.db")), func() {
		if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
			t.Fatal(err)
		}
	}, func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	})
}

// fill writes from many goroutines until the store says no, makes room, and writes on: what was answered with yes is there, what was not is
// not, and the store is whole.
func fill(t *testing.T, s *sqlite.Store, tight, room func()) {
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx := context.Background()
	note := strings.Repeat("x", 20_000)
	var mu sync.Mutex
	said := map[string]bool{} // yes or no, by id
	write := func(id string) error {
		err := s.Update(ctx, "home", func(tx store.Tx) error {
			if err := tx.PutPerson(store.Person{ID: brush.PersonID(id), Name: note}); err != nil {
				return nil //nolint:nilerr // a caller that swallows the error must not get a yes for it
			}
			_, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: id})
			return err
		})
		mu.Lock()
		said[id] = err == nil
		mu.Unlock()
		return err
	}
	tight()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 60 {
				if err := write(strconv.Itoa(w) + "-" + strconv.Itoa(i)); err != nil {
					if !errors.Is(err, brush.ErrUnavailable) {
						t.Errorf("a full disk is %v", err)
					}
					if i > 40 {
						return
					}
				}
			}
		})
	}
	wg.Wait()
	room()
	no := 0
	for _, yes := range said {
		if !yes {
			no++
		}
	}
	if no == 0 || no == len(said) {
		t.Fatalf("%d of %d updates failed: the disk never was full, or always", no, len(said))
	}
	for i := range 10 {
		if err := write("after-" + strconv.Itoa(i)); err != nil {
			t.Fatalf("there is room again: %v", err)
		}
	}
	people, err := s.People(ctx, "home")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, p := range people {
		have[string(p.ID)] = true
	}
	for id, yes := range said {
		if yes != have[id] {
			t.Errorf("%s: answered yes %v, kept %v", id, yes, have[id])
		}
	}
	last, err := s.Last(ctx, "home")
	if err != nil || int(last) != len(have) {
		t.Errorf("%d changes for %d people, %v", last, len(have), err)
	}
	t.Logf("%d yes, %d no", len(said)-no, no)
}
