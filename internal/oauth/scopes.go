package oauth

import (
	"slices"
	"strings"

	"github.com/enamel-home/enamel/internal/account"
)

// The scopes of OpenID Connect. They say what an app learns of who logged in, and open nothing of the household.
const (
	openID        = "openid"
	profile       = "profile"
	email         = "email"
	offlineAccess = "offline_access"
)

var identity = []string{openID, profile, email, offlineAccess}

// never are scopes that no app can be granted: with them it could make itself keys that outlast its grant, or let people in.
var never = []string{"tokens:write", "members:write"}

// wide are scopes that change or show what belongs to the whole household, and so do not go with a grant about single people.
var wide = []string{account.PeopleWrite, account.BrushesWrite, account.HouseholdWrite, account.HooksWrite, account.AuditRead, account.ExportRead, account.EraseWrite}

// shows are scopes with which an app gets to see something of people: each of them has to be agreed to.
func shows(scopes []string) []string {
	return within(scopes, []string{account.SessionsRead, account.SessionsWrite, account.PeopleRead, account.PeopleWrite, account.BrushesRead, account.LiveRead,
		account.HooksWrite, account.AuditRead, account.ExportRead})
}

// Scopes returns every scope that an app can be granted, in the order in which they are told.
func Scopes() []string {
	all := slices.Clone(identity)
	for _, s := range account.Scopes() {
		if !slices.Contains(never, s) {
			all = append(all, s)
		}
	}
	return all
}

// readable is what a client may ask for that did not say what it needs.
func readable() []string {
	return append(slices.Clone(identity), account.SessionsRead, account.PeopleRead, account.BrushesRead, account.LiveRead)
}

// parseScopes reads a list of scopes with spaces between [RFC 6749 3.3], each at most once and in our order.
func parseScopes(list string) ([]string, error) {
	var asked []string
	for s := range strings.SplitSeq(list, " ") {
		switch {
		case s == "address" || s == "phone": // of OpenID Connect; we know neither
		case !slices.Contains(Scopes(), s):
			return nil, fail("invalid_scope", "there is no such scope; there are "+strings.Join(Scopes(), " "))
		default:
			asked = append(asked, s)
		}
	}
	return inOrder(asked), nil
}

func inOrder(asked []string) (out []string) {
	for _, s := range Scopes() {
		if slices.Contains(asked, s) {
			out = append(out, s)
		}
	}
	return out
}

// scopesFor reads the scopes that a client asks for, and refuses those that are not its own.
func (p *Provider) scopesFor(c *Client, list string) ([]string, error) {
	if list == "" {
		return nil, fail("invalid_scope", "scope is missing; there are "+strings.Join(c.Scopes, " "))
	}
	asked, err := parseScopes(list)
	if err != nil {
		return nil, err
	}
	if p.Sealer == nil && slices.Contains(asked, openID) {
		return nil, fail("invalid_scope", "this server has no key file and so cannot sign who somebody is")
	}
	for _, s := range asked {
		if !slices.Contains(c.Scopes, s) {
			return nil, fail("invalid_scope", "this client may not ask for "+s)
		}
	}
	if len(asked) == 0 {
		return nil, fail("invalid_scope", "nothing is asked for")
	}
	return asked, nil
}

// within returns those of some scopes that are among others.
func within(some, others []string) (out []string) {
	for _, s := range some {
		if slices.Contains(others, s) {
			out = append(out, s)
		}
	}
	return out
}

// holds reports whether all of some are among others.
func holds(others, some []string) bool { return len(within(some, others)) == len(some) }
