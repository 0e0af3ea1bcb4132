package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
)

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSignedAndTold(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	h.brushed(mia, 0) // before the hook was there
	id, secret := h.add(s, r.URL+"/a?b=%0d%0ax", mia)
	if !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("secret %q", secret)
	}
	k, err := h.st.Hook(context.Background(), home, id)
	if err != nil || strings.Contains(secret, string(k.Secret)) || strings.Contains(string(k.Secret), secret[6:]) || len(k.Secret) <= secretBytes {
		t.Errorf("the secret is kept as %q, %v", []byte(k.Secret), err)
	}
	h.brushed(mia, 1)
	h.update(func(tx store.Tx) error { // of another kind
		_, err := tx.Emit(store.Change{Kind: store.BrushChanged, Subject: "mia-brush", At: h.Now()})
		return err
	})
	h.brushed(mia, 2)
	look(s)
	look(s)
	all := r.heard()
	if got := r.subjects(); !slices.Equal(got, []string{"mia-1", "mia-2"}) {
		t.Fatalf("heard %v", got)
	}
	w, err := standardwebhooks.NewWebhook(secret)
	fatal(t, err)
	for _, g := range all {
		if err := w.Verify(g.body, g.header); err != nil {
			t.Error(err)
		}
		if g.said.Type != "session_ended" || g.said.Timestamp.IsZero() || g.header.Get("Content-Type") != "application/json" || g.header.Get("User-Agent") != "Enamel/test" {
			t.Errorf("%s with %v", g.body, g.header)
		}
		if err := w.Verify(append(g.body, ' '), g.header); err == nil {
			t.Error("another body has the same signature")
		}
		if g.uri != "/a?b=%0d%0ax" || g.header.Get("X") != "" {
			t.Errorf("the address became %q with %v", g.uri, g.header)
		}
	}
	if all[0].id == all[1].id || !strings.HasPrefix(all[0].id, "msg_") {
		t.Errorf("ids %q and %q", all[0].id, all[1].id)
	}
	tries, err := s.Tries(context.Background(), home, id)
	if err != nil || len(tries) != 2 || tries[0].Outcome != delivered || tries[0].Status != 200 {
		t.Errorf("tries %+v, %v", tries, err)
	}
	if w, d, err := h.st.HookCount(context.Background(), home, id); w != 0 || d != 0 || err != nil {
		t.Errorf("%d wait, %d are dead, %v", w, d, err)
	}
}

// Only who was agreed to is spoken of; taking it back stops at once, also for what waits already.
func TestConsent(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, func(w http.ResponseWriter, n int) {
		if n == 2 {
			w.WriteHeader(500)
		}
	})
	for _, c := range []struct {
		agreed, by string
		who        brush.PersonID
		field      string
	}{{"", "ada", mia, "agreed"}, {"0", "ada", mia, "agreed"}, {ConsentText, "", mia, "people"}, {ConsentText, "ada", "stranger", "people"}} {
		_, _, err := s.Add(ctx, home, NewHook{Name: "x", URL: r.URL, Kinds: Kinds(), People: []brush.PersonID{c.who}, Agreed: c.agreed, By: c.by})
		var f *brush.FieldError
		if !errors.As(err, &f) || f.Field != c.field {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if ks, err := s.Hooks(ctx, home); err != nil || len(ks) != 0 {
		t.Fatalf("hooks that were refused: %v, %v", ks, err)
	}
	id, _ := h.add(s, r.URL, mia)
	h.brushed(leo, 1)
	h.brushed("", 2) // nobody said whose
	h.brushed(mia, 3)
	h.update(func(tx store.Tx) error {
		_, err := tx.Emit(store.Change{Kind: store.SessionEnded, Subject: "expired", At: h.Now()})
		return err
	})
	look(s)
	if got := r.subjects(); !slices.Equal(got, []string{"mia-3"}) {
		t.Errorf("heard %v", got)
	}
	if w, d, err := h.st.HookCount(ctx, home, id); w != 0 || d != 0 || err != nil {
		t.Errorf("%d wait, %d are dead, %v", w, d, err)
	}
	h.brushed(mia, 4) // the receiver fails, and it waits
	look(s)
	none := []brush.PersonID{}
	_, err := s.Change(ctx, home, id, HookPatch{People: &none, By: "ada"})
	fatal(t, err)
	h.pass(10 * time.Second)
	look(s)
	if got := r.subjects(); len(got) != 2 {
		t.Errorf("after consent was taken back it heard %v", got)
	}
	// It is given again to this hook alone, and a new address has to be agreed to anew.
	people := []brush.PersonID{leo}
	k, err := s.Change(ctx, home, id, HookPatch{People: &people, Agreed: ConsentText, By: "ada"})
	if err != nil || len(k.People) != 1 || k.People[0].Person != leo || k.People[0].GivenBy != "ada" || k.People[0].Text != ConsentText || k.People[0].Given.IsZero() {
		t.Fatalf("%+v, %v", k.People, err)
	}
	next := r.URL + "/elsewhere"
	if _, err := s.Change(ctx, home, id, HookPatch{URL: &next, People: &people, By: "ada"}); err == nil {
		t.Error("a new address needs no new consent")
	}
	k, err = s.Change(ctx, home, id, HookPatch{URL: &next, By: "ada"})
	if err != nil || len(k.People) != 0 || k.URL != next {
		t.Errorf("%+v, %v", k, err)
	}
	h.brushed(leo, 5)
	look(s)
	if got := r.subjects(); len(got) != 2 {
		t.Errorf("a new address heard %v without anybody's consent", got)
	}
}

// A receiver that is away for days hears everything once it is back, and what was given up can be sent by hand. All at the times of the schedule.
func TestAwayForDays(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	down := true
	r := newReceiver(t, func(w http.ResponseWriter, n int) {
		if down {
			w.WriteHeader(503)
		}
	})
	id, secret := h.add(s, r.URL, mia)
	start := h.Now()
	h.brushed(mia, 1)
	look(s)
	var waits []time.Duration
	last := start
	for h.Now().Sub(start) < 5*24*time.Hour {
		h.pass(time.Second)
		if due, err := h.st.HooksDue(ctx, h.Now(), 1); err != nil {
			t.Fatal(err)
		} else if len(due) == 0 {
			// Nothing until the next message is due: go there.
			ms, err := h.st.HookWaiting(ctx, home, id, h.Now().Add(30*time.Hour), 1)
			fatal(t, err)
			if len(ms) == 0 {
				break
			}
			h.pass(max(ms[0].Due.Sub(h.Now())-time.Second, 0))
			continue
		}
		before := len(r.heard())
		look(s)
		if len(r.heard()) != before {
			waits = append(waits, h.Now().Sub(last).Round(time.Minute))
			last = h.Now()
		}
	}
	want := []time.Duration{0, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	if !slices.Equal(waits, want) {
		t.Errorf("waited %v, want %v", waits, want)
	}
	all := r.heard()
	if len(all) != 10 {
		t.Fatalf("tried %d times", len(all))
	}
	for _, g := range all {
		if g.id != all[0].id || verify(t, secret, g) != nil {
			t.Errorf("id %q, want %q; %v", g.id, all[0].id, verify(t, secret, g))
		}
	}
	if all[0].header.Get("webhook-timestamp") == all[9].header.Get("webhook-timestamp") {
		t.Error("every try bears the same time")
	}
	dead, err := s.Dead(ctx, home, id)
	if err != nil || len(dead) != 1 || dead[0].Reason != byStatus || dead[0].Tries != 10 {
		t.Fatalf("dead %+v, %v", dead, err)
	}
	down = false
	h.pass(time.Hour)
	look(s)
	if n := len(r.heard()); n != 10 {
		t.Errorf("a dead message was sent, %d", n)
	}
	if _, err := s.Replay(ctx, home, id, 77); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("a message that is not there: %v", err)
	}
	if n, err := s.Replay(ctx, home, id, dead[0].Seq); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	look(s)
	if all = r.heard(); len(all) != 11 || all[10].id != all[0].id {
		t.Errorf("%d, the last with %q", len(all), all[len(all)-1].id)
	}
	if dead, err = s.Dead(ctx, home, id); len(dead) != 0 || err != nil {
		t.Errorf("still dead: %v, %v", dead, err)
	}
}

// Many wait while the receiver is away; it is asked now and then, not for each of them, and gets all of them when it is back.
func TestBacklog(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	down := true
	r := newReceiver(t, func(w http.ResponseWriter, n int) {
		if down {
			w.WriteHeader(500)
		}
	})
	id, _ := h.add(s, r.URL, mia)
	const many = mostWaiting + 50
	h.update(func(tx store.Tx) error {
		for i := range many {
			if _, err := tx.Emit(store.Change{Kind: store.SessionEnded, Subject: fmt.Sprint("mia-", i), At: h.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	for range 60 {
		look(s)
		h.pass(time.Minute)
	}
	if n := len(r.heard()); n > 40 || n < 10 {
		t.Errorf("a receiver that was away for an hour was asked %d times", n)
	}
	if w, _, err := h.st.HookCount(ctx, home, id); w > mostWaiting || err != nil {
		t.Errorf("%d wait, %v", w, err)
	}
	down = false
	asked := len(r.heard())
	h.pass(3 * time.Hour)
	for range 60 {
		look(s)
		h.pass(10 * time.Second)
	}
	told := map[string]int{}
	for _, g := range r.heard()[asked:] {
		told[g.said.Data.Subject]++
	}
	if len(told) != many {
		t.Errorf("%d of %d arrived", len(told), many)
	}
}

func TestGone(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	status := 410
	r := newReceiver(t, func(w http.ResponseWriter, n int) { w.WriteHeader(status) })
	id, _ := h.add(s, r.URL, mia)
	h.brushed(mia, 1)
	look(s)
	h.brushed(mia, 2)
	h.pass(time.Hour)
	look(s)
	ks, err := s.Hooks(ctx, home)
	if err != nil || ks[0].Off != store.HookGone || ks[0].Dead != 1 || len(r.heard()) != 1 || ks[0].Last.Status != 410 {
		t.Fatalf("%+v, %v, asked %d times", ks[0], err, len(r.heard()))
	}
	status = 204
	on := false
	_, err = s.Change(ctx, home, id, HookPatch{Paused: &on})
	fatal(t, err)
	look(s)
	if got := r.subjects(); !slices.Equal(got, []string{"mia-1", "mia-2"}) {
		t.Errorf("heard %v", got)
	}
	if n, err := s.Replay(ctx, home, id, 0); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	look(s)
	if got := r.subjects(); !slices.Equal(got, []string{"mia-1", "mia-2", "mia-1"}) {
		t.Errorf("heard %v", got)
	}
}

// What happens while a hook is paused waits; what is older than a week then is not sent by itself.
func TestPaused(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	id, _ := h.add(s, r.URL, mia)
	yes, no := true, false
	_, err := s.Change(ctx, home, id, HookPatch{Paused: &yes})
	fatal(t, err)
	h.brushed(mia, 1)
	look(s)
	h.pass(time.Minute)
	h.brushed(mia, 3)
	h.pass(7*24*time.Hour - time.Minute)
	h.brushed(mia, 2)
	h.pass(time.Second)
	look(s)
	if n := len(r.heard()); n != 0 {
		t.Errorf("a paused hook was told %d times", n)
	}
	_, err = s.Change(ctx, home, id, HookPatch{Paused: &no})
	fatal(t, err)
	look(s)
	if got := r.subjects(); !slices.Equal(got, []string{"mia-3", "mia-2"}) {
		t.Errorf("heard %v", got)
	}
	dead, err := s.Dead(ctx, home, id)
	if err != nil || len(dead) != 1 || dead[0].Subject != "mia-1" || dead[0].Reason != "too_old" {
		t.Errorf("%v, %v", dead, err)
	}
	h.pass(30*24*time.Hour - time.Minute)
	if dead, err := s.Dead(ctx, home, id); err != nil || len(dead) != 1 {
		t.Errorf("within a month: %v, %v", dead, err)
	}
	h.pass(2 * time.Minute)
	if dead, err := s.Dead(ctx, home, id); err != nil || len(dead) != 0 {
		t.Errorf("after a month: %v, %v", dead, err)
	}
}

func TestRetryAfter(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, func(w http.ResponseWriter, n int) {
		if n == 1 {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		}
	})
	h.add(s, r.URL, mia)
	h.brushed(mia, 1)
	look(s)
	h.brushed(mia, 2)
	h.pass(59 * time.Minute)
	look(s)
	if n := len(r.heard()); n != 1 {
		t.Errorf("asked %d times within the hour", n)
	}
	h.pass(2 * time.Minute)
	look(s)
	if n := len(r.heard()); n != 3 {
		t.Errorf("asked %d times after it", n)
	}
	now := h.Now()
	for value, want := range map[string]time.Duration{"": 0, "x": 0, "-5": 0, "7": 7 * time.Second, "4000000000": 24 * time.Hour, "99999999999999999999": 0,
		now.Add(90 * time.Second).UTC().Format(http.TimeFormat): 90 * time.Second, now.Add(-time.Hour).UTC().Format(http.TimeFormat): 0} {
		if got := askedToWait(value, now); (got - want).Abs() > time.Second {
			t.Errorf("Retry-After %q: %v, want %v", value, got, want)
		}
	}
}

// A server that is killed between the answer and the cursor tells again, with the same id; killed anywhere, it loses nothing.
func TestKilledAnywhere(t *testing.T) {
	ctx := context.Background()
	for n := 1; ; n++ {
		h := newHouse(t)
		r := newReceiver(t, nil)
		id, _ := h.add(h.server(true), r.URL, mia)
		for i := range 3 {
			h.brushed(mia, i)
		}
		broken := faulty.New(h.st)
		first := h.server(true, func(c *Config) { c.Store = broken })
		reached := broken.FailAt(n)
		look(first) // and is never heard of again
		name := broken.Reached()
		second := h.server(true)
		h.pass(leaseLasts)
		for range 3 {
			look(second)
			h.pass(10 * time.Second)
		}
		ids := map[string]string{}
		for _, g := range r.heard() {
			if was, ok := ids[g.said.Data.Subject]; ok && was != g.id {
				t.Errorf("operation %d (%s): %s came as %s and as %s", n, name, g.said.Data.Subject, was, g.id)
			}
			ids[g.said.Data.Subject] = g.id
		}
		if len(ids) != 3 || len(r.heard()) > 4 {
			t.Errorf("operation %d (%s): %d of 3 arrived, in %d tries", n, name, len(ids), len(r.heard()))
		}
		if w, d, err := h.st.HookCount(ctx, home, id); w != 0 || d != 0 || err != nil {
			t.Errorf("operation %d (%s): %d wait, %d are dead, %v", n, name, w, d, err)
		}
		if !reached() {
			if n < 12 {
				t.Errorf("only %d operations", n)
			}
			return
		}
	}
}

// Two servers of one store: each message arrives once, and when one of them is gone the other takes over.
func TestTwoServers(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { twoServers(t, newHouse(t)) })
	t.Run("postgres", func(t *testing.T) { twoServers(t, newHouseIn(t, pgtest.Schema(t))) })
}

func twoServers(t *testing.T, h *house) {
	r := newReceiver(t, nil)
	other := h.open()
	a, b := h.server(true), h.server(true, func(c *Config) { c.Store = other })
	h.add(a, r.URL, mia)
	ctx, stop := context.WithCancel(context.Background())
	for i := range 40 {
		h.brushed(mia, i)
		if i%5 == 0 {
			a.pass(ctx)
			b.pass(ctx)
		}
	}
	for range 5 {
		a.pass(ctx)
		b.pass(ctx)
		a.work.Wait()
		b.work.Wait()
	}
	seen := map[string]int{}
	for _, s := range r.subjects() {
		seen[s]++
	}
	if len(seen) != 40 || len(r.heard()) != 40 {
		t.Errorf("%d messages came in %d tries", len(seen), len(r.heard()))
	}
	if len(a.held)+len(b.held) != 1 {
		t.Errorf("the hook has %d and %d holders", len(a.held), len(b.held))
	}
	stop()
	// The holder stops well, and the other need not wait.
	from, to := a, b
	if len(b.held) == 1 {
		from, to = b, a
	}
	from.giveAll()
	h.brushed(mia, 40)
	h.pass(leaseLasts / 6)
	look(to)
	if n := len(r.heard()); n != 41 {
		t.Errorf("%d came after the other server took over", n)
	}
	// It is killed: the lease has to end first.
	h.brushed(mia, 41)
	look(from)
	if n := len(r.heard()); n != 41 {
		t.Errorf("a hook of another server was served: %d", n)
	}
	h.pass(leaseLasts)
	look(from)
	if n := len(r.heard()); n != 42 {
		t.Errorf("%d came after the lease of the other had ended", n)
	}
}

func TestRotation(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, nil)
	id, old := h.add(s, r.URL, mia)
	fresh, until, err := s.Rotate(ctx, home, id)
	if err != nil || fresh == old || !until.Equal(h.Now().Add(24*time.Hour)) {
		t.Fatal(fresh, until, err)
	}
	tell := func(n int) got {
		h.brushed(mia, n)
		look(s)
		all := r.heard()
		return all[len(all)-1]
	}
	g := tell(1)
	if err := errors.Join(verify(t, old, g), verify(t, fresh, g)); err != nil {
		t.Error(err)
	}
	h.pass(24 * time.Hour)
	g = tell(2)
	if verify(t, fresh, g) != nil || verify(t, old, g) == nil {
		t.Errorf("a day later: %v, %v", verify(t, fresh, g), verify(t, old, g))
	}
	if strings.Count(g.header.Get("webhook-signature"), "v1,") != 1 {
		t.Errorf("signatures %q", g.header.Get("webhook-signature"))
	}
	if _, _, err := s.Rotate(ctx, "other", id); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household's: %v", err)
	}
}

func TestTestAndBounds(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	s := h.server(true)
	r := newReceiver(t, func(w http.ResponseWriter, n int) { w.WriteHeader(202) })
	id, secret := h.add(s, r.URL)
	y, err := s.Test(ctx, home, id)
	if err != nil || y.Outcome != delivered || y.Status != 202 || y.Kind != TestKind {
		t.Errorf("%+v, %v", y, err)
	}
	all := r.heard()
	if len(all) != 1 || all[0].said.Type != "test" || verify(t, secret, all[0]) != nil || !strings.Contains(string(all[0].body), id) {
		t.Errorf("heard %+v", all)
	}
	if _, err := s.Test(ctx, "other", id); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household's: %v", err)
	}
	for range 15 {
		h.add(s, r.URL)
	}
	_, _, err = s.Add(ctx, home, NewHook{Name: "one more", URL: r.URL, Kinds: Kinds()})
	if !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("one more than there may be: %v", err)
	}
	for _, n := range []NewHook{{Name: "", URL: r.URL, Kinds: Kinds()}, {Name: strings.Repeat("x", 61), URL: r.URL, Kinds: Kinds()}, {Name: "a\r\nb", URL: r.URL, Kinds: Kinds()},
		{Name: "x", URL: r.URL}, {Name: "x", URL: r.URL, Kinds: []store.ChangeKind{"all"}}, {Name: "x", URL: "gopher://x", Kinds: Kinds()}} {
		var f *brush.FieldError
		if _, _, err := s.Add(ctx, home, n); !errors.As(err, &f) || f.Field == "" {
			t.Errorf("%+v: %v", n, err)
		}
	}
	keyless := h.server(true, func(c *Config) { c.Seal = seal.None() })
	if _, _, err := keyless.Rotate(ctx, home, id); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("a secret without a key: %v", err)
	}
	if y, err := keyless.Test(ctx, home, id); err != nil || y.Outcome != unsigned {
		t.Errorf("a test without a key: %+v, %v", y, err)
	}
	fatal(t, s.Remove(ctx, home, id))
	if err := s.Remove(ctx, home, id); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("removed again: %v", err)
	}
	if _, err := s.Tries(ctx, home, id); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("tries of a removed one: %v", err)
	}
}
