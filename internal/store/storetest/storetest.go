// Package storetest is the promise of a store as tests: every implementation runs them over the real thing.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Place opens a store. Called again after Close it opens the same one again.
type Place func(t testing.TB) store.Store

// Two households that must never see each other.
const (
	home  brush.HouseholdID = "home"
	other brush.HouseholdID = "other"
)

// at is a moment: that many seconds into a morning.
func at(seconds float64) time.Time {
	return time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)).Round(time.Microsecond))
}

// Run runs the suite. fresh makes an empty place, and opens nothing yet.
func Run(t *testing.T, fresh func(t *testing.T) Place) {
	for _, c := range []struct {
		name string
		fn   func(*testing.T, store.Store)
	}{
		{"an error keeps nothing", errorKeepsNothing},
		{"a panic keeps nothing", panicKeepsNothing},
		{"an fn that ends its goroutine keeps nothing", exitKeepsNothing},
		{"an update reads its own writes", readsOwnWrites},
		{"households are apart", householdsApart},
		{"values come back whole", valuesWhole},
		{"the feed has no gap and is never late", feedInOrder},
		{"pages", pages},
		{"questions about sessions", questions},
		{"sessions of a brush", sessionsOf},
		{"evidence by span", evidenceBySpan},
		{"telling what will be asked changes nothing", expectChangesNothing},
		{"updates of one household in one commit", sharedCommits},
		{"frames once", framesOnce},
		{"frames inside an update", framesInside},
		{"many frames", manyFrames},
		{"bad frames", badFrames},
		{"keys", keys},
		{"keys expire", keysExpire},
		{"members", members},
		{"ways in", ways},
		{"ways in are used once", usedOnce},
		{"the last owner stays", lastOwner},
		{"sessions of some people", narrowed},
		{"leases", leases},
		{"grants and what they gave out", grants},
		{"devices, whose they are, and their keys", devices},
		{"questions of apps", asks},
		{"what ended is forgotten", oauthForgets},
		{"an update of the keys is whole", keysWhole},
		{"cancelled", cancelled},
		{"updates of many at once", manyAtOnce},
		{"what is wrong with one update is its alone", poisonFailsAlone},
		{"what is counted is what the sessions say", daysKept},
		{"a crowded week", daysCrowded},
		{"days among many others", daysBetween},
		{"the fleet while many write and fold", fleetAtOnce},
		{"forgetting", forgetting},
		{"webhooks", hooks},
		{"answers", answers},
		{"webhooks that are due", hooksDue},
		{"webhooks are bounded", hooksBounded},
		{"webhooks forget", hooksForget},
		{"the log", audits},
		{"consents", consents},
		{"links to reports, and heads", reports},
		{"reminders", reminders},
		{"a reminder is said once", remindAtOnce},
		{"browsers that are told of reminders", pushes},
		{"erasing somebody", erasing},
		{"erasing a household", erasingHouse},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fresh(t)(t)
			t.Cleanup(func() { closed(t, s) })
			c.fn(t, s)
		})
	}
	t.Run("opened again", func(t *testing.T) { openedAgain(t, fresh(t)) })
	t.Run("closed", func(t *testing.T) { afterClose(t, fresh(t)) })
}

func closed(t testing.TB, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error("close:", err)
	}
}

// must updates a household and expects a yes.
func must(t testing.TB, s store.Store, h brush.HouseholdID, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), h, fn); err != nil {
		t.Fatal(err)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// put returns an fn that does all of several things.
func put(fns ...func(store.Tx) error) func(store.Tx) error {
	return func(tx store.Tx) error {
		for _, fn := range fns {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return nil
	}
}

// something is an fn that writes a bit of everything.
func something(name string) func(store.Tx) error {
	return func(tx store.Tx) error {
		d := brush.DeviceID(name)
		if err := tx.KeepFrames(d, []brush.Frame{frame(d, "hall", 1, 0)}); err != nil {
			return err
		}
		if err := tx.PutEvidence(store.Evidence{ID: "e", Device: d, First: at(0), Last: at(60), Blob: []byte("blob " + name)}); err != nil {
			return err
		}
		if err := tx.PutSession(sessionOf(d, brush.SessionID("s-"+name), 0)); err != nil {
			return err
		}
		if err := tx.PutBrush(store.Brush{Device: d, Name: name, FirstHeard: at(0), LastHeard: at(0), Created: at(0)}); err != nil {
			return err
		}
		if err := tx.PutPerson(store.Person{ID: brush.PersonID("p-" + name), Name: name, Created: at(0)}); err != nil {
			return err
		}
		if err := tx.PutSource(store.Source{ID: brush.SourceID("src-" + name), Created: at(0)}); err != nil {
			return err
		}
		_, err := tx.Emit(store.Change{Kind: store.SessionOpened, Subject: name, At: at(0)})
		return err
	}
}

// count counts everything that a household's book and feed hold.
func count(t testing.TB, s store.Store, h brush.HouseholdID) (n int) {
	t.Helper()
	ctx := context.Background()
	ss, err := s.Sessions(ctx, h, store.SessionQuery{Limit: 1000, Removed: true})
	ok(t, err)
	bs, err := s.Brushes(ctx, h)
	ok(t, err)
	ps, err := s.People(ctx, h)
	ok(t, err)
	src, err := s.Sources(ctx, h)
	ok(t, err)
	cs, err := s.Changes(ctx, h, 0, 1000)
	ok(t, err)
	last, err := s.Last(ctx, h)
	ok(t, err)
	if int(last) != len(cs) {
		t.Errorf("the newest number is %d, and there are %d changes", last, len(cs))
	}
	for _, d := range []brush.DeviceID{"a", "b", "c"} {
		n += len(frames(t, s, h, d))
	}
	return n + len(ss) + len(bs) + len(ps) + len(src) + len(cs)
}

const somethingIs = 6 // what count says of something: a session, brush, person, source, change, frame

func errorKeepsNothing(t *testing.T, s store.Store) {
	boom := errors.New("boom")
	err := s.Update(context.Background(), home, put(something("a"), func(store.Tx) error { return boom }))
	if !errors.Is(err, boom) {
		t.Errorf("the error is %v, and should wrap fn's", err)
	}
	if n := count(t, s, home); n != 0 {
		t.Errorf("%d things are kept of an update that failed", n)
	}
	must(t, s, home, something("b"))
	if n := count(t, s, home); n != somethingIs {
		t.Errorf("%d things are kept, want %d", n, somethingIs)
	}
	cs, err := s.Changes(context.Background(), home, 0, 10)
	ok(t, err)
	if cs[0].Seq != 1 {
		t.Errorf("the first change has number %d: an update that failed took one", cs[0].Seq)
	}
}

func panicKeepsNothing(t *testing.T, s store.Store) {
	func() {
		defer func() {
			if p := recover(); fmt.Sprint(p) != "boom" {
				t.Errorf("recovered %v, want the panic of fn where it was called", p)
			}
		}()
		err := s.Update(context.Background(), home, put(something("a"), func(store.Tx) error { panic("boom") }))
		t.Errorf("Update returned %v from an fn that panics", err)
	}()
	if n := count(t, s, home); n != 0 {
		t.Errorf("%d things are kept of an update that panicked", n)
	}
	must(t, s, home, something("b"))
}

// Others that update at the same time as an fn that fails are not harmed.
func exitKeepsNothing(t *testing.T, s store.Store) {
	done := make(chan error, 1)
	go func() {
		defer func() { done <- nil }()
		done <- s.Update(context.Background(), home, put(something("a"), func(store.Tx) error { exit(); return nil }))
	}()
	if err := <-done; err != nil && !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("the error is %v", err)
	}
	if n := count(t, s, home); n != 0 {
		t.Errorf("%d things are kept of an update that ended its goroutine", n)
	}
	must(t, s, home, something("b"))
}

func readsOwnWrites(t *testing.T, s store.Store) {
	must(t, s, home, func(tx store.Tx) error {
		if _, err := tx.Brush("a"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a brush that is not there: %v", err)
		}
		if _, err := tx.Session("s-a"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a session that is not there: %v", err)
		}
		if _, err := tx.Household(); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a household that is not there: %v", err)
		}
		if err := something("a")(tx); err != nil {
			return err
		}
		for _, name := range []string{"before", "after"} {
			if err := tx.PutHousehold(store.Household{ID: home, Name: name}); err != nil {
				return err
			}
			if h, err := tx.Household(); err != nil || h.Name != name {
				t.Errorf("household %v, %v", h, err)
			}
		}
		b, err := tx.Brush("a")
		if err != nil || b.Name != "a" {
			t.Errorf("brush %v, %v", b, err)
		}
		if _, err := tx.Person("p-a"); err != nil {
			t.Error(err)
		}
		if _, err := tx.Source("src-a"); err != nil {
			t.Error(err)
		}
		es, err := tx.Evidence("a", at(60), at(90))
		if err != nil || len(es) != 1 || string(es[0].Blob) != "blob a" {
			t.Errorf("evidence %v, %v", es, err)
		}
		ss, err := tx.SessionsOf("a", at(0), at(1))
		if err != nil || len(ss) != 1 || len(ss[0].Slots) == 0 {
			t.Errorf("sessions %v, %v", ss, err)
		}
		seq, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: "a", At: at(0)})
		if err != nil || seq != 2 {
			t.Errorf("change %d, %v", seq, err)
		}
		if err := tx.DeleteEvidence("a", "e"); err != nil {
			return err
		}
		if err := tx.DeleteSession("s-a"); err != nil {
			return err
		}
		if err := tx.DeleteBrush("a"); err != nil {
			return err
		}
		if err := tx.DeletePerson("p-a"); err != nil {
			return err
		}
		if es, err := tx.Evidence("a", at(0), at(90)); err != nil || len(es) != 0 {
			t.Errorf("evidence that was deleted: %v, %v", es, err)
		}
		if _, err := tx.Session("s-a"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a session that was deleted: %v", err)
		}
		if ps, err := tx.People(); err != nil || len(ps) != 0 {
			t.Errorf("people %v, %v", ps, err)
		}
		return nil
	})
}

func householdsApart(t *testing.T, s store.Store) {
	ctx := context.Background()
	must(t, s, home, put(something("a"), func(tx store.Tx) error { return tx.PutHousehold(store.Household{ID: home, Created: at(0)}) }))
	if n := count(t, s, other); n != 0 {
		t.Errorf("another household sees %d things", n)
	}
	if _, err := s.Household(ctx, other); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household's row: %v", err)
	}
	if _, err := s.House(ctx, other); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household's house: %v", err)
	}
	if _, err := s.Session(ctx, other, "s-a"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household's session: %v", err)
	}
	err := s.Update(ctx, other, func(tx store.Tx) error { return tx.PutHousehold(store.Household{ID: home, Name: "taken"}) })
	if !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("a household writes another's row: %v", err)
	}
	// The same ids in another household are other things, and deleting them there leaves these alone.
	must(t, s, other, func(tx store.Tx) error {
		for what, err := range map[string]error{"brush": second(tx.Brush("a")), "session": second(tx.Session("s-a")),
			"person": second(tx.Person("p-a")), "source": second(tx.Source("src-a")), "household": second(tx.Household())} {
			if !errors.Is(err, brush.ErrNotFound) {
				t.Errorf("another household's %s: %v", what, err)
			}
		}
		if es, err := tx.Evidence("a", at(0), at(100)); err != nil || len(es) != 0 {
			t.Errorf("another household's evidence: %v, %v", es, err)
		}
		if ss, err := tx.SessionsOf("a", at(0), at(100)); err != nil || len(ss) != 0 {
			t.Errorf("another household's sessions: %v, %v", ss, err)
		}
		if ss, err := tx.OpenSessions(); err != nil || len(ss) != 0 {
			t.Errorf("another household's open sessions: %v, %v", ss, err)
		}
		return errors.Join(tx.DeleteBrush("a"), tx.DeleteSession("s-a"), tx.DeletePerson("p-a"), tx.DeleteEvidence("a", "e"))
	})
	must(t, s, other, something("a"))
	must(t, s, other, func(tx store.Tx) error {
		return errors.Join(tx.DeleteBrush("a"), tx.DeleteSession("s-a"), tx.DeletePerson("p-a"))
	})
	if n := count(t, s, home); n != somethingIs {
		t.Errorf("%d things after another household deleted its own, want %d", n, somethingIs)
	}
	must(t, s, home, func(tx store.Tx) error {
		es, err := tx.Evidence("a", at(0), at(100))
		if err == nil && len(es) != 1 {
			t.Errorf("%d stretches of evidence after another household deleted its own", len(es))
		}
		return err
	})
}

func second[T any](_ T, err error) error { return err }

func openedAgain(t *testing.T, place Place) {
	s := place(t)
	must(t, s, home, put(something("a"), func(tx store.Tx) error { return tx.PutHousehold(store.Household{ID: home, Name: "Home"}) }))
	closed(t, s)
	s = place(t)
	defer func() { closed(t, s) }()
	if n := count(t, s, home); n != somethingIs {
		t.Errorf("%d things after opening again, want %d", n, somethingIs)
	}
	must(t, s, home, something("b"))
	if last, err := s.Last(context.Background(), home); err != nil || last != 2 {
		t.Errorf("the newest number is %d, %v: it must go on where it was", last, err)
	}
	if hs, err := s.Households(context.Background()); err != nil || len(hs) != 1 || hs[0].Name != "Home" {
		t.Errorf("households %v, %v", hs, err)
	}
}

func afterClose(t *testing.T, place Place) {
	s := place(t)
	ok(t, s.Ping(context.Background()))
	closed(t, s)
	if err := s.Update(context.Background(), home, something("a")); !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("an update of a closed store: %v", err)
	}
	if err := s.Ping(context.Background()); !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("ping of a closed store: %v", err)
	}
}

func cancelled(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := false
	err := s.Update(ctx, home, func(store.Tx) error { ran = true; return nil })
	if !errors.Is(err, context.Canceled) || ran {
		t.Errorf("a cancelled update: %v, ran %v", err, ran)
	}
	if err := s.UpdateKeys(ctx, func(store.KeysTx) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("a cancelled update of the keys: %v, ran %v", err, ran)
	}

	// One that waits behind a long one is given up at once, and never runs.
	hold, held := make(chan struct{}), make(chan struct{})
	long := make(chan error, 1)
	go func() {
		long <- s.Update(context.Background(), home, func(tx store.Tx) error {
			close(held)
			<-hold
			return something("a")(tx)
		})
	}()
	<-held
	ctx, cancel = context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err = s.Update(ctx, home, func(tx store.Tx) error { return something("b")(tx) })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an update whose time is over while it waits: %v", err)
	}
	close(hold)
	ok(t, <-long)
	must(t, s, home, func(tx store.Tx) error {
		if _, err := tx.Brush("b"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("an update that was given up ran all the same: %v", err)
		}
		return nil
	})
}

func manyAtOnce(t *testing.T, s store.Store) {
	const n = 200
	boom := errors.New("boom")
	errs := make(chan error, n)
	for i := range n {
		go func() {
			h := brush.HouseholdID("h" + strconv.Itoa(i%7))
			err := s.Update(context.Background(), h, func(tx store.Tx) error {
				if err := tx.PutPerson(store.Person{ID: brush.PersonID(strconv.Itoa(i)), Name: "x"}); err != nil {
					return err
				}
				if _, err := tx.Emit(store.Change{Kind: store.PersonChanged, Subject: strconv.Itoa(i), At: at(0)}); err != nil {
					return err
				}
				if i%10 == 3 {
					return boom
				}
				return nil
			})
			if (i%10 == 3) != errors.Is(err, boom) {
				err = fmt.Errorf("update %d: %w", i, errors.Join(err, errors.New("is not what fn said")))
			} else {
				err = nil
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	var have []int
	for i := range 7 {
		h := brush.HouseholdID("h" + strconv.Itoa(i))
		ps, err := s.People(context.Background(), h)
		ok(t, err)
		for _, p := range ps {
			v, err := strconv.Atoi(string(p.ID))
			ok(t, err)
			have = append(have, v)
		}
		cs, err := s.Changes(context.Background(), h, 0, 1000)
		ok(t, err)
		if len(cs) != len(ps) {
			t.Errorf("%d changes for %d people", len(cs), len(ps))
		}
		for k, c := range cs {
			if c.Seq != store.Seq(k+1) {
				t.Errorf("change %d of %s has number %d", k+1, h, c.Seq)
			}
		}
	}
	slices.Sort(have)
	var want []int
	for i := range n {
		if i%10 != 3 {
			want = append(want, i)
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("kept %v, want %v", have, want)
	}
}
