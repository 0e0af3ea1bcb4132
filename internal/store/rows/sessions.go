package rows

import (
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The columns of a session. The key comes first, in the order of the table's key; the rest is what an update of the same row sets. A column of
// its own has what some question chooses or orders by; everything else is packed.
const (
	sessionKey  = "household, person, start_at, id"
	sessionRest = "device, end_at, last_heard, state, fleeting, guest, removed, packed"
	sessionCols = sessionKey + ", " + sessionRest + ", slots"
	// withSlots and withoutSlots read the same columns, all but the household; one of them then the slots, which lie behind everything that
	// the other reads.
	withSlots    = "SELECT person, start_at, id, " + sessionRest + ", slots FROM session s"
	withoutSlots = "SELECT person, start_at, id, " + sessionRest + " FROM session s"

	askSessionsOf   = withSlots + " WHERE s.household = $1 AND s.device = $2 AND s.start_at >= $3 AND s.start_at <= $4 AND s.end_at >= $5 ORDER BY s.start_at, s.id"
	askOpenSessions = withSlots + " WHERE s.household = $1 AND s.state <> 0 ORDER BY s.start_at, s.id"
)

var putSession = upsert("session", sessionKey, sessionCols)

// sessionArgs are a session's columns but its slots.
func sessionArgs(h brush.HouseholdID, s *store.Session) []any {
	return append(make([]any, 0, 13), string(h), string(s.Person), micros(s.Start), string(s.ID), string(s.Device), micros(s.End), micros(s.LastHeard), int64(s.State),
		flag(s.Fleeting), flag(s.Guest), flag(s.Removed), appendPacked(make([]byte, 0, 128), s))
}

// sessionReader reads rows of sessions; what a row says in the words of the one before is held once.
func sessionReader() func(*record) (store.Session, error) {
	var was words
	return func(r *record) (store.Session, error) {
		var s store.Session
		s.Person = brush.PersonID(r.str())
		s.Start = r.time()
		s.ID = brush.SessionID(r.str())
		s.Device = brush.DeviceID(r.str())
		s.End = r.time()
		s.LastHeard = r.time()
		s.State = session.State(r.int())
		s.Fleeting = r.flag()
		s.Guest = r.flag()
		s.Removed = r.flag()
		if err := parsePacked(r.bytes(), &s, &was); err != nil {
			return s, err
		}
		if r.i == len(r.v) {
			return s, nil // without slots
		}
		slots, err := session.ParseSlots(r.bytes())
		if err != nil {
			return s, err
		}
		if len(slots) > 0 {
			s.Slots = slots
		}
		return s, nil
	}
}

// querySessions is the text and the arguments of a question; its shapes are few, so that prepared statements serve it.
func querySessions(h brush.HouseholdID, q store.SessionQuery) (string, []any) {
	var b strings.Builder
	if q.WithSlots {
		b.WriteString(withSlots)
	} else {
		b.WriteString(withoutSlots)
	}
	args := []any{string(h)}
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	b.WriteString(" WHERE s.household = $1")
	if q.Person.OK {
		b.WriteString(" AND s.person = " + arg(string(q.Person.V)))
		if q.Person.V == "" {
			b.WriteString(" AND s.guest = 0")
		}
	}
	if q.People != nil {
		var in []string
		for _, p := range q.People {
			in = append(in, arg(string(p)))
		}
		if in == nil {
			in = []string{"NULL"}
		}
		b.WriteString(" AND s.person IN (" + strings.Join(in, ", ") + ")")
	}
	if q.Device != "" {
		b.WriteString(" AND s.device = " + arg(string(q.Device)))
	}
	if !q.From.IsZero() {
		b.WriteString(" AND s.start_at >= " + arg(micros(q.From)))
	}
	if !q.To.IsZero() {
		b.WriteString(" AND s.start_at < " + arg(micros(q.To)))
	}
	if !q.Before.IsZero() {
		at := arg(micros(q.Before))
		b.WriteString(" AND s.start_at <= " + at + " AND (s.start_at < " + at + " OR s.id < " + arg(string(q.BeforeID)) + ")")
	}
	if q.OpenOnly {
		b.WriteString(" AND s.state <> 0")
	}
	if !q.Removed {
		b.WriteString(" AND s.removed = 0")
	}
	b.WriteString(" ORDER BY s.start_at DESC, s.id DESC LIMIT " + most(arg(int64(limitOf(&q)))))
	return b.String(), args
}

// usualList is how many sessions a list is made for at first: a person's month.
const usualList = 64

// limitOf is how many sessions a question is answered with at most.
func limitOf(q *store.SessionQuery) int {
	if q.Limit <= 0 {
		return 100
	}
	return min(q.Limit, 1000)
}

// longest is how long before its start a session is looked for by time: none is longer, so that overlaps are found by the start alone.
const longest = 24 * time.Hour
