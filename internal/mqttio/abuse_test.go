package mqttio_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/store"
)

const brush1, brush2 = "AA:00:00:00:00:01", "AA:00:00:00:00:02"

// A stranger is given no memory for a packet that is only announced.
func TestMemoryBeforeConnect(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 20 {
		c := &raw{t: t, Conn: r.dial()}
		c.send([]byte{0x10, 0xff, 0xff, 0xff, 0x7f})
		_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
		if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("not hung up: %v", err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 20<<20 {
		t.Errorf("20 announced packets of 256 MB took %d MB", n>>20)
	}
	for what, first := range map[string][]byte{"a PUBLISH first": {0x30, 2, 0, 0}, "HTTP": []byte("GET / HTTP/1.1\r\n"), "an endless length": {0x10, 0x80, 0x80, 0x80, 0x80, 1},
		"a CONNECT of 9 KiB": append([]byte{0x10, 0x80, 0x48}, make([]byte, 9<<10)...)} {
		c := &raw{t: t, Conn: r.dial()}
		_, _ = c.Write(first)
		_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
		if n, err := c.Read(make([]byte, 10)); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %d bytes, %v", what, n, err)
		}
	}
}

// Who says nothing, or a byte now and then, is hung up on, and makes room for others.
func TestSilenceBeforeConnect(t *testing.T) {
	r := newRig(t, mqttio.Limits{ConnectWithin: 300 * time.Millisecond, Connections: 10})
	for range 10 {
		r.dial()
	}
	eventually(t, "ten connections", func() bool { return r.broker.Connections() == 10 })
	if _, code := r.connect(connect{id: "x", token: "y"}); code != 255 {
		t.Errorf("an eleventh connection is answered %#x", code)
	}
	slow := r.dial()
	begun := time.Now()
	for {
		if _, err := slow.Write([]byte{0x10}); err != nil {
			break
		}
		if time.Sleep(50 * time.Millisecond); time.Since(begun) > 3*time.Second {
			t.Fatal("a byte now and then keeps a connection open")
		}
	}
	eventually(t, "the silent ones gone", func() bool { return r.broker.Connections() == 0 })
	r.in(connect{id: "x", token: r.token(home, "hall", "")})
}

// flaky is a listener that runs out of file descriptors now and then.
type flaky struct {
	net.Listener
	n atomic.Int32
}

func (f *flaky) Accept() (net.Conn, error) {
	if n := f.n.Add(1); n%2 == 1 && n < 8 {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: syscall.EMFILE}
	}
	return f.Listener.Accept()
}

func TestDescriptorsUsedUp(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	token := r.token(home, "hall", "")
	r.shut()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.open(&flaky{Listener: l})
	for i := range 6 {
		r.in(connect{id: fmt.Sprint(i), token: token})
	}
}

// A will goes the way of every message: refused where its owner may not speak, kept where it may, void after a goodbye.
func TestWills(t *testing.T) {
	for _, version := range []byte{4, 5} {
		r := newRig(t, mqttio.Limits{})
		device := r.token(home, "brush", brush1)
		for _, foreign := range []string{"enamel/v1/" + brush2 + "/report", "enamel/v1/" + brush1 + "/settings", "enamel/other/v1/" + brush1 + "/report", "else"} {
			if _, code := r.connect(connect{version: version, id: "d", token: device, will: foreign}); code == 0 || code == 255 {
				t.Errorf("version %d: a will for %s: %#x", version, foreign, code)
			}
		}
		polite := r.in(connect{version: version, id: "d", token: device, will: "enamel/v1/" + brush1 + "/report"})
		polite.send([]byte{0xe0, 0})
		polite.closed(3 * time.Second)
		rude := r.in(connect{version: version, id: "d", token: device, will: "enamel/v1/" + brush1 + "/report"})
		_ = rude.Close()
		eventually(t, "the will", func() bool { return r.frames(home) > 0 })
		if fs, _ := r.kept(t, home); len(fs) != 1 || string(fs[0].Payload) != `{"battery":7}` || fs[0].Device != brush1 {
			t.Errorf("version %d: %+v", version, fs)
		}
	}
}

// A client id is the token's own affair: another's takes nothing over, and the same token's newer connection does.
func TestForeignClientIDs(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	hall, bath, next := r.token(home, "hall", ""), r.token(home, "bath", ""), r.token(other, "next", "")
	first := r.in(connect{id: "gateway", token: hall})
	r.in(connect{id: "gateway", token: bath})
	r.in(connect{id: "gateway", token: next})
	if code := first.publish(1, "enamel/v1/frames", line(brush1, 1)); code != 0 {
		t.Fatalf("a foreign client id disturbs: %#x", code)
	}
	again := r.in(connect{id: "gateway", token: hall})
	if !first.closed(3 * time.Second) {
		t.Error("both connections of one token and client id stay open")
	}
	if code := again.publish(1, "enamel/v1/frames", line(brush1, 2)); code != 0 {
		t.Errorf("%#x", code)
	}
	for _, id := range []string{strings.Repeat("x", 129), "a\x01b"} {
		if _, code := r.connect(connect{id: id, token: hall}); code != 2 && code != 255 {
			t.Errorf("client id %.5q...: %#x", id, code)
		}
	}
}

func TestNobodyIsImmortal(t *testing.T) {
	t.Parallel()
	r := newRig(t, mqttio.Limits{KeepAlive: time.Second})
	for _, asked := range []uint16{0, 65535} {
		c := r.in(connect{id: "x", version: 5, token: r.token(home, "hall", ""), keepAlive: asked})
		if !c.closed(4 * time.Second) {
			t.Errorf("keep-alive %d: open after 4 s of silence, where 1.5 s are the limit", asked)
		}
	}
}

// Rights: who may come in, speak, and listen.
func TestRights(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	gateway, device := r.token(home, "hall", ""), r.token(home, "brush", brush1)
	reader, _, err := r.accounts.MakeToken(context.Background(), newToken("reader"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what   string
		c      connect
		v3, v5 byte
	}{
		{"its name", connect{user: "hall", token: gateway}, 0, 0},
		{"another name", connect{user: "bath", token: gateway}, 5, 0x86},
		{"a made-up token", connect{user: "hall", token: "enamel_x"}, 5, 0x86},
		{"no token", connect{user: "hall"}, 5, 0x82},
		{"a token that may only read", connect{user: "reader", token: reader}, 5, 0x87},
		{"the device's name", connect{user: brush1, token: device}, 0, 0},
	} {
		c.c.id = "x"
		if _, code := r.connect(c.c); code != c.v3 {
			t.Errorf("%s, MQTT 3.1.1: %#x", c.what, code)
		}
		c.c.version = 5
		if _, code := r.connect(c.c); code != c.v5 {
			t.Errorf("%s, MQTT 5: %#x", c.what, code)
		}
	}
	for _, c := range []struct {
		token, topic, payload string
		v3, v5                byte
	}{
		{gateway, "enamel/v1/frames", line(brush1, 1), 0, 0},
		{gateway, "enamel/home/v1/frames", line(brush1, 1), 0, 0},
		{gateway, "enamel/v1/" + brush2 + "/report", `{"at":1780000000,"battery":5}`, 0, 0},
		{device, "enamel/v1/" + strings.ToLower(brush1) + "/report", `{"at":1780000000,"battery":5}`, 0, 0},
		{device, "enamel/v1/frames", line(brush1, 1), 0, 0},
		{device, "enamel/v1/frames", line(brush2, 1), 255, 0x99},
		{device, "enamel/v1/" + brush2 + "/report", `{"battery":5}`, 255, 0x87},
		{device, "enamel/v1/relays/shelly", `{}`, 255, 0x87},
		{gateway, "enamel/other/v1/frames", line(brush1, 1), 255, 0x87},
		{gateway, "enamel/v1/" + brush1 + "/settings", `{}`, 255, 0x87},
		{gateway, "enamel/v2/frames", line(brush1, 1), 255, 0x87},
		{gateway, "elsewhere", `x`, 255, 0x87},
	} {
		for version, want := range map[byte]byte{4: c.v3, 5: c.v5} {
			if code := r.in(connect{version: version, id: "p", token: c.token}).publish(1, c.topic, c.payload); code != want {
				t.Errorf("version %d, publish %s: %#x, want %#x", version, c.topic, code, want)
			}
		}
	}
	for _, version := range []byte{4, 5} {
		c := r.in(connect{version: version, id: "p", token: gateway})
		c.send(c.publication(1, 1, "$SYS/broker/version", "x"))
		if kind, b := c.within(200 * time.Millisecond); kind != 16 {
			t.Errorf("version %d, what only the broker says: %d % x", version, kind, b)
		}
	}
	for filter, granted := range map[string]bool{"enamel/v1/" + brush1 + "/settings": true, "enamel/home/v1/" + brush1 + "/settings": true,
		"enamel/v1/" + brush2 + "/settings": false, "enamel/v1/+/settings": false, "#": false, "$SYS/#": false, "$SYS/broker/version": false, "enamel/v1/frames": false,
		"$share/x/enamel/v1/" + brush1 + "/settings": false, "enamel/other/v1/" + brush1 + "/settings": false} {
		if code := r.in(connect{id: "s", token: device}).subscribe(1, filter); (code == 1) != granted {
			t.Errorf("subscribe %s: %#x", filter, code)
		}
		if code := r.in(connect{version: 5, id: "s", token: device}).subscribe(1, filter); (code == 1) != granted {
			t.Errorf("version 5, subscribe %s: %#x", filter, code)
		}
	}
	if fs, _ := r.kept(t, other); len(fs) != 0 {
		t.Errorf("the neighbours have %d frames", len(fs))
	}
}

// A client that never reads its acknowledgements stops only itself: beside it others get theirs, and in the end it is shed.
func TestUnreadAcknowledgements(t *testing.T) {
	t.Parallel()
	flood := func(t *testing.T, within time.Duration) (r *rig, sent *atomic.Int64, ended chan error) {
		r = newRig(t, mqttio.Limits{WriteWithin: within, Messages: 1e6, Bytes: 1 << 30})
		bad := r.in(connect{id: "bad", token: r.token(home, "bad", "")})
		p := bad.publication(1, 7, "home/x/LWT", "online") // taken, and nothing to keep: as many as can be
		burst := bytes.Repeat(p, 500)
		sent, ended = new(atomic.Int64), make(chan error, 1)
		go func() {
			for {
				if _, err := bad.Write(burst); err != nil {
					ended <- err
					return
				}
				sent.Add(500)
			}
		}()
		return r, sent, ended
	}
	t.Run("others", func(t *testing.T) {
		r, sent, ended := flood(t, time.Hour) // stuck, and not shed
		good := r.in(connect{id: "good", token: r.token(home, "good", "")})
		was, since, answers := int64(-1), time.Now(), 0
		for i := 0; answers < 30 || time.Since(since) < time.Second; i++ { // while the other one stands still
			if code := good.publish(uint16(i+1), "enamel/v1/frames", line(brush1, i)); code != 0 {
				t.Fatalf("the good client gets %#x", code)
			}
			if n := sent.Load(); n != was {
				was, since, answers = n, time.Now(), 0
			} else {
				answers++
			}
			if i == 60_000 {
				t.Fatal("never stuck")
			}
		}
		select {
		case err := <-ended:
			t.Errorf("shed with %v, where an hour is the limit", err)
		default:
		}
	})
	t.Run("shed", func(t *testing.T) {
		r, sent, ended := flood(t, 500*time.Millisecond)
		select {
		case err := <-ended:
			t.Logf("shed after %d messages with %v", sent.Load(), err)
		case <-time.After(2 * time.Minute): // never
			t.Fatalf("not shed after %d messages", sent.Load())
		}
		eventually(t, "its connection gone", func() bool { return r.broker.Connections() == 0 })
	})
}

// Beyond its rate a client's socket is read more slowly, and nothing is dropped.
func TestRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what    string
		limits  mqttio.Limits
		n, size int
	}{
		{"messages", mqttio.Limits{Messages: 50}, 125, 10},
		{"bytes", mqttio.Limits{Bytes: 40_000}, 10, 10_000},
	} {
		t.Run(c.what, func(t *testing.T) {
			r := newRig(t, c.limits)
			w := r.in(connect{id: "x", token: r.token(home, "hall", "")})
			begun := time.Now()
			go func() {
				for i := range c.n {
					_, _ = w.Write(w.publication(1, uint16(i+1), "enamel/v1/frames", line(brush1, i)+strings.Repeat(" ", c.size)))
				}
			}()
			for range c.n {
				if kind, b := w.next(); kind != 4 {
					t.Fatalf("%d % x", kind, b)
				}
			}
			if took := time.Since(begun); took < 1200*time.Millisecond { // how much is let through at most is TestBucket's
				t.Errorf("took %v", took)
			}
			if n := r.frames(home); n != c.n {
				t.Errorf("%d of %d kept", n, c.n)
			}
		})
	}
}

// While nothing can be committed, sockets are not read beyond what may wait; live telemetry is let go, and nothing else.
func TestRoomForWaiting(t *testing.T) {
	r := newRig(t, mqttio.Limits{Window: 8, Pending: 1 << 20})
	r.hold = make(chan struct{})
	token := r.token(home, "hall", "")
	w := r.in(connect{id: "x", token: token})
	const n = 100
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for i := range n {
			_, _ = w.Write(w.publication(1, uint16(i+1), "enamel/v1/frames", line(brush1, i)+strings.Repeat("\n", 60_000)))
		}
	}()
	select {
	case <-sent:
		t.Error("6 MB were read while nothing could be committed")
	case <-time.After(500 * time.Millisecond):
	}
	live := r.in(connect{id: "live", token: token})
	for i := range 100 {
		live.send(live.publication(0, 0, "enamel/v1/frames", line(brush2, i)+strings.Repeat("\n", 30_000)))
	}
	eventually(t, "live telemetry let go", func() bool { return r.broker.Lost() > 50 })
	// The neighbours' line is their own; they may still hand over.
	next := r.in(connect{id: "x", token: r.token(other, "next", "")})
	next.send(next.publication(1, 1, "enamel/v1/frames", line(brush1, 1)))
	close(r.hold)
	for i := range n {
		if kind, b := w.next(); kind != 4 {
			t.Fatalf("%d: %d % x", i, kind, b)
		}
	}
	if kind, _ := next.next(); kind != 4 {
		t.Error("the neighbours got no answer")
	}
	lost := int(r.broker.Lost())
	eventually(t, "everything else kept", func() bool { return r.frames(home) == n+100-lost })
}

func TestConnectionsAreCounted(t *testing.T) {
	r := newRig(t, mqttio.Limits{PerToken: 3, PerAddress: 5})
	hall := r.token(home, "hall", "")
	var cs []*raw
	for i := range 3 {
		cs = append(cs, r.in(connect{id: fmt.Sprint(i), token: hall}))
	}
	if _, code := r.connect(connect{id: "3", token: hall}); code != 3 {
		t.Errorf("a fourth of the token: %#x", code)
	}
	if _, code := r.connect(connect{id: "3", token: hall, version: 5}); code != 0x97 {
		t.Errorf("a fourth of the token, MQTT 5: %#x", code)
	}
	eventually(t, "three", func() bool { return r.broker.Connections() == 3 })
	bath := r.token(home, "bath", "")
	r.in(connect{id: "a", token: bath})
	r.in(connect{id: "b", token: bath})
	if _, code := r.connect(connect{id: "c", token: bath}); code != 255 {
		t.Errorf("a sixth of the address: %#x", code)
	}
	// Sessions that are remembered count as well, and make room for new ones.
	for _, c := range cs {
		_ = c.Close()
	}
	eventually(t, "two", func() bool { return r.broker.Connections() == 2 })
	for i := range 40 {
		c := r.in(connect{id: fmt.Sprint("kept ", i), token: hall, kept: true})
		_ = c.Close()
		eventually(t, "two again", func() bool { return r.broker.Connections() == 2 })
	}
	if n := r.broker.Sessions(); n > 5 {
		t.Errorf("%d sessions are remembered", n)
	}
}

// A token that is taken back is hung up on at once, and not at the next look at all tokens.
func TestTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, mqttio.Limits{Recheck: time.Hour})
	r.accounts.OnChange(func(h brush.HouseholdID) { r.broker.AccessChanged(h) })
	stay := r.in(connect{id: "x", token: r.token(home, "stay", "")})
	leave := r.in(connect{id: "x", token: r.token(home, "leave", "")})
	ts, err := r.st.Tokens(context.Background(), home)
	if err != nil {
		t.Fatal(err)
	}
	owner := &account.Principal{Household: home, Scopes: account.Scopes()}
	there := r.in(connect{id: "y", token: r.token(other, "there", "")})
	r.asked.Clear()
	for _, k := range ts {
		if k.Name == "leave" {
			if err := r.accounts.RevokeToken(context.Background(), owner, k.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !leave.closed(3 * time.Second) {
		t.Error("still there")
	}
	if stay.closed(50*time.Millisecond) || there.closed(time.Millisecond) {
		t.Error("another one had to go too")
	}
	if _, ok := r.asked.Load(other); ok {
		t.Error("the tokens of a household in which nothing changed were looked at")
	}
	if _, ok := r.asked.Load(home); !ok {
		t.Error("who looked?")
	}
}

func TestRevokedTokensAreHungUpOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, mqttio.Limits{Recheck: 20 * time.Millisecond})
	stay := r.in(connect{id: "x", token: r.token(home, "stay", "")})
	go3 := r.in(connect{id: "x", token: r.token(home, "go", "")})
	go5 := r.in(connect{id: "y", token: r.token(home, "go", ""), version: 5})
	ts, err := r.st.Tokens(context.Background(), home)
	if err != nil {
		t.Fatal(err)
	}
	err = r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
		for _, k := range ts {
			if k.Revoked = k.Name == "go"; k.Revoked {
				if err := tx.PutToken(k); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !go3.closed(3 * time.Second) {
		t.Error("MQTT 3.1.1: still there")
	}
	if kind, b := go5.next(); kind != 14 || b[0] != 0x87 {
		t.Errorf("MQTT 5: %d % x", kind, b)
	}
	if code := stay.publish(1, "enamel/v1/frames", line(brush1, 1)); code != 0 {
		t.Errorf("another token: %#x", code)
	}
}

// What is no packet, or one too long, ends its own connection and nothing else.
func TestMalformedPackets(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	token := r.token(home, "hall", "")
	good := r.in(connect{id: "good", token: token})
	for what, p := range map[string][]byte{
		"65 KiB":            packet(0x30, make([]byte, 65<<10)),
		"a reserved type":   {0x00, 0},
		"a second CONNECT":  packet(0x10, str("MQTT"), []byte{5, 2, 0, 0, 0}, str("x")),
		"quality 3":         packet(0x36, str("enamel/v1/frames"), []byte{0, 1, 0}, []byte("x")),
		"a wildcard topic":  packet(0x32, str("enamel/v1/#"), []byte{0, 1, 0}, []byte("x")),
		"a topic alias":     packet(0x32, str("enamel/v1/frames"), []byte{0, 1, 3, 0x23, 0, 1}, []byte(line(brush1, 1))),
		"half a SUBSCRIBE":  packet(0x82, []byte{0, 1, 0, 0, 9, 'x'}),
		"no filters":        packet(0x82, []byte{0, 1, 0}),
		"an endless length": {0x30, 0xff, 0xff, 0xff, 0xff, 0xff},
		"bad UTF-8":         packet(0x32, []byte{0, 2, 0xc3, 0x28}, []byte{0, 1, 0}, []byte("x")),
	} {
		w := r.in(connect{id: "bad", token: token, version: 5})
		_, _ = w.Write(p)
		if what == "a wildcard topic" { // the library lets it pass by without a word
			if kind, _ := w.within(200 * time.Millisecond); kind == 4 {
				t.Errorf("%s is acknowledged", what)
			}
		} else if !w.closed(3 * time.Second) {
			t.Errorf("%s: still open", what)
		}
		if code := good.publish(1, "enamel/v1/frames", line(brush2, 1)); code != 0 {
			t.Fatalf("%s: another client gets %#x", what, code)
		}
	}
	if n := r.frames(home); n != 1 {
		t.Errorf("%d frames", n)
	}
}

// One message that nobody can keep does not fail those that share its commit.
func TestPoison(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	poison := brush.DeviceID("POISON")
	honest := r.ingest.Accept
	r.hold = make(chan struct{})
	r.spoil = func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
		for i := range fs {
			if fs[i].Device == poison {
				return fmt.Errorf("keep: %w", &brush.FieldError{Field: "hex", Reason: "is poison"})
			}
		}
		return honest(ctx, h, fs)
	}
	five := r.in(connect{id: "5", version: 5, token: r.token(home, "five", "")})
	three := r.in(connect{id: "3", token: r.token(home, "three", "")})
	for i := range 3 {
		five.send(five.publication(1, uint16(i+1), "enamel/v1/frames", line([]string{brush1, string(poison), brush2}[i], i)))
	}
	time.Sleep(100 * time.Millisecond)
	three.send(three.publication(1, 1, "enamel/v1/frames", line(string(poison), 4)))
	close(r.hold)
	for i, want := range []byte{0, 0x99, 0} {
		kind, b := five.next()
		code := byte(0)
		if len(b) > 2 {
			code = b[2]
		}
		if kind != 4 || b[1] != byte(i+1) || code != want {
			t.Errorf("answer %d: %d % x", i+1, kind, b)
		}
	}
	if !three.closed(3 * time.Second) {
		t.Error("MQTT 3.1.1 knows no other way to say no than to hang up")
	}
	if n := r.frames(home); n != 2 {
		t.Errorf("%d frames kept", n)
	}
}

// Who panics in a commit takes nobody with it: no answer, and the message comes again.
func TestPanicInCommit(t *testing.T) {
	r := newRig(t, mqttio.Limits{})
	honest := r.ingest.Accept
	var n atomic.Int32
	r.spoil = func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
		if n.Add(1) == 1 {
			panic("on purpose")
		}
		return honest(ctx, h, fs)
	}
	token := r.token(home, "hall", "")
	w := r.in(connect{id: "x", token: token})
	if code := w.publish(1, "enamel/v1/frames", line(brush1, 1)); code != 255 {
		t.Errorf("answered %#x", code)
	}
	if code := r.in(connect{id: "x", token: token}).publish(1, "enamel/v1/frames", line(brush1, 1)); code != 0 {
		t.Errorf("the second time: %#x", code)
	}
	if !strings.Contains(r.log.String(), "on purpose") {
		t.Error("the log does not tell")
	}
}

// The door shuts at once, also on clients that do not read: nothing else than a last word would end this.
func TestCloseDoesNotWait(t *testing.T) {
	r := newRig(t, mqttio.Limits{WriteWithin: time.Hour, StopWithin: time.Hour})
	token := r.token(home, "hall", "")
	for i := range 3 {
		w := r.in(connect{id: fmt.Sprint(i), token: token, version: 5})
		w.subscribe(1, wishes1)
	}
	for i := range 40 { // nobody reads: every write of ours is stuck after a while
		r.settings.set(home, brush1, strings.Repeat("x", 60_000)+fmt.Sprint(i))
		r.broker.SettingsChanged(home, brush1)
		time.Sleep(5 * time.Millisecond)
	}
	closes(t, r, nil)
}

// closes shuts a broker and waits until that is done.
func closes(t *testing.T, r *rig, done func(error)) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- r.broker.Close() }()
	select {
	case err := <-ended:
		if done != nil {
			done(err)
		} else if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second): // for ever
		t.Fatal("the door does not shut")
	}
}

// The door shuts also where something of ours is stuck: on a store that does not keep, and on one that does not answer.
func TestCloseGivesUp(t *testing.T) {
	r := newRig(t, mqttio.Limits{StopWithin: 100 * time.Millisecond})
	token := r.token(home, "hall", "")
	taken := make(chan struct{}, 1)
	free := make(chan struct{})
	r.spoil = func(context.Context, brush.HouseholdID, []brush.Frame) error {
		taken <- struct{}{}
		<-free
		return brush.ErrUnavailable
	}
	c := r.in(connect{id: "x", token: token})
	c.send(c.publication(1, 1, "enamel/v1/frames", line(brush1, 1)))
	<-taken
	closes(t, r, nil)
	close(free)

	r.shut()
	r.stall, r.deaf = make(chan struct{}), true
	r.open(nil)
	w := r.dial()
	if _, err := w.Write(packet(0x10, str("MQTT"), []byte{4, 0x42, 0, 0}, str("x"), str(token))); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a client that is asked who it is", func() bool { return r.broker.Connections() == 1 })
	time.Sleep(100 * time.Millisecond)
	closes(t, r, func(err error) {
		if err == nil || !strings.Contains(err.Error(), "still there") {
			t.Errorf("the error is %v", err)
		}
	})
	close(r.stall)
	eventually(t, "it is gone", func() bool { return r.broker.Connections() == 0 })
}

// Who wants in while the store does not answer is told to come again.
func TestHangingStoreAtTheDoor(t *testing.T) {
	r := newRig(t, mqttio.Limits{AskWithin: 100 * time.Millisecond})
	token := r.token(home, "hall", "")
	r.stall = make(chan struct{})
	for version, want := range map[byte]byte{4: 3, 5: 0x88} {
		if _, code := r.connect(connect{version: version, id: "x", token: token}); code != want {
			t.Errorf("version %d: %#x, want %#x", version, code, want)
		}
	}
	close(r.stall)
	r.in(connect{id: "x", token: token})
}
