package rows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The steps of an erasure, in their order. Each may be done again.
const (
	stepSessions = iota // with the frames and the evidence that they were made of
	stepFrames          // of their brushes, that belong to nobody else's session
	stepFeed
	stepRest // what EndErasure takes
)

// feedAtOnce is how many changes of the feed are looked at in one step.
const feedAtOnce = 4000

const (
	erasureCols = "household, person, asked, asked_by, step, devices, place"
	askErasure  = "SELECT household, person, asked, asked_by, step, devices, place FROM erasure"
)

var putErasure = upsert("erasure", "household, person", erasureCols)

// erasing is an erasure with how far it is.
type erasing struct {
	store.Erasure
	devices []brush.DeviceID
	place   string
}

func readErasing(r *record) (erasing, error) {
	return erasing{store.Erasure{Household: brush.HouseholdID(r.str()), Person: brush.PersonID(r.str()), Asked: r.time(), By: r.str(), Step: r.int()},
		split[brush.DeviceID](r.str()), r.str()}, nil
}

// Erasures is store.Privacy's.
func (b Reader) Erasures(ctx context.Context) ([]store.Erasure, error) {
	all, err := list(b.ask(ctx), "read what is being erased", askErasure+" ORDER BY asked, household, person", nil, readErasing)
	out := make([]store.Erasure, len(all))
	for i := range all {
		out[i] = all[i].Erasure
	}
	return out, err
}

func (q *asker) putErasing(e *erasing) error {
	devices, err := lines("devices", e.devices)
	if err != nil {
		return fmt.Errorf("put erasure: %w", err)
	}
	return q.later("put erasure", putErasure, string(e.Household), string(e.Person), micros(e.Asked), e.By, e.Step, devices, e.place)
}

// BeginErasure is store.Tx's.
func (t *Tx) BeginErasure(e store.Erasure) error {
	p, err := t.Person(e.Person)
	if err != nil {
		return err
	}
	e.Household, e.Step = t.h, stepSessions
	begun := erasing{Erasure: e}
	begun.devices, err = list(t.asker, "read the brushes of a person", "SELECT DISTINCT device FROM session WHERE household = $1 AND person = $2 ORDER BY device",
		[]any{string(t.h), string(p.ID)}, func(r *record) (brush.DeviceID, error) { return brush.DeviceID(r.str()), nil })
	if err != nil {
		return err
	}
	if own := brush.EntriesOf(p.ID); !slices.Contains(begun.devices, own) {
		begun.devices = append(begun.devices, own)
	}
	brushes, err := list(t.asker, "read brushes", "SELECT "+brushCols+" FROM brush WHERE household = $1 ORDER BY device", []any{string(t.h)}, readBrush)
	if err != nil {
		return err
	}
	for _, b := range brushes {
		uses := slices.Contains(b.People, p.ID)
		named, model := names(b.Name, p.Name), names(b.Model, p.Name)
		if !uses && !named && !model {
			continue
		}
		b.People = slices.DeleteFunc(b.People, func(o brush.PersonID) bool { return o == p.ID })
		if named {
			b.Name = ""
		}
		if model {
			b.Model = ""
		}
		if err := t.PutBrush(b); err != nil {
			return err
		}
		if _, err := t.Emit(store.Change{Kind: store.BrushChanged, Subject: string(b.Device), At: e.Asked}); err != nil {
			return err
		}
		if uses && !slices.Contains(begun.devices, b.Device) {
			begun.devices = append(begun.devices, b.Device)
		}
	}
	sources, err := list(t.asker, "read sources", "SELECT "+sourceCols+" FROM source WHERE household = $1 ORDER BY id", []any{string(t.h)}, readSource)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if names(s.Name, p.Name) {
			s.Name = ""
			if err := t.PutSource(s); err != nil {
				return err
			}
		}
	}
	if err := t.DeletePerson(p.ID); err != nil {
		return err
	}
	if _, err := t.Emit(store.Change{Kind: store.PersonChanged, Subject: string(p.ID), At: e.Asked}); err != nil {
		return err
	}
	return t.putErasing(&begun)
}

// names reports whether a text holds a name as words of its own, in whatever case.
func names(text, name string) bool {
	text, name = strings.ToLower(text), strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return false
	}
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		i += from
		before, after := []rune(text[:i]), []rune(text[i+len(name):])
		if (len(before) == 0 || !letter(before[len(before)-1])) && (len(after) == 0 || !letter(after[0]) || after[0] == 's' && (len(after) == 1 || !letter(after[1]))) {
			return true
		}
		from = i + len(name)
	}
}

// Erase is store.Tx's.
func (t *Tx) Erase(p brush.PersonID, limit int) (done bool, err error) {
	e, err := single(t.asker, "read an erasure", askErasure+" WHERE household = $1 AND person = $2", []any{string(t.h), string(p)}, readErasing)
	if err != nil {
		return false, err
	}
	if p == "" {
		return t.eraseRows(limit)
	}
	was := e.Step
	switch e.Step {
	case stepSessions:
		err = t.eraseSessions(&e, limit)
	case stepFrames:
		err = t.eraseFrames(&e, limit)
	case stepFeed:
		err = t.eraseFeed(&e)
	default:
		var again bool // one that was made of another while it was under way
		err = t.each("look for sessions to erase", "SELECT id FROM session WHERE household = $1 AND person = $2 ORDER BY start_at LIMIT 1", []any{string(t.h), string(p)}, func(*record) error {
			again = true
			return nil
		})
		if err != nil || !again {
			return err == nil, err
		}
		e.Step = stepSessions
	}
	if err != nil {
		return false, err
	}
	if e.Step != was {
		e.place = ""
	}
	return false, t.putErasing(&e)
}

// eraseSessions takes some of a person's sessions, and what of a brush was heard nearer to them than to anybody else's.
func (t *Tx) eraseSessions(e *erasing, limit int) error {
	some, err := list(t.asker, "read sessions to erase", askTally+" AND person = $2 ORDER BY start_at, id LIMIT "+most("$3"), []any{string(t.h), string(e.Person), int64(limit)}, readTally)
	if err != nil {
		return err
	}
	if len(some) == 0 {
		e.Step = stepFrames
		return nil
	}
	for _, was := range some {
		s, err := t.session(t.h, was.id)
		if err != nil {
			return err
		}
		if !slices.Contains(e.devices, s.Device) { // assigned while it was under way
			e.devices = append(e.devices, s.Device)
		}
		if err := t.eraseHeard(e.Person, &s); err != nil {
			return err
		}
		if err := t.deleteSession(was.id); err != nil {
			return err
		}
		t.note(was, tally{id: was.id}) // the fleet's count tells nothing of anybody, and stays
		if err := t.forgetName(store.NameSession, string(was.id)); err != nil {
			return err
		}
	}
	return t.Finish()
}

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

// eraseFeed puts a word where the feed names the person, or a session that is no more. The numbers stay: followers miss nothing.
func (t *Tx) eraseFeed(e *erasing) error {
	after, _ := strconv.ParseInt(e.place, 10, 64) // "": 0
	var last int64
	err := t.one("read the newest change", "SELECT coalesce(max(seq), 0) FROM feed WHERE household = $1", []any{string(t.h)}, func(r *record) error {
		last = r.int()
		return nil
	})
	if err != nil {
		return err
	}
	if after >= last {
		e.Step = stepRest
		return nil
	}
	_, err = t.exec("erase from the feed", "UPDATE feed SET subject = $1 WHERE household = $2 AND seq > $3 AND seq <= $4 AND (subject = $5 OR subject = $6 OR "+
		"kind IN ('session_opened', 'session_ended', 'session_amended', 'session_removed') AND subject <> $7 AND NOT EXISTS (SELECT 1 FROM session s WHERE s.household = feed.household AND s.id = feed.subject))",
		store.ErasedSubject, string(t.h), after, after+feedAtOnce, string(e.Person), string(brush.EntriesOf(e.Person)), store.ErasedSubject)
	e.place = strconv.FormatInt(after+feedAtOnce, 10)
	return err
}

// EndErasure is store.Tx's.
func (t *Tx) EndErasure(p brush.PersonID) error {
	e, err := single(t.asker, "read an erasure", askErasure+" WHERE household = $1 AND person = $2", []any{string(t.h), string(p)}, readErasing)
	if err != nil {
		return err
	}
	if p == "" {
		return t.endHousehold(&e)
	}
	if e.Step < stepRest {
		return fmt.Errorf("end erasure: it is not that far: %w", brush.ErrConflict)
	}
	for _, s := range [...]struct{ verb, text string }{
		{"erase suggestions", "UPDATE session SET suggested = '' WHERE household = $1 AND suggested = $2"},
		{"erase weeks", "DELETE FROM brushed WHERE household = $1 AND person = $2"},
		{"erase a brush of entries", "DELETE FROM brush WHERE household = $1 AND device = $2"},
		{"erase from the feed", "UPDATE feed SET subject = '" + store.ErasedSubject + "' WHERE household = $1 AND subject = $2"},
	} {
		arg := string(p)
		if strings.HasSuffix(s.text, "device = $2") {
			arg = string(brush.EntriesOf(p))
		}
		if err := t.later(s.verb, s.text, string(t.h), arg); err != nil {
			return err
		}
	}
	cs, err := t.Consents(p)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if err := t.forgetName(store.NameConsent, c.ID); err != nil {
			return err
		}
		err := t.later("erase a consent", "UPDATE consent SET person = '', receiver_kind = '', receiver_id = '', receiver_name = '', scopes = '', given_by = '', withdrawn_by = '', erased = $3 WHERE household = $1 AND id = $2",
			string(t.h), c.ID, micros(e.Asked))
		if err != nil {
			return err
		}
	}
	if err := t.forgetNamesOf(p); err != nil {
		return err
	}
	if err := t.later("end erasure", "DELETE FROM erasure WHERE household = $1 AND person = $2", string(t.h), string(p)); err != nil {
		return err
	}
	if _, err := t.Emit(store.Change{Kind: store.SessionsExpired, Subject: string(t.h), At: e.Asked}); err != nil {
		return err
	}
	return t.scrubLater(e.Asked)
}

// scrubLater remembers that the store's files still hold what was deleted.
func (q *asker) scrubLater(at time.Time) error {
	return q.putErasing(&erasing{Erasure: store.Erasure{Person: store.ScrubOnly, Asked: at}})
}

// Scrubbed is store.KeysTx's.
func (t *KeysTx) Scrubbed(at time.Time) error {
	return t.later("forget that it was to be scrubbed", "DELETE FROM erasure WHERE household = '' AND person = $1 AND asked <= $2", string(store.ScrubOnly), micros(at))
}

// large are the tables of which a household may have much, with the column by which a part of it is taken.
var large = []struct{ table, by string }{{"session", "start_at"}, {"session_slots", "start_at"}, {"frame_row", "first_at"}, {"frame_block", "first_at"},
	{"evidence", "last_at"}, {"feed", "seq"}, {"audit", "seq"}, {"audit_name", "n"}}

// eraseRows takes about limit rows of what the household has most of.
func (t *Tx) eraseRows(limit int) (done bool, err error) {
	for _, l := range large {
		n, err := t.exec("erase a household", "DELETE FROM "+l.table+" WHERE household = $1 AND "+l.by+" <= (SELECT max(k) FROM (SELECT "+l.by+" AS k FROM "+l.table+
			" WHERE household = $2 ORDER BY "+l.by+" LIMIT "+most("$3")+") AS f)", string(t.h), string(t.h), int64(limit))
		if err != nil || n > 0 {
			return false, err
		}
	}
	return true, nil
}

func (t *Tx) endHousehold(e *erasing) error {
	tables, err := tablesWith("household")
	if err != nil {
		return t.failed("erase a household", err)
	}
	for _, table := range tables {
		if err := t.later("erase a household", "DELETE FROM "+table+" WHERE household = $1", string(t.h)); err != nil {
			return err
		}
	}
	if err := t.later("erase a household", "DELETE FROM household WHERE id = $1", string(t.h)); err != nil {
		return err
	}
	t.house, t.roll = brush.Opt[store.Household]{}, roll{}
	return t.scrubLater(e.Asked)
}

// tablesWith returns every table of the migrations that has a text column of that name: whoever adds one need not remember to have it erased.
// Folded counts of the installation have none.
func tablesWith(column string) ([]string, error) {
	steps, err := Steps(SQLite)
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, s := range steps {
		for _, m := range made.FindAllStringSubmatch(comment.ReplaceAllString(s.Text, ""), -1) {
			have[m[1]] = strings.Contains(" "+strings.Join(strings.Fields(m[2]), " "), " "+column+" TEXT")
		}
		for _, m := range moved.FindAllStringSubmatch(s.Text, -1) {
			have[m[2]] = have[m[1]]
			delete(have, m[1])
		}
		for _, m := range dropped.FindAllStringSubmatch(s.Text, -1) {
			if !renamedTo(s.Text, m[1]) {
				delete(have, m[1])
			}
		}
		for _, m := range added.FindAllStringSubmatch(s.Text, -1) {
			if m[2] == column {
				have[m[1]] = true
			}
		}
	}
	var out []string
	for table, has := range have {
		if has {
			out = append(out, table)
		}
	}
	slices.Sort(out)
	if len(out) == 0 {
		return nil, errors.New("no table has the column " + column)
	}
	return out, nil
}

func renamedTo(text, table string) bool {
	for _, m := range moved.FindAllStringSubmatch(text, -1) {
		if m[2] == table {
			return true
		}
	}
	return false
}
