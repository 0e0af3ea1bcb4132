package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// overlap is how long two spans of time share; negative when they are apart.
func overlap(a, b *session.Session) time.Duration {
	from, to := a.Start, a.End
	if b.Start.After(from) {
		from = b.Start
	}
	if b.End.Before(to) {
		to = b.End
	}
	return to.Sub(from)
}

// match says which stored session each folded one is, -1 for none: pairs of the greatest overlap first, then of the nearest starts.
func match(folded []session.Session, stored []store.Session) []int {
	type pair struct {
		i, k    int
		overlap time.Duration
		apart   time.Duration
	}
	var pairs []pair
	for i := range folded {
		for k := range stored {
			if o := overlap(&folded[i], &stored[k].Session); o >= 0 && mayBe(&folded[i], &stored[k].Session) {
				pairs = append(pairs, pair{i, k, o, folded[i].Start.Sub(stored[k].Start).Abs()})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.apart, b.apart))
	})
	to := make([]int, len(folded))
	for i := range to {
		to[i] = -1
	}
	taken := make([]bool, len(stored))
	for _, p := range pairs {
		if to[p.i] < 0 && !taken[p.k] {
			to[p.i], taken[p.k] = p.k, true
		}
	}
	return to
}

// inherit hands what people said of a stored session that is no more to the one it became part of, where nobody said anything of that.
func inherit(folded []session.Session, stored []store.Session, to []int) {
	for k := range stored {
		gone := &stored[k]
		if gone.Removed || slices.Contains(to, k) {
			continue
		}
		best, most := -1, time.Duration(0)
		for i := range folded {
			if o := overlap(&folded[i], &gone.Session); to[i] >= 0 && (o > most || best < 0 && o >= 0) {
				best, most = to[i], o
			}
		}
		if best < 0 {
			continue
		}
		bequeath(gone, &stored[best])
	}
}

// bequeath hands on what people said of a session, where nobody said anything of the other.
func bequeath(gone, heir *store.Session) {
	if gone.How == store.HowPerson && heir.How != store.HowPerson || gone.How == store.HowCoach && heir.How == store.HowNobody {
		heir.Person, heir.Guest, heir.How, heir.AssignedAt = gone.Person, gone.Guest, gone.How, gone.AssignedAt
	}
	if heir.Note == "" {
		heir.Note = gone.Note
	}
}

// coveredByRemoved reports whether a session that nobody knows yet is mostly what somebody has deleted.
func coveredByRemoved(f *session.Session, stored []store.Session) bool {
	for k := range stored {
		if stored[k].Removed && mayBe(f, &stored[k].Session) && 2*overlap(f, &stored[k].Session) > f.End.Sub(f.Start) {
			return true
		}
	}
	return false
}

// newID names a session for ever: UUID version 7 [RFC 9562 5.7] of its start, whose random bits follow from household, handle and start, so
// that whoever folds the same frames first gives the same name.
func newID(h brush.HouseholdID, s *session.Session, stored []store.Session) brush.SessionID {
	for try := 0; ; try++ {
		sum := sha256.Sum256([]byte(string(h) + "|" + string(s.Device) + "|" + strconv.FormatInt(s.Start.UnixMilli(), 10) + "|" + strconv.Itoa(try)))
		var u brush.UUID
		copy(u[6:], sum[:])
		var ms [8]byte
		binary.BigEndian.PutUint64(ms[:], uint64(s.Start.UnixMilli()))
		copy(u[:6], ms[2:])
		u[6] = u[6]&0x0f | 0x70
		u[8] = u[8]&0x3f | 0x80
		id := brush.SessionID(u.String())
		// A session whose start has moved since keeps its name, and nobody else may have it.
		if !slices.ContainsFunc(stored, func(o store.Session) bool { return o.ID == id }) {
			return id
		}
	}
}

// same reports whether writing b over a would change nothing.
func same(a, b *store.Session) bool {
	if !a.LastHeard.Equal(b.LastHeard) || !slices.Equal(a.Slots, b.Slots) || !slices.Equal(a.Sources, b.Sources) {
		return false
	}
	x, y := *a, *b
	x.Slots, y.Slots, x.Sources, y.Sources = nil, nil, nil, nil
	x.Updated, y.Updated = time.Time{}, time.Time{}
	return reflect.DeepEqual(x, y)
}

// tells returns the change that a list of sessions would show, if any: not each second of a running one.
func tells(old, s *store.Session) (store.ChangeKind, bool) {
	switch {
	case old == nil && s.State == session.Ended:
		return store.SessionEnded, true
	case old == nil:
		return store.SessionOpened, true
	case s.Removed && !old.Removed:
		return store.SessionRemoved, true
	case s.Removed:
		return "", false
	case old.State == session.Ended && s.State != session.Ended:
		return store.SessionOpened, true
	case old.State != session.Ended && s.State == session.Ended:
		return store.SessionEnded, true
	case s.State != session.Ended:
		return store.SessionAmended, old.State != s.State || said(old) != said(s)
	}
	return store.SessionAmended, said(old) != said(s) || summary(old) != summary(s)
}

// words is what people, or rules about people, said of a session.
type words struct {
	person, suggested brush.PersonID
	guest             bool
	how               store.How
	note              string
}

func said(s *store.Session) words { return words{s.Person, s.Suggested, s.Guest, s.How, s.Note} }

// figures is what a list shows of a session that has ended.
type figures struct {
	start                 int64
	duration, high, heard uint32
	ending                session.Ending
	mode                  brush.Opt[brush.Mode]
	battery               brush.Opt[uint8]
	continues, recorded   bool
	own                   brush.Opt[uint8]
	score                 brush.Opt[session.Score]
}

func summary(s *store.Session) figures {
	return figures{s.Start.UnixMilli(), s.Duration, s.High, s.Heard, s.Ending, s.Mode, s.Battery, s.Continues, s.Recorded != nil, s.OwnScore, s.Score}
}
