package httpapi

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire/relay"
)

// maxTopic is the longest topic that a message may say it came by, in bytes.
const maxTopic = 1024

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
	s.take(w, r, func(w http.ResponseWriter, r *http.Request, source brush.SourceID, now time.Time) ([]brush.Frame, error) {
		return unpacked(w, r, func(in io.Reader) ([]brush.Frame, error) {
			body, err := io.ReadAll(in)
			if err != nil {
				return nil, unreadable(err)
			}
			fs, err := s.relayFrames(kind, body, now, r.URL.Query().Get("topic"), source)
			if errors.Is(err, relay.ErrTooMany) {
				return nil, errTooMany
			}
			var field *brush.FieldError
			if errors.As(err, &field) {
				detail := &huma.ErrorDetail{Location: "body", Message: field.Reason}
				if field.Field != "" {
					detail.Location = field.Field
				}
				return nil, &badMessage{detail}
			}
			return fs, err
		})
	})
}

// relayFrames are the frames of a relay's message that are a toothbrush's. The source is who proved to send them.
func (s *server) relayFrames(kind relay.Kind, body []byte, now time.Time, topic string, source brush.SourceID) ([]brush.Frame, error) {
	if len(topic) > maxTopic {
		return nil, &brush.FieldError{Field: "query.topic", Reason: "is longer than 1024 bytes"}
	}
	fs, err := relay.Parse(kind, body, now, topic)
	if err != nil {
		return nil, err
	}
	fs = relay.Claimed(fs, s.Brands)
	from := ears{source: source}
	for i := range fs {
		if err := plausible(&fs[i], now); err != nil {
			return nil, err
		}
		if fs[i].Source, err = from.of(fs[i].Source); err != nil {
			return nil, err
		}
	}
	return fs, nil
}
