package rows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

const (
	reminderCols  = "household, person, part, is_on, at, days, told"
	pushCols      = "household, id, account, login, endpoint, sealed, created, told"
	serverKeyCols = "name, public, sealed, created"
)

var (
	putReminder = insert("reminder", reminderCols) + " ON CONFLICT (household, person, part) DO UPDATE SET is_on = excluded.is_on, at = excluded.at, days = excluded.days"
	putQuiet    = upsert("quiet_hours", "household", "household, is_on, from_min, to_min")
	putPush     = upsert("push", "household, id", pushCols)
	putOwnKey   = upsert("server_key", "name", serverKeyCols)
)

func readReminder(r *record) (store.Reminder, error) {
	return store.Reminder{Person: brush.PersonID(r.str()), Reminder: session.Reminder{Part: session.PartOfDay(r.int()), On: r.flag(), At: int(r.int()),
		Days: session.Weekdays(r.int())}, Told: r.str()}, nil
}

func (q *asker) reminders(h brush.HouseholdID) ([]store.Reminder, error) {
	return list(q, "read reminders", "SELECT person, part, is_on, at, days, told FROM reminder WHERE household = $1 ORDER BY person, part", []any{string(h)}, readReminder)
}

func (q *asker) quiet(h brush.HouseholdID) (session.Quiet, error) {
	z, err := single(q, "read quiet hours", "SELECT is_on, from_min, to_min FROM quiet_hours WHERE household = $1", []any{string(h)}, readQuiet)
	if errors.Is(err, brush.ErrNotFound) {
		return session.UsualQuiet, nil
	}
	return z, err
}

func readQuiet(r *record) (session.Quiet, error) {
	return session.Quiet{On: r.flag(), From: int(r.int()), To: int(r.int())}, nil
}

func (q *asker) serverKey(name string) (store.ServerKey, error) {
	return single(q, "read a key of the server", "SELECT "+serverKeyCols+" FROM server_key WHERE name = $1", []any{name}, func(r *record) (store.ServerKey, error) {
		return store.ServerKey{Name: r.str(), Public: r.bytes(), Sealed: r.bytes(), Created: r.time()}, nil
	})
}

// Reminders is store.Reminders'.
func (b Reader) Reminders(ctx context.Context, h brush.HouseholdID) ([]store.Reminder, error) {
	return b.ask(ctx).reminders(h)
}

// Quiet is store.Reminders'.
func (b Reader) Quiet(ctx context.Context, h brush.HouseholdID) (session.Quiet, error) {
	return b.ask(ctx).quiet(h)
}

var askRemindersOn = fmt.Sprintf("SELECT r.household, h.time_zone, h.day_turns, coalesce(q.is_on, %d), coalesce(q.from_min, %d), coalesce(q.to_min, %d), "+
	"r.person, r.part, r.is_on, r.at, r.days, r.told FROM reminder r JOIN household h ON h.id = r.household LEFT JOIN quiet_hours q ON q.household = r.household "+
	"WHERE r.is_on = 1 AND r.household IN (SELECT DISTINCT household FROM reminder WHERE is_on = 1 AND household > $1 ORDER BY household LIMIT "+most("$2")+") "+
	"ORDER BY r.household, r.person, r.part", flag(session.UsualQuiet.On), session.UsualQuiet.From, session.UsualQuiet.To)

// RemindersOn is store.Reminders'.
func (b Reader) RemindersOn(ctx context.Context, after brush.HouseholdID, limit int) (all []store.ReminderHouse, err error) {
	err = b.ask(ctx).each("read reminders that are on", askRemindersOn, []any{string(after), int64(limit)}, func(r *record) error {
		h := store.ReminderHouse{ID: brush.HouseholdID(r.str()), TimeZone: r.str(), DayTurns: int(r.int())}
		h.Quiet, _ = readQuiet(r) // its errors are the record's
		one, err := readReminder(r)
		if n := len(all); n == 0 || all[n-1].ID != h.ID {
			all = append(all, h)
		}
		last := &all[len(all)-1]
		last.Reminders = append(last.Reminders, one)
		return err
	})
	return all, err
}

const askPushes = "SELECT p.id, p.account, p.login, p.endpoint, p.sealed, p.created, p.told, l.agent, m.people, l.expires, m.expires FROM push p " +
	"JOIN login l ON l.hash = p.login AND l.account = p.account JOIN membership m ON m.account = p.account AND m.household = p.household " +
	"WHERE p.household = $1 AND l.pin = ''"

// Pushes is store.Reminders'.
func (b Reader) Pushes(ctx context.Context, h brush.HouseholdID, account string, now time.Time) (all []store.Push, err error) {
	text, args := askPushes, []any{string(h)}
	if account != "" {
		text, args = text+" AND p.account = $2", append(args, account)
	}
	err = b.ask(ctx).each("read who is told of reminders", text+" ORDER BY p.created, p.id", args, func(r *record) error {
		p := store.Push{ID: r.str(), Account: r.str(), Login: r.hash(), Endpoint: r.hash(), Sealed: r.bytes(), Created: r.time(), Told: r.time(), Agent: r.str(),
			People: split[brush.PersonID](r.str())}
		if login, member := r.time(), r.time(); login.After(now) && (member.IsZero() || member.After(now)) {
			all = append(all, p)
		}
		return nil
	})
	return all, err
}

// ServerKey is store.Reminders'.
func (b Reader) ServerKey(ctx context.Context, name string) (store.ServerKey, error) {
	return b.ask(ctx).serverKey(name)
}

// Reminders is store.RemindersTx's.
func (t *Tx) Reminders() ([]store.Reminder, error) { return t.reminders(t.h) }

// PutReminder is store.RemindersTx's.
func (t *Tx) PutReminder(m store.Reminder) error {
	return t.later("put a reminder", putReminder, string(t.h), string(m.Person), int64(m.Part), flag(m.On), int64(m.At), int64(m.Days), "")
}

// Quiet is store.RemindersTx's.
func (t *Tx) Quiet() (session.Quiet, error) { return t.quiet(t.h) }

// PutQuiet is store.RemindersTx's.
func (t *Tx) PutQuiet(q session.Quiet) error {
	return t.later("put quiet hours", putQuiet, string(t.h), flag(q.On), int64(q.From), int64(q.To))
}

// Remind is store.RemindersTx's. Who changes the row is first.
func (t *Tx) Remind(p brush.PersonID, part session.PartOfDay, day session.Date) (bool, error) {
	n, err := t.exec("write down a reminder", "UPDATE reminder SET told = $1 WHERE household = $2 AND person = $3 AND part = $4 AND is_on = 1 AND told <> $5",
		day.String(), string(t.h), string(p), int64(part), day.String())
	return n == 1, err
}

// PutPush is store.RemindersTx's.
func (t *Tx) PutPush(p store.Push) error {
	if err := t.later("forget who was told there", "DELETE FROM push WHERE endpoint = $1 AND login <> $2", p.Endpoint[:], p.Login[:]); err != nil {
		return err
	}
	if err := t.later("forget who was told there", "DELETE FROM push WHERE household = $1 AND login = $2 AND id <> $3", string(t.h), p.Login[:], p.ID); err != nil {
		return err
	}
	if err := t.later("forget who is logged in no more", "DELETE FROM push WHERE household = $1 AND account = $2 AND NOT EXISTS (SELECT 1 FROM login l WHERE l.hash = push.login)",
		string(t.h), p.Account); err != nil {
		return err
	}
	return t.later("put who is told", putPush, string(t.h), p.ID, p.Account, p.Login[:], p.Endpoint[:], []byte(p.Sealed), micros(p.Created), micros(p.Told))
}

// TouchPush is store.RemindersTx's.
func (t *Tx) TouchPush(id string, told time.Time) error {
	return t.later("touch who is told", "UPDATE push SET told = $1 WHERE household = $2 AND id = $3", micros(told), string(t.h), id)
}

// DeletePush is store.RemindersTx's.
func (t *Tx) DeletePush(id string) error {
	return t.later("delete who is told", "DELETE FROM push WHERE household = $1 AND id = $2", string(t.h), id)
}

// SealPush is store.RemindersTx's.
func (t *Tx) SealPush(id string, was, again store.Secret) error {
	return t.later("seal where somebody is told", "UPDATE push SET sealed = $1 WHERE household = $2 AND id = $3 AND sealed = $4", []byte(again), string(t.h), id, []byte(was))
}

// CountPushes is store.RemindersTx's.
func (t *Tx) CountPushes(account string, now time.Time) (int, error) {
	return t.asker.count("count who is told", "SELECT count(*) FROM push p JOIN login l ON l.hash = p.login WHERE p.household = $1 AND p.account = $2 AND l.expires > $3",
		string(t.h), account, micros(now))
}

// ServerKey is store.RemindersKeysTx's.
func (t *KeysTx) ServerKey(name string) (store.ServerKey, error) { return t.serverKey(name) }

// PutServerKey is store.RemindersKeysTx's.
func (t *KeysTx) PutServerKey(k store.ServerKey) error {
	return t.later("put a key of the server", putOwnKey, k.Name, k.Public, k.Sealed, micros(k.Created))
}

// eraseReminders takes away what a person is reminded of.
func (t *Tx) eraseReminders(p brush.PersonID) error {
	return t.later("erase reminders", "DELETE FROM reminder WHERE household = $1 AND person = $2", string(t.h), string(p))
}
