package httpapi

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// Home is one of the households of an account.
type Home struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role" enum:"owner,caregiver,viewer"`
	Here bool   `json:"here,omitempty" doc:"The one that this log-in looks at"`
}

// SelfPatch changes what it holds of one's own account.
type SelfPatch struct {
	Name     *string `json:"name,omitempty" maxLength:"100"`
	Email    *string `json:"email,omitempty" maxLength:"254" doc:"Needs the password"`
	Locale   *string `json:"locale,omitempty" maxLength:"35" doc:"A language tag; empty: the browser's"`
	Password *string `json:"password,omitempty" maxLength:"1024" doc:"The one that is good now"`
}

// Confirmation is the password again, for what cannot be taken back.
type Confirmation struct {
	Password *string `json:"password,omitempty" maxLength:"1024" doc:"Absent for an account that has none"`
}

// HomeID names a household.
type HomeID struct {
	ID string `json:"id" minLength:"1" maxLength:"64"`
}

// NewHousehold is a household to be.
type NewHousehold struct {
	Name     string `json:"name" maxLength:"100"`
	TimeZone string `json:"time_zone" maxLength:"64" doc:"IANA name, such as Europe/Berlin"`
}

// LoggedIn is a browser that is logged in.
type LoggedIn struct {
	ID       string    `json:"id"`
	Agent    string    `json:"agent" doc:"What the browser calls itself"`
	Created  time.Time `json:"created_at"`
	LastUsed time.Time `json:"last_used_at"`
	Playing  bool      `json:"playing,omitempty" doc:"It plays"`
	This     bool      `json:"this,omitempty" doc:"The one that asks"`
}

// PlayRequest lets this browser play.
type PlayRequest struct {
	People []string `json:"people" nullable:"false" minItems:"1" maxItems:"30" doc:"Who plays"`
	Pin    string   `json:"pin" minLength:"4" maxLength:"8" doc:"4 to 8 digits, chosen now: they lead out again"`
}

// Pin leads out of play.
type Pin struct {
	Pin string `json:"pin" maxLength:"8"`
}

func (s *server) selfRoutes() {
	register(s, door{id: "changeSelf", method: "PATCH", path: "/me", scope: browser, tag: "account", errors: []int{429}, summary: "Change one's own account"}, s.changeSelf)
	register(s, door{id: "deleteSelf", method: "POST", path: "/me/delete", scope: browser, tag: "account", status: 204, errors: []int{409, 429},
		summary: "Delete one's own account", description: "People and brushings stay: they are the households'. The last owner of a household cannot: 409."}, s.deleteSelf)
	register(s, door{id: "lookAt", method: "POST", path: "/me/household", scope: browser, tag: "account", errors: []int{404}, summary: "Look at another of one's households"}, s.lookAt)
	register(s, door{id: "leave", method: "DELETE", path: "/me/household", scope: browser, tag: "account", status: 204, errors: []int{409}, summary: "Leave the household that one looks at",
		description: "The last owner stays: 409."}, s.leave)
	making(s, door{id: "addHousehold", method: "POST", path: "/me/households", scope: browser, tag: "account", status: 201, errors: []int{409}, summary: "Make another household, and look at it",
		again: func(ctx context.Context) (any, error) {
			me, err := s.meOf(ctx, principal(ctx))
			if err != nil {
				return nil, err
			}
			return *me, nil
		}}, s.addHousehold, s.addedHousehold)
	register(s, door{id: "logins", method: "GET", path: "/me/logins", scope: browser, tag: "account", summary: "Where one is logged in, newest first"}, s.logins)
	register(s, door{id: "endLogin", method: "DELETE", path: "/me/logins/{id}", scope: browser, tag: "account", status: 204, errors: []int{404}, summary: "End one log-in, at once"}, s.endLogin)
	register(s, door{id: "endLogins", method: "DELETE", path: "/me/logins", scope: browser, tag: "account", status: 204, summary: "End every log-in but this one, at once"}, s.endLogins)
	register(s, door{id: "startPlay", method: "POST", path: "/me/play", scope: browser, tag: "play", summary: "Let this browser play",
		description: "From now on it sees only these people, may start and stop their timer, and nothing else; the server holds it to that. The PIN leads out."}, s.startPlay)
	register(s, door{id: "endPlay", method: "POST", path: "/me/play/leave", scope: playing, tag: "play", errors: []int{429}, summary: "Lead this browser out of play"}, s.endPlay)
}

func (s *server) changeSelf(ctx context.Context, in *body[SelfPatch]) (*body[Me], error) {
	b := in.Body
	p, err := s.Accounts.ChangeSelf(ctx, principal(ctx), account.SelfPatch{Name: b.Name, Email: b.Email, Locale: b.Locale, Password: b.Password, Address: requestOf(ctx).peer})
	if err != nil {
		return nil, err
	}
	me, err := s.meOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return &body[Me]{*me}, nil
}

func (s *server) deleteSelf(ctx context.Context, in *body[Confirmation]) (*justCookie, error) {
	if err := s.Accounts.DeleteSelf(ctx, principal(ctx), in.Body.Password, requestOf(ctx).peer); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return &justCookie{Cookie: s.cookie(requestOf(ctx).r, "")}, nil
}

func (s *server) lookAt(ctx context.Context, in *body[HomeID]) (*body[Me], error) {
	p, err := s.Accounts.Look(ctx, principal(ctx), brush.HouseholdID(in.Body.ID))
	if err != nil {
		return nil, err
	}
	return s.moved(ctx, p)
}

func (s *server) leave(ctx context.Context, _ *none) (*none, error) {
	if err := s.Accounts.Leave(ctx, principal(ctx)); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return nil, nil
}

func (s *server) addHousehold(ctx context.Context, in *body[NewHousehold]) (*account.Principal, error) {
	return s.Accounts.AddHousehold(ctx, principal(ctx), in.Body.Name, in.Body.TimeZone)
}

func (s *server) addedHousehold(ctx context.Context, p *account.Principal) (Me, error) {
	me, err := s.moved(ctx, p)
	if err != nil {
		return Me{}, err
	}
	return me.Body, nil
}

func (s *server) logins(ctx context.Context, _ *none) (*body[List[LoggedIn]], error) {
	ls, err := s.Accounts.Logins(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	out := &body[List[LoggedIn]]{List[LoggedIn]{Items: make([]LoggedIn, 0, len(ls))}}
	for _, l := range ls {
		out.Body.Items = append(out.Body.Items, LoggedIn{ID: l.ID, Agent: l.Agent, Created: l.Created.UTC(), LastUsed: l.LastUsed.UTC(), Playing: l.Playing, This: l.This})
	}
	return out, nil
}

func (s *server) endLogin(ctx context.Context, in *byID) (*none, error) {
	if in.ID == "" {
		return nil, hidden("the log-in")
	}
	return nil, s.Accounts.EndLogin(ctx, principal(ctx), in.ID)
}

func (s *server) endLogins(ctx context.Context, _ *none) (*none, error) {
	return nil, s.Accounts.EndLogin(ctx, principal(ctx), "")
}

func (s *server) startPlay(ctx context.Context, in *body[PlayRequest]) (*body[Me], error) {
	p, err := s.Accounts.StartPlay(ctx, principal(ctx), peopleOf(in.Body.People), in.Body.Pin)
	if err != nil {
		return nil, err
	}
	return s.moved(ctx, p)
}

func (s *server) endPlay(ctx context.Context, in *body[Pin]) (*body[Me], error) {
	p, err := s.Accounts.EndPlay(ctx, principal(ctx), in.Body.Pin)
	if err != nil {
		return nil, err
	}
	return s.moved(ctx, p)
}
