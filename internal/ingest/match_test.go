package ingest

import (
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

func span(from, to int) session.Session {
	at := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	return session.Session{Device: "d", Start: at.Add(time.Duration(from) * time.Second), End: at.Add(time.Duration(to) * time.Second)}
}

func TestMatch(t *testing.T) {
	stored := func(spans ...[2]int) (ss []store.Session) {
		for _, x := range spans {
			ss = append(ss, store.Session{Session: span(x[0], x[1])})
		}
		return ss
	}
	for _, c := range []struct {
		name   string
		folded []session.Session
		stored []store.Session
		want   []int
	}{
		{"the same", []session.Session{span(0, 60), span(100, 200)}, stored([2]int{0, 60}, [2]int{100, 200}), []int{0, 1}},
		{"grown", []session.Session{span(-5, 90)}, stored([2]int{0, 60}), []int{0}},
		{"apart", []session.Session{span(70, 90)}, stored([2]int{0, 60}), []int{-1}},
		{"one became two: the longer part is it", []session.Session{span(0, 40), span(41, 120)}, stored([2]int{0, 120}), []int{-1, 0}},
		{"two became one: it is the longer", []session.Session{span(0, 120)}, stored([2]int{0, 40}, [2]int{41, 120}), []int{1}},
		{"of no length", []session.Session{span(5, 5)}, stored([2]int{5, 5}), []int{0}},
		{"a moment and a whole", []session.Session{span(0, 0), span(0, 60)}, stored([2]int{0, 60}), []int{-1, 0}},
	} {
		if got := match(c.folded, c.stored); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// What people said of a session that became part of another goes with it, unless they said something of that one.
func TestInherit(t *testing.T) {
	folded := []session.Session{span(0, 120)}
	short := store.Session{Session: span(0, 40), Person: "ada", How: store.HowPerson, Note: "short"}
	long := store.Session{Session: span(41, 120), Person: "ben", How: store.HowOnly}
	stored := []store.Session{short, long}
	inherit(folded, stored, match(folded, stored))
	if s := stored[1]; s.Person != "ada" || s.How != store.HowPerson || s.Note != "short" {
		t.Errorf("%q %q %q", s.Person, s.How, s.Note)
	}
	long.How, long.Note = store.HowPerson, "long"
	stored = []store.Session{short, long}
	inherit(folded, stored, match(folded, stored))
	if s := stored[1]; s.Person != "ben" || s.Note != "long" {
		t.Errorf("%q %q", s.Person, s.Note)
	}
}

// A removed session that late evidence parts in two makes none of the parts a new one.
func TestCoveredByRemoved(t *testing.T) {
	removed := []store.Session{{Session: span(0, 120), Removed: true}}
	for _, c := range []struct {
		from, to int
		want     bool
	}{{0, 40, true}, {41, 120, true}, {100, 130, true}, {110, 200, false}, {130, 200, false}} {
		f := span(c.from, c.to)
		if got := coveredByRemoved(&f, removed); got != c.want {
			t.Errorf("[%d, %d]: %v", c.from, c.to, got)
		}
	}
	removed[0].Removed = false
	if f := span(0, 40); coveredByRemoved(&f, removed) {
		t.Error("covered by one that is not removed")
	}
}

func TestNewID(t *testing.T) {
	s := span(0, 60)
	id := newID("h", &s, nil)
	u, ok := brush.ParseUUID([]byte(id))
	if !ok || u[6]>>4 != 7 || u[8]>>6 != 2 {
		t.Errorf("%s is no UUID of version 7", id)
	}
	var ms int64
	for _, b := range u[:6] {
		ms = ms<<8 | int64(b)
	}
	if ms != s.Start.UnixMilli() {
		t.Errorf("%s says %d ms, want %d", id, ms, s.Start.UnixMilli())
	}
	if again := newID("h", &s, nil); again != id {
		t.Errorf("%s, then %s for the same", id, again)
	}
	if other := newID("other", &s, nil); other == id {
		t.Error("two households have the same name for a session")
	}
	if taken := newID("h", &s, []store.Session{{ID: id}}); taken == id {
		t.Error("a name was given twice")
	}
}
