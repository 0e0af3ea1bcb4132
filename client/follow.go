package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
)

const (
	maxEvent   = 4 << 20 // bytes of one event
	leastWait  = 500 * time.Millisecond
	longestGap = 30 * time.Second // between two tries to connect
	silence    = 45 * time.Second // the server speaks at least every 15 s: who is silent for longer is gone
)

// Follower is told what happens. What is nil is not told; an error ends Follow, which returns it.
type Follower struct {
	// Changed is told each change once, in order; across reconnects, too. Keep c.Seq where you keep what follows from it: it is the cursor.
	Changed func(c Change) error
	// Now is told who brushes, whole, at once on connect and whenever it moves.
	Now func(n Now) error
	// Reset says that changes behind the cursor are no longer kept: read everything anew.
	Reset func() error
	// Broken is told why the stream is not there, before it is tried again after a wait.
	Broken func(err error, wait time.Duration)
}

// Follow tells of what happens in the household behind a change, 0 for from its first, until ctx ends or a Follower's function fails; it
// reconnects behind the last change that was told. A credential that is not good, or that may not listen, ends it with its *Problem.
func (c *Client) Follow(ctx context.Context, after int64, f Follower) error {
	alone := *c.http
	alone.Timeout = 0
	wait := leastWait
	for {
		heard, err := c.listen(ctx, &alone, &after, &f)
		var own *ownError
		var p *Problem
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &own):
			return own.error
		case errors.As(err, &p) && p.Status < 500 && p.Status != http.StatusTooManyRequests:
			return err
		}
		if heard {
			wait = leastWait
		}
		if p != nil && p.Wait > wait {
			wait = p.Wait
		}
		if f.Broken != nil {
			f.Broken(err, wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, longestGap)
	}
}

// ownError is an error of a Follower's function.
type ownError struct{ error }

// listen reads one stream to its end; heard says whether it said anything.
func (c *Client) listen(ctx context.Context, with *http.Client, after *int64, f *Follower) (heard bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	q, err := c.request(ctx, "GET", "/live", nil)
	if err != nil {
		return false, err
	}
	q.Header.Set("Accept", "text/event-stream")
	q.Header.Set("Last-Event-ID", strconv.FormatInt(*after, 10))
	res, err := with.Do(q)
	if err != nil {
		return false, fmt.Errorf("follow: %w: %w", brush.ErrUnavailable, err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		return false, problemOf(res, b)
	}
	quiet := time.AfterFunc(silence, stop)
	defer quiet.Stop()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 0, 64<<10), maxEvent)
	var e event
	for lines.Scan() {
		quiet.Reset(silence)
		heard = true
		if !e.line(lines.Bytes()) {
			continue
		}
		if err := e.tell(after, f); err != nil {
			return heard, err
		}
		e = event{}
	}
	if err := lines.Err(); err != nil {
		return heard, fmt.Errorf("follow: %w: %w", brush.ErrUnavailable, err)
	}
	return heard, fmt.Errorf("follow: the stream has ended: %w", brush.ErrUnavailable)
}

// event is a server-sent event as its lines come.
type event struct {
	name string
	id   string
	data []byte
}

// line takes one line; whole says that the event ends with it.
func (e *event) line(l []byte) (whole bool) {
	if len(l) == 0 {
		return e.name != "" || e.id != "" || e.data != nil
	}
	field, value, _ := bytes.Cut(l, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(field) {
	case "event":
		e.name = string(value)
	case "id":
		e.id = string(value)
	case "data":
		if e.data != nil {
			e.data = append(e.data, '\n')
		}
		e.data = append(e.data, value...)
	}
	return false
}

// tell tells the follower, and moves the cursor behind what was told.
func (e *event) tell(after *int64, f *Follower) error {
	own := func(err error) error {
		if err == nil {
			return nil
		}
		return &ownError{err}
	}
	unreadable := func(err error) error { return fmt.Errorf("follow: read an event: %w: %w", brush.ErrUnavailable, err) }
	switch {
	case e.name == "change" && f.Changed != nil && e.data != nil:
		var c Change
		if err := json.Unmarshal(e.data, &c); err != nil {
			return unreadable(err)
		}
		if c.Seq <= *after {
			return nil
		}
		if err := f.Changed(c); err != nil {
			return own(err)
		}
		*after = c.Seq
		return nil
	case e.name == "now" && f.Now != nil:
		var n Now
		if err := json.Unmarshal(e.data, &n); err != nil {
			return unreadable(err)
		}
		return own(f.Now(n))
	case e.name == "reset" && f.Reset != nil:
		if err := f.Reset(); err != nil {
			return own(err)
		}
	}
	if e.id != "" { // also of changes that one may not see
		n, err := strconv.ParseInt(e.id, 10, 64)
		if err != nil {
			return unreadable(err)
		}
		*after = n
	}
	return nil
}
