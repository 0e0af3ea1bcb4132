package httpapi

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// Token is a key for a program: a gateway, a script.
type Token struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Scopes   []string   `json:"scopes" nullable:"false"`
	People   []string   `json:"people,omitempty" nullable:"false" doc:"Whom it may see; absent: everybody"`
	Source   string     `json:"source" doc:"What frames sent with it were heard by"`
	Device   string     `json:"device,omitempty" doc:"The only brush that it may speak of"`
	Created  time.Time  `json:"created_at"`
	LastUsed time.Time  `json:"last_used_at" doc:"To the minute; created_at: never"`
	Expires  *time.Time `json:"expires_at,omitempty" doc:"Absent: never"`
	Own      bool       `json:"own,omitempty" doc:"Who is asking made it"`
}

// NewToken says what token to make.
type NewToken struct {
	Name    string     `json:"name" minLength:"1" maxLength:"60"`
	Scopes  []string   `json:"scopes" nullable:"false" minItems:"1" maxItems:"30" doc:"Of those that who asks has"`
	People  []string   `json:"people,omitempty" nullable:"false" maxItems:"30" doc:"Whom it may see; absent: as many as who asks"`
	Source  string     `json:"source,omitempty" maxLength:"40" doc:"Absent: the name"`
	Device  string     `json:"device,omitempty" maxLength:"64" doc:"The only brush that it may speak of; its scope is then frames:write alone"`
	Expires *time.Time `json:"expires_at,omitempty" doc:"Absent: never, or with the membership of who asks"`
}

// MadeToken is a token with its secret, which is told only now.
type MadeToken struct {
	Token
	Secret string `json:"secret" doc:"Told once"`
}

func (s *server) tokenRoutes() {
	register(s, door{id: "tokens", method: "GET", path: "/tokens", scope: account.TokensWrite, tag: "tokens", summary: "The tokens that one may take back",
		description: "An owner's are all of the household."}, s.tokens)
	making(s, door{id: "makeToken", secret: true, method: "POST", path: "/tokens", scope: account.TokensWrite, tag: "tokens", status: 201, errors: []int{409},
		summary: "Make a token for a program or a gateway", description: "It may do no more, see nobody else and last no longer than who asks. The secret is told only in this answer."}, s.makeToken, s.madeToken)
	making(s, door{id: "rotateToken", secret: true, method: "POST", path: "/tokens/{id}/secret", scope: account.TokensWrite, tag: "tokens", status: 201, errors: []int{404, 409},
		summary:     "Make the token that takes another's place",
		description: "It may do what that one may, and what is sent with it is of the same source. That one ends 24 hours later."}, s.rotateToken, s.madeToken)
	register(s, door{id: "revokeToken", method: "DELETE", path: "/tokens/{id}", scope: account.TokensWrite, tag: "tokens", status: 204, errors: []int{404},
		summary: "Take a token back, at once"}, s.revokeToken)
}

func tokenShape(p *account.Principal, t *store.Token) Token {
	return Token{ID: t.ID, Name: t.Name, Scopes: t.Scopes, People: idsOf(t.People), Source: string(t.Source), Device: string(t.Device), Created: t.Created.UTC(),
		LastUsed: t.LastUsed.UTC(), Expires: atOrNil(t.Expires), Own: p.Account.ID != "" && t.Account == p.Account.ID}
}

func (s *server) tokens(ctx context.Context, _ *none) (*body[List[Token]], error) {
	p := principal(ctx)
	ts, err := s.Accounts.Tokens(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &body[List[Token]]{List[Token]{Items: make([]Token, 0, len(ts))}}
	for i := range ts {
		out.Body.Items = append(out.Body.Items, tokenShape(p, &ts[i]))
	}
	return out, nil
}

func (s *server) makeToken(ctx context.Context, in *body[NewToken]) (made account.MadeToken, err error) {
	b, p := in.Body, principal(ctx)
	n := account.NewToken{Household: p.Household, By: p, Name: b.Name, Scopes: b.Scopes, Source: brush.SourceID(b.Source), People: peopleOf(b.People)}
	if b.Device != "" {
		d, err := wire.ParseDevice(b.Device)
		if err != nil {
			return made, err
		}
		n.Device = d
	}
	if b.Expires != nil {
		if n.Lasts = b.Expires.Sub(s.Now()); n.Lasts <= 0 {
			return made, &brush.FieldError{Field: "expires_at", Reason: "lies in the past"}
		}
	}
	made.Secret, made.Token, err = s.Accounts.MakeToken(ctx, n)
	return made, err
}

func (s *server) rotateToken(ctx context.Context, in *byID) (account.MadeToken, error) {
	return s.Accounts.RotateToken(ctx, principal(ctx), in.ID)
}

func (s *server) madeToken(ctx context.Context, t account.MadeToken) (MadeToken, error) {
	return MadeToken{Token: tokenShape(principal(ctx), &t.Token), Secret: t.Secret}, nil
}

func (s *server) revokeToken(ctx context.Context, in *byID) (*none, error) {
	if err := s.Accounts.RevokeToken(ctx, principal(ctx), in.ID); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return nil, nil
}
