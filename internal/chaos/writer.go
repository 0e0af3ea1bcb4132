package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// writer is a person who leaves notes at sessions while late evidence changes them: what a person said is kept as what a brush said is.
type writer struct {
	addr, key string
	c         *campaign
	said      map[brush.SessionID]*note
	count     int // of all that were sent
	yes       int
}

// note is what was said of one session.
type note struct {
	kept  string          // answered with yes last; "": nothing was
	maybe map[string]bool // sent since, without an answer
}

// run leaves notes until there is no more harm. What is under way then is answered.
func (w *writer) run(ctx context.Context, rnd *rand.Rand) {
	client := &http.Client{Transport: &http.Transport{}}
	for ctx.Err() == nil && !w.c.calm.Load() {
		pause, which := time.Duration(20+rnd.IntN(120))*time.Millisecond, rnd.IntN(1<<20)
		_ = wire.Sleep(ctx, pause) // the loop's condition sees that it ended
		var list struct {
			Items []struct {
				ID brush.SessionID `json:"id"`
			} `json:"items"`
		}
		b, status := w.ask(ctx, client, http.MethodGet, "/sessions?limit=30", nil)
		if status != http.StatusOK || json.Unmarshal(b, &list) != nil || len(list.Items) == 0 {
			continue
		}
		id := list.Items[which%len(list.Items)].ID
		w.count++
		text := fmt.Sprintf("note %d", w.count)
		n := w.said[id]
		if n == nil {
			n = &note{maybe: map[string]bool{}}
			w.said[id] = n
		}
		n.maybe[text] = true
		switch _, status := w.ask(ctx, client, http.MethodPatch, "/sessions/"+string(id), []byte(`{"note":"`+text+`"}`)); status {
		case http.StatusOK:
			n.kept, n.maybe = text, map[string]bool{}
			w.yes++
		case http.StatusNotFound: // late evidence took it away meanwhile
			delete(n.maybe, text)
		}
	}
}

// ask returns what the server answers; the status is 0 when no whole answer came.
func (w *writer) ask(ctx context.Context, client *http.Client, method, path string, body []byte) ([]byte, int) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+w.addr+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		w.c.wrong("leave a note: %v", err)
		return nil, 0
	}
	req.Header.Set("Authorization", "Bearer "+w.key)
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return nil, 0
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, 0
	}
	if res.StatusCode >= 400 && res.StatusCode < 500 && res.StatusCode != http.StatusNotFound || res.StatusCode == http.StatusInternalServerError {
		w.c.wrong("%s %s: the answer to a person is %d %.300s", method, path, res.StatusCode, b)
	}
	return b, res.StatusCode
}

// judge checks the notes of sessions that were never taken away.
func (w *writer) judge(ss []store.Session, taken map[string]bool) {
	for i := range ss {
		n := w.said[ss[i].ID]
		if n == nil || taken[string(ss[i].ID)] || n.kept == "" {
			continue
		}
		if ss[i].Note != n.kept && !n.maybe[ss[i].Note] {
			w.c.wrong("session %s has the note %q, and %q was answered with yes", ss[i].ID, ss[i].Note, n.kept)
		}
	}
}
