package provision_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// rig is the room over a real store, with two households and a clock of its own.
type rig struct {
	*provision.Service
	st      *faulty.Store
	mu      sync.Mutex
	now     time.Time
	changed []brush.HouseholdID
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func newRig(t testing.TB, a *provision.Authority) *rig {
	t.Helper()
	st, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	r := &rig{st: faulty.New(st), now: time.Now().UTC().Truncate(time.Second)}
	r.Service = provision.New(provision.Config{Store: r.st, Now: r.clock, Issuer: a, Changed: func(h brush.HouseholdID) { r.changed = append(r.changed, h) }})
	for _, h := range []brush.HouseholdID{"home", "next"} {
		must(t, st.Update(context.Background(), h, func(tx store.Tx) error {
			return tx.PutHousehold(store.Household{ID: h, Name: string(h), TimeZone: "UTC", DayTurns: 240, Created: r.now})
		}))
	}
	return r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// owner is somebody who may claim for a household.
func owner(h brush.HouseholdID) *account.Principal {
	return &account.Principal{Household: h, Account: store.Account{ID: "owner of " + string(h)}, Role: store.Owner, Scopes: account.Scopes()}
}

// batch makes devices of their own ids.
func (r *rig) batch(t testing.TB, ids ...string) (string, []provision.Printed) {
	t.Helper()
	id, made, err := r.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", Model: "One", IDs: ids})
	must(t, err)
	return id, made
}

func (r *rig) claim(t testing.TB, h brush.HouseholdID, code string) provision.Device {
	t.Helper()
	d, err := r.Claim(t.Context(), owner(h), provision.NewClaim{Code: code, Name: "blue", Address: "192.0.2.1:1"})
	must(t, err)
	return d
}

func (r *rig) exchange(t testing.TB, p provision.Printed) provision.Issued {
	t.Helper()
	i, err := r.Exchange(t.Context(), p.Device, p.Secret, "192.0.2.9:1")
	must(t, err)
	return i
}
