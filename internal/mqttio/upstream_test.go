package mqttio_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// mosquitto is a real broker of somebody else.
type mosquitto struct {
	t       testing.TB
	address string
	conf    string
	cmd     *exec.Cmd
}

func newMosquitto(t testing.TB) *mosquitto {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mosquitto{t: t, address: l.Addr().String()}
	_ = l.Close()
	dir := t.TempDir()
	m.conf = filepath.Join(dir, "mosquitto.conf")
	_, port, _ := net.SplitHostPort(m.address)
	conf := fmt.Sprintf("listener %s 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location %s/\nmax_queued_messages 0\nlog_type none\n", port, dir)
	if os.Getuid() == 0 {
		conf += "user root\n"
	}
	if err := os.WriteFile(m.conf, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	m.start()
	t.Cleanup(m.stop)
	return m
}

func (m *mosquitto) start() {
	m.t.Helper()
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto"
	}
	m.cmd = exec.Command(path, "-c", m.conf)
	if err := m.cmd.Start(); err != nil {
		m.t.Fatalf("this test needs the broker Mosquitto (scripts/need.sh mosquitto): %v", err)
	}
	eventually(m.t, "Mosquitto", func() bool {
		c, err := net.Dial("tcp", m.address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
}

// stop ends it, its queues written.
func (m *mosquitto) stop() {
	_ = m.cmd.Process.Signal(os.Interrupt)
	_ = m.cmd.Wait()
}

// logTo is where the servers of a test tell.
var logTo io.Writer = io.Discard

// upstream is a client of that broker over a rig's store.
type upstream struct {
	*mqttio.Upstream
	stop func()
}

func startUpstream(t testing.TB, address string, st mqttio.Keys, accept mqttio.Accept, slots int, holder string) upstream {
	t.Helper()
	u := &mqttio.Upstream{URL: &url.URL{Scheme: "mqtt", Host: address}, Slots: slots, Household: home, Source: "mqtt", Holder: holder, Keys: st, Accept: accept,
		Brands: all.Set(), Log: slog.New(slog.NewTextHandler(logTo, nil)), Now: time.Now, Lease: 1500 * time.Millisecond}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		u.Run(ctx)
	}()
	return upstream{u, func() {
		cancel()
		<-ended
	}}
}

// taken notes which frames the ingester said yes to; a foreign broker's own acknowledgement only says that the broker has them.
type taken struct {
	mu sync.Mutex
	of map[string]bool
}

func nameOf(f *brush.Frame) string {
	s, _ := strings.CutPrefix(string(f.Source), "mqtt/")
	return fmt.Sprint(s, f.Seq, f.Device, f.At.UTC(), f.Payload)
}

func (k *taken) note(fs []brush.Frame, yes bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range fs {
		k.of[nameOf(&fs[i])] = yes
	}
}

func (k *taken) all(fs []brush.Frame) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range fs {
		if !k.of[nameOf(&fs[i])] {
			return false
		}
	}
	return true
}

type through struct {
	publisher
	*taken
}

func (k through) Accept(ctx context.Context, fs []brush.Frame) error {
	k.note(fs, false)
	if err := k.publisher.Accept(ctx, fs); err != nil {
		return err
	}
	for range 10_000 { // a loaded machine may take long; who is right does not wait
		if k.all(fs) {
			return nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	return fmt.Errorf("not kept in time: %w", brush.ErrUnavailable)
}

// forget ends a client's session, with what waits in it [MQTT-3.1.2-6].
func (m *mosquitto) forget(client string) {
	m.t.Helper()
	c, err := net.Dial("tcp", m.address)
	if err != nil {
		m.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := c.Write(packet(0x10, str("MQTT"), []byte{4, 2, 0, 60}, str(client))); err != nil {
		m.t.Fatal(err)
	}
	answer := make([]byte, 4)
	if _, err := io.ReadFull(c, answer); err != nil || answer[0] != 0x20 || answer[3] != 0 {
		m.t.Fatalf("% x, %v", answer, err)
	}
	if _, err := c.Write([]byte{0xe0, 0}); err != nil {
		m.t.Fatal(err)
	}
	_, _ = c.Read(answer) // until it hangs up
}

// The whole way from a sender over somebody else's broker to the file, with a store that breaks at every operation.
func TestSinkOverMosquitto(t *testing.T) {
	t.Parallel()
	m := newMosquitto(t)
	sinktest.Run(t, func(t *testing.T) sinktest.Rig {
		r := newRig(t, mqttio.Limits{})
		k := &taken{of: map[string]bool{}}
		m.forget("enamel-ingest-0") // what was sent twice to the server before may still wait there
		start := func() upstream {
			return startUpstream(t, m.address, r.st, func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
				err := r.ingest.Accept(ctx, h, fs)
				if err == nil {
					k.note(fs, true)
				}
				return err
			}, 1, "one")
		}
		u := start()
		t.Cleanup(func() { u.stop() })
		eventually(t, "a slot", func() bool { return u.Held() == 1 })
		at := *r
		at.address = m.address
		return sinktest.Rig{
			Sink:   through{at.v5(t, "", 1), k},
			FailAt: func(n int) func() bool { return r.st.FailAt(n) },
			Kept:   func(t testing.TB) ([]brush.Frame, []session.Session) { return r.kept(t, home) },
			Source: func(s brush.SourceID) brush.SourceID {
				if s == "" {
					return "mqtt"
				}
				return "mqtt/" + s
			},
			Restart: func(testing.TB) {
				u.stop()
				r.shut()
				r.open(nil)
				u = start()
			},
		}
	})
}

// TestServer is run by TestKilledServers in processes of their own, which it kills.
func TestServer(t *testing.T) {
	env := strings.Fields(os.Getenv("UPSTREAM_SERVER"))
	if len(env) != 4 {
		return
	}
	st, err := sqlite.Open(context.Background(), env[1])
	if err != nil {
		t.Fatal(err)
	}
	in := &ingest.Ingester{Store: st, Brands: all.Set(), Now: time.Now}
	logTo = os.Stderr
	slots := 2
	if env[3] == "1" {
		slots = 1
	}
	startUpstream(t, env[0], st, in.Accept, slots, env[2])
	select {}
}

// Servers are killed while a backlog comes in; whoever takes over their slots gets what they had not acknowledged. With one slot the broker is
// restarted as well.
func TestKilledServers(t *testing.T) { killServers(t, "1", "1") }

// With two slots that become one at the end, what waited in the one that went is not stranded.
func TestFewerSlots(t *testing.T) { killServers(t, "2", "1") }

func killServers(t *testing.T, slots, then string) {
	t.Parallel()
	m := newMosquitto(t)
	r := newRig(t, mqttio.Limits{})
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	n := 0
	server := func(slots string) *exec.Cmd {
		n++
		cmd := exec.Command(os.Args[0], "-test.run=^TestServer$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("UPSTREAM_SERVER=%s %s server-%d %s", m.address, r.path, n, slots))
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	kill := func(c *exec.Cmd) {
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	servers := []*exec.Cmd{server(slots), server(slots)}
	defer func() {
		for _, c := range servers {
			kill(c)
		}
	}()
	held := func() (names []string) { // by somebody other than us
		err := r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
			for _, name := range []string{"enamel-ingest-0", "enamel-ingest-1"} {
				free, err := tx.TakeLease(store.Lease{Name: name, Holder: "test", Until: time.Now().Add(-time.Second)}, time.Now())
				if err != nil {
					return err
				}
				if !free {
					names = append(names, name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	eventually(t, "all slots held", func() bool { return fmt.Sprint(len(held())) == slots })
	time.Sleep(300 * time.Millisecond) // and subscribed
	at := *r
	at.address = m.address
	send := at.v5(t, "", 1)
	const messages = 600
	for i := range messages {
		payload := line(fmt.Sprintf("AA:00:00:00:01:%02X", i%20), i)
		if err := send(t.Context(), "enamel/v1/frames", []byte(payload)); err != nil {
			t.Fatal(err)
		}
		if i == messages-100 { // the rest waits in the slots' sessions
			for _, c := range servers {
				kill(c)
			}
		}
		if i%150 == 149 && i < messages-100 {
			k := rnd.IntN(2)
			kill(servers[k])
			if slots == "1" && i%300 == 299 {
				m.stop()
				m.start()
			}
			servers[k] = server(slots)
		}
		time.Sleep(time.Duration(rnd.IntN(4)) * time.Millisecond)
	}
	for i := range servers {
		servers[i] = server(then)
	}
	deadline := time.Now().Add(40 * time.Second)
	for r.all(t) < messages && time.Now().Before(deadline) {
		time.Sleep(100 * time.Millisecond)
	}
	fs, _ := r.kept(t, home)
	seen := map[string]int{}
	for i := range fs {
		seen[nameOf(&fs[i])]++
	}
	if len(fs) != messages || len(seen) != messages {
		t.Errorf("%d messages were published; %d are kept, %d of them once", messages, len(fs), len(seen))
		have := map[int]bool{}
		for i := range fs {
			have[int(fs[i].At.Sub(noon.AddDate(0, 0, -9)).Seconds())] = true
		}
		for i := range messages {
			if have[i] != have[i-1] || i == 0 {
				t.Logf("from %d: kept %v", i, have[i])
			}
		}
	}
}

// What is about no household of ours, or no message at all, is told in the log and does not stop the rest; while the store is away the broker waits.
func TestUpstreamTrouble(t *testing.T) {
	t.Parallel()
	m := newMosquitto(t)
	r := newRig(t, mqttio.Limits{})
	var mu sync.Mutex
	away := 3
	u := startUpstream(t, m.address, r.st, func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
		mu.Lock()
		defer mu.Unlock()
		if away--; away >= 0 {
			return fmt.Errorf("on purpose: %w", brush.ErrUnavailable)
		}
		return r.ingest.Accept(ctx, h, fs)
	}, 1, "one")
	defer u.stop()
	eventually(t, "a slot", func() bool { return u.Held() == 1 })
	time.Sleep(200 * time.Millisecond)
	at := *r
	at.address = m.address
	send := at.v5(t, "", 1)
	for i, c := range []struct{ topic, payload string }{
		{"enamel/nobody/v1/frames", line(brush1, 1)},
		{"enamel/v1/frames", "{}"},
		{"enamel/v1/frames", strings.Repeat("x", 200_000)},
		{"enamel/v1/" + brush1 + "/report", ""},
		{"enamel/v1/frames", line(brush1, 2)},
		{"enamel/other/v1/frames", line(brush1, 3)},
		{"home/OMG/BTtoMQTT/020000006002", `{"id":"02:00:00:00:60:02","rssi":-61,"manufacturerdata":"dc000471050332010301030a04"}`},
	} {
		if err := send(t.Context(), c.topic, []byte(c.payload)); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	eventually(t, "all answered", func() bool { return u.Kept() >= 7 })
	if n := r.frames(home); n != 2 {
		t.Errorf("%d frames at home", n)
	}
	if n := r.frames(other); n != 1 {
		t.Errorf("%d frames next door", n)
	}
	bad := &mqttio.Upstream{Slots: 99}
	if err := bad.Check(); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("99 slots: %v", err)
	}
}

// What a brush should do stays at the upstream broker, retained, and is taken back.
func TestUpstreamSettings(t *testing.T) {
	t.Parallel()
	m := newMosquitto(t)
	r := newRig(t, mqttio.Limits{})
	u := &mqttio.Upstream{URL: &url.URL{Scheme: "mqtt", Host: m.address}, Household: home, Settings: r.settings, Log: slog.New(slog.DiscardHandler)}
	m.stop() // the broker is away just then
	r.settings.set(home, brush1, `{"version":1}`)
	r.settings.set(other, brush1, `{"version":7}`)
	u.SettingsChanged(home, brush1)
	u.SettingsChanged(other, brush1)
	m.start()
	at := *r
	at.address = m.address
	read := func(topic string) (payload string, retained bool) {
		w := at.in(connect{id: "b", user: "b"})
		if code := w.subscribe(1, topic); code != 1 {
			t.Fatalf("%#x", code)
		}
		defer func() { _ = w.Close() }()
		if kind, _ := w.peek(200 * time.Millisecond); kind != 3 {
			return "", false
		}
		_, payload, retained = w.message()
		return payload, retained
	}
	for topic, want := range map[string]string{wishes1: `{"version":1}`, "enamel/other/v1/" + brush1 + "/settings": `{"version":7}`} {
		eventually(t, topic, func() bool { p, retained := read(topic); return p == want && retained })
	}
	r.settings.set(home, brush1, "")
	u.SettingsChanged(home, brush1)
	eventually(t, "taken back", func() bool { p, _ := read(wishes1); return p == "" })
}

var _ wire.Sink = through{}
