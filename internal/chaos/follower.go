package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/wire"
)

// follower is a screen: it follows the household's changes and goes on behind the last one it got, whatever happens to the server meanwhile.
type follower struct {
	addr, key string
	c         *campaign
	after     atomic.Int64 // the newest change it got
	joins     int
}

// run follows until the context ends.
func (f *follower) run(ctx context.Context) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for ctx.Err() == nil {
		f.follow(ctx, client)
		_ = wire.Sleep(ctx, 20*time.Millisecond) // the loop's condition sees that it ended
	}
}

// follow reads one stream to its end. A number that was left out, came twice or was taken back is a broken promise.
func (f *follower) follow(ctx context.Context, client *http.Client) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	quiet := time.AfterFunc(5*time.Second, cancel) // a network that swallows everything looks like a house where nothing happens
	defer quiet.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://%s/api/v1/live?after=%d", f.addr, f.after.Load()), nil)
	if err != nil {
		f.c.wrong("follow: %v", err)
		return
	}
	req.Header.Set("Authorization", "Bearer "+f.key)
	res, err := client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		if res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests {
			f.c.wrong("the live stream answers %d", res.StatusCode)
		}
		return
	}
	f.joins++
	id, event := int64(0), ""
	for lines := bufio.NewReader(res.Body); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		quiet.Reset(5 * time.Second)
		switch name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": "); {
		case name == "id":
			if id, err = strconv.ParseInt(value, 10, 64); err != nil {
				f.c.wrong("the live stream has the id %q", value)
				return
			}
		case name == "event":
			event = value
		case line == "\n" && event == "change":
			if want := f.after.Load() + 1; id != want {
				f.c.wrong("the live stream goes on with change %d, and %d should be next", id, want)
				return
			}
			f.after.Store(id)
			event = ""
		case line == "\n" && event == "reset":
			f.c.wrong("the live stream no longer knows change %d, which it has told", f.after.Load())
			return
		case line == "\n":
			event = ""
		}
	}
}

// caughtUp waits until the follower has got every change, while the server still runs.
func (f *follower) caughtUp(ctx context.Context) error {
	st, err := f.c.backend.open(ctx)
	if err != nil {
		return fmt.Errorf("look at the feed: %w", err)
	}
	defer st.Close()
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		last, err := st.Last(ctx, f.c.home)
		if err != nil {
			return fmt.Errorf("look at the feed: %w", err)
		}
		got := f.after.Load()
		if got == int64(last) {
			return nil
		}
		if time.Since(begin) > 30*time.Second {
			f.c.wrong("the follower has got the changes to %d, and there are %d", got, last)
			return nil
		}
	}
}
