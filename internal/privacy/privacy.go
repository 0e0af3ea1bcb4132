// Package privacy lets a household see, take and erase what is kept of it: the log of who did what, consents, exports and erasure.
package privacy

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Service answers for what is kept of people. Its methods may be called at once.
type Service struct {
	Store  store.Store
	Brands brand.Set
	Now    func() time.Time
	Random io.Reader               // nil: crypto/rand
	Wake   func(brush.HouseholdID) // told after a commit that changed something; must not block; nil: nobody
	Log    *slog.Logger            // of Run; nil: none
	// EndApp ends what an app gets of a person whose consent for it was taken back, in the same update. nil: there are no apps.
	EndApp func(context.Context, store.KeysTx, brush.HouseholdID, store.Consent) error

	seen sync.Map // of seenKey: when it was written last
	size seenCount

	busy sync.Mutex // one erasure's steps at a time in this process
}

type seenCount struct {
	mu sync.Mutex
	n  int
}

type seenKey struct {
	household brush.HouseholdID
	reader    store.Named
	person    brush.PersonID
}

// mostSeen is how many readers and people are remembered; when there are more, the log itself is asked again.
const mostSeen = 10_000

// seenEvery is how often the same reader of the same person is written down.
const (
	seenEvery = time.Hour
	seenAgain = 5 * time.Minute
)

// Saw writes into the log that whoever acts in ctx read something of these people, at most once an hour each. An error means that it is not
// written, and then nothing should be shown.
func (s *Service) Saw(ctx context.Context, h brush.HouseholdID, people ...brush.PersonID) error {
	now, actor := s.Now().UTC(), store.ActorOf(ctx)
	var fresh []brush.PersonID
	for _, p := range people {
		if p == "" || slices.Contains(fresh, p) {
			continue
		}
		at, known := s.seen.Load(seenKey{h, actor.By, p})
		if known && now.Sub(at.(time.Time)) < seenEvery && !now.Before(at.(time.Time)) {
			continue
		}
		fresh = append(fresh, p)
	}
	if len(fresh) == 0 {
		return nil
	}
	at := make([]time.Time, len(fresh))
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		for i, p := range fresh {
			// Another server wrote it, at a time within the hour: it is looked for again soon.
			at[i] = now.Add(seenAgain - seenEvery)
			if _, err := tx.Person(p); errors.Is(err, brush.ErrNotFound) {
				continue // gone meanwhile: the log shall not learn of them anew
			} else if err != nil {
				return err
			}
			e := store.AuditEntry{At: now, Act: store.ActPersonRead, Actor: actor, Person: p}
			if written, err := tx.AuditOnce(e, now.Add(-seenEvery)); err != nil {
				return err
			} else if written {
				at[i] = now
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write down who reads: %w", err)
	}
	s.size.mu.Lock()
	defer s.size.mu.Unlock()
	if s.size.n += len(fresh); s.size.n > mostSeen {
		s.seen.Clear()
		s.size.n = len(fresh)
	}
	for i, p := range fresh {
		s.seen.Store(seenKey{h, actor.By, p}, at[i])
	}
	return nil
}

// tookKey is who took what, besides what they read of a person.
type tookKey struct {
	household brush.HouseholdID
	taker     store.Named
	act       store.Act
	what      store.Named
}

// GoingOn is how long somebody may go on with what stands in the log, such as following a brush, before it is written anew.
const GoingOn = 10 * time.Minute

// NoteGoingOn is Note unless whoever acts in ctx did the same with the same less than GoingOn ago, as far as this process knows.
func (s *Service) NoteGoingOn(ctx context.Context, h brush.HouseholdID, act store.Act, about store.Named, p brush.PersonID) error {
	key, now := tookKey{h, store.ActorOf(ctx).By, act, about}, s.Now()
	if at, known := s.seen.Load(key); known && now.Sub(at.(time.Time)) < GoingOn && !now.Before(at.(time.Time)) {
		return nil
	}
	if err := s.Note(ctx, h, act, about, p); err != nil {
		return err
	}
	s.size.mu.Lock()
	defer s.size.mu.Unlock()
	if s.size.n++; s.size.n > mostSeen {
		s.seen.Clear()
		s.size.n = 1
	}
	s.seen.Store(key, now)
	return nil
}

// Note writes into the log what whoever acts in ctx did that changes nothing in the store, such as taking a copy. p may be "".
func (s *Service) Note(ctx context.Context, h brush.HouseholdID, act store.Act, about store.Named, p brush.PersonID) error {
	err := s.Store.Update(ctx, h, func(tx store.Tx) error {
		return store.Audit(ctx, tx, store.AuditEntry{At: s.Now().UTC(), Act: act, About: about, Person: p})
	})
	if err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}

// Lines returns the log, newest first.
func (s *Service) Lines(ctx context.Context, h brush.HouseholdID, q store.AuditQuery) ([]store.AuditLine, error) {
	ls, err := s.Store.AuditLines(ctx, h, q)
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return ls, nil
}

func (s *Service) newID(now time.Time) (string, error) {
	random := s.Random
	if random == nil {
		random = rand.Reader
	}
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6], b[8] = b[6]&0x0f|0x70, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-"), nil
}

func (s *Service) wake(h brush.HouseholdID) {
	if s.Wake != nil {
		s.Wake(h)
	}
}

func bad(field, reason string) error { return &brush.FieldError{Field: field, Reason: reason} }
