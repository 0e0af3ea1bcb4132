// Package client speaks the API of an Enamel server: people, brushes, sessions, frames, and what happens as it happens.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire/httpsink"
)

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 16 << 20

// answerIn is how long a call of a client with no http.Client of its own waits.
const answerIn = 30 * time.Second

// Client speaks to one server with one token. Several goroutines may use one.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New returns a client of the server at base, such as "http://enamel.local:8080". The error says why base is no address. A nil client is one of
// its own; its Timeout must be 0 for Follow, which takes one without.
func New(base, token string, c *http.Client) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, &brush.FieldError{Field: "base", Reason: "must be the server's address, such as http://enamel.local:8080"}
	}
	if c == nil {
		c = &http.Client{Timeout: answerIn}
	}
	return &Client{base: strings.TrimRight(u.String(), "/"), token: token, http: c}, nil
}

// Sink posts frames to the server. Its token needs frames:write.
func (c *Client) Sink() (*httpsink.Sink, error) { return httpsink.New(c.base, c.token, c.http) }

// FieldFault says what of a request cannot be.
type FieldFault struct {
	Location string `json:"location"` // such as body.name
	Message  string `json:"message"`
}

// Problem is a refusal (RFC 9457). Its kind (errors.Is) is one of brush.Err*.
type Problem struct {
	Status  int           `json:"status"`
	Title   string        `json:"title"`
	Detail  string        `json:"detail"`
	Faults  []FieldFault  `json:"errors"`
	Wait    time.Duration `json:"-"` // before it is asked again; 0: the server does not say
	Version string        `json:"-"` // of a thing that somebody else has changed: the one that there is now
}

// Error is the server's own sentence.
func (p *Problem) Error() string {
	s := strconv.Itoa(p.Status) + " " + p.Title
	if p.Detail != "" {
		s += ": " + p.Detail
	}
	for _, f := range p.Faults {
		s += " (" + f.Location + " " + f.Message + ")"
	}
	return s
}

// Unwrap returns the kind.
func (p *Problem) Unwrap() error {
	switch {
	case p.Status == http.StatusNotFound:
		return brush.ErrNotFound
	case p.Status == http.StatusConflict, p.Status == http.StatusPreconditionFailed:
		return brush.ErrConflict
	case p.Status == http.StatusUnauthorized, p.Status == http.StatusForbidden:
		return brush.ErrForbidden
	case p.Status == http.StatusTooManyRequests, p.Status >= 500:
		return brush.ErrUnavailable
	}
	return brush.ErrInvalid
}

// Option is something that a call says beside its body.
type Option func(http.Header)

// IfVersion makes a change only to this version of a thing, as its field Version told it; else the error is a *Problem of status 412.
func IfVersion(version string) Option {
	return func(h http.Header) { h.Set("If-Match", `"`+version+`"`) }
}

// Once names a request that makes something: asked again with the same key and body within 24 hours, the server makes nothing twice and answers
// the same.
func Once(key string) Option { return func(h http.Header) { h.Set("Idempotency-Key", key) } }

// Call makes any call of the API: path stands behind /api/v1, with its query. in is sent as JSON unless it is nil; out is read unless it is nil.
func (c *Client) Call(ctx context.Context, method, path string, in, out any, options ...Option) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("write the request: %w", err)
		}
		body = bytes.NewReader(b)
	}
	q, err := c.request(ctx, method, path, body)
	if err != nil {
		return err
	}
	if in != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	for _, o := range options {
		o(q.Header)
	}
	res, err := c.http.Do(q)
	if err != nil {
		return fmt.Errorf("%s %s: %w: %w", method, path, brush.ErrUnavailable, err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s %s: read the answer: %w: %w", method, path, brush.ErrUnavailable, err)
	case res.StatusCode >= 300:
		return problemOf(res, b)
	case len(b) > maxAnswer:
		return fmt.Errorf("%s %s: the answer has more than %d bytes: %w", method, path, maxAnswer, brush.ErrInvalid)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("%s %s: the answer is not what was asked for: %w: %w", method, path, brush.ErrUnavailable, err)
	}
	return nil
}

func (c *Client) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	q, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, body)
	if err != nil {
		return nil, fmt.Errorf("make a request: %w: %w", brush.ErrInvalid, err)
	}
	if c.token != "" {
		q.Header.Set("Authorization", "Bearer "+c.token)
	}
	return q, nil
}

func problemOf(res *http.Response, body []byte) *Problem {
	p := &Problem{}
	if err := json.Unmarshal(body, p); err != nil || p.Title == "" {
		p = &Problem{Title: http.StatusText(res.StatusCode)} // of a proxy between
	}
	p.Status = res.StatusCode
	if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && n > 0 {
		p.Wait = time.Duration(n) * time.Second
	}
	if tag, ok := strings.CutPrefix(res.Header.Get("ETag"), `"`); ok {
		p.Version, _, _ = strings.Cut(strings.TrimSuffix(tag, `"`), ".")
	}
	return p
}

type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// People returns the people, in their order.
func (c *Client) People(ctx context.Context) ([]Person, error) {
	var l list[Person]
	err := c.Call(ctx, "GET", "/people", nil, &l)
	return l.Items, err
}

// AddPerson adds a person.
func (c *Client) AddPerson(ctx context.Context, n NewPerson, options ...Option) (p Person, err error) {
	err = c.Call(ctx, "POST", "/people", n, &p, options...)
	return p, err
}

// ChangePerson changes what the patch holds.
func (c *Client) ChangePerson(ctx context.Context, id string, patch PersonPatch, options ...Option) (p Person, err error) {
	err = c.Call(ctx, "PATCH", "/people/"+url.PathEscape(id), patch, &p, options...)
	return p, err
}

// RemovePerson removes a person; their sessions stay.
func (c *Client) RemovePerson(ctx context.Context, id string, options ...Option) error {
	return c.Call(ctx, "DELETE", "/people/"+url.PathEscape(id), nil, nil, options...)
}

// Brushes returns the brushes.
func (c *Client) Brushes(ctx context.Context) ([]Brush, error) {
	var l list[Brush]
	err := c.Call(ctx, "GET", "/brushes", nil, &l)
	return l.Items, err
}

// Sessions goes through sessions, newest first, a page at a time. It ends with the first error.
func (c *Client) Sessions(ctx context.Context, q SessionQuery) iter.Seq2[Session, error] {
	return func(yield func(Session, error) bool) {
		v := q.values()
		for {
			var l list[Session]
			if err := c.Call(ctx, "GET", "/sessions?"+v.Encode(), nil, &l); err != nil {
				yield(Session{}, err)
				return
			}
			for _, s := range l.Items {
				if !yield(s, nil) {
					return
				}
			}
			if l.Next == "" || l.Next == v.Get("cursor") {
				return
			}
			v.Set("cursor", l.Next)
		}
	}
}

// Session returns one session, with its runs.
func (c *Client) Session(ctx context.Context, id string) (s Session, err error) {
	err = c.Call(ctx, "GET", "/sessions/"+url.PathEscape(id), nil, &s)
	return s, err
}

// ChangeSession says who it was, or leaves a note.
func (c *Client) ChangeSession(ctx context.Context, id string, patch SessionPatch, options ...Option) (s Session, err error) {
	err = c.Call(ctx, "PATCH", "/sessions/"+url.PathEscape(id), patch, &s, options...)
	return s, err
}

// Stale reports whether a change was refused because somebody else changed the thing, and the version that it has now.
func Stale(err error) (version string, ok bool) {
	var p *Problem
	if errors.As(err, &p) && p.Status == http.StatusPreconditionFailed {
		return p.Version, true
	}
	return "", false
}
