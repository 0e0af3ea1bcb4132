package store

import "context"

type patientKey struct{}

// Patient marks the context of an update whose answer nobody waits for: the store lets those go first for whom somebody does, and yet never
// leaves it lying.
func Patient(ctx context.Context) context.Context {
	return context.WithValue(ctx, patientKey{}, true)
}

// IsPatient reports whether a context is Patient's.
func IsPatient(ctx context.Context) bool {
	is, _ := ctx.Value(patientKey{}).(bool)
	return is
}
