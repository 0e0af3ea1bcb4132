package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

func hookOf(id string) store.Hook {
	return store.Hook{ID: id, Name: "Shelf", URL: "https://example.org/a?b=c", Kinds: []store.ChangeKind{store.SessionEnded, store.BrushChanged},
		Secret: store.Secret("sealed " + id), Seen: 0, Created: at(1), Account: "acc"}
}

func message(hook string, seq store.Seq, due float64) store.HookMessage {
	return store.HookMessage{Hook: hook, Change: store.Change{Seq: seq, Kind: store.SessionEnded, Subject: fmt.Sprint("s", seq), At: at(float64(seq))}, Due: at(due)}
}

// hooks: what is kept of a webhook comes back whole, belongs to its household, and goes with it.
func hooks(t *testing.T, s store.Store) {
	ctx := context.Background()
	full := hookOf("a")
	full.Off, full.Before, full.BeforeUntil, full.Seen, full.Failures, full.Rest = store.HookGone, store.Secret("old"), at(99), 7, 3, at(55)
	second := hookOf("b")
	second.Created = at(2)
	died := message("a", 3, 5)
	died.Tries, died.Dead, died.Died, died.Reason = 10, true, at(30), "status"
	try := store.HookTry{Hook: "a", At: at(4), Seq: 3, Kind: store.SessionEnded, Status: 503, Took: 12 * time.Millisecond, Outcome: "status"}
	must(t, s, home, func(tx store.Tx) error {
		if _, err := tx.Hook("a"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a hook that is not there: %v", err)
		}
		if _, err := tx.HookMessage("a", 3); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a message that is not there: %v", err)
		}
		err := errors.Join(tx.PutHook(second), tx.PutHook(full), tx.PutHookMessage(died), tx.PutHookMessage(message("a", 4, 8)),
			tx.PutHookTry(try, 5))
		if n, err := tx.CountHooks(); n != 2 || err != nil {
			t.Errorf("%d hooks, %v", n, err)
		}
		got, herr := tx.Hook("a")
		equal(t, "hook in its update", got, full, herr)
		m, merr := tx.HookMessage("a", 3)
		equal(t, "message in its update", m, died, merr)
		if w, d, err := tx.CountHookMessages("a"); w != 1 || d != 1 || err != nil {
			t.Errorf("%d wait, %d are dead, %v", w, d, err)
		}
		return err
	})
	must(t, s, other, func(tx store.Tx) error {
		if _, err := tx.Hook("a"); !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("another household's hook: %v", err)
		}
		n, err := tx.ReviveHookMessages("a", at(0))
		if n != 0 {
			t.Errorf("%d messages of another household came back", n)
		}
		return errors.Join(err, tx.DeleteHook("a"), tx.DeleteHookMessage("a", 3), tx.ForgetHookMessages("a", at(1e6), 0))
	})
	all, err := s.Hooks(ctx, home)
	equal(t, "hooks", all, []store.Hook{full, second}, err)
	one, err := s.Hook(ctx, home, "a")
	equal(t, "hook", one, full, err)
	one, err = s.Hook(ctx, other, "a")
	absent(t, "another household's hook", one, err)
	dead, err := s.HookDead(ctx, home, "a", 10)
	equal(t, "dead messages", dead, []store.HookMessage{died}, err)
	waiting, err := s.HookWaiting(ctx, home, "a", at(8), 10)
	equal(t, "waiting messages", waiting, []store.HookMessage{message("a", 4, 8)}, err)
	tries, err := s.HookTries(ctx, home, "a", 10)
	equal(t, "tries", tries, []store.HookTry{try}, err)
	must(t, s, home, func(tx store.Tx) error {
		return errors.Join(tx.DeleteHook("a"), tx.PutHook(hookOf("a")))
	})
	w, d, err := s.HookCount(ctx, home, "a")
	tries, err2 := s.HookTries(ctx, home, "a", 10)
	if w != 0 || d != 0 || len(tries) != 0 || errors.Join(err, err2) != nil {
		t.Errorf("a deleted hook leaves %d, %d, %v; %v", w, d, tries, errors.Join(err, err2))
	}
}

// hooksDue: who is looked for has something to do, now.
func hooksDue(t *testing.T, s store.Store) {
	ctx := context.Background()
	due := func(now float64, want ...string) {
		t.Helper()
		got, err := s.HooksDue(ctx, at(now), 10)
		ok(t, err)
		var names []string
		for _, n := range got {
			names = append(names, string(n.Household)+"/"+n.ID)
		}
		if !slices.Equal(names, want) {
			t.Errorf("due at %v: %v, want %v", now, names, want)
		}
	}
	emit := func(tx store.Tx) error {
		_, err := tx.Emit(store.Change{Kind: store.SessionEnded, Subject: "s", At: at(0)})
		return err
	}
	change := func(id string, fn func(*store.Hook)) {
		must(t, s, home, func(tx store.Tx) error {
			k, err := tx.Hook(id)
			if err != nil {
				return err
			}
			fn(&k)
			return tx.PutHook(k)
		})
	}
	must(t, s, home, func(tx store.Tx) error { return errors.Join(tx.PutHook(hookOf("a")), tx.PutHook(hookOf("b"))) })
	must(t, s, other, func(tx store.Tx) error { return tx.PutHook(hookOf("c")) })
	due(0) // no household has a change
	const day = 24 * 60 * 60
	must(t, s, other, func(tx store.Tx) error { return tx.PutHookMessage(message("c", 1, 2*day-60)) })
	due(0) // it will be, in two days
	must(t, s, other, func(tx store.Tx) error { return tx.PutHookMessage(message("c", 1, 2*day+60)) })
	due(0, string(other)+"/c") // a clock was wrong
	must(t, s, other, func(tx store.Tx) error { return tx.DeleteHookMessage("c", 1) })
	must(t, s, home, emit)
	due(0, "home/a", "home/b")
	change("a", func(k *store.Hook) { k.Seen = 1 })
	due(0, "home/b")
	must(t, s, home, func(tx store.Tx) error { return tx.PutHookMessage(message("a", 1, 10)) })
	due(9, "home/b")
	due(10, "home/a", "home/b")
	change("a", func(k *store.Hook) { k.Rest = at(5) })
	due(10, "home/b", "home/a") // who rested longest comes first
	change("a", func(k *store.Hook) { k.Rest = at(20) })
	due(19, "home/b")
	change("b", func(k *store.Hook) { k.Off = store.HookPaused })
	due(20, "home/a")
	must(t, s, home, func(tx store.Tx) error {
		m := message("a", 1, 10)
		m.Dead = true
		return tx.PutHookMessage(m)
	})
	due(20)
	must(t, s, home, func(tx store.Tx) error {
		n, err := tx.ReviveHookMessages("a", at(21))
		if n != 1 {
			t.Errorf("%d messages came back", n)
		}
		return err
	})
	due(20)
	due(21, "home/a")
	// What a clock that was years ahead has kept holds nobody up.
	change("a", func(k *store.Hook) { k.Rest = at(3e8) })
	must(t, s, home, func(tx store.Tx) error { return tx.PutHookMessage(message("a", 1, 3e8)) })
	due(22, "home/a")
	if ms, err := s.HookWaiting(ctx, home, "a", at(22), 10); err != nil || len(ms) != 1 {
		t.Errorf("waiting %v, %v", ms, err)
	}
	must(t, s, other, emit)
	if got, err := s.HooksDue(ctx, at(30), 1); err != nil || len(got) != 1 || got[0] != (store.HookName{Household: other, ID: "c"}) {
		t.Errorf("the first that is due is %v, %v", got, err)
	}
}

// hooksBounded: what is given up and what was tried is kept as long as somebody may ask, and no longer.
func hooksBounded(t *testing.T, s store.Store) {
	ctx := context.Background()
	must(t, s, home, func(tx store.Tx) error {
		err := tx.PutHook(hookOf("a"))
		for i := 1; i <= 12; i++ {
			m := message("a", store.Seq(i), 0)
			m.Dead, m.Died, m.Tries = true, at(float64(i)), 10
			err = errors.Join(err, tx.PutHookMessage(m), tx.PutHookTry(store.HookTry{Hook: "a", At: at(float64(i / 2)), Seq: store.Seq(i), Outcome: "refused"}, 4))
		}
		return errors.Join(err, tx.PutHookMessage(message("a", 99, 0)), tx.ForgetHookMessages("a", at(4), 5))
	})
	seqs := func(want ...store.Seq) {
		t.Helper()
		dead, err := s.HookDead(ctx, home, "a", 100)
		ok(t, err)
		var got []store.Seq
		for _, m := range dead {
			got = append(got, m.Seq)
		}
		if !slices.Equal(got, want) {
			t.Errorf("dead: %v, want %v", got, want)
		}
	}
	seqs(12, 11, 10, 9, 8)
	must(t, s, home, func(tx store.Tx) error { return tx.ForgetHookMessages("a", at(11), 5) })
	seqs(12, 11)
	if w, d, err := s.HookCount(ctx, home, "a"); w != 1 || d != 2 || err != nil {
		t.Errorf("%d wait, %d are dead, %v", w, d, err)
	}
	tries, err := s.HookTries(ctx, home, "a", 100)
	if err != nil || len(tries) < 4 || len(tries) > 5 || tries[0].Seq != 12 {
		t.Errorf("tries %v, %v", tries, err)
	}
	must(t, s, home, func(tx store.Tx) error {
		if n, err := tx.ReviveHookMessages("a", at(50)); n != 2 || err != nil {
			t.Errorf("%d came back, %v", n, err)
		}
		return tx.DeleteHookMessage("a", 12)
	})
	ms, err := s.HookWaiting(ctx, home, "a", at(60), 100)
	want := message("a", 11, 50)
	if err != nil || len(ms) != 2 {
		t.Fatalf("waiting %v, %v", ms, err)
	}
	equal(t, "a message that came back", ms[1], want, nil)
}

// hooksForget: nothing of an erased person, household or account stays with a webhook.
func hooksForget(t *testing.T, s store.Store) {
	ctx := context.Background()
	for _, h := range []brush.HouseholdID{home, other} {
		must(t, s, h, func(tx store.Tx) error {
			err := errors.Join(tx.PutHook(hookOf("a")), tx.PutHookTry(store.HookTry{Hook: "a", At: at(1)}, 5))
			for _, subject := range []string{"mia", "s2", "s3"} {
				seq, eerr := tx.Emit(store.Change{Kind: store.SessionEnded, Subject: subject, At: at(0)})
				m := message("a", seq, 0)
				m.Subject = subject
				if subject == "s3" {
					m.Subject = "what the feed names no more"
				}
				err = errors.Join(err, eerr, tx.PutHookMessage(m))
			}
			return err
		})
	}
	must(t, s, home, func(tx store.Tx) error { return tx.ForgetHooksOf("mia") })
	has := func(h brush.HouseholdID, hooks, waiting, tries int) {
		t.Helper()
		ks, err := s.Hooks(ctx, h)
		ms, err3 := s.HookWaiting(ctx, h, "a", at(100), 10)
		ts, err4 := s.HookTries(ctx, h, "a", 10)
		if err := errors.Join(err, err3, err4); err != nil || len(ks) != hooks || len(ms) != waiting || len(ts) != tries {
			t.Errorf("%s keeps %v, %v, %v; %v", h, ks, ms, ts, err)
		}
		if waiting == 1 && ms[0].Subject != "s2" {
			t.Errorf("%s keeps %v", h, ms)
		}
	}
	has(home, 1, 1, 1)
	has(other, 1, 3, 1)
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.ForgetAccount("acc") })
	k, err := s.Hook(ctx, home, "a")
	if err != nil || k.Account != "" {
		t.Errorf("%+v; %v", k, err)
	}
	must(t, s, home, func(tx store.Tx) error { return tx.ForgetHooksOf("") })
	has(home, 0, 0, 0)
	has(other, 1, 3, 1)
}
