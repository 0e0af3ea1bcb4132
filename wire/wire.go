// Package wire is the one JSON form of frames, readings and sessions, and the promise of those who accept frames.
package wire

import (
	"context"

	"github.com/enamel-home/enamel/brush"
)

// Sink accepts frames. A nil error is a promise: every frame is kept. After an error none is promised, and the same frames may be sent
// again any number of times without harm. The error's kind says whether that is worth it: brush.ErrInvalid is final,
// brush.ErrUnavailable is not.
type Sink interface {
	Accept(ctx context.Context, frames []brush.Frame) error
}
