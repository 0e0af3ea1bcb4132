package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	hookCols        = "household, id, name, url, kinds, off, secret, before, before_until, seen, failures, rest, created, account"
	hookMessageCols = "household, hook, seq, kind, subject, at, tries, due, dead, died, reason"
	hookTryCols     = "household, hook, at, seq, kind, status, took, outcome"

	ofHook = " WHERE household = $1 AND hook = $2"
)

var (
	putHook        = upsert("hook", "household, id", hookCols)
	putHookMessage = upsert("hook_message", "household, hook, seq", hookMessageCols)
	putHookTry     = upsert("hook_try", "household, hook, at, seq", hookTryCols)
)

func readHook(r *record) (store.Hook, error) {
	r.str() // household
	return store.Hook{ID: r.str(), Name: r.str(), URL: r.str(), Kinds: split[store.ChangeKind](r.str()), Off: store.HookOff(r.str()),
		Secret: r.bytes(), Before: r.bytes(), BeforeUntil: r.time(), Seen: store.Seq(r.int()), Failures: int(r.int()), Rest: r.time(),
		Created: r.time(), Account: r.str()}, nil
}

func readHookMessage(r *record) (store.HookMessage, error) {
	r.str() // household
	m := store.HookMessage{Hook: r.str()}
	m.Seq, m.Kind, m.Subject, m.At = store.Seq(r.int()), store.ChangeKind(r.str()), r.str(), r.time()
	m.Tries, m.Due, m.Dead, m.Died, m.Reason = int(r.int()), r.time(), r.flag(), r.time(), r.str()
	return m, nil
}

func readHookTry(r *record) (store.HookTry, error) {
	r.str() // household
	return store.HookTry{Hook: r.str(), At: r.time(), Seq: store.Seq(r.int()), Kind: store.ChangeKind(r.str()), Status: int(r.int()),
		Took: time.Duration(r.int()) * time.Millisecond, Outcome: r.str()}, nil
}

func (q *asker) hook(h brush.HouseholdID, id string) (store.Hook, error) {
	return single(q, "read hook", "SELECT "+hookCols+" FROM hook WHERE household = $1 AND id = $2", []any{string(h), id}, readHook)
}

func (q *asker) countHookMessages(h brush.HouseholdID, hook string) (waiting, dead int, err error) {
	err = q.each("count messages of a hook", "SELECT dead, count(*) FROM hook_message"+ofHook+" GROUP BY dead", []any{string(h), hook}, func(r *record) error {
		if r.flag() {
			dead = int(r.int())
		} else {
			waiting = int(r.int())
		}
		return nil
	})
	return waiting, dead, err
}

// Hooks is store.Hooks'.
func (b Reader) Hooks(ctx context.Context, h brush.HouseholdID) ([]store.Hook, error) {
	return list(b.ask(ctx), "read hooks", "SELECT "+hookCols+" FROM hook WHERE household = $1 ORDER BY created, id", []any{string(h)}, readHook)
}

// Hook is store.Hooks'.
func (b Reader) Hook(ctx context.Context, h brush.HouseholdID, id string) (store.Hook, error) {
	return b.ask(ctx).hook(h, id)
}

const askHooksDue = "SELECT k.household, k.id FROM hook k LEFT JOIN feed_last f ON f.household = k.household WHERE k.off = '' AND (k.rest <= $1 OR k.rest > $2) AND " +
	"(k.seen < f.seq OR EXISTS (SELECT 1 FROM hook_message m WHERE m.household = k.household AND m.hook = k.id AND m.dead = 0 AND (m.due <= $3 OR m.due > $4))) " +
	"ORDER BY k.rest, k.household, k.id LIMIT "

// HooksDue is store.Hooks'.
func (b Reader) HooksDue(ctx context.Context, now time.Time, limit int) ([]store.HookName, error) {
	return list(b.ask(ctx), "look for hooks that are due", askHooksDue+most("$5"), []any{micros(now), micros(now.Add(store.HookAhead)), micros(now), micros(now.Add(store.HookAhead)), int64(limit)},
		func(r *record) (store.HookName, error) {
			return store.HookName{Household: brush.HouseholdID(r.str()), ID: r.str()}, nil
		})
}

// HookWaiting is store.Hooks'.
func (b Reader) HookWaiting(ctx context.Context, h brush.HouseholdID, hook string, now time.Time, limit int) ([]store.HookMessage, error) {
	return list(b.ask(ctx), "read waiting messages", "SELECT "+hookMessageCols+" FROM hook_message"+ofHook+" AND dead = 0 AND (due <= $3 OR due > $4) ORDER BY due, seq LIMIT "+most("$5"),
		[]any{string(h), hook, micros(now), micros(now.Add(store.HookAhead)), int64(limit)}, readHookMessage)
}

// HookDead is store.Hooks'.
func (b Reader) HookDead(ctx context.Context, h brush.HouseholdID, hook string, limit int) ([]store.HookMessage, error) {
	return list(b.ask(ctx), "read dead messages", "SELECT "+hookMessageCols+" FROM hook_message"+ofHook+" AND dead = 1 ORDER BY died DESC, seq DESC LIMIT "+most("$3"),
		[]any{string(h), hook, int64(limit)}, readHookMessage)
}

// HookCount is store.Hooks'.
func (b Reader) HookCount(ctx context.Context, h brush.HouseholdID, hook string) (waiting, dead int, err error) {
	return b.ask(ctx).countHookMessages(h, hook)
}

// HookTries is store.Hooks'.
func (b Reader) HookTries(ctx context.Context, h brush.HouseholdID, hook string, limit int) ([]store.HookTry, error) {
	return list(b.ask(ctx), "read tries of a hook", "SELECT "+hookTryCols+" FROM hook_try"+ofHook+" ORDER BY at DESC, seq DESC LIMIT "+most("$3"),
		[]any{string(h), hook, int64(limit)}, readHookTry)
}

// Hook is store.HooksTx's.
func (t *Tx) Hook(id string) (store.Hook, error) { return t.hook(t.h, id) }

// CountHooks is store.HooksTx's.
func (t *Tx) CountHooks() (n int, err error) {
	err = t.one("count hooks", "SELECT count(*) FROM hook WHERE household = $1", []any{string(t.h)}, func(r *record) error {
		n = int(r.int())
		return nil
	})
	return n, err
}

// PutHook is store.HooksTx's.
func (t *Tx) PutHook(k store.Hook) error {
	kinds, err := lines("kinds", k.Kinds)
	if err != nil {
		return fmt.Errorf("put hook: %w", err)
	}
	return t.later("put hook", putHook, string(t.h), k.ID, k.Name, k.URL, kinds, string(k.Off), []byte(k.Secret), []byte(k.Before), micros(k.BeforeUntil),
		int64(k.Seen), int64(k.Failures), micros(k.Rest), micros(k.Created), k.Account)
}

// DeleteHook is store.HooksTx's.
func (t *Tx) DeleteHook(id string) error {
	for _, table := range hookTables {
		if err := t.later("delete hook", "DELETE FROM "+table+ofHook, string(t.h), id); err != nil {
			return err
		}
	}
	return t.later("delete hook", "DELETE FROM hook WHERE household = $1 AND id = $2", string(t.h), id)
}

// HookMessage is store.HooksTx's.
func (t *Tx) HookMessage(hook string, seq store.Seq) (store.HookMessage, error) {
	return single(t.asker, "read message of a hook", "SELECT "+hookMessageCols+" FROM hook_message"+ofHook+" AND seq = $3", []any{string(t.h), hook, int64(seq)}, readHookMessage)
}

// PutHookMessage is store.HooksTx's.
func (t *Tx) PutHookMessage(m store.HookMessage) error {
	return t.later("put message of a hook", putHookMessage, string(t.h), m.Hook, int64(m.Seq), string(m.Kind), m.Subject, micros(m.At), int64(m.Tries),
		micros(m.Due), flag(m.Dead), micros(m.Died), m.Reason)
}

// DeleteHookMessage is store.HooksTx's.
func (t *Tx) DeleteHookMessage(hook string, seq store.Seq) error {
	return t.later("delete message of a hook", "DELETE FROM hook_message"+ofHook+" AND seq = $3", string(t.h), hook, int64(seq))
}

// CountHookMessages is store.HooksTx's.
func (t *Tx) CountHookMessages(hook string) (waiting, dead int, err error) {
	return t.countHookMessages(t.h, hook)
}

// ReviveHookMessages is store.HooksTx's.
func (t *Tx) ReviveHookMessages(hook string, due time.Time) (int, error) {
	n, err := t.exec("revive messages", "UPDATE hook_message SET dead = 0, died = $3, tries = 0, reason = '', due = $4"+ofHook+" AND dead = 1",
		string(t.h), hook, micros(time.Time{}), micros(due))
	return int(n), err
}

// ForgetHookMessages is store.HooksTx's.
func (t *Tx) ForgetHookMessages(hook string, before time.Time, keep int) error {
	return t.later("forget messages", "DELETE FROM hook_message"+ofHook+" AND dead = 1 AND (died < $3 OR seq NOT IN ("+
		"SELECT seq FROM hook_message"+ofHook+" AND dead = 1 ORDER BY died DESC, seq DESC LIMIT "+most("$4")+"))",
		string(t.h), hook, micros(before), int64(keep))
}

// PutHookTry is store.HooksTx's.
func (t *Tx) PutHookTry(y store.HookTry, keep int) error {
	err := t.later("put try", putHookTry, string(t.h), y.Hook, micros(y.At), int64(y.Seq), string(y.Kind), int64(y.Status), y.Took.Milliseconds(), y.Outcome)
	if err != nil {
		return err
	}
	return t.later("forget tries", "DELETE FROM hook_try"+ofHook+" AND at < (SELECT min(at) FROM (SELECT at FROM hook_try"+ofHook+
		" ORDER BY at DESC, seq DESC LIMIT "+most("$3")+") AS newest)", string(t.h), y.Hook, int64(keep))
}

// hookTables are what webhooks keep, but for themselves.
var hookTables = [...]string{"hook_message", "hook_try"}

// ForgetHooksOf is store.HooksTx's.
func (t *Tx) ForgetHooksOf(p brush.PersonID) error {
	if p == "" {
		for _, table := range append(hookTables[:], "hook") {
			if err := t.later("forget webhooks", "DELETE FROM "+table+" WHERE household = $1", string(t.h)); err != nil {
				return err
			}
		}
		return nil
	}
	return t.later("forget messages", "DELETE FROM hook_message WHERE household = $1 AND (subject = $2 OR NOT EXISTS ("+
		"SELECT 1 FROM feed f WHERE f.household = hook_message.household AND f.seq = hook_message.seq AND f.subject = hook_message.subject))", string(t.h), string(p))
}
