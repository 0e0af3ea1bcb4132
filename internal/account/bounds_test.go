package account_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// written is a store that counts the updates of its keys.
type written struct {
	store.Store
	n int
}

func (w *written) UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error {
	w.n++
	return w.Store.UpdateKeys(ctx, fn)
}

// rig is accounts over a real store, with a clock of their own.
type rig struct {
	*account.Service
	st  *written
	now time.Time
}

func newRig(t *testing.T) *rig {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	r := &rig{st: &written{Store: st}, now: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)}
	r.Service = account.New(r.st, func() time.Time { return r.now }, nil)
	return r
}

func people(n int) (all []account.NewPerson) {
	for i := range n {
		all = append(all, account.NewPerson{Name: fmt.Sprint("Person ", i)})
	}
	return all
}

func setup(n int) account.Setup {
	return account.Setup{Name: "Ada", Email: "ada@example.org", Password: "four words by chance", Household: "Mill Lane", TimeZone: "UTC", People: people(n), Address: "192.0.2.1:5"}
}

// settled makes the first account and returns its cookie and household.
func (r *rig) settled(t *testing.T, n int) (string, brush.HouseholdID) {
	t.Helper()
	code, err := r.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cookie, p, err := r.SetupByLink(t.Context(), code, setup(n))
	if err != nil {
		t.Fatal(err)
	}
	return cookie, p.Household
}

// A one-time link can be opened for a day.
func TestLinkLasts(t *testing.T) {
	for after, want := range map[time.Duration]error{24*time.Hour - time.Second: nil, 24 * time.Hour: account.ErrSetupCode} {
		r := newRig(t)
		code, err := r.NewLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r.now = r.now.Add(after)
		if _, _, err := r.SetupByLink(t.Context(), code, setup(1)); !errors.Is(err, want) {
			t.Errorf("after %v: %v", after, err)
		}
	}
}

// A browser stays logged in for thirty days after it was last used, and its use is written once an hour, not with each question.
func TestLoginLasts(t *testing.T) {
	for after, want := range map[time.Duration]error{30*24*time.Hour - time.Second: nil, 30 * 24 * time.Hour: account.ErrUnauthorized} {
		r := newRig(t)
		cookie, _ := r.settled(t, 1)
		use := func() error {
			_, err := r.Authenticate(t.Context(), cookie, "")
			return err
		}
		before := r.st.n
		for range 60 {
			r.now = r.now.Add(time.Minute)
			if err := use(); err != nil {
				t.Fatal(err)
			}
		}
		if r.st.n != before {
			t.Errorf("written %d times in the first hour", r.st.n-before)
		}
		r.now = r.now.Add(time.Second)
		if err := use(); err != nil || r.st.n != before+1 {
			t.Errorf("after an hour: %v, and written %d times", err, r.st.n-before)
		}
		r.now = r.now.Add(after)
		if err := use(); !errors.Is(err, want) {
			t.Errorf("%v later: %v", after, err)
		}
	}
}

// A household has thirty people at most, at its beginning and later.
func TestMostPeople(t *testing.T) {
	r := newRig(t)
	if _, err := r.SetupHere(t.Context(), setup(31)); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("31 at once: %v", err)
	}
	_, h := r.settled(t, 29)
	if _, err := r.AddPerson(t.Context(), h, account.NewPerson{Name: "The thirtieth"}); err != nil {
		t.Errorf("the thirtieth: %v", err)
	}
	if _, err := r.AddPerson(t.Context(), h, account.NewPerson{Name: "One more"}); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("one more: %v", err)
	}
}

// How long things can be kept: frames for up to a hundred years, sessions for at least a month.
func TestHowLongThingsAreKept(t *testing.T) {
	for _, c := range []struct {
		frames, sessions int
		good             bool
	}{{0, 0, true}, {36_500, 36_500, true}, {-1, 0, false}, {36_501, 0, false}, {1, 29, false}, {1, 30, true}, {1, 36_501, false}} {
		if _, err := (account.HouseholdPatch{FramesDays: &c.frames, SessionsDays: &c.sessions}).Apply(store.Household{}); (err == nil) != c.good {
			t.Errorf("%d days of frames, %d of sessions: %v", c.frames, c.sessions, err)
		}
	}
}

// A token's source leaves room for the name of an ear.
func TestLongestSource(t *testing.T) {
	r := newRig(t)
	_, h := r.settled(t, 1)
	for n, want := range map[int]bool{40: true, 41: false} {
		_, _, err := r.MakeToken(t.Context(), account.NewToken{Household: h, Name: "hall", Scopes: []string{account.FramesWrite}, Source: brush.SourceID(strings.Repeat("s", n))})
		if (err == nil) != want {
			t.Errorf("a source of %d bytes: %v", n, err)
		}
	}
}

// A brushing may be wished to take two hours, which is what is believed of one.
func TestLongestWish(t *testing.T) {
	r := newRig(t)
	_, h := r.settled(t, 1)
	err := r.st.Update(t.Context(), h, func(tx store.Tx) error {
		return tx.PutBrush(store.Brush{Device: "AA", Brand: "enamel", FirstHeard: r.now, LastHeard: r.now, Created: r.now})
	})
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[uint16]bool{0: false, 1: true, 7200: true, 7201: false} {
		if _, err := r.WishSettings(t.Context(), h, "AA", brush.Preferences{Target: brush.Some(s)}); (err == nil) != want {
			t.Errorf("%d s: %v", s, err)
		}
	}
}
