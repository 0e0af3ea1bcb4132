package faulty

import (
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// keysTx breaks the methods of an update of the keys.
type keysTx struct {
	store.KeysTx
	s      *Store
	broken error
}

func (t *keysTx) hit(name string) error {
	err := t.s.hit(name)
	if err != nil {
		t.broken = err
	}
	return err
}

func (t *keysTx) PutAccount(a store.Account) error {
	if err := t.hit("PutAccount"); err != nil {
		return err
	}
	return t.KeysTx.PutAccount(a)
}

func (t *keysTx) PutMembership(m store.Membership) error {
	if err := t.hit("PutMembership"); err != nil {
		return err
	}
	return t.KeysTx.PutMembership(m)
}

func (t *keysTx) PutLogin(l store.Login) error {
	if err := t.hit("PutLogin"); err != nil {
		return err
	}
	return t.KeysTx.PutLogin(l)
}

func (t *keysTx) DeleteLogin(hash [32]byte) error {
	if err := t.hit("DeleteLogin"); err != nil {
		return err
	}
	return t.KeysTx.DeleteLogin(hash)
}

func (t *keysTx) DeleteLogins(account string) error {
	if err := t.hit("DeleteLogins"); err != nil {
		return err
	}
	return t.KeysTx.DeleteLogins(account)
}

func (t *keysTx) TouchLogin(hash [32]byte, used, expires time.Time) error {
	if err := t.hit("TouchLogin"); err != nil {
		return err
	}
	return t.KeysTx.TouchLogin(hash, used, expires)
}

func (t *keysTx) TouchToken(hash [32]byte, used time.Time) error {
	if err := t.hit("TouchToken"); err != nil {
		return err
	}
	return t.KeysTx.TouchToken(hash, used)
}

func (t *keysTx) PutToken(k store.Token) error {
	if err := t.hit("PutToken"); err != nil {
		return err
	}
	return t.KeysTx.PutToken(k)
}

func (t *keysTx) Household(h brush.HouseholdID) store.Tx {
	return &tx{Tx: t.KeysTx.Household(h), s: t.s, in: t}
}

func (t *keysTx) CountAccounts() (int, error) {
	if err := t.hit("CountAccounts"); err != nil {
		return 0, err
	}
	return t.KeysTx.CountAccounts()
}

func (t *keysTx) SetupLink() (store.SetupLink, error) {
	if err := t.hit("SetupLink"); err != nil {
		return store.SetupLink{}, err
	}
	return t.KeysTx.SetupLink()
}

func (t *keysTx) PutSetupLink(l store.SetupLink) error {
	if err := t.hit("PutSetupLink"); err != nil {
		return err
	}
	return t.KeysTx.PutSetupLink(l)
}

func (t *keysTx) DeleteSetupLink() error {
	if err := t.hit("DeleteSetupLink"); err != nil {
		return err
	}
	return t.KeysTx.DeleteSetupLink()
}

func (t *keysTx) TakeLease(l store.Lease, now time.Time) (bool, error) {
	if err := t.hit("TakeLease"); err != nil {
		return false, err
	}
	return t.KeysTx.TakeLease(l, now)
}

func (t *keysTx) DropLease(name, holder string) error {
	if err := t.hit("DropLease"); err != nil {
		return err
	}
	return t.KeysTx.DropLease(name, holder)
}
