package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
)

// problem is the one map from kinds of error to answers. What was sent is never repeated; what went wrong inside is logged, not said.
func (s *server) problem(ctx context.Context, err error) error {
	p := &huma.ErrorModel{}
	var field *brush.FieldError
	var wait *account.WaitError
	var rule *account.RuleError
	var old *store.StaleError
	var second *account.SecondError
	var unclaimed *provision.UnclaimedError
	var status huma.StatusError
	switch {
	case errors.As(err, &second):
		p.Status, p.Type, p.Detail = http.StatusUnauthorized, "urn:enamel:second-factor", "The password is right. Now the one-time code."
		c := s.attemptCookie(requestOf(ctx).r, secondCookie, second.Secret)
		return huma.ErrorWithHeaders(titled(p), http.Header{"Set-Cookie": {c.String()}})
	case errors.Is(err, account.ErrProve):
		p.Status, p.Type, p.Detail = http.StatusForbidden, "urn:enamel:prove", "Show again that it is you: with your password or a passkey."
	case errors.Is(err, account.ErrPasskey):
		p.Status, p.Detail = http.StatusUnauthorized, "This passkey is not known here, or does not fit."
	case errors.Is(err, account.ErrCopied):
		p.Status, p.Detail = http.StatusForbidden, "Another device seems to hold a copy of this passkey, so it was refused. Come in another way, remove it, and add a new one."
	case errors.Is(err, account.ErrAttempt):
		p.Status, p.Detail = http.StatusForbidden, "This took too long, or was done already. Begin again."
	case errors.Is(err, account.ErrRecovery):
		p.Status, p.Detail = http.StatusForbidden, "This recovery link is wrong, used or too old. Whoever runs the server can make a new one."
	case errors.Is(err, account.ErrProvider):
		p.Status, p.Detail = http.StatusForbidden, "The other provider's answer does not fit. Begin again."
	case errors.Is(err, account.ErrUnlinked):
		p.Status, p.Detail = http.StatusForbidden, "Nobody here is linked with that account. Log in another way and link it under House, Signing in."
	case errors.As(err, &unclaimed):
		p.Status, p.Type, p.Detail = http.StatusConflict, "urn:enamel:not-claimed", "No household has claimed this device yet. Ask again later."
		return huma.ErrorWithHeaders(titled(p), http.Header{"Retry-After": {seconds(unclaimed.For)}})
	case errors.Is(err, provision.ErrShut):
		p.Status, p.Type, p.Detail = http.StatusForbidden, "urn:enamel:shut-out", "The household does not let this device in."
	case errors.Is(err, provision.ErrNoCode):
		p.Status, p.Type, p.Detail = http.StatusNotFound, "urn:enamel:no-such-code", "No device has this code."
	case errors.Is(err, provision.ErrYours):
		p.Status, p.Type, p.Detail = http.StatusConflict, "urn:enamel:device-yours", "This device is in this household already."
	case errors.Is(err, provision.ErrTaken):
		p.Status, p.Type, p.Detail = http.StatusConflict, "urn:enamel:device-taken", "Another household has this device. Its owner there has to release it first."
	case errors.Is(err, provision.ErrMany):
		p.Status, p.Detail = http.StatusConflict, "This household has as many devices as it may. Release one first."
	case errors.Is(err, provision.ErrNoIssuer):
		p.Status, p.Detail = http.StatusNotFound, "This server signs no certificates."
	case errors.Is(err, provision.ErrNotDevice):
		p.Status, p.Detail = http.StatusForbidden, "This is no device's own token."
	case errors.As(err, &wait):
		p.Status, p.Detail = http.StatusTooManyRequests, "Too many tries. Wait a moment."
		return huma.ErrorWithHeaders(titled(p), http.Header{"Retry-After": {seconds(wait.For)}})
	case errors.As(err, &field):
		p.Status, p.Detail = http.StatusUnprocessableEntity, "One field cannot be as it was sent."
		p.Errors = []*huma.ErrorDetail{{Location: locationOf(field.Field), Message: field.Reason}}
	case errors.Is(err, account.ErrUnauthorized):
		p.Status, p.Detail = http.StatusUnauthorized, "Sign in, or send a token that is valid."
	case errors.Is(err, account.ErrPassword):
		p.Status, p.Detail = http.StatusUnauthorized, "The e-mail address or the password is not right."
	case errors.Is(err, account.ErrSetupCode):
		p.Status, p.Detail = http.StatusForbidden, "This one-time link is wrong, used or too old. While nothing is set up, Enamel prints a new one each time it starts."
	case errors.Is(err, account.ErrInvitation):
		p.Status, p.Detail = http.StatusForbidden, "This invitation is wrong, used or too old. Ask for a new one."
	case errors.As(err, &rule):
		p.Status, p.Detail = http.StatusConflict, rule.Says
	case errors.Is(err, brush.ErrInvalid):
		p.Status, p.Detail = http.StatusUnprocessableEntity, "What was sent cannot be."
	case errors.Is(err, brush.ErrNotFound):
		p.Status, p.Detail = http.StatusNotFound, "There is no such thing in this household."
	case errors.As(err, &old):
		p.Status, p.Detail = http.StatusPreconditionFailed, "Somebody has changed it meanwhile. Read it again, and say which change shall count."
		return huma.ErrorWithHeaders(titled(p), http.Header{"Etag": {`"` + old.Current + `"`}})
	case errors.Is(err, brush.ErrConflict):
		p.Status, p.Detail = http.StatusConflict, "It is there already, or has changed meanwhile."
	case errors.Is(err, brush.ErrForbidden):
		p.Status, p.Detail = http.StatusForbidden, "This credential does not allow it."
	case errors.Is(err, context.Canceled):
		p.Status, p.Detail = 499, "The request was given up."
	case errors.Is(err, brush.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		s.log.WarnContext(ctx, "unavailable", "request", requestID(ctx), "error", err)
		p.Status, p.Detail = http.StatusServiceUnavailable, "The server cannot keep or read anything just now. None of this request is promised to be kept; send it again."
		return huma.ErrorWithHeaders(titled(p), http.Header{"Retry-After": {"2"}})
	case errors.As(err, &status):
		return err
	default:
		s.log.ErrorContext(ctx, "fault", "request", requestID(ctx), "error", err)
		p.Status, p.Detail = http.StatusInternalServerError, "Something went wrong inside. It is in the log."
	}
	return titled(p)
}

// locationOf says where a field was: fields are of the body unless they say otherwise, as in the checks against the document.
func locationOf(field string) string {
	if field == "" {
		return "body"
	}
	if head, _, ok := strings.Cut(field, "."); ok && (head == "query" || head == "path" || head == "header") {
		return field
	}
	return "body." + field
}

// says is a problem with its own sentence.
func says(status int, detail string) error {
	return titled(&huma.ErrorModel{Status: status, Detail: detail})
}

func titled(p *huma.ErrorModel) *huma.ErrorModel {
	if p.Title = http.StatusText(p.Status); p.Title == "" {
		p.Title = "Request given up"
	}
	if p.Type == "" {
		p.Type = "about:blank"
	}
	return p
}

// quiet takes what was sent out of every problem: a wrong password must not come back in an answer, nor land in a log of answers.
func quiet(_ huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	clean := *titled(p)
	clean.Errors = nil
	if clean.Detail == "validation failed" {
		clean.Detail = "Something cannot be as it was sent."
	}
	for _, e := range p.Errors {
		message := e.Message
		if e.Location == "body" && p.Status == http.StatusBadRequest {
			if message = "this is no JSON"; e.Message == errTwice.Error() || e.Message == errDeep.Error() {
				message = e.Message
			}
		}
		clean.Errors = append(clean.Errors, &huma.ErrorDetail{Location: e.Location, Message: message})
	}
	return &clean, nil
}

// write sends an error as a problem, for the calls that are read and written by hand.
func (s *server) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	err = s.problem(r.Context(), err)
	var headers huma.HeadersError
	if errors.As(err, &headers) {
		for k, vs := range headers.GetHeaders() {
			w.Header()[k] = vs
		}
	}
	var p *huma.ErrorModel
	if !errors.As(err, &p) {
		p = titled(&huma.ErrorModel{Status: http.StatusInternalServerError})
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	writeJSON(w, p)
}

// writeJSON writes v without escaping for HTML: nothing here is ever read as a page.
func writeJSON(w http.ResponseWriter, v any) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the only error is a listener that has gone
}

func statusText(code int) string { return strconv.Itoa(code) }

// seconds rounds up, so that who waits that long does not come too early.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}
