package rows

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Memory is what a writer that is alone with its database remembers of the rows that it read and wrote last: the next second of a brushing then
// asks for nothing that the second before has just written. It is for the transactions of one connection, which follow each other. Whoever
// holds it calls Forget as soon as anything was taken back, or may have been written that did not go through them. nil remembers nothing.
//
// It also gathers what the updates of one transaction add to the fleet's count, which is written once for all of them: see PutParts.
type Memory struct {
	of    map[brush.HouseholdID]*memories
	size  int // bytes, about
	most  int
	parts map[int64]dayCount // by day; not written yet
}

// NewMemory returns a memory of about so many bytes.
func NewMemory(most int) *Memory { return &Memory{of: map[brush.HouseholdID]*memories{}, most: most} }

// Forget forgets everything.
func (m *Memory) Forget() {
	if m != nil {
		clear(m.of)
		m.size = 0
	}
}

// Undo forgets everything, and what was gathered since PutParts: the transaction, or what came behind PutParts in it, was taken back.
func (m *Memory) Undo() {
	if m != nil {
		m.Forget()
		clear(m.parts)
	}
}

// Drop forgets a household: an update of it came to nothing.
func (m *Memory) Drop(h brush.HouseholdID) {
	if m != nil && m.of[h] != nil {
		m.size -= m.of[h].size
		delete(m.of, h)
	}
}

// forgetMemory has nothing remembered of the household, for an update that writes past what remembers.
func (t *Tx) forgetMemory() {
	if t.mem != nil {
		t.mem.all.Drop(t.h)
		t.mem = nil
	}
}

// house returns what is remembered of a household, and makes room for more of it.
func (m *Memory) house(h brush.HouseholdID) *memories {
	if m == nil {
		return nil
	}
	if m.size > m.most {
		for other := range m.of { // whichever; the next of those who write will be back soon
			if other != h {
				m.Drop(other)
			}
			if m.size <= m.most/4*3 {
				break
			}
		}
		if mem := m.of[h]; mem != nil && mem.size > m.most {
			m.Forget()
		}
	}
	mem := m.of[h]
	if mem == nil {
		mem = &memories{all: m, brushes: map[brush.DeviceID]*brushMemory{}, sources: map[brush.SourceID][]any{}}
		m.of[h] = mem
		mem.grow(memoriesSize)
	}
	return mem
}

// memories are of one household. Rows are held as the columns that were written, so that they are read as the database would give them.
type memories struct {
	all       *Memory
	size      int
	last      brush.Opt[store.Seq] // number of the newest change
	household []any                // nil: not known, and so for all rows
	brushes   map[brush.DeviceID]*brushMemory
	sources   map[brush.SourceID][]any
	days      map[int64]dayMemory // of UTC
}

// brushMemory is of one brush.
type brushMemory struct {
	row                []any
	evidence, sessions newest
}

// What a household and a brush take themselves, in bytes, about.
const (
	memoriesSize = 800
	brushSize    = 500
)

func (mem *memories) grow(by int) {
	mem.size += by
	mem.all.size += by
}

func rowSize(row []any) int {
	n := 16 * len(row)
	for _, v := range row {
		switch v := v.(type) {
		case string:
			n += 16 + len(v)
		case []byte:
			n += 24 + len(v)
		case int64:
			n += 8
		}
	}
	return n
}

// replace puts a row in the place of another.
func (mem *memories) replace(place *[]any, row []any) {
	mem.grow(rowSize(row) - rowSize(*place))
	*place = row
}

// brush returns what is remembered of a brush; nil where nothing is remembered at all.
func (mem *memories) brush(d brush.DeviceID) *brushMemory {
	if mem == nil {
		return nil
	}
	b := mem.brushes[d]
	if b == nil {
		b = &brushMemory{}
		mem.brushes[d] = b
		mem.grow(brushSize)
	}
	return b
}

func (mem *memories) putBrush(d brush.DeviceID, row []any) {
	if b := mem.brush(d); b != nil {
		mem.replace(&b.row, row)
	}
}

// sameBut reports whether the row of a brush is known, and differs in none of its columns but those from one to before another.
func (mem *memories) sameBut(d brush.DeviceID, row []any, from, to int) bool {
	if mem == nil || mem.brushes[d] == nil || mem.brushes[d].row == nil {
		return false
	}
	for i, was := range mem.brushes[d].row {
		if i >= from && i < to {
			continue
		}
		if a, ok := was.([]byte); ok {
			if b, ok := row[i].([]byte); !ok || !bytes.Equal(a, b) || (a == nil) != (b == nil) {
				return false
			}
		} else if _, ok := row[i].([]byte); ok || was != row[i] {
			return false
		}
	}
	return true
}

func (mem *memories) putSource(id brush.SourceID, row []any) {
	if mem != nil {
		mem.grow(rowSize(row) - rowSize(mem.sources[id]))
		mem.sources[id] = row
	}
}

func (mem *memories) putHousehold(row []any) {
	if mem != nil {
		mem.replace(&mem.household, row)
	}
}

// remembered is what single would read.
func remembered[T any](row []any, read func(*record) (T, error)) (T, error) {
	r := record{v: row}
	v, err := read(&r)
	return v, cmp.Or(err, r.bad)
}

// newest is every row of a kind that a brush has at and behind a moment: those whose last moment is not before it. What it does not know is
// asked of the database, as always.
type newest struct {
	known bool
	from  int64 // µs
	rows  []near
	skip  int // questions that are not worth the attempt: there is much behind them
	vain  int // attempts of late that came to nothing
}

// near is a row, and where it lies.
type near struct {
	id          string
	first, last int64 // µs
	row         []any
}

// mostNear is how many rows of a kind are remembered of a brush: those of its last brushing, and of one or two before it.
const mostNear = 4

func cmpNear(a, b near) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.id, b.id)) }

// knows reports whether no row with that last moment can be there that is not remembered.
func (n *newest) knows(last int64) bool { return n.known && last >= n.from }

func (n *newest) has(id string) bool {
	return slices.ContainsFunc(n.rows, func(k near) bool { return k.id == id })
}

func (mem *memories) putNear(n *newest, k near) {
	mem.dropNear(n, k.id)
	if !n.knows(k.last) {
		return
	}
	at, _ := slices.BinarySearchFunc(n.rows, k, cmpNear)
	n.rows = slices.Insert(n.rows, at, k)
	mem.grow(rowSize(k.row))
	for len(n.rows) > mostNear {
		oldest := slices.MinFunc(n.rows, func(a, b near) int { return cmp.Compare(a.last, b.last) })
		n.from = oldest.last + 1
		for i := len(n.rows) - 1; i >= 0; i-- {
			if n.rows[i].last < n.from {
				mem.dropNear(n, n.rows[i].id)
			}
		}
	}
}

func (mem *memories) dropNear(n *newest, id string) {
	n.rows = slices.DeleteFunc(n.rows, func(k near) bool {
		if k.id == id {
			mem.grow(-rowSize(k.row))
		}
		return k.id == id
	})
}

// learn reads every row of a kind from a moment on, when there are few, and reports whether it is known now.
func (t *Tx) learn(n *newest, verb, query string, args []any, from int64, read func(values []any) (near, error)) (bool, error) {
	if n.skip > 0 {
		n.skip--
		return false, nil
	}
	var rows []near
	err := t.each(verb, query, args, func(r *record) error {
		k, err := read(slices.Clone(r.v))
		if err != nil {
			return t.failed(verb, err)
		}
		rows = append(rows, k)
		return nil
	})
	if err != nil {
		return false, err
	}
	if len(rows) > mostNear {
		n.vain = min(n.vain+1, 10)
		n.skip = 1 << n.vain
		return false, nil
	}
	for _, k := range n.rows {
		t.mem.grow(-rowSize(k.row))
	}
	for _, k := range rows {
		t.mem.grow(rowSize(k.row))
	}
	n.known, n.from, n.rows, n.vain = true, from, rows, 0
	return true, nil
}

// evidenceNear answers Evidence from memory, after filling it where that is worth it. ok is false when the database must be asked.
func (t *Tx) evidenceNear(d brush.DeviceID, from, to time.Time) (in []store.Evidence, ok bool, err error) {
	b := t.mem.brush(d)
	if b == nil {
		return nil, false, nil
	}
	lo, hi := micros(from), micros(to)
	if !b.evidence.knows(lo) {
		ok, err := t.learn(&b.evidence, "read the newest evidence", askEvidence+" LIMIT "+most("$5"),
			[]any{string(t.h), string(d), lo, int64(math.MaxInt64), int64(mostNear + 1)}, lo, func(values []any) (near, error) {
				e, err := remembered(values, readEvidence)
				return near{e.ID, micros(e.First), micros(e.Last), values}, err
			})
		if err != nil || !ok {
			return nil, false, err
		}
	}
	for _, k := range b.evidence.rows {
		if k.last < lo || k.first > hi {
			continue
		}
		e, err := remembered(k.row, readEvidence)
		if err != nil {
			return nil, false, t.failed("read evidence", err)
		}
		in = append(in, e)
	}
	return in, true, nil
}

// sessionsNear is evidenceNear for SessionsOf.
func (t *Tx) sessionsNear(d brush.DeviceID, from, to time.Time) (in []store.Session, ok bool, err error) {
	b := t.mem.brush(d)
	if b == nil {
		return nil, false, nil
	}
	lo, hi, begun := micros(from), micros(to), micros(from.Add(-longest))
	if !b.sessions.knows(lo) {
		ok, err := t.learn(&b.sessions, "read the newest sessions of a brush", askSessionsOf+" LIMIT "+most("$6"),
			[]any{string(t.h), string(d), begun, int64(math.MaxInt64), lo, int64(mostNear + 1)}, lo, func(values []any) (near, error) {
				s, err := remembered(values, sessionReader())
				return near{string(s.ID), micros(s.Start), micros(s.End), values}, err
			})
		if err != nil || !ok {
			return nil, false, err
		}
	}
	read := sessionReader()
	for _, k := range b.sessions.rows {
		if k.last < lo || k.first > hi || k.first < begun {
			continue
		}
		s, err := remembered(k.row, read)
		if err != nil {
			return nil, false, t.failed("read sessions of a brush", err)
		}
		in = append(in, s)
	}
	return in, true, nil
}

// expectNear answers Expect from memory, after filling it where that is worth it, and returns what is left to be asked of the database.
func (t *Tx) expectNear(about []store.Stretch) (rest []store.Stretch, err error) {
	for _, w := range about {
		if have := t.desk.ahead[w.Device]; w.To.IsZero() || have != nil && have.whole.holds(span{w.From, w.To}) {
			continue
		}
		a := &ahead{whole: span{w.From, w.To}}
		evidence, sessions := false, false
		if a.evidence, evidence, err = t.evidenceNear(w.Device, w.From, w.To); err != nil {
			return nil, err
		}
		if evidence {
			if a.sessions, sessions, err = t.sessionsNear(w.Device, w.From, w.To); err != nil {
				return nil, err
			}
		}
		if !sessions {
			rest = append(rest, w)
			continue
		}
		_, _ = t.known(a.sessions, nil)
		t.desk.open()
		t.desk.ahead[w.Device] = a
	}
	return rest, nil
}

// putEvidence remembers evidence as askEvidence reads it.
func (mem *memories) putEvidence(e *store.Evidence) {
	if b := mem.brush(e.Device); b != nil {
		first, last := micros(e.First), micros(e.Last)
		mem.putNear(&b.evidence, near{e.ID, first, last, []any{e.ID, string(e.Device), first, last, e.Blob}})
	}
}

func (mem *memories) deleteEvidence(d brush.DeviceID, id string) {
	if b := mem.brush(d); b != nil {
		mem.dropNear(&b.evidence, id)
	}
}

// putSession remembers a session as withSlots reads it: the columns but the household. there says that it was kept before.
func (mem *memories) putSession(s *store.Session, there bool, args []any) {
	if b := mem.brush(s.Device); b != nil {
		if there && !b.sessions.has(string(s.ID)) {
			mem.deleteSession(s.ID) // it may have been another brush's
		}
		mem.putNear(&b.sessions, near{string(s.ID), micros(s.Start), micros(s.End), args[1:]})
	}
}

func (mem *memories) deleteSession(id brush.SessionID) {
	if mem == nil {
		return
	}
	for _, b := range mem.brushes {
		mem.dropNear(&b.sessions, string(id))
	}
}

// lacks reports that no row of a session is there: one that began then would end behind what is remembered.
func (mem *memories) lacks(s *store.Session) bool {
	if mem == nil {
		return false
	}
	b := mem.brushes[s.Device]
	return b != nil && b.sessions.knows(micros(s.Start)) && bornAt(s) && !b.sessions.has(string(s.ID))
}
