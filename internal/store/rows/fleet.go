package rows

import (
	"context"
	"maps"
	"slices"

	"github.com/enamel-home/enamel/internal/store"
)

// FleetDays is store.Fleet's. One statement reads what is folded and what is not, so that no part is missed or counted twice while it moves.
func (b Reader) FleetDays(ctx context.Context, from, to store.Day) ([]store.FleetDay, error) {
	const span = " WHERE day >= $1 AND day <= $2"
	const text = "SELECT day, CAST(sum(sessions) AS BIGINT), CAST(sum(seconds) AS BIGINT), CAST(sum(households) AS BIGINT) FROM (" +
		"SELECT day, sessions, seconds, households FROM fleet_day" + span + " UNION ALL " +
		"SELECT day, sessions, seconds, households FROM fleet_part" + span + ") AS f GROUP BY day ORDER BY day"
	all, err := list(b.ask(ctx), "read the fleet's days", text, []any{int64(from), int64(to)}, func(r *record) (store.FleetDay, error) {
		return store.FleetDay{Day: store.Day(r.int()), Sessions: r.int(), Seconds: r.int(), Households: r.int()}, nil
	})
	// What was brushed and removed again leaves a row of nothing.
	return slices.DeleteFunc(all, func(d store.FleetDay) bool { return d.Sessions == 0 && d.Seconds == 0 && d.Households == 0 }), err
}

var addDay = insert("fleet_day", "day, sessions, seconds, households") +
	" ON CONFLICT (day) DO UPDATE SET sessions = fleet_day.sessions + excluded.sessions, seconds = fleet_day.seconds + excluded.seconds, households = fleet_day.households + excluded.households"

// FoldFleet is store.Fleet's. Parts are only ever appended and folded: no household's update waits for a part, and the days are written by
// folders alone, of which the row of fleet_fold lets one at a time. It has an update of the keys to itself.
func (t *KeysTx) FoldFleet(least, limit int) (int, error) {
	q := t.asker
	waiting := int64(0)
	err := q.each("count parts of the fleet's count", "SELECT count(*) FROM (SELECT 1 FROM fleet_part LIMIT "+most("$1")+") AS f", []any{int64(max(least, 1))}, func(r *record) error {
		waiting = r.int()
		return nil
	})
	if err != nil || waiting < int64(max(least, 1)) {
		return 0, err
	}
	if _, err := q.exec("fold the fleet", "UPDATE fleet_fold SET folds = folds + 1 WHERE place = 1"); err != nil {
		return 0, err
	}
	// Taking and reading are one statement: what is appended meanwhile stays for the next time.
	take := "DELETE FROM fleet_part WHERE part IN (SELECT part FROM fleet_part ORDER BY part LIMIT " + most("$1") + ") RETURNING day, sessions, seconds, households"
	n := 0
	days := map[int64]*[3]int64{}
	err = q.each("take parts of the fleet's count", take, []any{int64(limit)}, func(r *record) error {
		day := r.int()
		if days[day] == nil {
			days[day] = &[3]int64{}
		}
		for i := range days[day] {
			days[day][i] += r.int()
		}
		n++
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		d := days[day]
		if _, err := q.exec("add to a day of the fleet", addDay, day, d[0], d[1], d[2]); err != nil {
			return 0, err
		}
	}
	return n, nil
}
