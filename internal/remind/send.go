package remind

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"github.com/enamel-home/enamel/internal/store"
)

// Message is what a browser is told, which only it can read [RFC 8291]. It holds no name: the browser has its words and, where somebody wished it, the names.
type Message struct {
	Kind   string `json:"kind"`      // open
	Person string `json:"person_id"` // an id of this server's, which means nothing elsewhere
	Part   string `json:"part"`
	Day    string `json:"day"`
}

// tell sends a word to every browser whose account may see the person, each on its own: one that is slow or away delays no other.
func (s *Service) tell(ctx context.Context, w *word) error {
	now := s.Now()
	all, err := s.Store.Pushes(ctx, w.house, "", now)
	if err != nil {
		return fmt.Errorf("read the browsers: %w", err)
	}
	all = slices.DeleteFunc(all, func(p store.Push) bool { return p.People != nil && !slices.Contains(p.People, w.reminder.Person) })
	if len(all) == 0 {
		return nil
	}
	own, err := s.key(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(Message{Kind: "open", Person: string(w.reminder.Person), Part: w.reminder.Part.String(), Day: w.day.String()})
	if err != nil {
		return fmt.Errorf("write a reminder: %w", err)
	}
	for _, p := range all {
		s.work.Go(func() {
			select {
			case s.slots <- struct{}{}:
				defer func() { <-s.slots }()
				s.one(ctx, w, &p, own, body)
			case <-ctx.Done():
			}
		})
	}
	return nil
}

// Settle waits for everything that is being sent.
func (s *Service) Settle() { s.work.Wait() }

// one tells one browser, and tries again for as long as the word is worth something and the slot is open.
func (s *Service) one(ctx context.Context, w *word, p *store.Push, own *ownKey, body []byte) {
	plain, err := s.Seal.Open(p.Sealed, aboutPush(w.house, p.ID))
	if err != nil {
		s.Log.Error("open where a browser is told", "household", w.house, "browser", p.ID, "error", err)
		return
	}
	var to Subscription
	if err := json.Unmarshal(plain, &to); err != nil {
		s.Log.Error("read where a browser is told", "household", w.house, "browser", p.ID, "error", err)
		return
	}
	for try := 0; ; try++ {
		left := w.until().Sub(s.Now())
		if left <= 0 {
			return
		}
		status, after := s.post(ctx, w, &to, own, body, left)
		switch {
		case status >= 200 && status < 300:
			s.note(ctx, w, p, func(tx store.Tx) error { return tx.TouchPush(p.ID, s.Now()) })
			return
		case status == http.StatusNotFound || status == http.StatusGone:
			s.note(ctx, w, p, func(tx store.Tx) error { return tx.DeletePush(p.ID) })
			return
		case status != 0 && status != http.StatusTooManyRequests && status < 500:
			s.Log.Warn("a browser's maker refuses a reminder", "household", w.house, "browser", p.ID, "status", status)
			return
		}
		if try >= len(delays) {
			return
		}
		pause := max(time.Duration(float64(delays[try])*(0.9+0.2*s.Chance())), after)
		if pause >= w.until().Sub(s.Now()) || !s.Wait(ctx, pause) {
			return
		}
		if still, err := s.still(ctx, w, p); err != nil || !still {
			return
		}
	}
}

// still reports whether a browser is still to be told: somebody may have brushed, or switched it off.
func (s *Service) still(ctx context.Context, w *word, p *store.Push) (bool, error) {
	now := s.Now()
	all, err := s.Store.Pushes(ctx, w.house, p.Account, now)
	if err != nil || !slices.ContainsFunc(all, func(o store.Push) bool { return o.ID == p.ID }) {
		return false, err
	}
	house, err := s.Store.House(ctx, w.house)
	if err != nil {
		return false, err
	}
	return s.wanted(ctx, &house, w, now)
}

// post tries once. The status is 0 when there was no answer. after is how long the other side wants us to stay away.
func (s *Service) post(ctx context.Context, w *word, to *Subscription, own *ownKey, body []byte, left time.Duration) (status int, after time.Duration) {
	if s.Check(to.Endpoint) != nil {
		return http.StatusForbidden, 0 // the operator allows it no more
	}
	// The library pads what it is given where there is room behind it, and others send the same at this moment.
	answer, err := webpush.SendNotificationWithContext(ctx, slices.Clip(body), &webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{Auth: to.Auth, P256dh: to.P256dh}}, &webpush.Options{
		HTTPClient: s.Client, Subscriber: strings.TrimPrefix(s.Contact, "mailto:"), Topic: topic(w), TTL: int(left / time.Second), Urgency: webpush.UrgencyNormal,
		VAPIDPublicKey: own.public, VAPIDPrivateKey: own.private,
	})
	if err != nil {
		return 0, 0 // it names the address, which is not to stand in the log
	}
	_, _ = io.CopyN(io.Discard, answer.Body, mostAnswer)
	_ = answer.Body.Close()
	if n, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && n > 0 {
		after = min(time.Duration(n), 3600) * time.Second
	}
	return answer.StatusCode, after
}

// topic is the same for a slot's every message, so that a newer one takes the place of one that waits, and says nothing to whoever carries it.
func topic(w *word) string {
	sum := sha256.Sum256([]byte(string(w.house) + "/" + string(w.reminder.Person) + "/" + w.reminder.Part.String()))
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

func (s *Service) note(ctx context.Context, w *word, p *store.Push, fn func(store.Tx) error) {
	if err := s.Store.Update(context.WithoutCancel(ctx), w.house, fn); err != nil {
		s.Log.Warn("note that a browser was told", "household", w.house, "browser", p.ID, "error", err)
	}
}
