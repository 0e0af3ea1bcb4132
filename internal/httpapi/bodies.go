package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// maxDepth is how deep a body may be nested: nothing that is asked for is deeper than a few.
const maxDepth = 32

// What a body can be that is JSON, and is refused all the same. They are told as they stand: nothing that was sent is in them.
var (
	errTwice = errors.New("an object names one field twice")
	errDeep  = fmt.Errorf("it is nested deeper than %d", maxDepth)
)

// readJSON reads a body. An object that names a field twice is refused: two readers would not agree on what it says.
func readJSON(data []byte, v any) error {
	if err := soundJSON(data); err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

func soundJSON(data []byte) error {
	type level struct {
		names map[string]bool // nil: an array
		value bool            // a name was read, and its value comes next
	}
	var open []level
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		top := len(open) - 1
		if top >= 0 && open[top].names != nil && !open[top].value {
			if name, ok := t.(string); ok {
				if open[top].names[name] {
					return errTwice
				}
				open[top].names[name], open[top].value = true, true
				continue
			}
		}
		if top >= 0 {
			open[top].value = false
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if len(open) >= maxDepth {
				return errDeep
			}
			l := level{}
			if t == json.Delim('{') {
				l.names = map[string]bool{}
			}
			open = append(open, l)
		case json.Delim('}'), json.Delim(']'):
			open = open[:top]
		}
	}
}

// spoken refuses a body in another charset than the one that JSON has, and one of another type.
func spoken(r *http.Request) error {
	said := r.Header.Get("Content-Type")
	if said == "" || r.ContentLength == 0 {
		return nil
	}
	kind, params, err := mime.ParseMediaType(said)
	switch charset := params["charset"]; {
	case err != nil, kind != "application/json" && !strings.HasSuffix(kind, "+json"):
		return says(http.StatusUnsupportedMediaType, "The body must be application/json.")
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return says(http.StatusUnsupportedMediaType, "JSON is UTF-8 and has no other charset.")
	}
	return nil
}

// readBody reads the body of a call whose answer is no JSON, as strictly as the others' are: 413 for too much, 415 for another type, 400 for no JSON,
// 422 for another shape.
func readBody(w http.ResponseWriter, r *http.Request, v any) error {
	if err := spoken(r); err != nil {
		return err
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var much *http.MaxBytesError
	switch {
	case errors.As(err, &much):
		return says(http.StatusRequestEntityTooLarge, "The body is too large.")
	case err != nil:
		return fmt.Errorf("read a body: %w", err)
	}
	if err := soundJSON(data); errors.Is(err, errTwice) || errors.Is(err, errDeep) {
		return says(http.StatusBadRequest, "The body cannot be read: "+err.Error()+".")
	} else if err != nil || !json.Valid(data) {
		return says(http.StatusBadRequest, "The body cannot be read: this is no JSON.")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil || bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return says(http.StatusUnprocessableEntity, "The body has another shape than this call's.")
	}
	return nil
}
