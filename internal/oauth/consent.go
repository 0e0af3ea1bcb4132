package oauth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// Request is what a person is asked.
type Request struct {
	Client    *Client
	Scopes    []string // what is asked for and the person may give
	Withheld  []string // what is asked for and the person may not give
	Device    bool     // a device asks, which shows a code
	Host      string   // where the answer goes; "": to a program on this machine
	LogIn     bool     // the person must log in anew first
	Expires   time.Time
	Household brush.HouseholdID
}

// Suggested is a name for the source that the app would be; "" when it would be none.
func (r *Request) Suggested() string {
	if !slices.Contains(r.Scopes, account.FramesWrite) {
		return ""
	}
	name := strings.TrimPrefix(strings.ToLower(r.Client.Name), "enamel ")
	name = strings.Trim(strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, name), "-")
	return name[:min(len(name), 24)]
}

// Narrowable reports whether a yes can be about single people.
func (r *Request) Narrowable() bool {
	return slices.ContainsFunc(r.Scopes, func(s string) bool { return strings.HasSuffix(s, ":read") || s == account.SessionsWrite })
}

// Asker is where and by whom a question is looked at.
type Asker struct {
	Who     *account.Principal // a person's browser
	Mark    string             // of MarkCookie
	Address string             // the peer's
	Issuer  string             // as the browser sees us
}

// ErrNoRequest says that a question is not there, was answered or has expired, or is somebody else's; never which. It is of kind
// brush.ErrNotFound.
var ErrNoRequest = fmt.Errorf("no such question: %w", brush.ErrNotFound)

// errBrowser refuses programs: only a person gives consent.
var errBrowser = fmt.Errorf("only a person can say yes: %w", brush.ErrForbidden)

// ask finds a question and binds it to who looks at it first. name is of the page's address, or what somebody typed when typed is set.
func (p *Provider) ask(ctx context.Context, by Asker, name string, typed bool) (a store.Ask, q question, c *Client, err error) {
	if !by.Who.Browser() || len(account.ScopesOf(by.Who.Role)) == 0 {
		return a, q, nil, errBrowser
	}
	now := p.Now()
	if typed {
		code := NormalCode(name)
		who := "account " + by.Who.Account.ID
		// By account and address, and by account alone: a code is short, and who guesses may have many addresses.
		if wait := max(p.guesses.Try(who, by.Address, now), p.guesses.Try(who, who, now)); wait > 0 {
			return a, q, nil, &account.WaitError{For: wait}
		}
		if code == "" {
			return a, q, nil, ErrNoRequest
		}
		if a, err = p.Store.AskByCode(ctx, hashOf(code), now); err == nil && a.Typed {
			p.guesses.Worked(who, by.Address)
			p.guesses.Worked(who, who)
		}
	} else if len(name) <= 64 {
		a, err = p.Store.Ask(ctx, hashOf(name), now)
	} else {
		err = brush.ErrNotFound
	}
	if errors.Is(err, brush.ErrNotFound) {
		return a, q, nil, ErrNoRequest
	}
	if err != nil {
		return a, q, nil, fmt.Errorf("find the question: %w", err)
	}
	if !p.mayAnswer(&a, by, typed) {
		return a, q, nil, ErrNoRequest
	}
	if err := json.Unmarshal(a.Body, &q); err != nil {
		return a, q, nil, fmt.Errorf("read the question: %w", err)
	}
	if c, err = p.client(ctx, a.Client); err != nil {
		return a, q, nil, ErrNoRequest
	}
	if c.Household != "" && c.Household != by.Who.Household {
		return a, q, nil, fmt.Errorf("the app is another household's: %w", brush.ErrForbidden)
	}
	return a, q, c, nil
}

func (p *Provider) mayAnswer(a *store.Ask, by Asker, typed bool) bool {
	return a.Typed == typed && a.Verdict == store.NotYet && p.Now().Before(a.Expires) &&
		(a.Browser == [32]byte{} || by.Mark != "" && a.Browser == hashOf(by.Mark)) &&
		(a.Account == "" || a.Account == by.Who.Account.ID)
}

// mustLogIn reports whether who answers has to log in anew.
func mustLogIn(q *question, who *account.Principal) bool {
	return q.Since != 0 && who.Began.Unix() < q.Since
}

// Look shows a person what an app asks. From then on only their account can answer. typed: name is the code that a device shows.
func (p *Provider) Look(ctx context.Context, by Asker, name string, typed bool) (*Request, error) {
	a, q, c, err := p.ask(ctx, by, name, typed)
	if err != nil {
		return nil, err
	}
	if a.Account == "" || a.Login != by.Who.Key() && !mustLogIn(&q, by.Who) {
		err := p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
			now, err := tx.Ask(a.Hash)
			if err != nil {
				return err
			}
			if !p.mayAnswer(&now, by, typed) {
				return ErrNoRequest
			}
			now.Account, now.Login = by.Who.Account.ID, by.Who.Key()
			return tx.PutAsk(now)
		})
		if err != nil {
			return nil, fmt.Errorf("show the question: %w", err)
		}
	}
	may := append(slices.Clone(identity), by.Who.Scopes...)
	r := &Request{Client: c, Device: a.Typed, Host: hostOf(q.Redirect), LogIn: mustLogIn(&q, by.Who), Expires: a.Expires, Household: by.Who.Household}
	for _, s := range q.Scopes {
		if slices.Contains(may, s) {
			r.Scopes = append(r.Scopes, s)
		} else {
			r.Withheld = append(r.Withheld, s)
		}
	}
	return r, nil
}

// Decision is a person's answer.
type Decision struct {
	Allow  bool
	Scopes []string         // nil: all that was asked for and may be given
	People []brush.PersonID // nil: everybody
	Source brush.SourceID   // what frames are heard by; needed with frames:write
	Device brush.DeviceID   // the only one that it may speak of; "": any
	Text   string           // the version of the words that were shown; "": today's, in English
}

// Decide answers an app for a person. It returns where the browser goes, "" for a device, which asks by itself.
func (p *Provider) Decide(ctx context.Context, by Asker, name string, typed bool, d Decision) (redirect string, err error) {
	a, q, c, err := p.ask(ctx, by, name, typed)
	if err != nil {
		return "", err
	}
	if a.Account != by.Who.Account.ID || a.Login != by.Who.Key() {
		return "", ErrNoRequest // nobody looked at it in this log-in
	}
	if mustLogIn(&q, by.Who) {
		return "", account.ErrUnauthorized
	}
	answer := url.Values{"iss": {by.Issuer}}
	if q.State != "" {
		answer.Set("state", q.State)
	}
	var g store.Grant
	code := ""
	if d.Allow {
		if g, err = p.grantOf(ctx, by.Who, c, &q, d); err != nil {
			return "", err
		}
		if code, err = p.secret(codePrefix); err != nil {
			return "", err
		}
	}
	now := p.Now()
	err = p.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		a, err := tx.Ask(a.Hash)
		if err != nil {
			return err
		}
		if !p.mayAnswer(&a, by, typed) || a.Login != by.Who.Key() {
			return ErrNoRequest
		}
		if a.Verdict = store.Denied; !d.Allow {
			return tx.PutAsk(a)
		}
		n, err := tx.CountGrants(g.Account)
		if err != nil {
			return err
		}
		if n >= MostGrants {
			return bad("", fmt.Sprintf("%d apps are connected already; disconnect one first.", MostGrants))
		}
		house := tx.Household(g.Household)
		if err := errors.Join(tx.PutGrant(g), audit(ctx, house, store.ActAppAllowed, &g, now, "")); err != nil {
			return err
		}
		if err := p.consents(ctx, house, &g, cmp.Or(d.Text, store.CurrentText().Version)); err != nil {
			return err
		}
		a.Grant, a.Verdict = g.ID, store.Approved
		if !a.Typed {
			a.Verdict = store.Spent
			body, err := json.Marshal(codeBody{Client: c.ID, Redirect: q.Redirect, Challenge: q.Challenge, Nonce: q.Nonce, AuthTime: by.Who.Began.Unix()})
			if err != nil {
				return err
			}
			if err := tx.PutGrantSecret(store.GrantSecret{Hash: hashOf(code), Kind: store.CodeSecret, Grant: g.ID, Scopes: g.Scopes,
				Created: now, Expires: now.Add(CodeLasts), Body: body}); err != nil {
				return err
			}
		}
		return tx.PutAsk(a)
	})
	switch {
	case errors.Is(err, brush.ErrNotFound):
		return "", ErrNoRequest
	case err != nil:
		return "", fmt.Errorf("answer the app: %w", err)
	case typed:
		return "", nil
	}
	if d.Allow {
		answer.Set("code", code)
	} else {
		answer.Set("error", "access_denied")
	}
	return answerAt(q.Redirect, answer), nil
}

// grantOf is what a decision grants, checked against what was asked and what the person may do.
func (p *Provider) grantOf(ctx context.Context, who *account.Principal, c *Client, q *question, d Decision) (g store.Grant, err error) {
	may := within(q.Scopes, append(slices.Clone(identity), who.Scopes...))
	g = store.Grant{Account: who.Account.ID, Household: who.Household, Client: c.ID, ClientName: c.Name, Scopes: may, People: slices.Clone(d.People),
		Source: d.Source, Device: d.Device, Created: p.Now(), LastUsed: p.Now()}
	if d.Scopes != nil {
		if !holds(may, d.Scopes) {
			return g, bad("scopes", "hold more than was asked for, or more than you may do yourself")
		}
		if g.Scopes = inOrder(d.Scopes); slices.Contains(may, openID) {
			g.Scopes = inOrder(append(slices.Clone(d.Scopes), openID)) // who logs in with us must be told who it is
		}
	}
	if len(g.Scopes) == 0 {
		return g, bad("scopes", "are none; refuse instead")
	}
	if err := p.checkPeople(ctx, who, &g); err != nil {
		return g, err
	}
	frames := slices.Contains(g.Scopes, account.FramesWrite)
	switch {
	case frames:
		if err := account.CheckSource("source", g.Source); err != nil {
			return g, err
		}
	case g.Source != "":
		return g, bad("source", "is only of use to who sends what brushes say")
	case g.Device != "":
		return g, bad("device", "is only of use to who sends what brushes say")
	}
	if len(g.Device) > brush.MaxID {
		return g, bad("device", fmt.Sprintf("is longer than %d bytes", brush.MaxID))
	}
	if g.Device != "" && !holds([]string{account.FramesWrite, openID, profile, email, offlineAccess}, g.Scopes) {
		return g, bad("scopes", "of what speaks for one brush can only be "+account.FramesWrite)
	}
	g.ID, err = p.newID()
	if g.Source == "" && err == nil {
		g.Source = brush.SourceID("grant-" + g.ID[:8]) // what it enters was entered by it
	}
	return g, err
}

func (p *Provider) checkPeople(ctx context.Context, who *account.Principal, g *store.Grant) error {
	if g.People == nil {
		g.People = slices.Clone(who.People)
	}
	if g.People == nil {
		return nil
	}
	if len(g.People) == 0 {
		return bad("people", "are none; leave them out for everybody")
	}
	if len(g.People) > account.MostPeople {
		return bad("people", fmt.Sprintf("are more than %d", account.MostPeople))
	}
	there, err := p.Store.People(ctx, who.Household)
	if err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	for i, id := range g.People {
		if !slices.ContainsFunc(there, func(o store.Person) bool { return o.ID == id }) || who.People != nil && !slices.Contains(who.People, id) {
			return bad(fmt.Sprintf("people[%d]", i), "is nobody of this household")
		}
	}
	for _, s := range wide {
		if slices.Contains(g.Scopes, s) {
			return bad("people", "cannot be chosen together with "+s+", which is about the whole household")
		}
	}
	return nil
}
