package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/store"
)

// Hook is a webhook: an address outside that is told of changes.
type Hook struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	URL      string       `json:"url"`
	Kinds    []string     `json:"kinds" nullable:"false" doc:"Of which kinds of change it is told"`
	People   []HookPerson `json:"people" nullable:"false" doc:"Of whom it may be told, each agreed to. Of nobody else anything is sent, nor of a brushing that is nobody's yet"`
	State    string       `json:"state" enum:"on,paused,gone" doc:"gone: its address answered 410; nothing is sent until it is switched on again"`
	Waiting  int          `json:"waiting" doc:"Messages on their way"`
	Dead     int          `json:"dead" doc:"Messages that were given up and can be sent again"`
	Failures int          `json:"failures" doc:"Tries that failed since the last that did not"`
	Last     *HookTry     `json:"last,omitempty" doc:"The last try"`
	BothTill *time.Time   `json:"both_until,omitempty" doc:"Until then what is sent is also signed with the secret before"`
	Created  time.Time    `json:"created_at"`
	Version  string       `json:"version" doc:"Of what people say of it: sent as If-Match, in quotes, it keeps one from overwriting what another changed"`
}

// HookPerson is somebody whom a webhook may be told of.
type HookPerson struct {
	PersonID string    `json:"person_id"`
	AgreedAt time.Time `json:"agreed_at"`
	AgreedBy string    `json:"agreed_by" doc:"Account"`
	Words    string    `json:"words" doc:"Version of the words that were agreed to"`
}

// HookTry is a try to send something.
type HookTry struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind" doc:"Of the change; test for a test"`
	Seq     int64     `json:"seq,omitempty" doc:"Of the change"`
	Status  int       `json:"status,omitempty" doc:"Of the answer; absent: there was none"`
	Took    int64     `json:"took_ms" doc:"Until the answer"`
	Outcome string    `json:"outcome" enum:"delivered,status,redirect,private,certificate,unknown_host,refused,timeout,no_answer,secret,address,data"`
}

// HookMessage is a message that was given up.
type HookMessage struct {
	Seq     int64     `json:"seq" doc:"Of the change"`
	Kind    string    `json:"kind"`
	Subject string    `json:"subject" doc:"Id of what changed"`
	At      time.Time `json:"at" doc:"When it changed"`
	Died    time.Time `json:"died_at"`
	Tries   int       `json:"tries"`
	Reason  string    `json:"reason" doc:"How the last try ended, as outcome of a try; too_old: it waited for more than a week and was not tried"`
}

// NewHook is a webhook to be.
type NewHook struct {
	Name   string   `json:"name" minLength:"1" maxLength:"60"`
	URL    string   `json:"url" minLength:"1" maxLength:"2048" doc:"https://, without user name, fragment or a host inside a network"`
	Kinds  []string `json:"kinds" minItems:"1" maxItems:"16" nullable:"false" doc:"Of which kinds of change it is told"`
	People []string `json:"people,omitempty" maxItems:"30" nullable:"false" doc:"Of whom it may be told. Only somebody who is signed in can agree to that, not a token"`
	Agreed string   `json:"agreed,omitempty" maxLength:"16" doc:"Version of the words that were agreed to, as /consent-texts tells them; needed for people"`
}

// HookPatch changes what it holds.
type HookPatch struct {
	Name   *string   `json:"name,omitempty" maxLength:"60"`
	URL    *string   `json:"url,omitempty" maxLength:"2048" doc:"Another address is another receiver: all its people have to be agreed to again"`
	Kinds  *[]string `json:"kinds,omitempty" minItems:"1" maxItems:"16"`
	Paused *bool     `json:"paused,omitempty" doc:"What happens meanwhile waits. False also switches on one that is gone"`
	People *[]string `json:"people,omitempty" maxItems:"30" doc:"Of whom it may be told from now on. Who is left out is spoken of no more, at once"`
	Agreed string    `json:"agreed,omitempty" maxLength:"16" doc:"Version of the words that were agreed to, as /consent-texts tells them; needed for somebody new in people"`
}

// AddedHook is a new webhook with its secret.
type AddedHook struct {
	Hook   Hook   `json:"hook"`
	Secret string `json:"secret" doc:"whsec_ and base64. It is told once"`
}

// HookSecret is a webhook's new secret.
type HookSecret struct {
	Secret   string    `json:"secret" doc:"whsec_ and base64. It is told once"`
	BothTill time.Time `json:"both_until" doc:"Until then what is sent is also signed with the secret before"`
}

// HookReplay says what to send again.
type HookReplay struct {
	Seq int64 `json:"seq,omitempty" minimum:"1" doc:"Of one change; absent: all that was given up"`
}

// HookReplayed says how much is sent again.
type HookReplayed struct {
	Messages int `json:"messages"`
}

// hookRoutes adds the calls about webhooks.
func (s *server) hookRoutes() {
	const tag, at = "webhooks", "/household/hooks"
	d := func(id, method, path, summary, description string, status int, errors ...int) door {
		return door{id: id, method: method, path: at + path, scope: account.HooksWrite, tag: tag, summary: summary, description: description, status: status, errors: errors}
	}
	register(s, d("hooks", "GET", "", "The webhooks, oldest first", "", 0), hooked(s, s.hooks))
	edits := func(d door) door { d.versioned = true; return d }
	secret := func(d door) door { d.secret = true; return d }
	making(s, secret(d("addHook", "POST", "", "Add a webhook", "It is told of what happens from now on. At most 16. The secret is told once.", 201)), hookMade(s, s.addHook), s.addedHook)
	register(s, edits(d("changeHook", "PATCH", "/{id}", "Change, pause or go on with a webhook", "", 0, 404)), hooked(s, s.changeHook))
	register(s, edits(d("removeHook", "DELETE", "/{id}", "Remove a webhook", "What waits for it is not sent.", 204, 404)), hooked(s, s.removeHook))
	making(s, secret(d("rotateHookSecret", "POST", "/{id}/secret", "Give a webhook a new secret",
		"It is told once. For 24 hours what is sent is signed with both.", 0, 404)), hookMade(s, s.rotateHookSecret), s.rotatedHookSecret)
	register(s, d("testHook", "POST", "/{id}/test", "Send a test at once", "It speaks of nobody, and is sent once.", 0, 404, 409), hooked(s, s.testHook))
	register(s, d("hookTries", "GET", "/{id}/tries", "The last tries, newest first", "At most 100.", 0, 404), hooked(s, s.hookTries))
	register(s, d("hookDead", "GET", "/{id}/dead", "What was given up, newest first", "At most 500, for 30 days.", 0, 404), hooked(s, s.hookDead))
	register(s, d("replayHook", "POST", "/{id}/replay", "Send again what was given up", "As if it were new; it goes on its way within a second or two.", 202, 404, 409), hooked(s, s.replayHook))
}

// hooked is a handler for a server that may have no webhooks.
func hooked[I, O any](s *server, handler func(context.Context, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		if s.Hooks == nil {
			return nil, fmt.Errorf("find the webhooks: there are none: %w", brush.ErrNotFound)
		}
		return handler(ctx, in)
	}
}

// hookMade is hooked for a call that makes something.
func hookMade[I, T any](s *server, handler func(context.Context, *I) (T, error)) func(context.Context, *I) (T, error) {
	return func(ctx context.Context, in *I) (made T, err error) {
		if s.Hooks == nil {
			return made, fmt.Errorf("find the webhooks: there are none: %w", brush.ErrNotFound)
		}
		return handler(ctx, in)
	}
}

func (s *server) hooks(ctx context.Context, _ *none) (*body[List[Hook]], error) {
	all, err := s.Hooks.Hooks(ctx, principal(ctx).Household)
	if err != nil {
		return nil, err
	}
	return &body[List[Hook]]{List[Hook]{Items: each(all, s.hookOf)}}, nil
}

func (s *server) addHook(ctx context.Context, in *body[NewHook]) (notify.Made, error) {
	p, b := principal(ctx), in.Body
	k, secret, err := s.Hooks.Add(ctx, p.Household, notify.NewHook{Name: b.Name, URL: b.URL, Kinds: words[store.ChangeKind](b.Kinds),
		People: words[brush.PersonID](b.People), Agreed: b.Agreed, By: p.Account.ID})
	return notify.Made{Hook: k, Secret: secret}, err
}

func (s *server) addedHook(_ context.Context, k notify.Made) (AddedHook, error) {
	return AddedHook{Hook: s.hookOf(k.Hook), Secret: k.Secret}, nil
}

func (s *server) changeHook(ctx context.Context, in *patchOf[HookPatch]) (*body[Hook], error) {
	p, b := principal(ctx), in.Body
	c := notify.HookPatch{Name: b.Name, URL: b.URL, Paused: b.Paused, Agreed: b.Agreed, By: p.Account.ID}
	if b.Kinds != nil {
		kinds := words[store.ChangeKind](*b.Kinds)
		c.Kinds = &kinds
	}
	if b.People != nil {
		people := words[brush.PersonID](*b.People)
		c.People = &people
	}
	k, err := s.Hooks.Change(ctx, p.Household, in.ID, c)
	if err != nil {
		return nil, err
	}
	return &body[Hook]{s.hookOf(k)}, nil
}

func (s *server) removeHook(ctx context.Context, in *byID) (*none, error) {
	return nil, s.Hooks.Remove(ctx, principal(ctx).Household, in.ID)
}

func (s *server) rotateHookSecret(ctx context.Context, in *byID) (notify.Rotated, error) {
	secret, until, err := s.Hooks.Rotate(ctx, principal(ctx).Household, in.ID)
	return notify.Rotated{Secret: secret, Until: until}, err
}

func (s *server) rotatedHookSecret(_ context.Context, r notify.Rotated) (HookSecret, error) {
	return HookSecret{Secret: r.Secret, BothTill: r.Until.UTC()}, nil
}

func (s *server) testHook(ctx context.Context, in *byID) (*body[HookTry], error) {
	t, err := s.Hooks.Test(ctx, principal(ctx).Household, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[HookTry]{tryOf(t)}, nil
}

func (s *server) hookTries(ctx context.Context, in *byID) (*body[List[HookTry]], error) {
	all, err := s.Hooks.Tries(ctx, principal(ctx).Household, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[List[HookTry]]{List[HookTry]{Items: each(all, tryOf)}}, nil
}

func (s *server) hookDead(ctx context.Context, in *byID) (*body[List[HookMessage]], error) {
	all, err := s.Hooks.Dead(ctx, principal(ctx).Household, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[List[HookMessage]]{List[HookMessage]{Items: each(all, func(m store.HookMessage) HookMessage {
		return HookMessage{Seq: int64(m.Seq), Kind: string(m.Kind), Subject: m.Subject, At: m.At.UTC(), Died: m.Died.UTC(), Tries: m.Tries, Reason: m.Reason}
	})}}, nil
}

func (s *server) replayHook(ctx context.Context, in *patchOf[HookReplay]) (*body[HookReplayed], error) {
	n, err := s.Hooks.Replay(ctx, principal(ctx).Household, in.ID, store.Seq(in.Body.Seq))
	if err != nil {
		return nil, err
	}
	return &body[HookReplayed]{HookReplayed{Messages: n}}, nil
}

func (s *server) hookOf(k notify.Hook) Hook {
	out := Hook{ID: k.ID, Name: k.Name, URL: k.URL, Kinds: words[string](k.Kinds), People: []HookPerson{}, State: "on", Waiting: k.Waiting, Dead: k.Dead,
		Failures: k.Failures, Created: k.Created.UTC(), Version: k.Version(k.People)}
	for _, c := range k.People {
		out.People = append(out.People, HookPerson{PersonID: string(c.Person), AgreedAt: c.Given.UTC(), AgreedBy: c.GivenBy, Words: c.Text})
	}
	if k.Off != store.HookOn {
		out.State = string(k.Off)
	}
	if k.Last != nil {
		last := tryOf(*k.Last)
		out.Last = &last
	}
	if len(k.Before) > 0 && k.BeforeUntil.After(s.Now()) {
		out.BothTill = atOrNil(k.BeforeUntil)
	}
	return out
}

func tryOf(t store.HookTry) HookTry {
	return HookTry{At: t.At.UTC(), Kind: string(t.Kind), Seq: int64(t.Seq), Status: t.Status, Took: t.Took.Milliseconds(), Outcome: t.Outcome}
}

// each returns the forms of things; never nil.
func each[T, U any](in []T, form func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, v := range in {
		out = append(out, form(v))
	}
	return out
}

func words[T, U ~string](in []U) []T {
	return each(in, func(v U) T { return T(v) })
}
