package rows

import (
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// A brush's frames and evidence lie together, so that the oldest of one brush are found by its key; the brushes themselves by leaping from one
// to the next. Forgetting never reads what stays.
const (
	nextDevice = "SELECT device FROM %s WHERE household = $1 AND device > $2 ORDER BY device LIMIT 1"
	oldFrames  = "SELECT first_at, digest FROM %s WHERE household = $1 AND device = $2 AND first_at < $3 AND last_at < $3 ORDER BY first_at, digest LIMIT $4"
	dropFrames = "DELETE FROM %s WHERE household = $1 AND device = $2 AND first_at = $3 AND digest = $4"

	oldEvidence = "SELECT id FROM evidence WHERE household = $1 AND device = $2 AND last_at < $3 ORDER BY last_at LIMIT $4"
	// A session whose evidence is still there would come back with the next frame that is merged into it.
	oldSessions = askTally + " AND start_at < $2 AND last_heard < $2 AND state = 0 AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.household = $1 AND e.device = session.device " +
		"AND e.last_at >= session.last_heard AND e.first_at <= session.last_heard) ORDER BY start_at, id LIMIT $3"
)

var frameTables = [...]string{"frame_row", "frame_block"}

// Forget is store.Tx's: frames first, then evidence, then sessions, so that nothing that stays lacks what it needs.
func (t *Tx) Forget(e store.Expiry, limit int) (f store.Forgotten, err error) {
	if !e.Frames.IsZero() {
		for _, table := range frameTables {
			if f.Frames, err = t.forgetFrames(table, micros(e.Frames), limit, f.Frames); err != nil {
				return f, err
			}
		}
	}
	if e.Sessions.IsZero() {
		return f, nil
	}
	before := micros(e.Sessions)
	err = t.devices("evidence", func(d brush.DeviceID) (bool, error) {
		ids, err := list(t.asker, "read old evidence", oldEvidence, []any{string(t.h), string(d), before, int64(limit - f.Frames - f.Evidence)},
			func(r *record) (string, error) { return r.str(), nil })
		if err != nil {
			return false, err
		}
		for _, id := range ids {
			if err := t.DeleteEvidence(d, id); err != nil {
				return false, err
			}
		}
		f.Evidence += len(ids)
		return f.Frames+f.Evidence < limit, nil
	})
	if err != nil || f.Frames+f.Evidence >= limit {
		return f, err
	}
	// What is gathered of this update is written first: what follows is not counted.
	if err := t.Finish(); err != nil {
		return f, err
	}
	old, err := list(t.asker, "read old sessions", oldSessions, []any{string(t.h), before, int64(limit - f.Frames - f.Evidence)}, tallyReader())
	if err != nil {
		return f, err
	}
	for _, was := range old {
		if err := t.deleteSession(was.id); err != nil {
			return f, err
		}
		t.note(was, tally{id: was.id})
	}
	f.Sessions = len(old)
	if len(old) > 0 && t.mem != nil {
		clear(t.mem.days) // their days count them still
	}
	return f, t.Finish()
}

// devices calls fn with each device that has rows in a table, until it says false.
func (t *Tx) devices(table string, fn func(brush.DeviceID) (bool, error)) error {
	text := fmt.Sprintf(nextDevice, table)
	for last := ""; ; {
		found := false
		err := t.each("find the next brush", text, []any{string(t.h), last}, func(r *record) error {
			last, found = r.str(), true
			return nil
		})
		if err != nil || !found {
			return err
		}
		if more, err := fn(brush.DeviceID(last)); err != nil || !more {
			return err
		}
	}
}

// forgetFrames takes rows of frames away until there are limit with those that are taken already.
func (t *Tx) forgetFrames(table string, before int64, limit, taken int) (int, error) {
	type key struct {
		first  int64
		digest []byte
	}
	find, drop := fmt.Sprintf(oldFrames, table), fmt.Sprintf(dropFrames, table)
	if taken >= limit {
		return taken, nil
	}
	err := t.devices(table, func(d brush.DeviceID) (bool, error) {
		keys, err := list(t.asker, "read old frames", find, []any{string(t.h), string(d), before, int64(limit - taken)},
			func(r *record) (key, error) { return key{r.int(), append([]byte(nil), r.bytes()...)}, nil })
		if err != nil {
			return false, err
		}
		for _, k := range keys {
			if _, err := t.exec("forget frames", drop, string(t.h), string(d), k.first, k.digest); err != nil {
				return false, err
			}
		}
		taken += len(keys)
		return taken < limit, nil
	})
	return taken, err
}
