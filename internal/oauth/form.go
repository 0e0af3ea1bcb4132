package oauth

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Limits of a request.
const (
	maxForm   = 16 << 10
	maxParams = 64
	maxValue  = 4096
)

// Error is an answer of OAuth that is no yes.
type Error struct {
	Code        string // of the RFC, such as invalid_grant
	Description string // for people who write apps
	Status      int    // 0: 400
}

func (e *Error) Error() string { return e.Code + ": " + e.Description }

func fail(code, description string) *Error { return &Error{Code: code, Description: description} }

func invalidRequest(description string) *Error { return fail("invalid_request", description) }

// params are the parameters of one request, each once. A parameter without a value is as good as absent [RFC 6749 3.1].
type params map[string]string

// parseParams reads what is form-encoded, strictly: every parameter once [RFC 6749 3.1, 3.2], in UTF-8, without control characters.
func parseParams(encoded string) (params, error) {
	if len(encoded) > maxForm {
		return nil, invalidRequest("the request is too long")
	}
	if strings.Count(encoded, "&") >= maxParams {
		return nil, invalidRequest("there are too many parameters")
	}
	vs, err := url.ParseQuery(encoded)
	if err != nil {
		return nil, invalidRequest("the parameters are not form-encoded")
	}
	out := params{}
	for name, v := range vs {
		if name == "resource" || name == "audience" { // RFC 8693 and RFC 8707 let them be repeated; nothing here depends on them
			continue
		}
		if len(v) > 1 {
			return nil, invalidRequest("a parameter is there more than once")
		}
		if len(name) > 100 || len(v[0]) > maxValue {
			return nil, invalidRequest("a parameter is too long")
		}
		if !plain(name) || !plain(v[0]) {
			return nil, invalidRequest("a parameter holds what is no text")
		}
		if v[0] != "" {
			out[name] = v[0]
		}
	}
	return out, nil
}

func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// formOf reads the body of a POST. Nothing may be in the address: addresses are logged.
func formOf(w http.ResponseWriter, r *http.Request) (params, error) {
	if r.URL.RawQuery != "" {
		return nil, invalidRequest("parameters belong into the body, not into the address")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, invalidRequest("the body is not application/x-www-form-urlencoded")
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, &Error{Code: "invalid_request", Description: "the request is too long", Status: http.StatusRequestEntityTooLarge}
	case err != nil:
		return nil, invalidRequest("the body did not arrive")
	}
	return parseParams(string(b))
}
