package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// delays are how long after each try that failed the next one comes: about three days in all. After the last the message is given up.
var delays = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
	20 * time.Hour, 24 * time.Hour}

// The bounds of how long others wait behind a try that failed, and of how long a receiver may ask us to stay away.
const (
	restLeast  = 5 * time.Second
	restMost   = 5 * time.Minute
	retryAfter = 24 * time.Hour
)

// serve turns a hook's new changes into messages and sends what is due, for a while.
func (s *Service) serve(ctx context.Context, n store.HookName) error {
	ours, err := s.take(ctx, n)
	if err != nil || !ours {
		return err
	}
	if err = s.fill(ctx, n); err == nil {
		err = s.round(ctx, n)
	}
	if errors.Is(err, brush.ErrNotFound) {
		return s.give(ctx, n) // it was removed meanwhile
	}
	return err
}

// fill moves the hook's cursor over the changes behind it, and keeps a message for each that it is to be told of, in one update: a server that
// is killed in between has done all of it or nothing. A hook with too many messages waits where it is; the feed keeps the rest.
func (s *Service) fill(ctx context.Context, n store.HookName) error {
	k, err := s.Store.Hook(ctx, n.Household, n.ID)
	if err != nil {
		return fmt.Errorf("read a webhook: %w", err)
	}
	cs, err := s.Store.Changes(ctx, n.Household, k.Seen, mostChanges)
	if err != nil {
		return fmt.Errorf("read the changes: %w", err)
	}
	if len(cs) == 0 {
		return nil
	}
	if cs[0].Seq != k.Seen+1 {
		s.Log.Warn("changes that a webhook was not told of are not kept any more", "hook", n.ID, "after", k.Seen, "next", cs[0].Seq)
	}
	now := s.Now()
	tidy := s.tidyDue(n, now)
	err = s.Store.Update(ctx, n.Household, func(tx store.Tx) error {
		have, err := tx.Hook(n.ID)
		if err != nil {
			return err
		}
		if have.Seen != k.Seen || have.Off != store.HookOn {
			return nil // another was here, or the owner; what is due is looked for again
		}
		return s.gather(tx, have, cs, tidy)
	})
	if err != nil {
		return fmt.Errorf("keep a webhook's messages: %w", err)
	}
	return nil
}

// gather keeps the messages of changes, and the cursor behind them.
func (s *Service) gather(tx store.Tx, k store.Hook, cs []store.Change, tidy bool) error {
	now := s.Now()
	waiting, _, err := tx.CountHookMessages(k.ID)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if slices.Contains(k.Kinds, c.Kind) {
			if waiting >= mostWaiting {
				break
			}
			m := store.HookMessage{Hook: k.ID, Change: c, Due: now}
			if now.Sub(c.At) > TooOld {
				m.Dead, m.Died, m.Reason, tidy = true, now, "too_old", true
			} else {
				waiting++
			}
			if err := tx.PutHookMessage(m); err != nil {
				return err
			}
		}
		k.Seen = c.Seq
	}
	if tidy {
		if err := tx.ForgetHookMessages(k.ID, now.Add(-DeadFor), MostDead); err != nil {
			return err
		}
	}
	if k.Seen < cs[len(cs)-1].Seq && k.Rest.Before(now.Add(restLeast)) {
		k.Rest = now.Add(restLeast) // full: nobody needs to look each second
	}
	return tx.PutHook(k)
}

// tidyDue reports, once an hour, that a hook's dead messages should be looked through.
func (s *Service) tidyDue(n store.HookName, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.tidy[n]).Abs() < tidyEvery {
		return false
	}
	s.tidy[n] = now
	return true
}

// round sends what is due, one after the other, until one fails. Then the hook rests a little: a receiver that is away is not asked for each of its
// messages, and a message that fails alone lets the others pass.
func (s *Service) round(ctx context.Context, n store.HookName) error {
	ms, err := s.Store.HookWaiting(ctx, n.Household, n.ID, s.Now(), mostRound)
	if err != nil {
		return fmt.Errorf("read what is due: %w", err)
	}
	var silent []store.Seq // nobody may be told
	for _, m := range ms {
		if ctx.Err() != nil {
			break
		}
		if ours, err := s.take(ctx, n); err != nil || !ours {
			return err
		}
		k, err := s.Store.Hook(ctx, n.Household, n.ID)
		if err != nil {
			return fmt.Errorf("read a webhook: %w", err)
		}
		if k.Off != store.HookOn {
			break
		}
		data, may, err := s.say(ctx, n, m.Change)
		if err != nil {
			return err
		}
		if !may {
			silent = append(silent, m.Seq)
			continue
		}
		t, wait := s.send(ctx, n.Household, &k, idOf(n.Household, &m.Change), m.Change, data)
		if ctx.Err() != nil && t.Outcome != delivered {
			break // the server stops: that says nothing of the receiver
		}
		failed, err := s.note(ctx, n, m, t, wait, silent)
		if err != nil {
			return err
		}
		if silent = nil; failed {
			return nil
		}
	}
	if len(silent) == 0 {
		return nil
	}
	err = s.Store.Update(context.WithoutCancel(ctx), n.Household, func(tx store.Tx) error { return settle(tx, n.ID, silent) })
	if err != nil {
		return fmt.Errorf("put messages aside: %w", err)
	}
	return nil
}

// say returns what to say of a change, and whether this hook may be told: only of people who are agreed to, all of them, at this moment.
func (s *Service) say(ctx context.Context, n store.HookName, c store.Change) (data []byte, may bool, err error) {
	shown, err := s.Show(ctx, n.Household, c)
	if errors.Is(err, brush.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("say what has changed: %w", err)
	}
	agreed, err := s.Consent(ctx, n.Household, n.ID)
	if err != nil {
		return nil, false, err
	}
	for _, p := range shown.Of {
		if !agreed[p] {
			return nil, false, nil
		}
	}
	return shown.Data, true, nil
}

func settle(tx store.Tx, hook string, seqs []store.Seq) error {
	for _, q := range seqs {
		if err := tx.DeleteHookMessage(hook, q); err != nil {
			return err
		}
	}
	return nil
}

// note keeps how a try ended. It is kept although the server is told to stop: otherwise the receiver hears it twice for nothing.
func (s *Service) note(ctx context.Context, n store.HookName, m store.HookMessage, t store.HookTry, wait time.Duration, silent []store.Seq) (failed bool, err error) {
	failed = t.Outcome != delivered
	now := s.Now()
	err = s.Store.Update(context.WithoutCancel(ctx), n.Household, func(tx store.Tx) error {
		k, err := tx.Hook(n.ID)
		if errors.Is(err, brush.ErrNotFound) {
			return nil // removed meanwhile
		}
		if err != nil {
			return err
		}
		if err := settle(tx, n.ID, silent); err != nil {
			return err
		}
		if err := tx.PutHookTry(t, MostTries); err != nil {
			return err
		}
		if !failed {
			k.Failures, k.Rest = 0, now
			if err := tx.DeleteHookMessage(n.ID, m.Seq); err != nil {
				return err
			}
			return tx.PutHook(k)
		}
		m := m // an update may run more than once
		m.Tries, m.Reason = m.Tries+1, t.Outcome
		switch {
		case t.Status == http.StatusGone:
			k.Off = store.HookGone
			m.Dead = true
		case m.Tries > len(delays):
			m.Dead = true
		default:
			m.Due = now.Add(max(s.jitter(delays[m.Tries-1]), wait))
		}
		if m.Dead {
			m.Died = now
		}
		if err := tx.PutHookMessage(m); err != nil {
			return err
		}
		if m.Dead {
			if err := tx.ForgetHookMessages(n.ID, now.Add(-DeadFor), MostDead); err != nil {
				return err
			}
		}
		k.Failures++
		k.Rest = now.Add(max(min(restLeast<<min(k.Failures-1, 10), restMost), wait))
		return tx.PutHook(k)
	})
	if err != nil {
		return failed, fmt.Errorf("note a try: %w", err)
	}
	return failed, nil
}

// jitter moves a delay by up to a tenth, so that what failed together does not come back together.
func (s *Service) jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*s.Chance()))
}
