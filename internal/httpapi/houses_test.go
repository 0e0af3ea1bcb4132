package httpapi_test

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

// asked is a real store that counts how often it reads households and looks at their feeds.
type asked struct {
	store.Store
	houses, feeds, lists, habits atomic.Int64
}

func (a *asked) House(ctx context.Context, h brush.HouseholdID) (store.House, error) {
	a.houses.Add(1)
	return a.Store.House(ctx, h)
}

func (a *asked) Last(ctx context.Context, h brush.HouseholdID) (store.Seq, error) {
	a.feeds.Add(1)
	return a.Store.Last(ctx, h)
}

func (a *asked) Sessions(ctx context.Context, h brush.HouseholdID, q store.SessionQuery) ([]store.Session, error) {
	a.lists.Add(1)
	return a.Store.Sessions(ctx, h, q)
}

func (a *asked) Brushings(ctx context.Context, h brush.HouseholdID, p brush.PersonID, from, to time.Time) ([]session.Brushing, error) {
	a.habits.Add(1)
	return a.Store.Brushings(ctx, h, p, from, to)
}

// watched is a rig whose questions for households are counted, with somebody brushing.
func watched(t *testing.T) (*rig, *asked) {
	t.Helper()
	r, _, _ := hasBrushed(t)
	a := &asked{Store: r.st}
	c := r.config("")
	c.Store = a
	var err error
	if r.handler, err = httpapi.New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return r, a
}

func TestAHouseholdIsReadWhenItChanged(t *testing.T) {
	r, a := watched(t)
	today := func(name string, houses, feeds int64) {
		t.Helper()
		if w := r.as("owner", "GET", "/api/v1/today", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"name":"`+name+`"`) {
			t.Errorf("%d, without %s: %s", w.Code, name, w.Body)
		}
		if h, f := a.houses.Swap(0), a.feeds.Swap(0); h != houses || f != feeds {
			t.Errorf("%s: read %d times and its feed %d times, want %d and %d", name, h, f, houses, feeds)
		}
	}
	today("Mia", 1, 0)
	today("Mia", 0, 0)
	r.pass(time.Second)
	today("Mia", 0, 1)
	today("Mia", 0, 0)
	if w := r.as("owner", "PATCH", "/api/v1/people/"+r.person, `{"name":"Otto"}`); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	today("Otto", 1, 1)
	// What says that it changed, and did not, costs a look at the feed.
	r.hub.Wake(r.household)
	today("Otto", 0, 1)
	// Another door of the same process.
	name := "Ida"
	if _, err := r.accounts.ChangePerson(t.Context(), r.household, brush.PersonID(r.person), account.PersonPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	r.hub.Wake(r.household)
	today("Ida", 1, 1)
	// Another process, of which nothing is heard here.
	other, err := sqlite.Open(t.Context(), r.path)
	if err != nil {
		t.Fatal(err)
	}
	name = "Ute"
	if _, err := account.New(other, r.clock, nil).ChangePerson(t.Context(), r.household, brush.PersonID(r.person), account.PersonPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Second)
	today("Ute", 1, 1)
	// Whatever the feed says, it is read once a minute.
	r.pass(time.Minute)
	today("Ute", 1, 0)
}

// A stream says what a change made of a household, even when nobody told this server of it.
func TestALiveChangeShowsTheHouseholdAsItIs(t *testing.T) {
	r, _ := watched(t)
	url := serve(t, r)
	if w := r.as("owner", "GET", "/api/v1/today", ""); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	l := listen(t, url, r.owner, "")
	l.until("now")
	name := "Ute"
	if _, err := r.accounts.ChangePerson(t.Context(), r.household, brush.PersonID(r.person), account.PersonPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	if e := l.until("change"); !strings.Contains(e.data, `"name":"Ute"`) {
		t.Errorf("%s", e.data)
	}
}

// However many households are asked for, few are remembered; and what was read before a change is not kept after it.
func TestHousesAreBounded(t *testing.T) {
	hub := live.NewHub(nil, 0)
	k := httpapi.NewHouses(hub)
	for i := range 3 * httpapi.MostHouses {
		k.Visit(brush.HouseholdID(strconv.Itoa(i)))
		if n := k.Size(); n > 2*httpapi.MostHouses {
			t.Fatalf("%d are remembered", n)
		}
	}
	arrive := k.Visit("x")
	hub.Wake("x")
	if arrive(); k.Has("x") {
		t.Error("what was read before a change is kept after it")
	}
	if k.Visit("x")(); !k.Has("x") {
		t.Error("what was read after it is not")
	}
}
