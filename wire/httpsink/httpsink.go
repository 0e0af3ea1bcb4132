// Package httpsink is the sender's end of the HTTP door: a wire.Sink that posts frames to a server.
package httpsink

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// The limits of one request, well inside the door's.
const (
	maxLines = 2000
	maxBody  = 2 << 20 // bytes, not packed
	packFrom = 2 << 10 // bytes: shorter bodies are not worth packing
)

// Sink posts frames. Several goroutines may use one.
type Sink struct {
	door   string
	token  string
	client *http.Client
}

// New returns a sink that posts to the server at base, such as "http://enamel.local:8080", with a token of scope frames:write. The error
// says why base is no address. A nil client is one of its own, with a timeout of a minute.
func New(base, token string, client *http.Client) (*Sink, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, &brush.FieldError{Field: "to", Reason: "must be the server's address, such as http://enamel.local:8080"}
	}
	if client == nil {
		client = &http.Client{Timeout: time.Minute}
	}
	return &Sink{door: strings.TrimRight(u.String(), "/") + "/api/v1/frames", token: token, client: client}, nil
}

// Accept implements wire.Sink. A long call goes in several requests, in order.
func (s *Sink) Accept(ctx context.Context, frames []brush.Frame) error {
	var body []byte
	for first := 0; first < len(frames); {
		body = body[:0]
		n := 0
		for n < maxLines && first+n < len(frames) && (n == 0 || len(body) < maxBody) {
			body = append(wire.AppendFrame(body, &frames[first+n]), '\n')
			n++
		}
		if err := s.post(ctx, body, n); err != nil {
			return err
		}
		first += n
	}
	return nil
}

func (s *Sink) post(ctx context.Context, lines []byte, n int) error {
	body, packed := lines, false
	if len(lines) >= packFrom {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(lines); err != nil {
			return fmt.Errorf("pack frames: %w", err)
		}
		if err := z.Close(); err != nil {
			return fmt.Errorf("pack frames: %w", err)
		}
		body, packed = b.Bytes(), true
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.door, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("post frames: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-ndjson")
	req.Header.Set("Authorization", "Bearer "+s.token)
	if packed {
		req.Header.Set("Content-Encoding", "gzip")
	}
	res, err := s.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("post frames: %w", ctx.Err())
		}
		return &Refusal{kind: brush.ErrUnavailable, Sentence: err.Error()}
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if res.StatusCode != http.StatusOK {
		return RefusalOf(res, answer)
	}
	// Not every 200 is a promise: a hotel's log-in page answers 200 as well.
	var yes struct {
		Accepted *int `json:"accepted"`
	}
	if err != nil || json.Unmarshal(answer, &yes) != nil || yes.Accepted == nil || *yes.Accepted != n {
		return &Refusal{kind: brush.ErrUnavailable, Status: res.StatusCode, Sentence: "the answer does not say that the frames are kept"}
	}
	return nil
}

// Refusal is an answer that is not yes. Its kind (errors.Is) is brush.ErrInvalid, ErrForbidden, ErrNotFound or ErrUnavailable.
type Refusal struct {
	Status   int    // 0: there was no answer
	Sentence string // the server's own, where it gave one
	kind     error
	after    time.Duration
}

func (r *Refusal) Error() string {
	if r.Status == 0 {
		return "the server cannot be reached: " + r.Sentence
	}
	return "the server answers " + strconv.Itoa(r.Status) + ": " + r.Sentence
}

// Unwrap returns the kind.
func (r *Refusal) Unwrap() error { return r.kind }

// RetryAfter returns how long the server asks to wait; 0: it does not say.
func (r *Refusal) RetryAfter() time.Duration { return r.after }

// RefusalOf returns what an answer that is not yes says.
func RefusalOf(res *http.Response, answer []byte) *Refusal {
	r := &Refusal{Status: res.StatusCode, Sentence: sentence(answer)}
	if r.Sentence == "" {
		r.Sentence = http.StatusText(res.StatusCode)
	}
	switch code := res.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		r.kind = brush.ErrForbidden
	case code == http.StatusRequestTimeout || code == http.StatusTooEarly || code == http.StatusTooManyRequests || code == 499 || code >= 500:
		r.kind = brush.ErrUnavailable
		r.after = retryAfter(res.Header)
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		r.kind = brush.ErrNotFound
		r.Sentence = "there is no such thing here; is this the address of Enamel, of a version that knows it?"
	default:
		r.kind = brush.ErrInvalid
	}
	return r
}

// sentence returns what a problem [RFC 9457] says, with its first details.
func sentence(answer []byte) string {
	var p struct {
		Title, Detail string
		Errors        []struct{ Location, Message string }
	}
	if json.Unmarshal(answer, &p) != nil {
		return ""
	}
	s := p.Detail
	if s == "" {
		s = p.Title
	}
	for i, e := range p.Errors {
		if i == 3 {
			return s + " ..."
		}
		s += " " + e.Location + ": " + e.Message
	}
	return s
}

// retryAfter reads the header in either of its forms [RFC 9110, 10.2.3].
func retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return time.Duration(min(n, 86400)) * time.Second
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	said, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, at.Sub(said))
}
