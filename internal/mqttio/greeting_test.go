package mqttio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/mqttio"
)

// What an upstream asks of the operator's broker when it greets: to keep a slot's session for a week while nobody holds it, to have no more than
// 500 messages under way, and to notice within three quarters of a minute that we are gone.
func TestGreeting(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, mqttio.Limits{})
	u := startUpstream(t, l.Addr().String(), r.st, r.ingest.Accept, 1, "one")
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1000)
	n, err := c.Read(b)
	_ = c.Close()
	_ = l.Close()
	u.stop()
	if err != nil || b[0] != 0x10 {
		t.Fatalf("% x, %v", b[:n], err)
	}
	for what, want := range map[string][]byte{
		"keep-alive":      append([]byte("\x00\x04MQTT\x05\x00"), 0, 30),
		"session expiry":  binary.BigEndian.AppendUint32([]byte{0x11}, 7*24*3600),
		"receive maximum": binary.BigEndian.AppendUint16([]byte{0x21}, 500),
	} {
		if !bytes.Contains(b[:n], want) {
			t.Errorf("%s: CONNECT % x holds no % x", what, b[:n], want)
		}
	}
}

// While nothing can be committed, an upstream takes no more of a household than may wait; the broker keeps the rest, and nothing is lost.
func TestRoomUpstream(t *testing.T) {
	t.Parallel()
	m := newMosquitto(t)
	r := newRig(t, mqttio.Limits{})
	free := make(chan struct{})
	u := startUpstream(t, m.address, r.st, func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
		select {
		case <-free:
			return r.ingest.Accept(ctx, h, fs)
		case <-ctx.Done():
			return fmt.Errorf("hang: %w: %w", brush.ErrUnavailable, ctx.Err())
		}
	}, 1, "one")
	defer u.stop()
	eventually(t, "a slot", func() bool { return u.Held() == 1 })
	time.Sleep(300 * time.Millisecond) // and subscribed
	at := *r
	at.address = m.address
	send := at.v5(t, "", 1)
	const messages = 90
	for i := range messages {
		if err := send(t.Context(), "enamel/v1/frames", []byte(line(brush1, i)+strings.Repeat("\n", 120_000-len(line(brush1, i))))); err != nil {
			t.Fatal(err)
		}
	}
	// 8 MiB have room for 69 of them, and one more waits for a place.
	eventually(t, "as many as there is room for", func() bool { return u.Waiting(home) >= 70 })
	time.Sleep(200 * time.Millisecond)
	if n := u.Waiting(home); n != 70 {
		t.Errorf("%d messages are taken", n)
	}
	close(free)
	eventually(t, "all are kept", func() bool { return u.Kept() == messages && r.frames(home) == messages })
}
