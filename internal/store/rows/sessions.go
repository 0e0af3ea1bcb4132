package rows

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The columns of a session. The key comes first, in the order of the table's key; the rest is what an update of the same row sets.
const (
	sessionKey  = "household, person, start_at, id"
	sessionRest = "device, brand, end_at, last_heard, duration, state, ending, over, fleeting, continues, mode, target, sectors, face, battery, " +
		"pressure, high, sources, guest, how, assigned_at, suggested, note, removed, heard, updated, own_score, recorded, score_version, score_total, " +
		"time_points, time_weight, time_got, time_of, coverage_points, coverage_weight, coverage_got, coverage_of, " +
		"pressure_points, pressure_weight, pressure_got, pressure_of, amended"
	sessionCols = sessionKey + ", " + sessionRest
	// withSlots and withoutSlots read the same columns, all but the household; one of them then the slots.
	withSlots    = "SELECT " + sessionQualified + ", l.body FROM session s LEFT JOIN session_slots l ON l.household = s.household AND l.id = s.id AND l.start_at = s.start_at"
	withoutSlots = "SELECT person, start_at, id, " + sessionRest + " FROM session s"

	askSessionsOf   = withSlots + " WHERE s.household = $1 AND s.device = $2 AND s.start_at >= $3 AND s.start_at <= $4 AND s.end_at >= $5 ORDER BY s.start_at, s.id"
	askOpenSessions = withSlots + " WHERE s.household = $1 AND s.state <> 0 ORDER BY s.start_at, s.id"
)

const sessionQualified = "s.person, s.start_at, s.id, " +
	"s.device, s.brand, s.end_at, s.last_heard, s.duration, s.state, s.ending, s.over, s.fleeting, s.continues, s.mode, s.target, s.sectors, s.face, s.battery, " +
	"s.pressure, s.high, s.sources, s.guest, s.how, s.assigned_at, s.suggested, s.note, s.removed, s.heard, s.updated, s.own_score, s.recorded, s.score_version, s.score_total, " +
	"s.time_points, s.time_weight, s.time_got, s.time_of, s.coverage_points, s.coverage_weight, s.coverage_got, s.coverage_of, " +
	"s.pressure_points, s.pressure_weight, s.pressure_got, s.pressure_of, s.amended"

var (
	putSession = upsert("session", sessionKey, sessionCols)
	putSlots   = upsert("session_slots", "household, id, start_at", "household, id, start_at, body")
)

func sessionArgs(h brush.HouseholdID, s *store.Session) []any {
	a := make([]any, 0, 50)
	a = append(a, string(h), string(s.Person), micros(s.Start), string(s.ID), string(s.Device), string(s.Brand), micros(s.End), micros(s.LastHeard),
		int64(s.Duration), int64(s.State), int64(s.Ending), int64(s.Over), flag(s.Fleeting), flag(s.Continues), opt(s.Mode), opt(s.Target),
		opt(s.Sectors), opt(s.Face), opt(s.Battery), flag(s.Pressure), int64(s.High), appendShares(nil, s.Sources), flag(s.Guest), string(s.How),
		micros(s.AssignedAt), string(s.Suggested), s.Note, flag(s.Removed), int64(s.Heard), micros(s.Updated), opt(s.OwnScore))
	if s.Recorded != nil {
		a = append(a, session.AppendRecorded(nil, s.Recorded))
	} else {
		a = append(a, nil)
	}
	if s.Score.OK {
		sc := &s.Score.V
		a = append(a, int64(sc.Version), int64(sc.Total))
		for _, p := range [...]brush.Opt[session.Part]{brush.Some(sc.Time), sc.Coverage, sc.Pressure} {
			if p.OK {
				a = append(a, p.V.Points, p.V.Weight, int64(p.V.Got), int64(p.V.Of))
			} else {
				a = append(a, nil, nil, nil, nil)
			}
		}
	} else {
		for range 14 {
			a = append(a, nil)
		}
	}
	if s.Amended == nil {
		return append(a, nil)
	}
	return append(a, appendAmendment(nil, s.Amended))
}

func readSession(r *record) (store.Session, error) {
	var s store.Session
	s.Person = brush.PersonID(r.str())
	s.Start = r.time()
	s.ID = brush.SessionID(r.str())
	s.Device = brush.DeviceID(r.str())
	s.Brand = brush.BrandID(r.str())
	s.End = r.time()
	s.LastHeard = r.time()
	s.Duration = uint32(r.int())
	s.State = session.State(r.int())
	s.Ending = session.Ending(r.int())
	s.Over = brush.Activity(r.int())
	s.Fleeting = r.flag()
	s.Continues = r.flag()
	s.Mode = some[brush.Mode](r)
	s.Target = some[uint16](r)
	s.Sectors = some[uint8](r)
	s.Face = some[uint8](r)
	s.Battery = some[uint8](r)
	s.Pressure = r.flag()
	s.High = uint32(r.int())
	var err error
	if s.Sources, err = parseShares(r.bytes()); err != nil {
		return s, err
	}
	s.Guest = r.flag()
	s.How = store.How(r.str())
	s.AssignedAt = r.time()
	s.Suggested = brush.PersonID(r.str())
	s.Note = r.str()
	s.Removed = r.flag()
	s.Heard = uint32(r.int())
	s.Updated = r.time()
	s.OwnScore = some[uint8](r)
	if !r.absent() {
		if s.Recorded, err = session.ParseRecorded(r.bytes()); err != nil {
			return s, err
		}
	}
	if version := some[uint8](r); version.OK {
		sc := session.Score{Version: version.V, Total: uint8(r.int())}
		sc.Time = readPart(r).V
		sc.Coverage = readPart(r)
		sc.Pressure = readPart(r)
		s.Score = brush.Some(sc)
	} else {
		r.i += 13
	}
	if !r.absent() {
		if s.Amended, err = parseAmendment(r.bytes()); err != nil {
			return s, err
		}
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

func readPart(r *record) brush.Opt[session.Part] {
	if r.absent() {
		r.i += 3
		return brush.Opt[session.Part]{}
	}
	return brush.Some(session.Part{Points: r.float(), Weight: r.float(), Got: uint32(r.int()), Of: uint32(r.int())})
}

// appendShares appends who heard how much: for each the length of its id, the id and the seconds; numbers are unsigned varints.
func appendShares(b []byte, shares []session.Share) []byte {
	for _, s := range shares {
		b = binary.AppendUvarint(b, uint64(len(s.Source)))
		b = append(b, s.Source...)
		b = binary.AppendUvarint(b, uint64(s.Heard))
	}
	return b
}

var errShares = errors.New("the sources of a session do not parse")

func parseShares(b []byte) ([]session.Share, error) {
	var all []session.Share
	for len(b) > 0 {
		n, w := binary.Uvarint(b)
		if w <= 0 || n > uint64(len(b)-w) {
			return nil, errShares
		}
		id := brush.SourceID(b[w : w+int(n)])
		b = b[w+int(n):]
		heard, w := binary.Uvarint(b)
		if w <= 0 || heard > math.MaxUint32 {
			return nil, errShares
		}
		b = b[w:]
		all = append(all, session.Share{Source: id, Heard: uint32(heard)})
	}
	return all, nil
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
	limit := q.Limit
	if limit <= 0 {
		limit = 100
	}
	b.WriteString(" ORDER BY s.start_at DESC, s.id DESC LIMIT " + most(arg(int64(min(limit, 1000)))))
	return b.String(), args
}

// longest is how long before its start a session is looked for by time: none is longer, so that overlaps are found by the start alone.
const longest = 24 * time.Hour
