package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

func reminderOf(p brush.PersonID, part session.PartOfDay, minute int) store.Reminder {
	return store.Reminder{Person: p, Reminder: session.Reminder{On: true, Part: part, At: minute, Days: session.EveryDay}}
}

// reminders: they come back whole, belong to their household, and are said once a day.
func reminders(t *testing.T, s store.Store) {
	ctx := context.Background()
	for _, h := range []brush.HouseholdID{home, other, "third"} {
		must(t, s, h, func(tx store.Tx) error {
			return tx.PutHousehold(store.Household{ID: h, Name: "X", TimeZone: "Europe/Berlin", DayTurns: 240, Created: at(0)})
		})
	}
	q, err := s.Quiet(ctx, home)
	equal(t, "quiet hours of who said nothing", q, session.UsualQuiet, err)
	mia, tom, off := reminderOf("mia", session.Evening, 1200), reminderOf("tom", session.Morning, 420), reminderOf("tom", session.Evening, 1230)
	off.On, tom.Days = false, 0b10101
	night := session.Quiet{On: true, From: 20 * 60, To: 6 * 60}
	must(t, s, home, func(tx store.Tx) error {
		err := errors.Join(tx.PutReminder(tom), tx.PutReminder(mia), tx.PutReminder(off), tx.PutQuiet(night))
		got, rerr := tx.Reminders()
		equal(t, "reminders in their update", got, []store.Reminder{mia, tom, off}, rerr)
		z, rerr := tx.Quiet()
		equal(t, "quiet hours in their update", z, night, rerr)
		return err
	})
	got, err := s.Reminders(ctx, home)
	equal(t, "reminders", got, []store.Reminder{mia, tom, off}, err)
	if got, err := s.Reminders(ctx, other); len(got) > 0 || err != nil {
		t.Errorf("another household's: %v, %v", got, err)
	}
	must(t, s, other, func(tx store.Tx) error { return tx.PutReminder(reminderOf("ada", session.Evening, 1201)) })
	must(t, s, "third", func(tx store.Tx) error { return tx.PutReminder(off) })
	first := store.ReminderHouse{ID: home, TimeZone: "Europe/Berlin", DayTurns: 240, Quiet: night, Reminders: []store.Reminder{mia, tom}}
	second := store.ReminderHouse{ID: other, TimeZone: "Europe/Berlin", DayTurns: 240, Quiet: session.UsualQuiet, Reminders: []store.Reminder{reminderOf("ada", session.Evening, 1201)}}
	both := []store.ReminderHouse{first, second}
	if home > other {
		both = []store.ReminderHouse{second, first}
	}
	on, err := s.RemindersOn(ctx, "", 10)
	equal(t, "what is on", on, both, err)
	on, err = s.RemindersOn(ctx, "", 1)
	equal(t, "what is on of one household", on, both[:1], err)
	on, err = s.RemindersOn(ctx, both[0].ID, 10)
	equal(t, "what is on behind the first", on, both[1:], err)

	day := session.Date{Year: 2026, Month: 11, Day: 23}
	say := func(p brush.PersonID, part session.PartOfDay, d session.Date) (first bool) {
		must(t, s, home, func(tx store.Tx) (err error) { first, err = tx.Remind(p, part, d); return err })
		return first
	}
	for i, c := range []struct {
		p     brush.PersonID
		part  session.PartOfDay
		day   session.Date
		first bool
	}{
		{"mia", session.Evening, day, true}, {"mia", session.Evening, day, false}, {"tom", session.Morning, day, true}, {"mia", session.Evening, day.Add(1), true},
		{"tom", session.Evening, day, false} /* off */, {"mia", session.Morning, day, false} /* none */, {"ada", session.Evening, day, false}, /* another household's */
	} {
		if got := say(c.p, c.part, c.day); got != c.first {
			t.Errorf("%d: first %v, want %v", i, got, c.first)
		}
	}
	// Changed on the same day, it is not said again.
	must(t, s, home, func(tx store.Tx) error { return tx.PutReminder(reminderOf("mia", session.Evening, 1260)) })
	if say("mia", session.Evening, day.Add(1)) {
		t.Error("said again once it was changed")
	}
}

// remindAtOnce: of many who ask at once, one is first.
func remindAtOnce(t *testing.T, s store.Store) {
	must(t, s, home, func(tx store.Tx) error { return tx.PutReminder(reminderOf("mia", session.Evening, 1200)) })
	const many = 8
	firsts := make(chan bool, many)
	for range many {
		go func() {
			var first bool
			err := s.Update(context.Background(), home, func(tx store.Tx) (err error) {
				first, err = tx.Remind("mia", session.Evening, session.Date{Year: 2026, Month: 11, Day: 23})
				return err
			})
			firsts <- first && err == nil
		}()
	}
	n := 0
	for range many {
		if <-firsts {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d were first", n)
	}
}

// pushes: browsers that are told end with their log-ins, and with their memberships.
func pushes(t *testing.T, s store.Store) {
	ctx := context.Background()
	login := func(n byte, account string, expires time.Time) store.Login {
		return store.Login{Hash: [32]byte{n}, Account: account, Household: home, Created: at(0), LastUsed: at(0), Expires: expires, Agent: "Browser " + account}
	}
	put := func(fn func(store.KeysTx) error) { t.Helper(); ok(t, s.UpdateKeys(ctx, fn)) }
	put(func(tx store.KeysTx) error {
		for _, a := range []string{"anna", "bert"} {
			if err := tx.PutAccount(store.Account{ID: a, Email: a + "@example.org", Name: a, Created: at(0)}); err != nil {
				return err
			}
		}
		playing := login(5, "anna", at(1e6))
		playing.Play, playing.Pin = []brush.PersonID{"mia"}, "1234"
		return errors.Join(tx.PutMembership(store.Membership{Account: "anna", Household: home, Role: store.Owner, Created: at(0)}),
			tx.PutMembership(store.Membership{Account: "bert", Household: home, Role: store.Viewer, Created: at(0), Expires: at(500), People: []brush.PersonID{"mia"}}),
			tx.PutLogin(login(1, "anna", at(1e6))), tx.PutLogin(login(2, "bert", at(1e6))), tx.PutLogin(login(3, "anna", at(300))), tx.PutLogin(login(4, "anna", at(1e6))), tx.PutLogin(playing))
	})
	push := func(id string, n byte, account string, endpoint byte) store.Push {
		return store.Push{ID: id, Account: account, Login: [32]byte{n}, Endpoint: [32]byte{endpoint}, Sealed: store.Secret{n, 7}, Created: at(float64(n))}
	}
	p1, p2, p3 := push("p1", 1, "anna", 11), push("p2", 2, "bert", 12), push("p3", 3, "anna", 13)
	must(t, s, home, func(tx store.Tx) error {
		return errors.Join(tx.PutPush(p1), tx.PutPush(p2), tx.PutPush(p3), tx.PutPush(push("p5", 5, "anna", 15)), tx.TouchPush("p1", at(9)), tx.TouchPush("none", at(9)))
	})
	p1.Agent, p2.Agent, p3.Agent, p1.Told, p2.People = "Browser anna", "Browser bert", "Browser anna", at(9), []brush.PersonID{"mia"}
	check := func(name, account string, now time.Time, want ...store.Push) {
		t.Helper()
		got, err := s.Pushes(ctx, home, account, now)
		if len(got) == 0 && len(want) == 0 && err == nil {
			return
		}
		equal(t, name, got, want, err)
	}
	check("everybody's, but where somebody plays", "", at(100), p1, p2, p3)
	check("one account's", "bert", at(100), p2)
	check("when a log-in has expired", "", at(400), p1, p2)
	check("when a membership has ended", "", at(600), p1)
	if got, err := s.Pushes(ctx, other, "", at(100)); len(got) > 0 || err != nil {
		t.Errorf("another household's: %v, %v", got, err)
	}
	// The same log-in has one; the same browser with another log-in forgets the first.
	again, taken := push("p6", 1, "anna", 16), push("p7", 4, "anna", 12)
	must(t, s, home, func(tx store.Tx) error {
		err := errors.Join(tx.PutPush(again), tx.PutPush(taken))
		n, cerr := tx.CountPushes("anna", at(100))
		if n != 4 || cerr != nil { // p3, p5, p6, p7
			t.Errorf("%d browsers of anna, %v", n, cerr)
		}
		if n, cerr = tx.CountPushes("anna", at(400)); n != 3 || cerr != nil {
			t.Errorf("%d browsers of anna once a log-in has expired, %v", n, cerr)
		}
		return err
	})
	again.Agent, taken.Agent = "Browser anna", "Browser anna"
	check("after both", "", at(400), again, taken)
	put(func(tx store.KeysTx) error { return tx.DeleteLogin([32]byte{1}) })
	check("logged out", "", at(400), taken)
	must(t, s, home, func(tx store.Tx) error { return tx.DeletePush("p7") })
	check("removed", "", at(400))
	must(t, s, home, func(tx store.Tx) error { return tx.PutPush(push("p8", 4, "anna", 18)) })
	put(func(tx store.KeysTx) error { return tx.DeleteLogins("anna") })
	check("logged out everywhere", "", at(400))

	if _, err := s.ServerKey(ctx, "push"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("a key that is not there: %v", err)
	}
	key := store.ServerKey{Name: "push", Public: []byte{4, 5}, Sealed: []byte{6}, Created: at(3)}
	put(func(tx store.KeysTx) error {
		err := tx.PutServerKey(key)
		got, rerr := tx.ServerKey("push")
		equal(t, "a key in its update", got, key, rerr)
		return err
	})
	got, err := s.ServerKey(ctx, "push")
	equal(t, "a key of the server", got, key, err)
}
