package httpapi

import (
	"context"
	"encoding/json"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// Ways is how one comes in to one's account.
type Ways struct {
	Password      bool       `json:"password"`
	Passkeys      []Passkey  `json:"passkeys" nullable:"false" doc:"Oldest first"`
	Codes         bool       `json:"codes" doc:"One-time codes are asked for after the password"`
	RecoveryCodes int        `json:"recovery_codes" doc:"How many are left"`
	Identities    []Identity `json:"identities" nullable:"false" doc:"Accounts elsewhere that open this one, oldest first"`
	Proved        bool       `json:"proved" doc:"Nothing need be shown again just now"`
}

// Passkey is one of an account's.
type Passkey struct {
	ID       string     `json:"id"`
	Label    string     `json:"label" doc:"What its owner calls it"`
	Created  time.Time  `json:"created_at"`
	LastUsed *time.Time `json:"last_used_at,omitempty" doc:"Absent: never"`
	Copied   *time.Time `json:"copied_at,omitempty" doc:"When another device seemed to hold a copy of it; absent: never"`
}

// Identity is an account elsewhere that is linked.
type Identity struct {
	ID       string     `json:"id"`
	Provider string     `json:"provider" doc:"What the provider is called, or its address"`
	Name     string     `json:"name,omitempty" doc:"What one is called there"`
	Proxy    bool       `json:"proxy,omitempty" doc:"A trusted proxy says it"`
	Created  time.Time  `json:"created_at"`
	LastUsed *time.Time `json:"last_used_at,omitempty" doc:"Absent: never"`
}

// Password is a password.
type Password struct {
	Password string `json:"password" maxLength:"1024"`
}

// NewPasskeyAnswer is a passkey that the browser has made.
type NewPasskeyAnswer struct {
	Credential json.RawMessage `json:"credential" doc:"The PublicKeyCredential's toJSON()"`
	Label      string          `json:"label" maxLength:"60" doc:"What its owner calls it"`
}

// PasskeyPatch renames a passkey.
type PasskeyPatch struct {
	Label string `json:"label" maxLength:"60" doc:"What its owner calls it"`
}

// NewCodes is the secret of one-time codes, for an app to take up.
type NewCodes struct {
	Secret string `json:"secret" doc:"Base32, for typing; told once"`
	URL    string `json:"url" doc:"otpauth"`
	QR     QR     `json:"qr"`
}

// RecoveryCodes stand in for one-time codes, each once.
type RecoveryCodes struct {
	Codes []string `json:"codes" nullable:"false" doc:"Told once"`
}

func (s *server) wayRoutes() {
	prove := "Answers 403 with the problem urn:enamel:prove when it was not shown within five minutes that it is oneself."
	register(s, door{id: "ways", method: "GET", path: "/me/ways", scope: browser, tag: "account", summary: "How one comes in"}, s.ways)
	register(s, door{id: "prove", method: "POST", path: "/me/prove", scope: browser, tag: "account", status: 204, errors: []int{429}, summary: "Show again that it is oneself, with the password",
		description: "What changes how one comes in wants that; it counts for five minutes."}, s.prove)
	register(s, door{id: "askProof", method: "POST", path: "/me/prove/passkey/options", scope: browser, tag: "account", errors: []int{409}, summary: "Begin to show it with a passkey"}, s.askProof)
	register(s, door{id: "provePasskey", method: "POST", path: "/me/prove/passkey", scope: browser, tag: "account", status: 204, errors: []int{409}, summary: "Show again that it is oneself, with a passkey"}, s.provePasskey)
	register(s, door{id: "askNewPasskey", method: "POST", path: "/me/passkeys/options", scope: browser, tag: "account", errors: []int{409}, summary: "Begin to add a passkey", description: prove}, s.askNewPasskey)
	register(s, door{id: "addPasskey", method: "POST", path: "/me/passkeys", scope: browser, tag: "account", status: 201, errors: []int{409}, summary: "Add a passkey", description: prove}, s.addPasskey)
	register(s, door{id: "renamePasskey", method: "PATCH", path: "/me/passkeys/{id}", scope: browser, tag: "account", errors: []int{404}, summary: "Rename a passkey"}, s.renamePasskey)
	register(s, door{id: "removePasskey", method: "DELETE", path: "/me/passkeys/{id}", scope: browser, tag: "account", status: 204, errors: []int{404, 409}, summary: "Remove a passkey",
		description: "The last way in stays: 409. " + prove}, s.removePasskey)
	register(s, door{id: "setPassword", method: "PUT", path: "/me/password", scope: browser, tag: "account", status: 204, summary: "Set or change the password", description: "Every other log-in ends. " + prove}, s.setPassword)
	register(s, door{id: "removePassword", method: "DELETE", path: "/me/password", scope: browser, tag: "account", status: 204, errors: []int{409}, summary: "Have no password",
		description: "Only with a passkey. One-time codes go with it, and every other log-in ends. " + prove}, s.removePassword)
	register(s, door{id: "newCodes", method: "POST", path: "/me/codes", scope: browser, tag: "account", errors: []int{409}, summary: "Begin to have one-time codes asked for",
		description: "Nothing is asked for until keepCodes had the first one. " + prove}, s.newCodes)
	register(s, door{id: "keepCodes", method: "PUT", path: "/me/codes", scope: browser, tag: "account", errors: []int{429}, summary: "Have one-time codes asked for after the password", description: prove}, s.keepCodes)
	register(s, door{id: "endCodes", method: "DELETE", path: "/me/codes", scope: browser, tag: "account", status: 204, summary: "Have no code asked for any more", description: "Recovery codes go too. " + prove}, s.endCodes)
	register(s, door{id: "newRecoveryCodes", method: "POST", path: "/me/recovery-codes", scope: browser, tag: "account", status: 201, errors: []int{409}, summary: "Make new recovery codes; the ones before are void", description: prove}, s.newRecoveryCodes)
	register(s, door{id: "linkProvider", method: "POST", path: "/me/provider", scope: browser, tag: "account", errors: []int{404, 429}, summary: "Begin to link an account at the provider", description: prove}, s.linkProvider)
	register(s, door{id: "unlink", method: "DELETE", path: "/me/identities/{id}", scope: browser, tag: "account", status: 204, errors: []int{404, 409}, summary: "Unlink an account elsewhere",
		description: "The last way in stays: 409. " + prove}, s.unlink)
}

func passkeyOf(k *store.Passkey) Passkey {
	return Passkey{ID: account.PasskeyID(k.ID), Label: k.Label, Created: k.Created.UTC(), LastUsed: atOrNil(k.LastUsed), Copied: atOrNil(k.Copied)}
}

func (s *server) ways(ctx context.Context, _ *none) (*body[Ways], error) {
	w, err := s.Accounts.WaysIn(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	out := Ways{Password: w.Password, Passkeys: make([]Passkey, 0, len(w.Passkeys)), Codes: w.Codes, RecoveryCodes: w.RecoveryCodes,
		Identities: make([]Identity, 0, len(w.Identities)), Proved: w.Proved}
	for i := range w.Passkeys {
		out.Passkeys = append(out.Passkeys, passkeyOf(&w.Passkeys[i]))
	}
	for _, i := range w.Identities {
		v := Identity{ID: account.IdentityID(i), Provider: i.Issuer, Name: i.Name, Proxy: i.Issuer == account.ProxyIssuer, Created: i.Created.UTC(), LastUsed: atOrNil(i.LastUsed)}
		if i.Issuer == s.Accounts.ProviderIssuer() {
			v.Provider = s.Accounts.ProviderName()
		}
		out.Identities = append(out.Identities, v)
	}
	return &body[Ways]{out}, nil
}

func (s *server) prove(ctx context.Context, in *body[Password]) (*none, error) {
	return nil, s.Accounts.ProveByPassword(ctx, principal(ctx), in.Body.Password, requestOf(ctx).peer)
}

func (s *server) askProof(ctx context.Context, _ *none) (*withCookie[PasskeyOptions], error) {
	c, err := s.Accounts.BeginProof(ctx, principal(ctx))
	return s.asked(ctx, c, err)
}

func (s *server) provePasskey(ctx context.Context, in *body[PasskeyAnswer]) (*none, error) {
	return nil, s.Accounts.ProveByPasskey(ctx, principal(ctx), attemptOf(requestOf(ctx).r, passkeyCookie), in.Body.Credential)
}

func (s *server) askNewPasskey(ctx context.Context, _ *none) (*withCookie[PasskeyOptions], error) {
	c, err := s.Accounts.BeginPasskey(ctx, principal(ctx))
	return s.asked(ctx, c, err)
}

func (s *server) addPasskey(ctx context.Context, in *body[NewPasskeyAnswer]) (*body[Passkey], error) {
	k, err := s.Accounts.AddPasskey(ctx, principal(ctx), attemptOf(requestOf(ctx).r, passkeyCookie), in.Body.Credential, in.Body.Label)
	if err != nil {
		return nil, err
	}
	return &body[Passkey]{passkeyOf(&k)}, nil
}

func (s *server) renamePasskey(ctx context.Context, in *patchOf[PasskeyPatch]) (*body[Passkey], error) {
	k, err := s.Accounts.RenamePasskey(ctx, principal(ctx), in.ID, in.Body.Label)
	if err != nil {
		return nil, err
	}
	return &body[Passkey]{passkeyOf(&k)}, nil
}

func (s *server) removePasskey(ctx context.Context, in *byID) (*none, error) {
	return nil, s.Accounts.RemovePasskey(ctx, principal(ctx), in.ID)
}

func (s *server) setPassword(ctx context.Context, in *body[Password]) (*none, error) {
	return nil, s.Accounts.SetPassword(ctx, principal(ctx), in.Body.Password)
}

func (s *server) removePassword(ctx context.Context, _ *none) (*none, error) {
	return nil, s.Accounts.RemovePassword(ctx, principal(ctx))
}

func (s *server) newCodes(ctx context.Context, _ *none) (*withCookie[NewCodes], error) {
	n, err := s.Accounts.BeginCodes(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	squares, err := qrOf(n.URL)
	if err != nil {
		return nil, err
	}
	return &withCookie[NewCodes]{Cookie: s.attemptCookie(requestOf(ctx).r, codesCookie, n.Ends), Body: NewCodes{Secret: n.Secret, URL: n.URL, QR: squares}}, nil
}

func (s *server) keepCodes(ctx context.Context, in *body[SecondCode]) (*body[RecoveryCodes], error) {
	q := requestOf(ctx)
	codes, err := s.Accounts.KeepCodes(ctx, principal(ctx), attemptOf(q.r, codesCookie), in.Body.Code, q.peer)
	if err != nil {
		return nil, err
	}
	return &body[RecoveryCodes]{RecoveryCodes{codes}}, nil
}

func (s *server) endCodes(ctx context.Context, _ *none) (*none, error) {
	return nil, s.Accounts.EndCodes(ctx, principal(ctx))
}

func (s *server) newRecoveryCodes(ctx context.Context, _ *none) (*body[RecoveryCodes], error) {
	codes, err := s.Accounts.NewRecoveryCodes(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	return &body[RecoveryCodes]{RecoveryCodes{codes}}, nil
}

func (s *server) linkProvider(ctx context.Context, _ *none) (*withCookie[Elsewhere], error) {
	return s.toProvider(ctx, principal(ctx), "")
}

func (s *server) unlink(ctx context.Context, in *byID) (*none, error) {
	return nil, s.Accounts.Unlink(ctx, principal(ctx), in.ID)
}
