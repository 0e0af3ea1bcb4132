package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire/sinktest"
)

const againHome = "home"

// keptUnread is a data folder with frames of several days of two handles that nobody understood when they came.
func keptUnread(t *testing.T) (dataDir, []brush.Frame) { return keptUnreadFor(t, 6) }

func keptUnreadFor(t *testing.T, days int) (dataDir, []brush.Frame) {
	t.Helper()
	ctx, dir := context.Background(), dataDir{Data: t.TempDir()}
	st, err := dir.open(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	var fs []brush.Frame
	for day := range days {
		for i, f := range sinktest.Capture(t) {
			f.At, f.Seq = f.At.AddDate(0, 0, day), 0
			if fs = append(fs, f); i%2 == 0 {
				f.Device = "02:00:00:00:99:99"
				fs = append(fs, f)
			}
		}
	}
	err = st.Update(ctx, againHome, func(tx store.Tx) error {
		return tx.PutHousehold(store.Household{ID: againHome, TimeZone: "Europe/Berlin", DayTurns: 240})
	})
	in := &ingest.Ingester{Store: st, Brands: brand.Set{}, Now: time.Now}
	if err = errors.Join(err, in.Accept(ctx, againHome, fs), st.Close()); err != nil {
		t.Fatal(err)
	}
	return dir, fs
}

func sessionsIn(t *testing.T, d dataDir) []store.Session {
	t.Helper()
	st, err := d.open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ss, err := st.Sessions(context.Background(), againHome, store.SessionQuery{Limit: 1000})
	if err = errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	return ss
}

// TestDecodeAgain: frames kept before their maker was known become sessions, beside an open server's store, and only once.
func TestDecodeAgain(t *testing.T) {
	dir, _ := keptUnread(t)
	ctx := context.Background()
	if got := sessionsIn(t, dir); len(got) != 0 {
		t.Fatalf("%d sessions before", len(got))
	}
	running, err := dir.open(ctx, nil) // as a server holds it
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	c := decodeCmd{dataDir: dir, Again: true}
	for range 2 {
		if err := c.Run(ctx); err != nil {
			t.Fatal(err)
		}
		got := map[brush.DeviceID]int{}
		for _, s := range sessionsIn(t, dir) {
			got[s.Device]++
		}
		if len(got) != 2 || got["02:00:00:00:99:99"] < 6 {
			t.Fatalf("sessions %v", got)
		}
	}
	if _, err := os.Stat(filepath.Join(dir.Data, "decode-again.json")); !os.IsNotExist(err) {
		t.Errorf("what says how far it came is left behind: %v", err)
	}
}

// TestDecodeAgainGoesOn stops a run in its rest, and runs again: it goes on, reads each frame once, and rests after each batch.
func TestDecodeAgainGoesOn(t *testing.T) {
	dir, fs := keptUnread(t)
	st, err := dir.open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var out bytes.Buffer
	rests, stops := 0, 0
	for {
		ctx, stop := context.WithCancel(context.Background())
		a := again{st: st, brands: all.Set(), state: filepath.Join(dir.Data, "decode-again.json"), out: &out, now: time.Now,
			rest: func(ctx context.Context, d time.Duration) error {
				if d <= 0 {
					t.Errorf("rests %v", d)
				}
				rests++
				stop()
				return ctx.Err()
			}}
		err := a.run(ctx)
		stop()
		if err == nil {
			break
		}
		if stops++; !strings.Contains(err.Error(), "again to go on") || stops > 50 {
			t.Fatal(err)
		}
	}
	read := 0
	for line := range strings.Lines(out.String()) {
		if _, figures, ok := strings.Cut(line, "9: "); ok && strings.Contains(line, "sessions: ") {
			read += number(t, figures)
		} else if _, figures, ok := strings.Cut(line, "1: "); ok && strings.Contains(line, "sessions: ") {
			read += number(t, figures)
		}
	}
	if stops < 2 || rests != stops || read != len(fs) {
		t.Errorf("%d stops, %d rests, %d frames of %d\n%s", stops, rests, read, len(fs), &out)
	}
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	for _, c := range s {
		if c < '0' || c > '9' {
			return n
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func TestDecodeAgainRefuses(t *testing.T) {
	dir, _ := keptUnread(t)
	for want, c := range map[string]decodeCmd{
		"again":    {dataDir: dir, Again: true, File: "x"},
		"brush: g": {dataDir: dir, Brush: "x", File: "-"},
		"file":     {dataDir: dir},
		"data":     {dataDir: dataDir{Data: t.TempDir()}, Again: true},
		"brush: t": {dataDir: dir, Again: true, Brush: "nobody"},
	} {
		if err := c.Run(context.Background()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	// What an earlier version left, or nobody can read, is not gone on with.
	for _, left := range []string{"{", `{"version":"older","handles":{"home/02:00:00:00:99:99":{"finished":true}}}`} {
		dir, _ := keptUnread(t)
		if err := os.WriteFile(filepath.Join(dir.Data, "decode-again.json"), []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		c := decodeCmd{dataDir: dir, Again: true, Brush: "02:00:00:00:99:99"}
		if err := c.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := sessionsIn(t, dir); len(got) < 6 {
			t.Errorf("%d sessions after %s was left", len(got), left)
		}
	}
}

// told is what a run writes, and when.
type told struct {
	clock *time.Time
	at    []time.Time
}

func (w *told) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(", up to ")) {
		w.at = append(w.at, *w.clock)
	}
	return len(b), nil
}

// TestDecodeAgainTells: a run rests at least 20 ms after each batch, and says how far it came each five seconds.
func TestDecodeAgainTells(t *testing.T) {
	dir, _ := keptUnreadFor(t, 60)
	st, err := dir.open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	clock := time.Now()
	begun := clock
	out := &told{clock: &clock}
	a := again{st: st, brands: all.Set(), only: "02:00:00:00:99:99", state: filepath.Join(dir.Data, "decode-again.json"), out: out, now: func() time.Time { return clock },
		rest: func(_ context.Context, d time.Duration) error {
			if d != 20*time.Millisecond {
				t.Errorf("rests %v where nothing took time", d)
			}
			clock = clock.Add(time.Second)
			return nil
		}}
	if err := a.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := begun
	for _, at := range out.at {
		if at.Sub(last) != 5*time.Second {
			t.Errorf("told %v after the word before", at.Sub(last))
		}
		last = at
	}
	if n := int(clock.Sub(begun) / (5 * time.Second)); len(out.at) == 0 || len(out.at) < n-1 || len(out.at) > n {
		t.Errorf("told %d times in %v", len(out.at), clock.Sub(begun))
	}
}

// TestDecodeAgainLongState: of what says how far a run came 16 MiB are read; what is longer is begun anew.
func TestDecodeAgainLongState(t *testing.T) {
	defer runtime.GC()
	for mb, want := range map[int]bool{15: true, 17: false} {
		path := filepath.Join(t.TempDir(), "decode-again.json")
		text := `{"version":"` + version + `","pad":"` + strings.Repeat("x", mb<<20) + `","handles":{}}`
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		a := again{state: path, out: &out, now: time.Now}
		if _, err := a.load(); err != nil || strings.Contains(out.String(), "going on") != want {
			t.Errorf("%d MiB: %q, %v", mb, out.String(), err)
		}
	}
}
