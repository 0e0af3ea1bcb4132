package rows

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// The steps of an erasure, in their order. Each may be done again.
const (
	stepSessions = iota // with the frames and the evidence that they were made of
	stepFrames          // of their brushes, that belong to nobody else's session
	stepFeed
	stepSuggested // sessions of which it was suggested that they are theirs
	stepRest      // what EndErasure takes
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
	if err := t.blankAnswers(); err != nil { // they may speak of the person
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
	t.forgetMemory()
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
	case stepSuggested:
		err = t.eraseSuggested(&e, limit)
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
	some, err := list(t.asker, "read sessions to erase", askTally+" AND person = $2 ORDER BY start_at, id LIMIT "+most("$3"), []any{string(t.h), string(e.Person), int64(limit)}, tallyReader())
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
		e.Step = stepSuggested
		return nil
	}
	_, err = t.exec("erase from the feed", "UPDATE feed SET subject = $1 WHERE household = $2 AND seq > $3 AND seq <= $4 AND (subject = $5 OR subject = $6 OR "+
		"kind IN ('session_opened', 'session_ended', 'session_amended', 'session_removed') AND subject <> $7 AND NOT EXISTS (SELECT 1 FROM session s WHERE s.household = feed.household AND s.id = feed.subject))",
		store.ErasedSubject, string(t.h), after, after+feedAtOnce, string(e.Person), string(brush.EntriesOf(e.Person)), store.ErasedSubject)
	e.place = strconv.FormatInt(after+feedAtOnce, 10)
	return err
}

// eraseSuggested takes the person out of what was suggested for others' sessions. No question asks by that, so that all are looked at.
func (t *Tx) eraseSuggested(e *erasing, limit int) error {
	start, id, _ := strings.Cut(e.place, " ")
	after, err := strconv.ParseInt(start, 10, 64)
	if err != nil {
		after = math.MinInt64 // "": from the first on
	}
	some, err := list(t.asker, "read what was suggested", withoutSlots+" WHERE s.household = $1 AND s.start_at >= $2 AND (s.start_at > $2 OR s.id > $3) ORDER BY s.start_at, s.id LIMIT "+most("$4"),
		[]any{string(t.h), after, id, int64(limit)}, sessionReader())
	if err != nil {
		return err
	}
	if len(some) == 0 {
		e.Step = stepRest
		return nil
	}
	for i := range some {
		if some[i].Suggested != e.Person {
			continue
		}
		s, err := t.session(t.h, some[i].ID)
		if err != nil {
			return err
		}
		s.Suggested = ""
		if err := t.PutSession(s); err != nil {
			return err
		}
	}
	last := &some[len(some)-1]
	e.place = strconv.FormatInt(micros(last.Start), 10) + " " + string(last.ID)
	return t.Finish()
}

// narrowed are the tables of who may see only some people, and what becomes of a row that is left with nobody.
var narrowed = [...]struct{ table, key, people, alone string }{
	{"token", "hash", "people", "UPDATE token SET revoked = 1, name = '', people = '' WHERE hash = $1"},
	{"membership", "account", "people", "DELETE FROM membership WHERE account = $1 AND household = $2"},
	{"oauth_grant", "id", "people", "DELETE FROM oauth_grant WHERE id = $1"},
	{"login", "hash", "play", "DELETE FROM login WHERE hash = $1"},
	{"invitation", "id", "people", "DELETE FROM invitation WHERE id = $1"},
}

// eraseNarrowed takes the person out of whom anybody may see. A row that was for nobody else goes: left empty it would be for everybody.
func (t *Tx) eraseNarrowed(p brush.PersonID) error {
	for _, n := range narrowed {
		type row struct {
			key    any
			people []string
		}
		all, err := list(t.asker, "read who may see some people", "SELECT "+n.key+", "+n.people+" FROM "+n.table+" WHERE household = $1 AND "+n.people+" <> ''", []any{string(t.h)},
			func(r *record) (row, error) {
				var k any
				if n.key == "hash" {
					k = slices.Clone(r.bytes())
				} else {
					k = r.str()
				}
				return row{k, split[string](r.str())}, nil
			})
		if err != nil {
			return err
		}
		for _, w := range all {
			left := slices.DeleteFunc(slices.Clone(w.people), func(o string) bool { return o == string(p) })
			switch {
			case len(left) == len(w.people):
				continue
			case len(left) == 0 && strings.Contains(n.alone, "$2"):
				err = t.later("erase who may see", n.alone, w.key, string(t.h))
			case len(left) == 0:
				err = t.later("erase who may see", n.alone, w.key)
			default:
				err = t.later("erase who may see", "UPDATE "+n.table+" SET "+n.people+" = $1 WHERE "+n.key+" = $2 AND household = $3", strings.Join(left, "\n"), w.key, string(t.h))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// EndErasure is store.Tx's.
func (t *Tx) EndErasure(p brush.PersonID) error {
	t.forgetMemory()
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
	if err := t.eraseNarrowed(p); err != nil {
		return err
	}
	if err := t.eraseReportLinks(p); err != nil {
		return err
	}
	if err := t.eraseReminders(p); err != nil {
		return err
	}
	if err := t.ForgetHooksOf(p); err != nil { // the feed says by now what is left of them
		return err
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
