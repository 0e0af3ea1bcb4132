package brush

import "errors"

// The kinds of error. Rooms wrap them with what they were doing; errors.Is finds the kind; one map in httpapi turns it into a status.
var (
	ErrInvalid     = errors.New("invalid")     // the caller sent something that cannot be: say which field
	ErrNotFound    = errors.New("not found")   // no such thing in this household
	ErrConflict    = errors.New("conflict")    // it is there already, or has changed since
	ErrForbidden   = errors.New("forbidden")   // the credential does not allow it
	ErrUnavailable = errors.New("unavailable") // not kept; the same call may be sent again
)

// FieldError names what was wrong with one field of what was sent. It is of kind ErrInvalid.
type FieldError struct {
	Field  string // as on the wire, such as "at"; empty when the whole is no value at all
	Reason string // a sentence for the person who sent it, without the value itself
}

func (e *FieldError) Error() string {
	if e.Field == "" {
		return e.Reason
	}
	return e.Field + ": " + e.Reason
}

// Unwrap returns ErrInvalid.
func (e *FieldError) Unwrap() error { return ErrInvalid }
