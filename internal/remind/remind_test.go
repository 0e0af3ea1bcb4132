package remind

import (
	"context"
	"crypto/elliptic"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/session"
)

var curve = elliptic.P256()

const eight = 20 * 60 // in the evening

func (h *house) switched(s *Service, m *maker, n byte) Browser {
	h.t.Helper()
	key, err := s.Key(h.t.Context())
	fatal(h.t, err)
	m.server = key
	b, err := s.Switch(h.t.Context(), home, anna, login(n), m.subscription())
	fatal(h.t, err)
	return b
}

// A browser is told once, in words that only it can read, by a server that its maker knows again; nothing of it names anybody.
func TestABrowserIsTold(t *testing.T) {
	h := newHouse(t)
	s, m := h.server(), newMaker(t, nil)
	b := h.switched(s, m, 0)
	h.remindAt(mia, eight)
	h.look(s)
	if got := m.heard(); len(got) != 0 {
		t.Fatalf("told before its time: %v", got)
	}
	h.pass(time.Hour + time.Minute)
	for range 3 {
		h.look(s)
		h.pass(time.Minute)
	}
	want := []Message{{Kind: "open", Person: string(mia), Part: "evening", Day: "2026-11-23"}}
	if got := m.heard(); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	head := m.heads[0]
	if ttl := head.Get("TTL"); ttl != fmt.Sprint(14*60) || head.Get("Content-Encoding") != "aes128gcm" || len(head.Get("Topic")) != 32 {
		t.Errorf("sent with %v", head)
	}
	if got := h.reminders(); !slices.Equal(got, []string{"evening_reminder mia"}) {
		t.Errorf("the feed says %v", got)
	}
	bs, err := s.Browsers(t.Context(), home, anna, login(0))
	if fatal(t, err); len(bs) != 1 || bs[0].ID != b.ID || !bs[0].This || bs[0].Told.IsZero() || bs[0].Agent != "Firefox" {
		t.Errorf("browsers: %+v", bs)
	}
	h.pass(24 * time.Hour)
	h.set(time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC))
	h.look(s)
	if got := m.heard(); len(got) != 2 || got[1].Day != "2026-11-24" {
		t.Errorf("the next day: %v", got)
	}
}

// Nothing is said of a slot that is done, being done, perhaps done, or not planned; nor late, nor in quiet hours; nor of somebody who is gone.
func TestNothingIsSaid(t *testing.T) {
	at := evening.Add(time.Hour)
	for _, c := range []struct {
		name string
		do   func(h *house)
		says bool
	}{
		{"open", func(*house) {}, true},
		{"done", func(h *house) { h.brushed(mia, at.Add(-30*time.Minute), 120, session.Ended, "") }, false},
		{"half done", func(h *house) { h.brushed(mia, at.Add(-30*time.Minute), 60, session.Ended, "") }, false},
		{"a moment of it", func(h *house) { h.brushed(mia, at.Add(-30*time.Minute), 30, session.Ended, "") }, true},
		{"this morning", func(h *house) { h.brushed(mia, at.Add(-12*time.Hour), 120, session.Ended, "") }, true},
		{"somebody else", func(h *house) { h.brushed(leo, at.Add(-30*time.Minute), 120, session.Ended, "") }, true},
		{"brushes now", func(h *house) { h.brushed(mia, at.Add(-30*time.Second), 30, session.Running, "") }, false},
		{"somebody brushes now, and nobody knows who", func(h *house) { h.brushed("", at.Add(-30*time.Second), 30, session.Paused, "") }, false},
		{"somebody else brushes now", func(h *house) { h.brushed(leo, at.Add(-30*time.Second), 30, session.Running, "") }, true},
		{"perhaps theirs", func(h *house) { h.brushed("", at.Add(-30*time.Minute), 120, session.Ended, mia) }, false},
		{"perhaps another's", func(h *house) { h.brushed("", at.Add(-30*time.Minute), 120, session.Ended, leo) }, true},
		{"late", func(h *house) { h.pass(session.RemindLate + time.Second) }, false},
		{"quiet", func(h *house) {
			h.update(func(tx store.Tx) error { return tx.PutQuiet(session.Quiet{On: true, From: 19 * 60, To: 7 * 60}) })
		}, false},
		{"not planned", func(h *house) {
			h.update(func(tx store.Tx) error {
				p, err := tx.Person(mia)
				p.Evening = false
				return errors.Join(err, tx.PutPerson(p))
			})
		}, false},
		{"gone", func(h *house) { h.update(func(tx store.Tx) error { return tx.DeletePerson(mia) }) }, false},
		{"off", func(h *house) {
			h.update(func(tx store.Tx) error {
				return tx.PutReminder(store.Reminder{Person: mia, Reminder: session.Reminder{Part: session.Evening, At: eight, Days: session.EveryDay}})
			})
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			s, m := h.server(), newMaker(t, nil)
			h.switched(s, m, 0)
			h.remindAt(mia, eight)
			h.set(at)
			c.do(h)
			h.look(s)
			if got := len(m.heard()) == 1; got != c.says {
				t.Errorf("said %v, want %v", got, c.says)
			}
			if got := len(h.reminders()) == 1; got != c.says {
				t.Errorf("in the feed %v, want %v", got, c.says)
			}
		})
	}
}

// Who has just put the brush away is told nothing, and who stopped at once a little later is.
func TestItWaitsForWhoBrushes(t *testing.T) {
	h := newHouse(t)
	s := h.server()
	h.remindAt(mia, eight)
	h.set(evening.Add(time.Hour))
	h.brushed(mia, h.Now(), 5, session.Running, "")
	h.look(s)
	if got := h.reminders(); len(got) > 0 {
		t.Fatalf("said %v", got)
	}
	h.brushed(mia, h.Now(), 5, session.Ended, "")
	h.pass(5 * time.Minute)
	h.look(s)
	if got := h.reminders(); len(got) != 1 {
		t.Errorf("said %v", got)
	}
}

// Of servers that look at once, one says it; and what one server wrote down no other says after it.
func TestManyServers(t *testing.T) {
	h := newHouse(t)
	m := newMaker(t, nil)
	h.switched(h.server(), m, 0)
	h.remindAt(mia, eight)
	h.remindAt(leo, eight)
	h.set(evening.Add(time.Hour))
	var all sync.WaitGroup
	for range 6 {
		s := h.server()
		all.Go(func() {
			if err := s.Pass(t.Context()); err != nil {
				t.Error(err)
			}
			s.Settle()
		})
	}
	all.Wait()
	h.look(h.server()) // one that was started again
	if got := h.reminders(); len(got) != 2 {
		t.Errorf("the feed says %v", got)
	}
	if got := m.heard(); len(got) != 2 || got[0].Person == got[1].Person {
		t.Errorf("told %v", got)
	}
}

// Whatever the store fails at, nothing is said twice, and what was said is written down.
func TestEachOperationFails(t *testing.T) {
	for n := 1; ; n++ {
		h := newHouse(t)
		m := newMaker(t, nil)
		h.switched(h.server(), m, 0)
		h.remindAt(mia, eight)
		h.set(evening.Add(time.Hour))
		broken := faulty.New(h.st)
		s := h.server()
		s.Store = broken
		reached := broken.FailAt(n)
		_ = s.Pass(t.Context()) // it may fail
		s.Settle()
		if !reached() {
			if n < 8 {
				t.Fatalf("only %d operations", n)
			}
			break
		}
		h.pass(time.Minute)
		h.look(s)
		said, told := h.reminders(), m.heard()
		if len(said) != 1 || len(told) > 1 {
			t.Errorf("%d, %s: the feed says %v, told %v", n, broken.Reached(), said, told)
		}
	}
}

// A maker that is away is asked again, less and less often, for as long as the word is worth something; a browser that is gone is forgotten.
func TestTries(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(w http.ResponseWriter, n int)
		tries  int
		left   int // browsers
	}{
		{"at once", nil, 1, 1},
		{"the third time", func(w http.ResponseWriter, n int) { w.WriteHeader([]int{503, 429, 201}[n]) }, 3, 1},
		{"never", func(w http.ResponseWriter, _ int) { w.WriteHeader(500) }, 5, 1},
		{"asked to stay away for longer than it is worth", func(w http.ResponseWriter, _ int) { w.Header().Set("Retry-After", "900"); w.WriteHeader(429) }, 1, 1},
		{"asked to wait", func(w http.ResponseWriter, n int) {
			w.Header().Set("Retry-After", "300")
			w.WriteHeader([]int{429, 201}[n])
		}, 2, 1},
		{"gone", func(w http.ResponseWriter, _ int) { w.WriteHeader(410) }, 1, 0},
		{"not there", func(w http.ResponseWriter, _ int) { w.WriteHeader(404) }, 1, 0},
		{"refused", func(w http.ResponseWriter, _ int) { w.WriteHeader(403) }, 1, 1},
		{"elsewhere", func(w http.ResponseWriter, _ int) { w.Header().Set("Location", "/"); w.WriteHeader(307) }, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			s, m := h.server(), newMaker(t, c.answer)
			s.Client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			h.switched(s, m, 0)
			h.remindAt(mia, eight)
			h.set(evening.Add(time.Hour))
			h.look(s)
			if got := len(m.heard()); got != c.tries {
				t.Errorf("%d tries, want %d", got, c.tries)
			}
			if h.Now().Sub(evening.Add(time.Hour)) > session.RemindLate {
				t.Errorf("it went on until %s", h.Now())
			}
			bs, err := s.Browsers(t.Context(), home, anna, login(0))
			if fatal(t, err); len(bs) != c.left {
				t.Errorf("%d browsers are left, want %d", len(bs), c.left)
			}
		})
	}
}

// Between two tries somebody brushed, quiet hours began, or the browser was switched off: then it is told no more.
func TestNoTryTooMany(t *testing.T) {
	for _, c := range []struct {
		name string
		at   int
		do   func(h *house, s *Service, b Browser)
	}{
		{"brushed", eight, func(h *house, _ *Service, _ Browser) { h.brushed(mia, h.Now(), 120, session.Ended, "") }},
		{"switched off", eight, func(h *house, s *Service, b Browser) { fatal(h.t, s.Remove(h.t.Context(), home, anna, b.ID)) }},
		{"quiet", 20*60 + 59, func(h *house, _ *Service, _ Browser) { h.pass(50 * time.Second) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			s, m := h.server(), newMaker(t, func(w http.ResponseWriter, _ int) { w.WriteHeader(503) })
			b := h.switched(s, m, 0)
			h.remindAt(mia, c.at)
			h.set(evening.Add(time.Duration(c.at-19*60) * time.Minute))
			s.Wait = func(_ context.Context, d time.Duration) bool {
				h.pass(d)
				c.do(h, s, b)
				return true
			}
			h.look(s)
			if got := len(m.heard()); got != 1 {
				t.Errorf("%d tries", got)
			}
		})
	}
}

// A message that waits at its maker's ends there when the word is worth nothing any more: also when quiet hours begin.
func TestItEndsWithQuietHours(t *testing.T) {
	h := newHouse(t)
	s, m := h.server(), newMaker(t, nil)
	h.switched(s, m, 0)
	h.remindAt(mia, 20*60+55)
	h.set(evening.Add(time.Hour + 56*time.Minute))
	h.look(s)
	if len(m.heads) != 1 || m.heads[0].Get("TTL") != "240" {
		t.Errorf("sent with %v", m.heads)
	}
}

// Who may see only some people is told of those alone.
func TestNarrowedIsTold(t *testing.T) {
	h := newHouse(t)
	s, m := h.server(), newMaker(t, nil)
	h.switched(s, m, 0)
	fatal(t, h.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		return tx.PutMembership(store.Membership{Account: anna, Household: home, Role: store.Viewer, Created: evening, People: []brush.PersonID{leo}})
	}))
	h.remindAt(mia, eight)
	h.remindAt(leo, eight)
	h.set(evening.Add(time.Hour))
	h.look(s)
	if got := m.heard(); len(got) != 1 || got[0].Person != string(leo) {
		t.Errorf("told %v", got)
	}
}

// Where a browser is told is sealed, and so is the server's key; every server has the same one.
func TestKeptSealed(t *testing.T) {
	h := newHouse(t)
	s, m := h.server(), newMaker(t, nil)
	h.switched(s, m, 0)
	all, err := h.st.Pushes(t.Context(), home, "", h.Now())
	if fatal(t, err); len(all) != 1 || strings.Contains(string(all[0].Sealed), m.url) || strings.Contains(string(all[0].Sealed), m.subscription().Auth) {
		t.Errorf("kept as %q", []byte(all[0].Sealed))
	}
	one, err := s.Key(t.Context())
	fatal(t, err)
	two, err := h.server().Key(t.Context())
	if fatal(t, err); one != two {
		t.Errorf("two keys: %s, %s", one, two)
	}
	if point, err := base64.RawURLEncoding.DecodeString(one); err != nil || len(point) != 65 {
		t.Errorf("a key of %d bytes, %v", len(point), err)
	}
	none := h.server()
	none.Seal = seal.None()
	if _, err := none.Key(t.Context()); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("without a key file: %v", err)
	}
	if _, err := none.Switch(t.Context(), home, anna, login(1), m.subscription()); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("switched on without a key file: %v", err)
	}
}

// What is sealed is sealed anew after a rotation, and works as before.
func TestReseal(t *testing.T) {
	h := newHouse(t)
	path := t.TempDir() + "/key"
	box, err := seal.Load(path)
	fatal(t, err)
	h.box = box
	s, m := h.server(), newMaker(t, nil)
	h.switched(s, m, 0)
	fatal(t, seal.Rotate(path))
	var told []error
	reseal := func() {
		t.Helper()
		told = nil
		fatal(t, s.Reseal(t.Context(), []store.Household{{ID: home}}, func(err error) { told = append(told, err) }))
	}
	before := h.Now()
	if reseal(); len(told) != 2 || told[0] != nil || told[1] != nil {
		t.Errorf("sealed anew: %v", told)
	}
	if got := h.Now().Sub(before); got != resealPause {
		t.Errorf("it rested %s behind a household", got)
	}
	if reseal(); len(told) != 0 {
		t.Errorf("sealed anew again: %v", told)
	}
	fatal(t, seal.Drop(path))
	h.remindAt(mia, eight)
	h.set(evening.Add(time.Hour))
	h.look(h.server())
	if got := m.heard(); len(got) != 1 {
		t.Errorf("told %v", got)
	}
	if s.Seal, err = seal.Load(t.TempDir() + "/other"); err != nil {
		t.Fatal(err)
	}
	if reseal(); len(told) != 2 || told[0] == nil || told[1] == nil {
		t.Errorf("with another key file: %v", told)
	}
}

// What no browser says is refused, and says which field.
func TestSwitchBadInput(t *testing.T) {
	h := newHouse(t)
	s, m := h.server(), newMaker(t, nil)
	s.Check = func(a string) error {
		if strings.Contains(a, "inside") {
			return bad("url", "is inside a network")
		}
		return nil
	}
	good := m.subscription()
	for name, c := range map[string]struct {
		field  string
		change func(*Subscription)
	}{
		"inside":         {"endpoint", func(c *Subscription) { c.Endpoint = "https://inside" }},
		"long":           {"endpoint", func(c *Subscription) { c.Endpoint = "https://a/" + strings.Repeat("a", mostEndpoint) }},
		"no key":         {"p256dh", func(c *Subscription) { c.P256dh = "" }},
		"not a point":    {"p256dh", func(c *Subscription) { c.P256dh = base64.RawURLEncoding.EncodeToString(make([]byte, 65)) }},
		"padded":         {"p256dh", func(c *Subscription) { c.P256dh += "=" }},
		"short secret":   {"auth", func(c *Subscription) { c.Auth = "AAAA" }},
		"secret of what": {"auth", func(c *Subscription) { c.Auth = "*" }},
	} {
		sub := good
		c.change(&sub)
		_, err := s.Switch(t.Context(), home, anna, login(0), sub)
		var f *brush.FieldError
		if !errors.As(err, &f) || f.Field != c.field {
			t.Errorf("%s: %v, want the field %s", name, err, c.field)
		}
	}
}

// An account has ten browsers; one that says itself again is no other one. They are not changed without end.
func TestMostBrowsers(t *testing.T) {
	h := newHouse(t)
	s := h.server()
	sub := func(n byte) Subscription {
		m := newMaker(t, nil)
		m.url = fmt.Sprint("http://push.example/", n)
		return m.subscription()
	}
	for n := range byte(MostBrowsers) {
		_, err := s.Switch(t.Context(), home, anna, login(n), sub(n))
		fatal(t, err)
	}
	var f *brush.FieldError
	if _, err := s.Switch(t.Context(), home, anna, login(20), sub(20)); !errors.As(err, &f) {
		t.Errorf("one too many: %v", err)
	}
	again, err := s.Switch(t.Context(), home, anna, login(3), sub(3))
	fatal(t, err)
	bs, err := s.Browsers(t.Context(), home, anna, login(3))
	if fatal(t, err); len(bs) != MostBrowsers || !slices.ContainsFunc(bs, func(b Browser) bool { return b.ID == again.ID && b.This }) {
		t.Errorf("%d browsers, %+v", len(bs), again)
	}
	h.pass(changesWithin)
	n := 0
	for range mostChanges + 5 {
		if _, err := s.Switch(t.Context(), home, anna, login(3), sub(3)); err == nil {
			n++
		} else if !errors.As(err, &f) || f.Field != "" {
			t.Error(err)
		}
	}
	if n != mostChanges {
		t.Errorf("%d changes in a minute, want %d", n, mostChanges)
	}
	h.pass(changesWithin)
	if _, err := s.Switch(t.Context(), home, anna, login(3), sub(3)); err != nil {
		t.Error("a minute later:", err)
	}
	if err := s.Remove(t.Context(), home, "bert", bs[0].ID); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("removed by another account: %v", err)
	}
}

// Settings: what is wrong says where; what is left out is switched off; a stale version changes nothing; what did not change is not said to have.
func TestChange(t *testing.T) {
	h := newHouse(t)
	s := h.server()
	r := func(p brush.PersonID, part session.PartOfDay, at int) store.Reminder {
		return store.Reminder{Person: p, Reminder: session.Reminder{On: true, Part: part, At: at, Days: session.EveryDay}}
	}
	ok := Settings{Quiet: session.UsualQuiet, Reminders: []store.Reminder{r(leo, session.Morning, 420), r(mia, session.Evening, eight)}}
	for name, c := range map[string]struct {
		field  string
		change func(*Settings)
	}{
		"quiet from":    {"quiet.from_min", func(c *Settings) { c.Quiet.From = 1440 }},
		"quiet to":      {"quiet.to_min", func(c *Settings) { c.Quiet.To = -1 }},
		"a time":        {"reminders[1].at_min", func(c *Settings) { c.Reminders[1].At = 1440 }},
		"another slot":  {"reminders[1].at_min", func(c *Settings) { c.Reminders[1].At = 600 }},
		"before it":     {"reminders[0].at_min", func(c *Settings) { c.Reminders[0].At = 239 }},
		"no day":        {"reminders[0].days", func(c *Settings) { c.Reminders[0].Days = 0 }},
		"an eighth day": {"reminders[0].days", func(c *Settings) { c.Reminders[0].Days = 128 }},
		"nobody":        {"reminders[1].person_id", func(c *Settings) { c.Reminders[1].Person = "zoe" }},
		"twice":         {"reminders[1]", func(c *Settings) { c.Reminders[1] = c.Reminders[0] }},
	} {
		bad := Settings{Quiet: ok.Quiet, Reminders: slices.Clone(ok.Reminders)}
		c.change(&bad)
		_, err := s.Change(t.Context(), home, bad)
		var f *brush.FieldError
		if !errors.As(err, &f) || f.Field != c.field {
			t.Errorf("%s: %v, want the field %s", name, err, c.field)
		}
	}
	got, err := s.Change(t.Context(), home, ok)
	if fatal(t, err); !slices.Equal(got.Reminders, ok.Reminders) {
		t.Errorf("kept %+v", got)
	}
	last, err := h.st.Last(t.Context(), home)
	fatal(t, err)
	if _, err := s.Change(t.Context(), home, ok); err != nil {
		t.Error(err)
	}
	if again, err := h.st.Last(t.Context(), home); err != nil || again != last {
		t.Errorf("the same again is change %d after %d, %v", again, last, err)
	}
	one := Settings{Quiet: session.Quiet{}, Reminders: ok.Reminders[1:]}
	if _, err := s.Change(store.IfMatch(t.Context(), []string{"0000"}), home, one); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("a stale version: %v", err)
	}
	got, err = s.Change(store.IfMatch(t.Context(), []string{got.Version()}), home, one)
	if fatal(t, err); len(got.Reminders) != 2 || got.Reminders[0].On || !got.Reminders[1].On || got.Quiet.On {
		t.Errorf("with one left out: %+v", got)
	}
}

// A crowd of households is looked at in parts, and each has its turn.
func TestMostHouses(t *testing.T) {
	h := newHouse(t)
	for n := range mostHouses + 20 {
		id := brush.HouseholdID(fmt.Sprintf("house%04d", n))
		fatal(t, h.st.Update(t.Context(), id, func(tx store.Tx) error {
			return errors.Join(tx.PutHousehold(store.Household{ID: id, Name: "X", TimeZone: "UTC", DayTurns: 240}), tx.PutPerson(store.Person{ID: mia, Name: "M", Evening: true, Target: 120}),
				tx.PutReminder(store.Reminder{Person: mia, Reminder: session.Reminder{On: true, Part: session.Evening, At: eight, Days: session.EveryDay}}))
		}))
	}
	h.set(evening.Add(time.Hour))
	h.look(h.server())
	for n := range mostHouses + 20 {
		if last, err := h.st.Last(t.Context(), brush.HouseholdID(fmt.Sprintf("house%04d", n))); last != 1 || err != nil {
			t.Fatalf("household %d: %d changes, %v", n, last, err)
		}
	}
}

// A server looks every quarter of a minute, so that one that was just started says what is due well before it is late.
func TestRunLooks(t *testing.T) {
	h := newHouse(t)
	s := h.server()
	h.remindAt(mia, eight)
	ctx, stop := context.WithCancel(t.Context())
	looks := 0
	s.Wait = func(_ context.Context, d time.Duration) bool {
		if d != lookEvery {
			t.Errorf("it waits %s", d)
		}
		h.pass(d)
		if looks++; len(h.reminders()) > 0 || looks > 1000 {
			stop()
		}
		return ctx.Err() == nil
	}
	s.Run(ctx)
	if late := h.Now().Sub(evening.Add(time.Hour)); len(h.reminders()) != 1 || late < 0 || late > 2*lookEvery {
		t.Errorf("said %v, %s after its time", h.reminders(), late)
	}
}

// At most so many are told at once, and each of a crowd is.
func TestMostSending(t *testing.T) {
	h := newHouse(t)
	s := h.server()
	key, err := s.Key(t.Context())
	fatal(t, err)
	var mu sync.Mutex
	now, most, told := 0, 0, 0
	full := make(chan struct{}) // closed when as many are under way as may be
	m := newMaker(t, nil)
	m.server = key
	s.Client = &http.Client{Transport: carrier(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		now++
		told++
		if most = max(most, now); now == mostSending && told == mostSending {
			close(full)
		}
		mu.Unlock()
		<-full
		mu.Lock()
		now--
		mu.Unlock()
		return &http.Response{StatusCode: 201, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
	})}
	const many = mostSending + 8
	fatal(t, h.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
		for n := range byte(many) {
			a := fmt.Sprint("account", n)
			if err := errors.Join(tx.PutAccount(store.Account{ID: a, Email: a}), tx.PutMembership(store.Membership{Account: a, Household: home, Role: store.Owner}),
				tx.PutLogin(store.Login{Hash: [32]byte{0, n}, Account: a, Household: home, Expires: h.Now().Add(time.Hour * 100)})); err != nil {
				return err
			}
		}
		return nil
	}))
	for n := range byte(many) {
		sub := m.subscription()
		sub.Endpoint = fmt.Sprint("http://push.example/", n)
		_, err := s.Switch(t.Context(), home, fmt.Sprint("account", n), [32]byte{0, n}, sub)
		fatal(t, err)
	}
	h.remindAt(mia, eight)
	h.set(evening.Add(time.Hour))
	h.look(s)
	if most != mostSending || told != many {
		t.Errorf("%d were told, at most %d at once", told, most)
	}
}

// Of an answer a little is read, however long it is.
func TestMostAnswer(t *testing.T) {
	h := newHouse(t)
	s, m := h.server(), newMaker(t, nil)
	h.switched(s, m, 0)
	long := &endless{}
	s.Client = &http.Client{Transport: carrier(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 201, Body: long, Header: http.Header{}, Request: r}, nil
	})}
	h.remindAt(mia, eight)
	h.set(evening.Add(time.Hour))
	h.look(s)
	if long.read != mostAnswer || !long.closed {
		t.Errorf("%d bytes were read, closed %v", long.read, long.closed)
	}
}

type carrier func(*http.Request) (*http.Response, error)

func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) { return c(r) }

type endless struct {
	read   int
	closed bool
}

func (e *endless) Read(p []byte) (int, error) { e.read += len(p); return len(p), nil }
func (e *endless) Close() error               { e.closed = true; return nil }
