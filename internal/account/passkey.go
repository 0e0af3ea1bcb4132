package account

import (
	"context"
	"crypto/ecdh"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// MostPasskeys is how many passkeys an account may have.
const MostPasskeys = 20

// longestLabel is how long a passkey's name may be, in characters.
const longestLabel = 60

// ErrPasskey says that a passkey does not fit; never why, nor whether there is an account.
var ErrPasskey = errors.New("the passkey is not known here, or does not fit")

// ErrCopied says that a passkey's sign count went back: another device may hold a copy of it.
var ErrCopied = errors.New("the passkey may have been copied")

// holder is an account as the library of passkeys knows it.
type holder struct {
	id, name, display string
	keys              []store.Passkey
}

func (h *holder) WebAuthnID() []byte          { return []byte(h.id) }
func (h *holder) WebAuthnName() string        { return h.name }
func (h *holder) WebAuthnDisplayName() string { return h.display }

func (h *holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(h.keys))
	for i, k := range h.keys {
		all[i] = webauthn.Credential{ID: k.ID, PublicKey: k.Key, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.Flags)),
			Authenticator: webauthn.Authenticator{SignCount: k.Count}}
	}
	return all
}

// Challenge is what a browser is asked, as its WebAuthn functions want it in JSON, with the secret that ends the attempt.
type Challenge struct {
	Options any
	Secret  string
}

func (s *Service) noPasskeys() error {
	if s.rp != nil {
		return nil
	}
	return &RuleError{Says: "Passkeys need a host's name: this server is opened by a bare address.", kind: brush.ErrConflict}
}

// challenge keeps what the library must know at the end.
func (s *Service) challenge(ctx context.Context, a store.Attempt, options any, session *webauthn.SessionData) (Challenge, error) {
	data, err := json.Marshal(session)
	if err != nil {
		return Challenge{}, fmt.Errorf("keep a challenge: %w", err)
	}
	a.Data = data
	secret, err := s.begin(ctx, a, attemptLasts)
	return Challenge{Options: options, Secret: secret}, err
}

// takeChallenge ends the attempt of a challenge.
func (s *Service) takeChallenge(ctx context.Context, secret, kind, bound string) (a store.Attempt, d webauthn.SessionData, err error) {
	if a, err = s.take(ctx, secret, kind, bound); err != nil {
		return a, d, err
	}
	if err = json.Unmarshal(a.Data, &d); err != nil {
		return a, d, fmt.Errorf("read a challenge: %w", err)
	}
	return a, d, nil
}

// BeginPasskeyLogin asks a browser for any passkey of this server: nobody need say who they are.
func (s *Service) BeginPasskeyLogin(ctx context.Context, address string) (Challenge, error) {
	if err := errors.Join(s.noPasskeys(), s.mayBegin(address)); err != nil {
		return Challenge{}, err
	}
	options, session, err := s.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Challenge{}, fmt.Errorf("begin to log in: %w", err)
	}
	return s.challenge(ctx, store.Attempt{Kind: forLogin}, options.Response, session)
}

// LoginByPasskey opens a session of the browser. ErrAttempt, ErrPasskey, ErrCopied; *WaitError when tries come too fast.
func (s *Service) LoginByPasskey(ctx context.Context, secret string, answer []byte, address, agent string) (string, *Principal, error) {
	if err := s.noPasskeys(); err != nil {
		return "", nil, err
	}
	now := s.now()
	if wait := s.throttle.try("passkey", address, now); wait > 0 {
		return "", nil, &WaitError{For: wait}
	}
	_, session, err := s.takeChallenge(ctx, secret, forLogin, "")
	if err != nil {
		return "", nil, err
	}
	key, err := s.checkPasskey(ctx, session, answer, "")
	if err != nil {
		return "", nil, err
	}
	cookie, p, err := s.enter(ctx, key.Account, agent, "passkey", provedLasts, func(tx store.KeysTx) error { return useKey(tx, key, s) })
	if errors.Is(err, ErrUnauthorized) {
		return "", nil, ErrPasskey // of an account that belongs to no household
	}
	if err != nil {
		return "", nil, err
	}
	s.throttle.worked("passkey", address)
	return cookie, p, nil
}

// useKey writes a use; another one with the same count, at the same time, is a copy's.
func useKey(tx store.KeysTx, key store.Passkey, s *Service) error {
	used, err := tx.UsePasskey(key.ID, key.Count, s.now())
	if err == nil && !used {
		err = ErrCopied
	}
	return err
}

// checkPasskey checks an answer to a challenge, of an account or, with "", of whose the passkey is. It returns the passkey with its new count,
// which is not kept yet. A passkey that nobody knows takes as long as one that does not fit.
func (s *Service) checkPasskey(ctx context.Context, session webauthn.SessionData, answer []byte, account string) (store.Passkey, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return store.Passkey{}, ErrPasskey
	}
	key, err := s.store.Passkey(ctx, parsed.RawID)
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return store.Passkey{}, fmt.Errorf("find the passkey: %w", err)
	}
	known := err == nil && (account == "" || key.Account == account)
	who := &holder{id: key.Account, keys: []store.Passkey{key}}
	if !known {
		who = &holder{id: string(parsed.Response.UserHandle), keys: []store.Passkey{{ID: parsed.RawID, Key: nobodysKey(), Flags: uint8(parsed.Response.AuthenticatorData.Flags)}}}
		if account != "" {
			who.id = account
		}
	}
	var c *webauthn.Credential
	if account == "" {
		c, err = s.rp.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) { return who, nil }, session, parsed)
	} else {
		session.AllowedCredentialIDs = nil // they were the account's then; what counts is whether it is now
		c, err = s.rp.ValidateLogin(who, session, parsed)
	}
	if err != nil || !known || !c.Flags.UserVerified {
		s.failures.add(key.Account)
		return store.Passkey{}, ErrPasskey
	}
	if c.Authenticator.CloneWarning {
		key.Copied = s.now()
		if err := s.store.UpdateKeys(ctx, func(tx store.KeysTx) error {
			return errors.Join(tx.PutPasskey(key), s.tell(ctx, tx, key.Account, "passkey_copied"))
		}); err != nil {
			return store.Passkey{}, fmt.Errorf("mark a copied passkey: %w", err)
		}
		return store.Passkey{}, ErrCopied
	}
	key.Count = c.Authenticator.SignCount
	return key, nil
}

// nobodysKey is the public key of no passkey.
var nobodysKey = sync.OnceValue(func() []byte {
	// The base point: its private key is 1, and nobody's passkey is looked at besides.
	one := make([]byte, 32)
	one[31] = 1
	k, err := ecdh.P256().NewPrivateKey(one)
	if err != nil {
		panic(err) // 1 is a key
	}
	xy := k.PublicKey().Bytes()
	b, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: xy[1:33], YCoord: xy[33:]})
	if err != nil {
		panic(err) // it is of our own making
	}
	return b
})

// BeginProof asks for one of the passkeys of who is inside.
func (s *Service) BeginProof(ctx context.Context, p *Principal) (Challenge, error) {
	if err := s.noPasskeys(); err != nil {
		return Challenge{}, err
	}
	who, err := s.holder(ctx, p)
	if err != nil {
		return Challenge{}, err
	}
	if len(who.keys) == 0 {
		return Challenge{}, &RuleError{Says: "Your account has no passkey.", kind: brush.ErrConflict}
	}
	options, session, err := s.rp.BeginLogin(who, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Challenge{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.challenge(ctx, store.Attempt{Kind: forProof, Account: p.Account.ID, Bound: loginName(p)}, options.Response, session)
}

// ProveByPasskey shows again who is asking.
func (s *Service) ProveByPasskey(ctx context.Context, p *Principal, secret string, answer []byte) error {
	if err := s.noPasskeys(); err != nil {
		return err
	}
	_, session, err := s.takeChallenge(ctx, secret, forProof, loginName(p))
	if err != nil {
		return err
	}
	key, err := s.checkPasskey(ctx, session, answer, p.Account.ID)
	if err != nil {
		return err
	}
	now := s.now()
	err = s.store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		if err := useKey(tx, key, s); err != nil {
			return err
		}
		return prove(tx, p.Account.ID, p.login, now, provedLasts)
	})
	if err != nil {
		return fmt.Errorf("keep a proof: %w", err)
	}
	return nil
}

func (s *Service) holder(ctx context.Context, p *Principal) (*holder, error) {
	keys, err := s.store.Passkeys(ctx, p.Account.ID)
	if err != nil {
		return nil, fmt.Errorf("read the passkeys: %w", err)
	}
	return &holder{id: p.Account.ID, name: p.Account.Email, display: p.Account.Name, keys: keys}, nil
}

// PasskeyID names a passkey in lists.
func PasskeyID(id []byte) string { return shortName(string(id)) }

// shortName names what has a name that is too long for a path.
func shortName(s string) string {
	h := hashOf(s)
	return hex.EncodeToString(h[:12])
}

// BeginPasskey asks the browser of who is inside to make a passkey. ErrProve.
func (s *Service) BeginPasskey(ctx context.Context, p *Principal) (Challenge, error) {
	if err := errors.Join(s.noPasskeys(), s.proved(ctx, p)); err != nil {
		return Challenge{}, err
	}
	who, err := s.holder(ctx, p)
	if err != nil {
		return Challenge{}, err
	}
	if len(who.keys) >= MostPasskeys {
		return Challenge{}, tooManyPasskeys()
	}
	return s.askForNew(ctx, who, store.Attempt{Kind: forPasskey, Account: p.Account.ID, Bound: loginName(p)})
}

func tooManyPasskeys() error {
	return &RuleError{Says: fmt.Sprintf("An account has at most %d passkeys. Remove one first.", MostPasskeys), kind: brush.ErrConflict}
}

func (s *Service) askForNew(ctx context.Context, who *holder, a store.Attempt) (Challenge, error) {
	options, session, err := s.rp.BeginRegistration(who, webauthn.WithExclusions(webauthn.Credentials(who.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return Challenge{}, fmt.Errorf("ask for a new passkey: %w", err)
	}
	return s.challenge(ctx, a, options.Response, session)
}

// AddPasskey keeps a passkey that the browser of who is inside has made.
func (s *Service) AddPasskey(ctx context.Context, p *Principal, secret string, answer []byte, label string) (store.Passkey, error) {
	if err := s.noPasskeys(); err != nil {
		return store.Passkey{}, err
	}
	label, err := cleanName("label", label, longestLabel)
	if err != nil {
		return store.Passkey{}, err
	}
	_, session, err := s.takeChallenge(ctx, secret, forPasskey, loginName(p))
	if err != nil {
		return store.Passkey{}, err
	}
	key, err := s.made(ctx, session, answer, p.Account.ID, label)
	if err != nil {
		return store.Passkey{}, err
	}
	err = s.changeWays(ctx, p, "add a passkey", "passkey_added", func(tx store.KeysTx, a *store.Account) error {
		all, err := tx.Passkeys(a.ID)
		if err != nil {
			return err
		}
		if len(all) >= MostPasskeys {
			return tooManyPasskeys()
		}
		return tx.PutPasskey(key)
	})
	return key, err
}

// made checks what a browser has made. ErrPasskey when it does not fit.
func (s *Service) made(ctx context.Context, session webauthn.SessionData, answer []byte, account, label string) (store.Passkey, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return store.Passkey{}, ErrPasskey
	}
	c, err := s.rp.CreateCredential(&holder{id: account}, session, parsed)
	if err != nil || !c.Flags.UserVerified || len(c.ID) > 1023 || len(c.PublicKey) > 4096 {
		return store.Passkey{}, ErrPasskey
	}
	if _, err := s.store.Passkey(ctx, c.ID); !errors.Is(err, brush.ErrNotFound) {
		if err != nil {
			return store.Passkey{}, fmt.Errorf("look for the passkey: %w", err)
		}
		return store.Passkey{}, ErrPasskey // one that is here already must not change hands
	}
	return store.Passkey{ID: c.ID, Account: account, Label: label, Key: c.PublicKey, Flags: uint8(c.Flags.ProtocolValue()), Count: c.Authenticator.SignCount, Created: s.now()}, nil
}

// RemovePasskey takes a passkey away. A *RuleError for the last way in; brush.ErrNotFound for none of theirs.
func (s *Service) RemovePasskey(ctx context.Context, p *Principal, id string) error {
	return s.changeWays(ctx, p, "remove a passkey", "passkey_removed", func(tx store.KeysTx, a *store.Account) error {
		all, err := tx.Passkeys(a.ID)
		if err != nil {
			return err
		}
		for _, k := range all {
			if PasskeyID(k.ID) == id {
				return tx.DeletePasskey(k.ID)
			}
		}
		return brush.ErrNotFound
	})
}

// RenamePasskey gives a passkey another label; brush.ErrNotFound for none of theirs.
func (s *Service) RenamePasskey(ctx context.Context, p *Principal, id, label string) (store.Passkey, error) {
	label, err := cleanName("label", label, longestLabel)
	if err != nil {
		return store.Passkey{}, err
	}
	var key store.Passkey
	err = s.store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		all, err := tx.Passkeys(p.Account.ID)
		if err != nil {
			return err
		}
		for _, k := range all {
			if PasskeyID(k.ID) == id {
				key = k
				key.Label = label
				return tx.PutPasskey(key)
			}
		}
		return brush.ErrNotFound
	})
	if err != nil {
		return key, fmt.Errorf("rename a passkey: %w", err)
	}
	return key, nil
}

// Newcomer is who makes a passkey before there is an account: by the one-time link or by an invitation.
type Newcomer struct {
	Code        string // of the link or the invitation
	Name, Email string // for the browser's list of passkeys
	Address     string
}

// BeginFirstPasskey asks a browser to make the passkey of an account that is to be. The code is looked at, not used up.
func (s *Service) BeginFirstPasskey(ctx context.Context, n Newcomer) (Challenge, error) {
	if err := s.noPasskeys(); err != nil {
		return Challenge{}, err
	}
	name, err := cleanName("name", n.Name, 100)
	if err != nil {
		return Challenge{}, err
	}
	email, err := cleanEmail(n.Email)
	if err != nil {
		return Challenge{}, err
	}
	if needed, err := s.SetupNeeded(ctx); err != nil {
		return Challenge{}, err
	} else if needed {
		err = s.looksAtLink(ctx, n.Code, n.Address)
		if err != nil {
			return Challenge{}, err
		}
	} else if _, err := s.invitation(ctx, n.Code, n.Address); err != nil {
		return Challenge{}, err
	}
	if err := s.mayBegin(n.Address); err != nil {
		return Challenge{}, err
	}
	id, err := s.newID(s.now())
	if err != nil {
		return Challenge{}, err
	}
	return s.askForNew(ctx, &holder{id: id, name: email, display: name}, store.Attempt{Kind: forNewcomer, Account: id, Bound: codeName(n.Code)})
}

// codeName binds an attempt to a code, which is not kept.
func codeName(code string) string { return fmt.Sprintf("%x", hashOf(code)) }

// firstPasskey checks what BeginFirstPasskey asked for.
func (s *Service) firstPasskey(ctx context.Context, secret, code string, answer []byte) (store.Passkey, error) {
	if err := s.noPasskeys(); err != nil {
		return store.Passkey{}, err
	}
	a, session, err := s.takeChallenge(ctx, secret, forNewcomer, codeName(code))
	if err != nil {
		return store.Passkey{}, err
	}
	return s.made(ctx, session, answer, a.Account, "First passkey")
}
