package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Bearers are tokens that another room gives out and alone understands.
type Bearers interface {
	// Access returns whose a token is; ErrUnauthorized when it is none that is good now.
	Access(ctx context.Context, bearer string) (*Principal, error)
	// Good returns the Principal.TokenIDs that are good in a household now and hold all that they were given.
	Good(ctx context.Context, h brush.HouseholdID) ([]string, error)
}

// trust is a room that answers for the tokens with a prefix.
type trust struct {
	prefix string
	of     Bearers
}

// Trust lets a room answer for the tokens that begin with a prefix. It is called before the service is used; of two prefixes that fit a token, the
// one that was named first counts.
func (s *Service) Trust(prefix string, b Bearers) { s.bearers = append(s.bearers, trust{prefix, b}) }

// trusted returns the room whose a token is to judge, nil for none.
func (s *Service) trusted(token string) Bearers {
	for _, t := range s.bearers {
		if strings.HasPrefix(token, t.prefix) {
			return t.of
		}
	}
	return nil
}

// Granted returns who asks by a grant of another room: never more than whoever gave it may do and see at this moment.
func Granted(g store.Grant, m store.Membership, scopes []string) *Principal {
	may := ScopesOf(m.Role)
	return &Principal{Household: g.Household, Scopes: slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return !slices.Contains(may, s) }),
		People: narrower(m.People, g.People), Source: g.Source, Device: g.Device, TokenID: g.ID, TokenName: g.ClientName, Client: g.ClientName, Grant: g.ID,
		maker: g.Account, expires: m.Expires}
}

// CheckSource says what is wrong with the name of a source, as an error of that field; nil when it is good.
func CheckSource(field string, source brush.SourceID) error {
	if source == "" {
		return bad(field, "is missing")
	}
	if len(source) > longestSource || strings.ContainsFunc(string(source), func(r rune) bool { return r < ' ' || r == 0x7f || r == '/' || r == '\ufffd' }) {
		return bad(field, fmt.Sprintf("cannot name a source: at most %d bytes, without a slash", longestSource))
	}
	if strings.HasPrefix(string(source), appSource) {
		return bad(field, "cannot begin with "+appSource+": such names are those of log-ins")
	}
	return nil
}

// Throttle slows guessing of short codes, as it does that of passwords.
type Throttle struct{ t *throttle }

// NewThrottle returns a throttle that has seen nothing.
func NewThrottle() Throttle { return Throttle{newThrottle()} }

// Try counts a try of somebody from an address and returns how long to wait when it comes too soon.
func (t Throttle) Try(who, address string, now time.Time) time.Duration {
	return t.t.try(who, address, now)
}

// Worked forgets the tries of who was right.
func (t Throttle) Worked(who, address string) { t.t.worked(who, address) }

// Network is what counts as one address: an IPv4 address, or the /64 of an IPv6 address.
func Network(address string) string { return network(address) }
