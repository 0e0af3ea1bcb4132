package privacy_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
)

// TestTamperingShows changes the log behind the program's back in every way.
func TestTamperingShows(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		sql  string
		want string
	}{
		"nothing":                   {"SELECT 1", ""},
		"an act is another":         {"UPDATE audit SET act = 'login' WHERE seq = 3", "line 3"},
		"a time is another":         {"UPDATE audit SET at = at + 1 WHERE seq = 3", "line 3"},
		"who is another":            {"UPDATE audit SET actor = actor + 1 WHERE seq = 3", "line 3"},
		"a detail is another":       {"UPDATE audit SET detail = 'name' WHERE seq = 3", "line 3"},
		"a hash is another":         {"UPDATE audit SET hash = zeroblob(32) WHERE seq = 3", "line 3"},
		"one is gone":               {"DELETE FROM audit WHERE seq = 3", "line 3 is missing"},
		"the first is gone":         {"DELETE FROM audit WHERE seq = 1", "line 1 is missing"},
		"the last is gone":          {"DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "the log ends with line"},
		"two change places":         {"UPDATE audit SET seq = 1000 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 1000", "line 3"},
		"one more":                  {"INSERT INTO audit SELECT household, seq + 1, at, act, actor, client, about, person, request, detail, hash FROM audit ORDER BY seq DESC LIMIT 1", "behind the end"},
		"all is gone":               {"DELETE FROM audit", "the log ends with line 0"},
		"the end goes back":         {"UPDATE audit_head SET lines = lines - 1, hash = (SELECT hash FROM audit WHERE seq = audit_head.lines - 1); DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "was noted"},
		"a number means another":    {"UPDATE audit_name SET id = 'somebody' WHERE kind = 'person'", "is not the one that was given"},
		"a number's seal too":       {"UPDATE audit_name SET id = 'somebody', seal = zeroblob(32) WHERE kind = 'person'", "name"},
		"a name is gone altogether": {"DELETE FROM audit_name WHERE n = 2", "name 2 is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "sqlite")
			for i := range 5 {
				plum := []string{"plum", "sky"}[i%2]
				_, err := r.acc.ChangePerson(r.as(), r.h, r.kid, account.PersonPatch{Glaze: &plum})
				must(t, err)
			}
			noted, err := r.st.AuditHead(ctx, r.h)
			must(t, err)
			if back, ok := privacy.ParseHead(privacy.HeadText(noted)); !ok || back.Count != noted.Count || back.Hash != noted.Hash {
				t.Fatalf("%v is read as %v", noted, back)
			}
			db, err := sql.Open("sqlite", r.path)
			must(t, err)
			defer db.Close()
			_, err = db.Exec(c.sql)
			must(t, err)
			rep, err := r.s.Check(ctx, r.h, noted)
			must(t, err)
			if c.want == "" && rep.Fault != "" || c.want != "" && !strings.Contains(rep.Fault, c.want) {
				t.Errorf("the fault is %q, want %q", rep.Fault, c.want)
			}
		})
	}
}

// TestCheckBesideWriters: what is written while a log is checked is no fault.
func TestCheckBesideWriters(t *testing.T) {
	r := newRig(t, "sqlite")
	ctx := r.as()
	ended := make(chan error, 1)
	go func() {
		for i := range 150 {
			name := fmt.Sprint("n", i)
			if _, err := r.acc.ChangePerson(ctx, r.h, r.ben, account.PersonPatch{Name: &name}); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	for {
		rep, err := r.s.Check(ctx, r.h, store.AuditHead{})
		must(t, err)
		if rep.Fault != "" {
			t.Fatal(rep.Fault)
		}
		select {
		case err := <-ended:
			must(t, err)
			return
		default:
		}
	}
}

// TestReadingIsWrittenOnceAnHour.
func TestReadingIsWrittenOnceAnHour(t *testing.T) {
	r := newRig(t, "sqlite")
	now := noon
	tick := func() time.Time { return now }
	reader := store.WithActor(context.Background(), store.Actor{By: store.Named{Kind: store.NameToken, ID: "tok"}})
	other := store.WithActor(context.Background(), store.Actor{By: store.Named{Kind: store.NameToken, ID: "tok2"}})
	count := func() (n int) {
		ls, err := r.st.AuditLines(context.Background(), r.h, store.AuditQuery{Person: r.kid})
		must(t, err)
		for _, l := range ls {
			if l.Act == store.ActPersonRead {
				n++
			}
		}
		return n
	}
	for i, step := range []struct {
		later time.Duration
		who   context.Context
		fresh bool // another server, which remembers nothing
		want  int
	}{{0, reader, true, 1}, {time.Minute, reader, false, 1}, {time.Minute, reader, true, 1}, {0, other, false, 2}, {57 * time.Minute, reader, true, 2}, {3 * time.Minute, reader, false, 2}, {3 * time.Minute, reader, false, 3}} {
		now = now.Add(step.later)
		if step.fresh {
			r.s = &privacy.Service{Store: r.st, Now: tick}
		}
		must(t, r.s.Saw(step.who, r.h, r.kid, "", r.kid, "nobody at all"))
		if n := count(); n != step.want {
			t.Errorf("step %d: %d entries, want %d", i, n, step.want)
		}
	}
	r.st.FailAt(1)
	now = now.Add(2 * time.Hour)
	if err := r.s.Saw(reader, r.h, r.kid); !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("what cannot be written down: %v", err)
	}
}

// TestWhatIsWrittenDown does everything that there is to do, and reads who did it.
func TestWhatIsWrittenDown(t *testing.T) {
	r := newRig(t, "sqlite")
	r.fill(t, 1)
	ctx := r.as()
	_, _, err := r.acc.Login(ctx, account.Credentials{Email: "ada@example.org", Password: "wrong", Address: "192.0.2.1"})
	if !errors.Is(err, account.ErrPassword) {
		t.Fatal(err)
	}
	if _, _, err := r.acc.Login(ctx, account.Credentials{Email: "nobody@example.org", Password: "wrong", Address: "192.0.2.2"}); !errors.Is(err, account.ErrPassword) {
		t.Fatal(err)
	}
	must(t, r.acc.TellFailures(ctx))
	must(t, r.acc.TellFailures(ctx)) // there are none any more
	_, p, err := r.acc.Login(ctx, account.Credentials{Email: "ada@example.org", Password: "four words by chance", Address: "192.0.2.1"})
	must(t, err)
	must(t, r.acc.Logout(ctx, p))
	_, _, err = r.acc.MakeToken(ctx, account.NewToken{Household: r.h, Name: "hall", Scopes: []string{account.FramesWrite}})
	must(t, err)
	days := 60
	_, err = r.acc.ChangeHousehold(ctx, r.h, account.HouseholdPatch{SessionsDays: &days})
	must(t, err)
	cs, err := r.s.Consents(ctx, r.h, r.kid)
	must(t, err)
	_, err = r.s.Withdraw(ctx, r.h, cs[0].ID)
	must(t, err)
	third, err := r.acc.AddPerson(ctx, r.h, account.NewPerson{Name: "Guest"})
	must(t, err)
	must(t, r.acc.RemovePerson(ctx, r.h, third.ID))
	ls, err := r.st.AuditLines(ctx, r.h, store.AuditQuery{Limit: 500})
	must(t, err)
	did := map[store.Act]int{}
	for _, l := range ls {
		did[l.Act]++
		if l.Act != store.ActSetup && l.Act != store.ActLoginFailed && l.Act != store.ActPersonRead && l.Act != store.ActLinkViewed && (l.By.ID != r.account || l.Request != "req") {
			t.Errorf("%s was done by %+v in %q", l.Act, l.By, l.Request)
		}
		if l.Act == store.ActHouseholdChanged && l.Detail != "sessions_days" {
			t.Errorf("what changed is %q", l.Detail)
		}
	}
	want := map[store.Act]int{store.ActSetup: 1, store.ActLogin: 1, store.ActLoginFailed: 1, store.ActLogout: 1, store.ActTokenMade: 1, store.ActHouseholdChanged: 1, store.ActConsentGiven: 1,
		store.ActConsentWithdrawn: 1, store.ActPersonAdded: 1, store.ActPersonRemoved: 1, store.ActPersonChanged: 2, store.ActBrushChanged: 2, store.ActSessionAssigned: 3,
		store.ActSessionNoted: 2, store.ActSessionRemoved: 1, store.ActPersonRead: 2, store.ActLinkViewed: 1}
	for act, n := range want {
		if did[act] != n {
			t.Errorf("%s is written %d times, want %d", act, did[act], n)
		}
		delete(did, act)
	}
	if len(did) > 0 {
		t.Errorf("and %v", did)
	}
	text := r.dump(t)["audit"] + r.dump(t)["audit_head"]
	for _, never := range []string{kid, sibling, "Ada", "ada@", "Mill", "hall", secret, "wrong"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is in the log", never)
		}
	}
}

func TestConsents(t *testing.T) {
	r := newRig(t, "sqlite")
	ctx := r.as()
	app := privacy.Receiver{Kind: "app", ID: "a", Name: "An app"}
	text := store.CurrentText().Version
	holds := func(p brush.PersonID, rec privacy.Receiver, want bool, scopes ...string) {
		t.Helper()
		if got, err := r.s.Holds(ctx, r.h, p, rec, scopes...); err != nil || got != want {
			t.Errorf("%s for %v: %v, %v", rec.ID, scopes, got, err)
		}
	}
	holds(r.kid, app, false)
	good := privacy.NewConsent{Person: r.kid, Receiver: app, Scopes: []string{"sessions:read", "people:read", "people:read"}, Text: text}
	c, err := r.s.Give(ctx, r.h, good)
	must(t, err)
	again, err := r.s.Give(ctx, r.h, good)
	if err != nil || again.ID != c.ID {
		t.Errorf("given twice: %+v, %v", again, err)
	}
	if c.GivenBy != r.account || c.TextHash != store.CurrentText().Hash() || len(c.Scopes) != 2 {
		t.Errorf("the consent is %+v", c)
	}
	holds(r.kid, app, true, "sessions:read", "people:read")
	holds(r.kid, app, false, "sessions:read", "live:read")
	holds(r.ben, app, false, "sessions:read")
	holds("", app, false)
	holds(r.kid, privacy.Receiver{Kind: "webhook", ID: "a"}, false, "sessions:read")
	w, err := r.s.Withdraw(ctx, r.h, c.ID)
	if err != nil || w.Withdrawn.IsZero() || w.WithdrawnBy != r.account {
		t.Errorf("withdrawn: %+v, %v", w, err)
	}
	w2, err := r.s.Withdraw(ctx, r.h, c.ID)
	if err != nil || !w2.Withdrawn.Equal(w.Withdrawn) {
		t.Errorf("withdrawn twice: %+v, %v", w2, err)
	}
	holds(r.kid, app, false)
	if _, err := r.s.Withdraw(ctx, r.h, "none"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("none: %v", err)
	}
	if _, err := r.s.Withdraw(ctx, "other", c.ID); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("another household's: %v", err)
	}
	for field, n := range map[string]privacy.NewConsent{
		"text_version":  {Person: r.kid, Receiver: app, Scopes: good.Scopes, Text: "0"},
		"receiver.kind": {Person: r.kid, Receiver: privacy.Receiver{Kind: "pigeon", ID: "a", Name: "A"}, Scopes: good.Scopes, Text: text},
		"receiver.id":   {Person: r.kid, Receiver: privacy.Receiver{Kind: "app", Name: "A"}, Scopes: good.Scopes, Text: text},
		"receiver.name": {Person: r.kid, Receiver: privacy.Receiver{Kind: "app", ID: "a", Name: "A\x00"}, Scopes: good.Scopes, Text: text},
		"scopes":        {Person: r.kid, Receiver: app, Text: text},
	} {
		var f *brush.FieldError
		if _, err := r.s.Give(ctx, r.h, n); !errors.As(err, &f) || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := r.s.Give(ctx, r.h, privacy.NewConsent{Person: "nobody", Receiver: app, Scopes: good.Scopes, Text: text}); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("for nobody: %v", err)
	}
}

// TestMostConsents: a household gives so many consents and no more, whichever way.
func TestMostConsents(t *testing.T) {
	r := newRig(t, "sqlite")
	give := func(receiver string) error {
		_, err := r.s.Give(r.as(), r.h, privacy.NewConsent{Person: r.kid, Receiver: privacy.Receiver{Kind: "app", ID: receiver, Name: "Coach"}, Scopes: []string{"sessions:read"}, Text: store.CurrentText().Version})
		return err
	}
	there, err := r.st.Consents(r.as(), r.h, "")
	must(t, err)
	must(t, r.st.Update(r.as(), r.h, func(tx store.Tx) error {
		for i := range store.MostConsents - 1 - len(there) {
			if err := tx.PutConsent(store.Consent{ID: fmt.Sprint("c", i), Person: r.kid, ReceiverKind: "link", ReceiverID: fmt.Sprint(i), Given: noon}); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, give("last"))
	must(t, give("last")) // it holds already
	if err := give("one more"); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("one more: %v", err)
	}
}
