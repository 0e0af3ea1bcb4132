package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/internal/account"
)

// The cookies that hold an attempt's secret, until it ends or some minutes have passed.
const (
	passkeyCookie  = "enamel_passkey"
	secondCookie   = "enamel_second"
	codesCookie    = "enamel_codes"
	providerCookie = "enamel_provider"
)

// LoginWays is how somebody can log in here.
type LoginWays struct {
	PasskeyHost string `json:"passkey_host,omitempty" doc:"The host that passkeys are for; absent: there are none"`
	Provider    string `json:"provider,omitempty" doc:"What the provider is called whose accounts may come in; absent: there is none"`
}

// PasskeyOptions is what the browser is asked.
type PasskeyOptions struct {
	Options any `json:"options" doc:"For PublicKeyCredential.parseRequestOptionsFromJSON or parseCreationOptionsFromJSON"`
}

// PasskeyAnswer is what the browser answers.
type PasskeyAnswer struct {
	Credential json.RawMessage `json:"credential" doc:"The PublicKeyCredential's toJSON()"`
}

// SecondCode ends a log-in that waits for it.
type SecondCode struct {
	Code string `json:"code" minLength:"1" maxLength:"64" doc:"A one-time code of six digits, or a recovery code"`
}

// Newcomer is who makes a passkey for an account that is to be.
type Newcomer struct {
	Code  string `json:"code" minLength:"1" maxLength:"128" doc:"Of the one-time link, or of the invitation"`
	Name  string `json:"name" maxLength:"100"`
	Email string `json:"email" maxLength:"254"`
}

// Journey says by which invitation somebody comes, if by any.
type Journey struct {
	Invitation string `json:"invitation,omitempty" maxLength:"128" doc:"The code of the link, when somebody joins with it"`
}

// Elsewhere is where to go on.
type Elsewhere struct {
	URL string `json:"url"`
}

func (s *server) loginRoutes() {
	register(s, door{id: "loginWays", method: "GET", path: "/login/ways", scope: open, tag: "account", summary: "How can one sign in here?"}, s.loginWays)
	register(s, door{id: "askPasskey", method: "POST", path: "/login/passkey/options", scope: open, tag: "account", errors: []int{409, 429}, summary: "Begin to sign in with a passkey",
		description: "Nobody need say who they are. The challenge is good for five minutes, once, and in this browser alone."}, s.askPasskey)
	register(s, door{id: "passkeyLogin", method: "POST", path: "/login/passkey", scope: open, tag: "account", errors: []int{401, 403, 409, 429}, summary: "Sign in with a passkey"}, s.passkeyLogin)
	register(s, door{id: "secondLogin", method: "POST", path: "/login/second", scope: open, tag: "account", errors: []int{403, 429}, summary: "Sign in: the one-time code, after the password",
		description: "A recovery code does as well. It follows a sign-in that was answered with the problem urn:enamel:second-factor."}, s.secondLogin)
	register(s, door{id: "recover", method: "POST", path: "/login/recover", scope: open, tag: "account", errors: []int{403, 429}, summary: "Sign in with a recovery link",
		description: "Whoever runs the server makes one with `enamel account recover`."}, s.recover)
	register(s, door{id: "newPasskey", method: "POST", path: "/login/new-passkey/options", scope: open, tag: "account", errors: []int{403, 409, 429},
		summary: "Begin to make the passkey of an account that is to be", description: "By the one-time link or an invitation; setup and join take what the browser makes of it."}, s.newPasskey)
	register(s, door{id: "askProvider", method: "POST", path: "/login/provider", scope: open, tag: "account", errors: []int{403, 404, 429}, summary: "Begin to sign in at the provider"}, s.askProvider)
	s.registerPlain(door{id: "fromProvider", method: "GET", path: "/login/provider/callback", scope: open, tag: "account", summary: "Back from the provider",
		description: "The browser is sent on to the app, and the answer is a redirect in any case."},
		nil, map[string]reflect.Type{"text/html": reflect.TypeFor[string]()},
		[]*huma.Param{{Name: "state", In: "query", Schema: &huma.Schema{Type: huma.TypeString}}, {Name: "code", In: "query", Schema: &huma.Schema{Type: huma.TypeString}}}, s.fromProvider)
}

// attemptCookie holds an attempt's secret. It comes back from the provider's page too, which is another site: Lax lets it.
func (s *server) attemptCookie(r *http.Request, name, secret string) http.Cookie {
	return http.Cookie{Name: name, Value: secret, Path: base, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secured(r), MaxAge: 5 * 60}
}

func attemptOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// firstPasskey is what setup and join get of a passkey.
func firstPasskey(r *http.Request, answer json.RawMessage) account.FirstPasskey {
	if len(answer) == 0 || string(answer) == "null" {
		return account.FirstPasskey{}
	}
	secret := attemptOf(r, passkeyCookie)
	if secret == "" {
		secret = "none" // an answer to no question is not the same as none
	}
	return account.FirstPasskey{Secret: secret, Answer: answer}
}

func (s *server) loginWays(context.Context, *none) (*body[LoginWays], error) {
	return &body[LoginWays]{LoginWays{PasskeyHost: s.Accounts.PasskeyHost(), Provider: s.Accounts.ProviderName()}}, nil
}

// asked answers with a challenge, whose secret only this browser has.
func (s *server) asked(ctx context.Context, c account.Challenge, err error) (*withCookie[PasskeyOptions], error) {
	if err != nil {
		return nil, err
	}
	return &withCookie[PasskeyOptions]{Cookie: s.attemptCookie(requestOf(ctx).r, passkeyCookie, c.Secret), Body: PasskeyOptions{c.Options}}, nil
}

func (s *server) askPasskey(ctx context.Context, _ *none) (*withCookie[PasskeyOptions], error) {
	c, err := s.Accounts.BeginPasskeyLogin(ctx, requestOf(ctx).peer)
	return s.asked(ctx, c, err)
}

func (s *server) passkeyLogin(ctx context.Context, in *body[PasskeyAnswer]) (*withCookie[Me], error) {
	q := requestOf(ctx)
	cookie, p, err := s.Accounts.LoginByPasskey(ctx, attemptOf(q.r, passkeyCookie), in.Body.Credential, q.peer, q.r.UserAgent())
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, cookie, p)
}

func (s *server) secondLogin(ctx context.Context, in *body[SecondCode]) (*withCookie[Me], error) {
	q := requestOf(ctx)
	cookie, p, err := s.Accounts.LoginSecond(ctx, attemptOf(q.r, secondCookie), in.Body.Code, q.peer, q.r.UserAgent())
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, cookie, p)
}

func (s *server) recover(ctx context.Context, in *body[Code]) (*withCookie[Me], error) {
	q := requestOf(ctx)
	cookie, p, err := s.Accounts.Recover(ctx, in.Body.Code, q.peer, q.r.UserAgent())
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, cookie, p)
}

func (s *server) newPasskey(ctx context.Context, in *body[Newcomer]) (*withCookie[PasskeyOptions], error) {
	c, err := s.Accounts.BeginFirstPasskey(ctx, account.Newcomer{Code: in.Body.Code, Name: in.Body.Name, Email: in.Body.Email, Address: requestOf(ctx).peer})
	return s.asked(ctx, c, err)
}

func (s *server) askProvider(ctx context.Context, in *body[Journey]) (*withCookie[Elsewhere], error) {
	return s.toProvider(ctx, nil, in.Body.Invitation)
}

func (s *server) toProvider(ctx context.Context, p *account.Principal, invitation string) (*withCookie[Elsewhere], error) {
	q := requestOf(ctx)
	to, secret, err := s.Accounts.BeginProvider(ctx, p, invitation, q.peer)
	if err != nil {
		return nil, err
	}
	return &withCookie[Elsewhere]{Cookie: s.attemptCookie(q.r, providerCookie, secret), Body: Elsewhere{to}}, nil
}

// fromProvider sends the browser on to the app, with what went wrong as one word.
func (s *server) fromProvider(w http.ResponseWriter, r *http.Request) {
	q, v := requestOf(r.Context()), r.URL.Query()
	cookie, p, err := s.Accounts.EndProvider(r.Context(), account.Returned{State: v.Get("state"), Code: v.Get("code"), Error: v.Get("error"), Issuer: v.Get("iss"),
		Secret: attemptOf(r, providerCookie), Cookie: s.cookieOf(r), Address: q.peer, Agent: r.UserAgent()})
	to := "/"
	var rule *account.RuleError
	switch {
	case err == nil && cookie == "":
		to = "/house/signing-in"
	case err == nil:
		c := s.cookie(r, cookie)
		http.SetCookie(w, &c)
		s.Hub.Wake(p.Household)
	case errors.Is(err, account.ErrUnlinked):
		to = "/login?provider=unlinked"
	case errors.As(err, &rule):
		to = "/login?provider=refused"
	case errors.Is(err, account.ErrAttempt):
		to = "/login?provider=late"
	default:
		_ = s.problem(r.Context(), err) // logs what is a fault
		to = "/login?provider=failed"
	}
	gone := s.attemptCookie(r, providerCookie, "")
	gone.MaxAge = -1
	http.SetCookie(w, &gone)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}
