package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// StaleError says that somebody changed a thing since who asks has seen it. It is of kind brush.ErrConflict.
type StaleError struct {
	Current string // the version that it has now
}

// Error says what is wrong.
func (e *StaleError) Error() string { return "it has changed meanwhile" }

// Unwrap returns the kind.
func (e *StaleError) Unwrap() error { return brush.ErrConflict }

type conditionKey struct{}

// IfMatch returns a context whose changes are made only to a thing that has one of these versions. None: to no thing at all.
func IfMatch(ctx context.Context, versions []string) context.Context {
	return context.WithValue(ctx, conditionKey{}, versions)
}

// Match is what a change asks inside its update, with the version of the thing as it is before: nil when the context wants no special one, or
// this one; else *StaleError. So nothing can come between the look and the change.
func Match(ctx context.Context, current string) error {
	versions, asked := ctx.Value(conditionKey{}).([]string)
	if !asked || slices.Contains(versions, current) {
		return nil
	}
	return &StaleError{Current: current}
}

// digest sums up what people say of a thing: FNV-1a over fields with their lengths. It tells versions of one thing apart and keeps no secret.
type digest uint64

func newDigest(kind byte) digest {
	return (digest(14695981039346656037) ^ digest(kind)) * 1099511628211
}

func (d *digest) byte(b byte) { *d = (*d ^ digest(b)) * 1099511628211 }

func (d *digest) int(v int) {
	for range 8 {
		d.byte(byte(v))
		v >>= 8
	}
}

func (d *digest) str(s string) {
	d.int(len(s))
	for i := range len(s) {
		d.byte(s[i])
	}
}

func (d *digest) flag(b bool) {
	if b {
		d.byte(1)
	} else {
		d.byte(0)
	}
}

func (d *digest) text() string {
	s := strconv.FormatUint(uint64(*d), 16)
	return strings.Repeat("0", 16-len(s)) + s
}

// Version names what people say of a person: equal for as long as nobody changes any of it.
func (p *Person) Version() string {
	d := newDigest('p')
	d.str(p.Name)
	d.str(p.Glaze)
	d.int(p.BirthYear)
	d.flag(p.MilkTeeth)
	d.int(p.Target)
	d.flag(p.Morning)
	d.flag(p.Evening)
	d.int(p.Order)
	if p.Coach != (Coach{}) {
		d.str(p.Coach.Way)
		d.str(p.Coach.Nu)
		d.flag(p.Coach.Sounds)
		d.flag(p.Coach.Chart)
	}
	d.str(p.Language)
	if p.Grow != (session.Growth{}) {
		d.str(p.Grow.Since.String())
		d.int(int(p.Grow.Step))
		d.int(int(p.Grow.Aim))
	}
	return d.text()
}

// Version names what people say of a brush and wish of it, and nothing of what the brush says itself.
func (b *Brush) Version() string {
	d := newDigest('b')
	d.str(b.Name)
	d.str(b.Model)
	d.int(len(b.People))
	for _, p := range b.People {
		d.str(string(p))
	}
	d.flag(b.Virtual)
	d.str(string(b.Key))
	if w := b.Desired; w != nil {
		d.str(fmt.Sprint(w.Version, w.Target, w.Sounds, w.Modes))
	}
	return d.text()
}

// Version names what people say of a household.
func (h *Household) Version() string {
	d := newDigest('h')
	d.str(h.Name)
	d.str(h.TimeZone)
	d.int(h.DayTurns)
	for _, days := range []brush.Opt[uint16]{h.FramesDays, h.SessionsDays} {
		d.flag(days.OK)
		d.int(int(days.V))
	}
	return d.text()
}

// Version names what people say of a session, and nothing of what was heard of it.
func (s *Session) Version() string {
	d := newDigest('s')
	d.str(string(s.Person))
	d.flag(s.Guest)
	d.str(s.Note)
	d.flag(s.Removed)
	return d.text()
}

// Version names what a membership allows.
func (m *Membership) Version() string {
	d := newDigest('m')
	d.str(string(m.Role))
	d.str(strconv.FormatInt(m.Expires.UnixMicro(), 10))
	d.int(len(m.People))
	for _, p := range m.People {
		d.str(string(p))
	}
	return d.text()
}

// Version names what people say of a webhook; people are who it may be told of, in order.
func (k *Hook) Version(people []Consent) string {
	d := newDigest('k')
	d.str(k.Name)
	d.str(k.URL)
	d.int(len(k.Kinds))
	for _, kind := range k.Kinds {
		d.str(string(kind))
	}
	d.str(string(k.Off))
	d.str(string(k.Secret))
	for _, c := range people {
		d.str(string(c.Person))
	}
	return d.text()
}

// RemindersVersion names what a household is reminded of, and its quiet hours.
func RemindersVersion(rs []Reminder, q session.Quiet) string {
	d := newDigest('r')
	d.flag(q.On)
	d.int(q.From)
	d.int(q.To)
	for _, r := range rs {
		d.str(string(r.Person))
		d.int(int(r.Part))
		d.flag(r.On)
		d.int(r.At)
		d.int(int(r.Days))
	}
	return d.text()
}
