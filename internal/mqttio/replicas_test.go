//go:build unix

package mqttio_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/postgres"
)

// keptWishes are settings as a store has them.
type keptWishes struct{ st store.Store }

func (k keptWishes) Desired(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) ([]byte, error) {
	bs, err := k.st.Brushes(ctx, h)
	if err != nil {
		return nil, err
	}
	for i := range bs {
		if bs[i].Device == d && bs[i].Desired != nil {
			return json.Marshal(bs[i].Desired)
		}
	}
	return nil, brush.ErrNotFound
}

// replica is a server with a store and a broker of its own, on a database that others work on too.
func replica(t *testing.T, address string, deaf bool, limits mqttio.Limits) *rig {
	st, err := postgres.Open(context.Background(), address, postgres.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, log: &buffer{}, asked: &sync.Map{}, accounts: account.New(st, clock, nil), ingest: &ingest.Ingester{Store: st, Brands: all.Set(), Now: clock}}
	r.devices = provision.New(provision.Config{Store: st, Now: clock, Changed: r.accounts.Reconsider})
	r.accounts.Trust(provision.TokenPrefix, r.devices)
	r.broker, err = mqttio.New(mqttio.Config{Accounts: r.accounts, Accept: r.ingest.Accept, Settings: keptWishes{st}, Brands: all.Set(), Shared: true,
		Log: slog.New(slog.NewTextHandler(r.log, nil)), Now: clock, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.address, r.served = l.Addr().String(), make(chan error, 1)
	go func() { r.served <- r.broker.Serve(l) }()
	ctx, stop := context.WithCancel(context.Background())
	var hints sync.WaitGroup
	if !deaf {
		hints.Go(func() { st.Hints(ctx, r.broker.HouseholdChanged) })
	}
	t.Cleanup(func() {
		if err := errors.Join(r.broker.Close(), <-r.served); err != nil {
			t.Error(err)
		}
		stop()
		hints.Wait()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func wish(t *testing.T, st store.Store, target int) {
	t.Helper()
	err := st.Update(context.Background(), home, func(tx store.Tx) error {
		seconds := uint16(target)
		return tx.PutBrush(store.Brush{Device: brush1, Brand: "enamel", FirstHeard: noon, LastHeard: noon, Created: noon, Desired: &brush.Preferences{Target: brush.Some(seconds)}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What somebody wants of a brush reaches it within a second although it is connected to another server than the one that was told, and what
// else happens in its household is not sent to it. A server that hears no hints finds out by itself.
func TestSettingsOverReplicas(t *testing.T) {
	address := pgtest.Emptied(t)
	here, err := postgres.Open(context.Background(), address, postgres.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = here.Close() })
	err = here.Update(context.Background(), home, func(tx store.Tx) error {
		return tx.PutHousehold(store.Household{ID: home, Name: "Home", TimeZone: "UTC", DayTurns: 240, Created: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	wish(t, here, 120)
	hearing, deaf := replica(t, address, false, mqttio.Limits{}), replica(t, address, true, mqttio.Limits{Recheck: 100 * time.Millisecond})
	token := hearing.token(home, "brush", brush1)
	var cs []*raw
	for i, r := range []*rig{hearing, deaf} {
		c := r.in(connect{id: fmt.Sprint(i), token: token, version: 5})
		if code := c.subscribe(1, wishes1); code != 1 {
			t.Fatalf("%#x", code)
		}
		if _, _, retained := c.message(); !retained {
			t.Fatal("what is wanted already is not sent")
		}
		cs = append(cs, c)
	}
	time.Sleep(200 * time.Millisecond) // the listener listens
	for n, seconds := range []int{150, 180, 90, 60} {
		begun := time.Now()
		wish(t, here, seconds)
		for i, c := range cs {
			_, got, retained := c.message()
			if want, _ := json.Marshal(brush.Preferences{Target: brush.Some(uint16(seconds))}); got != string(want) || retained {
				t.Errorf("change %d, server %d: %s, retained %v", n, i, got, retained)
			}
			if took := time.Since(begun); i == 0 && took > time.Second {
				t.Errorf("change %d came after %v", n, took)
			}
		}
	}
	for n := range 20 {
		err := here.Update(context.Background(), home, func(tx store.Tx) error {
			_, err := tx.Emit(store.Change{Kind: store.SourceChanged, Subject: fmt.Sprint(n), At: noon})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if kind, b := cs[0].within(700 * time.Millisecond); kind != 16 {
		t.Errorf("nothing of it changed, and it is sent %d % x", kind, b)
	}
}

// A credential that is taken back at one server ends within a second where it is in use at another, by its hint; one that hears none finds out by its
// own look.
func TestEndsOverReplicas(t *testing.T) {
	address := pgtest.Emptied(t)
	here := replica(t, address, false, mqttio.Limits{Recheck: time.Hour})
	hearing, deaf := replica(t, address, false, mqttio.Limits{Recheck: time.Hour}), replica(t, address, true, mqttio.Limits{Recheck: 100 * time.Millisecond})
	for _, h := range []brush.HouseholdID{home, other} {
		if err := here.ingest.Store.Update(context.Background(), h, func(tx store.Tx) error {
			return tx.PutHousehold(store.Household{ID: h, Name: "Home", TimeZone: "UTC", DayTurns: 240, Created: noon})
		}); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(200 * time.Millisecond) // the listeners listen
	made := here.claimed(string(brush1), "AA:00:00:00:00:02")
	beside := hearing.in(connect{id: "beside", token: here.exchange(made[1]).Token})
	token := here.exchange(made[0]).Token
	one, two := hearing.in(connect{id: "one", token: token}), deaf.in(connect{id: "two", token: token})
	plain := here.token(home, "hall", "")
	three := hearing.in(connect{id: "three", token: plain})
	time.Sleep(2 * time.Second) // what came before has been looked at
	begun := time.Now()
	if err := here.devices.Release(context.Background(), home, brush1); err != nil {
		t.Fatal(err)
	}
	if !one.closed(20*time.Second) || time.Since(begun) > time.Second {
		t.Errorf("where hints are heard it ends after %v", time.Since(begun))
	}
	if !two.closed(20 * time.Second) {
		t.Error("where no hints are heard it does not end")
	}
	// So does every other token.
	ts, err := here.accounts.Tokens(context.Background(), &account.Principal{Household: home, Scopes: account.Scopes()})
	if err != nil || len(ts) != 1 {
		t.Fatal(ts, err)
	}
	begun = time.Now()
	if err := here.accounts.RevokeToken(context.Background(), &account.Principal{Household: home, Scopes: account.Scopes()}, ts[0].ID); err != nil {
		t.Fatal(err)
	}
	if !three.closed(20*time.Second) || time.Since(begun) > time.Second+500*time.Millisecond {
		t.Errorf("a token ends after %v", time.Since(begun))
	}
	if code := beside.publish(1, "enamel/v1/frames", line("AA:00:00:00:00:02", 1)); code != 0 {
		t.Errorf("another device gets %#x", code)
	}
}
