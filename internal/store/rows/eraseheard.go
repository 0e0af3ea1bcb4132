package rows

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// around are the spans of brushings: theirs that is erased, and others'.
type around struct{ theirs, others []span }

func spanOf(s *store.Session) span {
	to := s.End
	if s.LastHeard.After(to) {
		to = s.LastHeard
	}
	return span{s.Start, to}
}

// far is how far a moment is from the nearest of some spans.
func far(spans []span, at time.Time) time.Duration {
	best := time.Duration(1<<63 - 1)
	for _, s := range spans {
		d := time.Duration(0)
		if at.Before(s.from) {
			d = s.from.Sub(at)
		} else if at.After(s.to) {
			d = at.Sub(s.to)
		}
		best = min(best, d)
	}
	return best
}

// stays reports whether what was heard at a moment is not the erased person's.
func (a *around) stays(at time.Time) bool {
	d := far(a.theirs, at)
	return d > session.Stretch || far(a.others, at) < d
}

// eraseHeard takes the frames and the evidence of one session.
func (t *Tx) eraseHeard(p brush.PersonID, s *store.Session) error {
	own := spanOf(s)
	from, to := own.from.Add(-session.Stretch), own.to.Add(session.Stretch)
	near, err := t.SessionsOf(s.Device, from.Add(-session.Stretch), to.Add(session.Stretch))
	if err != nil {
		return err
	}
	var a around
	for i := range near {
		if near[i].Person == p {
			a.theirs = append(a.theirs, spanOf(&near[i]))
		} else {
			a.others = append(a.others, spanOf(&near[i]))
		}
	}
	if len(a.theirs) == 0 {
		a.theirs = []span{own}
	}
	for _, table := range frameTables {
		if err := t.keepOnly(table, s.Device, from, to, a.stays); err != nil {
			return err
		}
	}
	stretches, err := t.Evidence(s.Device, from, to)
	if err != nil {
		return err
	}
	for i := range stretches {
		if err := t.keepEvidence(&stretches[i], a.stays); err != nil {
			return err
		}
	}
	return nil
}

// keepEvidence leaves of a stretch what keep says. Its name tells when it began, and goes with it.
func (t *Tx) keepEvidence(e *store.Evidence, keep func(time.Time) bool) error {
	was, err := session.ParseEvidence(e.Blob)
	if err != nil {
		// What nobody can read is nobody's evidence any more.
		return t.DeleteEvidence(e.Device, e.ID)
	}
	left := was.Keep(keep)
	if left.Len() == was.Len() {
		return nil
	}
	if err := t.DeleteEvidence(e.Device, e.ID); err != nil || left.Empty() {
		return err
	}
	first, last := left.Span()
	blob := left.AppendBinary(nil)
	sum := sha256.Sum256(blob)
	return t.PutEvidence(store.Evidence{ID: strconv.FormatInt(first.UnixMilli(), 36) + "-" + hex.EncodeToString(sum[:6]), Device: e.Device, First: first, Last: last, Blob: blob})
}

type frameRow struct {
	first  int64
	digest []byte
	frames []brush.Frame
}

// rewrite leaves of rows of frames what keep says.
func (t *Tx) rewrite(table string, d brush.DeviceID, all []frameRow, keep func(time.Time) bool) error {
	for _, row := range all {
		var left []*brush.Frame
		for i := range row.frames {
			if keep(row.frames[i].At) {
				left = append(left, &row.frames[i])
			}
		}
		if len(left) == len(row.frames) {
			continue
		}
		if _, err := t.exec("erase frames", fmt.Sprintf(dropFrames, table), string(t.h), string(d), row.first, row.digest); err != nil {
			return err
		}
		switch {
		case len(left) == 0:
		case table == "frame_block":
			if err := t.putBlock(d, left); err != nil {
				return err
			}
		default:
			body := appendFrames(append(make([]byte, 0, 64+48*len(left)), bodyPlain), left)
			digest := sha256.Sum256(body)
			if err := t.later("keep frames", putFrameRow, string(t.h), string(d), micros(left[0].At), digest[:digestSize], micros(left[len(left)-1].At), body); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Tx) frameRows(text string, d brush.DeviceID, args ...any) ([]frameRow, error) {
	return list(t.asker, "read frames to erase", text, args, func(r *record) (frameRow, error) {
		row := frameRow{first: r.int(), digest: append([]byte(nil), r.bytes()...)}
		var err error
		row.frames, err = parseFrames(d, append([]byte(nil), r.bytes()...))
		return row, err
	})
}

// keepOnly leaves of a device's frames in the closed span what keep says.
func (t *Tx) keepOnly(table string, d brush.DeviceID, from, to time.Time, keep func(time.Time) bool) error {
	all, err := t.frameRows("SELECT first_at, digest, body FROM "+table+" WHERE household = $1 AND device = $2 AND first_at >= $3 AND first_at <= $4 AND last_at >= $5 ORDER BY first_at, digest",
		d, string(t.h), string(d), micros(from.Add(-rowSpan)), micros(to), micros(from))
	if err != nil {
		return err
	}
	return t.rewrite(table, d, all, keep)
}

// eraseFrames goes through what is left of the brushes that heard the person: what is about no session that stays could be of theirs, such as
// what a handle had stored of one.
func (t *Tx) eraseFrames(e *erasing, limit int) error {
	if len(e.devices) == 0 {
		e.Step = stepFeed
		return nil
	}
	d := e.devices[0]
	table, after, digest := frameTables[0], int64(-1<<62), []byte{}
	if e.place != "" {
		part := strings.Split(e.place, " ")
		if len(part) == 3 {
			table = part[0]
			after, _ = strconv.ParseInt(part[1], 10, 64) // written below
			digest, _ = hex.DecodeString(part[2])
		}
	}
	all, err := t.frameRows("SELECT first_at, digest, body FROM "+table+" WHERE household = $1 AND device = $2 AND (first_at > $3 OR first_at = $4 AND digest > $5) ORDER BY first_at, digest LIMIT "+most("$6"),
		d, string(t.h), string(d), after, after, digest, int64(limit))
	if err != nil {
		return err
	}
	keep := func(time.Time) bool { return false }
	if _, own := d.Person(); !own && len(all) > 0 {
		last := all[len(all)-1].first + rowSpan.Microseconds()
		near, err := t.SessionsOf(d, fromMicros(all[0].first).Add(-session.Stretch), fromMicros(last).Add(session.Stretch))
		if err != nil {
			return err
		}
		var others []span
		for i := range near {
			others = append(others, spanOf(&near[i]))
		}
		keep = func(at time.Time) bool { return far(others, at) <= session.Stretch }
	}
	if err := t.rewrite(table, d, all, keep); err != nil {
		return err
	}
	if len(all) == limit {
		last := all[len(all)-1]
		e.place = table + " " + strconv.FormatInt(last.first, 10) + " " + hex.EncodeToString(last.digest)
		return nil
	}
	if table == frameTables[0] {
		e.place = frameTables[1] + " " + strconv.FormatInt(-1<<62, 10) + " "
		return nil
	}
	if err := t.eraseEvidence(d); err != nil {
		return err
	}
	e.devices, e.place = e.devices[1:], ""
	return nil
}

// eraseEvidence takes a device's stretches of evidence from which no session follows that is there.
func (t *Tx) eraseEvidence(d brush.DeviceID) error {
	text, args := "SELECT id FROM evidence WHERE household = $1 AND device = $2 AND NOT EXISTS (SELECT 1 FROM session s WHERE s.household = $1 AND s.device = $2 "+
		"AND s.start_at <= evidence.last_at AND s.start_at >= evidence.first_at - $3 AND s.last_heard >= evidence.first_at)", []any{string(t.h), string(d), longest.Microseconds()}
	if _, own := d.Person(); own {
		text, args = "SELECT id FROM evidence WHERE household = $1 AND device = $2", args[:2]
	}
	ids, err := list(t.asker, "read evidence to erase", text, args, func(r *record) (string, error) { return r.str(), nil })
	for _, id := range ids {
		if err := t.DeleteEvidence(d, id); err != nil {
			return err
		}
	}
	return err
}
