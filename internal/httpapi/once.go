package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// Whoever makes something may name the request by a key of their own, Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): asked again
// with it, the server answers what it answered, and makes no second thing. The answer is kept in the commit that makes the thing, sealed, for a
// credential alone. Refusals are not kept: what was refused may be asked again.

const (
	answersLast  = 24 * time.Hour // at least; the store keeps them a little longer
	mostAnswers  = 1000           // of a credential
	longestKey   = 255            // bytes
	keyHeader    = "Idempotency-Key"
	replayHeader = "Idempotency-Replayed"
)

// Sealer keeps what must not be read from a copy of the database. about names where it stands.
type Sealer interface {
	Seal(plain []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
}

// once is a request that has a key, on its way.
type once struct {
	credential string
	key, print [32]byte
	status     int
	secret     bool // its answer tells a secret
	kept       bool // its answer is in the commit
	reads      bool // its answer is read anew
}

// ways are the requests with a key that are on their way.
type ways struct {
	mu sync.Mutex
	on map[string]bool
}

// begin reports whether nobody is on this way; end must follow.
func (w *ways) begin(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.on[name] {
		return false
	}
	if w.on == nil {
		w.on = map[string]bool{}
	}
	w.on[name] = true
	return true
}

func (w *ways) end(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.on, name)
}

// making registers a call that makes something. The service that makes it tells of it with store.Made, inside its update: of the very T that
// handler returns. form is how the answer looks; it must ask nothing of the store, unless the door says again.
func making[I, T, O any](s *server, d door, handler func(context.Context, *I) (T, error), form func(context.Context, T) (O, error)) {
	d.makes = true
	register(s, d, func(ctx context.Context, in *I) (*body[O], error) {
		o := requestOf(ctx).once
		if o != nil {
			outer := ctx
			ctx = store.Making(ctx, func(tx store.Tx, made any) error { return keepAnswer(outer, s, o, tx, made, form) })
		}
		made, err := handler(ctx, in)
		if errors.Is(err, store.ErrAnswered) {
			return nil, tooSoon()
		}
		if err != nil {
			return nil, err
		}
		if o != nil && !o.kept {
			s.log.ErrorContext(ctx, "an answer was not kept with what it tells of", "request", requestID(ctx), "call", d.id)
		}
		out, err := form(ctx, made)
		if err != nil {
			return nil, err
		}
		return &body[O]{out}, nil
	})
}

// keepAnswer keeps an answer inside the update that makes what it tells of.
func keepAnswer[T, O any](ctx context.Context, s *server, o *once, tx store.Tx, made any, form func(context.Context, T) (O, error)) error {
	v, ok := made.(T)
	if !ok {
		return fmt.Errorf("keep an answer: %T was made, and its call answers of another type", made)
	}
	kept := store.Answer{Credential: o.credential, Key: o.key, At: s.Now(), Print: o.print, Status: o.status}
	if !o.reads {
		out, err := form(ctx, v)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := answers.Marshal(&b, out); err != nil {
			return fmt.Errorf("write an answer: %w", err)
		}
		kept.Body = s.sealed(o, b.Bytes())
	}
	o.kept = true
	return tx.PutAnswer(kept)
}

// How the body of an answer is kept: as its first byte says.
const (
	keptPlain  = 0
	keptSealed = 1
)

func (o *once) about() string { return "answer " + o.credential + " " + hex.EncodeToString(o.key[:]) }

// sealed is a body as it is kept. A server without a key to seal under keeps no secret: nil.
func (s *server) sealed(o *once, body []byte) []byte {
	if s.Seal != nil {
		if b, err := s.Seal.Seal(body, o.about()); err == nil {
			return append([]byte{keptSealed}, b...)
		}
	}
	if o.secret {
		return nil
	}
	return append([]byte{keptPlain}, body...)
}

// opened is a kept body as it was told; nil when it is kept no longer.
func (s *server) opened(o *once, kept []byte) ([]byte, error) {
	switch {
	case len(kept) == 0:
		return nil, nil
	case kept[0] == keptPlain:
		return kept[1:], nil
	case s.Seal == nil:
		return nil, nil
	}
	b, err := s.Seal.Open(kept[1:], o.about())
	if err != nil {
		return nil, fmt.Errorf("open an answer: %w", err)
	}
	return b, nil
}

func tooSoon() error {
	return huma.ErrorWithHeaders(says(http.StatusConflict, "The same request is being done at this moment. Ask again in a moment."), http.Header{"Retry-After": {"1"}})
}

// credentialOf names who asks, for as long as they may: the same for every access token of a grant.
func credentialOf(p *account.Principal) string {
	if p.Grant != "" {
		return "grant " + p.Grant
	}
	return p.Key()
}

// doneBefore looks whether a request that has a key was answered before, and then answers the same. Else next does it.
func (s *server) doneBefore(ctx huma.Context, d *door, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	lines := r.Header.Values(keyHeader)
	if len(lines) == 0 {
		next(ctx)
		return
	}
	refuse := func(err error) { s.writeProblem(w, r, err) }
	key, ok := keyOf(lines)
	if !ok {
		refuse(says(http.StatusBadRequest, fmt.Sprintf("Idempotency-Key must be one text of 1 to %d visible ASCII characters, such as a UUID.", longestKey)))
		return
	}
	q := requestOf(r.Context())
	o := &once{credential: credentialOf(q.who), key: sha256.Sum256([]byte(key)), status: d.status, secret: d.secret, reads: d.again != nil}
	if o.status == 0 {
		o.status = http.StatusOK
	}
	var err error
	if o.print, err = printOf(r); err != nil {
		refuse(says(http.StatusBadRequest, "The body ended before its end."))
		return
	}
	if !s.underway.begin(o.about()) {
		refuse(tooSoon())
		return
	}
	defer s.underway.end(o.about())
	since := s.Now().Add(-answersLast)
	was, err := s.Store.Answer(r.Context(), o.credential, o.key, since)
	switch {
	case errors.Is(err, brush.ErrNotFound):
		n, err := s.Store.CountAnswers(r.Context(), o.credential, since)
		if err != nil {
			refuse(fmt.Errorf("count the answers: %w", err))
			return
		}
		if n >= mostAnswers {
			refuse(huma.ErrorWithHeaders(says(http.StatusTooManyRequests, fmt.Sprintf("At most %d keys are remembered of one credential, for 24 hours.", mostAnswers)),
				http.Header{"Retry-After": {"3600"}}))
			return
		}
		q.once = o
		next(ctx)
	case err != nil:
		refuse(fmt.Errorf("look for the answer: %w", err))
	case was.Print != o.print:
		refuse(says(http.StatusUnprocessableEntity, "This Idempotency-Key was used for another request. Choose a new one."))
	default:
		s.answerAgain(w, r, d, o, &was)
	}
}

// answerAgain answers what was answered before.
func (s *server) answerAgain(w http.ResponseWriter, r *http.Request, d *door, o *once, was *store.Answer) {
	b, err := s.opened(o, was.Body)
	if err == nil && d.again != nil {
		var v any
		if v, err = d.again(r.Context()); err == nil {
			var out bytes.Buffer
			err = answers.Marshal(&out, v)
			b = out.Bytes()
		}
	}
	switch {
	case err != nil:
		s.writeProblem(w, r, err)
		return
	case b == nil && o.secret:
		s.writeProblem(w, r, says(http.StatusConflict, "This was done already, and its secret was told only then. Take it back and make another, with a new Idempotency-Key."))
		return
	case b == nil:
		s.writeProblem(w, r, says(http.StatusConflict, "This was done already, and its answer is kept no longer."))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set(replayHeader, "true")
	w.WriteHeader(was.Status)
	_, _ = w.Write(b) // who has gone asks again
}

// keyOf reads a key, with the quotes of a structured field or without.
func keyOf(lines []string) (string, bool) {
	if len(lines) != 1 {
		return "", false
	}
	key := lines[0]
	if n := len(key); n > 2 && key[0] == '"' && key[n-1] == '"' {
		key = key[1 : n-1]
	}
	if key == "" || len(key) > longestKey {
		return "", false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' || key[i] == '"' {
			return "", false
		}
	}
	return key, true
}

// printOf is the digest of what is asked: method, path, query and body. The body can be read again.
func printOf(r *http.Request) (print [32]byte, err error) {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s %q %q\n", r.Method, r.URL.Path, r.URL.RawQuery)
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return print, err
	}
	_, _ = h.Write(b)
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b), r.Body), r.Body}
	h.Sum(print[:0])
	return print, nil
}
