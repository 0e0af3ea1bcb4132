package mqttio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/mqttio"
)

func settingsOf(n int) string { return fmt.Sprintf("enamel/v1/AA:00:00:00:09:%02X/settings", n) }

// A connection may listen for a hundred brushes, and for another one when it has given one up.
func TestFilters(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	for version, refused := range map[byte]byte{4: 0x80, 5: 0x87} {
		c := r.in(connect{version: version, id: "x", token: r.token(home, "hall", "")})
		for n := range 100 {
			if code := c.subscribe(uint16(n+1), settingsOf(n)); code != 1 {
				t.Fatalf("version %d, subscription %d: %#x", version, n+1, code)
			}
		}
		if code := c.subscribe(101, settingsOf(100)); code != refused {
			t.Errorf("version %d, one more: %#x", version, code)
		}
		c.send(packet(0xa2, []byte{0, 102}, c.props(), str(settingsOf(0))))
		if kind, b := c.next(); kind != 11 {
			t.Fatalf("%d % x", kind, b)
		}
		if code := c.subscribe(103, settingsOf(100)); code != 1 {
			t.Errorf("version %d, after one was given up: %#x", version, code)
		}
	}
}

// Who does not acknowledge settings gets sixteen, or as many as it said, at quality of service 1, and what changes then without: nothing piles up
// for it, and the newest still comes.
func TestUnacknowledgedSettings(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	for _, c := range []struct {
		props []byte
		most  int
	}{{nil, 16}, {[]byte{0x21, 0, 3}, 3}} {
		r.settings.set(home, brush1, "")
		w := r.in(connect{version: 5, id: fmt.Sprint("x", c.most), token: r.token(home, "hall", ""), props: c.props})
		if code := w.subscribe(1, wishes1); code != 1 {
			t.Fatalf("%#x", code)
		}
		sure := 0
		for n := range 20 {
			payload := fmt.Sprintf(`{"version":%d}`, n)
			r.settings.set(home, brush1, payload)
			r.broker.SettingsChanged(home, brush1)
			// What was looked up for the subscription may be sent once more for the change that came at that moment.
			for again := true; again; {
				_ = w.SetReadDeadline(time.Now().Add(3 * time.Second))
				first, err := w.r.Peek(1)
				if err != nil {
					t.Fatal(err)
				}
				if first[0]&6 != 0 {
					sure++
				}
				kind, b := w.next()
				again = n == 1 && bytes.HasSuffix(b, []byte(`{"version":0}`))
				if kind != 3 || !again && !bytes.HasSuffix(b, []byte(payload)) {
					t.Fatalf("change %d: %d %s", n, kind, b)
				}
			}
		}
		if sure != c.most {
			t.Errorf("%d of 20 wait for an acknowledgement, want %d", sure, c.most)
		}
		_ = w.Close()
	}
}

// A session that its client wants remembered for ever is remembered for an hour, and it is told so.
func TestRememberedForAnHour(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	c := &raw{t: t, version: 5, Conn: r.dial()}
	c.send(packet(0x10, str("MQTT"), []byte{5, 0x40, 0, 60}, c.props(0x11, 0xff, 0xff, 0xff, 0xff), str("x"), str(r.token(home, "hall", ""))))
	answer := make([]byte, 200)
	_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
	n, err := c.Read(answer)
	if err != nil || answer[0] != 0x20 || answer[3] != 0 {
		t.Fatalf("% x, %v", answer[:n], err)
	}
	if want := binary.BigEndian.AppendUint32([]byte{0x11}, 3600); !bytes.Contains(answer[:n], want) {
		t.Errorf("CONNACK % x says nothing of an hour", answer[:n])
	}
}

// A store that hangs keeps nobody waiting for ever: who wants in is told to come again, and what it has not kept is not acknowledged.
func TestHangingStore(t *testing.T) {
	r := newRig(t, mqttio.Limits{AskWithin: 100 * time.Millisecond, CommitWithin: 200 * time.Millisecond})
	token := r.token(home, "hall", "")
	r.spoil = func(ctx context.Context, _ brush.HouseholdID, _ []brush.Frame) error {
		<-ctx.Done()
		return fmt.Errorf("hang: %w: %w", brush.ErrUnavailable, ctx.Err())
	}
	c := r.in(connect{version: 5, id: "x", token: token})
	begun := time.Now()
	if code := c.publish(1, "enamel/v1/frames", line(brush1, 1)); code != 255 {
		t.Errorf("answered %#x", code)
	}
	if took := time.Since(begun); took < 200*time.Millisecond { // and no longer: TestHangingStoreInTime
		t.Errorf("it took %v, where 200 ms are the limit", took)
	}
	// The database's only writer hangs as well: a question about a wish goes unanswered.
	r.settings.hang = make(chan struct{})
	defer close(r.settings.hang)
	c = r.in(connect{version: 5, id: "x", token: token})
	if code := c.subscribe(1, wishes1); code != 1 {
		t.Fatalf("%#x", code)
	}
	if !c.closed(time.Minute) {
		t.Error("who asked for settings that cannot be read waits for ever; it should come again")
	}
}

// Retained messages are taken as messages: none stays, however many there are, and none goes to who subscribes.
func TestRetainedFlood(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	token := r.token(home, "hall", "")
	c := r.in(connect{version: 5, id: "flood", token: token})
	for n := range 300 {
		p := c.publication(1, uint16(n+1), fmt.Sprintf("enamel/v1/AA:00:00:00:08:%02X/report", n%256), fmt.Sprintf(`{"at":%d,"battery":%d}`, noon.Unix()-int64(1000-n), n%100))
		p[0] |= 1
		c.send(p)
		if kind, b := c.next(); kind != 4 || len(b) > 2 && b[2] != 0 {
			t.Fatalf("message %d: %d % x", n, kind, b)
		}
	}
	if n := r.broker.Retained(); n != 0 {
		t.Errorf("%d messages are retained", n)
	}
	if fs, _ := r.kept(t, home); len(fs) != 300 {
		t.Errorf("%d frames are kept", len(fs))
	}
	p := c.publication(1, 400, wishes1, `{"version":9}`)
	p[0] |= 1
	c.send(p)
	if kind, b := c.next(); kind != 4 || len(b) < 3 || b[2] != 0x87 {
		t.Errorf("what a brush should do, retained by a client: %d % x", kind, b)
	}
	w := r.in(connect{version: 5, id: "w", token: token})
	if code := w.subscribe(1, wishes1); code != 1 {
		t.Fatalf("%#x", code)
	}
	if kind, b := w.within(200 * time.Millisecond); kind != 16 {
		t.Errorf("a subscriber is sent %d % x", kind, b)
	}
}

// How large packets may be: a CONNECT of 8 KiB, when nobody has proved anything yet, and any other of 64 KiB. What is larger ends the connection.
func TestPacketSizes(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	token := r.token(home, "hall", "")
	for n, want := range map[int]byte{8000: 0, 8200: 255} {
		word := append([]byte{0x26}, append(str("x"), str(strings.Repeat("y", n))...)...) // a user property [MQTT-5 3.1.2.11.8]
		if _, code := r.connect(connect{version: 5, id: "x", token: token, props: word}); code != want {
			t.Errorf("a CONNECT with a word of %d bytes: %#x", n, code)
		}
	}
	for n, want := range map[int]byte{65_000: 0, 66_000: 255} {
		c := r.in(connect{id: "x", token: token})
		payload := line(brush1, 1)
		if code := c.publish(1, "enamel/v1/frames", payload+strings.Repeat("\n", n-len(payload))); code != want {
			t.Errorf("a message of %d bytes: %#x", n, code)
		}
	}
}
