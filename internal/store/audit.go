package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Act is what somebody did. The list is closed: what is not in it cannot be written.
type Act string

// The acts.
const (
	ActSetup         Act = "setup"
	ActLogin         Act = "login"        // Detail: by what, and whether the browser is a new one
	ActLoginFailed   Act = "login_failed" // Detail: how often since the entry before
	ActLogout        Act = "logout"
	ActLoginRevoked  Act = "login_revoked"
	ActSecretChanged Act = "secret_changed" // how an account comes in: Detail says what

	ActPersonAdded      Act = "person_added"
	ActPersonChanged    Act = "person_changed"
	ActPersonRemoved    Act = "person_removed"
	ActPersonRead       Act = "person_read" // a viewer or a program read somebody's brushings; at most one entry an hour
	ActPersonExported   Act = "person_exported"
	ActEraseAsked       Act = "erase_asked"
	ActPersonErased     Act = "person_erased"
	ActAccountErased    Act = "account_erased"
	ActBrushChanged     Act = "brush_changed"
	ActHouseholdChanged Act = "household_changed"
	ActHouseholdExport  Act = "household_exported"
	ActSessionAssigned  Act = "session_assigned"
	ActSessionNoted     Act = "session_noted"
	ActSessionRemoved   Act = "session_removed"
	ActFramesExported   Act = "frames_exported"

	ActTokenMade        Act = "token_made"
	ActTokenRevoked     Act = "token_revoked"
	ActMemberInvited    Act = "member_invited"
	ActMemberJoined     Act = "member_joined"
	ActMemberChanged    Act = "member_changed"
	ActMemberRemoved    Act = "member_removed"
	ActAppAdded         Act = "app_added"   // registered by the household
	ActAppRemoved       Act = "app_removed" // and taken away
	ActAppAllowed       Act = "app_allowed"
	ActAppRevoked       Act = "app_revoked"
	ActHookChanged      Act = "hook_changed"
	ActDeviceClaimed    Act = "device_claimed"
	ActDeviceRevoked    Act = "device_revoked"
	ActBrowserChanged   Act = "browser_changed" // whether one is told of reminders: Detail says
	ActConsentGiven     Act = "consent_given"
	ActConsentWithdrawn Act = "consent_withdrawn"
	ActLinkMade         Act = "link_made" // to a report
	ActLinkViewed       Act = "link_viewed"
	ActLinkRevoked      Act = "link_revoked"
	ActReportTaken      Act = "report_taken"
)

// Acts returns the closed list.
func Acts() []Act {
	return []Act{ActSetup, ActLogin, ActLoginFailed, ActLogout, ActLoginRevoked, ActSecretChanged, ActPersonAdded, ActPersonChanged, ActPersonRemoved,
		ActPersonRead, ActPersonExported, ActEraseAsked, ActPersonErased, ActAccountErased, ActBrushChanged, ActHouseholdChanged, ActHouseholdExport,
		ActSessionAssigned, ActSessionNoted, ActSessionRemoved, ActFramesExported, ActTokenMade, ActTokenRevoked, ActMemberInvited, ActMemberJoined,
		ActMemberChanged, ActMemberRemoved, ActAppAdded, ActAppRemoved, ActAppAllowed, ActAppRevoked, ActHookChanged, ActDeviceClaimed, ActDeviceRevoked, ActBrowserChanged, ActConsentGiven,
		ActConsentWithdrawn, ActLinkMade, ActLinkViewed, ActLinkRevoked, ActReportTaken}
}

// NameKind says what a name in the audit log is the name of.
type NameKind string

// The kinds of name. Nobody and Machine have no id.
const (
	Nobody      NameKind = ""
	Machine     NameKind = "machine" // the server itself, or a command on its machine
	NameAccount NameKind = "account"
	NameToken   NameKind = "token"
	NameGrant   NameKind = "grant"
	NameClient  NameKind = "client" // an app
	NamePerson  NameKind = "person"
	NameSession NameKind = "session"
	NameBrush   NameKind = "brush"
	NameSource  NameKind = "source"
	NameConsent NameKind = "consent"
	NameInvite  NameKind = "invite"
	NameHook    NameKind = "hook"
	NameLogin   NameKind = "login"
	NameHome    NameKind = "household"
	NameLink    NameKind = "link" // to a report
)

// Named is something by its id. In the log stands a number in its place, and what the number means stands beside the log, so that it can be
// forgotten without touching an entry.
type Named struct {
	Kind NameKind
	ID   string // "": of Nobody and Machine; in what is read also: it was erased
	N    int64  // its number; 0: none. Set by the store
}

// Actor is who does something, and by which request.
type Actor struct {
	By      Named
	Client  string // the app's id; "": none
	Request string // the request's id; "": none
}

type actorKey struct{}

// WithActor returns a context in which somebody acts: a door says so once, and whoever writes the log reads it.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// Acting is a door that learns who acts only after the context was made.
type Acting interface{ Actor() Actor }

// WithActing is WithActor for whoever a says at the time when it is asked.
func WithActing(ctx context.Context, a Acting) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf returns who acts in a context: the machine itself when no door said otherwise.
func ActorOf(ctx context.Context) Actor {
	switch a := ctx.Value(actorKey{}).(type) {
	case Actor:
		return a
	case Acting:
		return a.Actor()
	}
	return Actor{By: Named{Kind: Machine}}
}

// AuditEntry is one line of a household's log: who did what to whom. It holds ids and no names, addresses or secrets.
type AuditEntry struct {
	At     time.Time
	Act    Act
	Actor  Actor
	About  Named
	Person brush.PersonID // whose data it is; "": nobody's in particular
	Detail string         // words of ours, such as the names of changed fields: lower case, digits, "_:,." and "-"; at most 120 bytes
}

// Check refuses an entry that the log cannot hold.
func (e *AuditEntry) Check() error {
	switch {
	case !slices.Contains(Acts(), e.Act):
		return &brush.FieldError{Field: "act", Reason: "is not in the list of acts"}
	case len(e.Detail) > 120 || strings.ContainsFunc(e.Detail, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("_:,.-", r)
	}):
		return &brush.FieldError{Field: "detail", Reason: "holds what is no word of the log"}
	case len(e.About.ID) > 200 || len(e.Actor.By.ID) > 200 || len(e.Actor.Client) > 200 || len(e.Actor.Request) > 64:
		return &brush.FieldError{Field: "id", Reason: "is too long"}
	}
	return nil
}

// Audit writes who acts in ctx, and what, into the log of the update's household.
func Audit(ctx context.Context, tx Tx, e AuditEntry) error {
	e.Actor = ActorOf(ctx)
	return tx.Audit(e)
}

// AuditLine is an entry as it is kept.
type AuditLine struct {
	Seq     Seq // 1, 2, 3 ... without gaps
	At      time.Time
	Act     Act
	By      Named
	Client  Named
	About   Named
	Person  Named
	Request string
	Detail  string
	Hash    [32]byte // of the entry before and this one
}

// AuditName is what a number of the log means.
type AuditName struct {
	Named
	Person int64    // the number of the person whose it is; 0: nobody's
	Salt   []byte   // nil: erased
	Seal   [32]byte // what the log holds of it
}

// AuditHead says how long a log is and how it ends, so that a log that was cut short shows.
type AuditHead struct {
	Count Seq
	Names int64
	Hash  [32]byte
}

// SealOf returns what the log holds of a name: without the salt nobody can find out whose it was, nor make another fit.
func SealOf(salt []byte, n Named) [32]byte {
	b := appendField(nil, string(salt))
	b = appendField(b, string(n.Kind))
	return sha256.Sum256(appendField(b, n.ID))
}

// AuditStart is the hash before a household's first entry.
func AuditStart(h brush.HouseholdID) [32]byte {
	return sha256.Sum256(appendField([]byte("enamel audit 1"), string(h)))
}

// ChainHash returns the hash of an entry behind another. fresh are the names that the entry is the first to use, in order of their numbers.
func ChainHash(before [32]byte, l *AuditLine, fresh []AuditName) [32]byte {
	b := append(make([]byte, 0, 256), before[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(l.At.UnixMicro()))
	b = appendField(b, string(l.Act))
	for _, n := range [...]int64{l.By.N, l.Client.N, l.About.N, l.Person.N} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	b = appendField(appendField(b, l.Request), l.Detail)
	for i := range fresh {
		b = binary.BigEndian.AppendUint64(b, uint64(fresh[i].N))
		b = binary.BigEndian.AppendUint64(b, uint64(fresh[i].Person))
		b = append(appendField(b, string(fresh[i].Kind)), fresh[i].Seal[:]...)
	}
	return sha256.Sum256(b)
}

func appendField(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// AuditQuery chooses lines, newest first.
type AuditQuery struct {
	Before Seq            // 0: from the newest
	Person brush.PersonID // "": all
	Limit  int            // at most 500; 0: 100
}
