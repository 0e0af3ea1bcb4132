package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// members: who belongs to a household, their log-ins and whom they invite come back whole, and go one by one.
func members(t *testing.T, s store.Store) {
	ctx := context.Background()
	ada := store.Account{ID: "ada", Email: "ada@example.org", Name: "Ada", Created: at(0)}
	bo := store.Account{ID: "bo", Email: "bo@example.org", Name: "Bo", Created: at(1)}
	of := func(a string, h brush.HouseholdID, r store.Role, created float64) store.Membership {
		return store.Membership{Account: a, Household: h, Role: r, Created: at(created)}
	}
	m1, m2, m3 := of("ada", home, store.Owner, 0), of("bo", home, store.Viewer, 2), of("ada", other, store.Owner, 3)
	m2.People, m2.Expires = []brush.PersonID{"p1", "p2"}, at(50)
	l1 := store.Login{Hash: [32]byte{1}, Account: "ada", Household: home, Created: at(1), LastUsed: at(1), Expires: at(100), Agent: "A", Play: []brush.PersonID{"p1"}, Pin: "$argon2id$x"}
	l2 := store.Login{Hash: [32]byte{2}, Account: "ada", Household: other, Created: at(2), LastUsed: at(2), Expires: at(30)}
	tok := store.Token{Hash: [32]byte{3}, ID: "t", Household: home, Account: "bo", Scopes: []string{"people:read"}, Source: "s", Created: at(0), LastUsed: at(0), People: []brush.PersonID{"p2"}}
	i1 := store.Invitation{ID: "i1", Hash: [32]byte{4}, Household: home, Account: "ada", Role: store.Viewer, People: []brush.PersonID{"p1"}, MemberUntil: at(900), Created: at(5), Expires: at(60)}
	i2 := store.Invitation{ID: "i2", Hash: [32]byte{5}, Household: home, Account: "ada", Role: store.Owner, Created: at(6), Expires: at(600)}
	mustKeys(t, s, func(tx store.KeysTx) error {
		err := errors.Join(tx.PutAccount(ada), tx.PutAccount(bo), tx.PutMembership(m1), tx.PutMembership(m2), tx.PutMembership(m3),
			tx.PutLogin(l1), tx.PutLogin(l2), tx.PutToken(tok), tx.PutInvitation(i1), tx.PutInvitation(i2))
		ms, e := tx.Members(home)
		equal(t, "members inside", ms, []store.Member{{Membership: m1, Name: "Ada", Email: ada.Email}, {Membership: m2, Name: "Bo", Email: bo.Email}}, e)
		of, e := tx.Memberships("ada")
		equal(t, "memberships inside", of, []store.Membership{m1, m3}, e)
		ls, e := tx.Logins("ada")
		equal(t, "log-ins inside", ls, []store.Login{l2, l1}, e)
		ts, e := tx.Tokens(home)
		equal(t, "tokens inside", ts, []store.Token{tok}, e)
		in, e := tx.Invitation(i1.Hash)
		equal(t, "invitation inside", in, i1, e)
		is, e := tx.Invitations(home)
		equal(t, "invitations inside", is, []store.Invitation{i1, i2}, e)
		a, e := tx.Account("bo")
		equal(t, "account inside", a, bo, e)
		return err
	})
	ms, err := s.Members(ctx, home)
	equal(t, "members", ms, []store.Member{{Membership: m1, Name: "Ada", Email: ada.Email}, {Membership: m2, Name: "Bo", Email: bo.Email}}, err)
	ms, err = s.Members(ctx, "nobody's")
	equal(t, "members of no household", ms, nil, err)
	e, err := s.Entry(ctx, l1.Hash, at(10))
	equal(t, "entry", e, store.Entry{Login: l1, Account: ada, Membership: m1}, err)
	ls, err := s.Logins(ctx, "ada", at(10))
	equal(t, "log-ins", ls, []store.Login{l2, l1}, err)
	ls, err = s.Logins(ctx, "ada", at(30))
	equal(t, "log-ins later", ls, []store.Login{l1}, err)
	got, err := s.Token(ctx, tok.Hash, at(10))
	equal(t, "token", got, tok, err)
	in, err := s.Invitation(ctx, i1.Hash, at(59))
	equal(t, "invitation", in, i1, err)
	in, err = s.Invitation(ctx, i1.Hash, at(60))
	absent(t, "an invitation that has expired", in, err)
	in, err = s.Invitation(ctx, [32]byte{99}, at(0))
	absent(t, "no invitation", in, err)
	is, err := s.Invitations(ctx, home)
	equal(t, "invitations", is, []store.Invitation{i1, i2}, err)

	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.DeleteMembership("ada", other), tx.DeleteToken(tok.Hash), tx.DeleteInvitation("i1"), tx.ForgetAccount("bo"), tx.DeleteInvitation("none"))
	})
	mine, err := s.Memberships(ctx, "ada")
	equal(t, "memberships", mine, []store.Membership{m1}, err)
	ms, err = s.Members(ctx, home)
	equal(t, "members whose account is there", ms, []store.Member{{Membership: m1, Name: "Ada", Email: ada.Email}}, err)
	got, err = s.Token(ctx, tok.Hash, at(10))
	absent(t, "a deleted token", got, err)
	is, err = s.Invitations(ctx, home)
	equal(t, "invitations left", is, []store.Invitation{i2}, err)
	a, err := s.Account(ctx, "bo")
	absent(t, "a deleted account", a, err)
}

// lastOwner: of two owners who each leave at once when another stays, one does; the household's Tx is what they queue for.
func lastOwner(t *testing.T, s store.Store) {
	errLast := errors.New("the last")
	for round := range 10 {
		h := brush.HouseholdID(fmt.Sprint("house-", round))
		names := []string{fmt.Sprint("a", round), fmt.Sprint("b", round)}
		mustKeys(t, s, func(tx store.KeysTx) error {
			var err error
			for _, n := range names {
				err = errors.Join(err, tx.PutAccount(store.Account{ID: n, Email: n + "@example.org"}), tx.PutMembership(store.Membership{Account: n, Household: h, Role: store.Owner}))
			}
			return err
		})
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, n := range names {
			both.Go(func() {
				errs[i] = s.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
					if _, err := tx.Household(h).Household(); err != nil && !errors.Is(err, brush.ErrNotFound) {
						return err
					}
					ms, err := tx.Members(h)
					if err != nil {
						return err
					}
					if len(ms) < 2 {
						return errLast
					}
					return tx.DeleteMembership(n, h)
				})
			})
		}
		both.Wait()
		ms, err := s.Members(context.Background(), h)
		if err != nil || len(ms) != 1 || (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%d owners are left: %v, %v", len(ms), errs, err)
		}
	}
}

// narrowed: a question about some people's sessions has theirs in order, page by page, and no other's.
func narrowed(t *testing.T, s store.Store) {
	ctx := context.Background()
	must(t, s, home, func(tx store.Tx) error {
		for i := range 12 {
			v := sessionOf("d", brush.SessionID(fmt.Sprintf("s%02d", i)), float64(i*1000))
			v.Person = brush.PersonID([]string{"", "p1", "p2", "p3"}[i%4])
			if err := tx.PutSession(v); err != nil {
				return err
			}
		}
		return nil
	})
	ids := func(q store.SessionQuery) (got []string) {
		ss, err := s.Sessions(ctx, home, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range ss {
			got = append(got, string(x.ID))
		}
		return got
	}
	two := []brush.PersonID{"p1", "p3"}
	equal(t, "two people's", ids(store.SessionQuery{People: two}), []string{"s11", "s09", "s07", "s05", "s03", "s01"}, nil)
	equal(t, "with seconds", ids(store.SessionQuery{People: two, WithSlots: true, Limit: 2}), []string{"s11", "s09"}, nil)
	equal(t, "one of the two", ids(store.SessionQuery{People: two, Person: brush.Some[brush.PersonID]("p3")}), []string{"s11", "s07", "s03"}, nil)
	equal(t, "neither of the two", ids(store.SessionQuery{People: two, Person: brush.Some[brush.PersonID]("p2")}), nil, nil)
	equal(t, "nobody's", ids(store.SessionQuery{People: two, Person: brush.Some[brush.PersonID]("")}), nil, nil)
	equal(t, "of no people", ids(store.SessionQuery{People: []brush.PersonID{}}), nil, nil)
	first, err := s.Sessions(ctx, home, store.SessionQuery{People: two, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "second page", ids(store.SessionQuery{People: two, Limit: 2, Before: first[1].Start, BeforeID: first[1].ID}), []string{"s07", "s05"}, nil)
}
