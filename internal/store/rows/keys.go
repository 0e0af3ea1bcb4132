package rows

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	accountCols    = "id, email, name, password, locale, created"
	membershipCols = "account, household, role, expires, created, people"
	loginCols      = "hash, account, household, created, last_used, expires, agent, play, pin"
	tokenCols      = "hash, id, household, account, name, scopes, source, created, last_used, expires, revoked, device, people"
	linkCols       = "place, hash, created, expires"
)

var (
	putAccount    = upsert("account", "id", accountCols)
	putMembership = upsert("membership", "account, household", membershipCols)
	putLogin      = upsert("login", "hash", loginCols)
	putToken      = upsert("token", "hash", tokenCols)
	putLink       = upsert("setup_link", "place", linkCols)
)

func readAccount(r *record) (store.Account, error) {
	return store.Account{ID: r.str(), Email: r.str(), Name: r.str(), Password: r.str(), Locale: r.str(), Created: r.time()}, nil
}

func readMembership(r *record) (store.Membership, error) {
	return store.Membership{Account: r.str(), Household: brush.HouseholdID(r.str()), Role: store.Role(r.str()), Expires: r.time(), Created: r.time(),
		People: split[brush.PersonID](r.str())}, nil
}

func readLogin(r *record) (store.Login, error) {
	return store.Login{Hash: r.hash(), Account: r.str(), Household: brush.HouseholdID(r.str()), Created: r.time(), LastUsed: r.time(),
		Expires: r.time(), Agent: r.str(), Play: split[brush.PersonID](r.str()), Pin: r.str()}, nil
}

func readToken(r *record) (store.Token, error) {
	return store.Token{Hash: r.hash(), ID: r.str(), Household: brush.HouseholdID(r.str()), Account: r.str(), Name: r.str(),
		Scopes: split[string](r.str()), Source: brush.SourceID(r.str()), Created: r.time(), LastUsed: r.time(), Expires: r.time(), Revoked: r.flag(),
		Device: brush.DeviceID(r.str()), People: split[brush.PersonID](r.str())}, nil
}

func readLink(r *record) (store.SetupLink, error) {
	r.int() // place
	return store.SetupLink{Hash: r.hash(), Created: r.time(), Expires: r.time()}, nil
}

func (q *asker) setupLink() (store.SetupLink, error) {
	return single(q, "read set-up link", "SELECT "+linkCols+" FROM setup_link WHERE place = 1", nil, readLink)
}

// AccountByEmail is store.Keys'.
func (b Reader) AccountByEmail(ctx context.Context, email string) (store.Account, error) {
	return single(b.ask(ctx), "read account", "SELECT "+accountCols+" FROM account WHERE email = $1", []any{email}, readAccount)
}

// Account is store.Keys'.
func (b Reader) Account(ctx context.Context, id string) (store.Account, error) {
	return b.ask(ctx).account(id)
}

// Memberships is store.Keys'.
func (b Reader) Memberships(ctx context.Context, account string) ([]store.Membership, error) {
	return b.ask(ctx).memberships(account)
}

// Login is store.Keys'.
func (b Reader) Login(ctx context.Context, hash [32]byte, now time.Time) (store.Login, error) {
	l, err := single(b.ask(ctx), "read login", "SELECT "+loginCols+" FROM login WHERE hash = $1", []any{hash[:]}, readLogin)
	if err == nil && !l.Expires.After(now) {
		return store.Login{}, fmt.Errorf("read login: expired: %w", brush.ErrNotFound)
	}
	return l, err
}

const askEntry = "SELECT l.hash, l.account, l.household, l.created, l.last_used, l.expires, l.agent, l.play, l.pin, a.email, a.name, a.password, a.locale, a.created, m.role, m.expires, m.created, m.people " +
	"FROM login l JOIN account a ON a.id = l.account JOIN membership m ON m.account = l.account AND m.household = l.household WHERE l.hash = $1"

// Entry is store.Keys'.
func (b Reader) Entry(ctx context.Context, hash [32]byte, now time.Time) (store.Entry, error) {
	e, err := single(b.ask(ctx), "read entry", askEntry, []any{hash[:]}, func(r *record) (e store.Entry, err error) {
		if e.Login, err = readLogin(r); err != nil {
			return e, err
		}
		e.Account = store.Account{ID: e.Login.Account, Email: r.str(), Name: r.str(), Password: r.str(), Locale: r.str(), Created: r.time()}
		e.Membership = store.Membership{Account: e.Login.Account, Household: e.Login.Household, Role: store.Role(r.str()),
			Expires: r.time(), Created: r.time(), People: split[brush.PersonID](r.str())}
		return e, nil
	})
	if err == nil && (!e.Login.Expires.After(now) || !e.Membership.Expires.IsZero() && !e.Membership.Expires.After(now)) {
		return store.Entry{}, fmt.Errorf("read entry: expired: %w", brush.ErrNotFound)
	}
	return e, err
}

// Token is store.Keys'.
func (b Reader) Token(ctx context.Context, hash [32]byte, now time.Time) (store.Token, error) {
	t, err := single(b.ask(ctx), "read token", "SELECT "+tokenCols+" FROM token WHERE hash = $1", []any{hash[:]}, readToken)
	if err == nil && (t.Revoked || !t.Expires.IsZero() && !t.Expires.After(now)) {
		return store.Token{}, fmt.Errorf("read token: expired or revoked: %w", brush.ErrNotFound)
	}
	return t, err
}

// Tokens is store.Keys'.
func (b Reader) Tokens(ctx context.Context, h brush.HouseholdID) ([]store.Token, error) {
	return b.ask(ctx).tokens(h)
}

// Households is store.Keys'.
func (b Reader) Households(ctx context.Context) ([]store.Household, error) {
	return list(b.ask(ctx), "read households", "SELECT "+householdCols+" FROM household ORDER BY created, id", nil, readHousehold)
}

// SetupLink is store.Keys'.
func (b Reader) SetupLink(ctx context.Context) (store.SetupLink, error) {
	return b.ask(ctx).setupLink()
}

// KeysTx is one update of the keys, over a connection that is in a transaction. It is store.KeysTx.
type KeysTx struct {
	*asker
	houses map[brush.HouseholdID]*Tx
	lock   func(context.Context, brush.HouseholdID) error // nil: nobody else can write meanwhile
	memory *Memory                                        // nil: nothing is remembered
}

// NewKeysTx returns the keys' part of the transaction that the connection is in. lock, which may be nil, is called before anything is done
// with a household.
func NewKeysTx(ctx context.Context, run Runner, lock func(context.Context, brush.HouseholdID) error) *KeysTx {
	return &KeysTx{asker: &asker{ctx: ctx, run: run}, houses: map[brush.HouseholdID]*Tx{}, lock: lock}
}

// Remember has the households of this update remembered, as NewRememberingTx does. It comes before anything else.
func (t *KeysTx) Remember(m *Memory) *KeysTx {
	t.memory = m
	return t
}

// Drop forgets the households of an update that came to nothing.
func (t *KeysTx) Drop() {
	for h := range t.houses {
		t.memory.Drop(h)
	}
}

// Fault returns the first error that the database itself gave in this update, nil for none. An update with a fault must not be committed.
func (t *KeysTx) Fault() error { return t.fault }

// Household is store.KeysTx's.
func (t *KeysTx) Household(h brush.HouseholdID) store.Tx {
	if t.houses[h] == nil {
		if t.lock != nil {
			if err := t.lock(t.ctx, h); err != nil {
				_ = t.failed("lock household", err) // kept as the update's fault, so that it is not committed
			}
		}
		t.houses[h] = &Tx{asker: t.asker, h: h, mem: t.memory.house(h)}
	}
	return t.houses[h]
}

// Finish is Tx.Finish for every household of the update.
func (t *KeysTx) Finish() error {
	for _, h := range slices.Sorted(maps.Keys(t.houses)) {
		if err := t.houses[h].Finish(); err != nil {
			return err
		}
	}
	return nil
}

// PutAccount is store.KeysTx's.
func (t *KeysTx) PutAccount(a store.Account) error {
	taken := false
	err := t.each("look for the e-mail address", "SELECT id FROM account WHERE email = $1 AND id <> $2", []any{a.Email, a.ID}, func(*record) error {
		taken = true
		return nil
	})
	if err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("put account: another account has the e-mail address: %w", brush.ErrConflict)
	}
	return t.later("put account", putAccount, a.ID, a.Email, a.Name, a.Password, a.Locale, micros(a.Created))
}

// PutMembership is store.KeysTx's.
func (t *KeysTx) PutMembership(m store.Membership) error {
	people, err := lines("people", m.People)
	if err != nil {
		return fmt.Errorf("put membership: %w", err)
	}
	return t.later("put membership", putMembership, m.Account, string(m.Household), string(m.Role), micros(m.Expires), micros(m.Created), people)
}

// PutLogin is store.KeysTx's.
func (t *KeysTx) PutLogin(l store.Login) error {
	play, err := lines("play", l.Play)
	if err != nil {
		return fmt.Errorf("put login: %w", err)
	}
	return t.later("put login", putLogin, l.Hash[:], l.Account, string(l.Household), micros(l.Created), micros(l.LastUsed), micros(l.Expires), l.Agent, play, l.Pin)
}

// DeleteLogin is store.KeysTx's.
func (t *KeysTx) DeleteLogin(hash [32]byte) error {
	if err := t.later("delete login", "DELETE FROM push WHERE login = $1", hash[:]); err != nil {
		return err
	}
	return t.later("delete login", "DELETE FROM login WHERE hash = $1", hash[:])
}

// DeleteLogins is store.KeysTx's.
func (t *KeysTx) DeleteLogins(account string) error {
	if err := t.later("delete logins", "DELETE FROM push WHERE account = $1", account); err != nil {
		return err
	}
	return t.later("delete logins", "DELETE FROM login WHERE account = $1", account)
}

// TouchLogin is store.KeysTx's.
func (t *KeysTx) TouchLogin(hash [32]byte, used, expires time.Time) error {
	return t.later("touch login", "UPDATE login SET last_used = $2, expires = $3 WHERE hash = $1", hash[:], micros(used), micros(expires))
}

// TouchToken is store.KeysTx's.
func (t *KeysTx) TouchToken(hash [32]byte, used time.Time) error {
	return t.later("touch token", "UPDATE token SET last_used = $2 WHERE hash = $1", hash[:], micros(used))
}

// PutToken is store.KeysTx's.
func (t *KeysTx) PutToken(k store.Token) error {
	scopes, err := lines("scopes", k.Scopes)
	if err != nil {
		return fmt.Errorf("put token: %w", err)
	}
	people, err := lines("people", k.People)
	if err != nil {
		return fmt.Errorf("put token: %w", err)
	}
	return t.later("put token", putToken, k.Hash[:], k.ID, string(k.Household), k.Account, k.Name, scopes, string(k.Source), micros(k.Created),
		micros(k.LastUsed), micros(k.Expires), flag(k.Revoked), string(k.Device), people)
}

// leaseSlack is how far the clocks of servers may be apart.
const leaseSlack = time.Minute

// TakeLease is store.KeysTx's. One statement decides, so that two who want it cannot both have it.
func (t *KeysTx) TakeLease(l store.Lease, now time.Time) (bool, error) {
	n, err := t.exec("take lease", "INSERT INTO lease (name, holder, until_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET "+
		"holder = excluded.holder, until_at = excluded.until_at WHERE lease.holder = excluded.holder OR lease.until_at <= $4 OR lease.until_at > $5",
		l.Name, l.Holder, micros(l.Until), micros(now), micros(l.Until.Add(leaseSlack)))
	return n == 1, err
}

// DropLease is store.KeysTx's.
func (t *KeysTx) DropLease(name, holder string) error {
	_, err := t.exec("drop lease", "DELETE FROM lease WHERE name = $1 AND holder = $2", name, holder)
	return err
}

// CountAccounts is store.KeysTx's.
func (t *KeysTx) CountAccounts() (int, error) {
	n := 0
	err := t.one("count accounts", "SELECT count(*) FROM account", nil, func(r *record) error {
		n = int(r.int())
		return nil
	})
	return n, err
}

// SetupLink is store.KeysTx's.
func (t *KeysTx) SetupLink() (store.SetupLink, error) { return t.setupLink() }

// PutSetupLink is store.KeysTx's.
func (t *KeysTx) PutSetupLink(l store.SetupLink) error {
	return t.later("put set-up link", putLink, int64(1), l.Hash[:], micros(l.Created), micros(l.Expires))
}

// DeleteSetupLink is store.KeysTx's.
func (t *KeysTx) DeleteSetupLink() error {
	return t.later("delete set-up link", "DELETE FROM setup_link WHERE place = 1")
}
