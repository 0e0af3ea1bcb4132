package httpapi

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/intake"
	"github.com/enamel-home/enamel/wire/relay"
)

// badMessage says what of a relay's message cannot be.
type badMessage struct{ detail *huma.ErrorDetail }

func (b *badMessage) Error() string { return b.detail.Location + ": " + b.detail.Message }

// relayed is the door of POST /relays/{kind}: what other gateways send, each in its own words. Behind the reading it is the door of frames.
func (s *server) relayed(w http.ResponseWriter, r *http.Request) {
	kind := relay.Kind(r.PathValue("kind"))
	if !slices.Contains(relay.Kinds, kind) {
		s.writeProblem(w, r, says(http.StatusNotFound, "No such relay is known."))
		return
	}
	s.take(w, r, func(w http.ResponseWriter, r *http.Request, from intake.Sender, now time.Time) ([]brush.Frame, error) {
		return unpacked(w, r, func(in io.Reader) ([]brush.Frame, error) {
			body, err := io.ReadAll(in)
			if err != nil {
				return nil, unreadable(err)
			}
			fs, err := intake.Relay(kind, body, r.URL.Query().Get("topic"), from, s.Brands, now)
			if errors.Is(err, intake.ErrTooMany) {
				return nil, err
			}
			var field *brush.FieldError
			if errors.As(err, &field) {
				detail := &huma.ErrorDetail{Location: field.Field, Message: field.Reason}
				switch field.Field {
				case "":
					detail.Location = "body"
				case "topic":
					detail.Location = "query.topic"
				}
				return nil, &badMessage{detail}
			}
			return fs, err
		})
	})
}
