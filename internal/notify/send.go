package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// mostAnswer is how much of an answer is read; nobody looks at it.
const mostAnswer = 64 << 10

// Connections to receivers that nobody uses just now, and the head of an answer.
const (
	mostIdle     = 64
	mostIdleEach = 2 // to one receiver
	idleFor      = 20 * time.Second
	mostHead     = 16 << 10 // bytes
)

// testsWithin is the time in which there are mostTests.
const testsWithin = time.Minute

// lastWord is how long an answer is waited for by a server that stops.
const lastWord = 2 * time.Second

// testWithin is how long somebody waits who looks at the screen; lastWord comes on top.
const testWithin = 9 * time.Second

// How a try ended, in a word.
const (
	delivered   = "delivered"
	byStatus    = "status"      // an answer that is no yes
	redirected  = "redirect"    // never followed: another address was not agreed to
	privately   = "private"     // the host leads inside a network
	untrusted   = "certificate" // nobody knows the other side
	unknownHost = "unknown_host"
	refused     = "refused"
	tooSlow     = "timeout"
	silentPeer  = "no_answer" // the connection broke, or what came was no HTTP
	unsigned    = "secret"    // the secret cannot be read: the key file lacks its key
	badAddress  = "address"   // is allowed no more
	unwritten   = "data"      // a fault of ours
)

// message is what is sent: its type, when it happened, and the change as the API shows it.
type message struct {
	Type      store.ChangeKind `json:"type"`
	Timestamp time.Time        `json:"timestamp"`
	Data      json.RawMessage  `json:"data"`
}

// newClient returns a client that follows no redirect, knows no proxy of the environment, and connects to nothing that guard refuses.
func (s *Service) newClient() *http.Client {
	conf := &tls.Config{}
	if s.TLS != nil {
		conf = s.TLS.Clone()
	}
	conf.MinVersion = tls.VersionTLS12
	return &http.Client{
		Transport: &http.Transport{
			DialContext: s.dialer().DialContext, TLSClientConfig: conf, ForceAttemptHTTP2: true, DisableCompression: true,
			TLSHandshakeTimeout: s.Patience, ResponseHeaderTimeout: s.Patience, MaxResponseHeaderBytes: mostHead,
			MaxIdleConns: mostIdle, MaxIdleConnsPerHost: mostIdleEach, IdleConnTimeout: idleFor,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Client is the one that webhooks are sent with: for others that send where somebody else says.
func (s *Service) Client() *http.Client { return s.client }

// CheckURL refuses an address where nothing may be sent.
func (s *Service) CheckURL(address string) error { return CheckURL(address, s.Private) }

// send tries once, and says how long the receiver wants us to stay away; 0: it said nothing.
func (s *Service) send(ctx context.Context, h brush.HouseholdID, k *store.Hook, id string, c store.Change, data []byte) (t store.HookTry, wait time.Duration) {
	at := s.Now()
	t = store.HookTry{Hook: k.ID, At: at, Seq: c.Seq, Kind: c.Kind}
	body, err := encode(message{Type: c.Kind, Timestamp: c.At.UTC(), Data: data})
	if err != nil {
		s.Log.Error("write to a webhook", "hook", k.ID, "error", err)
		t.Outcome = unwritten
		return t, 0
	}
	begun := time.Now()
	t.Status, wait, t.Outcome = s.post(ctx, h, k, id, at, body)
	t.Took = time.Since(begun).Round(time.Millisecond)
	return t, wait
}

func (s *Service) post(ctx context.Context, h brush.HouseholdID, k *store.Hook, id string, at time.Time, body []byte) (status int, wait time.Duration, outcome string) {
	if CheckURL(k.URL, s.Private) != nil {
		return 0, 0, badAddress
	}
	signed, err := s.signatures(h, k, id, at, body)
	if err != nil {
		s.Log.Error("sign for a webhook", "hook", k.ID, "error", err)
		return 0, 0, unsigned
	}
	// Who is told to stop hears the answer that is on its way, if it comes soon: otherwise the receiver hears the same again for nothing.
	trying, stop := context.WithTimeout(context.WithoutCancel(ctx), s.Patience)
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastWord, stop) })()
	q, err := http.NewRequestWithContext(trying, http.MethodPost, k.URL, bytes.NewReader(body))
	if err != nil {
		return 0, 0, badAddress
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("User-Agent", s.Agent)
	q.Header.Set("Webhook-Id", id)
	q.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	q.Header.Set("Webhook-Signature", signed)
	r, err := s.client.Do(q)
	if err != nil {
		return 0, 0, outcomeOf(err)
	}
	if r.StatusCode != http.StatusSwitchingProtocols { // whose body is the connection, which nobody ends for us
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, mostAnswer)) // what it says is nothing to us
	}
	_ = r.Body.Close()
	switch {
	case r.StatusCode >= 200 && r.StatusCode < 300:
		return r.StatusCode, 0, delivered
	case r.StatusCode >= 300 && r.StatusCode < 400:
		return r.StatusCode, 0, redirected
	}
	return r.StatusCode, askedToWait(r.Header.Get("Retry-After"), at), byStatus
}

// askedToWait reads Retry-After [RFC 9110, 10.2.3], a day at most.
func askedToWait(value string, now time.Time) time.Duration {
	if value == "" {
		return 0
	}
	var wait time.Duration
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), retryAfter)
}

// outcomeOf says in a word why there was no answer.
func outcomeOf(err error) string {
	var unknown *net.DNSError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var late net.Error
	switch {
	case errors.Is(err, errInside):
		return privately
	case errors.As(err, &cert), errors.As(err, &authority), errors.As(err, &host):
		return untrusted
	case errors.As(err, &unknown) && !unknown.IsTimeout:
		return unknownHost
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		return tooSlow
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused
	}
	return silentPeer
}

// encode returns JSON on one line, as the API writes it.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write a message: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Test sends a message of the kind test at once, and says how that ended. It speaks of nobody, and goes also to a hook that is off.
func (s *Service) Test(ctx context.Context, h brush.HouseholdID, id string) (t store.HookTry, err error) {
	n := store.HookName{Household: h, ID: id}
	if err := s.beginTest(n); err != nil {
		return t, fmt.Errorf("test a webhook: %w", err)
	}
	defer func() {
		s.mu.Lock()
		delete(s.test, n)
		s.mu.Unlock()
	}()
	k, err := s.Store.Hook(ctx, h, id)
	if err != nil {
		return t, fmt.Errorf("find the webhook: %w", err)
	}
	unique, err := s.newID()
	if err != nil {
		return t, err
	}
	data, err := encode(struct {
		Hook string `json:"hook"`
	}{id})
	if err != nil {
		return t, err
	}
	trying, stop := context.WithTimeout(ctx, testWithin)
	defer stop()
	t, _ = s.send(trying, h, &k, "msg_test_"+unique, store.Change{Kind: TestKind, At: s.Now()}, data)
	err = s.Store.Update(context.WithoutCancel(ctx), h, func(tx store.Tx) error {
		if _, err := tx.Hook(id); err != nil {
			return err
		}
		return tx.PutHookTry(t, MostTries)
	})
	if err != nil {
		return t, fmt.Errorf("note a try: %w", err)
	}
	return t, nil
}

// beginTest keeps tests apart, and few: an address that somebody typed must not be hit as often as a button can be.
func (s *Service) beginTest(n store.HookName) error {
	now := s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.test[n] {
		return fmt.Errorf("it is being tested: %w", brush.ErrConflict)
	}
	recent := slices.DeleteFunc(s.last[n.Household], func(at time.Time) bool { return now.Sub(at).Abs() >= testsWithin })
	if len(recent) >= mostTests {
		return bad("", fmt.Sprintf("There are at most %d tests in a minute. Wait a little.", mostTests))
	}
	maps.DeleteFunc(s.last, func(_ brush.HouseholdID, at []time.Time) bool { return now.Sub(at[len(at)-1]).Abs() >= testsWithin })
	s.last[n.Household] = append(recent, now)
	s.test[n] = true
	return nil
}
