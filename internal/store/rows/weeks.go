package rows

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// tally is what is counted of a session.
type tally struct {
	id      brush.SessionID
	person  brush.PersonID
	start   int64 // µs
	counted bool  // what follows is only set with it
	seconds uint32
	score   brush.Opt[[2]uint8] // version, total
	origin  session.Origin
}

// tallyOf counts what is shown and has ended: an open session grows each second, and is read by itself.
func tallyOf(s *store.Session) tally {
	t := tally{id: s.ID, person: s.Person, start: micros(s.Start)}
	if s.State != session.Ended || s.Removed || s.Fleeting || s.Start.IsZero() || s.ID == "" {
		return t
	}
	t.counted, t.seconds, t.origin = true, s.Duration, s.Origin()
	if s.Score.OK {
		t.score = brush.Some([2]uint8{s.Score.V.Version, s.Score.V.Total})
	}
	return t
}

func (t *tally) brushing() session.Brushing {
	b := session.Brushing{ID: t.id, Start: fromMicros(t.start), Seconds: t.seconds, Origin: t.origin}
	if t.score.OK {
		b.Score = brush.Some(session.Verdict{Version: t.score.V[0], Total: t.score.V[1]})
	}
	return b
}

func (t *tally) week() int64 { return floor(t.start, weekMicros) }
func (t *tally) day() int64  { return floor(t.start, dayMicros) }

const (
	dayMicros  = int64(24 * time.Hour / time.Microsecond)
	weekMicros = 7 * dayMicros
)

func floor(v, by int64) int64 {
	n := v / by
	if v < 0 && v%by != 0 {
		n--
	}
	return n
}

func cmpTally(a, b tally) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.id, b.id)) }

// The binary form of a person's week: its version; then for each brushing, in order of its start, with numbers as unsigned varints: µs since
// the one before (the first: since the week began), four times the seconds plus the origin, 0 or the score's total plus one and then its version, the length of its id and
// the id; a length of 0 stands for a UUID, and 16 bytes follow. A week with more than crowd brushings is only the version weekCrowded: such
// a person's sessions are read themselves, and writing one more costs no more than writing the first.
const (
	weekPlain   = 1
	weekCrowded = 2
	crowd       = 96
)

var errWeek = errors.New("a person's week does not parse")

func appendWeek(b []byte, week int64, ts []tally) []byte {
	if len(ts) > crowd {
		return append(b, weekCrowded)
	}
	b = append(b, weekPlain)
	at := week * weekMicros
	for i := range ts {
		t := &ts[i]
		b = binary.AppendUvarint(b, uint64(t.start-at))
		b = binary.AppendUvarint(b, uint64(t.seconds)<<2|uint64(t.origin))
		at = t.start
		if t.score.OK {
			b = binary.AppendUvarint(b, uint64(t.score.V[1])+1)
			b = binary.AppendUvarint(b, uint64(t.score.V[0]))
		} else {
			b = append(b, 0)
		}
		if u, ok := brush.ParseUUID([]byte(t.id)); ok && len(t.id) == 36 && u.String() == string(t.id) {
			b = append(append(b, 0), u[:]...)
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(t.id)))
		b = append(b, t.id...)
	}
	return b
}

// parseWeek reads what appendWeek wrote.
func parseWeek(b []byte, p brush.PersonID, week int64) (ts []tally, crowded bool, err error) {
	return parseWeekTo(nil, b, p, week)
}

// parseWeekTo is parseWeek in memory that is there already.
func parseWeekTo(ts []tally, b []byte, p brush.PersonID, week int64) (_ []tally, crowded bool, err error) {
	if len(b) == 1 && b[0] == weekCrowded {
		return nil, true, nil
	}
	if len(b) == 0 || b[0] != weekPlain {
		return nil, false, errWeek
	}
	b = b[1:]
	ts = slices.Grow(ts, len(b)/20+1) // most take about 26 bytes
	var text [36]byte
	bad := false
	number := func(most uint64) uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 || v > most {
			bad = true
			return 0
		}
		b = b[n:]
		return v
	}
	at, end := week*weekMicros, (week+1)*weekMicros
	for len(b) > 0 && !bad {
		t := tally{person: p, counted: true}
		t.start = at + int64(number(uint64(weekMicros)))
		at = t.start
		length := number(math.MaxUint32<<2 | uint64(session.Noted))
		t.seconds, t.origin = uint32(length>>2), session.Origin(length&3)
		bad = bad || t.origin > session.Noted
		if total := number(1 << 8); total > 0 {
			t.score = brush.Some([2]uint8{uint8(number(math.MaxUint8)), uint8(total - 1)})
		}
		n := number(uint64(len(b)))
		isUUID := n == 0
		if isUUID {
			n = 16
		}
		if bad || at >= end || uint64(len(b)) < n || len(ts) == crowd {
			return nil, false, errWeek
		}
		if isUUID {
			t.id = brush.SessionID(brush.UUID(b[:16]).Append(text[:0]))
		} else {
			t.id = brush.SessionID(b[:n])
		}
		b = b[n:]
		if len(ts) > 0 && cmpTally(ts[len(ts)-1], t) >= 0 {
			return nil, false, errWeek
		}
		ts = append(ts, t)
	}
	if bad {
		return nil, false, errWeek
	}
	return ts, false, nil
}

// without returns a week's brushings without one, and that one.
func without(ts []tally, id brush.SessionID) []tally {
	return slices.DeleteFunc(ts, func(t tally) bool { return t.id == id })
}
