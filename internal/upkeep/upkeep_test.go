package upkeep

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

var now = time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)

func open(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// live fills a household with a brushing a day, each with frames and evidence. They lie a little more than a day apart, so that no two share a
// row of frames, which goes as a whole.
func live(t *testing.T, s store.Keeper, h store.Household, days int) {
	t.Helper()
	err := s.Update(context.Background(), h.ID, func(tx store.Tx) error {
		if err := tx.PutHousehold(h); err != nil {
			return err
		}
		for n := range days {
			if err := brushing(tx, n, now.Add(-time.Duration(n)*(24*time.Hour+time.Second))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func brushing(tx store.Tx, n int, at time.Time) error {
	const d = "AA"
	one := store.Session{ID: brush.SessionID("s" + strconv.Itoa(n)), Person: "p"}
	one.Device, one.Start, one.End, one.LastHeard, one.Duration = d, at, at.Add(2*time.Minute), at.Add(2*time.Minute), 120
	return errors.Join(tx.PutSession(one),
		tx.KeepFrames(d, []brush.Frame{{Source: "hall", Seq: uint64(n + 1), Device: d, At: at, Kind: brush.Advert, Payload: []byte{1}}}),
		tx.PutEvidence(store.Evidence{ID: strconv.Itoa(n), Device: d, First: at, Last: at.Add(2 * time.Minute), Blob: []byte{1}}))
}

// left says what a household still has: frames, sessions.
func left(t *testing.T, s store.Book, h brush.HouseholdID) string {
	t.Helper()
	frames := 0
	err := s.Frames(context.Background(), h, "AA", now.AddDate(-10, 0, 0), now.AddDate(1, 0, 0), func(*brush.Frame) error { frames++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	ss, err := s.Sessions(context.Background(), h, store.SessionQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d frames, %d sessions", frames, len(ss))
}

func keepUp(s Store) *Upkeep {
	return &Upkeep{Store: s, Now: func() time.Time { return now.Add(time.Hour) }, Pause: func(context.Context, time.Duration) {}}
}

func TestForget(t *testing.T) {
	s := open(t)
	live(t, s, store.Household{ID: "usual"}, 200)
	live(t, s, store.Household{ID: "short", FramesDays: brush.Some[uint16](0), SessionsDays: brush.Some[uint16](60)}, 200)
	live(t, s, store.Household{ID: "long", FramesDays: brush.Some[uint16](150)}, 200)
	woken := map[brush.HouseholdID]int{}
	u := keepUp(s)
	u.Wake = func(h brush.HouseholdID) { woken[h]++ }
	sum, err := u.Forget(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if sum.Frames == 0 || sum.Sessions != 140 || sum.Evidence != 140 {
		t.Errorf("forgot %+v", sum)
	}
	for h, want := range map[brush.HouseholdID]string{"usual": "30 frames, 200 sessions", "short": "0 frames, 60 sessions", "long": "150 frames, 200 sessions"} {
		if got := left(t, s, h); got != want {
			t.Errorf("%s has %s left, want %s", h, got, want)
		}
		cs, err := s.Changes(context.Background(), h, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if h == "short" == (len(cs) == 0) || len(cs) != woken[h] {
			t.Errorf("%s was told of %d changes and woken %d times", h, len(cs), woken[h])
		}
		for _, c := range cs {
			if c.Kind != store.SessionsExpired || c.Subject != string(h) {
				t.Errorf("%s was told %v", h, c)
			}
		}
	}
	if sum, err = u.Forget(context.Background()); err != nil || sum != (store.Forgotten{}) {
		t.Errorf("a second pass forgot %+v, %v", sum, err)
	}
}

// TestForgetInTurns: a household with much to forget does not keep another's turn.
func TestForgetInTurns(t *testing.T) {
	s := open(t)
	live(t, s, store.Household{ID: "a", SessionsDays: brush.Some[uint16](30)}, 400)
	live(t, s, store.Household{ID: "b", SessionsDays: brush.Some[uint16](30)}, 40)
	u := keepUp(s)
	var turns []brush.HouseholdID
	u.Store = watched{s, &turns}
	if _, err := u.Forget(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(turns) < 10 || turns[0] == turns[1] || turns[2] == turns[3] {
		t.Errorf("turns %v", turns)
	}
}

type watched struct {
	Store
	turns *[]brush.HouseholdID
}

func (w watched) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	*w.turns = append(*w.turns, h)
	return w.Store.Update(ctx, h, fn)
}

// TestForgetWhileBrushing: brushings go on while much is forgotten, and each is kept.
func TestForgetWhileBrushing(t *testing.T) {
	s := open(t)
	h := store.Household{ID: "home", FramesDays: brush.Some[uint16](5), SessionsDays: brush.Some[uint16](30)}
	live(t, s, h, 600)
	done := make(chan error, 1)
	stop := make(chan struct{})
	var once sync.Once
	u := keepUp(s)
	u.Pause = func(context.Context, time.Duration) { once.Do(func() { close(stop) }) }
	kept := 0
	var slowest time.Duration
	go func() {
		<-stop // the pass has begun
		for i := range 100 {
			began := time.Now()
			err := s.Update(context.Background(), "home", func(tx store.Tx) error { return brushing(tx, 1000+i, now.Add(time.Duration(i)*time.Minute/4)) })
			if err != nil {
				done <- err
				return
			}
			slowest = max(slowest, time.Since(began))
			kept++
		}
		done <- nil
	}()
	if _, err := u.Forget(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if _, err := u.Forget(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got, want := left(t, s, "home"), "105 frames, 130 sessions"; kept != 100 || got != want {
		t.Errorf("%s left, want %s", got, want)
	}
	t.Logf("the slowest update meanwhile took %v", slowest)
}

// TestForgetBroken: whichever operation fails, nothing is half gone, and the next pass ends what the first began.
func TestForgetBroken(t *testing.T) {
	for n := 1; ; n++ {
		f := faulty.New(open(t))
		live(t, f, store.Household{ID: "home", SessionsDays: brush.Some[uint16](60)}, 75)
		reached := f.FailAt(n)
		_, err := keepUp(f).Forget(context.Background())
		if !reached() {
			if n < 5 {
				t.Fatalf("only %d operations", n)
			}
			return
		}
		if !errors.Is(err, brush.ErrUnavailable) {
			t.Fatalf("%s failed, and Forget says %v", f.Reached(), err)
		}
		f.FailAt(0)
		for range 2 {
			if _, err := keepUp(f).Forget(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if got := left(t, f, "home"); got != "30 frames, 60 sessions" {
			t.Errorf("after %s failed: %s left", f.Reached(), got)
		}
		err = f.Update(context.Background(), "home", func(tx store.Tx) error {
			wrong, err := tx.Recount()
			if wrong != 0 {
				t.Errorf("after %s failed: %d weeks are wrong", f.Reached(), wrong)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFold(t *testing.T) {
	s := open(t)
	u := keepUp(s)
	read := func() string {
		t.Helper()
		ds, err := s.FleetDays(context.Background(), 0, 1e6)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(len(ds), ds)
	}
	live(t, s, store.Household{ID: "a"}, 1200)
	want := read()
	if err := u.Fold(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := read(); got != want {
		t.Errorf("folded: %s, want %s", got, want)
	}
	if n, err := s.FoldFleet(context.Background(), 1, 1000); err != nil || n >= foldLeast+foldMost {
		t.Errorf("%d parts were left, %v", n, err)
	}
	if got := read(); got != want {
		t.Errorf("all folded: %s, want %s", got, want)
	}
}

// TestEven: a clock that was set, as after a start without a network, is noticed; one that is corrected by a little is not.
func TestEven(t *testing.T) {
	for _, c := range []struct {
		wall, passed time.Duration
		want         bool
	}{
		{time.Hour, time.Hour, true},
		{time.Hour + time.Minute, time.Hour, true},
		{50 * 365 * 24 * time.Hour, time.Hour, false},
		{-50 * 365 * 24 * time.Hour, time.Hour, false},
	} {
		if got := even(c.wall, c.passed); got != c.want {
			t.Errorf("%v on the wall while %v passed: %v", c.wall, c.passed, got)
		}
	}
	s := steady{at: time.Now()}
	if !s.since(time.Now()) {
		t.Error("a clock that just goes is not steady")
	}
}
