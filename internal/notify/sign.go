package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// What a secret looks like to whoever keeps it [Standard Webhooks 1.0.0, signature scheme].
const (
	secretPrefix = "whsec_"
	secretBytes  = 32 // of the 24 to 64 that there may be
)

// about is where a hook's secrets stand, for the seal.
func about(h brush.HouseholdID, id string) string { return "webhook " + string(h) + "/" + id }

// newSecret returns a secret as it is told once, and as it is kept.
func (s *Service) newSecret(h brush.HouseholdID, id string) (told string, sealed store.Secret, err error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", nil, fmt.Errorf("draw a secret: %w", err)
	}
	if sealed, err = s.Seal.Seal(b, about(h, id)); err != nil {
		s.Log.Error("seal a webhook's secret", "error", err)
		return "", nil, bad("", "This server has no key to keep secrets under. Its operator gives one with --seal-file.")
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b), sealed, nil
}

// signatures returns the header's value for a body: one signature, or two while a secret is being replaced, the newer first.
func (s *Service) signatures(h brush.HouseholdID, k *store.Hook, id string, at time.Time, body []byte) (string, error) {
	key, err := s.Seal.Open(k.Secret, about(h, k.ID))
	if err != nil {
		return "", fmt.Errorf("open a webhook's secret: %w", err)
	}
	value := signature(key, id, at, body)
	if k.Before != nil && k.BeforeUntil.After(at) {
		// One that cannot be read any more is a signature that nobody can check: the newer one is there.
		if key, err = s.Seal.Open(k.Before, about(h, k.ID)); err == nil {
			value += " " + signature(key, id, at, body)
		}
	}
	return value, nil
}

// signature signs an id, a time and a body with one key.
func signature(key []byte, id string, at time.Time, body []byte) string {
	m := hmac.New(sha256.New, key)
	_, _ = io.WriteString(m, id+"."+strconv.FormatInt(at.Unix(), 10)+".") // a hash takes everything
	_, _ = m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// idOf names a change for those who receive it: the same for every try and every hook, and another for another change, also when a
// household's numbers begin again below those that were told, as after a restore.
func idOf(h brush.HouseholdID, c *store.Change) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%s\n%s\n%d", h, c.Seq, c.Kind, c.Subject, c.At.UnixMicro()))
	return "msg_" + hex.EncodeToString(sum[:16])
}
