package account

import (
	"encoding/hex"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Principal is who is asking, and in which household.
type Principal struct {
	Account   store.Account // for a token and in play its ID is ""
	Household brush.HouseholdID
	Role      store.Role // "" for a token
	Scopes    []string
	People    []brush.PersonID // nil: everybody; else only these may be seen and spoken of
	Source    brush.SourceID   // whose frames these are: a token's own, or the account's
	Device    brush.DeviceID   // of a token: the only one that it may speak of; "": any
	TokenID   string
	TokenName string
	Client    string    // what the program or browser is called, for people who read who did something
	Grant     string    // an OAuth grant's id; "": none
	Began     time.Time // when somebody logged in; zero for a token
	// Renewed: the log-in was extended just now, and the cookie should be sent again.
	Renewed bool
	// Around is what they see around them, read before they came in, so that nobody who is in is told that it has failed. nil: not read.
	Around  *Around
	login   [32]byte
	maker   string    // the account behind it; "": the machine's own command line
	expires time.Time // of a token, or of a membership; zero: never
}

// Around is the household where somebody is, and all of theirs.
type Around struct {
	Household store.Household
	Homes     []Home // whose membership holds, oldest first
}

// Browser reports whether a person's browser is asking, not a program with a token.
func (p *Principal) Browser() bool { return p.TokenID == "" && p.Grant == "" }

// Playing reports whether a browser is asking that plays.
func (p *Principal) Playing() bool { return p.Role == Play }

// Key names the credential, for counting what is open with it. It is no secret.
func (p *Principal) Key() string {
	if p.TokenID != "" {
		return "token " + p.TokenID
	}
	return "login " + p.LoginID()
}

// Maker is the id of the account behind the credential: whose browser it is, also while it plays, or who made the token; "": the machine's own
// command line.
func (p *Principal) Maker() string { return p.maker }

// LoginID names a browser's log-in in lists. It is no secret.
func (p *Principal) LoginID() string { return loginID(p.login) }

// LoginHash is the hash by which a browser's log-in is kept; zero for a token.
func (p *Principal) LoginHash() [32]byte { return p.login }

func loginID(hash [32]byte) string { return hex.EncodeToString(hash[:8]) }

// May reports whether the credential holds a scope.
func (p *Principal) May(scope string) bool { return slices.Contains(p.Scopes, scope) }

// Narrowed reports whether only some people may be seen.
func (p *Principal) Narrowed() bool { return p.People != nil }

// Sees reports whether a person may be seen and spoken of. Nobody's, person "", is seen only by who sees everybody.
func (p *Principal) Sees(person brush.PersonID) bool {
	return p.People == nil || person != "" && slices.Contains(p.People, person)
}

// SeesAny reports whether one of the people who use something may be seen.
func (p *Principal) SeesAny(people []brush.PersonID) bool {
	return p.People == nil || slices.ContainsFunc(people, p.Sees)
}

// SpeaksOf reports whether frames of a device may come from here: whoever may speak only of some people may speak only with their timers, since
// a brush may be anybody's.
func (p *Principal) SpeaksOf(d brush.DeviceID) bool {
	if p.Device != "" && p.Device != d {
		return false
	}
	if p.People == nil {
		return true
	}
	person, ok := d.Person()
	return ok && p.Sees(person)
}

// Same reports whether who is asking may still do just what they could: what is open for the one may stay open for the other.
func (p *Principal) Same(o *Principal) bool {
	return p.Household == o.Household && p.Role == o.Role && slices.Equal(p.Scopes, o.Scopes) && (p.People == nil) == (o.People == nil) &&
		slices.Equal(p.People, o.People)
}

func principalOf(a store.Account, m store.Membership, l *store.Login) *Principal {
	p := &Principal{Account: a, Household: m.Household, Role: m.Role, Scopes: ScopesOf(m.Role), People: m.People,
		Source: brush.SourceID(appSource + a.ID), Client: l.Agent, Began: l.Created, login: l.Hash, maker: a.ID, expires: m.Expires}
	if l.Pin != "" {
		// Who plays learns nothing of the grown-up who lent them the tablet.
		p.Account, p.Role, p.Scopes = store.Account{}, Play, ScopesOf(Play)
		p.People = narrower(m.People, l.Play)
	}
	return p
}

func (p *Principal) with(a *Around) *Principal {
	p.Around = a
	return p
}

// narrower returns whom two who are narrowed may see together; nil on either side is everybody.
func narrower(a, b []brush.PersonID) []brush.PersonID {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	both := []brush.PersonID{} // never nil: nobody is not everybody
	for _, p := range a {
		if slices.Contains(b, p) {
			both = append(both, p)
		}
	}
	return both
}

// within reports whether one who may see a may be given b to see.
func within(a, b []brush.PersonID) bool {
	if a == nil {
		return true
	}
	return b != nil && !slices.ContainsFunc(b, func(p brush.PersonID) bool { return !slices.Contains(a, p) })
}
