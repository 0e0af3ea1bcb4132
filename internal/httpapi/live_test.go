package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
)

// event is one server-sent event.
type event struct{ id, name, data string }

// listener reads a live stream of a real connection.
type listener struct {
	t     testing.TB
	res   *http.Response
	lines *bufio.Reader
	close context.CancelFunc
}

func listen(t testing.TB, url, cookie, after string) *listener {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	q, err := http.NewRequestWithContext(ctx, "GET", url+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Cookie", "enamel_session="+cookie)
	if after != "" {
		q.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{t: t, res: res, lines: bufio.NewReader(res.Body), close: func() { stop(); _ = res.Body.Close() }}
	t.Cleanup(l.close)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%s %s", res.Status, res.Header)
	}
	return l
}

// next returns the next event or place.
func (l *listener) next() event {
	l.t.Helper()
	var e event
	for {
		s, err := l.lines.ReadString('\n')
		if err != nil {
			l.t.Fatalf("the stream ended: %v", err)
		}
		s = strings.TrimSuffix(s, "\n")
		if s == "" {
			return e
		}
		key, v, _ := strings.Cut(s, ": ")
		switch key {
		case "id":
			e.id = v
		case "event":
			e.name = v
		case "data":
			e.data = v
		}
	}
}

// until returns the next event of a name.
func (l *listener) until(name string) event {
	l.t.Helper()
	for {
		if e := l.next(); e.name == name {
			return e
		}
	}
}

func serve(t testing.TB, r *rig) string {
	srv := httptest.NewServer(r.handler)
	t.Cleanup(srv.CloseClientConnections)
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestLiveMissesNothing(t *testing.T) {
	r := settled(t)
	url := serve(t, r)
	l := listen(t, url, r.owner, "")
	first := l.next() // the place
	if first.id == "" || first.name != "" {
		t.Fatalf("%+v", first)
	}
	if now := l.until("now"); now.id != "" || !strings.Contains(now.data, `"open":[]`) {
		t.Errorf("%+v", now)
	}
	const n = 60
	go func() {
		for i := range n {
			w := r.as("owner", "PATCH", "/api/v1/people/"+r.person, fmt.Sprintf(`{"name":"Mia %d"}`, i))
			if w.Code != 200 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		}
	}()
	// The listener is cut off again and again, and goes on where it was.
	seed := time.Now().UnixNano()
	rnd := rand.New(rand.NewPCG(uint64(seed), 0))
	want, err := strconv.Atoi(first.id)
	if err != nil {
		t.Fatal(err)
	}
	last := first.id
	for got := 0; got < n; {
		for range 1 + rnd.IntN(9) {
			e := l.until("change")
			if want++; e.id != strconv.Itoa(want) {
				t.Fatalf("seed %d: change %s, want %d", seed, e.id, want)
			}
			var c httpapi.Change
			if err := json.Unmarshal([]byte(e.data), &c); err != nil || c.Kind != "person_changed" || c.Person == nil || c.Person.ID != r.person || strconv.FormatInt(c.Seq, 10) != e.id {
				t.Fatalf("%v %s", err, e.data)
			}
			last = e.id
			if got++; got == n {
				break
			}
		}
		l.close()
		l = listen(t, url, r.owner, last)
	}
}

func TestLiveShowsThePresent(t *testing.T) {
	r := settled(t)
	url := serve(t, r)
	token := r.token(r.household, "hall", account.FramesWrite)
	const device = "AA:00:00:00:00:05"
	begin := r.clock().Add(-20 * time.Second)
	running := brushed(device, begin, 20)
	running = running[:strings.LastIndex(strings.TrimSpace(running), "\n")+1] // without its end
	if w := r.as(token, "POST", "/api/v1/frames", running); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	// A page that is opened late sees the running session at once, with its seconds.
	l := listen(t, url, r.owner, "")
	var now httpapi.Now
	if err := json.Unmarshal([]byte(l.until("now").data), &now); err != nil {
		t.Fatal(err)
	}
	if len(now.Open) != 1 || now.Open[0].State != "running" || now.Open[0].Duration != 20 || len(now.Open[0].Runs) == 0 {
		t.Fatalf("%+v", now)
	}
	// It moves, and it ends.
	r.pass(time.Second)
	r.as(token, "POST", "/api/v1/frames", line(device, begin.Add(21*time.Second), 3, 21))
	if e := l.until("now"); !strings.Contains(e.data, `"duration_s":21`) {
		t.Errorf("%s", e.data)
	}
	r.pass(time.Second)
	r.as(token, "POST", "/api/v1/frames", line(device, begin.Add(22*time.Second), 2, 21))
	// What changed and what is now are told by two who do not wait for each other.
	for told, gone := false, false; !told || !gone; {
		switch e := l.next(); e.name {
		case "change":
			if told = true; !strings.Contains(e.data, `"kind":"session_ended"`) || !strings.Contains(e.data, `"duration_s":21`) || strings.Contains(e.data, `"runs"`) {
				t.Errorf("%s", e.data)
			}
		case "now":
			if gone = true; !strings.Contains(e.data, `"open":[]`) {
				t.Errorf("%s", e.data)
			}
		}
	}
}

func TestLiveResets(t *testing.T) {
	r := settled(t)
	url := serve(t, r)
	l := listen(t, url, r.owner, "99999")
	if e := l.next(); e.name != "reset" {
		t.Errorf("a number that was never given: %+v", e)
	}
	if e := l.next(); e.id == "" || e.id == "99999" {
		t.Errorf("no place behind a reset: %+v", e)
	}
}

func TestLiveEndsWithTheServerAndIsBounded(t *testing.T) {
	r := settled(t)
	url := serve(t, r)
	var open []*listener
	for range 16 {
		open = append(open, listen(t, url, r.owner, ""))
	}
	q, err := http.NewRequest("GET", url+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Cookie", "enamel_session="+r.owner)
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 429 || res.Header.Get("Retry-After") != "5" {
		t.Errorf("one stream too many: %s", res.Status)
	}
	r.stop()
	for _, l := range open {
		var rest bytes.Buffer
		if _, err := rest.ReadFrom(l.lines); err != nil {
			t.Errorf("a stream broke instead of ending: %v", err)
		}
	}
}
