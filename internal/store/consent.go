package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// MostConsents is how many a household may have given, withdrawn ones included.
const MostConsents = 1000

// The kinds of receiver.
const (
	AppReceiver  = "app"     // by the id of its grant
	HookReceiver = "webhook" // by its id
	LinkReceiver = "link"
)

// ReceiverKinds returns the closed list.
func ReceiverKinds() []string { return []string{AppReceiver, HookReceiver, LinkReceiver} }

// Text is what somebody agrees to, in one language. A version's words never change; other words are another version.
type Text struct {
	Version  string // of a translation with the language behind a stroke, as in 2026-11/de
	Language string // a tag
	Words    string
}

// Hash is the SHA-256 of the words.
func (t Text) Hash() [32]byte { return sha256.Sum256([]byte(t.Words)) }

// The versions that are agreed to today: before a webhook is told of somebody, and for apps and links.
const (
	HookText = "1"
	AppText  = "2026-11"
)

// texts are all that were ever agreed to, in English; translated has them in the other languages.
var texts = []Text{
	{HookText, "en", "I may decide this for them, and I agree. Whoever runs that address will be sent their name and what is planned for them, when they brushed, for how long, " +
		"where and how hard, their scores, and the notes written beside it. Enamel cannot call back what was sent. I can end it here at any time, and it ends at once."},
	{AppText, "en", "I look after this person, or am this person. From now on the receiver named here gets what is listed here of their tooth brushing, " +
		"until I withdraw it. What the receiver has by then it may keep; Enamel cannot take it back. I can withdraw at any time in Household, Privacy."},
}

// CurrentText is what is agreed to for apps and links today, in English.
func CurrentText() Text { return TextIn(AppText, "en") }

// TextOf returns a version that was ever agreed to.
func TextOf(version string) (Text, bool) {
	for _, all := range [...][]Text{texts, translated} {
		if i := slices.IndexFunc(all, func(t Text) bool { return t.Version == version }); i >= 0 {
			return all[i], true
		}
	}
	return Text{}, false
}

// TextIn returns a version of today in the language of a tag, such as de-AT; in English where there is none.
func TextIn(version, tag string) Text {
	main, _, _ := strings.Cut(strings.ToLower(tag), "-")
	for i := range translated {
		of, lang, _ := strings.Cut(translated[i].Version, "/")
		if lang, _, _ = strings.Cut(lang, "-"); of == version && lang == main {
			return translated[i]
		}
	}
	t, _ := TextOf(version)
	return t
}

// SameText reports whether agreed is a version, in whatever language.
func SameText(agreed, version string) bool {
	of, _, _ := strings.Cut(agreed, "/")
	_, known := TextOf(agreed)
	return known && of == version
}

// GiveConsents keeps consents, each with an id of its own, and says so in the log. In the place of one that holds already, for the same person,
// receiver, scopes and words, that one is returned. A field error for more than MostConsents; brush.ErrNotFound for nobody of this household.
func GiveConsents(ctx context.Context, tx Tx, cs []Consent) ([]Consent, error) {
	if len(cs) == 0 {
		return nil, nil
	}
	all, err := tx.Consents("")
	if err != nil {
		return nil, err
	}
	out := make([]Consent, 0, len(cs))
	for _, c := range cs {
		if _, err := tx.Person(c.Person); err != nil {
			return nil, err
		}
		text, _ := TextOf(c.Text)
		c.Given = c.Given.UTC().Truncate(time.Microsecond)
		c.TextHash = text.Hash()
		c.Scopes = slices.Compact(slices.Sorted(slices.Values(c.Scopes)))
		i := slices.IndexFunc(all, func(o Consent) bool {
			return o.Holds() && o.Person == c.Person && o.ReceiverKind == c.ReceiverKind && o.ReceiverID == c.ReceiverID && slices.Equal(o.Scopes, c.Scopes) && o.Text == c.Text
		})
		if i >= 0 {
			out = append(out, all[i])
			continue
		}
		if len(all) >= MostConsents {
			return nil, &brush.FieldError{Reason: fmt.Sprintf("A household has at most %d consents.", MostConsents)}
		}
		if err := putConsent(ctx, tx, c, ActConsentGiven, c.Given); err != nil {
			return nil, err
		}
		all, out = append(all, c), append(out, c)
	}
	return out, nil
}

// WithdrawConsents takes consents back, for good, and says so in the log. by is the account that does; "": nobody's.
func WithdrawConsents(ctx context.Context, tx Tx, cs []Consent, by string, now time.Time) error {
	for _, c := range cs {
		if !c.Holds() {
			continue
		}
		c.Withdrawn, c.WithdrawnBy = now.UTC().Truncate(time.Microsecond), by
		if err := putConsent(ctx, tx, c, ActConsentWithdrawn, now); err != nil {
			return err
		}
	}
	return nil
}

func putConsent(ctx context.Context, tx Tx, c Consent, act Act, at time.Time) error {
	if err := tx.PutConsent(c); err != nil {
		return err
	}
	return Audit(ctx, tx, AuditEntry{At: at, Act: act, About: Named{Kind: NameConsent, ID: c.ID}, Person: c.Person, Detail: c.ReceiverKind})
}
