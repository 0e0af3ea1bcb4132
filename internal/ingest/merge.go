package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// quiet is how old a LastHeard may be before it is written again on its own account.
const quiet = time.Minute

// keepBrush makes or updates the row of a handle. What the handle says of itself is only taken from news, not from late frames.
func keepBrush(tx store.Tx, b *store.Brush, fresh bool, d *device, now time.Time) error {
	shown := fresh
	if d.first.Before(b.FirstHeard) {
		b.FirstHeard = d.first
	}
	shown = keepBrand(b, d) || shown
	if !d.last.Before(b.LastHeard) {
		b.LastHeard = d.last
		shown = news(&b.ModelID, d.model) || shown
		shown = news(&b.Protocol, d.protocol) || shown
		shown = news(&b.Firmware, d.firmware) || shown
		shown = news(&b.Battery, d.battery) || shown
		shown = keepLock(b, d) || shown
		if d.settings != nil && !reflect.DeepEqual(b.Reported, d.settings) {
			b.Reported, shown = d.settings, true
		}
	}
	for _, k := range d.clocks {
		if !k.At.Before(b.Clock.At) {
			b.Clock = k
		}
	}
	b.Frames += int64(len(d.frames))
	b.Unknown += d.unknown
	if shown {
		return putBrush(tx, *b, now)
	}
	return tx.PutBrush(*b)
}

// news takes a value that is there, and reports whether that changed anything.
func news[T comparable](have *brush.Opt[T], v brush.Opt[T]) bool {
	if !v.OK || *have == v {
		return false
	}
	*have = v
	return true
}

func keepSource(tx store.Tx, e ear, now time.Time) error {
	s, err := tx.Source(e.id)
	fresh := errors.Is(err, brush.ErrNotFound)
	switch {
	case fresh:
		s = store.Source{ID: e.id, Created: now}
	case err != nil:
		return err
	case e.last.Sub(s.LastHeard) < quiet:
		return nil
	}
	s.LastHeard = e.last
	if err := tx.PutSource(s); err != nil || !fresh {
		return err
	}
	_, err = tx.Emit(store.Change{Kind: store.SourceChanged, Subject: string(e.id), At: now})
	return err
}

// merge adds a stretch of new evidence to what is kept, and brings the sessions that follow from it up to date. New evidence may join
// stretches that were apart: they become one.
func (g *Ingester) merge(tx store.Tx, h brush.HouseholdID, b *store.Brush, fresh *session.Evidence, now time.Time) error {
	first, last := fresh.Span()
	if old, err := expired(tx, last, now); err != nil || old {
		return err
	}
	kept, err := tx.Evidence(b.Device, first.Add(-session.Stretch), last.Add(session.Stretch))
	if err != nil {
		return err
	}
	all, first, last, err := together(kept, first, last)
	if err != nil {
		return err
	}
	all.Device = b.Device
	all.Merge(fresh)
	// Measured by what was heard and not by our clock: what comes hours late, its end before its beginning, must lose nothing by that.
	_, heard := all.Span()
	all.Trim(heard)
	room := 64
	for i := range kept {
		room += len(kept[i].Blob)
	}
	blob := all.AppendBinary(make([]byte, 0, room))
	if len(kept) == 1 && bytes.Equal(kept[0].Blob, blob) {
		return nil // all of it was known
	}
	done, parted := all.Split(now)
	for i := range kept {
		// The first row's name stays with the oldest part; it is written below.
		if i > 0 || all.Empty() && !parted {
			if err := tx.DeleteEvidence(b.Device, kept[i].ID); err != nil {
				return err
			}
		}
	}
	id := ""
	if len(kept) > 0 {
		id = kept[0].ID
	}
	var parts []*session.Evidence
	for _, part := range []*session.Evidence{&done, &all} {
		if part.Empty() {
			continue
		}
		if parted {
			blob = part.AppendBinary(nil)
		}
		if err := putEvidence(tx, id, part, blob); err != nil {
			return err
		}
		id = ""
		parts = append(parts, part)
	}
	around, err := recall(tx, first, last, parts...)
	if err != nil {
		return err
	}
	var folded []session.Session
	for _, part := range parts {
		folded = append(folded, session.Fold(part, now, g.Rules)...)
	}
	if err := g.reconcile(tx, h, b, folded, first, last, now); err != nil {
		return err
	}
	return g.refold(tx, h, b, around, last, now)
}

// expired reports whether what was heard is of a time whose sessions the household no longer has kept. It makes none then: what was forgotten,
// or removed and then forgotten, must not come back with a gateway that was away for a season. The frames are kept like any.
func expired(tx store.Tx, heard, now time.Time) (bool, error) {
	if now.Sub(heard) < store.ShortestSessionsDays*24*time.Hour {
		return false, nil
	}
	h, err := tx.Household()
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return false, err
	}
	e := h.Expiry(now)
	return !e.Sessions.IsZero() && heard.Before(e.Sessions), nil
}

// together parses and merges kept evidence, and widens the span to it.
func together(kept []store.Evidence, first, last time.Time) (session.Evidence, time.Time, time.Time, error) {
	var all session.Evidence
	for i := range kept {
		e, err := session.ParseEvidence(kept[i].Blob)
		if err != nil {
			return all, first, last, err
		}
		if i == 0 {
			all = e
		} else {
			all.Merge(&e)
		}
		if kept[i].First.Before(first) {
			first = kept[i].First
		}
		if kept[i].Last.After(last) {
			last = kept[i].Last
		}
	}
	return all, first, last, nil
}

// putEvidence writes a stretch, whose binary form is blob; id is "" for a new one, whose name then follows from what it holds.
func putEvidence(tx store.Tx, id string, e *session.Evidence, blob []byte) error {
	first, last := e.Span()
	if id == "" {
		sum := sha256.Sum256(blob)
		id = strconv.FormatInt(first.UnixMilli(), 36) + "-" + hex.EncodeToString(sum[:6])
	}
	return tx.PutEvidence(store.Evidence{ID: id, Device: e.Device, First: first, Last: last, Blob: blob})
}

// again folds the evidence of an open session as it stands now.
func (g *Ingester) again(tx store.Tx, h brush.HouseholdID, s *store.Session, now time.Time) error {
	b, err := tx.Brush(s.Device)
	if errors.Is(err, brush.ErrNotFound) {
		b = store.Brush{Device: s.Device} // its row was deleted while it ran
	} else if err != nil {
		return err
	}
	kept, err := tx.Evidence(s.Device, s.LastHeard, s.LastHeard)
	if err != nil {
		return err
	}
	if len(kept) == 0 { // the evidence is gone, what was known of it stays
		now := *s
		now.State, now.Ending = session.Ended, session.CutOff
		return g.settle(tx, s, &now, g.Now().UTC())
	}
	all, first, last, err := together(kept, s.LastHeard, s.LastHeard)
	if err != nil {
		return err
	}
	if _, err := recall(tx, first, last, &all); err != nil {
		return err
	}
	return g.reconcile(tx, h, &b, session.Fold(&all, now, g.Rules), first, last, now)
}

// reconcile makes the stored sessions of one span of evidence what the fold says. A stored session belongs to the span when it was heard
// last within it. Sessions keep their id, and what people said of them, as long as they overlap with what they were.
func (g *Ingester) reconcile(tx store.Tx, h brush.HouseholdID, b *store.Brush, folded []session.Session, first, last, now time.Time) error {
	stored, err := tx.SessionsOf(b.Device, first, last)
	if err != nil {
		return err
	}
	stored = slices.DeleteFunc(stored, func(s store.Session) bool { return s.LastHeard.Before(first) || s.LastHeard.After(last) })
	to := match(folded, stored)
	folded, to = withoutDoubles(folded, stored, to)
	inherit(folded, stored, to)
	taken := make([]bool, len(stored))
	for _, k := range to {
		if k >= 0 {
			taken[k] = true
		}
	}
	for k := range stored {
		if !taken[k] && !stored[k].Removed {
			if err := g.drop(tx, &stored[k], now); err != nil {
				return err
			}
		}
	}
	for i := range folded {
		f := &folded[i]
		fleeting := f.Fleeting && f.State == session.Ended
		if to[i] >= 0 {
			old := &stored[to[i]]
			if fleeting && !old.Removed {
				if err := g.drop(tx, old, now); err != nil {
					return err
				}
				continue
			}
			s := *old
			s.Session = *f
			if err := g.complete(tx, b, old, &s, now); err != nil {
				return err
			}
			continue
		}
		if fleeting || coveredByRemoved(f, stored) {
			continue
		}
		s := store.Session{Session: *f, ID: newID(h, f, stored)}
		if len(b.People) == 1 {
			s.Person, s.How, s.AssignedAt = b.People[0], store.HowOnly, now
		}
		if err := entered(tx, &s, now); err != nil {
			return err
		}
		for k := range stored { // a note whose brushing turns out to have been timed
			if !taken[k] && !stored[k].Removed && overlap(f, &stored[k].Session) > 0 {
				bequeath(&stored[k], &s)
			}
		}
		if err := g.complete(tx, b, nil, &s, now); err != nil {
			return err
		}
	}
	return nil
}

func (g *Ingester) drop(tx store.Tx, s *store.Session, now time.Time) error {
	if err := tx.DeleteSession(s.ID); err != nil {
		return err
	}
	_, err := tx.Emit(store.Change{Kind: store.SessionRemoved, Subject: string(s.ID), At: now})
	return err
}

// complete fills in what follows from a session and its person, and writes it when anything changed. old is nil for a new one.
func (g *Ingester) complete(tx store.Tx, b *store.Brush, old, s *store.Session, now time.Time) error {
	s.Heard = s.HeardSeconds()
	if s.State != session.Ended {
		s.Score = brush.Opt[session.Score]{}
	} else if err := score(tx, s); err != nil {
		return err
	}
	// A suggestion is made when a session appears, and once more when its duration is known.
	if s.Person == "" && !s.Guest && len(b.People) > 1 && (old == nil || old.State != s.State) {
		cal, err := calendar(tx)
		if err != nil {
			return err
		}
		earlier, err := tx.SessionsOf(b.Device, s.Start.Add(-lookBack), s.Start.Add(-time.Second))
		if err != nil {
			return err
		}
		s.Suggested = Suggest(cal, b.People, earlier, s)
	}
	return g.settle(tx, old, s, now)
}

// score scores a session for the target that its person had on its day.
func score(tx store.Tx, s *store.Session) error {
	target := uint32(0)
	if s.Person != "" {
		p, err := tx.Person(s.Person)
		if err != nil && !errors.Is(err, brush.ErrNotFound) {
			return err
		}
		if target = p.Plan().Target; p.Earlier != nil || p.Grow != (session.Growth{}) {
			cal, err := calendar(tx)
			if err != nil {
				return err
			}
			day, _ := cal.Place(s.Start)
			target = p.Plans().Target(day)
		}
	}
	s.Score = brush.Some(session.ScoreOf(&s.Session, target))
	return nil
}

// settle writes a session when it differs from what it was, and tells the feed what a list would show otherwise.
func (g *Ingester) settle(tx store.Tx, old, s *store.Session, now time.Time) error {
	if old != nil && same(old, s) {
		return nil
	}
	s.Updated = now
	if err := tx.PutSession(*s); err != nil {
		return err
	}
	kind, ok := tells(old, s)
	if !ok {
		return nil
	}
	_, err := tx.Emit(store.Change{Kind: kind, Subject: string(s.ID), At: now})
	return err
}
