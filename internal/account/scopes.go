// Package account knows who may come in: households, accounts, logins, tokens and the one-time link, and who the people are.
package account

import (
	"errors"
	"slices"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// The scopes of a token.
const (
	FramesWrite = "frames:write"
	// TimerWrite lets the app's own timer be started and stopped, and nothing else be said of a brushing. It can be narrowed to some people.
	TimerWrite    = "timer:write"
	SessionsRead  = "sessions:read"
	SessionsWrite = "sessions:write"
	PeopleRead    = "people:read"
	PeopleWrite   = "people:write"
	BrushesRead   = "brushes:read"
	BrushesWrite  = "brushes:write"
	LiveRead      = "live:read"
	HouseholdRead = "household:read" // who belongs to it
	// HouseholdWrite is an owner's: what it changes may take things away for good.
	HouseholdWrite = "household:write"
	MembersWrite   = "members:write" // invitations and roles
	TokensWrite    = "tokens:write"
	// HooksWrite is an owner's: who holds it says what leaves the household.
	HooksWrite = "hooks:write"
	AuditRead  = "audit:read"  // who did what, and what was allowed
	ExportRead = "export:read" // all of it, as an archive
	EraseWrite = "erase:write"
)

// Scopes returns every scope, in the order in which they are told.
func Scopes() []string {
	return []string{FramesWrite, TimerWrite, SessionsRead, SessionsWrite, PeopleRead, PeopleWrite, BrushesRead, BrushesWrite, LiveRead,
		HouseholdRead, HouseholdWrite, MembersWrite, TokensWrite, HooksWrite, AuditRead, ExportRead, EraseWrite}
}

// KnownScope reports whether a scope exists.
func KnownScope(s string) bool { return slices.Contains(Scopes(), s) }

// Play is the role of a browser that plays: whoever holds it sees some children and starts their timer. No membership has it.
const Play store.Role = "play"

// ScopesOf returns what a role may do; none for a role that does not exist.
func ScopesOf(r store.Role) []string {
	switch r {
	case store.Owner:
		return Scopes()
	case store.Caregiver:
		return []string{FramesWrite, TimerWrite, SessionsRead, SessionsWrite, PeopleRead, BrushesRead, BrushesWrite, LiveRead, HouseholdRead, TokensWrite}
	case store.Viewer:
		return []string{SessionsRead, PeopleRead, BrushesRead, LiveRead, HouseholdRead}
	case Play:
		return []string{TimerWrite, PeopleRead, LiveRead}
	}
	return nil
}

// ErrUnauthorized says that no valid credential came.
var ErrUnauthorized = errors.New("no valid credential")

// WaitError refuses a try that came too soon.
type WaitError struct {
	For time.Duration // how long to wait
}

func (e *WaitError) Error() string { return "too many tries; wait " + e.For.String() }

// RuleError is a rule of the household that stands against what was asked. It is of kind brush.ErrConflict.
type RuleError struct {
	Says string // a sentence for people
	kind error
}

func (e *RuleError) Error() string { return e.Says }

// Unwrap gives its kind.
func (e *RuleError) Unwrap() error { return e.kind }
