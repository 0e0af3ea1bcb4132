package rows

import (
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// desk is what an update has before it already, so that a hundred sessions do not ask the database two hundred times.
type desk struct {
	ahead   map[brush.DeviceID]*ahead
	brushes map[brush.DeviceID]brush.Opt[store.Brush]  // that were read ahead, and not written since; absent: there is none
	sources map[brush.SourceID]brush.Opt[store.Source] // the same
	newest  store.Seq                                  // number of the newest change of this update
	told    int                                        // changes since the counter was written
	raised  int                                        // of those, how many the counter was raised by already
}

// ahead is everything that was kept of one device in a closed span of time. What the update has written since is not in it; whoever asks
// for a span that was written in is sent to the database.
type ahead struct {
	whole    span
	evidence []store.Evidence // in order of First, ID
	sessions []store.Session  // in order of Start, ID
	written  struct{ evidence, sessions []span }
}

// span is closed.
type span struct{ from, to time.Time }

func (s span) touches(o span) bool { return !o.from.After(s.to) && !o.to.Before(s.from) }
func (s span) holds(o span) bool   { return !o.from.Before(s.from) && !o.to.After(s.to) }

// mostAhead is how many rows of a kind are read ahead; where there are more, each stretch asks for its own.
const mostAhead = 300

// Expect is store.Tx's. What this update has written already is asked for again when it is needed.
func (t *Tx) Expect(about []store.Stretch, sources ...brush.SourceID) (err error) {
	type found struct {
		evidence []store.Evidence
		sessions []store.Session
		brushes  []store.Brush
	}
	if t.mem != nil { // brushes and sources are read when they are needed
		if about, err = t.expectNear(about); err != nil || len(about) == 0 {
			return err
		}
		sources = nil
	}
	qs := make([]question, 0, 3*len(about))
	read := sessionReader()
	// What is known needs no second question.
	needsBrush := func(d brush.DeviceID) bool {
		_, entries := d.Person()
		_, known := t.desk.brushes[d]
		return t.mem == nil && !entries && !known && !t.wrote.has("brush", string(d))
	}
	about = slices.DeleteFunc(slices.Clone(about), func(w store.Stretch) bool {
		a := t.desk.ahead[w.Device]
		return !needsBrush(w.Device) && (w.To.IsZero() || a != nil && a.whole.holds(span{w.From, w.To}))
	})
	all := make([]found, len(about))
	for i, w := range about {
		f := &all[i]
		if needsBrush(w.Device) {
			qs = append(qs, into(t.asker, &f.brushes, "read a brush ahead", askBrush, []any{string(t.h), string(w.Device)}, readBrush))
		}
		if t.knowable(w) {
			delete(t.desk.ahead, w.Device)
			from, to := micros(w.From), micros(w.To)
			qs = append(qs, into(t.asker, &f.evidence, "read evidence ahead", askEvidence+" LIMIT "+most("$5"), []any{string(t.h), string(w.Device), from, to, int64(mostAhead + 1)}, readEvidence),
				into(t.asker, &f.sessions, "read sessions ahead", askSessionsOf+" LIMIT "+most("$6"),
					[]any{string(t.h), string(w.Device), micros(w.From.Add(-longest)), to, from, int64(mostAhead + 1)}, read))
		}
	}
	sources = slices.DeleteFunc(slices.Clone(sources), func(id brush.SourceID) bool {
		_, known := t.desk.sources[id]
		return known || t.wrote.has("source", string(id))
	})
	heard := make([][]store.Source, len(sources))
	for i, id := range sources {
		qs = append(qs, into(t.asker, &heard[i], "read a source ahead", askSource, []any{string(t.h), string(id)}, readSource))
	}
	if err := t.aside("read ahead", qs...); err != nil {
		return err
	}
	t.desk.open()
	for i, id := range sources {
		t.desk.sources[id] = first(heard[i])
	}
	for i, w := range about {
		f := &all[i]
		if needsBrush(w.Device) {
			t.desk.brushes[w.Device] = first(f.brushes)
		}
		if t.knowable(w) && len(f.evidence) <= mostAhead && len(f.sessions) <= mostAhead {
			_, _ = t.known(f.sessions, nil)
			t.desk.ahead[w.Device] = &ahead{whole: span{w.From, w.To}, evidence: f.evidence, sessions: f.sessions}
		}
	}
	return nil
}

// open makes room for what is read ahead.
func (d *desk) open() {
	if d.ahead == nil {
		d.ahead, d.brushes, d.sources = map[brush.DeviceID]*ahead{}, map[brush.DeviceID]brush.Opt[store.Brush]{}, map[brush.SourceID]brush.Opt[store.Source]{}
	}
}

// first is the one row of a question, if there was one.
func first[T any](all []T) brush.Opt[T] {
	if len(all) == 0 {
		return brush.Opt[T]{}
	}
	return brush.Some(all[0])
}

// knowable reports whether what is asked of a stretch is as this update found it: it wrote nothing of the device yet.
func (t *Tx) knowable(w store.Stretch) bool {
	return !w.To.IsZero() && !t.wrote.has("evidence", string(w.Device)) && !t.wrote.has("session", string(w.Device))
}

// wrote is what an update has written so far: a table and a key, or a table and "" for anything of it.
type wrote map[[2]string]struct{}

func (w *wrote) add(table, key string) {
	if *w == nil {
		*w = wrote{}
	}
	(*w)[[2]string{table, key}] = struct{}{}
}

func (w wrote) has(table, key string) bool {
	_, one := w[[2]string{table, key}]
	_, any := w[[2]string{table, ""}]
	return one || any
}

// evidenceIn returns the evidence that touches the span; ok is false when the database must be asked.
func (a *ahead) evidenceIn(s span) (in []store.Evidence, ok bool) {
	if a == nil || !a.whole.holds(s) || anyTouches(a.written.evidence, s) {
		return nil, false
	}
	for i := range a.evidence {
		if e := &a.evidence[i]; s.touches(span{e.First, e.Last}) {
			in = append(in, *e)
		}
	}
	return in, true
}

// sessionsIn returns the sessions that overlap with the span; ok is false when the database must be asked.
func (a *ahead) sessionsIn(s span) (in []store.Session, ok bool) {
	if a == nil || !a.whole.holds(s) || anyTouches(a.written.sessions, s) {
		return nil, false
	}
	for i := range a.sessions {
		if o := &a.sessions[i]; s.touches(span{o.Start, o.End}) && !o.Start.Before(s.from.Add(-longest)) {
			in = append(in, *o)
		}
	}
	return in, true
}

func anyTouches(all []span, s span) bool {
	for _, w := range all {
		if w.touches(s) {
			return true
		}
	}
	return false
}

// putEvidence remembers where evidence is written, and where it was as far as it was read ahead.
func (a *ahead) putEvidence(e *store.Evidence) {
	if a != nil {
		a.touchEvidence(e.ID)
		a.written.evidence = append(a.written.evidence, span{e.First, e.Last})
	}
}

// touchEvidence remembers where evidence was, as far as it was read ahead.
func (a *ahead) touchEvidence(id string) {
	if a == nil {
		return
	}
	for i := range a.evidence {
		if e := &a.evidence[i]; e.ID == id {
			a.written.evidence = append(a.written.evidence, span{e.First, e.Last})
		}
	}
}

// putSession remembers where a session is written, and where it was as far as it was read ahead.
func (a *ahead) putSession(s *store.Session) {
	if a != nil {
		a.touchSession(s.ID)
		a.written.sessions = append(a.written.sessions, span{s.Start, s.End})
	}
}

// touchSession remembers where a session was, as far as it was read ahead.
func (a *ahead) touchSession(id brush.SessionID) {
	if a == nil {
		return
	}
	for i := range a.sessions {
		if s := &a.sessions[i]; s.ID == id {
			a.written.sessions = append(a.written.sessions, span{s.Start, s.End})
		}
	}
}

// wouldKnow reports whether a row of a session would have been read ahead, if there was one.
func (a *ahead) wouldKnow(s *store.Session) bool {
	return a != nil && a.whole.touches(span{s.Start, s.End}) && bornAt(s)
}

// bornAt reports whether a session begins at the moment that its id follows from, so that no row of it lies elsewhere.
func bornAt(s *store.Session) bool {
	u, ok := brush.ParseUUID([]byte(s.ID))
	if !ok {
		return false
	}
	var ms int64
	for _, b := range u[:6] {
		ms = ms<<8 | int64(b)
	}
	return ms == s.Start.UnixMilli()
}
