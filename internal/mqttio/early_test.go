package mqttio_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/internal/mqttio"
)

// heardAt is a line that was heard at a moment.
func heardAt(device string, at time.Time) string {
	return fmt.Sprintf(`{"source":"hall","device":%q,"at":%q,"kind":"advert","company":220,"hex":"0632700308000501010004"}`, device, at.UTC().Format(time.RFC3339Nano))
}

// What was heard ahead of the server's clock is neither kept nor acknowledged nor refused for good: the connection ends, and it may come again.
func TestEarlyIsNotAnswered(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	key := r.token(home, "hall", "")
	for _, version := range []byte{4, 5} {
		c := r.in(connect{version: version, id: "c", user: "hall", token: key})
		if code := c.publish(1, "enamel/v1/frames", heardAt(brush1, noon.Add(-time.Hour))); code != 0 {
			t.Errorf("MQTT version %d: in time: %#x", version, code)
		}
		c.send(c.publication(1, 2, "enamel/v1/frames", heardAt(brush1, noon.Add(3*time.Hour))))
		kind, _ := c.next()
		for kind == 14 { // a goodbye of MQTT 5
			kind, _ = c.next()
		}
		if kind != 0 {
			t.Errorf("MQTT version %d: instead of hanging up there is a packet of kind %d", version, kind)
		}
	}
	if n := r.frames(home); n != 1 {
		t.Errorf("%d frames", n)
	}
}

// A server whose clock is behind leaves messages at the upstream broker until the clock is right, and loses none. A household of many may have
// only so many that wait.
func TestEarlyWaitsUpstream(t *testing.T) {
	m := newMosquitto(t)
	r := newRig(t, mqttio.Limits{})
	var behind atomic.Int64
	behind.Store(int64(20 * 24 * time.Hour))
	u := &mqttio.Upstream{URL: &url.URL{Scheme: "mqtt", Host: m.address}, Slots: 1, Household: home, Source: "mqtt", Holder: "one", Keys: r.st, Accept: r.ingest.Accept,
		Brands: all.Set(), Log: slog.New(slog.NewTextHandler(r.log, nil)), Lease: 500 * time.Millisecond,
		Now: func() time.Time { return time.Now().Add(-time.Duration(behind.Load())) }}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		u.Run(ctx)
	}()
	defer func() {
		stop()
		<-ended
	}()
	eventually(t, "a slot", func() bool { return u.Held() == 1 })
	time.Sleep(300 * time.Millisecond) // and subscribed
	at := *r
	at.address = m.address
	send := at.v5(t, "", 1)
	began := time.Now().Add(-time.Minute)
	const ours, theirs = 150, 80
	for i := range ours {
		if err := send(t.Context(), "enamel/v1/frames", []byte(heardAt(brush1, began.Add(time.Duration(i)*time.Millisecond)))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range theirs {
		if err := send(t.Context(), "enamel/other/v1/frames", []byte(heardAt(brush1, began.Add(time.Duration(i)*time.Millisecond)))); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "too many of another household", func() bool { return u.Kept() >= theirs-62 })
	if h, o := r.frames(home), r.frames(other); h != 0 || o != 0 {
		t.Errorf("%d and %d frames before their time", h, o)
	}
	behind.Store(0)
	eventually(t, "all are kept", func() bool { return r.frames(home) == ours && r.frames(other) == 62 })
	if n := u.Kept(); n != ours+theirs {
		t.Errorf("%d messages acknowledged", n)
	}
}
