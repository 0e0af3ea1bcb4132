package rows

import (
	"regexp"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// What a statement of the migrations does to a table.
var (
	made    = regexp.MustCompile(`(?s)CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*)`)
	moved   = regexp.MustCompile(`ALTER TABLE (\w+) RENAME TO (\w+)`)
	dropped = regexp.MustCompile(`DROP TABLE (?:IF EXISTS )?(\w+)`)
	added   = regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN (\w+) TEXT`)
)

// ForgetAccount is store.KeysTx's. Tokens that the account made for a household stop, and no longer say who made them.
func (t *KeysTx) ForgetAccount(id string) error {
	tables, err := tablesWith("account")
	if err != nil {
		return t.failed("erase an account", err)
	}
	if err := t.later("erase what apps hold", "DELETE FROM oauth_secret WHERE grant_id IN (SELECT id FROM oauth_grant WHERE account = $1)", id); err != nil {
		return err
	}
	for _, table := range tables {
		text := "DELETE FROM " + table + " WHERE account = $1"
		switch table {
		case "token":
			text = "UPDATE token SET revoked = 1, account = '', name = '' WHERE account = $1"
		case "hook", "oauth_client": // the household's, whoever made it
			text = "UPDATE " + table + " SET account = '' WHERE account = $1"
		}
		if err := t.later("erase an account", text, id); err != nil {
			return err
		}
	}
	for _, text := range [...]string{
		"DELETE FROM account WHERE id = $1",
		"UPDATE audit_name SET id = '', salt = NULL WHERE kind = 'account' AND id = $1",
		"UPDATE consent SET given_by = '' WHERE given_by = $1",
		"UPDATE consent SET withdrawn_by = '' WHERE withdrawn_by = $1",
		"UPDATE erasure SET asked_by = '' WHERE asked_by = $1",
	} {
		if err := t.later("erase an account", text, id); err != nil {
			return err
		}
	}
	return nil
}

// ForgetKeys is store.KeysTx's.
func (t *KeysTx) ForgetKeys(h brush.HouseholdID) error {
	only, err := list(t.asker, "read the members of nothing else", "SELECT account FROM membership WHERE household = $1 AND NOT EXISTS "+
		"(SELECT 1 FROM membership o WHERE o.account = membership.account AND o.household <> $1) ORDER BY account", []any{string(h)},
		func(r *record) (string, error) { return r.str(), nil })
	if err != nil {
		return err
	}
	for _, account := range only {
		if err := t.ForgetAccount(account); err != nil {
			return err
		}
	}
	// Members of other homes too may have let an app into this one.
	if err := t.later("erase what apps hold", "DELETE FROM oauth_secret WHERE grant_id IN (SELECT id FROM oauth_grant WHERE household = $1)", string(h)); err != nil {
		return err
	}
	for _, table := range [...]string{"token", "membership", "login", "device_key", "device_claim"} {
		if err := t.later("erase the keys of a household", "DELETE FROM "+table+" WHERE household = $1", string(h)); err != nil {
			return err
		}
	}
	return nil
}

// EraseHousehold is store.KeysTx's.
func (t *KeysTx) EraseHousehold(e store.Erasure) error {
	if _, err := t.Household(e.Household).Household(); err != nil {
		return err
	}
	if err := t.ForgetKeys(e.Household); err != nil {
		return err
	}
	e.Person, e.Step, e.By = "", 0, ""
	return t.putErasing(&erasing{Erasure: e})
}
