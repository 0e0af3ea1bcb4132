package rows

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	lineCols = "household, seq, at, act, actor, client, about, person, request, detail, hash"
	nameCols = "household, n, kind, id, person, salt, seal"
	headCols = "household, lines, names, hash"

	askName = "SELECT n FROM audit_name WHERE household = $1 AND kind = $2 AND id = $3"
	askLine = "SELECT l.seq, l.at, l.act, l.actor, l.client, l.about, l.person, l.request, l.detail, l.hash, a.kind, a.id, c.kind, c.id, o.kind, o.id, p.kind, p.id FROM audit l " +
		"LEFT JOIN audit_name a ON a.household = l.household AND a.n = l.actor LEFT JOIN audit_name c ON c.household = l.household AND c.n = l.client " +
		"LEFT JOIN audit_name o ON o.household = l.household AND o.n = l.about LEFT JOIN audit_name p ON p.household = l.household AND p.n = l.person " +
		"WHERE l.household = $1"
	askSame = "SELECT seq FROM audit WHERE household = $1 AND person = $2 AND act = $3 AND actor = $4 AND at >= $5 ORDER BY at LIMIT 1"
	// Someone's data is also what their name stands in: a session's.
	askLinesOf = " AND l.person = $2 AND l.seq < $3 ORDER BY l.seq DESC LIMIT "
)

var (
	putLine = insert("audit", lineCols)
	putName = insert("audit_name", nameCols)
	putHead = upsert("audit_head", "household", headCols)
)

func (q *asker) auditHead(h brush.HouseholdID) (store.AuditHead, error) {
	head, err := single(q, "read the end of the log", "SELECT lines, names, hash FROM audit_head WHERE household = $1", []any{string(h)}, func(r *record) (store.AuditHead, error) {
		return store.AuditHead{Count: store.Seq(r.int()), Names: r.int(), Hash: r.hash()}, nil
	})
	if errors.Is(err, brush.ErrNotFound) {
		return store.AuditHead{Hash: store.AuditStart(h)}, nil
	}
	return head, err
}

// nameOf returns the number of a name, 0 for one that was never used.
func (t *Tx) nameOf(n store.Named) (int64, error) {
	var at int64
	err := t.each("find a name of the log", askName, []any{string(t.h), string(n.Kind), n.ID}, func(r *record) error {
		at = r.int()
		return nil
	})
	return at, err
}

// naming gives numbers to what an entry names.
type naming struct {
	head  *store.AuditHead
	fresh []store.AuditName
}

func (t *Tx) name(g *naming, n store.Named, person int64) (int64, error) {
	if n.Kind == store.Nobody || n.ID == "" && n.Kind != store.Machine {
		return 0, nil
	}
	n.N = 0
	for i := range g.fresh {
		if f := g.fresh[i].Named; f.Kind == n.Kind && f.ID == n.ID {
			return f.N, nil
		}
	}
	at, err := t.nameOf(n)
	if err != nil || at > 0 {
		return at, err
	}
	// The one chance that is no argument: a salt that somebody else could draw again would protect nobody.
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return 0, t.failed("draw a salt", err)
	}
	g.head.Names++
	fresh := store.AuditName{Named: n, Person: person, Salt: salt, Seal: store.SealOf(salt, n)}
	fresh.N = g.head.Names
	g.fresh = append(g.fresh, fresh)
	return fresh.N, t.later("name something in the log", putName, string(t.h), fresh.N, string(n.Kind), n.ID, person, salt, fresh.Seal[:])
}

// Audit is store.Tx's. The end of the chain is read and written by this update, which has its household to itself.
func (t *Tx) Audit(e store.AuditEntry) error {
	_, err := t.audit(e, nil)
	return err
}

// AuditOnce is store.Tx's.
func (t *Tx) AuditOnce(e store.AuditEntry, since time.Time) (bool, error) {
	return t.audit(e, &since)
}

func (t *Tx) audit(e store.AuditEntry, since *time.Time) (bool, error) {
	if err := e.Check(); err != nil {
		return false, fmt.Errorf("write the log: %w", err)
	}
	if e.At.IsZero() {
		return false, fmt.Errorf("write the log: %w", &brush.FieldError{Field: "at", Reason: "is missing"})
	}
	head, err := t.auditHead(t.h)
	if err != nil {
		return false, err
	}
	g := naming{head: &head}
	l := store.AuditLine{Seq: head.Count + 1, At: fromMicros(micros(e.At)), Act: e.Act, Request: e.Actor.Request, Detail: e.Detail}
	person := store.Named{Kind: store.NamePerson, ID: string(e.Person)}
	if since != nil {
		actor, err := t.nameOf(e.Actor.By)
		if err != nil {
			return false, err
		}
		whose, err := t.nameOf(person)
		if err != nil {
			return false, err
		}
		there := false
		if actor > 0 && whose > 0 {
			err = t.each("look for the same in the log", askSame, []any{string(t.h), whose, string(e.Act), actor, micros(*since)}, func(*record) error {
				there = true
				return nil
			})
		}
		if err != nil || there {
			return false, err
		}
	}
	if l.Person.N, err = t.name(&g, person, 0); err != nil {
		return false, err
	}
	if l.By.N, err = t.name(&g, e.Actor.By, 0); err != nil {
		return false, err
	}
	if l.Client.N, err = t.name(&g, store.Named{Kind: store.NameClient, ID: e.Actor.Client}, 0); err != nil {
		return false, err
	}
	if l.About.N, err = t.name(&g, e.About, l.Person.N); err != nil {
		return false, err
	}
	l.Hash = store.ChainHash(head.Hash, &l, g.fresh)
	err = t.later("write the log", putLine, string(t.h), int64(l.Seq), micros(l.At), string(l.Act), l.By.N, l.Client.N, l.About.N, l.Person.N, l.Request, l.Detail, l.Hash[:])
	if err != nil {
		return false, err
	}
	return true, t.later("write the end of the log", putHead, string(t.h), int64(l.Seq), head.Names, l.Hash[:])
}

func readLine(r *record) (store.AuditLine, error) {
	l := store.AuditLine{Seq: store.Seq(r.int()), At: r.time(), Act: store.Act(r.str())}
	l.By.N, l.Client.N, l.About.N, l.Person.N = r.int(), r.int(), r.int(), r.int()
	l.Request, l.Detail, l.Hash = r.str(), r.str(), r.hash()
	for _, n := range [...]*store.Named{&l.By, &l.Client, &l.About, &l.Person} {
		if r.absent() {
			r.i++
			continue
		}
		n.Kind, n.ID = store.NameKind(r.str()), r.str()
	}
	return l, nil
}

// AuditLines is store.Privacy's.
func (b Reader) AuditLines(ctx context.Context, h brush.HouseholdID, q store.AuditQuery) ([]store.AuditLine, error) {
	limit, before := q.Limit, int64(q.Before)
	if limit <= 0 {
		limit = 100
	}
	limit = min(limit, 500)
	if before <= 0 {
		before = 1 << 62
	}
	ask := b.ask(ctx)
	if q.Person == "" {
		return list(ask, "read the log", askLine+" AND l.seq < $2 ORDER BY l.seq DESC LIMIT "+most("$3"), []any{string(h), before, int64(limit)}, readLine)
	}
	var person int64
	err := ask.each("find a name of the log", askName, []any{string(h), string(store.NamePerson), string(q.Person)}, func(r *record) error {
		person = r.int()
		return nil
	})
	if err != nil || person == 0 {
		return nil, err
	}
	return list(ask, "read the log", askLine+askLinesOf+most("$4"), []any{string(h), person, before, int64(limit)}, readLine)
}

// AuditChain is store.Privacy's.
func (b Reader) AuditChain(ctx context.Context, h brush.HouseholdID, after store.Seq, limit int) ([]store.AuditLine, error) {
	return list(b.ask(ctx), "read the log", askLine+" AND l.seq > $2 ORDER BY l.seq LIMIT "+most("$3"), []any{string(h), int64(after), int64(max(limit, 0))}, readLine)
}

// AuditNames is store.Privacy's.
func (b Reader) AuditNames(ctx context.Context, h brush.HouseholdID, after int64, limit int) ([]store.AuditName, error) {
	return list(b.ask(ctx), "read the names of the log", "SELECT n, kind, id, person, salt, seal FROM audit_name WHERE household = $1 AND n > $2 ORDER BY n LIMIT "+most("$3"),
		[]any{string(h), after, int64(max(limit, 0))}, func(r *record) (store.AuditName, error) {
			n := store.AuditName{}
			n.N, n.Kind, n.ID, n.Person = r.int(), store.NameKind(r.str()), r.str(), r.int()
			n.Salt, n.Seal = append([]byte(nil), r.bytes()...), r.hash()
			return n, nil
		})
}

// AuditHead is store.Privacy's.
func (b Reader) AuditHead(ctx context.Context, h brush.HouseholdID) (store.AuditHead, error) {
	return b.ask(ctx).auditHead(h)
}

// forgetName takes away what a number of the log means. The entries and their chain stay as they are.
func (t *Tx) forgetName(kind store.NameKind, id string) error {
	return t.later("forget a name of the log", "UPDATE audit_name SET id = '', salt = NULL WHERE household = $1 AND kind = $2 AND id = $3", string(t.h), string(kind), id)
}

// forgetNamesOf is forgetName for a person and everything that is theirs.
func (t *Tx) forgetNamesOf(p brush.PersonID) error {
	n, err := t.nameOf(store.Named{Kind: store.NamePerson, ID: string(p)})
	if err != nil {
		return err
	}
	if n > 0 {
		if err := t.later("forget names of the log", "UPDATE audit_name SET id = '', salt = NULL WHERE household = $1 AND person = $2 AND kind NOT IN ('account', 'token', 'grant', 'client', 'brush', 'source', 'household', 'machine')",
			string(t.h), n); err != nil {
			return err
		}
	}
	if err := t.forgetName(store.NameBrush, string(brush.EntriesOf(p))); err != nil {
		return err
	}
	return t.forgetName(store.NamePerson, string(p))
}
