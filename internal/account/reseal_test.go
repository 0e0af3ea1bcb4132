package account_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// A secret of one-time codes goes from an older key to the newest, with everything else of it as it was; what cannot be opened stays, and is told of.
func TestReseal(t *testing.T) {
	ctx := t.Context()
	st, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "enamel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	at := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	factor := func(id, secret string) store.SecondFactor {
		return store.SecondFactor{Account: id, Secret: []byte(secret), Step: 7, Created: at}
	}
	err = st.UpdateKeys(ctx, func(tx store.KeysTx) error {
		errs := []error{tx.Household("home").PutHousehold(store.Household{ID: "home", Name: "Mill Lane", TimeZone: "UTC", Created: at})}
		for _, id := range []string{"ada", "bo", "cy", "none"} {
			errs = append(errs, tx.PutAccount(store.Account{ID: id, Email: id + "@example.org", Name: id, Created: at}),
				tx.PutMembership(store.Membership{Account: id, Household: "home", Role: store.Owner, Created: at}))
		}
		return errors.Join(append(errs, tx.PutSecondFactor(factor("ada", "old ada")), tx.PutSecondFactor(factor("bo", "new bo")), tx.PutSecondFactor(factor("cy", "lost cy")))...)
	})
	if err != nil {
		t.Fatal(err)
	}
	lost := errors.New("lost")
	again := func(sealed []byte, about string) ([]byte, bool, error) {
		switch {
		case !bytes.HasSuffix([]byte(about), sealed[4:]):
			t.Errorf("%q is opened as %q", sealed, about)
		case bytes.HasPrefix(sealed, []byte("lost")):
			return nil, false, lost
		case bytes.HasPrefix(sealed, []byte("old ")):
			return append([]byte("new "), sealed[4:]...), true, nil
		}
		return sealed, false, nil
	}
	sealed, shut := 0, 0
	hs, err := st.Households(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := account.Reseal(ctx, st, append(hs, hs...), again, func(why error) {
		if why == nil {
			sealed++
		} else if errors.Is(why, lost) {
			shut++
		}
	}); err != nil || sealed != 1 || shut != 1 {
		t.Errorf("%d sealed anew, %d shut, %v", sealed, shut, err)
	}
	for id, want := range map[string]string{"ada": "new ada", "bo": "new bo", "cy": "lost cy"} {
		f, err := st.SecondFactor(ctx, id)
		if err != nil || string(f.Secret) != want || f.Step != 7 || !f.Created.Equal(at) {
			t.Errorf("%s: %+v, %v; want %q", id, f, err, want)
		}
	}
}
