package remind

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// keyName is under which the server's key for browsers is kept. Browsers tell by it that it is still the same server that writes to them [RFC 8292].
const keyName = "push"

// resealPause is between the households of a pass, so that others get their turn.
const resealPause = time.Millisecond

// ownKey is the server's key for browsers.
type ownKey struct{ public, private string }

// Subscription is where a browser is told, and how [Push API 8]: as the browser itself says it.
type Subscription struct {
	Endpoint string `json:"endpoint"`
	P256dh   string `json:"p256dh"`
	Auth     string `json:"auth"`
}

// Browser is one that is told of reminders.
type Browser struct {
	ID            string
	Agent         string
	Created, Told time.Time // Told: zero for never
	This          bool      // the one that asks
}

func aboutPush(h brush.HouseholdID, id string) string { return "push " + string(h) + "/" + id }

const aboutKey = "server key " + keyName

// Key returns what a browser has to know of the server before it can be told anything; brush.ErrNotFound where secrets cannot be sealed, or that one not opened:
// then no browser can be told.
func (s *Service) Key(ctx context.Context) (public string, err error) {
	k, err := s.key(ctx)
	if err != nil {
		if errors.Is(err, brush.ErrUnavailable) {
			return "", err
		}
		return "", fmt.Errorf("browsers cannot be told from here: %w", brush.ErrNotFound)
	}
	return k.public, nil
}

// key returns the server's key, and makes it when there is none. Of servers that make one at once, the first one's counts.
func (s *Service) key(ctx context.Context) (*ownKey, error) {
	s.mu.Lock()
	own := s.own
	s.mu.Unlock()
	if own != nil {
		return own, nil
	}
	kept, err := s.Store.ServerKey(ctx, keyName)
	if errors.Is(err, brush.ErrNotFound) {
		kept, err = s.newKey(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("read the server's key for browsers: %w", err)
	}
	private, err := s.Seal.Open(kept.Sealed, aboutKey)
	if err != nil {
		return nil, fmt.Errorf("open the server's key for browsers: %w", err)
	}
	own = &ownKey{public: base64.RawURLEncoding.EncodeToString(kept.Public), private: string(private)}
	s.mu.Lock()
	s.own = own
	s.mu.Unlock()
	return own, nil
}

func (s *Service) newKey(ctx context.Context) (kept store.ServerKey, err error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return kept, fmt.Errorf("make a key: %w", err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(public)
	if err != nil {
		return kept, fmt.Errorf("make a key: %w", err)
	}
	sealed, err := s.Seal.Seal([]byte(private), aboutKey)
	if err != nil {
		return kept, fmt.Errorf("seal a key: %w", err)
	}
	mine := store.ServerKey{Name: keyName, Public: raw, Sealed: sealed, Created: s.Now()}
	err = s.Store.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		kept, err = tx.ServerKey(keyName)
		if errors.Is(err, brush.ErrNotFound) {
			kept = mine
			return tx.PutServerKey(mine)
		}
		return err
	})
	return kept, err
}

// Browsers returns those of an account in a household, oldest first. login is the one that asks.
func (s *Service) Browsers(ctx context.Context, h brush.HouseholdID, account string, login [32]byte) ([]Browser, error) {
	all, err := s.Store.Pushes(ctx, h, account, s.Now())
	if err != nil {
		return nil, fmt.Errorf("read the browsers: %w", err)
	}
	out := make([]Browser, 0, len(all))
	for _, p := range all {
		out = append(out, Browser{ID: p.ID, Agent: p.Agent, Created: p.Created, Told: p.Told, This: p.Login == login})
	}
	return out, nil
}

// check refuses what no browser says.
func (c *Subscription) check(allowed func(string) error) error {
	if len(c.Endpoint) > mostEndpoint {
		return bad("endpoint", fmt.Sprintf("is longer than %d bytes", mostEndpoint))
	}
	if err := allowed(c.Endpoint); err != nil {
		var f *brush.FieldError
		if errors.As(err, &f) {
			return bad("endpoint", f.Reason)
		}
		return err
	}
	point, err := base64.RawURLEncoding.DecodeString(c.P256dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return bad("p256dh", "is no key of a browser: an uncompressed point of P-256 in base64url")
	}
	if secret, err := base64.RawURLEncoding.DecodeString(c.Auth); err != nil || len(secret) != 16 {
		return bad("auth", "is no secret of a browser: 16 bytes in base64url")
	}
	return nil
}

// Switch lets the browser of a log-in be told, at most MostBrowsers of an account. It ends with the log-in. A browser that was told already is told where it
// says now.
func (s *Service) Switch(ctx context.Context, h brush.HouseholdID, account string, login [32]byte, c Subscription) (b Browser, err error) {
	if _, err := s.Key(ctx); err != nil {
		return b, err
	}
	if err := c.check(s.Check); err != nil {
		return b, err
	}
	if err := s.often(account); err != nil {
		return b, err
	}
	now := s.Now()
	was, err := s.Store.Pushes(ctx, h, account, now)
	if err != nil {
		return b, fmt.Errorf("read the browsers: %w", err)
	}
	p := store.Push{Account: account, Login: login, Endpoint: sha256.Sum256([]byte(c.Endpoint)), Created: now}
	known := slices.IndexFunc(was, func(o store.Push) bool { return o.Login == login || o.Endpoint == p.Endpoint })
	if known >= 0 {
		p.ID, p.Created, p.Told = was[known].ID, was[known].Created, was[known].Told
	} else if p.ID, err = s.newID(); err != nil {
		return b, err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return b, fmt.Errorf("keep a browser: %w", err)
	}
	if p.Sealed, err = s.Seal.Seal(plain, aboutPush(h, p.ID)); err != nil {
		return b, fmt.Errorf("keep a browser: %w", err)
	}
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		if known < 0 {
			n, err := tx.CountPushes(account, now)
			if err != nil {
				return err
			}
			if n >= MostBrowsers {
				return bad("", fmt.Sprintf("At most %d browsers of yours can be reminded. Take one away first.", MostBrowsers))
			}
			if err := audit(ctx, tx, account, now, "reminders_on"); err != nil {
				return err
			}
		}
		return tx.PutPush(p)
	})
	if err != nil {
		return b, fmt.Errorf("keep a browser: %w", err)
	}
	return Browser{ID: p.ID, Created: p.Created, Told: p.Told, This: true}, nil
}

// Remove ends that a browser of an account is told, at once; brush.ErrNotFound for none of theirs.
func (s *Service) Remove(ctx context.Context, h brush.HouseholdID, account, id string) error {
	now := s.Now()
	mine, err := s.Store.Pushes(ctx, h, account, now)
	if err != nil {
		return fmt.Errorf("read the browsers: %w", err)
	}
	if !slices.ContainsFunc(mine, func(p store.Push) bool { return p.ID == id }) {
		return fmt.Errorf("remove a browser: %w", brush.ErrNotFound)
	}
	err = s.Store.Update(ctx, h, func(tx store.Tx) error {
		return errors.Join(tx.DeletePush(id), audit(ctx, tx, account, now, "reminders_off"))
	})
	if err != nil {
		return fmt.Errorf("remove a browser: %w", err)
	}
	return nil
}

func audit(ctx context.Context, tx store.Tx, account string, now time.Time, detail string) error {
	return store.Audit(ctx, tx, store.AuditEntry{At: now, Act: store.ActBrowserChanged, About: store.Named{Kind: store.NameAccount, ID: account}, Detail: detail})
}

// often refuses an account that changes its browsers more often than people do.
func (s *Service) often(account string) error {
	now := s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for a, at := range s.last {
		if now.Sub(at[len(at)-1]).Abs() >= changesWithin {
			delete(s.last, a)
		}
	}
	recent := slices.DeleteFunc(s.last[account], func(at time.Time) bool { return now.Sub(at).Abs() >= changesWithin })
	if len(recent) >= mostChanges {
		return bad("", fmt.Sprintf("There are at most %d changes in a minute. Wait a little.", mostChanges))
	}
	s.last[account] = append(recent, now)
	return nil
}

func (s *Service) newID() (string, error) {
	var b [12]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// Reseal goes through the browsers of households and the server's own key, and seals anew what is under an older key, each in an update of its own. It may be
// stopped at any time and begun anew. found is told of each secret that was sealed anew (nil), and of each that cannot be opened, and why.
func (s *Service) Reseal(ctx context.Context, hs []store.Household, found func(shut error)) error {
	var shut error
	news := false
	err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		k, err := tx.ServerKey(keyName)
		if err != nil {
			return err
		}
		if k.Sealed, news, shut = s.Seal.Again(k.Sealed, aboutKey); shut != nil || !news {
			return nil
		}
		return tx.PutServerKey(k)
	})
	switch {
	case err != nil && !errors.Is(err, brush.ErrNotFound):
		return fmt.Errorf("seal the server's key for browsers: %w", err)
	case err == nil && (shut != nil || news):
		found(shut)
	}
	for _, h := range hs {
		all, err := s.Store.Pushes(ctx, h.ID, "", s.Now())
		if err != nil {
			return fmt.Errorf("seal where browsers are told: %w", err)
		}
		for _, p := range all {
			again, news, err := s.Seal.Again(p.Sealed, aboutPush(h.ID, p.ID))
			if err != nil {
				found(err)
				continue
			}
			if !news {
				continue
			}
			if err := s.Store.Update(ctx, h.ID, func(tx store.Tx) error { return tx.SealPush(p.ID, p.Sealed, again) }); err != nil {
				return fmt.Errorf("seal where browsers are told: %w", err)
			}
			found(nil)
		}
		if !s.Wait(ctx, resealPause) {
			return fmt.Errorf("seal where browsers are told: %w", context.Cause(ctx))
		}
	}
	return nil
}
