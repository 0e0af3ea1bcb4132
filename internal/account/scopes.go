// Package account knows who may come in: households, accounts, logins, tokens and the one-time link, and who the people are.
package account

import (
	"errors"
	"slices"
	"time"
)

// The scopes of a token.
const (
	FramesWrite   = "frames:write"
	SessionsRead  = "sessions:read"
	SessionsWrite = "sessions:write"
	PeopleRead    = "people:read"
	PeopleWrite   = "people:write"
	BrushesRead   = "brushes:read"
	BrushesWrite  = "brushes:write"
	LiveRead      = "live:read"
	// HouseholdWrite is an owner's: what it changes may take things away for good.
	HouseholdWrite = "household:write"
	AuditRead      = "audit:read"  // who did what, and what was allowed
	ExportRead     = "export:read" // all of it, as an archive
	EraseWrite     = "erase:write"
)

// Scopes returns every scope, in the order in which they are told.
func Scopes() []string {
	return []string{FramesWrite, SessionsRead, SessionsWrite, PeopleRead, PeopleWrite, BrushesRead, BrushesWrite, LiveRead, HouseholdWrite, AuditRead, ExportRead, EraseWrite}
}

// KnownScope reports whether a scope exists.
func KnownScope(s string) bool { return slices.Contains(Scopes(), s) }

// ErrUnauthorized says that no valid credential came.
var ErrUnauthorized = errors.New("no valid credential")

// WaitError refuses a try that came too soon.
type WaitError struct {
	For time.Duration // how long to wait
}

func (e *WaitError) Error() string { return "too many tries; wait " + e.For.String() }
