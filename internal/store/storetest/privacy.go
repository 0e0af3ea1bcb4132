package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

func entry(act store.Act, at time.Time, by, about string, p brush.PersonID) store.AuditEntry {
	e := store.AuditEntry{At: at, Act: act, Actor: store.Actor{By: store.Named{Kind: store.NameAccount, ID: by}, Client: "app", Request: "req"}, Person: p, Detail: "name,target"}
	if about != "" {
		e.About = store.Named{Kind: store.NameSession, ID: about}
	}
	return e
}

// chained recomputes a log and says where it does not hold.
func chained(t testing.TB, s store.Store, h brush.HouseholdID) error {
	t.Helper()
	ctx := context.Background()
	head, err := s.AuditHead(ctx, h)
	ok(t, err)
	ls, err := s.AuditChain(ctx, h, 0, 1000)
	ok(t, err)
	ns, err := s.AuditNames(ctx, h, 0, 1000)
	ok(t, err)
	hash, seen := store.AuditStart(h), 0
	for i := range ls {
		l := &ls[i]
		if l.Seq != store.Seq(i+1) {
			return fmt.Errorf("line %d has the number %d", i+1, l.Seq)
		}
		from := seen
		for seen < len(ns) && ns[seen].N <= max(l.By.N, l.Client.N, l.About.N, l.Person.N) {
			seen++
		}
		if hash = store.ChainHash(hash, l, ns[from:seen]); hash != l.Hash {
			return fmt.Errorf("line %d does not follow", i+1)
		}
	}
	for i := range ns {
		if n := &ns[i]; n.ID != "" && store.SealOf(n.Salt, n.Named) != n.Seal {
			return fmt.Errorf("name %d is another", n.N)
		}
	}
	if head.Count != store.Seq(len(ls)) || head.Hash != hash || head.Names != int64(len(ns)) {
		return fmt.Errorf("the end is %+v, with %d lines and %d names", head, len(ls), len(ns))
	}
	return nil
}

func audits(t *testing.T, s store.Store) {
	ctx := context.Background()
	head, err := s.AuditHead(ctx, home)
	equal(t, "the end of no log", head, store.AuditHead{Hash: store.AuditStart(home)}, err)
	must(t, s, home, func(tx store.Tx) error {
		return errors.Join(tx.Audit(entry(store.ActSessionAssigned, at(1), "acc", "s1", "p1")), tx.Audit(entry(store.ActSessionAssigned, at(2), "acc", "s1", "p2")),
			tx.Audit(store.AuditEntry{At: at(3), Act: store.ActSetup, Actor: store.Actor{By: store.Named{Kind: store.Machine}}}))
	})
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.Household(home).Audit(entry(store.ActLogin, at(4), "acc", "", "")), tx.Household(other).Audit(entry(store.ActLogin, at(4), "acc", "", "")))
	})
	boom := errors.New("boom")
	if err := s.Update(ctx, home, func(tx store.Tx) error {
		ok(t, tx.Audit(entry(store.ActLogin, at(5), "acc", "", "")))
		return boom
	}); !errors.Is(err, boom) {
		t.Errorf("an update that fails: %v", err)
	}
	ok(t, chained(t, s, home))
	ok(t, chained(t, s, other))
	ls, err := s.AuditLines(ctx, home, store.AuditQuery{})
	if err != nil || len(ls) != 4 || ls[0].Act != store.ActLogin || ls[3].About.ID != "s1" || ls[3].Person.ID != "p1" || ls[3].By.ID != "acc" || ls[3].Client.ID != "app" ||
		ls[3].Request != "req" || ls[3].Detail != "name,target" || !ls[3].At.Equal(at(1)) || ls[1].By.Kind != store.Machine || ls[1].Person != (store.Named{}) {
		t.Fatalf("the log is %+v, %v", ls, err)
	}
	if ls[2].About.N != ls[3].About.N || ls[2].Person.N == ls[3].Person.N {
		t.Errorf("numbers of names: %+v", ls)
	}
	if ls, err := s.AuditLines(ctx, home, store.AuditQuery{Person: "p1"}); err != nil || len(ls) != 1 || ls[0].Seq != 1 {
		t.Errorf("about one person: %+v, %v", ls, err)
	}
	if ls, err := s.AuditLines(ctx, home, store.AuditQuery{Before: 3, Limit: 1}); err != nil || len(ls) != 1 || ls[0].Seq != 2 {
		t.Errorf("a page: %+v, %v", ls, err)
	}
	if ls, err := s.AuditLines(ctx, home, store.AuditQuery{Person: "nobody"}); err != nil || len(ls) != 0 {
		t.Errorf("about nobody: %+v, %v", ls, err)
	}

	// At most once in a while.
	for i, want := range []bool{true, false, false, true} {
		read := entry(store.ActPersonRead, at(100+float64(i)*1800), "viewer", "", "p1")
		must(t, s, home, func(tx store.Tx) error {
			wrote, err := tx.AuditOnce(read, read.At.Add(-time.Hour-time.Second))
			if wrote != (want) {
				t.Errorf("reading %d: %v", i, wrote)
			}
			return err
		})
	}
	ok(t, chained(t, s, home))

	for name, e := range map[string]store.AuditEntry{
		"an act of its own":  {At: at(0), Act: "coffee"},
		"a name":             {At: at(0), Act: store.ActLogin, Detail: "Mia Smith"},
		"an address":         {At: at(0), Act: store.ActLogin, Detail: "mia@example.org"},
		"an entry of no day": {Act: store.ActLogin},
	} {
		if err := s.Update(ctx, home, func(tx store.Tx) error { return tx.Audit(e) }); !errors.Is(err, brush.ErrInvalid) {
			t.Errorf("%s is taken: %v", name, err)
		}
	}
}

func consents(t *testing.T, s store.Store) {
	ctx := context.Background()
	c := store.Consent{ID: "c1", Person: "p", ReceiverKind: "app", ReceiverID: "a", ReceiverName: "An app", Scopes: []string{"sessions:read"}, Text: "1",
		TextHash: [32]byte{7}, GivenBy: "acc", Given: at(1)}
	must(t, s, home, func(tx store.Tx) error { return tx.PutConsent(c) })
	must(t, s, home, func(tx store.Tx) error { return tx.PutConsent(c) }) // the same again
	got, err := s.Consents(ctx, home, "p")
	equal(t, "consents", got, []store.Consent{c}, err)
	if got, err := s.Consents(ctx, other, ""); err != nil || len(got) != 0 {
		t.Errorf("another household's: %+v, %v", got, err)
	}
	before := store.Consent{ID: "c2", Person: "m", ReceiverKind: "app", ReceiverID: "a", ReceiverName: "An app", Scopes: []string{"sessions:read"}, Given: at(2)}
	hook := store.Consent{ID: "c3", Person: "m", ReceiverKind: "webhook", ReceiverID: "a", ReceiverName: "A hook", Scopes: []string{"changes"}, Given: at(2)}
	erased := store.Consent{ID: "c4", Person: "", ReceiverKind: "app", ReceiverID: "a", Given: at(2), Erased: at(3)}
	must(t, s, home, func(tx store.Tx) error {
		err := errors.Join(tx.PutConsent(before), tx.PutConsent(hook), tx.PutConsent(erased))
		got, gerr := tx.ConsentsTo("app", "a")
		equal(t, "what a receiver may get, in its update", got, []store.Consent{before, c}, gerr)
		return err
	})
	got, err = s.ConsentsTo(ctx, home, "app", "a")
	equal(t, "what a receiver may get", got, []store.Consent{before, c}, err)
	for _, of := range [][2]string{{"app", "b"}, {"link", "a"}} {
		if got, err := s.ConsentsTo(ctx, home, of[0], of[1]); err != nil || len(got) != 0 {
			t.Errorf("%v: %+v, %v", of, got, err)
		}
	}
	if got, err := s.ConsentsTo(ctx, other, "app", "a"); err != nil || len(got) != 0 {
		t.Errorf("another household's: %+v, %v", got, err)
	}
	w := c
	w.Withdrawn, w.WithdrawnBy = at(5), "acc"
	must(t, s, home, func(tx store.Tx) error { return tx.PutConsent(w) })
	got, err = s.ConsentsTo(ctx, home, "app", "a")
	equal(t, "what was taken back", got, []store.Consent{before}, err)
	for name, change := range map[string]store.Consent{"given back": c, "withdrawn later": {ID: "c1", Person: "p", Withdrawn: at(9)}} {
		if err := s.Update(ctx, home, func(tx store.Tx) error { return tx.PutConsent(change) }); !errors.Is(err, brush.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err = s.Consents(ctx, home, "")
	equal(t, "consents", got, []store.Consent{w, before, hook, erased}, err)
	if w.Holds() || !c.Holds() {
		t.Error("what holds")
	}
}

// erased runs an erasure to its end.
func erased(t testing.TB, s store.Store, h brush.HouseholdID, p brush.PersonID) {
	t.Helper()
	for n := 0; ; n++ {
		done := false
		must(t, s, h, func(tx store.Tx) (err error) {
			if done, err = tx.Erase(p, 2); err == nil && done {
				err = tx.EndErasure(p)
			}
			return err
		})
		if done {
			break
		}
		if n > 200 {
			t.Fatal("it does not end")
		}
	}
	ok(t, s.Scrub(context.Background()))
}

func brushingOf(d brush.DeviceID, id string, p brush.PersonID, second float64) (store.Session, store.Evidence, []brush.Frame) {
	one := store.Session{ID: brush.SessionID(id), Person: p, How: store.HowPerson}
	one.Device, one.Start, one.End, one.LastHeard, one.Duration = d, at(second), at(second+120), at(second+120), 120
	e := session.Evidence{Device: d}
	var fs []brush.Frame
	for i := range 4 {
		fs = append(fs, frame(d, "hall", uint64(second)*10+uint64(i)+1, second+float64(i)*40))
		e.Add("hall", at(second+float64(i)*40), "oralb", &brush.Reading{Elapsed: brush.Some(uint32(i * 40)), Activity: brush.Some(brush.Running)})
	}
	first, last := e.Span()
	return one, store.Evidence{ID: "e" + id, Device: d, First: first, Last: last, Blob: e.AppendBinary(nil)}, fs
}

// erasing: a person goes and leaves nothing; who brushed on the same brush a few minutes later stays whole.
func erasing(t *testing.T, s store.Store) {
	ctx := context.Background()
	must(t, s, home, func(tx store.Tx) error {
		mia, mE, mF := brushingOf("D", "mia-1", "mia", 0)
		ben, bE, bF := brushingOf("D", "ben-1", "ben", 600)
		var both session.Evidence
		for _, blob := range [][]byte{mE.Blob, bE.Blob} {
			e, err := session.ParseEvidence(blob)
			ok(t, err)
			both.Merge(&e)
		}
		far, fE, fF := brushingOf("D", "mia-2", "mia", 90000)
		ben.Suggested = "mia"
		idle := frame("D", "hall", 999, 50000)
		return errors.Join(tx.PutHousehold(store.Household{ID: home, Name: "H", TimeZone: "UTC"}), tx.PutPerson(store.Person{ID: "mia", Name: "Mia"}), tx.PutPerson(store.Person{ID: "ben", Name: "Ben"}),
			tx.PutBrush(store.Brush{Device: "D", Name: "Mia’s brush", People: []brush.PersonID{"ben", "mia"}}),
			tx.PutSession(mia), tx.PutSession(ben), tx.PutSession(far),
			tx.PutEvidence(store.Evidence{ID: "x", Device: "D", First: mE.First, Last: bE.Last, Blob: both.AppendBinary(nil)}), tx.PutEvidence(fE),
			tx.KeepFrames("D", append(append(mF, bF...), fF...)), tx.KeepFrames("D", []brush.Frame{idle}), tx.KeepFrames(brush.EntriesOf("mia"), []brush.Frame{frame(brush.EntriesOf("mia"), "app", 1, 5)}),
			tx.Audit(entry(store.ActSessionAssigned, at(1), "acc", "mia-1", "mia")), tx.Audit(entry(store.ActSessionAssigned, at(1), "acc", "ben-1", "ben")),
			tx.PutConsent(store.Consent{ID: "c", Person: "mia", ReceiverKind: "app", ReceiverID: "r", ReceiverName: "R", Given: at(1), TextHash: [32]byte{1}}),
			tx.PutConsent(store.Consent{ID: "c2", Person: "ben", ReceiverKind: "app", ReceiverID: "r", ReceiverName: "R", Given: at(1), TextHash: [32]byte{1}}),
			func() error {
				for _, c := range []store.Change{{Kind: store.SessionEnded, Subject: "mia-1"}, {Kind: store.SessionEnded, Subject: "ben-1"}, {Kind: store.PersonChanged, Subject: "mia"}, {Kind: store.BrushChanged, Subject: "D"}} {
					c.At = at(1)
					if _, err := tx.Emit(c); err != nil {
						return err
					}
				}
				return nil
			}())
	})
	want, _, wantF := brushingOf("D", "ben-1", "ben", 600)
	if err := s.Update(ctx, home, func(tx store.Tx) error { return tx.BeginErasure(store.Erasure{Person: "nobody", Asked: at(10)}) }); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("nobody is erased: %v", err)
	}
	fleet, err := s.FleetDays(ctx, 0, 1e6)
	ok(t, err)
	must(t, s, home, func(tx store.Tx) error {
		return tx.BeginErasure(store.Erasure{Person: "mia", Asked: at(10), By: "acc"})
	})
	under, err := s.Erasures(ctx)
	equal(t, "what is under way", under, []store.Erasure{{Household: home, Person: "mia", Asked: at(10), By: "acc"}}, err)
	if err := s.Update(ctx, home, func(tx store.Tx) error { return tx.EndErasure("mia") }); !errors.Is(err, brush.ErrConflict) {
		t.Errorf("it ends before its time: %v", err)
	}
	erased(t, s, home, "mia")

	people, err := s.People(ctx, home)
	equal(t, "people", people, []store.Person{{ID: "ben", Name: "Ben"}}, err)
	ss, err := s.Sessions(ctx, home, store.SessionQuery{Removed: true})
	equal(t, "sessions", len(ss), 1, err)
	if ss[0].ID != want.ID || ss[0].Suggested != "" {
		t.Errorf("Ben's brushing is %+v", ss[0])
	}
	var left []brush.Frame
	ok(t, s.Frames(ctx, home, "D", at(-1e6), at(1e6), func(f *brush.Frame) error { left = append(left, *f); return nil }))
	equal(t, "frames", left, wantF, nil)
	ok(t, s.Frames(ctx, home, brush.EntriesOf("mia"), at(-1e6), at(1e6), func(f *brush.Frame) error { return fmt.Errorf("an entry is left: %+v", f) }))
	must(t, s, home, func(tx store.Tx) error {
		es, err := tx.Evidence("D", at(-1e6), at(1e6))
		if err != nil || len(es) != 1 {
			t.Fatalf("evidence: %+v, %v", es, err)
		}
		e, err := session.ParseEvidence(es[0].Blob)
		if first, _ := e.Span(); err != nil || e.Len() != 4 || !first.Equal(at(600)) {
			t.Errorf("evidence of %d, from %v, %v", e.Len(), first, err)
		}
		b, err := tx.Brush("D")
		if err != nil || b.Name != "" || len(b.People) != 1 || b.People[0] != "ben" {
			t.Errorf("the brush is %+v, %v", b, err)
		}
		return nil
	})
	cs, err := s.Changes(ctx, home, 0, 1000)
	ok(t, err)
	for i, c := range cs {
		if c.Seq != store.Seq(i+1) || c.Subject == "mia" || c.Subject == "mia-1" {
			t.Errorf("change %d is %+v", i+1, c)
		}
	}
	if cs[0].Subject != store.ErasedSubject || cs[1].Subject != "ben-1" || cs[2].Subject != store.ErasedSubject || cs[3].Subject != "D" {
		t.Errorf("the feed is %+v", cs)
	}
	con, err := s.Consents(ctx, home, "")
	if err != nil || len(con) != 2 || con[0].Person != "" || con[0].ReceiverName != "" || con[0].Erased.IsZero() || con[1].Person != "ben" {
		t.Errorf("consents: %+v, %v", con, err)
	}
	ok(t, chained(t, s, home))
	ls, err := s.AuditLines(ctx, home, store.AuditQuery{})
	ok(t, err)
	if last := ls[len(ls)-1]; last.Person.ID != "" || last.About.ID != "" || last.Person.Kind != store.NamePerson || ls[len(ls)-2].Person.ID != "ben" || ls[len(ls)-2].About.ID != "ben-1" {
		t.Errorf("the log is %+v", ls)
	}
	bs, err := s.Brushings(ctx, home, "mia", at(-1e6), time.Time{})
	if err != nil || len(bs) != 0 {
		t.Errorf("weeks: %+v, %v", bs, err)
	}
	now, err := s.FleetDays(ctx, 0, 1e6)
	equal(t, "the fleet, of which nothing tells of anybody", now, fleet, err)
	under, err = s.Erasures(ctx)
	equal(t, "what is under way", under, []store.Erasure{{Person: store.ScrubOnly, Asked: at(10)}}, err)
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.Scrubbed(at(10)) })
	if under, err = s.Erasures(ctx); err != nil || len(under) != 0 {
		t.Errorf("what is under way: %+v, %v", under, err)
	}
}

// erasingHouse: a household goes with all its keys; its neighbours, and who is also theirs, stay.
func erasingHouse(t *testing.T, s store.Store) {
	ctx := context.Background()
	for _, h := range []brush.HouseholdID{home, other} {
		must(t, s, h, put(func(tx store.Tx) error {
			return tx.PutHousehold(store.Household{ID: h, Name: "H", TimeZone: "UTC", Created: at(0)})
		}, something("a"), something("b"), func(tx store.Tx) error {
			return errors.Join(tx.Audit(entry(store.ActLogin, at(1), "both", "", "")), tx.PutConsent(store.Consent{ID: "c", Person: "p", Given: at(1)}))
		}))
	}
	before := count(t, s, other)
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.PutAccount(store.Account{ID: "one", Email: "one@example.org"}), tx.PutAccount(store.Account{ID: "both", Email: "both@example.org"}),
			tx.PutMembership(store.Membership{Account: "one", Household: home}), tx.PutMembership(store.Membership{Account: "both", Household: home}), tx.PutMembership(store.Membership{Account: "both", Household: other}),
			tx.PutLogin(store.Login{Hash: [32]byte{1}, Account: "one", Household: home, Expires: at(1e6)}), tx.PutLogin(store.Login{Hash: [32]byte{2}, Account: "both", Household: other, Expires: at(1e6)}),
			tx.PutToken(store.Token{Hash: [32]byte{3}, ID: "t", Household: home}), tx.PutToken(store.Token{Hash: [32]byte{4}, ID: "t2", Household: other, Account: "both", Name: "hall"}),
			tx.PutGrant(store.Grant{ID: "g1", Account: "both", Household: home}), tx.PutGrant(store.Grant{ID: "g2", Account: "both", Household: other}),
			tx.PutGrantSecret(store.GrantSecret{Hash: [32]byte{5}, Kind: store.RefreshSecret, Grant: "g1", Expires: at(1e6)}),
			tx.PutGrantSecret(store.GrantSecret{Hash: [32]byte{6}, Kind: store.RefreshSecret, Grant: "g2", Expires: at(1e6)}))
	})
	mustKeys(t, s, func(tx store.KeysTx) error {
		return tx.EraseHousehold(store.Erasure{Household: home, Asked: at(10), By: "one"})
	})
	if _, err := s.Account(ctx, "one"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("the account of nothing else: %v", err)
	}
	if _, err := s.Token(ctx, [32]byte{3}, at(5)); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("the token: %v", err)
	}
	if _, err := s.GrantSecret(ctx, [32]byte{5}); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("what an app held: %v", err)
	}
	if _, err := s.GrantSecret(ctx, [32]byte{6}); err != nil {
		t.Errorf("what an app holds next door: %v", err)
	}
	if ms, err := s.Memberships(ctx, "both"); err != nil || len(ms) != 1 {
		t.Errorf("memberships: %+v, %v", ms, err)
	}
	erased(t, s, home, "")
	if n := count(t, s, home); n != 0 {
		t.Errorf("%d things are left", n)
	}
	if _, err := s.Household(ctx, home); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("the household: %v", err)
	}
	if head, err := s.AuditHead(ctx, home); err != nil || head.Count != 0 {
		t.Errorf("the log: %+v, %v", head, err)
	}
	if n := count(t, s, other); n != before {
		t.Errorf("next door are %d things, and were %d", n, before)
	}
	ok(t, chained(t, s, other))
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.ForgetAccount("both") })
	if ls, err := s.AuditLines(ctx, other, store.AuditQuery{}); err != nil || len(ls) != 1 || ls[0].By.ID != "" || ls[0].By.Kind != store.NameAccount {
		t.Errorf("the log of an account that is gone: %+v, %v", ls, err)
	}
	ok(t, chained(t, s, other))
	if ts, err := s.Tokens(ctx, other); err != nil || len(ts) != 1 || !ts[0].Revoked || ts[0].Account != "" {
		t.Errorf("the token of an account that is gone: %+v, %v", ts, err)
	}
}
