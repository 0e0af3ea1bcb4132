package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"rsc.io/qr"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// Member is an account that belongs to the household.
type Member struct {
	ID      string     `json:"id" doc:"The account's"`
	Name    string     `json:"name"`
	Email   string     `json:"email,omitempty" doc:"For those who may change members; everybody's own is theirs"`
	Role    string     `json:"role" enum:"owner,caregiver,viewer"`
	Expires *time.Time `json:"expires_at,omitempty" doc:"Absent: never"`
	Expired bool       `json:"expired,omitempty"`
	People  []string   `json:"people,omitempty" nullable:"false" doc:"Whom they may see; absent: everybody"`
	Self    bool       `json:"self,omitempty" doc:"Who is asking"`
	Since   time.Time  `json:"since"`
	Version string     `json:"version" doc:"Of what it allows: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
}

// MemberPatch changes what it holds.
type MemberPatch struct {
	Role    *string    `json:"role,omitempty" enum:"owner,caregiver,viewer"`
	Expires *time.Time `json:"expires_at,omitempty" doc:"Of a viewer or a caregiver; 0001-01-01T00:00:00Z: never"`
	People  *[]string  `json:"people,omitempty" maxItems:"30" doc:"Whom a viewer may see; empty: everybody"`
}

// NewInvitation says whom to let in.
type NewInvitation struct {
	Role        string     `json:"role" enum:"owner,caregiver,viewer"`
	People      []string   `json:"people,omitempty" nullable:"false" maxItems:"30" doc:"Whom a viewer may see; absent: everybody"`
	Lasts       int        `json:"lasts_s,omitempty" minimum:"60" maximum:"604800" doc:"How long the link is good; absent: seven days"`
	MemberUntil *time.Time `json:"member_until,omitempty" doc:"When the membership ends, of a viewer or a caregiver; absent: never"`
}

// Invitation lets one person in, once.
type Invitation struct {
	ID          string     `json:"id"`
	Role        string     `json:"role" enum:"owner,caregiver,viewer"`
	People      []string   `json:"people,omitempty" nullable:"false" doc:"Whom the new member may see; absent: everybody"`
	MemberUntil *time.Time `json:"member_until,omitempty"`
	Created     time.Time  `json:"created_at"`
	Expires     time.Time  `json:"expires_at"`
}

// MadeInvitation is an invitation with its link, which is told only now.
type MadeInvitation struct {
	Invitation
	Link string `json:"link" doc:"Told once. The code stands behind the #, so that no server's log ever holds it"`
	QR   QR     `json:"qr"`
}

// QR is a QR code as squares of 1 by 1.
type QR struct {
	Size int    `json:"size" doc:"Squares on a side, without the quiet zone of four that belongs around it"`
	Path string `json:"path" doc:"The dark ones, as the path of an SVG"`
}

// Code is what stands behind the # of an invitation's link.
type Code struct {
	Code string `json:"code" minLength:"1" maxLength:"128"`
}

// Invited is what an invitation says to who holds it.
type Invited struct {
	Household   string     `json:"household"`
	By          string     `json:"by,omitempty" doc:"Who invites"`
	Role        string     `json:"role" enum:"owner,caregiver,viewer"`
	MemberUntil *time.Time `json:"member_until,omitempty"`
}

// JoinRequest is what somebody says of themselves who comes by an invitation.
type JoinRequest struct {
	Code     string          `json:"code" minLength:"1" maxLength:"128"`
	Name     string          `json:"name,omitempty" maxLength:"100" doc:"Of a new account"`
	Email    string          `json:"email" maxLength:"254"`
	Password string          `json:"password,omitempty" maxLength:"1024" doc:"Of a new account 10 to 256 characters; of one that is there, its own"`
	Passkey  json.RawMessage `json:"passkey,omitempty" doc:"Of a new account instead of a password: what the browser made of newPasskey's options"`
}

type memberPatchOf struct {
	ID   string `path:"id" maxLength:"64"`
	Body MemberPatch
}

func (s *server) memberRoutes() {
	register(s, door{id: "members", method: "GET", path: "/household/members", scope: account.HouseholdRead, tag: "members", summary: "Who belongs to the household"}, s.members)
	register(s, door{id: "changeMember", method: "PATCH", path: "/household/members/{id}", scope: account.MembersWrite, tag: "members", versioned: true, errors: []int{404, 409},
		summary: "Change what a member may do, and until when", description: "It holds at once. The last owner stays an owner: 409."}, s.changeMember)
	register(s, door{id: "removeMember", method: "DELETE", path: "/household/members/{id}", scope: account.MembersWrite, tag: "members", versioned: true, status: 204, errors: []int{404, 409},
		summary: "Remove a member", description: "It holds at once, also for the tokens and invitations that they made. The last owner stays: 409."}, s.removeMember)
	register(s, door{id: "invitations", method: "GET", path: "/household/invitations", scope: account.MembersWrite, tag: "members", summary: "The open invitations"}, s.invitations)
	making(s, door{id: "invite", secret: true, method: "POST", path: "/household/invitations", scope: account.MembersWrite, tag: "members", status: 201, errors: []int{409},
		summary: "Invite somebody", description: "The link lets one person in, once. It is told only in this answer."}, s.invite, s.madeInvitation)
	register(s, door{id: "uninvite", method: "DELETE", path: "/household/invitations/{id}", scope: account.MembersWrite, tag: "members", status: 204, errors: []int{404},
		summary: "Take an invitation back"}, s.uninvite)
	register(s, door{id: "invited", method: "POST", path: "/join/look", scope: open, tag: "members", errors: []int{403, 429},
		summary: "What an invitation says", description: "It is not used up. A code that is wrong, used, taken back or too old is answered alike."}, s.invited)
	register(s, door{id: "join", method: "POST", path: "/join", scope: open, tag: "members", status: 201, errors: []int{401, 403, 409, 429},
		summary: "Join a household with a new account, or one that is there"}, s.join)
	register(s, door{id: "joinToo", method: "POST", path: "/me/join", scope: browser, tag: "members", errors: []int{403, 409, 429},
		summary: "Join another household with the account that is logged in"}, s.joinToo)
}

func idsOf(people []brush.PersonID) []string {
	var out []string
	for _, p := range people {
		out = append(out, string(p))
	}
	return out
}

func peopleOf(ids []string) []brush.PersonID {
	var out []brush.PersonID
	for _, id := range ids {
		out = append(out, brush.PersonID(id))
	}
	return out
}

func (s *server) memberOf(p *account.Principal, m *store.Member) Member {
	return Member{ID: m.Account, Name: m.Name, Email: m.Email, Role: string(m.Role), Expires: atOrNil(m.Expires), Expired: !m.Expires.IsZero() && !m.Expires.After(s.Now()),
		People: idsOf(m.People), Self: p.Account.ID != "" && m.Account == p.Account.ID, Since: m.Created.UTC(), Version: m.Version()}
}

func (s *server) members(ctx context.Context, _ *none) (*body[List[Member]], error) {
	p := principal(ctx)
	ms, err := s.Accounts.Members(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &body[List[Member]]{List[Member]{Items: make([]Member, 0, len(ms))}}
	for i := range ms {
		out.Body.Items = append(out.Body.Items, s.memberOf(p, &ms[i]))
	}
	return out, nil
}

func (s *server) changeMember(ctx context.Context, in *memberPatchOf) (*body[Member], error) {
	var c account.MemberPatch
	if in.Body.Role != nil {
		role := store.Role(*in.Body.Role)
		c.Role = &role
	}
	c.Expires = in.Body.Expires
	if in.Body.People != nil {
		people := peopleOf(*in.Body.People)
		c.People = &people
	}
	m, err := s.Accounts.ChangeMember(ctx, principal(ctx), in.ID, c)
	if err != nil {
		return nil, err
	}
	s.Hub.Wake(m.Household)
	return &body[Member]{s.memberOf(principal(ctx), &m)}, nil
}

func (s *server) removeMember(ctx context.Context, in *byID) (*none, error) {
	if err := s.Accounts.RemoveMember(ctx, principal(ctx), in.ID); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return nil, nil
}

func invitationOf(i *store.Invitation) Invitation {
	return Invitation{ID: i.ID, Role: string(i.Role), People: idsOf(i.People), MemberUntil: atOrNil(i.MemberUntil), Created: i.Created.UTC(), Expires: i.Expires.UTC()}
}

func (s *server) invitations(ctx context.Context, _ *none) (*body[List[Invitation]], error) {
	is, err := s.Accounts.Invitations(ctx, principal(ctx).Household)
	if err != nil {
		return nil, err
	}
	out := &body[List[Invitation]]{List[Invitation]{Items: make([]Invitation, 0, len(is))}}
	for i := range is {
		out.Body.Items = append(out.Body.Items, invitationOf(&is[i]))
	}
	return out, nil
}

func (s *server) invite(ctx context.Context, in *body[NewInvitation]) (account.MadeInvitation, error) {
	n := account.NewInvitation{Role: store.Role(in.Body.Role), People: peopleOf(in.Body.People), Lasts: time.Duration(in.Body.Lasts) * time.Second}
	if in.Body.MemberUntil != nil {
		n.MemberUntil = *in.Body.MemberUntil
	}
	code, i, err := s.Accounts.Invite(ctx, principal(ctx), n)
	return account.MadeInvitation{Invitation: i, Code: code}, err
}

func (s *server) madeInvitation(ctx context.Context, i account.MadeInvitation) (MadeInvitation, error) {
	link := s.address(requestOf(ctx).r) + "/join#" + i.Code
	squares, err := qrOf(link)
	return MadeInvitation{Invitation: invitationOf(&i.Invitation), Link: link, QR: squares}, err
}

// address is how people reach this server: as the operator says, or else as who asks did.
func (s *server) address(r *http.Request) string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	if s.secured(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// qrOf draws a text.
func qrOf(text string) (QR, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QR{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := x - from; n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, n, n)
			}
		}
	}
	return QR{Size: code.Size, Path: path.String()}, nil
}

func (s *server) uninvite(ctx context.Context, in *byID) (*none, error) {
	return nil, s.Accounts.Uninvite(ctx, principal(ctx).Household, in.ID)
}

func (s *server) invited(ctx context.Context, in *body[Code]) (*body[Invited], error) {
	v, err := s.Accounts.Invited(ctx, in.Body.Code, requestOf(ctx).peer)
	if err != nil {
		return nil, err
	}
	return &body[Invited]{Invited{Household: v.Household, By: v.By, Role: string(v.Role), MemberUntil: atOrNil(v.MemberUntil)}}, nil
}

func (s *server) join(ctx context.Context, in *body[JoinRequest]) (*withCookie[Me], error) {
	b, q := in.Body, requestOf(ctx)
	cookie, p, err := s.Accounts.JoinNew(ctx, account.Join{Code: b.Code, Name: b.Name, Email: b.Email, Password: b.Password, Passkey: firstPasskey(q.r, b.Passkey), Address: q.peer, Agent: q.r.UserAgent()})
	if err != nil {
		return nil, err
	}
	s.Hub.Wake(p.Household)
	return s.entered(ctx, cookie, p)
}

func (s *server) joinToo(ctx context.Context, in *body[Code]) (*body[Me], error) {
	p, err := s.Accounts.JoinToo(ctx, principal(ctx), in.Body.Code, requestOf(ctx).peer)
	if err != nil {
		return nil, err
	}
	return s.moved(ctx, p)
}

// moved answers who they are now, and wakes those who listen to where they were and where they are.
func (s *server) moved(ctx context.Context, p *account.Principal) (*body[Me], error) {
	s.Hub.Wake(principal(ctx).Household)
	s.Hub.Wake(p.Household)
	me, err := s.meOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return &body[Me]{*me}, nil
}
