package notify

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Hook is a webhook as its household sees it.
type Hook struct {
	store.Hook
	People        []store.Consent // who it is told of
	Waiting, Dead int             // messages
	Last          *store.HookTry  // nil: nothing was tried yet
}

// NewHook is a webhook to be.
type NewHook struct {
	Name, URL string
	Kinds     []store.ChangeKind
	People    []brush.PersonID // who it may be told of
	// Agreed is the version of the words that By agreed to; without it nobody may be in People.
	Agreed string
	By     string // the account that asks; "": a token, which can agree to nothing
}

// HookPatch changes what it holds.
type HookPatch struct {
	Name, URL *string
	Kinds     *[]store.ChangeKind
	Paused    *bool // false also switches on one whose address said that it is gone
	// People is who it may be told of from now on. Who was not among them has to be agreed to; who is not named is told of no more, at once. A new
	// address is a new receiver: all have to be agreed to again, and without People nobody is left.
	People *[]brush.PersonID
	Agreed string
	By     string
}

func bad(field, reason string) error { return &brush.FieldError{Field: field, Reason: reason} }

// Hooks returns the webhooks of a household, oldest first.
func (s *Service) Hooks(ctx context.Context, h brush.HouseholdID) ([]Hook, error) {
	ks, err := s.Store.Hooks(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the webhooks: %w", err)
	}
	all := make([]Hook, 0, len(ks))
	for _, k := range ks {
		one, err := s.whole(ctx, h, k)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (s *Service) whole(ctx context.Context, h brush.HouseholdID, k store.Hook) (one Hook, err error) {
	one.Hook = k
	if one.People, err = s.Store.ConsentsTo(ctx, h, store.HookReceiver, k.ID); err != nil {
		return one, fmt.Errorf("read a webhook's people: %w", err)
	}
	if one.Waiting, one.Dead, err = s.Store.HookCount(ctx, h, k.ID); err != nil {
		return one, fmt.Errorf("count a webhook's messages: %w", err)
	}
	tries, err := s.Store.HookTries(ctx, h, k.ID, 1)
	if err != nil {
		return one, fmt.Errorf("read a webhook's tries: %w", err)
	}
	if len(tries) > 0 {
		one.Last = &tries[0]
	}
	return one, nil
}

// Made is a new webhook with its secret, which is told once.
type Made struct {
	Hook   Hook
	Secret string
}

// Rotated is a webhook's new secret, told once, and until when the one before is good.
type Rotated struct {
	Secret string
	Until  time.Time
}

// audit writes what is done to a webhook into the log.
func audit(ctx context.Context, tx store.Tx, hook string, now time.Time, detail string) error {
	return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActHookChanged, About: store.Named{Kind: store.NameHook, ID: hook}, Detail: detail})
}

// fields names what a patch holds, for the log.
func (c *HookPatch) fields() string {
	var names []string
	for _, f := range [...]struct {
		name string
		said bool
	}{{"name", c.Name != nil}, {"url", c.URL != nil}, {"kinds", c.Kinds != nil}, {"paused", c.Paused != nil && *c.Paused}, {"resumed", c.Paused != nil && !*c.Paused},
		{"people", c.People != nil}} {
		if f.said {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ",")
}

// match is store.Match of a webhook.
func match(ctx context.Context, tx store.Tx, k *store.Hook) error {
	people, err := tx.ConsentsTo(store.HookReceiver, k.ID)
	if err != nil {
		return err
	}
	return store.Match(ctx, k.Version(people))
}

// Add makes a webhook that is told of what happens from now on. Its secret is told once.
func (s *Service) Add(ctx context.Context, h brush.HouseholdID, n NewHook) (one Hook, secret string, err error) {
	now := s.Now()
	k := store.Hook{URL: n.URL, Created: now, Account: n.By}
	if k.Name, err = cleanName(n.Name); err != nil {
		return one, "", err
	}
	if err = CheckURL(n.URL, s.Private); err != nil {
		return one, "", err
	}
	if k.Kinds, err = cleanKinds(n.Kinds); err != nil {
		return one, "", err
	}
	if k.ID, err = s.newID(); err != nil {
		return one, "", err
	}
	if secret, k.Secret, err = s.newSecret(h, k.ID); err != nil {
		return one, "", err
	}
	if k.Seen, err = s.Store.Last(ctx, h); err != nil {
		return one, "", fmt.Errorf("read the newest change: %w", err)
	}
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		there, err := tx.CountHooks()
		if err != nil {
			return err
		}
		if there >= MostHooks {
			return bad("", fmt.Sprintf("A household has at most %d webhooks.", MostHooks))
		}
		if err := tx.PutHook(k); err != nil {
			return err
		}
		if err := s.agree(ctx, tx, &k, n.People, n.Agreed, n.By, now); err != nil {
			return err
		}
		if err := audit(ctx, tx, k.ID, now, "added"); err != nil {
			return err
		}
		made := Made{Hook: Hook{Hook: k}, Secret: secret}
		if made.Hook.People, err = tx.ConsentsTo(store.HookReceiver, k.ID); err != nil {
			return err
		}
		return store.Made(ctx, tx, made)
	})
	if err != nil {
		return one, "", fmt.Errorf("add a webhook: %w", err)
	}
	one, err = s.whole(ctx, h, k)
	return one, secret, err
}

// Change changes a webhook. Who it may no longer be told of, it is told of no more when this returns, but for what was being sent at that moment.
func (s *Service) Change(ctx context.Context, h brush.HouseholdID, id string, c HookPatch) (one Hook, err error) {
	now := s.Now()
	var name string
	if c.Name != nil {
		if name, err = cleanName(*c.Name); err != nil {
			return one, err
		}
	}
	var kinds []store.ChangeKind
	if c.Kinds != nil {
		if kinds, err = cleanKinds(*c.Kinds); err != nil {
			return one, err
		}
	}
	if c.URL != nil {
		if err := CheckURL(*c.URL, s.Private); err != nil {
			return one, err
		}
	}
	var k store.Hook
	err = s.Store.Update(ctx, h, func(tx store.Tx) (err error) {
		if k, err = tx.Hook(id); err != nil {
			return err
		}
		if err := match(ctx, tx, &k); err != nil {
			return err
		}
		if err := audit(ctx, tx, id, now, c.fields()); err != nil {
			return err
		}
		if c.Name != nil {
			k.Name = name
		}
		if c.Kinds != nil {
			k.Kinds = kinds
		}
		if c.Paused != nil && *c.Paused && k.Off == store.HookOn {
			k.Off = store.HookPaused
		}
		if c.Paused != nil && !*c.Paused {
			k.Off, k.Failures, k.Rest = store.HookOn, 0, time.Time{}
		}
		people := c.People
		if c.URL != nil && *c.URL != k.URL {
			k.URL, k.Failures, k.Rest = *c.URL, 0, time.Time{}
			if people == nil {
				people = new([]brush.PersonID)
			}
			if err := s.agree(ctx, tx, &k, nil, "", c.By, now); err != nil {
				return err
			}
		}
		if err := tx.PutHook(k); err != nil || people == nil {
			return err
		}
		return s.agree(ctx, tx, &k, *people, c.Agreed, c.By, now)
	})
	if err != nil {
		return one, fmt.Errorf("change a webhook: %w", err)
	}
	return s.whole(ctx, h, k)
}

// agree makes people those whom a hook may be told of: a consent for each who is new, which somebody has to agree to, and an end of those that are left out.
func (s *Service) agree(ctx context.Context, tx store.Tx, k *store.Hook, people []brush.PersonID, agreed, by string, now time.Time) error {
	was, err := tx.ConsentsTo(store.HookReceiver, k.ID)
	if err != nil {
		return err
	}
	gone := slices.DeleteFunc(slices.Clone(was), func(c store.Consent) bool { return slices.Contains(people, c.Person) })
	if err := store.WithdrawConsents(ctx, tx, gone, by, now); err != nil {
		return err
	}
	var fresh []store.Consent
	for i, p := range people {
		if slices.ContainsFunc(was, func(c store.Consent) bool { return c.Person == p }) || slices.Contains(people[:i], p) {
			continue
		}
		if by == "" {
			return bad("people", "can be added only by somebody who is signed in and agrees, not by a token")
		}
		if !store.SameText(agreed, ConsentText) {
			return bad("agreed", "is not the version of the words that somebody new has to be agreed to with; it is "+ConsentText)
		}
		id, err := s.newID()
		if err != nil {
			return err
		}
		fresh = append(fresh, store.Consent{ID: id, Person: p, ReceiverKind: store.HookReceiver, ReceiverID: k.ID, ReceiverName: k.Name, Scopes: []string{consentScope}, Text: agreed,
			GivenBy: by, Given: now})
	}
	_, err = store.GiveConsents(ctx, tx, fresh)
	if errors.Is(err, brush.ErrNotFound) {
		return bad("people", "name somebody who is not in this household")
	}
	return err
}

// Consent returns whom a hook may be told of at this moment: the one place that says so.
func (s *Service) Consent(ctx context.Context, h brush.HouseholdID, hook string) (map[brush.PersonID]bool, error) {
	cs, err := s.Store.ConsentsTo(ctx, h, store.HookReceiver, hook)
	if err != nil {
		return nil, fmt.Errorf("read who a webhook may be told of: %w", err)
	}
	may := make(map[brush.PersonID]bool, len(cs))
	for _, c := range cs {
		may[c.Person] = c.Person != ""
	}
	return may, nil
}

// Remove takes a webhook away, with what waits for it.
func (s *Service) Remove(ctx context.Context, h brush.HouseholdID, id string) error {
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		k, err := tx.Hook(id)
		if err != nil {
			return err
		}
		if err := match(ctx, tx, &k); err != nil {
			return err
		}
		if err := s.agree(ctx, tx, &k, nil, "", store.ActorOf(ctx).By.ID, s.Now()); err != nil {
			return err
		}
		return errors.Join(tx.DeleteHook(id), audit(ctx, tx, id, s.Now(), "removed"))
	})
	if err != nil {
		return fmt.Errorf("remove a webhook: %w", err)
	}
	return s.give(ctx, store.HookName{Household: h, ID: id})
}

// Rotate gives a webhook a new secret, told once. Until the time it returns, what is sent is signed with the one before, too.
func (s *Service) Rotate(ctx context.Context, h brush.HouseholdID, id string) (secret string, until time.Time, err error) {
	until = s.Now().Add(BothFor)
	secret, sealed, err := s.newSecret(h, id)
	if err != nil {
		return "", until, err
	}
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		k, err := tx.Hook(id)
		if err != nil {
			return err
		}
		k.Before, k.BeforeUntil, k.Secret = k.Secret, until, sealed
		if err := errors.Join(tx.PutHook(k), audit(ctx, tx, id, s.Now(), "secret")); err != nil {
			return err
		}
		return store.Made(ctx, tx, Rotated{Secret: secret, Until: until})
	})
	if err != nil {
		return "", until, fmt.Errorf("rotate a webhook's secret: %w", err)
	}
	return secret, until, nil
}

// Tries returns the last tries of a webhook, newest first.
func (s *Service) Tries(ctx context.Context, h brush.HouseholdID, id string) ([]store.HookTry, error) {
	if _, err := s.Store.Hook(ctx, h, id); err != nil {
		return nil, fmt.Errorf("find the webhook: %w", err)
	}
	return s.Store.HookTries(ctx, h, id, MostTries)
}

// Dead returns what a webhook was given up on and can be sent again, newest first.
func (s *Service) Dead(ctx context.Context, h brush.HouseholdID, id string) ([]store.HookMessage, error) {
	if _, err := s.Store.Hook(ctx, h, id); err != nil {
		return nil, fmt.Errorf("find the webhook: %w", err)
	}
	all, err := s.Store.HookDead(ctx, h, id, MostDead)
	if err != nil {
		return nil, fmt.Errorf("read what was given up: %w", err)
	}
	oldest := s.Now().Add(-DeadFor)
	return slices.DeleteFunc(all, func(m store.HookMessage) bool { return m.Died.Before(oldest) }), nil
}

// Replay sends what was given up again, as if it were new: the change with that number, or with 0 every one. It returns how many.
func (s *Service) Replay(ctx context.Context, h brush.HouseholdID, id string, seq store.Seq) (n int, err error) {
	now := s.Now()
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		k, err := tx.Hook(id)
		if err != nil {
			return err
		}
		if err := tx.ForgetHookMessages(id, now.Add(-DeadFor), MostDead); err != nil {
			return err
		}
		if seq == 0 {
			n, err = tx.ReviveHookMessages(id, now)
		} else {
			n, err = 1, revive(tx, id, seq, now)
		}
		if err != nil || n == 0 {
			return err
		}
		k.Rest, k.Failures = time.Time{}, 0
		return tx.PutHook(k)
	})
	if err != nil {
		return 0, fmt.Errorf("send again what was given up: %w", err)
	}
	return n, nil
}

func revive(tx store.Tx, hook string, seq store.Seq, now time.Time) error {
	m, err := tx.HookMessage(hook, seq)
	if err != nil {
		return err
	}
	if !m.Dead {
		return fmt.Errorf("it waits already: %w", brush.ErrConflict)
	}
	m.Dead, m.Died, m.Tries, m.Reason, m.Due = false, time.Time{}, 0, "", now
	return tx.PutHookMessage(m)
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch n := len([]rune(name)); {
	case n == 0:
		return "", bad("name", "is missing")
	case n > MostName:
		return "", bad("name", fmt.Sprintf("is longer than %d characters", MostName))
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }):
		return "", bad("name", "holds a character that is no text")
	}
	return name, nil
}

func cleanKinds(kinds []store.ChangeKind) ([]store.ChangeKind, error) {
	if len(kinds) == 0 {
		return nil, bad("kinds", "are missing: choose at least one")
	}
	var all []store.ChangeKind
	for _, k := range Kinds() {
		if slices.Contains(kinds, k) {
			all = append(all, k)
		}
	}
	for _, k := range kinds {
		if !slices.Contains(all, k) {
			return nil, bad("kinds", "name one that does not exist")
		}
	}
	return all, nil
}

func (s *Service) newID() (string, error) {
	var b [12]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
